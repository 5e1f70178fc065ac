//! A flow as Mermaid: text that GitHub, GitLab and editors draw where they show Markdown.
//!
//! Steps, lanes and words are those of the picture; where they stand is Mermaid's own choice. In labels everything
//! that has a meaning to Mermaid is written as an entity, so that a title is shown as it stands in the map.

use std::collections::BTreeSet;
use std::fmt::Write;

use seamless_flow::{Flow, format_span};

use crate::graph::{Arrow, Graph, Lane, LaneOf, Step, Stroke};
use crate::label;
use crate::options::Options;
use crate::steps;

/// Which of Mermaid's diagrams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mermaid {
    /// `flowchart LR` with a subgraph for each lane: every Mermaid draws it.
    Flowchart,
    /// `swimlane-beta LR`: true lanes, which Mermaid draws from 11.16 on.
    Swimlane,
}

/// Draws a flow as Mermaid. Of the options, the lanes and the team count.
pub fn mermaid(flow: &Flow, options: &Options, kind: Mermaid) -> String {
    let graph = steps::graph(flow, options);
    let mut writer = Writer { out: String::new(), flow, graph: &graph, names: Names::of(&graph) };
    writer.diagram(kind);
    writer.out
}

struct Writer<'a> {
    out: String,
    flow: &'a Flow,
    graph: &'a Graph,
    names: Names,
}

impl Writer<'_> {
    fn diagram(&mut self, kind: Mermaid) {
        self.line(match kind {
            Mermaid::Flowchart => "flowchart LR",
            Mermaid::Swimlane => "swimlane-beta LR",
        });
        self.line(&format!("  accTitle: {}", in_line(&self.flow.title)));
        for (at, lane) in self.graph.lanes.iter().enumerate() {
            self.lane(at, lane, kind);
        }
        let mut persons = Vec::new();
        for (number, arrow) in self.graph.arrows.iter().enumerate() {
            self.arrow(arrow);
            if arrow.stroke == Stroke::Person {
                persons.push(number.to_string());
            }
        }
        if !persons.is_empty() {
            self.line(&format!("  linkStyle {} stroke-dasharray:2 4", persons.join(",")));
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn lane(&mut self, at: usize, lane: &Lane, kind: Mermaid) {
        // A flowchart keeps room for one line over the boxes of a subgraph.
        let note = if kind == Mermaid::Swimlane { lane.note.text.as_str() } else { "" };
        let title = self.label(&[&lane.title.text, note]);
        self.line(&format!("  subgraph {}[{title}]", self.names.lanes[at]));
        for (step, it) in self.graph.steps.iter().enumerate().filter(|(_, it)| it.lane == at) {
            self.step(step, it);
        }
        self.line("  end");
    }

    /// What begins here is round, what arrives has corners, as in the picture.
    fn step(&mut self, at: usize, step: &Step) {
        let note = step.note.as_ref().map_or("", |it| it.text.as_str());
        let title = self.label(&[&step.title.text, note]);
        let name = &self.names.steps[at];
        let line =
            if step.is_origin { format!("    {name}([{title}])") } else { format!("    {name}[{title}]") };
        self.line(&line);
    }

    fn arrow(&mut self, arrow: &Arrow) {
        let (from, to) = (&self.names.steps[arrow.from], &self.names.steps[arrow.to]);
        let line = match arrow.stroke {
            Stroke::Ours | Stroke::Inside => "-->",
            _ => "-.->",
        };
        let words = self.words(arrow);
        let words = if words.is_empty() { String::new() } else { format!("|{words}|") };
        self.line(&format!("  {from} {line}{words} {to}"));
    }

    /// What people ask of a handoff first: what, under which name, how soon, by whom, known by which key.
    fn words(&self, arrow: &Arrow) -> String {
        let Some(handoff) = arrow.handoff.as_ref().and_then(|it| self.flow.handoffs.get(it)) else {
            return String::new();
        };
        let head = format!("{} · {}", handoff.carry.word().replace('_', " "), handoff.id);
        let carrier = label::carrier(self.flow, handoff);
        let terms = format!("within {} · by {carrier}", format_span(handoff.within));
        let key = handoff.key_fields().map(|(from, to)| format!("{from} → {to}")).unwrap_or_default();
        self.label(&[&head, &terms, &key])
    }

    /// A label of lines, in quotes; empty lines are left out.
    fn label(&self, lines: &[&str]) -> String {
        let lines: Vec<String> =
            lines.iter().map(|it| escape(it.trim())).filter(|it| !it.is_empty()).collect();
        // Mermaid has no word for an empty label.
        if lines.is_empty() { "\" \"".to_owned() } else { format!("\"{}\"", lines.join("<br/>")) }
    }
}

/// The names of lanes and steps: those of the map, so that a small edit gives a small difference.
struct Names {
    lanes: Vec<String>,
    steps: Vec<String>,
}

impl Names {
    fn of(graph: &Graph) -> Self {
        let mut taken = BTreeSet::new();
        let lanes = graph.lanes.iter().map(|lane| {
            let id = match &lane.of {
                LaneOf::System(id) => id.as_str(),
                LaneOf::Team(id) => id.as_str(),
            };
            name(&format!("lane_{id}"), &mut taken)
        });
        let lanes = lanes.collect();
        let steps = graph
            .steps
            .iter()
            .map(|it| name(&format!("{}_{}", it.system, it.document), &mut taken))
            .collect();
        Self { lanes, steps }
    }
}

/// A name that Mermaid takes and nobody has: letters, digits and `_`, with a number behind it where it must.
fn name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = wanted.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).collect();
    // A name that begins with `o` or `x`, or as a keyword does, is read as a part of an arrow or as that keyword.
    let plain = format!("at_{plain}").replacen("at_lane_", "lane_", 1);
    let mut name = plain.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{plain}_{number}");
        number += 1;
    }
    name
}

/// Text in a label: letters, digits and harmless signs stand for themselves, all else of ASCII as an entity.
///
/// Mermaid reads directives, Markdown, styles and HTML out of labels before it knows that they are labels; some of its
/// versions also take a leading `1.` or `-` for a list, which they refuse.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_leading = true;
    for letter in text.chars() {
        let is_list = is_leading && matches!(letter, '-' | '+' | '.' | ')');
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' => out.push(letter),
            ' ' | ',' | '_' | '-' | '+' | '.' | '/' | '(' | ')' | '=' | '\'' if !is_list => out.push(letter),
            it if it.is_whitespace() => out.push(' '),
            it if it.is_control() || matches!(it, '\u{FFFE}' | '\u{FFFF}') => {}
            it if it.is_ascii() => drop(write!(out, "#{};", u32::from(it))),
            it => out.push(it),
        }
        is_leading &= letter.is_ascii_digit();
    }
    out
}

/// Text that runs to the end of its line, where no entities are read.
fn in_line(text: &str) -> String {
    let kept = |it: &char| it.is_alphanumeric() || " ,.-&'()".contains(*it);
    text.chars().map(|it| if it.is_whitespace() { ' ' } else { it }).filter(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_differ() {
        let mut taken = BTreeSet::new();
        for (wanted, expect) in
            [("end_order", "at_end_order"), ("a-b_order", "at_a_b_order"), ("a_b_order", "at_a_b_order_2")]
        {
            assert_eq!(name(wanted, &mut taken), expect);
        }
    }

    #[test]
    fn what_mermaid_would_read_is_written_as_entities() {
        assert_eq!(escape("Shop \"1\"\n[x]"), "Shop #34;1#34; #91;x#93;");
        assert_eq!(escape("%%{init}%% Größe"), "#37;#37;#123;init#125;#37;#37; Größe");
        assert_eq!(escape("1. First - it's a_b"), "1#46; First - it's a_b");
    }
}
