//! `seamless check` on generated maps, as a process of its own.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::brand;
use super::folder::Folder;
use super::process::Process;
use super::table::{Table, mib, millis};
use crate::args::BenchArguments;
use crate::output::Failed;

/// Handoffs. What a map costs beyond the first, each time for one handoff more, is compared with the second.
const SIZES: [usize; 4] = [10, 100, 500, 2_000];
/// Runs of each; many of the small ones, whose time is mostly that of starting a process.
const RUNS: [usize; 4] = [15, 15, 5, 5];
/// Each system takes from so many before it.
const FEEDS: usize = 4;
/// What is asked for, and what it is called. Text is shown whole.
const FORMATS: [(&str, &[&str]); 4] = [
    ("text", &["--all"]),
    ("json", &["--format", "json"]),
    ("sarif", &["--format", "sarif"]),
    ("github", &["--format", "github"]),
];

pub fn run(_: &BenchArguments) -> Result<Table, Failed> {
    let folder = Folder::new("check")?;
    let mut table = Table::new(format!(
        "check: generated maps, read, checked and told by a process of its own, the median of {} to {}; growth is the time for each handoff more than {}, beside that at {}",
        RUNS[3], RUNS[0], SIZES[0], SIZES[1]
    ));
    for (format, words) in FORMATS {
        let mut measured: Vec<(usize, Duration)> = Vec::new();
        for (handoffs, runs) in SIZES.into_iter().zip(RUNS) {
            let flow = brand::write(&map(handoffs), folder.path())?.display().to_string();
            let words: Vec<&str> = ["check", &flow].into_iter().chain(words.iter().copied()).collect();
            let (took, peak) = median(runs, || once(&words, &folder))?;
            measured.push((handoffs, took));
            let note = format!("peak memory {}{}", mib(peak), growth(&measured));
            table.row(&format!("{format}, {handoffs} handoffs"), millis(took), note);
        }
    }
    Ok(table)
}

/// The time of the last map for each handoff more than the first one has, and how much that is of the same for the
/// second one. What every run takes, the start and the reading of profiles, is thus left out; 1.0 is linear.
pub fn growth(measured: &[(usize, Duration)]) -> String {
    let [(fewest, least), rest @ ..] = measured else { return String::new() };
    let each = |(handoffs, took): &(usize, Duration)| {
        took.saturating_sub(*least).as_secs_f64() * 1e6 / handoffs.saturating_sub(*fewest).max(1) as f64
    };
    match rest {
        [] => String::new(),
        [only] => format!("; {:.0} µs for each handoff more", each(only)),
        [base, .., last] => {
            let (base, last) = (each(base), each(last));
            format!("; {last:.0} µs for each handoff more, growth {:.1}", last / base.max(f64::MIN_POSITIVE))
        }
    }
}

fn median(
    runs: usize,
    mut run: impl FnMut() -> Result<(Duration, u64), Failed>,
) -> Result<(Duration, u64), Failed> {
    let mut all = (0..runs).map(|_| run()).collect::<Result<Vec<_>, _>>()?;
    all.sort();
    Ok(all.swap_remove(runs / 2))
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
    fn growth_is_told_without_what_every_run_takes() {
        let of = |all: &[(usize, u64)]| {
            let all: Vec<_> = all.iter().map(|it| (it.0, Duration::from_millis(it.1))).collect();
            growth(&all)
        };
        assert_eq!(of(&[(10, 9)]), "");
        assert_eq!(of(&[(10, 9), (110, 19)]), "; 100 µs for each handoff more");
        assert_eq!(of(&[(10, 9), (110, 19), (1_010, 109)]), "; 100 µs for each handoff more, growth 1.0");
        assert_eq!(of(&[(10, 9), (110, 19), (1_010, 1_009)]), "; 1000 µs for each handoff more, growth 10.0");
    }

    #[test]
    fn generated_maps_are_maps_of_that_size() {
        for handoffs in [1, 5, 50] {
            let flow = files::read(&map(handoffs)).map_err(|_| "unusable").expect("a map");
            assert_eq!(flow.handoffs.len(), handoffs);
        }
    }
}
