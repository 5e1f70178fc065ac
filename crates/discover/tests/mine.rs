//! Mining and conformance of whatever a file holds: an answer or a refusal, never an end.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

use proptest::prelude::*;
use seamless_discover::conformance::{csv, declared, hold};
use seamless_discover::draft::{self, Material};
use seamless_discover::mine::extract::{Extract, extract, extract_within};
use seamless_discover::mine::guess::guess;
use seamless_discover::mine::threads::Threads;
use seamless_discover::mine::{Meaning, ground, mine};
use seamless_discover::{
    Log, LogBuilder, ReadError, TableOptions, TimeOptions, Unwatched, read_log, write_ocel_sqlite,
};

const MAP: &str = "flow: goods\ntitle: Goods\ntimezone: UTC\ncurrency: USD\nteams: { it: { title: IT } }\nsystems:\n  \
    shop: { kind: shopify, role: storefront, team: it }\n  erp: { kind: unknown, role: erp, team: it }\n  \
    warehouse: { kind: unknown, role: wms, team: it }\nhandoffs:\n  \
    orders: { carry: order, from: shop, to: erp, within: 6h, covers: [create, cancel] }\n  \
    picks: { carry: fulfillment_request, from: erp, to: warehouse, when: 'order.ship_to.country == \"US\"', within: 7d }\n  \
    parcels: { carry: shipment, from: warehouse, to: shop, within: 6d }\n";

/// All that is done with a log: drafted, told in every form, and held against a map.
fn use_it(log: &Log, meaning: Meaning, pairs: Option<&[(u32, u32)]>) {
    let mined = mine(log, meaning, pairs);
    let of = Material {
        log,
        mined: &mined,
        sources: &[],
        links: &[],
        currency: None,
        zone: None,
        sampled: None,
        stopped: false,
    };
    let map = draft::map(&of);
    draft::text(&of);
    draft::report(&of);
    draft::json(&of, &map);
    draft::meaning(log, "it", &mined.meaning);
    let files: HashMap<&str, &str> = HashMap::from([("map.yaml", MAP), ("drafted.yaml", &map)]);
    for name in ["map.yaml", "drafted.yaml"] {
        let mut read = |file: &str| {
            files.get(file).map(|it| it.as_bytes().to_vec()).ok_or_else(|| format!("there is no {file}"))
        };
        let loaded = seamless_flow::load(name, &mut read);
        let Some(flow) = loaded.value else { panic!("{name} does not load: {:?}\n{map}", loaded.problems) };
        let ground = ground(log, &mined.meaning);
        let held = hold(log, &ground, declared(&flow, log, &mined.meaning, &ground));
        seamless_discover::conformance::text(&flow, log, &held, "it", None, false);
        seamless_discover::conformance::json(&flow, log, &held, None, false);
        csv(&flow, log, &held);
    }
}

/// Uses what a file holds; a file that is no log is refused.
fn use_file(path: &Path) -> Result<(), ReadError> {
    let (log, _) = read_log(path, &Unwatched)?;
    let meaning = guess(&log);
    use_it(&log, meaning, None);
    Ok(())
}

fn use_text(name: &str, text: &[u8]) -> Result<(), ReadError> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(name);
    std::fs::write(&file, text).expect("written");
    use_file(&file)
}

#[test]
fn a_log_without_objects_is_mined() {
    use_text(
        "log.json",
        br#"{"objectTypes":[],"eventTypes":[{"name":"ship","attributes":[]}],"objects":[],
        "events":[{"id":"e1","type":"ship","time":"2026-01-01T00:00:00Z","attributes":[],"relationships":[]}]}"#,
    )
    .expect("a log");
    use_text("log.json", br#"{"events":[],"objects":[{"id":"o1","type":"orders"}]}"#).expect("a log");
    use_it(&Log::default(), Meaning::default(), None);
}

/// Orders with their payments, all of which one payout touches.
fn paid_out(orders: u32) -> (Log, u32) {
    let mut log = LogBuilder::default();
    let [order, payment, payout] = ["orders", "payments", "payouts"].map(|it| log.object_type(it));
    let [place, pay_out] = ["place order", "pay out"].map(|it| log.event_type(it));
    let whole = log.object(payout, "payout").expect("new");
    let mut all = vec![whole];
    for number in 0..orders {
        let one = log.object(order, &format!("o{number}")).expect("new");
        let paid = log.object(payment, &format!("p{number}")).expect("new");
        log.event(place, &format!("e{number}"), i64::from(number)).expect("new");
        log.touch(one, 0).expect("room");
        if number % 2 == 0 {
            log.touch(paid, 0).expect("room");
        }
        all.extend([one, paid]);
    }
    log.event(pay_out, "out", i64::from(orders)).expect("new");
    all.iter().for_each(|it| log.touch(*it, 0).expect("room"));
    (log.finish(&mut |_| {}), order)
}

#[test]
fn a_payout_does_not_tie_every_payment_to_every_order() {
    let (log, thread) = paid_out(3_000);
    let threads = Threads::new(&log, thread, &[false; 3]);
    let of = |id: &str| {
        let object = log.objects.ids.find(id).expect("known");
        threads.of(object).map(|it| log.objects.ids.get(it).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("p2000"), ["o2000"]);
    assert_eq!(of("p2001").len(), 16);
    assert_eq!((of("payout").len(), of("payout")[0].as_str()), (257, "o0"));
}

/// A log small enough to be changed everywhere, with all that one can have.
const LOG: &str = r#"{"objectTypes":[{"name":"orders","attributes":[{"name":"total","type":"float"}]},{"name":"items","attributes":[]},{"name":"customers","attributes":[]}],
"eventTypes":[{"name":"place order","attributes":[{"name":"system","type":"string"}]},{"name":"confirm order","attributes":[]},{"name":"ship item","attributes":[]}],
"objects":[{"id":"o1","type":"orders","attributes":[{"name":"total","time":"1970-01-01T00:00:00Z","value":9.50}],"relationships":[{"objectId":"i1","qualifier":"comprises"}]},
{"id":"i1","type":"items"},{"id":"o2","type":"orders"},{"id":"c1","type":"customers"}],
"events":[{"id":"e1","type":"place order","time":"2026-01-02T00:00:00Z","attributes":[{"name":"system","value":"shop"}],"relationships":[{"objectId":"o1","qualifier":""},{"objectId":"c1","qualifier":""}]},
{"id":"e2","type":"confirm order","time":"2026-01-02T01:00:00Z","relationships":[{"objectId":"o1","qualifier":""}]},
{"id":"e3","type":"ship item","time":"2026-01-03T01:00:00Z","relationships":[{"objectId":"i1","qualifier":""}]},
{"id":"e4","type":"place order","time":"2026-01-02T05:00:00Z","relationships":[{"objectId":"o2","qualifier":""},{"objectId":"i1","qualifier":""}]}]}"#;

const SHOP: &str = "Name,Created at,Total,Note\n#1,2026-01-02T10:00:00Z,9.50,\"6\"\" pipe\"\n#2,2026-01-02 11:00,8.00,b\n#3,03/04/2026 10:00,7.00,c\n#4,2026-01-04T10:00:00Z,1,\n";
const ERP: &str = "{\"ref\":\"1\",\"created\":\"2026-01-02T10:05:00Z\",\"lines\":[{\"sku\":\"a\"}]}\n{\"ref\":\"2\",\"created\":\"2026-01-02T11:05:00Z\"}\n{\"ref\":3,\"created\":null}\n";

/// What is put into a file, beside what it has already.
const SCRAPS: &[&[u8]] = &[
    b"\x00",
    b"\xff\xfe",
    b"\"",
    b"\r",
    b"\n",
    b"9999999999999999999999999",
    b"-",
    b",",
    b";",
    b"{",
    b"}",
    b"[",
    b"]",
    b"null",
    b"1e999",
    b"\xed\xa0\x80",
    b"9999-12-31T23:59:59Z",
    b"0001-01-01T00:00:00Z",
    b"\\u0000",
    b"\\ud800",
    b":",
    b"#",
    b"\t",
    b"1.00123E+12",
    b"orders",
    b"o1",
    b"\"6\" pipe",
    b"+99:99",
    b"\xe2\x80\xa8",
    b"[]",
    b"\"\"",
];

/// A change: what is done, where, and with what.
fn changes() -> impl Strategy<Value = Vec<(u8, usize, usize)>> {
    prop::collection::vec((0u8..5, any::<usize>(), any::<usize>()), 0..7)
}

fn changed(text: &[u8], changes: &[(u8, usize, usize)]) -> Vec<u8> {
    let mut text = text.to_vec();
    for (how, at, what) in changes {
        if text.is_empty() {
            break;
        }
        let at = at % text.len();
        let end = (at + what % 60).min(text.len());
        match how {
            0 => drop(text.splice(at..at, SCRAPS[what % SCRAPS.len()].iter().copied())),
            1 => drop(text.drain(at..end)),
            2 => text[at] = *what as u8,
            3 => {
                let piece = text[at..end].to_vec();
                let to = what % text.len();
                text.splice(to..to, piece);
            }
            _ if what % 5 == 0 => text.truncate(at),
            _ => {}
        }
    }
    text
}

fn extracts(shop: &[u8], erp: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |system: &str, name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        Extract { system: system.to_owned(), document: None, path, zone: None }
    };
    let all = [file("shop", "orders.csv", shop), file("erp", "sales.jsonl", erp)];
    let Ok(got) = extract(&all, &TableOptions::default(), &TimeOptions::default(), &Unwatched) else {
        return;
    };
    let mut mined = mine(&got.log, got.meaning.clone(), Some(&got.pairs));
    got.name_keys(&mut mined.handoffs);
    use_it(&got.log, got.meaning.clone(), Some(&got.pairs));
}

/// Three systems: a shop; an ERP that knows the shop's name; a warehouse that knows only the ERP's number.
fn chain(folder: &Path, orders: u64) -> Vec<Extract> {
    let mut texts = ["name,created_at\n", "number,reference,created_at\n", "parcel,order,shipped_at\n"]
        .map(str::to_owned);
    let at = |seconds: u64| jiff::Timestamp::from_second(1_767_225_600 + seconds as i64).expect("a moment");
    for number in 0..orders {
        writeln!(texts[0], "#{},{}", 10_000 + number, at(number * 60)).expect("a string");
        // One in fifty never reaches the ERP, and the ERP has one in a hundred that no shop knows.
        let reference = if number % 100 == 7 { 900_000 + number } else { 10_000 + number };
        if number % 50 != 3 {
            writeln!(texts[1], "SO{},{reference},{}", 7_000_000 + number * 3, at(number * 60 + 40))
                .expect("a string");
            writeln!(texts[2], "P{number:07},so{},{}", 7_000_000 + number * 3, at(number * 60 + 7_200))
                .expect("a string");
        }
    }
    let file = |(name, text): (&str, &String)| {
        let path = folder.join(format!("{name}.csv"));
        std::fs::write(&path, text).expect("written");
        Extract { system: name.to_owned(), document: None, path, zone: None }
    };
    ["shop", "erp", "wms"].into_iter().zip(&texts).map(file).collect()
}

#[test]
fn what_is_too_much_to_keep_is_told_of_the_same_orders_in_every_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = chain(folder.path(), 20_000);
    let read = |kept| {
        let (tables, times) = (TableOptions::default(), TimeOptions::default());
        extract_within(&all, &tables, &times, kept, &Unwatched).expect("extracts")
    };
    let (whole, part) = (read(u64::MAX), read(30_000));
    assert_eq!(whole.sampled, None);
    let sampled = part.sampled.expect("a part");
    assert_eq!((sampled.one_in, sampled.volume.orders, sampled.volume.per_day), (4, 20_000, 1_440));
    let (before, after) = [&whole, &part].map(|it| mine(&it.log, it.meaning.clone(), Some(&it.pairs))).into();
    assert_eq!(
        (whole.log.object_types.get(0), before.handoffs.len(), after.handoffs.len()),
        ("orders", 2, 2)
    );
    for (one, other) in before.handoffs.iter().zip(&after.handoffs) {
        assert_eq!((&one.from, &one.to), (&other.from, &other.to));
        let (one, other) = (&one.counts, &other.counts);
        let close = |a: u64, b: u64| (b as f64 * 4.0 - a as f64).abs() <= a as f64 * 0.2 + 20.0;
        assert!(close(one.arrived, other.arrived), "{one:?}\n{other:?}");
        assert!(
            close(one.lost, other.lost) && close(one.from_nowhere, other.from_nowhere),
            "{one:?}\n{other:?}"
        );
        assert_eq!(one.latency.map(|it| it.p50_ms), other.latency.map(|it| it.p50_ms));
    }
    // Every order of the part is an order of the whole, with the same events.
    for object in 0..part.log.objects.len() as u32 {
        assert!(whole.log.objects.ids.find(part.log.objects.ids.get(object)).is_some());
    }
    let touches = |log: &Log, id: &str| {
        let object = log.objects.ids.find(id).expect("known");
        (0..log.events.len() as u32).filter(|it| log.events.touched(*it).contains(&object)).count()
    };
    let some =
        (0..part.log.objects.len() as u32).filter(|it| part.log.objects.kind[*it as usize] == 0).take(20);
    for id in some.map(|it| part.log.objects.ids.get(it)) {
        assert_eq!(touches(&part.log, id), touches(&whole.log, id), "{id}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_log_is_mined_and_held(changes in changes()) {
        // What is broken may be refused.
        let _ = use_text("log.json", &changed(LOG.as_bytes(), &changes));
    }

    #[test]
    fn any_extracts_are_mined_and_held(shop in changes(), erp in changes()) {
        extracts(&changed(SHOP.as_bytes(), &shop), &changed(ERP.as_bytes(), &erp));
    }

    #[test]
    fn any_database_is_mined_and_held(changes in changes()) {
        let folder = tempfile::tempdir().expect("a folder");
        let (json, sqlite) = (folder.path().join("log.json"), folder.path().join("log.sqlite"));
        std::fs::write(&json, LOG).expect("written");
        let (log, _) = read_log(&json, &Unwatched).expect("a log");
        write_ocel_sqlite(&log, &sqlite).expect("written");
        let bytes = std::fs::read(&sqlite).expect("read");
        std::fs::write(&sqlite, changed(&bytes, &changes)).expect("written");
        let _ = use_file(&sqlite);
    }
}
