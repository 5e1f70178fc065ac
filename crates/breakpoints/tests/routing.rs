//! What is decided about routing on a map is what a live flow does: the witnesses are put into a world.

use jiff::Timestamp;
use seamless_breakpoints::pairs::{Want, pairs};
use seamless_flow::{Flow, Routing, WaySort, Witness, group, load};
use seamless_model::{Believed, Body, World};
use serde_json::json;

const MAP: &str = "\
flow: routing
title: Routing
timezone: America/New_York
currency: USD
teams:
  it: { title: IT }
systems:
  oms: { kind: http, role: oms, team: it, url: 'https://oms.example', token: '${T}' }
  reno: { kind: http, role: wms, team: it, url: 'https://reno.example', token: '${T}' }
  berlin: { kind: http, role: 3pl, team: it, url: 'https://berlin.example', token: '${T}' }
handoffs:
  us: { carry: fulfillment_request, from: oms, to: reno, via: webhook, within: 5m, key: { oms: id, reno: id }, when: 'order.ship_to.country in [\"US\", \"CA\"]' }
  eu: { carry: fulfillment_request, from: oms, to: berlin, via: webhook, within: 5m, key: { oms: id, berlin: id }, when: 'order.ship_to.country.startsWith(\"C\") && fulfillment_request.status != \"held\"' }
";

fn flow() -> Flow {
    let loaded = load("flow.yaml", &mut |_| Ok(MAP.as_bytes().to_vec()));
    let problems = loaded.problems;
    loaded.value.unwrap_or_else(|| panic!("{problems:?}"))
}

/// What each handoff owes for a witness, in the map's order.
fn owed(flow: &Flow, witness: &Witness) -> Vec<Want> {
    let at: Timestamp = "2026-11-23T10:00:00Z".parse().expect("a time");
    let believed = |id: &str, name: &str, document: &serde_json::Value| {
        let body: Body = serde_json::from_value(json!({ name: document })).expect("a document");
        let keys = [("id".to_owned(), id.to_owned())].into_iter().collect();
        Believed {
            system: "oms".into(),
            id: id.to_owned(),
            keys,
            parents: Vec::new(),
            since: at,
            seen_at: at,
            body,
        }
    };
    let order = witness.order.as_ref().expect("its order");
    let documents =
        vec![believed("o1", "order", order), believed("r1", "fulfillment_request", &witness.document)];
    let world = World { at, documents, notes: Vec::new() };
    pairs(flow, &world).into_iter().map(|pair| pair.want).collect()
}

#[test]
fn what_is_told_of_a_witness_is_what_the_handoffs_owe_for_it() {
    let flow = flow();
    let ways = group(&flow);
    assert_eq!(ways.iter().map(|it| it.sort).collect::<Vec<_>>(), [WaySort::Alternatives]);
    let answers = ways[0].route(&flow);
    assert_eq!(answers.len(), 3, "{answers:?}");
    for answer in &answers {
        match answer {
            Routing::FallsThrough { witness } => {
                assert_eq!(owed(&flow, witness), [Want::Nothing, Want::Nothing], "{}", witness.says);
            }
            Routing::TakenTwice { witness, .. } => {
                assert_eq!(owed(&flow, witness), [Want::Create, Want::Create], "{}", witness.says);
            }
            Routing::Fails { which, witness, .. } => {
                let want = &owed(&flow, witness)[*which];
                assert!(matches!(want, Want::Undecided(_)), "{}: {want:?}", witness.says);
            }
            other => panic!("{other:?}"),
        }
    }
}
