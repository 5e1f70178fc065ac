//! Mistakes in fields of a map: each is shown at its place, with a way to mend it.

use crate::northwind::{changed, shown};

/// What is shown of the example map when a part of it is written otherwise.
fn with(from: &str, to: &str) -> String {
    shown(&changed("flow.yaml", from, to))
}

#[test]
fn an_unknown_field_names_what_was_meant() {
    insta::assert_snapshot!(with("carry: shipment, from:", "carry: shipment, form:"), @r#"
    error: unknown field `form` in handoff `shipped`
      --> flow.yaml:27:32
       |
    27 |   shipped:  { carry: shipment, form: warehouse, to: shop, via: webhook, within: 30m, covers: [create, partial, tracking, void] }
       |                                ^^^^ not a field here
       |
       = help: did you mean `from`?
    "#);
    insta::assert_snapshot!(with("buffer: 3", "colour: red"), @r#"
    error: unknown field `colour` in handoff `stock`
      --> flow.yaml:28:74
       |
    28 |   stock:    { carry: inventory, from: warehouse, to: shop, via: poll 5m, colour: red, within: 5m }
       |                                                                          ^^^^^^ not a field here
       |
       = help: the fields here are `carry`, `from`, `to`, `via`, `backstop`, `within`, `covers`, `key`, `lines`, `contract`, `when`, `map`, `by`, `owner`, `mode`, `on_unknown`, `buffer`
    "#);
}

#[test]
fn a_required_field_that_is_missing() {
    insta::assert_snapshot!(with("currency: USD\n", ""), @r#"
    error: the map has no `currency`
     --> flow.yaml:1:1
      |
    1 | flow: northwind
      | ^ incomplete
      |
      = help: add for example `currency: USD`. The shop's currency, as ISO 4217 writes it.
    "#);
    insta::assert_snapshot!(with(", within: 30m", ""), @r#"
    error: handoff `shipped` has no `within`
      --> flow.yaml:27:3
       |
    27 |   shipped:  { carry: shipment, from: warehouse, to: shop, via: webhook, covers: [create, partial, tracking, void] }
       |   ^^^^^^^ incomplete
       |
       = help: add for example `within: 15m`. How long after it is due in the source it must stand in the target.
    "#);
    insta::assert_snapshot!(with("role: oms, ", ""), @r#"
    error: system `oms` has no `role`
      --> flow.yaml:14:3
       |
    14 |   oms:       { kind: http, team: it, profile: profiles/oms.yaml, url: "https://oms.northwind.example/api" }
       |   ^^^ incomplete
       |
       = help: add for example `role: storefront`. What it does in the flow. It is one of `storefront`, `marketplace`, `oms`, `erp`, `wms`, `3pl`, `dropship`, `supplier`, `payments`, `accounting`, `helpdesk`.
    "#);
    insta::assert_snapshot!(with("flow: northwind", "flow:"), @r#"
    error: `flow` of the map is empty
     --> flow.yaml:1:1
      |
    1 | flow:
      | ^^^^ no value
      |
      = help: write for example `flow: northwind`. The flow's short name.
    "#);
}

#[test]
fn a_value_of_the_wrong_type() {
    insta::assert_snapshot!(with("title: IT,", "title: [IT],"), @r#"
    error: `title` of team `it` wants text, not a list
      --> flow.yaml:10:24
       |
    10 |   it:         { title: [IT],                       reach: "slack:#integrations" }
       |                        ^^^^ text is wanted here
       |
       = help: write for example `title: Customer service`
    "#);
    insta::assert_snapshot!(with("covers: [create, partial, tracking, void]", "covers: create"), @r#"
    error: `covers` of handoff `shipped` wants a list, not text
      --> flow.yaml:27:94
       |
    27 |   shipped:  { carry: shipment, from: warehouse, to: shop, via: webhook, within: 30m, covers: create }
       |                                                                                              ^^^^^^ a list is wanted here
       |
       = help: write for example `covers: [create, edit, cancel]`
    "#);
    insta::assert_snapshot!(with("buffer: 3", "buffer: three"), @r#"
    error: `buffer` of handoff `stock` wants a whole number, not text
      --> flow.yaml:28:82
       |
    28 |   stock:    { carry: inventory, from: warehouse, to: shop, via: poll 5m, buffer: three, within: 5m }
       |                                                                                  ^^^^^ a whole number is wanted here
       |
       = help: write for example `buffer: 3`
    "#);
    insta::assert_snapshot!(with("teams:\n", "teams: []\nteam:\n"), @r#"
    error: `teams` of the map wants a map, not a list
     --> flow.yaml:7:8
      |
    7 | teams: []
      |        ^^ a map is wanted here
      |
      = help: write for example `teams: { it: { title: IT, reach: "slack:#integrations" } }`

    error: unknown field `team` in the map
     --> flow.yaml:8:1
      |
    8 | team:
      | ^^^^ not a field here
      |
      = help: did you mean `teams`?
    "#);
    insta::assert_snapshot!(with("operations: {", "operations: x\n  ops: {"), @r#"
    error: team `operations` wants fields, not text
     --> flow.yaml:8:15
      |
    8 |   operations: x
      |               ^ fields are wanted here
      |
      = help: write `{ title: … }`; the fields are `title`, `reach`
    "#);
}

#[test]
fn a_number_with_a_decimal_comma() {
    insta::assert_snapshot!(with("average_order: 84.00", "average_order: 84,00"), @r#"
    error: unknown field `00` in the volume
     --> flow.yaml:5:101
      |
    5 | volume: { orders_per_day: 1200, peak_orders_per_minute: 90, lines_per_order: 2.3, average_order: 84,00 }
      |                                                                                                     ^^ not a field here
      |
      = help: is it behind a decimal comma? Write the number with a point: `84.00`
    "#);
    for (written, advised) in [
        ("orders_per_day: 1,200", "Write the number as `1200`, or with a point as `1.200`"),
        ("orders_per_day: 1,200,000", "Write the number without commas and with a point, such as `4.50`"),
        ("orders_per_day: 1.5,00", "Write the number without commas and with a point, such as `4.50`"),
    ] {
        let said = with("orders_per_day: 1200", written);
        assert!(said.contains(advised), "{written}: {said}");
    }
}

#[test]
fn a_poll_slower_than_its_deadline() {
    insta::assert_snapshot!(with("via: poll 5m, within: 15m", "via: poll 1h, within: 15m"), @r#"
    warning: `poll 1h` looks less often than `within` allows: most of what comes is late
      --> flow.yaml:25:54
       |
    25 |   booking:  { carry: order, from: oms, to: erp, via: poll 1h, within: 15m, by: acme, key: { oms: external_id, erp: reference } }
       |                                                      ^^^^^^^ longer than `within`
       |
       = help: let it look at least as often as the deadline says, or give the deadline more time than the interval
    "#);
}

#[test]
fn a_zone_that_knows_no_summer() {
    insta::assert_snapshot!(with("timezone: America/New_York", "timezone: EST"), @r#"
    warning: `EST` knows no summer time: deadlines are an hour off for most of the year
     --> flow.yaml:3:11
      |
    3 | timezone: EST
      |           ^^^ the same hours all year
      |
      = help: did you mean `America/New_York`?
    "#);
}

#[test]
fn a_bad_duration() {
    insta::assert_snapshot!(with("within: 15m", "within: 15 minutes"), @r#"
    error: `15 minutes` is not a duration
      --> flow.yaml:25:71
       |
    25 |   booking:  { carry: order, from: oms, to: erp, via: poll 5m, within: 15 minutes, by: acme, key: { oms: external_id, erp: reference } }
       |                                                                       ^^^^^^^^^^ cannot be used
       |
       = help: did you mean `15m`?
    "#);
    insta::assert_snapshot!(with("within: 15m", "within: 0s"), @r#"
    error: a duration of zero has no meaning here
      --> flow.yaml:25:71
       |
    25 |   booking:  { carry: order, from: oms, to: erp, via: poll 5m, within: 0s, by: acme, key: { oms: external_id, erp: reference } }
       |                                                                       ^^ zero
       |
       = help: write at least `1s`
    "#);
    insta::assert_snapshot!(with("within: 15m", "within: 99999d"), @r#"
    error: `99999d` is longer than ten years
      --> flow.yaml:25:71
       |
    25 |   booking:  { carry: order, from: oms, to: erp, via: poll 5m, within: 99999d, by: acme, key: { oms: external_id, erp: reference } }
       |                                                                       ^^^^^^ cannot be used
       |
       = help: write a whole number with its unit, such as `30s`, `15m`, `1h30m` or `2d`
    "#);
}

#[test]
fn a_bad_way_to_travel() {
    insta::assert_snapshot!(with("via: poll 5m, within: 15m", "via: poll, within: 15m"), @r#"
    error: `poll` does not say how often
      --> flow.yaml:25:54
       |
    25 |   booking:  { carry: order, from: oms, to: erp, via: poll, within: 15m, by: acme, key: { oms: external_id, erp: reference } }
       |                                                      ^^^^ how often?
       |
       = help: write `poll 5m`
    "#);
    insta::assert_snapshot!(with("via: webhook, within: 1h", "via: webhok, within: 1h"), @r#"
    error: `webhok` is not a way to travel
      --> flow.yaml:29:56
       |
    29 |   refunded: { carry: refund, from: shop, to: erp, via: webhok, within: 1h, owner: it }
       |                                                        ^^^^^^ not a way to travel
       |
       = help: did you mean `webhook`?
    "#);
    insta::assert_snapshot!(with("via: webhook, within: 1h", "via: webhook 5m, within: 1h"), @r#"
    error: `webhook` stands alone, without `5m`
      --> flow.yaml:29:56
       |
    29 |   refunded: { carry: refund, from: shop, to: erp, via: webhook 5m, within: 1h, owner: it }
       |                                                        ^^^^^^^^^^ too much
       |
       = help: write `webhook`
    "#);
}

#[test]
fn a_bad_backstop() {
    insta::assert_snapshot!(with("every 15m over 48h", "each 15m"), @r#"
    error: `each 15m` is not a backstop
      --> flow.yaml:24:74
       |
    24 |   orders:   { carry: order, from: shop, to: oms, via: webhook, backstop: each 15m, within: 1m, covers: [create, edit, cancel, hold, ...
       |                                                                          ^^^^^^^^ not a backstop
       |
       = help: write how often and how far back, such as `every 15m over 48h`
    "#);
    insta::assert_snapshot!(with("every 15m over 48h", "every 2h over 1h"), @r#"
    error: this backstop looks back less far than it waits: what happens between two looks is never seen
      --> flow.yaml:24:74
       |
    24 |   orders:   { carry: order, from: shop, to: oms, via: webhook, backstop: every 2h over 1h, within: 1m, covers: [create, edit, cancel...
       |                                                                          ^^^^^^^^^^^^^^^^ a gap between looks
       |
       = help: look back at least as far as the interval, such as `every 2h over 48h`
    "#);
}

#[test]
fn a_bad_mode() {
    insta::assert_snapshot!(with("buffer: 3", "mode: carry 0%"), @r#"
    error: `0%` is not a share
      --> flow.yaml:28:80
       |
    28 |   stock:    { carry: inventory, from: warehouse, to: shop, via: poll 5m, mode: carry 0%, within: 5m }
       |                                                                                ^^^^^^^^ not a share
       |
       = help: write a share from `carry 1%` to `carry 100%`, or `observe` to carry nothing
    "#);
    insta::assert_snapshot!(with("buffer: 3", "mode: shadwo"), @r#"
    error: `shadwo` is not a mode
      --> flow.yaml:28:80
       |
    28 |   stock:    { carry: inventory, from: warehouse, to: shop, via: poll 5m, mode: shadwo, within: 5m }
       |                                                                                ^^^^^^ not a mode
       |
       = help: did you mean `shadow`?
    "#);
    insta::assert_snapshot!(with("buffer: 3", "mode: watch"), @r#"
    error: `watch` is not a mode
      --> flow.yaml:28:80
       |
    28 |   stock:    { carry: inventory, from: warehouse, to: shop, via: poll 5m, mode: watch, within: 5m }
       |                                                                                ^^^^^ not a mode
       |
       = help: write `carry`, `observe`, `shadow`, `carry 10%` or `paused`
    "#);
}

#[test]
fn numbers_out_of_range() {
    insta::assert_snapshot!(with("buffer: 3", "buffer: -3"), @r#"
    error: `buffer` of handoff `stock` is out of range
      --> flow.yaml:28:82
       |
    28 |   stock:    { carry: inventory, from: warehouse, to: shop, via: poll 5m, buffer: -3, within: 5m }
       |                                                                                  ^^ out of range
       |
       = help: write a whole number from 0 to 1000000000
    "#);
    insta::assert_snapshot!(with("buffer: 3", "buffer: 1.200"), @r#"
    error: `buffer` of handoff `stock` is no whole number
      --> flow.yaml:28:82
       |
    28 |   stock:    { carry: inventory, from: warehouse, to: shop, via: poll 5m, buffer: 1.200, within: 5m }
       |                                                                                  ^^^^^ a part of one is no use here
       |
       = help: if the point stands between thousands, leave it out: `1200`
    "#);
    assert!(with("buffer: 3", "buffer: 2.5").contains("round it, such as `2`"));
    insta::assert_snapshot!(with("orders_per_day: 1200", "orders_per_day: -1"), @r#"
    error: `orders_per_day` of the volume is out of range
     --> flow.yaml:5:27
      |
    5 | volume: { orders_per_day: -1, peak_orders_per_minute: 90, lines_per_order: 2.3, average_order: 84.00 }
      |                           ^^ out of range
      |
      = help: write a number from 0 to 1,000,000,000
    "#);
}

#[test]
fn numbers_that_no_map_can_mean() {
    for (field, number) in
        [("orders_per_day: 1200", "79228162514264337593543950335"), ("average_order: 84.00", "1000000001")]
    {
        let name = field.split(':').next().expect("a name");
        let said = with(field, &format!("{name}: {number}"));
        assert!(said.contains(&format!("`{name}` of the volume is out of range")), "{said}");
        assert!(said.contains("write a number from 0 to 1,000,000,000"), "{said}");
    }
    for (fact, number, bounds) in [
        ("oversell_target", "-1", "0 to 1."),
        ("oversell_target", "5", "0 to 1."),
        ("units_per_order", "0.5", "1 to 100."),
        ("fastest_item_per_minute", "2000000000", "0 to 1,000,000,000."),
        ("fastest_item_per_minute", "-2", "0 to 1,000,000,000."),
    ] {
        let said = with("currency: USD", &format!("currency: USD\ntrade: {{ {fact}: {number} }}"));
        assert!(said.contains(&format!("the fact `{fact}` is out of range")), "{said}");
        assert!(said.contains(&format!("write a number from {bounds}")), "{said}");
    }
}

#[test]
fn a_fact_that_wants_a_day() {
    let contract =
        |day: &str| with("map: mappings/pick.yaml", &format!("contract: {{ api.supported_until: {day} }}"));
    let said = contract("soon");
    assert!(said.contains("the fact `api.supported_until` wants a day such as `2026-12-01`"), "{said}");
    assert_eq!(contract("2027-10-01"), "");
}

#[test]
fn a_bad_currency() {
    insta::assert_snapshot!(with("currency: USD", "currency: usd"), @r#"
    error: `usd` is not a currency
     --> flow.yaml:4:11
      |
    4 | currency: usd
      |           ^^^ not a currency
      |
      = help: did you mean `USD`?
    "#);
    insta::assert_snapshot!(with("currency: USD", "currency: Dollars"), @r#"
    error: `Dollars` is not a currency
     --> flow.yaml:4:11
      |
    4 | currency: Dollars
      |           ^^^^^^^ not a currency
      |
      = help: write the three letters of ISO 4217, such as `USD`, `EUR` or `JPY`
    "#);
}

#[test]
fn a_bad_time_zone() {
    insta::assert_snapshot!(with("America/New_York", "America/New York"), @r#"
    error: `America/New York` is not a time zone
     --> flow.yaml:3:11
      |
    3 | timezone: America/New York
      |           ^^^^^^^^^^^^^^^^ not a time zone
      |
      = help: did you mean `America/New_York`?
    "#);
    insta::assert_snapshot!(with("America/New_York", "EST5EDT4"), @r#"
    error: `EST5EDT4` is not a time zone
     --> flow.yaml:3:11
      |
    3 | timezone: EST5EDT4
      |           ^^^^^^^^ not a time zone
      |
      = help: did you mean `EST5EDT`?
    "#);
}

#[test]
fn a_bad_address() {
    insta::assert_snapshot!(with("https://oms.northwind.example/api", "oms.northwind.example"), @r#"
    error: this is not the address of an API
      --> flow.yaml:14:82
       |
    14 |   oms:       { kind: http, role: oms, team: it, profile: profiles/oms.yaml, url: "oms.northwind.example" }
       |                                                                                  ^^^^^^^^^^^^^^^^^^^^^^^ not an address
       |
       = help: write it with its scheme, such as `https://oms.example/api`
    "#);
    insta::assert_snapshot!(with("https://oms.northwind.example/api", "https://user:secret@oms.northwind.example"), @r#"
    error: this is not the address of an API
      --> flow.yaml:14:82
       |
    14 |   oms:       { kind: http, role: oms, team: it, profile: profiles/oms.yaml, url: ******************************************* }
       |                                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ holds a secret
       |
       = help: take user and password out; name them in `client_id` and `client_secret`
    "#);
    insta::assert_snapshot!(with("shop: northwind.myshopify.com", "shop: https://northwind.myshopify.com/"), @r#"
    error: this is not the domain of a shop
      --> flow.yaml:13:70
       |
    13 |   shop:      { kind: shopify, role: storefront, team: service, shop: https://northwind.myshopify.com/, plan: plus, secret: "${SHOPIF...
       |                                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not a domain
       |
       = help: write the domain alone, such as `northwind.myshopify.com`
    "#);
}

#[test]
fn a_secret_that_stands_in_the_map_is_refused_and_not_shown() {
    insta::assert_snapshot!(with("\"${SHOPIFY_TOKEN}\"", "shpat_0123456789abcdef"), @r#"
    error: a token of Shopify stands in the map
      --> flow.yaml:13:143
       |
    13 | ... plus, secret: "${SHOPIFY_SECRET}", token: ********************** }
       |                                               ^^^^^^^^^^^^^^^^^^^^^^ must not stand here
       |
       = help: write `"${NAME}"` to read it from the environment, or `file:/run/secrets/name`; and make a new token: this one has been written down
    "#);
    insta::assert_snapshot!(with("\"${SHOPIFY_SECRET}\"", "hunter2"), @r#"
    error: a secret stands in the map
      --> flow.yaml:13:115
       |
    13 | ...shop: northwind.myshopify.com, plan: plus, secret: *******, token: "${SHOPIFY_TOKEN}" }
       |                                                       ^^^^^^^ must not stand here
       |
       = help: write `"${NAME}"` to read it from the environment, or `file:/run/secrets/name`; and change the secret if this file was ever shared
    "#);
    insta::assert_snapshot!(with("\"${SHOPIFY_SECRET}\"", "\"${SHOPIFY SECRET}\""), @r#"
    error: `SHOPIFY SECRET` is not a name that the environment can have
      --> flow.yaml:13:115
       |
    13 | ...op: northwind.myshopify.com, plan: plus, secret: "${SHOPIFY SECRET}", token: "${SHOPIFY_TOKEN}" }
       |                                                     ^^^^^^^^^^^^^^^^^^^ not a name
       |
       = help: use letters, digits and `_`, such as `${SHOPIFY_TOKEN}`
    "#);
    insta::assert_snapshot!(with("Customer service, ", "shpss_42, "), @r#"
    error: a token of Shopify stands in the map
     --> flow.yaml:9:24
      |
    9 |   service:    { title: ********,         reach: "mailto:care@northwind.example" }
      |                        ^^^^^^^^ must not stand here
      |
      = help: write `"${NAME}"` to read it from the environment, or `file:/run/secrets/name`; and make a new token: this one has been written down
    "#);
}

#[test]
fn an_allow_needs_its_reason() {
    insta::assert_snapshot!(with(", reason: \"Made to order until March\"", ""), @r#"
    error: this entry of `allow` has no `reason`
      --> flow.yaml:32:5
       |
    32 |   - { breakpoint: oversell-sync-lag, at: stock, until: 2027-03-01 }
       |     ^ incomplete
       |
       = help: add for example `reason: "Made to order until March"`. Why it is accepted.
    "#);
    insta::assert_snapshot!(with("reason: \"Made to order until March\"", "reason: \" \""), @r#"
    error: `reason` of this entry of `allow` is empty
      --> flow.yaml:32:57
       |
    32 |   - { breakpoint: oversell-sync-lag, at: stock, reason: " ", until: 2027-03-01 }
       |                                                         ^^^ nothing in here
       |
       = help: write for example `reason: "Made to order until March"`. Why it is accepted.
    "#);
    insta::assert_snapshot!(with("2027-03-01", "March"), @r#"
    error: `March` is not a day
      --> flow.yaml:32:93
       |
    32 |   - { breakpoint: oversell-sync-lag, at: stock, reason: "Made to order until March", until: March }
       |                                                                                             ^^^^^ not a day
       |
       = help: write year, month and day, such as `2027-03-01`
    "#);
}

#[test]
fn several_mistakes_are_shown_in_one_run() {
    insta::assert_snapshot!(with("via: webhook, within: 1h, owner: it", "via: mail, within: soon, owner: its, covers: [created]"), @r#"
    error: `mail` is not a way to travel
      --> flow.yaml:29:56
       |
    29 |   refunded: { carry: refund, from: shop, to: erp, via: mail, within: soon, owner: its, covers: [created] }
       |                                                        ^^^^ not a way to travel
       |
       = help: write `webhook`, `poll 5m`, `file 1h`, `api` or `manual`

    error: `soon` is not a duration
      --> flow.yaml:29:70
       |
    29 |   refunded: { carry: refund, from: shop, to: erp, via: mail, within: soon, owner: its, covers: [created] }
       |                                                                      ^^^^ cannot be used
       |
       = help: write a whole number with its unit, such as `30s`, `15m`, `1h30m` or `2d`

    error: `owner` of handoff `refunded` names no team of this map
      --> flow.yaml:29:83
       |
    29 |   refunded: { carry: refund, from: shop, to: erp, via: mail, within: soon, owner: its, covers: [created] }
       |                                                                                   ^^^ no such team
       |
       = help: the teams of this map are `operations`, `service`, `it`

    error: `covers` of handoff `refunded` cannot be `created`
      --> flow.yaml:29:97
       |
    29 |   refunded: { carry: refund, from: shop, to: erp, via: mail, within: soon, owner: its, covers: [created] }
       |                                                                                                 ^^^^^^^ not a word for this
       |
       = help: did you mean `create`?
    "#);
}

#[test]
fn a_condition_that_is_not_cel_or_not_well_typed() {
    insta::assert_snapshot!(with("order.ship_to.country in", "order.ship_to.county in"), @r#"
    error: an address has no field `county`
      --> flow.yaml:26:90
       |
    26 |   picks:    { carry: fulfillment_request, from: oms, to: warehouse, when: 'order.ship_to.county in ["US", "CA"]', within: 5m, map: m...
       |                                                                                          ^^^^^^ unknown field
       |
       = help: did you mean `country`?
    "#);
    insta::assert_snapshot!(with("order.ship_to.country in", "order.ship_to.country in in"), @r#"
    error: `in` is not expected here
      --> flow.yaml:26:101
       |
    26 |   picks:    { carry: fulfillment_request, from: oms, to: warehouse, when: 'order.ship_to.country in in ["US", "CA"]', within: 5m, ma...
       |                                                                                                     ^^ not understood
    "#);
    insta::assert_snapshot!(with("order.ship_to.country in [\"US\", \"CA\"]", "order.name"), @r#"
    error: an order has no field `name`
      --> flow.yaml:26:82
       |
    26 |   picks:    { carry: fulfillment_request, from: oms, to: warehouse, when: 'order.name', within: 5m, map: mappings/pick.yaml }
       |                                                                                  ^^^^ unknown field
       |
       = help: it has: number, source, placed_at, test, held, cancelled, payment, currency, presentment_currency, tax_included, lines, shipping, totals, ship_to, bill_to, customer, note, tags
    "#);
}
