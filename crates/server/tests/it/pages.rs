//! What the pages show, and what they never show.

use std::collections::{BTreeSet, VecDeque};

use crate::brand::{Brand, SECRET, TOKEN};
use crate::browser::Browser;

/// Persons, of whom the brand's raw messages and beliefs are full.
const PERSONAL: &[&str] = &["Ada Lovelace", "ada@example.com", "12 Marginal Way", "+1 207 555 0142", "04101"];
/// More addresses than a brand of 69 orders has.
const ADDRESSES_MAX: usize = 2_000;

/// Follows every link from the first page on, so that nothing leads nowhere; each page is held to what all pages keep.
#[tokio::test]
async fn every_link_leads_to_a_page_with_one_heading_and_nothing_that_must_not_be_shown() {
    let browser = Browser::of(Brand::at_work().await).await;
    let mut known = BTreeSet::from(["/".to_owned()]);
    let mut waiting = VecDeque::from(["/".to_owned()]);
    while let Some(path) = waiting.pop_front() {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!answer.text.contains(SECRET) && !answer.text.contains(TOKEN), "a secret on {path}");
        for personal in PERSONAL {
            assert!(!answer.text.contains(personal), "{personal} on {path}");
        }
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        assert_eq!(answer.text.matches("<h1").count(), 1, "headings of {path}");
        assert!(
            !answer.text.contains(" style=") && !answer.text.contains("<style"),
            "a style of its own on {path}"
        );
        for link in links(&answer.text) {
            if known.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    assert!(known.len() < ADDRESSES_MAX, "{} addresses", known.len());
    for path in
        ["/flow/handoffs/orders", "/orders/t3", "/breakpoints/webhook-missed-order", "/held", "/orders.csv"]
    {
        assert!(known.contains(path), "nothing leads to {path}");
    }
}

/// The addresses that a page leads to, here.
fn links(text: &str) -> BTreeSet<String> {
    let mut links = BTreeSet::new();
    for marker in ["href=\"/", "src=\"/"] {
        for (at, _) in text.match_indices(marker) {
            let rest = &text[at + marker.len() - 1..];
            let link = rest.split(['"', '#']).next().unwrap_or("/").replace("&amp;", "&");
            links.insert(link);
        }
    }
    links
}

#[tokio::test]
async fn a_page_opens_with_its_answer() {
    let browser = Browser::of(Brand::at_work().await).await;
    for (path, answer) in [
        ("/", "6 orders are stuck, the oldest for 50 minutes; IT and Customer service have them."),
        ("/flow", "5 handoffs join 4 systems; Seamless carries 4 and watches 1 beside Acme Connect."),
        ("/orders", "69 orders are known, the newest first."),
        (
            "/orders?state=cancelled&search=1004",
            "No order is known with an identifier that begins with 1004, cancelled.",
        ),
        ("/orders/t1", "#1001 has shipped, and every system knows what it should."),
        ("/orders/t2", "#1002 is stuck, for 14 minutes: Northwind ERP has not got this order. IT has it."),
        ("/orders/t6", "#1006 is on its way. Northwind ERP has not got this order. That is due in 12 min."),
        ("/teams", "Customer service has 1 open incident and IT has 5 open incidents."),
        (
            "/held",
            "1 message is held in sight, whole, until the map or its profiles can tell what they mean.",
        ),
        ("/settings", "1 poll fails."),
    ] {
        let text = browser.get(path).await.text;
        let heading =
            text.split_once("<h1>").and_then(|(_, it)| it.split_once("</h1>")).expect("a heading").0;
        assert!(heading.contains(answer), "{path}: {heading}");
    }
}

#[tokio::test]
async fn an_empty_brand_is_good_news() {
    let browser = Browser::of(Brand::empty()).await;
    for (path, words) in [
        ("/", "Nothing is stuck."),
        ("/orders", "Orders appear here as soon as a system tells of one."),
        ("/incidents", "Nothing needs anybody; nothing ever did."),
        ("/held", "No message is held"),
        ("/teams", "No team has an open incident."),
    ] {
        let answer = browser.get(path).await;
        assert!(answer.status == 200 && answer.text.contains(words), "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn any_identifier_finds_its_order() {
    let browser = Browser::of(Brand::at_work().await).await;
    for (q, to) in [
        ("#1002", "/orders/t2"),
        ("1002", "/orders/t2"),
        ("O-20003", "/orders/t3"),
        ("SO700003", "/orders/t3"),
        ("1Z999AA10003784003", "/orders/t3"),
        ("SH-00003", "/orders/t3"),
        ("100", "/orders?search=100"),
        ("no such thing", "/orders?search=no%20such%20thing"),
        ("", "/orders"),
    ] {
        let answer = browser.get(&format!("/search?q={}", q.replace('#', "%23").replace(' ', "+"))).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, to), "{q}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_so() {
    let browser = Browser::of(Brand::at_work().await).await;
    for path in [
        "/orders/t999",
        "/orders/x",
        "/orders/t2/messages/999999",
        "/incidents/t2/none",
        "/flow/handoffs/none",
        "/flow/systems/none",
        "/breakpoints/none",
        "/assets/none",
        "/none",
        "/orders/t2/converge/none",
        "/held/999999",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    let api = browser.get("/api/orders/t999").await;
    assert_eq!((api.status.as_u16(), api.header("content-type")), (404, "application/problem+json"));
}

#[tokio::test]
async fn raw_messages_are_masked_and_belong_to_their_order() {
    let browser = Browser::of(Brand::at_work().await).await;
    let page = browser.get("/orders/t2").await.text;
    let to = links(&page).into_iter().find(|it| it.contains("/messages/")).expect("a message");
    let message = browser.get(&to).await.text;
    assert!(message.contains("TENT-2P") && message.contains("#1002") && message.contains("•••"), "{message}");
    let elsewhere = to.replace("/t2/", "/t3/");
    assert_eq!(browser.get(&elsewhere).await.status, 404, "not by way of another order");
}

#[tokio::test]
async fn programs_read_the_same_facts() {
    let browser = Browser::of(Brand::at_work().await).await;
    let json = |text: String| serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
    let summary = json(browser.get("/api/summary").await.text);
    assert_eq!(summary["orders"], 69);
    assert_eq!(summary["open_incidents"], 6);
    let found = json(browser.get("/api/orders?search=1002").await.text);
    assert_eq!(found["orders"][0]["thread"], "t2");
    let order = json(browser.get("/api/orders/t3").await.text);
    let shipped =
        order["beliefs"].as_array().expect("rows").iter().find(|it| it["what"] == "TENT-2P shipped");
    let shipped = shipped.expect("a row");
    assert_eq!((&shipped["systems"]["warehouse"], &shipped["systems"]["shop"]), (&"1".into(), &"0".into()));
    assert_eq!(shipped["differs"], true);
    let cancelled = json(browser.get("/api/orders/t4").await.text);
    let rows = cancelled["beliefs"].as_array().expect("rows");
    let odd: Vec<_> = rows.iter().filter(|it| it["differs"] == true).map(|it| &it["what"]).collect();
    assert_eq!(odd, ["order"], "that it is cancelled, not what was once wanted");
    let incidents = json(browser.get("/api/incidents").await.text);
    assert_eq!(incidents["incidents"].as_array().map(Vec::len), Some(8));
    assert_eq!(browser.get("/healthz").await.text, "ok\n");
}

#[tokio::test]
async fn an_export_has_every_order_once() {
    let browser = Browser::of(Brand::at_work().await).await;
    let text = browser.get("/orders.csv").await.text;
    assert_eq!(text.lines().count(), 1 + 69);
    assert!(text.contains("#1002,t2,late,255.50,USD,1,"), "{text}");
    let stuck = browser.get("/orders.csv?stuck=1").await.text;
    assert_eq!(stuck.lines().count(), 1 + 6);
}

#[tokio::test]
async fn metrics_tell_what_the_store_has() {
    let browser = Browser::of(Brand::at_work().await).await;
    let metrics = browser.get("/metrics").await.text;
    for line in [
        "seamless_orders 69",
        "seamless_held 1",
        "seamless_incidents_open{breakpoint=\"webhook-missed-order\",team=\"it\"} 1",
        "seamless_deliveries{handoff=\"booking\",state=\"late\"} 1",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line} in {metrics}");
    }
    assert!(metrics.ends_with("# EOF\n"));
}

#[tokio::test]
async fn the_first_view_is_under_100_kb() {
    let browser = Browser::of(Brand::at_work().await).await;
    let mut sum = 0;
    for path in ["/", "/assets/style.css", "/assets/script.js", "/assets/icon.svg"] {
        sum += browser.get(path).await.text.len();
    }
    assert!(sum < 125_000, "{sum} bytes before they are compressed");
    let gzip = http::Request::get(browser.url("/assets/script.js")).header("accept-encoding", "gzip");
    let script = browser.send(gzip, bytes::Bytes::new()).await;
    assert_eq!(script.header("content-encoding"), "gzip");
}
