//! A vendor's JSON API, as its profile describes it, and the map that it stands in.

use std::sync::Arc;

use seamless_connect::{Connector, Credentials};
use seamless_flow::{Flow, Handoff, load, render};

pub const MAP: &str = r##"
flow: test
title: Test
timezone: UTC
currency: USD
teams:
  it: { title: IT }
systems:
  shop: { kind: shopify, role: storefront, team: it, shop: northwind.myshopify.com }
  oms:  { kind: http, role: oms, team: it, profile: oms.yaml, url: "https://oms.example/api/" }
handoffs:
  orders:
    { carry: order, from: shop, to: oms, via: webhook, within: 1m, covers: [create, edit, cancel], key: { shop: name, oms: external_id } }
  credits:
    { carry: refund, from: shop, to: oms, via: webhook, within: 1m, key: { shop: id, oms: reference }, map: credit.yaml }
"##;

const OMS: &str = r#"
profile: oms
title: OMS
as_of: 2026-10-01
api:
  auth: bearer
  webhooks:
    signature: { header: X-Signature, prefix: "sha256=", encoding: hex }
    event: X-Event
    delivery: X-Delivery
    document: data.order
    events: { orders.created: order, orders.updated: order, stock.changed: inventory }
  documents:
    order:
      list:   GET /orders?updated_since={since}&after={cursor}&limit={limit}
      items:  page.items
      next:   page.next
      read:   GET /orders/{id}
      find:   GET /orders?external_id={key}
      create: POST /orders
      update: PUT /orders/{id}
      cancel: POST /orders/{id}/cancel
      idempotency: Idempotency-Key
      reads:   read.yaml
      writes:  write.yaml
      cancels: cancel.yaml
    refund:
      create: POST /credits
      reads:  credit-read.yaml
"#;

const READ: &str = r#"
id: text(body.id)
keys: { external_id: body.external_id }
revision: { at: body.updated_at, rank: 'lookup(body.status, {"open": 0, "cancelled": 9})' }
document:
  number: body.external_id
  currency: body.currency
  cancelled?: 'body.status == "cancelled" ? {"at": body.updated_at, "reason": null} : null'
  lines:
    each: body.lines
    as: line
    build: { id: text(line.line), sku?: line.sku, quantity: line.quantity, ordered: line.quantity, unit_price?: line.price }
"#;

const WRITE: &str = r#"
external_id: keys.name
known_as?: get(target_keys, "id")
event: event
currency: order.currency
lines:
  each: order.lines
  as: line
  build: { sku?: line.sku, quantity: line.quantity }
"#;

const CANCEL: &str = "reason?: order.cancelled.reason\n";

const CREDIT: &str = r#"
reference: keys.id
order: order.number
amount: amount(refund.amount.shop)
"#;

const CREDIT_READ: &str = r#"
id: body.number
keys: { reference: body.reference }
document: { amount: 'pair(money(body.amount, "USD"))' }
"#;

/// The map, with parts of its files written otherwise: (file, from, to).
pub fn flow(changes: &[(&str, &str, &str)]) -> Arc<Flow> {
    let files = [
        ("flow.yaml", MAP),
        ("oms.yaml", OMS),
        ("read.yaml", READ),
        ("write.yaml", WRITE),
        ("cancel.yaml", CANCEL),
        ("credit.yaml", CREDIT),
        ("credit-read.yaml", CREDIT_READ),
    ];
    let loaded = load("flow.yaml", &mut |path| {
        let (_, text) = files.iter().find(|(name, _)| *name == path).ok_or("there is no such file")?;
        let mut text = (*text).to_owned();
        for (_, from, to) in changes.iter().filter(|(file, ..)| *file == path) {
            assert!(text.contains(from), "{path} has no {from:?}");
            text = text.replace(from, to);
        }
        Ok(text.into_bytes())
    });
    let shown = render(&loaded.problems, &loaded.sources, false);
    Arc::new(loaded.value.unwrap_or_else(|| panic!("{shown}")))
}

pub fn credentials() -> Credentials {
    Credentials {
        secrets: vec!["new secret".into(), "old secret".into()],
        token: Some("token".into()),
        client_id: Some("client".into()),
        client_secret: Some("hush".into()),
    }
}

/// The connector to the vendor.
pub fn oms(changes: &[(&str, &str, &str)]) -> Connector {
    let flow = flow(changes);
    Connector::new(&flow, flow.system(&"oms".into()), credentials()).expect("a connector")
}

pub fn handoff(id: &str) -> Handoff {
    flow(&[]).handoffs[id].clone()
}
