//! A flow as a page of its own: one file with its picture, each handoff's contract and a search, which needs no network.
//!
//! All that it says can be read without its script. With it, what a document passes lights up under the pointer or the
//! keyboard, the search lights what it finds, and a handoff's contract opens beside the picture.

mod contract;
mod identifiers;
mod paths;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use seamless_flow::{Flow, Handoff, System};
use seamless_model::DocumentKind;

use crate::graph::Graph;
use crate::options::{Options, Wrap};
use crate::{label, steps, style, svg};

/// Nothing may be fetched, whatever the map says.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
/// How wide the picture may be, in px; what is wider goes on in bands. It may shrink to 0.72 of it, which a laptop shows
/// whole: what lies beyond the edge of a screen is not looked at.
const PICTURE_WIDE: f64 = 1_800.0;
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// What a check has found at a place of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The name of the handoff or of the system.
    pub at: String,
    /// The breakpoint.
    pub breakpoint: String,
    /// Whether it will happen, or cannot be told.
    pub verdict: Verdict,
    /// How much it costs, in a word.
    pub severity: String,
    /// What will happen to which orders.
    pub message: String,
    /// The witness of what is at risk; the question that would answer what is unknown.
    pub because: String,
    /// How to mend it.
    pub fix: String,
    /// The reason for which the map allows it, where it does.
    pub allowed: Option<String>,
}

/// What a check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It will happen.
    AtRisk,
    /// It cannot be told from the map.
    Unknown,
}

/// Draws a flow as an HTML page. Of the options, lanes, team and overlay count. `findings` is absent where nothing was
/// checked: the page then says nothing about risks, good or bad.
pub fn page(flow: &Flow, options: &Options, findings: Option<&[Finding]>) -> String {
    let options = Options {
        embed: true,
        wrap: Wrap::At(PICTURE_WIDE),
        handoff_link: Some("#contract-{id}".to_owned()),
        system_link: Some("#about-{id}".to_owned()),
        finding_link: Some("#findings-{id}".to_owned()),
        id_prefix: String::new(),
        lanes: options.lanes,
        team: options.team.clone(),
        overlay: options.overlay.clone(),
        ..Options::default()
    };
    let graph = steps::graph(flow, &options);
    let shown: Vec<&Handoff> =
        graph.arrows.iter().filter_map(|it| flow.handoffs.get(it.handoff.as_ref()?)).collect();
    let page = Page { flow, options: &options, findings, graph: &graph, handoffs: shown };
    page.document().into_string()
}

struct Page<'a> {
    flow: &'a Flow,
    options: &'a Options,
    findings: Option<&'a [Finding]>,
    graph: &'a Graph,
    handoffs: Vec<&'a Handoff>,
}

impl<'a> Page<'a> {
    fn document(&self) -> Markup {
        let flow = self.flow;
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="generator" content="Seamless";
                    title { (flow.title) " · order flow" }
                    style { (PreEscaped(colours())) (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#contracts" { "To the handoffs" }
                    header.top {
                        p.brand { (self.whose()) }
                        form #find role="search" hidden {
                            label.hidden for="q" { "Search for an identifier, a system or a handoff" }
                            input #q type="search" placeholder="Identifier, system or handoff" autocomplete="off" spellcheck="false";
                            kbd aria-hidden="true" { "/" }
                        }
                    }
                    main {
                        h1 { (self.answer()) }
                        div #said role="status" aria-live="polite" {}
                        (self.picture())
                        (self.contracts())
                        (identifiers::section(flow, &self.handoffs))
                        (self.systems())
                    }
                    footer { p.soft {
                        "Drawn by Seamless from the map " code { (flow.hash.short()) } ". Times are those of "
                        (flow.timezone.iana_name().unwrap_or("the map's zone")) "."
                    } }
                    aside #panel tabindex="-1" aria-label="Contract" hidden {
                        button.close type="button" { "Close" }
                        div #open {}
                    }
                    script #paths type="application/json" { (PreEscaped(paths::json(self.graph))) }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }

    fn whose(&self) -> String {
        match &self.options.team {
            None => self.flow.title.clone(),
            Some(team) => format!("{} · {}", self.flow.title, self.flow.team_title(team)),
        }
    }

    /// The page's answer: how much there is, who carries it, and what is at risk.
    fn answer(&self) -> String {
        let systems = self.flow.systems.values().filter(|it| self.shows(it)).count();
        let ours = self.handoffs.iter().filter(|it| it.is_ours()).count();
        let all = self.handoffs.len();
        let joined = format!(
            "{} {} {}",
            counted(all, "handoff", "handoffs"),
            if all == 1 { "joins" } else { "join" },
            counted(systems, "system", "systems")
        );
        let carried = match all - ours {
            _ if all == 0 => String::new(),
            0 => "; Seamless carries them all".to_owned(),
            others => format!("; Seamless carries {ours}, others carry {others}"),
        };
        format!("{joined}{carried}.{}", self.risk())
    }

    fn risk(&self) -> String {
        let Some(findings) = self.findings else { return String::new() };
        let open =
            |verdict| findings.iter().filter(|it| it.allowed.is_none() && it.verdict == verdict).count();
        match (open(Verdict::AtRisk), open(Verdict::Unknown)) {
            (0, 0) => " Nothing that is checked is at risk.".to_owned(),
            (0, unknown) => format!(" Nothing is known to be at risk; {unknown} cannot be told."),
            (risks, 0) => format!(" {} at risk.", counted(risks, "place is", "places are")),
            (risks, unknown) => {
                format!(" {} at risk; {unknown} cannot be told.", counted(risks, "place is", "places are"))
            }
        }
    }

    fn shows(&self, system: &System) -> bool {
        self.options.team.is_none()
            || self.graph.steps.iter().any(|it| it.system == system.id)
            || self.options.team.as_ref() == Some(&system.team)
    }

    fn picture(&self) -> Markup {
        // It holds links here: what is read aloud must not end at the picture.
        let picture = svg(self.flow, self.options).replacen("role=\"img\"", "role=\"group\"", 1);
        let width = width_of(&picture);
        html! {
            section.drawn {
                h2.hidden { "Picture" }
                p.soft.hint hidden {
                    "Point at an arrow or a box to see its way; press an arrow for its contract. "
                    span.keys { kbd { "/" } " searches." }
                }
                div.picture tabindex="0" role="region" aria-label="The flow as swimlanes" style={ "--wide:" (width) "px" } { (PreEscaped(picture)) }
            }
        }
    }

    fn contracts(&self) -> Markup {
        html! {
            section #contracts {
                h2 { "Handoffs" }
                @if self.handoffs.is_empty() {
                    p.empty { "No system hands anything to another yet. A handoff is declared under " code { "handoffs:" } " in the map." }
                }
                @for handoff in &self.handoffs {
                    (contract::article(self.flow, handoff, self.found_at(handoff.id.as_str())))
                }
            }
        }
    }

    /// The findings at a place; absent where nothing was checked.
    fn found_at(&self, name: &str) -> Option<Vec<&'a Finding>> {
        self.findings.map(|all| all.iter().filter(|it| it.at == name).collect())
    }

    fn systems(&self) -> Markup {
        html! {
            section {
                h2 { "Systems" }
                @for system in self.flow.systems.values().filter(|it| self.shows(it)) {
                    article.system id={ "about-" (system.id) } data-about=(system.id) data-title=(system.title) {
                        h3 { (system.title) " " code { (system.id) } }
                        (self.about(system))
                    }
                }
            }
        }
    }

    fn about(&self, system: &System) -> Markup {
        let touching = self.handoffs.iter().filter(|it| it.from == system.id || it.to == system.id);
        html! {
            dl.facts {
                dt { "Is" } dd { (system.kind.word()) " · " (system.role.word()) }
                dt { "Owner" } dd { (contract::team(self.flow, &system.team)) }
                @if let Some(fields) = identifiers::of_system(&self.handoffs, &system.id) {
                    dt { "Identifiers" } dd { (fields) }
                }
                dt { "Handoffs" }
                dd {
                    @for (at, handoff) in touching.enumerate() {
                        @if at > 0 { ", " }
                        a href={ "#contract-" (handoff.id) } { (handoff.id) }
                    }
                }
            }
            @if let Some(found) = self.found_at(system.id.as_str()).filter(|it| !it.is_empty()) {
                (contract::findings(system.id.as_str(), &found))
            }
        }
    }
}

/// The picture's colours as custom properties, light and dark.
fn colours() -> String {
    let set = |pick: fn(&(&str, &'static str, &'static str)) -> &'static str| {
        style::COLOURS.iter().map(|it| format!("--flow-{}:{};", it.0, pick(it))).collect::<String>()
    };
    let (light, dark) = (set(|it| it.1), set(|it| it.2));
    format!(
        ":root{{color-scheme:light dark;{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    )
}

/// A picture's own width in px.
fn width_of(picture: &str) -> &str {
    let rest = picture.split_once("width=\"").map_or("", |it| it.1);
    rest.split('"').next().filter(|it| it.chars().all(|it| it.is_ascii_digit())).unwrap_or("1000")
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A kind of document, in the picture's words.
fn kind_of(kind: DocumentKind) -> String {
    kind.word().replace('_', " ")
}

/// Who carries a handoff, in words.
fn carrier(flow: &Flow, handoff: &Handoff) -> String {
    let who = label::carrier(flow, handoff);
    if handoff.by != seamless_flow::SEAMLESS || handoff.is_ours() || who != "Seamless" {
        who.to_owned()
    } else {
        "nobody yet: Seamless does not carry it in this mode".to_owned()
    }
}
