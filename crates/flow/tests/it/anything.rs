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

#[test]
fn maps_that_are_all_wrong_are_read_to_an_end_soon() {
    let head = "flow: a\ntimezone: UTC\ncurrency: USD\nteams: { it: {} }\n";
    let many = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let system = |it: usize| format!("  system{it}: {{ kind: http, role: oms, team: it }}\n");
    let hop = |it: usize, to: usize| {
        format!("  hop{it}: {{ carry: order, from: system{it}, to: system{to}, within: 1m }}\n")
    };
    let unknown = |it: usize| {
        format!(
            "  hop{it}: {{ carry: ordre, from: sistem{it}, to: sytem{it}, within: 1m, owner: id, by: me{it} }}\n"
        )
    };
    let secret = |it: usize| format!("  s{it}: {{ kind: http, role: oms, team: it, token: shpat_{it} }}\n");
    let ring = many(3_000, &|it| hop(it, (it + 1) % 3_000));
    let web = many(3_000, &|it| hop(it, it / 2));
    let maps = [
        format!("{head}systems:\n{}handoffs:\n{ring}", many(3_000, &system)),
        format!("{head}systems:\n{}handoffs:\n{web}", many(3_000, &system)),
        format!("{head}systems:\n{}handoffs:\n{}", many(2_000, &system), many(3_000, &unknown)),
        format!("{head}handoffs: {{}}\nsystems:\n{}", many(6_000, &secret)),
        format!(
            "{head}handoffs: {{}}\nsystems: {{}}\nallow:\n{}",
            many(15_000, &|it| format!("  - {{ at: x{it} }}\n"))
        ),
    ];
    for map in maps {
        assert!(map.len() < seamless_flow::FILE_LIMIT, "{}", map.len());
        let start = std::time::Instant::now();
        read_all(map.as_bytes());
        assert!(start.elapsed().as_secs() < 120, "{:?} for {}", start.elapsed(), &map[..200]);
        eprintln!("{:?} {}", start.elapsed(), map.len());
    }
}
