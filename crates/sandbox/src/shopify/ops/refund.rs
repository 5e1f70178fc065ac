//! `refundCreate`: money back, with or without goods.

use seamless_model::{Money, MoneyPair};

use super::input::{self, flag, id_in, items, text};
use super::payload::{Out, Payload, Ref, UserError};
use super::{Call, lifecycle};
use crate::shopify::gql::{Fault, Json};
use crate::shopify::hooks::Subject;
use crate::shopify::state::{
    Order, Owner, Refund, RefundLine, RefundShipping, Remembered, Shop, Transaction, add, numeric, rounded,
    share, sub,
};

/// What a refund consists of, checked.
#[derive(Default)]
struct Plan {
    /// (line, units, restock type)
    lines: Vec<(u64, u64, String)>,
    shipping: Option<MoneyPair>,
    /// (parent, gateway, amount)
    money: Vec<(Option<u64>, String, MoneyPair)>,
    note: Option<String>,
    reason: Option<String>,
    processed_at: Option<jiff::Timestamp>,
}

pub(super) fn refund_create(shop: &mut Shop, call: &Call<'_>) -> Result<Payload, Fault> {
    let Some(key) = call.key.as_deref() else {
        return Err(Fault::bad_request(
            "The @idempotent directive is required for this mutation but was not provided.",
        ));
    };
    if key.trim().is_empty() {
        return Err(Fault::bad_request("The idempotency key can't be blank."));
    }
    if let Some(before) = shop.remembered(key) {
        if before.mutation != call.name || before.args != call.args.0 {
            let message = "The idempotency key has already been used with different parameters.";
            return Err(Fault::new("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", message));
        }
        if let Some(refund) = before.made {
            return Ok(done(shop, refund));
        }
    }
    let input = input::input(&call.args, "input");
    let order_id = id_in(input, "orderId", "Order")?;
    let Some(order) = shop.orders.get(&order_id) else {
        return Ok(Payload::refuse(UserError::at(&["orderId"], "Order does not exist")));
    };
    let plan = match plan(order, input) {
        Ok(plan) => plan,
        Err(error) => return Ok(Payload::refuse(error)),
    };
    let refund = make(shop, order_id, plan);
    let remembered = Remembered {
        at: shop.now,
        mutation: call.name.to_owned(),
        args: call.args.0.clone(),
        made: Some(refund),
    };
    shop.remembered.insert(key.to_owned(), remembered);
    Ok(done(shop, refund))
}

fn done(shop: &Shop, refund: u64) -> Payload {
    let order = shop.owners.get(&(Owner::Refund, refund)).copied().unwrap_or(0);
    Payload::done("refund", Ref::Refund(refund)).and("order", Out::One(Ref::Order(order)))
}

fn plan(order: &Order, input: &Json) -> Result<Plan, UserError> {
    let mut plan = Plan {
        note: text(input, "note"),
        reason: text(input, "discrepancyReason"),
        processed_at: super::order_input::time(input, "processedAt"),
        ..Plan::default()
    };
    for (index, it) in items(input, "refundLineItems").iter().enumerate() {
        plan.lines.push(line(order, it, index, &plan.lines)?);
    }
    plan.shipping = shipping(order, input)?;
    for it in items(input, "transactions") {
        plan.money.push(money(order, it)?);
    }
    let wanted = plan.money.iter().fold(order.zero(), |sum, it| add(sum, it.2));
    let net = order.totals().net_payment();
    if wanted.presentment.minor() > net.presentment.minor() && !flag(input, "allowOverRefunding") {
        let message = format!(
            "Refund amount {} is greater than net payment received {}",
            shown(wanted.presentment),
            shown(net.presentment)
        );
        return Err(UserError::of_all(message));
    }
    if plan.lines.is_empty() && plan.money.is_empty() && plan.shipping.is_none() {
        return Err(UserError::of_all("Refund must have at least one line item, shipping or transaction"));
    }
    Ok(plan)
}

/// `$25.00`, as captured; other currencies by their code.
fn shown(money: Money) -> String {
    match money.currency().code() {
        "USD" | "CAD" | "AUD" => format!("${}", money.decimal()),
        code => format!("{} {code}", money.decimal()),
    }
}

fn line(
    order: &Order,
    it: &Json,
    index: usize,
    before: &[(u64, u64, String)],
) -> Result<(u64, u64, String), UserError> {
    let index = index.to_string();
    let at = |name: &str, message: &str| UserError::at(&["refundLineItems", &index, name], message);
    let id = it["lineItemId"].as_str().and_then(numeric).map(|it| it.1).unwrap_or(0);
    let Some(line) = order.line(id) else { return Err(at("lineItemId", "Line item does not exist")) };
    let units = it["quantity"].as_u64().filter(|it| *it > 0);
    let Some(units) = units else { return Err(at("quantity", "Quantity must be greater than 0")) };
    let taken: u64 = before.iter().filter(|it| it.0 == id).map(|it| it.1).sum();
    if units + taken > line.current() {
        return Err(at("quantity", "Quantity cannot refund more items than were purchased"));
    }
    let restock = text(it, "restockType").unwrap_or_else(|| "NO_RESTOCK".to_owned());
    if restock == "LEGACY_RESTOCK" {
        return Err(at("restockType", "Restock type is not valid"));
    }
    if restock == "CANCEL" && units > order.waiting(id) {
        return Err(at("restockType", "Quantity cannot be canceled because it has already been fulfilled"));
    }
    Ok((id, units, restock))
}

fn shipping(order: &Order, input: &Json) -> Result<Option<MoneyPair>, UserError> {
    let Some(given) = input.get("shipping").filter(|it| it.is_object()) else { return Ok(None) };
    let left = order.totals().current_shipping;
    if flag(given, "fullRefund") {
        return Ok(Some(left).filter(|it| it.shop.minor() > 0));
    }
    let Some(amount) = input::decimal(given, "amount") else { return Ok(None) };
    let wanted = to_pair(order, rounded(amount, order.presentment));
    if wanted.presentment.minor() > left.presentment.minor() {
        return Err(UserError::at(
            &["shipping", "amount"],
            "Shipping refund amount is greater than the shipping that is left",
        ));
    }
    Ok(Some(wanted).filter(|it| it.shop.minor() > 0))
}

/// A presentment amount as a pair, at the order's own rate.
fn to_pair(order: &Order, presentment: Money) -> MoneyPair {
    if order.currency == order.presentment {
        return MoneyPair::from(presentment);
    }
    let totals = order.totals();
    let base = if totals.received.presentment.is_zero() { totals.total } else { totals.received };
    let units = |money: Money| u64::try_from(money.minor()).unwrap_or(0);
    let shop = share(base, units(presentment), units(base.presentment)).shop;
    MoneyPair { shop, presentment }
}

fn money(order: &Order, it: &Json) -> Result<(Option<u64>, String, MoneyPair), UserError> {
    let kind = text(it, "kind").unwrap_or_default();
    if kind != "REFUND" {
        let message = format!("Kind {} is not a valid transaction", kind.to_lowercase());
        return Err(UserError::at(&["transactions"], message));
    }
    let parent = it["parentId"].as_str().and_then(numeric).map(|it| it.1);
    let known = parent.is_none_or(|id| {
        order.transaction(id).is_some_and(|it| matches!(it.kind.as_str(), "SALE" | "CAPTURE"))
    });
    if !known || (parent.is_none() && order.transactions.iter().any(|it| it.gateway != "manual")) {
        return Err(UserError::at(
            &["transactions"],
            "Transactions require a parent_id associated with the order",
        ));
    }
    let amount = rounded(input::decimal(it, "amount").unwrap_or_default(), order.presentment);
    if amount.minor() <= 0 {
        return Err(UserError::at(&["transactions"], "Amount must be greater than zero"));
    }
    Ok((parent, text(it, "gateway").unwrap_or_default(), to_pair(order, amount)))
}

/// Makes a refund, moves its goods and money, and tells of it.
fn make(shop: &mut Shop, order_id: u64, plan: Plan) -> u64 {
    let now = shop.now;
    let id = shop.ids.next();
    let lines = take_lines(shop, order_id, &plan.lines);
    let shipping = plan.shipping.and_then(|it| take_shipping(shop, order_id, it));
    let mut transactions = Vec::new();
    let test = shop.orders.get(&order_id).is_some_and(|it| it.test);
    for (parent, gateway, amount) in &plan.money {
        let own = shop.ids.next();
        transactions.push(own);
        let transaction = Transaction {
            id: own,
            kind: "REFUND".to_owned(),
            status: "SUCCESS".to_owned(),
            gateway: gateway.clone(),
            amount: *amount,
            parent: *parent,
            created_at: now,
            processed_at: now,
            test,
            receipt: None,
        };
        lifecycle::book(shop, order_id, transaction);
    }
    let adjustment = discrepancy(shop, order_id, &plan, &lines, shipping.as_ref());
    let adjustment = adjustment.map(|sum| {
        let reason = plan.reason.clone().filter(|it| it != "OTHER");
        (shop.ids.next(), sum, reason.unwrap_or_else(|| "REFUND_DISCREPANCY".to_owned()))
    });
    let refund = Refund {
        id,
        created_at: now,
        processed_at: plan.processed_at.unwrap_or(now),
        note: plan.note,
        lines,
        shipping,
        transactions,
        adjustment,
    };
    shop.owners.insert((Owner::Refund, id), order_id);
    if let Some(order) = shop.orders.get_mut(&order_id) {
        order.refunds.push(refund);
        order.updated_at = now;
    }
    shop.tell("REFUNDS_CREATE", order_id, Subject::Refund(id));
    shop.tell("ORDERS_UPDATED", order_id, Subject::Order);
    id
}

fn discrepancy(
    shop: &Shop,
    order: u64,
    plan: &Plan,
    lines: &[RefundLine],
    shipping: Option<&RefundShipping>,
) -> Option<MoneyPair> {
    let order = shop.orders.get(&order)?;
    let taxed = |value: MoneyPair, tax: MoneyPair| if order.taxes_included { value } else { add(value, tax) };
    let mut worth = lines.iter().fold(order.zero(), |sum, it| add(sum, taxed(it.subtotal, it.tax)));
    if let Some(it) = shipping {
        worth = add(worth, taxed(it.subtotal, it.tax));
    }
    let moved = plan.money.iter().fold(order.zero(), |sum, it| add(sum, it.2));
    let difference = sub(worth, moved);
    (!plan.money.is_empty() && !difference.shop.is_zero()).then_some(difference)
}

fn take_lines(shop: &mut Shop, order_id: u64, wanted: &[(u64, u64, String)]) -> Vec<RefundLine> {
    let mut out = Vec::new();
    for (line_id, units, restock) in wanted {
        let id = shop.ids.next();
        let Some(order) = shop.orders.get_mut(&order_id) else { break };
        let Some(line) = order.line_mut(*line_id) else { continue };
        let (subtotal, tax) = line.next_back(*units);
        line.refunded += units;
        let restock = restock.clone();
        if restock == "CANCEL" {
            give_up(shop, order_id, *line_id, *units);
        }
        if restock != "NO_RESTOCK" {
            put_back(shop, order_id, *line_id, *units, restock == "CANCEL");
        }
        out.push(RefundLine { id, line: *line_id, quantity: *units, restock, subtotal, tax });
    }
    out
}

/// Units of a line are no longer to be shipped: those in later fulfillment orders first.
pub(super) fn give_up(shop: &mut Shop, order_id: u64, line: u64, units: u64) {
    let now = shop.now;
    let mut left = units;
    let Some(order) = shop.orders.get_mut(&order_id) else { return };
    for request in order.requests.iter_mut().rev() {
        for own in request.lines.iter_mut().filter(|it| it.line == line) {
            let taken = own.remaining.min(left);
            own.remaining -= taken;
            own.total -= taken;
            left -= taken;
            if taken > 0 {
                request.updated_at = now;
            }
        }
        if request.remaining() == 0 && !request.is_closed() {
            request.status = "CLOSED".to_owned();
            request.holds.clear();
        }
    }
}

fn put_back(shop: &mut Shop, order_id: u64, line: u64, units: u64, committed: bool) {
    let Some(order) = shop.orders.get(&order_id) else { return };
    let variant = order.line(line).and_then(|it| it.variant);
    let units = i64::try_from(units).unwrap_or(0);
    let freed = if order.claims_stock && committed { -units } else { 0 };
    shop.move_stock(variant, units, freed);
}

/// Puts units of unshipped lines back to stock.
pub(super) fn restock(shop: &mut Shop, order: u64, units: &[(u64, u64)]) {
    for (line, units) in units {
        put_back(shop, order, *line, *units, true);
    }
}

fn take_shipping(shop: &mut Shop, order_id: u64, wanted: MoneyPair) -> Option<RefundShipping> {
    let id = shop.ids.next();
    let order = shop.orders.get_mut(&order_id)?;
    let line = order.shipping.iter_mut().find(|it| sub(it.discounted(), it.refunded).shop.minor() > 0)?;
    let whole = line.discounted();
    let of = u64::try_from(whole.shop.minor()).unwrap_or(0);
    let part = u64::try_from(add(line.refunded, wanted).shop.minor()).unwrap_or(0);
    let tax = sub(share(line.tax(), part.min(of), of), line.refunded_tax);
    line.refunded = add(line.refunded, wanted);
    line.refunded_tax = add(line.refunded_tax, tax);
    Some(RefundShipping { id, line: line.id, subtotal: wanted, tax })
}

/// Refunds an order's units and what is left of its shipping, with all the money that it holds for them.
pub(super) fn all_of(shop: &mut Shop, order_id: u64, units: &[(u64, u64)], restock: bool) -> Option<u64> {
    let order = shop.orders.get(&order_id)?;
    let lines = units
        .iter()
        .map(|(line, units)| (*line, *units, if restock { "CANCEL" } else { "NO_RESTOCK" }.to_owned()))
        .collect();
    let totals = order.totals();
    let plan = Plan {
        lines,
        shipping: Some(totals.current_shipping).filter(|it| it.shop.minor() > 0),
        money: payback(order, totals.net_payment()),
        ..Plan::default()
    };
    Some(make(shop, order_id, plan))
}

/// Refunds (line, units, restock type) with the money that they are worth.
pub(in crate::shopify) fn lines_of(
    shop: &mut Shop,
    order_id: u64,
    lines: Vec<(u64, u64, String)>,
) -> Option<u64> {
    let order = shop.orders.get(&order_id)?;
    let mut worth = order.zero();
    let mut whole = order
        .lines
        .iter()
        .all(|it| lines.iter().filter(|own| own.0 == it.id).map(|own| own.1).sum::<u64>() == it.current());
    for line in &order.lines {
        let units: u64 = lines.iter().filter(|it| it.0 == line.id).map(|it| it.1).sum();
        let (value, tax) = line.next_back(units);
        worth = add(worth, if order.taxes_included { value } else { add(value, tax) });
    }
    let net = order.totals().net_payment();
    whole &= order.totals().current_shipping.shop.minor() > 0;
    let shipping = whole.then(|| order.totals().current_shipping);
    if shipping.is_some() {
        worth = net;
    }
    let capped = if worth.shop.minor() > net.shop.minor() { net } else { worth };
    let money = if capped.shop.minor() > 0 { payback(order, capped) } else { Vec::new() };
    let plan = Plan { lines, shipping, money, ..Plan::default() };
    Some(make(shop, order_id, plan))
}

/// Spreads money that goes back over the payments that it came with: (parent, gateway, amount).
pub(super) fn payback(order: &Order, wanted: MoneyPair) -> Vec<(Option<u64>, String, MoneyPair)> {
    let mut left = wanted;
    let mut out = Vec::new();
    for it in order
        .transactions
        .iter()
        .filter(|it| matches!(it.kind.as_str(), "SALE" | "CAPTURE") && it.succeeded())
    {
        let back =
            order.transactions.iter().filter(|other| other.kind == "REFUND" && other.parent == Some(it.id));
        let open = back.fold(it.amount, |sum, other| sub(sum, other.amount));
        let part = if open.shop.minor() > left.shop.minor() { left } else { open };
        if part.shop.minor() > 0 {
            out.push((Some(it.id), it.gateway.clone(), part));
            left = sub(left, part);
        }
    }
    out
}
