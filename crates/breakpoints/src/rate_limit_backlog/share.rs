//! How much of the peak each handoff brings to a system: all of it, or its part where several share it.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::prelude::ToPrimitive;
use seamless_flow::{Flow, Handoff, System, Via};
use seamless_model::{DocumentKind, SystemId};

use crate::look::{origins, used};
use crate::quantity::budget::{Budget, Limits, load};

/// The fact that tells how many of the peak's orders are sold in one place.
pub(super) const PART: &str = "order.peak_per_minute";

/// Which handoffs touch each system, and the places where orders begin.
pub(super) struct Shares<'f> {
    touching: BTreeMap<&'f SystemId, Vec<&'f Handoff>>,
    /// Places where orders begin; empty where there is one, which has the whole peak.
    sell: BTreeSet<&'f SystemId>,
}

impl<'f> Shares<'f> {
    /// Of a map. What goes by file or by hand calls nobody.
    pub(super) fn of(flow: &'f Flow) -> Self {
        let called = |via| !matches!(via, Via::File(_) | Via::Manual);
        let mut touching: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
        for handoff in used(flow).filter(|it| called(it.via)) {
            for id in [&handoff.from, &handoff.to] {
                touching.entry(id).or_default().push(handoff);
            }
        }
        let all = origins(flow).into_iter().map(|it| &it.id);
        let sell: BTreeSet<&SystemId> = all.filter(|it| touching.contains_key(it)).collect();
        Self { touching, sell: if sell.len() > 1 { sell } else { BTreeSet::new() } }
    }

    /// Whether it is one of several places that sell, and nobody has said how much of the peak it has.
    pub(super) fn unsaid(&self, system: &System) -> bool {
        self.sell.contains(&system.id) && part(system).is_none()
    }

    /// What is asked of a system. `all` takes the whole peak for a place that sells and of which nobody has said how
    /// much of it is its own; else only what is asked in any case. `None` where nothing is asked.
    pub(super) fn budget(&self, flow: &Flow, system: &System, peak: f64, all: bool) -> Option<Budget> {
        let touching = self.touching.get(&system.id)?;
        let mut together: BTreeMap<(DocumentKind, bool), (BTreeSet<&SystemId>, bool)> = BTreeMap::new();
        for handoff in touching {
            let into = handoff.to == system.id;
            let (others, sorted) = together.entry((handoff.carry, into)).or_insert((BTreeSet::new(), true));
            others.insert(if into { &handoff.from } else { &handoff.to });
            *sorted &= into || handoff.when.is_some() || self.sell.contains(&handoff.to);
        }
        let own = match part(system) {
            Some(part) if self.sell.contains(&system.id) => (part / 60.0).min(peak),
            None if self.sell.contains(&system.id) && !all => 0.0,
            _ => peak,
        };
        let of = |handoff: &&Handoff| {
            // Stock moves with every sale, wherever it is sold. An order comes by one way of several, and leaves by
            // one of those that conditions or shops tell apart.
            let stock = handoff.carry == DocumentKind::Inventory;
            let (others, sorted) = &together[&(handoff.carry, handoff.to == system.id)];
            let ways = if *sorted { others.len().max(1) } else { 1 };
            let seller = if handoff.to == system.id { &handoff.from } else { &handoff.to };
            let said =
                self.sell.get(seller).and_then(|it| part(flow.system(it))).map(|it| (it / 60.0).min(own));
            let even = own / f64::from(u32::try_from(ways).unwrap_or(u32::MAX));
            let pace = if stock { peak } else { said.unwrap_or(even) };
            load(flow, handoff, system, pace)
        };
        let loads: Vec<_> = touching.iter().filter_map(of).collect();
        Some(Budget { system: system.id.clone(), limits: Limits::of(system), loads })
    }
}

fn part(system: &System) -> Option<f64> {
    system.profile.number(PART, system.plan.as_deref()).and_then(|it| it.to_f64())
}
