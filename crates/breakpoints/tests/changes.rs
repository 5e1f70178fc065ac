//! What the checks of changes say of small maps. Each breakpoint has its risky map and its mended twin beside this;
//! here are the turns in between.

mod small;

use seamless_breakpoints::Verdict;
use seamless_flow::Edit;
use small::{BOOKED, NOTHING, ORDERS, PICKS, by_acme, found, said, with};

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
    assert_eq!(said(id, &["TRADE not_shipped: [test]", takes_all, &acme, PICKS]), NOTHING);
    let picks = by_acme(PICKS);
    assert_eq!(
        said(id, &["TRADE not_shipped: [test]", takes_all, &acme, &picks]),
        ["orders: asks for order.excludes"]
    );
    let without = with(&acme, "contract: { excludes: [test] }");
    assert_eq!(said(id, &["TRADE not_shipped: [test]", takes_all, &without, &picks]), NOTHING);
    let web = with(ORDERS, "when: 'order.source == \"web\"'");
    assert_eq!(said(id, &["TRADE not_shipped: [pos]", takes_all, &web, PICKS]), NOTHING);
    let abroad = with(ORDERS, "when: 'order.ship_to.country != \"US\"'");
    assert_eq!(said(id, &["TRADE not_shipped: [pos]", takes_all, &abroad, PICKS]), ["picks: at risk"]);
    assert_eq!(said(id, &["TRADE not_shipped: [pos]", "OMS order.ignores=[pos]", ORDERS, PICKS]), NOTHING);
    // A warehouse that reads orders may leave some out itself.
    let direct = ORDERS.replace("to: oms", "to: far");
    assert_eq!(said(id, &["TRADE not_shipped: [pos]", &direct]), ["far: asks for order.ignores"]);
    // Several ways into one system are one question.
    let again = with(ORDERS, "when: 'order.payment == \"paid\"'").replace("orders:", "paid:");
    let asked = questions(id, &["TRADE not_shipped: [pos]", &direct, &again.replace("to: oms", "to: far")]);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].matches("a sale at the till").count(), 1, "{asked:?}");
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
    let many = to("many", "far", "order.lines[0].quantity * 2 > 4");
    assert_eq!(said(id, &[ORDERS, &north, &many]), ["many: at risk"]);
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
    // A condition on the currency takes the orders of that currency, whatever the map's own is.
    let euros = with(ORDERS, "when: 'order.currency == \"EUR\" && order.payment == \"paid\"'");
    assert_eq!(said(id, &[&trade("at_order", "false"), &euros, PICKS]), NOTHING);
    let carried = |contract: &str| with(&by_acme(ORDERS), &format!("contract: {{ {contract} }}"));
    let none = trade("at_order", "false");
    assert_eq!(said(id, &[&none, &by_acme(ORDERS), PICKS]), ["orders: asks for order.payment_states"]);
    assert_eq!(
        said(id, &[&none, &carried("payment_states: [paid], filter_again: false"), PICKS]),
        ["orders: at risk"]
    );
    assert_eq!(said(id, &[&none, &carried("payment_states: [paid], filter_again: true"), PICKS]), NOTHING);
}

/// The questions of one breakpoint.
fn questions(id: &str, lines: &[&str]) -> Vec<String> {
    let asked = found(id, lines).into_iter().filter_map(|it| match it.verdict {
        Verdict::Unknown { question, .. } => Some(question),
        Verdict::AtRisk { .. } => None,
    });
    asked.collect()
}

#[test]
fn a_condition_that_cannot_be_decided_is_asked_about() {
    let when = |name: &str, to: &str, when: &str| {
        format!(
            "{name}: {{ carry: fulfillment_request, from: oms, to: {to}, via: api, within: 5m, when: '{when}' }}"
        )
    };
    let north = when("north", "wms", "order.ship_to.country == \"US\"");
    let some = when("some", "far", "order.lines[0].quantity * 2 > -1");
    let asked = questions("release-filter-excludes-order", &[ORDERS, &north, &some]);
    let why = "`order.lines[0].quantity * 2` calculates with what stands in the document";
    let question = "To IT: which requests to ship does the condition of some leave out, and who ships those?";
    assert_eq!(asked, [format!("{question} It cannot be decided: {why}.")]);
}

#[test]
fn what_mends_without_a_decision_is_offered() {
    let silent = BOOKED.replace(" backstop: every 15m over 48h,", "");
    let trade = "TRADE order_edits: true";
    let untold = found("order-edit-not-propagated", &[trade, "SHOP order.events=[create,cancel]", &silent]);
    assert_eq!(untold[0].edits, [Edit::set(["handoffs", "booked", "backstop"], "every 15m over 48h")]);
    let deaf = ORDERS.replace(", hold, release", "");
    let trade = "TRADE holds: true, hold_latest: 20m";
    let covers = ["hold", "release"].map(|it| Edit::add(["handoffs", "orders", "covers"], it));
    assert_eq!(found("hold-not-honoured", &[trade, "OMS order.hold=true", &deaf, PICKS])[0].edits, covers);
    // Nobody has said that the OMS can hold.
    assert_eq!(found("hold-not-honoured", &[trade, &deaf, PICKS])[0].edits, []);
}

#[test]
fn parcels_go_back_to_where_their_orders_came_from() {
    let id = "fulfilment-writeback-missing";
    let sold = ORDERS.replace("orders:", "sold:").replace("from: shop", "from: market");
    let far = PICKS.replace("picks:", "picks_far:").replace("to: wms", "to: far");
    let own = with(PICKS, "when: '!(order.source in [\"market\"])'");
    let theirs = with(&far, "when: 'order.source == \"market\"'");
    let back = |name: &str, from: &str, to: &str| {
        format!(
            "{name}: {{ carry: shipment, from: {from}, to: {to}, via: webhook, backstop: every 15m over 48h, within: 1h }}"
        )
    };
    let (shipped, confirmed) = (back("shipped", "wms", "shop"), back("confirmed", "far", "market"));
    // Conditions part the two channels: each fulfiller tells its own.
    assert_eq!(said(id, &[ORDERS, &sold, &own, &theirs, &shipped, &confirmed]), NOTHING);
    assert_eq!(said(id, &[ORDERS, &sold, &own, &theirs, &shipped]), ["far: at risk"]);
    // Without conditions each ships for both.
    assert_eq!(
        said(id, &[ORDERS, &sold, PICKS, &far, &shipped, &confirmed]),
        ["wms: at risk", "far: at risk"]
    );
    // The way back is for the orders of another channel.
    let other = with(&confirmed, "when: 'order.source == \"elsewhere\"'");
    assert_eq!(said(id, &[ORDERS, &sold, &own, &theirs, &shipped, &other]), ["far: at risk"]);
    // The way back is for a part of the shop's orders; the rest of them may come on a second handoff.
    let tills = with(&shipped, "when: 'order.source == \"pos\"'");
    assert_eq!(said(id, &[ORDERS, &sold, &own, &theirs, &tills, &confirmed]), ["shipped: at risk"]);
    let rest = with(&back("rest", "wms", "shop"), "when: '!(order.source in [\"market\", \"pos\"])'");
    assert_eq!(said(id, &[ORDERS, &sold, &own, &theirs, &tills, &rest, &confirmed]), NOTHING);
    // One that brings only tracking beside it takes no parcel that the condition leaves out.
    let news = with(&back("news", "wms", "shop"), "covers: [tracking]");
    assert_eq!(said(id, &[ORDERS, &sold, &own, &theirs, &tills, &news, &confirmed]), ["shipped: at risk"]);
    // A condition that parts them by something else is not judged.
    let large = with(&shipped, "when: 'order.lines.size() > 3'");
    assert_eq!(said(id, &[ORDERS, PICKS, &large]), NOTHING);
    // Books that ask hear of it as well, or nothing is invoiced; and it is said once.
    let asked = PICKS.replace("from: oms", "from: erp");
    let invoiced = back("invoiced", "wms", "erp");
    assert_eq!(said(id, &[BOOKED, &asked, &shipped, &invoiced]), NOTHING);
    assert_eq!(said(id, &[BOOKED, &asked, &shipped]), ["wms: at risk"]);
    assert_eq!(said(id, &[BOOKED, &asked]), ["wms: at risk"]);
    assert_eq!(said(id, &[ORDERS, PICKS, &shipped]), NOTHING);
    // A system that routes hears from all whom it asks, or from none.
    let second = PICKS.replace("picks:", "second:").replace("to: wms", "to: far").replace("wms:", "far:");
    let back = |from: &str, to: &str| back(&format!("{from}_{to}"), from, to);
    let (one, two, heard) = (back("wms", "shop"), back("far", "shop"), back("wms", "oms"));
    assert_eq!(said(id, &[ORDERS, PICKS, &second, &one, &two]), NOTHING);
    assert_eq!(said(id, &[ORDERS, PICKS, &second, &one, &two, &heard]), ["far: at risk"]);
    assert_eq!(said(id, &[ORDERS, PICKS, &second, &one, &two, &heard, &back("far", "oms")]), NOTHING);
    // What brings only later news brings no parcel.
    let later = with(&one, "covers: [tracking]");
    assert_eq!(said(id, &[ORDERS, PICKS, &later]), ["wms: at risk"]);
}

#[test]
fn parcels_go_back_to_the_one_shop_that_sold_them() {
    let id = "fulfilment-writeback-missing";
    let sold = ORDERS.replace("orders:", "sold:").replace("shop", "market");
    let back = |to: &str, when: &str| {
        format!("to_{to}: {{ carry: shipment, from: wms, to: {to}, via: poll 5m, within: 1h{when} }}")
    };
    let of = |prefix: &str| format!(", when: 'order.number.startsWith(\"{prefix}\")'");
    let both =
        |one: &str, two: &str| said(id, &[ORDERS, &sold, PICKS, &back("shop", one), &back("market", two)]);
    assert_eq!(both(&of("S-"), &of("M-")), NOTHING);
    assert_eq!(both(&of("S-"), &of("S-")), ["to_market: at risk"]);
    assert_eq!(both("", &of("M-")), ["to_market: at risk"]);
    // Whether they part the orders cannot be told.
    let calculated = ", when: 'order.lines[0].quantity * 2 == 4'";
    assert_eq!(both(&of("S-"), calculated), ["to_market: asks for when"]);
    // Nothing sorts them: each shop is meant to look for its own.
    assert_eq!(both("", ""), NOTHING);
    // The marketplace's orders are orders of the shop as well.
    let taken = "taken: { carry: order, from: market, to: shop, via: poll 5m, within: 5m, covers: [create, cancel], key: { market: id, shop: source_identifier } }";
    assert_eq!(said(id, &[taken, ORDERS, PICKS, &back("shop", ""), &back("market", &of("M-"))]), NOTHING);
}

#[test]
fn every_shop_has_somebody_who_ships_and_hears_what_there_is() {
    let (nobody, stock) = ("release-filter-excludes-order", "oversell-sync-lag");
    let sold = ORDERS.replace("orders:", "sold:").replace("from: shop", "from: market");
    let offer = |to: &str| {
        format!("offer_{to}: {{ carry: inventory, from: wms, to: {to}, via: poll 5m, within: 10m }}")
    };
    assert_eq!(said(nobody, &[ORDERS, PICKS]), NOTHING);
    // A way is taken out of the map, at either end.
    assert_eq!(said(nobody, &[PICKS, &offer("shop")]), ["shop: at risk"]);
    // What brings only changes brings no order.
    assert_eq!(said(nobody, &[&ORDERS.replace("create, ", ""), PICKS]), ["shop: at risk"]);
    let shipped = "shipped: { carry: shipment, from: wms, to: shop, via: webhook, backstop: every 15m over 48h, within: 1h }";
    assert_eq!(said(nobody, &[ORDERS, shipped]), ["shop: at risk"]);
    // Books that hear of refunds hear of orders.
    let refunded = "refunded: { carry: refund, from: shop, to: erp, via: webhook, backstop: every 15m over 48h, within: 1h }";
    assert_eq!(said(nobody, &[ORDERS, PICKS, refunded]), ["erp: at risk"]);
    assert_eq!(said(nobody, &[ORDERS, PICKS, refunded, BOOKED]), NOTHING);
    // Also where a shop asks for goods itself; and where the books are on the way to the goods, the gap is told once.
    let native = PICKS.replace("from: oms", "from: shop").replace("oms:", "shop:");
    assert_eq!(said(nobody, &[&native, refunded]), ["erp: at risk"]);
    let from_books = PICKS.replace("from: oms", "from: erp").replace("oms:", "erp:");
    assert_eq!(said(nobody, &[&from_books, refunded]), ["shop: at risk"]);
    // A map of orders and books alone has nobody who ships.
    assert_eq!(said(nobody, &[BOOKED]), NOTHING);
    let booked = BOOKED.replace("booked:", "sold:").replace("from: shop", "from: market");
    assert_eq!(said(nobody, &[ORDERS, PICKS, &booked]), ["market: asks for order.ships_itself"]);
    assert_eq!(said(nobody, &["MARKET order.ships_itself=true", ORDERS, PICKS, &booked]), NOTHING);
    assert_eq!(
        said(nobody, &["MARKET order.ships_itself=false", ORDERS, PICKS, &booked]),
        ["market: at risk"]
    );
    // One channel is told of the stock that both sell.
    let known = "TRADE fastest_item_per_minute: 0.001, oversell_target: 0.5";
    assert_eq!(said(stock, &[known, ORDERS, &sold, PICKS, &offer("shop"), &offer("market")]), NOTHING);
    assert_eq!(said(stock, &[known, ORDERS, &sold, PICKS, &offer("shop")]), ["market: at risk"]);
    assert_eq!(said(stock, &[known, ORDERS, PICKS, &booked, &offer("shop")]), NOTHING);
    // What the shop is told comes from nobody who counts.
    let (whose, hub) = (
        "AUTHORITY inventory: wms",
        "hub: { carry: inventory, from: oms, to: shop, via: poll 5m, within: 10m }",
    );
    assert_eq!(said(stock, &[known, ORDERS, PICKS, hub]), NOTHING);
    assert_eq!(said(stock, &[known, whose, ORDERS, PICKS, hub]), ["shop: at risk"]);
    let counted = "counted: { carry: inventory, from: wms, to: oms, via: poll 5m, within: 10m }";
    assert_eq!(said(stock, &[known, whose, ORDERS, PICKS, counted, hub]), NOTHING);
    // A map without stock says nothing of it.
    assert_eq!(said(stock, &[ORDERS, &sold, PICKS]), NOTHING);
}

#[test]
fn one_gap_does_not_hide_another() {
    let nobody = "release-filter-excludes-order";
    let asks = |name: &str, to: &str, when: &str| {
        format!(
            "{name}: {{ carry: fulfillment_request, from: oms, to: {to}, via: api, within: 5m, when: '{when}' }}"
        )
    };
    let north = asks("north", "wms", "order.ship_to.country == \"US\"");
    let east = asks("east", "far", "order.ship_to.country == \"FR\"");
    let some = asks("some", "far", "order.lines[0].quantity * 2 > -1");
    let ships = "MARKET order.ships_itself=false";
    let booked = BOOKED.replace("booked:", "sold:").replace("from: shop", "from: market");
    // The shop's orders may fall through; the marketplace's come to nobody in any case.
    assert_eq!(said(nobody, &[ships, ORDERS, &north, &east, &booked]), ["market: at risk", "east: at risk"]);
    assert_eq!(
        said(nobody, &[ships, ORDERS, &north, &some, &booked]),
        ["market: at risk", "some: asks for when"]
    );
    // An order that falls through is not told of its shop as well.
    let of = |name: &str| format!("order.source == \"{name}\"");
    let (one, two) = (asks("one", "wms", &of("market")), asks("two", "far", &of("elsewhere")));
    let sold = ORDERS.replace("orders:", "sold:").replace("from: shop", "from: market");
    assert_eq!(said(nobody, &[ORDERS, &sold, &one, &two]), ["two: at risk"]);
    // Books without the orders of one shop, while another one comes to nobody who ships.
    let refunded = "refunded: { carry: refund, from: shop, to: erp, via: webhook, backstop: every 15m over 48h, within: 1h }";
    let desk = booked.replace("to: erp", "to: desk");
    assert_eq!(said(nobody, &[ships, ORDERS, PICKS, &desk, refunded]), ["market: at risk", "erp: at risk"]);
}

#[test]
fn a_file_has_no_answer_of_its_own() {
    let (id, waits) = ("cancel-pick-race", "TRADE refund_on_cancel: when_confirmed");
    let filed = PICKS.replace("via: webhook, backstop: every 15m over 48h", "via: file 30m");
    assert_eq!(said(id, &[waits, ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &[waits, ORDERS, &filed]), ["picks: asks for cancel_answer"]);
    assert_eq!(
        said(id, &[waits, ORDERS, &with(&filed, "contract: { cancel_answer: later }")]),
        ["picks: at risk"]
    );
    let answer = "answers: { carry: cancellation, from: wms, to: oms, via: file 30m, within: 2h }";
    assert_eq!(said(id, &[waits, ORDERS, &filed, answer]), NOTHING);
}

#[test]
fn customs_is_told_what_it_asks() {
    let id = "address-rejected-or-truncated";
    let fits = "WMS address.too_long=accepted";
    let customs = |fields: &str| with(PICKS, &format!("contract: {{ customs.fields: [{fields}] }}"));
    assert_eq!(said(id, &[fits, ORDERS, &customs("hs_code, origin, value, description, weight")]), NOTHING);
    assert_eq!(said(id, &[fits, ORDERS, &customs("hs_code, value, description")]), ["picks: at risk"]);
    assert_eq!(said(id, &[fits, ORDERS, PICKS]), NOTHING);
}

#[test]
fn what_comes_soonest_counts_and_a_marketplace_holds_nothing() {
    let (id, holds) = ("hold-not-honoured", "TRADE holds: true, hold_latest: 20m");
    let can = "OMS order.hold=true";
    let kept = with(ORDERS, "contract: { hold_window: 30m }");
    let sold = ORDERS.replace("orders:", "sold:").replace("from: shop", "from: market");
    let sold = sold.replace(", hold, release", "");
    assert_eq!(said(id, &[holds, can, &kept, PICKS]), NOTHING);
    // What was kept on its first way is kept on all that follow.
    let (onward, erp_picks) = (
        BOOKED.replace("from: shop", "from: oms").replace("shop:", "oms:"),
        PICKS.replace("from: oms", "from: erp").replace("oms:", "erp:"),
    );
    assert_eq!(said(id, &[holds, can, "ERP order.hold=true", &kept, &onward, &erp_picks]), NOTHING);
    let early = ["ERP order.hold=true", ORDERS, &onward, &erp_picks];
    assert_eq!(said(id, &[[holds, can].as_slice(), &early].concat()), ["booked: at risk", "picks: at risk"]);
    // Nobody holds an order in a marketplace, and what it keeps back is not what the shop keeps back.
    assert_eq!(said(id, &[holds, can, &kept, &sold, PICKS]), NOTHING);
    let slow = with(&sold, "contract: { hold_window: 30m }");
    assert_eq!(said(id, &[holds, can, ORDERS, &slow, PICKS]), ["picks: at risk"]);
    assert_eq!(said(id, &["MARKET order.hold=true", holds, can, &kept, &sold, PICKS]), ["sold: at risk"]);
}

#[test]
fn what_a_brand_does_in_its_shop_is_not_done_in_a_marketplace() {
    let sold = BOOKED.replace("booked:", "sold:").replace("from: shop", "from: market");
    let given_back = "given_back: { carry: refund, from: market, to: erp, via: poll 1h, within: 2h }";
    let both = |id: &str, trade: &str| said(id, &[trade, BOOKED, &sold, given_back]);
    assert_eq!(both("tag-control-race", "TRADE tags_control: true"), ["booked: asks for rules_again"]);
    assert_eq!(
        both("split-tender-misrefund", "TRADE split_payments: true"),
        ["booked: asks for money.tenders"]
    );
    assert_eq!(
        both("gift-card-double-revenue", "TRADE gift_cards: true"),
        ["booked: asks for money.lines", "booked: asks for money.gift_card_paid"]
    );
    let by_hand = "TRADE skus_complete: true, custom_items: true";
    assert_eq!(both("sku-unmapped-or-blank", by_hand), ["booked: at risk"]);
    // An item that is not set up yet may be sold anywhere.
    let new = "TRADE skus_complete: false";
    assert_eq!(both("sku-unmapped-or-blank", new), ["booked: at risk", "sold: at risk"]);
}

#[test]
fn nobody_is_asked_whether_he_keeps_back_what_comes_no_further() {
    let goods = "when: \"order.payment == 'paid' && order.lines.exists(it, it.ships)\"";
    let (open, shut) = (PICKS, with(PICKS, goods));
    let trade = "TRADE not_shipped: [digital], order_edits: true";
    for (id, fact) in
        [("non-shippable-or-test-order-routed", "order.ignores"), ("unpaid-edit-shipped", "order.paid_only")]
    {
        assert_eq!(said(id, &[trade, ORDERS, open]), [format!("oms: asks for {fact}")]);
        assert_eq!(said(id, &[trade, ORDERS, &shut]), NOTHING);
    }
}
