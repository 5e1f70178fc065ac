//! Handbooks as a page of their own.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use seamless_draw::{Options, Wrap, svg};
use seamless_flow::Flow;

use super::part::{OTHERS, REST};
use super::{Owned, Part, Risk};
use crate::markdown;

const STYLE: &str = include_str!("handbook.css");
/// How wide a picture may be, in px; what is wider goes on in bands. The page has 928 px: it may shrink to four fifths.
const PICTURE_WIDE: f64 = 1_160.0;

pub(super) fn html(flow: &Flow, parts: &[Part]) -> String {
    let title = match parts {
        [one] => format!("Handbook: {}", one.title),
        _ => format!("Handbooks of {}", flow.title),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                @if parts.len() > 1 {
                    nav.books aria-label="Handbooks" { @for it in parts { a href=(format!("#team-{}", it.team)) { (it.title) } } }
                }
                @for it in parts { (book(flow, it)) }
            }
        }
    };
    page.into_string()
}

fn book(flow: &Flow, part: &Part) -> Markup {
    let zone = flow.timezone.iana_name().unwrap_or("UTC");
    let options = Options {
        team: Some(part.team.clone()),
        embed: true,
        wrap: Wrap::At(PICTURE_WIDE),
        id_prefix: format!("{}-", part.team),
        ..Options::default()
    };
    html! {
        main id=(format!("team-{}", part.team)) {
            h1 { "Handbook: " (part.title) }
            p.answer { (part.answer()) }
            p.note { "Of the order flow of " (flow.title) ", map " code { (flow.hash.short()) } ". Times are in " (zone) ". Made from the map: change the map, not this page." }
            h2 { "Your part of the flow" }
            div.picture tabindex="0" { (PreEscaped(svg(flow, &options))) }
            h2 { "Systems that you meet" }
            (systems(part))
            @if !part.identifiers.is_empty() { h2 { "How a document is called where" } (identifiers(part)) }
            (handoffs("What you own", &part.owns, false))
            (handoffs("What others own and you touch", &part.touches, true))
            @if !part.cutoffs.is_empty() {
                h2 { "Times of day that count" }
                ul { @for it in &part.cutoffs { li { (it) } } }
            }
            h2 { "Whom to call" }
            (calls(part))
            h2 { "What can go wrong" }
            @if !part.risks.iter().any(Risk::is_told) { p { "The map shows nothing of it today that is yours to mend." } }
            @for it in part.risks.iter().filter(|it| it.is_told()) { (risk(it, part.tells_customers)) }
            @if part.noticed.iter().any(|it| it.open) {
                h2 { "What you may notice, and others act on" }
                ul { @for it in part.noticed.iter().filter(|it| it.open) { li {
                    (it.breakpoint.title) " " code { (it.breakpoint.id) } ", on " (it.at.join(", ")) ". " (it.who.join(" and ")) " " (it.act()) " on it."
                } } }
            }
            (rest(part))
        }
    }
}

fn rest(part: &Part) -> Markup {
    let (own, others) = (part.rest(), part.of_others());
    html! {
        @if !own.is_empty() || !others.is_empty() {
            h2 { "What else can happen" }
            p.note { (code_in(REST)) }
            ul.rest { @for (it, is_allowed) in &own { li { (it.title) " " code { (it.id) } @if *is_allowed { " (allowed)" } } } }
            @if !others.is_empty() {
                p.note { (OTHERS) }
                ul.rest { @for it in &others { li { (it.title) " " code { (it.id) } } } }
            }
        }
    }
}

fn systems(part: &Part) -> Markup {
    html! {
        div.wide { table {
            thead { tr { th { "System" } th { "What it does" } th { "Whose" } th { "Where" } } }
            tbody { @for it in &part.systems { tr {
                td { (it.title) }
                td { (it.role) }
                td { @match &it.owner { Some(team) => (team), None => strong { "yours" } } }
                td { @if let Some(address) = &it.address { code { (address) } } }
            } } }
        } }
    }
}

fn identifiers(part: &Part) -> Markup {
    html! {
        div.wide { table {
            thead { tr { th { "Document" } th { "Identifiers" } } }
            tbody { @for it in &part.identifiers { tr {
                td { (it.document) }
                td { @for (index, (system, field)) in it.fields.iter().enumerate() { @if index > 0 { ", " } code { (field) } " in " (system) } }
            } } }
        } }
    }
}

fn handoffs(title: &str, all: &[Owned], owner: bool) -> Markup {
    html! {
        @if !all.is_empty() {
            h2 { (title) }
            dl { @for it in all {
                dt { (it.id) }
                dd {
                    p { (it.says) "." }
                    p.note { @for (index, detail) in it.details.iter().enumerate() { @if index > 0 { " " } (code_in(detail)) } @if owner { " Owned by " (it.owner) "." } }
                }
            } }
        }
    }
}

/// A sentence in which what stands between backticks is code.
fn code_in(text: &str) -> Markup {
    html! { @for (index, part) in text.split('`').enumerate() { @if index % 2 == 1 { code { (part) } } @else { (part) } } }
}

fn calls(part: &Part) -> Markup {
    html! {
        div.wide { table {
            thead { tr { th { "Who" } th { "How" } th { "What for" } } }
            tbody { @for (who, how, what) in &part.calls { tr { td { (who) } td { (address(how)) } td { (what) } } } }
        } }
    }
}

fn address(how: &str) -> Markup {
    html! {
        @if how.starts_with("mailto:") { a href=(how) { (how.trim_start_matches("mailto:")) } }
        @else if how.starts_with("https://") { a href=(how) { (how.trim_start_matches("https://")) } }
        @else { (how) }
    }
}

fn risk(it: &Risk, tells_customers: bool) -> Markup {
    let open = it.verdict() == Some("at risk");
    html! {
        details open[open] {
            summary { span.title { (it.breakpoint.title) } " " code { (it.breakpoint.id) } }
            @for found in &it.found { p.found { strong { (found.verdict) } ": " (code_in(&found.says)) " " span.costs { (found.places()) } } }
            p.note { (it.costs()) @if let Some(also) = it.elsewhere() { " " (also) } }
            h3 { "How it looks" } (markdown::render(&it.shows, &|_| None))
            h3 { "What to do" } (markdown::render(&it.steps, &|_| None))
            @if tells_customers { h3 { "What to tell the customer" } (markdown::render(&it.tell, &|_| None)) }
        }
    }
}
