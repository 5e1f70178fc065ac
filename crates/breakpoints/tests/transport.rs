//! What the checks of transport and operations say of small maps. Each breakpoint has its risky map and its mended twin
//! beside this; here are the turns in between.

mod flows;

use jiff::civil::date;

use flows::{NOTHING, TODAY, on_day, said};

#[test]
fn a_ring_ends_where_seamless_or_a_person_carries() {
    let id = "writeback-echo-loop";
    let there =
        "there: { carry: order, from: shop, to: erp, via: poll 5m, by: acme, within: 15m, covers: [create] }";
    let back = |rest: &str| {
        format!("back: {{ carry: order, from: erp, to: shop, {rest}, within: 15m, covers: [edit] }}")
    };
    assert_eq!(said(id, &[there, &back("via: poll 5m, by: acme")]), ["back: asks for order.echo_filter"]);
    assert_eq!(said(id, &[there, &back("via: poll 5m")]), NOTHING);
    assert_eq!(said(id, &[there, &back("via: manual, by: acme")]), NOTHING);
    assert_eq!(said(id, &[there, &back("via: poll 5m, by: acme, mode: paused")]), NOTHING);
    assert_eq!(said(id, &["ACME echo_filter=true", there, &back("via: poll 5m, by: acme")]), NOTHING);
    assert_eq!(
        said(id, &["ACME echo_filter=false", there, &back("via: poll 5m, by: acme")]),
        ["back: at risk"]
    );
}

#[test]
fn two_that_change_the_same_documents_need_one_with_the_last_word() {
    let id = "writeback-echo-loop";
    let way = |name: &str, from: &str, to: &str| {
        format!("{name}: {{ carry: order, from: {from}, to: {to}, within: 5m, covers: [create, edit] }}")
    };
    let (one, two) = (way("one", "shop", "oms"), way("two", "oms", "erp"));
    let three = way("three", "shop", "erp");
    assert_eq!(said(id, &[&one, &two]), NOTHING);
    assert_eq!(said(id, &[&one, &two, &three]), ["two: asks for order"]);
    assert_eq!(said(id, &["AUTHORITY order.lines: oms", &one, &two, &three]), NOTHING);
    let taking = |way: &str, when: &str| way.replace("within", &format!("when: '{when}', within"));
    let (home, abroad) = ("order.ship_to.country == \"US\"", "order.ship_to.country != \"US\"");
    assert_eq!(said(id, &[&one, &taking(&two, home), &taking(&three, abroad)]), NOTHING);
    assert_eq!(
        said(id, &[&one, &taking(&two, home), &taking(&three, "!order.test")]),
        ["two: asks for order"]
    );
}

#[test]
fn an_old_message_is_no_matter_of_polls_or_of_creation_alone() {
    let id = "stale-payload-overwrite";
    let orders = |rest: &str| format!("orders: {{ carry: order, from: shop, to: oms, within: 5m, {rest} }}");
    assert_eq!(
        said(id, &[&orders("by: acme, covers: [create, edit]")]),
        ["orders: asks for order.version_guard"]
    );
    assert_eq!(said(id, &[&orders("covers: [create, edit]")]), NOTHING);
    assert_eq!(said(id, &[&orders("by: acme, covers: [create]")]), NOTHING);
    assert_eq!(said(id, &[&orders("by: acme, via: poll 5m, covers: [create, edit]")]), NOTHING);
    assert_eq!(said(id, &["SHOP order.ordered=true", &orders("by: acme, covers: [create, edit]")]), NOTHING);
}

#[test]
fn what_comes_before_its_order_matters_where_orders_come_too() {
    let id = "event-out-of-order-dropped";
    let refunded = "refunded: { carry: refund, from: shop, to: erp, by: acme, within: 1h }";
    let orders = "orders: { carry: order, from: shop, to: erp, by: acme, via: poll 5m, within: 15m }";
    assert_eq!(said(id, &[refunded]), NOTHING);
    assert_eq!(said(id, &[orders, refunded]), ["refunded: asks for refund.orphans"]);
    assert_eq!(said(id, &["ACME refund.orphans=fetched", orders, refunded]), NOTHING);
    assert_eq!(said(id, &[orders, "refunded: { carry: refund, from: shop, to: erp, within: 1h }"]), NOTHING);
}

#[test]
fn a_subscription_matters_where_nothing_asks_the_source() {
    let id = "webhook-subscription-removed";
    let orders = |rest: &str| format!("orders: {{ carry: order, from: shop, to: oms, within: 5m, {rest} }}");
    assert_eq!(said(id, &[&orders("via: webhook")]), ["orders: at risk"]);
    assert_eq!(said(id, &[&orders("via: poll 5m")]), NOTHING);
    assert_eq!(
        said(id, &["SHOP webhook.subscription_removed_after_failures=0", &orders("via: webhook")]),
        NOTHING
    );
    assert_eq!(said(id, &["ACME order.backstop=true", &orders("by: acme")]), NOTHING);
    assert_eq!(said(id, &["ACME webhook.audited=false", &orders("by: acme")]), ["orders: at risk"]);
    // One carrier that listens to one source is asked once, and a vendor of whom nothing is known once.
    let shipped = "shipped: { carry: shipment, from: shop, to: oms, by: acme, within: 5m }";
    assert_eq!(said(id, &[&orders("by: acme"), shipped]), ["orders: asks for webhook.audited"]);
    let picks = "picks: { carry: shipment, from: wms, to: oms, within: 5m }";
    let stock = "money: { carry: refund, from: wms, to: oms, within: 5m }";
    assert_eq!(said(id, &[picks, stock]), ["wms: asks for webhook.subscription_removed_after_failures"]);
}

#[test]
fn a_cursor_by_change_needs_an_overlap_and_one_by_creation_loses_changes() {
    let id = "cursor-gap-missed-update";
    let booked =
        |rest: &str| format!("booked: {{ carry: order, from: oms, to: erp, by: acme, within: 1h, {rest} }}");
    let changes = booked("via: poll 5m, covers: [create, edit]");
    assert_eq!(said(id, &["ACME cursor.field=number", &changes]), ["booked: at risk"]);
    assert_eq!(said(id, &["ACME cursor.field=full", &changes]), NOTHING);
    assert_eq!(said(id, &["ACME cursor.field=changed", &changes]), ["booked: asks for order.cursor.overlap"]);
    assert_eq!(said(id, &["ACME cursor.field=changed cursor.overlap=0s", &changes]), ["booked: at risk"]);
    assert_eq!(said(id, &["ACME cursor.field=number", &booked("via: poll 5m, covers: [create]")]), NOTHING);
}

#[test]
fn long_orders_matter_where_somebody_else_carries_them() {
    let id = "nested-page-truncation";
    let ours = "orders: { carry: order, from: shop, to: oms, within: 5m }";
    let theirs = "orders: { carry: order, from: shop, to: oms, by: acme, within: 5m }";
    assert_eq!(said(id, &[ours]), NOTHING);
    assert_eq!(said(id, &[theirs]), ["orders: asks for lines_most"]);
    assert_eq!(said(id, &["TRADE lines_most: 40", theirs]), ["orders: asks for order.lines_most"]);
    assert_eq!(said(id, &["TRADE lines_most: 40", "ACME lines_most=40", theirs]), NOTHING);
    assert_eq!(said(id, &["TRADE lines_most: 40", "ACME lines_most=39", theirs]), ["orders: at risk"]);
    assert_eq!(
        said(id, &["TRADE lines_most: 40", "ACME lines_most=0", "OMS order.lines_most=20", theirs]),
        ["orders: at risk"]
    );
}

#[test]
fn sixty_days_are_enough_where_nothing_older_is_needed() {
    let id = "history-window-60-days";
    let orders = |over: &str| {
        format!("orders: {{ carry: order, from: shop, to: oms, backstop: every 1h over {over}, within: 5m }}")
    };
    let refunded = "refunded: { carry: refund, from: shop, to: erp, within: 1h }";
    assert_eq!(said(id, &[&orders("2d")]), NOTHING);
    assert_eq!(said(id, &[&orders("90d")]), ["shop: asks for access.scopes"]);
    assert_eq!(said(id, &["SHOP access.scopes=[read_orders]", &orders("90d")]), ["shop: at risk"]);
    assert_eq!(said(id, &["SHOP access.scopes=[read_all_orders]", &orders("90d")]), NOTHING);
    assert_eq!(said(id, &[refunded]), ["shop: asks for return_window"]);
    assert_eq!(said(id, &["TRADE returns: false", refunded]), NOTHING);
    assert_eq!(said(id, &["TRADE return_window: 30d", refunded]), NOTHING);
    assert_eq!(said(id, &["TRADE return_window: 90d", refunded]), ["shop: asks for access.scopes"]);
}

#[test]
fn a_grant_to_write_is_one_to_read() {
    let id = "credential-scope-lapse";
    let orders = "orders: { carry: order, from: shop, to: oms, within: 5m }";
    let oms = "OMS access.renewed_by_itself=true";
    assert_eq!(said(id, &[oms, orders]), ["shop: asks for access.scopes"]);
    assert_eq!(said(id, &[oms, "SHOP access.scopes=[read_products]", orders]), ["shop: at risk"]);
    assert_eq!(said(id, &[oms, "SHOP access.scopes=[write_orders]", orders]), NOTHING);
    assert_eq!(
        said(id, &["SHOP access.scopes=[read_orders]", orders]),
        ["oms: asks for access.renewed_by_itself"]
    );
}

#[test]
fn a_version_ends_on_a_day() {
    let id = "api-version-sunset";
    let orders = "orders: { carry: order, from: shop, to: oms, within: 5m }";
    assert_eq!(on_day(id, &[orders], Some(TODAY)), NOTHING);
    assert_eq!(on_day(id, &[orders], Some(date(2027, 7, 2))), NOTHING);
    assert_eq!(on_day(id, &[orders], Some(date(2027, 8, 1))), ["shop: at risk"]);
    assert_eq!(on_day(id, &[orders], Some(date(2028, 1, 1))), ["shop: at risk"]);
    assert_eq!(on_day(id, &[orders], None), NOTHING);
    let theirs = "orders: { carry: order, from: shop, to: oms, by: acme, within: 5m }";
    assert_eq!(on_day(id, &[theirs], None), ["orders: asks for api.supported_until"]);
    let unsaid = ["OMS api.version=v2", "orders: { carry: order, from: oms, to: erp, within: 5m }"];
    assert_eq!(on_day(id, &unsaid, None), ["oms: asks for api.supported_until"]);
}

#[test]
fn a_change_of_carriers_needs_a_day_or_a_key_that_is_unique() {
    let id = "cutover-double-import";
    let way = |name: &str, rest: &str| {
        format!(
            "{name}: {{ carry: order, from: shop, to: erp, within: 5m, key: {{ shop: name, erp: ref }}, {rest} }}"
        )
    };
    let old = way("old", "by: acme");
    assert_eq!(said(id, &[&old]), NOTHING);
    assert_eq!(said(id, &[&old, &way("new", "mode: carry 10%")]), ["new: at risk"]);
    assert_eq!(said(id, &[&old, &way("new", "mode: shadow")]), ["new: asks for import_from"]);
    assert_eq!(said(id, &[&old, &way("new", "mode: paused, covers: [edit]")]), NOTHING);
    assert_eq!(
        said(id, &[&old, &way("new", "mode: paused, contract: { import_from: \"2026-12-01\" }")]),
        NOTHING
    );
    let unique = "ERP order.unique_external_ref=true";
    assert_eq!(said(id, &[unique, &old, &way("new", "mode: carry 10%")]), NOTHING);
    // Who carries where Seamless looks on is known: nothing is asked of the onlooker.
    let looks_on = way("new", "mode: observe");
    assert_eq!(said("webhook-missed-order", &[&old, &looks_on]), ["old: asks for order.backstop"]);
    assert_eq!(said("webhook-missed-order", &[&looks_on]), ["new: asks for by"]);
}

#[test]
fn deleting_matters_where_people_keep_records() {
    let id = "delete-cascade-and-unlink";
    let booked = |rest: &str| format!("booked: {{ carry: order, from: shop, to: erp, within: 5m{rest} }}");
    assert_eq!(said(id, &[&booked("")]), ["erp: asks for deletable"]);
    assert_eq!(said(id, &["ERP deletable=false", &booked("")]), NOTHING);
    assert_eq!(said(id, &["ERP deletable=true", &booked("")]), ["booked: at risk"]);
    assert_eq!(said(id, &["ERP deletable=true", &booked(", by: acme")]), ["booked: asks for brought_again"]);
    assert_eq!(said(id, &["ERP deletable=true", "ACME brought_again=true", &booked(", by: acme")]), NOTHING);
    assert_eq!(said(id, &["picks: { carry: order, from: shop, to: wms, within: 5m }"]), NOTHING);
}

#[test]
fn what_fails_is_somebodys() {
    let id = "exception-without-owner";
    let orders = "orders: { carry: order, from: shop, to: oms, by: acme, within: 5m }";
    let stock = "stock: { carry: inventory, from: wms, to: shop, by: acme, within: 5m }";
    assert_eq!(said(id, &[orders]), NOTHING);
    assert_eq!(said(id, &[orders, stock]), ["stock: asks for errors.alert"]);
    assert_eq!(said(id, &["ACME errors.alert=false", stock]), ["stock: at risk"]);
    // What the owner's own people do by hand fails before their eyes.
    let by_hand = "shorts: { carry: cancellation, from: wms, to: oms, via: manual, within: 4h }";
    assert_eq!(said(id, &[by_hand]), NOTHING);
}

#[test]
fn a_carrier_is_asked_once_for_what_it_does_everywhere() {
    let one = "one: { carry: order, from: shop, to: oms, by: acme, within: 5m }";
    let two = "two: { carry: refund, from: shop, to: erp, by: acme, within: 5m }";
    assert_eq!(said("config-drift", &[one, two]), ["one: asks for settings.compared"]);
    assert_eq!(said("silent-skip-marked-success", &[one, two]), ["one: asks for errors.by_document"]);
    let same = "ACME codes.sku=same codes.location=same codes.ship_method=same";
    assert_eq!(said("config-drift", &[same, one, two]), NOTHING);
    let ours = "one: { carry: order, from: shop, to: oms, within: 5m }";
    assert_eq!(said("config-drift", &[ours]), NOTHING);
    assert_eq!(said("silent-skip-marked-success", &[ours]), NOTHING);
}

#[test]
fn more_is_asked_than_is_answered() {
    let id = "rate-limit-backlog";
    let booked = "booked: { carry: order, from: oms, to: erp, via: poll 1m, within: 15m }";
    // 90 orders a minute, a look-up and a write each: 3 calls a second.
    assert_eq!(said(id, &[booked]), ["erp: asks for rate.calls_per_second"]);
    assert_eq!(said(id, &["ERP rate.calls_per_second=2", booked]), ["erp: at risk"]);
    // What waits is through before it is due: two minutes of fifteen.
    assert_eq!(said(id, &["ERP rate.calls_per_second=2.9", booked]), NOTHING);
    let urgent = booked.replace("15m", "2m");
    assert_eq!(said(id, &["ERP rate.calls_per_second=2.9", &urgent]), ["erp: at risk"]);
    assert_eq!(said(id, &["ERP rate.calls_per_second=3.1", booked]), NOTHING);
    assert_eq!(said(id, &["ERP rate.calls_per_minute=100", booked]), ["erp: at risk"]);
    assert_eq!(said(id, &["ERP rate.concurrent=1", booked]), ["erp: at risk"]);
    assert_eq!(said(id, &["ERP rate.concurrent=10", booked]), NOTHING);
    let file = "booked: { carry: order, from: oms, to: erp, via: file 1h, within: 2h }";
    assert_eq!(said(id, &[file]), NOTHING);
    // Polls alone can be too many.
    let eager = "booked: { carry: order, from: oms, to: erp, via: poll 1s, within: 15m }";
    let slow = "OMS rate.calls_per_second=0.5";
    assert_eq!(said(id, &[slow, "ERP rate.calls_per_second=9", eager]), ["oms: at risk"]);
    // Shopify's budget is of points: a parcel costs eleven.
    let shipped = "shipped: { carry: shipment, from: wms, to: shop, within: 5m }";
    let wms = "WMS rate.calls_per_second=9";
    assert_eq!(said(id, &[wms, shipped]), NOTHING);
    assert_eq!(said(id, &[wms, "SHOP rate.points_per_second=10", shipped]), ["shop: at risk"]);
}

/// An order is sold in one of several places: they have the peak together, and each has a part of it.
#[test]
fn places_that_sell_share_the_peak() {
    let id = "rate-limit-backlog";
    let way = |from: &str| {
        format!("of_{from}: {{ carry: order, from: {from}, to: erp, via: poll 1m, within: 15m }}")
    };
    let (one, two) = (way("shop"), way("store"));
    assert_eq!(said(id, &["ERP rate.calls_per_second=3.1", &one, &two]), NOTHING);
    assert_eq!(said(id, &["ERP rate.calls_per_second=2", &one, &two]), ["erp: at risk"]);
    let shipped = "shipped: { carry: shipment, from: wms, to: shop, via: poll 1m, within: 5m }";
    let narrow = |more: &str| format!("SHOP rate.points_per_second=10 rate.bucket_points=0 {more}");
    let known = ["ERP rate.calls_per_second=9", "WMS rate.calls_per_second=9", &one, &two, shipped];
    let with = |shop: &str| said(id, &[&known[..], &[shop]].concat());
    assert_eq!(with(&narrow("")), ["shop: asks for order.peak_per_minute"]);
    assert_eq!(with(&narrow("order.peak_per_minute=20")), NOTHING);
    assert_eq!(with(&narrow("order.peak_per_minute=80")), ["shop: at risk"]);
}

#[test]
fn what_is_put_down_as_a_file_is_told_apart_by_its_reference() {
    let id = "timeout-after-commit-duplicate";
    let picks = "picks: { carry: fulfillment_request, from: oms, to: wms, via: file 15m, within: 1h }";
    let fact = |what: &str| format!("fulfillment_request.{what}");
    let (lookup, unique) = (fact("lookup_by_external"), fact("unique_external_ref"));
    let wms = |more: &str| format!("WMS {lookup}=false {more}");
    assert_eq!(said(id, &[picks]), [format!("picks: asks for {lookup}")]);
    assert_eq!(said(id, &[&wms(""), picks]), [format!("picks: asks for {unique}")]);
    assert_eq!(said(id, &[&wms(&format!("{unique}=true")), picks]), NOTHING);
    assert_eq!(said(id, &[&wms(&format!("{unique}=false")), picks]), ["picks: at risk"]);
}
