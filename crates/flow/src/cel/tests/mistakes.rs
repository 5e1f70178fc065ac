//! What is wrong with expressions, and where it is underlined.

use insta::assert_snapshot;

use super::*;

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
fn a_condition_of_a_scenario_is_underlined_as_well() {
    let check = |text: &str| Condition::parse_at(text, &place(text)).err().unwrap_or_default();
    assert_snapshot!(mistakes(&["order(\"o1\".cancelled", "orders().size() = 1"], check), @r##"
    order("o1".cancelled
         ^ opened here
      `(` is never closed

    orders().size() = 1
                    ^ not understood
      `=` is not expected here
      help: write `==` to compare
    "##);
    assert_eq!(check("shipments(\"o1\").size() == 0"), []);
}
