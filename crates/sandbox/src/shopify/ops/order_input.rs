//! The parts of an `orderCreate` input: lines, shipping, payments, discount, customer.

use jiff::Timestamp;
use seamless_model::MoneyPair;

use super::input::{self, Currencies, filled, flag, items, text};
use super::payload::UserError;
use crate::shopify::gql::Json;
use crate::shopify::state::{
    Discount, DiscountKind, Line, Metafield, ShippingLine, Shop, Transaction, add, numeric, share, zero,
};

pub(super) fn time(of: &Json, name: &str) -> Option<Timestamp> {
    of.get(name).and_then(Json::as_str).and_then(crate::shopify::gql::read_time)
}

pub(super) fn pairs(of: &Json, name: &str, key: &str) -> Vec<(String, String)> {
    items(of, name)
        .iter()
        .map(|it| (text(it, key).unwrap_or_default(), text(it, "value").unwrap_or_default()))
        .collect()
}

pub(super) fn metafield(shop: &mut Shop, it: &Json, owner_type: &'static str) -> Metafield {
    Metafield {
        id: shop.ids.next(),
        owner_type,
        namespace: filled(it, "namespace").unwrap_or_else(|| "app".to_owned()),
        key: text(it, "key").unwrap_or_default(),
        value: text(it, "value").unwrap_or_default(),
        kind: filled(it, "type").unwrap_or_else(|| "single_line_text_field".to_owned()),
        created_at: shop.now,
        updated_at: shop.now,
    }
}

pub(super) fn line(
    shop: &mut Shop,
    it: &Json,
    currencies: Currencies,
    field: &[&str],
) -> Result<Line, UserError> {
    let quantity = it.get("quantity").and_then(Json::as_u64).filter(|it| *it > 0);
    let Some(quantity) = quantity else {
        let field = [field, &["quantity"]].concat();
        return Err(UserError::at(&field, "Quantity must be greater than 0").code("INVALID"));
    };
    let wanted = it.get("variantId").and_then(Json::as_str);
    let variant = wanted
        .and_then(numeric)
        .and_then(|(kind, id)| shop.variants.get(&id).filter(|_| kind == "ProductVariant"));
    if wanted.is_some() && variant.is_none() {
        let field = [field, &["variantId"]].concat();
        return Err(UserError::at(&field, "Variant does not exist").code("INVALID"));
    }
    let product = variant.and_then(|it| shop.products.get(&it.product));
    let title = filled(it, "title").or_else(|| product.map(|it| it.title.clone()));
    let Some(title) = title else {
        let field = [field, &["title"]].concat();
        return Err(UserError::at(&field, "Title can't be blank").code("INVALID"));
    };
    let price = match (input::bag(it, "priceSet", currencies, field)?, variant) {
        (Some(price), _) => price,
        (None, Some(it)) if currencies.shop == it.price.currency() => {
            match currencies.presentment == currencies.shop {
                true => MoneyPair::from(it.price),
                false => shop.pair(it.price),
            }
        }
        (None, _) => zero(currencies.shop, currencies.presentment),
    };
    let line = Line {
        id: 0,
        variant: variant.map(|it| it.id),
        product: variant.map(|it| it.product),
        title,
        variant_title: filled(it, "variantTitle")
            .or_else(|| variant.map(|it| it.title.clone()).filter(|it| it != "Default Title")),
        sku: filled(it, "sku").or_else(|| variant.and_then(|it| it.sku.clone())),
        vendor: filled(it, "vendor").or_else(|| product.map(|it| it.vendor.clone())),
        quantity,
        removed: 0,
        refunded: 0,
        unit_price: price,
        discount: zero(currencies.shop, currencies.presentment),
        taxes: input::tax_lines(it, currencies, field)?,
        properties: pairs(it, "properties", "name"),
        ships: variant.map_or_else(|| flag(it, "requiresShipping"), |it| it.ships),
        taxable: it.get("taxable").and_then(Json::as_bool).unwrap_or(true),
        gift_card: flag(it, "giftCard"),
        grams: grams(it),
    };
    Ok(Line { id: shop.ids.next(), ..line })
}

fn grams(it: &Json) -> u64 {
    let weight = &it["weight"];
    let value = weight["value"].as_f64().unwrap_or(0.0);
    let unit = match weight["unit"].as_str() {
        Some("KILOGRAMS") => 1000.0,
        Some("OUNCES") => 28.349_523_125,
        Some("POUNDS") => 453.592_37,
        _ => 1.0,
    };
    (value * unit).round().clamp(0.0, 1e6) as u64
}

pub(super) fn shipping_line(
    shop: &mut Shop,
    it: &Json,
    currencies: Currencies,
    field: &[&str],
) -> Result<ShippingLine, UserError> {
    let nothing = zero(currencies.shop, currencies.presentment);
    Ok(ShippingLine {
        id: shop.ids.next(),
        title: text(it, "title").unwrap_or_default(),
        code: filled(it, "code"),
        source: filled(it, "source"),
        price: input::bag(it, "priceSet", currencies, field)?.unwrap_or(nothing),
        discount: nothing,
        refunded: nothing,
        refunded_tax: nothing,
        taxes: input::tax_lines(it, currencies, field)?,
    })
}

pub(super) fn transaction(
    shop: &mut Shop,
    it: &Json,
    currencies: Currencies,
    at: Timestamp,
) -> Result<Transaction, UserError> {
    let amount = input::bag(it, "amountSet", currencies, &["order", "transactions"])?;
    Ok(Transaction {
        id: shop.ids.next(),
        kind: text(it, "kind").unwrap_or_else(|| "SALE".to_owned()),
        status: text(it, "status").unwrap_or_else(|| "SUCCESS".to_owned()),
        gateway: filled(it, "gateway").unwrap_or_default(),
        amount: amount.unwrap_or_else(|| zero(currencies.shop, currencies.presentment)),
        parent: None,
        created_at: shop.now,
        processed_at: time(it, "processedAt").unwrap_or(at),
        test: flag(it, "test"),
        receipt: it
            .get("receiptJson")
            .filter(|it| !it.is_null())
            .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned)),
    })
}

pub(super) fn discount(given: Option<&Json>, currencies: Currencies) -> Result<Option<Discount>, UserError> {
    let Some(given) = given.filter(|it| it.is_object()) else { return Ok(None) };
    let part = |name: &str| given.get(name).filter(|it| it.is_object());
    let code = |it: &Json| text(it, "code").unwrap_or_default();
    if let Some(it) = part("itemFixedDiscountCode") {
        let amount = input::bag(it, "amountSet", currencies, &["order", "discountCode"])?;
        let amount = amount.unwrap_or_else(|| zero(currencies.shop, currencies.presentment));
        return Ok(Some(Discount { code: code(it), kind: DiscountKind::Fixed(amount) }));
    }
    if let Some(it) = part("itemPercentageDiscountCode") {
        let percent = it.get("percentage").and_then(Json::as_f64).unwrap_or(0.0);
        return Ok(Some(Discount { code: code(it), kind: DiscountKind::Percentage(percent) }));
    }
    Ok(part("freeShippingDiscountCode")
        .map(|it| Discount { code: code(it), kind: DiscountKind::FreeShipping }))
}

/// Spreads a discount over the lines so that the parts add up to the whole.
pub(super) fn allocate(
    discount: &Discount,
    lines: &mut [Line],
    shipping: &mut [ShippingLine],
    currencies: Currencies,
) {
    let nothing = zero(currencies.shop, currencies.presentment);
    let sum = lines.iter().fold(nothing, |sum, it| add(sum, it.original_total()));
    let whole = match &discount.kind {
        DiscountKind::FreeShipping => {
            for it in shipping {
                it.discount = it.price;
            }
            return;
        }
        DiscountKind::Fixed(amount) => {
            let at_most = |a: seamless_model::Money, b: seamless_model::Money| {
                if a.minor() > b.minor() { b } else { a }
            };
            MoneyPair {
                shop: at_most(amount.shop, sum.shop),
                presentment: at_most(amount.presentment, sum.presentment),
            }
        }
        DiscountKind::Percentage(percent) => {
            share(sum, (percent.clamp(0.0, 100.0) * 1000.0).round() as u64, 100_000)
        }
    };
    let weights = |of: fn(&Line) -> i64| -> Vec<u64> {
        lines.iter().map(|it| u64::try_from(of(it)).unwrap_or(0)).collect()
    };
    let shop = whole.shop.split(&weights(|it| it.original_total().shop.minor()));
    let presentment = whole.presentment.split(&weights(|it| it.original_total().presentment.minor()));
    for (line, (shop, presentment)) in lines.iter_mut().zip(shop.into_iter().zip(presentment)) {
        line.discount = MoneyPair { shop, presentment };
    }
}

pub(super) fn customer(shop: &mut Shop, input: &Json, email: Option<&str>) -> Result<Option<u64>, UserError> {
    let given = input.get("customer").filter(|it| it.is_object());
    let by_id = |shop: &Shop, it: &Json, name: &str| {
        it.get(name)
            .and_then(Json::as_str)
            .and_then(numeric)
            .map(|it| it.1)
            .filter(|id| shop.customers.contains_key(id))
    };
    if input.get("customerId").is_some_and(|it| !it.is_null()) {
        if given.is_some() {
            return Err(UserError::at(
                &["order", "customer"],
                "Customer and customer id can't both be given",
            )
            .code("REDUNDANT_CUSTOMER_FIELDS"));
        }
        return Ok(by_id(shop, input, "customerId"));
    }
    let Some(given) = given else { return Ok(None) };
    if let Some(it) = given.get("toAssociate").filter(|it| it.is_object()) {
        let found = by_id(shop, it, "id")
            .or_else(|| it.get("email").and_then(Json::as_str).and_then(|it| shop.by_email.get(it).copied()));
        return found.map(Some).ok_or_else(|| {
            UserError::at(&["order", "customer", "toAssociate"], "Customer does not exist").code("INVALID")
        });
    }
    let Some(it) = given.get("toUpsert").filter(|it| it.is_object()) else { return Ok(None) };
    let id =
        by_id(shop, it, "id").or_else(|| shop.customer_for(filled(it, "email").as_deref().or(email), None));
    let now = shop.now;
    if let Some(customer) = id.and_then(|id| shop.customers.get_mut(&id)) {
        for (name, place) in [
            ("firstName", &mut customer.first_name),
            ("lastName", &mut customer.last_name),
            ("phone", &mut customer.phone),
            ("note", &mut customer.note),
        ] {
            if let Some(value) = filled(it, name) {
                *place = Some(value);
            }
        }
        customer.tags = input::tidy_tags(customer.tags.iter().cloned().chain(input::texts(it, "tags")));
        customer.updated_at = now;
    }
    Ok(id)
}
