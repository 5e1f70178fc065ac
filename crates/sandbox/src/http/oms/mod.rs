//! An order management system: it takes orders, and its people route them to a warehouse.

mod order;
mod request;

use seamless_model::{Believed, Event, Keys, SystemId};
use serde_json::Value;

use super::answer::Refusal;
use super::collection::{Collection, Created, Record, shown};
use super::desk::Desk;
use super::fields::Fields;
use super::route::Query;
use super::twin::Behaviour;
use crate::{Deed, DeedError};
use order::{Order, OrderStatus};
use request::{FulfillmentRequest, Line, Status};

/// The documents of an OMS.
pub struct OmsBehaviour {
    orders: Collection<Order>,
    requests: Collection<FulfillmentRequest>,
}

/// Somebody routes an order, by its number.
pub struct RouteOrder(u64);

impl Behaviour for OmsBehaviour {
    type Task = RouteOrder;
    const COLLECTIONS: &'static [&'static str] = &[Order::NAME, FulfillmentRequest::NAME];

    fn start() -> Self {
        Self { orders: Collection::starting_at(10_001), requests: Collection::starting_at(1) }
    }

    fn list(&self, collection: &str, query: &Query) -> Result<Value, Refusal> {
        if collection == Order::NAME { self.orders.page(query) } else { self.requests.page(query) }
    }

    fn read(&self, collection: &str, id: &str) -> Result<Value, Refusal> {
        if collection == Order::NAME {
            shown(self.orders.by_id(id)?)
        } else {
            shown(self.requests.by_id(id)?)
        }
    }

    fn create(
        &mut self,
        desk: &mut Desk<RouteOrder>,
        collection: &str,
        body: &Fields<'_>,
    ) -> Result<Created, Refusal> {
        if collection != Order::NAME {
            // Requests are made here, by routing an order.
            return Err(Refusal::method("GET"));
        }
        let order = Order::read(self.orders.next_number(), desk, body)?;
        let same = self.orders.having("external_id", &order.external_id);
        desk.check_unique("external_id", &order.external_id, same)?;
        self.orders.insert(order.clone());
        desk.created(&order, Event::Create, Some(order.id.to_string()));
        if order.status == OrderStatus::Open {
            desk.later(desk.config.pace.route, RouteOrder(order.id));
        }
        Created::of(&order)
    }

    fn update(
        &mut self,
        desk: &mut Desk<RouteOrder>,
        collection: &str,
        id: &str,
        body: &Fields<'_>,
    ) -> Result<Value, Refusal> {
        if collection != Order::NAME {
            return self.update_request(desk, id, body);
        }
        let order = self.orders.by_id(id)?;
        if order.status == OrderStatus::Cancelled {
            return Err(Refusal::conflict("order_cancelled", format!("order {id} is cancelled")));
        }
        let (number, changed) = (order.id, order.changed(desk, body)?);
        self.edit(desk, number, |order| *order = changed);
        shown(self.orders.by_id(id)?)
    }

    fn cancel(
        &mut self,
        desk: &mut Desk<RouteOrder>,
        collection: &str,
        id: &str,
        body: &Fields<'_>,
    ) -> Result<Value, Refusal> {
        body.only(&["reason"])?;
        let reason = body.text("reason")?;
        if collection == Order::NAME {
            let number = self.orders.by_id(id)?.id;
            self.cancel_order(desk, number, reason);
            return shown(self.orders.by_id(id)?);
        }
        let request = self.requests.by_id(id)?;
        if matches!(request.status, Status::Shipped | Status::PartlyShipped) {
            return Err(Refusal::conflict("already_shipped", format!("of {id} something has been shipped")));
        }
        let number = request.number;
        self.change_request(desk, number, Event::Cancel, |it| it.status = Status::Cancelled);
        shown(self.requests.by_id(id)?)
    }

    fn work(&mut self, desk: &mut Desk<RouteOrder>, RouteOrder(number): RouteOrder) {
        let Some(order) = self.orders.get(number).filter(|it| it.status == OrderStatus::Open) else { return };
        let wanted = self.wanted(order, None);
        if wanted.is_empty() {
            return;
        }
        let request = FulfillmentRequest::of(self.requests.next_number(), order, wanted, desk.now);
        self.requests.insert(request.clone());
        desk.created(&request, Event::Create, Some(number.to_string()));
    }

    fn act(&mut self, desk: &mut Desk<RouteOrder>, deed: &Deed) -> Result<Keys, DeedError> {
        match deed {
            Deed::Cancel { order } => {
                let number = self.number_of(order)?;
                self.cancel_order(desk, number, Some("staff".to_owned()));
                Ok(self.keys(desk, number))
            }
            Deed::Edit { order, sku, quantity } => {
                let number = self.number_of(order)?;
                let mut edited = self.orders.get(number).cloned().ok_or_else(|| unknown(order))?;
                if edited.status == OrderStatus::Cancelled {
                    return Err(DeedError::Refused(format!("order {order} is cancelled")));
                }
                if !edited.set_quantity(sku, *quantity) {
                    return Err(DeedError::Refused(format!("order {order} has no line with {sku}")));
                }
                self.edit(desk, number, |it| *it = edited);
                Ok(self.keys(desk, number))
            }
            _ => Err(DeedError::NotHere("in an OMS, people cancel and edit orders")),
        }
    }

    fn documents(&self, system: &SystemId) -> Vec<Believed> {
        let orders = self.orders.iter().map(|it| it.truth(system));
        orders.chain(self.requests.iter().map(|it| it.truth(system))).collect()
    }
}

impl OmsBehaviour {
    /// Changes an order, tells of it, and brings its requests in line.
    fn edit(&mut self, desk: &mut Desk<RouteOrder>, number: u64, change: impl FnOnce(&mut Order)) {
        let before = self.orders.get(number).map(|it| it.status);
        let Some(order) = self.orders.change(number, desk.now, change) else { return };
        let event = match (before, order.status) {
            (Some(OrderStatus::Open), OrderStatus::OnHold) => Event::Hold,
            (Some(OrderStatus::OnHold), OrderStatus::Open) => Event::Release,
            _ => Event::Edit,
        };
        desk.updated(&order, event, Some(number.to_string()));
        self.follow(desk, &order);
    }

    /// An open request follows its order; what no request asks for is routed, unless the order is held.
    fn follow(&mut self, desk: &mut Desk<RouteOrder>, order: &Order) {
        let open = self.requests_of(order.id).find(|it| it.status == Status::Open).map(|it| it.number);
        if let Some(number) = open {
            let wanted = self.wanted(order, Some(number));
            let event = if wanted.is_empty() { Event::Cancel } else { Event::Edit };
            self.change_request(desk, number, event, |it| it.follow(order, wanted));
        } else if order.status == OrderStatus::Open && !self.wanted(order, None).is_empty() {
            desk.later(desk.config.pace.route, RouteOrder(order.id));
        }
    }

    fn cancel_order(&mut self, desk: &mut Desk<RouteOrder>, number: u64, reason: Option<String>) {
        let now = desk.now;
        let changed = self.orders.change(number, now, |order| {
            if order.status != OrderStatus::Cancelled {
                order.status = OrderStatus::Cancelled;
                order.cancelled_at = Some(now);
                order.cancel_reason = reason;
            }
        });
        let Some(order) = changed else { return };
        desk.updated(&order, Event::Cancel, Some(number.to_string()));
        let open = self.requests_of(number).filter(|it| it.status == Status::Open).map(|it| it.number);
        for request in open.collect::<Vec<_>>() {
            self.change_request(desk, request, Event::Cancel, |it| it.status = Status::Cancelled);
        }
    }

    fn update_request(
        &mut self,
        desk: &mut Desk<RouteOrder>,
        id: &str,
        body: &Fields<'_>,
    ) -> Result<Value, Refusal> {
        let request = self.requests.by_id(id)?;
        if request.status == Status::Cancelled {
            return Err(Refusal::conflict("request_cancelled", format!("{id} is cancelled")));
        }
        let (number, changed) = (request.number, request.changed(body)?);
        let event = if changed.status == Status::PartlyShipped { Event::Partial } else { Event::Edit };
        self.change_request(desk, number, event, |it| *it = changed);
        shown(self.requests.by_id(id)?)
    }

    fn change_request(
        &mut self,
        desk: &mut Desk<RouteOrder>,
        number: u64,
        event: Event,
        change: impl FnOnce(&mut FulfillmentRequest),
    ) {
        if let Some(request) = self.requests.change(number, desk.now, change) {
            desk.updated(&request, event, Some(request.order_id.to_string()));
        }
    }

    fn requests_of(&self, order: u64) -> impl Iterator<Item = &FulfillmentRequest> {
        self.requests.having("order_id", &order.to_string())
    }

    /// What an order wants that no request asks for, or none but this one.
    fn wanted(&self, order: &Order, but: Option<u64>) -> Vec<Line> {
        let others: Vec<_> = self.requests_of(order.id).filter(|it| Some(it.number) != but).collect();
        let lines = order.lines.iter().filter(|it| it.requires_shipping).map(|line| {
            let asked: u64 = others.iter().map(|it| it.asked(line.line_id)).sum();
            Line {
                line_id: line.line_id,
                external_line_id: line.external_line_id.clone(),
                sku: line.sku.clone(),
                quantity: line.quantity.saturating_sub(asked),
                shipped: 0,
            }
        });
        lines.filter(|it| it.quantity > 0).collect()
    }

    /// The order with this number or external reference.
    fn number_of(&self, order: &str) -> Result<u64, DeedError> {
        let by_reference = self.orders.having("external_id", order).next();
        let found = by_reference.or_else(|| self.orders.by_id(order).ok());
        found.map(|it| it.id).ok_or_else(|| unknown(order))
    }

    fn keys(&self, desk: &Desk<RouteOrder>, number: u64) -> Keys {
        self.orders.get(number).map(|it| it.truth(&desk.system).keys).unwrap_or_default()
    }
}

fn unknown(order: &str) -> DeedError {
    DeedError::UnknownOrder(order.to_owned())
}
