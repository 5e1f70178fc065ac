//! `map --watch`: drawn again whenever a file changes, however editors write files.

use std::fs;
use std::path::Path;

use crate::support::{Running, seamless};

const MAP: &str = r#"flow: small
title: First
timezone: UTC
currency: USD
teams: { it: { title: IT } }
systems:
  shop: { kind: shopify, role: storefront, team: it, shop: small.myshopify.com, secret: "${S}", token: "${T}" }
  oms: { kind: http, role: oms, team: it, profile: profiles/oms.yaml, url: "https://oms.example" }
handoffs:
  orders: { carry: order, from: shop, to: oms, via: webhook, within: 1m, key: { shop: name, oms: external_id } }
"#;

fn profile(title: &str) -> String {
    format!("profile: oms\ntitle: {title}\nas_of: 2026-10-01\nfacts: {{}}\n")
}

/// Writes as many editors do: another file first, which then takes the name.
fn replace(path: &Path, text: &str) {
    let other = path.with_extension("new");
    fs::write(&other, text).expect("a file");
    fs::rename(&other, path).expect("its name");
}

fn watched() -> (tempfile::TempDir, Running) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("profiles")).expect("a folder");
    fs::write(folder.path().join("flow.yaml"), MAP).expect("a map");
    fs::write(folder.path().join("profiles/oms.yaml"), profile("OMS")).expect("a profile");
    let arguments = ["map", "flow.yaml", "-o", "flow.svg", "--watch"];
    let running = Running::start(seamless(arguments).current_dir(folder.path()));
    (folder, running)
}

#[test]
fn it_draws_again_when_the_map_is_written_or_replaced_and_ends_with_ctrl_c() {
    let (folder, mut running) = watched();
    let map = folder.path().join("flow.yaml");
    let drawn = || fs::read_to_string(folder.path().join("flow.svg")).expect("the picture");
    running.err.line("Drew First with 2 systems and 1 handoff to flow.svg.");
    running.err.line("Watching 2 files; ctrl-C ends it.");
    assert!(drawn().contains("First"));
    fs::write(&map, MAP.replace("First", "Second")).expect("a map");
    running.err.line("Drew Second with");
    assert!(drawn().contains("Second"));
    replace(&map, &MAP.replace("First", "Third"));
    running.err.line("Drew Third with");
    replace(&map, &MAP.replace("First", "Fourth"));
    running.err.line("Drew Fourth with");
    assert!(drawn().contains("Fourth"));
    assert_eq!(running.interrupt(), Some(0));
}

#[test]
fn a_broken_map_shows_its_problems_and_keeps_the_last_picture() {
    let (folder, running) = watched();
    let map = folder.path().join("flow.yaml");
    running.err.line("Watching 2 files");
    let before = fs::read_to_string(folder.path().join("flow.svg")).expect("the picture");
    replace(&map, &MAP.replace("webhook", "webhok"));
    running.err.line("webhok");
    running.err.line("flow.yaml cannot be used: 1 mistake, shown above");
    running.err.line("flow.svg keeps the last picture; it is drawn as soon as this is mended.");
    assert_eq!(fs::read_to_string(folder.path().join("flow.svg")).expect("the picture"), before);
    fs::remove_file(&map).expect("gone");
    running.err.line("there is no file flow.yaml");
    fs::write(&map, MAP.replace("First", "Mended")).expect("a map");
    running.err.line("Drew Mended with");
}

#[test]
fn a_file_that_the_map_names_is_watched_as_well_even_before_it_is_there() {
    let (folder, running) = watched();
    running.err.line("Watching 2 files");
    replace(&folder.path().join("profiles/oms.yaml"), "profile: oms\ntitle: [\n");
    running.err.line("profiles/oms.yaml");
    running.err.line("keeps the last picture");
    let map = folder.path().join("flow.yaml");
    replace(&map, &MAP.replace("First", "Later").replace("profiles/oms.yaml", "more/oms.yaml"));
    running.err.line("there is no file more/oms.yaml");
    let whole = folder.path().join("whole");
    fs::create_dir(&whole).expect("a folder");
    fs::write(whole.join("oms.yaml"), profile("OMS")).expect("a profile");
    fs::rename(&whole, folder.path().join("more")).expect("its name");
    running.err.line("Drew Later with");
}
