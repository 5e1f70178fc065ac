use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use jiff::SignedDuration;
use seamless_connect::{
    Connector, Fetch, FetchError, Landed, LandedFrom, NotUnderstood, Refusal, Since, WireError,
};
use seamless_flow::Kind;
use seamless_model::{Body, DocumentKind};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{Script, at, keys, now, run, status, system, with_header};
use crate::vendor::{credentials, flow, oms};

pub fn order(id: u64, reference: &str, state: &str) -> Value {
    json!({
        "id": id, "external_id": reference, "status": state, "currency": "USD", "updated_at": "2026-10-05T11:30:00Z",
        "lines": [{ "line": 1, "sku": "A-1", "quantity": 2, "price": "12.505" }, { "line": 2, "sku": null, "quantity": 1, "price": null }],
    })
}

fn sign(secret: &str, body: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
    mac.update(body);
    mac.finalize().into_bytes().to_vec()
}

fn headers(signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [("x-signature", signature), ("x-event", "orders.created"), ("x-delivery", "d-1")] {
        headers.insert(name, value.parse().expect("a header"));
    }
    headers
}

#[test]
fn a_good_signature_is_accepted_in_both_encodings() {
    use base64::Engine as _;
    let body = b"{}";
    let hex = format!("sha256={}", hex::encode(sign("old secret", body)));
    let arrived = oms(&[]).verify(&headers(&hex), body).expect("it is theirs");
    assert_eq!(
        (arrived.topic.as_str(), arrived.dedupe.as_str()),
        ("orders.created", "oms|orders.created|d-1")
    );
    let base64 = base64::engine::general_purpose::STANDARD.encode(sign("new secret", body));
    let other = oms(&[("oms.yaml", "prefix: \"sha256=\", encoding: hex", "encoding: base64")]);
    assert!(other.verify(&headers(&base64), body).is_ok());
}

#[test]
fn what_is_not_the_systems_is_refused() {
    let body = b"{}";
    let good = headers(&format!("sha256={}", hex::encode(sign("new secret", body))));
    assert_eq!(oms(&[]).verify(&good, b"{ }"), Err(Refusal::BadSignature));
    for bad in [
        hex::encode(sign("new secret", body)),
        format!("sha256={}", hex::encode(sign("another", body))),
        format!("sha256={}", &hex::encode(sign("new secret", body))[..40]),
        "sha256=".to_owned(),
        "sha256=zz".to_owned(),
    ] {
        assert_eq!(oms(&[]).verify(&headers(&bad), body), Err(Refusal::BadSignature), "{bad}");
    }
    let without = |name: &str| {
        let mut headers = good.clone();
        headers.remove(name);
        oms(&[]).verify(&headers, body)
    };
    assert_eq!(without("x-signature"), Err(Refusal::MissingSignature("X-Signature".into())));
    assert_eq!(without("x-event"), Err(Refusal::BadHeader("X-Event".into())));
    // Without an identifier it is known by its bytes.
    assert!(without("x-delivery").is_ok());
    let flow = flow(&[]);
    let bare = Connector::new(&flow, flow.system(&"oms".into()), Default::default()).expect("a connector");
    assert_eq!(bare.verify(&good, body), Err(Refusal::NoSecret("oms".into())));
}

#[test]
fn a_system_without_webhooks_sends_none() {
    let mut silent = flow(&[]).system(&"oms".into()).clone();
    silent.profile.api.as_mut().expect("an api").webhooks = None;
    let silent = Connector::new(&flow(&[]), &silent, credentials()).expect("a connector");
    assert_eq!(silent.verify(&headers("sha256="), b"{}"), Err(Refusal::NoWebhooks("oms".into())));
}

#[test]
fn a_connector_that_cannot_be_is_refused_with_a_sentence() {
    let flow = flow(&[]);
    let refused = |kind: Kind, url: Option<&str>| {
        let mut system = system("oms", kind);
        system.url = url.map(Into::into);
        system.shop = None;
        Connector::new(&flow, &system, credentials()).expect_err("there is none")
    };
    assert_eq!(
        refused(Kind::Http, Some("https://oms.example")),
        "system `oms` is of kind `http`, and its profile has no `api`: nothing says how it is spoken with"
    );
    assert_eq!(
        refused(Kind::Shopify, None),
        "system `oms` has no `shop` in the map: write its domain, for example northwind.myshopify.com"
    );
    let mut lost = flow.system(&"oms".into()).clone();
    lost.url = None;
    assert_eq!(
        Connector::new(&flow, &lost, credentials()).expect_err("no address"),
        "system `oms` has no `url` in the map: nothing says where its API answers"
    );
}

fn told(topic: &str, body: impl Into<Bytes>) -> Landed {
    let from = LandedFrom::Webhook { topic: topic.into(), triggered_at: None };
    Landed { from, at: now(), body: body.into() }
}

fn shown(body: impl Into<Bytes>) -> Landed {
    Landed { from: LandedFrom::Document(DocumentKind::Order), at: now(), body: body.into() }
}

#[test]
fn a_document_is_understood_by_the_profiles_mapping() {
    let body = json!({ "event": "orders.created", "data": { "order": order(9_007_199_254_740_993, "#1001", "cancelled") } });
    let by_webhook = oms(&[]).understand(&told("orders.created", body.to_string())).expect("understood");
    let [seen] = &by_webhook.observations[..] else { panic!("{by_webhook:?}") };
    assert_eq!(seen.id, "9007199254740993");
    assert_eq!(seen.keys, keys([("external_id", "#1001"), ("id", "9007199254740993")]));
    assert_eq!(seen.revision.map(|it| (it.at, it.rank)), Some((at("2026-10-05T11:30:00Z"), 9)));
    let Body::Order(document) = &seen.body else { panic!("{seen:?}") };
    assert!(document.is_cancelled());
    assert_eq!((document.lines[0].quantity, document.lines[1].sku.as_deref()), (2, None));
    assert_eq!(document.lines[0].unit_price.map(|it| it.to_string()).as_deref(), Some("12.505"));
    // The same document, read, says the same.
    let by_reading = oms(&[]).understand(&shown(body["data"]["order"].to_string())).expect("understood");
    assert_eq!(by_reading, by_webhook);
}

#[test]
fn what_cannot_be_understood_is_told_with_its_place() {
    let error = |body: String| oms(&[]).understand(&shown(body)).expect_err("not understood").to_string();
    let with = |field: &str, value: Value| {
        let mut body = order(1, "#1001", "open");
        body[field] = value;
        error(body.to_string())
    };
    assert!(
        with("status", json!("odd")).contains("no mapping for \"odd\""),
        "{}",
        with("status", json!("odd"))
    );
    assert!(with("external_id", json!(null)).contains("external_id"), "{}", with("external_id", json!(null)));
    assert!(
        with("updated_at", json!("yesterday")).contains("revision.at"),
        "{}",
        with("updated_at", json!("yesterday"))
    );
    assert!(
        with("currency", json!("BTC")).contains("document.currency"),
        "{}",
        with("currency", json!("BTC"))
    );
    assert!(
        with("lines", json!([{ "line": 1, "quantity": -1, "price": null, "sku": null }]))
            .contains("quantity")
    );
    assert_eq!(error("[]".into()), "field `the document`: it is not a JSON object");
    let huge =
        order(1, "#1001", "open").to_string().replace("\"quantity\":2", "\"quantity\":18446744073709551616");
    assert_eq!(
        error(huge),
        "field `lines[0].quantity`: the number is too large to be exact: send it as text"
    );
    let lost = oms(&[]).understand(&told("orders.created", "{}")).expect_err("no document").to_string();
    assert_eq!(lost, "field `data.order`: the document is missing");
}

#[test]
fn events_and_kinds_that_are_not_understood_are_named() {
    let unknown = |landed: Landed| oms(&[]).understand(&landed).expect_err("unknown");
    assert_eq!(unknown(told("orders.deleted", "{}")), NotUnderstood::UnknownTopic("orders.deleted".into()));
    let stock = told("stock.changed", r#"{"data":{"order":{}}}"#);
    assert_eq!(unknown(stock), NotUnderstood::UnknownTopic("inventory".into()));
}

fn since(cursor: Option<&str>) -> Since {
    Since { at: at("2026-10-05T11:58:00Z"), cursor: cursor.map(Into::into) }
}

#[test]
fn changed_documents_come_a_page_at_a_time() {
    let page = |next: Value| {
        status(200, json!({ "page": { "items": [order(1, "#1", "open"), { "id": 2 }], "next": next } }))
    };
    let oms = oms(&[]);
    assert_eq!(oms.polls(), [DocumentKind::Order]);
    let wire = Script::of([page(json!("c 1")), page(json!(null)), page(json!("")), page(json!(17))]);
    let mut cursors = Vec::new();
    for cursor in [None, Some("c 1"), None, None] {
        let page = run(oms.changed(&wire, DocumentKind::Order, &since(cursor), now())).expect("a page");
        assert_eq!(page.documents[0].id, "1");
        // A document that cannot be understood is kept: it is held in sight where it is understood.
        assert_eq!((page.documents.len(), page.documents[1].body.as_ref()), (2, &br#"{"id":2}"#[..]));
        cursors.push(page.next);
    }
    assert_eq!(cursors, [Some("c 1".into()), None, None, Some("17".into())]);
    let sent = wire.sent();
    assert_eq!(sent[0].method, "GET");
    assert_eq!(
        sent[0].uri,
        "https://oms.example/api/orders?updated_since=2026-10-05T11%3A58%3A00Z&limit=100"
    );
    assert_eq!(
        sent[1].uri,
        "https://oms.example/api/orders?updated_since=2026-10-05T11%3A58%3A00Z&after=c%201&limit=100"
    );
}

#[test]
fn a_page_that_is_none_is_told() {
    let changed =
        |answer| run(oms(&[]).changed(&Script::of([answer]), DocumentKind::Order, &since(Some("c")), now()));
    assert_eq!(
        changed(status(200, json!({ "items": [] }))),
        Err(FetchError::Wrong("the answer of system `oms` has no list at `page.items`".into()))
    );
    assert_eq!(
        changed(status(200, json!({ "page": { "items": [], "next": "c" } }))),
        Err(FetchError::Wrong("a page of system `oms` names itself as the next".into()))
    );
    let refund = run(oms(&[]).changed(&Script::of([]), DocumentKind::Refund, &since(None), now()));
    assert_eq!(
        refund,
        Err(FetchError::Wrong("the profile of system `oms` has no `list` for refund documents".into()))
    );
}

fn fetch(
    connector: &Connector,
    answer: Result<http::Response<Bytes>, WireError>,
) -> Result<Value, FetchError> {
    let what = Fetch { kind: DocumentKind::Order, id: "a/1".into() };
    let documents = run(connector.fetch(&Script::of([answer]), &what, now()))?;
    assert_eq!((documents.len(), documents[0].id.as_str()), (1, "a/1"));
    Ok(serde_json::from_slice(&documents[0].body).expect("JSON"))
}

#[test]
fn a_document_is_read_by_its_identifier() {
    let body = order(1, "#1001", "open");
    assert_eq!(fetch(&oms(&[]), status(200, body.clone())), Ok(body));
    let missing = fetch(&oms(&[]), status(404, json!({ "error": { "message": "no such order" } })));
    assert_eq!(missing, Err(FetchError::NotFound("system `oms` answered 404: no such order".into())));
}

#[test]
fn every_failure_of_a_read_is_told_apart() {
    for (answer, later) in [
        (status(401, json!({})), false),
        (status(403, json!({})), false),
        (status(400, json!({})), false),
        (status(302, json!({})), false),
        (status(408, json!({})), true),
        (status(429, json!({})), true),
        (status(500, json!({})), true),
        (status(503, json!({})), true),
        (Err(WireError::NotSent("refused".into())), true),
        (Err(WireError::Unanswered("too late".into())), true),
    ] {
        let error = fetch(&oms(&[]), answer).expect_err("no answer");
        assert_eq!(matches!(error, FetchError::Later { .. }), later, "{error:?}");
    }
    let busy = with_header(429, "retry-after", "Mon, 05 Oct 2026 12:00:30 GMT", json!({}));
    let Err(FetchError::Later { after, .. }) = fetch(&oms(&[]), busy) else { panic!("later") };
    assert_eq!(after, Some(SignedDuration::from_secs(30)));
}

#[test]
fn calls_are_authorised_as_the_profile_says() {
    let header = |auth: &str, name: &str| {
        let oms = oms(&[("oms.yaml", "auth: bearer", auth)]);
        let wire = Script::of([status(200, json!({}))]);
        run(oms.fetch(&wire, &Fetch { kind: DocumentKind::Order, id: "1".into() }, now()))
            .expect("an answer");
        let headers = wire.sent()[0].headers.clone();
        headers.get(name).map(|it| (it.to_str().expect("text").to_owned(), it.is_sensitive()))
    };
    assert_eq!(header("auth: bearer", "authorization"), Some(("Bearer token".into(), true)));
    assert_eq!(header("auth: basic", "authorization"), Some(("Basic Y2xpZW50Omh1c2g=".into(), true)));
    assert_eq!(header("auth: { header: X-Api-Key }", "x-api-key"), Some(("token".into(), true)));
    assert_eq!(header("auth: none", "authorization"), None);
}

#[test]
fn no_secret_is_ever_shown() {
    let flow = flow(&[]);
    let mut credentials = credentials();
    credentials.token = Some("hush\n".into());
    let oms = Connector::new(&flow, flow.system(&"oms".into()), credentials).expect("a connector");
    assert!(!format!("{oms:?}").contains("hush"));
    let what = Fetch { kind: DocumentKind::Order, id: "1".into() };
    let error = run(oms.fetch(&Script::of([]), &what, now()));
    assert!(error.is_err());
    assert!(!format!("{error:?}").contains("hush"));
}
