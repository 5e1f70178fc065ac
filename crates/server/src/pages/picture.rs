//! The swimlane, as every page shows it.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, PreEscaped, html};
use seamless_draw::{Counts, Live as Shown, Options, Overlay, State};
use seamless_flow::Flow;
use seamless_model::HandoffId;
use seamless_store::{HandoffCounts, IncidentRow};

use super::part::worst_of;
use crate::Live;
use crate::app::App;
use crate::assets::style_of;

/// The flow with what is so now on every handoff.
pub(crate) fn alive<L: Live>(
    app: &App<L>,
    counts: &BTreeMap<HandoffId, HandoffCounts>,
    open: &[IncidentRow],
) -> Markup {
    let live = live_of(app.live.flow(), counts, open);
    draw(app, Overlay { live, ..Default::default() })
}

/// The flow with a path lit, and what is so on it.
pub(crate) fn path<L: Live>(
    app: &App<L>,
    path: BTreeSet<HandoffId>,
    states: BTreeMap<HandoffId, State>,
) -> Markup {
    let live =
        states.into_iter().map(|(id, state)| (id, Shown { state: Some(state), counts: None })).collect();
    draw(app, Overlay { live, path: Some(path), ..Default::default() })
}

fn draw<L: Live>(app: &App<L>, overlay: Overlay) -> Markup {
    let options = Options {
        overlay,
        embed: true,
        handoff_link: Some("/flow/handoffs/{id}".to_owned()),
        system_link: Some("/flow/systems/{id}".to_owned()),
        id_prefix: "p-".to_owned(),
        ..Options::default()
    };
    let svg = app.picture.svg(app.live.flow(), &options);
    // Its style stands in the stylesheet.
    let svg = style_of(&svg).map_or(svg.clone(), |(_, without)| without);
    html! { div.picture tabindex="0" role="group" aria-label="The flow as swimlanes" { (PreEscaped(svg)) } }
}

fn live_of(
    flow: &Flow,
    counts: &BTreeMap<HandoffId, HandoffCounts>,
    open: &[IncidentRow],
) -> BTreeMap<HandoffId, Shown> {
    flow.handoffs
        .keys()
        .map(|id| {
            let it = counts.get(id).copied().unwrap_or_default();
            let state = worst_of(open, id).unwrap_or(calm(&it));
            let counts = Counts { done: it.done, waiting: it.waiting, late: it.late };
            (id.clone(), Shown { state: Some(state), counts: Some(counts) })
        })
        .collect()
}

/// The state of a handoff without open incidents.
pub(crate) fn calm(counts: &HandoffCounts) -> State {
    if counts.held > 0 {
        State::Held
    } else if counts.late > 0 {
        State::Late
    } else if counts.waiting > 0 {
        State::Due
    } else {
        State::OnTime
    }
}
