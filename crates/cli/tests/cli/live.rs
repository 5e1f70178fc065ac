//! `run`: an order goes through all systems, and `trace` tells its story.

use crate::stage::Stage;
use crate::support::{NORTHWIND, run, say, seamless, until};

#[test]
fn an_order_goes_through_all_systems_and_is_traced_by_any_of_its_keys() {
    let stage = Stage::set(600);
    let mut live = stage.run();
    let order = stage.place("TENT-2P");
    stage.until_shipped(std::slice::from_ref(&order));
    let booked = until("the ERP has it", || {
        stage.list("erp", "sales_orders").into_iter().find(|it| it["reference"] == *order)
    });
    assert_eq!(stage.times("oms", "orders", "external_id").get(&order), Some(&1));
    until("its story is whole", || Some(stage.trace(&order)).filter(|it| it.contains("shipped: Done.")));
    let told = stage.trace(&order);
    for words in
        ["shop", "oms", "erp", "warehouse", "shipment", "orders: Done.", "picks: Done.", "shipped: Done."]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    let tracking =
        stage.list("warehouse", "shipments")[0]["tracking_number"].as_str().expect("a number").to_owned();
    let id = booked["number"].as_str().expect("a number");
    for key in ["1001", id, &tracking] {
        assert_eq!(stage.trace(key).lines().next(), told.lines().next(), "{key}");
    }
    let store = stage.folder.path().join("northwind.db");
    let unknown = run(seamless(["trace", "#9999", "--store"]).arg(&store));
    assert_eq!((unknown.code, unknown.out.as_str()), (1, ""));
    assert_eq!(unknown.err, "error: no system knows an order by \"#9999\"\n");
    let json = run(seamless(["trace", &order, "--format", "json", "--store"]).arg(&store));
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["order"], *order);
    assert_eq!(live.interrupt(), Some(0));
    assert_eq!(
        stage.trace(&order).lines().next(),
        told.lines().next(),
        "it is read without the service as well"
    );
}

#[test]
fn all_missing_secrets_are_named_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let said =
        run(seamless(["run", NORTHWIND, "--listen", "127.0.0.1:0", "--store"])
            .arg(folder.path().join("n.db")));
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    insta::assert_snapshot!(said.err);
    assert!(!folder.path().join("n.db").exists(), "nothing is begun");
}

#[test]
fn a_trace_needs_a_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = run(seamless(["trace", "#1001"]).current_dir(folder.path()));
    assert_eq!(said.code, 2);
    insta::assert_snapshot!(said.err, @"error: there is no store in .seamless/ here: say which with --store FILE, or start a flow with `seamless run`");
    let said = say(&["trace", "#1001", "--store", "no/such.db"]);
    assert_eq!(said.code, 2);
    insta::assert_snapshot!(said.err, @"error: there is no store no/such.db");
}

#[test]
fn addresses_that_others_reach_must_be_allowed() {
    let stage = Stage::set(1);
    let mut command = stage.run_command();
    let said = run(command.args(["--listen", "0.0.0.0:0"]));
    assert_eq!(said.code, 2, "{}", said.err);
}
