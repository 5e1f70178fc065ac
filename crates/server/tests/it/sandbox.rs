//! Twins behind sockets: they answer, they send signed webhooks, and faults cut their lines.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use jiff::SignedDuration;
use seamless_connect::WireError;
use seamless_flow::{Fault, FaultKind};
use seamless_runtime::HttpWire;
use seamless_sandbox::Deed;
use seamless_server::sandbox::{Running, Sandbox, SandboxConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::brand::flow;

fn system<'s>(sandbox: &'s Sandbox, id: &str) -> &'s Running {
    sandbox.systems.iter().find(|it| it.system == *id).expect("a twin")
}

fn create(twin: &Running) -> Request<Bytes> {
    let body = serde_json::json!({
        "external_id": "#1001", "currency": "USD",
        "lines": [{ "external_line_id": "1", "sku": "A-1", "quantity": 1, "unit_price": "10.00" }],
    });
    Request::post(format!("{}/orders", twin.url))
        .header("authorization", format!("Bearer {}", twin.token))
        .header("content-type", "application/json")
        .body(Bytes::from(body.to_string()))
        .expect("a request")
}

fn list(twin: &Running) -> Request<Bytes> {
    Request::get(format!("{}/orders?external_id=%231001", twin.url))
        .header("authorization", format!("Bearer {}", twin.token))
        .body(Bytes::new())
        .expect("a request")
}

#[tokio::test]
async fn twins_answer_on_ports_of_their_own() {
    let sandbox = Sandbox::start(flow(), SandboxConfig::default()).await.expect("a sandbox");
    let names: Vec<&str> = sandbox.systems.iter().map(|it| it.system.as_str()).collect();
    assert_eq!(names, ["shop", "oms", "erp", "warehouse"]);
    let wire = HttpWire::new().expect("a client");
    let oms = system(&sandbox, "oms");
    let answer = wire.post(list(oms)).await.expect("an answer");
    assert_eq!(answer.status(), 200, "{:?}", answer.body());
    let stranger = Request::get(format!("{}/orders", oms.url)).body(Bytes::new()).expect("a request");
    assert_eq!(wire.post(stranger).await.expect("an answer").status(), 401);
}

#[tokio::test]
async fn a_call_that_is_carried_out_without_an_answer_leaves_its_document() {
    let sandbox = Sandbox::start(flow(), SandboxConfig::default()).await.expect("a sandbox");
    let fault = Fault {
        kind: FaultKind::TimeoutAfterCommit,
        on: Some("oms".to_owned()),
        event: None,
        order: None,
        times: Some(1),
        percent: None,
        during: None,
    };
    sandbox.with_faults(|faults| faults.arm(&fault, jiff::Timestamp::now()));
    let wire = HttpWire::new().expect("a client");
    let lost = wire.post(create(system(&sandbox, "oms"))).await;
    assert!(matches!(lost, Err(WireError::Unanswered(_))), "{lost:?}");
    assert_eq!(sandbox.documents(&"oms".into()).len(), 1, "it was carried out");
    let answer = wire.post(list(system(&sandbox, "oms"))).await.expect("the next call is answered");
    assert!(String::from_utf8_lossy(answer.body()).contains("#1001"));
}

#[tokio::test]
async fn a_customers_order_leaves_the_shop_as_a_signed_webhook() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let config = SandboxConfig {
        webhooks: Some(format!("http://{address}/webhooks/{{system}}")),
        vendor_poll: SignedDuration::from_secs(1),
        ..SandboxConfig::default()
    };
    let sandbox = Sandbox::start(Arc::clone(&flow()), config).await.expect("a sandbox");
    let place = Deed::Place {
        lines: vec![("A-1".to_owned(), 2, None)],
        country: "US".to_owned(),
        email: "ada@example.com".to_owned(),
        test: false,
    };
    let keys = sandbox.act(&"shop".into(), &place).expect("placed");
    assert!(keys.contains_key("name"), "{keys:?}");
    let (mut socket, _) = listener.accept().await.expect("a webhook");
    let mut head = vec![0; 4096];
    let read = socket.read(&mut head).await.expect("its head");
    let head = String::from_utf8_lossy(&head[..read]).to_lowercase();
    assert!(head.starts_with("post /webhooks/shop "), "{head}");
    assert!(head.contains("x-shopify-hmac-sha256: "), "{head}");
    socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.expect("answered");
    sandbox.stop();
}
