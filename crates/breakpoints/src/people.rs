//! What is done by hand: who does it has no API and no log, and is asked in people's words.

use seamless_flow::{Carrier, Flow, Handoff, Via};
use seamless_model::{CarrierId, DocumentKind};

use crate::look::{Mover, used};
use crate::{Finding, Holder, Verdict};

/// The kind of a carrier that is a person.
const PERSON: &str = "spreadsheet";

/// What only a program can be asked: how it speaks with an API, what it is told by one, what it repeats.
const OF_PROGRAMS: &[&str] =
    &["access.", "api.", "cursor.", "rate.", "retry.", "webhook.", "settings.compared"];

/// The carrier of what goes by hand, where the map names one.
pub(crate) fn person<'f>(flow: &'f Flow, handoff: &Handoff) -> Option<&'f Carrier> {
    let Mover::Carrier(carrier) = Mover::of(flow, handoff) else { return None };
    (handoff.via == Via::Manual || carrier.profile.name == PERSON).then_some(carrier)
}

/// Whether it goes by hand, and nothing of Seamless's.
pub(crate) fn by_hand(flow: &Flow, handoff: &Handoff) -> bool {
    !handoff.is_ours() && (handoff.via == Via::Manual || person(flow, handoff).is_some())
}

/// Whether goods or a customer wait for it; what else is late costs the time of those who look for it.
pub(crate) fn goods_wait(kind: DocumentKind) -> bool {
    matches!(
        kind,
        DocumentKind::Order
            | DocumentKind::FulfillmentRequest
            | DocumentKind::Hold
            | DocumentKind::Cancellation
            | DocumentKind::Shipment
            | DocumentKind::Refund
    )
}

/// Leaves out what only a program can answer, where a person is asked.
pub(crate) fn ask_no_program(flow: &Flow, findings: &mut Vec<Finding>) {
    let person = |id: &CarrierId| {
        let mut own = used(flow).filter(|it| it.by == *id).peekable();
        own.peek().is_some() && own.all(|it| by_hand(flow, it))
    };
    findings.retain(|it| match &it.verdict {
        Verdict::Unknown { fact, .. } => match &fact.holder {
            Holder::Carrier(id) => !OF_PROGRAMS.iter().any(|it| fact.name.starts_with(it)) || !person(id),
            _ => true,
        },
        Verdict::AtRisk { .. } => true,
    });
}
