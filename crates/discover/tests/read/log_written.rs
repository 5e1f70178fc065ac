//! Logs that were written are read again as what they were.

use proptest::prelude::*;
use seamless_discover::{
    Form, Log, LogBuilder, Report, Unwatched, read_log, write_ocel_json, write_ocel_sqlite,
};

/// All that a log says, in words: names may be met in another order when it is read again.
fn told(log: &Log) -> Vec<String> {
    let mut told = Vec::new();
    for event in 0..log.events.len() as u32 {
        let mut line = format!(
            "{} {} {}",
            log.events.ids.get(event),
            log.event_types.get(log.events.kind[event as usize]),
            log.events.at_ms[event as usize]
        );
        for (object, qualifier) in log.events.touches(event) {
            let qualifier = log.qualifiers.get(u32::from(qualifier));
            line.push_str(&format!(" {}/{qualifier}", log.objects.ids.get(object)));
        }
        told.push(line);
    }
    for (object, kind) in log.objects.kind.iter().enumerate() {
        told.push(format!("{} {}", log.objects.ids.get(object as u32), log.object_types.get(*kind)));
    }
    let mut loose: Vec<String> = log
        .relations
        .iter()
        .map(|it| {
            let qualifier = log.qualifiers.get(u32::from(it.qualifier));
            format!("{} -> {} {qualifier}", log.objects.ids.get(it.from), log.objects.ids.get(it.to))
        })
        .collect();
    for (of, columns) in [("event", &log.event_attributes), ("object", &log.object_attributes)] {
        for column in columns {
            for place in 0..column.rows.len() {
                let since = column.since_ms.get(place);
                let value = log.values.get(column.values[place]);
                loose.push(format!(
                    "{of} {} {} {:?} {since:?} {value}",
                    column.rows[place], column.name, column.form
                ));
            }
        }
    }
    loose.sort();
    loose.dedup();
    told.extend(loose);
    told.extend(log.event_types.iter().chain(log.object_types.iter()).map(str::to_owned));
    told
}

fn again(log: &Log, sqlite: bool) -> (Log, Report) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("log");
    if sqlite {
        write_ocel_sqlite(log, &file).expect("written");
    } else {
        write_ocel_json(log, std::fs::File::create(&file).expect("a file")).expect("written");
    }
    read_log(&file, &Unwatched).expect("read")
}

/// One event: type, time, the objects that it touches with their qualifiers, and its attribute.
type Event = (usize, i64, Vec<(usize, usize)>, Option<String>);

fn log(
    objects: &[(usize, Option<(f64, i64)>)],
    events: &[Event],
    relations: &[(usize, usize)],
    name: &str,
) -> Log {
    const KINDS: [&str; 3] = ["place order", "pay \"order\"", "Place-Order"];
    let mut builder = LogBuilder::default();
    let event_types = KINDS.map(|it| builder.event_type(it));
    let object_types = ["orders", "items", "ORDERS"].map(|it| builder.object_type(it));
    let qualifiers = ["", "item", "a\nb"].map(|it| builder.qualifier(it).expect("few"));
    for (index, (kind, total)) in objects.iter().enumerate() {
        let object = builder.object(object_types[*kind], &format!("{name}{index}")).expect("new");
        if let Some((total, since)) = total {
            builder.object_attribute(object, "total", Form::Float, 0, &total.to_string()).expect("few");
            if *since > 0 {
                builder.object_attribute(object, "total", Form::Float, *since, "1.5").expect("few");
                builder.object_attribute(object, "ready", Form::Boolean, *since, "true").expect("few");
            }
        }
    }
    for (index, (kind, at, touches, said)) in events.iter().enumerate() {
        let event = builder.event(event_types[*kind], &format!("e{index}{name}"), *at).expect("new");
        for (object, qualifier) in touches {
            if *object < objects.len() {
                builder.touch(*object as u32, qualifiers[*qualifier]).expect("few");
            }
        }
        if let Some(said) = said {
            builder.event_attribute(event, "system", Form::Text, said).expect("few");
            builder.event_attribute(event, "System", Form::Integer, &index.to_string()).expect("few");
        }
    }
    for (from, to) in relations {
        if *from < objects.len() && *to < objects.len() {
            builder.relate(*from as u32, *to as u32, qualifiers[1]);
        }
    }
    builder.finish(&mut |loose| panic!("{loose:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_log_comes_back_as_it_was(
        objects in prop::collection::vec((0usize..3, prop::option::of((-1e6f64..1e6, 0i64..3))), 0..12),
        events in prop::collection::vec(
            (0usize..3, -2_000_000_000_000i64..4_000_000_000_000, prop::collection::vec((0usize..12, 0usize..3), 0..5), prop::option::of("[a-z\"\\\\\u{1}é]{0,6}")),
            0..12,
        ),
        relations in prop::collection::vec((0usize..12, 0usize..12), 0..12),
        name in "[a-z#\"\\\\ é\u{7}]{1,6}",
    ) {
        let log = log(&objects, &events, &relations, &name);
        for sqlite in [false, true] {
            let (back, report) = again(&log, sqlite);
            prop_assert_eq!(report.skipped.total(), 0, "{:?}", report.skipped);
            if sqlite {
                // Two attributes whose names differ by their case only get other names in SQLite.
                let plain = |log: &Log| told(log).into_iter().filter(|it| !it.contains("ystem")).collect::<Vec<_>>();
                prop_assert_eq!(plain(&back), plain(&log));
            } else {
                prop_assert_eq!(told(&back), told(&log));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_damaged_database_is_read_or_refused(changes in prop::collection::vec((16usize..60_000, 0u8..=255), 1..40), cut in 16usize..80_000) {
        let log = log(&[(0, Some((9.5, 2))), (1, None)], &[(0, 1_000, vec![(0, 0)], Some("erp".to_owned()))], &[(0, 1)], "x");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("log.sqlite");
        write_ocel_sqlite(&log, &file).expect("written");
        let mut bytes = std::fs::read(&file).expect("there");
        for (at, byte) in changes {
            let length = bytes.len();
            bytes[at % (length - 16) + 16] = byte;
        }
        bytes.truncate(cut);
        std::fs::write(&file, &bytes).expect("damaged");
        let _ = read_log(&file, &Unwatched);
    }
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("log.sqlite");
    std::fs::write(&file, "mine").expect("written");
    let error = write_ocel_sqlite(&Log::default(), &file).expect_err("refused").to_string();
    assert!(error.ends_with("is there already; name another file, or remove it"), "{error}");
    assert_eq!(std::fs::read_to_string(&file).expect("there"), "mine");
}

#[test]
fn broken_records_of_a_database_are_listed() {
    let log = log(
        &[(0, Some((9.5, 0))), (1, None)],
        &[(0, 1_000, vec![(0, 0)], Some("erp".to_owned())), (1, 2_000, vec![(1, 1)], None)],
        &[(0, 1)],
        "x",
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("log.sqlite");
    write_ocel_sqlite(&log, &file).expect("written");
    let database = rusqlite::Connection::open(&file).expect("opened");
    database
        .execute_batch(
            "pragma foreign_keys = off;
             insert into event values ('no time', 'place order'), ('bad time', 'place order'), (null, 'place order'),
               ('unknown', 'paint order');
             insert into event_PlaceOrder values ('bad time', 'soon', null, null), ('nobody', '2026-01-05T00:00:00Z', null, null);
             insert into event_object values ('e0x', 'ghost', 'item'), ('ghost', 'x0', 'item');
             insert into object_object values ('x0', 'ghost', 'item');
             drop table object_Items;",
        )
        .expect("broken");
    drop(database);
    let (back, report) = read_log(&file, &Unwatched).expect("read");
    assert_eq!((back.events.len(), back.objects.len(), back.relations.len()), (2, 2, 1));
    let said: Vec<String> = report.skipped.kept().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "record 2, object_map_type, `there is no table object_Items`: not of the shape that the format asks for",
            "record 5, event: no identifier",
            "record 6, event, `unknown: paint order`: a type that the log does not declare",
            "record 2, event_PlaceOrder, `soon`: no time in any form that is known",
            "record 3, event_PlaceOrder, `nobody`: an event that the log does not hold",
            "record 3, event, `no time`: no time",
            "record 3, event_object, `ghost`: an object that the log does not hold",
            "record 4, event_object, `ghost`: an event that the log does not hold",
            "record 2, object_object, `x0 → ghost`: an object that the log does not hold",
        ]
    );
}

#[test]
fn another_database_is_no_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shop.db");
    let database = rusqlite::Connection::open(&file).expect("opened");
    database.execute_batch("create table orders(id)").expect("made");
    drop(database);
    let error = read_log(&file, &Unwatched).expect_err("refused").to_string();
    assert!(error.contains("the database has no table event, object, event_object"), "{error}");
}
