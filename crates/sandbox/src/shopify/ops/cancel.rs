//! `orderCancel`: at once the order counts as cancelled and its fulfillment orders close; a job then gives back the
//! money and the stock and closes the order. Messages and both stages are as captured.

use super::input;
use super::payload::{Out, Payload, Ref, UserError};
use super::refund;
use crate::shopify::gql::{Args, Fault};
use crate::shopify::hooks::Subject;
use crate::shopify::state::{Cancelled, Job, JobKind, Order, Shop, numeric};

/// Longest staff note.
const NOTE_MAX: usize = 255;

pub(super) fn order_cancel(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let id = args.text("orderId").and_then(numeric).filter(|it| it.0 == "Order").map(|it| it.1).unwrap_or(0);
    if let Some(error) = precondition(shop, args, id) {
        return Ok(refuse(error));
    }
    let now = shop.now;
    let cancelled = Cancelled {
        at: now,
        reason: args.text("reason").unwrap_or("OTHER").to_owned(),
        note: args.text("staffNote").map(str::to_owned),
    };
    let mut closed = Vec::new();
    if let Some(order) = shop.orders.get_mut(&id) {
        order.cancelled = Some(cancelled);
        order.updated_at = now;
        for it in order.requests.iter_mut().filter(|it| !it.is_closed()) {
            it.status = "CLOSED".to_owned();
            it.holds.clear();
            it.updated_at = now;
            closed.push(it.id);
        }
    }
    for it in closed {
        shop.tell("FULFILLMENT_ORDERS_CANCELLED", id, Subject::Request(it, None));
    }
    let method = input::input(args, "refundMethod");
    let refund = args.flag("refund") || input::flag(method, "originalPaymentMethodsRefund");
    let job = Job {
        id: shop.ids.uuid(),
        done: false,
        kind: JobKind::Cancel { order: id, restock: args.flag("restock"), refund },
    };
    let name = job.id.clone();
    let due = now.saturating_add(shop.config.job_takes).unwrap_or(now);
    shop.jobs_due.insert((due, name.clone()));
    shop.jobs.insert(name.clone(), job);
    Ok(Payload(vec![
        ("job", Out::One(Ref::Job(name.clone()))),
        ("jobResult", Out::One(Ref::JobResult(name))),
        ("orderCancelUserErrors", Out::Errors(Vec::new())),
        ("userErrors", Out::Errors(Vec::new())),
    ]))
}

fn refuse(error: UserError) -> Payload {
    Payload(vec![
        ("job", Out::Null),
        ("jobResult", Out::Null),
        ("orderCancelUserErrors", Out::Errors(vec![error.clone()])),
        ("userErrors", Out::Errors(vec![error])),
    ])
}

fn precondition(shop: &Shop, args: &Args, id: u64) -> Option<UserError> {
    let Some(order) = shop.orders.get(&id) else {
        return Some(UserError::at(&["orderId"], "Order does not exist").code("NOT_FOUND"));
    };
    if args.has("refund") && args.has("refundMethod") {
        return Some(
            UserError::at(&["refund"], "Only one of the arguments `refund` or `refund_method` is allowed.")
                .code("INVALID"),
        );
    }
    if args.text("staffNote").is_some_and(|it| it.chars().count() > NOTE_MAX) {
        return Some(
            UserError::at(&["staffNote"], "Staff note is too long (maximum is 255 characters)")
                .code("INVALID"),
        );
    }
    let at = |message: &str| Some(UserError::at(&["orderId"], message).code("INVALID"));
    if order.cancelled.is_some() {
        return at("Cannot cancel an order that has already been canceled");
    }
    if order.fulfillments.iter().any(|it| it.counts()) {
        return at("Cannot cancel an order that has outstanding fulfillments");
    }
    let pending = |order: &Order| {
        order.transactions.iter().any(|it| it.kind == "AUTHORIZATION" && it.status == "PENDING")
    };
    if pending(order) {
        return at("Cannot cancel an order that has pending payments");
    }
    None
}

/// Ends cancellations that are due.
pub(super) fn run_jobs(shop: &mut Shop) {
    while let Some(next) = shop.jobs_due.first().filter(|it| it.0 <= shop.now).cloned() {
        shop.jobs_due.remove(&next);
        let Some(job) = shop.jobs.get_mut(&next.1) else { continue };
        job.done = true;
        let JobKind::Cancel { order, restock, refund } = job.kind.clone();
        end(shop, order, restock, refund);
        shop.send_events();
    }
}

fn end(shop: &mut Shop, id: u64, restock: bool, refund: bool) {
    let now = shop.now;
    let Some(order) = shop.orders.get(&id) else { return };
    let units: Vec<(u64, u64)> =
        order.lines.iter().map(|it| (it.id, it.current())).filter(|it| it.1 > 0).collect();
    if refund && order.totals().net_payment().shop.minor() > 0 {
        refund::all_of(shop, id, &units, restock);
    } else {
        if let Some(order) = shop.orders.get_mut(&id) {
            for (line, units) in &units {
                if let Some(line) = order.line_mut(*line) {
                    line.removed += units;
                }
            }
        }
        if restock {
            refund::restock(shop, id, &units);
        }
    }
    release_authorizations(shop, id);
    if let Some(order) = shop.orders.get_mut(&id) {
        order.closed_at = order.cancelled.as_ref().map(|it| it.at);
        order.updated_at = now;
        for it in &mut order.requests {
            it.updated_at = now;
            for line in &mut it.lines {
                if it.status == "CLOSED" {
                    line.total -= line.remaining;
                    line.remaining = 0;
                }
            }
        }
    }
    shop.tell("ORDERS_CANCELLED", id, Subject::Order);
    shop.tell("ORDERS_UPDATED", id, Subject::Order);
}

/// Money that was promised and not taken is released.
fn release_authorizations(shop: &mut Shop, id: u64) {
    let Some(order) = shop.orders.get(&id) else { return };
    let left = order.totals().authorized;
    let parent = order.transactions.iter().find(|it| it.kind == "AUTHORIZATION" && it.succeeded()).cloned();
    if let Some(parent) = parent.filter(|_| left.shop.minor() > 0) {
        let mut void = parent.clone();
        void.id = shop.ids.next();
        void.kind = "VOID".to_owned();
        void.amount = left;
        void.parent = Some(parent.id);
        super::lifecycle::book(shop, id, void);
    }
}
