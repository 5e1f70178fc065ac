//! What discovery writes: a map in which every fact has its evidence, what the log's words mean, and a report.

mod json;
mod map;
mod meaning;
mod report;
mod text;
pub mod yaml;

pub use json::{apart, json};
pub use map::map;
pub use meaning::meaning;
pub use report::report;
pub use text::text;

use crate::log::Log;
use crate::mine::alternatives::either;
use crate::mine::extract::{Link, Sampled};
use crate::mine::{FoundHandoff, Mined};

/// What a draft is made of.
#[derive(Debug)]
pub struct Material<'a> {
    /// The log.
    pub log: &'a Log,
    /// What it shows.
    pub mined: &'a Mined,
    /// The files that it came from, as a person knows them, each with what it holds.
    pub sources: &'a [Source],
    /// The identifiers that systems share, for extracts: those that were taken and those that were not.
    pub links: &'a [Link],
    /// The currency, with its evidence, where some column says one.
    pub currency: Option<(String, String)>,
    /// The time zone in which all times without an offset were read, where a person named one for all.
    pub zone: Option<String>,
    /// What was kept of extracts that are too large to keep whole.
    pub sampled: Option<Sampled>,
    /// Whether the reading was stopped before its end.
    pub stopped: bool,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub file: String,
    /// What it holds, for people: `12,480 orders of shop; the kind was guessed by the column "Line items"`.
    pub holds: String,
}

/// The name of a type of object in a sentence: `12 orders`, `1 item`.
pub fn unit(log: &Log, type_: u32, number: u64) -> String {
    let name = log.object_types.get(type_);
    let one = name.strip_suffix("ies").map(|it| format!("{it}y"));
    let one = one.or_else(|| name.strip_suffix('s').map(str::to_owned)).unwrap_or_else(|| name.to_owned());
    let many = if name.ends_with('s') { name.to_owned() } else { format!("{name}s") };
    crate::mine::spread::counted(number, &one, &many)
}

/// Where something never arrived: ` at wms or sued`; nothing where there is one target only.
pub fn nowhere(handoff: &FoundHandoff) -> String {
    let all: Vec<&str> = handoff.among.iter().map(String::as_str).collect();
    if all.is_empty() { String::new() } else { format!(" at {}", either(&all)) }
}

/// Identifiers in a row: `o-1, o-2, o-3`.
pub fn examples(log: &Log, objects: &[u32]) -> String {
    let all: Vec<&str> = objects.iter().map(|it| shown(log, *it)).collect();
    all.join(", ")
}

/// An object's identifier without the type that our own logs put before it: `erp order:17` is `17` to a person.
pub fn shown(log: &Log, object: u32) -> &str {
    let id = log.objects.ids.get(object);
    let kind = log.object_types.get(log.objects.kind[object as usize]);
    id.strip_prefix(kind).and_then(|it| it.strip_prefix(':')).unwrap_or(id)
}
