//! What people do in a scenario, done in the twins.

use seamless_flow::{Flow, Role, Scenario};
use seamless_model::{Keys, SystemId};
use seamless_sandbox::{Cast, Deed};

/// The system of a role: the first in the map.
pub(crate) fn system_of(flow: &Flow, role: Role) -> Option<SystemId> {
    flow.systems.values().find(|it| it.role == role).map(|it| it.id.clone())
}

/// The system where customers buy.
pub(crate) fn shop_of(flow: &Flow) -> Option<SystemId> {
    system_of(flow, Role::Storefront)
}

/// The system from which goods leave.
pub(crate) fn warehouse_of(flow: &Flow) -> Option<SystemId> {
    flow.systems.values().find(|it| it.role.ships_goods()).map(|it| it.id.clone())
}

/// Lines as a customer orders them, with their prices.
pub(crate) fn priced(scenario: &Scenario, lines: &[(String, u64)]) -> Vec<(String, u64, Option<String>)> {
    lines
        .iter()
        .map(|(sku, quantity)| (sku.clone(), *quantity, scenario.given.prices.get(sku).cloned()))
        .collect()
}

/// Sets the stock that a scenario gives, wherever stock is kept.
pub(crate) fn stock(cast: &mut Cast, scenario: &Scenario, now: jiff::Timestamp) {
    for (sku, quantity) in &scenario.given.stock {
        for twin in cast.twins.values_mut() {
            // A system that keeps no stock says so; that is no failure.
            let _ = twin.act(&Deed::Stock { sku: sku.clone(), quantity: *quantity }, now);
        }
    }
}

/// The name by which people speak of an order: its number, else its identifier.
pub(crate) fn spoken(keys: &Keys) -> String {
    keys.get("name").or_else(|| keys.get("id")).cloned().unwrap_or_default()
}
