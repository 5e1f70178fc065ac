//! Fulfillment orders, their lines and holds.

use super::small::{by_id, gid_value, grams};
use super::{Field, unknown};
use crate::shopify::gql::{Args, Ctx, Obj, Val, connection};
use crate::shopify::state::{FulfillmentOrder, Hold, Order, RequestLine};

pub(super) fn field<'s>(
    ctx: &Ctx<'s>,
    order: &'s Order,
    it: &'s FulfillmentOrder,
    name: &str,
    args: &Args,
) -> Field<'s> {
    Ok(match name {
        "id" => Val::gid("FulfillmentOrder", it.id),
        "status" => Val::leaf(it.status.as_str()),
        // The location is the merchant's own, so that nobody is asked to accept anything.
        "requestStatus" => Val::leaf("UNSUBMITTED"),
        "createdAt" => Val::time(it.created_at),
        "updatedAt" => Val::time(it.updated_at),
        "fulfillAt" => {
            let second = it.created_at.as_second();
            Val::time(jiff::Timestamp::from_second(second - second.rem_euclid(3600)).unwrap_or(it.created_at))
        }
        "fulfillBy" => Val::Null,
        "order" => Val::Obj(Obj::Order(order)),
        "orderId" => Val::gid("Order", order.id),
        "orderName" => Val::leaf(order.name.as_str()),
        "orderProcessedAt" => Val::time(order.processed_at),
        "assignedLocation" => {
            let place = &ctx.shop.location;
            Val::made(vec![
                ("countryCode", Val::leaf(place.country_code.as_str())),
                ("location", Val::Obj(Obj::Location(place))),
                ("name", Val::leaf(place.name.as_str())),
            ])
        }
        "destination" => destination(order, it),
        "fulfillmentHolds" => Val::list(it.holds.iter().map(Obj::Hold)),
        "fulfillmentOrdersForMerge" => return connection(args, Vec::new(), true),
        "fulfillments" => {
            let from =
                |own: &crate::shopify::state::Fulfillment| own.lines.iter().any(|line| line.request == it.id);
            let all = order.fulfillments.iter().filter(|own| from(own));
            return connection(args, by_id(all.map(|own| (Obj::Fulfillment(order, own), own.id))), true);
        }
        "lineItems" => {
            let all = it.lines.iter().map(|line| (Obj::RequestLine(order, line), line.id));
            return connection(args, by_id(all), false);
        }
        "remainingLineItemsWeight" => {
            let weight = it
                .lines
                .iter()
                .map(|own| order.line(own.line).map_or(0, |line| line.grams).saturating_mul(own.remaining));
            grams(weight.sum())
        }
        "supportedActions" => Val::List(actions(it).iter().map(|it| action(it)).collect()),
        _ => return unknown("FulfillmentOrder", name),
    })
}

fn action<'s>(name: &str) -> Val<'s> {
    Val::made(vec![("action", Val::leaf(name)), ("externalUrl", Val::Null)])
}

fn actions(it: &FulfillmentOrder) -> &'static [&'static str] {
    match it.status.as_str() {
        "OPEN" => &["CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD"],
        "IN_PROGRESS" => &["CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "MARK_AS_OPEN"],
        "ON_HOLD" => &["RELEASE_HOLD", "HOLD"],
        _ => &[],
    }
}

fn destination<'s>(order: &'s Order, it: &FulfillmentOrder) -> Val<'s> {
    let Some(to) = &order.shipping_address else { return Val::Null };
    let text = |it: &'s Option<String>| Val::opt(it.as_deref());
    Val::named(
        "FulfillmentOrderDestination",
        vec![
            ("id", Val::leaf(gid_value("FulfillmentOrderDestination", it.id))),
            ("address1", text(&to.address1)),
            ("address2", text(&to.address2)),
            ("city", text(&to.city)),
            ("company", text(&to.company)),
            ("countryCode", text(&to.country_code)),
            ("email", text(&order.email)),
            ("firstName", text(&to.first_name)),
            ("lastName", text(&to.last_name)),
            ("phone", text(&to.phone)),
            ("province", text(&to.province)),
            ("zip", text(&to.zip)),
        ],
    )
}

pub(super) fn line<'s>(ctx: &Ctx<'s>, order: &'s Order, it: &'s RequestLine, name: &str) -> Field<'s> {
    let Some(line) = order.line(it.line) else { return unknown("FulfillmentOrderLineItem", name) };
    let variant = line.variant.and_then(|id| ctx.shop.variants.get(&id));
    Ok(match name {
        "id" => Val::gid("FulfillmentOrderLineItem", it.id),
        "totalQuantity" => Val::leaf(it.total),
        "remainingQuantity" => Val::leaf(it.remaining),
        "lineItem" => Val::Obj(Obj::Line(order, line)),
        "sku" => Val::opt(line.sku.as_deref()),
        "productTitle" => Val::leaf(line.title.as_str()),
        "variantTitle" => Val::opt(line.variant_title.as_deref()),
        "vendor" => Val::opt(line.vendor.as_deref()),
        "requiresShipping" => Val::leaf(line.ships),
        "originalUnitPriceSet" => Val::bag(line.unit_price),
        "weight" => grams(line.grams),
        "variant" => Val::object(variant.map(Obj::Variant)),
        "inventoryItemId" => variant.map_or(Val::Null, |it| Val::gid("InventoryItem", it.item)),
        "shippingLine" => Val::object(order.shipping.first().map(|line| Obj::ShippingLine(order, line))),
        _ => return unknown("FulfillmentOrderLineItem", name),
    })
}

pub(super) fn hold<'s>(it: &'s Hold, name: &str) -> Field<'s> {
    Ok(match name {
        "id" => Val::gid("FulfillmentHold", it.id),
        "reason" => Val::leaf(it.reason.as_str()),
        "reasonNotes" => Val::opt(it.notes.as_deref()),
        "handle" => Val::leaf(it.handle.as_str()),
        "heldByRequestingApp" => Val::leaf(true),
        "displayReason" => {
            let words = it.reason.replace('_', " ").to_lowercase();
            let mut letters = words.chars();
            let first: String = letters.next().map(|it| it.to_uppercase().collect()).unwrap_or_default();
            Val::leaf(format!("{first}{}", letters.as_str()))
        }
        _ => return unknown("FulfillmentHold", name),
    })
}
