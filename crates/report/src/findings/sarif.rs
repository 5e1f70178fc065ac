//! Findings as SARIF 2.1.0 (OASIS Standard, 27 March 2020), for code scanning.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use seamless_breakpoints::{Check, Checked, Finding, Severity, Spot, Verdict, catalogue};
use seamless_flow::{Place, Source, Sources, Written};
use serde_json::{Value, json};

use super::fingerprints;

/// The most results that are written: what reads them keeps the first 5,000.
const RESULTS_MOST: usize = 5_000;

/// The findings as one SARIF run. What the map allows is there as suppressed, with its reason; what cannot be told
/// from the map is of kind `open`. Results keep their fingerprint while breakpoint, place, systems and fact stay the same,
/// wherever in the file they move to.
pub fn sarif(checked: &[Checked], sources: &Sources) -> String {
    let rules: Vec<Value> = catalogue().iter().map(rule).collect();
    let mended = mended(checked, sources);
    let results: Vec<Value> = checked
        .iter()
        .zip(fingerprints(checked))
        .take(RESULTS_MOST)
        .map(|(it, print)| result(it, print, sources, &mended))
        .collect();
    let more = checked.len().saturating_sub(RESULTS_MOST);
    let notifications: Vec<Value> = (more > 0)
        .then(|| {
            let text = format!("{more} findings more are left out: mend these first");
            json!({ "level": "warning", "message": { "text": text } })
        })
        .into_iter()
        .collect();
    let report = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "seamless",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notifications }],
            "results": results,
        }],
    });
    format!("{report:#}\n")
}

fn rule(it: &seamless_breakpoints::Breakpoint) -> Value {
    let page = it.page.split_once('\n').map_or(it.page, |(_, rest)| rest).trim();
    let what = page.split("\n\n").nth(1).unwrap_or(it.title);
    let mut rule = json!({
        "id": it.id,
        "name": pascal(it.id),
        "shortDescription": { "text": it.title },
        "fullDescription": { "text": what },
        "help": { "text": page, "markdown": format!("{page}\n\n{}", it.runbook(None).trim()) },
        "defaultConfiguration": { "level": level(it.severity) },
    });
    if let Check::Never(why) = it.check {
        rule["properties"] = json!({ "not_on_the_map": why });
    }
    rule
}

/// An id as the readable name that SARIF wants beside it, in Pascal case (rule SARIF2012 of its multitool).
fn pascal(id: &str) -> String {
    let word = |it: &str| it[..1].to_uppercase() + &it[1..];
    id.split('-').filter(|it| !it.is_empty()).map(word).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

/// The files in which something can be mended, each read once.
type Mended<'s> = BTreeMap<&'s str, (&'s Source, Written<'s>)>;

fn mended<'s>(checked: &[Checked], sources: &'s Sources) -> Mended<'s> {
    let findings = checked.iter().map(|it| &it.finding).filter(|it| !it.edits.is_empty());
    let files: BTreeSet<&str> = findings.map(|it| it.place.file.as_ref()).collect();
    let there = sources.iter().filter(|it| files.contains(it.file.as_ref()));
    there.filter_map(|it| Some((it.file.as_ref(), (it, Written::read(it.text()).ok()?)))).collect()
}

fn result(checked: &Checked, fingerprint: String, sources: &Sources, mended: &Mended<'_>) -> Value {
    let finding = &checked.finding;
    let index = catalogue().iter().position(|it| it.id == finding.breakpoint.as_str());
    let (kind, level, more) = match &finding.verdict {
        Verdict::AtRisk { witness } => ("fail", level(finding.severity), format!("For example: {witness}")),
        Verdict::Unknown { question, fact } => ("open", "none", format!("{question} (missing: {fact})")),
    };
    let spot = match finding.spot {
        Spot::Handoff(_) => "handoffs",
        Spot::System(_) => "systems",
    };
    let text = format!("{}. {more} To mend it: {}", finding.message, finding.fix);
    let mut result = json!({
        "ruleId": finding.breakpoint.as_str(),
        "kind": kind,
        "level": level,
        "message": { "text": text },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&finding.place.file) },
                "region": place(&finding.place, sources),
            },
            "logicalLocations": [{
                "name": finding.spot.name(),
                "fullyQualifiedName": format!("{spot}.{}", finding.spot.name()),
            }],
        }],
        "partialFingerprints": { "seamless/v1": fingerprint },
        "properties": { "severity": finding.severity.word() },
    });
    if let Some(index) = index {
        result["ruleIndex"] = json!(index);
    }
    if let Some(reason) = &checked.allowed {
        result["suppressions"] =
            json!([{ "kind": "inSource", "status": "accepted", "justification": reason }]);
    }
    if let Some(fix) = fix(finding, mended) {
        result["fixes"] = json!([fix]);
    }
    result
}

fn place(place: &Place, sources: &Sources) -> Value {
    let source = sources.iter().find(|it| it.file == place.file);
    source.map_or_else(|| json!({ "startLine": 1 }), |it| region(it, place.start..place.end))
}

fn region(source: &Source, range: Range<usize>) -> Value {
    let (line, column) = source.line_column(range.start);
    let (end_line, end_column) = source.line_column(range.end);
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

/// The safe change, as the parts of the file that are replaced.
fn fix(finding: &Finding, mended: &Mended<'_>) -> Option<Value> {
    let (source, written) = mended.get(finding.place.file.as_ref())?;
    let parts = written.replacements(&finding.edits).filter(|it| !it.is_empty())?;
    let replacements = parts.into_iter().map(|it| {
        json!({
            "deletedRegion": region(source, it.range),
            "insertedContent": { "text": it.text },
        })
    });
    Some(json!({
        "description": { "text": finding.fix },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(&source.file) },
            "replacements": replacements.collect::<Vec<_>>(),
        }],
    }))
}

/// A path as a relative URI (RFC 3986): what is no unreserved character is written in percent.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.replace('\\', "/").trim_start_matches("./").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
