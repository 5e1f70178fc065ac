//! What the checks say of small maps, one line for each: data in, findings out.

use seamless_breakpoints::{Severity, Verdict, check};
use seamless_flow::{Flow, load, render};

/// The breakpoints that these maps are about.
const JUDGED: &[&str] = &[
    "cancel-not-propagated",
    "fulfilment-writeback-missing",
    "poison-order-dead-letter",
    "refund-not-synced",
    "timeout-after-commit-duplicate",
    "webhook-duplicate-create",
    "webhook-missed-order",
];

const HEAD: &str = r#"
flow: small
title: Small
timezone: UTC
currency: USD
volume: { orders_per_day: 1200, average_order: 84.00 }
teams: { it: { title: IT } }
systems:
  shop: { kind: shopify, role: storefront, team: it, shop: small.myshopify.com, secret: "${S}", token: "${T}" }
  oms: { kind: http, role: oms, team: it, profile: profiles/oms.yaml, url: "https://oms.example", token: "${T}" }
  erp: { kind: http, role: erp, team: it, profile: profiles/oms.yaml, url: "https://erp.example", token: "${T}" }
  wms: { kind: http, role: wms, team: it, profile: profiles/oms.yaml, url: "https://wms.example", token: "${T}" }
carriers:
  acme: { title: Acme, team: it, profile: profiles/acme.yaml }
handoffs:
"#;

const OMS: &str = r#"
profile: oms
facts:
  order.lookup_by_external: { value: true, source: test }
  fulfillment_request.lookup_by_external: { value: true, source: test }
  refund.lookup_by_external: { value: true, source: test }
"#;

/// An API that can be asked, and has no way to cancel or to list.
const BARE: &str = r#"
profile: bare
api:
  auth: bearer
  documents:
    order: { find: "GET /orders?reference={key}", create: "POST /orders" }
    fulfillment_request: { find: "GET /requests?reference={key}", create: "POST /requests" }
"#;

fn flow(handoffs: &str, acme: &str) -> Flow {
    flow_of(&format!("{HEAD}{handoffs}"), acme)
}

fn flow_of(map: &str, acme: &str) -> Flow {
    let facts: String =
        acme.split_whitespace().map(|fact| fact.split_once('=').expect("name=value")).map(fact).collect();
    let profile = format!("profile: acme\nfacts:{}\n{facts}", if facts.is_empty() { " {}" } else { "" });
    let loaded = load("flow.yaml", &mut |path| match path {
        "flow.yaml" => Ok(map.as_bytes().to_vec()),
        "profiles/oms.yaml" => Ok(OMS.as_bytes().to_vec()),
        "profiles/bare.yaml" => Ok(BARE.as_bytes().to_vec()),
        "profiles/acme.yaml" => Ok(profile.clone().into_bytes()),
        other => Err(format!("no {other}")),
    });
    loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)))
}

fn fact((name, value): (&str, &str)) -> String {
    format!("  {name}: {{ value: {value}, source: test }}\n")
}

fn said(handoffs: &[&str], acme: &str) -> Vec<String> {
    let map: String = handoffs.iter().map(|it| format!("  {it}\n")).collect();
    findings(&flow(&map, acme))
}

fn findings(flow: &Flow) -> Vec<String> {
    let mut said: Vec<String> = check(flow, None)
        .into_iter()
        .filter(|it| JUDGED.contains(&it.finding.breakpoint.as_str()))
        .map(|it| {
            let mark = match it.finding.verdict {
                Verdict::AtRisk { .. } => "!",
                Verdict::Unknown { .. } => "?",
            };
            format!("{mark}{}@{}", it.finding.breakpoint, it.finding.spot.name())
        })
        .collect();
    said.sort();
    said
}

const ORDERS: &str = "orders: { carry: order, from: shop, to: oms, via: webhook, backstop: every 15m over 48h, within: 1m, covers: [create, edit, cancel], key: { shop: name, oms: external_id } }";
const BOOKED: &str = "booked: { carry: order, from: shop, to: erp, via: webhook, backstop: every 15m over 48h, within: 1m, covers: [create, edit, cancel], key: { shop: name, erp: reference } }";
const PICKS: &str = "picks: { carry: fulfillment_request, from: oms, to: wms, via: webhook, backstop: every 15m over 48h, within: 5m, covers: [create, cancel], key: { oms: id, wms: reference } }";
const SHIPPED: &str = "shipped: { carry: shipment, from: wms, to: shop, via: poll 5m, within: 30m, key: { wms: tracking, shop: tracking } }";
const REFUNDED: &str = "refunded: { carry: refund, from: shop, to: erp, via: webhook, backstop: every 15m over 48h, within: 1h, key: { shop: id, erp: reference } }";
const SAFE: &str =
    "order.dedupe=true order.backstop=true retry.looks_up_first=true errors.held_in_sight=true";

#[test]
fn a_sound_map_has_no_findings() {
    let none: [&str; 0] = [];
    assert_eq!(said(&[ORDERS, PICKS, SHIPPED], ""), none);
    assert_eq!(said(&[BOOKED, REFUNDED], ""), none);
}

#[test]
fn a_backstop_must_reach_as_far_back_as_a_webhook_may_be_late() {
    for (backstop, at_risk) in
        [("every 15m over 24h", false), ("every 15m over 23h", true), ("every 15m over 48h", false)]
    {
        let found = said(&[&ORDERS.replace("every 15m over 48h", backstop)], "");
        let expected = if at_risk { vec!["!webhook-missed-order@orders".to_owned()] } else { Vec::new() };
        assert_eq!(found, expected, "{backstop}");
        // The same holds of a backstop that somebody else has agreed to.
        let by_acme =
            ORDERS.replace("every 15m over 48h", backstop).replace("within: 1m", "within: 1m, by: acme");
        let found = said(&[&by_acme], &format!("{SAFE} order.covers_cancel=true"));
        assert_eq!(found, expected, "{backstop} by Acme");
    }
}

#[test]
fn what_a_webhook_loses_is_lost_for_every_kind() {
    let bare = |handoff: &str| handoff.replace(" backstop: every 15m over 48h,", "");
    assert_eq!(said(&[ORDERS, &bare(PICKS), SHIPPED], ""), ["!webhook-missed-order@picks"]);
    assert_eq!(said(&[BOOKED, &bare(REFUNDED)], ""), ["!refund-not-synced@refunded"]);
    let webhook = SHIPPED.replace("poll 5m", "webhook");
    assert_eq!(said(&[ORDERS, PICKS, &webhook], ""), ["!fulfilment-writeback-missing@shipped"]);
}

#[test]
fn a_carrier_is_judged_by_its_facts() {
    let by_acme = ORDERS.replace("within: 1m", "within: 1m, by: acme");
    let poll = by_acme.replace("via: webhook, backstop: every 15m over 48h", "via: poll 5m");
    for (handoff, facts, expected) in [
        (&by_acme, SAFE, vec![]),
        (&poll, SAFE, vec![]),
        (
            &poll,
            "order.backstop=false retry.looks_up_first=true errors.held_in_sight=true",
            vec!["!webhook-missed-order@orders"],
        ),
        (&poll, "reconcile.every=1h retry.looks_up_first=true on_unknown=hold", vec![]),
        (
            &poll,
            "reconcile.every=1h retry.looks_up_first=true on_unknown=drop",
            vec!["!poison-order-dead-letter@orders"],
        ),
        (
            &poll,
            "order.backstop=true retry.looks_up_first=false errors.held_in_sight=true",
            vec!["!timeout-after-commit-duplicate@orders"],
        ),
        (
            &poll,
            "order.backstop=true order.covers_cancel=false retry.looks_up_first=true errors.held_in_sight=true",
            vec!["!cancel-not-propagated@orders"],
        ),
        (
            &by_acme,
            "",
            vec![
                "?poison-order-dead-letter@orders",
                "?timeout-after-commit-duplicate@orders",
                "?webhook-duplicate-create@orders",
            ],
        ),
    ] {
        assert_eq!(said(&[handoff], facts), expected, "{handoff} with {facts}");
    }
}

#[test]
fn while_seamless_only_watches_the_question_is_who_carries() {
    let watched = ORDERS.replace("within: 1m", "within: 1m, mode: observe");
    let flow = flow(&format!("  {watched}\n"), "");
    let judged = check(&flow, None).into_iter().filter(|it| JUDGED.contains(&it.finding.breakpoint.as_str()));
    for it in judged {
        let Verdict::Unknown { question, fact } = it.finding.verdict else { panic!("at risk") };
        assert!(
            question.starts_with("To IT: who carries orders while Seamless does not, and "),
            "{question}"
        );
        assert_eq!(fact.to_string(), "by of handoff orders");
    }
    assert_eq!(said(&[&watched], "").len(), 3);
    let paused = watched.replace("mode: observe", "mode: paused");
    assert_eq!(said(&[&paused], ""), Vec::<String>::new());
}

#[test]
fn cancellations_travel_by_covers_or_by_a_handoff_of_their_own() {
    let create = ORDERS.replace("[create, edit, cancel]", "[create, edit]");
    assert_eq!(said(&[&create], ""), ["!cancel-not-propagated@orders"]);
    let apart = "stops: { carry: cancellation, from: shop, to: oms, via: webhook, backstop: every 15m over 48h, within: 1m }";
    assert_eq!(said(&[&create, apart], ""), Vec::<String>::new());
    // One that is not told of in an outage is lost like an order.
    let loose = apart.replace(" backstop: every 15m over 48h,", "");
    assert!(said(&[&create, &loose], "").contains(&"!cancel-not-propagated@stops".to_owned()));
}

#[test]
fn every_shop_hears_of_its_parcels_and_the_books_of_its_refunds() {
    assert_eq!(said(&[ORDERS, PICKS], ""), ["!fulfilment-writeback-missing@wms"]);
    let paused = SHIPPED.replace("within: 30m", "within: 30m, mode: paused");
    assert_eq!(said(&[ORDERS, PICKS, &paused], ""), ["!fulfilment-writeback-missing@wms"]);
    let by_hand = SHIPPED.replace("via: poll 5m", "via: manual");
    assert_eq!(said(&[ORDERS, PICKS, &by_hand], ""), ["!fulfilment-writeback-missing@shipped"]);
    assert_eq!(said(&[BOOKED], ""), ["!refund-not-synced@erp"]);
    let refused = REFUNDED.replace("within: 1h", "within: 1h, by: acme");
    let facts = "refund.dedupe=true retry.looks_up_first=true refund.carried=false";
    assert_eq!(said(&[BOOKED, &refused], facts), ["!refund-not-synced@refunded"]);
}

#[test]
fn two_ways_for_one_document_make_two_of_it() {
    let second =
        ORDERS.replace("orders:", "again:").replace("within: 1m", "within: 1m, when: \"!order.test\"");
    assert_eq!(said(&[ORDERS, &second], ""), ["!webhook-duplicate-create@again"]);
    let polled = second.replace("via: webhook, backstop: every 15m over 48h", "via: poll 5m");
    assert_eq!(said(&[ORDERS, &polled], ""), ["!webhook-duplicate-create@again"]);
    let watched = second.replace("within: 1m", "within: 1m, mode: shadow");
    assert!(!said(&[ORDERS, &watched], "").contains(&"!webhook-duplicate-create@again".to_owned()));
    let first = ORDERS.replace("within: 1m", "within: 1m, when: order.test");
    assert_eq!(said(&[&first, &second], ""), Vec::<String>::new());
}

#[test]
fn an_allowed_finding_is_still_given() {
    let bare = ORDERS.replace(" backstop: every 15m over 48h,", "");
    let allow =
        "allow:\n  - { breakpoint: webhook-missed-order, at: orders, reason: later, until: 2027-03-01 }\n";
    let flow = flow(&format!("  {bare}\n{allow}"), "");
    let allowed = |day: jiff::civil::Date| {
        let mut found = check(&flow, Some(day));
        found.retain(|it| JUDGED.contains(&it.finding.breakpoint.as_str()));
        assert_eq!(found.len(), 1);
        found[0].allowed.clone()
    };
    assert_eq!(allowed(jiff::civil::date(2027, 3, 1)).as_deref(), Some("later"));
    assert_eq!(allowed(jiff::civil::date(2027, 3, 2)), None);
}

#[test]
fn what_a_described_api_cannot_do_is_seen() {
    let head = HEAD.replacen("profiles/oms.yaml", "profiles/bare.yaml", 1);
    let said = findings(&flow_of(&format!("{head}  {ORDERS}\n  {PICKS}\n  {SHIPPED}\n"), ""));
    assert_eq!(said, ["!cancel-not-propagated@orders", "!webhook-missed-order@picks"]);
}

#[test]
fn the_cost_follows_the_volume_and_what_is_lost() {
    let of = |volume: &str| {
        let head = HEAD.replace("volume: { orders_per_day: 1200, average_order: 84.00 }", volume);
        let handoffs = [ORDERS, BOOKED].map(|it| it.replace(", cancel]", "]")).join("\n  ");
        let flow = flow_of(&format!("{head}  {handoffs}\n"), "");
        let found = check(&flow, None).into_iter().map(|it| it.finding);
        let cancelled = found.filter(|it| it.breakpoint == *"cancel-not-propagated");
        cancelled.map(|it| it.severity).collect::<Vec<_>>()
    };
    // An order that ships is lost; one that stays in the books is work.
    assert_eq!(of(""), [Severity::High, Severity::Medium]);
    assert_eq!(of("volume: { orders_per_day: 1200 }"), [Severity::High, Severity::Medium]);
    assert_eq!(
        of("volume: { orders_per_day: 49, average_order: 84.00 }"),
        [Severity::Medium, Severity::Medium]
    );
    assert_eq!(
        of("volume: { orders_per_day: 49, average_order: 840.00 }"),
        [Severity::High, Severity::Medium]
    );
    assert_eq!(of("volume: { orders_per_day: 4 }"), [Severity::Low, Severity::Low]);
}
