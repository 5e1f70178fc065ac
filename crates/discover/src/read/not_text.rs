//! Files that are no text at all, told by their first bytes: what they are, and what to do instead.

/// Control characters beyond tabs and ends of lines are at most one in so many bytes of a text.
const CONTROLS_ONE_IN: usize = 20;

/// What a file is that holds no text, and how to get one. `None` where it may well be text.
pub(super) fn what(head: &[u8], is_wide: bool) -> Option<&'static str> {
    const MARKS: &[(&[u8], &str)] = &[
        (
            b"PK\x03\x04",
            "an Excel workbook or a ZIP archive: save the sheet as CSV (UTF-8), or unpack the archive, and give that",
        ),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook: save the sheet as CSV (UTF-8), and give that"),
        (b"%PDF", "a PDF: export the rows as CSV, and give that"),
        (
            b"SQLite format 3\0",
            "a database: only one that is an OCEL 2.0 log is read, and it is given without a system in front",
        ),
        (b"PAR1", "a Parquet file: write it as CSV or JSONL, and give that"),
        (b"7z\xbc\xaf", "a 7z archive: unpack it, and give what is in it"),
        (
            b"\x28\xb5\x2f\xfd",
            "compressed with zstd: unpack it, and give what is in it (gzip is read as it is)",
        ),
        (b"BZh", "compressed with bzip2: unpack it, and give what is in it (gzip is read as it is)"),
    ];
    if let Some((_, what)) = MARKS.iter().find(|it| head.starts_with(it.0)) {
        return Some(what);
    }
    let start: Vec<u8> = head.trim_ascii_start().iter().take(14).map(u8::to_ascii_lowercase).collect();
    if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") {
        return Some("a web page, perhaps one that asks to sign in: export the rows once more, as CSV");
    }
    if start.starts_with(b"<?xml") {
        return Some("XML: export the rows as CSV or JSONL, and give that");
    }
    let control = |it: &&u8| it.is_ascii_control() && !b"\t\n\r\x0c\0".contains(it);
    let controls = head.iter().filter(control).count();
    (!is_wide && controls * CONTROLS_ONE_IN > head.len())
        .then_some("no text: export the rows as CSV or JSONL, and give that")
}

#[cfg(test)]
mod tests {
    use super::what;

    #[test]
    fn what_is_no_text_is_told_and_what_is_text_is_not() {
        for head in [
            &b"PK\x03\x04\x14\0"[..],
            b"%PDF-1.7",
            b"\n<!DOCTYPE html><html>",
            b"<?xml version='1.0'?>",
            b"\x01\x02\x03\x04abcdef",
        ] {
            assert!(what(head, false).is_some(), "{head:?}");
        }
        for head in [&b"a,b\r\n1,2\r\n"[..], b"", b"name,\xe9t\xe9\n", b"a\tb\n<html>\n", b"a,b\n\0\0,2\n"] {
            assert_eq!(what(head, false), None, "{head:?}");
        }
        assert_eq!(what(b"a\0\x01\x02", true), None);
    }
}
