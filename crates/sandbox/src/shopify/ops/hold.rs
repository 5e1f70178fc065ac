//! Fulfillment orders: hold, release, progress, open.

use super::input::{self, filled, items, text, texts};
use super::payload::{Out, Payload, Ref, UserError};
use crate::shopify::gql::{Args, Fault};
use crate::shopify::hooks::Subject;
use crate::shopify::state::{FulfillmentOrder, Hold, Owner, RequestLine, Shop, numeric};

/// Most holds that one app puts on one fulfillment order.
const HOLDS_MAX: usize = 10;

/// The order and the fulfillment order. An identifier that does not exist is an error of the top level, as captured.
fn find(shop: &Shop, args: &Args) -> Result<(u64, u64), Fault> {
    let id = input::id(args, "id", "FulfillmentOrder")?;
    match shop.order_of(Owner::FulfillmentOrder, id) {
        Some(order) => Ok((order.id, id)),
        None => Err(Fault::invalid_id(args.text("id").unwrap_or_default())),
    }
}

fn request_mut(shop: &mut Shop, order: u64, id: u64) -> Option<&mut FulfillmentOrder> {
    shop.orders.get_mut(&order)?.request_mut(id)
}

pub(super) fn hold(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let (order, id) = find(shop, args)?;
    let given = input::input(args, "fulfillmentHold");
    let part: Vec<(u64, u64)> = items(given, "fulfillmentOrderLineItems")
        .iter()
        .map(|it| {
            let line = it["id"].as_str().and_then(numeric).map_or(0, |it| it.1);
            (line, it["quantity"].as_u64().unwrap_or(0))
        })
        .collect();
    let handle = text(given, "handle").unwrap_or_default();
    if let Some(error) = refusal(shop, order, id, &handle, &part) {
        return Ok(Payload::refuse(error));
    }
    let rest = split_off(shop, order, id, &part);
    let now = shop.now;
    let own = shop.ids.next();
    let hold = Hold {
        id: own,
        reason: text(given, "reason").unwrap_or_default(),
        notes: filled(given, "reasonNotes"),
        handle,
    };
    if let Some(request) = request_mut(shop, order, id) {
        request.status = "ON_HOLD".to_owned();
        request.holds.push(hold);
        request.updated_at = now;
    }
    shop.touch(order);
    shop.tell("FULFILLMENT_ORDERS_PLACED_ON_HOLD", order, Subject::Request(id, rest));
    shop.tell("ORDERS_UPDATED", order, Subject::Order);
    let rest = rest.map_or(Out::Null, |id| Out::One(Ref::Request(id)));
    Ok(Payload::done("fulfillmentOrder", Ref::Request(id))
        .and("fulfillmentHold", Out::One(Ref::Hold(id, own)))
        .and("remainingFulfillmentOrder", rest))
}

fn refusal(shop: &Shop, order: u64, id: u64, handle: &str, part: &[(u64, u64)]) -> Option<UserError> {
    let request = shop.orders.get(&order)?.request(id)?;
    if request.is_closed() {
        return Some(
            UserError::at(&["id"], "Fulfillment order is not in a state that can be held.").code("TAKEN"),
        );
    }
    if request.holds.len() >= HOLDS_MAX {
        let message = "The maximum number of fulfillment holds for this fulfillment order has been reached for this app. An app can only have up to 10 holds on a single fulfillment order at any one time.";
        return Some(UserError::at(&["id"], message).code("FULFILLMENT_ORDER_HOLD_LIMIT_REACHED"));
    }
    if request.holds.iter().any(|it| it.handle == handle) {
        let message = "The handle provided for the fulfillment hold is already in use by this app for another hold on this fulfillment order.";
        return Some(
            UserError::at(&["fulfillmentHold", "handle"], message).code("DUPLICATE_FULFILLMENT_HOLD_HANDLE"),
        );
    }
    if !part.is_empty() && !request.holds.is_empty() {
        let message = "The fulfillment order is not in a splittable state.";
        let field = &["fulfillmentHold", "fulfillmentOrderLineItems"];
        return Some(UserError::at(field, message).code("FULFILLMENT_ORDER_NOT_SPLITTABLE"));
    }
    for (index, (line, units)) in part.iter().enumerate() {
        let index = index.to_string();
        let field = ["fulfillmentHold", "fulfillmentOrderLineItems", &index, "quantity"];
        if *units == 0 {
            return Some(
                UserError::at(&field, "You must select at least one item to place on partial hold.")
                    .code("GREATER_THAN_ZERO"),
            );
        }
        if !request.lines.iter().any(|it| it.id == *line && it.remaining >= *units) {
            let message = "The line item quantity is invalid.";
            return Some(UserError::at(&field, message).code("INVALID_LINE_ITEM_QUANTITY"));
        }
    }
    None
}

/// What is not held goes to a fulfillment order of its own. Nothing does where all is held.
fn split_off(shop: &mut Shop, order: u64, id: u64, part: &[(u64, u64)]) -> Option<u64> {
    let request = shop.orders.get(&order)?.request(id)?.clone();
    let held = |it: &RequestLine| part.iter().find(|own| own.0 == it.id).map_or(0, |own| own.1);
    let rest: Vec<(u64, u64)> =
        request.lines.iter().map(|it| (it.line, it.remaining - held(it))).filter(|it| it.1 > 0).collect();
    if part.is_empty() || rest.is_empty() {
        return None;
    }
    let new = super::order_create::new_request(shop, order, &rest);
    let new_id = new.id;
    let request = request_mut(shop, order, id)?;
    for it in &mut request.lines {
        let keeps = held(it);
        it.total -= it.remaining - keeps;
        it.remaining = keeps;
    }
    request.lines.retain(|it| it.total > 0);
    shop.orders.get_mut(&order)?.requests.push(new);
    Some(new_id)
}

pub(super) fn release(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let (order, id) = find(shop, args)?;
    let named: Vec<u64> = texts(&serde_json::Value::Object(args.0.clone()), "holdIds")
        .iter()
        .filter_map(|it| numeric(it).map(|it| it.1))
        .collect();
    let now = shop.now;
    let mut free = false;
    if let Some(request) = request_mut(shop, order, id) {
        request.holds.retain(|it| !named.is_empty() && !named.contains(&it.id));
        request.updated_at = now;
        if request.holds.is_empty() && request.status == "ON_HOLD" {
            request.status = "OPEN".to_owned();
            free = true;
        }
    }
    if free {
        merge_back(shop, order, id);
        shop.tell("FULFILLMENT_ORDERS_HOLD_RELEASED", order, Subject::Request(id, None));
    }
    shop.touch(order);
    shop.tell("ORDERS_UPDATED", order, Subject::Order);
    Ok(Payload::done("fulfillmentOrder", Ref::Request(id)))
}

/// A released fulfillment order takes back what was split off of it and is untouched.
fn merge_back(shop: &mut Shop, order: u64, id: u64) {
    let now = shop.now;
    let Some(order) = shop.orders.get_mut(&order) else { return };
    let Some(place) = order.requests.iter().position(|it| it.id == id) else { return };
    let untouched =
        |it: &FulfillmentOrder| it.status == "OPEN" && it.lines.iter().all(|it| it.remaining == it.total);
    let Some(rest) = order.requests.iter().position(|it| it.id > id && untouched(it)) else { return };
    let rest = &mut order.requests[rest];
    let lines = std::mem::take(&mut rest.lines);
    rest.status = "CLOSED".to_owned();
    rest.updated_at = now;
    let request = &mut order.requests[place];
    for it in lines {
        match request.lines.iter_mut().find(|own| own.line == it.line) {
            Some(own) => {
                own.total += it.total;
                own.remaining += it.remaining;
            }
            None => request.lines.push(it),
        }
    }
}

pub(super) fn report_progress(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    move_to(shop, args, &["OPEN", "IN_PROGRESS"], "IN_PROGRESS")
}

pub(super) fn open(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    move_to(shop, args, &["SCHEDULED", "IN_PROGRESS", "OPEN"], "OPEN")
}

fn move_to(shop: &mut Shop, args: &Args, from: &[&str], to: &str) -> Result<Payload, Fault> {
    let (order, id) = find(shop, args)?;
    let now = shop.now;
    let Some(request) = request_mut(shop, order, id) else { return Err(Fault::invalid_id("")) };
    if !from.contains(&request.status.as_str()) {
        let message = format!("Fulfillment order has a status of {}.", request.status.to_lowercase());
        return Ok(Payload::refuse(UserError::at(&["id"], message).code("FULFILLMENT_ORDER_STATUS_INVALID")));
    }
    request.status = to.to_owned();
    request.updated_at = now;
    shop.touch(order);
    shop.tell("ORDERS_UPDATED", order, Subject::Order);
    Ok(Payload::done("fulfillmentOrder", Ref::Request(id)))
}
