//! Conditions and documents at random: what is proven is contradicted by no document.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const ATOMS: &[&str] = &[
    "order.ship_to.country == \"US\"",
    "order.ship_to.country in [\"US\", \"DE\"]",
    "order.ship_to.country != order.bill_to.country",
    "order.ship_to == null",
    "has(order.ship_to.zip)",
    "order.ship_to.zip.startsWith(\"9\")",
    "lower(order.source) == \"pos\"",
    "order.source.contains(\"o\")",
    "size(order.source) > 3",
    "order.source < \"p\"",
    "order.payment == \"paid\"",
    "lookup(order.payment, {\"paid\": true, \"pending\": false})",
    "lookup(order.payment, {\"paid\": true}, false)",
    "order.held",
    "\"vip\" in order.tags",
    "order.tags.exists(t, t.startsWith(\"v\"))",
    "order.tags.size() > 1",
    "order.lines.exists(l, l.ships)",
    "order.lines.all(l, l.quantity > 0)",
    "order.lines.exists_one(l, l.sku == \"A-1\")",
    "order.lines.filter(l, l.gift_card).size() == 1",
    "order.lines.all(l, l.sku == null || l.sku.endsWith(\"1\"))",
    "order.lines.exists(l, l.quantity < l.ordered)",
    "order.lines.exists(l, l.sku == order.lines[0].sku && l.quantity == 2)",
    "order.lines[1].quantity > 1",
    "order.lines.size() == 2",
    "compare(order.lines[0].unit_price, \"10.00\") >= 0",
    "order.lines.exists(l, l.unit_price != null && compare(l.unit_price, \"9.995\") > 0)",
    "at_least(order.totals.total.shop, money(\"100\", \"USD\"))",
    "minor(order.totals.total.shop) == 10000",
    "more_than(order.totals.total.shop, money(\"0\", order.currency))",
    "order.currency == \"USD\"",
    "order.totals.total.presentment.currency == \"EUR\"",
    "order.presentment_currency == null",
    "order.totals.tax == null",
    "more_than(order.totals.total.shop, order.totals.tax.shop)",
    "before(order.placed_at, \"2026-11-23T09:30:00Z\")",
    "order.placed_at == null",
    "\"A-1\" in order.lines.map(l, l.sku)",
    "order.customer.email == null",
    "lower(order.source) in order.tags",
    "has(order.tags)",
    "order.source in order.tags",
    "trim(upper(order.source)) in [\"POS\", \"WEB\"]",
    "order.lines.all(l, l.sku in [\"A-1\", \"B-2\"] || !l.ships)",
    "order.lines.exists(l, l.quantity > 2 && compare(l.unit_price, \"10\") < 0)",
    "order.ship_to.zip == order.bill_to.zip",
    "order.lines.filter(l, l.quantity > 1).size() > 1",
    "order.lines.exists(l, l.discount.shop.currency == \"USD\")",
];

fn text() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(ATOMS).prop_map(str::to_owned);
    leaf.prop_recursive(3, 6, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|it| format!("!({it})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) && ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) || ({b})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a}) ? ({b}) : ({c})")),
        ]
    })
}

fn maybe<T: Clone + std::fmt::Debug + 'static>(of: &'static [T]) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.8, prop::sample::select(of))
}

fn address() -> impl Strategy<Value = Option<Value>> {
    let parts = (maybe(&["US", "DE", "CA"]), maybe(&["9", "95", "1"]));
    prop::option::weighted(0.8, parts.prop_map(|(country, zip)| json!({ "country": country, "zip": zip })))
}

fn line() -> impl Strategy<Value = Value> {
    let parts = (
        maybe(&["A-1", "B-2", "C-1"]),
        0_u64..4,
        0_u64..4,
        maybe(&["9.99", "9.995", "10.00", "12"]),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    parts.prop_map(|(sku, quantity, ordered, price, ships, gift, discount)| {
        json!({ "id": "1", "sku": sku, "quantity": quantity, "ordered": ordered, "unit_price": price,
                "ships": ships, "gift_card": gift, "discount": discount.then_some("pair") })
    })
}

/// An order as the house assumes orders to be: amounts of one currency, one line or more.
fn order() -> impl Strategy<Value = Value> {
    let head = (
        maybe(&["web", "pos", "POS", "phone", ""]),
        prop::option::weighted(
            0.8,
            prop::sample::select(vec![json!("paid"), json!("pending"), json!({ "unknown": "odd" })]),
        ),
        any::<bool>(),
        maybe(&["2026-11-23T09:29:59Z", "2026-11-23T09:30:00Z", "2026-11-24T00:00:00Z"]),
        prop::collection::vec(prop::sample::select(vec!["vip", "gift", "v"]), 0..4),
        prop::collection::vec(line(), 1..5),
    );
    let money = (
        prop::sample::select(vec!["USD", "EUR", "JPY"]),
        prop::sample::select(vec!["USD", "EUR"]),
        any::<bool>(),
        prop::option::of(prop::sample::select(vec![0_i64, 1, 9_999, 10_000, 10_001])),
        prop::option::of(prop::sample::select(vec![0_i64, 1, 10_000])),
    );
    (head, money, address(), address(), maybe(&["a@example.com"])).prop_map(
        |(head, money, to, bill, email)| {
            let (source, payment, held, placed_at, tags, mut lines) = head;
            let (shop, presentment, said, total, tax) = money;
            let amount = |minor: i64, code: &str| {
                json!(seamless_model::Money::from_minor(
                    minor,
                    Currency::from_code(code).expect("a currency")
                ))
            };
            let pair =
                |minor| json!({ "shop": amount(minor, shop), "presentment": amount(minor, presentment) });
            for line in &mut lines {
                if !line["discount"].is_null() {
                    line["discount"] = pair(100);
                }
            }
            let totals = total.map(|total| json!({ "total": pair(total), "tax": tax.map(pair) }));
            json!({ "source": source, "payment": payment, "held": held, "placed_at": placed_at, "tags": tags,
                "lines": lines, "currency": shop, "presentment_currency": said.then_some(presentment),
                "totals": totals, "ship_to": to, "bill_to": bill,
                "customer": email.map(|email| json!({ "email": email })) })
        },
    )
}

/// The order as the model writes it.
fn written(order: Value) -> crate::Scope {
    let body: seamless_model::Body = serde_json::from_value(json!({ "order": order })).expect("an order");
    let written = serde_json::to_value(body).expect("serialises");
    crate::Scope::default().with("order", written["order"].clone()).with("event", json!("create"))
}

#[test]
fn each_of_these_parts_is_decided() {
    for one in ATOMS {
        let conditions = [condition(Order, one)];
        let answers = route(Order, &conditions.iter().collect::<Vec<_>>(), Question::Both);
        assert!(!answers.iter().any(|it| matches!(it, Routing::Undecided { .. })), "{one}: {answers:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 60, ..ProptestConfig::default() })]

    /// Nothing that a document shows is missing in the answer. (That what the answer shows is true, is confirmed for
    /// every witness before it is given.)
    #[test]
    fn no_document_contradicts_an_answer(
        texts in prop::collection::vec(text(), 1..4), orders in prop::collection::vec(order(), 40),
    ) {
        let conditions: Vec<Condition> = texts.iter().map(|it| condition(Order, it)).collect();
        let answers = route(Order, &conditions.iter().collect::<Vec<_>>(), Question::Both);
        // Conditions that ask for too many cases say so; which of them are decided, another test asks.
        if answers.iter().any(|it| matches!(it, Routing::Undecided { .. })) {
            return Ok(());
        }
        for order in orders {
            let scope = written(order);
            let seen: Vec<Option<bool>> = conditions.iter().map(|it| it.holds(&scope).ok()).collect();
            let shown = |what: fn(&Routing, usize, usize) -> bool, a, b| answers.iter().any(|it| what(it, a, b));
            if seen.iter().all(|it| *it == Some(false)) {
                let falls = |it: &Routing, _, _| matches!(it, Routing::FallsThrough { .. });
                prop_assert!(shown(falls, 0, 0), "{texts:?}: {:?}", scope.variables);
            }
            for (at, one) in seen.iter().enumerate() {
                let fails = |it: &Routing, at, _| matches!(it, Routing::Fails { which, .. } if *which == at);
                prop_assert!(one.is_some() || shown(fails, at, 0), "{} fails: {:?}", texts[at], scope.variables);
                for other in (at + 1..seen.len()).filter(|it| *one == Some(true) && seen[*it] == Some(true)) {
                    let twice = |it: &Routing, a, b| {
                        matches!(it, Routing::TakenTwice { first, second, .. } if (*first, *second) == (a, b))
                    };
                    prop_assert!(shown(twice, at, other), "{} and {}: {:?}", texts[at], texts[other], scope.variables);
                }
            }
        }
    }
}
