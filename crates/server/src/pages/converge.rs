//! Before a handoff is converged: what that will do.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Html;
use maud::{Markup, html};
use seamless_breakpoints::pairs::{Pair, Want, pairs};
use seamless_flow::{Flow, Handoff};
use serde::Deserialize;

use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::order::{owed, thread_of};
use super::{beliefs, part};
use crate::app::App;
use crate::guard::Who;
use crate::words::money;
use crate::{Live, mask};

#[derive(Debug, Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    back: String,
}

/// `GET /orders/{thread}/converge/{handoff}`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path((thread, handoff)): Path<(String, String)>,
    Query(from): Query<From>,
) -> Result<Html<String>, Failed> {
    let thread = thread_of(&app, &thread).await?;
    let flow = app.live.flow();
    let handoff = flow.handoffs.get(handoff.as_str()).ok_or_else(|| Failed::none("handoff", &handoff))?;
    let frame = Frame::new(&app, &who, Bar::Orders);
    let clock = frame.clock();
    let world = thread.world(clock.now);
    let pairs = pairs(flow, &world);
    let pairs: Vec<&Pair<'_>> = pairs.iter().filter(|it| it.handoff.id == handoff.id).collect();
    let number = part::named(thread.id, thread.number().unwrap_or_default());
    let to = flow.system_title(&handoff.to);
    let does: Vec<Markup> = pairs.iter().filter_map(|it| will_do(flow, it)).collect();
    let content = html! {
        h1 {
            @if does.is_empty() { "Converging would change nothing: " (to) " says what it should about " (number) "." }
            @else { "Converge brings " (to) " to what " (flow.system_title(&handoff.from)) " says about " (number) " now." }
        }
        section {
            h2 { "What it will do" }
            @if does.is_empty() {
                p { "Seamless looks at both systems again, and closes the incident if they agree." }
            } @else {
                ul { @for it in &does { li { (it) } } }
            }
            (conditions(flow, handoff))
            form method="post" action=(part::converge_address(thread.id, &handoff.id)) {
                input type="hidden" name="token" value=(who.token);
                input type="hidden" name="back" value=(from.back);
                button.primary type="submit" { "Converge " (handoff.id) " for " (number) }
                " " a.button href=(if from.back.is_empty() { part::order_address(thread.id) } else { crate::login::inside(&from.back).to_owned() }) { "Leave it" }
            }
        }
        section {
            h2 { "How it stands" }
            @for pair in &pairs { p { (part::kind(pair.source.kind())) " " code { (pair.source.id) } ": " (owed(flow, pair, &clock)) } }
            (beliefs::table(flow, &thread))
        }
    };
    Ok(frame.page(&format!("Converge {} for {number}", handoff.id), content))
}

/// What would be done for one document; none where there is nothing to do.
pub(crate) fn will_do(flow: &Flow, pair: &Pair<'_>) -> Option<Markup> {
    let (to, what) = (flow.system_title(&pair.handoff.to), part::kind(pair.handoff.carry));
    let worth = pair.money().map(|it| format!(", {}", money(it))).unwrap_or_default();
    let source = html! { (what) " " code { (pair.source.id) } };
    Some(match &pair.want {
        Want::Nothing => return None,
        Want::Create => {
            html! { strong { "Create" } " the " (source) " in " (to) (worth) ". It is looked for by its key first; one that is there already is left alone." }
        }
        Want::Update(difference) => {
            html! { strong { "Change" } " the " (source) " in " (to) ": " (mask::difference(difference)) "." }
        }
        Want::Cancel => html! { strong { "Cancel" } " the " (source) " in " (to) ". It is not deleted." },
        Want::TooLate => html! { "Nothing for the " (source) ": goods have left " (to) " already." },
        Want::Undecided(reason) => {
            html! { "Nothing for the " (source) " until this is mended: " (reason) "." }
        }
    })
}

fn conditions(flow: &Flow, handoff: &Handoff) -> Markup {
    let to = flow.system_title(&handoff.to);
    html! {
        ul.soft {
            li { "The source is asked for what is true at that moment; no old message is sent again." }
            @if let Some(carrier) = flow.carriers.get(&handoff.by) {
                li { (carrier.title) " carries this handoff. Seamless writes to " (to) " in its stead, under the same key, so that a late carrier finds it and makes no second one." }
            }
            li { "To undo it, change the source and converge again, or cancel the document in " (to) "." }
            li { "Your name stands in the record and in the order's timeline." }
        }
    }
}
