//! `node`: anything by its global identifier.

use crate::shopify::gql::Obj;
use crate::shopify::ops::Ref;
use crate::shopify::state::{Owner, Shop, numeric};

/// The object with this identifier; none for one that is not known or not offered.
pub(super) fn find<'s>(shop: &'s Shop, gid: &str) -> Option<Obj<'s>> {
    if let Some(job) = gid.strip_prefix("gid://shopify/OrderCancelJobResult/") {
        return shop.object(&Ref::JobResult(job.to_owned()));
    }
    let (kind, id) = numeric(gid)?;
    let of = match kind {
        "Order" => Ref::Order(id),
        "Refund" => Ref::Refund(id),
        "Fulfillment" => Ref::Fulfillment(id),
        "FulfillmentOrder" => Ref::Request(id),
        "Customer" => Ref::Customer(id),
        "Product" => Ref::Product(id),
        "ProductVariant" => Ref::Variant(id),
        "WebhookSubscription" => Ref::Subscription(id),
        "CalculatedOrder" => Ref::Edit(id),
        _ => return below(shop, kind, id),
    };
    shop.object(&of)
}

fn below<'s>(shop: &'s Shop, kind: &str, id: u64) -> Option<Obj<'s>> {
    match kind {
        "Shop" => (id == shop.id).then_some(Obj::Shop),
        "Location" => (id == shop.location.id).then_some(Obj::Location(&shop.location)),
        "InventoryItem" => shop.variants.values().find(|it| it.item == id).map(Obj::Item),
        "InventoryLevel" => shop.variants.values().find(|it| it.level == id).map(Obj::Level),
        "LineItem" => {
            let order = shop.order_of(Owner::Line, id)?;
            order.line(id).map(|it| Obj::Line(order, it))
        }
        "OrderTransaction" => {
            let order = shop.order_of(Owner::Transaction, id)?;
            order.transaction(id).map(|it| Obj::Transaction(order, it))
        }
        "FulfillmentOrderLineItem" => {
            let order = shop.order_of(Owner::RequestLine, id)?;
            order.requests.iter().find_map(|request| {
                request.lines.iter().find(|it| it.id == id).map(|it| Obj::RequestLine(order, it))
            })
        }
        _ => None,
    }
}
