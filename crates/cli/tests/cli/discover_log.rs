//! `discover` and `map --conformance` on an object-centric log with sown deviations: every one is found, and no other.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::support::{Said, run, seamless};

/// A generated log with its truth.
fn log(orders: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let said = say(folder.path(), &["bench", "mining", "--orders", orders, "--write", "."]);
    assert_eq!(said.code, 0, "{}", said.err);
    folder
}

fn say(folder: &Path, arguments: &[&str]) -> Said {
    run(seamless(arguments).current_dir(folder))
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("a file")
}

/// Order and kind of each row of a table.
fn rows(text: &str, kind: usize) -> BTreeSet<(String, String)> {
    let rows = text.lines().skip(1).map(|it| it.split(',').map(str::to_owned).collect::<Vec<_>>());
    rows.map(|it| (it[0].clone(), it[kind].clone())).collect()
}

/// What a sown deviation looks like to somebody who has only the log.
fn looks_like(sown: &str) -> &'static str {
    match sown {
        "skip_confirm" | "deliver_without_send" | "never_paid" | "never_shipped" => "missing",
        "pay_twice" => "twice",
        "pay_before_confirm" | "pick_after_send" => "out of order",
        "confirm_late" => "late",
        other => panic!("{other} is new"),
    }
}

/// A map with a promise that no ordinary order of the log breaks, so that what is late is what was sown.
const MAP: &str = "flow: goods\ntitle: Goods\ntimezone: UTC\ncurrency: USD\nteams: { it: { title: IT } }\nsystems:\n  \
    shop: { kind: shopify, role: storefront, team: it }\n  erp: { kind: unknown, role: erp, team: it }\n  \
    payments: { kind: unknown, role: payments, team: it }\n  warehouse: { kind: unknown, role: wms, team: it }\n  \
    delivery: { kind: unknown, role: 3pl, team: it }\nhandoffs:\n  \
    orders: { carry: order, from: shop, to: erp, within: 6h }\n  \
    money: { carry: payment, from: erp, to: payments, within: 20d }\n  \
    picks: { carry: fulfillment_request, from: erp, to: warehouse, within: 7d }\n  \
    parcels: { carry: shipment, from: warehouse, to: delivery, within: 6d }\n  \
    back: { carry: return, from: delivery, to: warehouse, within: 15d }\n";

#[test]
fn every_sown_deviation_is_found_and_no_other() {
    let folder = log("1600");
    let folder = folder.path();
    let said = say(folder, &["discover", "log.json", "--as", "as.yaml", "-o", "drafted.yaml"]);
    assert_eq!(said.code, 0, "{}", said.err);
    std::fs::write(folder.join("flow.yaml"), MAP).expect("a map");
    let words = ["map", "flow.yaml", "--conformance", "log.json", "--as", "as.yaml", "--orders", "all.csv"];
    let said = say(folder, &words);
    assert_eq!(said.code, 1, "{}", said.err);
    let truth: BTreeSet<_> = rows(&read(folder, "truth.csv"), 1)
        .into_iter()
        .map(|it| (it.0, looks_like(&it.1).to_owned()))
        .collect();
    assert!(truth.len() >= 8, "{truth:?}");
    assert_eq!(rows(&read(folder, "all.csv"), 2), truth, "{}", said.out);
    let told = format!("{} of 1,600 orders as declared", 1_600 - truth.len());
    assert!(said.out.contains(&told.replace("1584", "1,584").replace("1585", "1,585")), "{}", said.out);
}

#[test]
fn the_drafted_map_loads_and_tells_its_own_log_from_a_worse_one() {
    let folder = log("800");
    let folder = folder.path();
    let said =
        say(folder, &["discover", "log.json", "--as", "as.yaml", "-o", "flow.yaml", "--report", "report.md"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let checked = say(folder, &["check", "flow.yaml"]);
    assert!(checked.code < 2 && !checked.err.contains("error"), "{}", checked.err);
    let map = read(folder, "flow.yaml");
    for fact in [
        "orders-to-erp:",
        "payments-from-erp:",
        "fulfillment-requests-to-warehouse:",
        "shipments-to-delivery:",
        "Only some items come this way",
    ] {
        assert!(map.contains(fact), "{fact}: {map}");
    }
    let held = say(folder, &["map", "flow.yaml", "--conformance", "log.json", "--as", "as.yaml", "--json"]);
    let told: Value = serde_json::from_str(&held.out).expect("JSON");
    assert_eq!(told["undeclared"], Value::Array(Vec::new()), "what was drafted from a log is declared of it");
    assert_eq!(told["never_seen"], Value::Array(Vec::new()));
    // The meaning that it wrote is taken back: the same map comes of it.
    let again = say(folder, &["discover", "log.json", "--as", "as.yaml"]);
    assert_eq!(again.out, map);
}

#[test]
fn what_is_declared_and_never_seen_and_the_other_way_round_is_told() {
    let folder = log("400");
    let folder = folder.path();
    let map =
        MAP.replace("  back: { carry: return, from: delivery, to: warehouse, within: 15d }\n", "").replace(
            "  parcels:",
            "  credit: { carry: refund, from: payments, to: erp, within: 1d }\n  parcels:",
        );
    std::fs::write(folder.join("flow.yaml"), map).expect("a map");
    let said = say(folder, &["map", "flow.yaml", "--conformance", "log.json"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.out.contains("credit: no refund is seen in `payments` nor in `erp`"), "{}", said.out);
    assert!(said.out.contains("no handoff brings a return to `warehouse`"), "{}", said.out);
    assert!(said.err.contains("note: what the log's words mean is guessed"), "{}", said.err);
}

#[test]
fn a_meaning_with_a_slip_is_refused_with_what_was_meant() {
    let folder = log("200");
    let folder = folder.path();
    say(folder, &["discover", "log.json", "--as", "as.yaml"]);
    let words = read(folder, "as.yaml").replace("- confirm order", "- confrim order");
    std::fs::write(folder.join("as.yaml"), words).expect("a meaning");
    let said = say(folder, &["discover", "log.json", "--as", "as.yaml"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(
        said.err
            .contains("names `confrim order`, which is no event of this file; did you mean `confirm order`?"),
        "{}",
        said.err
    );
}
