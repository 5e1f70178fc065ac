//! Trims a published GraphQL schema to what a twin offers.
//!
//! `cargo run -p xtask -- schema <introspection.json or .json.gz>` reads an introspection answer of the Admin API and
//! `crates/sandbox/schema/offered.txt`, and writes `crates/sandbox/schema/admin-2026-10.graphql`. The introspection
//! is published by Shopify Inc. in the npm package `@shopify/dev-mcp` (ISC licence), file
//! `data/admin_2026-10.json.gz`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use serde_json::Value;

const HEADER: &str = "\
# The Shopify Admin API 2026-10, trimmed to what the twin offers. Do not edit: made by
#     cargo run -p xtask -- schema <introspection.json.gz>
# from Shopify's published introspection (npm package @shopify/dev-mcp, ISC licence, (c) Shopify Inc.)
# and the list in offered.txt beside this file.
";

/// What the list says of one type.
#[derive(Default)]
struct Offer {
    all: bool,
    named: BTreeMap<String, BTreeSet<String>>,
    without: BTreeSet<String>,
}

/// Reads the introspection and the list, writes the schema.
pub fn run(introspection: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let offers = read_offers(&std::fs::read_to_string(folder.join("offered.txt"))?)?;
    let published = read_introspection(introspection)?;
    let types: BTreeMap<&str, &Value> = published
        .pointer("/data/__schema/types")
        .or_else(|| published.pointer("/__schema/types"))
        .and_then(Value::as_array)
        .ok_or("the file holds no introspection: /data/__schema/types is missing")?
        .iter()
        .filter_map(|it| Some((it.get("name")?.as_str()?, it)))
        .collect();
    let sdl = Trim { offers: &offers, types: &types }.write()?;
    std::fs::write(folder.join("admin-2026-10.graphql"), sdl)?;
    Ok(())
}

fn read_introspection(path: &Path) -> Result<Value, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
        return Ok(serde_json::from_str(&text)?);
    }
    Ok(serde_json::from_slice(&bytes)?)
}

fn read_offers(text: &str) -> Result<BTreeMap<String, Offer>, Box<dyn Error>> {
    let mut offers = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#')) {
        let (name, fields) = line.split_once(':').ok_or_else(|| format!("no colon in {line:?}"))?;
        let mut offer = Offer::default();
        // An argument list may hold spaces, so that words are put together until the bracket closes.
        let mut words: Vec<String> = Vec::new();
        for word in fields.split_whitespace() {
            match words.last_mut() {
                Some(last) if last.contains('(') && !last.contains(')') => {
                    last.push(' ');
                    last.push_str(word);
                }
                _ => words.push(word.to_owned()),
            }
        }
        for word in words {
            if word == "*" {
                offer.all = true;
            } else if let Some(field) = word.strip_prefix('-') {
                offer.without.insert(field.to_owned());
            } else {
                let (field, arguments) = word.split_once('(').unwrap_or((&word, ""));
                let without = arguments
                    .trim_end_matches(')')
                    .split_whitespace()
                    .map(|it| it.trim_start_matches('-').to_owned());
                offer.named.insert(field.to_owned(), without.collect());
            }
        }
        if offers.insert(name.to_owned(), offer).is_some() {
            return Err(format!("{name} stands twice in the list").into());
        }
    }
    Ok(offers)
}

struct Trim<'a> {
    offers: &'a BTreeMap<String, Offer>,
    types: &'a BTreeMap<&'a str, &'a Value>,
}

impl Trim<'_> {
    fn write(&self) -> Result<String, Box<dyn Error>> {
        let mut out = String::from(HEADER);
        out.push_str("\nschema {\n  query: QueryRoot\n  mutation: Mutation\n}\n\n");
        out.push_str("directive @idempotent(key: String!) on FIELD\n");
        let mut leaves = BTreeSet::new();
        for name in self.offers.keys() {
            let known =
                self.types.get(name.as_str()).ok_or_else(|| format!("the schema has no type {name}"))?;
            self.write_type(name, known, &mut out, &mut leaves)?;
        }
        for leaf in leaves {
            self.write_leaf(&leaf, &mut out)?;
        }
        Ok(out)
    }

    fn write_type(
        &self,
        name: &str,
        known: &Value,
        out: &mut String,
        leaves: &mut BTreeSet<String>,
    ) -> Result<(), Box<dyn Error>> {
        let kind = text(known, "kind");
        if kind == "UNION" {
            let members: Vec<&str> = list(known, "possibleTypes")
                .map(|it| text(it, "name"))
                .filter(|it| self.offers.contains_key(*it))
                .collect();
            writeln!(out, "\nunion {name} = {}", members.join(" | "))?;
            return Ok(());
        }
        let (word, fields_key) = match kind {
            "OBJECT" => ("type", "fields"),
            "INTERFACE" => ("interface", "fields"),
            "INPUT_OBJECT" => ("input", "inputFields"),
            other => return Err(format!("{name} is of kind {other}, which is not listed").into()),
        };
        let fields = self.kept_fields(name, known, fields_key)?;
        let mut implemented = Vec::new();
        for interface in list(known, "interfaces").map(|it| text(it, "name")) {
            if self.fulfills(&fields, interface)? {
                implemented.push(interface);
            }
        }
        write!(out, "\n{word} {name}")?;
        if !implemented.is_empty() {
            write!(out, " implements {}", implemented.join(" & "))?;
        }
        out.push_str(" {\n");
        for field in fields {
            self.write_field(name, field, kind == "INPUT_OBJECT", out, leaves)?;
        }
        out.push_str("}\n");
        Ok(())
    }

    /// Whether the kept fields are all that an offered interface asks for.
    fn fulfills(&self, fields: &[&Value], interface: &str) -> Result<bool, Box<dyn Error>> {
        if !self.offers.contains_key(interface) {
            return Ok(false);
        }
        let wanted = self.kept_fields(interface, self.types[interface], "fields")?;
        Ok(wanted.iter().all(|it| fields.iter().any(|own| own["name"] == it["name"])))
    }

    fn kept_fields<'t>(
        &self,
        name: &str,
        known: &'t Value,
        key: &str,
    ) -> Result<Vec<&'t Value>, Box<dyn Error>> {
        let offer = &self.offers[name];
        for field in offer.named.keys().chain(&offer.without) {
            if !list(known, key).any(|it| text(it, "name") == field) {
                return Err(format!("{name} has no field {field}").into());
            }
        }
        let mut kept = Vec::new();
        for field in list(known, key) {
            let field_name = text(field, "name");
            let named = offer.named.contains_key(field_name);
            let answered = self.is_offered(field) && self.arguments_offered(field);
            if named && !answered {
                return Err(format!("{name}.{field_name} is of a type that is not offered").into());
            }
            if named || (offer.all && answered && !offer.without.contains(field_name)) {
                kept.push(field);
            }
        }
        Ok(kept)
    }

    fn write_field(
        &self,
        owner: &str,
        field: &Value,
        input: bool,
        out: &mut String,
        leaves: &mut BTreeSet<String>,
    ) -> Result<(), Box<dyn Error>> {
        let name = text(field, "name");
        let nothing = BTreeSet::new();
        let without = self.offers[owner].named.get(name).unwrap_or(&nothing);
        let mut arguments = Vec::new();
        for argument in list(field, "args") {
            if self.is_offered(argument) && !without.contains(text(argument, "name")) {
                self.note_leaf(argument, leaves);
                arguments.push(value_text(argument));
            }
        }
        self.note_leaf(field, leaves);
        let arguments =
            if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let shown = if input {
            value_text(field)
        } else {
            format!("{name}{arguments}: {}", type_text(&field["type"]))
        };
        let deprecated = match field.get("isDeprecated").and_then(Value::as_bool) {
            Some(true) if !input => " @deprecated",
            _ => "",
        };
        writeln!(out, "  {shown}{deprecated}")?;
        Ok(())
    }

    fn is_offered(&self, holder: &Value) -> bool {
        let (kind, name) = named_type(&holder["type"]);
        match kind {
            "SCALAR" | "ENUM" => true,
            "UNION" => self.offers.contains_key(name),
            _ => self.offers.contains_key(name),
        }
    }

    /// Whether every argument that must be given is offered.
    fn arguments_offered(&self, field: &Value) -> bool {
        list(field, "args").all(|it| it["type"]["kind"] != "NON_NULL" || self.is_offered(it))
    }

    fn note_leaf(&self, holder: &Value, leaves: &mut BTreeSet<String>) {
        let (kind, name) = named_type(&holder["type"]);
        if matches!(kind, "SCALAR" | "ENUM") {
            leaves.insert(name.to_owned());
        }
    }

    fn write_leaf(&self, name: &str, out: &mut String) -> Result<(), Box<dyn Error>> {
        if matches!(name, "String" | "Int" | "Float" | "Boolean" | "ID") {
            return Ok(());
        }
        let known = self.types.get(name).ok_or_else(|| format!("the schema has no type {name}"))?;
        if text(known, "kind") == "SCALAR" {
            writeln!(out, "\nscalar {name}")?;
            return Ok(());
        }
        writeln!(out, "\nenum {name} {{")?;
        for value in list(known, "enumValues") {
            writeln!(out, "  {}", text(value, "name"))?;
        }
        out.push_str("}\n");
        Ok(())
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn named_type(of: &Value) -> (&str, &str) {
    match text(of, "kind") {
        "NON_NULL" | "LIST" => named_type(&of["ofType"]),
        kind => (kind, text(of, "name")),
    }
}

fn type_text(of: &Value) -> String {
    match text(of, "kind") {
        "NON_NULL" => format!("{}!", type_text(&of["ofType"])),
        "LIST" => format!("[{}]", type_text(&of["ofType"])),
        _ => text(of, "name").to_owned(),
    }
}

fn value_text(of: &Value) -> String {
    let shown = format!("{}: {}", text(of, "name"), type_text(&of["type"]));
    match of.get("defaultValue").and_then(Value::as_str) {
        Some(default) => format!("{shown} = {default}"),
        None => shown,
    }
}
