//! From the answers of our own GraphQL queries to the house's documents.

use indexmap::IndexMap;
use jiff::Timestamp;
use seamless_model::{
    Address, Body, Charge, Customer, FulfillmentRequest, Line, Observation, Order, Payment, Refund,
    RefundLine, RequestLine, RequestStatus, Restock, Shipment, ShipmentLine, ShipmentStatus, Totals,
};

use super::from_webhook::{cancelled, is_good, tags};
use super::graph as wire;
use super::meaning::{
    self, Life, Units, add, ever_left, full_name, keys, of_order, payment_state, payment_steps, rank,
    request_status, restock, revision, shipment_status, shipment_steps, unit_price, wanted, word,
};
use super::seen::Seen;
use crate::json::{filled, wrong};
use crate::{NotUnderstood, Understood};

/// An order with all that hangs on it: its fulfillment orders, fulfillments, refunds and transactions.
pub(super) fn order(seen: Seen<'_>, order: wire::Order) -> Result<Understood, NotUnderstood> {
    let id = order.id.0.clone();
    let mut observations = vec![order_itself(seen, &order)?];
    observations.extend(order.fulfillment_orders.nodes.iter().map(|it| request(seen, it, &id)));
    observations.extend(order.fulfillments.iter().map(|it| shipment(seen, it, &id)));
    for it in &order.refunds {
        observations.push(refund(seen, it, &id)?);
    }
    observations.extend(order.transactions.iter().map(|it| payment(seen, it, &id)));
    Ok(Understood { observations, fetch: Vec::new() })
}

fn order_itself(seen: Seen<'_>, order: &wire::Order) -> Result<Observation, NotUnderstood> {
    let payment = order.display_financial_status.as_deref().map(payment_state);
    let life = Life {
        cancelled: order.cancelled_at.is_some(),
        closed: order.closed_at.is_some(),
        fulfillments: order.fulfillments.len(),
        dead_fulfillments: order.fulfillments.iter().filter(|it| !is_live(it)).count(),
        refunds: order.refunds.len(),
        payment: payment_steps(payment.as_ref()),
    };
    // A hold changes the fulfillment order and may leave the order's own time of change alone.
    let parts = order.fulfillment_orders.nodes.iter().map(|it| it.updated_at);
    let at = parts.fold(order.updated_at, Ord::max);
    let (shipped, returned) = (shipped_units(order), returned_units(order));
    let lines = order.line_items.nodes.iter().enumerate().map(|(i, it)| line(it, i, &shipped, &returned));
    let body = Order {
        number: filled(Some(order.name.clone())),
        source: filled(order.source_name.clone()),
        placed_at: Some(order.processed_at),
        test: order.test,
        held: word(&order.display_fulfillment_status) == "on_hold",
        cancelled: cancelled(order.cancelled_at, order.cancel_reason.clone()),
        payment,
        currency: order.currency_code,
        presentment_currency: Some(order.presentment_currency_code),
        tax_included: order.taxes_included,
        lines: lines.collect::<Result<_, _>>()?,
        shipping: order.shipping_lines.nodes.iter().map(charge).collect(),
        totals: Some(totals(order)),
        ship_to: order.shipping_address.as_ref().map(address),
        bill_to: order.billing_address.as_ref().map(address),
        customer: customer(order),
        note: filled(order.note.clone()),
        tags: tags(order.tags.iter().map(String::as_str)),
    };
    let known =
        keys([("name", Some(order.name.clone())), ("source_identifier", order.source_identifier.clone())]);
    Ok(seen.document(
        order.id.0.clone(),
        known,
        Vec::new(),
        revision(Some(at), life.rank(true)),
        Body::Order(body),
    ))
}

fn totals(order: &wire::Order) -> Totals {
    Totals {
        subtotal: Some(order.current_subtotal_price_set.0),
        discount: Some(order.current_total_discounts_set.0),
        shipping: Some(order.current_shipping_price_set.0),
        tax: Some(order.current_total_tax_set.0),
        total: order.current_total_price_set.0,
    }
}

/// Whether a fulfillment counts.
pub(super) fn is_live(parcel: &wire::Fulfillment) -> bool {
    !matches!(shipment_status(&parcel.status, None), ShipmentStatus::Voided | ShipmentStatus::Failed)
}

/// Units that had left when their line was last refunded.
fn shipped_units(order: &wire::Order) -> Units {
    let mut refunded: IndexMap<&str, Timestamp> = IndexMap::new();
    for refund in &order.refunds {
        for line in &refund.refund_line_items.nodes {
            let Some(at) = refund.created_at else { continue };
            let last = refunded.entry(&line.line_item.id.0).or_insert(at);
            *last = at.max(*last);
        }
    }
    let mut units = Units::new();
    for parcel in order.fulfillments.iter().filter(|it| is_live(it)) {
        for line in &parcel.fulfillment_line_items.nodes {
            let before = refunded.get(line.line_item.id.0.as_str()).is_none_or(|at| parcel.created_at <= *at);
            if before {
                *units.entry(line.line_item.id.0.clone()).or_default() += line.quantity;
            }
        }
    }
    units
}

fn returned_units(order: &wire::Order) -> Units {
    let mut units = Units::new();
    for line in order.refunds.iter().flat_map(|it| &it.refund_line_items.nodes) {
        if restock(&line.restock_type) == Restock::Return {
            *units.entry(line.line_item.id.0.clone()).or_default() += line.quantity;
        }
    }
    units
}

fn line(line: &wire::Line, i: usize, shipped: &Units, returned: &Units) -> Result<Line, NotUnderstood> {
    let of = |units: &Units| units.get(&line.id.0).copied().unwrap_or(0);
    let discounts = line.discount_allocations.iter().map(|it| it.allocated_amount_set);
    let taxes = line.tax_lines.iter().map(|it| it.price_set);
    Ok(Line {
        id: line.id.0.clone(),
        sku: filled(line.sku.clone()),
        title: filled(Some(line.name.clone())),
        quantity: wanted(line.quantity, line.current_quantity, of(returned), of(shipped)),
        ordered: line.quantity,
        unit_price: unit_price(Some(line.original_unit_price_set), None),
        discount: meaning::sum(discounts, &format!("lineItems.nodes[{i}].discountAllocations"))?,
        tax: meaning::sum(taxes, &format!("lineItems.nodes[{i}].taxLines"))?,
        ships: line.requires_shipping,
        gift_card: line.is_gift_card,
    })
}

fn charge(line: &wire::ShippingLine) -> Charge {
    Charge { title: line.title.clone(), code: filled(line.code.clone()), amount: line.discounted_price_set.0 }
}

fn address(it: &wire::Address) -> Address {
    Address {
        name: filled(it.name.clone()).or_else(|| full_name(it.first_name.clone(), it.last_name.clone())),
        company: filled(it.company.clone()),
        address1: filled(it.address1.clone()),
        address2: filled(it.address2.clone()),
        city: filled(it.city.clone()),
        province: filled(it.province_code.clone()).or(filled(it.province.clone())),
        zip: filled(it.zip.clone()),
        country: filled(it.country_code.clone()),
        phone: filled(it.phone.clone()),
    }
}

fn customer(order: &wire::Order) -> Option<Customer> {
    let account = order.customer.as_ref();
    let of_account =
        account.and_then(|it| it.default_email_address.as_ref()).map(|it| it.email_address.clone());
    let found = Customer {
        id: account.map(|it| it.id.0.clone()),
        name: account.and_then(|it| full_name(it.first_name.clone(), it.last_name.clone())),
        email: filled(order.email.clone()).or(filled(of_account)),
        phone: filled(order.phone.clone()),
    };
    (found != Customer::default()).then_some(found)
}

fn request(seen: Seen<'_>, it: &wire::FulfillmentOrder, order: &str) -> Observation {
    let status = request_status(&it.status, &it.request_status);
    let line = |line: &wire::FulfillmentOrderLine| RequestLine {
        id: line.id.0.clone(),
        order_line: Some(line.line_item.id.0.clone()),
        sku: filled(line.sku.clone()),
        quantity: line.total_quantity,
        remaining: line.remaining_quantity,
    };
    let steps = match status {
        RequestStatus::Scheduled | RequestStatus::Unknown(_) => 0,
        RequestStatus::Open | RequestStatus::Held => 1,
        RequestStatus::InProgress | RequestStatus::Rejected => 2,
        RequestStatus::Closed | RequestStatus::Incomplete | RequestStatus::Cancelled => 3,
    };
    let body = FulfillmentRequest {
        status,
        location: Some(it.assigned_location.known_as()),
        lines: it.line_items.nodes.iter().map(line).collect(),
        ship_to: it.destination.as_ref().map(address),
    };
    let rank = rank(steps, true);
    seen.document(
        it.id.0.clone(),
        keys([]),
        of_order(order),
        revision(Some(it.updated_at), rank),
        Body::FulfillmentRequest(body),
    )
}

fn shipment(seen: Seen<'_>, it: &wire::Fulfillment, order: &str) -> Observation {
    let status = shipment_status(&it.status, it.display_status.as_deref());
    let tracking: Vec<_> = it.tracking_info.iter().filter_map(tracked).collect();
    let first = tracking.first().map(|it: &seamless_model::Tracking| it.number.clone());
    let line = |line: &wire::FulfillmentLine| ShipmentLine {
        order_line: Some(line.line_item.id.0.clone()),
        sku: filled(line.line_item.sku.clone()),
        quantity: line.quantity,
    };
    let steps = shipment_steps(&status) + tracking.len();
    let body = Shipment {
        shipped_at: ever_left(&status).then_some(it.created_at),
        status,
        lines: it.fulfillment_line_items.nodes.iter().map(line).collect(),
        tracking,
        location: it.location.as_ref().map(|it| it.id.0.clone()),
    };
    let known = keys([("name", Some(it.name.clone())), ("tracking", first)]);
    seen.document(
        it.id.0.clone(),
        known,
        of_order(order),
        revision(Some(it.updated_at), rank(steps, true)),
        Body::Shipment(body),
    )
}

fn tracked(it: &wire::TrackingInfo) -> Option<seamless_model::Tracking> {
    Some(seamless_model::Tracking {
        company: filled(it.company.clone()),
        number: filled(it.number.clone())?,
        url: filled(it.url.clone()),
    })
}

fn refund(seen: Seen<'_>, it: &wire::Refund, order: &str) -> Result<Observation, NotUnderstood> {
    let moved: Vec<&wire::Transaction> =
        it.transactions.nodes.iter().filter(|it| word(&it.kind) == "refund" && is_good(&it.status)).collect();
    let amount = match moved.split_first() {
        None => it.total_refunded_set.0,
        Some((first, rest)) => rest
            .iter()
            .try_fold(first.amount_set.0, |sum, next| add(sum, next.amount_set.0))
            .map_err(|error| wrong("refunds", error.to_string()))?,
    };
    let shipping = it.refund_shipping_lines.nodes.iter().map(|it| it.subtotal_amount_set);
    let body = Refund {
        created_at: it.created_at,
        note: filled(it.note.clone()),
        amount,
        pending: moved.iter().any(|it| word(&it.status) != "success"),
        lines: it.refund_line_items.nodes.iter().map(refund_line).collect(),
        shipping: meaning::sum(shipping, "refundShippingLines")?,
        voided: false,
    };
    let settled = moved.iter().filter(|it| word(&it.status) == "success").count();
    let revision = revision(Some(it.updated_at), rank(settled, true));
    Ok(seen.document(it.id.0.clone(), keys([]), of_order(order), revision, Body::Refund(body)))
}

fn refund_line(line: &wire::RefundLine) -> RefundLine {
    RefundLine {
        order_line: Some(line.line_item.id.0.clone()),
        sku: filled(line.line_item.sku.clone()),
        quantity: line.quantity,
        restock: restock(&line.restock_type),
        subtotal: Some(line.subtotal_set.0),
        tax: Some(line.total_tax_set.0),
    }
}

fn payment(seen: Seen<'_>, it: &wire::Transaction, order: &str) -> Observation {
    let status = word(&it.status);
    let steps = usize::from(!matches!(status.as_str(), "pending" | "awaiting_response"));
    let body = Payment {
        action: word(&it.kind),
        status,
        gateway: filled(it.gateway.clone()),
        amount: it.amount_set.0.presentment,
        processed_at: it.processed_at,
        parent: it.parent_transaction.as_ref().map(|it| it.id.0.clone()),
        test: it.test,
    };
    let at = it.processed_at.unwrap_or(it.created_at);
    seen.document(
        it.id.0.clone(),
        keys([]),
        of_order(order),
        revision(Some(at), rank(steps, true)),
        Body::Payment(body),
    )
}
