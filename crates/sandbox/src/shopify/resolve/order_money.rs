//! The order's sums.

use super::small::scalar;
use super::{Field, unknown};
use crate::shopify::gql::Val;
use crate::shopify::state::{Order, add, sub};

pub(super) fn field<'s>(it: &'s Order, name: &str) -> Field<'s> {
    let totals = it.totals();
    let current = |pair| Val::bag(pair);
    Ok(match name {
        "subtotalPrice" => scalar(totals.subtotal),
        "subtotalPriceSet" => current(totals.subtotal),
        "totalPrice" => scalar(totals.total),
        "totalPriceSet" | "originalTotalPriceSet" => current(totals.total),
        "totalDiscounts" | "cartDiscountAmount" => scalar(totals.discounts),
        "totalDiscountsSet" | "cartDiscountAmountSet" => current(totals.discounts),
        "totalTax" => scalar(totals.tax),
        "totalTaxSet" => current(totals.tax),
        "totalShippingPrice" => scalar(totals.shipping),
        "totalShippingPriceSet" => current(totals.shipping),
        "currentSubtotalPriceSet" => current(totals.current_subtotal),
        "currentTotalPriceSet" => current(totals.current_total),
        "currentTotalDiscountsSet" | "currentCartDiscountAmountSet" => current(totals.current_discounts),
        "currentTotalTaxSet" => current(totals.current_tax),
        "currentShippingPriceSet" => current(totals.current_shipping),
        "totalReceived" => scalar(totals.received),
        "totalReceivedSet" => current(totals.received),
        "totalRefunded" => scalar(totals.refunded),
        "totalRefundedSet" => current(totals.refunded),
        "totalRefundedShippingSet" => current(totals.refunded_shipping),
        "netPayment" => scalar(totals.net_payment()),
        "netPaymentSet" => current(totals.net_payment()),
        "totalOutstandingSet" => current(totals.outstanding),
        "totalCapturable" => scalar(totals.authorized),
        "totalCapturableSet" => current(totals.authorized),
        "totalTipReceived" => Val::money(it.zero().shop),
        "totalTipReceivedSet" => current(it.zero()),
        "refundDiscrepancySet" => current(
            it.refunds
                .iter()
                .filter_map(|it| it.adjustment.as_ref())
                .fold(it.zero(), |sum, it| add(sum, it.1)),
        ),
        "totalCashRoundingAdjustment" => {
            Val::made(vec![("paymentSet", current(it.zero())), ("refundSet", current(it.zero()))])
        }
        "currentTotalAdditionalFeesSet"
        | "currentTotalDutiesSet"
        | "originalTotalAdditionalFeesSet"
        | "originalTotalDutiesSet" => Val::Null,
        "capturable" => Val::leaf(totals.authorized.shop.minor() > 0),
        "canMarkAsPaid" => Val::leaf(
            it.cancelled.is_none()
                && it.financial_status() != Some("PAID")
                && totals.outstanding.shop.minor() > 0,
        ),
        "fullyPaid" => Val::leaf(totals.outstanding.shop.minor() <= 0),
        "unpaid" => Val::leaf(
            sub(totals.received, totals.refunded).shop.minor() <= 0 && totals.outstanding.shop.minor() > 0,
        ),
        "refundable" => Val::leaf(totals.net_payment().shop.minor() > 0),
        "subtotalLineItemsQuantity" => Val::leaf(it.lines.iter().map(|it| it.quantity).sum::<u64>()),
        "currentSubtotalLineItemsQuantity" => Val::leaf(it.lines.iter().map(|it| it.current()).sum::<u64>()),
        "totalWeight" => weight(it.lines.iter().map(|it| it.grams.saturating_mul(it.quantity)).sum()),
        "currentTotalWeight" => weight(it.lines.iter().map(|it| it.grams.saturating_mul(it.current())).sum()),
        _ => return unknown("Order", name),
    })
}

fn weight<'s>(grams: u64) -> Val<'s> {
    Val::leaf(grams.to_string())
}
