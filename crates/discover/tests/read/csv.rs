//! CSV and its kin.

use std::cell::Cell;
use std::io::{Read, Write};

use proptest::prelude::*;
use seamless_discover::{Format, Input, Progress, ReadError, TableOptions, Unwatched, Why, read_table};

use crate::table::{Written, read, read_with};

fn check(text: &[u8], rows: &[&str], said: &[&str]) {
    let (found, told) = read(text, Format::Csv);
    assert_eq!(found, rows);
    assert_eq!(told, said);
}

#[test]
fn separators_quotes_and_ends_of_all_kinds() {
    check(
        b"Name,Note\n#1,\"a, b\"\n#2,\"two\nlines \"\"so\"\"\"",
        &["2: Name=#1 Note=a, b", "3: Name=#2 Note=two\nlines \"so\""],
        &[],
    );
    check(b"Name;Total\r\n#1;9,50\r\n\r\n#2;\r\n", &["2: Name=#1 Total=9,50", "4: Name=#2"], &[]);
    check(b"a\tb\rx\ty\r", &["2: a=x b=y"], &[]);
    check(b"sep=|\na|b, c\n1|2\n", &["3: a=1 b, c=2"], &[]);
    check(b"a,b\n1,2,,\n,,\n", &["2: a=1 b=2"], &[]);
}

#[test]
fn files_with_nothing_in_them_say_so() {
    check(b"", &[], &["the file is empty"]);
    check(b"\xef\xbb\xbf\r\n\n", &[], &["the file is empty"]);
    check(b"Name,Total", &[], &["the file has a header and no rows"]);
}

#[test]
fn headers_that_repeat_are_made_to_differ() {
    check(
        b"Name,,Name,Name (2)\n1,2,3,4\n",
        &["2: Name=1 column 2=2 Name (3)=3 Name (2)=4"],
        &[
            "column 2 has no name; it is called `column 2`",
            "`Name` is the name of several columns; column 3 is called `Name (3)`",
        ],
    );
}

#[test]
fn rows_of_other_lengths_are_listed() {
    check(
        b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6\n",
        &["2: a=1 b=2 c=3", "5: a=4 b=5 c=6"],
        &[
            "row 3, `2 instead of 3 fields: 1,2`: fewer or more fields than the header",
            "row 4, `4 instead of 3 fields: 1,2,3,4`: fewer or more fields than the header",
        ],
    );
}

#[test]
fn a_quote_that_is_wrongly_placed_costs_its_own_row() {
    check(
        b"a,b\n1,\"open\n2,two\n3,three\n",
        &["3: a=2 b=two", "4: a=3 b=three"],
        &["row 2, `1,\"open`: not of the shape that the format asks for"],
    );
    check(
        b"a,b\n1,\"open\n2,two\n3,\"x\"\n",
        &["3: a=2 b=two", "4: a=3 b=x"],
        &["row 2, `1,\"open`: not of the shape that the format asks for"],
    );
    check(
        b"a,b\n1,5\" pipe\n2,\"cut o",
        &["2: a=1 b=5\" pipe"],
        &["row 3, `2,\"cut o`: the file ends in the middle of it"],
    );
    let endless = format!("a,b\n1,\"{}\n2,two\n", "x".repeat(5 << 20));
    let (rows, said) = read(endless.as_bytes(), Format::Csv);
    assert_eq!(rows, ["3: a=2 b=two"]);
    assert!(
        said[0].starts_with("row 2, `1,\"xxx") && said[0].ends_with("longer than what is read"),
        "{said:?}"
    );
}

#[test]
fn encodings_are_found_and_said() {
    let text = "Name,Ort\n#1,Köln\n";
    let rows = ["2: Name=#1 Ort=Köln"];
    check(text.as_bytes(), &rows, &[]);
    check(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), &rows, &[]);
    let wide = |bytes: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        mark.then_some(0xfeff).into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    for mark in [true, false] {
        check(&wide(u16::to_le_bytes, mark), &rows, &["the file is read as UTF-16LE"]);
        check(&wide(u16::to_be_bytes, mark), &rows, &["the file is read as UTF-16BE"]);
    }
    check(b"Name,Ort\n#1,K\xf6ln\n", &rows, &["the file is read as windows-1252"]);
    let late = [b"Name,Ort\n".as_slice(), &b"#0,Bonn\n".repeat(20_000), b"#1,K\xf6ln\n"].concat();
    let (found, said) = read(&late, Format::Csv);
    assert_eq!(found.last().map(String::as_str), Some("20002: Name=#1 Ort=Köln"));
    assert_eq!(said, ["the file is read as windows-1252: some of its text is no UTF-8"]);
    let options = TableOptions { encoding: Some("ibm866".to_owned()), ..TableOptions::default() };
    let (written, _) = read_with(b"Name\n\x8c\x88\x90\n", Format::Csv, &options);
    assert_eq!(written.rows, ["2: Name=МИР"]);
}

#[test]
fn an_encoding_that_there_is_not_is_refused() {
    let options = TableOptions { encoding: Some("latin-9000".to_owned()), ..TableOptions::default() };
    let input = Input::Stream(Box::new(b"a".as_slice()), "orders.csv");
    let error = read_table(input, Format::Csv, &options, &mut Written::default(), &Unwatched);
    assert!(error.expect_err("refused").to_string().starts_with("`latin-9000` is no encoding"));
}

#[test]
fn what_is_no_text_is_listed_field_by_field() {
    check(
        &["a,b,äöü\n1,".as_bytes(), b"\xff\xfe,x\n2,n\0l,y\n"].concat(),
        &["2: a=1 äöü=x", "3: a=2 äöü=y"],
        &[
            "row 2, b, `\u{fffd}\u{fffd}`: no text in the encoding of the file",
            "row 3, b, `n·l`: no text in the encoding of the file",
        ],
    );
}

#[test]
fn gzip_is_read_and_its_end_may_be_missing() {
    let text = format!("a,b\n{}", "1,2\n".repeat(50_000));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    let (rows, said) = read(&packed, Format::Csv);
    assert_eq!((rows.len(), said.len()), (50_000, 0));
    let (rows, said) = read(&packed[..packed.len() / 2], Format::Csv);
    assert!(rows.len() < 50_000);
    assert!(
        said.iter().any(|it| it == "the compressed data is cut off or damaged; what stands before is read"),
        "{said:?}"
    );
}

/// Says stop when so many bytes are read.
struct StopAt(u64, Cell<u64>);

impl Progress for StopAt {
    fn at(&self, bytes: u64, _of: Option<u64>) {
        assert!(bytes >= self.1.get(), "progress goes on only");
        self.1.set(bytes);
    }

    fn stopped(&self) -> bool {
        self.1.get() >= self.0
    }
}

/// Rows without end, made as they are read.
struct Endless(u64, Vec<u8>);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.1.len() < buffer.len() {
            self.1.extend_from_slice(format!("{},2026-01-05,x\n", self.0).as_bytes());
            self.0 += 1;
        }
        buffer.copy_from_slice(&self.1[..buffer.len()]);
        self.1.drain(..buffer.len());
        Ok(buffer.len())
    }
}

#[test]
fn a_reading_can_be_stopped_and_keeps_what_it_has() {
    let mut written = Written::default();
    let endless = Endless(0, b"id,at,what\n".to_vec());
    let progress = StopAt(3 << 20, Cell::new(0));
    let options = TableOptions::default();
    let report = read_table(
        Input::Stream(Box::new(endless), "endless"),
        Format::Csv,
        &options,
        &mut written,
        &progress,
    )
    .expect("read");
    assert!(report.stopped && report.read > 100_000);
    assert_eq!(report.read as usize, written.rows.len());
    assert_eq!(report.skipped.total(), 0);
    assert_eq!(
        report.notes,
        [format!("stopped behind row {}: what stands behind it was not read", report.read + 1)]
    );
}

#[test]
fn who_has_enough_is_given_no_more() {
    let mut written = Written { at_most: Some(2), ..Written::default() };
    let endless = Endless(0, b"id,at,what\n".to_vec());
    let input = Input::Stream(Box::new(endless), "endless");
    let report =
        read_table(input, Format::Csv, &TableOptions::default(), &mut written, &Unwatched).expect("read");
    assert_eq!((written.rows.len(), report.read, report.stopped), (2, 2, false));
}

#[test]
fn what_is_no_text_is_refused_with_what_to_do() {
    for (bytes, said) in [
        (
            &b"PK\x03\x04\x14\0\x06\0"[..],
            "orders.csv is an Excel workbook or a ZIP archive: save the sheet as CSV",
        ),
        (
            b"<!DOCTYPE html>\n<html>Sign in</html>",
            "orders.csv is a web page, perhaps one that asks to sign in",
        ),
        (b"%PDF-1.7\n", "orders.csv is a PDF: export the rows as CSV"),
        (&[1, 2, 3, 200, 5, 6, 7, 8, b'\n', 14], "orders.csv is no text"),
    ] {
        let input = Input::Stream(Box::new(bytes), "orders.csv");
        let read =
            read_table(input, Format::Csv, &TableOptions::default(), &mut Written::default(), &Unwatched);
        let error = read.expect_err("no table").to_string();
        assert!(error.starts_with(said), "{error}");
    }
}

#[test]
fn all_broken_rows_are_counted() {
    let text = format!("a,b\n{}", "1\n".repeat(3_000));
    let (_, report) = read_with(text.as_bytes(), Format::Csv, &TableOptions::default());
    assert_eq!(
        (report.skipped.count(Why::Ragged), report.skipped.kept().len(), report.read),
        (3_000, 1_000, 0)
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        for format in [Format::Csv, Format::Jsonl, Format::ShopifyBulk] {
            // An encoding that is said is taken at its word: then nothing is refused as no text.
            let said = TableOptions { encoding: Some("windows-1252".to_owned()), ..TableOptions::default() };
            let input = || Input::Stream(Box::new(&bytes[..]), "orders.csv");
            prop_assert!(read_table(input(), format, &said, &mut Written::default(), &Unwatched).is_ok());
            let plain = TableOptions::default();
            let read = read_table(input(), format, &plain, &mut Written::default(), &Unwatched);
            prop_assert!(matches!(read, Ok(_) | Err(ReadError::NotText { .. })), "{read:?}");
        }
    }

    #[test]
    fn bytes_like_a_table_are_read(text in "[ab\",;\r\n\t|0é]{0,200}") {
        let _ = read_with(text.as_bytes(), Format::Csv, &TableOptions::default());
    }

    #[test]
    fn what_was_written_is_read_again(
        rows in prop::collection::vec(prop::collection::vec("[a-z \",;\n\té]{0,12}", 3), 1..20),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["one", "two", "three"]).expect("written");
        let mut expected = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            writer.write_record(row).expect("written");
            let fields: Vec<String> = ["one", "two", "three"].iter().zip(row)
                .filter(|it| !it.1.trim().is_empty())
                .map(|(name, text)| format!("{name}={}", text.trim())).collect();
            if !fields.is_empty() {
                expected.push(format!("{}: {}", number + 2, fields.join(" ")));
            }
        }
        let bytes = writer.into_inner().expect("written");
        let options = TableOptions { encoding: None, separator: Some(b',') };
        let (written, report) = read_with(&bytes, Format::Csv, &options);
        prop_assert_eq!(report.skipped.total(), 0);
        prop_assert_eq!(written.rows, expected);
    }
}
