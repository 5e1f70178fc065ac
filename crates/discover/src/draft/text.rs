//! The report of a discovery, for a terminal.

use std::fmt::Write as _;

use super::map::names;
use super::report::{VARIANTS, way};
use super::{Material, examples, nowhere, unit};
use crate::mine::extract::Verdict;
use crate::mine::spread::{count, counted, day, percent, span};
use crate::mine::{FoundHandoff, Rhythm};

/// So many rejected identifiers are told.
const REJECTED: usize = 6;

/// The report.
pub fn text(of: &Material<'_>) -> String {
    let mut out = String::new();
    let volume = &of.mined.volume;
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{}, {}, {} to {} (UTC)",
        counted(volume.orders, "order", "orders"),
        counted(of.mined.size.0, "event", "events"),
        day(volume.span_ms.0),
        day(volume.span_ms.1)
    );
    if let Some(apart) = of.mined.apart.words() {
        let _ = writeln!(out, "{apart}");
    }
    if let Some(sampled) = &of.sampled {
        let _ = writeln!(out, "{}", sampled.words());
    }
    if of.stopped {
        out.push_str("The reading was stopped before its end: all numbers are of the part that was read.\n");
    }
    for source in of.sources {
        let _ = writeln!(out, "  {}  {}", source.file, source.holds);
    }
    links(&mut out, of);
    handoffs(&mut out, of);
    for clocks in &of.mined.clocks {
        let _ = writeln!(out, "\n{}", clocks.words(of.log));
    }
    variants(&mut out, of);
    out
}

fn links(out: &mut String, of: &Material<'_>) {
    if of.links.is_empty() {
        return;
    }
    out.push_str("\nIdentifiers that systems share\n");
    let rejected = of.links.iter().filter(|it| matches!(it.verdict, Verdict::Rejected(_)));
    for link in of.links.iter().filter(|it| !matches!(it.verdict, Verdict::Rejected(_))) {
        let mark = match &link.verdict {
            Verdict::Taken if link.instead.is_some() => "ambiguous",
            Verdict::Taken => "taken",
            Verdict::Borrowed(_) => "borrowed",
            _ => "besides",
        };
        let _ = writeln!(out, "  {mark:<9}  {}", link.words());
        if let (Verdict::Taken, Some(other)) = (&link.verdict, &link.instead) {
            let _ = writeln!(out, "  {:<9}  {other} ties them as well: which is right?", "");
        }
        if let Verdict::Borrowed(from) = &link.verdict {
            let _ = writeln!(out, "  {:<9}  both have it from {from}", "");
        }
    }
    for link in rejected.clone().take(REJECTED) {
        if let Verdict::Rejected(why) = &link.verdict {
            let _ = writeln!(out, "  rejected   {} = {}: {why}", link.named.0, link.named.1);
        }
    }
    let more = rejected.count().saturating_sub(REJECTED);
    if more > 0 {
        let _ = writeln!(out, "  rejected   {more} more, in the report");
    }
}

fn handoffs(out: &mut String, of: &Material<'_>) {
    let names = names(&of.mined.handoffs);
    if names.is_empty() {
        out.push_str("\nNo handoff: no document was seen in two systems.\n");
        return;
    }
    out.push_str("\nHandoffs\n");
    let head = ["", "arrived", "share", "never", "twice", "p50", "p95", "p99", "longest"].map(str::to_owned);
    let rows = of.mined.handoffs.iter().zip(&names).map(|(it, name)| row(it, name));
    table(out, std::iter::once(head).chain(rows).collect());
    for (handoff, name) in of.mined.handoffs.iter().zip(&names) {
        remarks(out, of, handoff, name);
    }
}

fn row(handoff: &FoundHandoff, name: &str) -> [String; 9] {
    let counts = &handoff.counts;
    let spread = counts.latency.unwrap_or_default();
    let usual = counts.repeated * 5 >= counts.arrived && counts.repeated > 0;
    [
        format!("{name} ({} → {})", handoff.from, handoff.to),
        count(counts.arrived),
        percent(counts.arrived, counts.sources),
        if handoff.tells_elsewhere() { "-".to_owned() } else { count(counts.lost) },
        if usual { "usual".to_owned() } else { count(counts.repeated) },
        span(spread.p50_ms),
        span(spread.p95_ms),
        span(spread.p99_ms),
        span(spread.max_ms),
    ]
}

/// Rows in columns, the first one to the left, all others to the right.
fn table(out: &mut String, rows: Vec<[String; 9]>) {
    let width = |at: usize| rows.iter().map(|it| it[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..9).map(width).collect();
    for row in &rows {
        let mut line = format!("  {:w$}", row[0], w = widths[0]);
        for at in 1..9 {
            let _ = write!(line, "  {:>w$}", row[at], w = widths[at]);
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

fn remarks(out: &mut String, of: &Material<'_>, handoff: &FoundHandoff, name: &str) {
    let counts = &handoff.counts;
    let mut say = |text: String| {
        let _ = writeln!(out, "  {name}: {text}");
    };
    if counts.lost > 0 {
        let cancelled = match counts.lost_cancelled {
            0 => String::new(),
            some => format!(" ({} of {} were cancelled)", count(some), count(counts.lost)),
        };
        let all = examples(of.log, &counts.lost_examples);
        match nowhere(handoff) {
            one if one.is_empty() => say(format!("never arrived: {all}{cancelled}")),
            none => say(format!("never arrived{none}: {} ({all}){cancelled}", count(counts.lost))),
        }
    }
    if counts.young > 0 {
        say(format!(
            "too young at the log's end to be called lost: {}",
            unit(of.log, handoff.tie, counts.young)
        ));
    }
    if counts.repeated > 0 && counts.repeated * 5 < counts.arrived {
        say(format!("arrived twice: {}", examples(of.log, &counts.repeated_examples)));
    }
    if counts.back_in_time > 0 {
        say(format!(
            "there before it left, {}: {}",
            counted(counts.back_in_time, "time", "times"),
            examples(of.log, &counts.back_examples)
        ));
    }
    if counts.from_nowhere > 0 {
        say(format!(
            "there without anything in {}: {}",
            handoff.from,
            unit(of.log, handoff.tie, counts.from_nowhere)
        ));
    }
    if let Rhythm::Every { seconds, share_percent } = handoff.rhythm {
        say(format!("{share_percent} % of arrivals lie at marks of {}: a poll", span(seconds * 1_000)));
    }
    if !handoff.instead.is_empty() {
        say(format!("could come from {} as well", handoff.instead.join(" or ")));
    }
}

fn variants(out: &mut String, of: &Material<'_>) {
    let all = &of.mined.variants;
    let orders: u64 = all.iter().map(|it| it.orders).sum();
    if orders == 0 {
        return;
    }
    let _ = writeln!(out, "\nVariants of the journey: {}", count(all.len() as u64));
    for variant in all.iter().take(VARIANTS) {
        let _ = writeln!(
            out,
            "  {:>9}  {:>8}  {}",
            count(variant.orders),
            percent(variant.orders, orders),
            way(of, &variant.steps)
        );
    }
    let rest: u64 = all.iter().skip(VARIANTS).map(|it| it.orders).sum();
    if rest > 0 {
        let _ = writeln!(
            out,
            "  {:>9}  {:>8}  {} others",
            count(rest),
            percent(rest, orders),
            count((all.len() - VARIANTS) as u64)
        );
    }
}
