//! A warehouse: it takes pick orders, and its people pick, pack and ship.

mod people;
mod pick_order;
mod shipment;

use std::collections::BTreeMap;

use jiff::Timestamp;
use seamless_model::{Believed, Body, Cancellation, DocumentKind, Event, Keys, Reference, SystemId};
use serde_json::Value;

use super::answer::Refusal;
use super::collection::{Collection, Created, Record, shown};
use super::desk::Desk;
use super::fields::Fields;
use super::route::Query;
use super::twin::Behaviour;
use crate::{Deed, DeedError};
use people::Step;
pub use people::Work;
use pick_order::{PickOrder, PickState};
use shipment::{Shipment, ShipmentState};

/// The documents of a warehouse.
pub struct WmsBehaviour {
    orders: Collection<PickOrder>,
    shipments: Collection<Shipment>,
    /// Pick orders that somebody asked to cancel when it was too late, with the first such moment.
    refused: BTreeMap<u64, Timestamp>,
}

impl Behaviour for WmsBehaviour {
    type Task = Work;
    const COLLECTIONS: &'static [&'static str] = &[PickOrder::NAME, Shipment::NAME];

    fn start() -> Self {
        Self {
            orders: Collection::starting_at(1),
            shipments: Collection::starting_at(1),
            refused: BTreeMap::new(),
        }
    }

    fn list(&self, collection: &str, query: &Query) -> Result<Value, Refusal> {
        if collection == PickOrder::NAME { self.orders.page(query) } else { self.shipments.page(query) }
    }

    fn read(&self, collection: &str, id: &str) -> Result<Value, Refusal> {
        if collection == PickOrder::NAME {
            shown(self.orders.by_id(id)?)
        } else {
            shown(self.shipments.by_id(id)?)
        }
    }

    fn create(
        &mut self,
        desk: &mut Desk<Work>,
        collection: &str,
        body: &Fields<'_>,
    ) -> Result<Created, Refusal> {
        if collection != PickOrder::NAME {
            // Parcels are made here, by people.
            return Err(Refusal::method("GET"));
        }
        let order = PickOrder::read(self.orders.next_number(), desk, body)?;
        let same = self.orders.having("request_ref", &order.request_ref);
        desk.check_unique("request_ref", &order.request_ref, same)?;
        self.orders.insert(order.clone());
        desk.created(&order, Event::Create, name_of(&order));
        self.plan(desk, order.number, Step::Begin);
        Created::of(&order)
    }

    fn update(
        &mut self,
        desk: &mut Desk<Work>,
        collection: &str,
        id: &str,
        body: &Fields<'_>,
    ) -> Result<Value, Refusal> {
        if collection == PickOrder::NAME {
            let order = self.orders.by_id(id)?;
            if order.state != PickState::Received {
                let message =
                    format!("{id} is {}: it can be changed only while it is received", word(order.state));
                return Err(Refusal::conflict("already_picking", message));
            }
            let (number, changed) = (order.number, order.changed(desk, body)?);
            self.change_order(desk, number, Event::Edit, |it| *it = changed);
            return shown(self.orders.by_id(id)?);
        }
        let shipment = self.shipments.by_id(id)?;
        if shipment.state == ShipmentState::Voided {
            return Err(Refusal::conflict("shipment_voided", format!("{id} is voided")));
        }
        let (number, changed) = (shipment.number, shipment.changed(body)?);
        self.change_shipment(desk, number, Event::Tracking, |it| *it = changed);
        shown(self.shipments.by_id(id)?)
    }

    fn cancel(
        &mut self,
        desk: &mut Desk<Work>,
        collection: &str,
        id: &str,
        body: &Fields<'_>,
    ) -> Result<Value, Refusal> {
        body.only(&["reason"])?;
        body.text("reason")?;
        if collection == PickOrder::NAME {
            let number = self.orders.by_id(id)?.number;
            self.cancel_order(desk, number)?;
            return shown(self.orders.by_id(id)?);
        }
        let number = self.shipments.by_id(id)?.number;
        self.call_back(desk, number);
        shown(self.shipments.by_id(id)?)
    }

    fn work(&mut self, desk: &mut Desk<Work>, work: Work) {
        self.do_work(desk, work);
    }

    fn act(&mut self, desk: &mut Desk<Work>, deed: &Deed) -> Result<Keys, DeedError> {
        match deed {
            Deed::Pick { order } => self.pick_by_hand(desk, order),
            Deed::Ship { order, lines } => self.ship_by_hand(desk, order, lines),
            Deed::Cancel { order } => {
                let (number, keys) = self.found(desk, order)?;
                let done = self.cancel_order(desk, number);
                done.map(|()| keys).map_err(|refusal| DeedError::Refused(refusal.message().to_owned()))
            }
            _ => Err(DeedError::NotHere("in a warehouse, people pick, ship and cancel")),
        }
    }

    fn documents(&self, system: &SystemId) -> Vec<Believed> {
        let orders = self.orders.iter().map(|it| it.truth(system));
        let refused = self.refused.iter().map(|(number, at)| refusal(system, *number, *at));
        orders.chain(self.shipments.iter().map(|it| it.truth(system))).chain(refused).collect()
    }
}

/// A cancellation that came too late, as a record of the warehouse's own.
fn refusal(system: &SystemId, number: u64, at: Timestamp) -> Believed {
    let pick_order = PickOrder::id_of(number);
    let id = format!("C-{number}");
    Believed {
        system: system.clone(),
        keys: [("id".to_owned(), id.clone())].into_iter().collect(),
        id,
        parents: vec![Reference {
            kind: DocumentKind::FulfillmentRequest,
            field: "id".to_owned(),
            value: pick_order,
        }],
        since: at,
        seen_at: at,
        body: Body::Cancellation(Cancellation { at: Some(at), reason: None, accepted: Some(false) }),
    }
}

impl WmsBehaviour {
    fn cancel_order(&mut self, desk: &mut Desk<Work>, number: u64) -> Result<(), Refusal> {
        let Some(order) = self.orders.get(number) else { return Ok(()) };
        match order.state {
            PickState::Cancelled => {}
            PickState::Received | PickState::Picking => {
                self.change_order(desk, number, Event::Cancel, |it| it.state = PickState::Cancelled);
            }
            PickState::Picked | PickState::PartlyShipped | PickState::Shipped => {
                let message = format!("{} is {}: it can no longer be cancelled", order.id, word(order.state));
                self.refused.entry(number).or_insert(desk.now);
                return Err(Refusal::conflict("already_picked", message));
            }
        }
        Ok(())
    }

    /// A parcel is called back: what was in it is to be shipped again.
    fn call_back(&mut self, desk: &mut Desk<Work>, number: u64) {
        let voided = |it: &mut Shipment| it.state = ShipmentState::Voided;
        let Some(shipment) = self.change_shipment(desk, number, Event::Void, voided) else { return };
        let Some(order) = PickOrder::number_of(&shipment.pick_order) else { return };
        self.change_order(desk, order, Event::Edit, |order| {
            for line in &mut order.lines {
                let inside = shipment.lines.iter().filter(|it| it.line_ref == line.line_ref);
                line.shipped = line.shipped.saturating_sub(inside.map(|it| it.quantity).sum());
            }
            order.state = order.state_by_lines();
        });
        self.plan(desk, order, Step::ShipRest);
    }

    fn change_order(
        &mut self,
        desk: &mut Desk<Work>,
        number: u64,
        event: Event,
        change: impl FnOnce(&mut PickOrder),
    ) {
        if let Some(order) = self.orders.change(number, desk.now, change) {
            desk.updated(&order, event, name_of(&order));
        }
    }

    fn change_shipment(
        &mut self,
        desk: &mut Desk<Work>,
        number: u64,
        event: Event,
        change: impl FnOnce(&mut Shipment),
    ) -> Option<Shipment> {
        let shipment = self.shipments.change(number, desk.now, change)?;
        let order = shipment.order_ref.clone().or_else(|| Some(shipment.request_ref.clone()));
        desk.updated(&shipment, event, order);
        Some(shipment)
    }

    /// The newest pick order with this identifier or reference, one that lives before one that does not.
    fn found(&self, desk: &Desk<Work>, order: &str) -> Result<(u64, Keys), DeedError> {
        let by_id = self.orders.by_id(order).ok();
        let by_request = self.orders.having("request_ref", order);
        let named = by_id.into_iter().chain(by_request).chain(self.orders.having("order_ref", order));
        let newest = named.max_by_key(|it| (it.is_live(), it.number));
        let newest = newest.ok_or_else(|| DeedError::UnknownOrder(order.to_owned()))?;
        Ok((newest.number, newest.truth(&desk.system).keys))
    }
}

/// The order that a pick order belongs to, as the warehouse names it.
fn name_of(order: &PickOrder) -> Option<String> {
    order.order_ref.clone().or_else(|| Some(order.request_ref.clone()))
}

fn word(state: PickState) -> &'static str {
    match state {
        PickState::Received => "received",
        PickState::Picking => "being picked",
        PickState::Picked => "picked",
        PickState::PartlyShipped => "partly shipped",
        PickState::Shipped => "shipped",
        PickState::Cancelled => "cancelled",
    }
}
