//! The handbook of a team: its part of the flow, true of the map and made anew from it.

mod condition;
mod fits;
mod html;
mod markdown;
mod owned;
mod part;
mod risks;
mod runbook;
mod times;

use seamless_breakpoints::Checked;
use seamless_flow::Flow;
use seamless_model::TeamId;

pub use owned::Owned;
pub use part::{Identifier, Meets, Part};
pub use risks::{Found, Noticed, Risk};

/// The parts of these teams, or of all where none is named, in the map's order.
pub fn parts(flow: &Flow, checked: &[Checked], team: Option<&TeamId>) -> Vec<Part> {
    flow.teams
        .keys()
        .filter(|it| team.is_none_or(|one| one == *it))
        .map(|it| Part::of(flow, checked, it))
        .collect()
}

/// Handbooks as Markdown, each picture as a Mermaid block.
pub fn markdown(flow: &Flow, parts: &[Part]) -> String {
    markdown::markdown(flow, parts)
}

/// Handbooks as one HTML page of its own, each picture as SVG.
pub fn html(flow: &Flow, parts: &[Part]) -> String {
    html::html(flow, parts)
}

#[cfg(test)]
mod tests;
