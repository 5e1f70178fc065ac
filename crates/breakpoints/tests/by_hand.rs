//! What the checks say of what a person carries by hand, and of numbers of a brand that sells in several places.

use seamless_breakpoints::{Finding, Severity, Verdict, check};
use seamless_flow::{load, render};

const MAP: &str = r#"
flow: hands
title: Hands
timezone: UTC
currency: USD
volume: { orders_per_day: 1200, peak_orders_per_minute: 25, average_order: 84.00 }
teams: { it: { title: IT, reach: "slack:#it" } }
systems:
  shop: { kind: shopify, title: Shop, role: storefront, team: it, shop: small.myshopify.com, plan: plus, secret: "${S}", token: "${T}" }
  second: { kind: shopify, title: Second, role: storefront, team: it, shop: second.myshopify.com, plan: plus, secret: "${S}", token: "${T}" }
  erp: { kind: netsuite, title: ERP, role: erp, team: it }
  wms: { kind: csv_3pl, title: WMS, role: 3pl, team: it }
  fba: { kind: amazon, title: FBA, role: marketplace, team: it, facts: { order.ships_itself: { value: true, reason: test } } }
carriers:
  anna: { title: Anna, team: it, kind: spreadsheet, facts: { ANNA } }
  acme: { title: Acme, team: it }
handoffs:
  sold: { carry: order, from: fba, to: erp, via: poll 5m, within: 15m, by: acme, key: { fba: id, erp: external_id } }
  left: { carry: shipment, from: fba, to: erp, via: poll 1h, within: 2h, by: acme, key: { fba: tracking, erp: tracking } }
  stock: { carry: inventory, from: wms, to: erp, via: manual, within: 1d, by: anna, key: { wms: sku, erp: sku } }
  offer: { carry: inventory, from: erp, to: shop, via: manual, within: 1d, by: anna, key: { erp: sku, shop: sku } }
  orders: { carry: order, from: shop, to: erp, via: webhook, within: 5m, by: acme, key: { shop: name, erp: external_id } }
  more: { carry: order, from: second, to: erp, via: webhook, within: 5m, by: acme, key: { second: name, erp: external_id } }
  picks: { carry: fulfillment_request, from: erp, to: wms, via: manual, within: 1d, by: anna, key: { erp: id, wms: request_ref } }
  shipped: { carry: shipment, from: wms, to: shop, via: manual, within: 1d, by: anna, key: { wms: tracking, shop: tracking } }
  booked: { carry: shipment, from: wms, to: erp, via: manual, within: 1d, by: anna, key: { wms: tracking, erp: tracking } }
"#;

/// What is found on the map, with these facts of who carries by hand.
fn found(facts: &str) -> Vec<Finding> {
    let map = MAP.replace("ANNA", facts);
    let loaded = load("flow.yaml", &mut |_| Ok(map.clone().into_bytes()));
    let flow = loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)));
    check(&flow, None).into_iter().map(|it| it.finding).collect()
}

fn of<'f>(found: &'f [Finding], id: &str) -> Vec<&'f Finding> {
    found.iter().filter(|it| it.breakpoint == id).collect()
}

fn witness(finding: &Finding) -> &str {
    match &finding.verdict {
        Verdict::AtRisk { witness } => witness,
        Verdict::Unknown { question, .. } => panic!("it is asked: {question}"),
    }
}

#[test]
fn a_person_is_one_finding_over_all_that_hangs_on_her_in_peoples_words() {
    let found = found("");
    let hers: Vec<_> = of(&found, "exception-without-owner")
        .into_iter()
        .filter(|it| matches!(it.verdict, Verdict::AtRisk { .. }))
        .collect();
    let [one] = hers.as_slice() else { panic!("{hers:?}") };
    assert_eq!(one.spot.name(), "picks");
    assert_eq!(one.message, "nobody sees what is not done on 5 handoffs that go by hand");
    assert_eq!(
        witness(one),
        "Whoever carries `picks` from ERP to WMS by hand goes home ill on a Friday at 13:00. No program stops and none complains: the work is only not done. It comes out on Monday at 09:00, 68 hours later, or when a customer asks. `stock`, `offer`, `shipped` and 1 more hang on it as well."
    );
    assert!(
        one.fix.starts_with("Say who does it in the evening, at the week-end and when the first is ill"),
        "{}",
        one.fix
    );
}

#[test]
fn what_people_have_arranged_is_written_as_a_fact_and_believed() {
    let arranged = found("errors.alert: { value: true, reason: Said in the talk }");
    let hers = of(&arranged, "exception-without-owner")
        .into_iter()
        .filter(|it| matches!(it.verdict, Verdict::AtRisk { .. }));
    assert_eq!(hers.count(), 0);
}

#[test]
fn a_person_is_asked_nothing_that_only_a_program_knows() {
    let found = found("");
    let asked: Vec<String> = found
        .iter()
        .filter_map(|it| match &it.verdict {
            Verdict::Unknown { question, fact } => Some((question, fact)),
            Verdict::AtRisk { .. } => None,
        })
        .map(|(question, fact)| format!("{fact}: {question}"))
        .collect();
    assert!(
        asked.iter().any(|it| it.starts_with("api.supported_until in the profile of acme")),
        "{asked:#?}"
    );
    let hers: Vec<&String> = asked.iter().filter(|it| it.contains("of anna")).collect();
    assert!(!hers.iter().any(|it| it.contains("API") || it.contains("webhook")), "{hers:#?}");
    assert!(!hers.iter().any(|it| it.contains("stock.write")), "{hers:#?}");
    assert!(
        of(&found, "snapshot-overwrites-decrement")
            .iter()
            .any(|it| it.spot.name() == "offer" && witness(it).contains("7 units"))
    );
}

#[test]
fn what_a_customer_waits_for_weighs_more_than_late_books() {
    let found = found("");
    let by_hand = of(&found, "fulfilment-writeback-missing");
    let weighs = |at: &str| {
        let of = by_hand.iter().filter(|it| it.message.ends_with("only when a person writes them"));
        of.into_iter().find(|it| it.spot.name() == at).map(|it| it.severity)
    };
    assert_eq!(weighs("shipped"), Some(Severity::High));
    assert_eq!(weighs("booked"), Some(Severity::Medium));
}

#[test]
fn one_of_two_shops_has_at_most_the_orders_of_the_brand() {
    let found = found("");
    let said = |id: &str, at: &str| {
        let of = of(&found, id)
            .into_iter()
            .find(|it| it.spot.name() == at && matches!(it.verdict, Verdict::AtRisk { .. }));
        of.map(|it| witness(it).to_owned()).unwrap_or_default()
    };
    let shipped = said("fulfilment-writeback-missing", "shipped");
    assert!(
        shipped.ends_with(
            "If all 1,200 orders of a day came by this way, it would be one every 24 s of an eight-hour day."
        ),
        "{shipped}"
    );
    let booked = said("fulfilment-writeback-missing", "booked");
    assert!(
        booked.ends_with("At 1,200 orders a day that is one every 24 s of an eight-hour day."),
        "{booked}"
    );
    let offer = said("snapshot-overwrites-decrement", "offer");
    assert!(offer.contains("At the peak up to "), "{offer}");
    let stock = said("snapshot-overwrites-decrement", "stock");
    assert!(stock.contains("On an ordinary day 1,200 orders are on their way at any moment"), "{stock}");
}

#[test]
fn who_ships_what_he_sells_is_not_asked_for_a_reference_that_nobody_sent_him() {
    let found = found("");
    let of_fba = found.iter().find(|it| it.breakpoint == "line-identity-lost" && it.spot.name() == "fba");
    let Some(Verdict::Unknown { question, .. }) = of_fba.map(|it| &it.verdict) else { panic!("{of_fba:?}") };
    assert_eq!(
        question,
        "To the vendor of FBA: Does every shipment that you tell of name the order that it is of, also when the order left in several parcels?"
    );
}
