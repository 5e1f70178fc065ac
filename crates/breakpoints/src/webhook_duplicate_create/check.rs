//! Finds the risk on a map: a webhook may come twice, and nothing on its way knows it again.

use std::collections::BTreeMap;

use seamless_flow::{Flow, Handoff, Mode, SEAMLESS, Via};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::Case;
use crate::look::{Mover, a, fact, many, moving, one, says, title, worth_each};

const KINDS: &[DocumentKind] =
    &[DocumentKind::Order, DocumentKind::FulfillmentRequest, DocumentKind::Shipment, DocumentKind::Refund];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut before = Before::default();
    let mut one = |it| twice_on_the_map(flow, it, before.and(it)).or_else(|| told_twice(flow, it));
    moving(flow, KINDS).filter_map(&mut one).collect()
}

/// The first handoffs on each way that carry.
#[derive(Default)]
struct Before<'f>(BTreeMap<(DocumentKind, &'f SystemId, &'f SystemId), Firsts<'f>>);

/// The first of all, of those that tell by webhook, of those without a condition, and of those that are both.
#[derive(Default)]
struct Firsts<'f> {
    any: Option<&'f Handoff>,
    telling: Option<&'f Handoff>,
    bare: Option<&'f Handoff>,
    both: Option<&'f Handoff>,
}

impl<'f> Before<'f> {
    /// The first one before `handoff`, on its way, that makes the same documents as it does; it is noted itself.
    fn and(&mut self, handoff: &'f Handoff) -> Option<&'f Handoff> {
        let (tells, bare) = (handoff.via == Via::Webhook, handoff.when.is_none());
        if !carries(handoff) {
            return None;
        }
        let firsts = self.0.entry((handoff.carry, &handoff.from, &handoff.to)).or_default();
        // Of the two, one has to tell by webhook, and one to be without a condition.
        let other = match (tells, bare) {
            (true, true) => firsts.any,
            (false, true) => firsts.telling,
            (true, false) => firsts.bare,
            (false, false) => firsts.both,
        };
        firsts.any = firsts.any.or(Some(handoff));
        firsts.telling = firsts.telling.or(tells.then_some(handoff));
        firsts.bare = firsts.bare.or(bare.then_some(handoff));
        firsts.both = firsts.both.or((tells && bare).then_some(handoff));
        other
    }
}

/// Two handoffs take the same documents the same way: each makes its own. Reported on the later of the two.
/// Where both have conditions they may well divide the documents between them.
fn twice_on_the_map(flow: &Flow, handoff: &Handoff, other: Option<&Handoff>) -> Option<Finding> {
    let other = other?;
    let (from, to, kind) = (title(flow, &handoff.from), title(flow, &handoff.to), one(handoff.carry));
    Some(Case::on(ID, flow, handoff).at_risk(
        format!("{} and {} both take every {kind} from {from} to {to}", other.id, handoff.id),
        format!(
            "{from} tells both {} and {} of #1001, and each makes {} in {to}: two where one was meant{}.",
            other.id,
            handoff.id,
            a(handoff.carry),
            worth_each(flow)
        ),
        format!("Remove one of the two, or divide the {} between them with `when`.", many(handoff.carry)),
    ))
}

/// Whether somebody moves documents on it: a carrier does also where Seamless only watches.
fn carries(handoff: &Handoff) -> bool {
    matches!(handoff.mode, Mode::Carry | Mode::CarryShare(_)) || handoff.by != SEAMLESS
}

fn told_twice(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let source = &flow.system(&handoff.from).profile;
    let target = &flow.system(&handoff.to).profile;
    if handoff.via != Via::Webhook {
        return None;
    }
    let once = source.word(&fact(handoff.carry, "delivery")) == Some("exactly_once");
    let refused = says(target, handoff.carry, "unique_external_ref") == Some(true);
    if once || refused {
        return None;
    }
    let mover = Mover::of(flow, handoff);
    let dedupe = fact(handoff.carry, "dedupe");
    let known = match mover {
        Mover::Seamless => Some(handoff.key_fields().is_some()),
        _ => mover.yes(&dedupe),
    };
    let (from, to, kind) = (title(flow, &handoff.from), title(flow, &handoff.to), one(handoff.carry));
    let message = format!("a webhook that comes twice can make two {} in {to}", many(handoff.carry));
    let case = Case::on(ID, flow, handoff);
    match known {
        Some(true) => None,
        Some(false) => Some(case.at_risk(message, witness(flow, handoff), fix(flow, handoff, mover))),
        None => Some(case.unanswered(
            mover.ask(
                flow,
                handoff,
                &format!(
                    "When {from} sends the same webhook twice in one second, does {to} still get one {kind}, because you know the second by its identifier?"
                ),
            ),
            mover.lacks(handoff, &dedupe),
            message,
            format!("Write the answer into the profile as `{dedupe}`, or let Seamless carry `{}`.", handoff.id),
        )),
    }
}

fn witness(flow: &Flow, handoff: &Handoff) -> String {
    let (from, to, all) = (title(flow, &handoff.from), title(flow, &handoff.to), many(handoff.carry));
    let patience = flow.system(&handoff.from).profile.span("webhook.timeout");
    let why = match patience {
        Some(patience) => format!("the answer took longer than {} s", patience.as_secs()),
        None => "the first answer was lost".to_owned(),
    };
    let peak = match (patience, flow.volume.peak_orders_per_minute) {
        (Some(patience), Some(peak)) => format!(
            " In the busiest minute every one of {}{} orders comes again if answers take {} s.",
            crate::volume::up_to(flow, handoff),
            peak.normalize(),
            patience.as_secs() + 1
        ),
        _ => String::new(),
    };
    format!(
        "{from} tells of #1001 at 14:00:00 and, because {why}, once more: {to} has two {all} for it{}.{peak}",
        worth_each(flow)
    )
}

fn fix(flow: &Flow, handoff: &Handoff, mover: Mover<'_>) -> String {
    let to = title(flow, &handoff.to);
    match mover {
        Mover::Seamless => format!(
            "Name the identifiers that mean the same {}: `key: {{ {}: …, {}: … }}`.",
            one(handoff.carry),
            handoff.from,
            handoff.to
        ),
        _ => format!(
            "Let Seamless carry it (leave out `by`), or make the external reference unique in {to}, so that a second {} is refused.",
            one(handoff.carry)
        ),
    }
}
