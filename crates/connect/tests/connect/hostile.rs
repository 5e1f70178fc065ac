//! What strangers send: nothing panics, everything has a reason.

use std::sync::OnceLock;

use bytes::Bytes;
use proptest::prelude::*;
use seamless_connect::{Connector, Landed, LandedFrom, NotUnderstood, Refusal};
use seamless_flow::Kind;
use seamless_model::DocumentKind;

use crate::support::{now, system};
use crate::vendor::{credentials, flow, oms};

/// Each connector with every topic or kind that it reads.
fn readers() -> &'static [(Connector, LandedFrom)] {
    static READERS: OnceLock<Vec<(Connector, LandedFrom)>> = OnceLock::new();
    READERS.get_or_init(build)
}

fn build() -> Vec<(Connector, LandedFrom)> {
    let webhook = |topic: &str| LandedFrom::Webhook { topic: topic.into(), triggered_at: None };
    let shop =
        || Connector::new(&flow(&[]), &system("shop", Kind::Shopify), credentials()).expect("a connector");
    let topics = [
        "orders/create",
        "orders/edited",
        "orders/delete",
        "refunds/create",
        "fulfillments/create",
        "fulfillment_orders/moved",
        "order_transactions/create",
    ];
    let mut readers: Vec<_> = topics.iter().map(|topic| (shop(), webhook(topic))).collect();
    readers.push((shop(), LandedFrom::Document(DocumentKind::Order)));
    readers.push((oms(&[]), webhook("orders.created")));
    readers.push((oms(&[]), LandedFrom::Document(DocumentKind::Order)));
    readers
}

fn reasons(body: &Bytes) -> Vec<NotUnderstood> {
    let read = |(connector, from): &(Connector, LandedFrom)| {
        let topic = format!("{from:?}");
        connector.understand(&Landed { from: from.clone(), at: now(), body: body.clone() }).expect_err(&topic)
    };
    readers().iter().map(read).collect()
}

#[test]
fn a_body_that_is_no_json_says_where_it_ends_to_be() {
    for (body, part) in [
        (&b""[..], "EOF while parsing a value"),
        (b"hello", "expected value"),
        (b"{\"a\":1,\"b\":", "EOF while parsing"),
        (b"<xml/>", "expected value"),
        (b"{\"id\":\"\xc3\x28\"}", "it is not UTF-8 from byte 7 on"),
        (b"\xff\xfe{\0}\0", "it is not UTF-8 from byte 0 on"),
        (b"{} {}", ""),
    ] {
        for reason in reasons(&Bytes::copy_from_slice(body)) {
            assert!(reason.to_string().contains(part), "{body:?}: {reason}");
        }
    }
}

#[test]
fn json_of_another_shape_says_which_field() {
    for body in ["null", "[]", "1", "\"text\"", "{}", "{\"id\":{}}", "{\"data\":1}"] {
        for reason in reasons(&Bytes::from_static(body.as_bytes())) {
            let is_told = matches!(reason, NotUnderstood::Field { .. } | NotUnderstood::Mapping(_));
            assert!(is_told, "{body}: {reason:?}");
        }
    }
}

#[test]
fn ten_thousand_levels_are_no_way_to_bring_us_down() {
    for (open, close) in
        [("[", "]"), ("{\"id\":", "}"), ("{\"data\":", "}"), ("{\"x\":", "}"), ("{\"line_items\":[", "]}")]
    {
        let body = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        for reason in reasons(&Bytes::from(body)) {
            assert!(!reason.to_string().is_empty());
        }
    }
    // Where everything is read, the depth is the reason.
    let deep = format!("{}1{}", "{\"fulfillment_order\":".repeat(10_000), "}".repeat(10_000));
    let named = reasons(&Bytes::from(deep)).into_iter().map(|it| it.to_string());
    assert!(named.filter(|it| it.contains("recursion limit exceeded")).count() >= 2);
}

#[test]
fn ten_megabytes_are_read_or_refused_and_not_kept() {
    let long = "x".repeat(10_000_000);
    for body in [
        format!("\"{long}\""),
        format!("{{\"note\":\"{long}\"}}"),
        format!("[{}1]", "1,".repeat(1_000_000)),
        format!("{{\"id\":1{}}}", ",\"a\":1".repeat(200_000)),
        format!("{{\"id\":{}}}", "9".repeat(1_000_000)),
    ] {
        let body = Bytes::from(body);
        for (connector, from) in readers() {
            let read = connector.understand(&Landed { from: from.clone(), at: now(), body: body.clone() });
            let reason = read.err().map(|it| it.to_string()).unwrap_or_default();
            assert!(reason.len() < 1_000, "a reason is a sentence");
        }
    }
}

#[test]
fn numbers_that_do_not_fit_are_refused_with_their_field() {
    let shop = &readers()[0].0;
    let read = |topic: &str, body: String| {
        let from = LandedFrom::Webhook { topic: topic.into(), triggered_at: None };
        shop.understand(&Landed { from: from.clone(), at: now(), body: body.into() })
    };
    for number in ["18446744073709551616", "-1", "1.5", "1e3", "\"5\"", "null", "99999999999999999999999999"]
    {
        let error = read("orders/delete", format!("{{\"id\":{number}}}")).expect_err(number);
        assert!(error.to_string().starts_with("field `id`: invalid "), "{number}: {error}");
    }
    // Up to 64 bits they are exact.
    let seen = read("orders/delete", "{\"id\":18446744073709551615}".into()).expect("understood");
    assert_eq!(seen.observations[0].id, "18446744073709551615");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_bring_a_reader_down(body in prop::collection::vec(any::<u8>(), 0..400)) {
        for (connector, from) in readers() {
            let _ = connector.understand(&Landed { from: from.clone(), at: now(), body: body.clone().into() });
        }
    }

    #[test]
    fn no_bytes_are_taken_for_signed(body in prop::collection::vec(any::<u8>(), 0..100), signature in "[!-~]{0,90}") {
        let mut headers = http::HeaderMap::new();
        for name in ["x-shopify-hmac-sha256", "x-signature"] {
            headers.insert(name, signature.parse().expect("visible ASCII"));
        }
        for (connector, _) in readers() {
            let refused = connector.verify(&headers, &body);
            prop_assert!(matches!(refused, Err(Refusal::BadSignature | Refusal::MissingSignature(_))), "{refused:?}");
        }
    }

    #[test]
    fn a_truncated_message_is_never_taken_for_a_whole_one(cut in 0_usize..1200) {
        let whole = crate::support::graph_order().to_string();
        let cut = cut.min(whole.len() - 1);
        let (connector, from) = &readers()[7];
        let landed = Landed { from: from.clone(), at: now(), body: Bytes::from(whole[..cut].to_owned()) };
        prop_assert!(matches!(connector.understand(&landed), Err(NotUnderstood::NotJson(_))));
    }
}
