//! The questionnaire as a page that prints well.

use maud::{DOCTYPE, PreEscaped, html};
use seamless_flow::Flow;

use super::{Question, Sheet, place};

const STYLE: &str = include_str!("questions.css");

pub(super) fn html(flow: &Flow, sheets: &[Sheet]) -> String {
    let asked: usize = sheets.iter().map(|it| it.questions.len()).sum();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Questions about the order flow of " (flow.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                @if sheets.is_empty() {
                    main { h1 { "Nothing is left to ask" } p { "Everything that the checks need is written down in the map of " (flow.title) "." } }
                }
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
            }
        }
    };
    page.into_string()
}

fn question(it: &Question) -> maud::Markup {
    html! {
        li {
            h2 { (it.question) }
            @if let Some(wants) = &it.wants { p.wants { "An answer: " (wants) } }
            dl {
                dt { "Why it matters" }
                dd { @for why in &it.why { p { (why) "." } } }
                dt { "What hangs on it" }
                dd { @for (id, title) in &it.breakpoints { p { (title) " " code { (id) } } } }
                dt { "On the map" }
                dd { (it.at.join(", ")) "; filled in as " code { (place(it)) } }
            }
            p.line { span { "Answer" } }
            p.line { span { "Source" } }
        }
    }
}
