//! Expressions: what they give, and what they cost.

mod mistakes;

use super::*;
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::json;

fn scope() -> Scope {
    Scope::default()
        .with(
            "order",
            json!({
                "number": "#1001",
                "currency": "USD",
                "payment": "paid",
                "lines": [
                    { "id": "1", "sku": "A-1", "quantity": 2, "ordered": 2, "unit_price": "12.50" },
                    { "id": "2", "sku": "B-2", "quantity": 0, "ordered": 1, "unit_price": "3.333" },
                ],
                "ship_to": { "country": "US" },
            }),
        )
        .with(
            "body",
            json!({ "id": 9_007_199_254_740_993_u64, "total": 12.1, "customer": null, "tags": "a, b" }),
        )
}

fn gives(text: &str) -> String {
    match Expression::parse(text).and_then(|it| it.evaluate(&scope())) {
        Ok(value) => value.to_string(),
        Err(error) => error.message,
    }
}

fn all(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("{text}\n  {}\n", gives(text))).collect()
}

#[test]
fn operators_give_what_cel_says() {
    assert_snapshot!(all(&[
        "1 + 2 * 3 - 4",
        "7 / 2",
        "-7 % 3",
        "-order.lines[0].quantity",
        "1.5 + 1",
        "9223372036854775807 + 1",
        "18446744073709551615u + 1u",
        "1 / 0",
        "1.0 / 0.0",
        "\"a\" + 'b'",
        "[1] + [2]",
        "1 == 1.0 && 1 != 2 && \"1\" != 1",
        "2 < 10 && \"2\" > \"10\"",
        "1 < \"2\"",
        "\"A-1\" in order.lines.map(l, l.sku)",
        "\"US\" in {\"US\": 1}",
        "order.ship_to.country in [\"US\", \"CA\"] ? \"near\" : \"far\"",
        "has(order.ship_to) && !has(order.bill_to)",
        "order.lines.filter(l, l.quantity > 0).size()",
        "order.lines.map(l, l.quantity > 0, l.sku)",
        "order.lines.all(l, l.quantity > 0)",
        "order.lines.exists_one(l, l.quantity > 0)",
        "{\"a\": [1, {\"b\": null}]}.a[1].b",
        "order.lines[0].sku",
        "order.lines[2].sku",
        "{\"a\": 1}[\"b\"]",
        "r\"a\\b\" + \"\\u00e9\"",
    ]), @r##"
    1 + 2 * 3 - 4
      3
    7 / 2
      3
    -7 % 3
      -1
    -order.lines[0].quantity
      -2
    1.5 + 1
      2.5
    9223372036854775807 + 1
      9223372036854775808
    18446744073709551615u + 1u
      18446744073709551615 + 1 is not a number that can be counted exactly
    1 / 0
      1 / 0 is not a number that can be counted exactly
    1.0 / 0.0
      1.0 / 0.0 is not a number that can be counted exactly
    "a" + 'b'
      "ab"
    [1] + [2]
      [1,2]
    1 == 1.0 && 1 != 2 && "1" != 1
      true
    2 < 10 && "2" > "10"
      true
    1 < "2"
      1 and "2" cannot be compared with `<`
    "A-1" in order.lines.map(l, l.sku)
      true
    "US" in {"US": 1}
      true
    order.ship_to.country in ["US", "CA"] ? "near" : "far"
      "near"
    has(order.ship_to) && !has(order.bill_to)
      true
    order.lines.filter(l, l.quantity > 0).size()
      1
    order.lines.map(l, l.quantity > 0, l.sku)
      ["A-1"]
    order.lines.all(l, l.quantity > 0)
      false
    order.lines.exists_one(l, l.quantity > 0)
      true
    {"a": [1, {"b": null}]}.a[1].b
      null
    order.lines[0].sku
      "A-1"
    order.lines[2].sku
      there is no element 2 in a list of 2
    {"a": 1}["b"]
      `{"a": 1}` has no field `b`
    r"a\b" + "\u00e9"
      "a\\bé"
    "##);
}

fn place(text: &str) -> Place {
    Place { file: Arc::from("flow.yaml"), start: 6, end: 6 + text.len() + 2 }
}

fn condition(kind: DocumentKind) -> impl Fn(&str) -> Vec<Problem> {
    move |text| Condition::check(text, &place(text), kind).err().unwrap_or_default()
}

#[test]
fn what_fails_says_why() {
    assert_snapshot!(all(&[
        "nobody",
        "nothing(1)",
        "body.customer.email",
        "body.missing",
        "get(body, \"customer.email\", \"none\")",
        "order.lines.exists(l, l.weight > 1)",
        "order.lines.exists(l, l.weight > 1 || l.sku == \"A-1\")",
        "true || nobody",
        "nobody && false",
        "order.number ? 1 : 2",
        "lookup(order.payment, {\"pending\": 1})",
        "lookup(order.payment, {\"pending\": 1}, 2)",
        "money(\"12.505\", \"USD\")",
        "money(9007199254740993.0, \"USD\")",
        "plus(money(\"1\", \"USD\"), money(\"1\", \"EUR\"))",
        "sum_money([])",
        "decimal(body.id)",
        "decimal(1e300)",
        "number(\"0.1234567890123456789\")",
        "int(\"1.5\")",
        "text(body)",
        "money(\"1\")",
        "{\"a\": 1, \"a\": 2}",
    ]), @r##"
    nobody
      there is no `nobody` here
    nothing(1)
      there is no function `nothing`
    body.customer.email
      `body.customer` is null and has no field `email`
    body.missing
      `body` has no field `missing`
    get(body, "customer.email", "none")
      "none"
    order.lines.exists(l, l.weight > 1)
      `l` has no field `weight`
    order.lines.exists(l, l.weight > 1 || l.sku == "A-1")
      true
    true || nobody
      true
    nobody && false
      false
    order.number ? 1 : 2
      "#1001" is neither true nor false
    lookup(order.payment, {"pending": 1})
      lookup: no mapping for "paid"
    lookup(order.payment, {"pending": 1}, 2)
      2
    money("12.505", "USD")
      money: 12.505 has more decimals than USD has (2)
    money(9007199254740993.0, "USD")
      money: 9007199254740992.0 is too large to be an exact decimal number
    plus(money("1", "USD"), money("1", "EUR"))
      plus: USD and EUR are different currencies and cannot be added
    sum_money([])
      sum_money: a sum of nothing has no currency: the list is empty
    decimal(body.id)
      "9007199254740993"
    decimal(1e300)
      decimal: 1e+300 is too large to be an exact decimal number
    number("0.1234567890123456789")
      number: 0.1234567890123456789 has more digits than a JSON number keeps: send it as text
    int("1.5")
      int: "1.5" is not a whole number of 64 bits
    text(body)
      text: a map of 4 cannot be written as a text
    money("1")
      `money` is written money(amount, currency), and is given 1 values
    {"a": 1, "a": 2}
      the map has the key "a" twice
    "##);
}

#[test]
fn right_conditions_have_no_problems() {
    for (text, kind) in [
        ("order.ship_to.country in [\"US\", \"CA\"]", DocumentKind::FulfillmentRequest),
        ("order.cancelled == null && !order.test", DocumentKind::Order),
        ("fulfillment_request.lines.exists(l, l.remaining > 0)", DocumentKind::FulfillmentRequest),
        ("shipment.tracking.size() > 0 && first(shipment.tracking).number != \"\"", DocumentKind::Shipment),
        (
            "more_than(refund.amount.shop, money(\"0\", order.currency)) || refund.pending",
            DocumentKind::Refund,
        ),
        ("inventory.available > 0", DocumentKind::Inventory),
        ("event in [\"create\", \"edit\"] && source == \"shop\"", DocumentKind::Order),
        ("compare(order.lines[0].unit_price, \"10\") >= 0", DocumentKind::Order),
        ("order.lines.all(l, l.sku != null && l.sku.startsWith(\"A-\"))", DocumentKind::Order),
        ("\"vip\" in order.tags || order.tags.exists(t, lower(t).contains(\"vip\"))", DocumentKind::Order),
        ("before(order.placed_at, \"2026-01-01T00:00:00Z\")", DocumentKind::Order),
        ("lookup(order.ship_to.country, {\"US\": true, \"CA\": false})", DocumentKind::Order),
    ] {
        assert_eq!(condition(kind)(text), [], "{text}");
    }
}

#[test]
fn a_field_that_is_known_and_absent_is_null_all_the_way_down() {
    let check =
        |text: &str| Condition::check(text, &place(text), DocumentKind::Order).expect(text).holds(&scope());
    assert_eq!(check("order.customer.email == null"), Ok(true));
    assert_eq!(check("order.customer == null && !has(order.customer.email)"), Ok(true));
    assert_eq!(check("order.ship_to.country == \"US\""), Ok(true));
    // The house's form leaves out lists that are empty.
    assert_eq!(check("\"vip\" in order.tags || order.tags.size() > 0"), Ok(false));
    let error = check("order.customer.email.contains(\"@\")").expect_err("null has no text");
    assert_eq!(
        error.to_string(),
        "`order.customer.email.contains(\"@\")` failed: contains: null is not a text"
    );
    let error = check("event == \"create\"").expect_err("no event is given");
    assert_eq!(error.message, "there is no `event` here");
}

#[test]
fn functions_of_the_scope_are_called() {
    let scope = scope().with_function("order", |given| match given {
        [Value::String(name)] => Ok(json!({ "name": name, "cancelled": true })),
        _ => Err("wants a name".into()),
    });
    let holds = |text: &str| Condition::parse(text).expect(text).holds(&scope);
    assert_eq!(holds("order(\"o1\").cancelled && order(\"o1\").name == \"o1\""), Ok(true));
    assert_eq!(holds("order(1).cancelled").expect_err("refused").message, "order: wants a name");
}

#[test]
fn a_place_that_is_not_the_text_is_underlined_whole() {
    let text = "order.nmber == \"1\"";
    let place = Place { file: Arc::from("flow.yaml"), start: 6, end: 40 };
    let problems = Condition::check(text, &place, DocumentKind::Order).expect_err("unknown");
    assert_eq!(problems[0].place, place);
    let bare = Place { file: Arc::from("flow.yaml"), start: 6, end: 6 + text.len() };
    let problems = Condition::check(text, &bare, DocumentKind::Order).expect_err("unknown");
    assert_eq!((problems[0].place.start, problems[0].place.end), (12, 17));
}

#[test]
fn what_costs_too_much_ends() {
    let doubling = format!("[[1, 2, 3, 4, 5, 6, 7, 8]]{}", ".map(x, x + x)".repeat(18));
    let cubic = "body.list.map(a, body.list.map(b, body.list.map(c, a)))".to_owned();
    let text = format!("[\"x\"]{}", ".map(x, x + x)".repeat(18)) + ".map(x, replace(x, \"x\", x))";
    let scope = Scope::default().with("body", json!({ "list": vec![1; 1000] }));
    for text in [doubling, cubic, text] {
        let error = Expression::parse(&text).expect("parses").evaluate(&scope).expect_err("bounded");
        assert!(
            error.message.contains("costs too much") || error.message.contains("longer than"),
            "{}",
            error.message
        );
    }
}

/// The deepest expressions that are let through, on a stack smaller than any that the house has.
#[test]
fn the_deepest_expressions_fit_a_small_stack() {
    let shapes: [fn(usize) -> String; 9] = [
        |n| vec!["1"; n].join("+"),
        |n| format!("a{}", ".b".repeat(n)),
        |n| format!("a{}", "[0]".repeat(n)),
        |n| format!("{}1{}", "(".repeat(n), ")".repeat(n)),
        |n| format!("{}1{}", "[".repeat(n), "]".repeat(n)),
        |n| format!("{}1{}", "{\"a\": ".repeat(n), "}".repeat(n)),
        |n| format!("{}true", "a && b ? true : ".repeat(n)),
        |n| format!("{}1{}", "f(1 + ".repeat(n), ")".repeat(n)),
        |n| format!("a{}", ".map(x, x)".repeat(n)),
    ];
    let all = move || {
        for shape in shapes {
            let deepest =
                (1..200).rev().find(|n| scan::scan(&shape(*n)).is_ok()).expect("some depth is fine");
            let text = shape(deepest);
            assert!(deepest > 9, "{text}");
            let _ = Condition::check(&text, &place(&text), DocumentKind::Order);
            if let Ok(parsed) = Expression::parse(&text) {
                let _ = parsed.evaluate(&Scope::default());
            }
        }
    };
    let small = std::thread::Builder::new().stack_size(1_500_000).spawn(all).expect("a thread");
    small.join().expect("no overflow");
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,80}") {
        let _ = Condition::check(&text, &place(&text), DocumentKind::Order);
    }

    #[test]
    fn no_expression_panics(parts in prop::collection::vec(prop::sample::select(PARTS), 1..30)) {
        let text: String = parts.concat();
        if let Ok(expression) = Expression::parse(&text) {
            let _ = expression.evaluate(&scope());
        }
        for problem in condition(DocumentKind::Shipment)(&text) {
            prop_assert!(problem.place.start >= 7 && problem.place.end <= 7 + text.len());
            prop_assert!(text.is_char_boundary(problem.place.start - 7) && text.is_char_boundary(problem.place.end - 7));
        }
    }
}

const PARTS: &[&str] = &[
    "order",
    "body",
    ".lines",
    ".id",
    "[0]",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ":",
    ",",
    " + ",
    " - ",
    "*",
    "/",
    "%",
    "!",
    " == ",
    " < ",
    " in ",
    " && ",
    " || ",
    " ? ",
    "\"é\"",
    "'",
    "1",
    "-9223372036854775808",
    "1.5",
    "1u",
    "null",
    "true",
    ".map(x, x)",
    ".filter(x, ",
    ".exists(",
    "has(",
    "x",
    "size(",
    "minor(",
    "money(\"1\", \"USD\")",
    "lookup(",
    "\\",
    "// c\n",
    "\n",
    ".all(x, true)",
    "r'",
    "b'",
    "get(",
    "as",
    ".",
];

#[test]
fn a_condition_falls_into_what_must_all_hold() {
    let parts = |text: &str| -> Vec<String> {
        let condition = Condition::parse(text).expect("it parses");
        condition.parts().iter().map(|it| it.text().to_owned()).collect()
    };
    assert_eq!(parts("a == 1"), ["a == 1"]);
    assert_eq!(parts("a == \"x && y\" && (b || c && d) && !e"), ["a == \"x && y\"", "(b || c && d)", "!e"]);
    assert_eq!(parts("a && b || c"), ["a && b || c"]);
    assert_eq!(parts("a && b ? c : d"), ["a && b ? c : d"]);
    let both = Condition::parse("a && b").expect("it parses");
    assert_eq!(Condition::all(both.parts()).map(|it| it.words()), Some(both.words()));
    assert!(Condition::all(Vec::new()).is_none());
    let spaced = Condition::parse("( a.b==1 )").expect("it parses");
    assert_eq!(spaced.words(), Condition::parse("a.b == 1").expect("it parses").words());
}
