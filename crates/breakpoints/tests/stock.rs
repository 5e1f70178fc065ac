//! What the checks of stock say of small maps. Each breakpoint has its risky map and its mended twin
//! beside this; here are the turns in between.

mod flows;

use seamless_breakpoints::check;

use flows::{NOTHING, flow, said};

/// The orders and the stock of a small shop, with what the two sides agreed about the number.
fn stock(contract: &str) -> [String; 2] {
    [
        "orders: { carry: order, from: shop, to: wms, within: 10m }".to_owned(),
        format!(
            "stock: {{ carry: inventory, from: wms, to: shop, via: poll 5m, within: 10m, contract: {{ {contract} }} }}"
        ),
    ]
}

fn of_stock(id: &str, first: &str, contract: &str) -> Vec<String> {
    let [orders, stock] = stock(contract);
    said(id, &[first, &orders, &stock])
}

#[test]
fn a_number_that_replaces_another_has_to_know_what_is_sold() {
    let id = "snapshot-overwrites-decrement";
    assert_eq!(of_stock(id, "", ""), ["stock: asks for stock.write"]);
    assert_eq!(of_stock(id, "", "stock.write: absolute"), ["stock: at risk"]);
    assert_eq!(of_stock(id, "", "stock.write: absolute, stock.basis: available_less_open_orders"), NOTHING);
    assert_eq!(of_stock(id, "", "stock.write: delta"), NOTHING);
    assert_eq!(of_stock(id, "", "stock.write: compare_and_set"), NOTHING);
    // The shelf is counted, and the shop takes off what it has sold itself.
    let shelf = "stock.write: absolute, stock.basis: on_hand, stock.into: on_hand";
    assert_eq!(of_stock(id, "", shelf), NOTHING);
    assert_eq!(
        of_stock(id, "", "stock.write: absolute, stock.basis: on_hand, stock.into: available"),
        ["stock: at risk"]
    );
    let cannot = "SHOP inventory.compare_and_set=false";
    assert_eq!(of_stock(id, cannot, "stock.write: compare_and_set"), ["stock: at risk"]);
    let two = |authority: &str| {
        let [_, last] = stock("stock.write: delta");
        let first = "counted: { carry: inventory, from: erp, to: shop, within: 1h, contract: { stock.write: delta } }";
        said(id, &[authority, "told: { carry: inventory, from: wms, to: erp, within: 1h }", first, &last])
    };
    assert_eq!(two(""), ["counted: asks for inventory"]);
    // Whose number is right does not keep the other one from writing.
    assert_eq!(two("AUTHORITY inventory: wms"), ["counted: at risk"]);
    assert_eq!(two("AUTHORITY inventory: erp"), ["stock: at risk"]);
    assert_eq!(two("AUTHORITY inventory.quantity: erp"), ["stock: at risk"]);
    // Where each has a condition, no item is in both.
    let part = |name: &str, from: &str, place: &str| {
        format!(
            "{name}: {{ carry: inventory, from: {from}, to: shop, within: 1h, when: 'inventory.place == \"{place}\"', contract: {{ stock.write: delta }} }}"
        )
    };
    let told = "told: { carry: inventory, from: wms, to: erp, within: 1h }";
    let orders = "orders: { carry: order, from: shop, to: wms, within: 10m }";
    assert_eq!(said(id, &[orders, told, &part("one", "wms", "a"), &part("two", "erp", "b")]), NOTHING);
    // Nor need the other one have it from anybody.
    let beside = |from: &str| {
        let [_, last] = stock("stock.write: delta");
        let first = format!(
            "counted: {{ carry: inventory, from: {from}, to: shop, within: 1h, contract: {{ stock.write: delta }} }}"
        );
        said(id, &["AUTHORITY inventory: wms", &first, &last])
    };
    assert_eq!(beside("erp"), ["counted: at risk"]);
}

#[test]
fn a_number_of_stock_means_the_same_on_both_sides() {
    let id = "stock-basis-mismatch";
    assert_eq!(of_stock(id, "", ""), ["stock: asks for stock.basis"]);
    assert_eq!(of_stock(id, "", "stock.basis: on_hand"), ["stock: asks for stock.into"]);
    assert_eq!(of_stock(id, "", "stock.basis: on_hand, stock.into: on_hand"), NOTHING);
    assert_eq!(of_stock(id, "", "stock.basis: available, stock.into: on_hand"), ["stock: at risk"]);
    let right = "stock.basis: available, stock.into: available, stock.write: delta";
    assert_eq!(of_stock(id, "", right), ["stock: at risk"]);
}

#[test]
fn units_go_back_once() {
    let id = "cancel-restock-wrong";
    let both = "SHOP restock.on_cancel=true";
    let of = |lines: &[&str], write: &str| {
        let stock = stock(&format!("stock.write: {write}"));
        let all: Vec<&str> = lines.iter().copied().chain(stock.iter().map(String::as_str)).collect();
        said(id, &all)
    };
    assert_eq!(of(&[], "delta"), ["stock: asks for restock.cancel"]);
    assert_eq!(of(&[both, "WMS restock.on_cancel=true"], "delta"), ["stock: at risk"]);
    // The warehouse's number overwrites what the shop has counted.
    assert_eq!(of(&[both, "WMS restock.on_cancel=true"], "absolute"), NOTHING);
    assert_eq!(
        of(&["SHOP restock.on_cancel=false", "WMS restock.on_cancel=false"], "delta"),
        ["stock: at risk"]
    );
    assert_eq!(of(&["AUTHORITY restock.cancel: wms"], "delta"), NOTHING);
    assert_eq!(of(&["AUTHORITY restock.cancel: wms", both], "delta"), ["stock: at risk"]);
    assert_eq!(
        of(&["AUTHORITY restock.cancel: wms", "WMS restock.on_cancel=false"], "delta"),
        ["stock: at risk"]
    );
    // What the shop has counted is overwritten over two hops, by the number of the warehouse.
    let hop = |name: &str, from: &str, to: &str, write: &str| {
        format!(
            "{name}: {{ carry: inventory, from: {from}, to: {to}, within: 10m, contract: {{ stock.write: {write} }} }}"
        )
    };
    let first = hop("stock", "wms", "erp", "delta");
    let twice = ["AUTHORITY restock.cancel: wms", both, &first, &hop("offer", "erp", "shop", "delta")];
    assert_eq!(said(id, &twice), ["offer: at risk"]);
    let once = ["AUTHORITY restock.cancel: wms", both, &first, &hop("offer", "erp", "shop", "absolute")];
    assert_eq!(said(id, &once), NOTHING);
}

#[test]
fn goods_that_come_back_are_counted_once() {
    let id = "return-double-restock";
    let of = |lines: &[&str]| {
        let stock = stock("stock.write: delta");
        let all: Vec<&str> = lines.iter().copied().chain(stock.iter().map(String::as_str)).collect();
        said(id, &all)
    };
    assert_eq!(of(&[]), ["stock: asks for returns"]);
    assert_eq!(of(&["TRADE returns: false"]), NOTHING);
    assert_eq!(of(&["TRADE returns: true"]), ["stock: asks for restock.return"]);
    assert_eq!(of(&["TRADE returns: true", "AUTHORITY restock.return: wms"]), NOTHING);
    let two = "AUTHORITY restock.return: wms, restock.refund: shop";
    assert_eq!(of(&["TRADE returns: true", two]), ["stock: at risk"]);
    let named = "AUTHORITY restock.return: wms";
    assert_eq!(of(&["TRADE returns: true", named, "WMS restock.on_return=false"]), ["stock: at risk"]);
    assert_eq!(of(&["TRADE returns: true", named, "WMS restock.on_refund=false"]), NOTHING);
    let refunds = "SHOP restock.on_refund=true";
    assert_eq!(of(&["TRADE returns: true", refunds, "WMS restock.on_return=true"]), ["stock: at risk"]);
    assert_eq!(said(id, &["orders: { carry: order, from: shop, to: wms, within: 10m }"]), NOTHING);
}

#[test]
fn an_old_number_is_harmless_where_it_is_refused() {
    let id = "stale-stock-retry";
    let stock = |contract: &str| {
        format!(
            "stock: {{ carry: inventory, from: wms, to: shop, by: acme, within: 1h, contract: {{ {contract} }} }}"
        )
    };
    assert_eq!(said(id, &[&stock("")]), ["stock: asks for inventory.stock.retry"]);
    assert_eq!(said(id, &[&stock("stock.write: compare_and_set")]), NOTHING);
    assert_eq!(said(id, &[&stock("stock.retry: as_sent")]), ["stock: at risk"]);
    assert_eq!(said(id, &[&stock("stock.retry: recomputed")]), NOTHING);
}

#[test]
fn channels_of_one_stock_oversell() {
    let id = "oversell-sync-lag";
    let told = |name: &str, from: &str, to: &str, rest: &str| {
        format!("{name}: {{ carry: inventory, from: {from}, to: {to}, within: 10m, {rest} }}")
    };
    let trade = "TRADE fastest_item_per_minute: 2, oversell_target: 0.01";
    let (one, two) =
        (told("one", "wms", "shop", "via: webhook"), told("two", "wms", "store", "via: webhook"));
    assert_eq!(said(id, &[trade, &one]), NOTHING);
    assert_eq!(said(id, &[&one, &two]), ["one: asks for fastest_item_per_minute"]);
    assert_eq!(
        said(id, &["TRADE fastest_item_per_minute: 2", &one, &two]),
        ["one: asks for oversell_target"]
    );
    assert_eq!(said(id, &[trade, &one, &two]), ["one: at risk"]);
    // The channel that holds less back is the one that oversells.
    let holds = told("one", "wms", "shop", "via: webhook, buffer: 30");
    assert_eq!(said(id, &[trade, &holds, &two]), ["two: at risk"]);
    let both = told("two", "wms", "store", "via: webhook, buffer: 30");
    assert_eq!(said(id, &[trade, &holds, &both]), NOTHING);
    // A shop that hands its stock on sells it as well.
    assert_eq!(said(id, &[trade, &told("two", "shop", "store", "via: webhook")]), ["two: at risk"]);
    // Each channel of a stock of its own.
    let other = told("two", "erp", "store", "via: webhook");
    assert_eq!(said(id, &[trade, &one, &other]), NOTHING);
    // What Seamless is to carry is mended to what the target asks for.
    let found = check(&flow(&[trade, &one, &two]), None).into_iter().map(|it| it.finding);
    let edits = found.filter(|it| it.breakpoint.as_str() == id).flat_map(|it| it.edits).count();
    assert_eq!(edits, 2);
}

#[test]
fn a_shop_is_told_what_there_is_and_by_nobody_where_it_counts_itself() {
    let (orders, own, other) =
        (stock("")[0].clone(), "AUTHORITY inventory: shop", "AUTHORITY inventory: wms");
    let untold = "oversell-sync-lag";
    assert_eq!(said(untold, &[&orders]), NOTHING);
    assert_eq!(said(untold, &[own, &orders]), NOTHING);
    assert_eq!(said(untold, &[other, &orders]), ["shop: at risk"]);
    // Stock has one field, and the map may name that.
    let (own_number, other_number) =
        ("AUTHORITY inventory.quantity: shop", "AUTHORITY inventory.quantity: wms");
    assert_eq!(said(untold, &[other_number, &orders]), ["shop: at risk"]);
    assert_eq!(of_stock(untold, other, ""), NOTHING);
    let over = "snapshot-overwrites-decrement";
    assert_eq!(of_stock(over, other, "stock.write: delta"), NOTHING);
    assert_eq!(of_stock(over, own, "stock.write: delta"), ["stock: at risk"]);
    assert_eq!(of_stock(over, own_number, "stock.write: delta"), ["stock: at risk"]);
}

/// Orders of both channels, the way from them to the warehouse and back, and what the channels are told.
fn pool<'l>(trade: &'l str, between: &[&'l str], told: &'l [String; 2]) -> Vec<String> {
    let orders = [
        "o1: { carry: order, from: shop, to: oms, via: webhook, within: 10s }",
        "o2: { carry: order, from: store, to: oms, via: webhook, within: 10s }",
    ];
    let told = told.iter().map(String::as_str);
    let lines: Vec<&str> =
        [trade].into_iter().chain(orders).chain(between.iter().copied()).chain(told).collect();
    said("oversell-sync-lag", &lines)
}

fn told(from: &str, rest: &str) -> [String; 2] {
    [("s1", "shop"), ("s2", "store")]
        .map(|(name, to)| format!("{name}: {{ carry: inventory, from: {from}, to: {to}, {rest} }}"))
}

const FAST: &str = "TRADE fastest_item_per_minute: 10, units_per_order: 1, oversell_target: 0.01";

#[test]
fn the_whole_way_of_a_sale_counts() {
    // What is asked every minute and may take two hours is two hours late, as what is told is.
    let polled = |buffer: u32| told("oms", &format!("via: poll 1m, within: 2h, buffer: {buffer}"));
    assert_eq!(pool(FAST, &[], &polled(20)), ["s1: at risk"]);
    assert_eq!(pool(FAST, &[], &told("oms", "via: webhook, within: 2h, buffer: 20")), ["s1: at risk"]);
    assert_eq!(pool(FAST, &[], &polled(700)), NOTHING);
    // The OMS is told by the warehouse, slowly, and tells the channels at once.
    let at_once = told("oms", "via: webhook, within: 10s, buffer: 20");
    let picks = "p: { carry: fulfillment_request, from: oms, to: wms, via: file 4h, within: 4h }";
    let counted = "s0: { carry: inventory, from: wms, to: oms, via: file 4h, within: 8h }";
    assert_eq!(pool(FAST, &[picks, counted], &at_once), ["s1: at risk"]);
    // The right number is in the OMS, or it takes off the orders that it knows of.
    assert_eq!(pool(FAST, &["AUTHORITY inventory: oms", picks, counted], &at_once), NOTHING);
    assert_eq!(pool(FAST, &["AUTHORITY inventory.quantity: oms", picks, counted], &at_once), NOTHING);
    let less = told(
        "oms",
        "via: webhook, within: 10s, buffer: 20, contract: { stock.basis: available_less_open_orders }",
    );
    assert_eq!(pool(FAST, &[picks, counted], &less), NOTHING);
    // The order is long on its way to the warehouse, which tells the channels itself.
    let second = "o3: { carry: order, from: oms, to: wms, via: file 4h, within: 10s }";
    let direct = told("wms", "via: webhook, within: 10s, buffer: 20");
    assert_eq!(pool(FAST, &[second], &direct), ["s1: at risk"]);
    assert_eq!(pool(FAST, &[&second.replace("file 4h", "webhook")], &direct), NOTHING);
}

#[test]
fn orders_of_several_units_need_more_held_back() {
    let trade = |units: &str| format!("TRADE fastest_item_per_minute: 10, {units}oversell_target: 0.01");
    let each = |units: &str, buffer: u32| {
        pool(&trade(units), &[], &told("oms", &format!("via: poll 5m, within: 10s, buffer: {buffer}")))
    };
    // Poisson would take 24 for enough.
    assert_eq!(each("units_per_order: 1, ", 24), ["s1: at risk"]);
    assert_eq!(each("units_per_order: 1, ", 34), NOTHING);
    assert_eq!(each("units_per_order: 2, ", 34), ["s1: at risk"]);
    // It is asked for where it matters.
    assert_eq!(each("", 24), ["s1: at risk"]);
    assert_eq!(each("", 34), ["s1: asks for units_per_order"]);
    assert_eq!(each("", 90), NOTHING);
}

#[test]
fn vast_numbers_end() {
    let trade = "TRADE fastest_item_per_minute: 1000000000, units_per_order: 100, oversell_target: 0";
    let held = told("oms", "via: poll 5m, within: 90d, buffer: 1000000000");
    assert_eq!(pool(trade, &[], &held), ["s1: at risk"]);
    let slow = "TRADE fastest_item_per_minute: 0.0001, oversell_target: 0.01";
    assert_eq!(pool(slow, &[], &told("oms", "via: webhook, within: 10s, buffer: 1000000000")), NOTHING);
}

#[test]
fn who_has_gathered_the_stock_is_to_tell_it() {
    let orders = stock("")[0].clone();
    let gathered = "gathered: { carry: inventory, from: wms, to: erp, via: file 1h, within: 2h }";
    let found = check(&flow(&[&orders, gathered]), None).into_iter().map(|it| it.finding);
    let fixes: Vec<String> =
        found.filter(|it| it.breakpoint.as_str() == "oversell-sync-lag").map(|it| it.fix).collect();
    assert_eq!(fixes.len(), 1);
    // That the ERP gets files does not say that it gives them, where it gets other things otherwise.
    assert!(fixes[0].contains("carry: inventory, from: erp, to: shop, via: "), "{}", fixes[0]);
}
