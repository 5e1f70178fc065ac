//! Shipments to Shopify: fulfillments, made over the order's fulfillment orders.
//!
//! `fulfillmentCreate` knows no idempotency key, and one call may cover one location only. What makes it repeatable
//! is the tracking number: before anything is made, the units that live fulfillments with this tracking number
//! already carry are taken off the shipment. What is left, if anything, is made, one call for each location; an
//! attempt that ended half-way is so continued by the next one, and one that had succeeded is found.

use indexmap::IndexMap;
use seamless_model::{Body, Shipment, Tracking};
use serde_json::{Value, json};

use super::deliver::{Call, Written};
use super::fetch::gid;
use super::from_graph::is_live;
use super::{graph, queries};
use crate::{DeliverError, Outbound, RawDocument, Receipt, Wire};

/// Units per stock-keeping unit: what a shipment of another system and an order of the shop have in common.
type SkuUnits = IndexMap<String, u64>;

/// Makes a fulfillment, where there is none yet with this tracking number. Another parcel of the order may be made
/// between the read and the write, and take the units that were planned: then it is planned once more.
pub(super) async fn create<W: Wire>(call: Call<'_, W>, out: &Outbound<'_>) -> Result<Receipt, DeliverError> {
    let shipment = shipment(out)?;
    let first = plan(&call, out, shipment).await?;
    let calls = first.calls.clone();
    match make(&call, shipment, first).await {
        Err(DeliverError::Refused(reason)) => {
            let again = plan(&call, out, shipment).await?;
            if again.calls == calls {
                return Err(DeliverError::Refused(reason));
            }
            make(&call, shipment, again).await
        }
        made => made,
    }
}

/// What is there of a parcel, and the fulfillments that are left to make: one call for each location.
struct Planned {
    receipt: Receipt,
    calls: Vec<Value>,
}

async fn plan<W: Wire>(
    call: &Call<'_, W>,
    out: &Outbound<'_>,
    shipment: &Shipment,
) -> Result<Planned, DeliverError> {
    let wanted = sku_units(shipment).map_err(DeliverError::Unmapped)?;
    let (document, order) = call.order(out).await?;
    let same = same_parcel(&order, shipment, &wanted, out.look_up_first);
    let receipt = found(document, same.first().map(|it| it.id.0.clone()));
    let left = without(&wanted, &same);
    let calls =
        if left.is_empty() { Vec::new() } else { allot(&order, &left).map_err(DeliverError::Refused)? };
    Ok(Planned { receipt, calls })
}

async fn make<W: Wire>(
    call: &Call<'_, W>,
    shipment: &Shipment,
    planned: Planned,
) -> Result<Receipt, DeliverError> {
    let Planned { mut receipt, calls } = planned;
    receipt.found = calls.is_empty();
    for lines in calls {
        let input = json!({
            "lineItemsByFulfillmentOrder": lines,
            "trackingInfo": tracking_input(&shipment.tracking),
            "notifyCustomer": true,
        });
        let variables = json!({ "fulfillment": input });
        let written =
            call.write(queries::FULFILLMENT_CREATE, variables, "fulfillmentCreate", "fulfillment").await?;
        note(&mut receipt, written);
    }
    Ok(receipt)
}

/// Brings a fulfillment's tracking to what the source says now. A fulfillment that is not there yet is made.
pub(super) async fn update<W: Wire>(call: Call<'_, W>, out: &Outbound<'_>) -> Result<Receipt, DeliverError> {
    let shipment = shipment(out)?;
    let Some(target) = out.target else { return create(call, out).await };
    let (document, order) = call.order(out).await?;
    let there = order.fulfillments.iter().find(|it| it.id.0 == target.id);
    let Some(there) = there.filter(|it| is_live(it)) else {
        return Err(DeliverError::Refused(format!(
            "fulfillment {} of order {} is cancelled or gone in Shopify: its tracking cannot be changed",
            target.id, order.name
        )));
    };
    if shipment.tracking.is_empty() || numbers(there) == wanted_numbers(shipment) {
        return Ok(found(document, Some(there.id.0.clone())));
    }
    let id = gid("Fulfillment", &target.id).map_err(DeliverError::Unmapped)?;
    let variables = json!({ "id": id, "tracking": tracking_input(&shipment.tracking), "notify": true });
    let written = call
        .write(queries::FULFILLMENT_TRACKING, variables, "fulfillmentTrackingInfoUpdate", "fulfillment")
        .await?;
    let mut receipt = found(document, None);
    receipt.found = false;
    note(&mut receipt, written);
    Ok(receipt)
}

/// Cancels the fulfillments of a shipment: the one that is known, and those with its tracking number.
pub(super) async fn cancel<W: Wire>(call: Call<'_, W>, out: &Outbound<'_>) -> Result<Receipt, DeliverError> {
    let wanted = match &out.document.body {
        Body::Shipment(shipment) => wanted_numbers(shipment),
        _ => out.external_key.clone().into_iter().collect(),
    };
    let (document, order) = call.order(out).await?;
    let is_it = |it: &&graph::Fulfillment| {
        out.target.is_some_and(|target| target.id == it.id.0)
            || numbers(it).iter().any(|it| wanted.contains(it))
    };
    let all: Vec<&graph::Fulfillment> = order.fulfillments.iter().filter(is_it).collect();
    let mut receipt = found(document, all.first().map(|it| it.id.0.clone()));
    receipt.found = !all.is_empty();
    for it in all.into_iter().filter(|it| is_live(it)) {
        let id = gid("Fulfillment", &it.id.0).map_err(DeliverError::Unmapped)?;
        let written = call
            .write(queries::FULFILLMENT_CANCEL, json!({ "id": id }), "fulfillmentCancel", "fulfillment")
            .await?;
        receipt.found = false;
        note(&mut receipt, written);
    }
    Ok(receipt)
}

fn shipment<'o>(out: &'o Outbound<'_>) -> Result<&'o Shipment, DeliverError> {
    match &out.document.body {
        Body::Shipment(shipment) => Ok(shipment),
        other => Err(DeliverError::Unmapped(format!(
            "{} documents cannot be made fulfillments in Shopify",
            other.kind()
        ))),
    }
}

/// The units in a shipment by SKU, which is all that the shop's lines can be matched by.
fn sku_units(shipment: &Shipment) -> Result<SkuUnits, String> {
    let mut units = SkuUnits::new();
    for (i, line) in shipment.lines.iter().enumerate() {
        let sku = line.sku.as_deref().map(str::trim).filter(|it| !it.is_empty());
        let sku = sku
            .ok_or_else(|| format!("line {} of the shipment has no SKU to find its order line by", i + 1))?;
        *units.entry(sku.to_owned()).or_default() += line.quantity;
    }
    units.retain(|_, units| *units > 0);
    if units.is_empty() {
        return Err("the shipment has no lines, and Shopify fulfils lines".to_owned());
    }
    Ok(units)
}

fn found(document: RawDocument, id: Option<String>) -> Receipt {
    Receipt { id, found: true, documents: vec![document] }
}

/// Takes what a write gave back into the receipt. Of several fulfillments the first is the receipt's.
fn note(receipt: &mut Receipt, written: Written) {
    receipt.id = receipt.id.take().or(written.id);
    if !written.documents.is_empty() {
        receipt.documents = written.documents;
    }
}

fn numbers(it: &graph::Fulfillment) -> Vec<String> {
    it.tracking_info.iter().filter_map(|it| it.number.clone()).collect()
}

fn wanted_numbers(shipment: &Shipment) -> Vec<String> {
    shipment.tracking.iter().map(|it| it.number.clone()).collect()
}

/// The live fulfillments that are this parcel: those with one of its tracking numbers. A parcel without one can be
/// known again only by its lines: that is done where an earlier attempt may have made it, and not otherwise.
fn same_parcel<'g>(
    order: &'g graph::Order,
    shipment: &Shipment,
    wanted: &SkuUnits,
    look_up_first: bool,
) -> Vec<&'g graph::Fulfillment> {
    let tracked = wanted_numbers(shipment);
    let is_same = |it: &&graph::Fulfillment| {
        let theirs = numbers(it);
        if tracked.is_empty() {
            look_up_first && theirs.is_empty() && units(it) == *wanted
        } else {
            theirs.iter().any(|number| tracked.contains(number))
        }
    };
    order.fulfillments.iter().filter(|it| is_live(it)).filter(is_same).collect()
}

fn units(it: &graph::Fulfillment) -> SkuUnits {
    let mut units = SkuUnits::new();
    for line in &it.fulfillment_line_items.nodes {
        *units.entry(line.line_item.sku.as_deref().unwrap_or_default().trim().to_owned()).or_default() +=
            line.quantity;
    }
    units
}

/// What of a shipment these fulfillments do not carry yet.
fn without(wanted: &SkuUnits, made: &[&graph::Fulfillment]) -> SkuUnits {
    let mut left = wanted.clone();
    for (sku, units) in made.iter().flat_map(|it| units(it)) {
        if let Some(wanted) = left.get_mut(&sku) {
            *wanted = wanted.saturating_sub(units);
        }
    }
    left.retain(|_, units| *units > 0);
    left
}

/// Shares units out over the lines of fulfillment orders that can be fulfilled: one list for each location, from the
/// fewest locations that a simple choice finds. The error says which item is too many, and why.
fn allot(order: &graph::Order, wanted: &SkuUnits) -> Result<Vec<Value>, String> {
    let mut places: IndexMap<String, Vec<&graph::FulfillmentOrder>> = IndexMap::new();
    for it in order.fulfillment_orders.nodes.iter().filter(|it| can_ship(it)) {
        places.entry(it.assigned_location.known_as()).or_default().push(it);
    }
    let mut places: Vec<Vec<&graph::FulfillmentOrder>> = places.into_values().collect();
    // The place that can ship most comes first: if one can ship all, it alone does.
    places.sort_by_key(|it| std::cmp::Reverse(take(it, &mut wanted.clone()).1));
    let mut left = wanted.clone();
    let mut calls = Vec::new();
    for place in &places {
        let (lines, taken) = take(place, &mut left);
        if taken > 0 {
            calls.push(Value::Array(lines));
        }
    }
    left.retain(|_, units| *units > 0);
    match left.first() {
        None => Ok(calls),
        Some((sku, units)) => Err(too_many(order, sku, wanted.get(sku).copied().unwrap_or(0), *units)),
    }
}

fn can_ship(it: &graph::FulfillmentOrder) -> bool {
    matches!(it.status.as_str(), "OPEN" | "IN_PROGRESS")
}

/// Takes what these fulfillment orders still have off what is wanted: the input lines, and how many units.
fn take(requests: &[&graph::FulfillmentOrder], left: &mut SkuUnits) -> (Vec<Value>, u64) {
    let mut inputs = Vec::new();
    let mut taken = 0;
    for request in requests {
        let mut lines = Vec::new();
        for line in &request.line_items.nodes {
            let Some(wanted) = line.sku.as_ref().and_then(|sku| left.get_mut(sku.trim())) else { continue };
            let units = line.remaining_quantity.min(*wanted);
            if units == 0 {
                continue;
            }
            *wanted -= units;
            taken += units;
            lines.push(json!({ "id": format!("gid://shopify/FulfillmentOrderLineItem/{}", line.id.0), "quantity": units }));
        }
        if !lines.is_empty() {
            inputs.push(json!({
                "fulfillmentOrderId": format!("gid://shopify/FulfillmentOrder/{}", request.id.0),
                "fulfillmentOrderLineItems": lines,
            }));
        }
    }
    (inputs, taken)
}

fn too_many(order: &graph::Order, sku: &str, wanted: u64, missing: u64) -> String {
    let of = |it: &&graph::FulfillmentOrderLine| it.sku.as_deref().map(str::trim) == Some(sku);
    let mut held: IndexMap<String, u64> = IndexMap::new();
    for request in order.fulfillment_orders.nodes.iter().filter(|it| !can_ship(it)) {
        let units: u64 = request.line_items.nodes.iter().filter(of).map(|it| it.remaining_quantity).sum();
        if units > 0 {
            *held.entry(request.status.to_lowercase().replace('_', " ")).or_default() += units;
        }
    }
    let why = if order.cancelled_at.is_some() {
        "; the order is cancelled".to_owned()
    } else {
        held.iter()
            .map(|(status, units)| format!("; {units} more stand on a fulfillment order that is {status}"))
            .collect()
    };
    format!(
        "the shipment has {wanted} of {sku} to fulfil on order {}, and Shopify has {} left to fulfil{why}",
        order.name,
        wanted - missing
    )
}

fn tracking_input(tracking: &[Tracking]) -> Value {
    let Some(first) = tracking.first() else { return Value::Null };
    let mut input = serde_json::Map::new();
    if let Some(company) = &first.company {
        input.insert("company".to_owned(), json!(company));
    }
    let urls: Vec<&String> = tracking.iter().filter_map(|it| it.url.as_ref()).collect();
    if tracking.len() == 1 {
        input.insert("number".to_owned(), json!(first.number));
        input.extend(urls.first().map(|url| ("url".to_owned(), json!(url))));
    } else {
        let numbers: Vec<&str> = tracking.iter().map(|it| it.number.as_str()).collect();
        input.insert("numbers".to_owned(), json!(numbers));
        // Addresses stand beside numbers by position: only a full list can be told.
        if urls.len() == tracking.len() {
            input.insert("urls".to_owned(), json!(urls));
        }
    }
    Value::Object(input)
}
