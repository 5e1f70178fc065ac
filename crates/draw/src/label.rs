//! The words on a handoff's arrow.

use seamless_flow::{Flow, Handoff, Mode, SEAMLESS, UNKNOWN, Via, format_span};
use seamless_model::Event;

use crate::graph::{Label, Stroke};
use crate::keys::{self, Hop};
use crate::options::{Live, Marked, Overlay};
use crate::text::{Line, Span, Style, line_width, wrap};

/// Widest label in px.
const WIDTH_MAX: f64 = 178.0;
/// Room in px that is kept for live numbers, whatever they are.
pub const LIVE_WIDTH: f64 = 178.0;

/// Who moves it, as a line style.
pub fn stroke(flow: &Flow, handoff: &Handoff) -> Stroke {
    if handoff.by == UNKNOWN {
        Stroke::NotKnown
    } else if let Some(place) = flow.carriers.get_index_of(&handoff.by) {
        Stroke::Vendor(place)
    } else if handoff.via == Via::Manual {
        Stroke::Person
    } else if handoff.is_ours() {
        Stroke::Ours
    } else {
        Stroke::Watched
    }
}

/// A handoff's label: document and name, carrier; then deadline and how it travels, its key, what else it covers.
pub fn of_handoff(flow: &Flow, handoff: &Handoff, overlay: &Overlay) -> Label {
    let mut what = Vec::new();
    let head = [
        Span::new(&words_of(handoff.carry.word()), Style::Document),
        Span::new(handoff.id.as_str(), Style::Name),
    ];
    add_parts(&mut what, head, "", " · ");
    if let Some(who) = who(flow, handoff) {
        add(&mut what, &[who], 2);
    }
    if let Some(note) = mode(handoff.mode) {
        add(&mut what, &[Span::new(&note, Style::Carrier)], 1);
    }
    let mut how = Vec::new();
    let within = format!("within {}", format_span(handoff.within));
    let reverse = keys::is_reverse(handoff.carry).then(|| Span::new("reverse", Style::Reverse));
    let terms = std::iter::once(within).chain(travel(handoff)).map(detail);
    add_parts(&mut how, reverse.into_iter().chain(terms), "", " · ");
    add_key(&mut how, keys::hop(flow, handoff));
    add_events(&mut how, handoff);
    let mut width_min = 0.0;
    if !overlay.live.is_empty() {
        how.extend(live_lines(overlay.live.get(&handoff.id)).map(|it| fitted(&it)));
        width_min = LIVE_WIDTH;
    }
    if !overlay.findings.is_empty() {
        how.push(found(overlay.findings.get(handoff.id.as_str())));
        width_min = LIVE_WIDTH;
    }
    Label { what, how, width_min }
}

/// What a check has found at a handoff or system, as a line no wider than [`LIVE_WIDTH`]; a blank one
/// where that is nothing.
pub fn found(marked: Option<&Marked>) -> Line {
    let Some(marked) = marked.filter(|it| it.is_any()) else { return blank() };
    let mut line = Vec::new();
    if marked.at_risk > 0 {
        let text = format!("{} at risk", number(marked.at_risk.into()));
        line.push(Span::new(&text, Style::AtRisk));
    }
    if marked.unknown > 0 {
        let lead = if line.is_empty() { "" } else { "   " };
        line.extend((!lead.is_empty()).then(|| Span::new(lead, Style::Detail)));
        line.push(Span::new(&format!("{} unknown", number(marked.unknown.into())), Style::Unknown));
    }
    fitted(&line)
}

/// The key as the target knows it, where it is renamed, and where it is lost.
fn add_key(how: &mut Vec<Line>, hop: Hop<'_>) {
    match hop {
        Hop::Needless => {}
        Hop::Kept(field) => add_fields(how, field),
        Hop::Renamed(from, to) => add_fields(how, &format!("{from} → {to}")),
        Hop::Lost => add(how, &[Span::new("no key: lost here", Style::Lost)], 2),
        Hop::Broken { got, from, to } => {
            add_fields(how, &if from == to { from.to_owned() } else { format!("{from} → {to}") });
            add(how, &[Span::new(&format!("lost: came as {got}"), Style::Lost)], 2);
        }
    }
}

/// Fields behind a key's mark; what does not fit on the line stands under them without one.
fn add_fields(how: &mut Vec<Line>, fields: &str) {
    let mut lines = wrap(&[Span::new(fields, Style::Key)], WIDTH_MAX, 2);
    lines.iter_mut().skip(1).flatten().for_each(|it| it.style = Style::KeyRest);
    how.extend(lines);
}

/// What it covers beside creating; what undoes is set apart.
fn add_events(how: &mut Vec<Line>, handoff: &Handoff) {
    let mut others = handoff.covers.iter().filter(|it| **it != Event::Create).peekable();
    if others.peek().is_none() {
        return;
    }
    let lead = if handoff.covers(Event::Create) { "+ " } else { "only " };
    let parts = others.enumerate().map(|(at, it)| {
        let style = if undoes(*it) { Style::Reverse } else { Style::Detail };
        Span::new(&format!("{}{}", if at == 0 { lead } else { "" }, it.word()), style)
    });
    add_parts(how, parts, "", " · ");
}

/// Whether an event takes back what was done.
pub fn undoes(event: Event) -> bool {
    matches!(event, Event::Cancel | Event::Void)
}

/// A handoff in one sentence, for a tooltip and for who cannot see the picture.
pub fn sentence(flow: &Flow, handoff: &Handoff) -> String {
    let mut text = format!(
        "{}: {} from {} to {} within {}, by {}, {}",
        handoff.id,
        words_of(handoff.carry.word()),
        flow.system_title(&handoff.from),
        flow.system_title(&handoff.to),
        format_span(handoff.within),
        carrier(flow, handoff),
        travel(handoff).join(", "),
    );
    match keys::hop(flow, handoff) {
        Hop::Needless => {}
        Hop::Kept(field) => text.push_str(&format!(", key {field} on both sides")),
        Hop::Renamed(from, to) => text.push_str(&format!(", key {from} → {to}")),
        Hop::Lost => text.push_str(", no key: it cannot be followed from here"),
        Hop::Broken { got, from, to } => {
            let at = flow.system_title(&handoff.from);
            text.push_str(&format!(
                ", key {from} → {to}: {at} got it as {got}, so it cannot be followed from here"
            ));
        }
    }
    if let Some(note) = mode(handoff.mode) {
        text.push_str(&format!(", {note}"));
    }
    text.push_str(&format!(". Events: {}. Owner: {}.", events(handoff), flow.team_title(&handoff.owner)));
    text
}

/// Adds text in lines, broken where it must be.
fn add(lines: &mut Vec<Line>, spans: &[Span], lines_max: usize) {
    lines.extend(wrap(spans, WIDTH_MAX, lines_max));
}

/// Adds parts of a sentence, as many on a line as fit whole, with `between` them or `end` where the line ends.
fn add_parts(lines: &mut Vec<Line>, parts: impl IntoIterator<Item = Span>, end: &str, between: &str) {
    let mut line: Line = Vec::new();
    for part in parts {
        if line.is_empty() {
            line.push(part);
            continue;
        }
        let between = Span::new(between, Style::Detail);
        if line_width(&line) + between.width() + part.width() <= WIDTH_MAX {
            line.extend([between, part]);
        } else {
            line.push(Span::new(end, Style::Detail));
            add(lines, &std::mem::replace(&mut line, vec![part]), 2);
        }
    }
    add(lines, &line, 2);
}

fn detail(text: String) -> Span {
    Span::new(&text, Style::Detail)
}

/// Who carries it unless that is Seamless: its line says so.
fn who(flow: &Flow, handoff: &Handoff) -> Option<Span> {
    let words = match stroke(flow, handoff) {
        Stroke::Ours => return None,
        Stroke::NotKnown => "not known who carries".to_owned(),
        _ => format!("by {}", carrier(flow, handoff)),
    };
    Some(Span::new(&words, Style::Carrier))
}

/// The carrier's title for people.
pub fn carrier<'f>(flow: &'f Flow, handoff: &'f Handoff) -> &'f str {
    if handoff.by == SEAMLESS {
        if handoff.via == Via::Manual { "a person" } else { "Seamless" }
    } else if handoff.by == UNKNOWN {
        "somebody not known yet"
    } else {
        flow.carriers.get(&handoff.by).map_or(handoff.by.as_str(), |it| it.title.as_str())
    }
}

fn mode(mode: Mode) -> Option<String> {
    match mode {
        Mode::Carry => None,
        Mode::Observe => Some("watched only".to_owned()),
        Mode::Shadow => Some("shadow: sends nothing".to_owned()),
        Mode::CarryShare(percent) => Some(format!("carries {percent}%")),
        Mode::Paused => Some("paused".to_owned()),
    }
}

fn travel(handoff: &Handoff) -> Vec<String> {
    let mut parts = vec![match handoff.via {
        Via::Webhook => "webhook".to_owned(),
        Via::Poll(every) => format!("poll every {}", format_span(every)),
        Via::File(every) => format!("file every {}", format_span(every)),
        Via::Api => "api".to_owned(),
        Via::Manual => "by hand".to_owned(),
    }];
    parts.extend(handoff.backstop.map(|it| format!("backstop every {}", format_span(it.every))));
    parts
}

fn events(handoff: &Handoff) -> String {
    handoff.covers.iter().map(|it| it.word()).collect::<Vec<_>>().join(" · ")
}

fn live_lines(live: Option<&Live>) -> [Line; 2] {
    let Some(live) = live else { return [blank(), blank()] };
    let mut first = Vec::new();
    if let Some(state) = live.state {
        first.push(Span::new(state.word(), Style::Live));
    }
    let mut second = blank();
    if let Some(counts) = live.counts {
        let lead = if first.is_empty() { "" } else { " · " };
        first.push(Span::new(&format!("{lead}{} done", number(counts.done)), Style::Detail));
        let text = format!("{} waiting · {} late", number(counts.waiting), number(counts.late));
        second = vec![Span::new(&text, Style::Detail)];
    }
    if first.is_empty() {
        first = blank();
    }
    [first, second]
}

/// A line no wider than the room that is kept for it; an empty line stays one.
fn fitted(line: &Line) -> Line {
    wrap(line, LIVE_WIDTH, 1).pop().unwrap_or_else(blank)
}

/// A line with nothing on it, as high as a line.
fn blank() -> Line {
    vec![Span::new("", Style::Detail)]
}

/// A count that is never wider than five letters: `1,204`, `120k`, `3M`.
fn number(count: u64) -> String {
    match count {
        0..=999 => count.to_string(),
        1_000..=9_999 => format!("{},{:03}", count / 1_000, count % 1_000),
        10_000..=999_999 => format!("{}k", count / 1_000),
        1_000_000..=999_999_999 => format!("{}M", count / 1_000_000),
        _ => "1G+".to_owned(),
    }
}

/// A word of the map as people write it: `fulfillment_request` becomes `fulfillment request`.
fn words_of(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_stay_narrow() {
        for (count, expect) in
            [(7, "7"), (1_204, "1,204"), (1_004, "1,004"), (120_999, "120k"), (3_456_789, "3M")]
        {
            assert_eq!(number(count), expect);
        }
    }
}
