//! Mutations: each changes the shop, notes what happened, and gives its payload.

mod cancel;
mod edit;
mod fulfill;
mod goods;
mod hold;
mod input;
mod lifecycle;
mod order_create;
mod order_input;
mod payload;
mod refund;
mod subscription;
mod suggest;
mod tags;

pub(super) use edit::set_line;
pub(super) use goods::{for_sku, set_stock};
pub(super) use payload::{Payload, Ref, UserError};
pub(super) use refund::lines_of;
pub(super) use subscription::{SENT as TOPICS, subscribe_to as subscribe};
pub(super) use suggest::suggested;

use super::gql::{Args, Fault};
use super::state::Shop;

/// A mutation that is asked for.
pub(super) struct Call<'c> {
    pub(super) name: &'c str,
    pub(super) args: Args,
    /// The key of the `@idempotent` directive.
    pub(super) key: Option<String>,
}

/// Does what is asked and tells subscribers.
pub(super) fn call(shop: &mut Shop, call: &Call<'_>) -> Result<Payload, Fault> {
    let payload = dispatch(shop, call);
    shop.send_events();
    payload
}

fn dispatch(shop: &mut Shop, call: &Call<'_>) -> Result<Payload, Fault> {
    let args = &call.args;
    match call.name {
        "orderCreate" => order_create::order_create(shop, args),
        "orderUpdate" => lifecycle::order_update(shop, args),
        "orderClose" => lifecycle::order_close(shop, args),
        "orderOpen" => lifecycle::order_open(shop, args),
        "orderMarkAsPaid" => lifecycle::order_mark_as_paid(shop, args),
        "orderDelete" => lifecycle::order_delete(shop, args),
        "orderCancel" => cancel::order_cancel(shop, args),
        "refundCreate" => refund::refund_create(shop, call),
        "fulfillmentCreate" | "fulfillmentCreateV2" => fulfill::fulfillment_create(shop, args),
        "fulfillmentCancel" => fulfill::fulfillment_cancel(shop, args),
        "fulfillmentTrackingInfoUpdate" | "fulfillmentTrackingInfoUpdateV2" => {
            fulfill::tracking_update(shop, args)
        }
        "fulfillmentOrderHold" => hold::hold(shop, args),
        "fulfillmentOrderReleaseHold" => hold::release(shop, args),
        "fulfillmentOrderReportProgress" => hold::report_progress(shop, args),
        "fulfillmentOrderOpen" => hold::open(shop, args),
        "orderEditBegin" => edit::begin(shop, args),
        "orderEditSetQuantity" => edit::set_quantity(shop, args),
        "orderEditAddVariant" => edit::add_variant(shop, args),
        "orderEditCommit" => edit::commit(shop, args),
        "tagsAdd" => tags::add(shop, args),
        "tagsRemove" => tags::remove(shop, args),
        "metafieldsSet" => tags::metafields_set(shop, args),
        "webhookSubscriptionCreate" => subscription::create(shop, args),
        "webhookSubscriptionUpdate" => subscription::update(shop, args),
        "webhookSubscriptionDelete" => subscription::delete(shop, args),
        "productCreate" => goods::product_create(shop, args),
        "productVariantsBulkCreate" => goods::variants_create(shop, args),
        "inventorySetQuantities" => goods::set_quantities(shop, call),
        other => Err(Fault::new("INTERNAL_SERVER_ERROR", format!("{other} is offered and not done"))),
    }
}

/// Does what jobs have to do by now.
pub(super) fn run_jobs(shop: &mut Shop) {
    cancel::run_jobs(shop);
}
