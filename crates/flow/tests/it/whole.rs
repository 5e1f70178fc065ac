//! A map that is right: what it says, and its hash.

use crate::northwind::{changed, files, read, shown};
use jiff::SignedDuration;
use seamless_flow::{ApiAuth, Backstop, FactValue, Flow, Kind, Role, Via};
use seamless_model::{DocumentKind, Event};

fn northwind() -> Flow {
    let loaded = read(&files());
    assert_eq!(shown(&loaded), "");
    loaded.value.expect("the example is right")
}

#[test]
fn the_example_of_the_design_is_read() {
    let flow = northwind();
    assert_eq!((flow.name.as_str(), flow.title.as_str()), ("northwind", "Northwind Outdoor"));
    assert_eq!(flow.timezone.iana_name(), Some("America/New_York"));
    assert_eq!(flow.currency.code(), "USD");
    assert_eq!(flow.volume.average_order.map(|it| it.to_string()).as_deref(), Some("84.00"));
    let lanes: Vec<_> = flow.systems.keys().map(|it| it.as_str()).collect();
    assert_eq!(lanes, ["shop", "oms", "erp", "warehouse"]);

    let shop = &flow.systems["shop"];
    assert_eq!((&shop.kind, shop.role, shop.team.as_str()), (&Kind::Shopify, Role::Storefront, "service"));
    assert_eq!(shop.token.as_ref().map(|it| it.to_string()).as_deref(), Some("${SHOPIFY_TOKEN}"));
    assert_eq!(shop.profile.yes("order.ordered"), Some(false));
    assert_eq!(shop.profile.number("rate.points_per_second", Some("plus")), Some(1000.into()));

    let orders = &flow.handoffs["orders"];
    assert_eq!(orders.via, Via::Webhook);
    let (every, over) = (SignedDuration::from_mins(15), SignedDuration::from_hours(48));
    assert_eq!(orders.backstop, Some(Backstop { every, over }));
    assert!(orders.covers_said && orders.covers(Event::Release) && orders.is_ours());
    assert_eq!(orders.key_fields(), Some(("name", "external_id")));
    assert_eq!(orders.owner.as_str(), "it", "the target's team");

    let booking = &flow.handoffs["booking"];
    assert!(!booking.is_ours() && booking.by == "acme" && !booking.covers_said);
    assert!(booking.covers(Event::Create) && booking.covers.len() == 1);
    assert!(flow.handoffs["picks"].map.is_some() && flow.handoffs["picks"].when.is_some());
    assert_eq!(flow.handoffs["stock"].buffer, Some(3));
    assert_eq!(flow.authority["refund"].as_str(), "shop");
    assert_eq!(flow.allow[0].until.map(|it| it.to_string()).as_deref(), Some("2027-03-01"));
    assert_eq!(flow.carriers["acme"].profile.word("on_unknown"), Some("drop"));
}

#[test]
fn a_profile_says_how_its_api_is_spoken_with() {
    let flow = northwind();
    let profile = &flow.systems["warehouse"].profile;
    assert_eq!(profile.facts["order.events"].value, FactValue::List(vec!["create".into(), "cancel".into()]));
    let api = profile.api.as_ref().expect("an api");
    assert_eq!(api.auth, ApiAuth::Header("X-Api-Key".to_owned()));
    let webhooks = api.webhooks.as_ref().expect("webhooks");
    assert_eq!(webhooks.signature_prefix, "sha256=");
    assert_eq!(webhooks.events["pick_orders.updated"], DocumentKind::FulfillmentRequest);
    let shipment = &api.documents[&DocumentKind::Shipment];
    let find = shipment.find.as_ref().expect("a look-up");
    assert_eq!((find.method.as_str(), find.path.as_str()), ("GET", "/shipments?tracking={key}"));
}

/// The hash of the example map with a part of one of its files written otherwise.
fn hash(file: &str, from: &str, to: &str) -> String {
    let loaded = changed(file, from, to);
    let shown = shown(&loaded);
    loaded.value.unwrap_or_else(|| panic!("{shown}")).hash.to_string()
}

#[test]
fn layout_comments_quotes_order_and_spelled_out_defaults_do_not_change_the_hash() {
    let same = northwind().hash.to_string();
    assert_eq!(same.len(), 64);
    for (from, to) in [
        ("flow: northwind\n", "# a comment\n\nflow:   \"northwind\"\n"),
        ("flow: northwind\ntitle: Northwind Outdoor\n", "title: Northwind Outdoor\nflow: northwind\n"),
        ("carry: order, from: shop", "from: shop, carry: order"),
        ("within: 1h", "within: 60m"),
        ("within: 1h", "within: 1h, mode: carry, on_unknown: hold, by: seamless"),
        ("average_order: 84.00", "average_order: 84"),
        ("inventory: warehouse, refund: shop", "refund: shop, inventory: warehouse"),
        ("it:         { title: IT,", "it:\n    { title: 'IT',"),
    ] {
        assert_eq!(hash("flow.yaml", from, to), same, "{from:?} written as {to:?}");
    }
    assert_eq!(
        hash("profiles/wms.yaml", "source: contract", "source: a letter"),
        same,
        "evidence is no meaning"
    );
    assert_eq!(hash("mappings/pick.yaml", "reference: ", "# why\n\"reference\":   "), same);
}

#[test]
fn what_changes_the_meaning_changes_the_hash() {
    let mut seen = vec![northwind().hash.to_string()];
    for (file, from, to) in [
        ("flow.yaml", "within: 1h", "within: 2h"),
        ("flow.yaml", "[\"US\", \"CA\"]", "[\"US\"]"),
        ("flow.yaml", "by: acme, ", ""),
        ("flow.yaml", "buffer: 3", "mode: paused"),
        ("flow.yaml", "owner: it", "owner: service"),
        ("flow.yaml", "plan: plus", "plan: advanced"),
        ("flow.yaml", "${SHOPIFY_TOKEN}", "${OTHER_TOKEN}"),
        ("flow.yaml", "America/New_York", "Europe/Berlin"),
        ("flow.yaml", "until: 2027-03-01", "until: 2027-03-02"),
        ("profiles/wms.yaml", "small: 10", "small: 11"),
        ("profiles/wms.yaml", "PUT /shipments/{id}", "PATCH /shipments/{id}"),
        ("profiles/acme.yaml", "value: drop", "value: hold"),
        ("mappings/pick.yaml", "reference: ", "number: "),
    ] {
        seen.push(hash(file, from, to));
    }
    let oms = "  oms:       { kind: http, role: oms, team: it, profile: profiles/oms.yaml, url: \"https://oms.northwind.example/api\" }\n";
    let mut all = files();
    let text = String::from_utf8(all["flow.yaml"].clone()).expect("text");
    let lanes = text.replacen(oms, "", 1).replacen("carriers:\n", &format!("{oms}\ncarriers:\n"), 1);
    all.insert("flow.yaml".to_owned(), lanes.into_bytes());
    seen.push(read(&all).value.expect("still right").hash.to_string());

    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all, "each is another map");
}

#[test]
fn seamless_carries_what_nobody_else_does() {
    for (from, to, is_ours) in [
        ("by: acme, ", "", true),
        ("by: acme, ", "by: acme, mode: carry, ", false),
        ("by: acme, ", "mode: observe, ", false),
        ("via: poll 5m, within: 15m, by: acme, ", "via: manual, within: 15m, ", false),
    ] {
        let loaded = changed("flow.yaml", from, to);
        let flow = loaded.value.as_ref().unwrap_or_else(|| panic!("{to}: {}", shown(&loaded)));
        assert_eq!(flow.handoffs["booking"].is_ours(), is_ours, "{to}");
    }
}

#[test]
fn a_file_that_is_named_twice_is_read_once() {
    let mut reads = Vec::new();
    let all = files();
    let text =
        String::from_utf8(all["flow.yaml"].clone()).expect("text").replace("profiles/erp", "profiles/oms");
    let loaded = seamless_flow::load("flow.yaml", &mut |path| {
        reads.push(path.to_owned());
        Ok(if path == "flow.yaml" { text.clone().into_bytes() } else { all[path].clone() })
    });
    assert!(loaded.value.is_some(), "{}", shown(&loaded));
    reads.sort();
    assert_eq!(
        reads,
        ["flow.yaml", "mappings/pick.yaml", "profiles/acme.yaml", "profiles/oms.yaml", "profiles/wms.yaml"]
    );
}

#[test]
fn files_of_other_editors_are_the_same_map() {
    let same = northwind().hash;
    for change in [|it: &str| it.replace('\n', "\r\n"), |it: &str| format!("\u{feff}{it}")] {
        let mut all = files();
        for text in all.values_mut() {
            *text = change(std::str::from_utf8(text).expect("text")).into_bytes();
        }
        let loaded = read(&all);
        assert_eq!(shown(&loaded), "");
        assert_eq!(loaded.value.expect("the same map").hash, same);
    }
}
