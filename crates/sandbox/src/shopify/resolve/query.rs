//! The root of queries.

use super::small::{by_id, count};
use super::{Field, node, search, unknown};
use crate::shopify::gql::{Args, Ctx, Fault, Json, Key, Obj, Val, connection};
use crate::shopify::ops::Ref;
use crate::shopify::state::numeric;

pub(super) fn field<'s>(ctx: &Ctx<'s>, name: &str, args: &Args) -> Field<'s> {
    let shop = ctx.shop;
    let named = |kind: &str| {
        let (own, id) = args.text("id").and_then(numeric)?;
        (own == kind).then_some(id)
    };
    let one = |kind: &str, of: fn(u64) -> Ref| Val::object(named(kind).and_then(|id| shop.object(&of(id))));
    Ok(match name {
        "shop" => Val::Obj(Obj::Shop),
        "order" => one("Order", Ref::Order),
        "orders" => return search::orders(ctx, args),
        "ordersCount" => return search::orders_count(ctx, args),
        "orderByIdentifier" => return order_by_identifier(ctx, args),
        "fulfillment" => one("Fulfillment", Ref::Fulfillment),
        "fulfillmentOrder" => one("FulfillmentOrder", Ref::Request),
        "fulfillmentOrders" => return search::fulfillment_orders(ctx, args),
        "refund" => one("Refund", Ref::Refund),
        "customer" => one("Customer", Ref::Customer),
        "customers" => return customers(ctx, args),
        "product" => one("Product", Ref::Product),
        "products" => {
            let all = shop.products.values().map(|it| (Obj::Product(it), it.id));
            return connection(args, by_id(all), true);
        }
        "productVariant" => one("ProductVariant", Ref::Variant),
        "productVariants" => return search::variants(ctx, args),
        "inventoryItem" => {
            let id = named("InventoryItem");
            Val::object(shop.variants.values().find(|it| Some(it.item) == id).map(Obj::Item))
        }
        "location" => {
            let own = !args.has("id") || named("Location") == Some(shop.location.id);
            Val::object(own.then_some(Obj::Location(&shop.location)))
        }
        "locations" => {
            let place = &shop.location;
            return connection(
                args,
                vec![(Obj::Location(place), place.id, Key::Text(place.name.clone()))],
                true,
            );
        }
        "job" => {
            let id = args.text("id").and_then(|it| it.strip_prefix("gid://shopify/Job/"));
            Val::object(id.and_then(|id| shop.object(&Ref::Job(id.to_owned()))))
        }
        "webhookSubscription" => one("WebhookSubscription", Ref::Subscription),
        "webhookSubscriptions" => return subscriptions(ctx, args),
        "webhookSubscriptionsCount" => count(shop.subscriptions.len()),
        "node" => Val::object(node::find(shop, args.text("id").unwrap_or_default())),
        "nodes" => {
            let ids = args.0.get("ids").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
            let one = |it: &Json| Val::object(node::find(shop, it.as_str().unwrap_or_default()));
            Val::List(ids.iter().map(one).collect())
        }
        _ => return unknown("QueryRoot", name),
    })
}

fn order_by_identifier<'s>(ctx: &Ctx<'s>, args: &Args) -> Field<'s> {
    let given = args.0.get("identifier").unwrap_or(&Json::Null);
    if let Some(id) = given["id"].as_str() {
        let found = numeric(id).filter(|it| it.0 == "Order").and_then(|it| ctx.shop.orders.get(&it.1));
        return Ok(Val::object(found.map(Obj::Order)));
    }
    let custom = &given["customId"];
    let (Some(key), Some(value)) = (custom["key"].as_str(), custom["value"].as_str()) else {
        return Err(Fault::bad_request(
            "OrderIdentifierInput requires exactly one argument, but 0 were provided.",
        ));
    };
    let namespace = custom["namespace"].as_str().unwrap_or("app");
    let carries = |it: &&crate::shopify::state::Order| {
        it.metafields
            .iter()
            .any(|it| it.kind == "id" && it.namespace == namespace && it.key == key && it.value == value)
    };
    Ok(Val::object(ctx.shop.orders.values().find(carries).map(Obj::Order)))
}

fn customers<'s>(ctx: &Ctx<'s>, args: &Args) -> Field<'s> {
    let key = |it: &crate::shopify::state::Customer| match args.text("sortKey") {
        Some("CREATED_AT") => Key::Text(search::shown_key(it.created_at)),
        Some("UPDATED_AT") => Key::Text(search::shown_key(it.updated_at)),
        Some("NAME") => Key::Text(it.display_name()),
        _ => Key::Number(i128::from(it.id)),
    };
    connection(
        args,
        ctx.shop.customers.values().map(|it| (Obj::Customer(it), it.id, key(it))).collect(),
        false,
    )
}

fn subscriptions<'s>(ctx: &Ctx<'s>, args: &Args) -> Field<'s> {
    let topics: Option<Vec<&str>> =
        args.0.get("topics").and_then(Json::as_array).map(|it| it.iter().filter_map(Json::as_str).collect());
    let uri = args.text("uri").or_else(|| args.text("callbackUrl"));
    let wanted = |it: &crate::shopify::state::Subscription| {
        topics.as_ref().is_none_or(|topics| topics.contains(&it.topic.as_str()))
            && uri.is_none_or(|uri| uri == it.uri)
            && args.text("format") != Some("XML")
    };
    let all = ctx.shop.subscriptions.values().filter(|it| wanted(it));
    connection(args, by_id(all.map(|it| (Obj::Subscription(it), it.id))), true)
}
