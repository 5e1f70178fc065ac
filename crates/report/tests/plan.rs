//! The difference of two maps.

use seamless_breakpoints::{Checked, Holder, Missing, Severity, Spot, Verdict, check};
use seamless_flow::{Flow, load, render};
use seamless_report::findings::{changes, fingerprints};
use seamless_report::plan::{Hit, Hits, Plan, Side, markdown, plan, text};

const MAP: &str = r#"flow: two
title: Two Shops
timezone: UTC
currency: USD
volume: { orders_per_day: 1200, average_order: 84.00 }
teams: { it: { title: IT } }
systems:
  shop: { kind: other, title: Shop, role: storefront, team: it }
  market: { kind: other, title: Market, role: marketplace, team: it }
  wms: { kind: other, title: Warehouse, role: wms, team: it }
carriers:
  acme: { title: Acme Connect, kind: custom, team: it }
  bolt: { title: Bolt, kind: custom, team: it }
handoffs:
  orders: { carry: order, from: shop, to: wms, via: webhook, by: acme, within: 1m, covers: [create], key: { shop: name, wms: external } }
  sold: { carry: order, from: market, to: wms, via: webhook, by: acme, within: 1m, covers: [create], key: { market: name, wms: external } }
  told: { carry: shipment, from: wms, to: market, via: webhook, within: 30m, key: { wms: tracking, market: tracking } }
"#;

fn flow(map: &str) -> Flow {
    let loaded = load("flow.yaml", &mut |_| Ok(map.as_bytes().to_vec()));
    loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)))
}

fn planned(old: &str, new: &str) -> Plan {
    let (old, new) = (flow(old), flow(new));
    let (before, after) = (check(&old, None), check(&new, None));
    plan(Side { flow: &old, checked: &before }, Side { flow: &new, checked: &after }, &[])
}

fn without(line: &str) -> String {
    let kept = MAP.lines().filter(|it| !it.trim_start().starts_with(line));
    kept.map(|it| format!("{it}\n")).collect()
}

fn ids(all: &[Hit]) -> Vec<(&str, &str)> {
    all.iter().map(|it| (it.breakpoint.as_str(), it.at.as_str())).collect()
}

#[test]
fn a_way_that_is_lost_opens_what_its_neighbour_has_already() {
    let told = planned(MAP, &without("told:"));
    let lost =
        told.hits.opened.iter().find(|it| it.breakpoint == "fulfilment-writeback-missing").expect("opened");
    assert!(lost.at == "wms" && lost.message.contains("back to Market"), "{lost:?}");
    assert!(
        ids(&told.hits.closed).iter().all(|it| it.1 != "told"),
        "what went with it is no gain: {:?}",
        told.hits.closed
    );
    let back = planned(&without("told:"), MAP);
    assert!(
        ids(&back.hits.closed).contains(&("fulfilment-writeback-missing", "wms")),
        "{:?}",
        back.hits.closed
    );
}

#[test]
fn no_two_findings_share_a_fingerprint() {
    let at_risk = |it: &&Checked| matches!(it.finding.verdict, Verdict::AtRisk { .. });
    let found = check(&flow(&without("told:")), None);
    let lost: Vec<&Checked> = found
        .iter()
        .filter(at_risk)
        .filter(|it| it.finding.breakpoint.as_str() == "fulfilment-writeback-missing")
        .collect();
    assert_eq!(lost.len(), 2, "toward each shop");
    assert!(lost[0].finding.spot == lost[1].finding.spot && lost[0].about != lost[1].about);
    let mut twice = found.clone();
    twice.extend(found);
    let prints = fingerprints(&twice);
    let once: std::collections::BTreeSet<_> = prints.iter().collect();
    assert_eq!(once.len(), twice.len(), "even of findings that nothing tells apart");
}

#[test]
fn who_carries_moves_the_questions_and_opens_nothing() {
    let told = planned(MAP, &MAP.replace("by: acme", "by: bolt"));
    assert!(
        told.hits.opened.is_empty() && told.hits.closed.is_empty(),
        "{:?} {:?}",
        told.hits.opened,
        told.hits.closed
    );
    let asked = &told.questions;
    assert!(!asked.moved.is_empty() && asked.new.is_empty() && asked.answered.is_empty(), "{asked:?}");
    assert!(asked.moved.iter().all(|it| it.to == "Bolt"), "{asked:?}");
    let words = format!("{} questions stay open, now to Bolt", asked.moved.len());
    assert!(
        text(&told, false).contains(&words) && markdown(&told).contains(&words),
        "{}",
        text(&told, false)
    );
    let named: Vec<&str> = told.rehearse.iter().map(|it| it.scenario.as_str()).collect();
    assert!(named.contains(&"webhook-missed-order") && named.contains(&"timeout-after-commit-duplicate"));
}

#[test]
fn an_answer_is_told_as_one() {
    let said = MAP.replace("teams:", "trade: { holds: false, order_edits: false }\nteams:");
    let told = planned(MAP, &said);
    let facts: Vec<&str> = told.questions.answered.iter().map(|it| it.fact.as_str()).collect();
    assert!(facts.contains(&"order_edits"), "{facts:?}");
    let back = planned(&said, MAP);
    assert!(back.questions.new.iter().any(|it| it.fact == "order_edits"), "{:?}", back.questions);
}

#[test]
fn a_risk_that_was_a_question_is_known_and_opens_nothing() {
    let says = |says: &str| {
        MAP.replace(
            "kind: custom, team: it }\n  bolt",
            &format!("kind: custom, team: it, facts: {{ {says} }} }}\n  bolt"),
        )
    };
    let told = planned(MAP, &says("errors.alert: { value: false, reason: Their manual }"));
    assert!(told.hits.opened.is_empty(), "{:?}", told.hits.opened);
    let owner: Vec<&str> = told
        .hits
        .known
        .iter()
        .filter(|it| it.breakpoint == "exception-without-owner")
        .map(|it| it.at.as_str())
        .collect();
    assert!(!owner.is_empty(), "{:?}", told.hits);
    let answer = text(&told, false);
    let number = told.hits.known.len();
    assert!(answer.contains("0 breakpoints opened, 0 breakpoints closed"), "{answer}");
    assert!(answer.contains(&format!("{number} risk")) && answer.contains("known now that"), "{answer}");
}

#[test]
fn what_is_said_of_one_breakpoint_at_many_places_stands_together() {
    let hit = |id: &str, at: &str, message: &str| Hit {
        breakpoint: id.to_owned(),
        title: String::new(),
        at: at.to_owned(),
        other: None,
        severity: Severity::High,
        message: message.to_owned(),
        allowed: false,
    };
    let opened = vec![
        hit("one", "orders", "it is lost"),
        hit("one", "sold", "it is lost"),
        hit("two", "a", "a"),
        hit("two", "b", "b"),
        hit("two", "c", "c"),
        hit("two", "d", "d"),
        hit("three", "told", "it is late"),
    ];
    let plan = Plan { hits: Hits { opened, ..Hits::default() }, ..Plan::default() };
    let said = text(&plan, false);
    let section = said.split_once("Breakpoints that open\n").expect("the section").1;
    assert_eq!(
        section,
        "  one at 2 places\n    orders, sold (high): it is lost\n  two at 4 places (high): a, b, c, d\n    for example at a: a\n  three at told (high): it is late\n"
    );
    assert!(markdown(&plan).contains("- one at 2 places\n  - orders, sold (high): it is lost\n"));
}

#[test]
fn a_risk_that_can_no_longer_be_told_is_not_mended() {
    let known = MAP.replace("teams:", "trade: { order_edits: true, edit_window: 30m }\nteams:");
    let told = planned(&known, MAP);
    for it in &told.hits.blurred {
        assert!(!ids(&told.hits.closed).contains(&(&it.breakpoint, &it.at)), "{it:?}");
        assert_eq!(it.other.as_deref(), Some("unknown now"));
    }
    assert!(!told.hits.blurred.is_empty(), "{told:?}");
    assert!(text(&told, false).contains("can no longer be told"), "{}", text(&told, false));
}

#[test]
fn a_risk_that_becomes_a_question_about_its_neighbour_is_not_mended() {
    let flow = flow(MAP);
    let before = check(&flow, None);
    let at_risk = |it: &&Checked| it.is_at_risk() && it.finding.spot == Spot::Handoff("orders".into());
    let risk = before.iter().find(at_risk).expect("a risk on a handoff");
    let asks = |at: &str| {
        let fact = Missing { name: "order.dedupe".into(), holder: Holder::System(at.into()) };
        let mut other = risk.clone();
        other.finding.spot = Spot::System(at.into());
        other.finding.verdict = Verdict::Unknown { question: "Does it?".into(), fact };
        let rest = before.iter().filter(|it| *it != risk).cloned();
        rest.chain([other]).collect::<Vec<_>>()
    };
    let side = |checked| Side { flow: &flow, checked };
    let after = asks("wms");
    let told = plan(side(&before), side(&after), &[]);
    assert!(told.hits.closed.is_empty(), "{:?}", told.hits.closed);
    let [moved] = &told.hits.blurred[..] else { panic!("{:?}", told.hits) };
    assert_eq!((moved.at.as_str(), moved.other.as_deref()), ("orders", Some("now a question about wms")));
    assert!(text(&told, false).contains("now a question about wms"), "{}", text(&told, false));
    let back = plan(side(&after), side(&before), &[]);
    assert_eq!(back.hits.known[0].other.as_deref(), Some("was a question about wms"));
    let elsewhere = plan(side(&before), side(&asks("market")), &[]);
    assert_eq!((elsewhere.hits.closed.len(), elsewhere.hits.blurred.len()), (1, 0), "no neighbour");
}

#[test]
fn while_a_map_is_written_it_is_told_what_changes() {
    let (whole, less) = (check(&flow(MAP), None), check(&flow(&without("told:")), None));
    assert!(changes(&whole, &whole).is_empty());
    let lost = "fulfilment-writeback-missing at wms";
    let named = |all: &[String], word: &str| all.iter().any(|it| it.starts_with(word) && it.contains(lost));
    assert!(named(&changes(&whole, &less), "new: "), "{:?}", changes(&whole, &less));
    assert!(named(&changes(&less, &whole), "mended: "), "{:?}", changes(&less, &whole));
    let said = MAP.replace("teams:", "trade: { holds: false }\nteams:");
    assert_eq!(changes(&whole, &check(&flow(&said), None)).len(), 1, "one question less");
}
