//! Findings as text.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use seamless_breakpoints::{Checked, Finding, Verdict};
use seamless_flow::{Flow, Place, Sources};

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
    let is_open =
        |it: &&Checked| it.allowed.is_none() && matches!(it.finding.verdict, Verdict::Unknown { .. });
    let open = checked.iter().filter(is_open).count();
    if open <= UNKNOWNS_WHOLE {
        return text(flow, checked, sources, colour);
    }
    let told: Vec<Checked> = checked.iter().filter(|it| !is_open(it)).cloned().collect();
    let whole = text(flow, &told, sources, colour);
    let body = whole.trim_end().rfind('\n').map_or("", |it| &whole[..=it]);
    format!(
        "{body}{}{}: {}\n",
        asked(flow, checked, colour, path),
        flow.title,
        Counts::of(checked).sentence()
    )
}

/// What is unknown, by who can answer.
fn asked(flow: &Flow, checked: &[Checked], colour: bool, path: &str) -> String {
    let bold = |text: &str| if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let sheets = crate::questions::questions(flow, checked, &crate::questions::Party::All);
    let count: usize = sheets.iter().map(|it| it.questions.len()).sum();
    let mut out = format!("{}\n", bold(&format!("unknown: {count} facts that nobody has written down yet")));
    for sheet in &sheets {
        out.push_str(&format!("\n  {}\n", bold(&format!("To {}", sheet.party))));
        for it in &sheet.questions {
            let ids: Vec<&str> = it.breakpoints.iter().map(|it| it.0.as_str()).collect();
            let lines = wrap(&it.question, WIDTH);
            out.push_str(&format!("    - {}\n", lines.join("\n      ")));
            out.push_str(&format!("      {} [{}]\n", it.fact, ids.join(", ")));
        }
    }
    out.push_str(&format!(
        "\n  `seamless questions {path}` writes them as a questionnaire and takes the answers back; `seamless check {path} --all` shows each on the map.\n\n"
    ));
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
