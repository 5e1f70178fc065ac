//! A handoff's contract: what both sides have agreed, and what a check has found there.

use maud::{Markup, html};
use seamless_flow::{Flow, Handoff, Mode, OnUnknown, Via, format_span};
use seamless_model::TeamId;

use super::{Finding, Verdict, carrier, kind_of};
use crate::keys::{self, Hop};

/// The contract as a part of the page, with its anchor.
pub fn article(flow: &Flow, handoff: &Handoff, findings: Option<Vec<&Finding>>) -> Markup {
    let fields: Vec<&str> = handoff.key.values().map(String::as_str).collect();
    html! {
        article.contract id={ "contract-" (handoff.id) } data-contract=(handoff.id) data-keys=(fields.join(" "))
            data-from=(handoff.from) data-to=(handoff.to) data-kind=(kind_of(handoff.carry)) data-by=(carrier(flow, handoff)) {
            h3 { code { (handoff.id) } " " span { "· " (kind_of(handoff.carry)) ", " (flow.system_title(&handoff.from)) " → " (flow.system_title(&handoff.to)) } }
            dl.facts { (terms(flow, handoff)) }
            @match findings {
                Some(found) if found.is_empty() => p.soft { "No finding here." },
                Some(found) => (self::findings(handoff.id.as_str(), &found)),
                None => {}
            }
        }
    }
}

fn terms(flow: &Flow, handoff: &Handoff) -> Markup {
    let covers: Vec<&str> = handoff.covers.iter().map(|it| it.word()).collect();
    html! {
        dt { "From" } dd { (side(flow, &handoff.from)) }
        dt { "To" } dd { (side(flow, &handoff.to)) }
        dt { "Carries" } dd { (kind_of(handoff.carry)) ": " (covers.join(", ")) }
        dt { "Which" } dd { @match &handoff.when { Some(when) => code { (when.text()) }, None => "all" } }
        dt { "Travels" } dd { (travels(handoff.via)) }
        dt { "Backstop" }
        dd {
            @match handoff.backstop {
                Some(it) => { "every " (format_span(it.every)) ", over the last " (format_span(it.over)) }
                None => "none: what gets lost stays lost",
            }
        }
        dt { "Deadline" } dd { "within " (format_span(handoff.within)) }
        dt { "Carried by" } dd { (carrier(flow, handoff)) (mode(handoff.mode)) }
        dt { "Key" } dd { (key(flow, handoff)) }
        dt { "Mapping" }
        dd { @match &handoff.map { Some(map) => code { (map.file) }, None => "as the target's profile says" } }
        @if let Some(buffer) = handoff.buffer { dt { "Held back" } dd { (buffer) " units" } }
        dt { "Not understood" }
        dd { @match handoff.on_unknown {
            OnUnknown::Hold => "held in sight until somebody mends it",
            OnUnknown::Reject => "refused back to the source, and counted",
        } }
        dt { "Owner" } dd { (team(flow, &handoff.owner)) }
    }
}

fn side(flow: &Flow, id: &seamless_model::SystemId) -> Markup {
    let system = flow.system(id);
    html! { a href={ "#about-" (id) } { (system.title) } span.soft { " " (system.kind.word()) " · " (system.role.word()) } }
}

/// A team, and how it is reached.
pub fn team(flow: &Flow, id: &TeamId) -> Markup {
    let reach = flow.teams.get(id).and_then(|it| it.reach.as_deref());
    html! {
        (flow.team_title(id))
        @if let Some(reach) = reach {
            ", "
            @match reach.strip_prefix("mailto:") {
                Some(address) => a href=(reach) { (address) },
                None => code { (reach) },
            }
        }
    }
}

fn travels(via: Via) -> String {
    match via {
        Via::Webhook => "by webhook: the source tells at once".to_owned(),
        Via::Poll(every) => format!("by a poll every {}", format_span(every)),
        Via::File(every) => format!("by files every {}", format_span(every)),
        Via::Api => "through an API that the source calls".to_owned(),
        Via::Manual => "by hand".to_owned(),
    }
}

fn mode(mode: Mode) -> String {
    match mode {
        Mode::Carry => String::new(),
        Mode::Observe => "; watched only".to_owned(),
        Mode::Shadow => "; shadow, nothing is sent".to_owned(),
        Mode::CarryShare(percent) => format!("; Seamless carries {percent} % of it"),
        Mode::Paused => "; paused".to_owned(),
    }
}

fn key(flow: &Flow, handoff: &Handoff) -> Markup {
    let (source, target) = (flow.system_title(&handoff.from), flow.system_title(&handoff.to));
    let pair = |from: &str, to: &str| {
        html! { code { (from) } " in " (source) " is " code { (to) } " in " (target) }
    };
    html! {
        @match keys::hop(flow, handoff) {
            Hop::Kept(field) => { code { (field) } " on both sides" }
            Hop::Renamed(from, to) => (pair(from, to)),
            Hop::Broken { got, from, to } => {
                (pair(from, to)) "; " strong { "lost" } ": " (source) " got it as " code { (got) }
            }
            Hop::Lost => { strong { "none" } ": from here on nobody can say which order this is" }
            Hop::Needless => "none, and none is needed",
        }
    }
}

/// What was found at a place, the worst first.
pub fn findings(at: &str, found: &[&Finding]) -> Markup {
    let mut found = found.to_vec();
    let rank = |it: &Finding| (it.allowed.is_some(), it.verdict == Verdict::Unknown);
    found.sort_by_key(|it| rank(it));
    html! {
        ul.findings id={ "findings-" (at) } {
            @for it in found {
                li {
                    p { (state(it)) " " code { (it.breakpoint) } @if it.verdict == Verdict::AtRisk { span.soft { " " (it.severity) } } }
                    p { (coded(&it.message)) }
                    @if let Some(reason) = &it.allowed {
                        p.soft { "Allowed by the map: " (coded(reason)) }
                    } @else {
                        p { span.soft { @if it.verdict == Verdict::AtRisk { "For example: " } @else { "Ask: " } } (coded(&it.because)) }
                        @if !it.fix.is_empty() { p { span.soft { "Mend: " } (coded(&it.fix)) } }
                    }
                }
            }
        }
    }
}

/// Text in which what stands between backquotes is code.
fn coded(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A word, a shape and a colour, in this order.
fn state(it: &Finding) -> Markup {
    let (class, word, shape) = match (&it.allowed, it.verdict) {
        (Some(_), _) => ("soft", "allowed", "M-5 0L-1.5 3.5L5 -4"),
        (None, Verdict::AtRisk) => ("bad", "at risk", "M0 -5L5.5 4.5H-5.5ZM0 -1.5V1.5M0 3V3"),
        (None, Verdict::Unknown) => ("soon", "unknown", "M-2.5 -2A2.5 2.5 0 1 1 0 .8V2M0 5V5"),
    };
    html! {
        span class={ "state " (class) } {
            svg viewBox="-7 -7 14 14" aria-hidden="true" { path d=(shape); }
            (word)
        }
    }
}
