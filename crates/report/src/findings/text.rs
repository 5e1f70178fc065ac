//! Findings as text.

use std::cmp::Reverse;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use indexmap::IndexSet;
use seamless_breakpoints::{Checked, Finding, Verdict};
use seamless_flow::{Flow, Place, Sources};

use super::Counts;
use crate::questions::{self, Question};
use crate::words::{bold, count, wrap};

/// Characters of a note on one line.
const WIDTH: usize = 96;

/// The findings in rustc's look, each with its place underlined, its example or question and its mending; what the map
/// allows in short; then a line that counts everything. `colour` adds terminal escapes.
pub fn text(flow: &Flow, checked: &[Checked], sources: &Sources, colour: bool) -> String {
    shown_all(checked, sources, colour) + &last_line(flow, checked)
}

fn last_line(flow: &Flow, checked: &[Checked]) -> String {
    format!("{}: {}\n", flow.title, Counts::of(checked).sentence())
}

fn shown_all<'c>(checked: impl IntoIterator<Item = &'c Checked>, sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(140);
    let shown = |it: &Checked| match &it.allowed {
        None => finding(&it.finding, sources, &renderer),
        Some(reason) => allowed(&it.finding, reason, &renderer),
    };
    checked.into_iter().map(|it| shown(it) + "\n\n").collect()
}

/// What is at risk, the costliest last, where a person looks first on a terminal. Empty where nothing is.
pub fn text_at_risk(checked: &[Checked], sources: &Sources, colour: bool) -> String {
    let mut all: Vec<&Checked> = checked.iter().filter(|it| it.is_at_risk()).collect();
    all.sort_by_key(|it| it.finding.severity);
    shown_all(all, sources, colour)
}

/// The most unknowns that are shown whole where many stand.
const UNKNOWNS_WHOLE: usize = 4;

/// The same, but where many things are unknown, they are listed by who can answer, in a line each. `path` is the
/// map's file as the person named it.
pub fn text_in_short(
    flow: &Flow,
    checked: &[Checked],
    sources: &Sources,
    colour: bool,
    path: &str,
) -> String {
    if checked.iter().filter(|it| it.is_unknown()).count() <= UNKNOWNS_WHOLE {
        return text(flow, checked, sources, colour);
    }
    let whole = shown_all(checked.iter().filter(|it| !it.is_unknown()), sources, colour);
    whole + &asked(flow, checked, colour, path) + &last_line(flow, checked)
}

/// The most questions that are shown where many are open.
const QUESTIONS_MOST: usize = 12;

/// What is unknown, the costliest first, by who can answer.
fn asked(flow: &Flow, checked: &[Checked], colour: bool, path: &str) -> String {
    let bold = |text: &str| bold(text, colour);
    let sheets = questions::questions(flow, checked, &questions::Party::All);
    let facts: usize = sheets.iter().map(|it| it.questions.len()).sum();
    let mut all: Vec<(&str, Vec<&Question>)> = sheets
        .iter()
        .flat_map(|sheet| questions::alike(&sheet.questions).into_iter().map(|it| (sheet.party.as_str(), it)))
        .collect();
    all.sort_by_key(|(_, it)| Reverse((questions::severity(it), it.len())));
    let more = all.len().saturating_sub(QUESTIONS_MOST);
    let count = count(all.len() as u64, "question", "questions");
    let head = format!("unknown: {facts} facts that nobody has written down yet, in {count}");
    let mut out = format!("{}\n", bold(&head));
    let shown = &all[..all.len() - more];
    for party in shown.iter().map(|it| it.0).collect::<IndexSet<_>>() {
        out.push_str(&format!("\n  {}\n", bold(&format!("To {party}"))));
        shown.iter().filter(|it| it.0 == party).for_each(|it| out.push_str(&one_question(&it.1)));
    }
    let questions = format!("`seamless questions {path}`");
    let tail = match more {
        0 => format!("{questions} writes them as a questionnaire and takes the answers back"),
        _ => format!("and {more} more: {questions} writes all as a questionnaire and takes the answers back"),
    };
    out.push_str(&format!("\n  {tail}; `seamless check {path} --all` shows each on the map.\n\n"));
    out
}

/// A question once, with the places for which it is asked where they are several.
fn one_question(alike: &[&Question]) -> String {
    let [first, others @ ..] = alike else { return String::new() };
    let mut ids: Vec<&str> = alike.iter().flat_map(|it| &it.breakpoints).map(|it| it.0.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut out = format!("    - {}\n", wrap(&first.question, WIDTH).join("\n      "));
    if !others.is_empty() {
        let places: Vec<&str> = others.iter().map(|it| it.holder_name()).collect();
        let also = format!("This of {}, and the same of {}.", first.holder_name(), places.join(", "));
        out.push_str(&format!("      {}\n", wrap(&also, WIDTH).join("\n      ")));
    }
    out.push_str(&format!("      {} [{}]\n", first.fact, ids.join(", ")));
    out
}

fn finding(finding: &Finding, sources: &Sources, renderer: &Renderer) -> String {
    let (level, label, name, words) = match &finding.verdict {
        Verdict::AtRisk { witness } => (Level::ERROR.with_name("at risk"), "at risk", "example", witness),
        Verdict::Unknown { question, .. } => {
            (Level::WARNING.with_name("unknown"), "unknown", "ask", question)
        }
    };
    let label = format!("{label}, {}", finding.severity.word());
    let mut group =
        Group::with_title(level.primary_title(finding.message.as_str()).id(finding.breakpoint.as_str()));
    group = shown(group, &finding.place, &label, sources);
    let lines = |text: &str| wrap(text, WIDTH).join("\n");
    group = group.element(Level::NOTE.with_name(name).message(lines(words)));
    if let Verdict::Unknown { fact, .. } = &finding.verdict {
        group = group.element(Level::NOTE.with_name("missing").message(fact.to_string()));
    }
    renderer.render(&[group.element(Level::HELP.message(lines(&finding.fix)))])
}

fn allowed(finding: &Finding, reason: &str, renderer: &Renderer) -> String {
    let title = format!("{} (at {})", finding.message, finding.spot.name());
    let title = Level::NOTE.with_name("allowed").primary_title(title).id(finding.breakpoint.as_str());
    let reason = wrap(reason, WIDTH).join("\n");
    renderer.render(&[Group::with_title(title).element(Level::NOTE.with_name("because").message(reason))])
}

/// A finding's place. Where a line is too long to be shown whole, the header says its true column, which the text alone
/// does not show. Nothing where its file is not among the sources.
fn shown<'s>(mut group: Group<'s>, place: &Place, label: &'s str, sources: &'s Sources) -> Group<'s> {
    let Some(source) = sources.iter().find(|it| it.file == place.file) else { return group };
    let file = source.file.as_ref();
    let span = source.span(place);
    let lines = source.excerpt(&span);
    let (line, column) = source.line_column(span.start);
    let mark = AnnotationKind::Primary.span(span.start - lines.start..span.end.min(lines.end) - lines.start);
    let mut snippet =
        Snippet::source(&source.text()[lines.clone()]).line_start(line).annotation(mark.label(label));
    if source.is_whole(&lines) {
        snippet = snippet.path(file);
    } else {
        group = group.element(Origin::path(file).line(line).char_column(column));
    }
    group.element(snippet)
}
