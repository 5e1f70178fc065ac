//! From webhook JSON to the house's documents.

use indexmap::IndexMap;
use jiff::Timestamp;
use seamless_model::{
    Address, Body, Cancelled, Charge, Currency, Customer, DocumentKind, Line, Money, MoneyPair, Observation,
    Order, Payment, Refund, RefundLine, Restock, Shipment, ShipmentLine, ShipmentStatus, Totals,
};

use super::meaning::{
    self, Life, Total, Units, add, ever_left, full_name, keys, nothing, of_order, payment_state,
    payment_steps, rank, restock, revision, shipment_status, shipment_steps, tracking, unit_price, wanted,
    word,
};
use super::seen::Seen;
use super::webhook as wire;
use super::webhook::own_id;
use crate::json::{filled, wrong};
use crate::{Fetch, NotUnderstood, Understood};

/// An order, with the shipments and refunds that came with it.
///
/// With `holds` the map minds holds, which an order's webhook does not tell: an order that can still be held is then
/// not taken from its webhook but fetched, so that an edit never looks like a release. Its shipments and refunds are
/// taken all the same.
pub(super) fn order(seen: Seen<'_>, order: wire::Order, holds: bool) -> Result<Understood, NotUnderstood> {
    let id = own_id(order.id, order.admin_graphql_api_id.as_deref());
    let fetch = Fetch { kind: DocumentKind::Order, id: id.clone() };
    let presentment = order.presentment_currency.unwrap_or(order.currency);
    let mut understood = Understood::default();
    let mut shipments = Vec::new();
    for (i, parcel) in order.fulfillments.iter().enumerate() {
        shipments.push(
            shipment(seen, parcel, Some(&id))
                .map_err(|error| within(error, &format!("fulfillments[{i}]")))?,
        );
    }
    let mut refunds = Vec::new();
    for (i, it) in order.refunds.iter().enumerate() {
        match refund(seen, it, Some((order.currency, presentment)), Some(&id))
            .map_err(|error| within(error, &format!("refunds[{i}]")))?
        {
            Some(it) => refunds.push(it),
            // The books need the shop's amount, which this message does not have.
            None => understood.fetch = vec![fetch.clone()],
        }
    }
    if holds && can_be_held(&order) {
        understood.fetch = vec![fetch];
    } else {
        understood.observations.push(order_itself(seen, id, presentment, order)?);
    }
    understood.observations.extend(shipments);
    understood.observations.extend(refunds);
    Ok(understood)
}

fn can_be_held(order: &wire::Order) -> bool {
    order.cancelled_at.is_none()
        && order.closed_at.is_none()
        && order.fulfillment_status.as_deref().map(word).as_deref() != Some("fulfilled")
}

fn within(error: NotUnderstood, parent: &str) -> NotUnderstood {
    match error {
        NotUnderstood::Field { at, problem } => wrong(format!("{parent}.{at}"), problem),
        other => other,
    }
}

fn order_itself(
    seen: Seen<'_>,
    id: String,
    presentment: Currency,
    order: wire::Order,
) -> Result<Observation, NotUnderstood> {
    let payment = filled(order.financial_status).map(|it| payment_state(&it));
    let dead = order.fulfillments.iter().filter(|it| !is_live(it)).count();
    let life = Life {
        cancelled: order.cancelled_at.is_some(),
        closed: order.closed_at.is_some(),
        fulfillments: order.fulfillments.len(),
        dead_fulfillments: dead,
        refunds: order.refunds.len(),
        payment: payment_steps(payment.as_ref()),
    };
    let at = order.updated_at.or(order.created_at).or(seen.triggered_at);
    let units = Went::of(&order.fulfillments, &order.refunds);
    let mut lines = Vec::new();
    for (i, it) in order.line_items.into_iter().enumerate() {
        lines.push(line(it, &units).map_err(|error| within(error, &format!("line_items[{i}]")))?);
    }
    let known = keys([("name", order.name.clone()), ("source_identifier", order.source_identifier)]);
    let totals = order.current_total_price_set.or(order.total_price_set).map(|total| Totals {
        subtotal: pair(order.current_subtotal_price_set.or(order.subtotal_price_set)),
        discount: pair(order.current_total_discounts_set.or(order.total_discounts_set)),
        shipping: pair(order.current_shipping_price_set.or(order.total_shipping_price_set)),
        tax: pair(order.current_total_tax_set.or(order.total_tax_set)),
        total: total.0,
    });
    let email = filled(order.email).or(filled(order.contact_email));
    let body = Order {
        number: filled(order.name),
        source: filled(order.source_name),
        placed_at: order.processed_at.or(order.created_at),
        test: order.test,
        held: false,
        cancelled: cancelled(order.cancelled_at, order.cancel_reason),
        payment,
        currency: order.currency,
        presentment_currency: Some(presentment),
        tax_included: order.taxes_included,
        lines,
        shipping: order
            .shipping_lines
            .into_iter()
            .filter(|it| !it.is_removed)
            .map(charge)
            .collect::<Result<_, _>>()?,
        totals,
        ship_to: order.shipping_address.map(address),
        bill_to: order.billing_address.map(address),
        customer: customer(order.customer, email, filled(order.phone)),
        note: filled(order.note),
        tags: tags(order.tags.as_deref().unwrap_or_default().split(',')),
    };
    Ok(seen.document(id, known, Vec::new(), revision(at, life.rank(false)), Body::Order(body)))
}

fn pair(total: Option<Total>) -> Option<MoneyPair> {
    total.map(|it| it.0)
}

/// When and why an order was cancelled.
pub(super) fn cancelled(at: Option<Timestamp>, reason: Option<String>) -> Option<Cancelled> {
    at.map(|at| Cancelled { at: Some(at), reason: filled(reason).map(|it| word(&it)) })
}

/// Labels, trimmed, sorted, each once.
pub(super) fn tags<'t>(tags: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut tags: Vec<String> =
        tags.into_iter().map(str::trim).filter(|it| !it.is_empty()).map(ToOwned::to_owned).collect();
    tags.sort();
    tags.dedup();
    tags
}

/// What has become of an order's units, per line.
struct Went {
    /// Those that had left when their line was last refunded.
    shipped: Units,
    cancelled: Units,
    returned: Units,
}

impl Went {
    fn of(fulfillments: &[wire::Fulfillment], refunds: &[wire::Refund]) -> Self {
        let mut went = Self { shipped: Units::new(), cancelled: Units::new(), returned: Units::new() };
        let refunded = last_refunds(refunds);
        for parcel in fulfillments.iter().filter(|it| is_live(it)) {
            for line in &parcel.line_items {
                let id = line_id(line);
                let before = match (parcel.created_at, refunded.get(&id)) {
                    (Some(left), Some(refunded)) => left <= *refunded,
                    _ => true,
                };
                if before {
                    *went.shipped.entry(id).or_default() += line.quantity;
                }
            }
        }
        for line in refunds.iter().flat_map(|it| &it.refund_line_items) {
            let units = match restock(&line.restock_type) {
                Restock::Cancel => &mut went.cancelled,
                Restock::Return => &mut went.returned,
                Restock::None | Restock::Unknown(_) => continue,
            };
            *units.entry(refunded_line(line)).or_default() += line.quantity;
        }
        went
    }
}

/// When each line was last refunded, where that is told.
fn last_refunds(refunds: &[wire::Refund]) -> IndexMap<String, Timestamp> {
    let mut last: IndexMap<String, Timestamp> = IndexMap::new();
    for refund in refunds {
        let Some(at) = refund.created_at else { continue };
        for line in &refund.refund_line_items {
            let known = last.entry(refunded_line(line)).or_insert(at);
            *known = at.max(*known);
        }
    }
    last
}

fn is_live(parcel: &wire::Fulfillment) -> bool {
    !matches!(shipment_status(&parcel.status, None), ShipmentStatus::Voided | ShipmentStatus::Failed)
}

fn line_id(line: &wire::Line) -> String {
    own_id(line.id, line.admin_graphql_api_id.as_deref())
}

fn refunded_line(line: &wire::RefundLine) -> String {
    own_id(line.line_item_id, line.line_item.as_ref().and_then(|it| it.admin_graphql_api_id.as_deref()))
}

fn line(line: wire::Line, went: &Went) -> Result<Line, NotUnderstood> {
    let id = line_id(&line);
    let of = |units: &Units| units.get(&id).copied().unwrap_or(0);
    // Payloads without `current_quantity` exist: what was refunded and put back is then taken off the quantity.
    let current = line.current_quantity.unwrap_or_else(|| {
        line.quantity.saturating_sub(of(&went.cancelled)).saturating_sub(of(&went.returned))
    });
    let quantity = wanted(line.quantity, current, of(&went.returned), of(&went.shipped));
    let discount = match line.discount_allocations {
        Some(parts) => meaning::sum(parts.into_iter().map(|it| it.amount_set), "discount_allocations")?,
        None => meaning::sum(line.total_discount_set, "total_discount_set")?,
    };
    Ok(Line {
        id,
        sku: filled(line.sku),
        title: filled(line.name).or(filled(line.title)),
        quantity,
        ordered: line.quantity,
        unit_price: unit_price(line.price_set, line.price),
        discount,
        tax: meaning::sum(line.tax_lines.into_iter().map(|it| it.price_set), "tax_lines")?,
        ships: line.requires_shipping.unwrap_or(true),
        gift_card: line.gift_card,
    })
}

fn charge(line: wire::ShippingLine) -> Result<Charge, NotUnderstood> {
    let amount = line.discounted_price_set.or(line.price_set).ok_or_else(|| {
        wrong("shipping_lines", "a shipping line has neither `discounted_price_set` nor `price_set`")
    })?;
    Ok(Charge { title: line.title.unwrap_or_default(), code: filled(line.code), amount: amount.0 })
}

fn address(it: wire::Address) -> Address {
    Address {
        name: filled(it.name).or_else(|| full_name(it.first_name, it.last_name)),
        company: filled(it.company),
        address1: filled(it.address1),
        address2: filled(it.address2),
        city: filled(it.city),
        province: filled(it.province_code).or(filled(it.province)),
        zip: filled(it.zip),
        country: filled(it.country_code),
        phone: filled(it.phone),
    }
}

/// The order's own e-mail is what the buyer gave for this order; the account's stands in for it.
fn customer(it: Option<wire::Customer>, email: Option<String>, phone: Option<String>) -> Option<Customer> {
    let found = match it {
        Some(it) => Customer {
            id: it.id.map(|id| own_id(id, it.admin_graphql_api_id.as_deref())),
            name: full_name(it.first_name, it.last_name),
            email: email.or(filled(it.email)),
            phone,
        },
        None => Customer { email, phone, ..Customer::default() },
    };
    (found != Customer::default()).then_some(found)
}

/// A shipment. `order` is the order's identifier where the payload stands inside its order.
pub(super) fn shipment(
    seen: Seen<'_>,
    parcel: &wire::Fulfillment,
    order: Option<&str>,
) -> Result<Observation, NotUnderstood> {
    let id = own_id(parcel.id, parcel.admin_graphql_api_id.as_deref());
    let status = shipment_status(&parcel.status, parcel.shipment_status.as_deref());
    let mut numbers = parcel.tracking_numbers.clone();
    if numbers.is_empty() {
        numbers.extend(parcel.tracking_number.clone());
    }
    let tracking = tracking(parcel.tracking_company.as_ref(), numbers, &parcel.tracking_urls);
    let first = tracking.first().map(|it| it.number.clone());
    let steps = shipment_steps(&status) + tracking.len();
    let body = Shipment {
        shipped_at: ever_left(&status).then_some(parcel.created_at).flatten(),
        status,
        lines: parcel.line_items.iter().map(shipped_line).collect(),
        tracking,
        location: parcel.location_id.map(|it| it.to_string()),
    };
    let at = parcel.updated_at.or(parcel.created_at).or(seen.triggered_at);
    let parents = order.map_or_else(|| of_order(parcel.order_id), of_order);
    let known = keys([("name", parcel.name.clone()), ("tracking", first)]);
    Ok(seen.document(id, known, parents, revision(at, rank(steps, false)), Body::Shipment(body)))
}

fn shipped_line(line: &wire::Line) -> ShipmentLine {
    ShipmentLine { order_line: Some(line_id(line)), sku: filled(line.sku.clone()), quantity: line.quantity }
}

/// A refund; `None` where the message does not tell its amount in the shop's currency.
///
/// `currencies` are the order's (shop, presentment) where the payload stands inside its order. A refund alone names
/// them in one of its own totals. Its transactions tell amounts in the customer's currency only.
pub(super) fn refund(
    seen: Seen<'_>,
    refund: &wire::Refund,
    currencies: Option<(Currency, Currency)>,
    order: Option<&str>,
) -> Result<Option<Observation>, NotUnderstood> {
    let id = own_id(refund.id, refund.admin_graphql_api_id.as_deref());
    let Some((shop, presentment)) = currencies.or_else(|| own_currencies(refund)) else { return Ok(None) };
    let moved: Vec<&wire::Transaction> = refund.transactions.iter().filter(|it| moves_money(it)).collect();
    if !moved.is_empty() && shop != presentment {
        return Ok(None);
    }
    let mut amount = nothing(shop, presentment);
    for it in &moved {
        let money = Money::from_decimal(it.amount.0, it.currency)
            .map_err(|error| wrong("transactions", error.to_string()))?;
        amount = add(amount, money.into()).map_err(|error| wrong("transactions", error.to_string()))?;
    }
    let body = Refund {
        created_at: refund.created_at,
        note: filled(refund.note.clone()),
        amount,
        pending: moved.iter().any(|it| word(&it.status) != "success"),
        lines: refund.refund_line_items.iter().map(refund_line).collect(),
        shipping: meaning::sum(
            refund.refund_shipping_lines.iter().map(|it| it.subtotal_amount_set),
            "refund_shipping_lines",
        )?,
        voided: false,
    };
    let settled = moved.iter().filter(|it| word(&it.status) == "success").count();
    let at = refund.created_at.or(seen.triggered_at);
    let parents = order.map_or_else(|| of_order(refund.order_id), of_order);
    let known = keys([]);
    Ok(Some(seen.document(id, known, parents, revision(at, rank(settled, false)), Body::Refund(body))))
}

/// Money that goes, or is on its way, back to the customer. What failed does not.
fn moves_money(it: &wire::Transaction) -> bool {
    word(&it.kind) == "refund" && is_good(&it.status)
}

/// Whether a transaction has moved money or may yet.
pub(super) fn is_good(status: &str) -> bool {
    matches!(word(status).as_str(), "success" | "pending" | "awaiting_response")
}

fn own_currencies(refund: &wire::Refund) -> Option<(Currency, Currency)> {
    let line = refund.refund_line_items.iter().find_map(|it| it.subtotal_set);
    let total = line.or(refund.total_duties_set)?;
    Some((total.0.shop.currency(), total.0.presentment.currency()))
}

fn refund_line(line: &wire::RefundLine) -> RefundLine {
    RefundLine {
        order_line: Some(refunded_line(line)),
        sku: filled(line.line_item.as_ref().and_then(|it| it.sku.clone())),
        quantity: line.quantity,
        restock: restock(&line.restock_type),
        subtotal: pair(line.subtotal_set),
        tax: pair(line.total_tax_set),
    }
}

/// A movement of money, in the currency that the customer paid in.
pub(super) fn payment(seen: Seen<'_>, it: &wire::Transaction) -> Result<Observation, NotUnderstood> {
    let id = own_id(it.id, it.admin_graphql_api_id.as_deref());
    let status = word(&it.status);
    let body = Payment {
        action: word(&it.kind),
        gateway: filled(it.gateway.clone()),
        amount: Money::from_decimal(it.amount.0, it.currency)
            .map_err(|error| wrong("amount", error.to_string()))?,
        processed_at: it.processed_at,
        parent: it.parent_id.map(|id| id.to_string()),
        test: it.test,
        status,
    };
    let steps = usize::from(!matches!(body.status.as_str(), "pending" | "awaiting_response"));
    let at = it.processed_at.or(it.created_at).or(seen.triggered_at);
    let known = keys([]);
    Ok(seen.document(id, known, of_order(it.order_id), revision(at, rank(steps, false)), Body::Payment(body)))
}
