//! Mistakes in scenarios.

use seamless_flow::load_scenario;

use crate::northwind::shown;

const SCENARIO: &str = r#"scenario: cancelled before the pick
exercises: cancel-not-propagated
given: { stock: { A-1: 10 }, prices: { A-1: 12.50 } }
when:
  - { at: 0s,  customer: { places: o1, lines: [{ sku: A-1, quantity: 2 }] } }
  - { at: 10m, customer: { cancels: o1 } }
  - { at: 10m, fault: { delay: 20m, on: orders, event: cancel } }
then:
  - { by: 1h, storefront: 'order("o1").cancelled' }
  - { by: 1h, wms: 'shipments("o1").size() == 0' }
"#;

/// What is shown of the scenario when a part of it is written otherwise.
fn with(from: &str, to: &str) -> String {
    assert!(SCENARIO.contains(from), "no {from:?}");
    let text = SCENARIO.replacen(from, to, 1);
    shown(&load_scenario("cancel.yaml", &mut |_| Ok(text.clone().into_bytes())))
}

#[test]
fn a_right_scenario_has_none() {
    insta::assert_snapshot!(with("A-1", "A-1"), @"");
}

#[test]
fn steps_say_one_thing() {
    insta::assert_snapshot!(with("customer: { cancels: o1 }", "customers: { cancels: o1 }"), @r#"
    error: `customers` has no `place`, `count`, `over`, `lines`
     --> cancel.yaml:6:27
      |
    6 |   - { at: 10m, customers: { cancels: o1 } }
      |                           ^ incomplete
      |
      = help: give each of them a value; `seamless schema` says what they mean

    error: unknown field `cancels` in `customers`
     --> cancel.yaml:6:29
      |
    6 |   - { at: 10m, customers: { cancels: o1 } }
      |                             ^^^^^^^ not a field here
      |
      = help: the fields here are `place`, `count`, `over`, `lines`
    "#);
    insta::assert_snapshot!(with(", customer: { cancels: o1 }", ""), @r#"
    error: this step does not say what happens
     --> cancel.yaml:6:5
      |
    6 |   - { at: 10m }
      |     ^ what?
      |
      = help: add one of `customer`, `customers`, `shop`, `warehouse`, `fault`, `heal`, `team`
    "#);
    insta::assert_snapshot!(with("customer: { cancels: o1 }", "customer: { cancels: o1 }, heal: orders"), @r#"
    error: this step says both `customer` and `heal`
     --> cancel.yaml:6:43
      |
    6 |   - { at: 10m, customer: { cancels: o1 }, heal: orders }
      |                                           ^^^^ a second thing
      |
      = help: one step, one thing: write two steps
    "#);
    insta::assert_snapshot!(with("cancels: o1", "cancels: o1, lines: [{ sku: A-1 }]"), @r#"
    error: `lines` does not go with `cancels`
     --> cancel.yaml:6:41
      |
    6 |   - { at: 10m, customer: { cancels: o1, lines: [{ sku: A-1 }] } }
      |                                         ^^^^^ does not belong here
      |
      = help: take it away, or write a step of its own
    "#);
    insta::assert_snapshot!(with("cancels: o1", "cancles: o1"), @r#"
    error: unknown field `cancles` in `customer`
     --> cancel.yaml:6:28
      |
    6 |   - { at: 10m, customer: { cancles: o1 } }
      |                            ^^^^^^^ not a field here
      |
      = help: did you mean `cancels`?
    "#);
    insta::assert_snapshot!(with("customer: { cancels: o1 }", "shop: { edits: o1, sku: A-1 }"), @r#"
    error: `edits` does not say the `quantity`
     --> cancel.yaml:6:22
      |
    6 |   - { at: 10m, shop: { edits: o1, sku: A-1 } }
      |                      ^ incomplete
      |
      = help: write `{ edits: o1, sku: A-1, quantity: 1 }`
    "#);
}

#[test]
fn faults_have_one_kind_and_a_measure() {
    insta::assert_snapshot!(with("delay: 20m, ", ""), @r#"
    error: this fault does not say what goes wrong
     --> cancel.yaml:7:23
      |
    7 |   - { at: 10m, fault: { on: orders, event: cancel } }
      |                       ^ what?
      |
      = help: add one of `duplicate`, `drop`, `delay`, `reorder`, `throttle`, `server_error`, `timeout_after_commit`, `crash`, `mapping_gap`, `forget`
    "#);
    insta::assert_snapshot!(with("delay: 20m", "drop: false"), @r#"
    error: `drop: false` is no fault
     --> cancel.yaml:7:31
      |
    7 |   - { at: 10m, fault: { drop: false, on: orders, event: cancel } }
      |                               ^^^^^ nothing goes wrong
      |
      = help: write `true`, or take the step away
    "#);
    insta::assert_snapshot!(with("delay: 20m", "server_error: 404"), @r#"
    error: `server_error` of this fault is out of range
     --> cancel.yaml:7:39
      |
    7 |   - { at: 10m, fault: { server_error: 404, on: orders, event: cancel } }
      |                                       ^^^ out of range
      |
      = help: write a whole number from 500 to 599
    "#);
    insta::assert_snapshot!(with("delay: 20m", "delay: 20m, drop: true"), @r#"
    error: this fault says both `drop` and `delay`
     --> cancel.yaml:7:25
      |
    7 |   - { at: 10m, fault: { delay: 20m, drop: true, on: orders, event: cancel } }
      |                         ^^^^^ a second thing
      |
      = help: one step, one thing: write two steps
    "#);
    insta::assert_snapshot!(with("event: cancel", "percent: 300"), @r#"
    error: `percent` of this fault is out of range
     --> cancel.yaml:7:58
      |
    7 |   - { at: 10m, fault: { delay: 20m, on: orders, percent: 300 } }
      |                                                          ^^^ out of range
      |
      = help: write a whole number from 1 to 100
    "#);
}

#[test]
fn orders_are_placed_before_they_are_spoken_of() {
    insta::assert_snapshot!(with("cancels: o1", "cancels: o2"), @r#"
    error: nobody places the order `o2` in this scenario
     --> cancel.yaml:6:5
      |
    6 |   - { at: 10m, customer: { cancels: o2 } }
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ speaks of it
      |
      = help: the orders of this scenario are `o1`
    "#);
    insta::assert_snapshot!(with("customer: { cancels: o1 }", "customer: { places: o1, lines: [{ sku: B }] }"), @r#"
    error: two customers place the order `o1`
     --> cancel.yaml:6:5
      |
    6 |   - { at: 10m, customer: { places: o1, lines: [{ sku: B }] } }
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ placed again
      |
      = help: give each order a name of its own
    "#);
    insta::assert_snapshot!(with("lines: [{ sku: A-1, quantity: 2 }]", "lines: []"), @r#"
    error: `customer` orders nothing
     --> cancel.yaml:5:40
      |
    5 |   - { at: 0s,  customer: { places: o1, lines: [] } }
      |                                        ^^^^^ no lines
      |
      = help: add `lines: [{ sku: A-1, quantity: 2 }]`
    "#);
}

#[test]
fn conditions_name_a_role_and_are_cel() {
    insta::assert_snapshot!(with("storefront:", "store:"), @r#"
    error: unknown field `store` in this entry of `then`
     --> cancel.yaml:9:15
      |
    9 |   - { by: 1h, store: 'order("o1").cancelled' }
      |               ^^^^^ not a field here
      |
      = help: the fields here are `by`, `storefront`, `marketplace`, `oms`, `erp`, `wms`, `3pl`, `dropship`, `supplier`, `payments`, `accounting`, `helpdesk`
    "#);
    insta::assert_snapshot!(with("storefront: 'order(\"o1\").cancelled'", ""), @r#"
    error: this entry of `then` says nothing
     --> cancel.yaml:9:5
      |
    9 |   - { by: 1h,  }
      |     ^ nothing must hold
      |
      = help: add a role and its condition, such as `oms: 'order("o1").cancelled'`
    "#);
    insta::assert_snapshot!(with("order(\"o1\").cancelled", "order(\"o1\""), @r#"
    error: this is not a condition: `(` is never closed
     --> cancel.yaml:9:27
      |
    9 |   - { by: 1h, storefront: 'order("o1"' }
      |                           ^^^^^^^^^^^^ not CEL
      |
      = help: conditions are written in CEL, such as 'order("o1").cancelled'
    "#);
}

#[test]
fn given_is_counted() {
    insta::assert_snapshot!(with("A-1: 10", "A-1: some"), @r#"
    error: the stock of `A-1` is not a number of units
     --> cancel.yaml:3:24
      |
    3 | given: { stock: { A-1: some }, prices: { A-1: 12.50 } }
      |                        ^^^^ not a number of units
      |
      = help: write a whole number from 0
    "#);
    insta::assert_snapshot!(with("A-1: 12.50", "A-1: free"), @r#"
    error: the price of `A-1` is not an amount
     --> cancel.yaml:3:45
      |
    3 | given: { stock: { A-1: 10 }, prices: { A-1: free } }
      |                                             ^^^^ not an amount
      |
      = help: write a decimal number such as 12.50
    "#);
}
