//! Rule 6 of the house: each protection fails its scenario when it is switched off, each detector sees it then, and none
//! cries on the standard scenarios.

use seamless_breakpoints::catalogue;
use serde_json::Value;

use crate::support::say;

/// The scenarios of a rehearsal, and its exit code.
fn rehearse(more: &[&str]) -> (i32, Vec<Value>) {
    let said = say(&[&["rehearse", "examples/northwind", "--format", "json"], more].concat());
    assert_eq!(said.err, "");
    let report: Value = serde_json::from_str(&said.out).expect("JSON");
    (said.code, report["scenarios"].as_array().expect("scenarios").clone())
}

fn own_of(scenarios: Vec<Value>, id: &str) -> Value {
    let own = scenarios.into_iter().find(|it| it["exercises"] == id);
    own.unwrap_or_else(|| panic!("{id} has a scenario"))
}

#[test]
fn each_protection_fails_its_scenario_when_it_is_switched_off() {
    for id in catalogue().iter().filter(|it| it.scenario.is_some()).map(|it| it.id) {
        let (code, with) = rehearse(&["--only", id]);
        assert_eq!(code, 0, "{id} holds with its protection: {with:#?}");
        let with = own_of(with, id);
        assert_eq!(with["failures"], Value::Array(Vec::new()), "{id}");
        assert_eq!((&with["lost"], &with["doubled"]), (&0.into(), &0.into()), "{id}");
        let (code, without) = rehearse(&["--only", id, "--without", id]);
        assert_eq!(code, 1, "{id} breaks without its protection");
        let without = own_of(without, id);
        assert_ne!(without["failures"], Value::Array(Vec::new()), "{id}");
        // Two protections are what lets a detector see at all: without a backstop nobody hears of the order, and a
        // message that is thrown away cannot be told from one that never came.
        let is_seen_by_protection = ["webhook-missed-order", "poison-order-dead-letter"].contains(&id);
        let seen = if is_seen_by_protection { &with } else { &without };
        assert!(seen["incidents_by"][id].as_u64() > Some(0), "{id} is seen: {seen:#}");
    }
}

#[test]
fn no_detector_cries_on_a_standard_scenario() {
    let (code, scenarios) = rehearse(&[]);
    assert_eq!(code, 0);
    let standard: Vec<&Value> = scenarios.iter().filter(|it| it["exercises"].is_null()).collect();
    assert!(standard.len() >= 9, "the standard scenarios are there");
    for it in standard {
        let name = it["name"].as_str().expect("a name");
        let seen = it["incidents_by"].as_object().expect("incidents");
        let seen: Vec<&str> = seen.keys().map(String::as_str).collect();
        // What a scenario does on purpose.
        let meant: &[&str] = match name {
            // The goods have left, and the shop takes no shipment for an order that is cancelled.
            "cancelled after the pick" => &["cancel-not-propagated", "fulfilment-writeback-missing"],
            // The goods leave although they were refunded: a person has to deal with it.
            "a refund before the goods leave" => &["cancel-not-propagated", "fulfilment-writeback-missing"],
            "the vendor forgets an order" => &["webhook-missed-order"],
            // Webhooks are dropped, and one item is not listed for hours.
            "a busy day" => &["poison-order-dead-letter", "webhook-missed-order"],
            _ => &[],
        };
        assert_eq!(seen, meant, "{name}");
    }
}
