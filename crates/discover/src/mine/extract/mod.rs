//! Extracts of several systems, mined as one log: their columns surveyed, the identifiers that they share found by
//! their values, and each row tied to its order. Three readings of each file; what is kept between them grows with the
//! number of rows up to a bound, never with their width; beyond it a part of the orders stands for all.

mod build;
mod column;
mod group;
mod links;
mod near;
mod sample;
mod survey;

use std::ops::ControlFlow;
use std::path::PathBuf;

use hashbrown::HashMap;
use indexmap::IndexMap;
use jiff::tz::TimeZone;
use seamless_flow::Role;
use seamless_model::DocumentKind;

pub use build::is_unnamed;
pub use group::format_of;
pub use links::{End, Link, Verdict};
pub use sample::{KEPT_MAX, Sampled};
pub use survey::Survey;

use self::group::{Group, group};
use self::sample::Sample;
use super::guess::system;
use super::handoffs::FoundHandoff;
use super::meaning::{EventMeaning, Meaning, Step};
use super::words::role;
use crate::build::LogBuilder;
use crate::log::Log;
use crate::progress::Progress;
use crate::read::{ReadError, TimeOptions, TimeReader};
use crate::skipped::Report;
use crate::table::{Format, Record, Rows, TableOptions};

/// One file to read.
#[derive(Debug, Clone)]
pub struct Extract {
    /// The system that it is of.
    pub system: String,
    /// What its rows are, where the person says so.
    pub document: Option<DocumentKind>,
    /// The file.
    pub path: PathBuf,
    /// The zone of this system's times that are written without an offset, where it is another than that of the rest.
    pub zone: Option<TimeZone>,
}

/// What extracts came to.
#[derive(Debug)]
pub struct Extracted {
    /// The log.
    pub log: Log,
    /// What its words mean.
    pub meaning: Meaning,
    /// The pairs of types of events between which documents change systems.
    pub pairs: Vec<(u32, u32)>,
    /// For each such pair the link that ties it, an index into `links`.
    pub by_link: Vec<usize>,
    /// The identifiers that were compared.
    pub links: Vec<Link>,
    /// What each table holds. Files of one system with the same kind of document are one table.
    pub surveys: Vec<Survey>,
    /// The files of each table, as a person names them.
    pub files: Vec<String>,
    /// How many times of each table were read.
    pub timed: Vec<u64>,
    /// What was kept, where that is not all.
    pub sampled: Option<Sampled>,
    /// What was not read of each table.
    pub reports: Vec<Report>,
    /// Whether the reading was stopped before its end.
    pub stopped: bool,
}

/// Reads extracts and puts them together.
///
/// # Errors
/// When a file cannot be read at all.
pub fn extract(
    all: &[Extract],
    table_options: &TableOptions,
    times: &TimeOptions,
    progress: &dyn Progress,
) -> Result<Extracted, ReadError> {
    extract_within(all, table_options, times, KEPT_MAX, progress)
}

/// The same, keeping at most about so many rows and times of rows: beyond that, a part of the orders.
///
/// # Errors
/// When a file cannot be read at all.
pub fn extract_within(
    all: &[Extract],
    table_options: &TableOptions,
    times: &TimeOptions,
    kept_max: u64,
    progress: &dyn Progress,
) -> Result<Extracted, ReadError> {
    let groups = group(all, table_options, progress)?;
    let files: Vec<String> = groups.iter().map(Group::name).collect();
    let (mut surveys, mut reports) = (Vec::new(), Vec::new());
    let times: Vec<TimeOptions> = groups
        .iter()
        .map(|it| TimeOptions { zone: it.zone.clone().or_else(|| times.zone.clone()), ..times.clone() })
        .collect();
    for (it, times) in groups.iter().zip(&times) {
        let mut look = survey::Look::default();
        let report = it.read(table_options, &mut look, progress)?;
        let shopify = it.files.iter().all(|it| it.1 == Format::ShopifyCsv);
        surveys.push(look.survey(&it.system, it.document, &it.name(), shopify, times));
        reports.push(report);
    }
    let read = |table: usize, rows: &mut Visit<'_>| -> Result<bool, ReadError> {
        Ok(groups[table].read(table_options, rows, progress)?.stopped)
    };
    let pairs = links::proposed(&surveys);
    let weight = surveys.iter().map(|it| it.rows * (1 + it.times.len() as u64)).sum();
    let mut sample = Sample::new(weight, kept_max, surveys.len());
    let mut stopped = reports.iter().any(|it| it.stopped);
    let values = values(&surveys, &pairs, &times, &sample, &mut |table, rows| {
        stopped |= read(table, rows)?;
        Ok(())
    })?;
    let links = links::decide(&surveys, &files, &pairs, &values);
    drop(values);
    near::near(&surveys, &links).into_iter().for_each(|(table, note)| surveys[table].notes.push(note));
    let mut builder = LogBuilder::default();
    let root = build::root(&surveys);
    let mut known = build::Known::default();
    let mut timed = vec![0; surveys.len()];
    let joints = build::joints(&surveys, root, &links);
    sample.joined = joints.iter().filter_map(|it| Some(it.1?.to)).collect();
    for (table, joint) in joints {
        let parts = (&mut builder, &mut known, &mut sample);
        let mut add = adder(&surveys, &links, table, joint, root, &times[table], parts);
        stopped |= read(table, &mut Visit(&mut |number, record| add.row(number, record)))?;
        let (skipped, repeated) = (std::mem::take(&mut add.skipped), add.repeated);
        timed[table] = add.timed;
        reports[table].skipped.merge(skipped);
        if repeated > 0 {
            reports[table]
                .notes
                .push(format!("{repeated} rows say again what an earlier row said; they are counted once"));
        }
    }
    // Objects that are spoken of are all declared here, so nothing can be loose.
    let log = builder.finish(&mut |_| {});
    let ends =
        (log.events.at_ms.first().copied().unwrap_or(0), log.events.at_ms.last().copied().unwrap_or(0));
    let sampled = (!sample.is_all()).then(|| Sampled { one_in: sample.one_in, volume: sample.volume(ends) });
    let meaning = meaning(&log, &surveys);
    let (pairs, by_link) = crossings(&log, &surveys, &links);
    Ok(Extracted { log, meaning, pairs, by_link, links, surveys, files, timed, sampled, reports, stopped })
}

/// Rows given to a closure.
struct Visit<'v>(&'v mut dyn FnMut(u64, &Record) -> ControlFlow<()>);

impl Rows for Visit<'_> {
    fn columns(&mut self, _: &[String]) {}

    fn row(&mut self, number: u64, record: &Record) -> ControlFlow<()> {
        (self.0)(number, record)
    }
}

fn readers(survey: &Survey, times: &TimeOptions) -> Vec<TimeReader> {
    survey.times.iter().map(|it| survey.columns[it.0].times.decide(times)).collect()
}

type ReadTable<'r> = dyn FnMut(usize, &mut Visit<'_>) -> Result<(), ReadError> + 'r;

/// The second reading: hashes of the columns that may be shared, and each row's time.
fn values(
    surveys: &[Survey],
    pairs: &[(End, End)],
    times: &[TimeOptions],
    sample: &Sample,
    read: &mut ReadTable<'_>,
) -> Result<links::Values, ReadError> {
    let mut values = links::Values { hashes: HashMap::new() };
    for (table, survey) in surveys.iter().enumerate() {
        let mut columns: Vec<usize> = pairs
            .iter()
            .flat_map(|it| [it.0, it.1])
            .filter(|it| it.table == table)
            .map(|it| it.column)
            .collect();
        columns.sort_unstable();
        columns.dedup();
        if columns.is_empty() {
            continue;
        }
        let readers = readers(survey, &times[table]);
        let first = survey.times.first().filter(|it| it.2 == seamless_model::Event::Create).map(|it| it.0);
        let mut hashes = vec![Vec::new(); columns.len()];
        read(
            table,
            &mut Visit(&mut |_, record| {
                if record.part().is_empty() {
                    let mut time = None;
                    for (column, hashes) in columns.iter().zip(&mut hashes) {
                        let value = record.get(*column).and_then(column::normal).map(|it| column::hash(&it));
                        let Some(hash) = value.filter(|it| sample.keeps(*it)) else { continue };
                        let at = *time.get_or_insert_with(|| {
                            first.and_then(|it| readers[0].read(record.get(it)?).ok()).unwrap_or(i64::MIN)
                        });
                        hashes.push((hash, at));
                    }
                }
                ControlFlow::Continue(())
            }),
        )?;
        for (column, hashes) in columns.into_iter().zip(hashes) {
            values.hashes.insert(End { table, column }, hashes);
        }
    }
    Ok(values)
}

fn adder<'a>(
    surveys: &'a [Survey],
    links: &[Link],
    table: usize,
    joint: Option<build::Joint>,
    root: usize,
    times: &TimeOptions,
    (builder, known, sample): (&'a mut LogBuilder, &'a mut build::Known, &'a mut Sample),
) -> build::Add<'a> {
    let survey = &surveys[table];
    let ends = || links.iter().flat_map(|it| [it.ends.0, it.ends.1]).filter(|it| it.table == table);
    let mut offers: Vec<usize> =
        sample.joined.iter().filter(|it| it.table == table).map(|it| it.column).collect();
    offers.sort_unstable();
    offers.dedup();
    let linked = joint.map(|it| it.own).or_else(|| ends().next().map(|it| it.column));
    let own = build::own_column(survey, linked, table == root);
    if joint.is_none() {
        sample.chosen_by[table] = own;
    }
    build::Add {
        builder,
        known,
        sample,
        is_root: table == root,
        survey,
        table,
        joint,
        own,
        offers,
        readers: readers(survey, times),
        skipped: Default::default(),
        repeated: 0,
        timed: 0,
    }
}

fn meaning(log: &Log, surveys: &[Survey]) -> Meaning {
    let mut meaning = Meaning { thread: build::THREAD.to_owned(), ..Meaning::default() };
    let mut systems = IndexMap::new();
    for survey in surveys {
        let entry = systems.entry(survey.system.clone()).or_insert_with(|| system(&survey.system));
        if let Some(columns) = survey.warehouse_columns().filter(|_| role(&survey.system).is_none()) {
            entry.role = Role::Wms;
            entry.role_evidence = Some(format!("its columns speak of a warehouse: {}", columns.join(", ")));
        }
        let of = match survey.document {
            DocumentKind::Order => build::THREAD.to_owned(),
            other => format!("{} {other}", survey.system),
        };
        for (column, document, event) in &survey.times {
            let step = Step { system: survey.system.clone(), document: *document, event: *event };
            let name = step.to_string();
            if log.event_types.find(&name).is_none() || meaning.events.contains_key(&name) {
                continue;
            }
            let mut event =
                EventMeaning { step: Some(step), of: Some(of.clone()), ..EventMeaning::default() };
            event.evidence.insert("step".to_owned(), format!("column \"{}\"", survey.columns[*column].name));
            meaning.events.insert(name, event);
        }
    }
    meaning.systems = systems;
    meaning
}

impl Extracted {
    /// Tells the handoffs of this log by which columns they are tied, and which systems could be their source as well.
    pub fn name_keys(&self, handoffs: &mut [FoundHandoff]) {
        let took = |it: &FoundHandoff| it.counts.latency.map_or(i64::MAX, |spread| spread.p50_ms);
        let all: Vec<(String, String, i64)> =
            handoffs.iter().map(|it| (it.from.clone(), it.to.clone(), took(it))).collect();
        for handoff in handoffs {
            let (from, mine) = (handoff.from.clone(), took(handoff));
            let earlier = |system: &str| all.iter().any(|it| it.0 == from && it.1 == system && it.2 < mine);
            let (a, b) = handoff.between;
            let Some(at) = self.pairs.iter().position(|it| *it == (a, b) || *it == (b, a)) else { continue };
            let link = &self.links[self.by_link[at]];
            let column = |end: End| {
                (
                    self.surveys[end.table].system.as_str(),
                    self.surveys[end.table].columns[end.column].name.clone(),
                )
            };
            let (one, other) = (column(link.ends.0), column(link.ends.1));
            handoff.key = Some(if one.0 == handoff.from { (one.1, other.1) } else { (other.1, one.1) });
            let mut evidence = link.words();
            if let Some(other) = &link.instead {
                evidence.push_str(&format!(" ? Ambiguous: {other} ties them as well."));
            }
            handoff.key_evidence = Some(evidence);
            let mut instead = Vec::new();
            // Who knows the document by the same identifier, and had it earlier, could have passed it on.
            let target =
                [link.ends.0, link.ends.1].into_iter().find(|it| self.surveys[it.table].system == handoff.to);
            let borrowed = self.links.iter().filter(|it| matches!(it.verdict, Verdict::Borrowed(_)));
            for (a, b) in borrowed.map(|it| it.ends) {
                let other = if Some(a) == target { b } else { a };
                let source = &self.surveys[other.table].system;
                let known =
                    *source == handoff.from || *source == handoff.to || handoff.instead.contains(source);
                if (Some(a) == target || Some(b) == target) && !known && earlier(source) {
                    instead.push(source.clone());
                }
            }
            handoff.instead.append(&mut instead);
        }
    }
}

/// Between which types of events documents change systems: over each link that was taken, what both sides know.
fn crossings(log: &Log, surveys: &[Survey], links: &[Link]) -> (Vec<(u32, u32)>, Vec<usize>) {
    let (mut pairs, mut by_link) = (Vec::new(), Vec::new());
    for (at, link) in links.iter().enumerate().filter(|it| it.1.verdict == Verdict::Taken) {
        let (a, b) = (&surveys[link.ends.0.table], &surveys[link.ends.1.table]);
        if a.system == b.system {
            continue;
        }
        let kinds = |survey: &Survey| -> Vec<(DocumentKind, u32)> {
            let created = survey.times.iter().filter(|it| it.2 == seamless_model::Event::Create);
            created
                .filter_map(|it| {
                    Some((it.1, log.event_types.find(&format!("{} {} {}", survey.system, it.1, it.2))?))
                })
                .collect()
        };
        let (one, other) = (kinds(a), kinds(b));
        let mut found: Vec<(u32, u32)> = one
            .iter()
            .filter_map(|mine| other.iter().find(|it| it.0 == mine.0).map(|theirs| (mine.1, theirs.1)))
            .collect();
        // Two kinds of documents that follow from each other: what the first becomes in the second.
        if a.document != b.document
            && let (Some(mine), Some(theirs)) = (one.first(), other.first())
            && !found.contains(&(mine.1, theirs.1))
        {
            found.push((mine.1, theirs.1));
        }
        by_link.extend(found.iter().map(|_| at));
        pairs.extend(found);
    }
    (pairs, by_link)
}
