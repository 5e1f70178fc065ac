//! I4: nothing ships that is cancelled, held, unpaid or a test.

use jiff::Timestamp;
use seamless_flow::Flow;
use seamless_model::{Believed, Body, DocumentKind, NoteKind, Order, PaymentState, SystemId, World};

use super::look::{news_takes, parcels, upstream};
use super::{Invariant, Judged};
use crate::pairs::Pair;

pub(super) const INVARIANT: Invariant =
    Invariant { id: "I4", title: "Nothing ships that is cancelled, held, unpaid or a test.", judge };

fn judge(flow: &Flow, world: &World, _pairs: &[Pair<'_>]) -> Judged {
    let mut judged = Judged::default();
    for (parcel, _, left) in parcels(flow, world) {
        judged.add(wrong(flow, world, parcel, left));
    }
    judged
}

fn wrong(flow: &Flow, world: &World, parcel: &Believed, left: Timestamp) -> Option<String> {
    let system = &parcel.system;
    let title = flow.system_title(system);
    let (at, order) = upstream(flow, world)?;
    if order.test {
        return Some(format!("{title} has shipped a test order."));
    }
    if cancelled_and_known(flow, world, system, left) {
        return (!refused(flow, world, system))
            .then(|| format!("{title} has shipped goods after the order was cancelled."));
    }
    if held_and_known(flow, world, system, left) {
        return Some(format!("{title} has shipped goods while the order was on hold."));
    }
    (!order.is_cancelled() && unpaid(order) && !map_decides_on_payment(flow, system)).then(|| {
        format!("{title} has shipped an order that is not paid in {}.", flow.system_title(&at.system))
    })
}

/// Whether the parcel left after the order's cancellation, and later than the map grants for the news to get there: a
/// parcel that leaves while the news is on time is a race that nobody lost by mistake.
fn cancelled_and_known(flow: &Flow, world: &World, system: &SystemId, left: Timestamp) -> bool {
    world.documents.iter().any(|it| match &it.body {
        Body::Order(Order { cancelled: Some(cancelled), .. }) => {
            late(flow, &it.system, system, cancelled.at.unwrap_or(it.since), left)
        }
        _ => false,
    })
}

fn held_and_known(flow: &Flow, world: &World, system: &SystemId, left: Timestamp) -> bool {
    world.documents.iter().any(|it| {
        let held = match &it.body {
            Body::Order(order) => order.held,
            Body::Hold(hold) => !hold.released,
            _ => false,
        };
        held && late(flow, &it.system, system, it.since, left)
    })
}

fn late(flow: &Flow, from: &SystemId, to: &SystemId, since: Timestamp, left: Timestamp) -> bool {
    let granted = news_takes(flow, from, to);
    granted.is_some_and(|granted| left > since.saturating_add(granted).unwrap_or(Timestamp::MAX))
}

/// Whether the system said that it is too late to stop: an incident, not a violation.
fn refused(flow: &Flow, world: &World, system: &SystemId) -> bool {
    let noted = world.notes.iter().filter(|note| note.what == NoteKind::RecallRefused).any(|note| {
        flow.handoffs.get(&note.handoff).is_some_and(|it| news_takes(flow, &it.to, system).is_some())
    });
    noted
        || world
            .of(system, DocumentKind::Cancellation)
            .any(|it| matches!(&it.body, Body::Cancellation(asked) if asked.accepted == Some(false)))
}

/// No money has come and none is promised. An unknown word is never taken for success; an order without a price owes
/// nothing.
fn unpaid(order: &Order) -> bool {
    let free = order.totals.as_ref().is_some_and(|it| it.total.shop.is_zero());
    !free
        && matches!(
            order.payment,
            Some(
                PaymentState::Pending
                    | PaymentState::Expired
                    | PaymentState::Voided
                    | PaymentState::PartiallyPaid
                    | PaymentState::Unknown(_)
            )
        )
}

/// Whether the map itself says, in a condition on the way to the system, which unpaid orders may ship: those with
/// terms.
fn map_decides_on_payment(flow: &Flow, system: &SystemId) -> bool {
    let names_payment =
        |it: &seamless_flow::Handoff| it.when.as_ref().is_some_and(|when| when.reads("order.payment"));
    flow.handoffs
        .values()
        .filter(|it| it.to == *system || news_takes(flow, &it.to, system).is_some())
        .any(names_payment)
}
