//! What an order adds up to, at first and now, and where its money stands.

use seamless_model::MoneyPair;

use super::{Order, add, share, sub, zero};

/// All sums of an order.
#[derive(Debug, Clone, Copy)]
pub(in crate::shopify) struct Totals {
    pub(in crate::shopify) lines: MoneyPair,
    pub(in crate::shopify) discounts: MoneyPair,
    pub(in crate::shopify) subtotal: MoneyPair,
    pub(in crate::shopify) shipping: MoneyPair,
    pub(in crate::shopify) tax: MoneyPair,
    pub(in crate::shopify) total: MoneyPair,
    pub(in crate::shopify) current_discounts: MoneyPair,
    pub(in crate::shopify) current_subtotal: MoneyPair,
    pub(in crate::shopify) current_shipping: MoneyPair,
    pub(in crate::shopify) current_tax: MoneyPair,
    pub(in crate::shopify) current_total: MoneyPair,
    /// Money that came in.
    pub(in crate::shopify) received: MoneyPair,
    /// Money that went back, what is on its way included.
    pub(in crate::shopify) refunded: MoneyPair,
    pub(in crate::shopify) refunded_shipping: MoneyPair,
    /// Money promised and neither taken nor released.
    pub(in crate::shopify) authorized: MoneyPair,
    pub(in crate::shopify) outstanding: MoneyPair,
}

impl Totals {
    pub(in crate::shopify) fn net_payment(&self) -> MoneyPair {
        sub(self.received, self.refunded)
    }
}

impl Order {
    pub(in crate::shopify) fn zero(&self) -> MoneyPair {
        zero(self.currency, self.presentment)
    }

    fn sum(&self, of: impl IntoIterator<Item = MoneyPair>) -> MoneyPair {
        of.into_iter().fold(self.zero(), add)
    }

    fn moved(&self, wanted: impl Fn(&str) -> bool, pending: bool) -> MoneyPair {
        let counts = |status: &str| status == "SUCCESS" || (pending && status == "PENDING");
        self.sum(
            self.transactions.iter().filter(|it| wanted(&it.kind) && counts(&it.status)).map(|it| it.amount),
        )
    }

    /// The order's sums. Lines that edits added count as of the beginning, as Shopify's own totals do.
    pub(in crate::shopify) fn totals(&self) -> Totals {
        let lines = self.sum(self.lines.iter().map(|it| it.original_total()));
        let line_discounts = self.sum(self.lines.iter().map(|it| it.discount));
        let discounts = add(line_discounts, self.sum(self.shipping.iter().map(|it| it.discount)));
        let subtotal = sub(lines, line_discounts);
        let shipping = self.sum(self.shipping.iter().map(|it| it.discounted()));
        let order_tax = self.sum(self.taxes.iter().map(|it| it.price));
        let shipping_tax = self.sum(self.shipping.iter().map(|it| it.tax()));
        let tax = add(self.sum(self.lines.iter().map(|it| it.tax())), add(shipping_tax, order_tax));
        let with_tax = |sum: MoneyPair, tax: MoneyPair| if self.taxes_included { sum } else { add(sum, tax) };
        let total = with_tax(add(subtotal, shipping), tax);

        let all_units: u64 = self.lines.iter().map(|it| it.quantity).sum();
        let current_units: u64 = self.lines.iter().map(|it| it.current()).sum();
        let current_subtotal = self.sum(self.lines.iter().map(|it| it.value(it.current())));
        let current_discounts =
            self.sum(self.lines.iter().map(|it| share(it.discount, it.current(), it.quantity)));
        let refunded_shipping = self.sum(self.shipping.iter().map(|it| it.refunded));
        let current_shipping = sub(shipping, refunded_shipping);
        let current_shipping_tax =
            sub(shipping_tax, self.sum(self.shipping.iter().map(|it| it.refunded_tax)));
        let current_tax = add(
            self.sum(self.lines.iter().map(|it| it.tax_of(it.current()))),
            add(current_shipping_tax, share(order_tax, current_units, all_units)),
        );
        let mut current_total = with_tax(add(current_subtotal, current_shipping), current_tax);
        if self.cancelled.is_some() && current_units == 0 {
            current_total = self.zero();
        }

        let received = self.received();
        let refunded = self.moved(|it| it == "REFUND", true);
        let captured = self.moved(|it| it == "CAPTURE", false);
        let voided = self.moved(|it| it == "VOID", false);
        let promised = self.moved(|it| it == "AUTHORIZATION", false);
        Totals {
            lines,
            discounts,
            subtotal,
            shipping,
            tax,
            total,
            current_discounts,
            current_subtotal,
            current_shipping,
            current_tax,
            current_total,
            received,
            refunded,
            refunded_shipping,
            authorized: sub(promised, add(captured, voided)),
            outstanding: self.outstanding(current_total, received, refunded),
        }
    }

    fn received(&self) -> MoneyPair {
        self.moved(|it| matches!(it, "SALE" | "CAPTURE"), false)
    }

    fn outstanding(&self, current: MoneyPair, received: MoneyPair, refunded: MoneyPair) -> MoneyPair {
        let settled = self.transactions.is_empty()
            && matches!(
                self.declared.as_deref(),
                Some("PAID" | "REFUNDED" | "PARTIALLY_REFUNDED" | "VOIDED")
            );
        if settled { self.zero() } else { sub(current, sub(received, refunded)) }
    }

    /// `OrderDisplayFinancialStatus`; none for an order of which no money is known, as captured.
    pub(in crate::shopify) fn financial_status(&self) -> Option<&str> {
        let totals = self.totals();
        if self.transactions.is_empty() {
            let open = matches!(self.declared.as_deref(), Some("PENDING" | "AUTHORIZED"));
            return if open && self.cancelled.is_some() { Some("VOIDED") } else { self.declared.as_deref() };
        }
        let (received, refunded) = (totals.received.shop.minor(), totals.refunded.shop.minor());
        if received > 0 && refunded > 0 {
            return Some(if refunded >= received { "REFUNDED" } else { "PARTIALLY_REFUNDED" });
        }
        if received > 0 {
            let owed = totals.outstanding.shop.minor();
            return Some(if owed > 0 { "PARTIALLY_PAID" } else { "PAID" });
        }
        if totals.authorized.shop.minor() > 0 {
            return Some("AUTHORIZED");
        }
        if self.transactions.iter().any(|it| it.kind == "VOID" && it.succeeded()) {
            return Some("VOIDED");
        }
        let waits =
            self.transactions.iter().any(|it| it.status == "PENDING") || totals.total.shop.minor() > 0;
        Some(if waits { "PENDING" } else { "PAID" })
    }
}
