//! `schema`, `explain`, usage, and how output ends.

use std::process::Stdio;

use serde_json::Value;

use crate::support::{say, seamless};

#[test]
fn schemas_are_json_schemas_of_what_a_person_writes() {
    for (of, field) in [("map", "handoffs"), ("profile", "facts"), ("scenario", "when")] {
        let said = say(&["schema", of]);
        assert_eq!((said.code, said.err.as_str()), (0, ""));
        let schema: Value = serde_json::from_str(&said.out).expect("JSON");
        assert!(schema["$schema"].as_str().is_some_and(|it| it.contains("json-schema.org")), "{of}");
        assert!(!schema["properties"][field].is_null(), "{of} has {field}");
    }
    assert_eq!(say(&["schema"]).out, say(&["schema", "map"]).out);
}

#[test]
fn breakpoints_are_listed_and_explained() {
    let list = say(&["explain"]);
    assert_eq!(list.code, 0);
    insta::assert_snapshot!(list.out);
    for line in list.out.lines() {
        let id = line.split_whitespace().next().expect("an id");
        let page = say(&["explain", id]);
        assert_eq!((page.code, page.err.as_str()), (0, ""), "{id}");
        assert!(page.out.starts_with(id), "{id}");
        for part in ["What it is", "Why it happens", "How it shows", "The check", "Repair", "Sources"] {
            assert!(page.out.lines().any(|line| line == part), "{id} lacks {part}");
        }
        // An address is never broken.
        let fits = |line: &str| line.chars().count() <= 100 || line.contains("https://");
        assert!(page.out.lines().all(fits), "{id} is too wide");
    }
}

#[test]
fn an_unknown_breakpoint_is_an_error_with_a_suggestion() {
    let said = say(&["explain", "webhook-mised-order"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    insta::assert_snapshot!(said.err, @"error: there is no breakpoint `webhook-mised-order`: did you mean `webhook-missed-order`?");
    let said = say(&["explain", "gremlins"]);
    assert_eq!(said.code, 2);
    insta::assert_snapshot!(said.err, @"error: there is no breakpoint `gremlins`: `seamless explain` lists them");
    let said = say(&["rehearse", "examples/northwind", "--without", "webhook-mised-order"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    insta::assert_snapshot!(said.err, @"error: there is no breakpoint `webhook-mised-order`: did you mean `webhook-missed-order`?");
}

#[test]
fn usage_is_told_and_wrong_usage_is_2() {
    let help = say(&["--help"]);
    assert_eq!(help.code, 0);
    insta::assert_snapshot!(help.out);
    let said = say(&["chek"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("'check'"), "{}", said.err);
    assert_eq!(say(&[]).code, 2);
    assert_eq!(say(&["--version"]).out, format!("seamless {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_reader_who_has_had_enough_is_a_success() {
    for arguments in [&["schema"][..], &["map", crate::support::NORTHWIND], &["explain"], &["--help"]] {
        let mut child =
            seamless(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("it ends");
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "", "{arguments:?}");
    }
}
