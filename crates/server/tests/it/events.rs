//! What is alive on the first page.

use seamless_engine::{Command, IncidentId};
use seamless_model::ThreadId;
use seamless_server::Live;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::brand::Brand;
use crate::browser::Browser;

/// Reads a stream until some words have come; gives all that came. Empty words read to its end.
async fn read_until(socket: &mut TcpStream, words: &str) -> String {
    let mut all = String::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = socket.read(&mut piece).await.expect("the stream");
        all.push_str(&String::from_utf8_lossy(&piece[..read]));
        if read == 0 || !words.is_empty() && all.contains(words) {
            return all;
        }
    }
}

#[tokio::test]
async fn the_first_page_is_told_what_changed_and_let_go_when_the_server_stops() {
    let browser = Browser::of(Brand::at_work().await).await;
    let mut socket = TcpStream::connect(browser.serving.address).await.expect("a connection");
    socket.write_all(b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("asked");
    let first = read_until(&mut socket, "event: picture").await;
    assert!(first.contains("text/event-stream") && first.contains("event: answer"), "{first}");
    assert!(first.contains("6 orders are stuck") && first.contains("event: stuck"), "{first}");
    let ignore = Command::Ignore {
        incident: IncidentId("webhook-missed-order~booking~oms~O-20002".to_owned()),
        reason: "It is known".to_owned(),
        by: "Grace".to_owned(),
    };
    // Decided before anybody is told, as a flow that runs does it.
    browser.brand.line.command(ThreadId(2), ignore.clone()).await.expect("journaled");
    browser.brand.line.decide(100).await.expect("decided");
    browser.brand.command(ThreadId(2), ignore).await.expect("told");
    let next = read_until(&mut socket, "event: picture").await;
    assert!(next.contains("5 orders are stuck"), "{next}");
    browser.serving.stop().await;
    read_until(&mut socket, "").await;
}
