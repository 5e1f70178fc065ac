//! Order edits: begin, set quantity, add variant, commit.

use seamless_model::MoneyPair;

use super::payload::{Out, Payload, Ref, UserError};
use super::refund;
use crate::shopify::gql::{Args, Fault};
use crate::shopify::hooks::Subject;
use crate::shopify::state::{Edit, EditLine, Line, Owner, Shop, numeric, zero};

pub(super) fn begin(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let id = args.text("id").and_then(numeric).filter(|it| it.0 == "Order").map_or(0, |it| it.1);
    let Some(order) = shop.orders.get(&id) else {
        return Ok(Payload::refuse(UserError::at(&["id"], "The order does not exist.")));
    };
    if order.cancelled.is_some() {
        return Ok(Payload::refuse(UserError::of_all("The order cannot be edited.")));
    }
    let mut lines = Vec::new();
    for it in &order.lines {
        lines.push(EditLine {
            id: it.id,
            line: Some(it.id),
            variant: it.variant,
            before: it.current(),
            quantity: it.current(),
            restock: false,
        });
    }
    let own = shop.ids.next();
    shop.edits.insert(own, Edit { id: own, order: id, committed: false, lines });
    Ok(session(own))
}

fn session(edit: u64) -> Payload {
    Payload::done("calculatedOrder", Ref::Edit(edit)).and("orderEditSession", Out::Session(edit))
}

/// An open edit, named by its calculated order or its session.
fn find<'s>(shop: &'s mut Shop, args: &Args) -> Option<&'s mut Edit> {
    let (kind, id) = args.text("id").and_then(numeric)?;
    shop.edits
        .get_mut(&id)
        .filter(|it| !it.committed && matches!(kind, "CalculatedOrder" | "OrderEditSession"))
}

fn no_edit() -> Payload {
    Payload::refuse(UserError::at(&["id"], "The calculated order does not exist."))
}

pub(super) fn set_quantity(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let Some(edit) = find(shop, args) else { return Ok(no_edit()) };
    let edit_id = edit.id;
    let wanted = args.int("quantity").unwrap_or(0);
    let Ok(wanted) = u64::try_from(wanted) else {
        return Ok(Payload::refuse(UserError::at(
            &["quantity"],
            "Quantity must be greater than or equal to 0",
        )));
    };
    let line = args.text("lineItemId").and_then(numeric).map_or(0, |it| it.1);
    let order = edit.order;
    let shipped = shop.orders.get(&order).map_or(0, |it| it.shipped(line));
    let Some(own) = shop.edits.get_mut(&edit_id).and_then(|it| it.lines.iter_mut().find(|it| it.id == line))
    else {
        return Ok(Payload::refuse(UserError::at(
            &["lineItemId"],
            "The line item does not exist on the order.",
        )));
    };
    if wanted < shipped {
        let message = "The quantity can't be lower than what has been fulfilled.";
        return Ok(Payload::refuse(UserError::at(&["quantity"], message)));
    }
    own.quantity = wanted;
    own.restock = args.flag("restock");
    let own = own.id;
    Ok(session(edit_id).and("calculatedLineItem", Out::One(Ref::EditLine(edit_id, own))))
}

pub(super) fn add_variant(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let variant =
        args.text("variantId").and_then(numeric).filter(|it| it.0 == "ProductVariant").map_or(0, |it| it.1);
    let own = shop.ids.next();
    let known = shop.variants.contains_key(&variant);
    let Some(edit) = find(shop, args) else { return Ok(no_edit()) };
    if !known {
        return Ok(Payload::refuse(UserError::at(&["variantId"], "The variant does not exist in the shop.")));
    }
    let wanted = args.int("quantity").and_then(|it| u64::try_from(it).ok()).filter(|it| *it > 0);
    let Some(quantity) = wanted else {
        return Ok(Payload::refuse(UserError::at(&["quantity"], "Quantity must be greater than 0")));
    };
    let twice = edit.lines.iter().any(|it| it.variant == Some(variant) && it.quantity > 0);
    if twice && !args.flag("allowDuplicates") {
        let message = "The variant is already on the order. Set allowDuplicates to add it again.";
        return Ok(Payload::refuse(UserError::at(&["variantId"], message)));
    }
    edit.lines.push(EditLine {
        id: own,
        line: None,
        variant: Some(variant),
        before: 0,
        quantity,
        restock: false,
    });
    let id = edit.id;
    Ok(session(id).and("calculatedLineItem", Out::One(Ref::EditLine(id, own))))
}

pub(super) fn commit(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let Some(edit) = find(shop, args) else { return Ok(no_edit()) };
    edit.committed = true;
    let edit = edit.clone();
    apply(shop, &edit);
    let messages = serde_json::json!(["Order updated"]);
    Ok(Payload::done("order", Ref::Order(edit.order)).and("successMessages", Out::Json(messages)))
}

/// Brings the order's lines and fulfillment orders to what the edit says.
fn apply(shop: &mut Shop, edit: &Edit) {
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for it in &edit.lines {
        let Some(line) = it.line else {
            if let Some(id) = new_line(shop, edit.order, it) {
                added.push((id, it.quantity));
            }
            continue;
        };
        if it.quantity > it.before {
            grow(shop, edit.order, line, it.quantity - it.before);
            added.push((line, it.quantity - it.before));
        } else if it.quantity < it.before {
            shrink(shop, edit.order, line, it.before - it.quantity, it.restock);
            removed.push((line, it.before - it.quantity));
        }
    }
    request_added(shop, edit.order, &added);
    let now = shop.now;
    if let Some(order) = shop.orders.get_mut(&edit.order) {
        order.edited = true;
        order.updated_at = now;
    }
    shop.tell("ORDERS_EDITED", edit.order, Subject::Edited { added, removed });
    shop.tell("ORDERS_UPDATED", edit.order, Subject::Order);
}

fn grow(shop: &mut Shop, order_id: u64, line: u64, units: u64) {
    let Some(order) = shop.orders.get_mut(&order_id) else { return };
    let claims = order.claims_stock;
    let Some(line) = order.line_mut(line) else { return };
    // The discount and the taxes of the line stay with the units that they were made for.
    line.quantity += units;
    let variant = line.variant;
    let units = i64::try_from(units).unwrap_or(0);
    if claims {
        shop.move_stock(variant, -units, units);
    }
}

fn shrink(shop: &mut Shop, order_id: u64, line: u64, units: u64, restock: bool) {
    if let Some(line) = shop.orders.get_mut(&order_id).and_then(|it| it.line_mut(line)) {
        line.removed += units;
    }
    refund::give_up(shop, order_id, line, units);
    if restock {
        refund::restock(shop, order_id, &[(line, units)]);
    }
}

fn new_line(shop: &mut Shop, order_id: u64, it: &EditLine) -> Option<u64> {
    if it.quantity == 0 {
        return None;
    }
    let variant = shop.variants.get(&it.variant?)?.clone();
    let product = shop.products.get(&variant.product)?.clone();
    let order = shop.orders.get(&order_id)?;
    let price = if order.currency == order.presentment {
        MoneyPair::from(variant.price)
    } else {
        shop.pair(variant.price)
    };
    let line = Line {
        id: it.id,
        variant: Some(variant.id),
        product: Some(product.id),
        title: product.title,
        variant_title: Some(variant.title).filter(|it| it != "Default Title"),
        sku: variant.sku,
        vendor: Some(product.vendor),
        quantity: it.quantity,
        removed: 0,
        refunded: 0,
        unit_price: price,
        discount: zero(order.currency, order.presentment),
        taxes: Vec::new(),
        properties: Vec::new(),
        ships: variant.ships,
        taxable: variant.taxable,
        gift_card: false,
        grams: 0,
    };
    shop.owners.insert((Owner::Line, line.id), order_id);
    if order.claims_stock {
        let units = i64::try_from(it.quantity).unwrap_or(0);
        shop.move_stock(Some(variant.id), -units, units);
    }
    shop.orders.get_mut(&order_id)?.lines.push(line);
    Some(it.id)
}

/// Added units join an open fulfillment order; a new one is made where none is.
fn request_added(shop: &mut Shop, order_id: u64, added: &[(u64, u64)]) {
    if added.is_empty() {
        return;
    }
    let now = shop.now;
    let mut ids: Vec<u64> = added.iter().map(|_| shop.ids.next()).collect();
    let Some(order) = shop.orders.get_mut(&order_id) else { return };
    let Some(request) = order.requests.iter_mut().find(|it| matches!(it.status.as_str(), "OPEN" | "ON_HOLD"))
    else {
        let request = super::order_create::new_request(shop, order_id, added);
        let id = request.id;
        if let Some(order) = shop.orders.get_mut(&order_id) {
            order.requests.push(request);
        }
        shop.tell("FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", order_id, Subject::Request(id, None));
        return;
    };
    request.updated_at = now;
    for (line, units) in added {
        match request.lines.iter_mut().find(|it| it.line == *line) {
            Some(it) => {
                it.total += units;
                it.remaining += units;
            }
            None => {
                let id = ids.pop().unwrap_or(0);
                let own =
                    crate::shopify::state::RequestLine { id, line: *line, total: *units, remaining: *units };
                request.lines.push(own);
                shop.owners.insert((Owner::RequestLine, id), order_id);
            }
        }
    }
}

/// Sets a line's quantity in one step, as a person does in the admin.
pub(in crate::shopify) fn set_line(
    shop: &mut Shop,
    order: u64,
    line: u64,
    quantity: u64,
) -> Result<(), String> {
    let args = |of: serde_json::Value| match of {
        serde_json::Value::Object(map) => Args(map),
        _ => Args::default(),
    };
    let refused = |payload: &Payload| payload.error().map_or(Ok(()), |it| Err(it.message.clone()));
    let order_gid = crate::shopify::state::gid("Order", order);
    let begun = begin(shop, &args(serde_json::json!({"id": order_gid}))).map_err(Fault::into_message)?;
    refused(&begun)?;
    let Some(Ref::Edit(edit)) = begun.reference("calculatedOrder").cloned() else { return Ok(()) };
    let id = crate::shopify::state::gid("CalculatedOrder", edit);
    let line = crate::shopify::state::gid("CalculatedLineItem", line);
    let wanted = serde_json::json!({"id": id, "lineItemId": line, "quantity": quantity, "restock": true});
    refused(&set_quantity(shop, &args(wanted)).map_err(Fault::into_message)?)?;
    refused(&commit(shop, &args(serde_json::json!({"id": id}))).map_err(Fault::into_message)?)
}
