//! Which scenarios are to be rehearsed again.

use std::collections::{BTreeMap, BTreeSet};

use seamless_breakpoints::{catalogue, strikes};
use seamless_flow::{Flow, Handoff, Moment, Scenario};

use super::{Again, Change, Hits, Thing};

/// The scenarios that stand beside the map and the catalogue's, where a handoff that changes concerns them.
pub(super) fn again(
    old: &Flow,
    new: &Flow,
    handoffs: &[Change],
    hits: &Hits,
    scenarios: &[Scenario],
) -> Vec<Again> {
    let changed = changed(old, new, handoffs);
    let mut roles = BTreeSet::new();
    for (flow, it) in changed.values().flatten() {
        roles.extend([flow.system(&it.from).role, flow.system(&it.to).role]);
    }
    let moved: BTreeSet<&str> = hits.all().map(|it| it.breakpoint.as_str()).collect();
    let mut all = Vec::new();
    for it in scenarios {
        let struck = it.when.iter().find_map(|step| match &step.what {
            Moment::Fault(fault) => fault.on.as_deref().filter(|on| changed.contains_key(on)),
            _ => None,
        });
        let judged = it.then.iter().find(|then| roles.contains(&then.role));
        let exercised = it.exercises.as_ref().filter(|id| moved.contains(id.as_str()));
        let why = match (exercised, struck, judged) {
            (Some(id), _, _) => format!("it exercises {id}, which opens or closes"),
            (_, Some(on), _) => format!("it strikes {on}, which changes"),
            (_, _, Some(then)) => format!("it judges the {}, whose handoffs change", then.role.word()),
            _ => continue,
        };
        all.push(Again { scenario: it.name.clone(), why });
    }
    for it in catalogue().iter().filter(|it| it.scenario.is_some()) {
        let kinds = strikes(it.id);
        let on: Vec<&str> = changed
            .iter()
            .filter(|(_, sides)| sides.iter().any(|(_, it)| kinds.contains(&it.carry)))
            .map(|(name, _)| *name)
            .collect();
        let why = match (moved.contains(it.id), on.len()) {
            (true, _) => "the map says something else about it".to_owned(),
            (false, 0) => continue,
            (false, 1) => format!("it can strike {}, which changes", on[0]),
            (false, _) => format!("it can strike {}, which change", on.join(", ")),
        };
        all.push(Again { scenario: it.id.to_owned(), why });
    }
    all
}

/// The handoffs that change, by name, as they are on each map that has them.
fn changed<'f>(
    old: &'f Flow,
    new: &'f Flow,
    handoffs: &'f [Change],
) -> BTreeMap<&'f str, Vec<(&'f Flow, &'f Handoff)>> {
    let names = handoffs.iter().filter_map(|it| match &it.what {
        Thing::Handoff(id) => Some(id.as_str()),
        _ => None,
    });
    let on = |flow: &'f Flow, name: &str| flow.handoffs.get(name).map(|it| (flow, it));
    names.map(|name| (name, [old, new].into_iter().filter_map(|it| on(it, name)).collect())).collect()
}
