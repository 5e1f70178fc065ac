//! Bodies and addresses that mean no good: refused with a reason, and nothing is kept.

use seamless_flow::Role;
use serde_json::{Value, json};

use crate::bench::{Bench, credit_note, order, pick_order, read, sales_order};

#[test]
fn bytes_that_are_no_document_are_refused() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_object = "{\"a\":".repeat(5000);
    let huge = format!("{{\"external_id\":\"{}\"}}", "x".repeat(2_000_000));
    for (body, status) in [
        (&b"{"[..], 400),
        (b"\xff\xfe{}", 400),
        (b"{\"external_id\":\"\xc3\x28\"}", 400),
        (b"null", 400),
        (b"[]", 400),
        (b"\"text\"", 400),
        (b"{} {}", 400),
        (b"{\"total\":1e999}", 400),
        (deep.as_bytes(), 400),
        (deep_object.as_bytes(), 400),
        (huge.as_bytes(), 413),
        (b"{}", 422),
    ] {
        for (role, path) in [
            (Role::Oms, "/orders"),
            (Role::Erp, "/sales_orders"),
            (Role::Erp, "/credit_notes"),
            (Role::Wms, "/pick_orders"),
        ] {
            let mut bench = Bench::new(role);
            let (got, answer) = read(&bench.send("POST", path, &[], body));
            let start = String::from_utf8_lossy(&body[..body.len().min(30)]).into_owned();
            assert_eq!(got, status, "{path} {start}: {answer}");
            assert!(bench.twin.documents().is_empty());
        }
    }
    let mut bench = Bench::new(Role::Oms);
    let form =
        bench.send("POST", "/orders", &[("content-type", "application/x-www-form-urlencoded")], b"a=1");
    assert_eq!(read(&form).0, 415);
}

/// Every field of a document, made wrong in many ways: the refusal names it.
#[test]
fn a_wrong_value_is_refused_by_its_field() {
    let wrong = [
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        serde_json::from_str::<Value>("123456789012345678901234567890").expect("a number"),
        json!("x".repeat(501)),
        json!([[]]),
        json!({ "a": 1 }),
        json!(true),
    ];
    let money = [
        json!("12.505"),
        json!("1e3"),
        json!("NaN"),
        json!("-1"),
        json!(12.5),
        json!("99999999999999999999"),
    ];
    for (role, path, body) in [
        (Role::Oms, "/orders", order("#1")),
        (Role::Erp, "/sales_orders", sales_order("#1")),
        (Role::Erp, "/credit_notes", credit_note("#1")),
        (Role::Wms, "/pick_orders", pick_order("#1")),
    ] {
        let mut bench = Bench::new(role);
        let mut places = Vec::new();
        leaves(&body, String::new(), &mut places);
        for place in places {
            let more: &[Value] = match place.rsplit('/').next() {
                Some("total" | "amount") => &money,
                Some("currency") => &[json!("usd"), json!("???")],
                Some("country") => &[json!("us"), json!("USA"), json!("ÅÅ")],
                Some("placed_at") => &[json!("yesterday"), json!("2026-13-01T00:00:00Z")],
                _ => &[],
            };
            for value in wrong.iter().chain(more) {
                let mut body = body.clone();
                *body.pointer_mut(&place).expect("the place") = value.clone();
                let (status, answer) = bench.call("POST", path, &body);
                assert_eq!(status, 422, "{path} {place} = {value}: {answer}");
                let field = answer["error"]["field"].as_str().expect("a field");
                let named = format!("/{}", field.replace(['.', '['], "/").replace(']', ""));
                assert!(place == named || named.starts_with(&place), "{place} was wrong, {named} was named");
            }
        }
        assert!(bench.twin.documents().is_empty());
        bench.post(path, body);
    }
}

fn leaves(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| leaves(value, format!("{at}/{name}"), out)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(n, value)| leaves(value, format!("{at}/{n}"), out));
        }
        _ => out.push(at),
    }
}

#[test]
fn too_much_of_a_good_thing_is_refused() {
    let mut bench = Bench::new(Role::Oms);
    let line = json!({ "sku": "A-1", "quantity": 1 });
    let mut body = order("#1");
    body["lines"] = Value::Array(vec![line; 1001]);
    assert_eq!(bench.call("POST", "/orders", &body).1["error"]["field"], "lines");
    body["lines"] = json!([{ "external_line_id": "1", "sku": "A", "quantity": 1 }, { "external_line_id": "1", "sku": "A", "quantity": 1 }]);
    assert_eq!(bench.call("POST", "/orders", &body).1["error"]["field"], "lines[1].external_line_id");
    body["lines"] = json!([]);
    assert_eq!(bench.call("POST", "/orders", &body).0, 422);
}

#[test]
fn odd_addresses_are_no_documents() {
    let mut bench = Bench::new(Role::Wms);
    bench.post("/pick_orders", pick_order("FR-1"));
    for path in [
        "/pick_orders/P-01",
        "/pick_orders/P-+1",
        "/pick_orders/P-18446744073709551616",
        "/pick_orders/P-",
        "/pick_orders/1",
        "/pick_orders/%00",
        "/pick_orders/%ff%fe",
        "/pick_orders/P-1/cancel/again",
        "//",
    ] {
        assert_eq!(bench.call("GET", path, &Value::Null).0, 404, "{path}");
    }
    for query in ["after=7fffffffffffffff-ffffffffffffffff", "updated_since=9999-12-30T00:00:00Z"] {
        assert_eq!(bench.get(&format!("/pick_orders?{query}"))["items"], json!([]));
    }
    let all = bench.get("/pick_orders?updated_since=-009999-01-02T01:59:59Z&&limit=250");
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(bench.call("GET", "/pick_orders?=", &Value::Null).0, 400);
}
