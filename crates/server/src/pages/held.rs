//! Messages that are held in sight: nobody can tell yet what they mean.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Html;
use maud::html;
use seamless_store::Store;

use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::order::Done;
use super::part;
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::counted;

/// How many held messages are listed.
const LISTED_MAX: usize = 200;

/// `GET /held`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Query(done): Query<Done>,
) -> Result<Html<String>, Failed> {
    let held = app.live.store().held(LISTED_MAX).await?;
    let count = app.live.store().counts().await?.held;
    let frame = Frame::new(&app, &who, Bar::Now);
    let (flow, clock) = (app.live.flow(), frame.clock());
    let content = html! {
        (part::notice(done.done.as_deref()))
        h1 {
            @if count == 0 { "No message is held: Seamless could tell what each of them means." }
            @else { (counted(count, "message is", "messages are")) " held in sight, whole, until the map or its profiles can tell what they mean." }
        }
        @if !held.is_empty() {
            table.rows {
                thead { tr {
                    th scope="col" { "Message" } th scope="col" { "From" } th scope="col" { "What" }
                    th scope="col" { "Why it is held" } th.num scope="col" { "Arrived" }
                } }
                tbody {
                    @for it in &held {
                        tr {
                            td data-label="Message" { a href=(format!("/held/{}", it.seq.0)) { (it.seq.0) } }
                            td data-label="From" { @if let Some(system) = &it.entry.system { (part::system(flow, system)) } }
                            td data-label="What" { code { (it.entry.topic) } }
                            td data-label="Why" { (super::message::standing(&it.state)) }
                            td.num data-label="Arrived" { (clock.when(it.entry.received_at)) }
                        }
                    }
                }
            }
            section {
                h2 { "After the map was mended" }
                p { "Releasing lets Seamless understand all of them anew. What still cannot be understood is held again; nothing is lost either way." }
                form method="post" action="/held/release" {
                    input type="hidden" name="token" value=(who.token);
                    button type="submit" { "Release all " (count) }
                }
            }
        }
    };
    Ok(frame.page("Held messages", content))
}
