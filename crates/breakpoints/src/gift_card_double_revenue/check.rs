//! Finds the risk on a map: a gift card is booked as a sale when it is sold, and again when it pays.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{money, of_marketplace, title};
use crate::way::into_books;

const SALES: &[DocumentKind] = &[DocumentKind::Order];

const PAYMENTS: &[DocumentKind] = &[DocumentKind::Payment];

const PAID: &str = "money.gift_card_paid";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let sales: Vec<&Handoff> =
        into_books(flow, SALES).into_iter().filter(|it| !of_marketplace(flow, it)).collect();
    let trade = Asked::Trade(flow);
    let Some(first) = sales.first() else { return Vec::new() };
    match trade.yes("gift_cards") {
        Some(true) => {
            let mut payments: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
            for payment in into_books(flow, PAYMENTS) {
                payments.entry(&payment.to).or_default().push(payment);
            }
            let sold = sales.iter().filter_map(|it| sold(flow, it));
            let mut seen = BTreeSet::new();
            // Where payments come for themselves, they tell; else the sale does.
            let told = sales.iter().flat_map(|it| match payments.get(&it.to) {
                Some(all) => all.clone(),
                None => vec![*it],
            });
            let paid = told.filter(|it| seen.insert(&it.id)).filter_map(|it| paid(flow, it));
            once(sold.chain(paid))
        }
        Some(false) => Vec::new(),
        None => {
            let message = "gift cards may be booked as sales twice";
            let question = "Do you sell gift cards, or give store credit?";
            vec![case(flow, first).unknown(trade, "gift_cards", message, question)]
        }
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Whole)
}

/// The sale of a card: it is owed to its holder, and no revenue.
fn sold(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    match asked.list("money.lines") {
        Some(lines) if lines.iter().any(|it| it == "gift_card") => None,
        Some(_) => Some(case(flow, handoff).at_risk(
            format!("a gift card that is sold is booked in {to} like goods"),
            format!("#1001 is a gift card of {0}: {to} books a sale of {0}, with tax. When it is spent on goods, they are a sale of {0} again.", money(flow, 100)),
            format!("Give gift cards an account of what is owed to their holders, and add `gift_card` to `money.lines` in the contract of `{}`.", handoff.id),
        )),
        None => {
            let message = format!("a gift card that is sold may be booked in {to} like goods");
            let question = format!("For which kinds of lines does {to} have an account: items, shipping, discounts, gift cards, tips, duties, fees, rounding, custom lines, donations, adjustments?");
            Some(case(flow, handoff).unknown(asked, "money.lines", message, &question))
        }
    }
}

/// The use of a card: what is owed to its holder gets less.
fn paid(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    match asked.word(PAID) {
        Some("liability") => None,
        Some(how) => {
            let (hundred, forty) = (money(flow, 100), money(flow, 40));
            let ending = match how {
                "discount" => format!("{to} books a reduction of {forty} that nobody gave"),
                "sale" => format!("{to} books {forty} as a sale a second time"),
                _ => format!("{to} waits for {forty} that have been paid"),
            };
            Some(case(flow, handoff).at_risk(
                format!("what is paid with a gift card is wrong in {to}"),
                format!("#1001 of {hundred} is paid with {forty} of a gift card: {ending}, and goes on to owe them to the holder."),
                format!("Book what a gift card pays against what is owed to holders, and write `{PAID}: liability` into the contract of `{}`.", handoff.id),
            ))
        }
        None => {
            let message = format!("what is paid with a gift card may be counted twice in {to}");
            let question = format!(
                "How is it booked in {to} when a gift card or store credit pays: against what is owed to holders, as a reduction, as a sale, or not at all?"
            );
            Some(case(flow, handoff).unknown(asked, PAID, message, &question))
        }
    }
}
