//! `sandbox`: what it prints can be typed as it stands.

use std::process::Command;

use crate::stage::Stage;
use crate::support::{NORTHWIND, Running, masked, run, say, seamless};
use crate::web::call;

#[test]
fn every_curl_that_it_prints_works() {
    let mut sandbox = Running::start(&mut seamless(["sandbox", NORTHWIND, "--for", "120s"]));
    sandbox.out.line("/pick_orders -H");
    let told = sandbox.out.text();
    let curls: Vec<&str> = told.lines().filter_map(|line| line.trim().strip_prefix("try ")).collect();
    assert_eq!(curls.len(), 4, "{told}");
    for curl in curls {
        let said = run(Command::new("sh").args(["-c", curl.trim()]));
        assert_eq!(said.code, 0, "{curl}: {}", said.err);
        let answer: serde_json::Value =
            serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{curl}: {}", said.out));
        let list =
            if answer["data"].is_null() { &answer["items"] } else { &answer["data"]["orders"]["nodes"] };
        assert!(list.is_array(), "{curl}: {answer}");
    }
    for word in ["url ", "token ", "secret "] {
        assert_eq!(told.lines().filter(|line| line.trim().starts_with(word)).count(), 4, "{word}");
    }
    insta::assert_snapshot!(masked(&told, "127.0.0.1:", |c| c.is_ascii_digit()));
    assert_eq!(sandbox.interrupt(), Some(0));
}

#[test]
fn tokens_are_asked_for_with_the_client_that_it_prints() {
    let stage = Stage::set(1);
    let url = format!("{}/admin/oauth/access_token", stage.of("shop", "url"));
    let (id, secret) = (stage.of("shop", "client_id"), stage.of("shop", "secret"));
    let ask = |secret: &str| {
        let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        call("POST", &url, &[("Content-Type", "application/x-www-form-urlencoded")], body.as_bytes())
    };
    let token = ask(&secret).json()["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(ask("another").status, 400);
    let shop = format!("{}/admin/api/2026-10/shop.json", stage.of("shop", "url"));
    assert_eq!(call("GET", &shop, &[("X-Shopify-Access-Token", &token)], b"").status, 200);
    assert_eq!(call("GET", &shop, &[("X-Shopify-Access-Token", "shpat_no")], b"").status, 401);
}

#[test]
fn it_listens_where_it_is_told() {
    let first = crate::support::free_port();
    let said = say(&["sandbox", NORTHWIND, "--format", "json", "--for", "1ms", "--port", &first.to_string()]);
    // Somebody else may have taken one of the ports in the meantime; then it says so.
    if said.code == 0 {
        for port in first..first + 4 {
            assert!(said.out.contains(&format!("\"http://127.0.0.1:{port}\"")), "{}", said.out);
        }
    } else {
        assert!(said.err.contains("cannot listen on"), "{}", said.err);
    }
}

#[test]
fn a_port_that_is_taken_is_said() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port().to_string();
    let said = say(&["sandbox", NORTHWIND, "--for", "1s", "--port", &port]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    let told = format!(
        "error: the twin of `shop` cannot listen on 127.0.0.1:{port}: Address already in use (os error 98)\n"
    );
    assert_eq!(said.err, told);
}
