//! Cancelling an order in Shopify: done in the background, and asked after until it is.
//!
//! No money is given back by it: refunds travel on handoffs of their own. Goods go back to stock.

use jiff::SignedDuration;
use seamless_model::Body;
use serde_json::{Value, json};

use super::call::{Does, user_errors};
use super::deliver::Call;
use super::fetch::gid;
use super::queries;
use crate::{DeliverError, Outbound, Receipt, Wire};

/// How long until a cancellation that is under way is asked after.
const ASK_AFTER: SignedDuration = SignedDuration::from_secs(2);

/// Cancels an order that is not cancelled yet.
pub(super) async fn cancel<W: Wire>(call: Call<'_, W>, out: &Outbound<'_>) -> Result<Receipt, DeliverError> {
    let known = out.target.filter(|it| it.body.kind() == seamless_model::DocumentKind::Order);
    let (document, order) = match known {
        Some(target) => call.order_by(&target.id).await?,
        None => call.order(out).await?,
    };
    let id = order.id.0.clone();
    if order.cancelled_at.is_some() {
        let ours = call.client.job(&id).is_some();
        call.client.set_job(&id, None);
        return Ok(Receipt { id: Some(id), found: !ours, documents: vec![document] });
    }
    if let Some(job) = call.client.job(&id) {
        return Err(under_way(call, &id, &job).await?);
    }
    begin(call, out, &id).await?;
    // Shopify may have done it at once; then there is nothing to wait for.
    let (document, order) = call.order_by(&id).await.map_err(|_| later())?;
    if order.cancelled_at.is_none() {
        return Err(later());
    }
    call.client.set_job(&id, None);
    Ok(Receipt { id: Some(id), found: false, documents: vec![document] })
}

fn later() -> DeliverError {
    DeliverError::Later {
        reason: "Shopify is cancelling the order in the background".to_owned(),
        after: Some(ASK_AFTER),
        throttled: false,
    }
}

/// What to say of a job for an order that is not cancelled.
async fn under_way<W: Wire>(call: Call<'_, W>, order: &str, job: &str) -> Result<DeliverError, DeliverError> {
    let (data, _) =
        call.client.ask(call.wire, Does::Read, queries::JOB, json!({ "id": job }), call.now).await?;
    let done = data.pointer("/job/done").and_then(Value::as_bool);
    if done == Some(false) {
        return Ok(later());
    }
    call.client.set_job(order, None);
    Ok(DeliverError::Later {
        reason:
            "Shopify's background cancellation ended and the order is not cancelled; it is asked for again"
                .to_owned(),
        after: Some(ASK_AFTER),
        throttled: false,
    })
}

async fn begin<W: Wire>(call: Call<'_, W>, out: &Outbound<'_>, order: &str) -> Result<(), DeliverError> {
    let id = gid("Order", order).map_err(DeliverError::Unmapped)?;
    let variables = json!({
        "id": id,
        "reason": reason(&out.document.body),
        "restock": true,
        "notify": false,
        "note": format!("Cancelled in {}", out.document.system),
    });
    let (data, _) =
        call.client.ask(call.wire, Does::Write, queries::ORDER_CANCEL, variables, call.now).await?;
    let payload = data.get("orderCancel").cloned().unwrap_or_default();
    if let Some(refused) = user_errors(&payload, "orderCancelUserErrors") {
        return Err(DeliverError::Refused(refused));
    }
    let job = payload.pointer("/job/id").and_then(Value::as_str).map(ToOwned::to_owned);
    call.client.set_job(order, job);
    Ok(())
}

/// Shopify's word for why: the source's own where Shopify knows it.
fn reason(body: &Body) -> &'static str {
    let said = match body {
        Body::Order(order) => order.cancelled.as_ref().and_then(|it| it.reason.as_deref()),
        Body::Cancellation(cancellation) => cancellation.reason.as_deref(),
        _ => None,
    };
    match said.map(str::to_ascii_lowercase).as_deref() {
        Some("customer") => "CUSTOMER",
        Some("declined") => "DECLINED",
        Some("fraud") => "FRAUD",
        Some("inventory") => "INVENTORY",
        Some("staff") => "STAFF",
        _ => "OTHER",
    }
}
