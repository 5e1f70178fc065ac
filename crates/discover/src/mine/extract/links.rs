//! The identifiers that extracts share, by their values: first by sketches, over all pairs of columns; then exactly,
//! over those that the sketches propose.

use hashbrown::{HashMap, HashSet};

use super::survey::Survey;
use crate::mine::spread::{count, percent, span};

/// Columns of which a smaller share of values is found in the other are not proposed.
const PROPOSED: f64 = 0.08;
/// Columns of which a smaller share of values is found in the other are not taken for one identifier.
const TAKEN: f64 = 0.30;
/// Two keys whose scores are this close cannot be told apart.
const CLOSE: f64 = 0.03;

/// One end of a link: a column of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct End {
    /// The extract's place among all.
    pub table: usize,
    /// The column's place in it.
    pub column: usize,
}

/// What was decided about two columns that share values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is one identifier.
    Taken,
    /// It is one identifier, and another pair of columns of the same extracts ties them as well or better.
    Besides,
    /// Both sides have it from a third system: the values begin there.
    Borrowed(String),
    /// It is chance, for this reason.
    Rejected(String),
}

/// Two columns of different extracts that share values. All counts are exact.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The two columns.
    pub ends: (End, End),
    /// Each in words: `orders.csv column "Name"`.
    pub named: (String, String),
    /// Distinct values of each.
    pub distinct: (u64, u64),
    /// Rows with a value in each.
    pub filled: (u64, u64),
    /// Distinct values that both have.
    pub shared: u64,
    /// How far apart the times of joined rows are, in the middle, in milliseconds.
    pub apart_ms: Option<i64>,
    /// Whether another pair of columns would do as well: its names.
    pub instead: Option<String>,
    /// What was decided.
    pub verdict: Verdict,
}

impl Link {
    /// How well it ties the two: how much of the poorer side is found, and how unique the better side is.
    pub fn score(&self) -> f64 {
        let share = |distinct: u64| self.shared as f64 / distinct.max(1) as f64;
        let unique = |distinct: u64, filled: u64| distinct as f64 / filled.max(1) as f64;
        let best = unique(self.distinct.0, self.filled.0).max(unique(self.distinct.1, self.filled.1));
        let (one, other) = (share(self.distinct.0), share(self.distinct.1));
        (one.max(other) * 0.7 + one.min(other) * 0.3) * best.min(1.0)
    }

    /// What was seen, in a sentence.
    pub fn words(&self) -> String {
        let mut text = format!(
            "{} = {}: {} values in both, {} of the first and {} of the second",
            self.named.0,
            self.named.1,
            count(self.shared),
            percent(self.shared, self.distinct.0),
            percent(self.shared, self.distinct.1)
        );
        let repeats = |distinct: u64, filled: u64| distinct * 100 < filled * 98;
        match (repeats(self.distinct.0, self.filled.0), repeats(self.distinct.1, self.filled.1)) {
            (false, false) => text.push_str("; each value once on both sides"),
            (false, true) => text.push_str("; several rows of the second for one of the first"),
            (true, false) => text.push_str("; several rows of the first for one of the second"),
            (true, true) => text.push_str("; values repeat on both sides"),
        }
        if let Some(apart) = self.apart_ms {
            text.push_str(&format!("; their times are {} apart in the middle", span(apart)));
        }
        text + "."
    }
}

/// Pairs of columns whose values overlap, by their sketches.
pub fn proposed(tables: &[Survey]) -> Vec<(End, End)> {
    let able = |table: usize| {
        let columns = tables[table].columns.iter().enumerate();
        columns
            .filter(|it| it.1.filled > 0 && it.1.why_not().is_none())
            .map(move |it| End { table, column: it.0 })
    };
    let mut pairs = Vec::new();
    for a in 0..tables.len() {
        for b in a + 1..tables.len() {
            for one in able(a) {
                for other in able(b) {
                    let (x, y) =
                        (&tables[a].columns[one.column].sketch, &tables[b].columns[other.column].sketch);
                    if x.within(y).max(y.within(x)) >= PROPOSED {
                        pairs.push((one, other));
                    }
                }
            }
        }
    }
    pairs
}

/// The values of the proposed columns.
#[derive(Debug, Default)]
pub struct Values {
    /// By end: a hash for each row that has a value, and when the row's document came into being, in milliseconds;
    /// `i64::MIN` where that is not known.
    pub hashes: HashMap<End, Vec<(u64, i64)>>,
}

/// Measures the proposed pairs exactly and decides about each.
pub fn decide(tables: &[Survey], files: &[String], pairs: &[(End, End)], values: &Values) -> Vec<Link> {
    let mut distinct: HashMap<End, HashSet<u64>> = HashMap::new();
    for (end, hashes) in &values.hashes {
        distinct.insert(*end, hashes.iter().map(|it| it.0).collect());
    }
    let name =
        |end: End| format!("{} column \"{}\"", files[end.table], tables[end.table].columns[end.column].name);
    let mut links: Vec<Link> = pairs
        .iter()
        .filter_map(|(a, b)| {
            let (one, other) = (distinct.get(a)?, distinct.get(b)?);
            let (few, many) = if one.len() < other.len() { (one, other) } else { (other, one) };
            let filled = |end: &End| values.hashes[end].len() as u64;
            Some(Link {
                ends: (*a, *b),
                named: (name(*a), name(*b)),
                distinct: (one.len() as u64, other.len() as u64),
                filled: (filled(a), filled(b)),
                shared: few.iter().filter(|it| many.contains(*it)).count() as u64,
                apart_ms: apart(*a, *b, values),
                instead: None,
                verdict: Verdict::Taken,
            })
        })
        .collect();
    let span = whole_span(values);
    for link in &mut links {
        if let Some(why) = chance(link, tables, span) {
            link.verdict = Verdict::Rejected(why);
        }
    }
    links.retain(|it| it.shared > 0);
    links.sort_by(|a, b| b.score().total_cmp(&a.score()).then_with(|| a.ends.cmp(&b.ends)));
    besides(&mut links);
    borrowed(&mut links, tables, values);
    links
}

/// Why two columns share values by chance.
fn chance(link: &Link, tables: &[Survey], span_ms: i64) -> Option<String> {
    let column = |end: End| &tables[end.table].columns[end.column];
    let share = link.shared as f64 / link.distinct.0.min(link.distinct.1).max(1) as f64;
    let (a, b) = (column(link.ends.0), column(link.ends.1));
    if share < TAKEN {
        return Some(format!(
            "only {} of the smaller side's values are in both",
            percent(link.shared, link.distinct.0.min(link.distinct.1))
        ));
    }
    let repeats = |distinct: u64, filled: u64| distinct * 10 < filled * 8;
    if repeats(link.distinct.0, link.filled.0) && repeats(link.distinct.1, link.filled.1) {
        return Some(
            "the values repeat on both sides, so they name no document: a customer, an article or an account"
                .to_owned(),
        );
    }
    // What counts up from a small number somewhere meets what counts up elsewhere; only the times can tell.
    if a.is_counted() && b.is_counted() {
        return match link.apart_ms {
            None => Some("small whole numbers that count up on both sides, and no times to tell whether they mean the same".to_owned()),
            Some(apart) if apart > span_ms / 20 => Some(format!(
                "small whole numbers that count up on both sides; the times of rows with the same number are {} apart in the middle",
                span(apart)
            )),
            Some(_) => None,
        };
    }
    None
}

/// From the first to the last time of all extracts.
fn whole_span(values: &Values) -> i64 {
    let known = || values.hashes.values().flatten().map(|it| it.1).filter(|it| *it != i64::MIN);
    known().max().unwrap_or(0) - known().min().unwrap_or(0)
}

/// How far apart the times of rows with the same value are, in the middle.
fn apart(a: End, b: End, values: &Values) -> Option<i64> {
    middle(later(a, b, values).into_iter().map(i64::abs).collect())
}

/// How much later than the first row of `a` with the same value each row of `b` is, in milliseconds.
fn later(a: End, b: End, values: &Values) -> Vec<i64> {
    let mut first: HashMap<u64, i64> = HashMap::new();
    for (hash, at) in values.hashes[&a].iter().filter(|it| it.1 != i64::MIN) {
        first.entry(*hash).or_insert(*at);
    }
    let rows = values.hashes[&b].iter().filter(|it| it.1 != i64::MIN);
    rows.filter_map(|(hash, at)| Some(at - first.get(hash)?)).collect()
}

fn middle(mut all: Vec<i64>) -> Option<i64> {
    let middle = all.len() / 2;
    (!all.is_empty()).then(|| *all.select_nth_unstable(middle).1)
}

/// Of several links between two extracts the best is taken; one that is as good is told as ambiguous.
fn besides(links: &mut [Link]) {
    let mut best: HashMap<(usize, usize), (f64, usize)> = HashMap::new();
    for at in 0..links.len() {
        if links[at].verdict != Verdict::Taken {
            continue;
        }
        let tables = (links[at].ends.0.table, links[at].ends.1.table);
        let score = links[at].score();
        match best.get(&tables) {
            None => {
                best.insert(tables, (score, at));
            }
            Some((top, first)) => {
                links[at].verdict = Verdict::Besides;
                if top - score < CLOSE && links[*first].instead.is_none() {
                    let (first, names) = (*first, format!("{} = {}", links[at].named.0, links[at].named.1));
                    links[first].instead = Some(names);
                }
            }
        }
    }
}

/// Two systems that both know a third one's identifier need not know each other.
fn borrowed(links: &mut [Link], tables: &[Survey], values: &Values) {
    // What ties two extracts besides the best pair of columns is an identifier too.
    let known = |it: &&Link| matches!(it.verdict, Verdict::Taken | Verdict::Besides);
    let taken: Vec<(End, End)> = links.iter().filter(known).map(|it| it.ends).collect();
    let other = |end: End, table: usize| {
        taken.iter().find_map(|(a, b)| {
            (*a == end && b.table == table).then_some(*b).or((*b == end && a.table == table).then_some(*a))
        })
    };
    for link in links.iter_mut().filter(|it| it.verdict == Verdict::Taken) {
        let (a, b) = link.ends;
        let origin = (0..tables.len()).find(|it| {
            let third = *it != a.table && *it != b.table;
            let (Some(one), Some(two)) = (other(a, *it), other(b, *it)) else { return false };
            // The same documents are compared: those that one side never got would shift all others.
            let began = |end: End| middle(later(one, end, values)).is_some_and(|it| it > 0);
            third && one == two && began(a) && began(b)
        });
        if let Some(origin) = origin {
            link.verdict = Verdict::Borrowed(tables[origin].system.clone());
        }
    }
}
