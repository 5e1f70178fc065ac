use super::*;
use crate::read::moment::rfc3339;

fn column(rows: &[&str], options: &TimeOptions) -> (TimeEvidence, Vec<String>) {
    let mut evidence = TimeEvidence::default();
    rows.iter().for_each(|it| evidence.look(it));
    let reader = evidence.decide(options);
    let read = rows.iter().map(|it| match reader.read(it) {
        Ok(at) => rfc3339(at),
        Err(why) => format!("{why:?}"),
    });
    let read = read.collect();
    (evidence, read)
}

fn zone(name: &str) -> TimeOptions {
    TimeOptions { zone: Some(TimeZone::get(name).expect("a known zone")), day_first: None }
}

#[test]
fn one_row_above_twelve_decides_its_column() {
    let (_, read) = column(&["03/04/2026 10:00", "5/5/2026", "25/04/2026 10:00"], &zone("UTC"));
    assert_eq!(read, ["2026-04-03T10:00:00Z", "2026-05-05T00:00:00Z", "2026-04-25T10:00:00Z"]);
    let (_, read) = column(&["03.04.2026 10:00", "04.25.2026 1:05 pm"], &zone("UTC"));
    assert_eq!(read, ["2026-03-04T10:00:00Z", "2026-04-25T13:05:00Z"]);
}

#[test]
fn a_column_that_no_row_decides_says_so_and_takes_the_option() {
    let rows = ["03/04/2026 10:00", "7/7/2026 10:00"];
    let mut options = zone("UTC");
    let (evidence, read) = column(&rows, &options);
    assert_eq!(read, ["AmbiguousTime", "2026-07-07T10:00:00Z"]);
    assert!(evidence.notes("Created", &options).is_empty(), "what is skipped is listed");
    options.day_first = Some(false);
    assert_eq!(column(&rows, &options).1[0], "2026-03-04T10:00:00Z");
    assert_eq!(
        evidence.notes("Created", &options),
        [
            "Created: no row tells the day from the month in 2 dates such as 03/04/2026; they are read with the month \
             first, as you say"
        ]
    );
}

#[test]
fn a_column_that_contradicts_itself_decides_nothing() {
    let (evidence, read) = column(&["25/04/2026", "04/26/2026", "03/04/2026"], &zone("UTC"));
    assert_eq!(read, ["2026-04-25T00:00:00Z", "2026-04-26T00:00:00Z", "AmbiguousTime"]);
    assert!(
        evidence.notes("Created", &zone("UTC"))[0].contains("1 dates have the day first and 1 the month")
    );
}

#[test]
fn local_times_need_a_zone_and_some_do_not_exist_in_it() {
    let rows = [
        "2026-03-08 01:59:59",
        "2026-03-08 02:30:00",
        "2026-11-01 01:30:00",
        "2026-11-01 02:00:00",
        "2026-11-01 01:30:00 -0500",
    ];
    let (evidence, read) = column(&rows, &zone("America/New_York"));
    assert_eq!(
        read,
        [
            "2026-03-08T06:59:59Z",
            "NoSuchLocalTime",
            "NoSuchLocalTime",
            "2026-11-01T07:00:00Z",
            "2026-11-01T06:30:00Z"
        ]
    );
    assert_eq!((evidence.dates, evidence.with_offset), (5, 1));
    let (evidence, read) = column(&rows, &TimeOptions::default());
    assert_eq!(read[..4], ["NoZone", "NoZone", "NoZone", "NoZone"]);
    assert!(evidence.notes("Created", &TimeOptions::default()).is_empty(), "what is skipped is listed");
}

#[test]
fn numbers_are_moments_of_this_century_or_none() {
    let rows = ["1767607200", "1767607200123", "46027.5", "46027", "12", "99999", "1767607200.25"];
    let (evidence, read) = column(&rows, &zone("Europe/Berlin"));
    assert_eq!(
        read,
        [
            "2026-01-05T10:00:00Z",
            "2026-01-05T10:00:00.123Z",
            "2026-01-05T11:00:00Z",
            "2026-01-04T23:00:00Z",
            "BadTime",
            "BadTime",
            "2026-01-05T10:00:00.250Z"
        ]
    );
    assert_eq!((evidence.numbers, evidence.dates, evidence.values), (5, 0, 7));
}

#[test]
fn months_by_their_names_are_clear() {
    let rows = [
        "5 Jan 2026 10:00",
        "Jan 5, 2026, 10:00 AM",
        "Mon, 05 Jan 2026 10:00:00 +0000",
        "5-Jan-2026",
        "January 5, 2026",
        "Foo 5, 2026",
        "5/Jan/26",
    ];
    let (_, read) = column(&rows, &zone("UTC"));
    let ten = "2026-01-05T10:00:00Z";
    assert_eq!(read, [ten, ten, ten, "2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z", "BadTime", "BadTime"]);
}
