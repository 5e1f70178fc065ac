//! Problems as a compiler shows them: file, line, the span underlined, and how to mend it.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Origin, Renderer, Snippet};

use crate::source::find;
use crate::{Level, Place, Problem, Source, Sources};

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
    Some(find(place, sources)?.line_column(place.start))
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
        let mark = Mark { span: source.span(place), label, kind };
        match windows.iter_mut().find(|it| it.takes(source, &mark)) {
            Some(window) => window.add(mark),
            None => windows.push(Window::new(source, mark)),
        }
    }
    for window in windows {
        shown.extend(window.shown());
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
    lines: Range<usize>,
    marks: Vec<Mark<'p>>,
}

impl<'p> Window<'p> {
    fn new(source: &'p Source, mark: Mark<'p>) -> Self {
        Self { source, lines: source.excerpt(&mark.span), marks: vec![mark] }
    }

    /// Whether a mark is near enough: neither line long, and not a whole file between them.
    fn takes(&self, source: &Source, mark: &Mark<'_>) -> bool {
        const NEAR: usize = 20_000;
        let lines = source.excerpt(&mark.span);
        self.source.file == source.file
            && source.is_whole(&self.lines)
            && source.is_whole(&lines)
            && lines.start.abs_diff(self.lines.start) < NEAR
    }

    fn add(&mut self, mark: Mark<'p>) {
        let lines = self.source.excerpt(&mark.span);
        self.lines = self.lines.start.min(lines.start)..self.lines.end.max(lines.end);
        self.marks.push(mark);
    }

    /// The header and the text. Where a long line is cut, the header says its true column, which the text
    /// alone does not show.
    fn shown(self) -> Vec<Shown<'p>> {
        let file = self.source.file.as_ref();
        let (line, column) = self.source.line_column(self.marks.first().map_or(0, |it| it.span.start));
        let origin = || Shown::At(Origin::path(file).line(line).char_column(column));
        let Some(shown) = self.source.text().get(self.lines.clone()).filter(|it| !it.is_empty()) else {
            return vec![origin()];
        };
        let lines = self.lines.clone();
        let marks = self.marks.into_iter().map(|it| {
            let end = it.span.end.min(lines.end).max(it.span.start);
            it.kind.span(it.span.start - lines.start..end - lines.start).label(it.label)
        });
        let first = self.source.line_column(lines.start).0;
        let snippet = Snippet::source(shown).line_start(first).annotations(marks);
        if self.source.is_whole(&self.lines) {
            return vec![Shown::Text(snippet.path(file))];
        }
        vec![origin(), Shown::Text(snippet)]
    }
}
