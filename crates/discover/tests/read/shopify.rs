//! Shopify's exports.

use seamless_discover::{Format, Input, TableOptions, Unwatched, read_table};

use crate::table::{Written, read};

const HEADER: &str = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Payment Method,Refunded Amount,Vendor,Id,Tags,Source";

#[test]
fn an_order_over_several_rows_is_one_order_with_lines() {
    let text = format!(
        "{HEADER}\n\
         #1001,a@b.example,paid,2026-01-05 10:00:00 -0500,fulfilled,2026-01-06 09:00:00 -0500,USD,30.00,35.00,2026-01-05 09:59:58 -0500,2,Mug,10.00,MUG,,Shopify Payments,0.00,Acme,5012345678901,\"vip, gift\",web\n\
         #1001,a@b.example,,,,,,,,2026-01-05 09:59:58 -0500,1,Tea,10.00,TEA,,,,Acme,,,\n\
         #1002,c@d.example,pending,,,,USD,10.00,10.00,2026-01-05 11:00:00 -0500,,,,,,,,,5012345678902,,web\n\
         ,,,,,,,,,,1,Lost,1.00,LOST,,,,,,,\n\
         #1003,e@f.example,,,,,,,,2026-01-05 12:00:00 -0500,1,Cup,5.00,CUP,,,,,,,\n"
    );
    let (rows, said) = read(text.as_bytes(), Format::ShopifyCsv);
    assert_eq!(
        rows,
        [
            "2: Name=#1001 Email=a@b.example Financial Status=paid Paid at=2026-01-05 10:00:00 -0500 Fulfillment Status=fulfilled Fulfilled at=2026-01-06 09:00:00 -0500 Currency=USD Subtotal=30.00 Total=35.00 Created at=2026-01-05 09:59:58 -0500 Payment Method=Shopify Payments Refunded Amount=0.00 Vendor=Acme Id=5012345678901 Tags=vip, gift Source=web",
            "2 line of #1001: Lineitem quantity=2 Lineitem name=Mug Lineitem price=10.00 Lineitem sku=MUG",
            "3 line of #1001: Lineitem quantity=1 Lineitem name=Tea Lineitem price=10.00 Lineitem sku=TEA",
            "4: Name=#1002 Email=c@d.example Financial Status=pending Currency=USD Subtotal=10.00 Total=10.00 Created at=2026-01-05 11:00:00 -0500 Id=5012345678902 Source=web",
            "6 line of #1003: Lineitem quantity=1 Lineitem name=Cup Lineitem price=5.00 Lineitem sku=CUP",
        ]
    );
    assert_eq!(
        said,
        ["row 5, Name: no identifier", "row 6, Name, `#1003`: a line whose order's own row is not there"]
    );
}

#[test]
fn another_csv_is_no_order_export() {
    let read = |text: &'static str| {
        let input = Input::Stream(Box::new(text.as_bytes()), "pos.csv");
        read_table(input, Format::ShopifyCsv, &TableOptions::default(), &mut Written::default(), &Unwatched)
            .expect_err("refused")
            .to_string()
    };
    assert_eq!(
        read("Number,Total\n1,2\n"),
        "pos.csv is no log that can be read: it has no column `Name`, which every order export of Shopify's admin has; \
         read it as a plain CSV"
    );
    assert!(read("Name,Total\n1,2\n").contains("no columns `Lineitem ...`"));
}

#[test]
fn a_bulk_operation_ties_children_to_their_parents() {
    let text = r##"{"id":"gid://shopify/Order/1","name":"#1001","createdAt":"2026-01-05T14:59:58Z","totalPriceSet":{"shopMoney":{"amount":"35.0"}},"fulfillments":[{"id":"gid://shopify/Fulfillment/7","createdAt":"2026-01-06T14:00:00Z","trackingInfo":[{"number":"1Z"}]}],"refunds":[]}
{"id":"gid://shopify/LineItem/11","sku":"MUG","quantity":2,"__parentId":"gid://shopify/Order/1"}
{"__typename":"FulfillmentOrder","id":"gid://shopify/FulfillmentOrder/3","status":"CLOSED","__parentId":"gid://shopify/Order/1"}
{"status":"SUCCESS","__parentId":"gid://shopify/Order/1"}
"##;
    let (rows, said) = read(text.as_bytes(), Format::ShopifyBulk);
    assert_eq!(
        rows,
        [
            "1: id=gid://shopify/Order/1 name=#1001 createdAt=2026-01-05T14:59:58Z totalPriceSet.shopMoney.amount=35.0",
            "1 fulfillments of gid://shopify/Order/1: fulfillments.id=gid://shopify/Fulfillment/7 fulfillments.createdAt=2026-01-06T14:00:00Z",
            "1 fulfillments.trackingInfo of gid://shopify/Order/1: fulfillments.trackingInfo.number=1Z",
            "2 LineItem of gid://shopify/Order/1: LineItem.id=gid://shopify/LineItem/11 LineItem.sku=MUG LineItem.quantity=2 LineItem.__parentId=gid://shopify/Order/1",
            "3 FulfillmentOrder of gid://shopify/Order/1: FulfillmentOrder.__typename=FulfillmentOrder FulfillmentOrder.id=gid://shopify/FulfillmentOrder/3 FulfillmentOrder.status=CLOSED FulfillmentOrder.__parentId=gid://shopify/Order/1",
            "4 child of gid://shopify/Order/1: child.status=SUCCESS child.__parentId=gid://shopify/Order/1",
        ]
    );
    assert_eq!(said, Vec::<String>::new());
}
