//! JSON, an object a line.

use seamless_discover::Format;

use crate::table::read;

#[test]
fn nested_objects_are_columns_and_lists_are_records() {
    let text = r##"{"id":"PO-1","order":{"number":"#1","total":9.50,"paid":true},"tags":["a","b"],"lines":[{"sku":"A","gifts":[{"sku":"G"}]},{"sku":"B"}],"none":null}

{"id":"PO-2","order":{"note":"two\nlines"},"empty":[]}
"##;
    let (rows, said) = read(text.as_bytes(), Format::Jsonl);
    assert_eq!(
        rows,
        [
            "1: id=PO-1 tags=a, b order.number=#1 order.total=9.50 order.paid=true",
            "1 lines of it: lines.sku=A",
            "1 lines of it: lines.sku=B",
            "1 lines.gifts of it: lines.gifts.sku=G",
            "3: id=PO-2 order.note=two\nlines",
        ]
    );
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn broken_lines_are_listed_and_the_rest_is_read() {
    let deep = format!("{{\"a\":{}1{}}}", "{\"b\":".repeat(40), "}".repeat(40));
    let text = format!(
        "{{\"id\":1}}\n{{\"id\":}}\n[1]\n{{\"id\":2}} x\n{{\"id\":3,\"x\":\"\\ud800\"}}\n{deep}\n{{\"id\":4,\"lines\":[{{\"a\":1}},5]}}\n{{\"id\":5"
    );
    let (rows, said) = read(text.as_bytes(), Format::Jsonl);
    assert_eq!(rows, ["1: id=1", "5: id=3", "6: ", "7: id=4", "7 lines of it: lines.a=1"]);
    assert_eq!(
        said[..3],
        [
            "row 2, `{\"id\":}`: not of the shape that the format asks for",
            "row 3, `[1]`: not of the shape that the format asks for",
            "row 4, `{\"id\":2} x`: not of the shape that the format asks for",
        ]
    );
    assert_eq!(said[3], "row 5, x, `\\ud800`: no text in the encoding of the file");
    assert!(
        said[4].starts_with("row 6, a.b.b.b") && said[4].ends_with("longer than what is read"),
        "{said:?}"
    );
    assert_eq!(said[5], "row 7, lines, `5`: not of the shape that the format asks for");
    assert_eq!(said[6], "row 8, `{\"id\":5`: the file ends in the middle of it");
}

#[test]
fn a_list_says_what_is_wrong_with_it() {
    let (rows, said) = read(b"[\n{\"id\":1}\n]\n", Format::Jsonl);
    assert_eq!(rows, ["2: id=1"]);
    assert_eq!(
        said.last().map(String::as_str),
        Some("the file is a list; an object a line is read, without brackets and commas")
    );
    assert_eq!(read(b" \n\n", Format::Jsonl).1, ["the file is empty"]);
}

#[test]
fn columns_beyond_the_limit_are_counted() {
    let members: Vec<String> = (0..4_100).map(|it| format!("\"c{it}\":1")).collect();
    let (rows, said) = read(format!("{{{}}}", members.join(",")).as_bytes(), Format::Jsonl);
    assert_eq!((rows.len(), said.len()), (1, 4));
    assert_eq!(said[0], "row 1, c4096, `1`: more than is kept");
}

#[test]
fn a_line_without_end_costs_itself_only() {
    let text = format!("{{\"id\":1}}\n{{\"id\":\"{}\"}}\n{{\"id\":3}}", "x".repeat(17 << 20));
    let (rows, said) = read(text.as_bytes(), Format::Jsonl);
    assert_eq!(rows, ["1: id=1", "3: id=3"]);
    assert!(
        said[0].starts_with("row 2, `{\"id\":\"xxx") && said[0].ends_with("longer than what is read"),
        "{said:?}"
    );
}
