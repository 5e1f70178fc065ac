//! The JSON Schema: it takes the example map, and refuses what the reader refuses.

use serde_json::{Value, json};

use crate::northwind::{MAP, changed, shown};

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
        ("inventory: warehouse", "stock: warehouse", ".authority.stock: unknown"),
        ("title: Customer service", "title: [Customer service]", ".teams.service.title: array"),
        ("reason:", "because:", ".allow[0].because: unknown"),
    ] {
        assert!(MAP.contains(from), "{from}");
        let found = refused(&MAP.replacen(from, to, 1));
        assert!(found.iter().any(|it| it.starts_with(why)), "{to:?}: {found:?}");
    }
}

/// Every property that a schema speaks of, however deep, by the path to it.
fn properties<'a>(schema: &'a Value, path: &str, out: &mut Vec<(String, &'a Value)>) {
    match schema {
        Value::Object(entries) => {
            for (name, inner) in entries.iter().filter(|it| it.0 != "examples") {
                let at = format!("{path}/{name}");
                if let ("properties", Some(fields)) = (name.as_str(), inner.as_object()) {
                    out.extend(fields.iter().map(|(name, field)| (format!("{at}/{name}"), field)));
                }
                properties(inner, &at, out);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                properties(item, &format!("{path}/{index}"), out);
            }
        }
        _ => {}
    }
}

#[test]
fn every_field_has_a_description_and_an_example() {
    let mut paths = Vec::new();
    for schema in
        [seamless_flow::json_schema(), seamless_flow::profile_schema(), seamless_flow::scenario_schema()]
    {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let mut fields = Vec::new();
        properties(&schema, "", &mut fields);
        for (path, field) in fields {
            assert!(field["description"].as_str().is_some_and(|it| it.ends_with('.')), "{path}: {field}");
            let example = field["examples"].get(0).unwrap_or_else(|| panic!("{path} has no example"));
            assert!(!example.is_null() && *example != json!([]), "{path}: an example that says nothing");
            let mut out = Vec::new();
            refusals(field, &schema, example, &path, &mut out);
            assert_eq!(out, [""; 0], "the example of {path}");
            paths.push(path);
        }
    }
    for needed in [
        "/properties/trade/properties/currencies",
        "/properties/authority/properties/order.address",
        "/properties/authority/properties/restock.return",
        "/$defs/handoff/properties/contract/properties/date.zone",
        "/$defs/facts_of_your_own/properties/order.delivery",
        "/$defs/facts_of_your_own/properties/rate.calls_per_minute",
        "/$defs/api/properties/documents/properties/order",
    ] {
        assert!(paths.iter().any(|it| it == needed), "{needed} is not among them");
    }
    assert!(paths.len() > 600, "{}", paths.len());
}

/// The example of a field of the vocabulary is what the reader takes, not only what the schema takes.
#[test]
fn the_examples_of_trade_and_contract_can_be_read() {
    let schema = seamless_flow::json_schema();
    for (pointer, from, before, after) in [
        ("/properties/trade/properties", "\nallow:", "\ntrade: ", "\nallow:"),
        ("/$defs/handoff/properties/contract/properties", ", buffer: 3", ", contract: ", ", buffer: 3"),
    ] {
        let facts = schema.pointer(pointer).and_then(Value::as_object).expect("facts");
        assert!(facts.len() > 30, "{pointer}");
        for (name, fact) in facts {
            let said = json!({ name: fact["examples"][0] });
            let loaded = changed("flow.yaml", from, &format!("{before}{said}{after}"));
            assert!(loaded.value.is_some(), "{name}: {}", shown(&loaded));
        }
    }
}
