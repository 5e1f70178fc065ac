//! Rows of separated fields, split in the window: a quote that is never closed costs its own row, not the file.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::ReadError;
use super::source::Source;

/// The text of a row may be so long.
const ROW_MAX: usize = 4 << 20;

/// A row may have so many fields.
const FIELDS_MAX: usize = 16_384;

/// One row of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// Its fields are in the splitter. It took so many bytes of the window.
    Fields { bytes: usize },
    /// A quote opens and the file ends before it is closed.
    Open { bytes: usize },
    /// It is longer than what is read, mostly for a quote that is never closed.
    TooLong,
    /// A quote that stands where none belongs makes one row of several lines. That much is known from an earlier line,
    /// or from far more fields than the header has.
    Misquoted,
    /// There is no more.
    End,
}

/// Splits rows.
pub(super) struct Splitter {
    core: Reader,
    separator: u8,
    output: Vec<u8>,
    ends: Vec<usize>,
    length: usize,
    fields: usize,
    /// So many fields are usual: the columns of the header.
    usual: usize,
    /// The lines up to this place in the text were gone through in search of the end of an earlier row, from within
    /// its quotes, and what was met was no row. A row that is within quotes where one of these lines ends goes on as
    /// that one did, so that it need not be gone through again.
    hopeless_until: u64,
}

impl Splitter {
    pub fn new(separator: u8) -> Splitter {
        Splitter {
            core: ReaderBuilder::new().delimiter(separator).build(),
            separator,
            output: vec![0; 4_096],
            ends: vec![0; 64],
            length: 0,
            fields: 0,
            usual: FIELDS_MAX,
            hopeless_until: 0,
        }
    }

    /// Says how many columns the header has.
    pub fn expect(&mut self, columns: usize) {
        self.usual = columns;
    }

    /// Says that a row that begins in the window is none, and that so many of its bytes were gone through to know it.
    pub fn give_up(&mut self, source: &Source<'_>, bytes: usize) {
        self.hopeless_until = self.hopeless_until.max(source.offset() + bytes as u64);
    }

    /// Whether the row at the beginning of the window is within quotes at the end of its first line, and what comes of
    /// that is known.
    fn is_hopeless(&self, source: &Source<'_>) -> bool {
        if source.offset() >= self.hopeless_until {
            return false;
        }
        let Some(end) = memchr::memchr(b'\n', source.bytes()) else { return false };
        source.offset() + (end as u64) < self.hopeless_until
            && quotes(&source.bytes()[..=end], self.separator).0 == Quotes::Open
    }

    /// The text of all fields, one behind the other.
    pub fn text(&self) -> &[u8] {
        &self.output[..self.length]
    }

    /// Where each field ends in the text.
    pub fn ends(&self) -> &[usize] {
        &self.ends[..self.fields]
    }

    /// One field.
    pub fn field(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.output[start..self.ends[index]]
    }

    /// Splits the row at the beginning of the window; the window stays as it is until [`Splitter::pass`].
    pub fn split(&mut self, source: &mut Source<'_>) -> Result<Row, ReadError> {
        self.core.reset();
        let mut bytes = 0;
        (self.length, self.fields) = (0, 0);
        if self.is_hopeless(source) {
            return Ok(Row::Misquoted);
        }
        // Far more fields than the header has, over several lines, are those of many rows.
        let mut fields_max = self.usual.saturating_mul(2).clamp(64, FIELDS_MAX);
        loop {
            let input = &source.bytes()[bytes..];
            if input.is_empty() && source.more()? {
                continue;
            }
            let input = &source.bytes()[bytes..];
            let at_end = input.is_empty();
            let most = self.ends.len().min(fields_max);
            let (result, read, written, ended) = self.core.read_record(
                input,
                &mut self.output[self.length..],
                &mut self.ends[self.fields..most],
            );
            bytes += read;
            self.length += written;
            self.fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.output.len() >= ROW_MAX => {
                    self.give_up(source, bytes);
                    return Ok(Row::TooLong);
                }
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if self.fields >= FIELDS_MAX => {
                    self.give_up(source, bytes);
                    return Ok(Row::TooLong);
                }
                ReadRecordResult::OutputEndsFull if self.fields < fields_max => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    if memchr::memchr(b'\n', &source.bytes()[..bytes]).is_some() {
                        return Ok(Row::Misquoted);
                    }
                    fields_max = fields_max.saturating_mul(2).min(FIELDS_MAX);
                }
                ReadRecordResult::Record
                    if at_end && quotes(&source.bytes()[..bytes], self.separator).0 == Quotes::Open =>
                {
                    self.give_up(source, source.bytes()[..bytes].trim_ascii_end().len());
                    return Ok(Row::Open { bytes });
                }
                ReadRecordResult::Record => return Ok(Row::Fields { bytes }),
                ReadRecordResult::End => return Ok(Row::End),
            }
        }
    }

    /// Splits a text that is not from the window; how many fields its first row has.
    pub fn count(&mut self, mut text: &[u8]) -> usize {
        self.core.reset();
        let mut fields = 0;
        loop {
            let (result, read, ..) = self.core.read_record(text, &mut self.output, &mut self.ends[..1]);
            text = &text[read..];
            match result {
                ReadRecordResult::OutputEndsFull => fields += 1,
                ReadRecordResult::OutputFull => {}
                ReadRecordResult::InputEmpty if text.is_empty() => {
                    let (result, ..) = self.core.read_record(text, &mut self.output, &mut self.ends[..1]);
                    return fields + usize::from(result != ReadRecordResult::End);
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record => return fields + 1,
                ReadRecordResult::End => return fields,
            }
        }
    }

    /// Whether a row over several lines closes its quotes only where a field ends: a quote that was forgotten swallows
    /// rows up to the next one, which stands where none belongs.
    pub fn is_sound(&self, row: &[u8]) -> bool {
        self.misplaced(row).is_none()
    }

    /// Where the last quote of a row over several lines stands in the middle of a field, if one does.
    pub fn misplaced(&self, row: &[u8]) -> Option<usize> {
        memchr::memchr(b'\n', row.trim_ascii_end())?;
        match quotes(row, self.separator) {
            (Quotes::Closed, _) => None,
            (_, last) => Some(last),
        }
    }

    /// Gives up a row that was split, its line's end included.
    pub fn pass(source: &mut Source<'_>, bytes: usize) -> Result<(), ReadError> {
        let carriage = bytes > 0 && source.bytes()[bytes - 1] == b'\r';
        source.consume(bytes);
        if carriage && (!source.bytes().is_empty() || source.more()?) && source.bytes()[0] == b'\n' {
            source.consume(1);
        }
        Ok(())
    }

    /// Gives up the first line of the window, whatever stands in it.
    pub fn pass_line(source: &mut Source<'_>) -> Result<(), ReadError> {
        loop {
            if let Some(end) = memchr::memchr(b'\n', source.bytes()) {
                source.consume(end + 1);
                return Ok(());
            }
            let all = source.bytes().len();
            source.consume(all);
            if !source.more()? {
                return Ok(());
            }
        }
    }

    /// Gives up empty lines, and says how many there were: a spreadsheet counts them.
    pub fn pass_blank(source: &mut Source<'_>) -> Result<u64, ReadError> {
        let mut lines = 0;
        loop {
            let taken = match source.bytes() {
                [b'\n', ..] => 1,
                [b'\r', b'\n', ..] => 2,
                [] | [b'\r'] => 0,
                [b'\r', ..] => 1,
                _ => return Ok(lines),
            };
            if taken == 0 && !source.more()? {
                return Ok(lines);
            }
            source.consume(taken);
            lines += u64::from(taken > 0);
        }
    }
}

/// How the quotes of some rows stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    /// Each that opens a field is closed where the field ends.
    Closed,
    /// One is closed in the middle of a field.
    Misplaced,
    /// The last one is not closed.
    Open,
}

/// How the quotes stand, and where the last one does that is closed in the middle of a field; 0 where none is.
fn quotes(rows: &[u8], separator: u8) -> (Quotes, usize) {
    let (mut quoted, mut starts, mut misplaced) = (false, true, None);
    let ends_field = |byte: &u8| *byte == separator || matches!(byte, b'\n' | b'\r');
    let mut bytes = rows.iter().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        if quoted {
            if *byte == b'"' && bytes.next_if(|it| *it.1 == b'"').is_none() {
                quoted = false;
                if bytes.peek().is_some_and(|it| !ends_field(it.1)) {
                    misplaced = Some(at);
                }
            }
            continue;
        }
        quoted = starts && *byte == b'"';
        starts = ends_field(byte);
    }
    let how = match (quoted, misplaced) {
        (true, _) => Quotes::Open,
        (false, Some(_)) => Quotes::Misplaced,
        (false, None) => Quotes::Closed,
    };
    (how, misplaced.unwrap_or(0))
}

/// The separator of a text: of comma, semicolon, tab and bar the one that splits most rows into as many fields as the
/// header has, and into more than one.
pub(super) fn separator(sample: &[u8]) -> u8 {
    // The last line of a sample may be cut off.
    let whole = memchr::memrchr(b'\n', sample).map_or(sample, |end| &sample[..end]);
    let score = |separator: &u8| {
        let mut splitter = Splitter::new(*separator);
        let mut lines = whole.split(|it| *it == b'\n').filter(|it| !it.trim_ascii().is_empty()).take(100);
        let header = splitter.count(lines.next().unwrap_or_default());
        let like_it = lines.filter(|it| splitter.count(it) == header).count();
        (header > 1, like_it, header)
    };
    // The last of equals wins in `max_by_key`; the comma is the usual one.
    *[b'|', b'\t', b';', b','].iter().max_by_key(|it| score(it)).unwrap_or(&b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_found() {
        for (text, expected) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1,5;2,5\n3,5;4\n", b';'),
            ("a\tb, c\n1\t2\n", b'\t'),
            ("a|b\n1|2", b'|'),
            ("one\n1\n2", b','),
            ("", b','),
            ("a;b;c\n", b';'),
        ] {
            assert_eq!(separator(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn what_was_gone_through_in_vain_is_not_gone_through_again() {
        // A quote that opens in each row, behind an inch sign: each row goes on to the end of the file.
        let text = "1,6\" pipe,\"bent\n".repeat(1_000);
        let input = crate::read::Input::Stream(Box::new(text.as_bytes()), "pipes.csv");
        let mut source = Source::open(input, None, &crate::progress::Unwatched).expect("opened");
        let mut splitter = Splitter::new(b',');
        let mut found = Vec::new();
        while splitter.split(&mut source).is_ok_and(|it| {
            found.push(it);
            it != Row::End
        }) {
            Splitter::pass_line(&mut source).expect("passed");
        }
        let open = |it: &&Row| matches!(it, Row::Open { .. });
        assert_eq!((found.len(), found.iter().filter(open).count()), (1_001, 2));
        assert_eq!((found[1], found[998], found[1_000]), (Row::Misquoted, Row::Misquoted, Row::End));
    }

    #[test]
    fn quotes_are_told_apart() {
        for (rows, expected) in [
            ("a,\"b\n", Quotes::Open),
            ("\"a\"\"b", Quotes::Open),
            ("5\" pipe,\"b\"\"\"\n", Quotes::Closed),
            ("\"open\n3,\"x\"\n", Quotes::Misplaced),
        ] {
            assert_eq!(quotes(rows.as_bytes(), b',').0, expected, "{rows}");
        }
        assert_eq!(quotes(b"5\" pipe;\"b", b';').0, Quotes::Open);
    }
}
