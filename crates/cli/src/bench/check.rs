//! `seamless check` on generated maps, as a process of its own.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::brand;
use super::folder::Folder;
use super::process::Process;
use super::table::{Table, mib, millis, ratio};
use crate::args::BenchArguments;
use crate::output::Failed;

const SIZES: [usize; 4] = [10, 100, 500, 2_000];
const RUNS: usize = 5;
/// Each system takes from so many before it.
const FEEDS: usize = 4;

pub fn run(_: &BenchArguments) -> Result<Table, Failed> {
    let folder = Folder::new("check")?;
    let mut table = Table::new(format!(
        "check: generated maps, read and checked by a process of its own, the median of {RUNS}"
    ));
    let mut before: Option<(usize, Duration)> = None;
    for handoffs in SIZES {
        let flow = brand::write(&map(handoffs), folder.path())?;
        let words = ["check", &flow.display().to_string(), "--format", "json"];
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            runs.push(once(&words, &folder)?);
        }
        runs.sort();
        let (took, peak) = runs[RUNS / 2];
        let growth = before.map_or_else(String::new, |(fewer, time)| {
            format!(
                "; {} the handoffs take {} the time",
                ratio(handoffs as f64, fewer as f64),
                ratio(took.as_secs_f64(), time.as_secs_f64())
            )
        });
        table.row(
            &format!("{handoffs} handoffs"),
            millis(took),
            format!("peak memory {}{growth}", mib(peak)),
        );
        before = Some((handoffs, took));
    }
    Ok(table)
}

/// How long it takes from start to end, and how much memory it has had at most, in KiB.
fn once(words: &[&str], folder: &Folder) -> Result<(Duration, u64), Failed> {
    let said = folder.path().join("said");
    let began = Instant::now();
    let mut process = Process::start(words, &[], &said)?;
    let mut peak = 0;
    loop {
        peak = process.memory("VmHWM").unwrap_or(peak).max(peak);
        if let Some(well) = process.ended()? {
            if well {
                return Ok((began.elapsed(), peak));
            }
            let why = std::fs::read_to_string(said).unwrap_or_default();
            return Err(Failed::Said(format!("a generated map could not be checked:\n{why}")));
        }
        std::thread::sleep(Duration::from_micros(500));
    }
}

/// A map with so many handoffs: a shop, and systems that each take orders from a few before them.
fn map(handoffs: usize) -> String {
    let mut map = String::from(
        "flow: generated\ntitle: Generated\ntimezone: UTC\ncurrency: USD\nvolume: { orders_per_day: 1200, peak_orders_per_minute: 90, lines_per_order: 2.3, average_order: 84.00 }\n\
         teams:\n  it: { title: IT, reach: \"slack:#it\" }\nsystems:\n  \
         s0: { title: Shop, kind: shopify, role: storefront, team: it, shop: generated.myshopify.com, plan: plus, secret: \"${S}\", token: \"${T}\" }\n",
    );
    let edges: Vec<(usize, usize)> =
        (1..).flat_map(|to| (1..=FEEDS.min(to)).map(move |back| (to - back, to))).take(handoffs).collect();
    let systems = edges.last().map_or(0, |edge| edge.1);
    for system in 1..=systems {
        let (role, profile) = [("oms", "oms"), ("erp", "erp")][system % 2];
        // Writing to a string cannot fail.
        let _ = writeln!(
            map,
            "  s{system}: {{ title: System {system}, kind: http, role: {role}, team: it, profile: profiles/{profile}.yaml, url: \"https://s{system}.example/api\", secret: \"${{S}}\", token: \"${{T}}\" }}"
        );
    }
    map.push_str("handoffs:\n");
    for (from, to) in edges {
        let _ = writeln!(
            map,
            "  h{from}_{to}: {{ carry: order, from: s{from}, to: s{to}, via: webhook, backstop: every 15m over 48h, when: '!order.test', within: 5m, covers: [create, edit, cancel], key: {{ s{from}: {}, s{to}: {} }} }}",
            key(from),
            key(to)
        );
    }
    map
}

/// By which field a system knows an order.
fn key(system: usize) -> &'static str {
    match system {
        0 => "name",
        it if it % 2 == 0 => "external_id",
        _ => "reference",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::files;

    #[test]
    fn generated_maps_are_maps_of_that_size() {
        for handoffs in [1, 5, 50] {
            let flow = files::read(&map(handoffs)).map_err(|_| "unusable").expect("a map");
            assert_eq!(flow.handoffs.len(), handoffs);
        }
    }
}
