//! Text as YAML: plain where that is safe, in double quotes where it is not.

use std::fmt::Write as _;

/// Words that are no text where they stand plain, in one version of YAML or another.
const WORDS: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

/// A text as YAML on one line, a key or a value: in quotes where it would not be read as itself.
pub fn quoted(text: &str) -> String {
    // `3pl` is a number in no version of YAML; `1e3`, `0xff` and `0o7` are.
    let no_number = |it: char| it.is_ascii_alphabetic() && !"abcdefox".contains(it.to_ascii_lowercase());
    let begins = |it: char| it.is_ascii_alphabetic() || it == '_';
    let word = text.starts_with(begins)
        || text.starts_with(|it: char| it.is_ascii_digit()) && text.contains(no_number);
    let plain = word
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "_-/. ".contains(it))
        && !text.ends_with(' ')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_owned() } else { in_quotes(text) }
}

fn in_quotes(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            it if is_hidden(it) => {
                // Writing to a string cannot fail. None of these needs more than four digits.
                let _ = write!(out, "\\u{:04x}", u32::from(it));
            }
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

/// Whether nobody sees a character, or sees it as another: it is written so that it is seen.
fn is_hidden(letter: char) -> bool {
    let blank = letter.is_whitespace() && letter != ' ';
    let no_width = matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    letter.is_control() || blank || no_width || turns
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::tree::{NodeValue, parse_tree};

    /// A text as the house's reader reads it back, as a key and as a value; and whether it says that something is wrong.
    fn read_back(text: &str) -> (String, String, bool) {
        let yaml = format!("{{ {0}: {0} }}", quoted(text));
        let (node, problems) = parse_tree(&Arc::from("it"), yaml.as_bytes());
        match node.expect(&yaml).value {
            NodeValue::Map(entries) => match &entries[..] {
                [(key, node)] => match &node.value {
                    NodeValue::Text(value, _) => (key.text.clone(), value.clone(), problems.is_empty()),
                    other => panic!("{yaml} gives {other:?}"),
                },
                other => panic!("{yaml} gives {other:?}"),
            },
            other => panic!("{yaml} gives {other:?}"),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "orders",
            "3pl",
            "yes",
            "No",
            "y",
            "nan",
            "12",
            "1e3",
            "0xff",
            "1_000",
            "2026-10-01",
            "#1001",
            "PO #",
            "a: b",
            "a:",
            " ",
            " blank ",
            "blank ",
            "Größe",
            "x\ny",
            "x\ty",
            "say \"no\"",
            "C:\\x",
            "-",
            "_",
            "*a",
            "&a",
            "!a",
            "a, b",
            "[a]",
            "{a}",
            "zero\u{200b}width",
            "\u{feff}",
            "no\u{a0}break",
            "\u{3000}",
            "\u{2028}",
            "soft\u{ad}",
            "\u{200d}",
            "\u{2060}",
            "𝄞",
        ] {
            assert_eq!(read_back(text), (text.to_owned(), text.to_owned(), true), "{}", quoted(text));
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_written_as_an_escape_of_which_the_reader_complains() {
        for text in ["\u{7}", "a\u{0}b", "\u{1b}[2J", "\u{7f}", "\u{9b}", "\u{202e}x"] {
            let written = quoted(text);
            assert!(written.is_ascii() && !written.chars().any(char::is_control), "{written:?}");
            let shown: String = text.chars().map(|it| if is_hidden(it) { '\u{fffd}' } else { it }).collect();
            assert_eq!(read_back(text), (shown.clone(), shown, false), "{written}");
            // JSON knows the same escapes, and tells that they say what was meant.
            assert_eq!(serde_json::from_str::<String>(&written).ok().as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_read_as_itself_needs_no_quotes() {
        for text in
            ["orders", "PO number", "api/v2.1", "_x", "at_least_once", "North-East", "3pl", "2nd floor"]
        {
            assert_eq!(quoted(text), text);
        }
        for text in ["", "12", "1e3", "0xff", "0o7", "0b11", "1_000", "2026-10-01", "1.5", "n", "PO "] {
            assert_eq!(quoted(text), format!("\"{text}\""));
        }
        assert_eq!(quoted("a\u{200b}b\n\"c\""), "\"a\\u200bb\\n\\\"c\\\"\"");
    }
}
