//! Ways of a whole map.

use super::*;
use crate::{Flow, load};

fn flow(handoffs: &str) -> Flow {
    let text = format!(
        "flow: ways\ntitle: Ways\ntimezone: America/New_York\ncurrency: USD\nteams:\n  it: {{ title: IT }}\nsystems:\n\
         \x20 oms: {{ kind: netsuite, role: oms, team: it }}\n\
         \x20 erp: {{ kind: netsuite, role: erp, team: it }}\n\
         \x20 reno: {{ kind: shiphero, role: wms, team: it }}\n\
         \x20 berlin: {{ kind: shipbob, role: 3pl, team: it }}\nhandoffs:\n{handoffs}"
    );
    let loaded = load("flow.yaml", &mut |_| Ok(text.clone().into_bytes()));
    let problems = loaded.problems;
    loaded.value.unwrap_or_else(|| panic!("{problems:?}"))
}

const PICKS: &str = "  booking: { carry: order, from: oms, to: erp, via: webhook, within: 5m, key: { oms: id, erp: id } }
  us: { carry: fulfillment_request, from: oms, to: reno, via: webhook, within: 5m, key: { oms: id, reno: id }, when: 'order.ship_to.country in [\"US\", \"CA\"]' }
  eu: { carry: fulfillment_request, from: oms, to: berlin, via: webhook, within: 5m, key: { oms: id, berlin: id }, when: 'order.ship_to.country in [\"DE\", \"CA\"]' }
";

#[test]
fn handoffs_to_systems_that_do_the_same_work_are_alternatives() {
    let flow = flow(PICKS);
    let ways = group(&flow);
    let sorts: Vec<_> = ways.iter().map(|it| (it.kind, it.handoffs.len(), it.sort)).collect();
    assert_eq!(sorts, [(Order, 1, WaySort::Straight), (FulfillmentRequest, 2, WaySort::Alternatives)]);
    let lines: Vec<String> = ways[1].route(&flow).iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "falls through: the request to ship of order #1001 to GB",
            "0 and 1: the request to ship of order #1001 to CA"
        ]
    );
}

#[test]
fn a_filter_may_leave_documents_out_and_may_not_fail() {
    let only = flow(PICKS.lines().take(2).collect::<Vec<_>>().join("\n").as_str());
    let ways = group(&only);
    assert_eq!(ways[1].sort, WaySort::Filter);
    assert_eq!(ways[1].route(&only), [Routing::Proven]);
    let failing = flow(
        &PICKS
            .replace("order.ship_to.country in [\"US\", \"CA\"]", "order.ship_to.country.startsWith(\"U\")"),
    );
    let lines: Vec<String> = group(&failing)[1].route(&failing).iter().map(line).collect();
    assert_eq!(
        lines[0],
        "0 fails: the request to ship of order #1001, without a country: startsWith: null is not a text"
    );
}

#[test]
fn what_is_paused_takes_no_part() {
    let flow = flow(&PICKS.replace("eu: { carry", "eu: { mode: paused, carry"));
    assert_eq!(group(&flow)[1].sort, WaySort::Filter);
}
