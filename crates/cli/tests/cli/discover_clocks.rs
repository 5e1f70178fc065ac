//! Extracts whose clocks do not agree: an hour too many is told, and never taken for the way that documents go.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::{Said, run, seamless};

fn at(seconds: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(seconds).expect("a moment")
}

/// A shop with offsets, a warehouse with local times of New York, and an ERP that polls the shop every quarter of an
/// hour, so that it often has an order later than the warehouse.
fn extracts(folder: &Path) {
    let (mut shop, mut erp, mut chicago) = (
        "Name,Id,Created at,Fulfilled at\n".to_owned(),
        "Internal ID,External ID,Date Created\n".to_owned(),
        "Order Number,Partner Order ID,Received,Allocated,Shipped,Tracking Number,Warehouse\n".to_owned(),
    );
    for i in 0..300_i64 {
        let placed = 1_767_427_200 + i * 5_400 + i * i % 700;
        let (received, shipped) = (placed + 120 + i * 37 % 360, placed + 30_000 + i * 7_919 % 20_000);
        let id = 6_012_345_678_000 + i * 37;
        let local = |seconds: i64| {
            at(seconds)
                .to_zoned(jiff::tz::TimeZone::get("America/New_York").expect("known"))
                .strftime("%Y-%m-%d %H:%M")
                .to_string()
        };
        writeln!(shop, "#{},{id},{},{}", 10_000 + i, at(placed), at(shipped + 700 + i % 90))
            .expect("a string");
        let (got, sent) = (local(received), local(shipped));
        writeln!(chicago, "#{},{id},{got},{},{sent},1Z{i},Chicago", 10_000 + i, local(received + 7_200))
            .expect("a string");
        if i % 40 != 5 {
            writeln!(erp, "{},{id},{}", 880_000 + i * 3, at((placed / 900 + 1) * 900)).expect("a string");
        }
    }
    for (name, text) in [("shop.csv", shop), ("erp.csv", erp), ("chicago.csv", chicago)] {
        std::fs::write(folder.join(name), text).expect("an extract");
    }
}

fn discover(folder: &Path, zones: &[&str]) -> Said {
    let inputs = ["discover", "shop=shop.csv", "chicago=chicago.csv", "netsuite=erp.csv", "--format", "json"];
    let said = run(seamless(inputs.iter().chain(zones).copied()).current_dir(folder));
    assert_eq!(said.code, 0, "{}", said.err);
    said
}

#[test]
fn a_wrong_zone_is_told_and_the_right_one_draws_the_right_arrows() {
    let folder = tempfile::tempdir().expect("a folder");
    extracts(folder.path());
    let read = |zones: &[&str]| -> serde_json::Value {
        serde_json::from_str(&discover(folder.path(), zones).out).expect("JSON")
    };
    let wrong = read(&["--zone", "America/Chicago"]);
    assert_eq!(wrong["clocks"][0]["systems"], serde_json::json!(["shop", "chicago"]));
    assert_eq!(wrong["clocks"][0]["hours"], -1);
    let map = wrong["map"].as_str().expect("a map");
    assert!(map.contains("#? The clocks of shop and chicago look 1 hour apart: 300 of 300 (100 %)"), "{map}");
    let right = read(&["--zone", "UTC", "--zone", "chicago=America/New_York"]);
    assert_eq!(right["clocks"], serde_json::json!([]));
    let arrows = right["handoffs"].as_array().expect("handoffs").iter();
    let mut arrows: Vec<String> =
        arrows.map(|it| format!("{} {} {}", it["from"], it["carry"], it["to"])).collect();
    arrows.sort_unstable();
    assert_eq!(
        arrows,
        [
            "\"chicago\" \"shipment\" \"shop\"",
            "\"shop\" \"fulfillment_request\" \"chicago\"",
            "\"shop\" \"order\" \"netsuite\"",
        ]
    );
    assert!(right["map"].as_str().is_some_and(|it| it.contains("role: wms")), "{right}");
}
