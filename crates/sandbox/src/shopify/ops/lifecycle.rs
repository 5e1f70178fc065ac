//! Small changes of an order: update, close, open, mark as paid, delete.

use super::input::{self, filled, texts};
use super::order_input::{metafield, pairs};
use super::payload::{Out, Payload, Ref, UserError};
use crate::shopify::gql::{Args, Fault, Json};
use crate::shopify::hooks::Subject;
use crate::shopify::state::{Metafield, Owner, Shop, Transaction, numeric};

fn named(shop: &Shop, of: &Json) -> Option<u64> {
    let (kind, id) = of.get("id").and_then(Json::as_str).and_then(numeric)?;
    (kind == "Order" && shop.orders.contains_key(&id)).then_some(id)
}

fn no_order() -> Payload {
    Payload::refuse(UserError::at(&["id"], "Order does not exist"))
}

/// Books a movement of money on an order, and tells of it.
pub(super) fn book(shop: &mut Shop, order: u64, transaction: Transaction) {
    let id = transaction.id;
    shop.owners.insert((Owner::Transaction, id), order);
    if let Some(it) = shop.orders.get_mut(&order) {
        it.transactions.push(Transaction { created_at: shop.now, processed_at: shop.now, ..transaction });
    }
    shop.tell("ORDER_TRANSACTIONS_CREATE", order, Subject::Transaction(id));
}

pub(super) fn order_update(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let input = input::input(args, "input");
    let Some(id) = named(shop, input) else { return Ok(no_order()) };
    if input.as_object().is_none_or(|it| it.len() <= 1) {
        return Ok(Payload::refuse(UserError::of_all("No valid update parameters have been provided")));
    }
    let fields: Vec<Metafield> =
        input::items(input, "metafields").iter().map(|it| metafield(shop, it, "ORDER")).collect();
    let now = shop.now;
    let given = |name: &str| input.get(name).is_some();
    if let Some(order) = shop.orders.get_mut(&id) {
        for (name, place) in [
            ("note", &mut order.note),
            ("email", &mut order.email),
            ("phone", &mut order.phone),
            ("poNumber", &mut order.po_number),
        ] {
            if input.get(name).is_some() {
                *place = filled(input, name);
            }
        }
        if given("tags") {
            order.tags = input::tidy_tags(texts(input, "tags"));
        }
        if given("customAttributes") {
            order.attributes = pairs(input, "customAttributes", "key");
        }
        if given("shippingAddress") {
            order.shipping_address = input::address(input, "shippingAddress");
        }
        for it in fields {
            order.metafields.retain(|old| (&old.namespace, &old.key) != (&it.namespace, &it.key));
            order.metafields.push(it);
        }
        order.updated_at = now;
    }
    shop.tell("ORDERS_UPDATED", id, Subject::Order);
    Ok(Payload::done("order", Ref::Order(id)))
}

pub(super) fn order_close(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    set_closed(shop, args, true)
}

pub(super) fn order_open(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    set_closed(shop, args, false)
}

/// Closing what is closed, and opening what is open, does nothing and says nothing, as captured.
fn set_closed(shop: &mut Shop, args: &Args, closed: bool) -> Result<Payload, Fault> {
    let Some(id) = named(shop, input::input(args, "input")) else { return Ok(no_order()) };
    let now = shop.now;
    let mut changed = false;
    if let Some(order) = shop.orders.get_mut(&id)
        && order.closed_at.is_some() != closed
    {
        order.closed_at = closed.then_some(now);
        order.updated_at = now;
        changed = true;
    }
    if changed {
        shop.tell("ORDERS_UPDATED", id, Subject::Order);
    }
    Ok(Payload::done("order", Ref::Order(id)))
}

pub(super) fn order_mark_as_paid(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let Some(id) = named(shop, input::input(args, "input")) else { return Ok(no_order()) };
    let Some(order) = shop.orders.get(&id) else { return Ok(no_order()) };
    let totals = order.totals();
    if order.financial_status() == Some("PAID")
        || totals.outstanding.shop.minor() <= 0
        || order.cancelled.is_some()
    {
        let error = UserError::at(&["id"], "Order cannot be marked as paid.");
        return Ok(Payload::refuse(error).and("order", Out::One(Ref::Order(id))));
    }
    let promised =
        order.transactions.iter().find(|it| it.kind == "AUTHORIZATION" && it.succeeded()).map(|it| it.id);
    let promised = promised.filter(|_| totals.authorized.shop.minor() > 0);
    let gateway =
        order.gateways().first().filter(|_| promised.is_some()).map_or("manual", |it| it).to_owned();
    let (test, amount, now) = (order.test, totals.outstanding, shop.now);
    let transaction = Transaction {
        id: shop.ids.next(),
        kind: if promised.is_some() { "CAPTURE" } else { "SALE" }.to_owned(),
        status: "SUCCESS".to_owned(),
        gateway,
        amount,
        parent: promised,
        created_at: now,
        processed_at: now,
        test,
        receipt: None,
    };
    book(shop, id, transaction);
    shop.touch(id);
    shop.tell("ORDERS_PAID", id, Subject::Order);
    shop.tell("ORDERS_UPDATED", id, Subject::Order);
    Ok(Payload::done("order", Ref::Order(id)))
}

pub(super) fn order_delete(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let id = args.text("orderId").and_then(numeric).filter(|it| it.0 == "Order").map(|it| it.1);
    let Some(order) = id.and_then(|id| shop.orders.remove(&id)) else {
        return Ok(Payload::refuse(UserError::at(&["orderId"], "Order does not exist").code("NOT_FOUND")));
    };
    shop.by_name.remove(&order.name);
    shop.owners.retain(|_, owner| *owner != order.id);
    if let Some(customer) = order.customer.and_then(|id| shop.customers.get_mut(&id)) {
        customer.orders.retain(|it| *it != order.id);
    }
    shop.tell("ORDERS_DELETE", order.id, Subject::Deleted);
    let gid = crate::shopify::state::gid("Order", order.id);
    Ok(Payload(vec![("deletedId", Out::Json(gid.into())), ("userErrors", Out::Errors(Vec::new()))]))
}
