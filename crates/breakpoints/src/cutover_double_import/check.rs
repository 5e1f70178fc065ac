//! Finds the risk on a map: an old and a new carrier bring the same documents, and no day parts them.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Mode};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::arrows::seen;
use crate::judge::{Asked, Case, Loss};
use crate::look::{Mover, count, fact, many, orders_within, span, title, worth_in_brackets};
use crate::volume::up_to;

const FACT: &str = "import_from";

/// How far back a first run reaches where the map does not say: what one connector is known to pull when it is new.
const FIRST_RUN: SignedDuration = SignedDuration::from_hours(21 * 24);

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut routes: BTreeMap<(DocumentKind, &SystemId, &SystemId), Vec<&Handoff>> = BTreeMap::new();
    for handoff in flow.handoffs.values().inspect(|_| seen(1)).filter(|it| it.when.is_none()) {
        routes.entry((handoff.carry, &handoff.from, &handoff.to)).or_default().push(handoff);
    }
    routes.into_values().filter_map(|it| one_route(flow, &it)).collect()
}

/// Two arrows on one route that cover the same events: the one that carries, and the one that takes over.
fn one_route(flow: &Flow, arrows: &[&Handoff]) -> Option<Finding> {
    let old = arrows.iter().find(|it| it.mode == Mode::Carry)?;
    let takes_over = |it: &&&Handoff| it.id != old.id && !it.covers.is_disjoint(&old.covers);
    let new = arrows.iter().find(takes_over)?;
    let said = |it: &Handoff| Asked::Contract(flow, it).word(FACT).is_some();
    if said(old) || said(new) || refused_twice(flow, old, new) {
        return None;
    }
    let (one, two) = (Mover::of(flow, old).title(), newcomer(flow, new));
    let (to, all) = (title(flow, &new.to), many(new.carry));
    let case = Case::on(ID, flow, new).costs(100, Loss::Whole);
    let asked = Asked::Contract(flow, new);
    match new.mode {
        Mode::Carry | Mode::CarryShare(_) => Some(case.at_risk(
            format!("{all} that {one} has brought to {to} are brought once more by {two}"),
            witness(flow, old, new, two),
            format!(
                "Agree on a day and write it into `contract` of `{}` as `{FACT}`; `{}` brings what is older, and ends. Make its key in {to} unique.",
                new.id, old.id
            ),
        )),
        _ => Some(case.unanswered(
            format!(
                "To {}: From which day on does `{}` bring {all} to {to} in place of `{}`, and who brings to their end those that are under way?",
                flow.team_title(&new.owner),
                new.id,
                old.id
            ),
            asked.lacks(FACT),
            format!("on the day of the change {all} may reach {to} twice, or not at all"),
            format!("Write the day into `contract` of handoff `{}`: `{FACT}: \"2026-12-01\"`, for example.", new.id),
        )),
    }
}

/// Who takes over, also while it only watches.
fn newcomer<'f>(flow: &'f Flow, new: &'f Handoff) -> &'f str {
    match flow.carriers.get(&new.by) {
        Some(carrier) => &carrier.title,
        None => "Seamless",
    }
}

/// Both know a document by the same key, and the target refuses a second one.
fn refused_twice(flow: &Flow, old: &Handoff, new: &Handoff) -> bool {
    let unique = Asked::target(flow, new).yes(&fact(new.carry, "unique_external_ref")) == Some(true);
    unique && old.key_fields().is_some() && old.key_fields() == new.key_fields()
}

fn witness(flow: &Flow, old: &Handoff, new: &Handoff, by: &str) -> String {
    let to = title(flow, &new.to);
    let (over, said) = match new.backstop {
        Some(it) => (it.over, format!("its backstop asks for the last {}", span(it.over))),
        None => (FIRST_RUN, format!("a first run often asks for the last {}", span(FIRST_RUN))),
    };
    let orders = orders_within(flow, over);
    let orders = orders
        .map(|it| format!(": {}{}{}", up_to(flow, new), count(it), worth_in_brackets(flow, it)))
        .unwrap_or_default();
    format!(
        "`{}` brought #1001 to {to} yesterday. When {by} begins at 13:00, {said}, and nothing says that they are in {to} already{orders} a second time.",
        old.id
    )
}
