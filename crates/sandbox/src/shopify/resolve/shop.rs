//! The shop itself and its location.

use super::{Field, unknown};
use crate::shopify::config::Plan;
use crate::shopify::gql::{Ctx, Val};
use crate::shopify::state::Location;

pub(super) fn shop<'s>(ctx: &Ctx<'s>, name: &str) -> Field<'s> {
    let config = &ctx.shop.config;
    let url = || Val::leaf(format!("https://{}", config.shop));
    let offset = || config.timezone.to_offset(ctx.shop.now);
    Ok(match name {
        "id" => Val::gid("Shop", ctx.shop.id),
        "name" => Val::leaf(config.shop.split('.').next().unwrap_or_default()),
        "email" | "contactEmail" => Val::leaf(format!("owner@{}", config.shop)),
        "myshopifyDomain" => Val::leaf(config.shop.as_str()),
        "url" => url(),
        "primaryDomain" => Val::named(
            "Domain",
            vec![
                ("id", Val::gid("Domain", ctx.shop.id)),
                ("host", Val::leaf(config.shop.as_str())),
                ("sslEnabled", Val::leaf(true)),
                ("url", url()),
            ],
        ),
        "currencyCode" => Val::leaf(config.currency.code()),
        "enabledPresentmentCurrencies" => {
            let other = config.presentment.map(|it| it.currency.code());
            let mut codes = vec![config.currency.code()];
            codes.extend(other.filter(|it| *it != config.currency.code()));
            Val::texts(&codes)
        }
        "ianaTimezone" => Val::leaf(config.timezone.iana_name().unwrap_or("UTC")),
        "timezoneOffset" => Val::leaf(offset_text(offset().seconds() / 60)),
        "timezoneOffsetMinutes" => Val::leaf(offset().seconds() / 60),
        "plan" => plan(config.plan),
        "createdAt" | "updatedAt" => Val::time(config.start),
        "taxesIncluded" => Val::leaf(false),
        "orderNumberFormatPrefix" => Val::leaf("#"),
        "orderNumberFormatSuffix" => Val::leaf(""),
        "weightUnit" => Val::leaf("GRAMS"),
        _ => return unknown("Shop", name),
    })
}

fn offset_text(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn plan<'s>(of: Plan) -> Val<'s> {
    let name = match of {
        Plan::Standard => "Basic",
        Plan::Advanced => "Advanced",
        Plan::Plus | Plan::Enterprise => "Shopify Plus",
    };
    Val::made(vec![
        ("displayName", Val::leaf(name)),
        ("publicDisplayName", Val::leaf(name)),
        ("partnerDevelopment", Val::leaf(false)),
        ("shopifyPlus", Val::leaf(matches!(of, Plan::Plus | Plan::Enterprise))),
    ])
}

pub(super) fn location<'s>(it: &'s Location, name: &str) -> Field<'s> {
    Ok(match name {
        "id" => Val::gid("Location", it.id),
        "legacyResourceId" => Val::id_text(it.id),
        "name" => Val::leaf(it.name.as_str()),
        "isActive" | "isPrimary" | "fulfillsOnlineOrders" | "shipsInventory" => Val::leaf(true),
        "isFulfillmentService" => Val::leaf(false),
        "createdAt" | "updatedAt" => Val::time(it.created_at),
        "address" => {
            let code = it.country_code.as_str();
            Val::made(vec![("countryCode", Val::leaf(code)), ("formatted", Val::texts(&[code]))])
        }
        _ => return unknown("Location", name),
    })
}
