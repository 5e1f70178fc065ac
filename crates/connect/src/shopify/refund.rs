//! Refunds to Shopify: `refundCreate`, which knows idempotency for a day; beyond it a refund is known again by the
//! reference in its note.

use seamless_model::{Body, Money, Refund, Restock};
use serde_json::{Value, json};

use super::deliver::Call;
use super::from_webhook::is_good;
use super::{graph, queries};
use crate::{DeliverError, Outbound, Receipt, Wire};

/// Makes a refund, where the order has none with this reference.
pub(super) async fn create<W: Wire>(call: Call<'_, W>, out: &Outbound<'_>) -> Result<Receipt, DeliverError> {
    let Body::Refund(refund) = &out.document.body else {
        return Err(DeliverError::Unmapped(format!(
            "{} documents cannot be made refunds in Shopify",
            out.document.body.kind()
        )));
    };
    let (document, order) = call.order(out).await?;
    let mark =
        format!("[{} {}]", out.document.system, out.external_key.as_deref().unwrap_or(&out.document.id));
    if let Some(there) =
        order.refunds.iter().find(|it| it.note.as_deref().is_some_and(|it| it.contains(&mark)))
    {
        return Ok(Receipt { id: Some(there.id.0.clone()), found: true, documents: vec![document] });
    }
    let note = refund.note.as_ref().map_or_else(|| mark.clone(), |note| format!("{note} {mark}"));
    let input = json!({
        "orderId": format!("gid://shopify/Order/{}", order.id.0),
        "note": note,
        "refundLineItems": lines(&order, refund)?,
        "transactions": transactions(&order, refund.amount.shop)?,
    });
    let variables = json!({ "input": input, "key": out.idempotency_key });
    let written = call.write(queries::REFUND_CREATE, variables, "refundCreate", "refund").await?;
    let documents = if written.documents.is_empty() { vec![document] } else { written.documents };
    Ok(Receipt { id: written.id, found: false, documents })
}

/// The refund's lines on the order's lines, by SKU. A SKU on several lines fills them in their order.
fn lines(order: &graph::Order, refund: &Refund) -> Result<Vec<Value>, DeliverError> {
    let mut room: Vec<(&graph::Line, u64)> =
        order.line_items.nodes.iter().map(|it| (it, it.current_quantity)).collect();
    let mut inputs = Vec::new();
    for line in &refund.lines {
        let sku = line.sku.as_deref().ok_or_else(|| {
            DeliverError::Unmapped("a line of the refund has no SKU to find its order line by".to_owned())
        })?;
        let mut left = line.quantity;
        for (there, room) in room.iter_mut().filter(|(it, _)| it.sku.as_deref() == Some(sku)) {
            let units = left.min(*room);
            if units > 0 {
                inputs.push(json!({
                    "lineItemId": format!("gid://shopify/LineItem/{}", there.id.0),
                    "quantity": units,
                    "restockType": restock_word(&line.restock)?,
                }));
                left -= units;
                *room -= units;
            }
        }
        if left > 0 {
            return Err(DeliverError::Refused(format!(
                "the refund has {} of {sku}, and order {} has {} left to refund",
                line.quantity,
                order.name,
                line.quantity - left
            )));
        }
    }
    Ok(inputs)
}

/// Goods are not put back to stock here: where they come back to is for the system that receives them to say.
fn restock_word(restock: &Restock) -> Result<&'static str, DeliverError> {
    match restock {
        Restock::Cancel => Ok("CANCEL"),
        Restock::None | Restock::Return => Ok("NO_RESTOCK"),
        Restock::Unknown(word) => {
            Err(DeliverError::Unmapped(format!("what `{word}` means for the refunded goods is not known")))
        }
    }
}

/// The money, over the payments that it goes back to, first paid first.
fn transactions(order: &graph::Order, amount: Money) -> Result<Vec<Value>, DeliverError> {
    if order.currency_code != order.presentment_currency_code {
        return Err(DeliverError::Unmapped(format!(
            "order {} was paid in {}: refunds in another currency than the shop's are not carried yet",
            order.name, order.presentment_currency_code
        )));
    }
    let unmapped = |error: seamless_model::MoneyError| DeliverError::Unmapped(error.to_string());
    let mut left = amount;
    let mut inputs = Vec::new();
    for payment in order.transactions.iter().filter(|it| took_money(it)) {
        let room = refundable(order, payment).map_err(unmapped)?;
        let part = if left <= room { left } else { room };
        if part.minor() > 0 {
            inputs.push(json!({
                "orderId": format!("gid://shopify/Order/{}", order.id.0),
                "parentId": format!("gid://shopify/OrderTransaction/{}", payment.id.0),
                "kind": "REFUND",
                "gateway": payment.gateway,
                "amount": part.decimal().to_string(),
            }));
            left = left.minus(part).map_err(unmapped)?;
        }
    }
    if left.minor() > 0 {
        return Err(DeliverError::Refused(format!(
            "the refund of {amount} is {left} more than was paid for order {}",
            order.name
        )));
    }
    Ok(inputs)
}

fn took_money(it: &graph::Transaction) -> bool {
    matches!(it.kind.as_str(), "SALE" | "CAPTURE") && it.status == "SUCCESS"
}

/// What of a payment has not been given back.
fn refundable(
    order: &graph::Order,
    payment: &graph::Transaction,
) -> Result<Money, seamless_model::MoneyError> {
    let back = order.transactions.iter().filter(|it| {
        it.kind == "REFUND"
            && is_good(&it.status)
            && it.parent_transaction.as_ref().is_some_and(|it| it.id == payment.id)
    });
    back.map(|it| it.amount_set.0.shop).try_fold(payment.amount_set.0.shop, Money::minus)
}
