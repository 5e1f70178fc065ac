use seamless_model::DocumentKind::{FulfillmentRequest, Hold, Inventory, Order, Payment, Refund, Shipment};

use super::*;

mod random;
mod ways;

fn place(text: &str) -> Place {
    Place { file: "flow.yaml".into(), start: 0, end: text.len() }
}

fn condition(kind: DocumentKind, text: &str) -> Condition {
    Condition::check(text, &place(text), kind).unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

/// What is true of these conditions, a line each.
fn ask(kind: DocumentKind, texts: &[&str]) -> Vec<String> {
    let conditions: Vec<Condition> = texts.iter().map(|text| condition(kind, text)).collect();
    let conditions: Vec<&Condition> = conditions.iter().collect();
    let origin = Origin { from: Some("oms".into()), currency: Currency::from_code("USD").ok() };
    route_from(kind, &origin, &conditions, Question::Both).iter().map(line).collect()
}

fn line(routing: &Routing) -> String {
    match routing {
        Routing::Proven => "proven".to_owned(),
        Routing::FallsThrough { witness } => format!("falls through: {}", witness.says),
        Routing::TakenTwice { first, second, witness } => format!("{first} and {second}: {}", witness.says),
        Routing::Fails { which, reason, witness } => format!("{which} fails: {}: {reason}", witness.says),
        Routing::Undecided { which, why, .. } => format!("{which} undecided: {why}"),
    }
}

fn both(kind: DocumentKind, texts: &[&str], expected: &[&str]) {
    assert_eq!(ask(kind, texts), expected, "{texts:?}");
}

#[test]
fn what_is_total_and_disjoint_is_proven() {
    for texts in [
        &["order.ship_to.country == \"US\"", "order.ship_to.country != \"US\""][..],
        &["order.ship_to.country in [\"US\", \"CA\"]", "!(order.ship_to.country in [\"US\", \"CA\"])"],
        &["\"b2b\" in order.tags", "!order.tags.exists(t, t == \"b2b\")"],
        &["order.lines.exists(l, l.ships)", "order.lines.all(l, !l.ships)"],
        &["order.lines.size() > 3", "order.lines.size() <= 3"],
        &["order.lines.filter(l, l.ships).size() >= 2", "order.lines.filter(l, l.ships).size() < 2"],
        &["order.payment == \"paid\"", "order.payment != \"paid\""],
        &[
            "order.totals == null || minor(order.totals.total.shop) >= 10000",
            "has(order.totals) && minor(order.totals.total.shop) < 10000",
        ],
        &[
            "has(order.ship_to.zip) && order.ship_to.zip.startsWith(\"9\")",
            "!has(order.ship_to.zip) || !order.ship_to.zip.startsWith(\"9\")",
        ],
        &[
            "order.source == null",
            "order.source == \"pos\"",
            "order.source != null && order.source != \"pos\"",
        ],
        &[
            "order.placed_at != null && before(order.placed_at, \"2026-01-01T00:00:00Z\")",
            "order.placed_at == null || !before(order.placed_at, \"2026-01-01T00:00:00Z\")",
        ],
        &["order.lines[0].quantity > 5", "order.lines[0].quantity <= 5"],
        &["order.ship_to.country == order.bill_to.country", "order.ship_to.country != order.bill_to.country"],
        &["!order.test", "order.test"],
        &["!order.test"],
        &["event == \"create\" && source == \"oms\""],
        &["true"],
    ] {
        both(Order, texts, &["proven"]);
    }
    both(
        FulfillmentRequest,
        &[
            "fulfillment_request.location == \"reno\" && order.ship_to.country == \"US\"",
            "fulfillment_request.location == \"reno\" && order.ship_to.country != \"US\"",
            "fulfillment_request.location != \"reno\"",
        ],
        &["proven"],
    );
    both(FulfillmentRequest, &["fulfillment_request.status != \"cancelled\""], &["proven"]);
    both(Shipment, &["shipment.status == \"shipped\"", "shipment.status == \"delivered\""], &["proven"]);
    both(Refund, &["!refund.pending"], &["proven"]);
    both(Hold, &["hold.released == false"], &["proven"]);
    both(Payment, &["payment.action == \"sale\"", "payment.action != \"sale\""], &["proven"]);
}

#[test]
fn a_document_that_none_takes_is_shown() {
    both(
        Order,
        &["order.ship_to.country == \"US\"", "order.ship_to.country in [\"DE\", \"FR\"]"],
        &["falls through: order #1001 to CA"],
    );
    both(
        Order,
        &["order.lines.size() == 1", "order.lines.size() > 2"],
        &["falls through: order #1001, 2 lines"],
    );
    both(
        Order,
        &["\"wholesale\" in order.tags && order.ship_to.country == \"US\"", "!(\"wholesale\" in order.tags)"],
        &["falls through: order #1001 to CA, tagged \"wholesale\""],
    );
    both(
        Order,
        &[
            "order.totals != null && more_than(order.totals.total.shop, money(\"100\", \"USD\"))",
            "order.totals != null && more_than(money(\"100\", \"USD\"), order.totals.total.shop)",
            "order.totals == null",
        ],
        &["falls through: order #1001, of 100.00 USD"],
    );
    both(
        Order,
        &["order.source == \"web\"", "order.source.startsWith(\"p\")"],
        &[
            "1 fails: order #1001, without a source: startsWith: null is not a text",
            "falls through: order #1001, from \"other\"",
        ],
    );
}

#[test]
fn a_document_that_two_take_is_shown() {
    both(
        Order,
        &["order.lines.exists(l, l.ships)", "order.lines.exists(l, !l.ships)"],
        &["0 and 1: order #1001, 2 lines, ships of its lines true and false"],
    );
    both(
        Order,
        &["order.lines.exists_one(l, l.sku == \"A-1\")", "order.lines.size() == 3", "true"],
        &[
            "0 and 1: order #1001, 3 lines, sku of its lines \"A-1\" and \"B-2\" and \"B-2\"",
            "0 and 2: order #1001, 1 line, sku of its lines \"A-1\"",
            "1 and 2: order #1001, 3 lines, sku of its lines \"A-1\" and \"A-1\" and \"A-1\"",
        ],
    );
}

#[test]
fn what_cannot_be_decided_says_so() {
    let calculated = "order.lines[0].quantity * 2 == 4";
    let says = "0 undecided: `order.lines[0].quantity * 2` calculates with what stands in the document";
    both(Order, &[calculated, "true"], &[says]);
    // What is true whatever it answers is proven, and what the evaluator confirms is shown.
    both(Order, &[calculated, "order.lines[0].quantity * 2 != 4"], &[says]);
    both(Order, &["order.lines[0].quantity * 2 > 3", "!(order.lines[0].quantity * 2 > 3)"], &["proven"]);
    both(Inventory, &["inventory.available > 0"], &["0 undecided: the fields of an inventory are not known"]);
    both(
        Order,
        &["split(order.note, \",\").size() > 1", "true"],
        &["0 undecided: `split(order.note, \",\")` uses `split` in a way that is not decided"],
    );
}

#[test]
fn twelve_conditions_over_eleven_fields_end_quickly() {
    let asks = [
        "order.ship_to.country == \"US\"",
        "order.source == \"web\"",
        "order.held",
        "\"b2b\" in order.tags",
        "order.tax_included",
        "order.lines.exists(l, l.gift_card)",
        "order.payment == \"paid\"",
        "order.note != null",
        "order.ship_to.zip == \"1\"",
        "order.customer.email == null",
        "order.lines.all(l, l.ships)",
    ];
    // Each takes what those before it leave: a first, then a second without the first, and so on.
    let none = |before: usize| asks[..before].iter().map(|it| format!("!({it}) && ")).collect::<String>();
    let cascade = asks.iter().enumerate().map(|(at, it)| format!("{}{it}", none(at)));
    let mut texts: Vec<String> = cascade.chain([format!("{}true", none(asks.len()))]).collect();
    both(Order, &texts.iter().map(String::as_str).collect::<Vec<_>>(), &["proven"]);
    texts[11] = format!("{}order.lines.size() > 1", none(asks.len()));
    let answers = ask(Order, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(
        answers[0].starts_with("falls through: order #1001 to CA, from \"pos\", not held"),
        "{answers:?}"
    );
}

/// Whatever is shown has been confirmed already; here it is confirmed once more, from outside.
#[test]
fn a_witness_is_a_document_of_the_model() {
    let conditions = [
        condition(Refund, "more_than(refund.amount.shop, money(\"50\", order.currency))"),
        condition(Refund, "refund.lines.exists(l, l.restock == \"return\" && l.quantity > 1)"),
    ];
    let answers = route(Refund, &conditions.iter().collect::<Vec<_>>(), Question::Both);
    let [Routing::FallsThrough { witness: none }, Routing::TakenTwice { witness: both, .. }] = &answers[..]
    else {
        panic!("{answers:?}");
    };
    for (witness, expected) in [(none, false), (both, true)] {
        let read = |name: &str, it: &Value| {
            serde_json::from_value::<seamless_model::Body>(serde_json::json!({ name: it }))
                .expect("a document")
        };
        let order = witness.order.clone().expect("its order");
        read("refund", &witness.document);
        read("order", &order);
        let scope = crate::Scope::default().with("refund", witness.document.clone()).with("order", order);
        let holds: Vec<_> = conditions.iter().map(|it| it.holds(&scope)).collect();
        assert_eq!(holds, [Ok(expected), Ok(expected)], "{}", witness.says);
    }
}
