//! Webhook subscriptions.

use super::{Field, unknown};
use crate::shopify::gql::{Ctx, Val};
use crate::shopify::state::Subscription;

pub(super) fn field<'s>(ctx: &Ctx<'s>, it: &'s Subscription, name: &str) -> Field<'s> {
    Ok(match name {
        "id" => Val::gid("WebhookSubscription", it.id),
        "legacyResourceId" => Val::id_text(it.id),
        "topic" => Val::leaf(it.topic.as_str()),
        "uri" | "callbackUrl" => Val::leaf(it.uri.as_str()),
        "endpoint" => Val::named("WebhookHttpEndpoint", vec![("callbackUrl", Val::leaf(it.uri.as_str()))]),
        "format" => Val::leaf("JSON"),
        "filter" => Val::opt(it.filter.as_deref()),
        "name" => Val::opt(it.name.as_deref()),
        "includeFields" => Val::texts(&it.fields),
        "metafieldNamespaces" => Val::texts(&it.namespaces),
        "metafields" => Val::List(Vec::new()),
        "createdAt" => Val::time(it.created_at),
        "updatedAt" => Val::time(it.updated_at),
        "apiVersion" => {
            let version = ctx.shop.config.api_version.as_str();
            Val::made(vec![
                ("displayName", Val::leaf(version)),
                ("handle", Val::leaf(version)),
                ("supported", Val::leaf(true)),
            ])
        }
        _ => return unknown("WebhookSubscription", name),
    })
}
