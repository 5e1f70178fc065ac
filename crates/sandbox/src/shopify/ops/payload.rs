//! What mutations give: names and references, resolved against the shop as the mutation left it.

use serde_json::json;

use crate::shopify::gql::{Json, Obj, Val};
use crate::shopify::state::{Owner, Shop};

/// A user error: what the caller did wrong, in Shopify's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shopify) struct UserError {
    pub(in crate::shopify) field: Option<Vec<String>>,
    pub(in crate::shopify) message: String,
    pub(in crate::shopify) code: Option<&'static str>,
}

impl UserError {
    pub(in crate::shopify) fn at(field: &[&str], message: impl Into<String>) -> Self {
        let field = field.iter().map(|it| (*it).to_owned()).collect();
        Self { field: Some(field), message: message.into(), code: None }
    }

    /// An error that belongs to no field.
    pub(in crate::shopify) fn of_all(message: impl Into<String>) -> Self {
        Self { field: None, message: message.into(), code: None }
    }

    pub(in crate::shopify) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }
}

/// Something of the shop, by its identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shopify) enum Ref {
    Order(u64),
    Customer(u64),
    Product(u64),
    Variant(u64),
    Refund(u64),
    Fulfillment(u64),
    Request(u64),
    /// A hold of a fulfillment order.
    Hold(u64, u64),
    Subscription(u64),
    Edit(u64),
    EditLine(u64, u64),
    Metafield(u64, u64),
    Job(String),
    JobResult(String),
}

/// One field of a payload.
#[derive(Debug, Clone)]
pub(in crate::shopify) enum Out {
    Null,
    Json(Json),
    One(Ref),
    Many(Vec<Ref>),
    Errors(Vec<UserError>),
    Shop,
    /// An order edit's session.
    Session(u64),
}

/// A mutation's payload.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Payload(pub(in crate::shopify) Vec<(&'static str, Out)>);

impl Payload {
    /// Something made or changed, without errors.
    pub(in crate::shopify) fn done(name: &'static str, of: Ref) -> Self {
        Self(vec![(name, Out::One(of)), ("userErrors", Out::Errors(Vec::new()))])
    }

    /// Nothing but errors. Fields that are not named are null.
    pub(in crate::shopify) fn refused(errors: Vec<UserError>) -> Self {
        Self(vec![("userErrors", Out::Errors(errors))])
    }

    pub(in crate::shopify) fn refuse(error: UserError) -> Self {
        Self::refused(vec![error])
    }

    pub(in crate::shopify) fn and(mut self, name: &'static str, out: Out) -> Self {
        self.0.push((name, out));
        self
    }

    /// The first user error.
    pub(in crate::shopify) fn error(&self) -> Option<&UserError> {
        self.0.iter().find_map(|(_, out)| match out {
            Out::Errors(errors) => errors.first(),
            _ => None,
        })
    }

    /// What a field refers to.
    pub(in crate::shopify) fn reference(&self, name: &str) -> Option<&Ref> {
        self.0.iter().find_map(|(field, out)| match out {
            Out::One(it) if *field == name => Some(it),
            _ => None,
        })
    }

    pub(in crate::shopify) fn resolve(self, shop: &Shop) -> Val<'_> {
        Val::made(self.0.into_iter().map(|(name, out)| (name, out.resolve(shop))).collect())
    }
}

impl Out {
    fn resolve(self, shop: &Shop) -> Val<'_> {
        match self {
            Self::Null => Val::Null,
            Self::Json(json) => Val::leaf(json),
            Self::One(it) => Val::object(shop.object(&it)),
            Self::Many(all) => Val::list(all.iter().filter_map(|it| shop.object(it))),
            Self::Shop => Val::Obj(Obj::Shop),
            Self::Session(id) => {
                Val::named("OrderEditSession", vec![("id", Val::gid("OrderEditSession", id))])
            }
            Self::Errors(errors) => Val::List(errors.into_iter().map(error).collect()),
        }
    }
}

fn error<'s>(it: UserError) -> Val<'s> {
    Val::made(vec![
        ("field", Val::leaf(json!(it.field))),
        ("message", Val::leaf(it.message)),
        ("code", Val::leaf(json!(it.code))),
    ])
}

impl Shop {
    /// Something of the shop as an object.
    pub(in crate::shopify) fn object(&self, of: &Ref) -> Option<Obj<'_>> {
        Some(match of {
            Ref::Order(id) => Obj::Order(self.orders.get(id)?),
            Ref::Customer(id) => Obj::Customer(self.customers.get(id)?),
            Ref::Product(id) => Obj::Product(self.products.get(id)?),
            Ref::Variant(id) => Obj::Variant(self.variants.get(id)?),
            Ref::Refund(id) => {
                let order = self.order_of(Owner::Refund, *id)?;
                Obj::Refund(order, order.refunds.iter().find(|it| it.id == *id)?)
            }
            Ref::Fulfillment(id) => {
                let order = self.order_of(Owner::Fulfillment, *id)?;
                Obj::Fulfillment(order, order.fulfillment(*id)?)
            }
            Ref::Request(id) => {
                let order = self.order_of(Owner::FulfillmentOrder, *id)?;
                Obj::FulfillmentOrder(order, order.request(*id)?)
            }
            Ref::Hold(request, id) => {
                let order = self.order_of(Owner::FulfillmentOrder, *request)?;
                Obj::Hold(order.request(*request)?.holds.iter().find(|it| it.id == *id)?)
            }
            Ref::Subscription(id) => Obj::Subscription(self.subscriptions.get(id)?),
            Ref::Edit(id) => Obj::Edit(self.edits.get(id)?),
            Ref::EditLine(edit, id) => {
                let edit = self.edits.get(edit)?;
                Obj::EditLine(self.orders.get(&edit.order)?, edit.lines.iter().find(|it| it.id == *id)?)
            }
            Ref::Metafield(order, id) => {
                Obj::Metafield(self.orders.get(order)?.metafields.iter().find(|it| it.id == *id)?)
            }
            Ref::Job(id) => Obj::Job(self.jobs.get(id)?),
            Ref::JobResult(id) => Obj::JobResult(self.jobs.get(id)?),
        })
    }
}
