//! Where orders originate, as a map declares it.

use seamless_flow::Flow;
use seamless_model::{DocumentKind, SystemId};

use crate::log::Log;
use crate::mine::Meaning;
use crate::mine::strays::{creates, sells};

/// The types of events by which an order comes into being where orders originate: where customers order, and in systems
/// that take part in the handoffs of orders and that get none from a system of which the log shows orders. Where the
/// log shows none of these, all by which an order comes into being anywhere.
pub fn origins(flow: &Flow, log: &Log, meaning: &Meaning) -> Vec<u32> {
    let all = creates(log, meaning);
    let shows = |system: &SystemId| all.iter().any(|it| *system == it.1.system.as_str());
    let ways = || flow.handoffs.values().filter(|it| it.carry == DocumentKind::Order);
    let is_origin = |name: &str| {
        let Some((id, system)) = flow.systems.iter().find(|it| *it.0 == name) else { return false };
        let takes_part = ways().any(|it| it.from == *id || it.to == *id);
        sells(system.role) || (takes_part && !ways().any(|it| it.to == *id && shows(&it.from)))
    };
    let found: Vec<u32> = all.iter().filter(|it| is_origin(&it.1.system)).map(|it| it.0).collect();
    if found.is_empty() { all.iter().map(|it| it.0).collect() } else { found }
}
