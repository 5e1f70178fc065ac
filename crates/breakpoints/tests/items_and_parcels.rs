//! What the checks of items, addresses and parcels say of small maps, fact by fact: data in, findings out.

use seamless_breakpoints::{Verdict, breakpoint};
use seamless_flow::{Flow, load, render};

const HEAD: &str = r#"
flow: small
title: Small
timezone: UTC
currency: USD
volume: { orders_per_day: 1200, average_order: 84.00 }
trade: { TRADE }
teams: { it: { title: IT } }
systems:
  shop: { kind: shopify, role: storefront, team: it, shop: small.myshopify.com, secret: "${S}", token: "${T}" }
  second: { kind: shopify, role: storefront, team: it, shop: second.myshopify.com, secret: "${S}", token: "${T}" }
  oms: { kind: http, role: oms, team: it, url: "https://oms.example", token: "${T}", facts: { OMS } }
  erp: { kind: http, role: erp, team: it, url: "https://erp.example", token: "${T}", facts: { ERP } }
  wms: { kind: http, role: wms, team: it, url: "https://wms.example", token: "${T}", facts: { WMS } }
  east: { kind: http, role: 3pl, team: it, url: "https://east.example", token: "${T}" }
carriers:
  acme: { title: Acme, team: it, facts: { ACME } }
handoffs:
"#;

/// A map of these parts; what is not said is empty. `set` gives facts as `TRADE name=value`.
fn flow(handoffs: &[&str], set: &[&str]) -> Flow {
    let mut head = HEAD.to_owned();
    for place in ["TRADE", "OMS", "ERP", "WMS", "ACME"] {
        let facts = set.iter().filter_map(|it| it.strip_prefix(place)?.trim().split_once('='));
        let facts: Vec<String> = facts
            .map(|(name, value)| match place {
                "TRADE" => format!("{name}: {value}"),
                _ => format!("{name}: {{ value: {value}, reason: test }}"),
            })
            .collect();
        head = head.replace(&format!("{{ {place} }}"), &format!("{{ {} }}", facts.join(", ")));
    }
    let map: String = handoffs.iter().map(|it| format!("  {it}\n")).collect();
    let map = format!("{head}{map}");
    let loaded = load("flow.yaml", &mut |_| Ok(map.clone().into_bytes()));
    loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)))
}

/// What one check says: `!place` at risk, `?fact` asked; nothing is "".
fn said(id: &str, handoffs: &[&str], set: &[&str]) -> String {
    let flow = flow(handoffs, set);
    let breakpoint = breakpoint(id).expect("it is in the catalogue");
    let all = breakpoint.findings(&flow, None).into_iter().map(|it| match &it.verdict {
        Verdict::AtRisk { .. } => format!("!{}", it.spot.name()),
        Verdict::Unknown { fact, .. } => format!("?{}", fact.name),
    });
    all.collect::<Vec<_>>().join(" ")
}

/// An order by webhook, with more of it.
fn order(id: &str, from: &str, to: &str, more: &str) -> String {
    format!(
        "{id}: {{ carry: order, from: {from}, to: {to}, via: webhook, within: 5m, covers: [create, edit, cancel], key: {{ {from}: name, {to}: reference }}{more} }}"
    )
}

fn parcel(id: &str, from: &str, to: &str, more: &str) -> String {
    format!(
        "{id}: {{ carry: shipment, from: {from}, to: {to}, via: webhook, within: 5m, key: {{ {from}: tracking, {to}: tracking }}{more} }}"
    )
}

#[test]
fn numbers_of_two_shops_meet_only_where_they_are_the_key() {
    let id = "order-number-collision";
    let (one, two) = (order("one", "shop", "oms", ""), order("two", "second", "oms", ""));
    let distinct = ["TRADE order_numbers_distinct=false"];
    assert_eq!(said(id, &[&one, &two], &[]), "?order_numbers_distinct");
    assert_eq!(said(id, &[&one, &two], &distinct), "!two");
    assert_eq!(said(id, &[&one, &two], &["TRADE order_numbers_distinct=true"]), "");
    assert_eq!(said(id, &[&one], &distinct), "");
    let by_id = two.replace("second: name", "second: id");
    assert_eq!(said(id, &[&one, &by_id], &distinct), "");
    // The second shop's number goes on under the OMS's own name, and the first one's does not meet it in the ERP.
    let own = order("booked", "oms", "erp", "").replace("oms: name", "oms: id");
    let direct = order("two", "second", "erp", "");
    assert_eq!(said(id, &[&one, &own, &direct], &distinct), "");
    let passed = order("booked", "oms", "erp", "").replace("oms: name", "oms: reference");
    assert_eq!(said(id, &[&one, &passed, &direct], &distinct), "!booked");
}

/// Where the map does not say by what orders are known, it may be their number.
#[test]
fn numbers_of_two_shops_are_asked_for_where_no_key_is_said() {
    let id = "order-number-collision";
    let (one, two) = (order("one", "shop", "oms", ""), order("two", "second", "oms", ""));
    let bare = |it: &str| it.split_once(", key").map(|it| format!("{} }}", it.0)).expect("it has a key");
    assert_eq!(said(id, &[&bare(&one), &two], &[]), "?order_numbers_distinct");
    assert_eq!(said(id, &[&one, &bare(&two)], &[]), "?order_numbers_distinct");
    assert_eq!(said(id, &[&bare(&one), &bare(&two)], &[]), "?order_numbers_distinct");
    assert_eq!(said(id, &[&bare(&one), &bare(&two)], &["TRADE order_numbers_distinct=true"]), "");
    assert_eq!(said(id, &[&bare(&one)], &[]), "");
    // Where they can be the same, what they are known by has to be written first: that is told of each of the two.
    let same = ["TRADE order_numbers_distinct=false"];
    assert_eq!(said(id, &[&bare(&one), &bare(&two)], &same), "");
    assert_eq!(said("line-identity-lost", &[&bare(&one), &bare(&two)], &same), "!one !two");
    assert_eq!(said(id, &[&bare(&one), &two.replace("second: name", "second: id")], &[]), "");
}

#[test]
fn items_without_a_code_stop_orders_in_sight_or_out_of_it() {
    let id = "sku-unmapped-or-blank";
    let (ours, theirs) = (order("ours", "shop", "wms", ""), order("theirs", "shop", "erp", ", by: acme"));
    let custom = ["TRADE skus_complete=true", "TRADE custom_items=true"];
    assert_eq!(said(id, &[&ours], &["TRADE skus_complete=true"]), "?custom_items");
    assert_eq!(said(id, &[&ours], &["TRADE skus_complete=true", "TRADE custom_items=false"]), "");
    assert_eq!(said(id, &[&ours], &custom), "!ours");
    assert_eq!(said(id, &[&theirs], &custom), "?order.on_unknown");
    assert_eq!(said(id, &[&theirs], &[&custom[..], &["ACME on_unknown=drop"]].concat()), "!theirs");
    let standing = theirs.replace("by: acme", "by: acme, contract: { codes.sku: default }");
    assert_eq!(said(id, &[&standing], &custom), "", "the books may have a collective item");
}

#[test]
fn bundles_are_taken_apart_once() {
    let id = "bundle-explosion-mismatch";
    let bundles = "TRADE bundles=true";
    for (form, apart, expected) in [
        ("components", None, ""),
        ("parent", None, "?bundles.taken_apart"),
        ("parent", Some("WMS bundles.taken_apart=true"), ""),
        ("parent", Some("WMS bundles.taken_apart=false"), "!picks"),
        ("both", Some("WMS bundles.taken_apart=true"), "!picks"),
    ] {
        let picks = order("picks", "shop", "wms", &format!(", contract: {{ bundles.as: {form} }}"));
        let set: Vec<&str> = [bundles].into_iter().chain(apart).collect();
        assert_eq!(said(id, &[&picks], &set), expected, "{form} {apart:?}");
    }
    let picks = order("picks", "shop", "wms", ", contract: { bundles.as: components }");
    let booked = order("booked", "shop", "erp", ", contract: { bundles.as: parent }");
    assert_eq!(said(id, &[&picks, &booked], &[bundles]), "!booked");
    assert_eq!(said(id, &[&picks, &booked], &[bundles, "ERP bundles.taken_apart=true"]), "");
}

#[test]
fn tags_are_waited_for() {
    let id = "tag-control-race";
    let set = ["TRADE tags_control=true", "TRADE tags_within=2m"];
    for (more, expected) in [
        ("", "?rules_again"),
        (", contract: { rules_again: false }", "!orders"),
        (", contract: { rules_again: true }", ""),
        (", contract: { hold_window: 2m }", ""),
        (", contract: { hold_window: 1m }", "!orders"),
        (", when: '\"ready\" in order.tags'", ""),
        (", when: '!(\"hold\" in order.tags)', contract: { rules_again: false }", "!orders"),
    ] {
        assert_eq!(said(id, &[&order("orders", "shop", "oms", more)], &set), expected, "{more}");
    }
}

#[test]
fn parcels_are_told_each_by_itself() {
    let id = "partial-fulfilment-collapsed";
    let parts = "TRADE partial_shipments=true";
    assert_eq!(said(id, &[&parcel("ours", "wms", "shop", "")], &[parts]), "");
    assert_eq!(said(id, &[&parcel("ours", "wms", "oms", "")], &[parts]), "?order.partial");
    assert_eq!(said(id, &[&parcel("ours", "wms", "oms", "")], &[parts, "OMS order.partial=false"]), "!oms");
    let theirs = parcel("theirs", "wms", "shop", ", by: acme");
    assert_eq!(said(id, &[&theirs], &[parts]), "?shipment.grain");
    assert_eq!(said(id, &[&theirs], &[parts, "ACME grain=request"]), "!theirs");
    assert_eq!(said(id, &[&theirs], &[parts, "ACME shipment.grain=parcel"]), "");
}

#[test]
fn a_parcel_of_two_orders_tells_both() {
    let id = "merged-shipment-orphan";
    let merged = "TRADE merged_shipments=true";
    let ours = parcel("ours", "wms", "oms", "");
    let by_id = ours.replace("wms: tracking", "wms: id");
    let theirs = parcel("theirs", "wms", "shop", ", by: acme");
    for (told, on_ours, on_ours_by_id, on_theirs) in [
        ("one_each", "!ours", "", ""),
        ("names_all", "!ours", "!ours", ""),
        ("names_first", "!ours", "!ours", "!theirs"),
    ] {
        let set = [merged, &format!("WMS shipment.merged_as={told}")];
        assert_eq!(said(id, &[&ours], &set), on_ours, "{told}");
        assert_eq!(said(id, &[&by_id], &set), on_ours_by_id, "{told}");
        assert_eq!(said(id, &[&theirs], &set), on_theirs, "{told}");
    }
}

#[test]
fn what_is_short_has_a_way_back() {
    let id = "short-ship-not-returned";
    let picks = order("picks", "shop", "wms", "");
    let back = |to: &str| {
        format!(
            "back: {{ carry: cancellation, from: wms, to: {to}, via: manual, within: 4h, key: {{ wms: id, {to}: id }} }}"
        )
    };
    assert_eq!(said(id, &[&picks], &[]), "?shorts.told_by");
    assert_eq!(said(id, &[&picks], &["WMS shorts.told_by=never"]), "");
    assert_eq!(said(id, &[&picks], &["WMS shorts.told_by=message"]), "!wms");
    assert_eq!(said(id, &[&picks, &back("shop")], &["WMS shorts.told_by=message"]), "");
    assert_eq!(said(id, &[&picks, &back("east")], &["WMS shorts.told_by=message"]), "!wms");
}

#[test]
fn what_ships_later_waits_in_one_place() {
    let id = "scheduled-fulfilment-misread";
    let set = ["TRADE preorders=true", "WMS order.scheduled=false"];
    let whole = order("picks", "shop", "wms", "");
    let requests =
        whole.replace("carry: order", "carry: fulfillment_request").replace("shop: name", "shop: id");
    assert_eq!(said(id, &[&whole], &set), "!picks");
    assert_eq!(said(id, &[&requests], &set), "");
    assert_eq!(
        said(id, &[&requests.replace("within", "by: acme, within")], &set),
        "?fulfillment_request.scheduled_kept"
    );
    assert_eq!(said(id, &[&whole], &["TRADE preorders=true", "WMS order.scheduled=true"]), "");
}

#[test]
fn two_who_ship_are_kept_apart() {
    let id = "double-fulfilment-two-fulfillers";
    let asked = |id: &str, to: &str, when: &str| order(id, "oms", to, &format!(", when: '{when}'"));
    let (us, rest) = ("order.ship_to.country == \"US\"", "order.ship_to.country != \"US\"");
    assert_eq!(said(id, &[&asked("a", "wms", us), &asked("b", "east", rest)], &[]), "");
    assert_eq!(said(id, &[&asked("a", "wms", us), &asked("b", "east", us)], &[]), "!b");
    assert_eq!(said(id, &[&asked("a", "wms", us), &order("b", "oms", "east", "")], &[]), "!b");
    assert_eq!(
        said(id, &[&asked("a", "wms", us), &asked("b", "erp", us)], &[]),
        "",
        "the books ship nothing"
    );
    let edits = ["TRADE order_edits=true"];
    assert_eq!(said(id, &[&asked("a", "wms", us), &asked("b", "east", rest)], &edits), "!a");
    let (web, other) = ("order.source == \"web\"", "order.source != \"web\"");
    assert_eq!(said(id, &[&asked("a", "wms", web), &asked("b", "east", other)], &edits), "");
}

#[test]
fn who_hands_an_order_on_does_not_ask_beside_it() {
    let id = "double-fulfilment-two-fulfillers";
    let asks = |id: &str, from: &str, when: &str| {
        format!("{id}: {{ carry: fulfillment_request, from: {from}, to: wms, within: 1h{when} }}")
    };
    let booked = order("booked", "oms", "erp", "");
    let (first, second) = (asks("picks", "oms", ""), asks("again", "erp", ""));
    assert_eq!(said(id, &[&booked, &first], &[]), "");
    assert_eq!(said(id, &[&first, &second], &[]), "", "the books know nothing of the order");
    assert_eq!(said(id, &[&booked, &first, &second], &[]), "!again");
    let (terms, rest) = (", when: 'order.payment == \"pending\"'", ", when: 'order.payment != \"pending\"'");
    assert_eq!(said(id, &[&booked, &asks("picks", "oms", rest), &asks("again", "erp", terms)], &[]), "");
    // Whether an order passes both cannot be told.
    let calculated = asks("again", "erp", ", when: 'order.lines[0].quantity * 2 == 4'");
    assert_eq!(said(id, &[&booked, &asks("picks", "oms", rest), &calculated], &[]), "?when");
    assert_eq!(said(id, &[&booked, &first, &calculated], &[]), "!again", "the one takes all");
    let part = order("booked", "oms", "erp", terms);
    assert_eq!(said(id, &[&part, &asks("picks", "oms", rest), &second], &[]), "");
}
