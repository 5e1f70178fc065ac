//! The pages on expressions and mappings are run: every example there gives what it says.

use std::fmt::Write as _;
use std::sync::Arc;

use seamless_model::DocumentKind;
use serde_json::Value;

use crate::cel::functions::FUNCTIONS;
use crate::cel::types::Type;
use crate::fields::{Form, Record, fields_of};
use crate::tree::parse_tree;
use crate::{Expression, Mapping, MappingUse, Scope};

const EXPRESSIONS: &str = include_str!("../../../docs/expressions.md");
const MAPPINGS: &str = include_str!("../../../docs/mappings.md");

/// The fenced blocks of a page: what stands behind the fence, and the text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let fenced = page.split("\n```").skip(1).step_by(2);
    fenced.filter_map(|block| block.split_once('\n')).collect()
}

fn scope(given: &str) -> Scope {
    let given: serde_json::Map<String, Value> = serde_json::from_str(given).expect("JSON");
    given.into_iter().fold(Scope::default(), |scope, (name, value)| scope.with(&name, value))
}

/// The examples of expressions: what is written, and what it gives.
fn examples() -> Vec<(&'static str, &'static str)> {
    let cel = blocks(EXPRESSIONS).into_iter().filter(|(kind, _)| *kind == "cel");
    let lines = cel.flat_map(|(_, text)| text.lines());
    lines
        .map(|line| line.rsplit_once(" // ").expect(line))
        .map(|(text, gives)| (text.trim(), gives))
        .collect()
}

/// Evaluates an example as the map would: with the fields of the order known.
fn gives(text: &str, scope: &Scope) -> String {
    let mut checker = crate::cel::check::Checker::new(
        [
            ("order".to_owned(), Type::Record(fields_of(DocumentKind::Order).expect("a table"))),
            ("body".to_owned(), Type::Any),
        ]
        .into_iter()
        .collect(),
    );
    let (expression, _) = Expression::check(text, &crate::Place::default(), &mut checker).expect(text);
    match expression.evaluate(scope) {
        Ok(value) => value.to_string(),
        Err(error) => format!("error: {}", error.message),
    }
}

#[test]
fn every_expression_gives_what_its_page_says() {
    let given =
        blocks(EXPRESSIONS).into_iter().find(|(kind, _)| *kind == "json given").expect("what is given").1;
    let scope = scope(given);
    let examples = examples();
    assert!(examples.len() > 60, "{}", examples.len());
    for (text, told) in examples {
        assert_eq!(gives(text, &scope), told, "{text}");
    }
}

#[test]
fn every_function_has_an_example() {
    for function in FUNCTIONS {
        let call = format!("{}(", function.name);
        assert!(examples().iter().any(|(text, _)| text.contains(&call)), "{} has no example", function.name);
    }
}

#[test]
fn every_mapping_builds_what_its_page_says() {
    let mut scopes = 0;
    let blocks = blocks(MAPPINGS);
    for (at, (kind, text)) in blocks.iter().enumerate() {
        let Some(what) = kind.strip_prefix("yaml ") else { continue };
        let (what, kind) = what.split_once(' ').expect("a use and a kind");
        let kind: DocumentKind = kind.parse().expect("a kind");
        let what = match what {
            "read" => MappingUse::Read(kind),
            "write" => MappingUse::Write(kind),
            _ => MappingUse::Cancel(kind),
        };
        let (tree, problems) = parse_tree(&Arc::from("map.yaml"), text.as_bytes());
        assert_eq!(problems, []);
        let mapping = Mapping::compile("map.yaml", &tree.expect("a tree"), what).expect(text);
        if let [("json given", given), ("json built", built), ..] = &blocks[at + 1..] {
            scopes += 1;
            let built: Value = serde_json::from_str(built).expect("JSON");
            assert_eq!(mapping.build(&scope(given)), Ok(built), "{text}");
        }
    }
    assert_eq!(scopes, 2);
}

#[test]
fn the_fields_are_those_of_the_tables() {
    let (before, rest) = EXPRESSIONS.split_once("cargo test -p seamless-flow docs` -->\n").expect("a mark");
    let (told, _) = rest.split_once("<!-- end of fields -->").expect("an end");
    let fields = fields();
    if told != fields && std::env::var_os("UPDATE_DOCS").is_some() {
        let mark = &EXPRESSIONS[before.len()..EXPRESSIONS.len() - rest.len()];
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/expressions.md");
        let text = format!("{before}{mark}{fields}<!-- end of fields -->\n");
        std::fs::write(page, text).expect("the page can be written");
    } else {
        assert!(
            told == fields,
            "run UPDATE_DOCS=1 cargo test -p seamless-flow docs; the fields are:\n{fields}"
        );
    }
}

/// A table for each kind, with the records that it is made of behind it.
fn fields() -> String {
    let mut text = String::new();
    for kind in DocumentKind::ALL {
        if let Some(record) = fields_of(*kind) {
            let _ = writeln!(text, "\n### `{kind}`\n\n| field | what it is |\n|---|---|");
            rows(record, "", &mut text);
        }
    }
    text.push('\n');
    text
}

fn rows(record: &Record, at: &str, text: &mut String) {
    for field in record.fields {
        let star = if field.required { "*" } else { "" };
        let _ = writeln!(text, "| `{at}{}`{star} | {} |", field.name, what(&field.form));
        match field.form {
            Form::Record(part) => rows(part, &format!("{at}{}.", field.name), text),
            Form::List(Form::Record(part)) => rows(part, &format!("{at}{}[].", field.name), text),
            _ => {}
        }
    }
}

fn what(form: &Form) -> String {
    match form {
        Form::Words(words) => format!("one of `{}`", words.join("`, `")),
        Form::List(Form::Record(_)) => "a list".to_owned(),
        Form::Record(_) => "a record".to_owned(),
        form => Type::of(form).to_string(),
    }
}
