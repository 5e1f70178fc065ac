//! The report of a discovery, for programs. Durations and moments are in milliseconds.

use serde_json::{Map, Value, json};

use super::map::names;
use super::{Material, shown};
use crate::mine::extract::Verdict;
use crate::mine::{Apart, FoundHandoff, Rhythm, Spread};

/// The report. `map` is the drafted map's text.
pub fn json(of: &Material<'_>, map: &str) -> Value {
    let names = names(&of.mined.handoffs);
    let kind = |it: u32| of.log.event_types.get(it);
    json!({
        "orders": of.mined.volume.orders,
        "apart": apart(&of.mined.apart),
        "events": of.mined.size.0,
        "objects": of.mined.size.1,
        "span_ms": [of.mined.volume.span_ms.0, of.mined.volume.span_ms.1],
        "stopped": of.stopped,
        "one_in": of.sampled.map_or(1, |it| it.one_in),
        "sources": of.sources.iter().map(|it| json!({ "file": it.file, "holds": it.holds })).collect::<Vec<_>>(),
        "identifiers": of.links.iter().map(|it| json!({
            "columns": [it.named.0, it.named.1],
            "shared": it.shared,
            "distinct": [it.distinct.0, it.distinct.1],
            "filled": [it.filled.0, it.filled.1],
            "verdict": match &it.verdict {
                Verdict::Taken => "taken",
                Verdict::Besides => "besides",
                Verdict::Borrowed(_) => "borrowed",
                Verdict::Rejected(_) => "rejected",
            },
            "why": match &it.verdict {
                Verdict::Rejected(why) => Some(why),
                Verdict::Borrowed(from) => Some(from),
                _ => None,
            },
            "instead": it.instead,
        })).collect::<Vec<_>>(),
        "handoffs": of.mined.handoffs.iter().zip(&names).map(|(it, name)| handoff(of, it, name)).collect::<Vec<_>>(),
        "clocks": of.mined.clocks.iter().map(|it| json!({
            "systems": [it.systems.0, it.systems.1],
            "first": kind(it.between.0),
            "then": kind(it.between.1),
            "wrong": it.wrong.0,
            "both": it.wrong.1,
            "hours": it.hours,
        })).collect::<Vec<_>>(),
        "variants": of.mined.variants.iter().map(|it| json!({
            "orders": it.orders,
            "example": shown(of.log, it.example),
            "steps": it.steps.iter().map(|it| kind(*it)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "directly_follows": of.mined.edges.iter().map(|it| json!({
            "object": of.log.object_types.get(it.object),
            "before": kind(it.before),
            "after": kind(it.after),
            "count": it.count,
        })).collect::<Vec<_>>(),
        "map": map,
    })
}

/// What belongs to no order.
pub fn apart(it: &Apart) -> Value {
    let by_system: Map<String, Value> = it.by_system.iter().map(|it| (it.0.clone(), it.1.into())).collect();
    json!({ "by_system": by_system, "without_identifier": it.unnamed, "without_time": it.untimed })
}

fn handoff(of: &Material<'_>, it: &FoundHandoff, name: &str) -> Value {
    let ids = |all: &[u32]| all.iter().map(|it| shown(of.log, *it).to_owned()).collect::<Vec<_>>();
    json!({
        "name": name,
        "carry": it.carry.word(),
        "from": it.from,
        "to": it.to,
        "covers": it.covers.iter().map(|it| it.word()).collect::<Vec<_>>(),
        "of": of.log.object_types.get(it.tie),
        "sources": it.counts.sources,
        "arrived": it.counts.arrived,
        "elsewhere": it.counts.elsewhere,
        "among": it.among,
        "lost": it.counts.lost,
        "lost_cancelled": it.counts.lost_cancelled,
        "young": it.counts.young,
        "repeated": it.counts.repeated,
        "back_in_time": it.counts.back_in_time,
        "from_nowhere": it.counts.from_nowhere,
        "latency": it.counts.latency.map(spread),
        "poll_seconds": match it.rhythm { Rhythm::Every { seconds, .. } => Some(seconds), _ => None },
        "key": it.key,
        "lost_examples": ids(&it.counts.lost_examples),
        "repeated_examples": ids(&it.counts.repeated_examples),
        "back_examples": ids(&it.counts.back_examples),
        "instead": it.instead,
    })
}

fn spread(it: Spread) -> Value {
    json!({ "p50_ms": it.p50_ms, "p90_ms": it.p90_ms, "p95_ms": it.p95_ms, "p99_ms": it.p99_ms, "max_ms": it.max_ms })
}
