//! The example map of the design, with the files that it names.

use std::collections::BTreeMap;

use seamless_flow::{Flow, Loaded, load, render};

/// The map.
pub const MAP: &str = r##"flow: northwind
title: Northwind Outdoor
timezone: America/New_York
currency: USD
volume: { orders_per_day: 1200, peak_orders_per_minute: 90, lines_per_order: 2.3, average_order: 84.00 }

teams:
  operations: { title: Operations & fulfillment, reach: "slack:#fulfillment" }
  service:    { title: Customer service,         reach: "mailto:care@northwind.example" }
  it:         { title: IT,                       reach: "slack:#integrations" }

systems:
  shop:      { kind: shopify, role: storefront, team: service, shop: northwind.myshopify.com, plan: plus, secret: "${SHOPIFY_SECRET}", token: "${SHOPIFY_TOKEN}" }
  oms:       { kind: http, role: oms, team: it, profile: profiles/oms.yaml, url: "https://oms.northwind.example/api" }
  erp:       { kind: http, role: erp, team: it, profile: profiles/erp.yaml, url: "https://erp.northwind.example/api" }
  warehouse: { kind: http, role: wms, team: operations, profile: profiles/wms.yaml, url: "https://wms.northwind.example/api" }

carriers:
  acme: { title: Acme Connect, team: it, profile: profiles/acme.yaml }    # a vendor's integration: watched, not carried

authority: { inventory: warehouse, refund: shop }                         # who may write what

handoffs:
  orders:   { carry: order, from: shop, to: oms, via: webhook, backstop: every 15m over 48h, within: 1m, covers: [create, edit, cancel, hold, release], key: { shop: name, oms: external_id } }
  booking:  { carry: order, from: oms, to: erp, via: poll 5m, within: 15m, by: acme, key: { oms: external_id, erp: reference } }
  picks:    { carry: fulfillment_request, from: oms, to: warehouse, when: 'order.ship_to.country in ["US", "CA"]', within: 5m, map: mappings/pick.yaml }
  shipped:  { carry: shipment, from: warehouse, to: shop, via: webhook, within: 30m, covers: [create, partial, tracking, void] }
  stock:    { carry: inventory, from: warehouse, to: shop, via: poll 5m, buffer: 3, within: 5m }
  refunded: { carry: refund, from: shop, to: erp, via: webhook, within: 1h, owner: it }

allow:
  - { breakpoint: oversell-sync-lag, at: stock, reason: "Made to order until March", until: 2027-03-01 }
"##;

const OMS: &str = "
profile: oms
title: Northwind OMS
as_of: 2026-10-01
facts:
  order.idempotent_create: { value: true, source: vendor's manual }
";

const WMS: &str = r#"
profile: wms
title: Northwind WMS
as_of: 2026-10-01
facts:
  shipment.delivery: { value: at_least_once, source: "vendor's manual, page 12" }
  rate.points_per_second: { value: { small: 10, large: 2.5 }, source: contract }
  order.events: { value: [create, cancel], source: contract }
api:
  auth: { header: X-Api-Key }
  webhooks: { signature: { header: X-Signature, prefix: "sha256=", encoding: hex }, event: X-Event, delivery: X-Delivery, document: data,
              events: { shipments.created: shipment, shipments.updated: shipment, pick_orders.updated: fulfillment_request } }
  documents:
    shipment:
      list:   GET /shipments?updated_since={since}&after={cursor}&limit={limit}
      items:  items
      next:   next
      read:   GET /shipments/{id}
      find:   GET /shipments?tracking={key}
      create: POST /shipments
      update: PUT /shipments/{id}
      cancel: POST /shipments/{id}/cancel
      idempotency: Idempotency-Key
"#;

const ERP: &str = "profile: erp\n";
const ACME: &str = "profile: acme\nfacts: { on_unknown: { value: drop, source: seen } }\n";
const PICK: &str = "reference: fulfillment_request.location\n";

/// The map's files in memory.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let files = [
        ("flow.yaml", MAP),
        ("profiles/oms.yaml", OMS),
        ("profiles/erp.yaml", ERP),
        ("profiles/wms.yaml", WMS),
        ("profiles/acme.yaml", ACME),
        ("mappings/pick.yaml", PICK),
    ];
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

/// Reads the map from files in memory.
pub fn read(files: &BTreeMap<String, Vec<u8>>) -> Loaded<Flow> {
    load("flow.yaml", &mut |path| files.get(path).cloned().ok_or_else(|| "there is no such file".to_owned()))
}

/// Reads the map with one of its lines, or one of its files' lines, written otherwise.
pub fn changed(file: &str, from: &str, to: &str) -> Loaded<Flow> {
    let mut all = files();
    let text = String::from_utf8(all[file].clone()).expect("text");
    assert!(text.contains(from), "{file} has no {from:?}");
    all.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    read(&all)
}

/// What is shown of the problems.
pub fn shown<T>(loaded: &Loaded<T>) -> String {
    render(&loaded.problems, &loaded.sources, false)
}
