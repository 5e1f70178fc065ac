//! Extracts put together to one log: each row a document, each document tied to its order over the shared identifiers.

use std::ops::ControlFlow;

use hashbrown::HashMap;
use seamless_model::DocumentKind;

use super::column::{hash, normal};
use super::links::{End, Link, Verdict};
use super::sample::Sample;
use super::survey::Survey;
use crate::build::{LogBuilder, Refused};
use crate::read::TimeReader;
use crate::skipped::{Place, SkippedList, Why};
use crate::table::{Record, Rows};

/// The type of object of which each is one order.
pub const THREAD: &str = "orders";

/// How an extract's rows find their order: over a column of their own and one of an extract that came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joint {
    /// The extract's own column.
    pub own: usize,
    /// The column of the other.
    pub to: End,
}

/// In which order extracts are put together, and how each finds its order: the best links first, from the root.
pub fn joints(tables: &[Survey], root: usize, links: &[Link]) -> Vec<(usize, Option<Joint>)> {
    let mut joints = vec![(root, None)];
    let usable = |it: &&Link| matches!(it.verdict, Verdict::Taken | Verdict::Borrowed(_));
    loop {
        let has = |table: usize| joints.iter().any(|it| it.0 == table);
        let next = links.iter().filter(usable).find_map(|link| {
            let (a, b) = link.ends;
            match (has(a.table), has(b.table)) {
                (true, false) => Some((b.table, Some(Joint { own: b.column, to: a }))),
                (false, true) => Some((a.table, Some(Joint { own: a.column, to: b }))),
                _ => None,
            }
        });
        match next.or_else(|| (0..tables.len()).find(|it| !has(*it)).map(|it| (it, None))) {
            Some(next) => joints.push(next),
            None => return joints,
        }
    }
}

/// What a row without an identifier is called.
fn unnamed(number: u64) -> String {
    format!("row {number}")
}

/// Whether a document is called so: it has no identifier of its own.
pub fn is_unnamed(id: &str) -> bool {
    let number = id.rsplit(':').next().and_then(|it| it.strip_prefix("row "));
    number.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

/// Which extract begins: the orders of a storefront, else any orders, else the largest.
pub fn root(tables: &[Survey]) -> usize {
    let rank = |it: &usize| {
        let survey = &tables[*it];
        let order = survey.document == DocumentKind::Order;
        let shop = crate::mine::words::role(&survey.system) == Some(seamless_flow::Role::Storefront);
        (order && shop, order, survey.rows, std::cmp::Reverse(*it))
    };
    (0..tables.len()).max_by_key(rank).unwrap_or(0)
}

/// The column by which a document is called: for the root the one that others know it by; else the first one whose
/// values stand once each.
pub fn own_column(survey: &Survey, linked: Option<usize>, is_root: bool) -> Option<usize> {
    if is_root && linked.is_some() {
        return linked;
    }
    let good = |it: &usize| {
        let column = &survey.columns[*it];
        column.filled * 100 >= survey.rows * 95 && column.why_not().is_none() && column.is_unique()
    };
    (0..survey.columns.len()).filter(|it| Some(*it) != linked).find(good).or(linked)
}

/// The orders that are known so far, by the values of the columns that tie extracts.
#[derive(Debug, Default)]
pub struct Known {
    orders: HashMap<(End, u64), u32>,
}

/// Adds the rows of one extract to a log.
pub struct Add<'a> {
    /// The log.
    pub builder: &'a mut LogBuilder,
    /// The orders that are known.
    pub known: &'a mut Known,
    /// Which orders are kept.
    pub sample: &'a mut Sample,
    /// Whether its rows are what flows.
    pub is_root: bool,
    /// The extract.
    pub survey: &'a Survey,
    /// Its place among all.
    pub table: usize,
    /// How it finds its order.
    pub joint: Option<Joint>,
    /// The column by which its documents are called.
    pub own: Option<usize>,
    /// Columns by which others find their order here.
    pub offers: Vec<usize>,
    /// How its times are read, beside `survey.times`.
    pub readers: Vec<TimeReader>,
    /// What could not be taken.
    pub skipped: SkippedList,
    /// Rows that say again what an earlier row said.
    pub repeated: u64,
    /// Times that were read.
    pub timed: u64,
}

impl Rows for Add<'_> {
    fn columns(&mut self, _: &[String]) {}

    fn row(&mut self, number: u64, record: &Record) -> ControlFlow<()> {
        if !record.part().is_empty() {
            return ControlFlow::Continue(());
        }
        match self.document(number, record) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => {
                self.skipped.add(Place::Row(number), None, "", Why::TooMany);
                ControlFlow::Break(())
            }
        }
    }
}

impl Add<'_> {
    fn document(&mut self, number: u64, record: &Record) -> Result<(), Refused> {
        let survey = self.survey;
        let name = self.own.and_then(|it| record.get(it)).map_or_else(|| unnamed(number), str::to_owned);
        if !self.sample.is_all() && !self.keeps(&name, record) {
            self.pass(number, record);
            return Ok(());
        }
        let order = self.order(&name, record)?;
        let kind = self.builder.object_type(&format!("{} {}", survey.system, survey.document));
        let id = format!("{} {}:{name}", survey.system, survey.document);
        let (document, new) = self.object(kind, &id)?;
        if new {
            let qualifier = self.builder.qualifier("belongs to")?;
            self.builder.relate(document, order, qualifier);
        }
        for column in &self.offers {
            if let Some(value) = record.get(*column).and_then(normal) {
                let end = End { table: self.table, column: *column };
                self.known.orders.entry((end, hash(&value))).or_insert(order);
            }
        }
        for (at, (_, kind, event)) in survey.times.iter().enumerate() {
            if let Some(at_ms) = self.time(number, record, at) {
                self.event(&format!("{} {kind} {event}", survey.system), &id, at_ms, order, document)?;
            }
        }
        Ok(())
    }

    /// Whether a row's order is kept: by the hash of the identifier that chooses, which every file of it shares.
    fn keeps(&self, name: &str, record: &Record) -> bool {
        let by_name = || self.sample.keeps(hash(normal(name).as_deref().unwrap_or(name)));
        let Some(joint) = self.joint else { return by_name() };
        let Some(hash) = record.get(joint.own).and_then(normal).map(|it| hash(&it)) else { return by_name() };
        if self.sample.chosen_by[joint.to.table] == Some(joint.to.column) {
            return self.sample.keeps(hash);
        }
        // By another identifier an order is known or was left out; what is neither is one that nobody spoke of.
        self.known.orders.contains_key(&(joint.to, hash))
            || (!self.sample.has_left(joint.to, hash) && self.sample.keeps(hash))
    }

    /// Passes a row whose order is not kept: its identifiers are noted, and its times are read, so that what is wrong
    /// with them is listed like that of all others.
    fn pass(&mut self, number: u64, record: &Record) {
        for column in &self.offers {
            let end = End { table: self.table, column: *column };
            let chooses = self.sample.chosen_by[self.table] == Some(*column);
            if !chooses
                && self.sample.joined.contains(&end)
                && let Some(value) = record.get(*column).and_then(normal)
            {
                self.sample.leave(end, hash(&value));
            }
        }
        for at in 0..self.survey.times.len() {
            self.time(number, record, at);
        }
    }

    /// Reads one of a row's times and counts it; of the first column of what flows, an order. What is no time is listed.
    fn time(&mut self, number: u64, record: &Record, at: usize) -> Option<i64> {
        let column = self.survey.times[at].0;
        let text = record.get(column)?;
        match self.readers[at].read(text) {
            Ok(at_ms) => {
                self.timed += 1;
                if at == 0 && self.is_root && !self.sample.is_all() {
                    self.sample.count(at_ms);
                }
                Some(at_ms)
            }
            Err(why) => {
                let name = &self.survey.columns[column].name;
                self.skipped.add(Place::Row(number), Some(name), text, why);
                None
            }
        }
    }

    fn event(&mut self, kind: &str, of: &str, at_ms: i64, order: u32, document: u32) -> Result<(), Refused> {
        let kind_index = self.builder.event_type(kind);
        match self.builder.event(kind_index, &format!("{of} {kind} {at_ms}"), at_ms) {
            Ok(_) => {
                let qualifier = self.builder.qualifier("order")?;
                self.builder.touch(order, qualifier)?;
                let qualifier = self.builder.qualifier("document")?;
                self.builder.touch(document, qualifier)
            }
            Err(Refused::Duplicate) => {
                self.repeated += 1;
                Ok(())
            }
            Err(full) => Err(full),
        }
    }

    /// The order that a row belongs to. One that nobody spoke of before is an order of its own.
    fn order(&mut self, name: &str, record: &Record) -> Result<u32, Refused> {
        if let Some(joint) = self.joint {
            let value = record.get(joint.own).and_then(normal);
            if let Some(order) = value.and_then(|it| self.known.orders.get(&(joint.to, hash(&it)))) {
                return Ok(*order);
            }
        }
        let kind = self.builder.object_type(THREAD);
        // A root's rows are called as they are; others say where they come from, so that no two orders become one.
        let id = match self.joint {
            None if self.is_root => name.to_owned(),
            _ => format!("{}:{name}", self.survey.system),
        };
        Ok(self.object(kind, &id)?.0)
    }

    fn object(&mut self, kind: u32, id: &str) -> Result<(u32, bool), Refused> {
        match self.builder.object(kind, id) {
            Ok(object) => Ok((object, true)),
            Err(Refused::Duplicate) => Ok((self.builder.mention(id)?, false)),
            Err(full) => Err(full),
        }
    }
}
