//! Small parts that many payloads share.

use jiff::Timestamp;
use seamless_model::{Money, MoneyPair};
use serde_json::json;

use crate::shopify::gql::{Json, Map};
use crate::shopify::state::{Address, Customer, Shop, TaxLine, gid};

/// A time in the shop's zone, for example `2021-12-31T19:00:00-05:00`.
pub(super) fn time(shop: &Shop, at: Timestamp) -> String {
    at.to_zoned(shop.config.timezone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// An amount with the currency's digits.
pub(super) fn amount(money: Money) -> String {
    money.decimal().to_string()
}

pub(super) fn money(money: Money) -> Json {
    json!({"amount": amount(money), "currency_code": money.currency().code()})
}

pub(super) fn set(pair: MoneyPair) -> Json {
    json!({"shop_money": money(pair.shop), "presentment_money": money(pair.presentment)})
}

/// Puts `name` (shop money as text) and `name_set` (both).
pub(super) fn put(out: &mut Map, name: &str, pair: MoneyPair) {
    out.insert(name.to_owned(), json!(amount(pair.shop)));
    out.insert(format!("{name}_set"), set(pair));
}

pub(super) fn tax_lines(of: &[TaxLine]) -> Json {
    of.iter()
        .map(|it| {
            json!({
                "channel_liable": it.channel_liable,
                "price": amount(it.price.shop),
                "price_set": set(it.price),
                "rate": it.rate.to_string().parse::<f64>().unwrap_or(0.0),
                "title": it.title,
            })
        })
        .collect()
}

pub(super) fn address(it: &Address) -> Json {
    json!({
        "first_name": it.first_name,
        "address1": it.address1,
        "phone": it.phone,
        "city": it.city,
        "zip": it.zip,
        "province": it.province,
        "country": it.country(),
        "last_name": it.last_name,
        "address2": it.address2,
        "company": it.company,
        "latitude": null,
        "longitude": null,
        "name": it.name(),
        "country_code": it.country_code,
        "province_code": it.province_code,
    })
}

pub(super) fn customer(shop: &Shop, it: &Customer) -> Json {
    json!({
        "id": it.id,
        "email": it.email,
        "created_at": time(shop, it.created_at),
        "updated_at": time(shop, it.updated_at),
        "first_name": it.first_name,
        "last_name": it.last_name,
        "state": "disabled",
        "note": it.note,
        "verified_email": true,
        "multipass_identifier": null,
        "tax_exempt": false,
        "phone": it.phone,
        "email_marketing_consent": {"state": "not_subscribed", "opt_in_level": null, "consent_updated_at": null},
        "sms_marketing_consent": null,
        "tags": it.tags.join(", "),
        "currency": shop.config.currency.code(),
        "tax_exemptions": [],
        "admin_graphql_api_id": gid("Customer", it.id),
    })
}
