//! What the checks of money, of dates and of authority say of small maps. Each breakpoint has its risky map and its
//! mended twin beside this; here are the turns in between.

mod small;

use seamless_breakpoints::Verdict;
use small::{BOOKED, NOTHING, ORDERS, PICKS, by_acme, found, said, with};

/// Refunds of the shop, into the books.
const REFUNDED: &str = "refunded: { carry: refund, from: shop, to: erp, via: webhook, backstop: every 15m over 48h, within: 1h }";

/// The example of the first finding of one breakpoint.
fn witness(id: &str, lines: &[&str]) -> String {
    match found(id, lines).into_iter().next().map(|it| it.verdict) {
        Some(Verdict::AtRisk { witness }) => witness,
        other => panic!("{id}: {other:?}"),
    }
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
fn each_of_several_ways_of_payments_is_judged() {
    let id = "gift-card-double-revenue";
    let sale = with(BOOKED, "contract: { money.lines: [gift_card] }");
    let paid = |name: &str, from: &str, how: &str| {
        format!(
            "{name}: {{ carry: payment, from: {from}, to: erp, via: poll 5m, within: 1h, contract: {{ money.gift_card_paid: {how} }} }}"
        )
    };
    let trade = "gift_cards: true";
    let (wrong, right) = (paid("one", "shop", "sale"), paid("two", "desk", "liability"));
    assert_eq!(said(id, &[&format!("TRADE {trade}"), &sale, &wrong, &right]), ["one: at risk"]);
    assert_eq!(said(id, &[&format!("TRADE {trade}"), &sale, &right]), NOTHING);
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
    // What a marketplace sells, the shop does not refund: each has a form of its own.
    let of_market = |it: &str| it.replace("from: shop", "from: market").replace("shop:", "market:");
    let sold = of_market(&on(BOOKED, "in_price")).replace("booked:", "sold:");
    assert_eq!(said(id, &[trade, &sold, &line, &on(REFUNDED, "per_line")]), NOTHING);
    let both = [trade, &sold, &line, &of_market(&on(REFUNDED, "per_line"))];
    assert_eq!(said(id, &both), ["refunded: at risk"]);
    let (mixed, trade) = ("currency-basis-mixed", "TRADE currencies: [USD, CAD]");
    let of = |handoff: &str, money: &str| with(handoff, &format!("contract: {{ money.currency: {money} }}"));
    let theirs = of_market(&of(BOOKED, "presentment")).replace("booked:", "sold:");
    assert_eq!(said(mixed, &[trade, &theirs, &of(BOOKED, "shop"), &of(REFUNDED, "shop")]), NOTHING);
    let credited = of_market(&of(REFUNDED, "shop"));
    assert_eq!(said(mixed, &[trade, &theirs, &of(BOOKED, "shop"), &credited]), ["refunded: at risk"]);
    let tax = "tax-rounding-drift";
    let given = with(BOOKED, "contract: { money.tax: from_source }");
    let net_only = "ERP taxes.included=false";
    assert_eq!(said(tax, &["TRADE taxes: included", net_only, &given]), ["booked: at risk"]);
    assert_eq!(said(tax, &["TRADE taxes: added", net_only, &given]), NOTHING);
    assert_eq!(said(tax, &["TRADE taxes: included", &given]), ["erp: asks for taxes.included"]);
    assert_eq!(said(tax, &["TRADE taxes: included", "ERP taxes.included=true", &given]), NOTHING);
    let net = with(BOOKED, "contract: { money.tax: from_source, money.lines: [rounding] }");
    assert_eq!(said(tax, &["TRADE taxes: included", net_only, &net]), NOTHING);
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
    let redated =
        with(BOOKED, "contract: { date.of: paid, date.zone: America/New_York, period.late: next_open }");
    assert_eq!(said(id, &["ERP period.late=refused", &redated]), NOTHING);
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
    // Half an hour in which the customer may still change the order is on the way as well.
    let kept = with(PICKS, "contract: { hold_window: 30m }");
    assert_eq!(said(id, &[&promised("14:24"), &phoenix, ORDERS, &kept]), NOTHING);
    assert_eq!(said(id, &[&promised("14:25"), &phoenix, ORDERS, &kept]), ["wms: at risk"]);
    assert_eq!(said(id, &[&phoenix, ORDERS, PICKS]), ["wms: asks for cutoff_promised"]);
    assert_eq!(said(id, &[&wms("America/New_York"), ORDERS, PICKS]), NOTHING);
    assert_eq!(said(id, &["WMS cutoff.time=\"13:00\"", ORDERS, PICKS]), ["wms: asks for cutoff.timezone"]);
    // A marketplace promises by settings of its own.
    let sold = ORDERS.replace("orders:", "sold:").replace("from: shop", "from: market");
    let far = PICKS.replace("to: wms", "to: far");
    let away = "FAR cutoff.time=\"13:00\" cutoff.timezone=Europe/Berlin";
    assert_eq!(said(id, &[&promised("14:00"), away, &sold, &far]), NOTHING);
    let theirs = with(&far, "when: 'order.source == \"market\"'");
    assert_eq!(said(id, &[&promised("14:00"), away, ORDERS, &sold, &theirs]), NOTHING);
    assert_eq!(said(id, &[&promised("14:00"), away, ORDERS, &sold, &far]), ["far: at risk"]);
}

#[test]
fn each_shop_is_judged_by_its_own_way_to_the_cut_off() {
    let id = "date-bucket-and-period-mismatch";
    let (promised, wms) =
        ("TRADE cutoff_promised: \"12:00\"", "WMS cutoff.time=\"13:00\" cutoff.timezone=America/New_York");
    let fast = "fast: { carry: order, from: shop, to: wms, via: webhook, within: 10s }";
    let slow = "slow: { carry: order, from: desk, to: wms, via: poll 4h, within: 8h }";
    assert_eq!(said(id, &[promised, wms, fast]), NOTHING);
    assert_eq!(said(id, &[promised, wms, slow]), ["wms: at risk"]);
    assert_eq!(said(id, &[promised, wms, fast, slow]), ["wms: at risk"]);
}

#[test]
fn a_marketplace_hears_of_parcels_when_it_demands_it() {
    let id = "date-bucket-and-period-mismatch";
    let sold = "sold: { carry: order, from: market, to: far, via: poll 15m, within: 45m }";
    let back = "back: { carry: shipment, from: far, to: market, via: poll 15m, within: 45m }";
    let far = "FAR cutoff.time=\"13:00\" cutoff.timezone=Europe/Berlin cutoff.days=[mon,tue,wed,thu,fri]";
    let demands = |within: &str, more: &str| {
        format!("MARKET promise.ship_within={within} promise.timezone=America/New_York {more}")
    };
    assert_eq!(said(id, &[far, sold, back]), ["market: asks for promise.ship_within"]);
    assert_eq!(
        said(id, &["MARKET promise.ship_within=1d", far, sold, back]),
        ["market: asks for promise.timezone"]
    );
    // An order of the morning in New York is behind the cut-off in Berlin, and leaves on the next day.
    assert_eq!(said(id, &[&demands("1d", ""), far, sold, back]), NOTHING);
    assert_eq!(said(id, &[&demands("0d", ""), far, sold, back]), ["market: at risk"]);
    let says = witness(id, &[&demands("0d", ""), far, sold, back]);
    assert!(says.contains("(America/New_York)") && says.contains("(Europe/Berlin)"), "{says}");
    // Whole days there: what comes after midnight in Berlin counts as one of the next day.
    let until = "promise.cutoff=\"05:59\"";
    assert_eq!(said(id, &[&demands("0d", until), far, sold, back]), NOTHING);
    // For three weeks of the year the clocks are five hours apart and not six.
    let summer = "promise.cutoff=\"06:30\"";
    assert_eq!(said(id, &[&demands("0d", summer), far, sold, back]), ["market: at risk"]);
    // Hours go on over a weekend on which nobody ships.
    assert_eq!(said(id, &[&demands("36h", ""), far, sold, back]), ["market: at risk"]);
    assert_eq!(said(id, &[&demands("80h", ""), far, sold, back]), NOTHING);
    // Word of the parcel is on its way as well.
    let late = back.replace("within: 45m", "within: 1d");
    assert_eq!(said(id, &[&demands("1d", ""), far, sold, &late]), ["market: at risk"]);
    // When goods leave has to be known; who ships by itself is asked nothing, and nobody ships for shops.
    assert_eq!(said(id, &[&demands("1d", ""), sold, back]), ["far: asks for cutoff.time"]);
    assert_eq!(said(id, &["MARKET order.ships_itself=true", far, sold, back]), NOTHING);
    assert_eq!(said(id, &[far, sold]), NOTHING);
}

#[test]
fn books_hear_of_the_orders_of_each_shop_of_whose_refunds_they_hear() {
    let id = "release-filter-excludes-order";
    let refunded = |from: &str| {
        format!("refunded-{from}: {{ carry: refund, from: {from}, to: erp, via: poll 1h, within: 2h }}")
    };
    let (own, theirs) = (refunded("shop"), refunded("market"));
    let sold = ORDERS.replace("orders:", "sold:").replace("from: shop", "from: market");
    let all = [ORDERS, &sold, PICKS, BOOKED, &own];
    assert_eq!(said(id, &all), NOTHING);
    assert_eq!(said(id, &[&all[..], &[&theirs]].concat()), ["erp: at risk"]);
    // Over the OMS its orders are booked as well, unless a condition leaves them out.
    let on = "passed: { carry: order, from: oms, to: erp, via: api, within: 5m }";
    assert_eq!(said(id, &[&all[..], &[&theirs, on]].concat()), NOTHING);
    let left_out = with(on, "when: 'order.source != \"market\"'");
    assert_eq!(said(id, &[&all[..], &[&theirs, &left_out]].concat()), ["erp: at risk"]);
}
