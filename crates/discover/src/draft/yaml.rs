//! YAML as a person writes it: comments stand in a column.

use std::fmt::Write as _;

/// Text for a comment: one line, whatever stood in the file.
pub fn remark(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { '·' } else { it }).collect()
}

/// Lines, of which some have a comment that stands in a column with those of their neighbours.
#[derive(Debug, Default)]
pub struct Page {
    lines: Vec<(String, Option<String>)>,
}

impl Page {
    /// A line.
    pub fn line(&mut self, text: impl Into<String>) {
        self.lines.push((text.into(), None));
    }

    /// A line with a comment behind it; the comment's `#` is added.
    pub fn noted(&mut self, text: impl Into<String>, comment: &str) {
        self.lines.push((text.into(), Some(remark(comment))));
    }

    /// A comment of its own, wrapped at a width that an editor shows.
    pub fn comment(&mut self, indent: usize, text: &str) {
        let pad = " ".repeat(indent);
        let (mark, text) = marked(text);
        for line in wrapped(&remark(text), 116 - indent) {
            self.line(format!("{pad}{mark} {line}").trim_end().to_owned());
        }
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.line("");
    }

    /// The text. Comments of lines that follow each other stand below each other.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for block in self.lines.chunk_by(|a, b| a.1.is_some() == b.1.is_some()) {
            let fits = |it: &&(String, Option<String>)| it.0.chars().count() <= 44;
            let width = block.iter().filter(fits).map(|it| it.0.chars().count()).max().unwrap_or(0);
            for (line, comment) in block {
                match comment {
                    None => out.push_str(line),
                    Some(comment) => {
                        // Writing to a string cannot fail.
                        let (mark, comment) = marked(comment);
                        let _ = write!(out, "{line:width$}  {mark} {comment}");
                    }
                }
                out.push('\n');
            }
        }
        out
    }
}

/// A comment that begins with a question mark is a question to a person, and stands behind `#?`.
fn marked(comment: &str) -> (&'static str, &str) {
    comment.strip_prefix("? ").map_or(("#", comment), |it| ("#?", it))
}

/// A text in lines of at most this many characters, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let at = lines.len() - 1;
        let long = lines[at].chars().count() + word.chars().count() + 1;
        if !lines[at].is_empty() && long > width {
            lines.push(word.to_owned());
        } else {
            if !lines[at].is_empty() {
                lines[at].push(' ');
            }
            lines[at].push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stand_in_a_column() {
        let mut page = Page::default();
        page.noted("a: 1", "one");
        page.noted("long: 2", "two\nlines");
        page.line("b: 3");
        assert_eq!(page.text(), "a: 1     # one\nlong: 2  # two·lines\nb: 3\n");
    }
}
