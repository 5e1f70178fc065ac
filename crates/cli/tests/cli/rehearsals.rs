//! `rehearse`: the same to the byte for a seed, and one command to repeat what failed.

use quick_xml::events::Event;

use crate::support::{masked, run, say, seamless};

const FOLDER: &str = "examples/northwind";

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_another_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let play = |seed: &str, file: &str| {
        let path = folder.path().join(file);
        let mut command =
            seamless(["rehearse", FOLDER, "--only", "webhooks are lost", "--seed", seed, "--junit"]);
        let said = run(command.arg(&path));
        assert_eq!(said.code, 0, "{}", said.out);
        (said.out, std::fs::read(path).expect("JUnit"))
    };
    let (first, again, other) = (play("7", "a.xml"), play("7", "b.xml"), play("8", "c.xml"));
    assert_eq!(first, again);
    let faults = |said: &str| -> Vec<String> {
        said.lines().map(|line| line.split_whitespace().rev().nth(3).unwrap_or_default().to_owned()).collect()
    };
    assert_ne!(faults(&first.0), faults(&other.0), "{}\n{}", first.0, other.0);
}

#[test]
fn scenarios_are_told_in_a_table_and_as_junit() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rehearsal.xml");
    let said = run(seamless(["rehearse", FOLDER, "--only", "cancel", "--junit"]).arg(&path));
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    insta::assert_snapshot!(masked(&said.out, "Map ", |c| c.is_ascii_hexdigit()));
    let suites = std::fs::read_to_string(path).expect("JUnit");
    let (cases, failures) = junit(&suites);
    assert_eq!(cases, said.out.lines().filter(|line| line.starts_with("passed")).count());
    assert_eq!(failures, 0);
}

/// How many cases and failures a JUnit file has; it must be well-formed.
fn junit(text: &str) -> (usize, usize) {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut cases, mut failures, mut depth) = (0, 0, 0);
    loop {
        let event = reader.read_event().expect("XML");
        let name = match &event {
            Event::Start(it) | Event::Empty(it) => it.name().as_ref().to_owned(),
            _ => String::new(),
        };
        cases += usize::from(name == "testcase");
        failures += usize::from(name == "failure");
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "every element ends");
    (cases, failures)
}

#[test]
fn a_failing_run_prints_the_one_command_that_repeats_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rehearsal.xml");
    let arguments = [
        "rehearse",
        FOLDER,
        "--without",
        "webhook-missed-order",
        "--only",
        "webhook-missed-order",
        "--junit",
    ];
    let said = run(seamless(arguments).arg(&path));
    assert_eq!(said.code, 1, "{}", said.out);
    let repeat =
        said.out.lines().find_map(|line| line.trim().strip_prefix("repeat it with: ")).expect("the command");
    assert!(repeat.starts_with("seamless rehearse examples/northwind --seed 1 --only "), "{repeat}");
    // It is typed as it stands, by a shell that finds the binary.
    let binary = assert_cmd::cargo::cargo_bin!("seamless");
    let home = binary.parent().expect("a folder").display().to_string();
    let mut shell = std::process::Command::new("sh");
    let found = format!("{home}:{}", std::env::var("PATH").unwrap_or_default());
    let again = run(shell.args(["-c", repeat]).current_dir(crate::support::root()).env("PATH", found));
    assert_eq!((again.code, again.out), (1, said.out));
    let (cases, failures) = junit(&std::fs::read_to_string(path).expect("JUnit"));
    assert_eq!((cases, failures), (1, 1));
}

#[test]
fn a_scenario_that_nobody_knows_is_an_error() {
    let said = say(&["rehearse", FOLDER, "--only", "no such thing"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    insta::assert_snapshot!(said.err, @r#"error: no scenario's name or breakpoint contains "no such thing""#);
}
