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
    assert_eq!(flow.authority[&DocumentKind::Refund].as_str(), "shop");
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
