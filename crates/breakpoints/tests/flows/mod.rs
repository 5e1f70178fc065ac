//! Small maps for the checks of transport and stock: data in, one line for each finding out.

use jiff::civil::{Date, date};
use seamless_breakpoints::{Verdict, check};
use seamless_flow::{Flow, load, render};

/// The day on which the maps are checked.
pub const TODAY: Date = date(2026, 11, 23);

/// What every map begins with.
const HEAD: &str = r#"
flow: small
title: Small
timezone: UTC
currency: USD
volume: { orders_per_day: 1200, peak_orders_per_minute: 90, average_order: 84.00 }
trade: { TRADE }
teams: { it: { title: IT, reach: "slack:#it" } }
systems:
  shop: { kind: shopify, role: storefront, team: it, shop: small.myshopify.com, plan: plus, secret: "${S}", token: "${T}", facts: { SHOP } }
  oms: { kind: http, role: oms, team: it, url: "https://oms.example", token: "${T}", facts: { OMS } }
  erp: { kind: http, role: erp, team: it, url: "https://erp.example", token: "${T}", facts: { ERP } }
  wms: { kind: http, role: wms, team: it, url: "https://wms.example", token: "${T}", facts: { WMS } }
  store: { kind: http, role: storefront, team: it, url: "https://store.example" }
carriers:
  acme: { title: Acme, team: it, facts: { ACME } }
authority: { AUTHORITY }
handoffs:
"#;

/// A map of these handoffs. A line that begins with a word in capitals fills that place of the head: facts as
/// `name=value`, trade and authority as they stand in a map.
pub fn flow(lines: &[&str]) -> Flow {
    let mut map = HEAD.to_owned();
    for place in ["TRADE", "SHOP", "OMS", "ERP", "WMS", "ACME", "AUTHORITY"] {
        let said = lines.iter().find_map(|it| it.strip_prefix(place)?.strip_prefix(' ')).unwrap_or_default();
        let facts = said.split_whitespace().map(|it| it.split_once('=').expect("name=value"));
        let filled = match place {
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

/// What is said of one breakpoint: `orders: at risk` or `orders: asks for version_guard`.
pub fn said(id: &str, lines: &[&str]) -> Vec<String> {
    on_day(id, lines, Some(TODAY))
}

/// The same, on a day.
pub fn on_day(id: &str, lines: &[&str], today: Option<Date>) -> Vec<String> {
    let all = check(&flow(lines), today).into_iter().map(|it| it.finding);
    all.filter(|it| it.breakpoint.as_str() == id)
        .map(|it| match &it.verdict {
            Verdict::AtRisk { .. } => format!("{}: at risk", it.spot.name()),
            Verdict::Unknown { fact, .. } => format!("{}: asks for {}", it.spot.name(), fact.name),
        })
        .collect()
}

/// Nothing is said.
pub const NOTHING: [&str; 0] = [];
