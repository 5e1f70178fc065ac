//! `Order.suggestedRefund`: what a refund would come to.

use seamless_model::MoneyPair;

use super::input::items;
use super::refund::payback;
use crate::shopify::gql::{Args, Fault, Obj, Val};
use crate::shopify::state::{Order, add, numeric, rounded};

/// The suggestion for lines and shipping of an order.
pub(in crate::shopify) fn suggested<'s>(order: &'s Order, args: &Args) -> Result<Val<'s>, Fault> {
    let all = args.flag("suggestFullRefund");
    let given = items(&serde_json::Value::Object(args.0.clone()), "refundLineItems").to_vec();
    let mut lines = Vec::new();
    let (mut subtotal, mut tax) = (order.zero(), order.zero());
    for line in &order.lines {
        let named = given
            .iter()
            .find(|it| it["lineItemId"].as_str().and_then(numeric).is_some_and(|it| it.1 == line.id));
        let units = match named {
            Some(it) => it["quantity"].as_u64().unwrap_or(0).min(line.current()),
            None if all => line.current(),
            None => 0,
        };
        if units == 0 {
            continue;
        }
        let (value, own_tax) = line.next_back(units);
        subtotal = add(subtotal, value);
        tax = add(tax, own_tax);
        let restock = named.and_then(|it| it["restockType"].as_str()).unwrap_or("NO_RESTOCK").to_owned();
        lines.push(refund_line(order, line, units, value, own_tax, restock));
    }
    let totals = order.totals();
    let shipping = match args.text("shippingAmount").and_then(|it| it.parse().ok()) {
        Some(amount) => MoneyPair::from(rounded(amount, order.currency)),
        None if all || args.flag("refundShipping") => totals.current_shipping,
        None => order.zero(),
    };
    let worth = add(subtotal, shipping);
    let worth = if order.taxes_included { worth } else { add(worth, tax) };
    let net = totals.net_payment();
    let amount = if worth.shop.minor() > net.shop.minor() { net } else { worth };
    let transactions = payback(order, amount).into_iter().map(|it| transaction(order, it, net)).collect();
    let nothing = order.zero();
    Ok(Val::made(vec![
        ("amount", text(amount)),
        ("amountSet", Val::bag(amount)),
        ("discountedSubtotalSet", Val::bag(subtotal)),
        ("maximumRefundable", text(net)),
        ("maximumRefundableSet", Val::bag(net)),
        ("refundLineItems", Val::List(lines)),
        ("shipping", shipping_part(shipping, totals.current_shipping, nothing)),
        ("subtotal", text(subtotal)),
        ("subtotalSet", Val::bag(subtotal)),
        ("suggestedTransactions", Val::List(transactions)),
        ("totalCartDiscountAmountSet", Val::bag(nothing)),
        ("totalDutiesSet", Val::bag(nothing)),
        ("totalTaxSet", Val::bag(tax)),
        ("totalTaxes", text(tax)),
    ]))
}

fn text<'s>(pair: MoneyPair) -> Val<'s> {
    Val::leaf(crate::shopify::resolve::shown(pair.shop.decimal()))
}

fn refund_line<'s>(
    order: &'s Order,
    line: &'s crate::shopify::state::Line,
    units: u64,
    value: MoneyPair,
    tax: MoneyPair,
    restock: String,
) -> Val<'s> {
    Val::made(vec![
        ("id", Val::Null),
        ("lineItem", Val::Obj(Obj::Line(order, line))),
        ("location", Val::Null),
        ("price", text(line.unit_price)),
        ("priceSet", Val::bag(line.unit_price)),
        ("quantity", Val::leaf(units)),
        ("restocked", Val::leaf(restock != "NO_RESTOCK")),
        ("restockType", Val::leaf(restock)),
        ("subtotal", text(value)),
        ("subtotalSet", Val::bag(value)),
        ("totalTax", text(tax)),
        ("totalTaxSet", Val::bag(tax)),
    ])
}

fn shipping_part<'s>(amount: MoneyPair, most: MoneyPair, tax: MoneyPair) -> Val<'s> {
    Val::made(vec![
        ("amount", text(amount)),
        ("amountSet", Val::bag(amount)),
        ("maximumRefundable", text(most)),
        ("maximumRefundableSet", Val::bag(most)),
        ("tax", text(tax)),
        ("taxSet", Val::bag(tax)),
    ])
}

fn transaction(
    order: &Order,
    (parent, gateway, amount): (Option<u64>, String, MoneyPair),
    most: MoneyPair,
) -> Val<'_> {
    let parent = parent.and_then(|id| order.transaction(id)).map(|it| Obj::Transaction(order, it));
    Val::made(vec![
        ("amount", text(amount)),
        ("amountSet", Val::bag(amount)),
        ("formattedGateway", Val::leaf(gateway.clone())),
        ("gateway", Val::leaf(gateway)),
        ("kind", Val::leaf("SUGGESTED_REFUND")),
        ("maximumRefundable", text(most)),
        ("maximumRefundableSet", Val::bag(most)),
        ("parentTransaction", Val::object(parent)),
    ])
}
