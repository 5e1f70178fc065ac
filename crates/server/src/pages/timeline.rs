//! An order's timeline: what happened, folded by step, each line with the message that caused it.

use maud::{Markup, PreEscaped, html};
use seamless_engine::EntryKind;
use seamless_flow::Flow;
use seamless_model::ThreadId;
use seamless_store::{JournalEntry, TimelineRow};

use super::part;
use crate::words::Clock;

/// A step with more lines than this is folded under its last.
const LINES_SHOWN: usize = 3;

/// The timeline.
pub(crate) fn timeline(flow: &Flow, thread: ThreadId, rows: &[TimelineRow], clock: &Clock<'_>) -> Markup {
    html! {
        @if rows.is_empty() {
            p.empty { "Nothing has happened yet." }
        } @else {
            ol.timeline {
                @for step in steps(rows) {
                    @if step.len() > LINES_SHOWN { (step_markup(flow, thread, step, clock)) }
                    @else { @for line in step.chunks(1) { (step_markup(flow, thread, line, clock)) } }
                }
            }
        }
    }
}

/// Lines that follow each other about the same handoff, or in the same system.
fn steps(rows: &[TimelineRow]) -> impl Iterator<Item = &[TimelineRow]> {
    rows.chunk_by(|a, b| {
        let (a, b) = (&a.entry, &b.entry);
        a.handoff == b.handoff && (a.handoff.is_some() || a.system == b.system)
    })
}

fn step_markup(flow: &Flow, thread: ThreadId, step: &[TimelineRow], clock: &Clock<'_>) -> Markup {
    let Some((last, before)) = step.split_last() else { return html! {} };
    html! {
        li {
            (clock.time(last.entry.at))
            (mark(last.entry.kind))
            div {
                div {
                    @if let Some(handoff) = &last.entry.handoff {
                        span.soft { (part::handoff(handoff)) @if let Some(to) = &last.entry.system { " · " (flow.system_title(to)) } " · " }
                    }
                    (last.entry.text) (raw(thread, last))
                }
                @if !before.is_empty() {
                    details {
                        summary { (before.len()) " earlier lines of this step" }
                        (lines(thread, before, clock))
                    }
                }
            }
        }
    }
}

fn lines(thread: ThreadId, rows: &[TimelineRow], clock: &Clock<'_>) -> Markup {
    html! {
        ol.more {
            @for row in rows { li { (clock.time(row.entry.at)) span { (row.entry.text) (raw(thread, row)) } } }
        }
    }
}

fn raw(thread: ThreadId, row: &TimelineRow) -> Markup {
    html! {
        @if let Some(seq) = row.seq { " " (message_link(thread, seq.0, "message")) }
    }
}

/// A link to a raw message. With a script it opens in place.
fn message_link(thread: ThreadId, seq: u64, word: &str) -> Markup {
    let to = format!("/orders/{thread}/messages/{seq}");
    html! { a.soft href=(to) hx-get=(to) hx-target="closest li" hx-swap="beforeend" hx-trigger="click once" { (word) } }
}

/// All messages that belong to an order, in the order of arrival.
pub(crate) fn messages(flow: &Flow, thread: ThreadId, entries: &[JournalEntry], clock: &Clock<'_>) -> Markup {
    html! {
        table.rows {
            thead { tr {
                th scope="col" { "Message" } th scope="col" { "How it came" } th scope="col" { "From" }
                th scope="col" { "What" } th scope="col" { "Where it stands" }
            } }
            tbody {
                @for it in entries {
                    tr {
                        td data-label="Message" { a href=(format!("/orders/{thread}/messages/{}", it.seq.0)) { (it.seq.0) } " " (clock.time(it.entry.received_at)) }
                        td data-label="Came" { (it.entry.source.word()) }
                        td data-label="From" { @if let Some(system) = &it.entry.system { (part::system(flow, system)) } }
                        td data-label="What" { code { (it.entry.topic) } }
                        td data-label="State" { (super::message::standing(&it.state)) }
                    }
                }
            }
        }
    }
}

fn mark(kind: EntryKind) -> Markup {
    let (class, strokes) = match kind {
        EntryKind::Seen => (
            "",
            "M1 7s2.300-4 6-4 6 4 6 4-2.300 4-6 4-6-4-6-4zM7 8.300a1.300 1.300 0 1 0 0-2.600 1.300 1.300 0 0 0 0 2.600z",
        ),
        EntryKind::Sent => ("soon", "M2 7h10M8 3l4 4-4 4"),
        EntryKind::Answered => ("good", "M2 7.500l3.500 3.500L12 4"),
        EntryKind::Failed => ("bad", "M3 3l8 8M11 3l-8 8"),
        EntryKind::Opened => ("bad", "M7 2l5.500 10h-11zM7 6v3M7 10.500v.2"),
        EntryKind::Closed => ("good", "M2 7a5 5 0 1 0 10 0A5 5 0 1 0 2 7M4.500 7l2 2L10 5"),
        EntryKind::Person => (
            "held",
            "M7 7a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM2 13c0-3 2-4.500 5-4.500s5 1.500 5 4.500",
        ),
    };
    html! { (PreEscaped(format!(r#"<svg class="mark {class}" viewBox="0 0 14 14" aria-hidden="true"><path d="{strokes}"/></svg>"#))) }
}
