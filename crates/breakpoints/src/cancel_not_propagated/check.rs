//! Finds the risk on a map: an arrow brings orders and does not bring their cancellation.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff, Kind};
use seamless_model::{DocumentKind, Event, SystemId};

use super::ID;
use crate::arrows::Arrows;
use crate::judge::Case;
use crate::look::{Mover, a, fact, moving, says, title, worth};
use crate::{Finding, Severity, lost};

const KINDS: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::FulfillmentRequest];

const RECORD: &[DocumentKind] = &[DocumentKind::Cancellation];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut told: BTreeMap<&SystemId, BTreeSet<&SystemId>> = BTreeMap::new();
    for handoff in moving(flow, KINDS) {
        told.entry(&handoff.from).or_default().insert(&handoff.to);
    }
    let records = Arrows::along(moving(flow, RECORD));
    let untold: BTreeMap<_, _> =
        told.into_iter().map(|(from, to)| (from, records.missing(from, to))).collect();
    let silent = moving(flow, KINDS)
        .filter(|it| source_can_cancel(flow, it))
        .filter(|it| untold[&it.from].contains(&it.to))
        .filter_map(|it| one_handoff(flow, it));
    // What one who ships sends back is an answer of his, and judged as such.
    let asked = moving(flow, RECORD).filter(|it| !flow.system(&it.from).role.ships_goods());
    silent.chain(asked.filter_map(|it| lost_record(flow, it))).collect()
}

/// A cancellation that travels as a document of its own, and that a lost webhook loses.
fn lost_record(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let loss = lost::loss(flow, handoff).filter(|_| handoff.is_ours())?;
    let message = format!(
        "a cancellation of which {} is not told never reaches {}",
        handoff.id,
        title(flow, &handoff.to)
    );
    let (witness, fix) = (lost::witness(flow, handoff, loss), lost::fix(flow, handoff, loss));
    let found = Case::on(ID, flow, handoff).at_risk(message, witness, fix);
    Some(lighter(flow, handoff, found.mended_by_all(lost::edit(flow, handoff, loss))))
}

fn source_can_cancel(flow: &Flow, handoff: &Handoff) -> bool {
    says(&flow.system(&handoff.from).profile, handoff.carry, "cancel") != Some(false)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let mover = Mover::of(flow, handoff);
    let covers_cancel = fact(handoff.carry, "covers_cancel");
    let said = handoff.covers(Event::Cancel) || handoff.covers(Event::Void);
    match mover {
        Mover::Seamless if !said => Some(at_risk(flow, handoff, mover, Why::NotCovered)),
        Mover::Seamless if target_cannot(flow, handoff) => {
            Some(at_risk(flow, handoff, mover, Why::TargetCannot))
        }
        Mover::Seamless => None,
        _ => match mover.yes(&covers_cancel) {
            Some(false) => Some(at_risk(flow, handoff, mover, Why::NotCovered)),
            _ if said => None,
            _ if handoff.covers_said => Some(at_risk(flow, handoff, mover, Why::NotCovered)),
            // The carrier does it, but the map has nothing that would see it fail.
            Some(true) => None,
            None => Some(unknown(flow, handoff, mover, &covers_cancel)),
        },
    }
}

enum Why {
    NotCovered,
    TargetCannot,
}

/// A target whose profile says that it cannot cancel, or describes its API without a way to.
fn target_cannot(flow: &Flow, handoff: &Handoff) -> bool {
    let target = flow.system(&handoff.to);
    let api = target.profile.api.as_ref().filter(|_| target.kind == Kind::Http);
    let described = api.and_then(|api| api.documents.get(&handoff.carry));
    described.is_some_and(|it| it.cancel.is_none())
        || says(&target.profile, handoff.carry, "cancel") == Some(false)
}

fn message(flow: &Flow, handoff: &Handoff) -> String {
    format!(
        "{} cancelled in {} stays alive in {}",
        a(handoff.carry),
        title(flow, &handoff.from),
        title(flow, &handoff.to)
    )
}

fn at_risk(flow: &Flow, handoff: &Handoff, mover: Mover<'_>, why: Why) -> Finding {
    let fix = match (why, mover) {
        (Why::TargetCannot, _) => format!(
            "Tell in the profile of {} how {} is cancelled (`api.documents.{}.cancel`), or agree with its team how a cancellation reaches it.",
            handoff.to,
            a(handoff.carry),
            handoff.carry.word()
        ),
        (Why::NotCovered, Mover::Seamless) => "Add `cancel` to `covers`.".to_owned(),
        (Why::NotCovered, _) => format!(
            "Let Seamless carry `{}` with `cancel` in `covers`, or have {} carry cancellations too.",
            handoff.id,
            mover.title()
        ),
    };
    let case = Case::on(ID, flow, handoff);
    lighter(flow, handoff, case.at_risk(message(flow, handoff), witness(flow, handoff), fix))
}

/// Goods that ship are lost; an order that only stays in the books is work: one step less.
fn lighter(flow: &Flow, handoff: &Handoff, finding: Finding) -> Finding {
    let books = flow.system(&handoff.to).role.keeps_books();
    let severity = if books { finding.severity.min(Severity::Medium) } else { finding.severity };
    Finding { severity, ..finding }
}

fn witness(flow: &Flow, handoff: &Handoff) -> String {
    let target = flow.system(&handoff.to);
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let value = worth(flow, 1);
    let ending = if target.role.ships_goods() {
        let goods = value.map(|it| format!(": {it} of goods gone for nothing")).unwrap_or_default();
        format!("{to} still ships it, to a customer who has the money back{goods}")
    } else if target.role.keeps_books() {
        let revenue = value.map(|it| format!(" of {it}")).unwrap_or_default();
        format!("{to} keeps a sale{revenue} that never was")
    } else {
        let goods = value.map(|it| format!(", worth {it},")).unwrap_or_default();
        format!("{to} still has the order{goods} and goes on to have it shipped")
    };
    format!("#1001 reaches {to} at 14:00 and is cancelled in {from} at 14:10: {ending}.")
}

fn unknown(flow: &Flow, handoff: &Handoff, mover: Mover<'_>, covers_cancel: &str) -> Finding {
    let (from, to, kind) = (title(flow, &handoff.from), title(flow, &handoff.to), a(handoff.carry));
    let question = mover.ask(
        flow,
        handoff,
        &format!(
            "When {kind} is cancelled in {from}, is it cancelled in {to} too, even when it was cancelled before you brought it, or when {to} has already booked or picked it?"
        ),
    );
    let lacks = mover.lacks(handoff, covers_cancel);
    let fix = format!(
        "Write the answer as `covers` of `{}`, or into the profile as `{covers_cancel}`.",
        handoff.id
    );
    let case = Case::on(ID, flow, handoff);
    lighter(flow, handoff, case.unanswered(question, lacks, message(flow, handoff), fix))
}
