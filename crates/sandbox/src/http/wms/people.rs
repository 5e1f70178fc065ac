//! What the people of a warehouse do, and when.

use seamless_model::{Event, Keys};

use super::WmsBehaviour;
use super::name_of;
use super::pick_order::{PickOrder, PickState};
use super::shipment::{Line, Shipment, tracking_number};
use crate::DeedError;
use crate::chance::strikes;
use crate::http::desk::Desk;

/// Work on a pick order. It belongs to a plan: work of an older plan is not done.
pub struct Work {
    order: u64,
    plan: u32,
    step: Step,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Somebody takes the list and goes.
    Begin,
    /// All is picked.
    Finish,
    /// The first parcel leaves, or the only one.
    Ship,
    /// All that remains leaves.
    ShipRest,
}

impl WmsBehaviour {
    /// Plans the next step of a pick order; what was planned before is off.
    pub(super) fn plan(&mut self, desk: &mut Desk<Work>, number: u64, step: Step) {
        let Some(order) = self.orders.get(number) else { return };
        let (plan, at) = (order.plan + 1, order.updated_at);
        let pace = desk.config.pace;
        let wait = match step {
            Step::Begin => pace.pick_after,
            Step::Finish => pace.pick_takes,
            Step::Ship => pace.ship_after,
            Step::ShipRest => pace.split_gap,
        };
        // A plan is nothing that anybody sees: the time of change stays.
        self.orders.change(number, at, |it| it.plan = plan);
        desk.later(wait, Work { order: number, plan, step });
    }

    /// Does planned work, if it still makes sense.
    pub(super) fn do_work(&mut self, desk: &mut Desk<Work>, work: Work) {
        let current = |it: &&PickOrder| it.plan == work.plan && it.is_live();
        let Some(order) = self.orders.get(work.order).filter(current) else { return };
        match work.step {
            Step::Begin => {
                self.change_order(desk, work.order, Event::Edit, |it| it.state = PickState::Picking);
                self.plan(desk, work.order, Step::Finish);
            }
            Step::Finish => {
                self.change_order(desk, work.order, Event::Edit, |it| it.state = PickState::Picked);
                self.plan(desk, work.order, Step::Ship);
            }
            Step::Ship => {
                let parcel = first_parcel(desk, order);
                self.ship(desk, work.order, parcel);
            }
            Step::ShipRest => {
                let parcel = all_that_remains(order);
                self.ship(desk, work.order, parcel);
            }
        }
    }

    /// Somebody picks an order at once.
    pub(super) fn pick_by_hand(&mut self, desk: &mut Desk<Work>, name: &str) -> Result<Keys, DeedError> {
        let (number, keys) = self.found(desk, name)?;
        let state = self.orders.get(number).map(|it| it.state);
        match state {
            Some(PickState::Received | PickState::Picking) => {
                self.change_order(desk, number, Event::Edit, |it| it.state = PickState::Picked);
                self.plan(desk, number, Step::Ship);
                Ok(keys)
            }
            Some(PickState::Picked | PickState::PartlyShipped) => Ok(keys),
            _ => Err(DeedError::Refused(format!("{name} is not there to be picked"))),
        }
    }

    /// Somebody ships lines of an order at once, as one parcel.
    pub(super) fn ship_by_hand(
        &mut self,
        desk: &mut Desk<Work>,
        name: &str,
        wanted: &[(String, u64)],
    ) -> Result<Keys, DeedError> {
        let (number, _) = self.found(desk, name)?;
        let order = self.orders.get(number).filter(|it| it.is_live());
        let order = order.ok_or_else(|| DeedError::Refused(format!("{name} is not there to be shipped")))?;
        let parcel = if wanted.is_empty() { all_that_remains(order) } else { parcel_of(order, wanted)? };
        let shipped = self.ship(desk, number, parcel).map(|it| it.truth(&desk.system).keys);
        shipped.ok_or_else(|| DeedError::Refused(format!("of {name} nothing remains")))
    }

    /// A parcel leaves. What remains is planned for a later one.
    fn ship(&mut self, desk: &mut Desk<Work>, number: u64, parcel: Vec<Line>) -> Option<Shipment> {
        if parcel.is_empty() {
            return None;
        }
        self.change_order(desk, number, Event::Partial, |order| {
            for inside in &parcel {
                if let Some(line) = order.lines.iter_mut().find(|it| it.line_ref == inside.line_ref) {
                    line.shipped += inside.quantity;
                }
            }
            order.state = order.state_by_lines();
        });
        let order = self.orders.get(number)?;
        let (is_part, name) = (order.remaining() > 0, name_of(order));
        let serial = self.shipments.next_number();
        let tracking = tracking_number(desk.config.seed, &desk.system, serial);
        let shipment = Shipment::of(serial, order, parcel, tracking, desk.now);
        self.shipments.insert(shipment.clone());
        desk.created(&shipment, if is_part { Event::Partial } else { Event::Create }, name);
        if is_part {
            self.plan(desk, number, Step::ShipRest);
        }
        Some(shipment)
    }
}

fn all_that_remains(order: &PickOrder) -> Vec<Line> {
    let open = order.lines.iter().filter(|it| it.remaining() > 0);
    open.map(|it| Line { line_ref: it.line_ref.clone(), sku: it.sku.clone(), quantity: it.remaining() })
        .collect()
}

/// All that remains, or the first half of its lines where chance wants two parcels.
fn first_parcel(desk: &Desk<Work>, order: &PickOrder) -> Vec<Line> {
    let mut lines = all_that_remains(order);
    let words = ["split", desk.system.as_str(), &order.request_ref];
    if lines.len() >= 2 && strikes(desk.config.pace.split_percent, desk.config.seed, &words) {
        lines.truncate(lines.len().div_ceil(2));
    }
    lines
}

/// Takes units of each SKU from the lines in their order.
fn parcel_of(order: &PickOrder, wanted: &[(String, u64)]) -> Result<Vec<Line>, DeedError> {
    let mut open = all_that_remains(order);
    let mut parcel = Vec::new();
    for (sku, units) in wanted {
        let mut missing = *units;
        for line in open.iter_mut().filter(|it| it.sku == *sku) {
            let taken = missing.min(line.quantity);
            (line.quantity, missing) = (line.quantity - taken, missing - taken);
            if taken > 0 {
                parcel.push(Line { quantity: taken, ..line.clone() });
            }
        }
        if missing > 0 {
            return Err(DeedError::Refused(format!("{missing} of {sku} are not in this order any more")));
        }
    }
    Ok(parcel)
}
