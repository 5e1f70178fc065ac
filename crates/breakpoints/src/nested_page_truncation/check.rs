//! Finds the risk on a map: only the first page of an order's lines is carried.

use rust_decimal::Decimal;
use seamless_flow::{Flow, Handoff, Via};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, many, moving, title};

const LINES: &str = "lines_most";
const KINDS: &[DocumentKind] = &[
    DocumentKind::Order,
    DocumentKind::FulfillmentRequest,
    DocumentKind::Shipment,
    DocumentKind::Return,
    DocumentKind::Refund,
];

/// Seamless reads lists within a document to their end, and carries no document that it cannot read whole. A person
/// sees what there is.
pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let trade = Asked::Trade(flow);
    let carried: Vec<&Handoff> =
        moving(flow, KINDS).filter(|it| by_others(it) && limit(flow, it) != Some(Decimal::ZERO)).collect();
    let Some(first) = carried.first() else { return Vec::new() };
    let Some(most) = trade.number(LINES) else {
        let message = "long orders may arrive without their last lines";
        let question =
            "How many lines has the longest order that is to be expected, wholesale orders among them?";
        return vec![case(flow, first).unknown(trade, LINES, message, question)];
    };
    once(carried.iter().filter_map(|it| one_handoff(flow, it, most)))
}

fn by_others(handoff: &Handoff) -> bool {
    !handoff.is_ours() && handoff.via != Via::Manual
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(1, Loss::Whole)
}

/// What the carrier brings or the target takes, whichever is less; zero where neither has a limit.
fn limit(flow: &Flow, handoff: &Handoff) -> Option<Decimal> {
    let carrier = Asked::Contract(flow, handoff).number(LINES)?;
    let target = Asked::target(flow, handoff).number(&crate::look::fact(handoff.carry, LINES));
    let target = target.filter(|it| !it.is_zero());
    Some(match target {
        Some(target) if carrier.is_zero() || target < carrier => target,
        _ => carrier,
    })
}

fn one_handoff(flow: &Flow, handoff: &Handoff, most: Decimal) -> Option<Finding> {
    let (from, to, all) = (title(flow, &handoff.from), title(flow, &handoff.to), many(handoff.carry));
    let by = Mover::of(flow, handoff).title();
    let Some(limit) = limit(flow, handoff) else {
        let question = format!(
            "How many lines of one document do you carry whole from {from} to {to}: do you read its list of lines page by page to the end? Answer 0 where there is no limit."
        );
        let message = format!("long {all} may reach {to} without their last lines");
        return Some(case(flow, handoff).unknown(Asked::Contract(flow, handoff), LINES, message, &question));
    };
    (limit < most).then(|| {
        let lost = most - limit;
        case(flow, handoff).at_risk(
            format!("{all} of more than {limit} lines reach {to} without the rest"),
            format!(
                "#1001 has {most} lines. {by} brings the first {limit} and reports success: {lost} lines are never {}, and the customer has paid for them.",
                if handoff.carry == DocumentKind::Refund || flow.system(&handoff.to).role.keeps_books() {
                    "booked"
                } else {
                    "shipped"
                }
            ),
            format!(
                "Have {by} read the list of lines to its end and write `{LINES}: 0` into `contract`, or let Seamless carry `{}`.",
                handoff.id
            ),
        )
    })
}
