//! `discover` and `map --conformance` on extracts, as a person types them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

#[cfg(target_os = "linux")]
use crate::support::Running;
use crate::support::{Said, run, seamless};

/// Three systems' extracts of 400 orders, as people export them: the ERP's references went through a spreadsheet, the
/// shop writes local times with their offset, the warehouse knows only the ERP's number and writes times without one.
struct Brand {
    folder: tempfile::TempDir,
}

const LOST_IN_ERP: [u64; 3] = [17, 130, 244];
const TWICE_IN_ERP: [u64; 2] = [100, 300];
const LOST_IN_WMS: u64 = 55;

impl Brand {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut shop, mut erp, mut wms) = (
            "Name,Email,Financial Status,Created at,Currency,Total\n".to_owned(),
            "number,reference,created,status,row\n".to_owned(),
            "shipment,order,received,shipped at,tracking\n".to_owned(),
        );
        for i in 0..400_u64 {
            // From 3 January 2026, 08:00 UTC, every three hours or so.
            let placed = 1_767_427_200 + i as i64 * 10_800 + (i * i % 5_000) as i64;
            let write = |text: &mut String, line: String| writeln!(text, "{line}").expect("a string");
            write(
                &mut shop,
                format!(
                    "#{},c{}@example.com,{},{},USD,{}.50",
                    1_001 + i,
                    i % 60,
                    ["paid", "pending"][(i % 2) as usize],
                    local(placed),
                    20 + i % 90
                ),
            );
            if LOST_IN_ERP.contains(&i) {
                continue;
            }
            // A poll every quarter of an hour.
            let booked = (placed / 900 + 1) * 900 + (i % 7) as i64 + 1;
            let reference = if i % 7 == 0 { format!("{}.0", 1_001 + i) } else { format!("{}", 1_001 + i) };
            let line = |number: u64, at: i64| {
                format!(
                    "SO-{number},{reference},{},{},{}",
                    utc(at),
                    ["open", "closed"][(i % 2) as usize],
                    i + 1
                )
            };
            write(&mut erp, line(50_000 + i * 3, booked));
            if TWICE_IN_ERP.contains(&i) {
                write(&mut erp, line(90_000 + i, booked + 900));
            }
            if i == LOST_IN_WMS {
                continue;
            }
            let received = booked + 60 + (i * 37 % 480) as i64;
            let shipped = received + 14_400 + (i * 7_919 % 100_000) as i64;
            let line = format!(
                "SHP{i:06},so-{},{},{},1Z{}",
                50_000 + i * 3,
                naked(received),
                naked(shipped),
                i * 104_729 % 1_000_003
            );
            write(&mut wms, line);
        }
        for (name, text) in [("orders.csv", shop), ("erp.csv", erp), ("wms.csv", wms)] {
            std::fs::write(folder.path().join(name), text).expect("an extract");
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `seamless` in the folder of the extracts.
    fn say(&self, arguments: &[&str]) -> Said {
        run(seamless(arguments).current_dir(self.folder.path()))
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file")
    }
}

fn stamp(at: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at).expect("a time")
}

fn utc(at: i64) -> String {
    stamp(at).to_string()
}

/// As an export writes it in New York's winter.
fn local(at: i64) -> String {
    format!("{} -0500", stamp(at - 5 * 3_600).strftime("%Y-%m-%d %H:%M:%S"))
}

/// Without an offset, the day first.
fn naked(at: i64) -> String {
    stamp(at).strftime("%d/%m/%Y %H:%M").to_string()
}

const ALL: [&str; 3] = ["shop=orders.csv", "erp=erp.csv", "wms=wms.csv"];

/// A map that `seamless check` loads: 0 and 1 say what it finds, 2 that it does not load.
fn loads(folder: &Path, map: &str) {
    let said = run(seamless(["check", map]).current_dir(folder));
    assert!(said.code < 2, "{}", said.err);
    assert!(!said.err.contains("error"), "{}", said.err);
}

#[test]
fn a_map_is_drafted_from_three_extracts_with_its_evidence() {
    let brand = Brand::new();
    let said = brand.say(
        &[&["discover"], &ALL[..], &["--zone", "UTC", "-o", "flow.yaml", "--report", "report.md"]].concat(),
    );
    assert_eq!(said.code, 0, "{}", said.err);
    let map = brand.read("flow.yaml");
    loads(brand.folder.path(), "flow.yaml");
    for fact in [
        "# 397 of 400 (99.2 %) orders from \"shop order create\" to \"erp order create\", seen 2026-01-03 to 2026-02-22.",
        "# 3 orders never arrived (0.8 %): #1018, #1131, #1245.",
        "# 2 orders arrived more than once: #1101, #1301.",
        "orders.csv column \"Name\" = erp.csv column \"reference\": 397 values in both",
        "via: poll 15m",
        "key: { shop: name, erp: reference }",
        "key: { erp: number, wms: order }",
        "currency: USD  # 400 of 400 rows say so in column \"Currency\"",
        "carry: fulfillment_request",
        "#? which team answers for it?",
        "#? proposed: p99 is",
    ] {
        assert!(map.contains(fact), "{fact}\n{map}");
    }
    assert!(!map.contains("from: shop\n    to: wms"), "the warehouse has it from the ERP: {map}");
    let report = brand.read("report.md");
    assert!(report.contains("- fulfillment-requests-to-wms: 1 order (0.3 %): #1056"), "{report}");
    assert!(said.out.contains("orders-to-erp (shop → erp)"), "{}", said.out);
}

#[test]
fn the_drafted_map_finds_every_order_that_was_lost_or_doubled_and_no_other() {
    let brand = Brand::new();
    brand.say(&[&["discover"], &ALL[..], &["--zone", "UTC", "-o", "flow.yaml"]].concat());
    let inputs: Vec<&str> = ALL.iter().flat_map(|it| ["--conformance", it]).collect();
    let said =
        brand.say(&[&["map", "flow.yaml", "--zone", "UTC", "--orders", "all.csv"], &inputs[..]].concat());
    assert_eq!(said.code, 1, "{}", said.err);
    let mut told: Vec<(String, String)> = brand
        .read("all.csv")
        .lines()
        .skip(1)
        .map(|it| it.split(',').map(str::to_owned).collect::<Vec<_>>())
        .map(|it| (it[0].clone(), it[2].clone()))
        .collect();
    told.sort();
    let name = |i: &u64| format!("#{}", 1_001 + i);
    let mut truth: Vec<(String, String)> =
        LOST_IN_ERP.iter().chain([&LOST_IN_WMS]).map(|it| (name(it), "missing".to_owned())).collect();
    truth.extend(TWICE_IN_ERP.iter().map(|it| (name(it), "twice".to_owned())));
    truth.sort();
    assert_eq!(told, truth);
    assert!(said.out.contains("394 of 400 orders as declared (98.5 %)"), "{}", said.out);
}

/// A log has moments and identifiers, and no fields: what a condition leaves out cannot be told from what was lost. But
/// a condition that all fulfil which travel leaves nothing out.
#[test]
fn what_a_condition_may_leave_out_is_not_called_missing() {
    let brand = Brand::new();
    brand.say(&[&["discover"], &ALL[..], &["--zone", "UTC", "-o", "flow.yaml"]].concat());
    let inputs: Vec<&str> = ALL.iter().flat_map(|it| ["--conformance", it]).collect();
    let drafted = brand.read("flow.yaml");
    let held = |when: &str| {
        let condition = format!("\n    when: '{when}'\n    carry: order");
        let map = drafted.replacen("\n    carry: order", &condition, 1);
        assert_ne!(map, drafted);
        std::fs::write(brand.path("flow.yaml"), map).expect("a file");
        brand.say(&[&["map", "flow.yaml", "--zone", "UTC"], &inputs[..]].concat())
    };
    let all = held("!order.test");
    assert!(all.out.contains("394 of 400 orders as declared (98.5 %)"), "{}", all.out);
    assert!(!all.out.contains("is only for what fits"), "{}", all.out);
    let some = held("order.source in [\"web\"]");
    let lost = format!("{} that did not come this way are not called missing", LOST_IN_ERP.len());
    assert!(some.out.contains(&lost), "{}", some.out);
    assert!(!some.out.contains("missing (orders-to-erp)"), "{}", some.out);
}

#[test]
fn what_was_read_is_written_as_a_log_that_tells_the_same() {
    let brand = Brand::new();
    for log in ["log.json", "log.sqlite"] {
        let first = brand
            .say(&[&["discover"], &ALL[..], &["--zone", "UTC", "--ocel", log, "--format", "json"]].concat());
        assert_eq!(first.code, 0, "{}", first.err);
        let second = brand.say(&["discover", log, "--format", "json"]);
        assert_eq!(second.code, 0, "{}", second.err);
        let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let (first, second) = (read(&first.out), read(&second.out));
        let orders = |it: &Value| {
            (it["orders"].clone(), it["events"].clone(), it["directly_follows"].as_array().map(Vec::len))
        };
        assert_eq!(orders(&first), orders(&second), "{log}");
        let arrived = |it: &Value| it["handoffs"][0]["arrived"].clone();
        assert_eq!(arrived(&first), arrived(&second), "{log}");
    }
}

#[test]
fn times_without_a_zone_are_skipped_and_told_not_guessed() {
    let brand = Brand::new();
    let said =
        brand.say(&[&["discover"], &ALL[..], &["-o", "flow.yaml", "--skipped", "skipped.txt"]].concat());
    // All of a file is lost: that is no map, and no twenty lines of one cause.
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
    assert!(
        said.err.contains(
            "skipped: 792 times in wms.csv have no zone, first in row 2, received, `03/01/2026 08:16`: give `--zone wms=America/New_York`"
        ),
        "{}",
        said.err
    );
    assert_eq!(said.err.matches("wms.csv").count(), 2, "{}", said.err);
    assert!(
        said.err.contains("no time of wms.csv can be read as it stands, so nothing is written"),
        "{}",
        said.err
    );
    assert_eq!(brand.read("skipped.txt").lines().count(), 792);
    brand.say(&[&["discover"], &ALL[..], &["-o", "flow.yaml", "--skipped", "skipped.txt"]].concat());
    assert_eq!(brand.read("skipped.txt").lines().count(), 792, "a second run does not add to the first");
    assert!(!brand.path("flow.yaml").exists());
    let said = brand.say(&[&["discover"], &ALL[..], &["--zone", "wms=UTC", "-o", "flow.yaml"]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!said.err.contains("skipped"), "{}", said.err);
    let said = brand.say(&[&["discover"], &ALL[..], &["--zone", "wsm=UTC"]].concat());
    assert!(said.err.contains("no extract is of `wsm`: did you mean `wms`?"), "{}", said.err);
}

#[test]
fn small_numbers_that_count_up_on_both_sides_are_chance() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut one, mut other) = ("line,created\n".to_owned(), "row,created\n".to_owned());
    for i in 1..=300_i64 {
        writeln!(one, "{i},{}", utc(1_767_427_200 + i * 3_600)).expect("a string");
        writeln!(other, "{},{}", 301 - i, utc(1_767_427_200 + i * 3_600)).expect("a string");
    }
    std::fs::write(folder.path().join("a.csv"), one).expect("a file");
    std::fs::write(folder.path().join("b.csv"), other).expect("a file");
    let said = run(seamless(["discover", "shop:order=a.csv", "erp:order=b.csv", "-o", "flow.yaml"])
        .current_dir(folder.path()));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out.contains("rejected   a.csv column \"line\" = b.csv column \"row\": small whole numbers"),
        "{}",
        said.out
    );
    assert!(said.out.contains("No handoff"), "{}", said.out);
    loads(folder.path(), "flow.yaml");
}

#[test]
fn two_files_of_one_system_are_one_table() {
    let brand = Brand::new();
    let orders = brand.read("orders.csv");
    let (head, rows) = orders.split_once('\n').expect("a header");
    let all: Vec<&str> = rows.lines().collect();
    std::fs::write(brand.path("one.csv"), format!("{head}\n{}\n", all[..200].join("\n"))).expect("a file");
    // The second has its columns in another order, as exports do.
    let turned = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",");
    let rest: Vec<String> = all[200..].iter().map(|it| turned(it)).collect();
    std::fs::write(brand.path("two.csv"), format!("{}\n{}\n", turned(head), rest.join("\n")))
        .expect("a file");
    let said = brand.say(&["discover", "shop=one.csv", "shop=two.csv", "erp=erp.csv", "--format", "text"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("one.csv + two.csv  400 rows of shop"), "{}", said.out);
    assert!(said.out.contains("orders-to-erp: never arrived: #1018, #1131, #1245"), "{}", said.out);
}

#[test]
fn bad_input_is_an_error_that_says_what_to_do() {
    let brand = Brand::new();
    std::fs::write(brand.path("empty.csv"), "").expect("a file");
    std::fs::write(brand.path("head.csv"), "number,created\n").expect("a file");
    std::fs::write(brand.path("page.json"), "<html></html>").expect("a file");
    for (arguments, why) in [
        (vec!["discover", "shop=empty.csv"], "empty.csv is empty: there is nothing to read in it"),
        (vec!["discover", "shop=head.csv"], "no row of any extract has a time that could be read"),
        (vec!["discover", "shop=."], ". is a folder: name its files"),
        (vec!["discover", "shop=nowhere.csv"], "there is no file nowhere.csv"),
        (vec!["discover", "shop=orders.csv/one"], "orders.csv/one cannot be read: Not a directory"),
        (
            vec!["discover", "orders.csv"],
            "orders.csv is an extract: say of which system it is, as in `shop=orders.csv`",
        ),
        (vec!["discover", "page.json"], "page.json"),
        (vec!["discover", "Shop=orders.csv"], "`Shop` cannot be a system's name"),
        (vec!["discover", "shop:ordr=orders.csv"], "`ordr` is no kind of document: did you mean `order`?"),
        (vec!["discover", "shop=orders.csv", "--zone", "Mars/Olympus"], "`Mars/Olympus` is no time zone"),
        (vec!["discover", "shop=orders.csv", "erp=erp.csv", "--as", "head.csv"], "head.csv"),
    ] {
        let said = brand.say(&arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {}", said.err);
        assert!(said.err.contains(why), "{arguments:?}: {}", said.err);
    }
    brand.say(&["discover", "shop=orders.csv", "erp=erp.csv", "-o", "flow.yaml"]);
    let said = brand.say(&["map", "flow.yaml", "--conformance", "shp=orders.csv"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("has no system `shp`: did you mean `shop`?"), "{}", said.err);
}

#[test]
fn no_input_is_written_over() {
    let brand = Brand::new();
    let before = std::fs::read(brand.path("erp.csv")).expect("there");
    let given = ["discover", "shop=orders.csv", "erp=erp.csv"];
    for output in ["-o", "--ocel", "--report", "--as", "--skipped"] {
        let said = brand.say(&[&given[..], &[output, "./erp.csv"]].concat());
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{output}: {}", said.err);
        assert!(
            said.err.contains("./erp.csv is an input: it would be written over"),
            "{output}: {}",
            said.err
        );
    }
    brand.say(&[&given[..], &["-o", "flow.yaml"]].concat());
    for output in ["--orders", "--skipped"] {
        let held = ["map", "flow.yaml", "--conformance", "erp=erp.csv", output, "erp.csv"];
        let said = brand.say(&held);
        assert_eq!(said.code, 2, "{output}: {}", said.err);
        assert!(said.err.contains("erp.csv is an input"), "{output}: {}", said.err);
    }
    assert_eq!(std::fs::read(brand.path("erp.csv")).expect("there"), before);
}

/// A shop, and two systems that both know its order by its name; the ERP twice over, and as JSONL.
fn star(folder: &Path) {
    let (mut shop, mut erp, mut wms) =
        ("Name,Created at,Cancelled at\n".to_owned(), String::new(), "pick,ref,received\n".to_owned());
    for i in 0..200_i64 {
        let placed = 1_767_427_200 + i * 7_200 + i * i % 1_000;
        let cancelled = if i % 20 == 3 { utc(placed + 30) } else { String::new() };
        writeln!(shop, "#{},{},{cancelled}", 5_001 + i, utc(placed)).expect("a string");
        let at = utc(placed + 5 + i % 20);
        writeln!(
            erp,
            "{{\"doc\":\"E{}\",\"order\":\"#{1}\",\"web_ref\":\"{1}\",\"booked_at\":\"{at}\"}}",
            70 + i,
            5_001 + i
        )
        .expect("a string");
        if cancelled.is_empty() {
            writeln!(wms, "P{},{},{}", 900 + i * 7, 5_001 + i, utc(placed + 60 + i % 100)).expect("a string");
        }
    }
    for (name, text) in [("shop.csv", shop), ("erp.jsonl", erp), ("wms.csv", wms)] {
        std::fs::write(folder.join(name), text).expect("a file");
    }
}

#[test]
fn who_has_an_identifier_from_the_same_source_is_no_source_and_what_is_ambiguous_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    star(folder.path());
    let inputs = ["shop:order=shop.csv", "erp:order=erp.jsonl", "wms:fulfillment_request=wms.csv"];
    let told =
        run(seamless([&["discover"], &inputs[..], &["-o", "flow.yaml"]].concat()).current_dir(folder.path()));
    assert_eq!(told.code, 0, "{}", told.err);
    let map = std::fs::read_to_string(folder.path().join("flow.yaml")).expect("a map");
    loads(folder.path(), "flow.yaml");
    assert!(map.contains("key: { shop: name, wms: ref }"), "{map}");
    assert!(!map.contains("from: erp"), "{map}");
    assert!(map.contains("#? It could come from erp as well"), "{map}");
    assert!(map.contains("10 orders never arrived (5.0 %): #5004"), "{map}");
    assert!(map.contains("10 of them belong to cancelled orders"), "{map}");
    assert!(told.out.contains("  ambiguous  shop.csv column \"Name\" = erp.jsonl column "), "{}", told.out);
    assert!(told.out.contains("both have it from shop"), "{}", told.out);
    // Nothing is due of an order that was cancelled before it was due.
    let held: Vec<&str> = inputs.iter().flat_map(|it| ["--conformance", it]).collect();
    let said = run(seamless([&["map", "flow.yaml"], &held[..]].concat()).current_dir(folder.path()));
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.contains("200 of 200 orders as declared (100 %)"), "{}", said.out);
}

/// Ctrl-C while a long extract is read: what it says, and that it leaves no map and no half file. That the extract is
/// long enough not to be read whole is its size; nothing is timed.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_a_long_reading_and_leaves_nothing_behind() {
    let brand = Brand::new();
    let mut rows = "number,reference,created\n".to_owned();
    for i in 0..600_000_u64 {
        writeln!(rows, "SO{i:08},{},2026-01-03T08:{:02}:00Z", 5_000_000_000 + i, i % 60).expect("a string");
    }
    std::fs::write(brand.folder.path().join("long.csv"), rows).expect("a file");
    let before = names(brand.folder.path());
    let mut command =
        seamless(["discover", "erp=long.csv", "shop=orders.csv", "-o", "flow.yaml", "--ocel", "log.json"]);
    let mut running = Running::start(command.current_dir(brand.folder.path()));
    running.listens();
    assert_eq!(running.interrupt(), Some(2));
    running.err.line("error: stopped: nothing is told and nothing is written, for what systems share");
    let said = running.err.text();
    assert!(said.starts_with("Stopping. Once more ends at once.\n"), "{said}");
    assert_eq!(names(brand.folder.path()), before, "no map, no log, no part of one");
}

#[cfg(target_os = "linux")]
fn names(folder: &Path) -> Vec<String> {
    let all = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        all.map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_a_spreadsheet_or_a_browser_did_to_an_extract_is_told() {
    let brand = Brand::new();
    let put = |name: &str, text: &str| std::fs::write(brand.folder.path().join(name), text).expect("a file");
    let rows = |row: &dyn Fn(u64) -> String| (0..60).map(row).collect::<String>();
    put(
        "floats.csv",
        &format!(
            "so,ref,created\n{}",
            rows(&|i| format!("S{i},{}.{:02}E+12,2026-01-03T08:{i:02}:00Z\n", 1 + i % 9, i))
        ),
    );
    put("headless.csv", &rows(&|i| format!("S{i},{},2026-01-03T08:{i:02}:00Z\n", 500_000 + i)));
    put("timeless.csv", &format!("so,ref\n{}", rows(&|i| format!("S{i},{}\n", 500_000 + i))));
    let zone = |i: u64| ["Z", "+01:00", " EST", ""][(i % 4) as usize];
    put(
        "zones.csv",
        &format!(
            "so,ref,created\n{}",
            rows(&|i| format!("S{i},{},2026-01-03T08:{i:02}:00{}\n", 500_000 + i, zone(i)))
        ),
    );
    put("page.csv", "<!DOCTYPE html><html><body>Sign in</body></html>");
    for (file, told) in [
        (
            "floats.csv",
            "note: floats.csv: ref: 60 values such as 1.00E+12 were rounded by a spreadsheet; their last digits are lost",
        ),
        ("headless.csv", "note: headless.csv: its first row is taken for the header, and holds `500000`"),
        ("timeless.csv", "note: timeless.csv: no column tells when something happened"),
        (
            "zones.csv",
            "skipped: zones.csv, row 4, created, `2026-01-03T08:02:00 EST`: no time in any form that is known",
        ),
        (
            "zones.csv",
            "skipped: 15 times in zones.csv have no zone, first in row 5, created, `2026-01-03T08:03:00`",
        ),
    ] {
        let said = brand.say(&["discover", "shop=orders.csv", &format!("erp={file}")]);
        assert!(said.code == 0 && said.err.contains(told), "{file}: {}", said.err);
    }
    let said = brand.say(&["discover", "shop=orders.csv", "erp=page.csv"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (
            2,
            "error: page.csv is a web page, perhaps one that asks to sign in: export the rows once more, as CSV\n"
        )
    );
}
