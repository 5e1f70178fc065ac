//! Lists that can be searched: orders, fulfillment orders, variants.

use jiff::Timestamp;
use serde_json::json;

use super::Field;
use crate::shopify::gql::{Args, Ctx, Key, Obj, Val, connection};
use crate::shopify::query::{Fact, Query};
use crate::shopify::state::{FulfillmentOrder, Order, Variant};

/// Times as cursors show them; they sort as text.
pub(super) fn shown_key(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S%.6f").to_string()
}

/// What an order is sorted by.
pub(super) fn order_key(ctx: &Ctx<'_>, it: &Order, sort: &str) -> Key {
    let number = |it: u64| Key::Number(i128::from(it));
    match sort {
        "CREATED_AT" => Key::Text(shown_key(it.created_at)),
        "UPDATED_AT" => Key::Text(shown_key(it.updated_at)),
        "PROCESSED_AT" => Key::Text(shown_key(it.processed_at)),
        "ORDER_NUMBER" => number(it.number),
        "TOTAL_PRICE" => Key::Number(i128::from(it.totals().total.shop.minor())),
        "CURRENT_TOTAL_PRICE" => Key::Number(i128::from(it.totals().current_total.shop.minor())),
        "TOTAL_ITEMS_QUANTITY" => number(it.lines.iter().map(|it| it.quantity).sum()),
        "FINANCIAL_STATUS" => Key::Text(it.financial_status().unwrap_or_default().to_owned()),
        "FULFILLMENT_STATUS" => Key::Text(it.fulfillment_status().to_owned()),
        "PO_NUMBER" => Key::Text(it.po_number.clone().unwrap_or_default()),
        "DESTINATION" => {
            let to = it.shipping_address.as_ref();
            Key::Text(to.and_then(|it| it.country_code.clone()).unwrap_or_default())
        }
        "CUSTOMER_NAME" => {
            let buyer = it.customer.and_then(|id| ctx.shop.customers.get(&id));
            Key::Text(buyer.map(|it| it.display_name()).unwrap_or_default())
        }
        _ => number(it.id),
    }
}

/// Fields that orders can be searched by here.
const ORDER_FIELDS: &[&str] = &[
    "id",
    "name",
    "created_at",
    "updated_at",
    "processed_at",
    "financial_status",
    "fulfillment_status",
    "status",
    "return_status",
    "tag",
    "tag_not",
    "source_identifier",
    "source_name",
    "email",
    "sku",
    "test",
    "po_number",
    "confirmation_number",
    "customer_id",
    "gateway",
];

fn order_facts<'o>(it: &'o Order, field: &str) -> Vec<Fact<'o>> {
    let text = |it: &'o Option<String>| it.as_deref().map(Fact::Text).into_iter().collect();
    match field {
        "id" => vec![Fact::Number(it.id)],
        "name" => vec![Fact::Name(&it.name)],
        "created_at" => vec![Fact::Time(it.created_at)],
        "updated_at" => vec![Fact::Time(it.updated_at)],
        "processed_at" => vec![Fact::Time(it.processed_at)],
        "financial_status" => it.financial_status().map(Fact::Text).into_iter().collect(),
        "fulfillment_status" => shipping_words(it).iter().map(|it| Fact::Text(it)).collect(),
        "status" => status_words(it).into_iter().map(Fact::Text).collect(),
        "return_status" => vec![Fact::Text("no_return")],
        "tag" => it.tags.iter().map(|it| Fact::Text(it)).collect(),
        "tag_not" => it.tags.iter().map(|it| Fact::Not(it)).collect(),
        "source_identifier" => text(&it.source_identifier),
        "source_name" => vec![Fact::Text(&it.source_name)],
        "email" => text(&it.email),
        "sku" => it.lines.iter().filter_map(|it| it.sku.as_deref()).map(Fact::Text).collect(),
        "test" => vec![Fact::Text(if it.test { "true" } else { "false" })],
        "po_number" => text(&it.po_number),
        "confirmation_number" => vec![Fact::Text(&it.confirmation)],
        "customer_id" => it.customer.map(Fact::Number).into_iter().collect(),
        "gateway" => it.gateways().into_iter().map(Fact::Text).collect(),
        // Words without a field look where people would.
        "" => {
            let mut facts = vec![Fact::Name(&it.name)];
            facts.extend(it.email.as_deref().map(Fact::Text));
            facts.extend(it.tags.iter().map(|it| Fact::Text(it)));
            facts.extend(it.lines.iter().filter_map(|it| it.sku.as_deref()).map(Fact::Text));
            facts
        }
        _ => Vec::new(),
    }
}

fn shipping_words(it: &Order) -> &'static [&'static str] {
    match it.fulfillment_status() {
        "FULFILLED" => &["shipped", "fulfilled"],
        "PARTIALLY_FULFILLED" => &["partial", "unfulfilled"],
        "ON_HOLD" => &["unshipped", "unfulfilled", "on_hold"],
        "IN_PROGRESS" => &["unshipped", "unfulfilled", "in_progress"],
        _ => &["unshipped", "unfulfilled"],
    }
}

fn status_words(it: &Order) -> Vec<&'static str> {
    match (&it.cancelled, it.closed_at) {
        (Some(_), Some(_)) => vec!["cancelled", "closed"],
        (Some(_), None) => vec!["cancelled"],
        (None, Some(_)) => vec!["closed"],
        (None, None) => vec!["open", "not_closed"],
    }
}

fn found<'s>(ctx: &Ctx<'s>, args: &Args, path: &str) -> Vec<&'s Order> {
    let text = args.text("query").unwrap_or_default();
    let query = Query::read(text, ORDER_FIELDS);
    warn(ctx, &query, text, path);
    if let Some(id) = query.exact("name").and_then(|it| named(ctx, it)) {
        return ctx.shop.orders.get(&id).into_iter().collect();
    }
    if let Some(id) = query.exact("id").and_then(|it| it.parse().ok()) {
        return ctx.shop.orders.get(&id).into_iter().collect();
    }
    ctx.shop.orders.values().filter(|it| query.matches(&|field| order_facts(it, field))).collect()
}

/// Names are unique in a twin, so that an exact name needs no search.
fn named(ctx: &Ctx<'_>, name: &str) -> Option<u64> {
    let names = &ctx.shop.by_name;
    names.get(name).or_else(|| names.get(&format!("#{name}"))).copied()
}

fn warn(ctx: &Ctx<'_>, query: &Query, text: &str, path: &str) {
    if query.warnings.is_empty() {
        return;
    }
    let warnings: Vec<_> = query
        .warnings
        .iter()
        .map(|field| json!({"field": field, "message": "Invalid search field for this query.", "code": "invalid_field"}))
        .collect();
    ctx.search
        .borrow_mut()
        .push(json!({"path": [path], "query": text, "parsed": null, "warnings": warnings}));
}

pub(super) fn orders<'s>(ctx: &Ctx<'s>, args: &Args) -> Field<'s> {
    let sort = args.text("sortKey").unwrap_or("PROCESSED_AT");
    let all = found(ctx, args, "orders");
    connection(
        args,
        all.into_iter().map(|it| (Obj::Order(it), it.id, order_key(ctx, it, sort))).collect(),
        false,
    )
}

pub(super) fn orders_count<'s>(ctx: &Ctx<'s>, args: &Args) -> Field<'s> {
    let found = found(ctx, args, "ordersCount").len();
    let most = args.int("limit").and_then(|it| usize::try_from(it).ok()).unwrap_or(usize::MAX);
    let precision = if found > most { "AT_LEAST" } else { "EXACT" };
    Ok(Val::made(vec![("count", Val::leaf(found.min(most))), ("precision", Val::leaf(precision))]))
}

pub(super) fn fulfillment_orders<'s>(ctx: &Ctx<'s>, args: &Args) -> Field<'s> {
    let text = args.text("query").unwrap_or_default();
    let query = Query::read(text, &["id", "status", "updated_at", "assigned_location_id"]);
    warn(ctx, &query, text, "fulfillmentOrders");
    let facts = |it: &'s FulfillmentOrder, field: &str| match field {
        "id" => vec![Fact::Number(it.id)],
        "status" => vec![Fact::Text(&it.status)],
        "updated_at" => vec![Fact::Time(it.updated_at)],
        "assigned_location_id" => vec![Fact::Number(it.location)],
        _ => Vec::new(),
    };
    let closed = args.flag("includeClosed");
    let by_time = args.text("sortKey") == Some("UPDATED_AT");
    let key = |it: &FulfillmentOrder| {
        if by_time { Key::Text(shown_key(it.updated_at)) } else { Key::Number(i128::from(it.id)) }
    };
    let all = ctx
        .shop
        .orders
        .values()
        .flat_map(|order| order.requests.iter().map(move |it| (order, it)))
        .filter(|(_, it)| closed || !it.is_closed())
        .filter(|(_, it)| query.matches(&|field| facts(it, field)))
        .map(|(order, it)| (Obj::FulfillmentOrder(order, it), it.id, key(it)));
    connection(args, all.collect(), false)
}

pub(super) fn variants<'s>(ctx: &Ctx<'s>, args: &Args) -> Field<'s> {
    let text = args.text("query").unwrap_or_default();
    let query = Query::read(text, &["id", "sku", "barcode", "product_id"]);
    warn(ctx, &query, text, "productVariants");
    let facts = |it: &'s Variant, field: &str| match field {
        "id" => vec![Fact::Number(it.id)],
        "sku" | "" => it.sku.as_deref().map(Fact::Text).into_iter().collect(),
        "barcode" => it.barcode.as_deref().map(Fact::Text).into_iter().collect(),
        "product_id" => vec![Fact::Number(it.product)],
        _ => Vec::new(),
    };
    let key = |it: &Variant| match args.text("sortKey") {
        Some("SKU") => Key::Text(it.sku.clone().unwrap_or_default()),
        Some("TITLE" | "NAME" | "FULL_TITLE") => Key::Text(it.title.clone()),
        _ => Key::Number(i128::from(it.id)),
    };
    let all = ctx.shop.variants.values().filter(|it| query.matches(&|field| facts(it, field)));
    connection(args, all.map(|it| (Obj::Variant(it), it.id, key(it))).collect(), false)
}
