//! Findings as people and machines read them.

use seamless_breakpoints::{Checked, check};
use seamless_flow::{Flow, Sources, load};
use seamless_report::findings::{Counts, json, text};

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
