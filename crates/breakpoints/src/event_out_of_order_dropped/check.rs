//! Finds the risk on a map: what belongs to an order arrives before the order, finds nothing, and is put away.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Via};
use seamless_model::{DocumentKind, Event, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, a, clock, moving, says, span, title};

const FACT: &str = "orphans";
const ORDER: &[DocumentKind] = &[DocumentKind::Order];
const CHILDREN: &[DocumentKind] = &[
    DocumentKind::Order,
    DocumentKind::Hold,
    DocumentKind::Cancellation,
    DocumentKind::Shipment,
    DocumentKind::Return,
    DocumentKind::Refund,
    DocumentKind::Payment,
];

/// How long after the order its child comes, in the example.
const CHILD_AFTER: SignedDuration = SignedDuration::from_mins(1);

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut orders: BTreeMap<&SystemId, &Handoff> = BTreeMap::new();
    for handoff in moving(flow, ORDER) {
        orders.entry(&handoff.to).and_modify(|it| *it = slower(it, handoff)).or_insert(handoff);
    }
    let children = moving(flow, CHILDREN).filter(|it| told_at_once(flow, it));
    once(children.filter_map(|it| one_handoff(flow, it, orders.get(&it.to)?)))
}

fn slower<'f>(one: &'f Handoff, other: &'f Handoff) -> &'f Handoff {
    if other.within > one.within { other } else { one }
}

/// It is announced when it happens, in no order that the source would keep, and is more than the order's first word.
fn told_at_once(flow: &Flow, handoff: &Handoff) -> bool {
    let ordered = says(&flow.system(&handoff.from).profile, handoff.carry, "ordered") == Some(true);
    let later = handoff.carry != DocumentKind::Order || handoff.covers.iter().any(|it| *it != Event::Create);
    matches!(handoff.via, Via::Webhook | Via::Api) && !ordered && later
}

/// What Seamless brings too early is refused by the target, and tried again as soon as the order turns up.
fn one_handoff(flow: &Flow, handoff: &Handoff, orders: &Handoff) -> Option<Finding> {
    let mover = Mover::of(flow, handoff);
    if let Mover::Seamless = mover {
        return None;
    }
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let child = child(handoff);
    let message = format!("{child} that reaches {to} before its order is lost for good");
    let case = Case::on(ID, flow, handoff).costs(2, Loss::Part);
    let asked = Asked::Contract(flow, handoff);
    match asked.word(FACT) {
        Some("dropped") => Some(case.at_risk(
            message,
            witness(flow, handoff, orders),
            format!(
                "Let Seamless carry `{}`: it tries again as soon as the order is there. Or have {} keep what comes too early, and write `{FACT}: waits` into `contract`.",
                handoff.id,
                mover.title()
            ),
        )),
        Some(_) => None,
        None => Some(case.unknown(
            asked,
            FACT,
            message,
            &format!(
                "{from} may send messages out of order. When {child} comes whose order is not in {to} yet, does it wait, is the order fetched, or is it dropped?"
            ),
        )),
    }
}

fn child(handoff: &Handoff) -> String {
    match handoff.carry {
        DocumentKind::Order if handoff.covers(Event::Cancel) => "the cancellation of an order".to_owned(),
        DocumentKind::Order => "a change of an order".to_owned(),
        kind => a(kind),
    }
}

fn witness(flow: &Flow, handoff: &Handoff, orders: &Handoff) -> String {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let what = match handoff.carry {
        DocumentKind::Order => "change".to_owned(),
        kind => kind.words().to_owned(),
    };
    let end = format!(
        "The {what} finds no order in {to} and is put away as done: {to} has #1001 and never its {what}.",
    );
    if orders.id == handoff.id {
        return format!(
            "{from} tells of #1001 at 13:00 and of its {what} at {}, and the second message overtakes the first. {end}",
            clock(CHILD_AFTER)
        );
    }
    format!(
        "#1001 is placed at 13:00, and `{}` may take {} to bring it to {to}. Its {what} is told at {} already. {end}",
        orders.id,
        span(orders.within),
        clock(CHILD_AFTER)
    )
}
