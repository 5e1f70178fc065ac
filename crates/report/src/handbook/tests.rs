use seamless_flow::{Flow, load};

use super::*;

const MAP: &str = r#"
flow: small
title: Small & Sons
timezone: America/New_York
currency: USD
teams:
  ops: { title: Operations, reach: "mailto:ops@small.example" }
  care: { title: Care }
systems:
  shop: { kind: shopify, title: Shop, role: storefront, team: care, shop: small.myshopify.com }
  wms: { kind: http, title: Warehouse, role: wms, team: ops, facts: { cutoff.time: { value: "14:00", reason: agreed }, cutoff.timezone: { value: America/Chicago, reason: there } } }
carriers:
  acme: { title: Acme, team: ops }
handoffs:
  picks: { carry: fulfillment_request, from: shop, to: wms, via: webhook, within: 5m, by: acme, when: 'order.ship_to.country == "US"', key: { shop: id, wms: ref } }
  shipped: { carry: shipment, from: wms, to: shop, via: webhook, within: 30m, key: { wms: tracking, shop: tracking } }
"#;

pub(super) fn flow() -> Flow {
    let loaded = load("flow.yaml", &mut |_| Ok(MAP.as_bytes().to_vec()));
    loaded
        .value
        .unwrap_or_else(|| panic!("{}", seamless_flow::render(&loaded.problems, &loaded.sources, false)))
}

#[test]
fn a_part_holds_what_concerns_the_team() {
    let flow = flow();
    let checked = seamless_breakpoints::check(&flow, None);
    let parts = parts(&flow, &checked, None);
    let [ops, care] = &parts[..] else { panic!("two teams") };
    assert_eq!((ops.owns.len(), ops.touches.len()), (1, 1));
    assert_eq!(ops.owns[0].id, "picks");
    assert!(ops.cutoffs[0].contains("14:00 in Chicago (15:00 here)"), "{:?}", ops.cutoffs);
    assert!(care.calls.iter().any(|it| it.0 == "Operations" && it.1 == "mailto:ops@small.example"));
    assert!(care.calls.iter().any(|it| it.0 == "Acme" && it.1 == "through Operations"));
    assert_eq!(
        ops.identifiers.iter().map(|it| it.document).collect::<Vec<_>>(),
        ["request to ship", "shipment"]
    );
    let named: Vec<&str> = ops.risks.iter().map(|it| it.breakpoint.id).collect();
    assert!(named.contains(&"webhook-missed-order") && !named.contains(&"payout-not-tied-out"), "{named:?}");
    let told = |it: &Risk| it.is_told();
    assert!(ops.risks.iter().map(told).is_sorted_by(|a, b| a >= b), "what the map shows stands first");
    for it in &ops.risks {
        let mut said: Vec<_> = it.found.iter().map(|it| (it.verdict, it.says.as_str())).collect();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), it.found.len(), "{} says each once", it.breakpoint.id);
    }
    for it in &ops.risks {
        assert!(
            !it.shows.is_empty() && !it.tell.is_empty() && it.steps.starts_with("1. "),
            "{}",
            it.breakpoint.id
        );
    }
}

#[test]
fn a_handbook_says_all_of_its_part() {
    let flow = flow();
    let checked = seamless_breakpoints::check(&flow, None);
    let ops = seamless_model::TeamId::from("ops");
    let parts = parts(&flow, &checked, Some(&ops));
    let text = markdown(&flow, &parts);
    let page = html(&flow, &parts);
    for part in [
        "Handbook: Operations",
        "Your part of the flow",
        "How a document is called where",
        "What you own",
        "Times of day that count",
        "Whom to call",
        "What can go wrong",
    ] {
        assert!(text.contains(part), "Markdown lacks {part}");
        assert!(page.contains(part), "the page lacks {part}");
    }
    assert!(text.contains("```mermaid\nflowchart") && page.contains("<svg"));
    assert!(page.contains("Small &amp; Sons") && !page.contains("<script"));
}

#[test]
fn a_team_gets_what_it_acts_on_and_a_line_of_the_rest() {
    let flow = flow();
    let checked = seamless_breakpoints::check(&flow, None);
    let parts = parts(&flow, &checked, None);
    let [ops, care] = &parts[..] else { panic!("two teams") };
    let ids = |part: &Part| part.risks.iter().map(|it| it.breakpoint.id).collect::<Vec<_>>();
    assert!(ids(ops).contains(&"webhook-missed-order"), "who keeps the integrations acts on what travels");
    assert!(!ids(care).contains(&"webhook-missed-order") && ids(care).contains(&"merged-shipment-orphan"));
    let noticed: Vec<&str> = care.noticed.iter().map(|it| it.breakpoint.id).collect();
    assert!(noticed.contains(&"bundle-explosion-mismatch"), "{noticed:?}");
    assert!(noticed.iter().all(|it| !ids(care).contains(it)), "each stands once");
}

#[test]
fn only_what_the_map_shows_is_told_in_full() {
    let flow = flow();
    let checked = seamless_breakpoints::check(&flow, None);
    let parts = parts(&flow, &checked, None);
    for part in &parts {
        let text = markdown(&flow, std::slice::from_ref(part));
        let page = html(&flow, std::slice::from_ref(part));
        for it in &part.risks {
            let (id, title) = (it.breakpoint.id, it.breakpoint.title);
            assert_eq!(text.contains(&format!("### {title}\n")), it.is_told(), "{id}");
            assert_eq!(text.contains(&format!("- {title}: `{id}`")), !it.is_told(), "{id}");
            assert!(page.contains(&format!("<code>{id}</code>")), "{id}");
        }
        assert!(part.risks.iter().any(|it| !it.is_told()), "{} has some to name only", part.title);
        let tells = part.team.as_str() == "care";
        assert_eq!((part.tells_customers, text.contains("What to tell the customer")), (tells, tells));
        assert_eq!(
            page.contains("What to tell the customer"),
            tells,
            "who has the shop speaks with customers"
        );
        assert_eq!(page.matches("<details").count(), part.risks.iter().filter(|it| it.is_told()).count());
    }
}

#[test]
fn a_title_is_text_in_every_form() {
    let evil = MAP.replace("title: Small & Sons", "title: \"<script>x</script> [a](javascript:b)\"");
    let loaded = load("flow.yaml", &mut |_| Ok(evil.as_bytes().to_vec()));
    let flow = loaded.value.expect("a map");
    let checked = seamless_breakpoints::check(&flow, None);
    let parts = parts(&flow, &checked, None);
    let text = markdown(&flow, &parts);
    assert!(!text.contains("<script") && !text.contains("[a](javascript"), "{text}");
    assert!(!html(&flow, &parts).contains("<script"));
    let sheets = crate::questions::questions(&flow, &checked, &crate::questions::Party::All);
    let asked = crate::questions::markdown(&flow, &sheets);
    assert!(asked.contains("&lt;script") && !asked.contains("<script") && !asked.contains("[a](javascript"));
}
