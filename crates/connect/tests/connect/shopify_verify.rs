use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use seamless_connect::{Credentials, Refusal, shopify::Shopify};
use seamless_flow::Kind;
use sha2::Sha256;

use crate::support::{at, shop, system};

fn sign(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

fn headers(prefix: &str, signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("Hmac-Sha256", signature),
        ("Topic", "orders/create"),
        ("Shop-Domain", "Northwind.myshopify.com"),
        ("API-Version", "2026-10"),
        ("Webhook-Id", "b54557e4"),
        ("Event-Id", "98880550"),
        ("Triggered-At", "2026-10-05T11:59:58.877041743Z"),
        ("Name", "seamless"),
    ] {
        let name: http::HeaderName = format!("{prefix}{name}").parse().expect("a header");
        headers.insert(name, value.parse().expect("a header"));
    }
    headers
}

#[test]
fn a_good_signature_is_accepted_in_both_spellings_and_with_either_secret() {
    let body = br#"{"id":1}"#;
    for prefix in ["X-Shopify-", "shopify-"] {
        for secret in ["new secret", "old secret"] {
            let arrived =
                shop().verify(&headers(prefix, &sign(secret, body)), body).expect("it is the shop's");
            assert_eq!(arrived.topic, "orders/create");
            assert_eq!(arrived.dedupe, "northwind.myshopify.com|orders/create|b54557e4");
            assert_eq!(
                arrived.guard.as_deref(),
                Some("northwind.myshopify.com|orders/create|98880550|seamless")
            );
            assert_eq!(arrived.triggered_at, Some(at("2026-10-05T11:59:58.877041743Z")));
        }
    }
}

#[test]
fn the_newer_spelling_goes_first() {
    let body = b"{}";
    let mut both = headers("X-Shopify-", "bm90IHRoZSBzaWduYXR1cmU=");
    both.extend(headers("shopify-", &sign("new secret", body)));
    assert!(shop().verify(&both, body).is_ok());
}

#[test]
fn the_same_message_again_has_the_same_key_and_another_topic_another_guard() {
    let body = b"{}";
    let first = headers("X-Shopify-", &sign("new secret", body));
    let again = shop().verify(&first, body).expect("good").dedupe;
    assert_eq!(shop().verify(&first, body).expect("good").dedupe, again);
    let mut other = first.clone();
    other.insert("x-shopify-topic", "orders/paid".parse().expect("a header"));
    assert_ne!(
        shop().verify(&other, body).expect("good").guard,
        shop().verify(&first, body).expect("good").guard
    );
}

#[test]
fn what_is_not_the_shops_is_refused() {
    let body = br#"{"id":1}"#;
    let good = headers("X-Shopify-", &sign("new secret", body));
    let without = |name: &str| {
        let mut headers = good.clone();
        headers.remove(name);
        shop().verify(&headers, body)
    };
    let with = |name: &'static str, value: &str| {
        let mut headers = good.clone();
        headers.insert(name, value.parse().expect("a header"));
        shop().verify(&headers, body)
    };
    assert_eq!(shop().verify(&good, br#"{"id":2}"#), Err(Refusal::BadSignature));
    assert_eq!(shop().verify(&good, b""), Err(Refusal::BadSignature));
    assert_eq!(with("x-shopify-hmac-sha256", &sign("another", body)), Err(Refusal::BadSignature));
    assert_eq!(with("x-shopify-hmac-sha256", "not base64!"), Err(Refusal::BadSignature));
    assert_eq!(with("x-shopify-hmac-sha256", &sign("new secret", body)[..20]), Err(Refusal::BadSignature));
    assert_eq!(
        without("x-shopify-hmac-sha256"),
        Err(Refusal::MissingSignature("X-Shopify-Hmac-Sha256".into()))
    );
    assert_eq!(
        with("x-shopify-shop-domain", "other.myshopify.com"),
        Err(Refusal::WrongAccount("other.myshopify.com".into()))
    );
    assert_eq!(without("x-shopify-shop-domain"), Err(Refusal::BadHeader("X-Shopify-Shop-Domain".into())));
    assert_eq!(without("x-shopify-topic"), Err(Refusal::BadHeader("X-Shopify-Topic".into())));
}

#[test]
fn a_message_without_an_identifier_is_known_by_its_bytes() {
    let key = |body: &[u8]| {
        let mut headers = headers("X-Shopify-", &sign("new secret", body));
        headers.remove("x-shopify-webhook-id");
        shop().verify(&headers, body).expect("good").dedupe
    };
    assert_eq!(key(b"{}"), key(b"{}"));
    assert_ne!(key(b"{}"), key(b"[]"));
}

#[test]
fn without_a_secret_nothing_is_accepted() {
    let shop = Shopify::new(&system("shop", Kind::Shopify), Credentials::default()).expect("a connector");
    let refused = shop.verify(&headers("X-Shopify-", &sign("", b"{}")), b"{}");
    assert_eq!(refused, Err(Refusal::NoSecret("shop".into())));
}

#[test]
fn no_secret_is_ever_shown() {
    let credentials = Credentials {
        secrets: vec!["hush-1".into()],
        token: Some("hush-2".into()),
        client_id: Some("hush-3".into()),
        client_secret: Some("hush-4".into()),
    };
    let shop = Shopify::new(&system("shop", Kind::Shopify), credentials.clone()).expect("a connector");
    assert!(!format!("{shop:?} {credentials:?}").contains("hush"));
}
