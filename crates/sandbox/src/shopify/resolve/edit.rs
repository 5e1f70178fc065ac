//! Calculated orders: edits that have begun.

use super::small::by_id;
use super::{Field, unknown};
use crate::shopify::gql::{Args, Ctx, Obj, Val, connection};
use crate::shopify::state::{Edit, EditLine, Order};

pub(super) fn field<'s>(ctx: &Ctx<'s>, it: &'s Edit, name: &str, args: &Args) -> Field<'s> {
    let order = ctx.shop.orders.get(&it.order);
    let lines = |added: bool| {
        let wanted = it.lines.iter().filter(|line| !added || line.line.is_none());
        by_id(wanted.filter_map(|line| Some((Obj::EditLine(order?, line), line.id))))
    };
    Ok(match name {
        "id" => Val::gid("CalculatedOrder", it.id),
        "committed" => Val::leaf(it.committed),
        "originalOrder" => Val::object(order.map(Obj::Order)),
        "subtotalLineItemsQuantity" => Val::leaf(it.lines.iter().map(|it| it.quantity).sum::<u64>()),
        "lineItems" => return connection(args, lines(false), false),
        "addedLineItems" => return connection(args, lines(true), false),
        _ => return unknown("CalculatedOrder", name),
    })
}

pub(super) fn line<'s>(ctx: &Ctx<'s>, order: &'s Order, it: &'s EditLine, name: &str) -> Field<'s> {
    let line = it.line.and_then(|id| order.line(id));
    let variant = it.variant.and_then(|id| ctx.shop.variants.get(&id));
    let product = variant.and_then(|it| ctx.shop.products.get(&it.product));
    let shipped = it.line.map_or(0, |id| order.shipped(id));
    Ok(match name {
        "id" => Val::gid("CalculatedLineItem", it.id),
        "quantity" => Val::leaf(it.quantity),
        "editableQuantity" => Val::leaf(it.quantity.saturating_sub(shipped)),
        "editableQuantityBeforeChanges" => Val::leaf(it.before.saturating_sub(shipped)),
        "restockable" => Val::leaf(variant.is_some()),
        "title" => Val::opt(line.map(|it| it.title.as_str()).or_else(|| product.map(|it| it.title.as_str()))),
        "variantTitle" => Val::opt(line.and_then(|it| it.variant_title.as_deref())),
        "sku" => {
            Val::opt(line.map_or_else(|| variant.and_then(|it| it.sku.as_deref()), |it| it.sku.as_deref()))
        }
        "variant" => Val::object(variant.map(Obj::Variant)),
        "originalUnitPriceSet" => {
            let price = line.map(|it| it.unit_price).or_else(|| variant.map(|it| ctx.shop.pair(it.price)));
            price.map_or(Val::Null, Val::bag)
        }
        _ => return unknown("CalculatedLineItem", name),
    })
}
