//! The tables hold to the model, both ways: fully filled documents have these paths and no others, and what is
//! required here is what the model cannot be read without.

use std::collections::BTreeMap;

use seamless_model::{
    Address, Body, Cancellation, Cancelled, Charge, Currency, Customer, DocumentKind, FulfillmentRequest,
    Hold, Line, Money, MoneyPair, Order, Payment, PaymentState, Refund, RefundLine, RequestLine,
    RequestStatus, Restock, Shipment, ShipmentLine, ShipmentStatus, Totals, Tracking,
};
use serde_json::Value;

use super::*;

fn text() -> Option<String> {
    Some("text".into())
}

fn usd() -> seamless_model::Currency {
    Currency::from_code("USD").expect("a currency")
}

fn pair() -> MoneyPair {
    Money::from_minor(1250, usd()).into()
}

fn at() -> Option<jiff::Timestamp> {
    Some(jiff::Timestamp::UNIX_EPOCH)
}

fn address() -> Option<Address> {
    Some(Address {
        name: text(),
        company: text(),
        address1: text(),
        address2: text(),
        city: text(),
        province: text(),
        zip: text(),
        country: text(),
        phone: text(),
    })
}

/// A document of each kind with nothing left out.
fn filled() -> Vec<Body> {
    vec![
        Body::Order(Order {
            number: text(),
            source: text(),
            placed_at: at(),
            test: false,
            held: false,
            cancelled: Some(Cancelled { at: at(), reason: text() }),
            payment: Some(PaymentState::Paid),
            currency: usd(),
            presentment_currency: Some(usd()),
            tax_included: false,
            lines: vec![Line {
                id: "1".into(),
                sku: text(),
                title: text(),
                quantity: 1,
                ordered: 1,
                unit_price: Some(rust_decimal::Decimal::new(12_505, 3)),
                discount: Some(pair()),
                tax: Some(pair()),
                ships: true,
                gift_card: false,
            }],
            shipping: vec![Charge { title: "text".into(), code: text(), amount: pair() }],
            totals: Some(Totals {
                subtotal: Some(pair()),
                discount: Some(pair()),
                shipping: Some(pair()),
                tax: Some(pair()),
                total: pair(),
            }),
            ship_to: address(),
            bill_to: address(),
            customer: Some(Customer { id: text(), name: text(), email: text(), phone: text() }),
            note: text(),
            tags: vec!["text".into()],
        }),
        Body::Hold(Hold { reason: text(), note: text(), released: false }),
        Body::FulfillmentRequest(FulfillmentRequest {
            status: RequestStatus::Open,
            location: text(),
            lines: vec![RequestLine {
                id: "1".into(),
                order_line: text(),
                sku: text(),
                quantity: 1,
                remaining: 1,
            }],
            ship_to: address(),
        }),
        Body::Shipment(Shipment {
            status: ShipmentStatus::Shipped,
            shipped_at: at(),
            lines: vec![ShipmentLine { order_line: text(), sku: text(), quantity: 1 }],
            tracking: vec![Tracking { company: text(), number: "1".into(), url: text() }],
            location: text(),
        }),
        Body::Cancellation(Cancellation { at: at(), reason: text(), accepted: Some(true) }),
        Body::Refund(Refund {
            created_at: at(),
            note: text(),
            amount: pair(),
            pending: false,
            lines: vec![RefundLine {
                order_line: text(),
                sku: text(),
                quantity: 1,
                restock: Restock::Return,
                subtotal: Some(pair()),
                tax: Some(pair()),
            }],
            shipping: Some(pair()),
            voided: false,
        }),
        Body::Payment(Payment {
            action: "sale".into(),
            status: "success".into(),
            gateway: text(),
            amount: pair().shop,
            processed_at: at(),
            parent: text(),
            test: false,
        }),
    ]
}

/// A document in the house's form, without its kind.
fn form(body: &Body) -> Value {
    let tagged = serde_json::to_value(body).expect("a document serialises");
    tagged.get(body.kind().word()).expect("tagged with its kind").clone()
}

fn read(kind: DocumentKind, form: Value) -> Result<Body, serde_json::Error> {
    serde_json::from_value(serde_json::json!({ kind.word(): form }))
}

/// The JSON type of every path of a value: `lines[].quantity` → `number`.
fn paths_of(value: &Value, path: &str, paths: &mut BTreeMap<String, &'static str>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_u64() => "int",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(list) => {
            list.iter().for_each(|it| paths_of(it, &format!("{path}[]"), paths));
            "list"
        }
        Value::Object(map) => {
            map.iter().for_each(|(name, it)| paths_of(it, &format!("{path}.{name}"), paths));
            "map"
        }
    };
    paths.insert(path.to_owned(), kind);
}

/// The same, from a table.
fn paths_in(form: &Form, path: &str, paths: &mut BTreeMap<String, &'static str>) {
    let kind = match form {
        Form::Bool => "bool",
        Form::Int => "int",
        Form::Text | Form::Decimal | Form::Timestamp | Form::Currency | Form::Words(_) => "text",
        Form::Money => {
            paths_in(&Form::Decimal, &format!("{path}.amount"), paths);
            paths_in(&Form::Currency, &format!("{path}.currency"), paths);
            "map"
        }
        Form::Pair => {
            paths_in(&Form::Money, &format!("{path}.shop"), paths);
            paths_in(&Form::Money, &format!("{path}.presentment"), paths);
            "map"
        }
        Form::List(item) => {
            paths_in(item, &format!("{path}[]"), paths);
            "list"
        }
        Form::Record(record) => {
            record.fields.iter().for_each(|it| paths_in(&it.form, &format!("{path}.{}", it.name), paths));
            "map"
        }
    };
    paths.insert(path.to_owned(), kind);
}

#[test]
fn the_tables_have_the_paths_of_the_documents_and_no_others() {
    for body in filled() {
        let kind = body.kind();
        let (mut found, mut told) = (BTreeMap::new(), BTreeMap::new());
        paths_of(&form(&body), kind.word(), &mut found);
        paths_in(&Form::Record(fields_of(kind).expect("a table")), kind.word(), &mut told);
        assert_eq!(told, found, "{kind}");
    }
}

#[test]
fn every_kind_that_the_model_has_a_form_for_has_a_table() {
    let modelled: Vec<_> = filled().iter().map(Body::kind).collect();
    for kind in DocumentKind::ALL {
        assert_eq!(fields_of(*kind).is_some(), modelled.contains(kind), "{kind}");
    }
}

/// Takes each field away in turn: the document can then be read exactly where the field is not required.
fn take_away(record: &'static Record, at: &str, whole: &Value, kind: DocumentKind) {
    for field in record.fields {
        let pointer = format!("{at}/{}", field.name);
        let mut less = whole.clone();
        let parent = less.pointer_mut(at).and_then(Value::as_object_mut).expect("filled");
        parent.remove(field.name).expect("filled");
        assert_eq!(read(kind, less).is_err(), field.required, "{kind}{pointer}");
        match field.form {
            Form::Record(part) => take_away(part, &pointer, whole, kind),
            Form::List(Form::Record(part)) => take_away(part, &format!("{pointer}/0"), whole, kind),
            _ => {}
        }
    }
}

#[test]
fn what_is_required_is_what_the_model_cannot_be_read_without() {
    for body in filled() {
        take_away(fields_of(body.kind()).expect("a table"), "", &form(&body), body.kind());
    }
}

/// Puts text into each text field: a decimal, a time, a currency and a word are read from some texts only.
fn put_nonsense(form: &Form, at: &str, whole: &Value, kind: DocumentKind) {
    let swap = |with: &str| {
        let mut other = whole.clone();
        *other.pointer_mut(at).expect("filled") = Value::from(with);
        read(kind, other)
    };
    match form {
        Form::Text => assert!(swap("any text at all").is_ok(), "{kind}{at}"),
        Form::Decimal | Form::Timestamp | Form::Currency => assert!(swap("nonsense").is_err(), "{kind}{at}"),
        Form::Words(words) => {
            words.iter().for_each(|word| assert!(swap(word).is_ok(), "{kind}{at} {word}"));
            assert!(swap("nonsense").is_err(), "{kind}{at}");
            let missing = swap("nonsense").expect_err("refused").to_string();
            for word in missing.split('`').skip(3).step_by(2).filter(|it| *it != "unknown") {
                assert!(words.contains(&word), "{kind}{at}: the model has `{word}` too");
            }
        }
        Form::Record(record) => {
            record
                .fields
                .iter()
                .for_each(|it| put_nonsense(&it.form, &format!("{at}/{}", it.name), whole, kind));
        }
        Form::List(item) => put_nonsense(item, &format!("{at}/0"), whole, kind),
        Form::Bool | Form::Int | Form::Money | Form::Pair => {}
    }
}

#[test]
fn texts_are_as_free_as_the_model_reads_them() {
    for body in filled() {
        let record = fields_of(body.kind()).expect("a table");
        put_nonsense(&Form::Record(record), "", &form(&body), body.kind());
    }
}
