//! Where reading goes on behind a broken element.

use memchr::memmem;

/// Which list is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Array {
    /// `events`.
    Events,
    /// `objects`.
    Objects,
}

impl Array {
    pub fn name(self) -> &'static str {
        match self {
            Array::Events => "events",
            Array::Objects => "objects",
        }
    }
}

/// What comes next in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// An element.
    Element,
    /// The comma between two elements, or the end.
    Separator,
    /// Nothing more.
    End,
}

/// Where reading goes on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mended {
    /// Where in the window.
    pub at: usize,
    /// In which list.
    pub array: Array,
    /// With what.
    pub next: Next,
}

/// Looks for the place to go on from, behind a mistake at `at` in an element that begins at `start`: where the brackets
/// of the element are closed, or else the next `{"id":`. Inside a string its quotes would be escaped, and no other
/// object of OCEL has a member of that name, so nothing is guessed. `None` when the window holds neither.
pub(super) fn mended(window: &[u8], start: usize, at: usize, array: Array) -> Option<Mended> {
    // Mostly it is near: a log that is broken everywhere must not be searched to the end of the window every time.
    let near = [1 << 12, 1 << 16].map(|it| (at + it).min(window.len()));
    near.into_iter().chain([window.len()]).find_map(|end| mended_within(&window[..end], start, at, array))
}

fn mended_within(window: &[u8], start: usize, at: usize, array: Array) -> Option<Mended> {
    let next = next_element(window, start + 1);
    let limit = next.unwrap_or(window.len());
    if let Some(end) = closed(&window[..limit], start).filter(|end| *end > at) {
        let behind = window[end..].iter().find(|it| !it.is_ascii_whitespace());
        if matches!(behind?, b',' | b']') {
            return Some(Mended { at: end, array, next: Next::Separator });
        }
    }
    let at = next?;
    let array = last_list(&window[start..at]).unwrap_or(array);
    Some(Mended { at, array, next: Next::Element })
}

/// Where the next `{"id":` begins.
fn next_element(window: &[u8], from: usize) -> Option<usize> {
    let from = from.min(window.len());
    memmem::find_iter(&window[from..], b"\"id\"").find_map(|found| {
        let quote = from + found;
        let brace = window[..quote].iter().rposition(|it| !it.is_ascii_whitespace())?;
        let colon = window[quote + 4..].iter().find(|it| !it.is_ascii_whitespace())?;
        (window[brace] == b'{' && brace >= from && *colon == b':').then_some(brace)
    })
}

/// Where the brackets that open at `start` are closed.
fn closed(window: &[u8], start: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (at, byte) in window.iter().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The list that was opened last in this text, if one was.
fn last_list(text: &[u8]) -> Option<Array> {
    let opened = |name: &str| {
        memmem::find_iter(text, name.as_bytes())
            .filter(|found| {
                let mut rest = text[found + name.len()..].iter().filter(|it| !it.is_ascii_whitespace());
                rest.next() == Some(&b':') && rest.next() == Some(&b'[')
            })
            .last()
    };
    match (opened("\"events\""), opened("\"objects\"")) {
        (None, None) => None,
        (events, objects) => Some(if events > objects { Array::Events } else { Array::Objects }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, start: usize, at: usize) -> Option<(&str, Array, Next)> {
        mended(text.as_bytes(), start, at, Array::Objects).map(|it| (&text[it.at..], it.array, it.next))
    }

    #[test]
    fn a_closed_element_is_passed() {
        let text = r#"{"id":"a","type":},{"id":"b"}]"#;
        assert_eq!(check(text, 0, 17), Some((r#",{"id":"b"}]"#, Array::Objects, Next::Separator)));
    }

    #[test]
    fn behind_an_open_one_the_next_one_is_found() {
        let text = r#"{"id":"a","type":"x,"n":[{"name":"id"}]  { "id" : "b"}]"#;
        assert_eq!(check(text, 0, 21), Some((r#"{ "id" : "b"}]"#, Array::Objects, Next::Element)));
        let text = r#"{"id":"a","type":"x  ],"events":[{"id":"b"}]"#;
        assert_eq!(check(text, 0, 23), Some((r#"{"id":"b"}]"#, Array::Events, Next::Element)));
        assert_eq!(check(r#"{"id":"a","type":"x"#, 0, 10), None);
    }
}
