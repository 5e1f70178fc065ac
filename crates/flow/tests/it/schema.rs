//! The JSON Schema: it takes the example map, and refuses what the reader refuses.

use serde_json::{Value, json};

use crate::northwind::MAP;

/// What of a value a schema refuses: a path and why. Patterns are left to editors.
fn refusals(schema: &Value, root: &Value, value: &Value, path: &str, out: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let definition = root.pointer(name.trim_start_matches('#')).expect("a definition");
        return refusals(definition, root, value, path, out);
    }
    if let Some(all) = schema["anyOf"].as_array() {
        let fits = |it: &Value| {
            let mut inner = Vec::new();
            refusals(it, root, value, path, &mut inner);
            inner.is_empty()
        };
        if !all.iter().any(fits) {
            out.push(format!("{path}: none of several"));
        }
        return;
    }
    if schema["enum"].as_array().is_some_and(|it| !it.contains(value)) {
        out.push(format!("{path}: {value} is no such word"));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(it) if it.is_u64() && kinds.contains(&"integer") => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !kinds.is_empty() && !kinds.contains(&kind) {
        out.push(format!("{path}: {kind}, not {kinds:?}"));
    }
    let out_of_bounds = |it: f64| {
        schema["minimum"].as_f64().is_some_and(|least| it < least)
            || schema["maximum"].as_f64().is_some_and(|most| it > most)
    };
    if value.as_f64().is_some_and(out_of_bounds) {
        out.push(format!("{path}: out of bounds"));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        refusals(&schema["items"], root, item, &format!("{path}[{index}]"), out);
    }
    let Some(entries) = value.as_object() else { return };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !entries.contains_key(name) {
            out.push(format!("{path}: no {name}"));
        }
    }
    for (name, value) in entries {
        let at = format!("{path}.{name}");
        refusals(&schema["propertyNames"], root, &json!(name), &at, out);
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(known), _) => refusals(known, root, value, &at, out),
            (None, Value::Bool(false)) => out.push(format!("{at}: unknown")),
            (None, other) => refusals(other, root, value, &at, out),
        }
    }
}

/// What the map's schema refuses of a map.
fn refused(map: &str) -> Vec<String> {
    let schema = seamless_flow::json_schema();
    let value: Value = serde_saphyr::from_str(map).expect("YAML");
    let mut out = Vec::new();
    refusals(&schema, &schema, &value, "", &mut out);
    out
}

#[test]
fn the_example_map_fits_the_schema() {
    assert_eq!(refused(MAP), [""; 0]);
}

#[test]
fn what_the_reader_refuses_the_schema_refuses() {
    for (from, to, why) in [
        ("carry: shipment", "carry: parcel", ".handoffs.shipped.carry: \"parcel\" is no such word"),
        ("buffer: 3", "bufer: 3", ".handoffs.stock.bufer: unknown"),
        (", within: 30m", "", ".handoffs.shipped: no within"),
        ("buffer: 3", "buffer: many", ".handoffs.stock.buffer: string, not [\"integer\"]"),
        ("buffer: 3", "buffer: -1", ".handoffs.stock.buffer: number, not [\"integer\"]"),
        ("inventory: warehouse", "stock: warehouse", ".authority.stock: \"stock\" is no such word"),
        ("title: Customer service", "title: [Customer service]", ".teams.service.title: array"),
        ("reason:", "because:", ".allow[0].because: unknown"),
    ] {
        assert!(MAP.contains(from), "{from}");
        let found = refused(&MAP.replacen(from, to, 1));
        assert!(found.iter().any(|it| it.starts_with(why)), "{to:?}: {found:?}");
    }
}

#[test]
fn every_field_has_a_description_and_an_example() {
    let mut fields = 0;
    for schema in
        [seamless_flow::json_schema(), seamless_flow::profile_schema(), seamless_flow::scenario_schema()]
    {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let things = schema["$defs"].as_object().expect("definitions").values().chain([&schema]);
        for (name, field) in things.flat_map(|it| it["properties"].as_object().expect("properties")) {
            fields += 1;
            assert!(field["description"].as_str().is_some_and(|it| it.ends_with('.')), "{name}: {field}");
            let example = field["examples"].get(0).unwrap_or_else(|| panic!("{name} has no example"));
            let mut out = Vec::new();
            refusals(field, &schema, example, name, &mut out);
            assert_eq!(out, [""; 0], "the example of {name}");
        }
    }
    assert!(fields > 100, "{fields}");
}
