//! Finds the risk on a map: a line that was added after the purchase is shipped, and its charge had failed.

use seamless_flow::{Flow, Handoff, Role, System};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::title;
use crate::way::{Gate, from_shops, leak, lets};

const FACT: &str = "order.paid_only";

const PARTLY: &str = "order.payment == \"partially_paid\"";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let arrows = from_shops(flow);
    let shops = flow.systems.values().filter(|it| it.role == Role::Storefront).map(|it| &it.id);
    let leak = leak(flow, &arrows, shops, |it| carries(flow, it), |by, it| lets_on(flow, by, it));
    let arrived = leak.arrive.iter().map(|it| at_risk(flow, it));
    let unsaid = leak.systems.iter().map(|it| ask_system(flow, it));
    let untold = leak.handoffs.iter().map(|it| ask_contract(flow, it));
    let found: Vec<Finding> = crate::judge::once(arrived.chain(unsaid).chain(untold));
    let trade = Asked::Trade(flow);
    match (trade.yes("order_edits"), arrows.first()) {
        (Some(true), _) => found,
        (None, Some(first)) if !found.is_empty() => {
            let message = "what is added to an order and not paid may be shipped";
            let question = "Can something be added to an order after it is paid: by staff, by the customer, by an upsell?";
            vec![case(flow, first).unknown(trade, "order_edits", message, question)]
        }
        _ => Vec::new(),
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(1, Loss::Part)
}

/// Whether an order that is paid in part travels: by the contract, else by the condition.
fn carries(flow: &Flow, handoff: &Handoff) -> Gate {
    match Asked::Contract(flow, handoff).list("payment_states") {
        Some(states) if states.iter().any(|it| it == "partially_paid") => Gate::Open,
        Some(_) => Gate::Shut,
        None => lets(flow, handoff, PARTLY),
    }
}

/// Whether a system lets it on. A warehouse that is asked to ship ships; one that reads orders may look first.
fn lets_on(flow: &Flow, by: &Handoff, system: &System) -> Gate {
    let asked_to_ship = by.carry == DocumentKind::FulfillmentRequest && system.role.ships_goods();
    match Asked::System(flow, system).yes(FACT) {
        Some(true) => Gate::Shut,
        Some(false) => Gate::Open,
        None if asked_to_ship => Gate::Open,
        None => Gate::Unsaid,
    }
}

fn at_risk(flow: &Flow, handoff: &Handoff) -> Finding {
    let to = title(flow, &handoff.to);
    case(flow, handoff).at_risk(
        format!("what is added to an order is shipped from {to}, whether it is paid or not"),
        format!(
            "#1001 is paid at 13:00. At 13:02 its customer takes an offer of 25.00 {} more, the charge is declined and the order is paid in part: nothing on the way to {to} asks for that, and the added line leaves for nothing.",
            flow.currency
        ),
        format!(
            "Let only what is paid travel: `when: 'order.payment in [\"paid\", \"partially_refunded\"]'` on `{}`, with the states that you ship on terms beside them.",
            handoff.id
        ),
    )
}

fn ask_system(flow: &Flow, system: &System) -> Finding {
    let asked = Asked::System(flow, system);
    let message =
        format!("what is added to an order and not paid may go on to be shipped from {}", system.title);
    let question = "When something is added to a paid order and its charge fails, do you keep back the order, or the added line, until nothing is left to pay?";
    Case::at(ID, flow, system).costs(1, Loss::Part).unknown(asked, FACT, message, question)
}

fn ask_contract(flow: &Flow, handoff: &Handoff) -> Finding {
    let asked = Asked::Contract(flow, handoff);
    let message = "it cannot be told from the condition whether an order that is paid in part travels";
    let question = format!("In which states of payment does an order travel on {}?", handoff.id);
    case(flow, handoff).unknown(asked, "payment_states", message, &question)
}
