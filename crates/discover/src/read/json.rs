//! JSON over a window of bytes: a cursor that knows whether it ran out of text or into a mistake. Nothing is copied but
//! strings with escapes.

use std::borrow::Cow;

/// Why the cursor stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The window ends here.
    End,
    /// No JSON, at this place of the window.
    Mistake(usize),
}

/// Where a value stands in the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub start: u32,
    pub end: u32,
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// There is none.
    #[default]
    Absent,
    /// A string; the span is what stands between its quotes.
    Text,
    /// A string with escapes.
    Escaped,
    Number,
    True,
    False,
    Null,
    Array,
    Object,
}

impl Span {
    /// The text of a string, or the letters of a number, true or false; `None` of anything else, and of text that is
    /// no UTF-8.
    pub fn text(self, window: &[u8]) -> Option<Cow<'_, str>> {
        let raw = &window[self.start as usize..self.end as usize];
        match self.kind {
            Kind::Text | Kind::Number | Kind::True | Kind::False => {
                std::str::from_utf8(raw).ok().map(Cow::Borrowed)
            }
            Kind::Escaped => unescaped(raw).map(Cow::Owned),
            Kind::Absent | Kind::Null | Kind::Array | Kind::Object => None,
        }
    }

    /// The text of a string without escapes.
    pub fn plain(self, window: &[u8]) -> Option<&str> {
        let raw = &window[self.start as usize..self.end as usize];
        if self.kind == Kind::Text { std::str::from_utf8(raw).ok() } else { None }
    }

    /// What a person is shown of it.
    pub fn shown(self, window: &[u8]) -> String {
        String::from_utf8_lossy(&window[self.start as usize..self.end.min(self.start + 400) as usize])
            .into_owned()
    }
}

/// Reads values from a window.
pub(crate) struct Cursor<'a> {
    pub window: &'a [u8],
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(window: &'a [u8], at: usize) -> Cursor<'a> {
        Cursor { window, at }
    }

    /// The next byte that is no white space, not taken.
    #[inline]
    pub fn peek(&mut self) -> Result<u8, Stop> {
        while let Some(byte) = self.window.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Ok(*byte);
            }
            self.at += 1;
        }
        Err(Stop::End)
    }

    /// Takes this byte, which must come next.
    #[inline]
    pub fn take(&mut self, byte: u8) -> Result<(), Stop> {
        if self.peek()? != byte {
            return Err(Stop::Mistake(self.at));
        }
        self.at += 1;
        Ok(())
    }

    /// Whether a list goes on behind one of its values: takes the comma, or the closing bracket.
    #[inline]
    pub fn goes_on(&mut self, close: u8) -> Result<bool, Stop> {
        let byte = self.peek()?;
        if byte != b',' && byte != close {
            return Err(Stop::Mistake(self.at));
        }
        self.at += 1;
        Ok(byte == b',')
    }

    /// Takes the opening bracket; false if the closing one comes right behind it, which is taken, too.
    #[inline]
    pub fn opens(&mut self, open: u8, close: u8) -> Result<bool, Stop> {
        self.take(open)?;
        let empty = self.peek()? == close;
        self.at += usize::from(empty);
        Ok(!empty)
    }

    /// A key, and the colon behind it.
    // Inlined always: a span given back through memory costs more than finding its end.
    #[inline(always)]
    pub fn key(&mut self) -> Result<Span, Stop> {
        if self.peek()? != b'"' {
            return Err(Stop::Mistake(self.at));
        }
        let key = self.string()?;
        self.take(b':')?;
        Ok(key)
    }

    /// Any value. Lists and objects are skipped as a whole.
    #[inline]
    pub fn value(&mut self) -> Result<Span, Stop> {
        match self.peek()? {
            b'"' => self.string(),
            b'{' => self.nested(Kind::Object),
            b'[' => self.nested(Kind::Array),
            b't' => self.word(b"true", Kind::True),
            b'f' => self.word(b"false", Kind::False),
            b'n' => self.word(b"null", Kind::Null),
            b'-' | b'0'..=b'9' => self.number(),
            _ => Err(Stop::Mistake(self.at)),
        }
    }

    #[inline(always)]
    fn string(&mut self) -> Result<Span, Stop> {
        let start = self.at + 1;
        let mut at = start;
        let mut kind = Kind::Text;
        loop {
            match mark(self.window, at) {
                None => return Err(Stop::End),
                Some(end) if self.window[end] == b'"' => {
                    self.at = end + 1;
                    return Ok(Span { start: start as u32, end: end as u32, kind });
                }
                Some(escape) => {
                    kind = Kind::Escaped;
                    at = escape + 2;
                }
            }
        }
    }

    fn number(&mut self) -> Result<Span, Stop> {
        let start = self.at;
        let digit = |it: &u8| matches!(it, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let Some(length) = self.window[start..].iter().position(|it| !digit(it)) else {
            return Err(Stop::End);
        };
        self.at = start + length;
        Ok(Span { start: start as u32, end: self.at as u32, kind: Kind::Number })
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<Span, Stop> {
        let start = self.at;
        let rest = &self.window[start..];
        if rest.len() < word.len() {
            return Err(if word.starts_with(rest) { Stop::End } else { Stop::Mistake(start) });
        }
        if !rest.starts_with(word) {
            return Err(Stop::Mistake(start));
        }
        self.at += word.len();
        Ok(Span { start: start as u32, end: self.at as u32, kind })
    }

    /// A list or an object, skipped by its brackets: what is inside is not looked at.
    fn nested(&mut self, kind: Kind) -> Result<Span, Stop> {
        let start = self.at;
        let mut depth = 0usize;
        loop {
            let Some(byte) = self.window.get(self.at) else { return Err(Stop::End) };
            match byte {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(Span { start: start as u32, end: self.at as u32, kind });
            }
        }
    }
}

/// Where the next quote or backslash stands. Eight bytes at a time: most strings of a log are shorter than what a call
/// of a general search costs.
#[inline(always)]
fn mark(window: &[u8], from: usize) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    const QUOTES: u64 = ONES * b'"' as u64;
    const ESCAPES: u64 = ONES * b'\\' as u64;
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & TOPS;
    let mut at = from;
    while let Some(eight) = window.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*eight);
        let found = zeros(word ^ QUOTES) | zeros(word ^ ESCAPES);
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    Some(at + memchr::memchr2(b'"', b'\\', window.get(at..)?)?)
}

/// The text of a string with escapes; `None` where an escape is none.
fn unescaped(raw: &[u8]) -> Option<String> {
    let mut quoted = Vec::with_capacity(raw.len() + 2);
    quoted.push(b'"');
    quoted.extend_from_slice(raw);
    quoted.push(b'"');
    serde_json::from_slice(&quoted).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<(Kind, String), Stop> {
        let mut cursor = Cursor::new(text.as_bytes(), 0);
        let span = cursor.value()?;
        Ok((span.kind, span.text(text.as_bytes()).unwrap_or_default().into_owned()))
    }

    #[test]
    fn values_are_read() {
        assert_eq!(value(r#" "a\"b\u00e9" "#), Ok((Kind::Escaped, "a\"bé".to_owned())));
        assert_eq!(value(r#""plain""#), Ok((Kind::Text, "plain".to_owned())));
        assert_eq!(value("-1.5e3,"), Ok((Kind::Number, "-1.5e3".to_owned())));
        assert_eq!(value("true"), Ok((Kind::True, "true".to_owned())));
        assert_eq!(value(r#"{"a":["}",{}]} x"#).map(|it| it.0), Ok(Kind::Object));
    }

    #[test]
    fn marks_are_found_wherever_they_stand() {
        for length in 0..40 {
            for place in 0..length {
                for byte in [b'"', b'\\'] {
                    let mut text = vec![b'#'; length];
                    text[place] = byte;
                    assert_eq!(mark(&text, 0), Some(place));
                    assert_eq!(mark(&text, place + 1), None);
                }
            }
            assert_eq!(mark(&vec![b'!'; length], 0), None);
            assert_eq!(mark(&vec![0xa2; length], length + 3), None);
        }
    }

    #[test]
    fn an_end_is_no_mistake() {
        for text in ["", " ", "\"abc", "\"abc\\", "12", "tru", "{\"a\":", "[[]", "nul"] {
            assert_eq!(value(text), Err(Stop::End), "{text}");
        }
        for (text, place) in [("x", 0), (" tree", 1), ("]", 0)] {
            assert_eq!(value(text), Err(Stop::Mistake(place)), "{text}");
        }
    }
}
