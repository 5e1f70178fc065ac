//! Resolves fields: one file for each noun.

mod customer;
mod edit;
mod fulfillment;
mod fulfillment_order;
mod goods;
mod line;
mod node;
mod order;
mod order_money;
mod payment;
mod query;
mod refund;
mod search;
mod shop;
mod small;
mod subscription;

pub(super) use small::shown;

use super::gql::{Args, Ctx, Fault, Obj, Val};

/// The value of a field.
pub(super) type Field<'s> = Result<Val<'s>, Fault>;

/// Resolves a field of an object.
pub(super) fn field<'s>(ctx: &Ctx<'s>, object: &Obj<'s>, name: &str, args: &Args) -> Field<'s> {
    match object {
        Obj::Query => query::field(ctx, name, args),
        Obj::Shop => shop::shop(ctx, name),
        Obj::Location(it) => shop::location(it, name),
        Obj::Product(it) => goods::product(ctx, it, name, args),
        Obj::Variant(it) => goods::variant(ctx, it, name),
        Obj::Item(it) => goods::item(it, name, args),
        Obj::Level(it) => goods::level(ctx, it, name, args),
        Obj::Customer(it) => customer::field(ctx, it, name, args),
        Obj::Order(it) => order::field(ctx, it, name, args),
        Obj::Line(order, it) => line::line(ctx, order, it, name, args),
        Obj::ShippingLine(order, it) => line::shipping_line(order, it, name),
        Obj::FulfillmentOrder(order, it) => fulfillment_order::field(ctx, order, it, name, args),
        Obj::RequestLine(order, it) => fulfillment_order::line(ctx, order, it, name),
        Obj::Hold(it) => fulfillment_order::hold(it, name),
        Obj::Fulfillment(order, it) => fulfillment::field(ctx, order, it, name, args),
        Obj::FulfillmentLine(order, it, index) => fulfillment::line(order, it, *index, name),
        Obj::Refund(order, it) => refund::field(ctx, order, it, name, args),
        Obj::RefundLine(order, it, index) => refund::line(ctx, order, it, *index, name),
        Obj::Transaction(order, it) => payment::field(order, it, name),
        Obj::Address(id, it) => small::address(*id, it, name, args),
        Obj::Metafield(it) => small::metafield(it, name),
        Obj::Subscription(it) => subscription::field(ctx, it, name),
        Obj::Edit(it) => edit::field(ctx, it, name, args),
        Obj::EditLine(order, it) => edit::line(ctx, order, it, name),
        Obj::Job(it) => small::job(it, name),
        Obj::JobResult(it) => small::job_result(ctx, it, name),
        Obj::Money(it) => small::money(*it, name),
        Obj::Bag(it) => small::bag(*it, name),
        Obj::Page(it) => small::page(it, name),
        Obj::Edge(page, index) => small::edge(page, *index, name),
        Obj::PageInfo(it) => small::page_info(it, name),
        Obj::Made(it) => {
            Ok(it.fields.iter().find(|field| field.0 == name).map_or(Val::Null, |field| field.1.clone()))
        }
    }
}

/// The schema names a field that no resolver knows: our own mistake.
fn unknown<'s>(on: &str, name: &str) -> Field<'s> {
    Err(Fault::new("INTERNAL_SERVER_ERROR", format!("{on}.{name} is offered and not answered")))
}

impl Obj<'_> {
    /// The type's name, where the field's own type is an interface or a union.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Query => "QueryRoot",
            Self::Shop => "Shop",
            Self::Location(_) => "Location",
            Self::Product(_) => "Product",
            Self::Variant(_) => "ProductVariant",
            Self::Item(_) => "InventoryItem",
            Self::Level(_) => "InventoryLevel",
            Self::Customer(_) => "Customer",
            Self::Order(_) => "Order",
            Self::Line(..) => "LineItem",
            Self::ShippingLine(..) => "ShippingLine",
            Self::FulfillmentOrder(..) => "FulfillmentOrder",
            Self::RequestLine(..) => "FulfillmentOrderLineItem",
            Self::Hold(_) => "FulfillmentHold",
            Self::Fulfillment(..) => "Fulfillment",
            Self::FulfillmentLine(..) => "FulfillmentLineItem",
            Self::Refund(..) => "Refund",
            Self::RefundLine(..) => "RefundLineItem",
            Self::Transaction(..) => "OrderTransaction",
            Self::Address(..) => "MailingAddress",
            Self::Metafield(_) => "Metafield",
            Self::Subscription(_) => "WebhookSubscription",
            Self::Edit(_) => "CalculatedOrder",
            Self::EditLine(..) => "CalculatedLineItem",
            Self::Job(_) => "Job",
            Self::JobResult(_) => "OrderCancelJobResult",
            Self::Money(_) => "MoneyV2",
            Self::Bag(_) => "MoneyBag",
            Self::Page(_) | Self::Edge(..) | Self::PageInfo(_) => "PageInfo",
            Self::Made(it) => it.name.unwrap_or(""),
        }
    }
}
