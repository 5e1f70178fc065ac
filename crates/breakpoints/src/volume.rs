//! How much of the brand's volume a handoff has: all of it, or a part that the map does not tell.

use seamless_flow::{Flow, Handoff, System};

/// `up to ` before a number of the whole brand, where the handoff has only a part of it: it begins or ends at one of
/// several places that sell, or at one of several that ship. Else nothing.
pub(crate) fn up_to(flow: &Flow, handoff: &Handoff) -> &'static str {
    if has_a_part(flow, handoff) { "up to " } else { "" }
}

/// The same, or `all `.
pub(crate) fn all_or_up_to(flow: &Flow, handoff: &Handoff) -> &'static str {
    if has_a_part(flow, handoff) { "up to " } else { "all " }
}

/// Whether it is one of several that sell, or of several that ship.
pub(crate) fn is_one_of_several(flow: &Flow, system: &System) -> bool {
    let one_of =
        |is: fn(&System) -> bool| is(system) && flow.systems.values().filter(|it| is(it)).nth(1).is_some();
    one_of(|it| it.role.sells()) || one_of(|it| it.role.ships_goods())
}

fn has_a_part(flow: &Flow, handoff: &Handoff) -> bool {
    let ends = [&handoff.from, &handoff.to];
    ends.into_iter().any(|it| is_one_of_several(flow, flow.system(it)))
}
