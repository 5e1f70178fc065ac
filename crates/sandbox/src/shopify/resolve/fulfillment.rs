//! Fulfillments and their lines.

use super::small::{by_id, scalar};
use super::{Field, unknown};
use crate::shopify::gql::{Args, Ctx, Obj, Val, connection, first_of};
use crate::shopify::state::{Fulfillment, Order, times};

pub(super) fn field<'s>(
    ctx: &Ctx<'s>,
    order: &'s Order,
    it: &'s Fulfillment,
    name: &str,
    args: &Args,
) -> Field<'s> {
    Ok(match name {
        "id" => Val::gid("Fulfillment", it.id),
        "legacyResourceId" => Val::id_text(it.id),
        "name" => Val::leaf(format!("{}-F{}", order.name, it.number)),
        "status" => Val::leaf(it.status.as_str()),
        "displayStatus" => Val::leaf(if it.counts() { "FULFILLED" } else { "CANCELED" }),
        "createdAt" => Val::time(it.created_at),
        "updatedAt" => Val::time(it.updated_at),
        "deliveredAt" | "estimatedDeliveryAt" | "inTransitAt" => Val::Null,
        "order" => Val::Obj(Obj::Order(order)),
        "location" => Val::Obj(Obj::Location(&ctx.shop.location)),
        "requiresShipping" => {
            Val::leaf(it.lines.iter().filter_map(|own| order.line(own.line)).any(|line| line.ships))
        }
        "totalQuantity" => Val::leaf(it.lines.iter().map(|it| it.quantity).sum::<u64>()),
        "trackingInfo" => Val::List(tracking(it).into_iter().take(first_of(args)?).collect()),
        "fulfillmentLineItems" => {
            let all = it
                .lines
                .iter()
                .enumerate()
                .map(|(index, own)| (Obj::FulfillmentLine(order, it, index), own.id));
            return connection(args, by_id(all), true);
        }
        "fulfillmentOrders" => {
            let of = order.requests.iter().filter(|own| it.lines.iter().any(|line| line.request == own.id));
            return connection(args, by_id(of.map(|own| (Obj::FulfillmentOrder(order, own), own.id))), true);
        }
        _ => return unknown("Fulfillment", name),
    })
}

fn tracking(it: &Fulfillment) -> Vec<Val<'_>> {
    let info = &it.tracking;
    let count = info.numbers.len().max(info.urls.len()).max(usize::from(info.company.is_some()));
    (0..count)
        .map(|index| {
            Val::made(vec![
                ("company", Val::opt(info.company.as_deref())),
                ("number", Val::opt(info.numbers.get(index).map(String::as_str))),
                ("url", Val::opt(info.urls.get(index).map(String::as_str))),
            ])
        })
        .collect()
}

pub(super) fn line<'s>(order: &'s Order, of: &'s Fulfillment, index: usize, name: &str) -> Field<'s> {
    let found = of.lines.get(index).and_then(|it| Some((it, order.line(it.line)?)));
    let Some((it, line)) = found else { return unknown("FulfillmentLineItem", name) };
    let original = times(line.unit_price, it.quantity);
    Ok(match name {
        "id" => Val::gid("FulfillmentLineItem", it.id),
        "quantity" => Val::leaf(it.quantity),
        "lineItem" => Val::Obj(Obj::Line(order, line)),
        "originalTotal" => scalar(original),
        "originalTotalSet" => Val::bag(original),
        "discountedTotal" => scalar(line.value(it.quantity)),
        "discountedTotalSet" => Val::bag(line.value(it.quantity)),
        _ => return unknown("FulfillmentLineItem", name),
    })
}
