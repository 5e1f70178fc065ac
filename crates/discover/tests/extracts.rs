//! Extracts of a brand with two warehouses, discovered and held against a map: what is an order, what lies beside the
//! orders, and what is lost where there are two ways.

use std::fmt::Write;
use std::path::Path;

use jiff::tz::TimeZone;
use seamless_discover::conformance::{self, declared, hold, origins};
use seamless_discover::draft::{self, Material};
use seamless_discover::mine::extract::{Extract, Extracted, extract};
use seamless_discover::mine::{Mined, ground, mine};
use seamless_discover::{TableOptions, TimeOptions, Unwatched};

/// Every so many orders are lost between the ERP and both warehouses.
const LOST: u64 = 50;

fn files(folder: &Path, prefix: &str) {
    let (mut shop, mut erp, mut north, mut south) = (
        "Name,Created at\n".to_owned(),
        "Internal ID,Shop Ref,Created\n".to_owned(),
        "shipment_id,order_ref,received_at,shipped_at\n".to_owned(),
        "Sendung;Bestellung;Eingang;Versandt am\n".to_owned(),
    );
    for i in 0..400_u64 {
        let at = |seconds: u64| {
            jiff::Timestamp::from_second((1_767_427_200 + i * 7_200 + seconds) as i64).expect("a time")
        };
        let (number, own) = (70_001 + i, 500_000 + i * 3);
        let say = |text: &mut String, line: String| writeln!(text, "{line}").expect("a string");
        say(&mut shop, format!("#{number},{}", at(0)));
        if i % 100 != 7 {
            say(&mut erp, format!("{own},{number},{}", at(60 + i % 40)));
        }
        if i % 100 == 7 || i % LOST == 3 {
            continue;
        }
        let (came, left) = (at(4_000 + i % 300), at(30_000 + i * 7 % 5_000));
        match i % 3 {
            0 => say(&mut south, format!("S{i:05};{prefix}{own};{came};{left}")),
            _ => say(&mut north, format!("SH{i:05},{own},{came},{left}")),
        }
    }
    erp.push_str(",,soon\n,,later\n");
    north.push_str("SHX,nan,not a date,never\n");
    for (name, text) in
        [("orders.csv", shop), ("booked.csv", erp), ("parcels.csv", north), ("sued.csv", south)]
    {
        std::fs::write(folder.join(name), text).expect("an extract");
    }
}

/// The two warehouses' brand. What stands before the ERP's number in the second one's file is `prefix`.
fn read(prefix: &str) -> Extracted {
    let folder = tempfile::tempdir().expect("a folder");
    files(folder.path(), prefix);
    let one = |(system, file): (&str, &str)| Extract {
        system: system.to_owned(),
        document: None,
        path: folder.path().join(file),
        zone: None,
    };
    let all = [("shop", "orders.csv"), ("erp", "booked.csv"), ("wms", "parcels.csv"), ("sued", "sued.csv")];
    let times = TimeOptions { zone: Some(TimeZone::UTC), ..TimeOptions::default() };
    extract(&all.map(one), &TableOptions::default(), &times, &Unwatched).expect("extracts")
}

/// The report of a discovery, and the drafted map.
fn told(got: &Extracted, mined: &Mined) -> (String, String) {
    let of = Material {
        log: &got.log,
        mined,
        sources: &[],
        links: &got.links,
        currency: None,
        zone: None,
        sampled: None,
        stopped: false,
    };
    (draft::text(&of), draft::map(&of))
}

/// What the drafted map, changed by this, finds in the same extracts.
fn held(got: &Extracted, map: &str) -> String {
    let loaded = seamless_flow::load("flow.yaml", &mut |_| Ok(map.as_bytes().to_vec()));
    let Some(flow) = loaded.value else { panic!("{:?}\n{map}", loaded.problems) };
    let mut ground = ground(&got.log, &got.meaning);
    ground.originate(&got.log, &got.meaning, &origins(&flow, &got.log, &got.meaning));
    let held = hold(&got.log, &ground, declared(&flow, &got.log, &got.meaning, &ground));
    conformance::text(&flow, &got.log, &held, "the extracts", None, false)
}

fn discovered(prefix: &str) -> (Extracted, Mined) {
    let got = read(prefix);
    let mut mined = mine(&got.log, got.meaning.clone(), Some(&got.pairs));
    got.name_keys(&mut mined.handoffs);
    (got, mined)
}

fn says(text: &str, all: &[&str]) {
    all.iter().for_each(|it| assert!(text.contains(it), "{it}\n\n{text}"));
}

/// The second warehouse writes the ERP's number in a way that ties nothing: its rows, and those without an identifier,
/// are no orders, neither good ones nor bad ones.
#[test]
fn what_belongs_to_no_order_is_counted_apart() {
    let (got, mined) = discovered("X-");
    assert_eq!(mined.volume.orders, 400);
    assert_eq!(mined.variants.iter().map(|it| it.orders).sum::<u64>(), 400);
    let apart = format!(
        "{} documents belong to no order: {} of sued, 2 without an identifier, 1 without a time that can be read",
        mined.apart.by_system[0].1 + 3,
        mined.apart.by_system[0].1
    );
    let (report, map) = told(&got, &mined);
    says(&report, &["400 orders, ", &apart]);
    says(&map, &[&apart.replace("  ", " ")[..40]]);
    // Of the 400 orders, 4 never reach the ERP, and 8 and those of the second warehouse never the first.
    let text = held(&got, &map);
    let deviating = 4 + 8 + mined.apart.by_system[0].1;
    says(&text, &[&apart, &format!("{} of 400 orders as declared", 400 - deviating)]);
}

/// The orders that neither warehouse got are lost, and no others: what the one has is not missed at the other.
#[test]
fn what_went_to_one_of_two_warehouses_is_not_lost_on_the_way_to_the_other() {
    let (got, mined) = discovered("");
    assert_eq!(mined.apart.total(), 3);
    let (report, map) = told(&got, &mined);
    says(&report, &["fulfillment-requests-to-wms: never arrived at wms or sued: 8 (#70004, #70054, "]);
    assert!(!report.contains("fulfillment-requests-to-sued: never"), "{report}");
    says(&map, &["8 orders never arrived at wms or sued", "#? Which orders go to wms, and which to sued?"]);
    says(&map, &["role: wms", "its columns speak of a warehouse: Sendung, Versandt am"]);
    let text = held(&got, &map);
    says(
        &text,
        &[
            "missing       8  request to ship never reached wms or sued (fulfillment-requests-to-wms, fulfillment-requests-to-sued)",
            "388 of 400 orders as declared",
        ],
    );
    // The longest deadline of both counts for what came to neither, and a condition makes no difference.
    let when = "    when: 'order.ship_to.country == \"DE\"'\n    from: erp\n    to: sued";
    let conditional = map.replace("    from: erp\n    to: sued", when);
    assert_ne!(conditional, map);
    let text = held(&got, &conditional);
    says(&text, &["388 of 400 orders as declared", "request to ship never reached wms or sued"]);
}

/// Deadlines and reports are shown in the map's zone.
#[test]
fn the_text_tells_moments_in_the_zone_of_the_map() {
    let (got, mined) = discovered("");
    let (_, map) = told(&got, &mined);
    says(&held(&got, &map), &["2026-01-03 to 2026-02-05 (UTC)", "#70008  2026-01-03 22:02:00  never booked"]);
    let text = held(&got, &map.replace("timezone: UTC", "timezone: Asia/Tokyo"));
    says(&text, &["2026-01-03 to 2026-02-06 (Asia/Tokyo)", "#70008  2026-01-04 07:02:00  never booked"]);
}

/// What only looks alike ties nothing, and a person is told.
#[test]
fn numbers_with_something_before_them_are_told() {
    let note = |prefix: &str| read(prefix).surveys.into_iter().flat_map(|it| it.notes).collect::<Vec<_>>();
    let (with, without) = (note("SO"), note(""));
    let told = "`Bestellung` equals `Internal ID` of erp with `SO` before it: 130 values.";
    assert!(with.iter().any(|it| it.starts_with(told)), "{with:?}");
    assert!(!without.iter().any(|it| it.contains("before it")), "{without:?}");
}
