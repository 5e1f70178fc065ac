//! Fulfillments: `fulfillmentCreate`, `fulfillmentCancel`, `fulfillmentTrackingInfoUpdate`.

use std::collections::BTreeSet;

use seamless_model::Event as Happening;
use serde_json::json;

use super::input::{self, filled, items, texts};
use super::order_create::new_request;
use super::payload::{Payload, Ref, UserError};
use crate::shopify::gql::{Args, Fault, Json};
use crate::shopify::hooks::Subject;
use crate::shopify::state::{Fulfillment, FulfillmentLine, Order, Owner, Shop, Tracking, numeric};

/// (fulfillment order, its line, units) that leave together.
type Wanted = Vec<(u64, u64, u64)>;

pub(super) fn fulfillment_create(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let input = input::input(args, "fulfillment");
    Ok(match wanted(shop, input) {
        Ok((order, wanted)) => {
            let id = ship(shop, order, &wanted, tracking(&input["trackingInfo"]));
            Payload::done("fulfillment", Ref::Fulfillment(id))
        }
        Err(error) => Payload::refuse(error),
    })
}

/// What is to be shipped, or why it cannot be. The checks and their order are as captured.
fn wanted(shop: &Shop, input: &Json) -> Result<(u64, Wanted), UserError> {
    let refuse = |message: &str| UserError::at(&["fulfillment"], message);
    let groups = items(input, "lineItemsByFulfillmentOrder");
    for (index, group) in groups.iter().enumerate() {
        for (place, item) in items(group, "fulfillmentOrderLineItems").iter().enumerate() {
            if item["quantity"].as_i64().unwrap_or(0) <= 0 {
                let (index, place) = (index.to_string(), place.to_string());
                let field = [
                    "fulfillment",
                    "lineItemsByFulfillmentOrder",
                    &index,
                    "fulfillmentOrderLineItems",
                    &place,
                    "quantity",
                ];
                return Err(UserError::at(&field, "Quantity must be greater than 0"));
            }
        }
    }
    let mut found = Vec::new();
    for group in groups {
        let id =
            group["fulfillmentOrderId"].as_str().and_then(numeric).filter(|it| it.0 == "FulfillmentOrder");
        let order = id.and_then(|it| shop.order_of(Owner::FulfillmentOrder, it.1));
        let request = id.and_then(|it| order?.request(it.1));
        let (Some(order), Some(request)) = (order, request) else {
            return Err(refuse("Fulfillment order does not exist."));
        };
        found.push((order, request, group));
    }
    if found.is_empty() {
        return Err(refuse("Fulfillment order does not exist."));
    }
    let orders: BTreeSet<u64> = found.iter().map(|it| it.0.id).collect();
    if orders.len() > 1 {
        let ids: Vec<String> = orders.iter().map(u64::to_string).collect();
        let ids = ids.join(", ");
        return Err(refuse(&format!(
            "All fulfillment orders must belong to the same order. Multiple orders with ids [{ids}] were found."
        )));
    }
    let mut out = Wanted::new();
    for (_, request, group) in &found {
        if request.is_closed() || request.status == "ON_HOLD" || request.status == "SCHEDULED" {
            let status = request.status.to_lowercase();
            return Err(refuse(&format!(
                "Fulfillment order {} has an unfulfillable status= {status}.",
                request.id
            )));
        }
        let given = items(group, "fulfillmentOrderLineItems");
        if given.is_empty() {
            out.extend(
                request
                    .lines
                    .iter()
                    .filter(|it| it.remaining > 0)
                    .map(|it| (request.id, it.id, it.remaining)),
            );
        }
        for item in given {
            let id = item["id"].as_str().and_then(numeric).map(|it| it.1).unwrap_or(0);
            let units = item["quantity"].as_u64().unwrap_or(0);
            let line = request.lines.iter().find(|it| it.id == id);
            let taken: u64 = out.iter().filter(|it| it.1 == id).map(|it| it.2).sum();
            if line.is_none_or(|it| it.remaining < units + taken) {
                return Err(refuse("Invalid fulfillment order line item quantity requested."));
            }
            out.push((request.id, id, units));
        }
    }
    Ok((found[0].0.id, out))
}

pub(super) fn tracking(of: &Json) -> Tracking {
    let one_or_many = |one: &str, many: &str| {
        let many = texts(of, many);
        if many.is_empty() { filled(of, one).into_iter().collect() } else { many }
    };
    Tracking {
        company: filled(of, "company"),
        numbers: one_or_many("number", "numbers"),
        urls: one_or_many("url", "urls"),
    }
}

/// Ships units of fulfillment orders of one order, and tells of it.
fn ship(shop: &mut Shop, order_id: u64, wanted: &Wanted, tracking: Tracking) -> u64 {
    let now = shop.now;
    let id = shop.ids.next();
    let mut lines = Vec::new();
    let line_ids: Vec<u64> = wanted.iter().map(|_| shop.ids.next()).collect();
    let location = shop.location.id;
    let mut moved = Vec::new();
    let Some(order) = shop.orders.get_mut(&order_id) else { return id };
    for ((request_id, line_id, units), own) in wanted.iter().zip(line_ids) {
        let Some(request) = order.request_mut(*request_id) else { continue };
        let Some(line) = request.lines.iter_mut().find(|it| it.id == *line_id) else { continue };
        line.remaining = line.remaining.saturating_sub(*units);
        lines.push(FulfillmentLine { id: own, line: line.line, request: *request_id, quantity: *units });
        request.updated_at = now;
        request.status = if request.remaining() == 0 { "CLOSED" } else { "IN_PROGRESS" }.to_owned();
    }
    if order.claims_stock {
        moved = lines.iter().map(|it| (order.line(it.line).and_then(|it| it.variant), it.quantity)).collect();
    }
    let number = order.fulfillments.len() + 1;
    order.fulfillments.push(Fulfillment {
        id,
        number,
        status: "SUCCESS".to_owned(),
        location,
        lines,
        tracking,
        created_at: now,
        updated_at: now,
    });
    order.updated_at = now;
    let topic = if order.is_fulfilled() { "ORDERS_FULFILLED" } else { "ORDERS_PARTIALLY_FULFILLED" };
    for (variant, units) in moved {
        shop.move_stock(variant, 0, -i64::try_from(units).unwrap_or(0));
    }
    shop.owners.insert((Owner::Fulfillment, id), order_id);
    shop.tell("FULFILLMENTS_CREATE", order_id, Subject::Fulfillment(id, Happening::Create));
    shop.tell(topic, order_id, Subject::Order);
    shop.tell("ORDERS_UPDATED", order_id, Subject::Order);
    id
}

/// Ships all of a new order that was created as shipped.
pub(super) fn whole_order(shop: &mut Shop, order: u64, given: &Json) {
    let Some(it) = shop.orders.get(&order) else { return };
    let wanted: Wanted = it
        .requests
        .iter()
        .flat_map(|request| request.lines.iter().map(|line| (request.id, line.id, line.remaining)))
        .collect();
    let tracking = tracking(&json!({
        "company": given["trackingCompany"],
        "number": given["trackingNumber"],
        "numbers": given["trackingNumbers"],
    }));
    ship(shop, order, &wanted, tracking);
}

fn find(shop: &Shop, args: &Args, name: &str) -> Option<(u64, u64)> {
    let (kind, id) = args.text(name).and_then(numeric)?;
    let order = shop.order_of(Owner::Fulfillment, id).filter(|_| kind == "Fulfillment")?;
    Some((order.id, id))
}

pub(super) fn tracking_update(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let Some((order_id, id)) = find(shop, args, "fulfillmentId") else {
        return Ok(Payload::refuse(UserError::at(&["fulfillmentId"], "Fulfillment does not exist.")));
    };
    let now = shop.now;
    let tracking = tracking(input::input(args, "trackingInfoInput"));
    if let Some(order) = shop.orders.get_mut(&order_id) {
        order.updated_at = now;
        if let Some(it) = order.fulfillments.iter_mut().find(|it| it.id == id) {
            it.tracking = tracking;
            it.updated_at = now;
        }
    }
    shop.tell("FULFILLMENTS_UPDATE", order_id, Subject::Fulfillment(id, Happening::Tracking));
    shop.tell("ORDERS_UPDATED", order_id, Subject::Order);
    Ok(Payload::done("fulfillment", Ref::Fulfillment(id)))
}

pub(super) fn fulfillment_cancel(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let Some((order_id, id)) = find(shop, args, "id") else {
        return Ok(Payload::refuse(UserError::at(&["id"], "Fulfillment not found.")));
    };
    let counts = |order: &Order| order.fulfillment(id).is_some_and(Fulfillment::counts);
    if !shop.orders.get(&order_id).is_some_and(counts) {
        return Ok(Payload::refuse(UserError::at(&["id"], "Fulfillment has already been canceled.")));
    }
    let back = take_back(shop, order_id, id);
    reopen(shop, order_id, back);
    shop.tell("FULFILLMENTS_UPDATE", order_id, Subject::Fulfillment(id, Happening::Void));
    shop.tell("ORDERS_UPDATED", order_id, Subject::Order);
    Ok(Payload::done("fulfillment", Ref::Fulfillment(id)))
}

/// Marks the parcel as called back; gives (fulfillment order, line, units) that wait again.
fn take_back(shop: &mut Shop, order_id: u64, id: u64) -> Vec<(u64, u64, u64)> {
    let now = shop.now;
    let Some(order) = shop.orders.get_mut(&order_id) else { return Vec::new() };
    order.updated_at = now;
    let claims = order.claims_stock;
    let Some(it) = order.fulfillments.iter_mut().find(|it| it.id == id) else { return Vec::new() };
    it.status = "CANCELLED".to_owned();
    it.updated_at = now;
    let back: Vec<(u64, u64, u64)> = it.lines.iter().map(|it| (it.request, it.line, it.quantity)).collect();
    let variants: Vec<(Option<u64>, u64)> =
        back.iter().map(|it| (order.line(it.1).and_then(|it| it.variant), it.2)).collect();
    for (variant, units) in variants.into_iter().filter(|_| claims) {
        shop.move_stock(variant, 0, i64::try_from(units).unwrap_or(0));
    }
    back
}

/// A fulfillment order that was partly shipped takes its units back; for one that is closed a new one is made.
fn reopen(shop: &mut Shop, order_id: u64, back: Vec<(u64, u64, u64)>) {
    let now = shop.now;
    let mut anew = Vec::new();
    if let Some(order) = shop.orders.get_mut(&order_id) {
        for (request, line, units) in back {
            match order.request_mut(request).filter(|it| !it.is_closed()) {
                Some(it) => {
                    it.updated_at = now;
                    for own in it.lines.iter_mut().filter(|it| it.line == line) {
                        own.remaining += units;
                    }
                    let untouched = it.lines.iter().all(|it| it.remaining == it.total);
                    if untouched {
                        it.status = "OPEN".to_owned();
                    }
                }
                None => anew.push((line, units)),
            }
        }
    }
    if !anew.is_empty() {
        let request = new_request(shop, order_id, &anew);
        let id = request.id;
        if let Some(order) = shop.orders.get_mut(&order_id) {
            order.requests.push(request);
        }
        shop.tell("FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", order_id, Subject::Request(id, None));
    }
}
