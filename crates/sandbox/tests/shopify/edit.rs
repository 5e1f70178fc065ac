//! Order edits.

use seamless_sandbox::{Deed, DeedError, Twin};
use serde_json::json;

use crate::shop::TestShop;

const SET: &str = "mutation($id: ID!, $line: ID!, $q: Int!) { orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $q) { calculatedLineItem { id quantity } userErrors { field message } } }";
const COMMIT: &str = "mutation($id: ID!) { orderEditCommit(id: $id) { order { edited lineItems(first: 5) { nodes { sku quantity currentQuantity } } fulfillmentOrders(first: 5) { nodes { lineItems(first: 5) { nodes { sku totalQuantity } } } } totalOutstandingSet { shopMoney { amount } } displayFinancialStatus } successMessages userErrors { field message } } }";

#[test]
fn an_edit_changes_nothing_until_it_is_committed() {
    let mut shop = TestShop::new();
    let keys = shop.place(&[("A-1", 2, "10.00"), ("B-1", 1, "5.00")]);
    shop.place(&[("C-1", 1, "7.00")]);
    let id = shop.order_gid(&keys);
    let begun = shop.done(
        "mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id lineItems(first: 5) { nodes { id sku } } } orderEditSession { id } userErrors { message } } }",
        json!({"id": id}),
    );
    let edit = &begun["calculatedOrder"]["id"];
    let lines = &begun["calculatedOrder"]["lineItems"]["nodes"];
    shop.done(SET, json!({"id": edit, "line": lines[0]["id"], "q": 5}));
    shop.done(SET, json!({"id": edit, "line": lines[1]["id"], "q": 0}));
    let variant = shop.data("{ productVariants(first: 1, query: \"sku:C-1\") { nodes { id } } }", json!({}));
    let add = "mutation($id: ID!, $v: ID!) { orderEditAddVariant(id: $id, variantId: $v, quantity: 2) { calculatedLineItem { title quantity } userErrors { message } } }";
    shop.done(add, json!({"id": edit, "v": variant["productVariants"]["nodes"][0]["id"]}));
    assert_eq!(shop.truth(&keys["id"]).units(), 3, "not yet");
    let done = shop.done(COMMIT, json!({"id": edit}));
    assert_eq!(done["successMessages"], json!(["Order updated"]));
    let order = &done["order"];
    assert_eq!(
        order["lineItems"]["nodes"],
        json!([
            {"sku": "A-1", "quantity": 5, "currentQuantity": 5},
            {"sku": "B-1", "quantity": 1, "currentQuantity": 0},
            {"sku": "C-1", "quantity": 2, "currentQuantity": 2},
        ])
    );
    assert_eq!(order["totalOutstandingSet"]["shopMoney"]["amount"], "39.0", "50 + 14 - 25 paid");
    assert_eq!(order["displayFinancialStatus"], "PARTIALLY_PAID");
    let requested: u64 = shop
        .twin
        .documents()
        .iter()
        .filter_map(|it| match &it.body {
            seamless_model::Body::FulfillmentRequest(request) if it.parents[0].value == keys["id"] => {
                Some(request.lines.iter().map(|it| it.remaining).sum::<u64>())
            }
            _ => None,
        })
        .sum();
    assert_eq!(requested, 7, "what is to be shipped follows");
    assert_eq!(shop.refused(COMMIT, json!({"id": edit})), "The calculated order does not exist.");
}

#[test]
fn people_edit_a_line() {
    let mut shop = TestShop::new();
    let keys = shop.place(&[("A-1", 4, "10.00")]);
    let edit = |quantity| Deed::Edit { order: "#1001".to_owned(), sku: "A-1".to_owned(), quantity };
    shop.twin.act(&edit(1), shop.now).expect("an edit");
    let line = shop.truth(&keys["id"]).lines.remove(0);
    assert_eq!((line.quantity, line.ordered), (1, 4));
    let id = shop.order_gid(&keys);
    shop.ship(&id, &[]);
    let refused = DeedError::Refused("The quantity can't be lower than what has been fulfilled.".to_owned());
    assert_eq!(shop.twin.act(&edit(0), shop.now), Err(refused));
    let unknown = Deed::Edit { order: "#9".to_owned(), sku: "A-1".to_owned(), quantity: 1 };
    assert_eq!(shop.twin.act(&unknown, shop.now), Err(DeedError::UnknownOrder("#9".to_owned())));
    let pick = Deed::Pick { order: "#1001".to_owned() };
    assert!(matches!(shop.twin.act(&pick, shop.now), Err(DeedError::NotHere(_))));
}
