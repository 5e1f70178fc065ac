//! Products, variants, inventory items and levels.

use super::small::by_id;
use super::{Field, unknown};
use crate::shopify::gql::{Args, Ctx, Json, Obj, Val, connection};
use crate::shopify::state::{Product, Variant, numeric};

pub(super) fn product<'s>(ctx: &Ctx<'s>, it: &'s Product, name: &str, args: &Args) -> Field<'s> {
    let variants = || it.variants.iter().filter_map(|id| ctx.shop.variants.get(id));
    Ok(match name {
        "id" => Val::gid("Product", it.id),
        "legacyResourceId" => Val::id_text(it.id),
        "title" => Val::leaf(it.title.as_str()),
        "handle" => Val::leaf(it.handle.as_str()),
        "status" => Val::leaf(it.status.as_str()),
        "vendor" => Val::leaf(it.vendor.as_str()),
        "productType" => Val::leaf(it.product_type.as_str()),
        "tags" => Val::texts(&it.tags),
        "createdAt" => Val::time(it.created_at),
        "updatedAt" => Val::time(it.updated_at),
        "totalInventory" => Val::leaf(variants().map(|it| it.available).sum::<i64>()),
        "totalVariants" => Val::leaf(it.variants.len()),
        "isGiftCard" => Val::leaf(false),
        "variants" => return connection(args, by_id(variants().map(|it| (Obj::Variant(it), it.id))), false),
        _ => return unknown("Product", name),
    })
}

pub(super) fn variant<'s>(ctx: &Ctx<'s>, it: &'s Variant, name: &str) -> Field<'s> {
    let product = ctx.shop.products.get(&it.product);
    Ok(match name {
        "id" => Val::gid("ProductVariant", it.id),
        "legacyResourceId" => Val::id_text(it.id),
        "title" => Val::leaf(it.title.as_str()),
        "displayName" => {
            let title = product.map(|it| it.title.as_str()).unwrap_or_default();
            Val::leaf(format!("{title} - {}", it.title))
        }
        "sku" => Val::opt(it.sku.as_deref()),
        "barcode" => Val::opt(it.barcode.as_deref()),
        // The price of a variant keeps the currency's digits, unlike other decimals.
        "price" => Val::leaf(it.price.decimal().to_string()),
        "product" => Val::object(product.map(Obj::Product)),
        "inventoryQuantity" => Val::leaf(it.available),
        "inventoryItem" => Val::Obj(Obj::Item(it)),
        "position" => Val::leaf(it.position),
        "taxable" => Val::leaf(it.taxable),
        "availableForSale" => Val::leaf(!it.tracked || it.available > 0),
        "createdAt" => Val::time(it.created_at),
        "updatedAt" => Val::time(it.updated_at),
        _ => return unknown("ProductVariant", name),
    })
}

pub(super) fn item<'s>(it: &'s Variant, name: &str, args: &Args) -> Field<'s> {
    Ok(match name {
        "id" => Val::gid("InventoryItem", it.item),
        "legacyResourceId" => Val::id_text(it.item),
        "sku" => Val::opt(it.sku.as_deref()),
        "tracked" => Val::leaf(it.tracked),
        "requiresShipping" => Val::leaf(it.ships),
        "createdAt" => Val::time(it.created_at),
        "updatedAt" => Val::time(it.updated_at),
        "variant" => Val::Obj(Obj::Variant(it)),
        "inventoryLevel" => {
            let place = args.text("locationId").and_then(numeric).filter(|it| it.0 == "Location");
            Val::object(place.map(|_| Obj::Level(it)))
        }
        "inventoryLevels" => return connection(args, by_id([(Obj::Level(it), it.level)]), true),
        _ => return unknown("InventoryItem", name),
    })
}

pub(super) fn level<'s>(ctx: &Ctx<'s>, it: &'s Variant, name: &str, args: &Args) -> Field<'s> {
    Ok(match name {
        "id" => Val::leaf(format!("gid://shopify/InventoryLevel/{}?inventory_item_id={}", it.level, it.item)),
        "isActive" => Val::leaf(true),
        "item" => Val::Obj(Obj::Item(it)),
        "location" => Val::Obj(Obj::Location(&ctx.shop.location)),
        "createdAt" => Val::time(it.created_at),
        "updatedAt" => Val::time(it.updated_at),
        "quantities" => {
            let names = args.0.get("names").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
            Val::List(names.iter().filter_map(Json::as_str).map(|name| quantity(it, name)).collect())
        }
        _ => return unknown("InventoryLevel", name),
    })
}

fn quantity<'s>(it: &Variant, name: &str) -> Val<'s> {
    let units = match name {
        "available" => it.available,
        "committed" => it.committed,
        "on_hand" => it.on_hand(),
        _ => 0,
    };
    Val::named(
        "InventoryQuantity",
        vec![
            ("id", Val::leaf(format!("gid://shopify/InventoryQuantity/{}?name={name}", it.level))),
            ("name", Val::leaf(name)),
            ("quantity", Val::leaf(units)),
            ("updatedAt", Val::time(it.updated_at)),
        ],
    )
}
