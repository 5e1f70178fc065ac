//! Reading inputs. They have been coerced to the schema's types, so that what is read here is well-formed.

use rust_decimal::Decimal;
use seamless_model::{Currency, Money, MoneyPair};

use super::UserError;
use crate::shopify::gql::{Args, Fault, Json};
use crate::shopify::state::{Address, TaxLine, country_code, numeric, rounded};

pub(super) fn text(of: &Json, name: &str) -> Option<String> {
    of.get(name)?.as_str().map(str::to_owned)
}

/// A text that is not blank.
pub(super) fn filled(of: &Json, name: &str) -> Option<String> {
    text(of, name).filter(|it| !it.trim().is_empty())
}

pub(super) fn flag(of: &Json, name: &str) -> bool {
    of.get(name).and_then(Json::as_bool).unwrap_or(false)
}

pub(super) fn items<'j>(of: &'j Json, name: &str) -> &'j [Json] {
    of.get(name).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn texts(of: &Json, name: &str) -> Vec<String> {
    items(of, name).iter().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

pub(super) fn input<'a>(args: &'a Args, name: &str) -> &'a Json {
    const NOTHING: &Json = &Json::Null;
    args.0.get(name).unwrap_or(NOTHING)
}

/// The number of an identifier of this kind. One of another kind, or of number 0, does not exist for Shopify.
pub(super) fn id(args: &Args, name: &str, kind: &str) -> Result<u64, Fault> {
    let given = args.text(name).unwrap_or_default();
    match numeric(given) {
        Some((it, id)) if it == kind && id > 0 => Ok(id),
        _ => Err(Fault::invalid_id(given)),
    }
}

/// As [`id`], for a field of an input.
pub(super) fn id_in(of: &Json, name: &str, kind: &str) -> Result<u64, Fault> {
    let given = of.get(name).and_then(Json::as_str).unwrap_or_default();
    match numeric(given) {
        Some((it, id)) if it == kind && id > 0 => Ok(id),
        _ => Err(Fault::invalid_id(given)),
    }
}

pub(super) fn decimal(of: &Json, name: &str) -> Option<Decimal> {
    match of.get(name)? {
        Json::String(text) => text.parse().ok(),
        Json::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

/// The currencies of an order: the shop's and the customer's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Currencies {
    pub(super) shop: Currency,
    pub(super) presentment: Currency,
}

/// A `MoneyBagInput`. Presentment money may be left out where there is one currency.
pub(super) fn bag(
    of: &Json,
    name: &str,
    currencies: Currencies,
    field: &[&str],
) -> Result<Option<MoneyPair>, UserError> {
    let Some(bag) = of.get(name).filter(|it| !it.is_null()) else { return Ok(None) };
    let shop = money(&bag["shopMoney"], currencies.shop, field)?;
    let presentment = match bag.get("presentmentMoney").filter(|it| !it.is_null()) {
        Some(it) => money(it, currencies.presentment, field)?,
        None if currencies.shop == currencies.presentment => shop,
        None => {
            return Err(UserError::at(field, "Presentment money must be provided when the presentment currency differs from the shop currency").code("INVALID"));
        }
    };
    Ok(Some(MoneyPair { shop, presentment }))
}

fn money(of: &Json, currency: Currency, field: &[&str]) -> Result<Money, UserError> {
    let code = of.get("currencyCode").and_then(Json::as_str).unwrap_or_default();
    if code != currency.code() {
        let message = format!("Currency {code} does not match the order's currency {}", currency.code());
        return Err(UserError::at(field, message).code("INVALID"));
    }
    let amount = decimal(of, "amount").unwrap_or_default();
    Ok(rounded(amount, currency))
}

pub(super) fn tax_lines(
    of: &Json,
    currencies: Currencies,
    field: &[&str],
) -> Result<Vec<TaxLine>, UserError> {
    let mut out = Vec::new();
    for it in items(of, "taxLines") {
        let price = bag(it, "priceSet", currencies, field)?;
        out.push(TaxLine {
            title: text(it, "title").unwrap_or_default(),
            rate: decimal(it, "rate").unwrap_or_default(),
            price: price
                .unwrap_or_else(|| crate::shopify::state::zero(currencies.shop, currencies.presentment)),
            channel_liable: flag(it, "channelLiable"),
        });
    }
    Ok(out)
}

pub(super) fn address(of: &Json, name: &str) -> Option<Address> {
    let it = of.get(name).filter(|it| it.is_object())?;
    let country = filled(it, "countryCode").or_else(|| filled(it, "country").map(|it| country_code(&it)));
    Some(Address {
        first_name: filled(it, "firstName"),
        last_name: filled(it, "lastName"),
        company: filled(it, "company"),
        address1: filled(it, "address1"),
        address2: filled(it, "address2"),
        city: filled(it, "city"),
        province: filled(it, "province").or_else(|| filled(it, "provinceCode")),
        province_code: filled(it, "provinceCode"),
        zip: filled(it, "zip"),
        country_code: country,
        phone: filled(it, "phone"),
    })
}

/// Tags as Shopify keeps them: without blanks around, each once, sorted.
pub(super) fn tidy_tags(given: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut tags: Vec<String> = given
        .into_iter()
        .flat_map(|it| it.split(',').map(|it| it.trim().to_owned()).collect::<Vec<_>>())
        .filter(|it| !it.is_empty())
        .collect();
    tags.sort();
    tags.dedup();
    tags
}
