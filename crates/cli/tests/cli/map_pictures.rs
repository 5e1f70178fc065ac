//! `map` in every format: what it writes, where, and what it says of what cannot be.

use std::path::Path;

use crate::support::{NORTHWIND, Said, run, say, seamless};

/// A map with one system whose title has everything in it that a format could stumble over.
const ODD: &str = r##"flow: odd
title: "One <b>shop</b> & \"nothing\" else; [x] #1 %%{init}%% 日本語, and a title that goes on and on and on and on and on"
timezone: UTC
currency: USD
teams: { it: { title: "IT </script>" } }
systems:
  end: { kind: shopify, role: storefront, team: it, shop: odd.myshopify.com, secret: "${SHOPIFY_SECRET}", token: "${SHOPIFY_TOKEN}" }
handoffs: {}
"##;

/// Draws a map into a folder, as a person does who stands there.
fn draw(folder: &Path, arguments: &[&str]) -> Said {
    run(seamless(["map"]).args(arguments).current_dir(folder))
}

fn is_xml(text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    while reader.read_event().expect("XML") != quick_xml::events::Event::Eof {}
}

#[test]
fn the_format_follows_the_ending_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    for (ending, begins) in [
        ("svg", "<svg"),
        ("png", "\u{fffd}PNG"),
        ("mmd", "flowchart LR\n"),
        ("md", "```mermaid\nflowchart LR\n"),
        ("bpmn", "<?xml"),
        ("html", "<!DOCTYPE html>"),
        ("HTM", "<!DOCTYPE html>"),
    ] {
        let path = folder.path().join(format!("flow.{ending}"));
        let said = run(seamless(["map", NORTHWIND, "-o"]).arg(&path));
        assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
        let told = format!("Drew Northwind Outdoor with 4 systems and 5 handoffs to {}.\n", path.display());
        assert_eq!(said.err, told);
        let bytes = std::fs::read(&path).expect("the picture");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with(begins), "{ending}: {}", text.chars().take(80).collect::<String>());
    }
    let said = draw(folder.path(), &["flow.svg", "-o", "flow.txt"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    insta::assert_snapshot!(said.err, @"error: flow.txt does not end in .svg, .png, .mmd, .md, .bpmn or .html: name it so, or say its --format");
    let path = folder.path().join("flow.txt");
    let said = run(seamless(["map", NORTHWIND, "--format", "mermaid-swimlane", "-o"]).arg(&path));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(std::fs::read_to_string(&path).expect("text").starts_with("swimlane-beta LR\n"));
}

#[test]
fn what_cannot_be_drawn_is_said_with_what_to_do() {
    let told = |arguments: &[&str]| {
        let said = say(&[&["map", NORTHWIND], arguments].concat());
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}");
        said.err
    };
    insta::assert_snapshot!(told(&["--team", "operatoins"]), @"error: there is no team `operatoins`: did you mean `operations`?");
    insta::assert_snapshot!(told(&["--team", "legal"]), @"error: there is no team `legal`: the map's teams are operations, service, it");
    insta::assert_snapshot!(told(&["--format", "bpmn", "--lanes", "team"]), @"error: in BPMN every system is a pool: leave out --lanes team, or choose another format");
    insta::assert_snapshot!(told(&["--format", "mermaid", "--findings"]), @"error: findings are marked on SVG, PNG and HTML: leave out --findings, or choose one of those");
    insta::assert_snapshot!(told(&["-o", "no/such/folder/flow.html"]), @"error: no/such/folder/flow.html cannot be written: there is no folder no/such/folder");
    insta::assert_snapshot!(told(&["-o", NORTHWIND, "--format", "svg"]), @"error: examples/northwind/flow.yaml is a file of the map itself: give the picture another name");
    assert!(told(&["--watch"]).contains("--output <FILE>"), "what is watched is written to a file");
}

const TWO_SHOPS: &str = r#"flow: two
title: Two Shops
timezone: UTC
currency: USD
teams: { it: { title: IT } }
systems:
  shop: { kind: other, title: Shop, role: storefront, team: it }
  outlet: { kind: other, title: Outlet, role: storefront, team: it }
  erp: { kind: other, title: ERP, role: erp, team: it }
carriers:
  acme: { title: Acme Connect, team: it }
handoffs:
  orders: { carry: order, from: shop, to: erp, via: webhook, by: acme, within: 1m, covers: [create], key: { shop: name, erp: external } }
  outlet-orders: { carry: order, from: outlet, to: erp, via: webhook, by: acme, within: 1m, covers: [create], key: { outlet: name, erp: external } }
"#;

#[test]
fn a_question_to_a_carrier_counts_at_each_handoff_that_waits_for_its_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let (map, path) = (folder.path().join("flow.yaml"), folder.path().join("flow.svg"));
    std::fs::write(&map, TWO_SHOPS).expect("written");
    let said = run(seamless(["map", "--findings", "-o"]).arg(&path).arg(&map));
    assert_eq!(said.code, 0, "{}", said.err);
    let picture = std::fs::read_to_string(&path).expect("the picture");
    let unknown = |at: &str| {
        let found = picture.split_once(&format!("data-found=\"{at}\"><title>")).expect("marked").1;
        let words = found.split_once(" unknown.").expect("unknown").0;
        words.rsplit(' ').next().and_then(|it| it.parse::<usize>().ok()).expect("a number")
    };
    let checked: serde_json::Value =
        serde_json::from_str(&run(seamless(["check", "--format", "json"]).arg(&map)).out).expect("JSON");
    let findings = checked["findings"].as_array().expect("findings").iter();
    let asked: Vec<_> = findings.filter(|it| it["verdict"] == "unknown").collect();
    let at = |name: &'static str| asked.iter().filter(move |it| it["at"]["name"] == name);
    let of_both = |it: &&&serde_json::Value| {
        let fact = it["fact"].as_str().unwrap_or_default();
        fact.ends_with("profile of acme") || fact.ends_with("profile of erp")
    };
    let shared = at("orders").filter(of_both).count();
    assert!(shared > 0);
    assert_eq!(unknown("outlet-orders"), at("outlet-orders").count() + shared);
    let once = format!(" and {} unknown.", asked.len());
    assert!(said.err.contains(&once), "each is one question still: {}", said.err);
}

#[test]
fn findings_are_counted_and_told_on_the_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flow.html");
    let said = run(seamless(["map", NORTHWIND, "--findings", "-o"]).arg(&path));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains(" Marked ") && said.err.contains(" unknown."), "{}", said.err);
    let page = std::fs::read_to_string(&path).expect("the page");
    let checked: serde_json::Value =
        serde_json::from_str(&say(&["check", NORTHWIND, "--format", "json"]).out).expect("JSON");
    let findings = checked["findings"].as_array().expect("findings");
    assert!(!findings.is_empty());
    for finding in findings {
        let id = finding["breakpoint"].as_str().expect("a breakpoint");
        assert!(page.contains(&format!("<code>{id}</code>")), "{id}");
    }
    let plain = say(&["map", NORTHWIND, "--format", "html"]).out;
    assert!(
        !plain.contains("at risk") && !plain.contains("No finding"),
        "nothing is said of what was not checked"
    );
}

#[test]
fn the_page_is_small_needs_no_network_and_keeps_secrets() {
    let page = say(&["map", NORTHWIND, "--format", "html", "--findings"]).out;
    assert!(page.len() < 150_000, "{} bytes", page.len());
    for word in
        ["SHOPIFY_SECRET", "SHOPIFY_TOKEN", "OMS_TOKEN", "WMS_SECRET", "<link", " src=", "@import", "url("]
    {
        assert!(!page.contains(word), "{word}");
    }
    for words in ["Northwind OMS", "mappings/pick.yaml", "slack:#fulfillment", "every 15m, over the last 2d"]
    {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_single_system_with_an_odd_title_is_drawn_in_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("flow.yaml"), ODD).expect("a map");
    for format in ["svg", "mermaid", "mermaid-swimlane", "bpmn", "html"] {
        let said = draw(folder.path(), &["flow.yaml", "--format", format]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{format}");
        assert!(said.out.contains("日本語"), "{format}");
        assert!(!said.out.contains("<b>shop") && !said.out.contains("IT </script>"), "{format}");
        if matches!(format, "svg" | "bpmn") {
            is_xml(&said.out);
        }
    }
    let said = draw(folder.path(), &["flow.yaml", "-o", "flow.png"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("with 1 system and 0 handoffs to flow.png."), "{}", said.err);
}

#[test]
fn a_condition_with_quotes_stands_in_every_format_that_shows_it() {
    let condition = r#"order.ship_to.country in ["US", "CA"]"#;
    let bpmn = say(&["map", NORTHWIND, "--format", "bpmn"]).out;
    is_xml(&bpmn);
    let escaped = condition.replace('"', "&quot;");
    assert!(bpmn.contains(&format!("language=\"https://cel.dev\">{escaped}</bpmn:conditionExpression>")));
    let page = say(&["map", NORTHWIND, "--format", "html"]).out;
    assert!(page.contains(&format!("<code>{escaped}</code>")));
}

#[test]
fn a_team_s_page_has_its_own_part_only() {
    let page = say(&["map", NORTHWIND, "--format", "html", "--team", "operations"]).out;
    assert!(page.contains("data-contract=\"picks\"") && page.contains("data-contract=\"shipped\""));
    assert!(!page.contains("data-contract=\"booking\""), "Operations has no part in the books");
}
