//! `tagsAdd`, `tagsRemove`, `metafieldsSet`.

use super::input::{self, texts, tidy_tags};
use super::order_input::metafield;
use super::payload::{Out, Payload, Ref, UserError};
use crate::shopify::gql::{Args, Fault};
use crate::shopify::hooks::Subject;
use crate::shopify::state::{Shop, numeric};

/// Most metafields of one call.
const METAFIELDS_MAX: usize = 25;

pub(super) fn add(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    change(shop, args, |tags, given| tidy_tags(tags.drain(..).chain(given)))
}

pub(super) fn remove(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    change(shop, args, |tags, given| tidy_tags(tags.drain(..).filter(|it| !given.contains(it))))
}

fn change(
    shop: &mut Shop,
    args: &Args,
    new: impl FnOnce(&mut Vec<String>, Vec<String>) -> Vec<String>,
) -> Result<Payload, Fault> {
    let given = tidy_tags(texts(&serde_json::Value::Object(args.0.clone()), "tags"));
    let id = args.text("id").unwrap_or_default();
    let now = shop.now;
    let (tags, node) = match numeric(id) {
        Some(("Order", id)) => match shop.orders.get_mut(&id) {
            Some(it) => {
                it.updated_at = now;
                (&mut it.tags, Ref::Order(id))
            }
            None => return Ok(Payload::refuse(UserError::at(&["id"], "Order does not exist"))),
        },
        Some(("Customer", id)) => match shop.customers.get_mut(&id) {
            Some(it) => {
                it.updated_at = now;
                (&mut it.tags, Ref::Customer(id))
            }
            None => return Ok(Payload::refuse(UserError::at(&["id"], "Customer does not exist"))),
        },
        Some(("Product", id)) => match shop.products.get_mut(&id) {
            Some(it) => {
                it.updated_at = now;
                (&mut it.tags, Ref::Product(id))
            }
            None => return Ok(Payload::refuse(UserError::at(&["id"], "Product does not exist"))),
        },
        _ => return Err(Fault::invalid_id(id)),
    };
    *tags = new(tags, given);
    if let Ref::Order(order) = node {
        shop.tell("ORDERS_UPDATED", order, Subject::Order);
    }
    Ok(Payload::done("node", node))
}

pub(super) fn metafields_set(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let all = serde_json::Value::Object(args.0.clone());
    let given = input::items(&all, "metafields");
    if given.len() > METAFIELDS_MAX {
        let message = format!("Exceeded the maximum metafields input limit of {METAFIELDS_MAX}.");
        return Ok(Payload::refuse(UserError::at(&["metafields"], message).code("LESS_THAN_OR_EQUAL_TO")));
    }
    let mut owners = Vec::new();
    for (index, it) in given.iter().enumerate() {
        let owner = it["ownerId"].as_str().and_then(numeric);
        match owner {
            Some(("Order", id)) if shop.orders.contains_key(&id) => owners.push(id),
            _ => {
                let field = ["metafields", &index.to_string(), "ownerId"];
                return Ok(Payload::refuse(UserError::at(&field, "Owner does not exist.").code("INVALID")));
            }
        }
    }
    let mut made = Vec::new();
    for (it, owner) in given.iter().zip(owners) {
        let mut field = metafield(shop, it, "ORDER");
        let now = shop.now;
        let Some(order) = shop.orders.get_mut(&owner) else { continue };
        match order
            .metafields
            .iter_mut()
            .find(|old| (&old.namespace, &old.key) == (&field.namespace, &field.key))
        {
            Some(old) => {
                (field.id, field.created_at) = (old.id, old.created_at);
                *old = field.clone();
            }
            None => order.metafields.push(field.clone()),
        }
        order.updated_at = now;
        made.push(Ref::Metafield(owner, field.id));
        shop.tell("ORDERS_UPDATED", owner, Subject::Order);
    }
    Ok(Payload(vec![("metafields", Out::Many(made)), ("userErrors", Out::Errors(Vec::new()))]))
}
