//! Whatever stands in a file: reading ends, says where, and does not panic.

use proptest::prelude::*;
use seamless_flow::{Level, Loaded, line_column, load, load_profile, load_scenario, render};

use crate::northwind::{MAP, files};

/// What must hold of every reading.
fn holds<T>(loaded: &Loaded<T>) {
    let wrong = loaded.problems.iter().any(|it| it.level == Level::Error);
    assert_eq!(loaded.value.is_none(), wrong, "a value or an error, never both or neither");
    for problem in &loaded.problems {
        assert!(!problem.message.is_empty());
        assert!(line_column(&problem.place, &loaded.sources).is_some(), "{problem:?}");
    }
    for colour in [false, true] {
        let _ = render(&loaded.problems, &loaded.sources, colour);
    }
}

fn read_all(bytes: &[u8]) {
    let others = files();
    let mut read = |path: &str| match path {
        "it.yaml" => Ok(bytes.to_vec()),
        _ => others.get(path).cloned().ok_or_else(|| "none".to_owned()),
    };
    holds(&load("it.yaml", &mut read));
    holds(&load_profile("it.yaml", &mut read));
    holds(&load_scenario("it.yaml", &mut read));
}

/// Pieces of which YAML is made, so that chance finds its way deep into the reader.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "flow",
        "teams",
        "systems",
        "handoffs",
        "carry",
        "from",
        "to",
        "via",
        "within",
        "covers",
        "key",
        "when",
        "order",
        "shop",
        "shopify",
        "kind",
        "role",
        "team",
        "profile",
        "facts",
        "value",
        "source",
        "api",
        "auth",
        "documents",
        "scenario",
        "customer",
        "places",
        "lines",
        "sku",
        "then",
        "by",
        "at",
        "fault",
        "delay",
        ": ",
        ":",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "{ ",
        " }",
        "[",
        "]",
        ", ",
        "'",
        "\"",
        "#",
        "&a ",
        "*a",
        "!t ",
        "|\n",
        ">-\n",
        "---\n",
        "~",
        "true",
        "1",
        "-0.0",
        "1e999",
        "é",
        "\t",
        "\u{feff}",
        "\u{0}",
        "\u{85}",
        "\\",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|it| it.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_all(&bytes);
    }

    #[test]
    fn anything_that_is_nearly_yaml_is_read_to_an_end(text in pieces()) {
        read_all(text.as_bytes());
    }

    #[test]
    fn a_map_with_a_piece_taken_out_and_another_put_in_is_read_to_an_end(
        (from, to) in (0..MAP.len(), 0..MAP.len()),
        piece in pieces(),
    ) {
        let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 40));
        let mut bytes = MAP.as_bytes().to_vec();
        bytes.splice(from..to, piece.into_bytes());
        read_all(&bytes);
    }
}

#[test]
fn large_files_of_every_shape_are_read_to_an_end_soon() {
    let limit = seamless_flow::FILE_LIMIT;
    let start = std::time::Instant::now();
    for piece in [
        "[", "{", "a: ", "- ", "x: 1\n", "? ", "[],", "'", "\"\\n", "&a ", "*a ", "#\n", "a\n", "|\n", "!",
        "é",
    ] {
        read_all(piece.repeat(limit / piece.len()).as_bytes());
    }
    let many: String = (0..20_000).map(|it| format!("k{it}: {{ a: b }}\n")).collect();
    read_all(many.as_bytes());
    read_all(format!("systems:\n{}", many.replace("\nk", "\n  k").replacen('k', "  k", 1)).as_bytes());
    // All of it takes seconds where it is not optimised; what grows out of bounds takes hours.
    assert!(start.elapsed().as_secs() < 300, "{:?}", start.elapsed());
}
