//! What joins the boxes of the picture, for the page's script: from it follows the way of each document.

use std::fmt::Write;

use crate::graph::Graph;

/// All arrows as JSON: the two steps that each joins, by their order in the picture, and the handoff that it stands
/// for; nothing for what goes on inside a system.
pub fn json(graph: &Graph) -> String {
    let mut out = String::from("[");
    for (at, arrow) in graph.arrows.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let id = arrow.handoff.as_ref().map_or("null".to_owned(), |it| quoted(it.as_str()));
        let _ = write!(out, "{comma}[{},{},{id}]", arrow.from, arrow.to);
    }
    out.push(']');
    out
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
