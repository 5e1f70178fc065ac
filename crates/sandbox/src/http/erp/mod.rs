//! An ERP: it books sales orders and credit notes.

mod credit_note;
mod sales_order;

use std::convert::Infallible;

use seamless_model::{Believed, Event, Keys, SystemId};
use serde_json::Value;

use super::answer::Refusal;
use super::collection::{Collection, Created, Record, shown};
use super::desk::Desk;
use super::fields::Fields;
use super::route::Query;
use super::twin::Behaviour;
use crate::{Deed, DeedError};
use credit_note::{CreditNote, CreditNoteState};
use sales_order::{SalesOrder, SalesOrderState};

/// The documents of an ERP.
pub struct ErpBehaviour {
    orders: Collection<SalesOrder>,
    notes: Collection<CreditNote>,
}

impl Behaviour for ErpBehaviour {
    // Nothing happens in the books by itself.
    type Task = Infallible;
    const COLLECTIONS: &'static [&'static str] = &[SalesOrder::NAME, CreditNote::NAME];

    fn start() -> Self {
        Self { orders: Collection::starting_at(1), notes: Collection::starting_at(1) }
    }

    fn list(&self, collection: &str, query: &Query) -> Result<Value, Refusal> {
        if collection == SalesOrder::NAME { self.orders.page(query) } else { self.notes.page(query) }
    }

    fn read(&self, collection: &str, id: &str) -> Result<Value, Refusal> {
        if collection == SalesOrder::NAME {
            shown(self.orders.by_id(id)?)
        } else {
            shown(self.notes.by_id(id)?)
        }
    }

    fn create(
        &mut self,
        desk: &mut Desk<Infallible>,
        collection: &str,
        body: &Fields<'_>,
    ) -> Result<Created, Refusal> {
        if collection == SalesOrder::NAME {
            let order = SalesOrder::read(self.orders.next_number(), desk, body)?;
            let same = self.orders.having("reference", &order.reference);
            desk.check_unique("reference", &order.reference, same)?;
            self.orders.insert(order.clone());
            desk.created(&order, Event::Create, Some(order.number.clone()));
            return Created::of(&order);
        }
        let note = CreditNote::read(self.notes.next_number(), desk, body)?;
        desk.check_unique("reference", &note.reference, self.notes.having("reference", &note.reference))?;
        self.notes.insert(note.clone());
        desk.created(&note, Event::Create, self.order_of(&note));
        Created::of(&note)
    }

    fn update(
        &mut self,
        desk: &mut Desk<Infallible>,
        collection: &str,
        id: &str,
        body: &Fields<'_>,
    ) -> Result<Value, Refusal> {
        if collection == SalesOrder::NAME {
            let order = self.orders.by_id(id)?;
            if order.state == SalesOrderState::Cancelled {
                return Err(Refusal::conflict("order_cancelled", format!("{id} is cancelled")));
            }
            let (number, changed) = (order.seq, order.changed(desk, body)?);
            self.change_order(desk, number, Event::Edit, |it| *it = changed);
            return shown(self.orders.by_id(id)?);
        }
        let note = self.notes.by_id(id)?;
        if note.state == CreditNoteState::Void {
            return Err(Refusal::conflict("credit_note_void", format!("{id} is void")));
        }
        let (number, changed) = (note.seq, note.changed(desk, body)?);
        self.change_note(desk, number, Event::Edit, |it| *it = changed);
        shown(self.notes.by_id(id)?)
    }

    fn cancel(
        &mut self,
        desk: &mut Desk<Infallible>,
        collection: &str,
        id: &str,
        body: &Fields<'_>,
    ) -> Result<Value, Refusal> {
        body.only(&["reason"])?;
        body.text("reason")?;
        if collection == SalesOrder::NAME {
            let number = self.orders.by_id(id)?.seq;
            self.cancel_order(desk, number);
            return shown(self.orders.by_id(id)?);
        }
        let number = self.notes.by_id(id)?.seq;
        self.change_note(desk, number, Event::Void, |it| it.state = CreditNoteState::Void);
        shown(self.notes.by_id(id)?)
    }

    fn work(&mut self, _desk: &mut Desk<Infallible>, task: Infallible) {
        match task {}
    }

    fn act(&mut self, desk: &mut Desk<Infallible>, deed: &Deed) -> Result<Keys, DeedError> {
        let Deed::Cancel { order } = deed else {
            return Err(DeedError::NotHere("in an ERP, people cancel sales orders and keep the item list"));
        };
        let by_reference = self.orders.having("reference", order).next();
        let found = by_reference.or_else(|| self.orders.by_id(order).ok());
        let found = found.ok_or_else(|| DeedError::UnknownOrder(order.clone()))?;
        let (number, keys) = (found.seq, found.truth(&desk.system).keys);
        self.cancel_order(desk, number);
        Ok(keys)
    }

    fn documents(&self, system: &SystemId) -> Vec<Believed> {
        let orders = self.orders.iter().map(|it| it.truth(system));
        orders.chain(self.notes.iter().map(|it| it.truth(system))).collect()
    }
}

impl ErpBehaviour {
    fn cancel_order(&mut self, desk: &mut Desk<Infallible>, number: u64) {
        let now = desk.now;
        self.change_order(desk, number, Event::Cancel, |order| {
            order.state = SalesOrderState::Cancelled;
            order.cancelled_at = order.cancelled_at.or(Some(now));
        });
    }

    fn change_order(
        &mut self,
        desk: &mut Desk<Infallible>,
        number: u64,
        event: Event,
        change: impl FnOnce(&mut SalesOrder),
    ) {
        if let Some(order) = self.orders.change(number, desk.now, change) {
            desk.updated(&order, event, Some(order.number.clone()));
        }
    }

    fn change_note(
        &mut self,
        desk: &mut Desk<Infallible>,
        number: u64,
        event: Event,
        change: impl FnOnce(&mut CreditNote),
    ) {
        if let Some(note) = self.notes.change(number, desk.now, change) {
            desk.updated(&note, event, self.order_of(&note));
        }
    }

    /// The number of the sales order that a credit note is for.
    fn order_of(&self, note: &CreditNote) -> Option<String> {
        let reference = note.sales_order_reference.as_deref()?;
        self.orders.having("reference", reference).next().map(|it| it.number.clone())
    }
}
