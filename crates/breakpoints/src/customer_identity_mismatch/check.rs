//! Finds the risk on a map: customers that the books cannot find again, and orders that have none.

use seamless_flow::{Flow, Handoff};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::title;
use crate::way::into_books;
use seamless_model::DocumentKind;

const BY: &str = "customer.by";
const MISSING: &str = "customer.missing";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let booked = into_books(flow, &[DocumentKind::Order]);
    once(booked.into_iter().filter_map(|it| one_handoff(flow, it)))
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    let to = title(flow, &handoff.to);
    let case = Case::on(ID, flow, handoff).costs(2, Loss::Work);
    let twins = |witness: String| {
        case.at_risk(
            format!("one customer becomes many in {to}"),
            witness,
            format!("Match by the shop's own identifier or by e-mail address (`{BY}: id` or `{BY}: email`), or book all on one account."),
        )
    };
    match (asked.word(BY), asked.word(MISSING)) {
        (Some("one_account"), _) => None,
        (Some("new"), _) => Some(twins(format!(
            "Ada buys on Monday and on Friday: {to} has 2 Adas, each with 1 order, and neither has a history.",
        ))),
        (Some("phone"), _) => Some(twins(format!(
            "Ada writes +1 555 0100 on #1001 and (555) 0100 on #1002: {to} has 2 Adas.",
        ))),
        (Some(_), Some("guest")) => None,
        (Some(_), Some(_)) => Some(case.at_risk(
            format!("an order without a customer never reaches {to}"),
            format!("#1001 is sold at the till at 13:00, and nobody asked for a name. {to} refuses it, and the day's takings do not match."),
            format!("Have orders without a customer booked on one guest account, and write `contract: {{ {MISSING}: guest }}`."),
        )),
        (Some(_), None) => Some(case.unknown(
            asked,
            MISSING,
            format!("an order without a customer may never reach {to}"),
            &format!("What becomes in {to} of an order that names no customer, from the till or from a draft: is it booked on a guest account, or refused?"),
        )),
        (None, _) => Some(case.unknown(
            asked,
            BY,
            format!("one customer may become many in {to}"),
            &format!("By what is the customer of an order found in {to}: the shop's identifier, the e-mail address, the phone number? Or do all share one account, or does each order make a new one?"),
        )),
    }
}
