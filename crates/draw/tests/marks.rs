//! What the picture says beside boxes and arrows: keys, carriers, reverse paths, findings, a team's part.

use seamless_draw::{Colours, Lanes, Marked, Options, Overlay, Wrap, svg};
use seamless_flow::{Flow, Role};

mod fixtures;

/// The group of a handoff or lane, from its start tag to the next group.
fn group<'p>(picture: &'p str, attribute: &str) -> &'p str {
    let at = picture.find(attribute).unwrap_or_else(|| panic!("{attribute} is drawn"));
    let start = picture[..at].rfind('<').expect("a tag");
    let end = picture[at..].find("\n<g").map_or(picture.len(), |it| at + it);
    &picture[start..end]
}

fn text_of(group: &str) -> String {
    let spans = group.split("<tspan").skip(1).filter_map(|it| it.split_once('>')?.1.split_once("</tspan>"));
    spans.map(|it| it.0).collect::<Vec<_>>().join("|")
}

fn handoff(flow: &Flow, id: &str) -> String {
    group(&svg(flow, &Options::default()), &format!("id=\"handoff-{id}\"")).to_owned()
}

/// Three systems and two orders' handoffs, with the keys given.
fn chain(first: &str, second: &str) -> Flow {
    fixtures::Build::new("Chain")
        .team("it", "IT")
        .system("a", "A", "shopify", Role::Storefront, "it")
        .system("b", "B", "http", Role::Oms, "it")
        .system("c", "C", "http", Role::Erp, "it")
        .handoff("first", &format!("order a b {first}"))
        .handoff("second", &format!("order b c {second}"))
        .0
}

#[test]
fn a_key_is_kept_renamed_lost_or_not_passed_on() {
    let check = |first: &str, second: &str, expect: &str| {
        let said = text_of(&handoff(&chain(first, second), "second"));
        assert!(said.contains(expect), "{first}, {second}: {said}");
    };
    check("key:name:external_id", "key:external_id:reference", "external_id → reference");
    check("key:name:name", "key:name:name", "|name");
    check("key:name:external_id", "", "no key: lost here");
    check("key:name:external_id", "key:id:reference", "id → reference|lost: came as external_id");
    check("", "key:id:reference", "id → reference");
    let kept = text_of(&handoff(&chain("key:name:external_id", "key:external_id:reference"), "second"));
    assert!(!kept.contains("lost"), "{kept}");
}

#[test]
fn stock_belongs_to_no_order_and_loses_no_key() {
    assert!(!text_of(&handoff(&fixtures::northwind(), "stock")).contains("key"));
}

#[test]
fn each_carrier_has_a_pattern_and_an_entry_in_the_legend() {
    let picture = svg(&fixtures::marketplace(), &Options::default());
    for (id, class) in [
        ("market-orders", "vendor v0"),
        ("own-orders", "vendor v1"),
        ("picks", "ours"),
        ("came-back", "person"),
    ] {
        let group = group(&picture, &format!("id=\"handoff-{id}\""));
        assert!(group.starts_with(&format!("<g class=\"handoff {class}")), "{group}");
    }
    for words in ["carried by Celigo", "carried by Business Central connector", "carried by a person"] {
        assert!(picture.contains(words), "{words}");
    }
    let sheet = picture.split_once("</style>").expect("a style").0;
    let dashes: Vec<&str> = sheet.split("stroke-dasharray:").skip(1).collect();
    let mut dashes: Vec<&str> = dashes.iter().filter_map(|it| it.split([';', '}']).next()).collect();
    dashes.sort_unstable();
    let count = dashes.len();
    dashes.dedup();
    assert_eq!(dashes.len(), count, "no two patterns are alike");
}

#[test]
fn who_is_not_known_is_told_apart_from_every_carrier() {
    let flow = fixtures::Build::new("Today")
        .team("it", "IT")
        .carrier("unknown", "To be found out")
        .carrier("celigo", "Celigo")
        .system("a", "A", "shopify", Role::Storefront, "it")
        .system("b", "B", "http", Role::Erp, "it")
        .handoff("orders", "order a b by:celigo")
        .handoff("refunds", "refund a b by:unknown")
        .0;
    let picture = svg(&flow, &Options::default());
    let refunds = group(&picture, "id=\"handoff-refunds\"");
    assert!(refunds.starts_with("<g class=\"handoff not-known"), "{refunds}");
    let said: String = text_of(refunds).replace('|', " ");
    assert!(said.contains("not known who") && !said.contains("To be found out"), "{said}");
    assert!(!picture.contains("by To be found out"), "{picture}");
    assert!(!picture.contains("watched by Seamless"), "nothing runs here: {picture}");
}

#[test]
fn what_takes_back_is_reverse_in_a_word_a_shape_and_a_colour() {
    let picture = svg(&fixtures::marketplace(), &Options::default());
    for id in ["cancelled", "came-back", "returned", "refunds"] {
        let group = group(&picture, &format!("id=\"handoff-{id}\""));
        assert!(group.contains(" reverse\"") && text_of(group).contains("reverse"), "{group}");
    }
    let forward = group(&picture, "id=\"handoff-shipped\"");
    assert!(!forward.contains(" reverse\""), "{forward}");
    // An event that takes back is set apart on an arrow that runs forward.
    assert!(forward.contains("<tspan class=\"t-reverse\">void</tspan>"), "{forward}");
    assert!(
        forward.contains("data-document=\"shipment\"")
            && forward.contains("data-event=\"create tracking void\"")
    );
    assert!(forward.contains("data-from=\"house\" data-to=\"erp\" data-carrier=\"seamless\""));
}

fn found(at_risk: u32) -> Options {
    let marked = Marked { at_risk, unknown: 2, severity: "high".to_owned() };
    let findings = [("picks".to_owned(), marked.clone()), ("erp".to_owned(), marked)].into();
    Options {
        overlay: Overlay { findings, ..Overlay::default() },
        finding_link: Some("#findings-{id}".to_owned()),
        ..Options::default()
    }
}

#[test]
fn findings_stand_on_arrows_and_lanes_and_lead_to_their_list() {
    let picture = svg(&fixtures::marketplace(), &found(3));
    for at in ["id=\"handoff-picks\"", "id=\"system-erp\""] {
        let group = group(&picture, at);
        assert!(text_of(group).contains("3 at risk") && text_of(group).contains("2 unknown"), "{group}");
        assert!(group.contains("<title>Findings: 3 at risk, worst high; 2 unknown.</title>"), "{group}");
    }
    assert!(
        picture.contains("<a href=\"#findings-picks\">") && picture.contains("<a href=\"#findings-erp\">")
    );
    assert!(!svg(&fixtures::marketplace(), &Options::default()).contains("at risk"));
}

#[test]
fn counts_of_findings_move_nothing() {
    let shapes = |options: &Options| {
        let picture = svg(&fixtures::marketplace(), options);
        let lines = picture.lines().flat_map(|it| it.split("/>")).map(str::to_owned);
        lines.filter(|it| it.contains("<rect") || it.contains("class=\"line\"")).collect::<Vec<_>>()
    };
    let shape = |it: &str| it[it.rfind('<').unwrap_or_default()..].to_owned();
    let few: Vec<String> = shapes(&found(1)).iter().map(|it| shape(it)).collect();
    let many: Vec<String> = shapes(&found(98_765)).iter().map(|it| shape(it)).collect();
    assert_eq!(few, many);
    let mut elsewhere = found(1);
    elsewhere.overlay.findings =
        [("told-shop".to_owned(), Marked { unknown: 1, ..Marked::default() })].into();
    assert_eq!(few, shapes(&elsewhere).iter().map(|it| shape(it)).collect::<Vec<_>>());
}

#[test]
fn a_lane_for_each_team_in_the_maps_order_and_boxes_name_their_systems() {
    let options = Options { lanes: Lanes::Team, ..Options::default() };
    let picture = svg(&fixtures::marketplace(), &options);
    let at = |id: &str| picture.find(&format!("id=\"team-{id}\"")).unwrap_or_else(|| panic!("{id}"));
    // IT has no system, and so no lane.
    assert!(at("commerce") < at("logistics") && at("logistics") < at("finance"));
    assert!(!picture.contains("id=\"team-it\""));
    let box_of = group(&picture, "data-system=\"abroad\" data-document=\"fulfillment_request\"");
    assert_eq!(text_of(box_of), "Request to ship|ShipBob Leipzig");
}

#[test]
fn a_teams_part_has_its_systems_what_it_owns_and_its_neighbours_dimmed() {
    let flow = fixtures::marketplace();
    let options = Options { team: Some("logistics".into()), ..Options::default() };
    let picture = svg(&flow, &options);
    for id in ["picks", "outsourced", "shipped", "shipped-abroad", "came-back", "returned"] {
        assert!(picture.contains(&format!("id=\"handoff-{id}\"")), "{id}");
    }
    for id in ["own-orders", "told-shop", "refunds"] {
        assert!(!picture.contains(&format!("id=\"handoff-{id}\"")), "{id}");
    }
    assert!(group(&picture, "id=\"system-house\"").starts_with("<g class=\"lane\""));
    assert!(group(&picture, "id=\"system-erp\"").starts_with("<g class=\"lane other\""));
    assert!(!picture.contains("id=\"system-shop\""), "nobody's neighbour is left out");
    assert!(picture.contains("Fjord &amp; Fell: shop and marketplace: Logistics"));
    // What a team owns is its part wherever it runs.
    let mut owned = flow.clone();
    owned.handoffs.get_mut("told-shop").expect("it is there").owner = "logistics".into();
    assert!(svg(&owned, &options).contains("id=\"handoff-told-shop\""));
}

#[test]
fn colours_can_be_written_out() {
    for (colours, ink) in [(Colours::Light, "#1a2027"), (Colours::Dark, "#e8edf2")] {
        let picture = svg(&fixtures::northwind(), &Options { colours, ..Options::default() });
        assert!(!picture.contains("var(") && !picture.contains("@media"));
        assert!(picture.contains(&format!("fill:{ink}")));
    }
}

#[test]
fn whatever_is_drawn_is_drawn() {
    let long = "Ein sehr langer Name für ein System, das niemand so nennen würde ".repeat(6);
    let titles =
        [long.as_str(), "北京仓库管理系统与订单中心", "Μακεδονία", "مستودع الرياض", "🚚🚚🚚", "x", ""];
    for title in titles {
        let mut build = fixtures::Build::new(title).team("t", title).team("u", title);
        build = build.system("only", title, "shopify", Role::Storefront, "t");
        let alone = build.0.clone();
        build = build.system("other", title, "http", Role::Oms, "u").carrier("c", title);
        build = build.handoff("h", "order only other by:c key:name:external_id cancel");
        for flow in [alone, build.0] {
            for lanes in [Lanes::System, Lanes::Team] {
                for wrap in [Wrap::Long, Wrap::At(10.0)] {
                    let picture = svg(&flow, &Options { lanes, wrap, ..Options::default() });
                    assert!(picture.ends_with("</svg>\n"));
                }
            }
        }
    }
    let nobody = Options { team: Some("nobody".into()), ..Options::default() };
    assert!(svg(&fixtures::northwind(), &nobody).ends_with("</svg>\n"));
}

#[test]
fn forty_systems_are_drawn() {
    let mut build = fixtures::Build::new("Forty").team("one", "One");
    for at in 0..40 {
        build = build.system(&format!("s{at}"), &format!("System {at}"), "http", Role::Oms, "one");
    }
    for at in 1..40 {
        build = build.handoff(&format!("h{at}"), &format!("order s{} s{at} key:id:id", at / 2));
    }
    let picture = svg(&build.0, &Options::default());
    assert!((0..40).all(|it| picture.contains(&format!("id=\"system-s{it}\""))));
}
