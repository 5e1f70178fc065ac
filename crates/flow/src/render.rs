//! Problems as a compiler shows them: file, line, the span underlined, and how to mend it.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Origin, Renderer, Snippet};

use crate::{Level, Place, Problem, Source, Sources};

/// The most that is shown of a line on either side of what is underlined, in bytes.
const AROUND: usize = 2_000;

/// All problems as text, in the look of rustc, each followed by an empty line. Empty where there is none.
/// `colour` adds terminal escapes.
pub fn render(problems: &[Problem], sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(140);
    problems.iter().map(|it| format!("{}\n\n", one(it, sources, &renderer))).collect()
}

/// The line and the column at which a place begins, both counted from one, the column in characters; `None`
/// where its file is not among the sources.
pub fn line_column(place: &Place, sources: &Sources) -> Option<(usize, usize)> {
    let text = &find(place, sources)?.text;
    let start = floor(text, place.start);
    let line = line_start(text, start);
    let number = text[..line].bytes().filter(|it| *it == b'\n').count() + 1;
    Some((number, text[line..start].chars().count() + 1))
}

fn find<'s>(place: &Place, sources: &'s Sources) -> Option<&'s Source> {
    sources.iter().find(|it| it.file == place.file)
}

fn one(problem: &Problem, sources: &Sources, renderer: &Renderer) -> String {
    let level = match problem.level {
        Level::Error => annotate_snippets::Level::ERROR,
        Level::Warning => annotate_snippets::Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(problem.message.as_str()));
    for element in snippets(problem, sources) {
        match element {
            Shown::At(origin) => group = group.element(origin),
            Shown::Text(snippet) => group = group.element(snippet),
        }
    }
    if let Some(help) = &problem.help {
        group = group.element(annotate_snippets::Level::HELP.message(help.as_str()));
    }
    let text = renderer.render(&[group]);
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

enum Shown<'p> {
    At(Origin<'p>),
    Text(Snippet<'p, Annotation<'p>>),
}

/// The text of each place: places whose lines are near each other stand in one snippet.
fn snippets<'p>(problem: &'p Problem, sources: &'p Sources) -> Vec<Shown<'p>> {
    let first = (&problem.place, problem.label.as_str(), AnnotationKind::Primary);
    let others = problem.others.iter().map(|(place, label)| (place, label.as_str(), AnnotationKind::Context));
    let mut shown: Vec<Shown<'p>> = Vec::new();
    let mut windows: Vec<Window<'p>> = Vec::new();
    for (place, label, kind) in [first].into_iter().chain(others) {
        let Some(source) = find(place, sources) else { continue };
        let mark = Mark { span: clamp(&source.text, place), label, kind };
        match windows.iter_mut().find(|it| it.takes(source, &mark)) {
            Some(window) => window.add(mark),
            None => windows.push(Window::new(source, mark)),
        }
    }
    for window in windows {
        let place = line_column(&window.place, sources).unwrap_or((1, 1));
        shown.extend(window.shown(place));
    }
    shown
}

struct Mark<'p> {
    span: Range<usize>,
    label: &'p str,
    kind: AnnotationKind,
}

/// A part of a file that is shown at once.
struct Window<'p> {
    source: &'p Source,
    place: Place,
    lines: Range<usize>,
    marks: Vec<Mark<'p>>,
}

impl<'p> Window<'p> {
    fn new(source: &'p Source, mark: Mark<'p>) -> Self {
        let place = Place { file: source.file.clone(), start: mark.span.start, end: mark.span.end };
        Self { source, place, lines: around(&source.text, &mark.span), marks: vec![mark] }
    }

    /// Whether a mark is near enough: neither line long, and not a whole file between them.
    fn takes(&self, source: &Source, mark: &Mark<'_>) -> bool {
        const NEAR: usize = 20_000;
        let lines = around(&source.text, &mark.span);
        let whole = |it: &Range<usize>| is_whole(&source.text, it);
        self.source.file == source.file
            && whole(&self.lines)
            && whole(&lines)
            && lines.start.abs_diff(self.lines.start) < NEAR
    }

    fn add(&mut self, mark: Mark<'p>) {
        let lines = around(&self.source.text, &mark.span);
        self.lines = self.lines.start.min(lines.start)..self.lines.end.max(lines.end);
        self.marks.push(mark);
    }

    /// The header and the text. Where a long line is cut, the header says its true column, which the text
    /// alone does not show.
    fn shown(self, (line, column): (usize, usize)) -> Vec<Shown<'p>> {
        let text = &self.source.text;
        let file = self.source.file.as_ref();
        let origin = || Shown::At(Origin::path(file).line(line).char_column(column));
        let Some(shown) = text.get(self.lines.clone()).filter(|it| !it.is_empty()) else {
            return vec![origin()];
        };
        let first = text[..self.lines.start].bytes().filter(|it| *it == b'\n').count() + 1;
        let lines = self.lines.clone();
        let marks = self.marks.into_iter().map(|it| {
            let end = it.span.end.min(lines.end).max(it.span.start);
            it.kind.span(it.span.start - lines.start..end - lines.start).label(it.label)
        });
        let snippet = Snippet::source(shown).line_start(first).annotations(marks);
        if is_whole(text, &self.lines) {
            return vec![Shown::Text(snippet.path(file))];
        }
        vec![origin(), Shown::Text(snippet)]
    }
}

/// The lines that hold a span, or, where they are long, only what stands around its beginning.
fn around(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = line_start(text, span.start);
    let end = text[span.start..].find('\n').map_or(text.len(), |it| span.start + it);
    let from = start.max(floor(text, span.start.saturating_sub(AROUND)));
    let to = end.min(floor(text, span.start + AROUND)).max(span.start);
    from..to
}

/// Whether a range begins and ends with its lines.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let ends = text.get(range.end..).is_none_or(|it| it.is_empty() || it.starts_with('\n'));
    ends && line_start(text, range.start) == range.start
}

/// What is underlined: never more than what stands in its first line.
fn clamp(text: &str, place: &Place) -> Range<usize> {
    let start = floor(text, place.start);
    let end = floor(text, place.end).max(start);
    let line = text[start..end].find('\n').map_or(end, |it| start + it);
    start..line
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |it| it + 1)
}

/// The last boundary of a character at or before an offset.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}
