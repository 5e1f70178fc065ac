//! Names that a map does not give, and handoffs that do not fit each other.

use crate::northwind::{changed, shown};

/// What is shown of the example map when a part of it is written otherwise.
fn with(from: &str, to: &str) -> String {
    shown(&changed("flow.yaml", from, to))
}

#[test]
fn unknown_systems_teams_and_carriers() {
    insta::assert_snapshot!(with("from: oms, to: warehouse", "from: oms, to: wharehouse"), @r#"
    error: `to` of handoff `picks` names no system of this map
      --> flow.yaml:26:58
       |
    26 |   picks:    { carry: fulfillment_request, from: oms, to: wharehouse, when: 'order.ship_to.country in ["US", "CA"]', within: 5m, map:...
       |                                                          ^^^^^^^^^^ no such system
       |
       = help: did you mean `warehouse`?
    "#);
    insta::assert_snapshot!(with("owner: it", "owner: finance"), @r#"
    error: `owner` of handoff `refunded` names no team of this map
      --> flow.yaml:29:84
       |
    29 |   refunded: { carry: refund, from: shop, to: erp, via: webhook, within: 1h, owner: finance }
       |                                                                                    ^^^^^^^ no such team
       |
       = help: the teams of this map are `operations`, `service`, `it`
    "#);
    insta::assert_snapshot!(with("by: acme", "by: acne"), @r#"
    error: `by` of handoff `booking` names no carrier of this map
      --> flow.yaml:25:80
       |
    25 |   booking:  { carry: order, from: oms, to: erp, via: poll 5m, within: 15m, by: acne, key: { oms: external_id, erp: reference } }
       |                                                                                ^^^^ no such carrier
       |
       = help: did you mean `acme`?
    "#);
    insta::assert_snapshot!(with("role: oms, team: it", "role: oms, team: itt"), @r#"
    error: `team` of system `oms` names no team of this map
      --> flow.yaml:14:45
       |
    14 |   oms:       { kind: http, role: oms, team: itt, profile: profiles/oms.yaml, url: "https://oms.northwind.example/api" }
       |                                             ^^^ no such team
       |
       = help: the teams of this map are `operations`, `service`, `it`
    "#);
    insta::assert_snapshot!(with("refund: shop", "refund: shopp"), @r#"
    error: the authority over `refund` names no system of this map
      --> flow.yaml:21:44
       |
    21 | authority: { inventory: warehouse, refund: shopp }                         # who may write what
       |                                            ^^^^^ no such system
       |
       = help: did you mean `shop`?
    "#);
}

#[test]
fn unknown_words_of_the_house() {
    insta::assert_snapshot!(with("carry: shipment", "carry: shipmet"), @r#"
    error: `carry` of handoff `shipped` cannot be `shipmet`
      --> flow.yaml:27:22
       |
    27 |   shipped:  { carry: shipmet, from: warehouse, to: shop, via: webhook, within: 30m, covers: [create, partial, tracking, void] }
       |                      ^^^^^^^ not a word for this
       |
       = help: did you mean `shipment`?
    "#);
    insta::assert_snapshot!(with("role: wms", "role: warehouse"), @r#"
    error: `role` of system `warehouse` cannot be `warehouse`
      --> flow.yaml:16:34
       |
    16 |   warehouse: { kind: http, role: warehouse, team: operations, profile: profiles/wms.yaml, url: "https://wms.northwind.example/api" }
       |                                  ^^^^^^^^^ not a word for this
       |
       = help: it can be `storefront`, `marketplace`, `oms`, `erp`, `wms`, `3pl`, `dropship`, `supplier`, `payments`, `accounting`, `helpdesk`
    "#);
    insta::assert_snapshot!(with("[create, partial,", "[create, created,"), @r#"
    error: `covers` of handoff `shipped` cannot be `created`
      --> flow.yaml:27:103
       |
    27 |   shipped:  { carry: shipment, from: warehouse, to: shop, via: webhook, within: 30m, covers: [create, created, tracking, void] }
       |                                                                                                       ^^^^^^^ not a word for this
       |
       = help: did you mean `create`?
    "#);
    insta::assert_snapshot!(with("authority: { inventory:", "authority: { inventry:"), @r#"
    error: `authority` of the map cannot be `inventry`
      --> flow.yaml:21:14
       |
    21 | authority: { inventry: warehouse, refund: shop }                         # who may write what
       |              ^^^^^^^^ not a word for this
       |
       = help: did you mean `inventory`?
    "#);
    insta::assert_snapshot!(with("oversell-sync-lag", "oversell-sync-lags"), @r#"
    error: `breakpoint` of this entry of `allow` cannot be `oversell-sync-lags`
      --> flow.yaml:32:19
       |
    32 |   - { breakpoint: oversell-sync-lags, at: stock, reason: "Made to order until March", until: 2027-03-01 }
       |                   ^^^^^^^^^^^^^^^^^^ not a word for this
       |
       = help: did you mean `oversell-sync-lag`?
    "#);
    insta::assert_snapshot!(with("oversell-sync-lag", "rain"), @r#"
    error: `breakpoint` of this entry of `allow` cannot be `rain`
      --> flow.yaml:32:19
       |
    32 |   - { breakpoint: rain, at: stock, reason: "Made to order until March", until: 2027-03-01 }
       |                   ^^^^ not a word for this
       |
       = help: it can be `address-rejected-or-truncated`, `api-version-sunset`, `authorization-expired-before-ship`, and 67 more
    "#);
}

#[test]
fn a_place_where_a_finding_is_allowed_must_exist() {
    insta::assert_snapshot!(with("at: stock", "at: stok"), @r#"
    error: `at` of this entry of `allow` names no handoff or system of this map
      --> flow.yaml:32:42
       |
    32 |   - { breakpoint: oversell-sync-lag, at: stok, reason: "Made to order until March", until: 2027-03-01 }
       |                                          ^^^^ no such handoff or system
       |
       = help: did you mean `stock`?
    "#);
}

#[test]
fn a_kind_that_is_nearly_known_is_odd() {
    insta::assert_snapshot!(with("kind: shopify", "kind: shopfy"), @r#"
    warning: `shopfy` is not a kind of system that is known
      --> flow.yaml:13:22
       |
    13 |   shop:      { kind: shopfy, role: storefront, team: service, shop: northwind.myshopify.com, plan: plus, secret: "${SHOPIFY_SECRET}"...
       |                      ^^^^^^ not known
       |
       = help: did you mean `shopify`?
    "#);
}

#[test]
fn a_kind_that_is_not_built_is_not_a_mistake() {
    insta::assert_snapshot!(with("kind: http, role: erp", "kind: netsuite, role: erp"), @"");
    insta::assert_snapshot!(with("kind: http, role: erp", "kind: homegrown, role: erp"), @"");
}

#[test]
fn a_key_names_the_two_ends() {
    insta::assert_snapshot!(with("key: { shop: name, oms: external_id }", "key: { shop: name, erp: external_id }"), @r#"
    error: `key` of handoff `orders` names `erp`, which is at neither end
      --> flow.yaml:24:172
       |
    24 | ... edit, cancel, hold, release], key: { shop: name, erp: external_id } }
       |                                                      ^^^ neither source nor target
       |
       = help: name the field by which `shop` and `oms` know the document
    "#);
    insta::assert_snapshot!(with("key: { shop: name, oms: external_id }", "key: { shop: name }"), @r#"
    warning: `key` of handoff `orders` does not say how `oms` knows the document
      --> flow.yaml:24:153
       |
    24 | ...: 1m, covers: [create, edit, cancel, hold, release], key: { shop: name } }
       |                                                         ^^^ one half of a pair
       |
       = help: add `oms: <field>`; equal values in both systems mean the same document
    "#);
    insta::assert_snapshot!(with("key: { shop: name, oms: external_id }", "key: { shop: [name], oms: external_id }"), @r#"
    error: `key` of handoff `orders` wants the name of a field, not a list
      --> flow.yaml:24:166
       |
    24 | ...e, edit, cancel, hold, release], key: { shop: [name], oms: external_id } }
       |                                                  ^^^^^^ a field's name is wanted here
       |
       = help: write for example `external_id`
    "#);
}

#[test]
fn names_are_one_word() {
    insta::assert_snapshot!(with("acme: { title", "acme gmbh: { title"), @r#"
    error: `acme gmbh` cannot be a name
      --> flow.yaml:19:3
       |
    19 |   acme gmbh: { title: Acme Connect, team: it, profile: profiles/acme.yaml }    # a vendor's integration: watched, not carried
       |   ^^^^^^^^^ not a name
       |
       = help: use at most 64 letters, digits, `-` and `_`, and say the rest in `title`

    error: `by` of handoff `booking` names no carrier of this map
      --> flow.yaml:25:80
       |
    25 |   booking:  { carry: order, from: oms, to: erp, via: poll 5m, within: 15m, by: acme, key: { oms: external_id, erp: reference } }
       |                                                                                ^^^^ no such carrier
       |
       = help: the carriers of this map are `acme gmbh`, `seamless`
    "#);
    insta::assert_snapshot!(with("acme: { title: Acme Connect, team: it, profile: profiles/acme.yaml }", "acme: {}\n  seamless: {}"), @r#"
    error: `seamless` is the house itself, not a carrier of yours
      --> flow.yaml:20:3
       |
    20 |   seamless: {}    # a vendor's integration: watched, not carried
       |   ^^^^^^^^ taken
       |
       = help: take it away: Seamless carries every handoff that has no `by`
    "#);
    insta::assert_snapshot!(with("acme: { title: Acme Connect, team: it, profile: profiles/acme.yaml }", "acme: { kind: seamless, team: it }"), @r#"
    error: `seamless` is no kind of carrier: it is the house itself
      --> flow.yaml:19:17
       |
    19 |   acme: { kind: seamless, team: it }    # a vendor's integration: watched, not carried
       |                 ^^^^^^^^ taken
       |
       = help: take the carrier away, and `by` where it is named: Seamless carries every handoff that has no `by`
    "#);
}

#[test]
fn a_document_that_comes_back_is_a_cycle() {
    insta::assert_snapshot!(with("refunded:", "back: { carry: order, from: erp, to: shop, via: poll 5m, within: 15m }\n  refunded:"), @r#"
    error: `create` of order comes back to where it started: `shop` → `oms` → `erp` → `shop`
      --> flow.yaml:29:3
       |
    24 |   orders:   { carry: order, from: shop, to: oms, via: webhook, backstop: every 15m over 48h, within: 1m, covers: [create, edit, canc...
       |   ------ on the ring
    25 |   booking:  { carry: order, from: oms, to: erp, via: poll 5m, within: 15m, by: acme, key: { oms: external_id, erp: reference } }
       |   ------- on the ring
    ...
    29 |   back: { carry: order, from: erp, to: shop, via: poll 5m, within: 15m }
       |   ^^^^ closes the ring
       |
       = help: take one of these handoffs away, or let them cover different events
    "#);
    insta::assert_snapshot!(with("carry: inventory, from: warehouse", "carry: inventory, from: shop"), @r#"
    error: handoff `stock` goes from `shop` to itself
      --> flow.yaml:28:3
       |
    28 |   stock:    { carry: inventory, from: shop, to: shop, via: poll 5m, buffer: 3, within: 5m }
       |   ^^^^^ goes nowhere
       |
       = help: name two systems: a handoff is an arrow across lanes
    "#);
}

#[test]
fn a_document_that_goes_back_for_another_event_is_no_cycle() {
    insta::assert_snapshot!(with("refunded:", "back: { carry: order, from: erp, to: shop, via: poll 5m, within: 15m, covers: [cancel] }\n  refunded:"), @"");
}

#[test]
fn a_document_that_travels_twice() {
    insta::assert_snapshot!(with("refunded:", "again: { carry: shipment, from: warehouse, to: shop, within: 15m }\n  refunded:"), @r#"
    error: handoffs `shipped` and `again` both carry `create` of every shipment from `warehouse` to `shop`
      --> flow.yaml:29:3
       |
    27 |   shipped:  { carry: shipment, from: warehouse, to: shop, via: webhook, within: 30m, covers: [create, partial, tracking, void] }
       |   ------- a first time
    28 |   stock:    { carry: inventory, from: warehouse, to: shop, via: poll 5m, buffer: 3, within: 5m }
    29 |   again: { carry: shipment, from: warehouse, to: shop, within: 15m }
       |   ^^^^^ a second time
       |
       = help: give each a `when` that parts the documents, or let one of them `mode: observe`
    "#);
    insta::assert_snapshot!(with("refunded:", "again: { carry: shipment, from: warehouse, to: shop, within: 15m, mode: shadow }\n  refunded:"), @"");
}

#[test]
fn files_that_are_missing_or_elsewhere() {
    insta::assert_snapshot!(with("profiles/wms.yaml", "profiles/wmz.yaml"), @r#"
    error: `profiles/wmz.yaml` cannot be read: there is no such file
      --> flow.yaml:16:66
       |
    16 |   warehouse: { kind: http, role: wms, team: operations, profile: profiles/wmz.yaml, url: "https://wms.northwind.example/api" }
       |                                                                  ^^^^^^^^^^^^^^^^^ names this file
       |
       = help: paths are relative to the map's folder; write the file, or take this field away
    "#);
    insta::assert_snapshot!(with("mappings/pick.yaml", "../pick.yaml"), @r#"
    error: `../pick.yaml` is not below the map's folder
      --> flow.yaml:26:133
       |
    26 | ...ip_to.country in ["US", "CA"]', within: 5m, map: ../pick.yaml }
       |                                                     ^^^^^^^^^^^^ leaves the folder
       |
       = help: name a file in the map's folder or below it, such as `profiles/oms.yaml`
    "#);
    insta::assert_snapshot!(with("mappings/pick.yaml", "/etc/passwd"), @r#"
    error: `/etc/passwd` is not below the map's folder
      --> flow.yaml:26:133
       |
    26 | ...hip_to.country in ["US", "CA"]', within: 5m, map: /etc/passwd }
       |                                                      ^^^^^^^^^^^ leaves the folder
       |
       = help: name a file in the map's folder or below it, such as `profiles/oms.yaml`
    "#);
}
