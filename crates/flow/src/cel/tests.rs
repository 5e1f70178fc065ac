//! Expressions: what they give, what they cost, and what is wrong with them.

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

/// The failing expressions, each with its message.
fn mistakes(texts: &[&str], check: impl Fn(&str) -> Vec<Problem>) -> String {
    let show = |text: &str| {
        let mut shown = format!("{text}\n");
        for problem in check(text) {
            let (start, end) = (problem.place.start - 7, problem.place.end - 7);
            let before = text[..start].chars().count();
            let under = text[start..end].chars().count().max(1);
            shown += &format!(
                "{}{} {}\n  {}\n",
                " ".repeat(before),
                "^".repeat(under),
                problem.label,
                problem.message
            );
            if let Some(help) = problem.help {
                shown += &format!("  help: {help}\n");
            }
        }
        shown
    };
    texts.iter().map(|text| show(text)).collect::<Vec<_>>().join("\n")
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
fn mistakes_of_writing_are_underlined() {
    assert_snapshot!(mistakes(
        &[
            "",
            "order.number = \"x\"",
            "order.number ==",
            "a and b",
            "(a",
            "a)",
            "[1)",
            "\"abc",
            "order.lines.exists(1, true)",
            "let",
            "a ? b",
            "b\"abc\" == b\"\"",
            "Order{id: 1}",
            "'é' + 'ü' = 3",
        ],
        condition(DocumentKind::Order),
    ), @r##"

    ^ nothing is written here
      the expression is empty

    order.number = "x"
                 ^ not understood
      `=` is not expected here
      help: write `==` to compare

    order.number ==
                  ^ something must follow
      the expression ends too early

    a and b
      ^^^ not understood
      `and` is not expected here
      help: write `&&`

    (a
    ^ opened here
      `(` is never closed

    a)
     ^ no bracket is open here
      `)` closes nothing

    [1)
      ^ not the bracket that is open
      `)` does not close `[`

    "abc
    ^ it begins here
      the text is never closed

    order.lines.exists(1, true)
                       ^ not a name
      an element of a list needs a simple name
      help: write `.exists(it, it.field == …)`

    let
    ^^^ cannot be a name
      `let` is a reserved word of CEL

    a ? b
    ^ something is missing
      the expression is not complete
      help: a choice is `condition ? then : otherwise`

    b"abc" == b""
    ^^^^^^ bytes
      bytes have no place in a document
      help: write a text

    Order{id: 1}
         ^ a message
      `Order` is not a type here
      help: write a map: `{"name": value}`

    'é' + 'ü' = 3
              ^ not understood
      `=` is not expected here
      help: write `==` to compare
    "##);
}

#[test]
fn mistakes_of_meaning_are_underlined() {
    assert_snapshot!(mistakes(
        &[
            "ordr.number == \"1\"",
            "customer.id == \"1\"",
            "order.ship_to.contry == \"US\"",
            "order.cancelled",
            "!order.cancelled",
            "order.number",
            "order.lines.quantity > 1",
            "order.payment == \"payed\"",
            "order.payment in [\"paid\", \"auth\"]",
            "event == \"created\"",
            "order.currency == \"usd\"",
            "order.number == 1001",
            "order.lines.exists(l, l.quantity == \"2\")",
            "order.totals.total > 100",
            "order.totals.total.shop >= 100",
            "order.totals.total.shop == \"100\"",
            "at_least(order.totals.total, money(\"100\", \"USD\"))",
            "at_least(order.totals.total.shop, 100)",
            "minor(order.totals.total.shop) > \"1\"",
            "order.totals.total.amount == \"1\"",
            "order.totals.total.shop + order.totals.tax.shop == null",
            "order.lines[0].unit_price > \"9\"",
            "order.lines[0].unit_price == \"9\"",
            "order.placed_at < \"2026-01-01\"",
            "order.number + 1 == \"\"",
            "\"a\" in order.number",
            "1 in order.tags",
            "at_leest(order.totals.total.shop, money(\"1\", \"USD\"))",
            "order.number.matches(\"^#\")",
            "money(\"1\") == null",
            "lower(order.lines) == \"\"",
            "money(\"1\", \"DOLLAR\") == null",
            "order[\"number\"] == \"\"",
            "has(order.shipto)",
            "order.lines.all(line, lin.quantity > 0)",
            "lookup(order.payment, {\"payd\": true, \"paid\": false})",
            "order.lines",
            "shipment.status == \"shipped\"",
        ],
        condition(DocumentKind::Order),
    ), @r##"
    ordr.number == "1"
    ^^^^ unknown name
      there is no `ordr` here
      help: did you mean `order`?

    customer.id == "1"
    ^^^^^^^^ unknown name
      there is no `customer` here
      help: did you mean `order.customer`?

    order.ship_to.contry == "US"
                  ^^^^^^ unknown field
      an address has no field `contry`
      help: did you mean `country`?

    order.cancelled
    ^^^^^^^^^^^^^^^ neither true nor false
      a condition is true or false, and this is a record (cancelled)
      help: to ask whether it is there: `… != null`

    !order.cancelled
     ^^^^^^^^^^^^^^^ neither true nor false
      a condition is true or false, and this is a record (cancelled)
      help: to ask whether it is there: `… != null`

    order.number
    ^^^^^^^^^^^^ neither true nor false
      a condition is true or false, and this is a text
      help: compare it with something: `== …`

    order.lines.quantity > 1
                ^^^^^^^^ this is a list
      a list has no field `quantity`
      help: ask its elements: `.exists(it, it.quantity == …)`, `.map(it, it.quantity)`, `[0].quantity`

    order.payment == "payed"
                     ^^^^^^^ unknown word
      "payed" is not one of pending, authorized, expired, partially_paid, paid, partially_refunded, refunded, voided
      help: did you mean "paid"?

    order.payment in ["paid", "auth"]
                              ^^^^^^ unknown word
      "auth" is not one of pending, authorized, expired, partially_paid, paid, partially_refunded, refunded, voided

    event == "created"
             ^^^^^^^^^ unknown word
      "created" is not one of create, edit, cancel, hold, release, partial, tracking, void
      help: did you mean "create"?

    order.currency == "usd"
                      ^^^^^ not a currency
      "usd" is not a currency of ISO 4217: write a three-letter code such as USD

    order.number == 1001
    ^^^^^^^^^^^^^^^^^^^^ compared with `==`
      a text is never equal to a whole number
      help: make the text a number with `int(t)`, or the number a text with `text(n)`

    order.lines.exists(l, l.quantity == "2")
                          ^^^^^^^^^^^^^^^^^ compared with `==`
      a whole number is never equal to a text
      help: make the text a number with `int(t)`, or the number a text with `text(n)`

    order.totals.total > 100
    ^^^^^^^^^^^^^^^^^^^^^^^^ compared with `>`
      a money pair and a whole number have no such order
      help: say whose money, `.shop` or `.presentment`, then `at_least(a, b)`, `more_than(a, b)`, `minor(a)`

    order.totals.total.shop >= 100
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compared with `>=`
      money and a whole number have no such order
      help: money is compared with money: `at_least(m, money("100", "USD"))`; or count it with `minor(m)`

    order.totals.total.shop == "100"
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compared with `==`
      money is never equal to a text
      help: money is compared with money: `at_least(m, money("100", "USD"))`; or count it with `minor(m)`

    at_least(order.totals.total, money("100", "USD"))
             ^^^^^^^^^^^^^^^^^^ not money
      `at_least` wants money as `money`, and this is a money pair
      help: say whose money: `.shop` or `.presentment`

    at_least(order.totals.total.shop, 100)
                                      ^^^ not money
      `at_least` wants money as `other`, and this is a whole number

    minor(order.totals.total.shop) > "1"
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compared with `>`
      a whole number and a text have no order
      help: make the text a number with `int(t)`, or the number a text with `text(n)`

    order.totals.total.amount == "1"
                       ^^^^^^ unknown field
      a money pair has no field `amount`
      help: say whose money: `.shop.amount` or `.presentment.amount`

    order.totals.total.shop + order.totals.tax.shop == null
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ cannot be calculated
      `+` does not take money and money
      help: money is added with `plus(a, b)` and subtracted with `minus(a, b)`

    order.lines[0].unit_price > "9"
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compared with `>`
      decimals are ordered as numbers, not letter by letter
      help: write `compare(a, b) < 0`

    order.lines[0].unit_price == "9"
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compared with `==`
      decimals are compared as numbers, not letter by letter
      help: write `compare(a, b) == 0`: "12.5" and "12.50" are one number

    order.placed_at < "2026-01-01"
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compared with `<`
      times are ordered as times, not letter by letter
      help: write `before(a, b)`

    order.number + 1 == ""
    ^^^^^^^^^^^^^^^^ cannot be calculated
      `+` does not take a text and a whole number
      help: make the number a text with `text(n)`, or the text a number with `int(t)`

    "a" in order.number
           ^^^^^^^^^^^^ not a list
      `in` wants a list, and this is a text
      help: to look inside a text: `text.contains(part)`

    1 in order.tags
    ^^^^^^^^^^^^^^^ compared with each element
      a whole number is never equal to a text
      help: make the text a number with `int(t)`, or the number a text with `text(n)`

    at_leest(order.totals.total.shop, money("1", "USD"))
    ^^^^^^^^ unknown function
      there is no function `at_leest`
      help: did you mean `at_least`?

    order.number.matches("^#")
                 ^^^^^^^ unknown function
      there is no function `matches`
      help: there are no regular expressions: use contains, startsWith, endsWith or split

    money("1") == null
    ^^^^^^^^^^ wrong number of values
      `money` is written money(amount, currency), and is given 1 values

    lower(order.lines) == ""
          ^^^^^^^^^^^ not a text
      `lower` wants a text as `text`, and this is a list, each a record (line)

    money("1", "DOLLAR") == null
               ^^^^^^^^ not a currency
      "DOLLAR" is not a currency of ISO 4217: write a three-letter code such as USD

    order["number"] == ""
    ^^^^^^^^^^^^^^^ indexed
      the fields of a document are named, not indexed
      help: write `.field`

    has(order.shipto)
              ^^^^^^ unknown field
      an order has no field `shipto`
      help: did you mean `ship_to`?

    order.lines.all(line, lin.quantity > 0)
                          ^^^ unknown name
      there is no `lin` here
      help: did you mean `line`?

    lookup(order.payment, {"payd": true, "paid": false})
                           ^^^^^^ unknown word
      "payd" is not one of pending, authorized, expired, partially_paid, paid, partially_refunded, refunded, voided
      help: did you mean "paid"?

    order.lines
    ^^^^^^^^^^^ neither true nor false
      a condition is true or false, and this is a list, each a record (line)
      help: ask its elements: `.exists(it, …)`, or its size: `.size() > 0`

    shipment.status == "shipped"
    ^^^^^^^^ unknown name
      there is no `shipment` here
      help: there are: order, source, event. A text stands in quotes: "shipment"
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
