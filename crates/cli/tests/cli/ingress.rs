//! Hostile input at the door of `run`: what has no good signature is refused and counted; what has one is journaled,
//! acknowledged and, where it cannot be understood, held in sight. Nothing crashes.

use serde_json::json;

use crate::stage::Stage;
use crate::support::until;
use crate::web::{hex_signature, shopify_signature};

/// A webhook as the shop sends it.
fn headers<'h>(signature: &'h str, id: &'h str) -> Vec<(&'h str, &'h str)> {
    vec![
        ("Content-Type", "application/json"),
        ("X-Shopify-Topic", "orders/create"),
        ("X-Shopify-Shop-Domain", "northwind.myshopify.com"),
        ("X-Shopify-API-Version", "2026-10"),
        ("X-Shopify-Webhook-Id", id),
        ("X-Shopify-Hmac-Sha256", signature),
    ]
}

/// Bodies that nobody can make sense of.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let order = json!({"id": 820982911946154508_u64, "admin_graphql_api_id": "gid://shopify/Order/820982911946154508",
        "name": "#7001", "updated_at": "2026-11-01T10:00:00Z", "line_items": []})
    .to_string();
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    vec![
        ("empty", Vec::new()),
        ("not JSON", b"id=1&name=%231001".to_vec()),
        ("truncated", order.as_bytes()[..order.len() / 2].to_vec()),
        ("deep", deep.clone().into_bytes()),
        ("deep in an order", format!("{},\"x\":{deep}}}", &order[..order.len() - 1]).into_bytes()),
        ("not UTF-8", [&order.as_bytes()[..order.len() - 1], b",\"note\":\"\xff\xfe\xc3\"}"].concat()),
        (
            "an id beyond 64 bits",
            order.replace("820982911946154508,", "82098291194615450882098291194615450,").into_bytes(),
        ),
        ("an id below nothing", order.replace("820982911946154508,", "-1,").into_bytes()),
        ("an id with a fraction", order.replace("820982911946154508,", "1.5e400,").into_bytes()),
        ("a list", b"[1,2,3]".to_vec()),
        ("a word", b"\"order\"".to_vec()),
        ("nothing", b"null".to_vec()),
        ("lines that are none", order.replace("[]", "\"many\"").into_bytes()),
    ]
}

#[test]
fn messages_without_a_good_signature_are_refused_and_counted() {
    let stage = Stage::set(1);
    let mut live = stage.run();
    let body = br#"{"id":1}"#;
    let good = shopify_signature(&stage.of("shop", "secret"), body);
    let wrong = shopify_signature("another secret", body);
    for signature in [wrong.as_str(), "", "not base64 %%", &good[1..]] {
        let answer = stage.webhook("shop", &headers(signature, "w-1"), body);
        assert_eq!(answer.status, 401, "{signature:?}: {}", answer.body);
        assert!(!answer.body.contains("secret_"), "{}", answer.body);
    }
    let mut missing = headers(&good, "w-1");
    missing.pop();
    assert_eq!(stage.webhook("shop", &missing, body).status, 401);
    let mut elsewhere = headers(&good, "w-1");
    elsewhere[2].1 = "eastwind.myshopify.com";
    assert_eq!(stage.webhook("shop", &elsewhere, body).status, 401);
    assert_eq!(stage.webhook("shop", &headers(&good, "w-1"), br#"{"id":2}"#).status, 401, "tampered");
    assert_eq!(stage.webhook("nobody", &headers(&good, "w-1"), body).status, 404);
    assert_eq!(stage.webhook("erp", &headers(&good, "w-1"), body).status, 401, "signed as another's");
    let forged = hex_signature("another secret", body);
    let theirs = [("X-Signature", forged.as_str()), ("X-Event", "orders.created"), ("X-Delivery", "d-1")];
    assert_eq!(stage.webhook("oms", &theirs, body).status, 401);
    assert_eq!(stage.metric("seamless_landed"), 0, "nothing was journaled");
    assert_eq!(stage.metric("seamless_webhooks_refused_total{reason=\"missing-signature\"}"), 3);
    assert_eq!(stage.metric("seamless_webhooks_refused_total{reason=\"wrong-account\"}"), 1);
    assert!(stage.metric("seamless_webhooks_refused_total{reason=\"bad-signature\"}") >= 4);
    assert!(live.is_alive());
    assert!(!live.err.text().contains("panicked"), "{}", live.err.text());
}

#[test]
fn a_replay_is_acknowledged_and_kept_once() {
    let stage = Stage::set(1);
    let live = stage.run();
    let body = json!({"id": 820982911946154508_u64, "admin_graphql_api_id": "gid://shopify/Order/820982911946154508"}).to_string();
    let signature = shopify_signature(&stage.of("shop", "secret"), body.as_bytes());
    for _ in 0..3 {
        assert_eq!(stage.webhook("shop", &headers(&signature, "w-9"), body.as_bytes()).status, 200);
    }
    assert_eq!(stage.metric("seamless_webhooks_total{landed=\"new\"}"), 1);
    assert_eq!(stage.metric("seamless_webhooks_total{landed=\"duplicate\"}"), 2);
    drop(live);
    let _again = stage.run();
    assert_eq!(stage.webhook("shop", &headers(&signature, "w-9"), body.as_bytes()).status, 200);
    assert_eq!(
        stage.metric("seamless_webhooks_total{landed=\"new\"}"),
        0,
        "it is known after a restart as well"
    );
}

#[test]
fn what_cannot_be_understood_is_held_in_sight_and_blocks_nothing() {
    let stage = Stage::set(600);
    let mut live = stage.run();
    let secret = stage.of("shop", "secret");
    let bodies = hostile();
    for (index, (what, body)) in bodies.iter().enumerate() {
        let (signature, id) = (shopify_signature(&secret, body), format!("w-{index}"));
        let answer = stage.webhook("shop", &headers(&signature, &id), body);
        assert_eq!(answer.status, 200, "{what}: {}", answer.body);
    }
    let bodies = bodies.len() as u64;
    until("all are held", || (stage.metric("seamless_held") == bodies).then_some(()));
    let theirs = stage.of("oms", "secret");
    for (index, (what, body)) in hostile().iter().enumerate() {
        let (signature, id) = (hex_signature(&theirs, body), format!("d-{index}"));
        let told = [("X-Signature", signature.as_str()), ("X-Event", "orders.created"), ("X-Delivery", &id)];
        assert_eq!(stage.webhook("oms", &told, body).status, 200, "{what}");
    }
    until("all of the OMS are held", || (stage.metric("seamless_held") == 2 * bodies).then_some(()));
    let order = stage.place("TENT-2P");
    stage.until_shipped(&[order]);
    assert_eq!(stage.metric("seamless_held"), 2 * bodies, "they stay in sight");
    assert!(live.is_alive());
    assert!(!live.err.text().contains("panicked"), "{}", live.err.text());
}

#[test]
fn bodies_have_a_limit() {
    let stage = Stage::set(1);
    let mut live = stage.run();
    let secret = stage.of("shop", "secret");
    let large = vec![b' '; 6 * 1024 * 1024];
    let signature = shopify_signature(&secret, &large);
    assert_eq!(stage.webhook("shop", &headers(&signature, "w-1"), &large).status, 413);
    let mut unannounced = headers(&signature, "w-1");
    unannounced.push(("Transfer-Encoding", "chunked"));
    unannounced.push(("Content-Length", "0"));
    let answer = stage.webhook("shop", &unannounced, b"");
    assert!((400..500).contains(&answer.status), "two lengths are one too many: {}", answer.status);
    let allowed = vec![b' '; 4 * 1024 * 1024];
    let signature = shopify_signature(&secret, &allowed);
    assert_eq!(stage.webhook("shop", &headers(&signature, "w-2"), &allowed).status, 200);
    let mut cut = headers(&signature, "w-3");
    cut.push(("Content-Length", "5000"));
    // Whoever hangs up in the middle may have no answer any more.
    stage.hang_up("shop", &cut, b"{\"id\":");
    until("it is refused", || {
        (stage.metric("seamless_webhooks_refused_total{reason=\"truncated\"}") == 1).then_some(())
    });
    assert_eq!(stage.metric("seamless_landed"), 1);
    assert!(live.is_alive());
}
