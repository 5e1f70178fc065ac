//! Finds the risk on a map: money is taken when goods leave, and the promise of it does not last that long.

use jiff::SignedDuration;
use jiff::civil::Date;
use seamless_flow::{Flow, Role, System};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{span, worth_each};
use crate::way::to_goods;

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let arrows = to_goods(flow);
    let Some(first) = arrows.first() else { return Vec::new() };
    let trade = Asked::Trade(flow);
    let on_first = Case::on(ID, flow, first).costs(1, Loss::Whole);
    match (trade.word("capture"), trade.span("lead_time_most")) {
        (None, _) => {
            let message = "goods may leave whose payment can no longer be taken";
            let question =
                "Is a customer's payment captured when the order is placed, or when it is shipped?";
            vec![on_first.unknown(trade, "capture", message, question)]
        }
        (Some("at_order"), _) => Vec::new(),
        (Some(_), None) => {
            let message = "goods that leave late may leave when their payment can no longer be taken";
            let question = "What is the longest that an order takes from its placing to its shipping, back-orders and pre-orders included?";
            vec![on_first.unknown(trade, "lead_time_most", message, question)]
        }
        (Some(_), Some(lead)) => {
            payers(flow).into_iter().filter_map(|it| one_payer(flow, it, lead)).collect()
        }
    }
}

/// Who takes the money: the systems for payments, else the shops.
fn payers(flow: &Flow) -> Vec<&System> {
    let of = |role: Role| flow.systems.values().filter(move |it| it.role == role).collect::<Vec<_>>();
    let payers = of(Role::Payments);
    if payers.is_empty() { of(Role::Storefront) } else { payers }
}

fn one_payer(flow: &Flow, payer: &System, lead: SignedDuration) -> Option<Finding> {
    let (asked, title) = (Asked::System(flow, payer), &payer.title);
    let case = Case::at(ID, flow, payer).costs(1, Loss::Whole);
    let Some(good_for) = asked.span("payment.authorized_for") else {
        let message =
            format!("an order that takes {} may leave when its payment can no longer be taken", span(lead));
        let question = "How long can a payment that is authorised be captured, by the way of paying with the shortest time?";
        return Some(case.unknown(asked, "payment.authorized_for", message, question));
    };
    if lead <= good_for {
        return None;
    }
    match asked.yes("payment.reauthorizes") {
        Some(true) => None,
        Some(false) => Some(case.at_risk(
            format!("orders that take longer than {} leave without their money", span(good_for)),
            witness(flow, title, good_for, lead),
            "Capture late orders when they are placed, or ask for a new payment before they are picked and hold them until it is there.",
        )),
        None => {
            let message = format!("orders that take longer than {} may leave without their money", span(good_for));
            let question = format!(
                "When an authorisation nears its end after {}, do you renew it without anybody asking?",
                span(good_for)
            );
            Some(case.unknown(asked, "payment.reauthorizes", message, &question))
        }
    }
}

/// The example order is placed on the first of March.
fn witness(flow: &Flow, payer: &str, good_for: SignedDuration, lead: SignedDuration) -> String {
    let placed = Date::constant(2027, 3, 1);
    let day = |after: SignedDuration| {
        let date = placed.saturating_add(after);
        format!("{} {}", date.day(), date.strftime("%B"))
    };
    format!(
        "#1001 is placed and authorised on 1 March. {payer} lets the authorisation end on {}; the goods leave on {}, and their capture is refused{}.",
        day(good_for),
        day(lead),
        worth_each(flow).replace(", each", ":")
    )
}
