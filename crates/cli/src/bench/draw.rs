//! Drawing, beside Graphviz: one order flow of ten lanes, sixty steps and eighty arrows, laid out by both.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use seamless_draw::graph::Graph;
use seamless_draw::layout::{Layout, Point, crossings_of, layout};
use seamless_draw::sample::sample;
use seamless_draw::{Options, steps, svg};

use super::check::growth;
use super::table::{Table, millis, ratio};
use crate::args::BenchArguments;
use crate::demo::files;
use crate::output::Failed;

const RUNS: usize = 9;
/// A curve is counted as so many straight pieces.
const PIECES: usize = 24;
/// The large map: more than anyone would draw.
const SYSTEMS: usize = 40;
const HANDOFFS: usize = 500;
/// Handoffs of maps of one kind, all of them too large to be drawn in several ways: what a map costs beyond the first, each time for one handoff more, is compared with
/// the second.
const SIZES: [usize; 3] = [400, 800, 1_600];
/// A brand of its own, which has nothing to do with the others: `#` is its number.
const BRAND: [&str; 10] = [
    "carry: order, from: shop#, to: oms#, via: webhook",
    "carry: order, from: oms#, to: erp#, via: poll 5m",
    "carry: fulfillment_request, from: oms#, to: wms#, via: webhook",
    "carry: shipment, from: wms#, to: oms#, via: webhook",
    "carry: shipment, from: oms#, to: shop#, via: webhook",
    "carry: inventory, from: wms#, to: shop#, via: poll 5m",
    "carry: inventory, from: erp#, to: shop#, via: poll 5m",
    "carry: refund, from: shop#, to: erp#, via: webhook",
    "carry: return, from: shop#, to: wms#, via: webhook",
    "carry: payout, from: shop#, to: erp#, via: file 1h",
];

pub fn run(_: &BenchArguments) -> Result<Table, Failed> {
    let graph = sample();
    let mut table = Table::new(format!(
        "draw: {} lanes, {} steps, {} arrows, the median of {RUNS}; crossings by one counter",
        graph.lanes.len(),
        graph.steps.len(),
        graph.arrows.len()
    ));
    let (ours, picture) = median(|| Ok::<_, Failed>(layout(&graph)))?;
    let bends: usize = picture.arrows.iter().map(|it| it.points.len().saturating_sub(2)).sum();
    table.row(
        "seamless",
        millis(ours),
        format!(
            "{} crossings, {bends} bends, every label placed; {:.0} x {:.0} px",
            crossings_of(&lines(&picture)),
            picture.width,
            picture.height
        ),
    );
    table.failed |= crossings_of(&lines(&picture)) > 9;
    match median(|| graphviz(&graph)) {
        Ok((theirs, curves)) => {
            let crossings = crossings_of(&curves);
            let share = ratio(ours.as_secs_f64(), theirs.as_secs_f64());
            table.row(
                "Graphviz",
                millis(theirs),
                format!(
                    "{crossings} crossings; dot with a cluster for each lane, no labels, its start included; Seamless takes {share} of its time"
                ),
            );
        }
        Err(why) => table.row("Graphviz", "absent", why),
    }
    let flow = files::read(&large())?;
    let (took, picture) = median(|| Ok::<_, Failed>(layout(&steps::graph(&flow, &Options::default()))))?;
    let note = format!("{SYSTEMS} systems, {} arrows", picture.arrows.len());
    table.row(&format!("{HANDOFFS} handoffs"), millis(took), note);
    let mut measured = Vec::new();
    for handoffs in SIZES {
        let flow = files::read(&brands(handoffs))?;
        let (took, written) = median(|| Ok::<_, Failed>(svg(&flow, &Options::default())))?;
        measured.push((handoffs, took));
        let note = format!(
            "{} brands, {} kB of SVG{}",
            handoffs / BRAND.len(),
            written.len() / 1_000,
            growth(&measured)
        );
        table.row(&format!("SVG, {handoffs} handoffs"), millis(took), note);
    }
    Ok(table)
}

/// How long something takes, and what it gives.
fn median<T, E>(mut once: impl FnMut() -> Result<T, E>) -> Result<(Duration, T), E> {
    let mut times = Vec::new();
    loop {
        let began = Instant::now();
        let given = once()?;
        times.push(began.elapsed());
        if times.len() == RUNS {
            times.sort();
            return Ok((times[RUNS / 2], given));
        }
    }
}

fn lines(layout: &Layout) -> Vec<Vec<Point>> {
    layout.arrows.iter().map(|it| it.points.clone()).collect()
}

/// The arrows as Graphviz draws them, or why there are none.
fn graphviz(graph: &Graph) -> Result<Vec<Vec<Point>>, String> {
    let mut dot = Command::new("dot")
        .arg("-Tplain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| "to compare, install it: `apt install graphviz` or `brew install graphviz`")?;
    let went_in = dot.stdin.take().map(|mut it| it.write_all(written(graph).as_bytes()));
    let output = dot.wait_with_output().map_err(|error| error.to_string())?;
    let edges: Vec<Vec<Point>> = String::from_utf8_lossy(&output.stdout).lines().filter_map(curve).collect();
    if matches!(went_in, Some(Ok(()))) && edges.len() == graph.arrows.len() {
        Ok(edges)
    } else {
        Err(format!("dot drew {} of {} arrows", edges.len(), graph.arrows.len()))
    }
}

/// The graph as Graphviz reads it: a lane is a cluster.
fn written(graph: &Graph) -> String {
    let mut text = String::from("digraph { rankdir=LR; node [shape=box, width=1.6, height=0.5];\n");
    // Writing to a string cannot fail.
    for (lane, it) in graph.lanes.iter().enumerate() {
        let _ = writeln!(text, "subgraph cluster_{lane} {{ label=\"{}\";", it.title.text);
        for (step, it) in graph.steps.iter().enumerate().filter(|it| it.1.lane == lane) {
            let _ = writeln!(text, "s{step} [label=\"{}\"];", it.title.text);
        }
        text.push_str("}\n");
    }
    for arrow in &graph.arrows {
        let _ = writeln!(text, "s{} -> s{};", arrow.from, arrow.to);
    }
    text.push_str("}\n");
    text
}

/// An edge of Graphviz's plain form, `edge tail head n x1 y1 .. xn yn ..` in inches, as straight pieces.
fn curve(line: &str) -> Option<Vec<Point>> {
    let mut words = line.split_whitespace();
    if words.next() != Some("edge") {
        return None;
    }
    let count: usize = words.nth(2)?.parse().ok()?;
    let numbers: Vec<f64> = words.take(2 * count).filter_map(|it| it.parse().ok()).collect();
    let corners: Vec<Point> =
        numbers.chunks_exact(2).map(|it| Point { x: it[0] * 72.0, y: it[1] * 72.0 }).collect();
    let mut points = vec![*corners.first()?];
    for start in (0..corners.len().saturating_sub(3)).step_by(3) {
        points.extend((1..=PIECES).map(|at| bezier(&corners[start..start + 4], at as f64 / PIECES as f64)));
    }
    Some(points)
}

/// A point of a cubic curve between its first and fourth corner.
fn bezier(corners: &[Point], t: f64) -> Point {
    let s = 1.0 - t;
    let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
    let sum = |of: fn(&Point) -> f64| corners.iter().zip(weights).map(|(it, weight)| of(it) * weight).sum();
    Point { x: sum(|it| it.x), y: sum(|it| it.y) }
}

/// A map with more handoffs than anyone would draw, most of them between systems that stand near each other.
fn large() -> String {
    let mut map = String::from(
        "flow: large\ntitle: Large\ntimezone: UTC\ncurrency: USD\nteams:\n  it: { title: IT }\nsystems:\n",
    );
    for system in 0..SYSTEMS {
        let _ = writeln!(
            map,
            "  s{system}: {{ title: System {system}, kind: http, role: oms, team: it, profile: profiles/oms.yaml, url: \"https://s{system}.example/api\", secret: \"${{S}}\", token: \"${{T}}\" }}"
        );
    }
    map.push_str("handoffs:\n");
    let apart = (1..SYSTEMS).flat_map(|by| ["inventory", "payout", "journal"].map(|it| (by, it)));
    let all = apart.flat_map(|(by, carry)| (0..SYSTEMS - by).map(move |from| (carry, from, from + by)));
    for (handoff, (carry, from, to)) in all.take(HANDOFFS).enumerate() {
        let _ = writeln!(
            map,
            "  h{handoff}: {{ carry: {carry}, from: s{from}, to: s{to}, via: poll 5m, within: 15m }}"
        );
    }
    map
}

/// A map of brands that have nothing to do with each other.
fn brands(handoffs: usize) -> String {
    let mut map = String::from(
        "flow: brands\ntitle: Brands\ntimezone: UTC\ncurrency: USD\nteams:\n  it: { title: IT }\nsystems:\n",
    );
    let count = handoffs / BRAND.len();
    for brand in 0..count {
        for (id, role) in [("shop", "storefront"), ("oms", "oms"), ("erp", "erp"), ("wms", "wms")] {
            let _ = writeln!(map, "  {id}{brand}: {{ kind: other, role: {role}, team: it }}");
        }
    }
    map.push_str("handoffs:\n");
    let all = (0..count).flat_map(|brand| BRAND.map(|it| it.replace('#', &brand.to_string())));
    for (handoff, it) in all.enumerate() {
        let _ = writeln!(map, "  h{handoff}: {{ {it}, within: 1h }}");
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_map_is_one() {
        let flow = files::read(&large()).map_err(|_| "unusable").expect("a map");
        assert_eq!((flow.systems.len(), flow.handoffs.len()), (SYSTEMS, HANDOFFS));
    }

    #[test]
    fn brands_are_so_many_handoffs() {
        let flow = files::read(&brands(SIZES[0])).map_err(|_| "unusable").expect("a map");
        assert_eq!((flow.systems.len(), flow.handoffs.len()), (SIZES[0] * 4 / BRAND.len(), SIZES[0]));
    }

    #[test]
    fn an_edge_of_graphviz_is_read_as_points() {
        let points = curve("edge s0 s1 4 0 0 1 0 2 0 3 0 solid black").expect("an edge");
        assert_eq!((points.len(), points[0]), (PIECES + 1, Point { x: 0.0, y: 0.0 }));
        assert!((points[PIECES].x - 216.0).abs() < 1e-9);
        assert!(curve("node s0 1 1 1 1 a solid box black lightgrey").is_none());
    }
}
