//! The password, the sessions, and the address that is listened on.

use std::sync::Arc;

use seamless_server::{Config, ServeError, ensure_password, serve};

use crate::brand::Brand;
use crate::browser::{Answer, Browser};

async fn locked() -> (Browser, String) {
    let brand = Brand::at_work().await;
    let password = ensure_password(brand.line.store()).await.expect("made").expect("given once");
    (Browser::with(brand, Config::default()).await, password)
}

/// Takes the cookie that an answer sets.
fn take_cookie(browser: &mut Browser, answer: &Answer) {
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    browser.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
}

async fn try_password(browser: &Browser, password: &str) -> Answer {
    let token = browser.get("/login").await.hidden("token");
    browser
        .post("/login", &[("token", &token), ("name", "Grace"), ("password", password), ("to", "/teams")])
        .await
}

#[tokio::test]
async fn nothing_is_shown_without_the_password() {
    let (browser, _) = locked().await;
    for path in ["/", "/orders", "/orders/t2", "/incidents", "/settings", "/orders.csv", "/held"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").starts_with("/login?to=%2F") && answer.text.is_empty(), "{path}");
    }
    for path in ["/api/summary", "/api/orders", "/events"] {
        assert_eq!(browser.get(path).await.status, 401, "{path}");
    }
    let post = browser.post("/held/release", &[("token", "dashboard")]).await;
    assert_eq!(post.status, 401);
    for path in ["/healthz", "/metrics", "/assets/style.css", "/login"] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_password_opens_and_leaving_closes() {
    let (mut browser, password) = locked().await;
    let first = browser.get("/login").await;
    take_cookie(&mut browser, &first);
    let before = browser.cookie.clone();
    let foreign = browser.post("/login", &[("password", &password)]).await;
    assert_eq!(foreign.status, 403, "without the form's token");
    let wrong = try_password(&browser, "guess").await;
    assert!(wrong.status == 401 && wrong.text.contains("That is not the password."), "{}", wrong.status);
    assert_eq!(browser.get("/teams").await.status, 303, "a visitor is not signed in");
    let right = try_password(&browser, &password).await;
    assert_eq!((right.status.as_u16(), right.header("location")), (303, "/teams"));
    take_cookie(&mut browser, &right);
    assert_ne!(browser.cookie, before, "a new session");
    let page = browser.get("/teams").await;
    assert!(page.status == 200 && page.text.contains("Grace"));
    assert_eq!(page.header("cache-control"), "no-store");
    let left = browser.post("/logout", &[("token", &page.hidden("token"))]).await;
    assert_eq!(left.status, 303);
    assert_eq!(browser.get("/teams").await.status, 303, "the old cookie opens nothing");
}

#[tokio::test]
async fn guessing_is_made_slow() {
    let (mut browser, password) = locked().await;
    let first = browser.get("/login").await;
    take_cookie(&mut browser, &first);
    for _ in 0..5 {
        assert_eq!(try_password(&browser, "guess").await.status, 401);
    }
    let slowed = try_password(&browser, &password).await;
    assert_eq!((slowed.status.as_u16(), slowed.header("retry-after")), (429, "5"), "even the right one");
}

#[tokio::test]
async fn other_machines_are_only_served_when_told_so() {
    let config = |allow_remote| Config { bind: ([0, 0, 0, 0], 0).into(), allow_remote, ..Config::default() };
    let refused = serve(Arc::new(Brand::empty()), config(false)).await;
    assert!(matches!(refused, Err(ServeError::Remote(_))), "{refused:?}");
    serve(Arc::new(Brand::empty()), config(true)).await.expect("allowed").stop().await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let first =
        serve(Arc::new(Brand::empty()), Config { bind: ([127, 0, 0, 1], 0).into(), ..Config::default() });
    let first = first.await.expect("a server");
    let second = serve(Arc::new(Brand::empty()), Config { bind: first.address, ..Config::default() }).await;
    let error = second.expect_err("it is taken").to_string();
    assert!(error.contains(&first.address.to_string()), "{error}");
}
