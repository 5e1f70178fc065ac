//! Rehearsals: what can break, and how each is tried out before it does.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use maud::html;
use seamless_breakpoints::catalogue;

use super::layout::{Bar, Frame};
use super::part;
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::counted;

/// `GET /rehearsals`.
pub(crate) async fn page<L: Live>(State(app): State<Arc<App<L>>>, who: Who) -> Html<String> {
    let all = catalogue();
    let content = html! {
        h1 { (counted(all.len() as u64, "way", "ways")) " in which handoffs break can be rehearsed on twins of these systems, before they happen." }
        p { "A rehearsal plays customers, people and faults against twins in virtual time, and judges the truth in every system at the end. The same seed gives the same run." }
        p { (part::identifier(None, "seamless rehearse .")) }
        table.rows {
            thead { tr { th scope="col" { "Breakpoint" } th scope="col" { "What protects from it" } th scope="col" { "Rehearse it" } } }
            tbody {
                @for it in all {
                    tr {
                        td data-label="Breakpoint" { (part::breakpoint_link(it.id)) }
                        td data-label="Protection" { (it.protection) }
                        td data-label="Rehearse" { (part::identifier(None, &format!("seamless rehearse . --only {}", it.id))) }
                    }
                }
            }
        }
    };
    Frame::new(&app, &who, Bar::Rehearsals).page("Rehearsals", content)
}
