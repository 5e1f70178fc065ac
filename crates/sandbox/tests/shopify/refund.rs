//! Refunds: of goods, of shipping, of money, once for each idempotency key.

use seamless_model::{Body, PaymentState, Refund, Restock};
use seamless_sandbox::{Deed, Twin};
use serde_json::{Value, json};

use crate::shop::{CREATE, TestShop};

const REFUND: &str = "mutation($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) { refund { id totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { quantity restockType subtotalSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } } } } } order { displayFinancialStatus } userErrors { field message } } }";

/// A paid order of three tents at 10.00 with 1.00 tax on the line and 5.00 shipping.
struct Paid {
    shop: TestShop,
    order: Value,
    line: Value,
    sale: Value,
}

impl Paid {
    fn new() -> Self {
        let mut shop = TestShop::new();
        let usd = |amount: &str| json!({"shopMoney": {"amount": amount, "currencyCode": "USD"}});
        let input = json!({
            "lineItems": [{"title": "Tent", "sku": "T-1", "quantity": 3, "priceSet": usd("10.00"),
                "taxLines": [{"title": "NY", "rate": "0.0333", "priceSet": usd("1.00")}]}],
            "shippingLines": [{"title": "Ground", "priceSet": usd("5.00")}],
            "transactions": [{"kind": "SALE", "status": "SUCCESS", "gateway": "visa", "amountSet": usd("36.00")}],
        });
        let made = shop.done(CREATE, json!({"order": input}));
        let order = made["order"]["id"].clone();
        let read =
            "query($id: ID!) { order(id: $id) { transactions { id } lineItems(first: 1) { nodes { id } } } }";
        let data = shop.data(read, json!({"id": order}));
        let line = data["order"]["lineItems"]["nodes"][0]["id"].clone();
        Self { shop, line, sale: data["order"]["transactions"][0]["id"].clone(), order }
    }

    fn input(&self, units: u64, restock: &str, amount: &str) -> Value {
        json!({
            "orderId": self.order,
            "refundLineItems": [{"lineItemId": self.line, "quantity": units, "restockType": restock}],
            "transactions": [{"orderId": self.order, "parentId": self.sale, "kind": "REFUND", "gateway": "visa", "amount": amount}],
        })
    }

    fn truth(&self) -> Vec<Refund> {
        let all = self.shop.twin.documents();
        all.into_iter()
            .filter_map(|it| if let Body::Refund(it) = it.body { Some(it) } else { None })
            .collect()
    }
}

#[test]
fn parts_of_a_line_add_up_to_the_whole() {
    let mut paid = Paid::new();
    let mut taxes = Vec::new();
    for (index, amount) in ["10.33", "10.34", "10.33"].into_iter().enumerate() {
        let input = paid.input(1, "CANCEL", amount);
        let payload = paid.shop.done(REFUND, json!({"input": input, "key": format!("part {index}")}));
        let line = &payload["refund"]["refundLineItems"]["nodes"][0];
        assert_eq!(line["subtotalSet"]["shopMoney"]["amount"], "10.0");
        taxes.push(line["totalTaxSet"]["shopMoney"]["amount"].as_str().expect("tax").to_owned());
        assert_eq!(payload["order"]["displayFinancialStatus"], "PARTIALLY_REFUNDED");
    }
    assert_eq!(taxes, ["0.33", "0.34", "0.33"], "a dollar in three parts");
    let left = paid.shop.data(
        "query($id: ID!) { order(id: $id) { currentTotalPriceSet { shopMoney { amount } } netPaymentSet { shopMoney { amount } } lineItems(first: 1) { nodes { currentQuantity unfulfilledQuantity } } fulfillmentOrders(first: 1) { nodes { status } } } }",
        json!({"id": paid.order}),
    );
    assert_eq!(left["order"]["currentTotalPriceSet"], left["order"]["netPaymentSet"], "shipping is left");
    assert_eq!(
        left["order"]["lineItems"]["nodes"][0],
        json!({"currentQuantity": 0, "unfulfilledQuantity": 0})
    );
    assert_eq!(left["order"]["fulfillmentOrders"]["nodes"][0]["status"], "CLOSED");
}

#[test]
fn a_refund_needs_a_key_and_is_made_once_for_it() {
    let mut paid = Paid::new();
    let input = paid.input(1, "NO_RESTOCK", "10.00");
    let bare = "mutation($input: RefundInput!) { refundCreate(input: $input) { refund { id } userErrors { message } } }";
    let answer = paid.shop.ask(bare, json!({"input": input}));
    let error = &answer["errors"][0];
    assert_eq!(
        error["message"],
        "The @idempotent directive is required for this mutation but was not provided."
    );
    assert_eq!(error["extensions"]["code"], "BAD_REQUEST");
    assert_eq!(error["path"], json!(["refundCreate"]));
    assert_eq!(answer["data"], json!({"refundCreate": null}));
    let first = paid.shop.done(REFUND, json!({"input": input, "key": "k"}));
    let again = paid.shop.done(REFUND, json!({"input": input, "key": "k"}));
    assert_eq!(first["refund"]["id"], again["refund"]["id"]);
    assert_eq!(paid.truth().len(), 1);
    let other = paid.input(2, "NO_RESTOCK", "10.00");
    let answer = paid.shop.ask(REFUND, json!({"input": other, "key": "k"}));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "IDEMPOTENCY_KEY_PARAMETER_MISMATCH");
    paid.shop.pass(24 * 3600);
    paid.shop.done(REFUND, json!({"input": input, "key": "k"}));
    assert_eq!(paid.truth().len(), 2, "a key is forgotten after a day");
}

#[test]
fn what_cannot_be_refunded_is_refused_in_the_captured_words() {
    let mut paid = Paid::new();
    for (input, message) in [
        (
            paid.input(1, "CANCEL", "37.00"),
            "Refund amount $37.00 is greater than net payment received $36.00",
        ),
        (paid.input(4, "CANCEL", "1.00"), "Quantity cannot refund more items than were purchased"),
        (
            json!({"orderId": paid.order, "transactions": [{"orderId": paid.order, "parentId": "gid://shopify/OrderTransaction/1", "kind": "REFUND", "gateway": "visa", "amount": "1.00"}]}),
            "Transactions require a parent_id associated with the order",
        ),
        (
            json!({"orderId": paid.order, "transactions": [{"orderId": paid.order, "parentId": paid.sale, "kind": "AUTHORIZATION", "gateway": "visa", "amount": "1.00"}]}),
            "Kind authorization is not a valid transaction",
        ),
    ] {
        assert_eq!(paid.shop.refused(REFUND, json!({"input": input, "key": "k"})), message);
    }
    assert!(paid.truth().is_empty(), "nothing was moved");
    let mut over = paid.input(1, "CANCEL", "37.00");
    over["allowOverRefunding"] = json!(true);
    paid.shop.done(REFUND, json!({"input": over, "key": "over"}));
}

#[test]
fn a_suggestion_can_be_followed() {
    let mut paid = Paid::new();
    let suggest = "query($id: ID!) { order(id: $id) { suggestedRefund(suggestFullRefund: true) { amountSet { shopMoney { amount } } refundLineItems { quantity lineItem { sku } } shipping { amountSet { shopMoney { amount } } } suggestedTransactions { gateway parentTransaction { id } amountSet { shopMoney { amount } } } } } }";
    let data = paid.shop.data(suggest, json!({"id": paid.order}));
    let suggested = &data["order"]["suggestedRefund"];
    assert_eq!(suggested["amountSet"]["shopMoney"]["amount"], "36.0");
    assert_eq!(suggested["shipping"]["amountSet"]["shopMoney"]["amount"], "5.0");
    assert_eq!(suggested["suggestedTransactions"][0]["parentTransaction"]["id"], paid.sale);
    let mut input = paid.input(3, "CANCEL", "36.00");
    input["shipping"] = json!({"fullRefund": true});
    let payload = paid.shop.done(REFUND, json!({"input": input, "key": "all"}));
    assert_eq!(payload["order"]["displayFinancialStatus"], "REFUNDED");
}

#[test]
fn people_refund_what_lines_are_worth() {
    let mut shop = TestShop::new();
    let keys = shop.place(&[("A-1", 3, "10.00"), ("B-1", 1, "5.00")]);
    let order = shop.order_gid(&keys);
    shop.ship(&order, &[(0, 1)]);
    let part = Deed::Refund { order: "#1001".to_owned(), lines: vec![("A-1".to_owned(), 3)], restock: true };
    shop.twin.act(&part, shop.now).expect("a refund");
    let rest = Deed::Refund { order: "#1001".to_owned(), lines: Vec::new(), restock: false };
    shop.twin.act(&rest, shop.now).expect("a refund");
    let refunds: Vec<Refund> = shop
        .twin
        .documents()
        .into_iter()
        .filter_map(|it| if let Body::Refund(it) = it.body { Some(it) } else { None })
        .collect();
    let amounts: Vec<String> = refunds.iter().map(|it| it.amount.shop.to_string()).collect();
    assert_eq!(amounts, ["30.00 USD", "5.00 USD"]);
    let kinds: Vec<(&Restock, u64)> = refunds[0].lines.iter().map(|it| (&it.restock, it.quantity)).collect();
    assert_eq!(kinds, [(&Restock::Cancel, 2), (&Restock::Return, 1)], "two had not left, one comes back");
    assert_eq!(shop.truth(&keys["id"]).payment, Some(PaymentState::Refunded));
    let again = Deed::Refund { order: "#1001".to_owned(), lines: Vec::new(), restock: false };
    assert!(shop.twin.act(&again, shop.now).is_err());
}
