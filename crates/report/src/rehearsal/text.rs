//! A rehearsal as text.

use seamless_flow::format_span;

use super::{RehearsalReport, ScenarioResult};
use crate::words::{clean, count, grouped, wrap};

const WIDTH: usize = 96;

const HEAD: [&str; 7] = ["", "scenario", "orders", "faults", "incidents", "judged", "time"];

/// A table with a row for each scenario, then what did not hold with the command that repeats it, then a line that
/// counts everything.
pub fn text(report: &RehearsalReport) -> String {
    let mut rows: Vec<[String; 7]> = vec![HEAD.map(str::to_owned)];
    rows.extend(report.scenarios.iter().map(row));
    let widths: Vec<usize> =
        (0..HEAD.len()).map(|at| rows.iter().map(|it| it[at].chars().count()).max().unwrap_or(0)).collect();
    let mut out: String = rows.iter().map(|it| line(it, &widths)).collect();
    for it in report.scenarios.iter().filter(|it| it.failed() || it.not_played.is_some()) {
        out.push('\n');
        out.push_str(&told(it));
    }
    out.push('\n');
    out.push_str(&last_line(report));
    clean(&out)
}

fn row(it: &ScenarioResult) -> [String; 7] {
    let state = match (&it.not_played, it.passed()) {
        (Some(_), _) => "not played",
        (None, true) => "passed",
        (None, false) => "failed",
    };
    [
        state.to_owned(),
        it.name.clone(),
        grouped(it.orders),
        grouped(it.faults_struck()),
        grouped(it.incidents),
        grouped(it.invariants_checked),
        format_span(it.virtual_time),
    ]
}

/// Words to the left, numbers to the right.
fn line(row: &[String; 7], widths: &[usize]) -> String {
    let cells = row.iter().zip(widths).enumerate().map(|(at, (cell, width))| {
        if at < 2 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
    });
    let line = cells.collect::<Vec<_>>().join("  ");
    format!("{}\n", line.trim_end())
}

fn told(it: &ScenarioResult) -> String {
    if let Some(why) = &it.not_played {
        return format!("not played: {}\n{}", it.name, paragraph(why));
    }
    let mut out = format!("failed: {}\n", it.name);
    for failure in &it.failures {
        out.push_str(&paragraph(failure));
    }
    if !it.story.is_empty() {
        out.push_str("  what happened:\n");
        out.extend(it.story.iter().map(|line| format!("    {line}\n")));
    }
    out.push_str(&format!("  repeat it with: {}\n", it.repeat));
    out
}

fn paragraph(text: &str) -> String {
    wrap(text, WIDTH)
        .into_iter()
        .enumerate()
        .map(|(at, it)| format!("{}{it}\n", if at == 0 { "  - " } else { "    " }))
        .collect()
}

fn last_line(report: &RehearsalReport) -> String {
    let sum = |of: fn(&ScenarioResult) -> u64| report.scenarios.iter().map(of).sum::<u64>();
    format!(
        "{}: {} passed, {} failed, {} not played. {}, {}, {}; {} lost, {} doubled. Map {}, seed {}.\n",
        count(report.scenarios.len() as u64, "scenario", "scenarios"),
        report.passed(),
        report.failed(),
        report.not_played(),
        count(sum(|it| it.orders), "order", "orders"),
        count(sum(ScenarioResult::faults_struck), "fault", "faults"),
        count(sum(|it| it.invariants_checked), "judgement", "judgements"),
        grouped(sum(|it| it.lost)),
        grouped(sum(|it| it.doubled)),
        report.map.get(..12).unwrap_or(&report.map),
        report.seed
    )
}
