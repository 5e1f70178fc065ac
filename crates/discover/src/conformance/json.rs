//! What holding a map against a log came to, for programs; and every deviation as a table. Durations and moments of
//! JSON are in milliseconds, moments of the table in UTC.

use std::collections::BTreeMap;

use seamless_flow::{Flow, is_formula};
use seamless_model::HandoffId;
use serde_json::{Value, json};

use super::hold::{Held, Kind};
use super::text::{notes, words};
use crate::draft::shown;
use crate::log::Log;
use crate::mine::extract::Sampled;
use crate::mine::spread::moment;

/// The whole result.
pub fn json(flow: &Flow, log: &Log, held: &Held, sampled: Option<&Sampled>, stopped: bool) -> Value {
    let kind = |it: u32| log.event_types.get(it);
    let mut counts: BTreeMap<&str, u64> = Kind::ALL.iter().map(|it| (it.word(), 0)).collect();
    for it in &held.deviations {
        *counts.entry(it.kind.word()).or_default() += 1;
    }
    json!({
        "flow": flow.name,
        "map": flow.hash.short(),
        "stopped": stopped,
        "one_in": sampled.map_or(1, |it| it.one_in),
        "orders": held.orders,
        "apart": crate::draft::apart(&held.apart),
        "deviating": held.deviating,
        "not_due": held.young,
        "counts": counts,
        "handoffs": held.fits.iter().map(|it| {
            let rule = &held.declared.rules[it.rule as usize];
            json!({
                "handoff": rule.handoff().map(HandoffId::as_str),
                "from": kind(rule.first),
                "to": kind(rule.second),
                "within_ms": rule.within_ms,
                "left": it.left,
                "in_time": it.in_time,
                "late": it.late,
                "missing": it.missing,
                "back_in_time": it.back,
                "unsure": it.unsure,
                "not_due": it.young,
                "took": it.took.map(|it| json!({ "p50_ms": it.p50_ms, "p95_ms": it.p95_ms, "p99_ms": it.p99_ms, "max_ms": it.max_ms })),
            })
        }).collect::<Vec<_>>(),
        "never_seen": held.declared.unseen.iter().map(|it| json!({ "handoff": it.0.as_str(), "why": it.1 })).collect::<Vec<_>>(),
        "undeclared": held.declared.undeclared.iter().map(|it| json!({ "event": kind(it.kind), "why": it.why })).collect::<Vec<_>>(),
        "deviations": held.deviations.iter().map(|it| {
            let rule = &held.declared.rules[it.rule as usize];
            json!({
                "order": shown(log, it.order),
                "kind": it.kind.word(),
                "at_ms": it.at_ms,
                "by_ms": it.by_ms,
                "objects": it.objects,
                "event": kind(rule.second),
                "other": kind(rule.first),
                "handoff": rule.handoff().map(HandoffId::as_str),
                "words": words(flow, log, held, it, true),
            })
        }).collect::<Vec<_>>(),
        "notes": notes(flow, held),
    })
}

/// Every deviation, a row each.
pub fn csv(flow: &Flow, log: &Log, held: &Held) -> String {
    let mut out = String::from("order,at,deviation,handoff,what\n");
    for it in &held.deviations {
        let rule = &held.declared.rules[it.rule as usize];
        let handoff = rule.handoff().map_or("", HandoffId::as_str);
        // A quote in a quoted field is written twice, which nobody wants to read.
        let what = words(flow, log, held, it, true).replace('"', "'");
        let fields = [shown(log, it.order), &moment(it.at_ms), it.kind.word(), handoff, &what];
        let fields: Vec<String> = fields.iter().map(|it| field(it)).collect();
        out.push_str(&fields.join(","));
        out.push('\n');
    }
    out
}

/// A field that no spreadsheet takes for a formula, in quotes where it must be.
fn field(text: &str) -> String {
    let text = if is_formula(text) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
