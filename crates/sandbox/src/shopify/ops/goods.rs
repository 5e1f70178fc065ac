//! Products, variants and stock: as much as orders need.

use seamless_model::Money;

use super::Call;
use super::input::{self, decimal, filled, flag, items, text, texts};
use super::payload::{Out, Payload, Ref, UserError};
use crate::shopify::gql::{Args, Fault, Json};
use crate::shopify::state::{Product, Shop, Variant, numeric, rounded};

pub(super) fn product_create(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let given = input::input(args, "product");
    let Some(title) = filled(given, "title") else {
        let error = UserError::at(&["title"], "Title can't be blank");
        return Ok(Payload::refuse(error).and("shop", Out::Shop));
    };
    let status = text(given, "status").unwrap_or_else(|| "ACTIVE".to_owned());
    let id = product(shop, &title, &status);
    if let Some(it) = shop.products.get_mut(&id) {
        it.vendor = filled(given, "vendor").unwrap_or_else(|| it.vendor.clone());
        it.product_type = text(given, "productType").unwrap_or_default();
        it.tags = input::tidy_tags(texts(given, "tags"));
        it.handle = filled(given, "handle").unwrap_or_else(|| it.handle.clone());
    }
    let price = Money::zero(shop.config.currency);
    variant(shop, id, "Default Title", None, price);
    Ok(Payload::done("product", Ref::Product(id)).and("shop", Out::Shop))
}

fn product(shop: &mut Shop, title: &str, status: &str) -> u64 {
    let id = shop.ids.next();
    let words: Vec<String> = title
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect();
    let product = Product {
        id,
        title: title.to_owned(),
        handle: words.join("-"),
        status: status.to_owned(),
        vendor: shop.config.shop.split('.').next().unwrap_or_default().to_owned(),
        product_type: String::new(),
        tags: Vec::new(),
        created_at: shop.now,
        updated_at: shop.now,
        variants: Vec::new(),
    };
    shop.products.insert(id, product);
    id
}

fn variant(shop: &mut Shop, product: u64, title: &str, sku: Option<&str>, price: Money) -> u64 {
    let id = shop.ids.next();
    let variant = Variant {
        id,
        item: shop.ids.next(),
        level: shop.ids.next(),
        product,
        title: title.to_owned(),
        sku: sku.map(str::to_owned),
        barcode: None,
        price,
        taxable: true,
        tracked: false,
        ships: true,
        position: shop.products.get(&product).map_or(1, |it| it.variants.len() as u64 + 1),
        created_at: shop.now,
        updated_at: shop.now,
        available: 0,
        committed: 0,
    };
    shop.variants.insert(id, variant);
    if let Some(sku) = sku {
        shop.by_sku.entry(sku.to_owned()).or_insert(id);
    }
    if let Some(it) = shop.products.get_mut(&product) {
        it.variants.push(id);
    }
    id
}

/// The variant with this SKU, made with this price if there is none.
pub(in crate::shopify) fn for_sku(shop: &mut Shop, sku: &str, price: Money) -> u64 {
    if let Some(id) = shop.by_sku.get(sku) {
        return *id;
    }
    let product = product(shop, &format!("Item {sku}"), "ACTIVE");
    variant(shop, product, "Default Title", Some(sku), price)
}

/// Sets the stock that can be sold of a variant.
pub(in crate::shopify) fn set_stock(shop: &mut Shop, variant: u64, available: i64) {
    let now = shop.now;
    if let Some(it) = shop.variants.get_mut(&variant) {
        it.available = available;
        it.tracked = true;
        it.updated_at = now;
    }
}

pub(super) fn variants_create(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let product =
        args.text("productId").and_then(numeric).filter(|it| it.0 == "Product").map_or(0, |it| it.1);
    if !shop.products.contains_key(&product) {
        let error = UserError::at(&["productId"], "Product does not exist").code("PRODUCT_DOES_NOT_EXIST");
        return Ok(Payload::refuse(error));
    }
    let strategy = args.text("strategy").unwrap_or("DEFAULT");
    let given = serde_json::Value::Object(args.0.clone());
    let given = items(&given, "variants");
    if strategy != "PRESERVE_STANDALONE_VARIANT" && !given.is_empty() {
        drop_default(shop, product, strategy == "REMOVE_STANDALONE_VARIANT");
    }
    let mut made = Vec::new();
    for it in given {
        let names: Vec<String> = items(it, "optionValues").iter().filter_map(|it| text(it, "name")).collect();
        let title = if names.is_empty() { "Default Title".to_owned() } else { names.join(" / ") };
        let item = it.get("inventoryItem").filter(|it| it.is_object());
        let sku = item.and_then(|it| filled(it, "sku"));
        let price = rounded(decimal(it, "price").unwrap_or_default(), shop.config.currency);
        let id = variant(shop, product, &title, sku.as_deref(), price);
        settle(shop, id, it, item);
        made.push(Ref::Variant(id));
    }
    Ok(Payload::done("product", Ref::Product(product)).and("productVariants", Out::Many(made)))
}

/// The variant that a product has by itself gives way to real ones.
fn drop_default(shop: &mut Shop, product: u64, always: bool) {
    let Some(it) = shop.products.get_mut(&product) else { return };
    let own = it.variants.iter().position(|id| {
        shop.variants.get(id).is_some_and(|it| it.title == "Default Title" && (always || it.sku.is_none()))
    });
    if let Some(own) = own {
        let id = it.variants.remove(own);
        shop.variants.remove(&id);
        shop.by_sku.retain(|_, it| *it != id);
    }
}

fn settle(shop: &mut Shop, id: u64, given: &Json, item: Option<&Json>) {
    let Some(it) = shop.variants.get_mut(&id) else { return };
    it.barcode = filled(given, "barcode");
    it.taxable = given.get("taxable").and_then(Json::as_bool).unwrap_or(true);
    if let Some(item) = item {
        it.tracked = flag(item, "tracked");
        it.ships = item.get("requiresShipping").and_then(Json::as_bool).unwrap_or(true);
    }
    let stock: i64 =
        items(given, "inventoryQuantities").iter().filter_map(|it| it["availableQuantity"].as_i64()).sum();
    it.available = stock;
}

/// Reasons that `inventorySetQuantities` takes.
const REASONS: &[&str] = &[
    "correction",
    "cycle_count_available",
    "damaged",
    "movement_canceled",
    "movement_created",
    "movement_received",
    "movement_updated",
    "other",
    "promotion",
    "quality_control",
    "received",
    "reservation_created",
    "reservation_deleted",
    "reservation_updated",
    "restock",
    "safety_stock",
    "shrinkage",
];

/// Most units of an item at a place.
const UNITS_MAX: i64 = 1_000_000_000;

pub(super) fn set_quantities(shop: &mut Shop, call: &Call<'_>) -> Result<Payload, Fault> {
    if call.key.as_deref().is_none_or(|it| it.trim().is_empty()) {
        return Err(Fault::bad_request(
            "The @idempotent directive is required for this mutation but was not provided.",
        ));
    }
    let given = input::input(&call.args, "input");
    if items(given, "quantities").iter().any(|it| it.get("changeFromQuantity").is_none()) {
        let message = "InventoryQuantityInput must include the following argument: changeFromQuantity.";
        return Err(Fault::new("INVALID_FIELD_ARGUMENTS", message));
    }
    let name = text(given, "name").unwrap_or_default();
    if !matches!(name.as_str(), "available" | "on_hand") {
        let message = "The quantity name must be either 'available' or 'on_hand'.";
        return Ok(Payload::refuse(UserError::at(&["input", "name"], message).code("INVALID_NAME")));
    }
    if !REASONS.contains(&text(given, "reason").unwrap_or_default().as_str()) {
        let message = "The specified reason is invalid.";
        return Ok(Payload::refuse(UserError::at(&["input", "reason"], message).code("INVALID_REASON")));
    }
    let mut wanted = Vec::new();
    for (index, it) in items(given, "quantities").iter().enumerate() {
        match quantity(shop, it, index, name == "on_hand") {
            Ok(it) => wanted.push(it),
            Err(error) => return Ok(Payload::refuse(error)),
        }
    }
    for (variant, available) in wanted {
        set_stock(shop, variant, available);
    }
    Ok(Payload(vec![("userErrors", Out::Errors(Vec::new()))]))
}

fn quantity(shop: &Shop, it: &Json, index: usize, on_hand: bool) -> Result<(u64, i64), UserError> {
    let index = index.to_string();
    let at = |name: &str, message: &str, code: &'static str| {
        UserError::at(&["input", "quantities", &index, name], message).code(code)
    };
    let item = it["inventoryItemId"].as_str().and_then(numeric).map_or(0, |it| it.1);
    let Some(variant) = shop.variants.values().find(|it| it.item == item) else {
        let message = "The specified inventory item could not be found.";
        return Err(at("inventoryItemId", message, "INVALID_INVENTORY_ITEM"));
    };
    if it["locationId"].as_str().and_then(numeric).map(|it| it.1) != Some(shop.location.id) {
        return Err(at("locationId", "The specified location could not be found.", "INVALID_LOCATION"));
    }
    let units = it["quantity"].as_i64().unwrap_or(0);
    if units > UNITS_MAX {
        return Err(at(
            "quantity",
            "The quantity can't be higher than 1,000,000,000.",
            "INVALID_QUANTITY_TOO_HIGH",
        ));
    }
    if units < -UNITS_MAX {
        return Err(at(
            "quantity",
            "The quantity can't be lower than -1,000,000,000.",
            "INVALID_QUANTITY_TOO_LOW",
        ));
    }
    let now = if on_hand { variant.on_hand() } else { variant.available };
    if it["changeFromQuantity"].as_i64().is_some_and(|it| it != now) {
        let message = "The specified quantity does not match the current quantity.";
        return Err(at("changeFromQuantity", message, "CHANGE_FROM_QUANTITY_STALE"));
    }
    Ok((variant.id, if on_hand { units - variant.committed } else { units }))
}
