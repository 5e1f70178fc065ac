//! Finds the risk on a map: a setting changes in one system, and nobody compares the carrier's tables with it.

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Via};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, count, many, orders_within, title, used, worth_in_brackets};
use crate::volume::up_to;

const FACT: &str = "settings.compared";
const CODES: &[&str] = &["codes.sku", "codes.location", "codes.ship_method"];

/// Seamless holds what its mappings do not know in sight; a person with a list asks.
pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let of_others = used(flow).filter(|it| !it.is_ours() && it.via != Via::Manual && translates(flow, it));
    once(of_others.filter_map(|it| one_handoff(flow, it)))
}

/// Whether there may be tables at all: not where all codes are known to be the same on both sides.
fn translates(flow: &Flow, handoff: &Handoff) -> bool {
    let said = CODES.iter().map(|it| Asked::Contract(flow, handoff).word(it));
    said.into_iter().any(|it| it != Some("same"))
}

/// A setting that the arrow depends on, as its owner would say it.
fn setting(handoff: &Handoff) -> &'static str {
    match handoff.carry {
        DocumentKind::Order | DocumentKind::FulfillmentRequest => "shipping rate",
        DocumentKind::Inventory => "location",
        DocumentKind::Shipment => "parcel service",
        DocumentKind::Refund | DocumentKind::Payment | DocumentKind::Payout => "payment method",
        DocumentKind::Return => "reason for a return",
        _ => "tax rate",
    }
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let (all, by, setting) = (many(handoff.carry), Mover::of(flow, handoff).title(), setting(handoff));
    let asked = Asked::Carrier(flow, handoff);
    let case = Case::on(ID, flow, handoff).costs(5, Loss::Part);
    let message =
        format!("a new {setting} in {from} breaks {all} on their way to {to}, days after somebody added it");
    match asked.yes(FACT) {
        Some(true) => None,
        Some(false) => {
            let day = orders_within(flow, SignedDuration::from_hours(24));
            let day = day.map(|it| {
                let few = it / 20;
                format!(" If one order in twenty has it, that is {}{} a day{}.", up_to(flow, handoff), count(few), worth_in_brackets(flow, few))
            });
            Some(case.at_risk(
                message,
                format!(
                    "Somebody adds a {setting} in {from} on a Friday at 13:00. #1001 is the first to have it: {by} has no entry for it, and the first to hear of it is the customer.{}",
                    day.unwrap_or_default()
                ),
                format!(
                    "Have {by} compare its tables with {from} and {to} every day and name what is new, or let Seamless carry `{}`: it holds what it does not know in sight.",
                    handoff.id
                ),
            ))
        }
        None => Some(case.unknown(
            asked,
            FACT,
            message,
            &format!(
                "When somebody adds a {setting} in {from} that your settings do not know, do you see it before a document has it, because you compare your tables with {from} and {to} at least once a day?"
            ),
        )),
    }
}
