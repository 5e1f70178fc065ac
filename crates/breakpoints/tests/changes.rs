//! What the checks of changes and of money say of small maps, one line for each: data in, findings out. Each
//! breakpoint has its risky map and its mended twin beside this; here are the turns in between.

use jiff::civil::date;
use seamless_breakpoints::{Verdict, check};
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

/// What is said of one breakpoint: `orders: at risk` or `orders: asks for version_guard`.
fn said(id: &str, lines: &[&str]) -> Vec<String> {
    let all = check(&flow(lines), Some(date(2026, 11, 23))).into_iter().map(|it| it.finding);
    all.filter(|it| it.breakpoint.as_str() == id)
        .map(|it| match &it.verdict {
            Verdict::AtRisk { .. } => format!("{}: at risk", it.spot.name()),
            Verdict::Unknown { fact, .. } => format!("{}: asks for {}", it.spot.name(), fact.name),
        })
        .collect()
}

/// The example of the first finding of one breakpoint.
fn witness(id: &str, lines: &[&str]) -> String {
    let all = check(&flow(lines), None).into_iter().map(|it| it.finding);
    let mut found = all.filter(|it| it.breakpoint.as_str() == id);
    match found.next().map(|it| it.verdict) {
        Some(Verdict::AtRisk { witness }) => witness,
        other => panic!("{id}: {other:?}"),
    }
}

const NOTHING: [&str; 0] = [];

const ORDERS: &str = "orders: { carry: order, from: shop, to: oms, via: webhook, backstop: every 15m over 48h, within: 1m, covers: [create, edit, cancel, hold, release] }";
const PICKS: &str = "picks: { carry: fulfillment_request, from: oms, to: wms, via: webhook, backstop: every 15m over 48h, within: 5m, covers: [create, edit, cancel] }";
const BOOKED: &str = "booked: { carry: order, from: shop, to: erp, via: webhook, backstop: every 15m over 48h, within: 5m, covers: [create, edit, cancel] }";
const REFUNDED: &str = "refunded: { carry: refund, from: shop, to: erp, via: webhook, backstop: every 15m over 48h, within: 1h }";

/// The same handoff with more in it.
fn with(handoff: &str, more: &str) -> String {
    handoff.replace("within:", &format!("{more}, within:"))
}

/// The same handoff, by the carrier.
fn by_acme(handoff: &str) -> String {
    with(handoff, "by: acme")
}

#[test]
fn an_edit_travels_or_is_asked_for() {
    let id = "order-edit-not-propagated";
    let trade = "TRADE order_edits: true";
    let create = |handoff: &str| handoff.replace(", edit", "");
    assert_eq!(said(id, &[trade, ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &["TRADE order_edits: false", &create(ORDERS), PICKS]), NOTHING);
    assert_eq!(said(id, &[&create(ORDERS), PICKS]), ["orders: asks for order_edits"]);
    assert_eq!(said(id, &[trade, &create(ORDERS), PICKS]), ["orders: at risk"]);
    // A system that makes a request anew does not edit it.
    let anew = "OMS fulfillment_request.events=[create,cancel]";
    assert_eq!(said(id, &[trade, anew, ORDERS, &create(PICKS)]), NOTHING);
    assert_eq!(
        said(id, &[trade, ORDERS, PICKS, "WMS fulfillment_request.edit_until=never"]),
        ["picks: at risk"]
    );
    let silent = BOOKED.replace(" backstop: every 15m over 48h,", "");
    assert_eq!(said(id, &[trade, &silent]), NOTHING);
    assert_eq!(said(id, &[trade, "SHOP order.events=[create,cancel]", &silent]), ["booked: at risk"]);
    let carried = by_acme(BOOKED).replace(", covers: [create, edit, cancel]", "");
    assert_eq!(said(id, &[trade, &carried]), ["booked: asks for order.covers_edit"]);
    assert_eq!(said(id, &[trade, "ACME order.covers_edit=true", &carried]), NOTHING);
    assert_eq!(said(id, &[trade, "ACME order.covers_edit=false", &carried]), ["booked: at risk"]);
    // An arrow to a system from which nothing ships and which keeps no books is not concerned.
    let desk = create(BOOKED).replace("to: erp", "to: desk");
    assert_eq!(said(id, &[trade, &desk]), NOTHING);
}

#[test]
fn a_hold_comes_before_the_order_or_after_it() {
    let id = "hold-not-honoured";
    let trade = "TRADE holds: true, hold_latest: 20m";
    let oms = "OMS order.hold=true";
    assert_eq!(said(id, &["TRADE holds: false", ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &[ORDERS, PICKS]), ["orders: asks for holds"]);
    let late = with(PICKS, "contract: { hold_window: 10m }");
    let early = with(PICKS, "contract: { hold_window: 20m }");
    assert_eq!(said(id, &[trade, oms, ORDERS, &late]), ["picks: at risk"]);
    assert_eq!(said(id, &[trade, oms, ORDERS, &early]), NOTHING);
    assert_eq!(said(id, &[trade, ORDERS, &early]), ["oms: asks for order.hold"]);
    assert_eq!(said(id, &[trade, "OMS order.hold=false", ORDERS, &early]), ["orders: at risk"]);
    // What waits before the arrow before it waits long enough.
    let waits = with(ORDERS, "contract: { hold_window: 30m }");
    assert_eq!(said(id, &[trade, &waits, PICKS]), NOTHING);
    // Holds as documents of their own reach the warehouse.
    let record = "stops: { carry: hold, from: oms, to: wms, via: webhook, within: 1m }";
    let held = "WMS fulfillment_request.hold=true";
    assert_eq!(said(id, &[trade, oms, held, ORDERS, PICKS, record]), NOTHING);
}

#[test]
fn a_late_change_is_refused_in_sight_or_lost() {
    let id = "late-change-after-pick";
    let trade = "TRADE order_edits: true, edit_window: 30m";
    let wms = |late: &str| {
        format!("WMS fulfillment_request.edit_until=pick fulfillment_request.late_change={late}")
    };
    assert_eq!(said(id, &[trade, &wms("ignored"), ORDERS, PICKS]), ["picks: at risk"]);
    assert_eq!(said(id, &[trade, &wms("refused"), ORDERS, PICKS]), NOTHING);
    let acme = by_acme(PICKS);
    assert_eq!(said(id, &[trade, &wms("refused"), ORDERS, &acme]), ["picks: asks for errors.held_in_sight"]);
    let (sees, hides) = ("ACME errors.held_in_sight=true", "ACME errors.held_in_sight=false");
    assert_eq!(said(id, &[trade, sees, &wms("refused"), ORDERS, &acme]), NOTHING);
    assert_eq!(said(id, &[trade, hides, &wms("refused"), ORDERS, &acme]), ["picks: at risk"]);
    let until = "WMS fulfillment_request.edit_until=pick";
    assert_eq!(said(id, &[trade, until, ORDERS, PICKS]), ["wms: asks for fulfillment_request.late_change"]);
    let waits = with(PICKS, "contract: { hold_window: 30m }");
    assert_eq!(said(id, &[trade, &wms("ignored"), ORDERS, &waits]), NOTHING);
}

#[test]
fn money_waits_for_the_warehouse() {
    let id = "cancel-pick-race";
    let waits = "TRADE refund_on_cancel: when_confirmed";
    let acme = by_acme(PICKS);
    assert_eq!(said(id, &["TRADE refund_on_cancel: at_once", ORDERS, PICKS]), ["picks: at risk"]);
    assert_eq!(said(id, &[waits, ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &[waits, ORDERS, &acme]), ["picks: asks for fulfillment_request.cancel_answer"]);
    let none = with(&acme, "contract: { cancel_answer: none }");
    assert_eq!(said(id, &[waits, ORDERS, &none]), ["picks: at risk"]);
    let answer = "stopped: { carry: cancellation, from: wms, to: oms, via: webhook, within: 5m }";
    assert_eq!(said(id, &[waits, ORDERS, &acme, answer]), NOTHING);
}

#[test]
fn what_is_not_paid_meets_a_gate() {
    let id = "unpaid-edit-shipped";
    let trade = "TRADE order_edits: true";
    assert_eq!(said(id, &[trade, "OMS order.paid_only=true", ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &[trade, "OMS order.paid_only=false", ORDERS, PICKS]), ["picks: at risk"]);
    let paid = with(PICKS, "when: 'order.payment == \"paid\"'");
    assert_eq!(said(id, &[trade, "OMS order.paid_only=false", ORDERS, &paid]), NOTHING);
    let partly = with(PICKS, "when: 'order.payment != \"pending\"'");
    assert_eq!(said(id, &[trade, "OMS order.paid_only=false", ORDERS, &partly]), ["picks: at risk"]);
    let states = with(&by_acme(ORDERS), "contract: { payment_states: [paid] }");
    assert_eq!(said(id, &[trade, &states, PICKS]), NOTHING);
}

#[test]
fn an_authorisation_lasts_as_long_as_the_order_takes() {
    let id = "authorization-expired-before-ship";
    let trade = |lead: &str| format!("TRADE capture: at_shipment, lead_time_most: {lead}");
    let shop = "SHOP payment.authorized_for=7d";
    assert_eq!(said(id, &["TRADE capture: at_order", ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &["TRADE capture: at_shipment", ORDERS, PICKS]), ["orders: asks for lead_time_most"]);
    assert_eq!(said(id, &[&trade("7d"), shop, ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &[&trade("8d"), shop, ORDERS, PICKS]), ["shop: asks for payment.reauthorizes"]);
    let renews = |yes: &str| format!("{shop} payment.reauthorizes={yes}");
    assert_eq!(said(id, &[&trade("8d"), &renews("true"), ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &[&trade("8d"), &renews("false"), ORDERS, PICKS]), ["shop: at risk"]);
    assert_eq!(said(id, &[&trade("8d"), BOOKED]), NOTHING);
}

#[test]
fn what_nobody_ships_is_followed_to_the_warehouse() {
    let id = "non-shippable-or-test-order-routed";
    let takes_all = "OMS order.ignores=[]";
    assert_eq!(said(id, &["TRADE not_shipped: []", ORDERS, PICKS]), NOTHING);
    // Seamless hands on no test order.
    assert_eq!(said(id, &["TRADE not_shipped: [test]", takes_all, ORDERS, PICKS]), NOTHING);
    let acme = by_acme(ORDERS);
    assert_eq!(
        said(id, &["TRADE not_shipped: [test]", takes_all, &acme, PICKS]),
        ["orders: asks for order.excludes"]
    );
    let without = with(&acme, "contract: { excludes: [test] }");
    assert_eq!(said(id, &["TRADE not_shipped: [test]", takes_all, &without, PICKS]), NOTHING);
    let web = with(ORDERS, "when: 'order.source == \"web\"'");
    assert_eq!(said(id, &["TRADE not_shipped: [pos]", takes_all, &web, PICKS]), NOTHING);
    let abroad = with(ORDERS, "when: 'order.ship_to.country != \"US\"'");
    assert_eq!(said(id, &["TRADE not_shipped: [pos]", takes_all, &abroad, PICKS]), ["picks: at risk"]);
    assert_eq!(said(id, &["TRADE not_shipped: [pos]", "OMS order.ignores=[pos]", ORDERS, PICKS]), NOTHING);
    // A warehouse that reads orders may leave some out itself.
    let direct = ORDERS.replace("to: oms", "to: far");
    assert_eq!(said(id, &["TRADE not_shipped: [pos]", &direct]), ["far: asks for order.ignores"]);
}

#[test]
fn every_order_is_taken_by_one() {
    let id = "release-filter-excludes-order";
    let to = |name: &str, to: &str, when: &str| {
        format!(
            "{name}: {{ carry: fulfillment_request, from: oms, to: {to}, via: api, within: 5m, when: '{when}' }}"
        )
    };
    let north = to("north", "wms", "order.ship_to.country in [\"US\", \"CA\"]");
    let rest = to("rest", "far", "!(order.ship_to.country in [\"US\", \"CA\"])");
    let east = to("east", "far", "order.ship_to.country == \"FR\"");
    assert_eq!(said(id, &[ORDERS, &north, &rest]), NOTHING);
    assert_eq!(said(id, &[ORDERS, &north, &east]), ["east: at risk"]);
    // One filter alone is meant.
    assert_eq!(said(id, &[ORDERS, &north]), NOTHING);
    assert_eq!(said(id, &[&with(ORDERS, "when: '!order.test'"), PICKS]), NOTHING);
}

#[test]
fn orders_that_are_paid_later_travel_too() {
    let id = "release-filter-excludes-order";
    let paid = with(ORDERS, "when: 'order.payment == \"paid\"'");
    let trade = |capture: &str, terms: &str| format!("TRADE capture: {capture}, payment_terms: {terms}");
    assert_eq!(said(id, &[&trade("at_order", "false"), &paid, PICKS]), NOTHING);
    assert_eq!(said(id, &[&trade("at_order", "true"), &paid, PICKS]), ["orders: at risk"]);
    assert_eq!(said(id, &[&trade("at_shipment", "false"), &paid, PICKS]), ["orders: at risk"]);
    assert_eq!(said(id, &[&paid, PICKS]), ["orders: asks for capture"]);
    let terms = with(ORDERS, "when: 'order.payment in [\"paid\", \"authorized\", \"pending\"]'");
    assert_eq!(said(id, &[&trade("at_shipment", "true"), &terms, PICKS]), NOTHING);
    let carried = |contract: &str| with(&by_acme(ORDERS), &format!("contract: {{ {contract} }}"));
    let none = trade("at_order", "false");
    assert_eq!(said(id, &[&none, &by_acme(ORDERS), PICKS]), ["orders: asks for order.payment_states"]);
    assert_eq!(
        said(id, &[&none, &carried("payment_states: [paid], filter_again: false"), PICKS]),
        ["orders: at risk"]
    );
    assert_eq!(said(id, &[&none, &carried("payment_states: [paid], filter_again: true"), PICKS]), NOTHING);
}

#[test]
fn one_system_gives_money_back() {
    let id = "refund-two-way-loop";
    let back = "back: { carry: refund, from: erp, to: shop, via: poll 5m, mode: observe, within: 1h }";
    assert_eq!(said(id, &[BOOKED, REFUNDED]), NOTHING);
    assert_eq!(said(id, &[BOOKED, REFUNDED, back]), ["back: at risk"]);
    assert_eq!(said(id, &["AUTHORITY refund: shop", BOOKED, REFUNDED, back]), ["back: at risk"]);
    assert_eq!(said(id, &["AUTHORITY refund: shop", BOOKED, REFUNDED]), NOTHING);
    assert_eq!(said(id, &["ERP refund.pays_customer=true", BOOKED, REFUNDED]), ["refunded: at risk"]);
    // The shop does what the ERP decides: one of them pays.
    let decided = back.replace("mode: observe, ", "");
    assert_eq!(said(id, &["AUTHORITY refund: erp", BOOKED, &decided]), NOTHING);
    // A marketplace refunds its own orders.
    let market = REFUNDED.replace("refunded:", "market_refunds:").replace("from: shop", "from: market");
    assert_eq!(said(id, &[BOOKED, REFUNDED, &market]), NOTHING);
    let desk = REFUNDED.replace("refunded:", "goodwill:").replace("from: shop", "from: desk");
    assert_eq!(said(id, &[BOOKED, REFUNDED, &desk]), ["goodwill: asks for refund"]);
    assert_eq!(said(id, &["AUTHORITY refund: shop", BOOKED, REFUNDED, &desk]), ["goodwill: at risk"]);
}

#[test]
fn a_field_is_written_by_its_owner() {
    let id = "stale-payload-overwrite";
    let back = "back: { carry: order, from: erp, to: shop, via: poll 5m, within: 1h, covers: [edit] }";
    let created = BOOKED.replace("[create, edit, cancel]", "[create]");
    assert_eq!(said(id, &["AUTHORITY order.address: shop", &created, back]), ["back: at risk"]);
    assert_eq!(said(id, &["AUTHORITY order.address: erp", &created, back]), NOTHING);
    let holds = back.replace("[edit]", "[hold, release]");
    assert_eq!(said(id, &["AUTHORITY order.address: shop", &created, &holds]), NOTHING);
    assert_eq!(said(id, &["AUTHORITY order.hold: shop", &created, &holds]), ["back: at risk"]);
}

#[test]
fn credits_are_worth_what_moved_when_it_has_moved() {
    let lines = "refund-without-lines";
    let account = with(REFUNDED, "contract: { money.lines: [item, adjustment] }");
    assert_eq!(said(lines, &[REFUNDED]), ["refunded: asks for money.lines"]);
    assert_eq!(said(lines, &[&account]), NOTHING);
    assert_eq!(said(lines, &[&account.replace(", adjustment", "")]), ["refunded: at risk"]);
    assert_eq!(
        said(lines, &[&account.replace("[item, adjustment]", "[adjustment], money.refunded: lines")]),
        ["refunded: at risk"]
    );
    assert_eq!(said(lines, &[&by_acme(&account)]), ["refunded: asks for refund.money.refunded"]);
    let pending = "refund-pending-zeroed";
    assert_eq!(said(pending, &[REFUNDED]), NOTHING);
    assert_eq!(said(pending, &[&by_acme(REFUNDED)]), ["refunded: asks for refund.money.settled_only"]);
    assert_eq!(said(pending, &["ACME money.settled_only=true", &by_acme(REFUNDED)]), NOTHING);
    // Goods that go back to a warehouse are no credit.
    assert_eq!(said(pending, &[&by_acme(REFUNDED).replace("to: erp", "to: wms")]), NOTHING);
}

#[test]
fn books_have_a_place_for_all_that_is_paid() {
    let contract = |it: &str| with(BOOKED, &format!("contract: {{ {it} }}"));
    for (id, trade, safe, risky) in [
        (
            "exchange-double-count",
            "exchanges: true, exchange_model: new_order",
            "money.exchanges: new_order",
            "money.exchanges: not_carried",
        ),
        ("split-tender-misrefund", "gift_cards: true", "money.tenders: each", "money.tenders: one"),
        (
            "gift-card-double-revenue",
            "gift_cards: true",
            "money.lines: [gift_card], money.gift_card_paid: liability",
            "money.lines: [gift_card], money.gift_card_paid: sale",
        ),
        ("special-line-misclassified", "special_lines: [fee]", "money.lines: [fee]", "money.lines: [tip]"),
        (
            "discount-basis-mismatch",
            "discounts: true",
            "money.discounts: in_price",
            "money.discounts: per_line, money.prices: own_list",
        ),
        (
            "tax-rounding-drift",
            "taxes: both",
            "money.tax: recomputed, money.lines: [rounding]",
            "money.tax: recomputed",
        ),
    ] {
        let trade = format!("TRADE {trade}");
        assert_eq!(said(id, &[&trade, &contract(safe)]), NOTHING, "{id}");
        assert_eq!(said(id, &[&trade, &contract(risky)]), ["booked: at risk"], "{id}");
        // Where no books are kept, nothing is booked wrongly.
        assert_eq!(said(id, &[&trade, ORDERS]), NOTHING, "{id}");
    }
}

#[test]
fn reductions_and_taxes_are_what_they_were() {
    let id = "discount-basis-mismatch";
    let on = |handoff: &str, basis: &str| with(handoff, &format!("contract: {{ money.discounts: {basis} }}"));
    let (line, order) = (on(BOOKED, "per_line"), on(BOOKED, "per_order"));
    let trade = "TRADE discounts: true, taxes: added";
    assert_eq!(said(id, &[trade, &order]), ["erp: asks for discounts.before_tax"]);
    assert_eq!(said(id, &[trade, "ERP discounts.before_tax=true", &order]), NOTHING);
    assert_eq!(said(id, &["TRADE discounts: true, taxes: none", &order]), NOTHING);
    assert_eq!(said(id, &[trade, &line, &on(REFUNDED, "in_price")]), ["refunded: at risk"]);
    assert_eq!(said(id, &[trade, &line, &on(REFUNDED, "per_line")]), NOTHING);
    let tax = "tax-rounding-drift";
    let given = with(BOOKED, "contract: { money.tax: from_source }");
    let net_only = "ERP taxes.included=false";
    assert_eq!(said(tax, &["TRADE taxes: included", net_only, &given]), ["booked: at risk"]);
    assert_eq!(said(tax, &["TRADE taxes: added", net_only, &given]), NOTHING);
    let again = with(BOOKED, "contract: { money.tax: recomputed }");
    let says = witness(tax, &["TRADE taxes: added", &again]);
    assert!(says.contains("0.54 USD") && says.contains("0.53 USD"), "{says}");
}

#[test]
fn a_channel_that_pays_tax_is_told_apart() {
    let id = "marketplace-tax-double-remit";
    let sold = BOOKED.replace("from: shop", "from: market");
    let apart = |yes: &str| with(&sold, &format!("contract: {{ money.channel_tax: {yes} }}"));
    let remits = "MARKET order.remits_tax=true";
    assert_eq!(said(id, &[remits, &sold]), ["booked: asks for money.channel_tax"]);
    assert_eq!(said(id, &["MARKET order.remits_tax=false", &sold]), NOTHING);
    assert_eq!(said(id, &[&apart("true")]), NOTHING);
    assert_eq!(said(id, &[&apart("false")]), ["market: asks for order.remits_tax"]);
    assert_eq!(said(id, &[remits, &apart("false")]), ["booked: at risk"]);
    // Over the OMS as well, and from a shop whose channels pay.
    let (first, then) =
        (ORDERS.replace("from: shop", "from: market"), BOOKED.replace("from: shop", "from: oms"));
    assert_eq!(said(id, &[remits, &first, &then]), ["booked: asks for money.channel_tax"]);
    assert_eq!(
        said(id, &["TRADE remitting_channels: [tiktok]", BOOKED]),
        ["booked: asks for money.channel_tax"]
    );
    assert_eq!(said(id, &[BOOKED]), NOTHING);
}

#[test]
fn payouts_are_matched() {
    let id = "payout-not-tied-out";
    let payouts = |from: &str, contract: &str| {
        format!(
            "paid_{from}: {{ carry: payout, from: {from}, to: erp, via: poll 1d, within: 1d, contract: {{ {contract} }} }}"
        )
    };
    let whole = "money.payout_detail: transactions, money.payout_kinds: [charge, refund, fee, dispute]";
    assert_eq!(said(id, &["TRADE payouts: matched", BOOKED]), NOTHING);
    assert_eq!(said(id, &["TRADE payouts: not_matched", BOOKED]), ["shop: at risk", "market: at risk"]);
    assert_eq!(said(id, &["TRADE payouts: matched", BOOKED, &payouts("shop", whole)]), NOTHING);
    assert_eq!(said(id, &[BOOKED, &payouts("shop", whole), &payouts("market", whole)]), NOTHING);
    let short = whole.replace(", dispute", "");
    assert_eq!(
        said(id, &["TRADE payouts: matched", BOOKED, &payouts("shop", &short)]),
        ["paid_shop: at risk"]
    );
    let unsaid = "money.payout_detail: transactions";
    assert_eq!(
        said(id, &["TRADE payouts: matched", BOOKED, &payouts("shop", unsaid)]),
        ["paid_shop: asks for money.payout_kinds"]
    );
    // A map without books says nothing about them.
    assert_eq!(said(id, &[ORDERS, PICKS]), NOTHING);
}

#[test]
fn a_day_is_the_same_day_everywhere() {
    let id = "date-bucket-and-period-mismatch";
    let dated =
        |of: &str, zone: &str| with(BOOKED, &format!("contract: {{ date.of: {of}, date.zone: {zone} }}"));
    let open = "ERP period.late=next_open";
    assert_eq!(said(id, &[open, &dated("placed", "America/New_York")]), NOTHING);
    // Another name for the same clock.
    assert_eq!(said(id, &[open, &dated("placed", "America/Toronto")]), NOTHING);
    assert_eq!(said(id, &[open, &dated("placed", "Europe/Berlin")]), ["booked: at risk"]);
    assert_eq!(said(id, &[open, &dated("imported", "America/New_York")]), ["booked: at risk"]);
    assert_eq!(said(id, &[&dated("paid", "America/New_York")]), ["erp: asks for period.late"]);
    assert_eq!(
        said(id, &["ERP period.late=refused", &dated("paid", "America/New_York")]),
        ["booked: at risk"]
    );
    assert_eq!(
        said(id, &[&with(BOOKED, "contract: { date.zone: America/New_York }")]),
        ["booked: asks for date.of"]
    );
}

#[test]
fn the_promised_hour_holds_on_every_day_of_the_year() {
    let id = "date-bucket-and-period-mismatch";
    let wms = |zone: &str| {
        format!("WMS cutoff.time=\"13:00\" cutoff.timezone={zone} cutoff.days=[mon,tue,wed,thu,fri]")
    };
    let promised = |hour: &str| format!("TRADE cutoff_promised: \"{hour}\"");
    // Arizona keeps its clock, New York does not: two hours apart in winter, three in summer. Six minutes on the way.
    let phoenix = wms("America/Phoenix");
    assert_eq!(said(id, &[&promised("14:54"), &phoenix, ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &[&promised("14:55"), &phoenix, ORDERS, PICKS]), ["wms: at risk"]);
    let says = witness(id, &[&promised("14:55"), &phoenix, ORDERS, PICKS]);
    assert!(says.contains("13:01 (America/Phoenix)"), "{says}");
    assert_eq!(said(id, &[&phoenix, ORDERS, PICKS]), ["wms: asks for cutoff_promised"]);
    assert_eq!(said(id, &[&wms("America/New_York"), ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &["WMS cutoff.time=\"13:00\"", ORDERS, PICKS]), ["wms: asks for cutoff.timezone"]);
}
