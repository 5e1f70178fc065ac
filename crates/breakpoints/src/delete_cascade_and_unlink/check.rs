//! Finds the risk on a map: somebody deletes what came from elsewhere, and nothing brings it again.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff, Role};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, a, example, fact, many, moving, title, worth_each_comma};

const DELETABLE: &str = "deletable";
const AGAIN: &str = "brought_again";
const KINDS: &[DocumentKind] =
    &[DocumentKind::Order, DocumentKind::Refund, DocumentKind::Payment, DocumentKind::Journal];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut told: BTreeSet<(&SystemId, DocumentKind)> = BTreeSet::new();
    let kept = moving(flow, KINDS).filter(|it| people_tidy_up(flow.system(&it.to).role));
    once(kept.filter(|it| told.insert((&it.to, it.carry))).filter_map(|it| one_handoff(flow, it)))
}

/// Where people keep records and put them in order: the books, and order management.
fn people_tidy_up(role: Role) -> bool {
    role.keeps_books() || role == Role::Oms
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let target = flow.system(&handoff.to);
    let (to, kind, all) = (&target.title, a(handoff.carry), many(handoff.carry));
    let message = format!("{kind} that somebody deletes in {to} is gone there, and nothing brings it again");
    let case = Case::on(ID, flow, handoff).costs(1, Loss::Part);
    let team = Asked::Team(flow, target);
    // The fact of one kind of document, where there is one, stands before that of all.
    let own = fact(handoff.carry, DELETABLE);
    let name = if team.yes(&own).is_some() { own.as_str() } else { DELETABLE };
    match team.yes(name) {
        Some(false) => return None,
        Some(true) => {}
        None => {
            let question = format!(
                "May anybody delete {all} in {to} that came from elsewhere? Answer no where they can only be cancelled."
            );
            let case = Case::at(ID, flow, target).costs(1, Loss::Part);
            let message = format!("what somebody deletes in {to} is gone there, and nothing brings it again");
            return Some(case.unknown(team, DELETABLE, message, &question));
        }
    }
    let asked = Asked::Carrier(flow, handoff);
    let mover = Mover::of(flow, handoff);
    match asked.yes(AGAIN) {
        Some(true) => None,
        None if !handoff.is_ours() => Some(case.unknown(
            asked,
            AGAIN,
            message,
            &format!(
                "When somebody deletes {kind} in {to} by mistake, can you bring that one again, though you have carried it once?"
            ),
        )),
        _ => {
            let by = mover.title();
            let stays = match mover {
                Mover::Seamless => "Seamless creates it once, and does not create it again by itself",
                _ => &format!("{by} holds it for carried already"),
            };
            Some(case.at_risk(
                message,
                format!(
                    "Somebody tidies up in {to} at 13:00 and deletes {}{} which looked like a double. {stays}: {} still has it, and the two differ from then on.",
                    example(handoff.carry),
                    match worth_each_comma(flow) {
                        worth if worth.is_empty() => ",".to_owned(),
                        worth => worth,
                    },
                    title(flow, &handoff.from)
                ),
                format!(
                    "Take the right to delete {all} away from everybody in {to}, let them be cancelled instead, and write `{name}: false` into the profile of `{}`.",
                    handoff.to
                ),
            ))
        }
    }
}
