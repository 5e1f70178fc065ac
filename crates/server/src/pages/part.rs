//! Small parts that many pages share: states, identifiers, links.

use maud::{Markup, PreEscaped, html};
use seamless_breakpoints::breakpoint;
use seamless_draw::{State, Tone};
use seamless_engine::{Incident, IncidentState};
use seamless_flow::Flow;
use seamless_model::{DocumentKind, HandoffId, SystemId, TeamId, ThreadId};
use seamless_store::IncidentRow;

use crate::words::encoded;

/// A state: a shape, a word and a colour.
pub(crate) fn state(state: State) -> Markup {
    badge(state.word(), shape(state), state.tone())
}

fn badge(word: &str, shape: &str, tone: Tone) -> Markup {
    html! {
        span class=(format!("state {}", tone.class())) {
            (PreEscaped(format!(r#"<svg viewBox="-7 -7 14 14" aria-hidden="true"><path d="{shape}"/></svg>"#)))
            (word)
        }
    }
}

/// The shapes of states, as the swimlanes draw them.
pub(crate) fn shape(state: State) -> &'static str {
    match state {
        State::OnTime => "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0M-2.5 0L-.5 2L2.5 -2",
        State::Due => "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0M0 -2.5V0H2",
        State::Late => "M0 -5L5.5 4.5H-5.5ZM0 -1.5V1.5M0 3V3",
        State::Missing => "M-4 -4L4 4M4 -4L-4 4",
        State::Duplicated => "M-5 -5H2V2H-5ZM-2 5H5V-2",
        State::Differing => "M-5 -2H5M-5 2H5M-2.5 5L2.5 -5",
        State::Held => "M-2.5 -4.5V4.5M2.5 -4.5V4.5",
        State::Mended => "M-5 0L-1.5 3.5L5 -4",
    }
}

/// An order's state in a list, from its word.
pub(crate) fn order_state(word: &str) -> Markup {
    match word {
        "late" => state(State::Late),
        "on the way" => badge(word, shape(State::Due), Tone::Soon),
        "cancelled" => badge(word, shape(State::Missing), Tone::Held),
        _ => badge(word, shape(State::OnTime), Tone::Good),
    }
}

/// Where an incident stands.
pub(crate) fn incident_state(incident: &Incident) -> Markup {
    match &incident.state {
        IncidentState::Open => state(broken(incident)),
        IncidentState::ToClose { .. } => badge("mended, to be closed", shape(State::Mended), Tone::Soon),
        IncidentState::Ignored { .. } => badge("ignored", shape(State::Held), Tone::Held),
        IncidentState::Closed { .. } => state(State::Mended),
    }
}

/// What an open incident's breakpoint looks like.
pub(crate) fn broken(incident: &Incident) -> State {
    match incident.breakpoint.as_str() {
        "webhook-missed-order" | "fulfilment-writeback-missing" | "refund-not-synced"
            if incident.difference.is_none() =>
        {
            State::Missing
        }
        "webhook-duplicate-create" | "timeout-after-commit-duplicate" => State::Duplicated,
        "poison-order-dead-letter" => State::Held,
        "cancel-not-propagated" => State::Differing,
        _ if incident.difference.is_some() => State::Differing,
        _ => State::Late,
    }
}

/// The worse of two states: what is broken before what is held, what is held before what is due.
pub(crate) fn worse(a: State, b: State) -> State {
    let rank = |it: State| match it.tone() {
        Tone::Good => 0,
        Tone::Soon => 1,
        Tone::Held => 2,
        Tone::Bad => 3,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// The worst of a handoff's open incidents.
pub(crate) fn worst_of(open: &[IncidentRow], handoff: &HandoffId) -> Option<State> {
    let own = open.iter().filter(|it| it.incident.handoff == *handoff);
    own.map(|it| broken(&it.incident)).reduce(worse)
}

/// An identifier: shown with the system that gave it, copied with one click.
pub(crate) fn identifier(system: Option<&str>, value: &str) -> Markup {
    html! {
        span.id {
            @if let Some(system) = system { span.soft { (system) " " } }
            code { (value) }
            button.copy type="button" data-copy=(value) aria-label=(format!("Copy {value}")) hidden {
                svg viewBox="0 0 14 14" aria-hidden="true" { path d="M4.500 4.500V2h7.500v7.500H9.500M2 4.500h7.500V12H2z"; }
            }
        }
    }
}

/// A link to an order by its number.
pub(crate) fn order(thread: ThreadId, number: &str) -> Markup {
    html! { a.number href=(order_address(thread)) { (named(thread, number)) } }
}

/// An order's number, or its thread's where no system has told one.
pub(crate) fn named(thread: ThreadId, number: &str) -> String {
    if number.is_empty() { thread.to_string() } else { number.to_owned() }
}

pub(crate) fn order_address(thread: ThreadId) -> String {
    format!("/orders/{thread}")
}

pub(crate) fn incident_address(row: &IncidentRow) -> String {
    format!("/incidents/{}/{}", row.thread, encoded(&row.incident.id.0))
}

pub(crate) fn converge_address(thread: ThreadId, handoff: &HandoffId) -> String {
    format!("/orders/{thread}/converge/{}", encoded(handoff.as_str()))
}

/// A link to a handoff.
pub(crate) fn handoff(id: &HandoffId) -> Markup {
    html! { a href=(format!("/flow/handoffs/{}", encoded(id.as_str()))) { (id) } }
}

/// A link to a system by its title.
pub(crate) fn system(flow: &Flow, id: &SystemId) -> Markup {
    html! { a href=(format!("/flow/systems/{}", encoded(id.as_str()))) { (flow.system_title(id)) } }
}

/// A link to a team by its title.
pub(crate) fn team(flow: &Flow, id: &TeamId) -> Markup {
    html! { a href=(format!("/teams#{}", encoded(id.as_str()))) { (flow.team_title(id)) } }
}

/// A link to a breakpoint by its title.
pub(crate) fn breakpoint_link(id: &str) -> Markup {
    let title = breakpoint(id).map_or(id, |it| it.title);
    html! { a href=(format!("/breakpoints/{}", encoded(id))) { (title) } }
}

/// A kind of document in words.
pub(crate) fn kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::FulfillmentRequest => "request to ship",
        other => other.word(),
    }
}

/// The next step for an incident, in a few words; the runbook has the rest.
pub(crate) fn next_step(row: &IncidentRow) -> Markup {
    let step = match (&row.incident.state, row.incident.breakpoint.as_str()) {
        (IncidentState::ToClose { .. }, _) => "Say what was done, and close",
        (IncidentState::Closed { .. } | IncidentState::Ignored { .. }, _) => "Nothing; look back",
        (_, "webhook-duplicate-create" | "timeout-after-commit-duplicate") => {
            "Cancel the second one, then converge"
        }
        (_, "poison-order-dead-letter") => "Mend what is refused; it is tried again",
        (_, "cancel-not-propagated") => "Stop it before it leaves, then converge",
        _ if row.incident.moved => "Follow the runbook: goods or money have moved",
        _ => "Converge, by the runbook",
    };
    html! { a href=(incident_address(row)) { (step) } }
}

/// What has just been asked for, at the head of the page that shows it.
pub(crate) fn notice(done: Option<&str>) -> Markup {
    let words = match done {
        Some("converge") => {
            "Asked for. The target is compared with the source and brought to it; the timeline shows each step."
        }
        Some("ignore") => "Ignored, with your name and reason. It opens no more unless the cause changes.",
        Some("close") => "Closed, with your name and what was done.",
        Some("release") => "Released. What was held is understood anew, with the map as it is now.",
        _ => return html! {},
    };
    html! { p.notice.good role="status" { (words) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The picture draws its own shapes: they must be the ones that stand beside the words on pages.
    #[test]
    fn states_have_the_shapes_that_the_swimlanes_draw() {
        let text = "flow: f\ntitle: F\ntimezone: UTC\ncurrency: USD\nteams:\n  a: { title: A }\nsystems:\n  shop: { kind: shopify, role: storefront, team: a, shop: f.myshopify.com }\n  other: { kind: netsuite, role: erp, team: a }\nhandoffs:\n  orders: { carry: order, from: shop, to: other, via: webhook, within: 1m, key: { shop: name, other: id } }\n";
        let loaded = seamless_flow::load("flow.yaml", &mut |_| Ok(text.as_bytes().to_vec()));
        let flow = loaded.value.unwrap_or_else(|| panic!("{:?}", loaded.problems));
        for it in State::ALL {
            let live = seamless_draw::Live { state: Some(*it), counts: None };
            let live = std::iter::once(("orders".into(), live)).collect();
            let overlay = seamless_draw::Overlay { live, ..Default::default() };
            let picture =
                seamless_draw::svg(&flow, &seamless_draw::Options { overlay, ..Default::default() });
            assert!(picture.contains(&format!("d=\"{}\"", shape(*it))), "{}", it.word());
        }
    }
}
