//! Findings as text.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use seamless_breakpoints::{Checked, Finding, Verdict};
use seamless_flow::{Flow, Place, Source, Sources};

use super::Counts;
use crate::words::wrap;

/// Characters of a note on one line.
const WIDTH: usize = 96;

/// The findings in rustc's look, each with its place underlined, its example or question and its mending; what the map
/// allows in short; then a line that counts everything. `colour` adds terminal escapes.
pub fn text(flow: &Flow, checked: &[Checked], sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(140);
    let mut out = String::new();
    for it in checked {
        let shown = match &it.allowed {
            None => finding(&it.finding, sources, &renderer),
            Some(reason) => allowed(&it.finding, reason, &renderer),
        };
        out.push_str(&shown);
        out.push_str("\n\n");
    }
    out.push_str(&format!("{}: {}\n", flow.title, Counts::of(checked).sentence()));
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
    if let Some(snippet) = snippet(&finding.place, &label, sources) {
        group = group.element(snippet);
    }
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

/// The line of a place; `None` where its file is not among the sources.
fn snippet<'s>(
    place: &Place,
    label: &'s str,
    sources: &'s Sources,
) -> Option<Snippet<'s, annotate_snippets::Annotation<'s>>> {
    let Source { file, text } = sources.iter().find(|it| it.file == place.file)?;
    let Range { start, end } = span(text, place);
    let from = text[..start].rfind('\n').map_or(0, |it| it + 1);
    let to = text[end..].find('\n').map_or(text.len(), |it| end + it);
    let first = text[..from].bytes().filter(|it| *it == b'\n').count() + 1;
    let mark = AnnotationKind::Primary.span(start - from..end - from).label(label);
    Some(Snippet::source(&text[from..to]).line_start(first).path(file.as_ref()).annotation(mark))
}

/// A place's bytes, within the text and between characters.
fn span(text: &str, place: &Place) -> Range<usize> {
    let fit = |at: usize| text.floor_char_boundary(at.min(text.len()));
    let start = fit(place.start);
    start..fit(place.end).max(start)
}
