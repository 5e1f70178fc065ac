//! Webhooks: taken in whole and once, or refused with a reason and counted.

use std::time::Duration;

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::Request;
use seamless_server::Config;
use seamless_store::Store;
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::brand::{Brand, SECRET};
use crate::browser::{Answer, Browser};

fn signature(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

fn webhook(browser: &Browser, system: &str, delivery: &str) -> http::request::Builder {
    Request::post(browser.url(&format!("/webhooks/{system}")))
        .header("x-event", "shipments.created")
        .header("x-delivery", delivery)
}

async fn landed(browser: &Browser) -> u64 {
    browser.brand.line.store().counts().await.expect("read").landed
}

async fn signed(browser: &Browser, delivery: &str, body: &'static [u8]) -> Answer {
    let request = webhook(browser, "warehouse", delivery).header("x-signature", signature(body));
    browser.send(request, Bytes::from_static(body)).await
}

#[tokio::test]
async fn a_signed_webhook_is_journaled_once() {
    let browser = Browser::of(Brand::empty()).await;
    for delivery in ["d-1", "d-1", "d-2"] {
        let answer = signed(&browser, delivery, b"{\"anything\":1}").await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
    }
    assert_eq!(landed(&browser).await, 2);
    assert_eq!(browser.counted("seamless_webhooks_total{landed=\"new\"}").await, "2");
    assert_eq!(browser.counted("seamless_webhooks_total{landed=\"duplicate\"}").await, "1");
    assert_eq!(browser.counted("seamless_webhook_seconds_count").await, "3");
}

#[tokio::test]
async fn what_cannot_be_trusted_is_refused_with_its_reason() {
    let browser = Browser::of(Brand::empty()).await;
    let body = b"{\"id\":1}";
    let good = signature(body);
    let tampered = Bytes::from_static(b"{\"id\":2}");
    let cases = [
        (webhook(&browser, "warehouse", "d"), 401, "missing-signature"),
        (webhook(&browser, "warehouse", "d").header("x-signature", &good), 401, "bad-signature"),
        (webhook(&browser, "warehouse", "d").header("x-signature", "sha256=zz"), 401, "bad-signature"),
        (webhook(&browser, "shop", "d"), 401, "missing-signature"),
        (webhook(&browser, "nobody", "d"), 404, "unknown-system"),
    ];
    for (request, status, reason) in cases {
        let answer = browser.send(request, tampered.clone()).await;
        assert_eq!(answer.status, status, "{reason}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(!answer.text.contains(SECRET) && !answer.text.contains(&good), "{}", answer.text);
    }
    assert_eq!(browser.counted("seamless_webhooks_refused_total{reason=\"bad-signature\"}").await, "2");
    assert_eq!(browser.counted("seamless_webhooks_refused_total{reason=\"unknown-system\"}").await, "1");
    assert_eq!(landed(&browser).await, 0);
}

#[tokio::test]
async fn what_is_not_json_is_landed_all_the_same() {
    let browser = Browser::of(Brand::empty()).await;
    assert_eq!(signed(&browser, "d-1", b"\xff\xfe not json").await.status, 200);
    assert_eq!(landed(&browser).await, 1, "land first, think later");
}

/// Speaks to the socket itself, for what no client would send. Gives what was answered.
async fn raw(browser: &Browser, head: &str, body: &[u8], then_close: bool) -> String {
    let mut socket = TcpStream::connect(browser.serving.address).await.expect("a connection");
    let head = format!("POST /webhooks/warehouse HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}\r\n");
    socket.write_all(head.as_bytes()).await.expect("written");
    // The server may answer and close before it has read all.
    let _ = socket.write_all(body).await;
    if then_close {
        socket.shutdown().await.expect("closed");
    }
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn bodies_have_limits() {
    let config = Config { login: false, body_within: Duration::from_millis(200), ..Config::default() };
    let browser = Browser::with(Brand::empty(), config).await;
    let announced = raw(&browser, "Content-Length: 5242881\r\n", b"", false).await;
    assert!(announced.starts_with("HTTP/1.1 413"), "{announced}");
    let chunk = vec![b'x'; 1 << 20];
    let mut chunks = Vec::new();
    for _ in 0..6 {
        chunks.extend_from_slice(b"100000\r\n");
        chunks.extend_from_slice(&chunk);
        chunks.extend_from_slice(b"\r\n");
    }
    let request = webhook(&browser, "warehouse", "big");
    let whole = browser.send(request, Bytes::from(vec![b'x'; 5 * 1024 * 1024 + 1])).await;
    assert_eq!(whole.status, 413);
    raw(&browser, "Transfer-Encoding: chunked\r\n", &chunks, false).await;
    assert_eq!(browser.counted("seamless_webhooks_refused_total{reason=\"too-large\"}").await, "3");
    let slow = raw(&browser, "Content-Length: 100\r\n", b"{", false).await;
    assert!(slow.starts_with("HTTP/1.1 408"), "{slow}");
    raw(&browser, "Content-Length: 100\r\n", b"{\"id\":", true).await;
    assert_eq!(browser.counted("seamless_webhooks_refused_total{reason=\"truncated\"}").await, "1");
    assert_eq!(landed(&browser).await, 0);
}

#[tokio::test]
async fn what_is_too_much_at_once_is_asked_to_come_again() {
    let config = Config { login: false, webhooks_at_once: 0, ..Config::default() };
    let browser = Browser::with(Brand::empty(), config).await;
    let answer = signed(&browser, "d-1", b"{}").await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "1"));
    assert_eq!(browser.counted("seamless_webhooks_refused_total{reason=\"too-many-at-once\"}").await, "1");
}
