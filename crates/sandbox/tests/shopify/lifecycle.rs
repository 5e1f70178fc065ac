//! Orders from their creation to their end.

use seamless_model::{Body, DocumentKind, PaymentState, RequestStatus, ShipmentStatus};
use seamless_sandbox::{Deed, DeedError, Twin};
use serde_json::json;

use crate::shop::{CREATE, SHIP, TestShop, config, simple_order};

#[test]
fn an_order_is_created_and_read() {
    let mut shop = TestShop::new();
    let input = json!({
        "email": "ada@example.com",
        "tags": ["zeta", "alpha", "alpha"],
        "note": "leave at the door",
        "sourceIdentifier": "amz-77",
        "taxesIncluded": false,
        "lineItems": [
            {"title": "Tent", "sku": "T-1", "quantity": 2, "requiresShipping": true,
             "priceSet": {"shopMoney": {"amount": "42.50", "currencyCode": "USD"}},
             "taxLines": [{"title": "NY", "rate": "0.08", "priceSet": {"shopMoney": {"amount": "6.80", "currencyCode": "USD"}}}]},
            {"title": "Peg", "sku": "P-1", "quantity": 3, "priceSet": {"shopMoney": {"amount": "1.00", "currencyCode": "USD"}}},
        ],
        "shippingLines": [{"title": "Ground", "code": "GND", "priceSet": {"shopMoney": {"amount": "5.00", "currencyCode": "USD"}}}],
        "shippingAddress": {"firstName": "Ada", "lastName": "Byron", "address1": "1 Main", "city": "Albany", "provinceCode": "NY", "zip": "12207", "countryCode": "US"},
        "discountCode": {"itemFixedDiscountCode": {"code": "SAVE10", "amountSet": {"shopMoney": {"amount": "10.00", "currencyCode": "USD"}}}},
        "transactions": [{"kind": "SALE", "status": "SUCCESS", "gateway": "visa", "amountSet": {"shopMoney": {"amount": "89.80", "currencyCode": "USD"}}}],
    });
    let payload = shop.done(CREATE, json!({"order": input}));
    let id = payload["order"]["id"].clone();
    let data = shop.data(
        "query($id: ID!) { order(id: $id) {
            name tags note sourceIdentifier displayFinancialStatus displayFulfillmentStatus closed createdAt
            subtotalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount } }
            totalTaxSet { shopMoney { amount } } totalPriceSet { shopMoney { amount } }
            totalDiscountsSet { shopMoney { amount } } totalOutstandingSet { shopMoney { amount } }
            discountCodes paymentGatewayNames
            lineItems(first: 5) { nodes { sku quantity currentQuantity name discountAllocations { allocatedAmountSet { shopMoney { amount } } } } }
            shippingAddress { name countryCodeV2 formatted(withName: true) }
            ...Shipping
        } }
        fragment Shipping on Order { shippingLines(first: 1) { edges { cursor node { title originalPriceSet { shopMoney { amount } } } } } }",
        json!({"id": id}),
    );
    let order = &data["order"];
    assert_eq!(order["name"], "#1001");
    assert_eq!(order["tags"], json!(["alpha", "zeta"]));
    assert_eq!(order["sourceIdentifier"], "amz-77");
    assert_eq!(order["displayFinancialStatus"], "PAID");
    assert_eq!(order["displayFulfillmentStatus"], "UNFULFILLED");
    assert_eq!(order["createdAt"], "2026-11-02T09:00:00Z");
    assert_eq!(order["subtotalPriceSet"]["shopMoney"], json!({"amount": "78.0", "currencyCode": "USD"}));
    assert_eq!(order["totalTaxSet"]["shopMoney"]["amount"], "6.8");
    assert_eq!(order["totalPriceSet"]["shopMoney"]["amount"], "89.8");
    assert_eq!(order["totalOutstandingSet"]["shopMoney"]["amount"], "0.0");
    assert_eq!(order["totalDiscountsSet"]["shopMoney"]["amount"], "10.0");
    assert_eq!(order["discountCodes"], json!(["SAVE10"]));
    let parts: Vec<&str> = (0..2)
        .filter_map(|it| order["lineItems"]["nodes"][it]["discountAllocations"][0]["allocatedAmountSet"]["shopMoney"]["amount"].as_str())
        .collect();
    assert_eq!(parts, ["9.66", "0.34"], "8500 and 300 of 8800 cents");
    assert_eq!(
        order["shippingAddress"]["formatted"],
        json!(["Ada Byron", "1 Main", "Albany NY 12207", "United States"])
    );
    assert_eq!(order["shippingLines"]["edges"][0]["node"]["title"], "Ground");
}

#[test]
fn identifiers_are_beyond_what_a_double_holds_and_the_same_for_a_seed() {
    let ids: Vec<(String, u64)> = (0..2)
        .map(|_| {
            let keys = TestShop::new().place(&[("A-1", 1, "10.00")]);
            (keys["name"].clone(), keys["id"].parse().expect("a number"))
        })
        .collect();
    assert_eq!(ids[0], ids[1]);
    assert!(ids[0].1 > 1 << 53);
    let mut shop = TestShop::new();
    let (a, b) = (shop.place(&[("A-1", 1, "10.00")]), shop.place(&[("A-1", 1, "10.00")]));
    let double = |it: &str| it.parse::<u64>().expect("a number") as f64 as u64;
    assert_ne!(double(&a["id"]).to_string(), a["id"]);
    assert_ne!(a["id"], b["id"]);
}

#[test]
fn a_split_shipment_ends_fulfilled() {
    let mut shop = TestShop::new();
    let keys = shop.place(&[("A-1", 2, "10.00"), ("B-1", 1, "5.00")]);
    let order = shop.order_gid(&keys);
    let status = |shop: &mut TestShop| {
        shop.data("query($id: ID!) { order(id: $id) { displayFulfillmentStatus } }", json!({"id": order}))["order"]
            ["displayFulfillmentStatus"]
            .clone()
    };
    let first = shop.ship(&order, &[(0, 1)]);
    assert_eq!(first["name"], "#1001-F1");
    assert_eq!(first["trackingInfo"], json!([{"number": "1Z1", "company": "UPS", "url": null}]));
    assert_eq!(status(&mut shop), "PARTIALLY_FULFILLED");
    let second = shop.ship(&order, &[]);
    assert_eq!(second["totalQuantity"], 2);
    assert_eq!(status(&mut shop), "FULFILLED");
    let shipped: u64 = shop
        .twin
        .documents()
        .iter()
        .filter_map(|it| match &it.body {
            Body::Shipment(it) if it.status == ShipmentStatus::Shipped => Some(it),
            _ => None,
        })
        .flat_map(|it| &it.lines)
        .map(|it| it.quantity)
        .sum();
    assert_eq!(shipped, 3);
}

#[test]
fn fulfillments_are_refused_in_the_captured_words() {
    let mut shop = TestShop::new();
    let (one, two) = (shop.place(&[("A-1", 2, "10.00")]), shop.place(&[("A-1", 2, "10.00")]));
    let (one, two) = (shop.order_gid(&one), shop.order_gid(&two));
    let ((first, lines), (second, _)) = (shop.request(&one), shop.request(&two));
    let numeric = |it: &str| it.rsplit('/').next().expect("a number").to_owned();
    for (groups, message) in [
        (
            json!([{"fulfillmentOrderId": "gid://shopify/FulfillmentOrder/1"}]),
            "Fulfillment order does not exist.".to_owned(),
        ),
        (
            json!([{"fulfillmentOrderId": first, "fulfillmentOrderLineItems": [{"id": lines[0], "quantity": 3}]}]),
            "Invalid fulfillment order line item quantity requested.".to_owned(),
        ),
        (
            json!([{"fulfillmentOrderId": first, "fulfillmentOrderLineItems": [{"id": lines[0], "quantity": 0}]}]),
            "Quantity must be greater than 0".to_owned(),
        ),
        (
            json!([{"fulfillmentOrderId": first}, {"fulfillmentOrderId": second}]),
            format!(
                "All fulfillment orders must belong to the same order. Multiple orders with ids [{}, {}] were found.",
                numeric(&one),
                numeric(&two)
            ),
        ),
    ] {
        assert_eq!(shop.refused(SHIP, json!({"f": {"lineItemsByFulfillmentOrder": groups}})), message);
    }
    shop.ship(&one, &[]);
    let again = json!({"f": {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": first}]}});
    let message = format!("Fulfillment order {} has an unfulfillable status= closed.", numeric(&first));
    assert_eq!(shop.refused(SHIP, again), message);
}

#[test]
fn a_cancellation_counts_at_once_and_ends_as_a_job() {
    let mut shop = TestShop::new();
    let stock = Deed::Stock { sku: "A-1".to_owned(), quantity: 10 };
    shop.twin.act(&stock, shop.now).expect("stock");
    let keys = shop.place(&[("A-1", 2, "10.00")]);
    let order = shop.order_gid(&keys);
    let payload = shop.cancel(&order);
    assert_eq!(payload["orderCancelUserErrors"], json!([]));
    assert_eq!(payload["job"]["done"], false);
    assert!(shop.truth(&keys["id"]).is_cancelled());
    let read = "query($id: ID!, $job: ID!) { order(id: $id) { cancelledAt closed displayFinancialStatus currentTotalPriceSet { shopMoney { amount } }
        fulfillmentOrders(first: 5) { nodes { status lineItems(first: 5) { nodes { totalQuantity remainingQuantity } } } }
        lineItems(first: 5) { nodes { quantity currentQuantity } } } job(id: $job) { done } }";
    let variables = json!({"id": order, "job": payload["job"]["id"]});
    let at_once = shop.data(read, variables.clone());
    assert_eq!(at_once["order"]["closed"], false);
    assert_eq!(at_once["order"]["fulfillmentOrders"]["nodes"][0]["status"], "CLOSED");
    assert_eq!(at_once["job"]["done"], false);
    shop.pass(5);
    let ended = shop.data(read, variables);
    assert_eq!(ended["job"]["done"], true);
    assert_eq!(ended["order"]["closed"], true);
    assert_eq!(ended["order"]["displayFinancialStatus"], "REFUNDED");
    assert_eq!(ended["order"]["currentTotalPriceSet"]["shopMoney"]["amount"], "0.0");
    assert_eq!(ended["order"]["lineItems"]["nodes"][0], json!({"quantity": 2, "currentQuantity": 0}));
    let again = shop.cancel(&order);
    assert_eq!(
        again["orderCancelUserErrors"][0]["message"],
        "Cannot cancel an order that has already been canceled"
    );
    let stock = shop
        .data("{ productVariants(first: 1, query: \"sku:A-1\") { nodes { inventoryQuantity } } }", json!({}));
    assert_eq!(stock["productVariants"]["nodes"][0]["inventoryQuantity"], 10, "the goods are free again");
}

#[test]
fn a_shipped_order_is_not_cancelled() {
    let mut shop = TestShop::new();
    let keys = shop.place(&[("A-1", 2, "10.00")]);
    let order = shop.order_gid(&keys);
    shop.ship(&order, &[(0, 1)]);
    let payload = shop.cancel(&order);
    assert_eq!(payload["job"], json!(null));
    let error = json!([{"field": ["orderId"], "message": "Cannot cancel an order that has outstanding fulfillments", "code": "INVALID"}]);
    assert_eq!(payload["orderCancelUserErrors"], error);
    let deed = Deed::Cancel { order: "#1001".to_owned() };
    let refused = DeedError::Refused("Cannot cancel an order that has outstanding fulfillments".to_owned());
    assert_eq!(shop.twin.act(&deed, shop.now), Err(refused));
}

#[test]
fn a_parcel_called_back_waits_again() {
    let mut shop = TestShop::new();
    let keys = shop.place(&[("A-1", 2, "10.00")]);
    let order = shop.order_gid(&keys);
    let parcel = shop.ship(&order, &[]);
    let cancel = "mutation($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status displayStatus } userErrors { field message } } }";
    let payload = shop.done(cancel, json!({"id": parcel["id"]}));
    assert_eq!(payload["fulfillment"], json!({"status": "CANCELLED", "displayStatus": "CANCELED"}));
    assert_eq!(shop.refused(cancel, json!({"id": "gid://shopify/Fulfillment/1"})), "Fulfillment not found.");
    let requests: Vec<RequestStatus> = shop
        .twin
        .documents()
        .into_iter()
        .filter_map(|it| match it.body {
            Body::FulfillmentRequest(it) => Some(it.status),
            _ => None,
        })
        .collect();
    assert_eq!(requests, [RequestStatus::Closed, RequestStatus::Open]);
    shop.ship(&order, &[]);
    assert_eq!(shop.truth(&keys["id"]).units(), 2);
}

#[test]
fn a_held_order_cannot_be_shipped_until_it_is_released() {
    let mut shop = TestShop::new();
    let keys = shop.place(&[("A-1", 2, "10.00")]);
    let order = shop.order_gid(&keys);
    let (request, _) = shop.request(&order);
    let hold = "mutation($id: ID!) { fulfillmentOrderHold(id: $id, fulfillmentHold: {reason: HIGH_RISK_OF_FRAUD, reasonNotes: \"call\"}) { fulfillmentOrder { status fulfillmentHolds { reason displayReason } } fulfillmentHold { id } remainingFulfillmentOrder { id } userErrors { message code } } }";
    let payload = shop.done(hold, json!({"id": request}));
    assert_eq!(payload["fulfillmentOrder"]["status"], "ON_HOLD");
    assert_eq!(payload["fulfillmentOrder"]["fulfillmentHolds"][0]["displayReason"], "High risk of fraud");
    assert!(shop.truth(&keys["id"]).held);
    let group = json!({"f": {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": request}]}});
    assert!(shop.refused(SHIP, group).ends_with("has an unfulfillable status= on_hold."));
    let release = "mutation($id: ID!) { fulfillmentOrderReleaseHold(id: $id) { fulfillmentOrder { status } userErrors { message } } }";
    assert_eq!(shop.done(release, json!({"id": request}))["fulfillmentOrder"]["status"], "OPEN");
    assert!(!shop.truth(&keys["id"]).held);
    shop.ship(&order, &[]);
}

#[test]
fn unpaid_orders_are_marked_as_paid() {
    let mut shop = TestShop::new();
    let mut input = simple_order("A-1", "12.50");
    input["transactions"] = json!([]);
    let payload = shop.done(CREATE, json!({"order": input}));
    assert_eq!(payload["order"]["displayFinancialStatus"], json!(null), "as captured");
    let mark = "mutation($id: ID!) { orderMarkAsPaid(input: {id: $id}) { order { displayFinancialStatus totalOutstandingSet { shopMoney { amount } } transactions { kind status gateway } } userErrors { field message } } }";
    let id = json!({"id": payload["order"]["id"]});
    let paid = shop.done(mark, id.clone());
    assert_eq!(paid["order"]["displayFinancialStatus"], "PAID");
    assert_eq!(
        paid["order"]["transactions"],
        json!([{"kind": "SALE", "status": "SUCCESS", "gateway": "manual"}])
    );
    assert_eq!(shop.refused(mark, id), "Order cannot be marked as paid.");
}

#[test]
fn small_changes_are_kept() {
    let mut shop = TestShop::new();
    let keys = shop.place(&[("A-1", 1, "10.00")]);
    let id = shop.order_gid(&keys);
    let update = "mutation($input: OrderInput!) { orderUpdate(input: $input) { order { note tags poNumber } userErrors { field message } } }";
    let payload =
        shop.done(update, json!({"input": {"id": id, "note": "gift", "tags": ["b", "a"], "poNumber": "7"}}));
    assert_eq!(payload["order"], json!({"note": "gift", "tags": ["a", "b"], "poNumber": "7"}));
    let nothing = shop.refused(update, json!({"input": {"id": id}}));
    assert_eq!(nothing, "No valid update parameters have been provided");
    let nobody = shop.refused(update, json!({"input": {"id": "gid://shopify/Order/1", "note": "x"}}));
    assert_eq!(nobody, "Order does not exist");
    let add = "mutation($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id ... on Order { tags } } userErrors { message } } }";
    let payload = shop.done(add, json!({"id": id, "tags": ["c"]}));
    assert_eq!(payload["node"]["tags"], json!(["a", "b", "c"]));
    let set = "mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { namespace key value } userErrors { message } } }";
    shop.done(
        set,
        json!({"m": [{"ownerId": id, "namespace": "oms", "key": "id", "value": "OMS-9", "type": "id"}]}),
    );
    let found = shop.data(
        "{ orderByIdentifier(identifier: {customId: {namespace: \"oms\", key: \"id\", value: \"OMS-9\"}}) { name metafield(namespace: \"oms\", key: \"id\") { value } } }",
        json!({}),
    );
    assert_eq!(found["orderByIdentifier"], json!({"name": "#1001", "metafield": {"value": "OMS-9"}}));
    let close =
        "mutation($id: ID!) { orderClose(input: {id: $id}) { order { closed } userErrors { message } } }";
    assert_eq!(shop.done(close, json!({"id": id}))["order"]["closed"], true);
    let open =
        "mutation($id: ID!) { orderOpen(input: {id: $id}) { order { closed } userErrors { message } } }";
    assert_eq!(shop.done(open, json!({"id": id}))["order"]["closed"], false);
    let delete = "mutation($id: ID!) { orderDelete(orderId: $id) { deletedId userErrors { message } } }";
    assert_eq!(shop.done(delete, json!({"id": id}))["deletedId"], json!(id));
    assert!(shop.twin.documents().is_empty());
}

#[test]
fn the_truth_names_its_documents_as_agreed() {
    let mut shop = TestShop::new();
    let keys = shop.place(&[("A-1", 2, "10.00")]);
    let order = shop.order_gid(&keys);
    shop.ship(&order, &[]);
    let documents = shop.twin.documents();
    let one = |kind| documents.iter().find(|it| it.kind() == kind).expect("a document");
    assert_eq!(keys.keys().collect::<Vec<_>>(), ["id", "name"]);
    assert_eq!(keys["name"], "#1001");
    let parcel = one(DocumentKind::Shipment);
    assert_eq!(parcel.keys["name"], "#1001-F1");
    assert_eq!(parcel.keys["tracking"], "1Z1");
    for kind in [DocumentKind::Shipment, DocumentKind::FulfillmentRequest, DocumentKind::Payment] {
        let parent = &one(kind).parents[0];
        assert_eq!(
            (parent.kind, parent.field.as_str(), &parent.value),
            (DocumentKind::Order, "id", &keys["id"])
        );
    }
    let truth = shop.truth(&keys["id"]);
    assert_eq!(truth.payment, Some(PaymentState::Paid));
    assert_eq!(truth.totals.map(|it| it.total.shop.to_string()), Some("20.00 USD".to_owned()));
}

#[test]
fn customers_see_another_currency() {
    let mut config = config();
    let currency = seamless_model::Currency::from_code("JPY").expect("a currency");
    let rate = "151.3".parse().expect("a rate");
    config.presentment = Some(seamless_sandbox::shopify::Presentment { currency, rate });
    let mut shop = TestShop::with(config);
    let keys = shop.place(&[("A-1", 3, "9.99")]);
    let totals = shop.truth(&keys["id"]).totals.expect("totals");
    assert_eq!(totals.total.shop.to_string(), "29.97 USD");
    assert_eq!(totals.total.presentment.to_string(), "4533 JPY", "three times 1511");
}
