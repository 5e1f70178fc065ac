//! Growth: how many arrows each check looks at on maps of one shape and two sizes. A count, so that it holds on any
//! machine under any load.

use std::fmt::Write as _;

use seamless_flow::{Flow, load, render};

use crate::arrows::tests::counted;
use crate::catalogue;

/// A map of so many handoffs.
type Shape = fn(usize) -> String;

const SHAPES: &[(&str, Shape)] =
    &[("chain", chain), ("many brands", brands), ("one hub", hub), ("side by side", side_by_side)];

/// What a brand says of itself, so that no check stops at its first question.
const TRADE: &str = "fastest_item_per_minute: 2, oversell_target: 0.01, units_per_order: 1, order_edits: true, \
    holds: true, hold_latest: 20m, not_shipped: [digital], returns: true, capture: at_shipment, lead_time_most: 8d, \
    payment_terms: true, taxes: included, currencies: [USD, EUR], split_payments: true, gift_cards: true, \
    tags_control: true, tags_within: 10m, lines_most: 500, skus_complete: false, preorders: true, \
    order_numbers_distinct: false, cutoff_promised: '14:00', refund_on_cancel: at_once";

/// What is known of a system of each role, so that its numbers are reckoned with.
fn facts(role: &str) -> String {
    let fact = |(name, value): &(&str, &str)| format!("{name}: {{ value: {value}, reason: test }}");
    let own: &[(&str, &str)] = match role {
        "wms" => &[("cutoff.time", "'14:00'"), ("cutoff.timezone", "Europe/Berlin")],
        _ => &[],
    };
    let all = [("rate.calls_per_second", "1")];
    all.iter().chain(own).map(fact).collect::<Vec<_>>().join(", ")
}

/// Twice the map may take twice the looks, and this much more for what changes at the ends.
const SLACK: usize = 32;

#[test]
fn every_check_looks_at_no_more_arrows_than_the_map_is_larger() {
    let mut wrong = Vec::new();
    for (name, shape) in SHAPES {
        let [small, large] = [60, 120].map(|handoffs| flow(&shape(handoffs)));
        assert_eq!((small.handoffs.len(), large.handoffs.len()), (60, 120), "{name}");
        for it in catalogue() {
            let looks = |flow: &Flow| counted(|| drop(it.findings(flow, None)));
            let (few, many) = (looks(&small), looks(&large));
            if many > 2 * few + SLACK {
                wrong.push(format!("{} on {name}: {few} looks at 60 handoffs, {many} at 120", it.id));
            }
        }
    }
    assert!(wrong.is_empty(), "grows faster than the map:\n{}", wrong.join("\n"));
}

fn flow(map: &str) -> Flow {
    let loaded = load("flow.yaml", &mut |_| Ok(map.as_bytes().to_vec()));
    loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)))
}

fn written(systems: &[(String, &str)], handoffs: &[String]) -> String {
    let mut map = format!(
        "flow: it\ntitle: It\ntimezone: UTC\ncurrency: USD\n\
         volume: {{ orders_per_day: 1200, peak_orders_per_minute: 90, lines_per_order: 2, average_order: 84 }}\n\
         trade: {{ {TRADE} }}\nteams: {{ it: {{ title: IT }} }}\nsystems:\n"
    );
    // Writing to a string cannot fail.
    for (id, role) in systems {
        let _ =
            writeln!(map, "  {id}: {{ kind: other, role: {role}, team: it, facts: {{ {} }} }}", facts(role));
    }
    let _ = writeln!(map, "carriers: {{ acme: {{ title: Acme, team: it }} }}\nhandoffs:");
    for (number, it) in handoffs.iter().enumerate() {
        let _ = writeln!(map, "  h{number}: {{ {it}, within: 15m }}");
    }
    map
}

/// Each system takes orders from the one before it, and tells it of what has left.
fn chain(handoffs: usize) -> String {
    let role = |at: usize| ["oms", "wms", "erp"][at % 3];
    let systems: Vec<_> = (0..=handoffs / 3)
        .map(|at| (format!("s{at}"), if at == 0 { "storefront" } else { role(at) }))
        .collect();
    let arrows = (1..).flat_map(|at: usize| {
        let before = at - 1;
        [
            format!("carry: order, from: s{before}, to: s{at}, via: webhook, covers: [create, edit]"),
            format!("carry: shipment, from: s{at}, to: s{before}, via: webhook"),
            format!("carry: cancellation, from: s{before}, to: s{at}, via: webhook"),
        ]
    });
    written(&systems, &arrows.take(handoffs).collect::<Vec<_>>())
}

/// Brands that have nothing to do with each other.
fn brands(handoffs: usize) -> String {
    const ARROWS: [&str; 10] = [
        "carry: order, from: shop#, to: oms#, via: webhook",
        "carry: order, from: oms#, to: erp#, via: poll 5m",
        "carry: fulfillment_request, from: oms#, to: wms#, via: webhook",
        "carry: shipment, from: wms#, to: oms#, via: webhook",
        "carry: shipment, from: oms#, to: shop#, via: webhook",
        "carry: inventory, from: wms#, to: shop#, via: poll 5m",
        "carry: inventory, from: erp#, to: shop#, via: poll 5m",
        "carry: refund, from: shop#, to: erp#, via: webhook",
        "carry: return, from: shop#, to: wms#, via: webhook",
        "carry: payout, from: shop#, to: erp#, via: file 1h",
    ];
    let count = handoffs / ARROWS.len();
    let systems = (0..count).flat_map(|brand| {
        [("shop", "storefront"), ("oms", "oms"), ("erp", "erp"), ("wms", "wms")]
            .map(|(id, role)| (format!("{id}{brand}"), role))
    });
    let arrows = (0..count).flat_map(|brand| ARROWS.map(|it| it.replace('#', &brand.to_string())));
    written(&systems.collect::<Vec<_>>(), &arrows.collect::<Vec<_>>())
}

/// Many shops before one system, and many warehouses behind it.
fn hub(handoffs: usize) -> String {
    let count = handoffs / 5;
    let mut systems = vec![("oms".to_owned(), "oms"), ("erp".to_owned(), "erp")];
    systems
        .extend((0..count).flat_map(|it| [(format!("shop{it}"), "storefront"), (format!("wms{it}"), "wms")]));
    let arrows = (0..count).flat_map(|it| {
        [
            format!("carry: order, from: shop{it}, to: oms, via: webhook"),
            format!(
                "carry: fulfillment_request, from: oms, to: wms{it}, via: webhook, when: 'fulfillment_request.location == \"{it}\"'"
            ),
            format!("carry: shipment, from: wms{it}, to: erp, via: webhook"),
            format!("carry: inventory, from: wms{it}, to: shop{it}, via: poll 5m"),
            format!("carry: refund, from: shop{it}, to: erp, via: webhook"),
        ]
    });
    written(&systems, &arrows.collect::<Vec<_>>())
}

/// Many arrows between two systems.
fn side_by_side(handoffs: usize) -> String {
    let systems = [("shop".to_owned(), "storefront"), ("wms".to_owned(), "wms")];
    let arrow = |it: usize| {
        format!("carry: order, from: shop, to: wms, via: webhook, when: 'order.ship_to.zip == \"{it}\"'")
    };
    written(&systems, &(0..handoffs).map(arrow).collect::<Vec<_>>())
}
