//! Lines of goods and of shipping.

use super::small::{allocations, attributes, grams, scalar, tax_line};
use super::{Field, unknown};
use crate::shopify::gql::{Args, Ctx, Obj, Val, first_of};
use crate::shopify::state::{Line, Order, ShippingLine, share, sub, times};

pub(super) fn line<'s>(ctx: &Ctx<'s>, order: &'s Order, it: &'s Line, name: &str, args: &Args) -> Field<'s> {
    let text = |it: &'s Option<String>| Val::opt(it.as_deref());
    let unit_after = || share(it.value(it.quantity), 1, it.quantity);
    Ok(match name {
        "id" => Val::gid("LineItem", it.id),
        "title" => Val::leaf(it.title.as_str()),
        "name" => Val::leaf(it.name()),
        "sku" => text(&it.sku),
        "vendor" => text(&it.vendor),
        "variantTitle" => text(&it.variant_title),
        "quantity" => Val::leaf(it.quantity),
        "currentQuantity" | "refundableQuantity" => Val::leaf(it.current()),
        "fulfillableQuantity" | "unfulfilledQuantity" => Val::leaf(order.waiting(it.id)),
        "nonFulfillableQuantity" => {
            Val::leaf(it.quantity.saturating_sub(order.waiting(it.id) + order.shipped(it.id)))
        }
        "requiresShipping" => Val::leaf(it.ships),
        "taxable" => Val::leaf(it.taxable),
        "isGiftCard" => Val::leaf(it.gift_card),
        "restockable" | "canRestock" => Val::leaf(it.current() > 0 && it.variant.is_some()),
        "merchantEditable" => Val::leaf(order.cancelled.is_none() && order.waiting(it.id) > 0),
        "customAttributes" => attributes(&it.properties),
        "weight" => grams(it.grams),
        "product" => Val::object(it.product.and_then(|id| ctx.shop.products.get(&id)).map(Obj::Product)),
        "variant" => Val::object(it.variant.and_then(|id| ctx.shop.variants.get(&id)).map(Obj::Variant)),
        "taxLines" => Val::List(it.taxes.iter().take(first_of(args)?).map(tax_line).collect()),
        "discountAllocations" => allocations(order, it.discount),
        "originalUnitPrice" | "discountedUnitPrice" => scalar(it.unit_price),
        "originalUnitPriceSet" | "discountedUnitPriceSet" => Val::bag(it.unit_price),
        "discountedUnitPriceAfterAllDiscountsSet" => Val::bag(unit_after()),
        "originalTotal" | "discountedTotal" => scalar(it.original_total()),
        "originalTotalSet" => Val::bag(it.original_total()),
        "discountedTotalSet" => {
            Val::bag(if args.flag("withCodeDiscounts") { it.value(it.quantity) } else { it.original_total() })
        }
        // Codes are discounts of the order, so that the line itself has none.
        "totalDiscount" => scalar(order.zero()),
        "totalDiscountSet" => Val::bag(order.zero()),
        "priceAfterAllDiscountsBeforeTaxesSet" => {
            let value = it.value(it.quantity);
            Val::bag(if order.taxes_included { sub(value, it.tax()) } else { value })
        }
        "unfulfilledOriginalTotal" | "unfulfilledDiscountedTotal" => {
            scalar(times(it.unit_price, order.waiting(it.id)))
        }
        "unfulfilledOriginalTotalSet" | "unfulfilledDiscountedTotalSet" => {
            Val::bag(times(it.unit_price, order.waiting(it.id)))
        }
        _ => return unknown("LineItem", name),
    })
}

pub(super) fn shipping_line<'s>(order: &'s Order, it: &'s ShippingLine, name: &str) -> Field<'s> {
    Ok(match name {
        "id" => Val::gid("ShippingLine", it.id),
        "title" => Val::leaf(it.title.as_str()),
        "code" => Val::opt(it.code.as_deref()),
        "source" => Val::opt(it.source.as_deref()),
        "custom" | "isRemoved" => Val::leaf(false),
        "carrierIdentifier" | "deliveryCategory" | "phone" | "shippingRateHandle" => Val::Null,
        "taxLines" => Val::List(it.taxes.iter().map(tax_line).collect()),
        "discountAllocations" => allocations(order, it.discount),
        "price" => scalar(it.price),
        "originalPrice" => Val::money(it.price.shop),
        "originalPriceSet" => Val::bag(it.price),
        "discountedPrice" => Val::money(it.discounted().shop),
        "discountedPriceSet" => Val::bag(it.discounted()),
        "currentDiscountedPriceSet" => Val::bag(sub(it.discounted(), it.refunded)),
        _ => return unknown("ShippingLine", name),
    })
}
