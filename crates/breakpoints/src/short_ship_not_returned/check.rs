//! Finds the risk on a map: what a warehouse cannot ship has no way back.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::judge::{Asked, Case, Loss};
use crate::look::{moving, title};
use crate::way::TO_SHIP;
use crate::{Finding, proposal};

const TOLD: &str = "shorts.told_by";
const BACK: &[DocumentKind] = &[DocumentKind::FulfillmentRequest, DocumentKind::Cancellation];

/// How soon one has to hear of it.
const WITHIN: SignedDuration = SignedDuration::from_hours(4);

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    // What one who ships asks of another is no answer.
    let answer = |it: &&Handoff| !flow.system(&it.to).role.ships_goods();
    let answers: BTreeSet<&SystemId> = moving(flow, BACK).filter(answer).map(|it| &it.from).collect();
    let mut seen: BTreeSet<&SystemId> = BTreeSet::new();
    moving(flow, TO_SHIP)
        .filter(|it| flow.system(&it.to).role.ships_goods() && !answers.contains(&it.to))
        .filter(|it| seen.insert(&it.to))
        .filter_map(|it| one_system(flow, it))
        .collect()
}

/// A system that ships and gives no answer, and the first handoff by which it is asked.
fn one_system(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let system = flow.system(&handoff.to);
    let asked = Asked::System(flow, system);
    let (name, from) = (&system.title, title(flow, &handoff.from));
    let case = Case::at(ID, flow, system).costs(2, Loss::Part);
    let told = match asked.word(TOLD) {
        Some("never") => return None,
        Some("message") => format!("{name} tells so, and nothing on the map carries it"),
        Some("portal") => format!("{name} shows it in red on a screen of its own"),
        Some("mail") => format!("{name} writes a mail, which belongs to nobody"),
        Some(_) => format!("{name} says nothing"),
        None => {
            return Some(case.unknown(
                asked,
                TOLD,
                format!("nobody may hear of what {name} could not ship"),
                "When you ship less than you were asked, or refuse an order, how do we hear of it: by a message, in your portal, by mail, not at all? Or does it never happen, because you ship all or wait?",
            ));
        }
    };
    let to = &handoff.from;
    let way_back = match asked.word(TOLD) {
        Some("message") => proposal::handoff(flow, BACK[1], system, flow.system(to), WITHIN),
        _ => format!(
            "{{ carry: cancellation, from: {0}, to: {to}, via: manual, within: 4h, key: {{ {0}: id, {to}: reference }} }}",
            system.id
        ),
    };
    Some(case.at_risk(
        format!("nobody hears of what {name} could not ship"),
        format!(
            "#1001 is for 1 x A-1 and 1 x B-1, and B-1 is not on its shelf. A-1 leaves at 16:00; {told}. The customer waits for B-1, and {from} takes the next order for it."
        ),
        format!(
            "Put the way back on the map: `{way_back}`, with a team as its `owner` that cancels the line or has it sent from elsewhere."
        ),
    ))
}
