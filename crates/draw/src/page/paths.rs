//! What lights up with an arrow or a box: the way on which its document came, and the way that it goes on.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::graph::Graph;

/// The ways of all handoffs and steps as JSON for the page's script: by handoff, and by step in the picture's order,
/// the handoffs and the steps that light up. `ends` are the two steps that a handoff joins.
pub fn json(graph: &Graph) -> String {
    let (mut handoffs, mut ends) = (String::new(), String::new());
    for (at, arrow) in graph.arrows.iter().enumerate() {
        let Some(id) = &arrow.handoff else { continue };
        let mut arrows = reached(graph, arrow.to, true);
        arrows.extend(reached(graph, arrow.from, false));
        arrows.insert(at);
        let comma = if handoffs.is_empty() { "" } else { "," };
        let _ = write!(handoffs, "{comma}{}:{}", quoted(id.as_str()), lit(graph, &arrows, None));
        let _ = write!(ends, "{comma}{}:[{},{}]", quoted(id.as_str()), arrow.from, arrow.to);
    }
    let mut steps = String::new();
    for step in 0..graph.steps.len() {
        let mut arrows = reached(graph, step, true);
        arrows.extend(reached(graph, step, false));
        let comma = if steps.is_empty() { "" } else { "," };
        let _ = write!(steps, "{comma}{}", lit(graph, &arrows, Some(step)));
    }
    format!("{{\"handoffs\":{{{handoffs}}},\"ends\":{{{ends}}},\"steps\":[{steps}]}}")
}

/// The arrows that can be reached from a step, forwards or backwards.
fn reached(graph: &Graph, from: usize, forwards: bool) -> BTreeSet<usize> {
    let (mut seen, mut found, mut open) = (BTreeSet::from([from]), BTreeSet::new(), vec![from]);
    while let Some(step) = open.pop() {
        for (at, arrow) in graph.arrows.iter().enumerate() {
            let (near, far) = if forwards { (arrow.from, arrow.to) } else { (arrow.to, arrow.from) };
            if near == step {
                found.insert(at);
                if seen.insert(far) {
                    open.push(far);
                }
            }
        }
    }
    found
}

fn lit(graph: &Graph, arrows: &BTreeSet<usize>, step: Option<usize>) -> String {
    let arrows = || arrows.iter().map(|it| &graph.arrows[*it]);
    let handoffs: Vec<String> =
        arrows().filter_map(|it| Some(quoted(it.handoff.as_ref()?.as_str()))).collect();
    let steps: BTreeSet<usize> = arrows().flat_map(|it| [it.from, it.to]).chain(step).collect();
    let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
    format!("[[{}],[{}]]", handoffs.join(","), steps.join(","))
}

/// A name as a JSON string that cannot end the script it stands in.
fn quoted(name: &str) -> String {
    let mut out = String::from("\"");
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() || "-_. ".contains(letter) {
            out.push(letter);
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_the_script() {
        assert_eq!(quoted("picks-1"), "\"picks-1\"");
        assert_eq!(quoted("</script>"), "\"\\u003c\\u002fscript\\u003e\"");
    }
}
