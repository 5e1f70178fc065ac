//! Small maps for the checks of changes and of money: data in, one line for each finding out.

use jiff::civil::date;
use seamless_breakpoints::{Finding, Verdict, check};
use seamless_flow::{Flow, load, render};

const HEAD: &str = r#"
flow: small
title: Small
timezone: America/New_York
currency: USD
volume: { orders_per_day: 1200, average_order: 84.00 }
trade: { TRADE }
teams: { it: { title: IT } }
systems:
  shop: { kind: shopify, role: storefront, team: it, shop: small.myshopify.com, secret: "${S}", token: "${T}", facts: { SHOP } }
  market: { kind: http, role: marketplace, team: it, url: "https://market.example", token: "${T}", facts: { MARKET } }
  oms: { kind: http, role: oms, team: it, url: "https://oms.example", token: "${T}", facts: { OMS } }
  erp: { kind: http, role: erp, team: it, url: "https://erp.example", token: "${T}", facts: { ERP } }
  wms: { kind: http, role: wms, team: it, url: "https://wms.example", token: "${T}", facts: { WMS } }
  far: { kind: http, role: 3pl, team: it, url: "https://far.example", token: "${T}", facts: { FAR } }
  desk: { kind: http, role: helpdesk, team: it, url: "https://desk.example", token: "${T}" }
carriers:
  acme: { title: Acme, team: it, facts: { ACME } }
authority: { AUTHORITY }
handoffs:
"#;

const PLACES: &[&str] = &["TRADE", "SHOP", "MARKET", "OMS", "ERP", "WMS", "FAR", "ACME", "AUTHORITY"];

/// A map of these handoffs. A line that begins with a word in capitals fills that place of the head: facts as
/// `name=value`, trade and authority as they stand in a map.
fn flow(lines: &[&str]) -> Flow {
    let mut map = HEAD.to_owned();
    for place in PLACES {
        let said = lines.iter().find_map(|it| it.strip_prefix(place)?.strip_prefix(' ')).unwrap_or_default();
        let facts = said.split_whitespace().filter_map(|it| it.split_once('='));
        let filled = match *place {
            "TRADE" | "AUTHORITY" => said.to_owned(),
            _ => facts.map(fact).collect::<Vec<_>>().join(", "),
        };
        map = map.replacen(place, &filled, 1);
    }
    for handoff in lines.iter().filter(|it| !it.starts_with(|letter: char| letter.is_ascii_uppercase())) {
        map += &format!("  {handoff}\n");
    }
    let loaded = load("flow.yaml", &mut |path| match path {
        "flow.yaml" => Ok(map.clone().into_bytes()),
        other => Err(format!("no {other}")),
    });
    loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)))
}

fn fact((name, value): (&str, &str)) -> String {
    format!("{name}: {{ value: {value}, reason: test }}")
}

/// The findings of one breakpoint.
pub fn found(id: &str, lines: &[&str]) -> Vec<Finding> {
    let all = check(&flow(lines), Some(date(2026, 11, 23))).into_iter().map(|it| it.finding);
    all.filter(|it| it.breakpoint.as_str() == id).collect()
}

/// What is said of one breakpoint: `orders: at risk` or `orders: asks for version_guard`.
pub fn said(id: &str, lines: &[&str]) -> Vec<String> {
    let line = |it: Finding| match &it.verdict {
        Verdict::AtRisk { .. } => format!("{}: at risk", it.spot.name()),
        Verdict::Unknown { fact, .. } => format!("{}: asks for {}", it.spot.name(), fact.name),
    };
    found(id, lines).into_iter().map(line).collect()
}

/// No finding.
pub const NOTHING: [&str; 0] = [];

/// Orders of the shop, to the OMS.
pub const ORDERS: &str = "orders: { carry: order, from: shop, to: oms, via: webhook, backstop: every 15m over 48h, within: 1m, covers: [create, edit, cancel, hold, release] }";
/// What the OMS asks the warehouse to ship.
pub const PICKS: &str = "picks: { carry: fulfillment_request, from: oms, to: wms, via: webhook, backstop: every 15m over 48h, within: 5m, covers: [create, edit, cancel] }";
/// Orders of the shop, into the books.
pub const BOOKED: &str = "booked: { carry: order, from: shop, to: erp, via: webhook, backstop: every 15m over 48h, within: 5m, covers: [create, edit, cancel] }";
/// The same handoff with more in it.
pub fn with(handoff: &str, more: &str) -> String {
    handoff.replace("within:", &format!("{more}, within:"))
}

/// The same handoff, by the carrier.
pub fn by_acme(handoff: &str) -> String {
    with(handoff, "by: acme")
}
