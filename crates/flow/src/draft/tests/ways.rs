//! That every order finds its way to somebody who ships it, and its parcels and its money their way back.

use super::*;
use seamless_model::DocumentKind;

fn erp() -> Option<Named> {
    Some(Named { name: "erp".into(), title: "ERP".into(), kind: "netsuite".into() })
}

fn arrows(flow: &crate::Flow, carry: DocumentKind, from: &str, to: &str) -> Vec<Option<String>> {
    let between = flow.handoffs.values().filter(|it| it.carry == carry && it.from == *from && it.to == *to);
    between.map(|it| it.when.as_ref().map(|it| it.text().to_owned())).collect()
}

#[test]
fn a_title_may_break_its_line() {
    let broken = |title: &str| format!("{title}\nmore\r\n  x: y\u{2028}z");
    let mut answers = template("marketplace").expect("a template").answers;
    answers.title = broken("Brand");
    answers.shops[0].title = broken("Shop");
    answers.marketplaces[0].title = broken("Amazon");
    answers.marketplaces[0].ships = Ships::Both;
    answers.payments = vec![Named { name: "pay".into(), title: broken("PayPal"), kind: "paypal".into() }];
    answers.helpdesk = Some(Named { name: "desk".into(), title: broken("Desk"), kind: "http".into() });
    answers.fulfillment.iter_mut().for_each(|it| it.title = broken("Who ships"));
    loaded(&answers);
    answers.payouts = false;
    loaded(&answers);
    assert_eq!(read(&answers.text()), Ok(answers));
}

#[test]
fn shops_are_told_apart_where_one_name_begins_with_another() {
    let shop = |name: &str| Shop { name: name.into(), ..Shop::default() };
    let answers = Answers {
        shops: vec![shop("acme"), shop("acme-eu"), shop("other")],
        route: Route::Erp,
        erp: erp(),
        ..Answers::default()
    };
    let flow = loaded(&answers);
    let shipped = flow.handoffs.values().filter(|it| it.id.as_str().starts_with("shipped-"));
    let conditions: Vec<_> = shipped.filter_map(|it| it.when.as_ref()).collect();
    assert_eq!(conditions.len(), 3);
    let found = crate::route(DocumentKind::Shipment, &conditions, crate::Question::Disjoint);
    let twice: Vec<_> = found.iter().filter(|it| matches!(it, crate::Routing::TakenTwice { .. })).collect();
    assert!(twice.is_empty(), "{twice:?}");
    let alike = Answers { shops: vec![shop("acme"), shop("ACME")], ..answers };
    assert!(alike.disagreements()[0].message.contains("would begin with `ACME-`"));
}

/// A shop that asks the warehouse itself, an ERP, and a marketplace for which the brand ships.
fn sold_elsewhere(through: Option<&str>, ships: Ships) -> Answers {
    let through = through.map(str::to_owned);
    let amazon = Marketplace { name: "amazon".into(), ships, through, ..Marketplace::default() };
    Answers { erp: erp(), marketplaces: vec![amazon], ..Answers::default() }
}

#[test]
fn what_a_marketplace_sells_has_one_way_to_who_ships() {
    use DocumentKind::{FulfillmentRequest, Inventory, Order, Shipment};
    let wrong = sold_elsewhere(None, Ships::Us).disagreements();
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].to_string().contains("asks for the orders of `amazon`"), "{}", wrong[0]);
    assert!(wrong[0].help.contains("`shop` or `erp`"), "{}", wrong[0]);
    assert!(sold_elsewhere(Some("wms"), Ships::Us).disagreements()[0].message.contains("no shop"));

    let flow = loaded(&sold_elsewhere(Some("shop"), Ships::Us));
    assert_eq!(arrows(&flow, Order, "amazon", "shop"), [None]);
    assert_eq!(arrows(&flow, FulfillmentRequest, "shop", "warehouse"), [None]);
    assert_eq!(arrows(&flow, Shipment, "warehouse", "shop"), [None], "the shop has all of these orders");
    assert_eq!(arrows(&flow, FulfillmentRequest, "erp", "warehouse"), []);

    let flow = loaded(&sold_elsewhere(Some("erp"), Ships::Us));
    let sold = Some("order.source in [\"amazon\"]".to_owned());
    let not_sold = Some("!(order.source in [\"amazon\"])".to_owned());
    assert_eq!(arrows(&flow, Order, "amazon", "erp"), [None]);
    assert_eq!(arrows(&flow, FulfillmentRequest, "shop", "warehouse"), std::slice::from_ref(&not_sold));
    assert_eq!(arrows(&flow, FulfillmentRequest, "erp", "warehouse"), [sold]);
    assert_eq!(arrows(&flow, Shipment, "warehouse", "shop"), [not_sold]);
    for place in ["shop", "amazon"] {
        assert_eq!(arrows(&flow, Inventory, "warehouse", place), [None], "{place}");
    }
}

#[test]
fn what_several_ship_of_a_marketplace_is_taken_once() {
    let ships = |name: &str, country: Option<&str>| Fulfiller {
        name: name.into(),
        country: country.map(str::to_owned),
        ..Fulfiller::default()
    };
    for shipped_by in [None, Some("nord".to_owned())] {
        for (through, route) in [("shop", Route::Native), ("erp", Route::Native), ("", Route::Erp)] {
            let mut answers = sold_elsewhere(Some(through).filter(|it| !it.is_empty()), Ships::Both);
            answers.route = route;
            answers.marketplaces[0].shipped_by = shipped_by.clone();
            answers.fulfillment = vec![ships("home", None), ships("nord", Some("DE"))];
            assert_eq!(answers.disagreements(), []);
            let flow = loaded(&answers);
            let asks = |from: &str| {
                let asked =
                    ["home", "nord"].map(|to| arrows(&flow, DocumentKind::FulfillmentRequest, from, to));
                asked.into_iter().flatten().count()
            };
            let by_erp = if shipped_by.is_some() { 1 } else { 2 };
            let expected = match (through, route) {
                ("shop", _) => (2, 0),
                ("erp", _) => (2, by_erp),
                _ => (0, 2),
            };
            assert_eq!((asks("shop"), asks("erp")), expected, "{}", answers.map());
            for from in ["shop", "erp"] {
                assert_taken_once(&flow, from, &answers.map());
            }
        }
    }
}

/// Asserts that no two of those whom one system asks take the same request.
fn assert_taken_once(flow: &crate::Flow, from: &str, of: &str) {
    let asked = flow.handoffs.values();
    let asked = asked.filter(|it| it.carry == DocumentKind::FulfillmentRequest && it.from == *from);
    let conditions: Vec<_> = asked.map(|it| it.when.as_ref().expect("a condition")).collect();
    if conditions.len() > 1 {
        let found = crate::route(DocumentKind::FulfillmentRequest, &conditions, crate::Question::Disjoint);
        assert_eq!(found, [crate::Routing::Proven], "{from} in\n{of}");
    }
}

#[test]
fn the_books_hear_of_what_a_marketplace_ships_itself() {
    use DocumentKind::{Order, Refund, Return, Shipment};
    let mut answers = sold_elsewhere(None, Ships::Itself);
    let flow = loaded(&answers);
    for carry in [Order, Shipment, Return, Refund] {
        assert_eq!(arrows(&flow, carry, "amazon", "erp").len(), 1, "{carry}");
    }
    answers.returns = false;
    assert_eq!(arrows(&loaded(&answers), Return, "amazon", "erp").len(), 0);
    answers.erp = None;
    answers.accounting = Some(Named { name: "books".into(), title: "Books".into(), kind: "xero".into() });
    let flow = loaded(&answers);
    assert_eq!(arrows(&flow, Shipment, "amazon", "books").len(), 1);
    answers.accounting = None;
    assert_eq!(arrows(&loaded(&answers), Shipment, "amazon", "shop").len(), 1);
}

#[test]
fn what_takes_payments_has_a_lane_where_its_payouts_have_an_arrow() {
    let payments = vec![Named { name: "paypal".into(), title: "PayPal".into(), kind: "paypal".into() }];
    let answers = Answers { erp: erp(), payments, ..Answers::default() };
    let lanes = |answers: &Answers| loaded(answers).systems.values().any(|it| it.id.as_str() == "paypal");
    assert!(!lanes(&answers));
    assert!(answers.map().contains("# decide: whether payouts of PayPal"), "{}", answers.map());
    assert!(lanes(&Answers { payouts: true, ..answers }));
}

#[test]
fn two_docks_have_a_notice_each() {
    let dock = |name: &str| Fulfiller { name: name.into(), how: How::CrossDock, ..Fulfiller::default() };
    let answers = Answers { erp: erp(), fulfillment: vec![dock("one"), dock("two")], ..Answers::default() };
    let flow = loaded(&answers);
    for to in ["one", "two"] {
        assert_eq!(arrows(&flow, DocumentKind::Shipment, "supplier", to).len(), 1, "{to}");
    }
}
