// Maps that the pictures are held against, beside the example: what a brand with more than one of everything writes.

/** Two warehouses that part the requests between them, and stock from both. */
export const TWO_WAREHOUSES = `flow: two
title: 'Two warehouses: "East" & West'
timezone: America/New_York
currency: USD
teams: { it: { title: IT }, ops: { title: Operations }, care: { title: Customer service } }
systems:
  shop: { kind: shopify, role: storefront, team: care, shop: two.myshopify.com, secret: "\${S}", token: "\${T}" }
  oms: { kind: netsuite, role: oms, team: it, title: "OMS #1 [main]" }
  east: { kind: shiphero, role: wms, team: ops, title: East }
  west: { kind: shiphero, role: wms, team: ops, title: "1. West" }
  books: { kind: xero, role: accounting, team: it, title: Xero }
handoffs:
  orders: { carry: order, from: shop, to: oms, via: webhook, backstop: every 15m over 48h, within: 1m, covers: [create, edit, cancel], key: { shop: name, oms: external_id } }
  pick-east: { carry: fulfillment_request, from: oms, to: east, via: api, within: 5m, when: 'order.ship_to.country in ["US", "CA"]', key: { oms: id, east: ref } }
  pick-west: { carry: fulfillment_request, from: oms, to: west, via: api, within: 5m, when: '!(order.ship_to.country in ["US", "CA"])', key: { oms: id, west: ref } }
  ship-east: { carry: shipment, from: east, to: oms, via: webhook, within: 30m, key: { east: id, oms: ship_ref } }
  ship-west: { carry: shipment, from: west, to: oms, via: webhook, within: 30m, key: { west: id, oms: ship_ref } }
  shown: { carry: shipment, from: oms, to: shop, via: api, within: 10m, key: { oms: ship_ref, shop: id } }
  stock-east: { carry: inventory, from: east, to: shop, via: poll 5m, within: 10m }
  stock-west: { carry: inventory, from: west, to: shop, via: poll 5m, within: 10m }
  refunds: { carry: refund, from: shop, to: books, via: webhook, within: 1h, key: { shop: id, books: reference } }
`;

/** An own shop and a marketplace, a warehouse and a third party abroad, conditions that overlap, and returns by hand. */
export const MARKETPLACE = `flow: market
title: Own shop and marketplace
timezone: Europe/Berlin
currency: EUR
teams: { it: { title: IT }, ops: { title: Operations } }
systems:
  shop: { kind: shopify, role: storefront, team: it, shop: own.myshopify.com, secret: "\${S}", token: "\${T}" }
  amazon: { kind: amazon, role: marketplace, team: ops, title: Amazon }
  erp: { kind: odoo, role: erp, team: it, title: Odoo }
  own: { kind: shiphero, role: wms, team: ops, title: Own warehouse }
  abroad: { kind: x12, role: 3pl, team: ops, title: 3PL abroad }
carriers: { celigo: { title: Celigo, team: it } }
handoffs:
  web-orders: { carry: order, from: shop, to: erp, via: webhook, within: 1m, covers: [create, edit, cancel], key: { shop: name, erp: external_id } }
  market-orders: { carry: order, from: amazon, to: erp, via: poll 5m, within: 15m, by: celigo, key: { amazon: amazon_order_id, erp: external_id } }
  own-picks: { carry: fulfillment_request, from: erp, to: own, via: api, within: 5m, when: '!order.test', key: { erp: id, own: ref } }
  abroad-picks: { carry: fulfillment_request, from: erp, to: abroad, via: file 1h, within: 2h, when: 'order.ship_to.country != "DE"', key: { erp: id, abroad: po } }
  own-shipped: { carry: shipment, from: own, to: erp, via: webhook, within: 30m, key: { own: id, erp: ship_ref } }
  abroad-shipped: { carry: shipment, from: abroad, to: erp, via: file 1h, within: 2h, key: { abroad: id, erp: ship_ref } }
  confirm: { carry: shipment, from: erp, to: amazon, via: api, within: 1h, by: celigo, key: { erp: ship_ref, amazon: id } }
  shown: { carry: shipment, from: erp, to: shop, via: api, within: 1h, key: { erp: ship_ref, shop: id } }
  returns: { carry: return, from: own, to: erp, via: manual, within: 1d }
  refunds: { carry: refund, from: erp, to: shop, via: api, within: 1d, key: { erp: id, shop: id } }
  payouts: { carry: payout, from: amazon, to: erp, via: file 24h, within: 2d }
`;

/** One system, nothing handed on, and a title that every format could stumble over. */
export const ODD = `flow: odd
title: 'One <b>shop</b> & "nothing" else; [x] #1 %%{init}%% style:"a" 日本語'
timezone: UTC
currency: USD
teams: { it: { title: IT } }
systems:
  end: { title: '1. "end" [x] {y} #2; | style:"#a" %%{init: {}}%% \`z\` <i>日本語</i>', kind: shopify, role: storefront, team: it, shop: odd.myshopify.com, secret: "\${S}", token: "\${T}" }
handoffs: {}
`;
