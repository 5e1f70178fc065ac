//! What the YAML parser says, in words for a person who writes a map.

use std::str::Utf8Error;
use std::sync::Arc;

use serde_saphyr::granit_parser::{ErrorKind, ScanError};

use crate::{Place, Problem};

/// The file is not UTF-8: where that shows first.
pub(crate) fn not_text(file: &Arc<str>, bytes: &[u8], error: Utf8Error) -> Problem {
    let start = error.valid_up_to();
    let line = bytes[..start].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let byte = bytes.get(start).copied().unwrap_or(0);
    // In the text that is shown, what is not UTF-8 stands as one replacement character of three bytes.
    let place = Place { file: file.clone(), start, end: start + '\u{FFFD}'.len_utf8() };
    Problem::error(
        place,
        format!("byte {start} on line {line} is not UTF-8"),
        format!("the byte {byte:#04x}"),
    )
    .help(match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "this looks like UTF-16: save the file as UTF-8",
        _ => "save the file as UTF-8",
    })
}

/// What is wrong with the file's YAML.
///
/// `open` is where the innermost list or map begins that was not closed yet.
pub(crate) fn explain(file: &Arc<str>, text: &str, error: &ScanError, open: Option<usize>) -> Problem {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let tab = tab_near(text, at).filter(|_| is_tab(error.kind()));
    let place = match tab {
        Some(start) => Place { file: file.clone(), start, end: start + 1 },
        None => visible(file, text, at),
    };
    let (message, label, help) = words(error.kind());
    let mut problem = Problem::error(place, message, label);
    let deep = *error.kind() == ErrorKind::RecursionLimitExceeded;
    let bracket = open.filter(|it| !deep && text.get(*it..).is_some_and(|rest| rest.starts_with(['{', '['])));
    if let Some(start) = bracket.filter(|it| *it < problem.place.start) {
        problem
            .others
            .push((Place { file: file.clone(), start, end: start + 1 }, "open since here".to_owned()));
    }
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

fn is_tab(kind: &ErrorKind) -> bool {
    use ErrorKind as K;
    matches!(kind, K::TabInIndentation | K::TabInBlockIndentation | K::TabNotAllowed | K::TabInPlainScalar)
}

/// Where a tab stands in the white space around an offset.
fn tab_near(text: &str, at: usize) -> Option<usize> {
    let (before, after) = text.split_at_checked(at)?;
    let behind = after.find(|it: char| !it.is_whitespace()).unwrap_or(after.len());
    let ahead = before.trim_end().len();
    after[..behind].find('\t').map(|it| at + it).or_else(|| before[ahead..].rfind('\t').map(|it| ahead + it))
}

/// The character at an offset, or the last one before it where nothing is to be seen.
fn visible(file: &Arc<str>, text: &str, at: usize) -> Place {
    let at = (0..=at).rev().find(|&it| text.is_char_boundary(it)).unwrap_or(0);
    let here = text[at..].chars().next().filter(|it| !it.is_whitespace());
    match here {
        Some(seen) => Place { file: file.clone(), start: at, end: at + seen.len_utf8() },
        None => {
            let before = text[..at].trim_end();
            let last = before.chars().next_back().map_or(0, char::len_utf8);
            Place { file: file.clone(), start: before.len() - last, end: before.len() }
        }
    }
}

fn words(kind: &ErrorKind) -> (String, &'static str, Option<&'static str>) {
    use ErrorKind as K;
    let said = |message: &str, label, help| (message.to_owned(), label, Some(help));
    match kind {
        kind if is_tab(kind) => said(
            "a tab stands where YAML wants spaces",
            "a tab",
            "use spaces: most editors can write them for the tab key",
        ),
        K::UnclosedQuotedScalar => said("a quote is not closed", "open from here on", "close the quote"),
        K::InvalidTrailingDoubleQuotedScalar | K::InvalidTrailingSingleQuotedScalar => said(
            "text goes on after its closing quote",
            "after the quote",
            "close the quote where the text ends; is one missing before this?",
        ),
        K::UnclosedFlowCollection { open } => (
            format!("the bracket `{open}` is not closed"),
            "open from here on",
            Some("close it, or look for a quote that is not closed after it"),
        ),
        K::MismatchedFlowCollectionEnd { open, close } => (
            format!("`{open}` is closed by `{close}`"),
            "the wrong bracket",
            Some("use the bracket that fits"),
        ),
        K::MisplacedFlowCollectionEnd => {
            said("this bracket closes nothing", "not open", "take it away, or open it")
        }
        K::MappingValueNotAllowed => said(
            "a `:` stands where no key can be",
            "not after a key",
            "put text that contains `: ` in quotes, and look at the indentation of this line",
        ),
        K::ExpectedFlowMappingSeparator
        | K::ExpectedFlowSequenceSeparator
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofFlowSequence => said(
            "the entries of `{ … }` or `[ … ]` do not follow each other as they should",
            "unexpected here",
            "put a comma between entries, close every bracket, and quote text that has brackets or commas",
        ),
        K::ExpectedBlockMappingKey
        | K::ExpectedBlockSequenceEntry
        | K::InvalidIndentation
        | K::SimpleKeyExpected
        | K::InvalidSimpleKey
        | K::MappingKeyNotAllowed
        | K::BlockSequenceEntryNotAllowed => said(
            "this line does not fit what stands around it",
            "no `key: value` here",
            "indent it as its neighbours are, and write `key: value`",
        ),
        K::RecursionLimitExceeded => said(
            "values stand in each other too deep",
            "too deep",
            "a map needs five levels; is a bracket not closed?",
        ),
        K::UnexpectedCharacter { character } => (
            format!("`{character}` cannot begin a value"),
            "reserved by YAML",
            Some("put the value in quotes"),
        ),
        other => (format!("this is not YAML: {other}"), "near here", None),
    }
}
