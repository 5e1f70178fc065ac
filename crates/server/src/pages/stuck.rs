//! What is stuck, whose it is, since when, and the next step.

use std::collections::BTreeMap;

use jiff::Timestamp;
use maud::{Markup, html};
use seamless_engine::IncidentState;
use seamless_flow::Flow;
use seamless_model::ThreadId;
use seamless_store::IncidentRow;

use super::part;
use crate::words::{Clock, counted, listed, long};

/// The answer of the first page, in one sentence.
pub(crate) fn sentence(flow: &Flow, open: &[IncidentRow], now: Timestamp) -> String {
    let orders = orders(open);
    let Some(oldest) = orders.values().min() else { return "Nothing is stuck.".to_owned() };
    let mut teams: Vec<&str> = Vec::new();
    for row in open {
        let title = flow.team_title(&row.incident.team);
        if !teams.contains(&title) {
            teams.push(title);
        }
    }
    let lasted = long(now.duration_since(*oldest));
    let owners = listed(&teams);
    match orders.len() as u64 {
        1 => format!("1 order is stuck, for {lasted}; {owners} {} it.", have(&teams)),
        many => format!(
            "{}, the oldest for {lasted}; {owners} {} them.",
            counted(many, "order is stuck", "orders are stuck"),
            have(&teams)
        ),
    }
}

fn have(teams: &[&str]) -> &'static str {
    if teams.len() > 1 { "have" } else { "has" }
}

/// The orders with an open incident, and since when each has been stuck.
fn orders(open: &[IncidentRow]) -> BTreeMap<ThreadId, Timestamp> {
    let mut orders: BTreeMap<ThreadId, Timestamp> = BTreeMap::new();
    for row in open {
        let since = orders.entry(row.thread).or_insert(row.incident.due_at);
        *since = row.incident.due_at.min(*since);
    }
    orders
}

/// The table, oldest first.
pub(crate) fn table(flow: &Flow, open: &[IncidentRow], clock: &Clock<'_>) -> Markup {
    rows(flow, open, clock, false)
}

/// The same with a box to check before each row, for doing something to several at once.
pub(crate) fn picks(flow: &Flow, open: &[IncidentRow], clock: &Clock<'_>) -> Markup {
    rows(flow, open, clock, true)
}

fn rows(flow: &Flow, open: &[IncidentRow], clock: &Clock<'_>, with_boxes: bool) -> Markup {
    let mut rows: Vec<&IncidentRow> = open.iter().collect();
    rows.sort_by_key(|row| (row.incident.due_at, row.thread));
    html! {
        @if rows.is_empty() {
            p.empty { "No handoff is past its deadline and no two systems disagree." }
        } @else {
            table.rows {
                thead { tr {
                    th scope="col" { "Order" }
                    th scope="col" { "What is stuck" }
                    th scope="col" { "Whose it is" }
                    th.num scope="col" { "Since" }
                    th scope="col" { "Next step" }
                } }
                tbody {
                    @for row in rows {
                        tr data-row=(format!("{}{}", row.thread, row.incident.id)) {
                            td data-label="Order" {
                                @if with_boxes { (pick(row)) " " }
                                (part::order(row.thread, &row.number))
                            }
                            td data-label="What" {
                                (part::incident_state(&row.incident)) " " (row.incident.sentence)
                            }
                            td data-label="Whose" { (part::team(flow, &row.incident.team)) }
                            td.num data-label="Since" { (since(row, clock)) }
                            td data-label="Next" { (part::next_step(row)) }
                        }
                    }
                }
            }
        }
    }
}

/// A box that names an order and a handoff.
fn pick(row: &IncidentRow) -> Markup {
    let value = format!("{}:{}", row.thread, row.incident.handoff);
    html! { input type="checkbox" name="pick" value=(value) aria-label=(format!("Pick {}", row.number)); }
}

fn since(row: &IncidentRow, clock: &Clock<'_>) -> Markup {
    match row.incident.state {
        IncidentState::ToClose { agreed_at } => clock.since(agreed_at),
        _ => clock.since(row.incident.due_at),
    }
}
