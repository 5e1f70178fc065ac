use seamless_connect::{Fetch, NotUnderstood, Understood};
use seamless_model::{
    Body, DocumentKind, Money, MoneyPair, Observation, Order, PaymentState, Refund, RequestStatus, Restock,
    Shipment, ShipmentStatus,
};
use serde_json::{Value, json};

use crate::support::{at, fetched, graph_fulfillment, graph_order, keys, list, shop, usd, webhook};

pub fn money(text: &str) -> MoneyPair {
    text.parse::<Money>().expect("an amount").into()
}

fn set(amount: &str) -> Value {
    json!({
        "shop_money": { "amount": amount, "currency_code": "USD" },
        "presentment_money": { "amount": amount, "currency_code": "USD" },
    })
}

/// An order as a webhook tells it, with a parcel and a refund in it.
fn order() -> Value {
    json!({
        "id": 9_007_199_254_740_993_u64,
        "admin_graphql_api_id": "gid://shopify/Order/9007199254740993",
        "name": "#1001",
        "source_name": "web",
        "source_identifier": "M-77",
        "created_at": "2026-10-05T07:00:00-04:00",
        "processed_at": "2026-10-05T07:00:00-04:00",
        "updated_at": "2026-10-05T07:30:00-04:00",
        "cancelled_at": null,
        "closed_at": null,
        "test": false,
        "currency": "USD",
        "presentment_currency": "USD",
        "taxes_included": false,
        "financial_status": "partially_refunded",
        "fulfillment_status": "partial",
        "email": "ada@example.com",
        "note": null,
        "tags": "vip,  gift,vip",
        "current_subtotal_price_set": set("75.00"),
        "current_total_discounts_set": set("5.00"),
        "current_total_tax_set": set("6.30"),
        "current_total_price_set": set("91.30"),
        "total_price_set": set("113.40"),
        "total_shipping_price_set": set("10.00"),
        "line_items": [
            line(11, "A-1", 2, 1),
            line(12, "B-2", 3, 3),
            line(13, "", 1, 0),
        ],
        "shipping_lines": [
            { "title": "Standard", "code": "STD", "price_set": set("12.00"), "discounted_price_set": set("10.00") },
            { "title": "Removed", "code": null, "price_set": set("9.00"), "is_removed": true },
        ],
        "shipping_address": { "first_name": "Ada", "last_name": "Byron", "address1": "1 Main St", "city": "Louisville",
            "province": "Kentucky", "province_code": "KY", "zip": "40202", "country_code": "US", "name": "", "phone": "" },
        "customer": { "id": 77, "first_name": "Ada", "last_name": "Byron", "email": "account@example.com" },
        "fulfillments": [parcel()],
        "refunds": [refund()],
    })
}

fn line(id: u64, sku: &str, quantity: u64, current: u64) -> Value {
    json!({
        "id": id, "sku": sku, "name": format!("Item {sku}"), "quantity": quantity, "current_quantity": current,
        "price": "20.125", "price_set": set("20.125"), "requires_shipping": true, "gift_card": false,
        "discount_allocations": [{ "amount": "1.50", "amount_set": set("1.50") }, { "amount": "1.00", "amount_set": set("1.00") }],
        "tax_lines": [{ "price": "4.20", "price_set": set("4.20") }],
    })
}

fn parcel() -> Value {
    json!({
        "id": 501, "order_id": 9_007_199_254_740_993_u64, "name": "#1001.1", "status": "success", "shipment_status": null,
        "created_at": "2026-10-05T07:20:00-04:00", "updated_at": "2026-10-05T07:21:00-04:00", "location_id": 31,
        "tracking_company": "UPS", "tracking_number": "1Z1", "tracking_numbers": ["1Z1", "1Z2"],
        "tracking_urls": ["https://track.example/1Z1"],
        "line_items": [line(11, "A-1", 1, 1)],
    })
}

fn refund() -> Value {
    json!({
        "id": 601, "order_id": 9_007_199_254_740_993_u64, "created_at": "2026-10-05T07:25:00-04:00", "note": "Too small",
        "refund_line_items": [{
            "line_item_id": 11, "quantity": 1, "restock_type": "cancel", "subtotal_set": set("18.75"),
            "total_tax_set": set("2.10"), "line_item": { "sku": "A-1" },
        }],
        "transactions": [transaction(701, "refund", "success", "20.85"), transaction(702, "refund", "failure", "1.00")],
        "order_adjustments": [],
    })
}

fn transaction(id: u64, kind: &str, status: &str, amount: &str) -> Value {
    json!({
        "id": id, "order_id": 9_007_199_254_740_993_u64, "kind": kind, "status": status, "gateway": "bogus",
        "amount": amount, "currency": "USD", "created_at": "2026-10-05T07:25:00-04:00",
        "processed_at": "2026-10-05T07:25:01-04:00", "parent_id": 61, "test": true,
    })
}

fn understood(topic: &str, body: &Value) -> Understood {
    shop().understand(&webhook(topic, body.to_string())).expect("it is understood")
}

fn refused(topic: &str, body: &Value) -> String {
    shop().understand(&webhook(topic, body.to_string())).expect_err("it cannot be understood").to_string()
}

fn as_order(it: &Observation) -> &Order {
    let Body::Order(order) = &it.body else { panic!("{:?} is no order", it.body) };
    order
}

fn as_shipment(it: &Observation) -> &Shipment {
    let Body::Shipment(shipment) = &it.body else { panic!("{:?} is no shipment", it.body) };
    shipment
}

fn as_refund(it: &Observation) -> &Refund {
    let Body::Refund(refund) = &it.body else { panic!("{:?} is no refund", it.body) };
    refund
}

#[test]
fn an_order_is_understood_with_what_hangs_on_it() {
    let all = understood("orders/updated", &order());
    assert_eq!(all.fetch, []);
    let [seen, parcel, refund] = &all.observations[..] else { panic!("{all:?}") };
    assert_eq!(seen.id, "9007199254740993");
    assert_eq!(
        seen.keys,
        keys([("id", "9007199254740993"), ("name", "#1001"), ("source_identifier", "M-77")])
    );
    assert_eq!(seen.revision.map(|it| it.at), Some(at("2026-10-05T11:30:00Z")));
    let order = as_order(seen);
    assert_eq!(order.placed_at, Some(at("2026-10-05T11:00:00Z")));
    assert_eq!(order.payment, Some(PaymentState::PartiallyRefunded));
    assert_eq!(order.tags, ["gift", "vip"]);
    assert_eq!(order.lines[0].quantity, 1);
    assert_eq!(order.lines[0].ordered, 2);
    assert_eq!(order.lines[0].unit_price.map(|it| it.to_string()).as_deref(), Some("20.125"));
    assert_eq!(order.lines[0].discount, Some(money("2.50 USD")));
    assert_eq!(order.lines[0].tax, Some(money("4.20 USD")));
    assert_eq!(order.lines[2].sku, None);
    assert_eq!(order.lines[2].quantity, 0);
    assert_eq!(order.shipping.len(), 1);
    assert_eq!(order.shipping[0].amount, money("10.00 USD"));
    let totals = order.totals.as_ref().expect("totals");
    assert_eq!((totals.total, totals.shipping), (money("91.30 USD"), Some(money("10.00 USD"))));
    let to = order.ship_to.as_ref().expect("an address");
    assert_eq!(
        (to.name.as_deref(), to.province.as_deref(), to.phone.as_deref()),
        (Some("Ada Byron"), Some("KY"), None)
    );
    let customer = order.customer.as_ref().expect("a customer");
    assert_eq!((customer.id.as_deref(), customer.email.as_deref()), (Some("77"), Some("ada@example.com")));

    assert_eq!(parcel.keys, keys([("id", "501"), ("name", "#1001.1"), ("tracking", "1Z1")]));
    assert_eq!(parcel.parents[0].value, "9007199254740993");
    let parcel = as_shipment(parcel);
    assert_eq!(parcel.status, ShipmentStatus::Shipped);
    assert_eq!(parcel.shipped_at, Some(at("2026-10-05T11:20:00Z")));
    assert_eq!(parcel.tracking.len(), 2);
    assert_eq!(parcel.tracking[0].url.as_deref(), Some("https://track.example/1Z1"));
    assert_eq!(parcel.location.as_deref(), Some("31"));

    let refund = as_refund(refund);
    assert_eq!((refund.amount, refund.pending), (money("20.85 USD"), false));
    assert_eq!(refund.lines[0].restock, Restock::Cancel);
    assert_eq!(refund.lines[0].sku.as_deref(), Some("A-1"));
}

#[test]
fn units_that_were_shipped_stay_wanted_when_they_come_back() {
    // 2 ordered and shipped, 1 came back: Shopify's current quantity is 1, and 2 were wanted and shipped.
    let mut body = order();
    body["fulfillments"][0]["line_items"][0]["quantity"] = json!(2);
    body["refunds"][0]["refund_line_items"][0]["restock_type"] = json!("return");
    assert_eq!(as_order(&understood("orders/updated", &body).observations[0]).lines[0].quantity, 2);
    // A parcel that was called back counts no more.
    body["fulfillments"][0]["status"] = json!("cancelled");
    body["refunds"] = json!([]);
    assert_eq!(as_order(&understood("orders/updated", &body).observations[0]).lines[0].quantity, 1);
}

#[test]
fn without_a_current_quantity_what_was_put_back_is_taken_off() {
    let mut body = order();
    body["fulfillments"] = json!([]);
    body["line_items"][0].as_object_mut().expect("a line").remove("current_quantity");
    assert_eq!(as_order(&understood("orders/create", &body).observations[0]).lines[0].quantity, 1);
    body["refunds"] = json!([]);
    assert_eq!(as_order(&understood("orders/create", &body).observations[0]).lines[0].quantity, 2);
}

#[test]
fn a_map_that_minds_holds_fetches_an_order_that_may_be_held() {
    let shop = shop().minding_holds(true);
    let by =
        |topic: &str, body: &Value| shop.understand(&webhook(topic, body.to_string())).expect("understood");
    let fetch = [Fetch { kind: DocumentKind::Order, id: "9007199254740993".into() }];
    let open = by("orders/updated", &order());
    assert_eq!(open.fetch, fetch);
    let kinds: Vec<_> = open.observations.iter().map(|it| it.body.kind()).collect();
    assert_eq!(kinds, [DocumentKind::Shipment, DocumentKind::Refund]);
    assert_eq!(by("orders/create", &order()).fetch, []);
    let mut cancelled = order();
    cancelled["cancelled_at"] = json!("2026-10-05T07:30:00-04:00");
    cancelled["cancel_reason"] = json!("customer");
    let cancelled = by("orders/cancelled", &cancelled);
    assert_eq!(cancelled.fetch, []);
    let why = as_order(&cancelled.observations[0]).cancelled.clone().expect("cancelled");
    assert_eq!((why.at, why.reason.as_deref()), (Some(at("2026-10-05T11:30:00Z")), Some("customer")));
}

#[test]
fn changes_within_one_second_are_ordered_by_what_has_happened() {
    let revision = |body: &Value| understood("orders/updated", body).observations[0].revision;
    let before = order();
    for (field, value) in [
        ("cancelled_at", json!("2026-10-05T07:30:00-04:00")),
        ("closed_at", json!("2026-10-05T07:30:00-04:00")),
        ("financial_status", json!("refunded")),
        ("fulfillments", json!([parcel(), parcel()])),
        ("refunds", json!([refund(), refund()])),
    ] {
        let mut after = before.clone();
        after[field] = value;
        assert!(revision(&after) > revision(&before), "{field}");
    }
}

#[test]
fn a_refund_in_another_currency_is_fetched_because_its_message_lacks_the_shops_amount() {
    let mut body = order();
    body["presentment_currency"] = json!("EUR");
    let all = understood("orders/updated", &body);
    assert_eq!(all.fetch.len(), 1);
    assert!(all.observations.iter().all(|it| it.body.kind() != DocumentKind::Refund));

    let mut alone = refund();
    alone["refund_line_items"][0]["subtotal_set"]["presentment_money"]["currency_code"] = json!("EUR");
    let all = understood("refunds/create", &alone);
    assert_eq!((all.observations.len(), all.fetch.len()), (0, 1));
}

#[test]
fn money_that_is_on_its_way_is_said_to_be_so() {
    let mut body = refund();
    body["transactions"] = json!([transaction(701, "refund", "pending", "20.85")]);
    let all = understood("refunds/create", &body);
    let refund = as_refund(&all.observations[0]);
    assert_eq!((refund.amount, refund.pending), (money("20.85 USD"), true));
}

#[test]
fn a_refund_that_names_no_currency_is_fetched() {
    let body = json!({ "id": 601, "order_id": 5, "refund_line_items": [], "transactions": [] });
    let all = understood("refunds/create", &body);
    assert_eq!(all.fetch, [Fetch { kind: DocumentKind::Order, id: "5".into() }]);
}

#[test]
fn a_transaction_is_a_payment() {
    let all = understood("order_transactions/create", &transaction(701, "capture", "success", "12.34"));
    let Body::Payment(payment) = &all.observations[0].body else { panic!("{all:?}") };
    assert_eq!((payment.action.as_str(), payment.status.as_str()), ("capture", "success"));
    assert_eq!(payment.amount, money("12.34 USD").shop);
    assert_eq!(payment.parent.as_deref(), Some("61"));
    assert!(payment.test);
    assert_eq!(all.observations[0].parents[0].value, "9007199254740993");
}

#[test]
fn a_deleted_order_says_so() {
    let all = understood("orders/delete", &json!({ "id": 5 }));
    assert_eq!(all.observations[0].body, Body::Deleted(DocumentKind::Order));
    assert_eq!(all.observations[0].id, "5");
    assert_eq!(all.observations[0].revision.map(|it| it.at), Some(at("2026-10-05T11:59:58Z")));
}

#[test]
fn thin_messages_name_what_must_be_fetched() {
    let fetch = |topic: &str, body: &Value| understood(topic, body).fetch;
    let request = |id: &str| Fetch { kind: DocumentKind::FulfillmentRequest, id: id.into() };
    assert_eq!(
        fetch("orders/edited", &json!({ "order_edit": { "id": 1, "order_id": 9_007_199_254_740_993_u64 } })),
        [Fetch { kind: DocumentKind::Order, id: "9007199254740993".into() }]
    );
    let split = json!({
        "fulfillment_order": { "id": "gid://shopify/FulfillmentOrder/1", "status": "open" },
        "remaining_fulfillment_order": { "id": "gid://shopify/FulfillmentOrder/2" },
        "replacement_fulfillment_order": null,
        "split_line_items": [{ "id": "gid://shopify/FulfillmentOrderLineItem/9", "quantity": 1 }],
    });
    assert_eq!(fetch("fulfillment_orders/split", &split), [request("1"), request("2")]);
    let held =
        json!({ "fulfillment_order": { "id": "gid://shopify/FulfillmentOrder/3", "status": "on_hold" } });
    assert_eq!(fetch("fulfillment_holds/added", &held), [request("3")]);
    assert_eq!(
        refused("fulfillment_orders/moved", &json!({ "fulfillment_order": { "id": 1.5 } })),
        "field `fulfillment_order.id`: no fulfillment order is named"
    );
}

#[test]
fn words_that_are_not_known_are_kept_and_never_taken_for_success() {
    let mut body = order();
    body["financial_status"] = json!("half_paid");
    body["fulfillments"][0]["status"] = json!("teleported");
    body["refunds"][0]["refund_line_items"][0]["restock_type"] = json!("vaporise");
    let all = understood("orders/updated", &body);
    assert_eq!(as_order(&all.observations[0]).payment, Some(PaymentState::Unknown("half_paid".into())));
    let parcel = as_shipment(&all.observations[1]);
    assert_eq!(parcel.status, ShipmentStatus::Unknown("teleported".into()));
    assert_eq!((parcel.status.has_left(), parcel.shipped_at), (false, None));
    assert_eq!(as_refund(&all.observations[2]).lines[0].restock, Restock::Unknown("vaporise".into()));
}

#[test]
fn a_field_that_is_missing_or_wrong_is_named() {
    let with = |pointer: &str, value: Value| {
        let mut body = order();
        *body.pointer_mut(pointer).expect("the field is there") = value;
        refused("orders/create", &body)
    };
    let without = |field: &str| {
        let mut body = order();
        body.as_object_mut().expect("an object").remove(field);
        refused("orders/create", &body)
    };
    assert_eq!(without("id"), "field `the whole body`: missing field `id`");
    assert_eq!(without("currency"), "field `the whole body`: missing field `currency`");
    assert_eq!(without("line_items"), "field `the whole body`: missing field `line_items`");
    for (pointer, value, expected) in [
        (
            "/line_items/1/quantity",
            json!("3"),
            "field `line_items[1].quantity`: invalid type: string \"3\", expected u64",
        ),
        (
            "/line_items/1/quantity",
            json!(-3),
            "field `line_items[1].quantity`: invalid value: integer `-3`, expected u64",
        ),
        (
            "/currency",
            json!("BTC"),
            "field `currency`: \"BTC\" is not a currency of ISO 4217: write a three-letter code such as USD",
        ),
        (
            "/current_total_price_set/shop_money/amount",
            json!("91.305"),
            "field `current_total_price_set`: 91.305 has more decimals than USD has (2)",
        ),
        (
            "/refunds/0/transactions/0/amount",
            json!("20.855"),
            "field `refunds[0].transactions`: 20.855 has more decimals than USD has (2)",
        ),
        ("/tags", json!(["vip"]), "field `tags`: invalid type: sequence, expected a string"),
    ] {
        assert_eq!(with(pointer, value), expected);
    }
    assert!(with("/updated_at", json!("yesterday")).starts_with("field `updated_at`: "));
    assert!(with("/id", json!(1.5)).starts_with("field `id`: invalid type: floating point `1.5`"));
}

#[test]
fn a_topic_that_is_not_understood_is_named() {
    for topic in ["products/update", "orders/risk_assessment_changed", "", "orders"] {
        let error = shop().understand(&webhook(topic, "{}")).expect_err("unknown");
        assert_eq!(error, NotUnderstood::UnknownTopic(topic.to_owned()));
    }
}

#[test]
fn a_fetched_order_says_all() {
    let mut body = graph_order();
    body["displayFulfillmentStatus"] = json!("ON_HOLD");
    body["fulfillmentOrders"]["nodes"][0]["status"] = json!("ON_HOLD");
    body["fulfillmentOrders"]["nodes"][0]["updatedAt"] = json!("2026-10-05T11:45:00Z");
    body["fulfillments"] = json!([graph_fulfillment("501", "SUCCESS", &["1Z1"], &[("11", "A-1", 1)])]);
    body["refunds"] = json!([{
        "id": "gid://shopify/Refund/601", "createdAt": "2026-10-05T11:25:00Z", "updatedAt": "2026-10-05T11:26:00Z",
        "note": null, "totalRefundedSet": usd("0.0"),
        "refundLineItems": list(json!([{
            "quantity": 1, "restockType": "NO_RESTOCK", "subtotalSet": usd("19.0"), "totalTaxSet": usd("1.0"),
            "lineItem": { "id": "gid://shopify/LineItem/12", "sku": "B-2" },
        }])),
        "refundShippingLines": list(json!([{ "subtotalAmountSet": usd("2.5") }])),
        "transactions": list(json!([{
            "id": "gid://shopify/OrderTransaction/62", "kind": "REFUND", "status": "PENDING", "gateway": "bogus",
            "createdAt": "2026-10-05T11:25:00Z", "processedAt": null, "test": false, "amountSet": usd("20.0"),
        }])),
    }]);
    let all = shop().understand(&fetched(&body)).expect("it is understood");
    let [order, request, parcel, refund, payment] = &all.observations[..] else { panic!("{all:?}") };
    assert_eq!(order.keys, keys([("id", "5001"), ("name", "#1001")]));
    // The hold is newer than the order's own time of change.
    assert_eq!(order.revision.map(|it| it.at), Some(at("2026-10-05T11:45:00Z")));
    let body = as_order(order);
    assert!(body.held);
    assert_eq!(body.lines[1].discount, Some(money("2.50 USD")));
    assert_eq!(body.lines[0].unit_price.map(|it| it.to_string()).as_deref(), Some("20"));
    assert_eq!(body.totals.as_ref().map(|it| it.total), Some(money("113.40 USD")));
    assert_eq!(body.tags, ["gift", "vip"]);

    let Body::FulfillmentRequest(it) = &request.body else { panic!("{request:?}") };
    assert_eq!(
        (request.id.as_str(), &it.status, it.location.as_deref()),
        ("21", &RequestStatus::Held, Some("31"))
    );
    assert_eq!((it.lines[1].order_line.as_deref(), it.lines[1].remaining), (Some("12"), 3));
    assert_eq!(it.ship_to.as_ref().and_then(|it| it.country.as_deref()), Some("US"));

    assert_eq!(parcel.keys, keys([("id", "501"), ("name", "#1001-F1"), ("tracking", "1Z1")]));
    assert_eq!(as_shipment(parcel).lines[0].order_line.as_deref(), Some("11"));

    let it = as_refund(refund);
    assert_eq!((it.amount, it.pending, it.shipping), (money("20.00 USD"), true, Some(money("2.50 USD"))));
    assert_eq!(it.lines[0].restock, Restock::None);

    let Body::Payment(it) = &payment.body else { panic!("{payment:?}") };
    assert_eq!((it.action.as_str(), it.amount), ("sale", money("113.40 USD").shop));
    for it in &all.observations[1..] {
        assert_eq!(it.parents[0].value, "5001", "{}", it.body.kind());
    }
}

#[test]
fn a_fetch_goes_before_a_webhook_of_the_same_moment() {
    let mut told = order();
    for (field, value) in [
        ("updated_at", json!("2026-10-05T11:30:00Z")),
        ("financial_status", json!("paid")),
        ("fulfillments", json!([])),
        ("refunds", json!([])),
    ] {
        told[field] = value;
    }
    let fetched = shop().understand(&fetched(&graph_order())).expect("understood").observations[0].revision;
    assert!(fetched > understood("orders/updated", &told).observations[0].revision);
}

#[test]
fn what_the_fulfillment_service_refused_is_refused() {
    let mut body = graph_order();
    body["fulfillmentOrders"]["nodes"][0]["requestStatus"] = json!("REJECTED");
    let all = shop().understand(&fetched(&body)).expect("understood");
    let Body::FulfillmentRequest(it) = &all.observations[1].body else { panic!("{all:?}") };
    assert_eq!(it.status, RequestStatus::Rejected);
}
