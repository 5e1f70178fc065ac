//! `run` is killed in the middle of its work, again and again: nothing is lost and nothing is doubled.

use std::collections::BTreeMap;

use crate::stage::Stage;
use crate::support::until;

const KILLS: usize = 5;
const ORDERS_A_ROUND: usize = 4;

#[test]
fn kills_lose_nothing_and_double_nothing() {
    let stage = Stage::set(600);
    let mut orders = Vec::new();
    let mut live = stage.run();
    for round in 0..KILLS {
        for _ in 0..ORDERS_A_ROUND {
            orders.push(stage.place("TENT-2P"));
        }
        // Each time it has come a little further with what was placed.
        let so_far = orders.len() - ORDERS_A_ROUND + round % ORDERS_A_ROUND;
        until("it works", || (stage.list("oms", "orders").len() >= so_far).then_some(()));
        live.kill();
        // Nobody takes in the webhook of this one.
        orders.push(stage.place("MUG-12"));
        live = stage.run();
    }
    stage.until_shipped(&orders);
    let once: BTreeMap<String, usize> = orders.iter().map(|it| (it.clone(), 1)).collect();
    until("the ERP has them", || (stage.list("erp", "sales_orders").len() >= orders.len()).then_some(()));
    assert_eq!(stage.times("oms", "orders", "external_id"), once);
    assert_eq!(stage.times("erp", "sales_orders", "reference"), once);
    assert_eq!(stage.times("warehouse", "pick_orders", "order_ref"), once);
    assert_eq!(stage.times("warehouse", "shipments", "order_ref"), once);
    for order in &orders {
        assert_eq!(stage.parcels(order), Some(1), "{order}");
    }
    assert!(live.is_alive());
}
