//! `map` and `check`.

use serde_json::Value;

use crate::support::{NORTHWIND, run, say, seamless};

#[test]
fn a_map_is_drawn_to_stdout_or_to_a_file() {
    let drawn = say(&["map", NORTHWIND]);
    assert_eq!((drawn.code, drawn.err.as_str()), (0, ""));
    for words in
        ["<svg", "Shopify", "Northwind OMS", "Northwind ERP", "Reno warehouse", "Acme Connect", "</svg>"]
    {
        assert!(drawn.out.contains(words), "{words} is missing");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flow.svg");
    let said = run(seamless(["map", NORTHWIND, "-o"]).arg(&path));
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    let told = format!("Drew Northwind Outdoor with 4 systems and 5 handoffs to {}.\n", path.display());
    assert_eq!(said.err, told);
    assert_eq!(std::fs::read_to_string(&path).expect("the picture").trim_end(), drawn.out.trim_end());
    let mut reader = quick_xml::Reader::from_str(&drawn.out);
    while reader.read_event().expect("XML") != quick_xml::events::Event::Eof {}
}

#[test]
fn a_picture_that_cannot_be_written_is_an_error() {
    let said = say(&["map", NORTHWIND, "-o", "no/such/folder/flow.svg"]);
    assert_eq!(said.code, 2);
    insta::assert_snapshot!(said.err, @"error: no/such/folder/flow.svg cannot be written: there is no folder no/such/folder");
}

#[test]
fn the_example_is_checked() {
    let said = say(&["check", NORTHWIND]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    insta::assert_snapshot!(said.out);
    let strict = say(&["check", NORTHWIND, "--strict"]);
    assert_eq!((strict.code, strict.out), (1, said.out), "what cannot be told is found as well");
    let folder = say(&["check", "examples/northwind"]);
    assert_eq!(folder.code, 0, "a folder stands for the flow.yaml in it");
}

#[test]
fn findings_come_as_json_as_well() {
    let said = say(&["check", NORTHWIND, "--format", "json"]);
    assert_eq!(said.code, 0);
    let mut told: Value = serde_json::from_str(&said.out).expect("JSON");
    assert!(told["map"].is_string());
    told["map"] = "[hash]".into();
    insta::assert_json_snapshot!(told);
}

/// A copy of the example with one change.
fn changed(from: &str, to: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let source = crate::support::root().join("examples/northwind");
    for part in ["profiles", "mappings"] {
        std::fs::create_dir(folder.path().join(part)).expect("a folder");
        for file in std::fs::read_dir(source.join(part)).expect("files") {
            let file = file.expect("a file");
            std::fs::copy(file.path(), folder.path().join(part).join(file.file_name())).expect("a copy");
        }
    }
    let text = std::fs::read_to_string(source.join("flow.yaml")).expect("the map");
    assert!(text.contains(from), "{from:?} stands in the map");
    std::fs::write(folder.path().join("flow.yaml"), text.replacen(from, to, 1)).expect("a map");
    let name = folder.path().join("flow.yaml").display().to_string();
    (folder, name)
}

#[test]
fn a_map_with_mistakes_is_shown_as_a_compiler_shows_it() {
    let text = "flow: broken\ntimezone: Mars/Olympus\ncurrency: USD\nteams: { it: { title: IT, reach: \"slack:#it\" } }\n\
        systems:\n  shop: { kind: shopify, role: storefront, team: ti, shop: x.myshopify.com }\n  \
        oms: { kind: http, role: oms, team: it, profile: profiles/none.yaml, url: \"https://oms.example\" }\n\
        handoffs:\n  orders: { carry: order, from: shop, to: omz, via: webhok, within: 1 minute, when: 'order.cancled' }\n";
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("flow.yaml"), text).expect("a map");
    let said = run(seamless(["check", "flow.yaml"]).current_dir(folder.path()));
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    insta::assert_snapshot!(said.err);
}

#[test]
fn a_risk_is_found_and_told_by_the_exit_code() {
    let (_folder, map) = changed("    backstop: every 15m over 48h\n", "");
    let said = say(&["check", &map]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    assert!(said.out.contains("at risk[webhook-missed-order]"), "{}", said.out);
    assert!(said.out.lines().last().is_some_and(|it| it.starts_with("Northwind Outdoor: ")), "{}", said.out);
}

#[test]
fn kinds_without_a_connector_are_drawn_and_checked_but_refused_by_name_elsewhere() {
    let (folder, map) = changed(
        "kind: http                               # a JSON API: its profile says how it is spoken with",
        "kind: netsuite",
    );
    for (command, code) in [("map", 0), ("check", 0)] {
        let said = say(&[command, &map]);
        assert!(said.code == code || said.code == 1, "{command}: {}", said.err);
        assert!(said.out.contains("Northwind O"), "{command}");
    }
    let folder = folder.path().display().to_string();
    for (command, on) in [("run", &map), ("sandbox", &map), ("rehearse", &folder)] {
        let said = say(&[command, on]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{command}");
        let told = "error: system `oms` is of kind `netsuite`: it loads, draws and checks, and has no connector and no twin yet\n";
        assert!(said.err.ends_with(told), "{command}: {}", said.err);
    }
}

#[test]
fn a_map_that_is_not_there_is_said() {
    let said = say(&["check", "nowhere.yaml"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    insta::assert_snapshot!(said.err, @"error: there is no file nowhere.yaml");
}
