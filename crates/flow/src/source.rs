//! A file that was read, with an index of its lines: where a place stands is looked up, never counted from the top.

use std::ops::Range;
use std::sync::Arc;

use crate::Place;

/// So many bytes lie between two places whose number of characters is kept. Less is counted again for each column.
const STEP: usize = 256;
/// The most that is shown of a line on either side of what is underlined, in bytes.
const AROUND: usize = 2_000;

/// A file that was read, for showing problems.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file, as the person named it.
    pub file: Arc<str>,
    text: Arc<str>,
    index: Arc<Index>,
}

/// The files that were read, the file that the person named first.
pub type Sources = Vec<Source>;

/// What is counted once in a text.
#[derive(Debug)]
struct Index {
    /// Where each line begins, in bytes.
    lines: Vec<usize>,
    /// The number of characters before each multiple of [`STEP`] bytes.
    characters: Vec<usize>,
}

impl Source {
    /// A file with its text. Its lines are counted here, and never again.
    pub fn new(file: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self { file: file.into(), index: Arc::new(Index::of(&text)), text }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and the column of an offset in bytes, both counted from one, the column in characters. An offset
    /// within a character is that of the character, one behind the end is the end. A carriage return is a
    /// character at the end of its line.
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let at = self.text.floor_char_boundary(at);
        let line = self.index.line(at);
        (line + 1, self.characters(at) - self.characters(self.index.lines[line]) + 1)
    }

    /// The line that holds an offset, without its line feed.
    pub fn line(&self, at: usize) -> Range<usize> {
        let line = self.index.line(at.min(self.text.len()));
        let end = self.index.lines.get(line + 1).map_or(self.text.len(), |next| next - 1);
        self.index.lines[line]..end
    }

    /// A place's bytes in this text, between characters and never more than what stands in its first line.
    pub fn span(&self, place: &Place) -> Range<usize> {
        let start = self.text.floor_char_boundary(place.start);
        let end = self.text.floor_char_boundary(place.end).max(start);
        start..end.min(self.line(start).end)
    }

    /// What is shown of the line in which a span begins: all of it or, where it is long, what stands around the
    /// span's beginning.
    pub fn excerpt(&self, span: &Range<usize>) -> Range<usize> {
        let line = self.line(span.start);
        let from = self.text.floor_char_boundary(span.start.saturating_sub(AROUND));
        let to = self.text.floor_char_boundary(span.start + AROUND).max(span.start);
        line.start.max(from)..line.end.min(to)
    }

    /// Whether a range begins and ends with its lines.
    pub fn is_whole(&self, range: &Range<usize>) -> bool {
        self.line(range.start).start == range.start && self.line(range.end).end == range.end
    }

    /// The characters before an offset.
    fn characters(&self, at: usize) -> usize {
        let again = Index::counted_again(at);
        // A byte that goes on with a character begins none (RFC 3629).
        let begins = self.text.as_bytes()[again].iter().filter(|it| !is_continued(**it)).count();
        self.index.characters[at / STEP] + begins
    }
}

impl Index {
    fn of(text: &str) -> Self {
        let (mut lines, mut characters, mut count) = (vec![0], Vec::new(), 0);
        for (at, byte) in text.bytes().enumerate() {
            if at.is_multiple_of(STEP) {
                characters.push(count);
            }
            if byte == b'\n' {
                lines.push(at + 1);
            }
            count += usize::from(!is_continued(byte));
        }
        if text.len().is_multiple_of(STEP) {
            characters.push(count);
        }
        Self { lines, characters }
    }

    /// The number of the line that holds an offset, from zero.
    fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|begin| *begin <= at) - 1
    }

    /// The only bytes that are read to tell the characters before an offset.
    fn counted_again(at: usize) -> Range<usize> {
        at / STEP * STEP..at
    }
}

/// Whether a byte of UTF-8 goes on with a character that an earlier one began.
fn is_continued(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

/// The source of a place; `None` where its file is not among them.
pub(crate) fn find<'s>(place: &Place, sources: &'s [Source]) -> Option<&'s Source> {
    sources.iter().find(|it| it.file == place.file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines and columns counted from the top, as the index must tell them.
    fn counted(text: &str, at: usize) -> (usize, usize) {
        let at = text.floor_char_boundary(at);
        let line = text[..at].rfind('\n').map_or(0, |it| it + 1);
        (text[..line].matches('\n').count() + 1, text[line..at].chars().count() + 1)
    }

    #[test]
    fn every_offset_has_the_line_and_column_that_counting_gives() {
        let long = "é€𝄞x".repeat(200);
        let exact = "a".repeat(2 * STEP);
        for text in [
            "",
            "\n",
            "a",
            "a\nb",
            "a\nb\n",
            "\r\n\r\n",
            "ä: 1\r\nß: 2",
            "\u{feff}a: €\n  𝄞: 1",
            "\n\n\nx",
            &long,
            &format!("{long}\r\n{long}\n"),
            &exact,
            &format!("{}\n{exact}", &exact[1..]),
        ] {
            let source = Source::new("it", text);
            for at in 0..=text.len() + 3 {
                assert_eq!(source.line_column(at), counted(text, at), "{at} of {text:?}");
            }
        }
    }

    #[test]
    fn a_line_has_no_line_feed_and_the_last_needs_none() {
        let source = Source::new("it", "one\r\ntwo\n\nfour");
        let lines = |at| &source.text()[source.line(at)];
        assert_eq!((lines(0), lines(4), lines(5), lines(8)), ("one\r", "one\r", "two", "two"));
        assert_eq!((lines(9), lines(10), lines(14), lines(99)), ("", "four", "four", "four"));
        assert_eq!(Source::new("it", "one\n").line(4), 4..4);
    }

    #[test]
    fn a_span_stays_in_its_first_line_and_between_characters() {
        let source = Source::new("it", "ab€\ncd");
        let span = |start, end| source.span(&Place { file: "it".into(), start, end });
        assert_eq!((span(1, 7), span(3, 4), span(4, 3)), (1..5, 2..2, 2..2));
        assert_eq!((span(6, 99), span(99, 99), span(5, 8)), (6..8, 8..8, 5..5));
    }

    #[test]
    fn a_column_costs_the_same_wherever_it_stands() {
        let source = Source::new("it", "{ a: €1 }, ".repeat(100_000));
        // What is kept lies so close that less than a step is counted again, also before the end.
        let kept = &source.index.characters;
        assert_eq!(kept.len(), source.text().len() / STEP + 1);
        assert!(kept.windows(2).all(|it| (STEP / 4..=STEP).contains(&(it[1] - it[0]))));
        assert_eq!(source.line_column(source.text().len() - 1), (1, 1_100_000));
    }
}
