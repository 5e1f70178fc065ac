//! Rehearsals as people and machines read them.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use seamless_report::rehearsal::{junit, text};
use seamless_report::{RehearsalReport, ScenarioResult};

fn report() -> RehearsalReport {
    let faults = |list: &[(&str, u64)]| -> BTreeMap<String, u64> {
        list.iter().map(|(kind, times)| ((*kind).to_owned(), *times)).collect()
    };
    RehearsalReport {
        flow: "northwind".into(),
        map: "0123456789abcdef".into(),
        seed: 7,
        scenarios: vec![
            ScenarioResult {
                name: "one order".into(),
                seed: 7,
                orders: 1,
                virtual_time: SignedDuration::from_hours(3),
                invariants_checked: 6,
                ..Default::default()
            },
            ScenarioResult {
                name: "webhooks are lost <& more>".into(),
                exercises: Some("webhook-missed-order".into()),
                seed: 7,
                failures: vec![
                    "I1 #1004: OMS has no order for it.".into(),
                    "then by 4h, oms: orders().all(o, o.count == 1) does not hold".into(),
                ],
                repeat: "seamless rehearse examples/northwind --only 'webhooks are lost' --seed 7".into(),
                story: vec!["00:01:00  Shop: order 5 seen.\u{7}".into()],
                orders: 1200,
                faults: faults(&[("drop", 31), ("delay", 2)]),
                virtual_time: SignedDuration::from_millis(5_400_250),
                invariants_checked: 7200,
                incidents: 12,
                lost: 1,
                ..Default::default()
            },
            ScenarioResult {
                name: "parcels of a 3PL".into(),
                not_played: Some(
                    "the scenario speaks of the role `3pl`, and the map has no system of that role".into(),
                ),
                ..Default::default()
            },
        ],
    }
}

#[test]
fn a_table_for_people() {
    insta::assert_snapshot!(text(&report()));
}

#[test]
fn junit_for_machines() {
    let xml = junit(&report());
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut open = 0;
    loop {
        match reader.read_event().expect("well-formed") {
            quick_xml::events::Event::Start(_) => open += 1,
            quick_xml::events::Event::End(_) => open -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0);
    insta::assert_snapshot!(xml);
}

#[test]
fn json_has_every_scenario() {
    let json: serde_json::Value = serde_json::from_str(&report().json()).expect("JSON");
    assert_eq!(json["scenarios"][1]["faults"]["drop"], 31);
    assert_eq!(json["scenarios"][0]["virtual_time"], "PT3H");
}

#[test]
fn what_cannot_be_played_has_neither_passed_nor_failed() {
    let report = report();
    assert_eq!((report.passed(), report.failed(), report.not_played()), (1, 1, 1));
}
