//! Findings as people and machines read them.

use seamless_breakpoints::{Checked, check};
use seamless_flow::{Flow, Sources, apply_edits, load};
use seamless_report::findings::{Counts, json, sarif, text};

const MAP: &str = r#"flow: small
title: Small & Sons
timezone: UTC
currency: USD
volume: { orders_per_day: 1200, average_order: 84.00 }
teams: { it: { title: IT } }
systems:
  shop: { kind: shopify, title: Shop, role: storefront, team: it, shop: small.myshopify.com, secret: "${S}", token: "${T}" }
  oms: { kind: http, title: OMS, role: oms, team: it, profile: profiles/oms.yaml, url: "https://oms.example", token: "${T}" }
carriers:
  acme: { title: Acme Connect, team: it }
handoffs:
  orders: { carry: order, from: shop, to: oms, via: webhook, within: 1m, covers: [create], key: { shop: name, oms: external } }
  again: { carry: order, from: shop, to: oms, via: poll 5m, by: acme, when: order.test, within: 1m, covers: [create, cancel], key: { shop: name, oms: external } }
allow:
  - { breakpoint: webhook-missed-order, at: again, reason: "Test orders only" }
"#;

const OMS: &str = "profile: oms\nfacts:\n  order.lookup_by_external: { value: true, source: test }\n";

fn checked() -> (Flow, Vec<Checked>, Sources) {
    let loaded =
        load("flow.yaml", &mut |path| Ok(if path == "flow.yaml" { MAP } else { OMS }.as_bytes().to_vec()));
    let flow = loaded.value.unwrap_or_else(|| panic!("{:?}", loaded.problems));
    let found = check(&flow, None);
    (flow, found, loaded.sources)
}

#[test]
fn findings_look_as_a_compiler_says_them() {
    let (flow, found, sources) = checked();
    insta::assert_snapshot!(text(&flow, &found, &sources, false));
}

#[test]
fn colours_change_nothing_but_the_colours() {
    let (flow, found, sources) = checked();
    let coloured = text(&flow, &found, &sources, true);
    assert!(coloured.contains("\u{1b}["));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').expect("the end of an escape").1;
    }
    plain.push_str(rest);
    assert_eq!(plain, text(&flow, &found, &sources, false));
}

#[test]
fn json_has_its_documented_form() {
    let (flow, found, sources) = checked();
    let mut report: serde_json::Value = serde_json::from_str(&json(&flow, &found, &sources)).expect("JSON");
    assert_eq!(report["map"].as_str().map(str::len), Some(64));
    report["map"] = "…".into();
    insta::assert_json_snapshot!(report);
}

#[test]
fn the_page_of_the_form_names_every_field() {
    let (flow, found, sources) = checked();
    let report: serde_json::Value = serde_json::from_str(&json(&flow, &found, &sources)).expect("JSON");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/findings.md");
    let page = std::fs::read_to_string(root).expect("the page");
    let fields = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    let first = &report["findings"][0];
    for field in
        [&report, first, &report["counts"], &first["at"], &first["place"]].into_iter().flat_map(fields)
    {
        assert!(page.contains(&format!("`{field}`")), "{field}");
    }
}

#[test]
fn a_sound_map_ends_with_its_count() {
    let (flow, _, sources) = checked();
    assert_eq!(text(&flow, &[], &sources, false), "Small & Sons: 0 at risk, 0 unknown, 0 allowed\n");
    assert_eq!(Counts::of(&[]), Counts::default());
}

#[test]
fn a_finding_whose_file_is_not_at_hand_is_told_without_its_place() {
    let (flow, found, _) = checked();
    let told = text(&flow, &found, &Vec::new(), false);
    assert!(told.contains("at risk[webhook-missed-order]") && !told.contains("-->"));
}

/// The text with what SARIF says of a finding's mending, its columns in characters.
fn mended(text: &str, fix: &serde_json::Value) -> String {
    let mut out = text.to_owned();
    let replacements = fix["artifactChanges"][0]["replacements"].as_array().expect("replacements");
    for it in replacements.iter().rev() {
        let region = &it["deletedRegion"];
        let at = |line: &str, column: &str| {
            let number = |name: &str| region[name].as_u64().expect("a number") as usize;
            let before: usize = text.split_inclusive('\n').take(number(line) - 1).map(str::len).sum();
            before + text[before..].chars().take(number(column) - 1).map(char::len_utf8).sum::<usize>()
        };
        let range = at("startLine", "startColumn")..at("endLine", "endColumn");
        out.replace_range(range, it["insertedContent"]["text"].as_str().expect("a text"));
    }
    out
}

#[test]
fn what_sarif_mends_is_what_the_edits_mend() {
    for ends in ["\n", "\r\n"] {
        let map = MAP.replace("Small & Sons", "Söhne €").replace('\n', ends);
        let mut read = |path: &str| Ok(if path == "flow.yaml" { &map } else { OMS }.as_bytes().to_vec());
        let loaded = load("flow.yaml", &mut read);
        let found = check(&loaded.value.expect("a map"), None);
        let report: serde_json::Value = serde_json::from_str(&sarif(&found, &loaded.sources)).expect("JSON");
        let results = report["runs"][0]["results"].as_array().expect("results");
        let mut fixes = 0;
        for (it, result) in found.iter().zip(results) {
            let wanted = apply_edits(&map, &it.finding.edits).0;
            match result.get("fixes") {
                Some(fix) => assert_eq!(mended(&map, &fix[0]), wanted, "{}", it.finding.message),
                None => assert_eq!(wanted, map, "{}", it.finding.message),
            }
            fixes += usize::from(result.get("fixes").is_some());
        }
        assert!(fixes > 0);
    }
}

#[test]
fn of_a_map_in_one_line_each_finding_shows_its_part() {
    let handoff = |it: usize| {
        format!("h{it}: {{ carry: shipment, from: oms, to: shop, via: webhook, within: 1m, mode: observe }}")
    };
    let handoffs = (0..500).map(handoff).collect::<Vec<_>>().join(", ");
    let map = format!(
        "{{ flow: one, title: One, timezone: UTC, currency: USD, teams: {{ it: {{ title: IT }} }}, systems: {{ shop: {{ kind: other, role: storefront, team: it }}, oms: {{ kind: other, role: oms, team: it }} }}, handoffs: {{ {handoffs} }} }}"
    );
    let loaded = load("flow.yaml", &mut |_| Ok(map.as_bytes().to_vec()));
    let flow = loaded.value.unwrap_or_else(|| panic!("{:?}", loaded.problems));
    let found = check(&flow, None);
    assert!(found.len() > 500);
    let told = text(&flow, &found, &loaded.sources, false);
    let column = map.find("h499:").expect("the last") + 1;
    assert!(told.contains(&format!("flow.yaml:1:{column}\n")), "its true column");
    let longest = told.lines().map(str::len).max();
    assert!(longest < Some(400), "{longest:?}");
}
