//! Mappings: what they build, and what is wrong with them.

use std::sync::Arc;

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::tree::parse_tree;

fn compile(yaml: &str, what: MappingUse) -> Result<Mapping, Vec<Problem>> {
    let (node, problems) = parse_tree(&Arc::from("map.yaml"), yaml.as_bytes());
    assert_eq!(problems, []);
    Mapping::compile("map.yaml", &node.expect("a tree"), what)
}

/// What a mapping builds from a scope, or why not.
fn builds(yaml: &str, what: MappingUse, scope: &Scope) -> String {
    match compile(yaml, what) {
        Ok(mapping) => match mapping.build(scope) {
            Ok(value) => serde_json::to_string_pretty(&value).expect("JSON"),
            Err(error) => error.to_string(),
        },
        Err(problems) => shown(yaml, problems),
    }
}

fn shown(yaml: &str, problems: Vec<Problem>) -> String {
    let mut shown = String::new();
    for problem in problems {
        let place = &problem.place;
        let line = yaml[..place.start].matches('\n').count() + 1;
        let under = yaml[place.start..place.end].lines().next().unwrap_or_default();
        shown += &format!("{line}: {}\n   `{under}` {}\n", problem.message, problem.label);
        if let Some(help) = problem.help {
            shown += &format!("   help: {help}\n");
        }
    }
    shown
}

const WRITE: MappingUse = MappingUse::Write(DocumentKind::FulfillmentRequest);
const READ: MappingUse = MappingUse::Read(DocumentKind::Order);

fn pick() -> Scope {
    Scope::default()
        .with(
            "order",
            json!({
                "number": "#1001", "currency": "USD", "lines": [],
                "ship_to": { "name": "A. Reader", "country": "US" },
                "totals": { "total": { "shop": { "amount": "25.00", "currency": "USD" },
                                       "presentment": { "amount": "25.00", "currency": "USD" } } },
            }),
        )
        .with(
            "fulfillment_request",
            json!({ "status": "open", "lines": [
                { "id": "1", "sku": "A-1", "quantity": 2, "remaining": 2 },
                { "id": "2", "sku": "B-2", "quantity": 1, "remaining": 0 },
                { "id": "3", "quantity": 1, "remaining": 1 },
            ] }),
        )
        .with("keys", json!({ "id": "77" }))
        .with("order_keys", json!({ "id": "12" }))
        .with("target_keys", json!({}))
        .with("event", json!("create"))
}

const PICK: &str = r#"
let:
  country: order.ship_to.country
build:
  reference: order.number
  request: keys.id
  priority: 3
  rush: false
  channel: '"web"'
  value: amount(order.totals.total.shop)
  to:
    name: order.ship_to.name
    zone: 'lookup(country, {"US": "domestic", "CA": "near"})'
    phone?: order.ship_to.phone
    company: order.ship_to.company
  notes: [order.number, '"first"']
  lines:
    each: fulfillment_request.lines
    as: line
    when: line.remaining > 0
    build: { sku?: line.sku, units: line.remaining, of: country }
"#;

#[test]
fn a_mapping_builds_the_shape_that_it_has() {
    assert_snapshot!(builds(PICK, WRITE, &pick()), @r##"
    {
      "reference": "#1001",
      "request": "77",
      "priority": 3,
      "rush": false,
      "channel": "web",
      "value": "25.00",
      "to": {
        "name": "A. Reader",
        "zone": "domestic",
        "company": null
      },
      "notes": [
        "#1001",
        "first"
      ],
      "lines": [
        {
          "sku": "A-1",
          "units": 2,
          "of": "US"
        },
        {
          "units": 1,
          "of": "US"
        }
      ]
    }
    "##);
}

#[test]
fn what_fails_names_the_file_the_part_and_the_expression() {
    let strict = PICK.replace("sku?: line.sku", "sku: 'upper(line.sku)'");
    assert_snapshot!(builds(&strict, WRITE, &pick()), @r##"
    map.yaml: lines[2].sku: `upper(line.sku)` failed: upper: null is not a text
    "##);
    let unmapped = pick().with("order", json!({ "number": "#1", "ship_to": { "country": "NZ" } }));
    assert_snapshot!(builds(PICK, WRITE, &unmapped), @r##"
    map.yaml: value: `amount(order.totals.total.shop)` failed: amount: null is not money
    "##);
    let keyless = pick().with("keys", json!({}));
    assert_snapshot!(builds("build: { id: keys.id }\nlet: {}", WRITE, &keyless), @r##"
    map.yaml: id: `keys.id` failed: `keys` has no field `id`
    "##);
    assert_snapshot!(builds("a: [{ b: 'target_keys.id' }]", WRITE, &pick()), @r##"
    map.yaml: a[0].b: `target_keys.id` failed: `target_keys` has no field `id`
    "##);
}

const ORDER: &str = r#"
id: text(body.id)
keys:
  id: text(body.id)
  external_id: body.external_id
revision: { at: body.updated_at, rank?: body.version }
document:
  number: body.number
  currency: body.currency
  test?: body.test
  payment: 'lookup(body.state, {"open": "pending", "settled": "paid"})'
  note: body.note
  customer: { email?: body.customer.email, name?: body.customer.name }
  lines:
    each: body.items
    as: item
    build:
      id: text(item.line)
      sku: item.sku
      quantity: item.qty
      ordered: item.qty
      unit_price: decimal(item.price)
  totals:
    total: pair(money(body.total, body.currency))
"#;

fn erp_order() -> Value {
    json!({
        "id": 9_007_199_254_740_993_u64, "external_id": "1001", "number": "SO-7", "currency": "USD",
        "state": "settled", "note": null, "customer": null, "updated_at": "2026-11-23T09:30:00Z", "total": 25.1,
        "items": [{ "line": 1, "sku": "A-1", "qty": 2, "price": 12.55 }],
    })
}

#[test]
fn what_is_read_is_a_document_of_the_model() {
    let built = compile(ORDER, READ).expect("compiles").build(&Scope::default().with("body", erp_order()));
    let built = built.expect("builds");
    assert_eq!(built["id"], json!("9007199254740993"));
    let order: seamless_model::Order = serde_json::from_value(built["document"].clone()).expect("an order");
    assert_eq!(order.units(), 2);
    assert_eq!(order.totals.expect("totals").total.shop.to_string(), "25.10 USD");
    let revision: seamless_model::Revision =
        serde_json::from_value(built["revision"].clone()).expect("a revision");
    assert_eq!(revision.rank, 0);
    assert_snapshot!(serde_json::to_string_pretty(&built["document"]["customer"]).expect("JSON"), @r##"
    {}
    "##);
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let with = |name: &str, value: Value| {
        let mut body = erp_order();
        body[name] = value;
        builds(ORDER, READ, &Scope::default().with("body", body))
    };
    let all = [
        with("state", json!("disputed")),
        with("external_id", json!(1001)),
        with("items", json!("none")),
        with("items", json!([{ "line": 1 }])),
        with("items", json!([{ "line": 1, "sku": "A-1", "qty": "2", "price": 1 }])),
        with("total", json!(25.105)),
        with("currency", json!(null)),
        with("external_id", json!(null)),
        with("updated_at", json!(null)),
    ];
    assert_snapshot!(all.join("\n"), @r##"
    map.yaml: document.payment: `lookup(body.state, {"open": "pending", "settled": "paid"})` failed: lookup: no mapping for "disputed"
    map.yaml: keys.external_id: `body.external_id` failed: a text is wanted here, and 1001 is a number: write `text(…)`
    map.yaml: document.lines: `body.items` failed: `each` wants a list, and this is none
    map.yaml: document.lines[0].sku: `item.sku` failed: `item` has no field `sku`
    map.yaml: document.lines[0].quantity: `item.qty` failed: a whole number is wanted here, and this is something else
    map.yaml: document.totals.total: `pair(money(body.total, body.currency))` failed: money: 25.105 has more decimals than USD has (2)
    map.yaml: document.currency: `body.currency` failed: it is null, and a document cannot be read without it
    map.yaml: keys.external_id: `body.external_id` failed: it is null, and a document cannot be read without it
    map.yaml: revision.at: `body.updated_at` failed: it is null, and a document cannot be read without it
    "##);
}

#[test]
fn mistakes_of_writing_are_found_in_one_run() {
    let yaml = r#"
reference: order.nmber
total: order.totals.total.shop + 1
status: shipment.status
bad: [fulfillment_request.lines.size() ==]
huge: 123456789012345678901234567890
lines:
  each: fulfillment_request.line
  as: line
  build: line.sku
more: { each: order.number, as: order, whn: 1, build: 1 }
less: { each: order.lines }
other: { each: order.lines, as: line, when: line.sku, build: line.skuu }
twice: 1
twice?: 2
"#;
    assert_snapshot!(builds(yaml, WRITE, &pick()), @r##"
    2: an order has no field `nmber`
       `nmber` unknown field
       help: did you mean `number`?
    3: `+` does not take money and a whole number
       `order.totals.total.shop + 1` cannot be calculated
       help: money is added with `plus(a, b)` and subtracted with `minus(a, b)`
    4: there is no `shipment` here
       `shipment` unknown name
       help: there are: order, event, fulfillment_request, keys, order_keys, target_keys. A text stands in quotes: "shipment"
    5: the expression ends too early
       `=` something must follow
    6: 123456789012345678901234567890 is not a number that JSON keeps exactly
       `123456789012345678901234567890` too large or too precise
       help: write it as a text: `'"123456789012345678901234567890"'`
    8: a fulfillment_request has no field `line`
       `line` unknown field
       help: did you mean `lines`?
    11: `whn` is not a part of `each`
       `whn` unknown part
       help: did you mean `when`?
    11: `order` means something already
       `order` taken
       help: choose another name
    11: `each` wants a list, and this is a text
       `order.number` not a list
    12: `each` has no `as`
       `{ each: order.lines }` the element has no name
       help: write `as: line`, and speak of `line` under `build`
    12: `each` has no `build`
       `{ each: order.lines }` nothing is built
       help: write `build:` with the shape of one element
    13: a condition is true or false, and this is a text
       `line.sku` neither true nor false
       help: compare it with something: `== …`
    13: a line has no field `skuu`
       `skuu` unknown field
       help: did you mean `sku`?
    15: `twice` is built twice
       `twice?` here again
    "##);
    assert_snapshot!(builds("let: { a b: 1, order: 2 }\nother: 3", WRITE, &pick()), @r##"
    2: `other` stands beside `let`
       `other` not built
       help: beside `let` there is only `build`, with the shape of what is built
    1: `a b` cannot be a name
       `a b` not a name
       help: a name has letters, digits and `_`, and begins with a letter
    1: `order` means something already
       `order` taken
       help: choose another name
    1: `let` has no `build` beside it
       `{ a b: 1, order: 2 }` nothing is built
       help: put the shape of what is built under `build:`
    "##);
}

#[test]
fn mistakes_of_reading_are_found_in_one_run() {
    let yaml = r#"
id: 7
keys: { id?: 7, name: body.name }
parents: [{ kind: '"oder"', field: '"id"', value: body.order }]
revsion: { at: body.at }
document:
  number: [body.number]
  currency?: '"usd"'
  payment: '"payed"'
  shipto: body.address
  held: '"yes"'
  tags: body.tags
  customer: 'body.a == 1'
  lines:
    - { id: text(body.id), quantity: '"2"' }
  totals: { total: 'money(body.total, "USD")', tax: { shop: 'money(1, "USD")' } }
"#;
    assert_snapshot!(builds(yaml, READ, &Scope::default()), @r##"
    2: a text is wanted here, and this is a whole number
       `7` not a text
       help: write `text(…)`
    3: a text is wanted here, and this is a whole number
       `7` not a text
       help: write `text(…)`
    4: "oder" is not one of order, hold, fulfillment_request, shipment, cancellation, return, refund, payment, payout, inventory, journal
       `"oder"` unknown word
       help: did you mean "order"?
    5: an observation has no field `revsion`
       `revsion` unknown field
       help: did you mean `revision`?
    7: a list is built where none is wanted
       `[body.number]` a text is wanted
    8: an order cannot be read without `currency`
       `currency?` may not be left out
       help: take the `?` away
    8: "usd" is not a currency of ISO 4217: write a three-letter code such as USD
       `"usd"` not a currency
    9: "payed" is not one of pending, authorized, expired, partially_paid, paid, partially_refunded, refunded, voided
       `"payed"` unknown word
       help: did you mean "paid"?
    10: an order has no field `shipto`
       `shipto` unknown field
       help: did you mean `ship_to`?
    11: true or false is wanted here, and this is a text
       `'"yes"'` not true or false
    13: a record (customer) is wanted here, and this is true or false
       `'body.a == 1'` not a record (customer)
    15: a whole number is wanted here, and this is a text
       `'"2"'` not a whole number
    15: a line cannot be read without `ordered`
       `{ id: text(body.id), quantity: '"2"' }` missing: `ordered`
    16: a money pair is wanted here, and this is money
       `'money(body.total, "USD")'` not a money pair
       help: write `pair(money(amount, currency))`
    16: a money pair cannot be read without `presentment`
       `{ shop: 'money(1, "USD")' }` missing: `presentment`
    "##);
    assert_snapshot!(builds("{}", READ, &Scope::default()), @r##"
    1: an observation cannot be read without `id` and `keys` and `document`
       `{}` missing: `id`, `keys`, `document`
    "##);
    assert_snapshot!(builds("body", READ, &Scope::default().with("body", json!({}))), @r##"
    {}
    "##);
    assert_snapshot!(builds("[]", READ, &Scope::default()), @r##"
    1: a list is built where none is wanted
       `[]` a map is wanted
    "##);
}

#[test]
fn a_mapping_says_which_keys_and_parents_it_reads_and_what_it_leaves_out() {
    let read = r#"
id: body.id
keys: { id: body.id, reference?: body.reference }
parents:
  - { kind: '"order"', field: '"reference"', value: body.order }
document: body
"#;
    let mapping = compile(read, READ).expect("it reads");
    assert_eq!(mapping.keys(), Some(vec!["id", "reference"]));
    assert_eq!(mapping.parents(), Some(vec![("order", "reference")]));
    let bare = compile("body", READ).expect("it reads");
    assert_eq!((bare.keys(), bare.parents()), (None, Some(Vec::new())));
    let pick = compile(PICK, WRITE).expect("it builds");
    assert_eq!(pick.filters(), ["line.remaining > 0"]);
}

proptest! {
    #[test]
    fn no_shape_panics(yaml in r#"((id|document|lines|each|as|build|let|when)\??: |- |\{|\}|\[|\]|, |body|order\.lines|1|null|"|\n|  ){1,24}"#) {
        let (node, _) = parse_tree(&Arc::from("map.yaml"), yaml.as_bytes());
        if let Some(node) = node {
            for what in [READ, WRITE, MappingUse::Cancel(DocumentKind::Order), MappingUse::Read(DocumentKind::Payout)] {
                if let Ok(mapping) = Mapping::compile("map.yaml", &node, what) {
                    let _ = mapping.build(&pick());
                }
            }
        }
    }
}
