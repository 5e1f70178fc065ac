//! Money, pages, addresses, metafields, jobs.

use std::rc::Rc;

use rust_decimal::Decimal;
use seamless_model::{Money, MoneyPair};
use serde_json::json;

use super::{Field, unknown};
use crate::shopify::gql::{Args, Ctx, Json, Key, Obj, Page, Val};
use crate::shopify::state::{Address, Discount, DiscountKind, Job, JobKind, Metafield, Order, TaxLine, gid};

/// A decimal as Shopify writes it: without trailing zeros, but for one behind the point.
pub(in crate::shopify) fn shown(amount: Decimal) -> String {
    let text = amount.normalize().to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// The `Money` scalar: the shop's money as text.
pub(super) fn scalar<'s>(pair: MoneyPair) -> Val<'s> {
    Val::leaf(shown(pair.shop.decimal()))
}

pub(super) fn money<'s>(it: Money, name: &str) -> Field<'s> {
    Ok(match name {
        "amount" => Val::leaf(shown(it.decimal())),
        "currencyCode" => Val::leaf(it.currency().code()),
        _ => return unknown("MoneyV2", name),
    })
}

pub(super) fn bag<'s>(it: MoneyPair, name: &str) -> Field<'s> {
    Ok(match name {
        "shopMoney" => Val::money(it.shop),
        "presentmentMoney" => Val::money(it.presentment),
        _ => return unknown("MoneyBag", name),
    })
}

pub(super) fn page<'s>(it: &Rc<Page<'s>>, name: &str) -> Field<'s> {
    Ok(match name {
        "nodes" => Val::list(it.items.iter().map(|it| it.0.clone())),
        "edges" => Val::list((0..it.items.len()).map(|index| Obj::Edge(Rc::clone(it), index))),
        "pageInfo" => Val::Obj(Obj::PageInfo(Rc::clone(it))),
        _ => return unknown("Connection", name),
    })
}

pub(super) fn edge<'s>(page: &Rc<Page<'s>>, index: usize, name: &str) -> Field<'s> {
    Ok(match name {
        "node" => Val::object(page.items.get(index).map(|it| it.0.clone())),
        "cursor" => Val::opt(page.cursor(index).as_deref()),
        _ => return unknown("Edge", name),
    })
}

pub(super) fn page_info<'s>(it: &Page<'_>, name: &str) -> Field<'s> {
    Ok(match name {
        "hasNextPage" => Val::leaf(it.after),
        "hasPreviousPage" => Val::leaf(it.before),
        "startCursor" => Val::opt(it.cursor(0).as_deref()),
        "endCursor" => Val::opt(it.cursor(it.items.len().wrapping_sub(1)).as_deref()),
        _ => return unknown("PageInfo", name),
    })
}

pub(super) fn address<'s>(id: u64, it: &'s Address, name: &str, args: &Args) -> Field<'s> {
    let text = |it: &Option<String>| Val::opt(it.as_deref());
    Ok(match name {
        "id" => Val::leaf(format!("gid://shopify/MailingAddress/{id}?model_name=Address")),
        "firstName" => text(&it.first_name),
        "lastName" => text(&it.last_name),
        "name" => Val::opt(it.name().as_deref()),
        "company" => text(&it.company),
        "address1" => text(&it.address1),
        "address2" => text(&it.address2),
        "city" => text(&it.city),
        "province" => text(&it.province),
        "provinceCode" => text(&it.province_code),
        "zip" => text(&it.zip),
        "country" => Val::opt(it.country()),
        "countryCode" | "countryCodeV2" => text(&it.country_code),
        "phone" => text(&it.phone),
        "coordinatesValidated" => Val::leaf(false),
        "latitude" | "longitude" | "timeZone" | "validationResultSummary" => Val::Null,
        "formatted" => Val::texts(&formatted(it, args)),
        "formattedArea" => Val::opt(area(it).as_deref()),
        _ => return unknown("MailingAddress", name),
    })
}

fn formatted(it: &Address, args: &Args) -> Vec<String> {
    let mut lines: Vec<Option<String>> = Vec::new();
    if args.flag("withName") {
        lines.push(it.name());
    }
    if args.flag("withCompany") {
        lines.push(it.company.clone());
    }
    lines.extend([it.address1.clone(), it.address2.clone()]);
    let town: Vec<&str> =
        [&it.city, &it.province_code, &it.zip].into_iter().filter_map(|it| it.as_deref()).collect();
    lines.push((!town.is_empty()).then(|| town.join(" ")));
    lines.push(it.country().map(str::to_owned));
    lines.into_iter().flatten().collect()
}

fn area(it: &Address) -> Option<String> {
    let words: Vec<&str> =
        [it.city.as_deref(), it.province_code.as_deref(), it.country()].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(", "))
}

pub(super) fn metafield<'s>(it: &'s Metafield, name: &str) -> Field<'s> {
    Ok(match name {
        "id" => Val::gid("Metafield", it.id),
        "legacyResourceId" => Val::id_text(it.id),
        "key" => Val::leaf(it.key.as_str()),
        "namespace" => Val::leaf(it.namespace.as_str()),
        "value" => Val::leaf(it.value.as_str()),
        "jsonValue" => Val::Leaf(serde_json::from_str(&it.value).unwrap_or_else(|_| json!(it.value))),
        "type" => Val::leaf(it.kind.as_str()),
        "createdAt" => Val::time(it.created_at),
        "updatedAt" => Val::time(it.updated_at),
        "ownerType" => Val::leaf(it.owner_type),
        "sizeInBytes" => Val::leaf(it.value.len()),
        "compareDigest" => Val::leaf(digest(&it.value)),
        _ => return unknown("Metafield", name),
    })
}

fn digest(text: &str) -> String {
    use sha2::Digest as _;
    hex::encode(sha2::Sha256::digest(text.as_bytes()))
}

pub(super) fn job<'s>(it: &Job, name: &str) -> Field<'s> {
    Ok(match name {
        "id" => Val::leaf(format!("gid://shopify/Job/{}", it.id)),
        "done" => Val::leaf(it.done),
        "query" => Val::Obj(Obj::Query),
        _ => return unknown("Job", name),
    })
}

pub(super) fn job_result<'s>(ctx: &Ctx<'s>, it: &Job, name: &str) -> Field<'s> {
    let JobKind::Cancel { order, .. } = &it.kind;
    Ok(match name {
        "id" => Val::leaf(format!("gid://shopify/OrderCancelJobResult/{}", it.id)),
        "done" => Val::leaf(it.done),
        "status" => Val::leaf(if it.done { "SUCCEEDED" } else { "STARTED" }),
        "errors" => Val::List(Vec::new()),
        "order" => Val::object(ctx.shop.orders.get(order).map(Obj::Order)),
        _ => return unknown("OrderCancelJobResult", name),
    })
}

pub(super) fn tax_line<'s>(it: &TaxLine) -> Val<'s> {
    let rate = it.rate.to_string().parse::<f64>().unwrap_or(0.0);
    Val::made(vec![
        ("channelLiable", Val::leaf(it.channel_liable)),
        ("price", scalar(it.price)),
        ("priceSet", Val::bag(it.price)),
        ("rate", Val::leaf(rate)),
        ("ratePercentage", Val::leaf((rate * 100.0 * 1e6).round() / 1e6)),
        ("source", Val::Null),
        ("title", Val::leaf(it.title.as_str())),
    ])
}

/// `{key, value}` pairs.
pub(super) fn attributes<'s>(of: &[(String, String)]) -> Val<'s> {
    let one = |it: &(String, String)| {
        Val::made(vec![("key", Val::leaf(it.0.as_str())), ("value", Val::leaf(it.1.as_str()))])
    };
    Val::List(of.iter().map(one).collect())
}

pub(super) fn count<'s>(of: usize) -> Val<'s> {
    Val::made(vec![("count", Val::leaf(of)), ("precision", Val::leaf("EXACT"))])
}

pub(super) fn grams<'s>(of: u64) -> Val<'s> {
    Val::made(vec![("unit", Val::leaf("GRAMS")), ("value", Val::leaf(of as f64))])
}

/// A discount code as a discount application.
pub(super) fn application<'s>(it: &Discount) -> Val<'s> {
    let (value, target) = match &it.kind {
        DiscountKind::Fixed(pair) => (Val::money(pair.presentment), "LINE_ITEM"),
        DiscountKind::Percentage(percent) => (percentage(*percent), "LINE_ITEM"),
        DiscountKind::FreeShipping => (percentage(100.0), "SHIPPING_LINE"),
    };
    Val::named(
        "DiscountCodeApplication",
        vec![
            ("allocationMethod", Val::leaf("ACROSS")),
            ("code", Val::leaf(it.code.as_str())),
            ("index", Val::leaf(0)),
            ("targetSelection", Val::leaf("ALL")),
            ("targetType", Val::leaf(target)),
            ("value", value),
        ],
    )
}

fn percentage<'s>(of: f64) -> Val<'s> {
    Val::named("PricingPercentageValue", vec![("percentage", Val::leaf(of))])
}

/// The part of the order's discount that falls on something.
pub(super) fn allocations<'s>(order: &Order, part: MoneyPair) -> Val<'s> {
    match &order.discount {
        Some(discount) if !part.shop.is_zero() => Val::List(vec![Val::made(vec![
            ("allocatedAmount", Val::money(part.presentment)),
            ("allocatedAmountSet", Val::bag(part)),
            ("discountApplication", application(discount)),
        ])]),
        _ => Val::List(Vec::new()),
    }
}

/// Items for a connection in the order of their identifiers.
pub(super) fn by_id<'s>(of: impl IntoIterator<Item = (Obj<'s>, u64)>) -> Vec<(Obj<'s>, u64, Key)> {
    of.into_iter().map(|(it, id)| (it, id, Key::Number(i128::from(id)))).collect()
}

/// A plain list's first items.
pub(super) fn firsts<'s>(of: Vec<Obj<'s>>, args: &Args) -> Field<'s> {
    let most = crate::shopify::gql::first_of(args)?;
    Ok(Val::list(of.into_iter().take(most)))
}

pub(super) fn gid_value(kind: &str, id: u64) -> Json {
    json!(gid(kind, id))
}
