//! What `seamless init` drafts from a file of answers: maps in which every order finds its way, and mistakes told at
//! once.

use serde_json::Value;

use crate::support::{Said, run, seamless, text};

/// What a drafted map is at risk of for what its systems are, and not for what the draft left out.
const OF_SYSTEMS: &[&str] = &["credential-scope-lapse", "delete-cascade-and-unlink", "rate-limit-backlog"];

/// How much flows, without which checks say little.
const VOLUME: &str = "stage: to_be\norders_per_day: 400\npeak_orders_per_minute: 30\naverage_order: 80.00\n";

/// Answers of brands, most of which also sell on marketplaces.
const BRANDS: &[&str] = &[
    "accounting: xero",
    "accounting: quickbooks\nroute: oms\noms: http\nmarketplaces: [ebay]",
    "marketplaces: [amazon]",
    "marketplaces: [{ name: amazon, ships: itself }]",
    "erp: netsuite\nmarketplaces: [{ name: amazon, through: shop }]",
    "erp: netsuite\nmarketplaces: [{ name: amazon, through: erp, ships: both }]",
    "accounting: xero\npayments: [paypal]\nmarketplaces: [{ name: amazon, ships: itself }]",
    "erp: netsuite\nroute: erp\nmarketplaces: [{ name: amazon, ships: both }, ebay]",
    "erp: netsuite\nroute: oms\noms: http\nmarketplaces: [{ name: amazon, ships: both }, ebay]",
    "erp: netsuite\nroute: hybrid\noms: http\nmarketplaces: [{ name: amazon, ships: both }, ebay]",
    "erp: netsuite\nroute: erp\nshops: [{ name: acme }, { name: acme-eu }]\nmarketplaces: [ebay]",
    "marketplaces: [amazon]\nfulfillment: [{ name: home }, { name: nord, country: DE }]",
    "erp: netsuite\nmarketplaces: [{ name: amazon, through: erp }]\n\
     fulfillment: [{ name: home }, { name: nord, country: DE }]",
    "erp: netsuite\nmarketplaces: [{ name: amazon, through: erp, ships: both, shipped_by: nord }]\n\
     fulfillment: [{ name: home }, { name: nord, country: DE }]",
    "erp: netsuite\nsplit: channel\nshops: [{ shipped_by: home }]\n\
     marketplaces: [{ name: amazon, through: shop, shipped_by: nord }]\nfulfillment: [{ name: home }, { name: nord }]",
    "erp: netsuite\nsplit: channel\nshops: [{ name: acme, shipped_by: home }, { name: beta, shipped_by: home }]\n\
     marketplaces: [{ name: amazon, through: beta, shipped_by: nord }]\nfulfillment: [{ name: home }, { name: nord }]",
];

fn drafted(folder: &std::path::Path, answers: &str) -> Said {
    let file = folder.join("answers-given.yaml");
    std::fs::write(&file, answers).expect("written");
    run(seamless(["init", "--answers"]).arg(&file).arg(folder))
}

#[test]
fn no_draft_is_at_risk_for_what_it_left_out() {
    for brand in BRANDS {
        let folder = tempfile::tempdir().expect("a folder");
        let said = drafted(folder.path(), &format!("{brand}\n{VOLUME}"));
        assert_eq!(said.code, 0, "{brand}\n{}", said.err);
        let map = folder.path().join("flow.yaml");
        let checked = run(seamless(["check", "--format", "json"]).arg(&map));
        let told: Value = serde_json::from_str(&checked.out).unwrap_or_else(|it| panic!("{brand}: {it}"));
        for finding in told["findings"].as_array().expect("findings") {
            let of_systems = OF_SYSTEMS.iter().any(|it| finding["breakpoint"] == *it);
            assert!(finding["verdict"] != "at_risk" || of_systems, "{brand}\n{finding:#}\n{}", text(&map));
        }
    }
}

#[test]
fn mistakes_in_fields_and_between_them_are_told_in_one_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = drafted(
        folder.path(),
        "timezone: EST\nerp: netsuite\nreturns_to: warehose\nmarketplaces: [{ name: amazon }]\n",
    );
    assert_eq!(said.code, 2);
    for words in [
        "cannot be used: 3 mistakes",
        "did you mean `America/New_York`?",
        "did you mean `warehouse`?",
        "nobody said who asks for the orders of `amazon` to be shipped",
        "`shop` or `erp`",
    ] {
        assert!(said.err.contains(words), "{words} is missing in\n{}", said.err);
    }
    assert!(!folder.path().join("flow.yaml").exists(), "nothing was written");
}

#[test]
fn without_a_terminal_the_questions_are_written_to_be_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let into = folder.path().join("brand");
    let begin = || run(seamless(["init", "--save-answers"]).arg(&into));
    let said = begin();
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("--answers"), "{}", said.err);
    let file = into.join("answers.yaml");
    assert!(text(&file).contains("# 1. Where do orders originate?"));
    assert!(!into.join("flow.yaml").exists(), "nobody has answered yet");
    assert!(begin().err.contains("is there already"), "answers are not replaced");
    let drafted = run(seamless(["init", "--answers"]).arg(&file).arg(&into));
    assert_eq!(drafted.code, 0, "{}", drafted.err);
}

#[test]
fn checks_ask_for_what_a_map_of_today_was_not_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let celigo =
        "erp: netsuite\nroute: erp\ncarriers: { orders: celigo, warehouse: celigo, money: celigo }\n";
    let said = drafted(folder.path(), celigo);
    assert_eq!(said.code, 0, "{}", said.err);
    let checked = run(seamless(["check", "--format", "json"]).arg(folder.path().join("flow.yaml")));
    let told: Value = serde_json::from_str(&checked.out).expect("JSON");
    for breakpoint in ["webhook-missed-order", "webhook-subscription-removed", "cancel-not-propagated"] {
        let asked = told["findings"].as_array().expect("findings").iter();
        let mut asked = asked.filter(|it| it["breakpoint"] == breakpoint && it["verdict"] == "unknown");
        assert!(
            asked.next().is_some(),
            "{breakpoint} is not asked\n{}",
            text(&folder.path().join("flow.yaml"))
        );
    }
}
