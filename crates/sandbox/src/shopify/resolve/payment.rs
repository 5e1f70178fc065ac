//! Transactions.

use super::small::{scalar, shown};
use super::{Field, unknown};
use crate::shopify::gql::{Obj, Val};
use crate::shopify::state::{Order, Transaction, sub};

/// Whether money can still be taken on a promise.
pub(super) fn is_capturable(order: &Order, it: &Transaction) -> bool {
    it.kind == "AUTHORIZATION" && it.succeeded() && order.totals().authorized.shop.minor() > 0
}

pub(super) fn field<'s>(order: &'s Order, it: &'s Transaction, name: &str) -> Field<'s> {
    let back = || order.transactions.iter().filter(|own| own.kind == "REFUND" && own.parent == Some(it.id));
    let refundable = matches!(it.kind.as_str(), "SALE" | "CAPTURE") && it.succeeded();
    let left = || back().fold(it.amount, |sum, own| sub(sum, own.amount));
    Ok(match name {
        "id" => Val::gid("OrderTransaction", it.id),
        "kind" => Val::leaf(it.kind.as_str()),
        "status" => Val::leaf(it.status.as_str()),
        "gateway" => Val::leaf(it.gateway.as_str()),
        "formattedGateway" => Val::leaf(formatted(&it.gateway)),
        "manualPaymentGateway" => Val::leaf(it.gateway == "manual"),
        "test" => Val::leaf(it.test),
        "createdAt" => Val::time(it.created_at),
        "processedAt" => Val::time(it.processed_at),
        "amount" => scalar(it.amount),
        "amountV2" => Val::money(it.amount.shop),
        "amountSet" => Val::bag(it.amount),
        "amountRoundingSet" | "errorCode" | "location" => Val::Null,
        "order" => Val::Obj(Obj::Order(order)),
        "parentTransaction" => Val::object(
            it.parent.and_then(|id| order.transaction(id)).map(|own| Obj::Transaction(order, own)),
        ),
        "paymentId" => {
            let place = order.transactions.iter().position(|own| own.id == it.id).unwrap_or(0) + 1;
            Val::leaf(format!("{}.{place}", order.name))
        }
        "receiptJson" => Val::leaf(it.receipt.as_deref().unwrap_or("{}")),
        "manuallyCapturable" => Val::leaf(is_capturable(order, it)),
        "multiCapturable" => Val::leaf(false),
        "maximumRefundable" if refundable => Val::leaf(shown(left().shop.decimal())),
        "maximumRefundableV2" if refundable => Val::money(left().shop),
        "maximumRefundable" | "maximumRefundableV2" => Val::Null,
        "totalUnsettled" => scalar(order.zero()),
        "totalUnsettledSet" => Val::bag(order.zero()),
        "totalUnsettledV2" => Val::money(order.zero().shop),
        _ => return unknown("OrderTransaction", name),
    })
}

fn formatted(gateway: &str) -> String {
    let mut letters = gateway.chars();
    let first: String = letters.next().map(|it| it.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}", letters.as_str()).replace('_', " ")
}
