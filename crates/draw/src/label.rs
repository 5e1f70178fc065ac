//! The words on a handoff's arrow.

use seamless_flow::{Flow, Handoff, Mode, Via, format_span};
use seamless_model::Event;

use crate::graph::{Label, Stroke};
use crate::options::{Live, Overlay};
use crate::text::{Line, Span, Style, line_width, wrap};

/// Widest label in px.
const WIDTH_MAX: f64 = 158.0;
/// Room in px that is kept for live numbers, whatever they are.
const LIVE_WIDTH: f64 = 166.0;

/// Who moves it, as a line style.
pub fn stroke(handoff: &Handoff) -> Stroke {
    if handoff.via == Via::Manual {
        Stroke::Person
    } else if handoff.is_ours() {
        Stroke::Ours
    } else {
        Stroke::Vendor
    }
}

/// A handoff's label: document and name, deadline and carrier; then how it travels, its key, its events.
pub fn of_handoff(flow: &Flow, handoff: &Handoff, overlay: &Overlay) -> Label {
    let mut what = Vec::new();
    let head = [
        Span::new(&words_of(handoff.carry.word()), Style::Document),
        Span::new(handoff.id.as_str(), Style::Name),
    ];
    add_parts(&mut what, head, "", " · ");
    add_parts(&mut what, terms(flow, handoff), "", " · ");
    if let Some(note) = mode(handoff.mode) {
        add(&mut what, &[Span::new(&note, Style::Carrier)], 1);
    }
    let mut how = Vec::new();
    add_parts(&mut how, travel(handoff).into_iter().map(detail), ",", ", ");
    if let Some((from, to)) = handoff.key_fields() {
        add_parts(&mut how, [detail(format!("{from} →")), detail(to.to_owned())], "", " ");
    }
    if handoff.covers.iter().any(|it| *it != Event::Create) {
        add_parts(&mut how, handoff.covers.iter().map(|it| detail(it.word().to_owned())), "", " · ");
    }
    let width_min = if overlay.live.is_empty() { 0.0 } else { LIVE_WIDTH };
    if !overlay.live.is_empty() {
        how.extend(live_lines(overlay.live.get(&handoff.id)).map(|it| fitted(&it)));
    }
    Label { what, how, width_min }
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
    if let Some((from, to)) = handoff.key_fields() {
        text.push_str(&format!(", key {from} → {to}"));
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

fn terms(flow: &Flow, handoff: &Handoff) -> [Span; 2] {
    let style = if stroke(handoff) == Stroke::Ours { Style::Detail } else { Style::Carrier };
    let by = format!("by {}", carrier(flow, handoff));
    [detail(format!("within {}", format_span(handoff.within))), Span::new(&by, style)]
}

/// The carrier's title for people.
pub fn carrier<'f>(flow: &'f Flow, handoff: &'f Handoff) -> &'f str {
    if handoff.by == seamless_flow::SEAMLESS {
        if handoff.via == Via::Manual { "a person" } else { "Seamless" }
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
        // Room for the shape that the picture puts before the word.
        first.push(Span::new(&format!("     {}", state.word()), Style::Live));
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
