//! Sums of money pairs. Amounts in a twin are bounded by what callers send, so that sums saturate instead of failing.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use seamless_model::{Currency, Money, MoneyPair};

pub(in crate::shopify) fn zero(shop: Currency, presentment: Currency) -> MoneyPair {
    MoneyPair { shop: Money::zero(shop), presentment: Money::zero(presentment) }
}

fn each(a: MoneyPair, b: MoneyPair, op: fn(i64, i64) -> i64) -> MoneyPair {
    let one = |a: Money, b: Money| Money::from_minor(op(a.minor(), b.minor()), a.currency());
    MoneyPair { shop: one(a.shop, b.shop), presentment: one(a.presentment, b.presentment) }
}

pub(in crate::shopify) fn add(a: MoneyPair, b: MoneyPair) -> MoneyPair {
    each(a, b, i64::saturating_add)
}

pub(in crate::shopify) fn sub(a: MoneyPair, b: MoneyPair) -> MoneyPair {
    each(a, b, i64::saturating_sub)
}

pub(in crate::shopify) fn times(a: MoneyPair, n: u64) -> MoneyPair {
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    let one = |a: Money| Money::from_minor(a.minor().saturating_mul(n), a.currency());
    MoneyPair { shop: one(a.shop), presentment: one(a.presentment) }
}

/// The part of a whole that goes with `part` of `of` units, rounded half up. Shares of growing parts grow to the
/// whole, so that differences between them lose nothing.
pub(in crate::shopify) fn share(whole: MoneyPair, part: u64, of: u64) -> MoneyPair {
    let one = |a: Money| {
        let exact = i128::from(a.minor()) * i128::from(part) * 2 + i128::from(of);
        let minor = exact.div_euclid(i128::from(of.max(1)) * 2);
        Money::from_minor(i64::try_from(minor).unwrap_or(i64::MAX), a.currency())
    };
    if of == 0 {
        return sub(whole, whole);
    }
    MoneyPair { shop: one(whole.shop), presentment: one(whole.presentment) }
}

/// An amount from a decimal, rounded half up to what the currency can pay.
pub(in crate::shopify) fn rounded(amount: Decimal, currency: Currency) -> Money {
    let scaled = amount
        .round_dp_with_strategy(currency.digits(), rust_decimal::RoundingStrategy::MidpointAwayFromZero)
        .checked_mul(Decimal::from(10_u64.pow(currency.digits())))
        .and_then(|it| it.to_i64());
    Money::from_minor(scaled.unwrap_or(i64::MAX), currency)
}
