//! The report of a discovery, as Markdown.

use super::map::{evidence, names};
use super::{Material, examples, nowhere, shown, unit};
use crate::mine::extract::Verdict;
use crate::mine::guess::share;
use crate::mine::spread::{count, day, percent, span};
use std::fmt::Write as _;

/// So many variants are told.
pub const VARIANTS: usize = 10;

/// The report.
pub fn report(of: &Material<'_>) -> String {
    let mut out = String::from("# What the logs show\n\n");
    let volume = &of.mined.volume;
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{} orders, {} events, {} to {} (UTC). On the middle day {} orders; in the busiest minute {}.\n",
        count(volume.orders),
        count(of.mined.size.0),
        day(volume.span_ms.0),
        day(volume.span_ms.1),
        count(volume.per_day),
        count(volume.peak_minute)
    );
    if let Some(apart) = of.mined.apart.words() {
        let _ = writeln!(out, "{apart}.\n");
    }
    if let Some(sampled) = &of.sampled {
        let _ = writeln!(out, "**{}**\n", sampled.words());
    }
    if of.stopped {
        out.push_str(
            "**The reading was stopped before its end.** All numbers are of the part that was read.\n\n",
        );
    }
    for source in of.sources {
        let _ = writeln!(out, "- `{}`: {}", source.file, source.holds);
    }
    links(&mut out, of);
    handoffs(&mut out, of);
    if !of.mined.clocks.is_empty() {
        out.push_str("\n## Clocks that do not agree\n\n");
    }
    for clocks in &of.mined.clocks {
        let _ = writeln!(out, "- {}", clocks.words(of.log));
    }
    lost(&mut out, of);
    variants(&mut out, of);
    out
}

fn links(out: &mut String, of: &Material<'_>) {
    if of.links.is_empty() {
        return;
    }
    out.push_str("\n## Identifiers that systems share\n\nFound by their values, after a leading `#`, blanks and the case of letters are taken away.\n\n");
    for link in of.links {
        let verdict = match &link.verdict {
            Verdict::Taken => match &link.instead {
                None => "**Taken.** ".to_owned(),
                Some(other) => {
                    format!("**Taken, but ambiguous:** {other} ties them as well. Which is right? ")
                }
            },
            Verdict::Besides => "Besides the one that was taken. ".to_owned(),
            Verdict::Borrowed(from) => format!("Both have it from {from}. "),
            Verdict::Rejected(why) => format!("Rejected: {why}. "),
        };
        let _ = writeln!(out, "- {verdict}{}", link.words());
    }
}

fn handoffs(out: &mut String, of: &Material<'_>) {
    out.push_str("\n## Handoffs\n\n");
    if of.mined.handoffs.is_empty() {
        out.push_str("No document was seen in two systems.\n");
        return;
    }
    out.push_str("| handoff | from | to | arrived | never | p50 | p95 | p99 | longest |\n|---|---|---|---:|---:|---:|---:|---:|---:|\n");
    let names = names(&of.mined.handoffs);
    for (handoff, name) in of.mined.handoffs.iter().zip(&names) {
        let counts = &handoff.counts;
        let spread = counts.latency.unwrap_or_default();
        let _ = writeln!(
            out,
            "| {name} | {} | {} | {} | {} | {} | {} | {} | {} |",
            handoff.from,
            handoff.to,
            share(counts.arrived, counts.sources),
            if handoff.tells_elsewhere() { "-".to_owned() } else { count(counts.lost) },
            span(spread.p50_ms),
            span(spread.p95_ms),
            span(spread.p99_ms),
            span(spread.max_ms)
        );
    }
    for (handoff, name) in of.mined.handoffs.iter().zip(&names) {
        let _ = writeln!(out, "\n### {name}\n");
        for line in evidence(of, handoff) {
            let _ = writeln!(out, "- {line}");
        }
    }
}

fn lost(out: &mut String, of: &Material<'_>) {
    let names = names(&of.mined.handoffs);
    let some: Vec<_> = of.mined.handoffs.iter().zip(&names).filter(|it| it.0.counts.lost > 0).collect();
    if some.is_empty() {
        return;
    }
    out.push_str("\n## What never arrived\n\nOlder at the end of the log than 99 in 100 took.\n\n");
    for (handoff, name) in some {
        let counts = &handoff.counts;
        let more = if counts.lost as usize > counts.lost_examples.len() { ", ..." } else { "" };
        let _ = writeln!(
            out,
            "- {name}{}: {} ({}): {}{more}",
            if handoff.among.is_empty() {
                String::new()
            } else {
                format!(" (never arrived{})", nowhere(handoff))
            },
            unit(of.log, handoff.tie, counts.lost),
            percent(counts.lost, counts.sources),
            examples(of.log, &counts.lost_examples)
        );
    }
}

fn variants(out: &mut String, of: &Material<'_>) {
    let all = &of.mined.variants;
    let orders: u64 = all.iter().map(|it| it.orders).sum();
    let _ = writeln!(
        out,
        "\n## Variants of the journey\n\n{} ways, by the first time that each step happens.\n",
        count(all.len() as u64)
    );
    for variant in all.iter().take(VARIANTS) {
        let _ = writeln!(
            out,
            "1. {}, for example {}: {}",
            share(variant.orders, orders),
            shown(of.log, variant.example),
            way(of, &variant.steps)
        );
    }
    let rest: u64 = all.iter().skip(VARIANTS).map(|it| it.orders).sum();
    if rest > 0 {
        let _ = writeln!(
            out,
            "\nThe other {} ways: {}.",
            count((all.len() - VARIANTS) as u64),
            share(rest, orders)
        );
    }
}

/// A way in the words of the map; that something comes into being goes without saying.
pub fn way(of: &Material<'_>, steps: &[u32]) -> String {
    let word = |kind: &u32| {
        let step = of.mined.meaning.step(of.log.event_types.get(*kind));
        step.map_or_else(String::new, |it| match it.event {
            seamless_model::Event::Create => format!("{} {}", it.system, it.document),
            event => format!("{} {} {event}", it.system, it.document),
        })
    };
    let words: Vec<String> = steps.iter().map(word).collect();
    if words.is_empty() { "no step at all".to_owned() } else { words.join(" → ") }
}
