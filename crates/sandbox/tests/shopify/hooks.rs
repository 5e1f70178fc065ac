//! Webhooks: who is told what, how it is signed, and what happens when nobody listens.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::SignedDuration;
use seamless_model::{DocumentKind, Event};
use seamless_sandbox::shopify::{ShopifyTwin, doubling};
use seamless_sandbox::{Deed, Delivered, Message, Twin};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::shop::{TestShop, config, start};

const URL: &str = "https://seamless.example/hooks/shop";

fn header<'m>(message: &'m Message, name: &str) -> &'m str {
    message.request.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_else(|| panic!("{name}"))
}

fn listening(topics: &[&str]) -> TestShop {
    let mut shop = TestShop::new();
    for topic in topics {
        shop.twin.subscribe(topic, URL).expect("a subscription");
    }
    shop
}

fn everything() -> TestShop {
    let topics: Vec<String> = ShopifyTwin::topics().collect();
    listening(&topics.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The topics that leave now, in their order.
fn topics(shop: &mut TestShop) -> Vec<String> {
    let messages = shop.twin.due(shop.now);
    messages
        .into_iter()
        .map(|it| {
            shop.twin.settled(it.id, Delivered::Status(200), shop.now);
            header(&it, "X-Shopify-Topic").to_owned()
        })
        .collect()
}

#[test]
fn messages_are_signed_over_their_raw_bytes() {
    let mut shop = listening(&["orders/create", "orders/paid"]);
    let keys = shop.place(&[("A-1", 2, "10.00")]);
    let messages = shop.twin.due(shop.now);
    assert_eq!(messages.len(), 2);
    let first = &messages[0];
    assert_eq!(first.request.method(), "POST");
    assert_eq!(first.request.uri(), URL);
    assert_eq!(first.attempt, 1);
    let mut mac = Hmac::<Sha256>::new_from_slice(config().client_secret.as_bytes()).expect("a key");
    mac.update(first.request.body());
    assert_eq!(header(first, "X-Shopify-Hmac-Sha256"), STANDARD.encode(mac.finalize().into_bytes()));
    for (name, value) in [
        ("X-Shopify-Topic", "orders/create"),
        ("X-Shopify-Shop-Domain", "northwind.myshopify.com"),
        ("X-Shopify-API-Version", "2026-10"),
        ("X-Shopify-Triggered-At", "2026-11-02T09:00:00.000000000Z"),
        ("User-Agent", "Shopify-Captain-Hook"),
        ("Content-Type", "application/json"),
    ] {
        assert_eq!(header(first, name), value);
    }
    let (a, b) = (&messages[0], &messages[1]);
    assert_eq!(header(a, "X-Shopify-Event-Id"), header(b, "X-Shopify-Event-Id"), "one action");
    assert_ne!(header(a, "X-Shopify-Webhook-Id"), header(b, "X-Shopify-Webhook-Id"), "two messages");
    assert_eq!((first.about.kind, first.about.event), (DocumentKind::Order, Event::Create));
    assert_eq!(first.about.id, keys["id"]);
    let text = std::str::from_utf8(first.request.body()).expect("text");
    assert!(text.contains(&format!("\"id\":{},", keys["id"])), "identifiers are exact numbers");
}

#[test]
fn each_action_tells_its_topics() {
    let mut shop = everything();
    let keys = shop.place(&[("A-1", 2, "10.00")]);
    let order = shop.order_gid(&keys);
    let seen = topics(&mut shop);
    let placed = [
        "orders/create",
        "order_transactions/create",
        "orders/paid",
        "fulfillment_orders/order_routing_complete",
        "orders/updated",
    ];
    assert_eq!(seen, placed);
    shop.ship(&order, &[(0, 1)]);
    assert_eq!(topics(&mut shop), ["fulfillments/create", "orders/partially_fulfilled", "orders/updated"]);
    let rest = shop.ship(&order, &[]);
    assert_eq!(topics(&mut shop), ["fulfillments/create", "orders/fulfilled", "orders/updated"]);
    shop.done(
        "mutation($id: ID!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: {number: \"1Z2\"}) { fulfillment { id } userErrors { message } } }",
        json!({"id": rest["id"]}),
    );
    assert_eq!(topics(&mut shop), ["fulfillments/update", "orders/updated"]);
    let refund =
        Deed::Refund { order: keys["name"].clone(), lines: vec![("A-1".to_owned(), 1)], restock: true };
    shop.twin.act(&refund, shop.now).expect("a refund");
    assert_eq!(topics(&mut shop), ["order_transactions/create", "refunds/create", "orders/updated"]);
    let other = shop.place(&[("A-1", 2, "10.00")]);
    assert_eq!(topics(&mut shop), placed);
    let edit = Deed::Edit { order: other["name"].clone(), sku: "A-1".to_owned(), quantity: 1 };
    shop.twin.act(&edit, shop.now).expect("an edit");
    assert_eq!(topics(&mut shop), ["orders/edited", "orders/updated"]);
    let cancel = Deed::Cancel { order: other["name"].clone() };
    shop.twin.act(&cancel, shop.now).expect("a cancellation");
    assert_eq!(topics(&mut shop), ["fulfillment_orders/cancelled"]);
    assert_eq!(shop.twin.next_due(), Some(start() + SignedDuration::from_secs(1)));
    shop.pass(1);
    let ended = ["order_transactions/create", "refunds/create", "orders/updated", "orders/cancelled"];
    assert_eq!(topics(&mut shop), ended);
}

#[test]
fn payloads_say_what_is_so() {
    let mut shop = everything();
    let keys = shop.place(&[("A-1", 2, "10.00"), ("B-1", 1, "5.50")]);
    let order = shop.order_gid(&keys);
    let created = shop.messages("orders/create").remove(0);
    assert_eq!(created["total_price"], "25.50");
    assert_eq!(created["total_price_set"]["shop_money"], json!({"amount": "25.50", "currency_code": "USD"}));
    assert_eq!(created["financial_status"], "paid");
    assert_eq!(created["fulfillment_status"], json!(null));
    assert_eq!(created["created_at"], "2026-11-02T09:00:00+00:00");
    assert_eq!(created["line_items"][1]["sku"], "B-1");
    assert_eq!(created["shipping_address"]["country_code"], "US");
    assert_eq!(created["customer"]["email"], "ada@example.com");
    let line = created["line_items"][0]["id"].as_u64().expect("a number");
    assert!(line > 1 << 53);
    shop.ship(&order, &[(0, 1)]);
    let parcel = shop.messages("fulfillments/create").remove(0);
    assert_eq!(parcel["order_id"].as_u64().map(|it| it.to_string()).as_ref(), Some(&keys["id"]));
    assert_eq!(parcel["status"], "success");
    assert_eq!(parcel["name"], "#1001.1");
    assert_eq!(parcel["tracking_numbers"], json!(["1Z1"]));
    assert_eq!(parcel["line_items"][0]["quantity"], 1);
    assert_eq!(parcel["line_items"][0]["id"].as_u64(), Some(line));
    let refund =
        Deed::Refund { order: keys["id"].clone(), lines: vec![("B-1".to_owned(), 1)], restock: true };
    shop.twin.act(&refund, shop.now).expect("a refund");
    let refunded = shop.messages("refunds/create").remove(0);
    assert_eq!(refunded["refund_line_items"][0]["restock_type"], "cancel");
    assert_eq!(refunded["refund_line_items"][0]["subtotal"], 5.5);
    assert_eq!(refunded["transactions"][0]["amount"], "5.50");
    assert_eq!(refunded["transactions"][0]["kind"], "refund");
    let cancel = Deed::Cancel { order: keys["id"].clone() };
    assert!(shop.twin.act(&cancel, shop.now).is_err(), "a parcel has left");
}

#[test]
fn times_are_in_the_shops_zone() {
    let mut config = config();
    config.timezone = jiff::tz::TimeZone::fixed(jiff::tz::offset(-5));
    let mut shop = TestShop::with(config);
    shop.twin.subscribe("orders/create", URL).expect("a subscription");
    shop.place(&[("A-1", 1, "10.00")]);
    assert_eq!(shop.messages("orders/create")[0]["created_at"], "2026-11-02T04:00:00-05:00");
}

#[test]
fn a_failed_message_comes_again_with_its_first_payload_and_identifier() {
    let mut shop = listening(&["orders/create"]);
    let keys = shop.place(&[("A-1", 2, "10.00")]);
    let first = shop.twin.due(shop.now).remove(0);
    shop.twin.settled(first.id, Delivered::Status(503), shop.now);
    // The order changes in between: the message does not.
    let note =
        "mutation($id: ID!) { orderUpdate(input: {id: $id, note: \"new\"}) { userErrors { message } } }";
    let id = shop.order_gid(&keys);
    shop.done(note, json!({"id": id}));
    let mut at = shop.now;
    for (index, wait) in doubling(8, SignedDuration::from_hours(4)).into_iter().enumerate() {
        assert!(shop.twin.due(at + wait - SignedDuration::from_millis(1)).is_empty());
        at += wait;
        assert_eq!(shop.twin.next_due(), Some(at));
        let again = shop.twin.due(at).remove(0);
        assert_eq!(again.id, first.id);
        assert_eq!(again.attempt, u32::try_from(index).expect("small") + 2);
        assert_eq!(again.request.body(), first.request.body());
        assert_eq!(header(&again, "X-Shopify-Webhook-Id"), header(&first, "X-Shopify-Webhook-Id"));
        let outcome = if index % 2 == 0 { Delivered::NoAnswer } else { Delivered::Status(302) };
        shop.twin.settled(again.id, outcome, at);
    }
    assert_eq!(at.duration_since(shop.now), SignedDuration::from_hours(4));
    assert_eq!(shop.twin.next_due(), None, "eight retries and no more");
    shop.now = at;
    let left = shop.data("{ webhookSubscriptions(first: 5) { nodes { id } } }", json!({}));
    assert_eq!(left["webhookSubscriptions"]["nodes"], json!([]), "deleted after eight failures in a row");
}

#[test]
fn a_success_forgets_failures() {
    let mut shop = listening(&["orders/create"]);
    for _ in 0..20 {
        shop.place(&[("A-1", 1, "10.00")]);
        let message = shop.twin.due(shop.now).remove(0);
        shop.twin.settled(message.id, Delivered::Status(500), shop.now);
        shop.pass(14_400);
        for again in shop.twin.due(shop.now) {
            shop.twin.settled(again.id, Delivered::Status(204), shop.now);
        }
    }
    let left = shop.data("{ webhookSubscriptionsCount { count } }", json!({}));
    assert_eq!(left["webhookSubscriptionsCount"]["count"], 1);
}

#[test]
fn subscriptions_are_made_changed_and_deleted() {
    let mut shop = TestShop::new();
    let create = "mutation($topic: WebhookSubscriptionTopic!, $s: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $s) { webhookSubscription { id topic uri includeFields format endpoint { ... on WebhookHttpEndpoint { callbackUrl } } } userErrors { field message } } }";
    let made = shop.done(create, json!({"topic": "ORDERS_CREATE", "s": {"uri": URL, "includeFields": ["id", "updated_at"], "name": "mine"}}));
    let subscription = &made["webhookSubscription"];
    assert_eq!(subscription["endpoint"]["callbackUrl"], URL);
    for (topic, uri, message) in [
        ("ORDERS_CREATE", URL, "Address for this topic has already been taken"),
        ("ORDERS_UPDATED", "http://seamless.example/x", "Address protocol http:// is not supported"),
        ("ORDERS_UPDATED", "", "Address can't be blank"),
    ] {
        assert_eq!(shop.refused(create, json!({"topic": topic, "s": {"uri": uri}})), message);
    }
    shop.place(&[("A-1", 1, "10.00")]);
    let message = shop.twin.due(shop.now).remove(0);
    let body: Value = serde_json::from_slice(message.request.body()).expect("JSON");
    assert_eq!(body.as_object().map(|it| it.len()), Some(2), "only the fields that were asked for: {body}");
    assert_eq!(header(&message, "X-Shopify-Name"), "mine");
    let update = "mutation($id: ID!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: {uri: \"https://other.example/\"}) { webhookSubscription { uri } userErrors { message } } }";
    let changed = shop.done(update, json!({"id": subscription["id"]}));
    assert_eq!(changed["webhookSubscription"]["uri"], "https://other.example/");
    let delete = "mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }";
    assert_eq!(
        shop.done(delete, json!({"id": subscription["id"]}))["deletedWebhookSubscriptionId"],
        subscription["id"]
    );
    assert_eq!(
        shop.refused(delete, json!({"id": subscription["id"]})),
        "Webhook subscription does not exist"
    );
}

#[test]
fn a_deleted_order_leaves_its_number() {
    let mut shop = listening(&["orders/delete"]);
    let keys = shop.place(&[("A-1", 1, "10.00")]);
    let id = shop.order_gid(&keys);
    shop.done(
        "mutation($id: ID!) { orderDelete(orderId: $id) { userErrors { message } } }",
        json!({"id": id}),
    );
    let told = shop.twin.due(shop.now).remove(0);
    assert_eq!(told.request.body(), &format!("{{\"id\":{}}}", keys["id"]));
}

#[test]
fn fulfillment_orders_are_told_of_in_few_words() {
    let mut shop = listening(&["fulfillment_orders/placed_on_hold", "fulfillment_orders/hold_released"]);
    let keys = shop.place(&[("A-1", 2, "10.00")]);
    let order = shop.order_gid(&keys);
    let (request, lines) = shop.request(&order);
    let hold = "mutation($id: ID!, $line: ID!) { fulfillmentOrderHold(id: $id, fulfillmentHold: {reason: OTHER, reasonNotes: \"example\", fulfillmentOrderLineItems: [{id: $line, quantity: 1}]}) { remainingFulfillmentOrder { id } userErrors { message } } }";
    let payload = shop.done(hold, json!({"id": request, "line": lines[0]}));
    let told = shop.messages("fulfillment_orders/placed_on_hold").remove(0);
    assert_eq!(told["fulfillment_order"]["id"], json!(request));
    assert_eq!(told["fulfillment_order"]["status"], "on_hold");
    assert_eq!(
        told["fulfillment_order"]["fulfillment_holds"],
        json!([{"reason": "other", "reason_notes": "example"}])
    );
    assert_eq!(told["remaining_fulfillment_order"]["id"], payload["remainingFulfillmentOrder"]["id"]);
    let release = "mutation($id: ID!) { fulfillmentOrderReleaseHold(id: $id) { fulfillmentOrder { lineItems(first: 5) { nodes { totalQuantity } } } userErrors { message } } }";
    let released = shop.done(release, json!({"id": request}));
    assert_eq!(
        released["fulfillmentOrder"]["lineItems"]["nodes"],
        json!([{"totalQuantity": 2}]),
        "merged again"
    );
    let told = shop.messages("fulfillment_orders/hold_released").remove(0);
    assert_eq!(told, json!({"fulfillment_order": {"id": request, "status": "open"}}));
}
