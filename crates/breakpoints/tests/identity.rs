//! Where on small maps an identifier is lost: data in, findings of `line-identity-lost` out.

use seamless_breakpoints::identity::{Fate, Trace};
use seamless_breakpoints::{Verdict, check};
use seamless_flow::{Flow, load, render};

const HEAD: &str = r#"
flow: small
title: Small
timezone: UTC
currency: USD
teams: { it: { title: IT } }
systems:
  shop: { kind: shopify, role: storefront, team: it, shop: small.myshopify.com, secret: "${S}", token: "${T}" }
  oms: { kind: http, role: oms, team: it, url: "https://oms.example", token: "${T}" }
  erp: { kind: http, role: erp, team: it, url: "https://erp.example", token: "${T}" }
  wms: { kind: http, role: wms, team: it, profile: profiles/wms.yaml, url: "https://wms.example", token: "${T}" }
carriers:
  acme: { title: Acme, team: it, facts: { FACTS } }
handoffs:
"#;

const WMS: &str = r#"
profile: wms
api:
  auth: bearer
  documents:
    fulfillment_request: { create: "POST /picks", reads: mappings/pick.yaml }
    shipment: { list: "GET /shipments", reads: mappings/parcel.yaml }
"#;

const PICK: &str = "
id: body.id
keys: { request_ref: body.request_ref }
document: body.document
";

const PARCEL: &str = r#"
id: body.id
keys: { tracking: body.tracking }
parents: [{ kind: '"fulfillment_request"', field: '"request_ref"', value: body.request }]
document: body.document
"#;

fn flow(handoffs: &[&str], parcel: &str, facts: &str) -> Flow {
    let handoffs: String = handoffs.iter().map(|it| format!("  {it}\n")).collect();
    let map = format!("{}{handoffs}", HEAD.replace("FACTS", facts));
    let loaded = load("flow.yaml", &mut |path| match path {
        "flow.yaml" => Ok(map.as_bytes().to_vec()),
        "profiles/wms.yaml" => Ok(WMS.as_bytes().to_vec()),
        path if path.ends_with("pick.yaml") => Ok(PICK.as_bytes().to_vec()),
        path if path.ends_with("parcel.yaml") => Ok(parcel.as_bytes().to_vec()),
        other => Err(format!("no {other}")),
    });
    loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)))
}

/// What is found: `!` where it is at risk, `?` where it is asked, with the place and what is missing.
fn said_of(flow: &Flow) -> Vec<String> {
    let ours = |it: &seamless_breakpoints::Checked| it.finding.breakpoint.as_str() == "line-identity-lost";
    check(flow, None)
        .into_iter()
        .filter(ours)
        .map(|it| match it.finding.verdict {
            Verdict::AtRisk { .. } => format!("!{}", it.finding.spot.name()),
            Verdict::Unknown { fact, .. } => format!("?{}", fact),
        })
        .collect()
}

fn said(handoffs: &[&str]) -> Vec<String> {
    said_of(&flow(handoffs, PARCEL, ""))
}

const ORDERS: &str = "orders: { carry: order, from: shop, to: oms, via: webhook, within: 1m, key: { shop: name, oms: external_id } }";
const PICKS: &str = "picks: { carry: fulfillment_request, from: oms, to: wms, via: poll 5m, within: 5m, key: { oms: id, wms: request_ref } }";
const SHIPPED: &str = "shipped: { carry: shipment, from: wms, to: shop, via: poll 5m, within: 30m, key: { wms: tracking, shop: tracking } }";

#[test]
fn a_map_that_follows_every_order_out_and_back_is_silent() {
    assert_eq!(said(&[ORDERS, PICKS, SHIPPED]), Vec::<String>::new());
}

#[test]
fn a_key_that_is_missing_or_half_is_at_risk_for_orders_and_asked_where_another_carries_something_else() {
    let bare = ORDERS.replace(", key: { shop: name, oms: external_id }", "");
    assert_eq!(said(&[&bare]), ["!orders"]);
    assert_eq!(said(&[&ORDERS.replace(", oms: external_id", "")]), ["!orders"]);
    assert_eq!(said(&[&bare.replace("within", "by: acme, within")]), ["!orders"]);
    let refunded = "refunded: { carry: refund, from: shop, to: oms, via: webhook, within: 1h, by: acme }";
    assert_eq!(said(&[refunded]), ["?key of handoff refunded"]);
    assert_eq!(said(&[&bare.replace("within", "mode: paused, within")]), Vec::<String>::new());
}

#[test]
fn a_key_that_nothing_reads_is_at_risk() {
    for (from, to, lost) in [
        ("shop: name", "shop: nmae", true),
        ("shop: name", "shop: id", false),
        ("oms: external_id", "oms: anything", false),
    ] {
        let expected = if lost { vec!["!orders".to_owned()] } else { Vec::new() };
        assert_eq!(said(&[&ORDERS.replace(from, to)]), expected, "{to}");
    }
    assert_eq!(said(&[&PICKS.replace("wms: request_ref", "wms: reference")]), ["!picks"]);
    assert_eq!(said(&[&PICKS.replace("wms: request_ref", "wms: id")]), Vec::<String>::new());
}

#[test]
fn a_parcel_must_name_its_order() {
    let (orphan, _) = PARCEL.split_once("parents").expect("it has parents");
    let orphan = format!("{orphan}document: body.document\n");
    assert_eq!(said_of(&flow(&[SHIPPED], &orphan, "")), ["!shipped"]);
    let stray = PARCEL.replace("\"request_ref\"", "\"order_ref\"");
    assert_eq!(said_of(&flow(&[SHIPPED], &stray, "")), ["!shipped"]);
}

#[test]
fn who_comes_back_is_asked_once_for_each_system_and_a_carrier_may_answer() {
    let told = "told: { carry: shipment, from: oms, to: shop, via: poll 5m, within: 30m, by: acme, key: { oms: id, shop: tracking } }";
    let again = told.replace("told:", "again:").replace("to: shop", "to: erp").replace("shop:", "erp:");
    assert_eq!(said(&[told, &again]), ["?shipment.order_ref in the profile of oms"]);
    let facts = r#"shipment.order_ref: { value: true, reason: "their manual" }"#;
    assert_eq!(said_of(&flow(&[told], PARCEL, facts)), Vec::<String>::new());
    let refunded = "refunded: { carry: refund, from: shop, to: erp, via: webhook, within: 1h, key: { shop: id, erp: reference } }";
    assert_eq!(said(&[refunded]), ["?refund.order_ref in the profile of erp"]);
}

#[test]
fn a_trace_tells_what_an_order_was_called_on_its_way() {
    let flow = flow(&[ORDERS, PICKS, SHIPPED], PARCEL, "");
    let trace = Trace::of(&flow);
    assert!(trace.hops.iter().all(|it| it.fate == Fate::Carried), "{:?}", trace.hops);
    assert_eq!(trace.names(&"wms".into()), "`name` in shop, `external_id` in oms, `request_ref` in wms");
    assert_eq!(trace.names(&"shop".into()), "");
}
