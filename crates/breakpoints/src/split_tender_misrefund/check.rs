//! Finds the risk on a map: an order is paid in two ways, and the books know one.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{money, of_marketplace, title};
use crate::way::into_books;

const KINDS: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::Payment, DocumentKind::Refund];

const FACT: &str = "money.tenders";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let all = into_books(flow, KINDS);
    let paid: BTreeSet<&SystemId> =
        all.iter().filter(|it| it.carry == DocumentKind::Payment).map(|it| &it.to).collect();
    // Where payments arrive themselves, the order need not tell how it was paid.
    let tells = |it: &&Handoff| it.carry != DocumentKind::Order || !paid.contains(&it.to);
    // A marketplace pays as one, however its customers have paid.
    let own = |it: &&Handoff| !of_marketplace(flow, it);
    let booked: Vec<&Handoff> = all.iter().copied().filter(tells).filter(own).collect();
    let trade = Asked::Trade(flow);
    let Some(first) = booked.first() else { return Vec::new() };
    match (trade.yes("split_payments"), trade.yes("gift_cards")) {
        (Some(true), _) | (_, Some(true)) => once(booked.iter().filter_map(|it| one_handoff(flow, it))),
        (Some(false), _) => Vec::new(),
        (None, _) => {
            let message = "what is paid in two ways may be booked and refunded in one";
            let question = "Can one order be paid in several ways: a gift card and a card, two cards, a deposit and the rest?";
            vec![case(flow, first).unknown(trade, "split_payments", message, question)]
        }
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Part)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    let refund = handoff.carry == DocumentKind::Refund;
    match asked.word(FACT) {
        Some("each") => None,
        Some(_) => Some(case(flow, handoff).at_risk(
            if refund {
                format!("a refund that goes back in two ways is credited in {to} as one")
            } else {
                format!("an order that is paid in two ways has one way of paying in {to}")
            },
            witness(flow, to, refund),
            format!("Have `{}` bring each payment by its own number, with its way of paying and its amount, and write `{FACT}: each` into its contract.", handoff.id),
        )),
        None => {
            let message = format!("what is paid in two ways may be booked in {to} as paid in one");
            let question = if refund {
                format!("When a refund goes back in two ways, part to a gift card and part to a card, is each part booked in {to} on its own?")
            } else {
                format!("When an order is paid in two ways, is each payment booked in {to} with its own way of paying, its number and its amount?")
            };
            Some(case(flow, handoff).unknown(asked, FACT, message, &question))
        }
    }
}

fn witness(flow: &Flow, to: &str, refund: bool) -> String {
    let (card, rest, back) = (money(flow, 30), money(flow, 50), money(flow, 60));
    let paid = format!("#1001 is paid with {card} of a gift card and {rest} of a credit card.");
    if refund {
        format!(
            "{paid} {back} go back: {rest} to the credit card, {} to the gift card. {to} books {back} against the credit card: the bank never agrees, and the gift card's balance is wrong.",
            money(flow, 10)
        )
    } else {
        format!(
            "{paid} {to} books {} by credit card: the bank has {card} less, and what is owed to holders of gift cards stays {card} too high.",
            money(flow, 80)
        )
    }
}
