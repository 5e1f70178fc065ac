//! What people do in the shop: customers buy and cancel, staff refund, edit and count stock. Each deed goes through
//! the code of the mutation that an app would call.

use rust_decimal::Decimal;
use seamless_model::{Keys, Money};
use serde_json::{Value, json};

use super::gql::Args;
use super::ops::{self, Call, Payload, Ref};
use super::state::{Shop, gid, rounded};
use crate::{Deed, DeedError};

/// Price of an item that is not known, where the deed names none: ten units of the currency.
const PRICE: Decimal = Decimal::TEN;

pub(super) fn act(shop: &mut Shop, deed: &Deed) -> Result<Keys, DeedError> {
    match deed {
        Deed::Place { lines, country, email, test } => place(shop, lines, country, email, *test),
        Deed::Cancel { order } => {
            let id = find(shop, order)?;
            let args = json!({
                "orderId": gid("Order", id),
                "reason": "CUSTOMER",
                "restock": true,
                "refundMethod": {"originalPaymentMethodsRefund": true},
                "notifyCustomer": false,
            });
            run(shop, "orderCancel", args)?;
            Ok(keys(shop, id))
        }
        Deed::Refund { order, lines, restock } => refund(shop, order, lines, *restock),
        Deed::Edit { order, sku, quantity } => {
            let id = find(shop, order)?;
            let line =
                shop.orders.get(&id).and_then(|it| it.lines.iter().find(|it| it.sku.as_ref() == Some(sku)));
            let Some(line) = line.map(|it| it.id) else {
                return Err(DeedError::Refused(format!("the order has no line of {sku}")));
            };
            let done = ops::set_line(shop, id, line, *quantity);
            shop.send_events();
            done.map_err(DeedError::Refused)?;
            Ok(keys(shop, id))
        }
        Deed::Stock { sku, quantity } => {
            let price = rounded(PRICE, shop.config.currency);
            let variant = ops::for_sku(shop, sku, price);
            ops::set_stock(shop, variant, i64::try_from(*quantity).unwrap_or(i64::MAX));
            let mut keys = Keys::new();
            keys.insert("id".to_owned(), variant.to_string());
            keys.insert("sku".to_owned(), sku.clone());
            Ok(keys)
        }
        Deed::Pick { .. } => Err(DeedError::NotHere("a shop does not pick")),
        Deed::Ship { .. } => Err(DeedError::NotHere("a shop does not ship: its warehouse does")),
        Deed::Unmap { .. } | Deed::Remap { .. } => Err(DeedError::NotHere("a shop has no item list to miss")),
    }
}

fn find(shop: &Shop, named: &str) -> Result<u64, DeedError> {
    shop.find_order(named).ok_or_else(|| DeedError::UnknownOrder(named.to_owned()))
}

fn keys(shop: &Shop, order: u64) -> Keys {
    shop.orders.get(&order).map(super::world::order_keys).unwrap_or_default()
}

/// Calls a mutation; its first user error is the refusal.
fn run(shop: &mut Shop, name: &str, args: Value) -> Result<Payload, DeedError> {
    let Value::Object(args) = args else { return Err(DeedError::NotHere("arguments are an object")) };
    let payload = ops::call(shop, &Call { name, args: Args(args), key: None });
    let payload = payload.map_err(|it| DeedError::Refused(it.into_message()))?;
    match payload.error() {
        Some(error) => Err(DeedError::Refused(error.message.clone())),
        None => Ok(payload),
    }
}

fn place(
    shop: &mut Shop,
    lines: &[(String, u64, Option<String>)],
    country: &str,
    email: &str,
    test: bool,
) -> Result<Keys, DeedError> {
    let currency = shop.config.currency;
    let presentment = shop.config.presentment.map_or(currency, |it| it.currency);
    let mut total = shop.pair(Money::zero(currency));
    let mut items = Vec::new();
    for (sku, quantity, price) in lines {
        let price = match price {
            Some(text) => {
                Some(Money::parse(text, currency).map_err(|it| DeedError::Refused(it.to_string()))?)
            }
            None => None,
        };
        let variant = ops::for_sku(shop, sku, price.unwrap_or_else(|| rounded(PRICE, currency)));
        let known = shop.variants.get(&variant).map_or_else(|| Money::zero(currency), |it| it.price);
        let unit = shop.pair(price.unwrap_or(known));
        total = super::state::add(total, super::state::times(unit, *quantity));
        items.push(
            json!({"variantId": gid("ProductVariant", variant), "quantity": quantity, "priceSet": bag(unit)}),
        );
    }
    let address = json!({
        "firstName": "Ada",
        "lastName": "Byron",
        "address1": "1 Main Street",
        "city": "Springfield",
        "zip": "12345",
        "countryCode": country,
    });
    let order = json!({
        "currency": currency.code(),
        "presentmentCurrency": presentment.code(),
        "email": email,
        "customer": {"toUpsert": {"email": email, "firstName": "Ada", "lastName": "Byron"}},
        "lineItems": items,
        "shippingAddress": address,
        "billingAddress": address,
        "sourceName": "web",
        "test": test,
        "transactions": [{"kind": "SALE", "status": "SUCCESS", "gateway": "bogus", "amountSet": bag(total), "test": test}],
    });
    // Customers are not held to the limit that apps are held to.
    let limit = shop.config.order_limit.take();
    let options = json!({"inventoryBehaviour": "DECREMENT_IGNORING_POLICY"});
    let payload = run(shop, "orderCreate", json!({"order": order, "options": options}));
    shop.config.order_limit = limit;
    match payload?.reference("order") {
        Some(Ref::Order(id)) => Ok(keys(shop, *id)),
        _ => Err(DeedError::Refused("no order was made".to_owned())),
    }
}

fn bag(pair: seamless_model::MoneyPair) -> Value {
    let one = |it: Money| json!({"amount": it.decimal().to_string(), "currencyCode": it.currency().code()});
    json!({"shopMoney": one(pair.shop), "presentmentMoney": one(pair.presentment)})
}

/// Refunds lines with the money that they are worth; everything that is left where no line is named.
fn refund(shop: &mut Shop, named: &str, lines: &[(String, u64)], restock: bool) -> Result<Keys, DeedError> {
    let id = find(shop, named)?;
    let Some(order) = shop.orders.get(&id) else { return Err(DeedError::UnknownOrder(named.to_owned())) };
    let mut wanted = Vec::new();
    if lines.is_empty() {
        wanted.extend(order.lines.iter().map(|it| (it.id, it.current())).filter(|it| it.1 > 0));
    }
    for (sku, units) in lines {
        let mut left = *units;
        for line in order.lines.iter().filter(|it| it.sku.as_ref() == Some(sku)) {
            let part = line.current().min(left);
            left -= part;
            if part > 0 {
                wanted.push((line.id, part));
            }
        }
        if left > 0 {
            return Err(DeedError::Refused(
                "Quantity cannot refund more items than were purchased".to_owned(),
            ));
        }
    }
    if wanted.is_empty() {
        return Err(DeedError::Refused("nothing is left to refund".to_owned()));
    }
    let mut parts = Vec::new();
    for (line, units) in wanted {
        if !restock {
            parts.push((line, units, "NO_RESTOCK".to_owned()));
            continue;
        }
        // What has not left is cancelled; what has left comes back.
        let unshipped = order.waiting(line).min(units);
        for (units, kind) in [(unshipped, "CANCEL"), (units - unshipped, "RETURN")] {
            if units > 0 {
                parts.push((line, units, kind.to_owned()));
            }
        }
    }
    let refund = ops::lines_of(shop, id, parts);
    shop.send_events();
    let mut keys = Keys::new();
    keys.insert("id".to_owned(), refund.map(|it| it.to_string()).unwrap_or_default());
    Ok(keys)
}
