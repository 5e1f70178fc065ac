//! What holding a map against a log came to, for a terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use seamless_flow::{Flow, Handoff, format_span};
use seamless_model::{DocumentKind, Event, HandoffId, SystemId};

use super::declared::{Among, Rule, RuleKind};
use super::hold::{Deviation, Fit, Held, Kind};
use super::named;
use crate::draft::shown;
use crate::log::Log;
use crate::mine::alternatives::either;
use crate::mine::extract::Sampled;
use crate::mine::spread::{count, counted, day_in, moment_in, percent, span};

/// So many orders are told one by one.
const TOLD: usize = 20;
/// So many notes are told.
const NOTES: usize = 12;

/// The report. `of` names what was read.
pub fn text(
    flow: &Flow,
    log: &Log,
    held: &Held,
    of: &str,
    sampled: Option<&Sampled>,
    stopped: bool,
) -> String {
    let mut out = String::new();
    let at = |it: Option<&i64>| day_in(it.copied().unwrap_or(0), &flow.timezone);
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{} held against {of}: {}, {} to {} ({})",
        flow.title,
        counted(held.orders, "order", "orders"),
        at(log.events.at_ms.first()),
        at(log.events.at_ms.last()),
        flow.timezone.iana_name().unwrap_or("the map's time zone")
    );
    if let Some(apart) = held.apart.words() {
        let _ = writeln!(out, "{apart}");
    }
    if let Some(sampled) = sampled {
        let _ = writeln!(out, "{}", sampled.words());
    }
    if stopped {
        out.push_str("The reading was stopped before its end: what comes later in the files looks as if it never happened.\n");
    }
    ways(&mut out, flow, log, held);
    unseen(&mut out, log, held);
    summary(&mut out, flow, log, held);
    orders(&mut out, flow, log, held);
    told(&mut out, &notes(flow, held));
    let clean = held.orders - held.deviating.min(held.orders);
    let _ = writeln!(
        out,
        "\n{} of {} as declared ({}){}{}",
        count(clean),
        counted(held.orders, "order", "orders"),
        percent(clean, held.orders),
        if held.declared.undeclared.is_empty() {
            String::new()
        } else {
            format!(", {} undeclared", held.declared.undeclared.len())
        },
        if held.declared.unseen.is_empty() {
            String::new()
        } else {
            format!(", {} never seen", held.declared.unseen.len())
        },
    );
    out
}

fn ways(out: &mut String, flow: &Flow, log: &Log, held: &Held) {
    if held.fits.is_empty() {
        out.push_str("\nNo handoff of the map can be measured in this log.\n");
        return;
    }
    out.push_str("\nHandoffs\n");
    let head = ["", "left", "in time", "late", "never", "early", "not due", "declared", "p50", "p95", "p99"]
        .map(str::to_owned);
    let rows: Vec<[String; 11]> =
        std::iter::once(head).chain(held.fits.iter().map(|it| row(flow, log, held, it))).collect();
    let width = |at: usize| rows.iter().map(|it| it[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..11).map(width).collect();
    for row in &rows {
        let mut line = format!("  {:w$}", row[0], w = widths[0]);
        for at in 1..11 {
            let _ = write!(line, "  {:>w$}", row[at], w = widths[at]);
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

fn row(flow: &Flow, log: &Log, held: &Held, fit: &Fit) -> [String; 11] {
    let rule = &held.declared.rules[fit.rule as usize];
    let name = rule.handoff().map_or("", |it| it.as_str());
    let within = rule.handoff().and_then(|it| flow.handoffs.get(it)).map(|it| format_span(it.within));
    let took = fit.took.unwrap_or_default();
    // What may have gone another way is shown, with a question mark.
    let none = |number: u64| if number == 0 { "-".to_owned() } else { count(number) };
    let never = if fit.unsure > 0 { format!("{}?", count(fit.unsure)) } else { none(fit.missing) };
    [
        format!("{name}: {}", named(log, rule.second)),
        count(fit.left),
        format!("{} {:>7}", count(fit.in_time), percent(fit.in_time, fit.left)),
        none(fit.late),
        never,
        none(fit.back),
        none(fit.young),
        within.unwrap_or_default(),
        span(took.p50_ms),
        span(took.p95_ms),
        span(took.p99_ms),
    ]
}

fn unseen(out: &mut String, log: &Log, held: &Held) {
    if !held.declared.unseen.is_empty() {
        out.push_str("\nDeclared and never seen\n");
        for (handoff, why) in &held.declared.unseen {
            let _ = writeln!(out, "  {handoff}: {why}");
        }
    }
    if !held.declared.undeclared.is_empty() {
        out.push_str("\nSeen and never declared\n");
        for it in &held.declared.undeclared {
            let number = log.events.kind.iter().filter(|kind| **kind == it.kind).count();
            let _ = writeln!(
                out,
                "  {} ({}): {}",
                named(log, it.kind),
                counted(number as u64, "time", "times"),
                it.why
            );
        }
    }
}

fn summary(out: &mut String, flow: &Flow, log: &Log, held: &Held) {
    if held.deviations.is_empty() {
        return;
    }
    let mut groups: BTreeMap<(Kind, String), u64> = BTreeMap::new();
    for it in &held.deviations {
        *groups.entry((it.kind, words(flow, log, held, it, false))).or_default() += 1;
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|a, b| a.0.0.cmp(&b.0.0).then(b.1.cmp(&a.1)).then(a.0.1.cmp(&b.0.1)));
    out.push_str("\nDeviations\n");
    let width = groups.iter().map(|it| count(it.1).len()).max().unwrap_or(1);
    for ((kind, what), number) in groups {
        let _ = writeln!(out, "  {:<12}  {:>width$}  {what}", kind.word(), count(number));
    }
    if held.young > 0 {
        let _ = writeln!(
            out,
            "  {:<12}  {} are not due yet at the log's end, and not counted",
            "",
            counted(held.young, "need", "needs")
        );
    }
}

/// A deviation in words; with how much, for one order.
pub fn words(flow: &Flow, log: &Log, held: &Held, it: &Deviation, how_much: bool) -> String {
    let rule = &held.declared.rules[it.rule as usize];
    let by = if how_much { span(it.by_ms) } else { String::new() };
    let declares = rule.handoff.as_ref().and_then(|(id, event)| Some((flow.handoffs.get(id)?, *event)));
    let text = match declares {
        Some((handoff, event)) => match rule.among.as_ref().filter(|_| it.kind == Kind::Missing) {
            Some(among) => nowhere(flow, handoff, among),
            None => of_handoff(flow, handoff, event, it.kind, &by),
        },
        None => of_words(log, rule, it.kind, &by),
    };
    let more =
        if how_much && it.objects > 1 { format!(", {} of its parts", it.objects) } else { String::new() };
    // One or more spaces stand where nothing is said of how much.
    format!("{}{more}", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What came by none of several handoffs: `shipment never reached ShipHero or Nord (parcels, parcels-north)`.
fn nowhere(flow: &Flow, handoff: &Handoff, among: &Among) -> String {
    let to = |id| Some(flow.systems.get(&flow.handoffs.get(id)?.to)?.title.as_str());
    let targets: Vec<&str> = among.handoffs.iter().filter_map(to).collect();
    let ids: Vec<&str> = among.handoffs.iter().map(HandoffId::as_str).collect();
    format!("{} never reached {} ({})", handoff.carry.words(), either(&targets), ids.join(", "))
}

/// What a handoff missed: `booked in NetSuite 5m late (orders)`.
fn of_handoff(flow: &Flow, handoff: &Handoff, event: Event, kind: Kind, by: &str) -> String {
    let title = |id: &SystemId| flow.systems.get(id).map_or_else(|| id.to_string(), |it| it.title.clone());
    let (from, to) = (title(&handoff.from), title(&handoff.to));
    let books = flow.systems.get(&handoff.to).is_some_and(|it| it.role.keeps_books());
    let (what, did, never) = match (handoff.carry, event) {
        (DocumentKind::Order, Event::Create) if books => (String::new(), "booked in", "never booked in"),
        (kind, Event::Create) => (kind.words().to_owned(), "reached", "never reached"),
        (kind, event) => (format!("`{event}` of the {}", kind.words()), "reached", "never reached"),
    };
    let id = &handoff.id;
    match kind {
        Kind::Missing => format!("{what} {never} {to} ({id})"),
        Kind::Late => format!("{what} {did} {to} {by} late ({id})"),
        Kind::Twice if by.is_empty() => format!("{what} {did} {to} more than once ({id})"),
        Kind::Twice => format!("{what} {did} {to} once more after {by} ({id})"),
        Kind::OutOfOrder | Kind::BackInTime => format!("{what} {did} {to} {by} before it left {from} ({id})"),
    }
}

/// What a rule of the log's words missed, in these words.
fn of_words(log: &Log, rule: &Rule, kind: Kind, by: &str) -> String {
    let (first, second) = (named(log, rule.first), named(log, rule.second));
    let much = |word: &str| if by.is_empty() { String::new() } else { format!("{word} {by}") };
    match (kind, rule.kind) {
        // Summed up, it is the same whether what comes before it or after it says that it is missing.
        (Kind::Missing, RuleKind::After) if by.is_empty() => format!("{first} never happened"),
        (Kind::Missing, _) if by.is_empty() => format!("{second} never happened"),
        (Kind::Missing, RuleKind::After) => format!("{second} without {first}"),
        (Kind::Missing, _) => format!("{second} never came after {first}"),
        (Kind::Late, _) => format!("{second} too late after {first} {}", much("by")),
        (Kind::Twice, _) => format!("{second} more than once {}", much("after")),
        (Kind::OutOfOrder | Kind::BackInTime, _) => format!("{second} before {first} {}", much("by")),
    }
}

fn orders(out: &mut String, flow: &Flow, log: &Log, held: &Held) {
    let firsts = held.firsts();
    if firsts.is_empty() {
        return;
    }
    out.push_str("\nOrders, each with its first deviation\n");
    let width = firsts.iter().take(TOLD).map(|it| shown(log, it.order).chars().count()).max().unwrap_or(0);
    for it in firsts.iter().take(TOLD) {
        let _ = writeln!(
            out,
            "  {:width$}  {}  {}",
            shown(log, it.order),
            moment_in(it.at_ms, &flow.timezone),
            words(flow, log, held, it, true)
        );
    }
    if firsts.len() > TOLD {
        let _ = writeln!(
            out,
            "  {} more: --orders FILE writes all",
            counted((firsts.len() - TOLD) as u64, "order", "orders")
        );
    }
}

fn told(out: &mut String, all: &[String]) {
    if all.is_empty() {
        return;
    }
    out.push_str("\nNot held against the log\n");
    for note in all.iter().take(NOTES) {
        let _ = writeln!(out, "  {note}");
    }
    if all.len() > NOTES {
        let _ = writeln!(out, "  and {} more", all.len() - NOTES);
    }
}

/// What was not held against the log, and why.
pub fn notes(flow: &Flow, held: &Held) -> Vec<String> {
    conditions(flow, held)
        .into_iter()
        .chain(choices(held))
        .chain(held.declared.notes.iter().cloned())
        .collect()
}

/// Which handoffs are taken for alternatives, and what follows.
fn choices(held: &Held) -> Vec<String> {
    let mut found: Vec<&[HandoffId]> = Vec::new();
    for among in held.declared.rules.iter().filter_map(|it| it.among.as_ref()) {
        if !found.contains(&among.handoffs.as_slice()) {
            found.push(&among.handoffs);
        }
    }
    let note = |all: &[HandoffId]| {
        let names: Vec<String> = all.iter().map(|it| format!("`{it}`")).collect();
        format!(
            "{} are taken for alternatives, because hardly anything comes by two of them: what came by one is not missed at the others",
            names.join(" and ")
        )
    };
    found.into_iter().map(note).collect()
}

/// What conditions leave open, which a log cannot tell: it has moments and identifiers, and no fields.
fn conditions(flow: &Flow, held: &Held) -> Vec<String> {
    let note = |fit: &Fit| {
        let rule = &held.declared.rules[fit.rule as usize];
        let handoff = flow.handoffs.get(rule.handoff()?)?;
        let when = handoff.when.as_ref().filter(|_| fit.unsure > 0)?;
        let most = if fit.unsure > fit.in_time + fit.late {
            "; as that is most of them, it is demanded of none"
        } else {
            ""
        };
        Some(format!(
            "`{}` is only for what fits `{}`, which a log cannot tell: {} that did not come this way are not called missing{most}",
            handoff.id,
            when.text(),
            count(fit.unsure)
        ))
    };
    held.fits.iter().filter_map(note).collect()
}
