//! Customers.

use super::search::order_key;
use super::{Field, unknown};
use crate::shopify::gql::{Args, Ctx, Obj, Val, connection};
use crate::shopify::state::Customer;

pub(super) fn field<'s>(ctx: &Ctx<'s>, it: &'s Customer, name: &str, args: &Args) -> Field<'s> {
    let text = |it: &'s Option<String>| Val::opt(it.as_deref());
    Ok(match name {
        "id" => Val::gid("Customer", it.id),
        "legacyResourceId" => Val::id_text(it.id),
        "email" => text(&it.email),
        "defaultEmailAddress" => match &it.email {
            Some(email) => Val::made(vec![("emailAddress", Val::leaf(email.as_str()))]),
            None => Val::Null,
        },
        "phone" => text(&it.phone),
        "firstName" => text(&it.first_name),
        "lastName" => text(&it.last_name),
        "displayName" => Val::leaf(it.display_name()),
        "note" => text(&it.note),
        "tags" => Val::texts(&it.tags),
        "createdAt" => Val::time(it.created_at),
        "updatedAt" => Val::time(it.updated_at),
        "numberOfOrders" => Val::id_text(it.orders.len() as u64),
        "state" => Val::leaf("DISABLED"),
        "verifiedEmail" => Val::leaf(it.email.is_some()),
        "taxExempt" => Val::leaf(false),
        "lastOrder" => Val::object(it.orders.last().and_then(|id| ctx.shop.orders.get(id)).map(Obj::Order)),
        "orders" => {
            let all = it.orders.iter().filter_map(|id| ctx.shop.orders.get(id));
            let sort = args.text("sortKey").unwrap_or("ID");
            return connection(
                args,
                all.map(|it| (Obj::Order(it), it.id, order_key(ctx, it, sort))).collect(),
                false,
            );
        }
        _ => return unknown("Customer", name),
    })
}
