//! Whether a handoff carries what can happen to a document, how that is asked, and how it is made to.

use seamless_flow::{Edit, Flow, Handoff};
use seamless_model::Event;

use crate::Finding;
use crate::judge::Case;
use crate::look::{Mover, fact};

/// Whether a handoff carries what can happen to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carried {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Nobody has said.
    Unsaid,
}

/// Whether a handoff carries these events. For Seamless `covers` of the map tells; for another carrier its profile
/// (`order.covers_edit`) and then the map.
pub(crate) fn carried(flow: &Flow, handoff: &Handoff, events: &[Event], name: &str) -> Carried {
    let said = events.iter().all(|it| handoff.covers(*it));
    let mover = Mover::of(flow, handoff);
    match (mover, mover.yes(&fact(handoff.carry, name))) {
        (Mover::Seamless, _) if said => Carried::Yes,
        (Mover::Seamless, _) | (_, Some(false)) => Carried::No,
        _ if said => Carried::Yes,
        _ if handoff.covers_said => Carried::No,
        (_, Some(true)) => Carried::Yes,
        (_, None) => Carried::Unsaid,
    }
}

/// Asks whoever carries a handoff whether it carries these events.
pub(crate) fn ask_carried(
    case: Case<'_>,
    flow: &Flow,
    handoff: &Handoff,
    name: &str,
    message: String,
    question: &str,
) -> Finding {
    let (mover, name) = (Mover::of(flow, handoff), fact(handoff.carry, name));
    let fix = format!(
        "Write the answer as `covers` of `{}`, or into the carrier's profile as `{name}`.",
        handoff.id
    );
    case.unanswered(mover.ask(flow, handoff, question), mover.lacks(handoff, &name), message, fix)
}

/// How `covers` of a handoff is made to carry these events as well.
pub(crate) fn cover(handoff: &Handoff, events: &[Event]) -> Vec<Edit> {
    let path = ["handoffs", handoff.id.as_str(), "covers"];
    let missing = events.iter().filter(|it| !handoff.covers(**it)).map(|it| it.word());
    if handoff.covers_said {
        // One by one, so that what is written there stays as a person wrote it.
        return missing.map(|it| Edit::add(path, it)).collect();
    }
    let words: Vec<&str> = handoff.covers.iter().map(|it| it.word()).chain(missing).collect();
    vec![Edit::set(path, format!("[{}]", words.join(", ")))]
}
