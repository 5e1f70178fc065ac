//! Finds the risk on a map: two systems give the same money back.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff, System};
use seamless_model::{DocumentKind, Event, HandoffId};

use super::ID;
use crate::Finding;
use crate::authority::{alone, intruders, rivals};
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{title, worth};
use crate::rings::{of_kind, rings};

const KIND: DocumentKind = DocumentKind::Refund;

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let arrows = of_kind(flow, KIND);
    let intruders = intruders(flow, KIND);
    let told: BTreeSet<&HandoffId> = intruders.iter().map(|it| &it.id).collect();
    let creating: Vec<&Handoff> = arrows.iter().copied().filter(|it| it.covers(Event::Create)).collect();
    let rings = rings(&creating);
    let open = rings.iter().filter(|it| !it.iter().any(|one| told.contains(&one.id)));
    let found = intruders.iter().map(|it| intruder(flow, it));
    let found = found.chain(open.filter_map(|it| ring(flow, it)));
    let found = found.chain(arrows.iter().filter_map(|it| pays_again(flow, it)));
    once(found.chain(rivals(flow, KIND).into_iter().filter_map(|(maker, it)| rival(flow, maker, it))))
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(1, Loss::Whole)
}

fn money(flow: &Flow) -> String {
    worth(flow, 1).unwrap_or_else(|| "its money".to_owned())
}

/// A handoff that brings refunds into the system that alone makes them.
fn intruder(flow: &Flow, handoff: &Handoff) -> Finding {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    case(flow, handoff).at_risk(
        format!("refunds are made in {to} alone, says the map, and `{}` makes them there from {from}", handoff.id),
        format!(
            "Service refunds #1001 in {to} at 13:00; a credit for it is written in {from}, and `{}` makes a second refund of {} in {to}.",
            handoff.id,
            money(flow)
        ),
        format!(
            "Take `{}` out, or say in `authority` that {from} is the one that gives money back.",
            handoff.id
        ),
    )
}

/// Refunds that come back to where they began.
fn ring(flow: &Flow, ring: &[&Handoff]) -> Option<Finding> {
    let last = ring.last()?;
    let (from, to) = (title(flow, &last.from), title(flow, &last.to));
    Some(case(flow, last).at_risk(
        format!("refunds travel from {to} and back to it, and nobody is named who alone gives money back"),
        format!(
            "#1001 is refunded in {to} at 13:00, and {from} gets a credit. At 13:20 somebody in {from} who does not know of it, or {from} itself, refunds it too, and `{}` brings that back: {} leave twice.",
            last.id,
            money(flow)
        ),
        format!(
            "Name the one system that gives money back, for example `authority: {{ refund: {} }}`, and take out the handoff that brings refunds into it (`{}`).",
            last.to, last.id
        ),
    ))
}

/// A credit that sends money, for a refund that has sent it already: in a shop, or in a system that is known to.
fn pays_again(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let pays = |it: Asked<'_>| it.yes("refund.pays_customer");
    let paid = pays(Asked::source(flow, handoff)).unwrap_or(flow.system(&handoff.from).role.sells());
    let owner = alone(flow, KIND.word()) == Some(&handoff.to);
    if !paid || owner || pays(Asked::target(flow, handoff)) != Some(true) {
        return None;
    }
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    Some(case(flow, handoff).at_risk(
        format!("{to} sends money to the customer for refunds that {from} has paid already"),
        format!(
            "#1001 is refunded in {from}, {} go to the customer. `{}` makes a refund in {to}, which sends them once more.",
            money(flow),
            handoff.id
        ),
        format!("Have {to} book a credit and send nothing, or let it alone give money back: `authority: {{ refund: {} }}`.", handoff.to),
    ))
}

/// A second system where refunds begin, beside the one that sold.
fn rival(flow: &Flow, maker: &System, handoff: &Handoff) -> Option<Finding> {
    let to = title(flow, &handoff.to);
    match alone(flow, KIND.word()) {
        Some(owner) if *owner == maker.id => None,
        Some(owner) => Some(case(flow, handoff).at_risk(
            format!("{} gives money back, and the map says that {} alone does", maker.title, title(flow, owner)),
            format!(
                "#1001 is refunded in {} at 13:00 and, by somebody who does not see that, in {} at 13:20: {to} gets two credits, and {} leave twice.",
                title(flow, owner),
                maker.title,
                money(flow)
            ),
            format!("Take `{}` out, and have {} ask {} for a refund.", handoff.id, maker.title, title(flow, owner)),
        )),
        None => {
            let message = format!("two systems may give the money of one order back, and {to} gets both credits");
            let question = format!("Which one system gives customers their money back? Both {} and others hand refunds to {to}.", maker.title);
            Some(case(flow, handoff).unknown(Asked::Authority(flow), KIND.word(), message, &question))
        }
    }
}
