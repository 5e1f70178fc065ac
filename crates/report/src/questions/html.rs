//! The questionnaire as a page that prints well.

use maud::{DOCTYPE, PreEscaped, html};
use seamless_flow::Flow;

use super::{Question, Sheet, meant};
use crate::words::capital;

const STYLE: &str = include_str!("questions.css");

pub(super) fn html(flow: &Flow, sheets: &[Sheet]) -> String {
    if sheets.is_empty() {
        return nothing(flow, super::NOTHING);
    }
    let asked: usize = sheets.iter().map(|it| it.questions.len()).sum();
    page(
        flow,
        html! {
                    @if sheets.len() > 1 {
                        nav { p { (asked) " questions to " (sheets.len()) " parties:" }
                            ul { @for (index, sheet) in sheets.iter().enumerate() { li { a href=(format!("#to-{index}")) { (sheet.party) } " (" (sheet.questions.len()) ")" } } } }
                    }
                    @for (index, sheet) in sheets.iter().enumerate() {
                        main id=(format!("to-{index}")) {
                            h1 { "Questions to " (sheet.party) }
                            p { "About the order flow of " (flow.title) ", map " code { (flow.hash.short()) } ". Please answer each in a line, and say where it is written or who says so." }
                            ol { @for it in &sheet.questions { (question(it)) } }
                        }
                    }
        },
    )
}

pub(super) fn nothing(flow: &Flow, said: &str) -> String {
    page(flow, html! { main { h1 { (flow.title) } p { (said) } } })
}

fn page(flow: &Flow, body: maud::Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Questions about the order flow of " (flow.title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}

/// A text of ours: what stands between backticks is code.
fn text(text: &str) -> maud::Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

fn question(it: &Question) -> maud::Markup {
    html! {
        li {
            h2 { (text(&it.question)) }
            @if let Some(wants) = &it.wants { p.wants { "An answer: " (text(wants)) "." } }
            dl {
                @if let Some(means) = meant(it) { dt { "What is meant" } dd { (text(means)) } }
                dt { "Why it matters" }
                dd { @for why in &it.why { p { (text(&capital(why))) "." } } }
                @if !it.breakpoints.is_empty() {
                    dt { "What hangs on it" }
                    dd { @for (id, title) in &it.breakpoints { p { (title) " " code { (id) } } } }
                }
                dt { "On the map" }
                dd { (it.at.join(", ")) }
            }
            p.line { span { "Answer" } }
            p.line { span { "Source" } }
            p.line { span { "Note" } }
        }
    }
}
