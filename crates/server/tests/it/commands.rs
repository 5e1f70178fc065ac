//! What a person does reaches the flow, with a name on it, and only from our own pages.

use seamless_store::{EntrySource, Store};

use crate::brand::Brand;
use crate::browser::Browser;

const INCIDENT: &str = "/incidents/t2/webhook-missed-order~booking~oms~O-20002";
const DOUBLED: &str = "/incidents/t10/webhook-duplicate-create~orders~shop~5800000000010";

/// The commands that are journaled and not yet decided, by name.
async fn journaled(browser: &Browser) -> Vec<String> {
    let entries = browser.brand.line.store().undecided(100).await.expect("read");
    let commands = entries.iter().filter(|it| it.entry.source == EntrySource::Command);
    commands.map(|it| it.entry.topic.clone()).collect()
}

/// The token that this page's forms carry.
async fn token(browser: &Browser, path: &str) -> String {
    let token = browser.get(path).await.hidden("token");
    assert!(!token.is_empty(), "no form on {path}");
    token
}

#[tokio::test]
async fn an_incident_is_ignored_with_a_reason() {
    let browser = Browser::of(Brand::at_work().await).await;
    let token = token(&browser, INCIDENT).await;
    let path = format!("{INCIDENT}/ignore");
    let without = browser.post(&path, &[("token", &token), ("reason", "  ")]).await;
    assert_eq!(without.status, 422, "a reason is wanted");
    let done = browser.post(&path, &[("token", &token), ("reason", "Booked by hand & checked")]).await;
    assert_eq!(done.status, 303);
    assert!(done.header("location").ends_with("?done=ignore"), "{}", done.header("location"));
    assert_eq!(journaled(&browser).await, ["ignore"]);
    browser.brand.line.decide(100).await.expect("decided");
    let page = browser.get(INCIDENT).await.text;
    assert!(page.contains("Ignored by dashboard: Booked by hand &amp; checked"), "{page}");
    assert!(!page.contains("/ignore\""), "it cannot be ignored twice");
    assert!(browser.get("/").await.text.contains("5 orders are stuck"));
    assert!(browser.get("/settings").await.text.contains("dashboard"), "it stands in the record");
}

#[tokio::test]
async fn converging_says_what_it_will_do_before_it_does_it() {
    let browser = Browser::of(Brand::at_work().await).await;
    let preview = browser.get("/orders/t2/converge/booking").await;
    for words in [
        "brings Northwind ERP to what Northwind OMS says about #1002",
        "<strong>Create</strong>",
        "255.50 USD",
        "Acme Connect carries this handoff",
    ] {
        assert!(preview.text.contains(words), "{words}");
    }
    assert!(journaled(&browser).await.is_empty(), "looking does nothing");
    let token = preview.hidden("token");
    let done = browser.post("/orders/t2/converge/booking", &[("token", &token), ("back", INCIDENT)]).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, &*format!("{INCIDENT}?done=converge")));
    assert_eq!(journaled(&browser).await, ["converge"]);
    let settled = browser.get("/orders/t1/converge/orders").await.text;
    assert!(settled.contains("Converging would change nothing"), "{settled}");
}

#[tokio::test]
async fn several_orders_are_converged_at_once() {
    let browser = Browser::of(Brand::at_work().await).await;
    let list = browser.get("/incidents").await.text;
    assert!(list.contains("name=\"pick\" value=\"t2:booking\""), "{list}");
    let none = browser.get("/incidents/converge").await;
    assert!(none.status == 422 && none.text.contains("Nothing was picked"), "{}", none.text);
    assert_eq!(browser.get("/incidents/converge?pick=t2:nothing").await.status, 404);
    let page = browser.get("/incidents/converge?pick=t2:booking&pick=t3:shipped&pick=t2:booking").await;
    assert!(page.text.contains("each of 2 orders"), "{}", page.text);
    assert!(journaled(&browser).await.is_empty(), "looking does nothing");
    let token = page.hidden("token");
    let fields = [("token", &*token), ("pick", "t2:booking"), ("pick", "t3:shipped")];
    let done = browser.post("/incidents/converge", &fields).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/incidents?done=converge"));
    assert_eq!(journaled(&browser).await, ["converge", "converge"]);
}

#[tokio::test]
async fn only_what_moved_is_closed_by_hand() {
    let browser = Browser::of(Brand::at_work().await).await;
    let token = token(&browser, INCIDENT).await;
    let form = [("token", &*token), ("reason", "Done")];
    assert_eq!(browser.post(&format!("{INCIDENT}/close"), &form).await.status, 422);
    let page = browser.get(DOUBLED).await;
    let closes = page.text.contains("/close\"");
    let answer = browser.post(&format!("{DOUBLED}/close"), &form).await;
    assert_eq!(answer.status, if closes { 303 } else { 422 }, "the page offers what can be done");
    assert_eq!(journaled(&browser).await.len(), usize::from(closes));
}

#[tokio::test]
async fn held_messages_are_released() {
    let browser = Browser::of(Brand::at_work().await).await;
    let token = token(&browser, "/held").await;
    let done = browser.post("/held/release", &[("token", &token)]).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/held?done=release"));
    assert_eq!(browser.brand.line.store().counts().await.expect("read").held, 0);
    assert!(browser.get("/settings").await.text.contains("released 1 held messages"));
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let browser = Browser::of(Brand::at_work().await).await;
    let token = token(&browser, INCIDENT).await;
    let path = format!("{INCIDENT}/ignore");
    let form = [("token", &*token), ("reason", "Because")];
    let own = format!("http://{}", browser.serving.address);
    for (fields, headers, status) in [
        (&form[1..], &[][..], 403),
        (&[("token", "guess"), ("reason", "Because")][..], &[][..], 403),
        (&form[..], &[("origin", "https://evil.example")][..], 403),
        (&form[..], &[("origin", "null")][..], 403),
        (&form[..], &[("sec-fetch-site", "cross-site")][..], 403),
        (&form[..], &[("origin", &*own), ("sec-fetch-site", "same-origin")][..], 303),
    ] {
        assert_eq!(browser.post_from(&path, fields, headers).await.status, status, "{fields:?} {headers:?}");
    }
    assert_eq!(journaled(&browser).await, ["ignore"]);
}
