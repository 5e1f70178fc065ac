//! The shop's truth as the house's documents.

use jiff::Timestamp;
use seamless_model::{
    Address, Believed, Body, Cancelled, Charge, Customer, DocumentKind, FulfillmentRequest, Keys, Line,
    Payment, PaymentState, Reference, Refund, RefundLine, RequestLine, RequestStatus, Restock, Shipment,
    ShipmentLine, ShipmentStatus, Totals, Tracking,
};

use super::state::{self, Order, Shop, add};

pub(super) fn documents(shop: &Shop) -> Vec<Believed> {
    let mut out = Vec::new();
    for it in shop.orders.values() {
        let write = Write { shop, order: it };
        out.push(write.order());
        out.extend(it.requests.iter().map(|it| write.request(it)));
        out.extend(it.fulfillments.iter().map(|it| write.shipment(it)));
        out.extend(it.refunds.iter().map(|it| write.refund(it)));
        out.extend(it.transactions.iter().map(|it| write.payment(it)));
    }
    out
}

pub(super) fn order_keys(it: &Order) -> Keys {
    let mut keys = Keys::new();
    keys.insert("id".to_owned(), it.id.to_string());
    keys.insert("name".to_owned(), it.name.clone());
    if let Some(source) = &it.source_identifier {
        keys.insert("source_identifier".to_owned(), source.clone());
    }
    keys
}

struct Write<'s> {
    shop: &'s Shop,
    order: &'s Order,
}

impl Write<'_> {
    fn believed(&self, id: u64, since: Timestamp, more: Vec<(&str, String)>, body: Body) -> Believed {
        let mut keys = Keys::new();
        keys.insert("id".to_owned(), id.to_string());
        keys.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
        let parent =
            Reference { kind: DocumentKind::Order, field: "id".to_owned(), value: self.order.id.to_string() };
        let system = self.shop.config.system.clone();
        Believed { system, id: id.to_string(), keys, parents: vec![parent], since, seen_at: since, body }
    }

    fn order(&self) -> Believed {
        let it = self.order;
        let buyer = it.customer.and_then(|id| self.shop.customers.get(&id));
        let cancelled = it.cancelled.as_ref();
        let body = seamless_model::Order {
            number: Some(it.name.clone()),
            source: Some(it.source_name.clone()),
            placed_at: Some(it.processed_at),
            test: it.test,
            held: held(it),
            cancelled: cancelled
                .map(|it| Cancelled { at: Some(it.at), reason: Some(it.reason.to_lowercase()) }),
            payment: it.financial_status().map(payment_state),
            currency: it.currency,
            presentment_currency: Some(it.presentment),
            tax_included: it.taxes_included,
            lines: it.lines.iter().map(|own| line(it, own)).collect(),
            shipping: it
                .shipping
                .iter()
                .map(|it| Charge { title: it.title.clone(), code: it.code.clone(), amount: it.discounted() })
                .collect(),
            totals: Some(totals(it)),
            ship_to: it.shipping_address.as_ref().map(address),
            bill_to: it.billing_address.as_ref().map(address),
            customer: buyer.map(|buyer| Customer {
                id: Some(buyer.id.to_string()),
                name: Some(buyer.display_name()).filter(|it| !it.is_empty()),
                email: buyer.email.clone(),
                phone: buyer.phone.clone(),
            }),
            note: it.note.clone(),
            tags: it.tags.clone(),
        };
        Believed {
            system: self.shop.config.system.clone(),
            id: it.id.to_string(),
            keys: order_keys(it),
            parents: Vec::new(),
            since: it.updated_at,
            seen_at: it.updated_at,
            body: Body::Order(body),
        }
    }

    fn sku(&self, line: u64) -> Option<String> {
        self.order.line(line).and_then(|it| it.sku.clone())
    }

    fn request(&self, it: &state::FulfillmentOrder) -> Believed {
        let lines = it.lines.iter().map(|own| RequestLine {
            id: own.id.to_string(),
            order_line: Some(own.line.to_string()),
            sku: self.sku(own.line),
            quantity: own.total,
            remaining: own.remaining,
        });
        let body = FulfillmentRequest {
            status: request_status(it),
            location: Some(it.location.to_string()),
            lines: lines.collect(),
            ship_to: self.order.shipping_address.as_ref().map(address),
        };
        self.believed(it.id, it.updated_at, Vec::new(), Body::FulfillmentRequest(body))
    }

    fn shipment(&self, it: &state::Fulfillment) -> Believed {
        let lines = it.lines.iter().map(|own| ShipmentLine {
            order_line: Some(own.line.to_string()),
            sku: self.sku(own.line),
            quantity: own.quantity,
        });
        let tracking = it.tracking.numbers.iter().enumerate().map(|(index, number)| Tracking {
            company: it.tracking.company.clone(),
            number: number.clone(),
            url: it.tracking.urls.get(index).cloned(),
        });
        let body = Shipment {
            status: if it.counts() { ShipmentStatus::Shipped } else { ShipmentStatus::Voided },
            shipped_at: Some(it.created_at),
            lines: lines.collect(),
            tracking: tracking.collect(),
            location: Some(it.location.to_string()),
        };
        let mut keys = vec![("name", format!("{}-F{}", self.order.name, it.number))];
        keys.extend(it.tracking.numbers.first().map(|it| ("tracking", it.clone())));
        self.believed(it.id, it.updated_at, keys, Body::Shipment(body))
    }

    fn refund(&self, it: &state::Refund) -> Believed {
        let moved = || it.transactions.iter().filter_map(|id| self.order.transaction(*id));
        let lines = it.lines.iter().map(|own| RefundLine {
            order_line: Some(own.line.to_string()),
            sku: self.sku(own.line),
            quantity: own.quantity,
            restock: match own.restock.as_str() {
                "CANCEL" => Restock::Cancel,
                "RETURN" => Restock::Return,
                _ => Restock::None,
            },
            subtotal: Some(own.subtotal),
            tax: Some(own.tax),
        });
        let body = Refund {
            created_at: Some(it.created_at),
            note: it.note.clone(),
            amount: moved().fold(self.order.zero(), |sum, it| add(sum, it.amount)),
            pending: moved().any(|it| !it.succeeded()),
            lines: lines.collect(),
            shipping: it.shipping.as_ref().map(|it| it.subtotal),
            voided: false,
        };
        self.believed(it.id, it.created_at, Vec::new(), Body::Refund(body))
    }

    fn payment(&self, it: &state::Transaction) -> Believed {
        let body = Payment {
            action: it.kind.to_lowercase(),
            status: it.status.to_lowercase(),
            gateway: Some(it.gateway.clone()).filter(|it| !it.is_empty()),
            amount: it.amount.presentment,
            processed_at: Some(it.processed_at),
            parent: it.parent.map(|it| it.to_string()),
            test: it.test,
        };
        self.believed(it.id, it.created_at, Vec::new(), Body::Payment(body))
    }
}

/// Shopify closes a fulfillment order when all of it is shipped and when its order is cancelled.
fn request_status(it: &state::FulfillmentOrder) -> RequestStatus {
    match it.status.as_str() {
        "OPEN" => RequestStatus::Open,
        "SCHEDULED" => RequestStatus::Scheduled,
        "ON_HOLD" => RequestStatus::Held,
        "IN_PROGRESS" => RequestStatus::InProgress,
        "INCOMPLETE" => RequestStatus::Incomplete,
        "CANCELLED" => RequestStatus::Cancelled,
        "CLOSED" => RequestStatus::Closed,
        other => RequestStatus::Unknown(other.to_lowercase()),
    }
}

/// Whether all that is still to be shipped is on hold.
fn held(it: &Order) -> bool {
    let open = || it.requests.iter().filter(|it| !it.is_closed() && it.remaining() > 0);
    open().next().is_some() && open().all(|it| it.status == "ON_HOLD")
}

/// Units that are wanted: what is current, and what was wanted and has gone. Shopify's current quantity also falls when
/// shipped goods come back, which does not make them unwanted at the time. What leaves after it was refunded is not
/// wanted again.
fn wanted(order: &state::Order, line: &state::Line) -> u64 {
    let concerns = |it: &&state::Refund| it.lines.iter().any(|own| own.line == line.id);
    let refunded = order.refunds.iter().filter(concerns).map(|it| it.created_at).max();
    let shipped: u64 = order
        .fulfillments
        .iter()
        .filter(|it| it.counts() && refunded.is_none_or(|at| it.created_at <= at))
        .flat_map(|it| &it.lines)
        .filter(|it| it.line == line.id)
        .map(|it| it.quantity)
        .sum();
    let returned: u64 = order
        .refunds
        .iter()
        .flat_map(|it| &it.lines)
        .filter(|it| it.line == line.id && it.restock.eq_ignore_ascii_case("return"))
        .map(|it| it.quantity)
        .sum();
    (line.current() + returned).max(shipped).min(line.quantity.max(line.current()))
}

fn line(order: &state::Order, it: &state::Line) -> Line {
    Line {
        id: it.id.to_string(),
        sku: it.sku.clone(),
        title: Some(it.title.clone()),
        quantity: wanted(order, it),
        ordered: it.quantity,
        unit_price: Some(it.unit_price.shop.decimal()),
        discount: Some(it.discount).filter(|it| !it.shop.is_zero()),
        tax: Some(it.tax()).filter(|it| !it.shop.is_zero()),
        ships: it.ships,
        gift_card: it.gift_card,
    }
}

fn totals(it: &Order) -> Totals {
    let sums = it.totals();
    Totals {
        subtotal: Some(sums.current_subtotal),
        discount: Some(sums.current_discounts),
        shipping: Some(sums.current_shipping),
        tax: Some(sums.current_tax),
        total: sums.current_total,
    }
}

fn address(it: &state::Address) -> Address {
    Address {
        name: it.name(),
        company: it.company.clone(),
        address1: it.address1.clone(),
        address2: it.address2.clone(),
        city: it.city.clone(),
        province: it.province_code.clone().or_else(|| it.province.clone()),
        zip: it.zip.clone(),
        country: it.country_code.clone(),
        phone: it.phone.clone(),
    }
}

fn payment_state(word: &str) -> PaymentState {
    match word {
        "PENDING" => PaymentState::Pending,
        "AUTHORIZED" => PaymentState::Authorized,
        "EXPIRED" => PaymentState::Expired,
        "PARTIALLY_PAID" => PaymentState::PartiallyPaid,
        "PAID" => PaymentState::Paid,
        "PARTIALLY_REFUNDED" => PaymentState::PartiallyRefunded,
        "REFUNDED" => PaymentState::Refunded,
        "VOIDED" => PaymentState::Voided,
        other => PaymentState::Unknown(other.to_lowercase()),
    }
}
