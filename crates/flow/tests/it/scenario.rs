//! A scenario that is right: every step and fault that there is.

use jiff::SignedDuration;
use seamless_flow::{Fault, FaultKind, Moment, Role, Scenario, load_scenario};
use seamless_model::{Event, HandoffId};

use crate::northwind::shown;

const ALL: &str = r#"
scenario: everything at once
exercises: cancel-not-propagated
given: { stock: { A-1: 10, 4711: 0 }, prices: { A-1: 12.50, B-2: "3" } }
when:
  - { at: 0s,  customer: { places: o1, lines: [{ sku: A-1, quantity: 2 }, { sku: 4711 }], country: DE, test: true } }
  - { at: 0s,  customers: { place: x, count: 200, over: 1h, lines: [{ sku: B-2, quantity: 1 }] } }
  - { at: 10m, customer: { cancels: x200 } }
  - { at: 10m, shop: { refunds: o1, lines: [{ sku: A-1, quantity: 1 }], restock: true } }
  - { at: 10m, shop: { edits: o1, sku: A-1, quantity: 0 } }
  - { at: 11m, warehouse: { picks: x1 } }
  - { at: 12m, warehouse: { ships: x1 } }
  - { at: 1h30m, fault: { duplicate: 3, on: orders, event: cancel, order: o1, times: 1, percent: 3, for: 5h } }
  - { at: 2h, fault: { drop: true } }
  - { at: 2h, fault: { delay: 20m } }
  - { at: 2h, fault: { reorder: true } }
  - { at: 2h, fault: { throttle: true, on: erp } }
  - { at: 2h, fault: { server_error: 503 } }
  - { at: 2h, fault: { timeout_after_commit: true } }
  - { at: 2h, fault: { crash: 2m } }
  - { at: 2h, fault: { mapping_gap: true } }
  - { at: 2h, fault: { forget: true } }
  - { at: 3h, heal: orders }
  - { at: 3h, team: { converges: o1, on: booking } }
then:
  - { by: 4h, storefront: 'order("o1").cancelled', 3pl: 'shipments("o1").size() == 0' }
"#;

fn read(text: &str) -> Scenario {
    let loaded = load_scenario("all.yaml", &mut |_| Ok(text.as_bytes().to_vec()));
    assert_eq!(shown(&loaded), "");
    loaded.value.expect("a scenario")
}

#[test]
fn every_step_and_every_fault_is_read() {
    let scenario = read(ALL);
    assert_eq!(scenario.name, "everything at once");
    assert_eq!(scenario.exercises.as_ref().map(|it| it.as_str()), Some("cancel-not-propagated"));
    assert_eq!(scenario.given.stock["4711"], 0);
    assert_eq!(scenario.given.prices["A-1"], "12.50");
    assert_eq!(scenario.file, "all.yaml");

    let line = |sku: &str, units| (sku.to_owned(), units);
    let moments: Vec<_> = scenario.when.iter().map(|it| it.what.clone()).collect();
    let order = || "o1".to_owned();
    assert_eq!(
        moments[..7],
        [
            Moment::Places {
                order: order(),
                lines: vec![line("A-1", 2), line("4711", 1)],
                country: Some("DE".to_owned()),
                test: true
            },
            Moment::PlacesMany {
                orders: "x".to_owned(),
                count: 200,
                over: SignedDuration::from_hours(1),
                lines: vec![line("B-2", 1)]
            },
            Moment::Cancels { order: "x200".to_owned() },
            Moment::Refunds { order: order(), lines: vec![line("A-1", 1)], restock: true },
            Moment::Edits { order: order(), sku: "A-1".to_owned(), quantity: 0 },
            Moment::Picks { order: "x1".to_owned() },
            Moment::Ships { order: "x1".to_owned(), lines: vec![] },
        ]
    );
    assert_eq!(scenario.when[7].at, SignedDuration::from_mins(90));
    assert_eq!(
        moments[7],
        Moment::Fault(Fault {
            kind: FaultKind::Duplicate(3),
            on: Some("orders".to_owned()),
            event: Some(Event::Cancel),
            order: Some(order()),
            times: Some(1),
            percent: Some(3),
            during: Some(SignedDuration::from_hours(5)),
        })
    );
    let kinds: Vec<_> = moments[8..17]
        .iter()
        .map(|it| match it {
            Moment::Fault(fault) => fault.kind.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            FaultKind::Drop,
            FaultKind::Delay(SignedDuration::from_mins(20)),
            FaultKind::Reorder,
            FaultKind::Throttle,
            FaultKind::ServerError(503),
            FaultKind::TimeoutAfterCommit,
            FaultKind::Crash(SignedDuration::from_mins(2)),
            FaultKind::MappingGap,
            FaultKind::Forget,
        ]
    );
    assert_eq!(moments[17], Moment::Heals { on: "orders".to_owned() });
    assert_eq!(moments[18], Moment::Converges { order: order(), on: HandoffId::from("booking") });

    let then: Vec<_> = scenario.then.iter().map(|it| (it.role, it.condition.text())).collect();
    assert_eq!(
        then,
        [(Role::Storefront, r#"order("o1").cancelled"#), (Role::ThreePl, r#"shipments("o1").size() == 0"#)]
    );
}
