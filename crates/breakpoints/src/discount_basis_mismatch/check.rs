//! Finds the risk on a map: prices are reduced in the shop, and the books take the reduction off somewhere else.

use std::collections::BTreeMap;

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{many, money, of_one_order, title};
use crate::way::into_books;

const KINDS: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::Refund];

const FACT: &str = "money.discounts";

const BEFORE_TAX: &str = "discounts.before_tax";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let booked = into_books(flow, KINDS);
    let orders: Vec<&Handoff> = booked.iter().copied().filter(|it| it.carry == DocumentKind::Order).collect();
    let trade = Asked::Trade(flow);
    let Some(first) = orders.first() else { return Vec::new() };
    match trade.yes("discounts") {
        Some(true) => {
            let sales = orders.iter().filter_map(|it| one_handoff(flow, it));
            once(sales.chain(differing(flow, &booked)))
        }
        Some(false) => Vec::new(),
        None => {
            let message = "reduced orders may have another total in the books than in the shop";
            let question =
                "Are prices ever reduced: by codes, automatic discounts, free gifts, free shipping?";
            vec![case(flow, first).unknown(trade, "discounts", message, question)]
        }
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(20, Loss::Part)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    if asked.word("money.prices") == Some("own_list") {
        return Some(case(flow, handoff).at_risk(
            format!("{to} prices orders from a list of its own"),
            format!(
                "#1001 is sold for {} with a code that takes 20 off. {to} has {} on its list and books that: the payment never fits the invoice.",
                money(flow, 80),
                money(flow, 100)
            ),
            format!("Have {to} take the prices and reductions of the order: `money.prices: from_source` in the contract of `{}`.", handoff.id),
        ));
    }
    match asked.word(FACT) {
        Some("per_order") => whole_order(flow, handoff),
        Some(_) => None,
        None => {
            let message = format!("reduced orders may have another total in {to} than in the shop");
            let question = format!(
                "When an order is reduced, where does the reduction stand in what reaches {to}: on each line, on the whole order, or in the price already?"
            );
            Some(case(flow, handoff).unknown(asked, FACT, message, &question))
        }
    }
}

/// A reduction of the whole order: the target must take it off before it works out the tax.
fn whole_order(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, to) = (Asked::target(flow, handoff), title(flow, &handoff.to));
    let taxed = Asked::Trade(flow).word("taxes") != Some("none");
    match asked.yes(BEFORE_TAX) {
        _ if !taxed => None,
        Some(true) => None,
        Some(false) => Some(case(flow, handoff).at_risk(
            format!("{to} takes the reduction of an order off after its tax, the shop before it"),
            format!(
                "#1001: goods of {}, a code takes 20 off, tax of 10%. The customer pays {}; {to} books {}, and waits for the difference.",
                money(flow, 100),
                money(flow, 88),
                money(flow, 90)
            ),
            format!("Bring the reduction on each line, as the shop has spread it: `{FACT}: per_line` in the contract of `{}`.", handoff.id),
        )),
        None => {
            let message = format!("reduced orders may have another tax in {to} than in the shop");
            let question = format!("When a whole order is reduced, is {to} set up to take the reduction off before it works out tax?");
            let target = flow.system(&handoff.to);
            let case = Case::at(ID, flow, target).costs(20, Loss::Part);
            Some(case.unknown(Asked::Team(flow, target), BEFORE_TAX, message, &question))
        }
    }
}

/// Orders and refunds whose reductions stand in different places: the credit is not what the sale was.
fn differing<'f>(flow: &'f Flow, booked: &[&'f Handoff]) -> Vec<Finding> {
    let said = |it: &'f Handoff| Asked::Contract(flow, it).word(FACT);
    let (mut of_source, mut of_any) = (BTreeMap::new(), BTreeMap::<&SystemId, Vec<(&Handoff, &str)>>::new());
    for order in booked.iter().copied().filter(|it| it.carry == DocumentKind::Order) {
        let Some(basis) = said(order) else { continue };
        of_source.entry((&order.to, &order.from)).or_insert((order, basis));
        of_any.entry(&order.to).or_default().push((order, basis));
    }
    let mut found = Vec::new();
    for handoff in booked.iter().copied().filter(|it| it.carry == DocumentKind::Refund) {
        let Some(basis) = said(handoff) else { continue };
        let any = || of_any.get(&handoff.to)?.iter().find(|it| of_one_order(flow, it.0, handoff));
        let sold = of_source.get(&(&handoff.to, &handoff.from)).or_else(any);
        let Some((other, said)) = sold.copied() else { continue };
        if said != basis {
            let to = title(flow, &handoff.to);
            let (one, two) = (many(other.carry), many(handoff.carry));
            found.push(case(flow, handoff).at_risk(
                format!("reductions of {one} reach {to} {}, those of {two} {}", words(said), words(basis)),
                format!(
                    "One line of {} of #1001, reduced by 20, is given back: sold in {to} with the reduction {}, credited with the reduction {}. The customer's balance is off by {}.",
                    money(flow, 100),
                    words(said),
                    words(basis),
                    money(flow, 20)
                ),
                format!("Bring both in one form: set `{FACT}` of `{}` and `{}` to the same word.", other.id, handoff.id),
            ));
        }
    }
    found
}

fn words(basis: &str) -> &str {
    match basis {
        "per_line" => "on each line",
        "per_order" => "on the whole order",
        _ => "in the price",
    }
}
