//! Findings as JSON. The form is written down in `docs/findings.md`; a change of it is a new `schema`.

use seamless_breakpoints::{Checked, Spot, Verdict, breakpoint};
use seamless_flow::{Flow, Place, Sources, line_column};
use serde::Serialize;

use super::Counts;

/// The name and version of the form.
const SCHEMA: &str = "seamless.findings/1";

#[derive(Serialize)]
struct Report<'r> {
    schema: &'static str,
    flow: &'r str,
    map: String,
    counts: Counts,
    findings: Vec<Item<'r>>,
}

#[derive(Serialize)]
struct Item<'r> {
    breakpoint: &'r str,
    title: &'r str,
    verdict: &'static str,
    severity: &'static str,
    at: At<'r>,
    message: &'r str,
    witness: Option<&'r str>,
    question: Option<&'r str>,
    fact: Option<String>,
    fix: &'r str,
    place: Position<'r>,
    allowed: Option<&'r str>,
}

#[derive(Serialize)]
struct At<'r> {
    kind: &'static str,
    name: &'r str,
}

#[derive(Serialize)]
struct Position<'r> {
    file: &'r str,
    line: Option<usize>,
    column: Option<usize>,
    start: usize,
    end: usize,
}

/// The findings as JSON, indented, ending with a line feed.
pub fn json(flow: &Flow, checked: &[Checked], sources: &Sources) -> String {
    let report = Report {
        schema: SCHEMA,
        flow: &flow.name,
        map: flow.hash.to_string(),
        counts: Counts::of(checked),
        findings: checked.iter().map(|it| item(it, sources)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}

fn item<'r>(checked: &'r Checked, sources: &Sources) -> Item<'r> {
    let finding = &checked.finding;
    let (verdict, witness, question, fact) = match &finding.verdict {
        Verdict::AtRisk { witness } => ("at_risk", Some(witness.as_str()), None, None),
        Verdict::Unknown { question, fact } => {
            ("unknown", None, Some(question.as_str()), Some(fact.to_string()))
        }
    };
    Item {
        breakpoint: finding.breakpoint.as_str(),
        title: breakpoint(finding.breakpoint.as_str()).map_or("", |it| it.title),
        verdict,
        severity: finding.severity.word(),
        at: At {
            kind: match finding.spot {
                Spot::Handoff(_) => "handoff",
                Spot::System(_) => "system",
            },
            name: finding.spot.name(),
        },
        message: &finding.message,
        witness,
        question,
        fact,
        fix: &finding.fix,
        place: position(&finding.place, sources),
        allowed: checked.allowed.as_deref(),
    }
}

fn position<'r>(place: &'r Place, sources: &Sources) -> Position<'r> {
    let at = line_column(place, sources);
    Position {
        file: &place.file,
        line: at.map(|it| it.0),
        column: at.map(|it| it.1),
        start: place.start,
        end: place.end,
    }
}
