//! Refunds and their lines.

use super::small::{by_id, gid_value, scalar};
use super::{Field, unknown};
use crate::shopify::gql::{Args, Ctx, Key, Obj, Val, connection};
use crate::shopify::state::{Order, Refund, add};

pub(super) fn field<'s>(_: &Ctx<'s>, order: &'s Order, it: &'s Refund, name: &str, args: &Args) -> Field<'s> {
    let moved = || it.transactions.iter().filter_map(|id| order.transaction(*id));
    let total = || moved().fold(order.zero(), |sum, it| add(sum, it.amount));
    Ok(match name {
        "id" => Val::gid("Refund", it.id),
        "legacyResourceId" => Val::id_text(it.id),
        "createdAt" | "updatedAt" => Val::time(it.created_at),
        "processedAt" => Val::time(it.processed_at),
        "note" => Val::opt(it.note.as_deref()),
        "order" => Val::Obj(Obj::Order(order)),
        "totalRefunded" => Val::money(total().shop),
        "totalRefundedSet" => Val::bag(total()),
        "transactions" => {
            return connection(args, by_id(moved().map(|own| (Obj::Transaction(order, own), own.id))), true);
        }
        "refundLineItems" => {
            let all =
                it.lines.iter().enumerate().map(|(index, own)| (Obj::RefundLine(order, it, index), own.id));
            return connection(args, by_id(all), true);
        }
        "refundShippingLines" => return connection(args, made(shipping(order, it)), true),
        "orderAdjustments" => return connection(args, made(adjustment(order, it)), true),
        _ => return unknown("Refund", name),
    })
}

fn made(of: Option<(Val<'_>, u64)>) -> Vec<(Obj<'_>, u64, Key)> {
    match of {
        Some((Val::Obj(object), id)) => by_id([(object, id)]),
        _ => Vec::new(),
    }
}

fn shipping<'s>(order: &'s Order, it: &'s Refund) -> Option<(Val<'s>, u64)> {
    let part = it.shipping.as_ref()?;
    let line = order.shipping.iter().find(|it| it.id == part.line)?;
    let fields = vec![
        ("id", Val::leaf(gid_value("RefundShippingLine", part.id))),
        ("shippingLine", Val::Obj(Obj::ShippingLine(order, line))),
        ("subtotalAmountSet", Val::bag(part.subtotal)),
        ("taxAmountSet", Val::bag(part.tax)),
    ];
    Some((Val::named("RefundShippingLine", fields), part.id))
}

fn adjustment<'s>(order: &'s Order, it: &'s Refund) -> Option<(Val<'s>, u64)> {
    let (id, sum, reason) = it.adjustment.as_ref()?;
    let fields = vec![
        ("id", Val::leaf(gid_value("OrderAdjustment", *id))),
        ("amountSet", Val::bag(*sum)),
        ("reason", Val::leaf(reason.as_str())),
        ("taxAmountSet", Val::bag(order.zero())),
    ];
    Some((Val::named("OrderAdjustment", fields), *id))
}

pub(super) fn line<'s>(
    ctx: &Ctx<'s>,
    order: &'s Order,
    of: &'s Refund,
    index: usize,
    name: &str,
) -> Field<'s> {
    let found = of.lines.get(index).and_then(|it| Some((it, order.line(it.line)?)));
    let Some((it, line)) = found else { return unknown("RefundLineItem", name) };
    let restocked = it.restock != "NO_RESTOCK";
    Ok(match name {
        "id" => Val::gid("RefundLineItem", it.id),
        "quantity" => Val::leaf(it.quantity),
        "lineItem" => Val::Obj(Obj::Line(order, line)),
        "location" => Val::object(restocked.then_some(Obj::Location(&ctx.shop.location))),
        "restockType" => Val::leaf(it.restock.as_str()),
        "restocked" => Val::leaf(restocked),
        "price" => scalar(line.unit_price),
        "priceSet" => Val::bag(line.unit_price),
        "subtotal" => scalar(it.subtotal),
        "subtotalSet" => Val::bag(it.subtotal),
        "totalTax" => scalar(it.tax),
        "totalTaxSet" => Val::bag(it.tax),
        _ => return unknown("RefundLineItem", name),
    })
}
