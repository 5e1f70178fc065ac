//! OCEL 2.0 in JSON.

use std::cell::Cell;
use std::io::Write;

use seamless_discover::{Log, Progress, ReadError, Report, Unwatched, read_log};

const HEAD: &str = r#"{"objectTypes":[{"name":"orders","attributes":[{"name":"total","type":"float"}]},{"name":"items","attributes":[]}],
"eventTypes":[{"name":"place order","attributes":[{"name":"system","type":"string"}]},{"name":"pay order","attributes":[]}],
"#;

fn read(bytes: &[u8]) -> Result<(Log, Report), ReadError> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("log.json");
    std::fs::write(&file, bytes).expect("written");
    read_log(&file, &Unwatched)
}

fn check(rest: &str) -> (Log, Vec<String>) {
    let (log, report) = read(format!("{HEAD}{rest}").as_bytes()).expect("a log");
    assert_eq!(report.read as usize, log.events.len() + log.objects.len());
    let skipped = report.skipped.kept().iter().map(ToString::to_string).chain(report.notes);
    (log, skipped.collect())
}

fn events(log: &Log) -> Vec<String> {
    (0..log.events.len() as u32)
        .map(|event| {
            let touched = log.events.touches(event).map(|(object, qualifier)| {
                let kind = log.object_types.get(log.objects.kind[object as usize]);
                let object = log.objects.ids.get(object);
                format!("{object}:{kind}:{}", log.qualifiers.get(u32::from(qualifier)))
            });
            let touched: Vec<String> = touched.collect();
            let kind = log.event_types.get(log.events.kind[event as usize]);
            let at = log.events.at_ms[event as usize];
            format!("{} {kind} {at} {}", log.events.ids.get(event), touched.join(" "))
        })
        .collect()
}

const OBJECTS: &str = r#""objects":[{"id":"o1","type":"orders","attributes":[{"name":"total","time":"1970-01-01T00:00:00Z","value":9.50}],
"relationships":[{"objectId":"i1","qualifier":"comprises"}]},{"id":"i1","type":"items"}]"#;

#[test]
fn a_small_log_is_read_whole() {
    let (log, said) = check(&format!(
        r#"{OBJECTS},"events":[
        {{"id":"e2","type":"pay order","time":"2026-01-02T01:00:00+01:00","relationships":[{{"objectId":"o1","qualifier":"order"}}]}},
        {{"id":"e1","type":"place order","time":"2026-01-01T00:00:00.5Z","attributes":[{{"name":"system","value":"sh\u00f6p"}}],
          "relationships":[{{"qualifier":"order","objectId":"o1"}},{{"objectId":"i1"}}],"unknown":{{"a":[1,{{}}]}}}}]}}"#
    ));
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(
        events(&log),
        [
            "e1 place order 1767225600500 o1:orders:order i1:items:",
            "e2 pay order 1767312000000 o1:orders:order"
        ]
    );
    assert_eq!(log.event_attribute(0, "system"), Some("shöp"));
    assert_eq!(log.object_attribute(0, "total"), Some("9.50"));
    assert_eq!((log.relations[0].from, log.relations[0].to), (0, 1));
}

#[test]
fn types_may_stand_behind_what_uses_them() {
    let text = r#"{"events":[{"id":"e1","type":"pay order","time":"2026-01-02T00:00:00Z","relationships":[{"objectId":"o1","qualifier":""}]},
        {"id":"e2","type":"paint order","time":"2026-01-02T00:00:00Z"}],"objects":[{"id":"o1","type":"orders"}],
        "eventTypes":[{"name":"pay order","attributes":[]}],"objectTypes":[{"name":"orders","attributes":[]}]}"#;
    let (log, report) = read(text.as_bytes()).expect("a log");
    assert_eq!(events(&log), ["e1 pay order 1767312000000 o1:orders:"]);
    assert_eq!(
        report.skipped.kept()[0].to_string(),
        format!(
            "byte {}, type, `e2: paint order`: a type that the log does not declare",
            text.find("{\"id\":\"e2\"").expect("there")
        )
    );
}

#[test]
fn what_is_broken_is_listed_and_the_rest_is_read() {
    let (log, said) = check(&format!(
        r#"{OBJECTS},"events":[
{{"type":"pay order","time":"2026-01-02T00:00:00Z"}},
{{"id":"e1","type":"pay order","time":"2026-01-02T00:00:00Z","relationships":[{{"objectId":"ghost","qualifier":"x"}},{{"objectId":"o1","qualifier":"x"}},7]}},
{{"id":"e1","type":"pay order","time":"2026-01-03T00:00:00Z"}},
{{"id":"e2","type":"pay order","time":"yesterday"}},
{{"id":"e3","type":"pay order"}},
{{"id":"e4","type":"ship order","time":"2026-01-02T00:00:00Z"}},
{{"id":"e5","type":"pay order","time":}},
{{"id":"e6","type":"pay order,"time":"2026-01-02T00:00:00Z"}},
{{"id":"e7","type":"pay order","time":"2026-01-04 00:00:00"}},
null,
{{"id":"e8","type":"pay order","time":"2026-01-05T00:00:00Z","attributes":[{{"name":"deep","value":[1]}},{{"name":"extra","value":"y"}}]}}
]}}"#
    ));
    let ids: Vec<&str> = log.events.ids.iter().collect();
    assert_eq!(ids, ["e1", "e7", "e8"]);
    assert_eq!(events(&log)[0], "e1 pay order 1767312000000 o1:orders:x");
    let said: Vec<String> =
        said.iter().map(|it| it.split_once(", ").map_or(it.clone(), |(_, rest)| rest.to_owned())).collect();
    assert_eq!(
        said,
        [
            "id: no identifier",
            "relationships or attributes, `7`: not of the shape that the format asks for",
            "`e1`: the identifier came before; the first is kept",
            "time, `yesterday`: no time in any form that is known",
            "time, `e3`: no time",
            "type, `e4: ship order`: a type that the log does not declare",
            "events, `},`: not of the shape that the format asks for",
            "events, `time\":\"2026-01-02T00:00:00Z\"},`: not of the shape that the format asks for",
            "events, `null,`: not of the shape that the format asks for",
            "attributes, `[1]`: an attribute that its type does not declare, or no plain value",
            "relationships, `ghost`: an object that the log does not hold",
            "as OCEL says",
            "attributes that no type declares are read as text: extra"
        ]
        .map(str::to_owned)
    );
}

#[test]
fn a_log_that_is_cut_off_is_read_up_to_there() {
    let whole = format!(
        r#"{HEAD}{OBJECTS},"events":[{{"id":"e1","type":"pay order","time":"2026-01-02T00:00:00Z"}},{{"id":"e2","type":"pay order","time":"2026-01-02T00:00:00Z"}}]}}"#
    );
    let first = whole.find("{\"id\":\"e1\"").expect("there");
    let second = whole.find(",{\"id\":\"e2\"").expect("there");
    for end in first..whole.len() {
        let (log, report) = read(&whole.as_bytes()[..end]).expect("a log");
        let expected = usize::from(end >= second) + usize::from(end >= whole.len() - 2);
        assert_eq!(log.events.len(), expected, "{end}");
        assert_eq!(report.skipped.total(), 1, "{end}: {:?}", report.skipped);
        assert!(
            report.skipped.kept()[0].to_string().ends_with("the file ends in the middle of it"),
            "{end}: {:?}",
            report.skipped
        );
    }
}

#[test]
fn gzip_and_other_encodings_are_read() {
    let text = format!("{HEAD}{OBJECTS}}}").replace("comprises", "enthält");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let (plain, _) = read(text.as_bytes()).expect("a log");
    for bytes in [&packed, &utf16, &bom] {
        let (log, report) = read(bytes).expect("a log");
        assert_eq!((&log, report.skipped.total()), (&plain, 0));
    }
    let (log, report) = read(&packed[..packed.len() - 60]).expect("a log");
    assert!(log.objects.len() <= 2);
    assert_eq!(report.notes, ["the compressed data is cut off or damaged; what stands before is read"]);
}

#[test]
fn what_is_no_log_is_said() {
    for (text, expected) in [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("a,b\n1,2\n", "neither a database nor a JSON object"),
        ("[]", "neither a database nor a JSON object"),
        (r#"{"ocel:events":{}}"#, "written in OCEL 1"),
        (r#"{"orders":[]}"#, "neither `events` nor `objects`"),
    ] {
        let error = read(text.as_bytes()).expect_err("no log").to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

/// Says stop when so many bytes are read.
struct StopAt(u64, Cell<u64>);

impl Progress for StopAt {
    fn at(&self, bytes: u64, of: Option<u64>) {
        assert!(bytes >= self.1.get() && of.is_some_and(|of| of >= bytes), "{bytes} of {of:?}");
        self.1.set(bytes);
    }

    fn stopped(&self) -> bool {
        self.1.get() >= self.0
    }
}

#[test]
fn a_reading_can_be_stopped_and_keeps_what_it_has() {
    let mut text = format!("{HEAD}{OBJECTS},\"events\":[");
    for number in 0..60_000 {
        let comma = if number > 0 { "," } else { "" };
        text.push_str(&format!(
            "{comma}\n{{\"id\":\"e{number}\",\"type\":\"pay order\",\"time\":\"2026-01-02T00:00:00Z\"}}"
        ));
    }
    text.push_str("]}");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("log.json");
    std::fs::write(&file, &text).expect("written");
    let (log, report) = read_log(&file, &StopAt(2 << 20, Cell::new(0))).expect("a log");
    assert!(report.stopped && log.events.len() > 20_000 && log.events.len() < 50_000, "{}", log.events.len());
    assert_eq!(report.skipped.total(), 0, "{:?}", report.skipped);
    assert!(report.notes[0].starts_with("stopped at byte "), "{:?}", report.notes);
    let (log, report) = read_log(&file, &StopAt(u64::MAX, Cell::new(0))).expect("a log");
    assert_eq!((log.events.len(), report.skipped.total(), report.stopped), (60_000, 0, false));
}

#[test]
fn an_event_larger_than_a_block_is_read() {
    let touches: Vec<String> =
        (0..60_000).map(|it| format!("{{\"objectId\":\"o1\",\"qualifier\":\"{}\"}}", it % 60)).collect();
    let (log, said) = check(&format!(
        r#"{OBJECTS},"events":[{{"id":"e1","type":"pay order","relationships":[{}],"time":"2026-01-02T00:00:00Z"}},
        {{"id":"e2","type":"pay order","time":"2026-01-02T00:00:00Z"}}]}}"#,
        touches.join(",")
    ));
    // Relationships are a set: sixty of them differ.
    assert_eq!((log.events.len(), log.events.touched(0).len(), said.len()), (2, 60, 0));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_log_with_any_bytes_changed_is_read(changes in proptest::collection::vec((0usize..700, 0u8..=255), 1..6), cut in 0usize..900) {
        let mut text = format!(
            r#"{HEAD}{OBJECTS},"events":[{{"id":"e1","type":"pay order","time":"2026-01-02T00:00:00Z"}},{{"id":"e2","type":"pay order","time":"2026-01-02T00:00:00Z"}}]}}"#
        ).into_bytes();
        for (at, byte) in changes {
            if let Some(place) = text.get_mut(at) {
                *place = byte;
            }
        }
        text.truncate(cut);
        let _ = read(&text);
    }
}
