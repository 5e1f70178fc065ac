//! What stands in the file: well-formed, searchable, safe, and the same whatever the numbers on it.

use quick_xml::Reader;
use quick_xml::events::Event;
use seamless_draw::{Counts, Live, Options, Overlay, Picture, State, svg};

mod fixtures;

/// All start tags with their attributes, and all text. Panics where the XML is not well-formed.
fn read_picture(svg: &str) -> (Vec<String>, String) {
    let mut reader = Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let (mut tags, mut text, mut depth) = (Vec::new(), String::new(), 0);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) => {
                depth += 1;
                tag.attributes().for_each(|it| drop(it.expect("a well-formed attribute")));
                tags.push(tag.to_string());
            }
            Event::Empty(tag) => {
                tag.attributes().for_each(|it| drop(it.expect("a well-formed attribute")));
                tags.push(tag.to_string());
            }
            Event::End(_) => depth -= 1,
            Event::Text(it) => text.push_str(&it),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "every element is closed");
    (tags, text)
}

fn live(state: State, done: u64, waiting: u64, late: u64) -> Options {
    let live = Live { state: Some(state), counts: Some(Counts { done, waiting, late }) };
    let overlay = Overlay { live: [("booking".into(), live)].into(), ..Overlay::default() };
    Options { overlay, ..Options::default() }
}

#[test]
fn is_well_formed_and_says_what_it_shows() {
    for flow in [fixtures::northwind(), fixtures::three(), fixtures::twelve()] {
        let picture = svg(&flow, &Options::default());
        let (tags, text) = read_picture(&picture);
        assert!(tags[0].starts_with("svg ") && tags[0].contains("role=\"img\""), "{}", tags[0]);
        assert!(
            tags.iter().any(|it| it.starts_with("title")) && tags.iter().any(|it| it.starts_with("desc"))
        );
        for system in flow.systems.values() {
            assert!(
                tags.iter().any(|it| it.contains(&format!("id=\"system-{}\"", system.id))),
                "{}",
                system.id
            );
            assert!(text.contains(&system.title));
        }
        for handoff in flow.handoffs.values() {
            let id = format!("id=\"handoff-{0}\" data-handoff=\"{0}\"", handoff.id);
            assert!(tags.iter().any(|it| it.contains(&id)), "{id}");
            assert!(text.contains(handoff.id.as_str()));
        }
        assert!(!picture.contains("Gradient"));
    }
}

#[test]
fn the_example_is_drawn_as_it_is_loaded() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/northwind/");
    let mut read = |path: &str| std::fs::read(format!("{folder}{path}")).map_err(|it| it.to_string());
    let loaded = seamless_flow::load("flow.yaml", &mut read);
    let flow = loaded.value.unwrap_or_else(|| panic!("{:#?}", loaded.problems));
    let (tags, text) = read_picture(&svg(&flow, &Options::default()));
    for handoff in flow.handoffs.keys() {
        assert!(tags.iter().any(|it| it.contains(&format!("id=\"handoff-{handoff}\""))), "{handoff}");
    }
    assert!(text.contains(&flow.title));
    let shown = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/northwind.svg"));
    let is_shown = shown.is_ok_and(|it| it == svg(&flow, &Options::default()));
    assert!(is_shown, "seamless map examples/northwind/flow.yaml -o docs/northwind.svg draws it anew");
}

#[test]
fn says_of_each_handoff_what_people_ask() {
    let (_, text) = read_picture(&svg(&fixtures::northwind(), &Options::default()));
    for words in [
        "within 15m",
        "by Acme Connect",
        "carried by Seamless",
        "backstop every 15m",
        "poll every 5m",
        "name → external_id",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn whatever_the_map_says_is_escaped() {
    let mut flow = fixtures::northwind();
    let evil = "<script>alert(\"1\")</script> & 'x' \u{0}\u{1b}]]>";
    flow.title = evil.to_owned();
    flow.systems.get_mut("shop").expect("it is there").title = evil.to_owned();
    flow.teams.get_mut("it").expect("it is there").title = evil.to_owned();
    flow.carriers.get_mut("acme").expect("it is there").title = evil.to_owned();
    flow.handoffs.get_mut("orders").expect("it is there").key.insert("shop".into(), evil.to_owned());
    let options = Options {
        id_prefix: "\"><b>".to_owned(),
        handoff_link: Some("/x?a=1&b={id}\"><i>".to_owned()),
        ..Options::default()
    };
    let (tags, _) = read_picture(&svg(&flow, &options));
    let known = ["svg", "title", "desc", "style", "rect", "g", "path", "text", "tspan", "a"];
    for tag in tags {
        let name = tag.split_whitespace().next().unwrap_or_default();
        assert!(known.contains(&name), "{tag}");
    }
}

#[test]
fn a_state_is_a_word_a_shape_and_a_colour() {
    let (tags, text) = read_picture(&svg(&fixtures::northwind(), &live(State::Missing, 1_188, 9, 4)));
    assert!(text.contains("missing") && text.contains("9 waiting · 4 late") && text.contains("1,188 done"));
    assert!(tags.iter().any(|it| it.contains("class=\"state bad\"")), "its shape");
    assert!(
        tags.iter().any(|it| it.contains("class=\"handoff vendor v0 bad\" id=\"handoff-booking\"")),
        "its colour"
    );
}

#[test]
fn numbers_move_nothing() {
    let flow = fixtures::northwind();
    let picture = Picture::new(&flow);
    let rects = |options: &Options| {
        let (tags, _) = read_picture(&picture.svg(&flow, options));
        tags.into_iter()
            .filter(|it| it.starts_with("rect") || it.contains("class=\"line\""))
            .collect::<Vec<_>>()
    };
    let quiet = rects(&live(State::OnTime, 0, 0, 0));
    let mut silent = live(State::OnTime, 0, 0, 0);
    silent.overlay.live.insert("booking".into(), Live::default());
    assert_eq!(quiet, rects(&silent), "nothing known yet");
    assert_eq!(quiet, rects(&live(State::Duplicated, 9_999, 8_888, 888_888_888)));
}

#[test]
fn a_path_is_lit_and_the_rest_dimmed() {
    let path = ["orders", "picks"].into_iter().map(Into::into).collect();
    let options =
        Options { overlay: Overlay { path: Some(path), ..Overlay::default() }, ..Options::default() };
    let (tags, _) = read_picture(&svg(&fixtures::northwind(), &options));
    assert!(tags.iter().any(|it| it.contains("class=\"handoff ours lit\" id=\"handoff-orders\"")));
    assert!(tags.iter().any(|it| it.contains("class=\"handoff vendor v0 dimmed\" id=\"handoff-booking\"")));
}

#[test]
fn in_a_page_it_has_no_ground_and_takes_the_pages_colours() {
    let options = Options {
        embed: true,
        handoff_link: Some("/flow/handoffs/{id}".to_owned()),
        system_link: Some("/flow/systems/{id}".to_owned()),
        id_prefix: "map-".to_owned(),
        ..Options::default()
    };
    let picture = svg(&fixtures::northwind(), &options);
    let (tags, _) = read_picture(&picture);
    assert!(!tags.iter().any(|it| it.contains("class=\"ground\"")));
    assert!(!picture.contains("--flow-ink:"), "it sets no colour");
    assert!(picture.contains("var(--flow-ink,"), "it uses the page's");
    assert!(tags.iter().any(|it| it.contains("href=\"/flow/handoffs/orders\"")));
    assert!(tags.iter().any(|it| it.contains("href=\"/flow/systems/oms\"")));
    assert!(tags.iter().any(|it| it.contains("id=\"map-handoff-orders\"")));
}

#[test]
fn an_empty_flow_is_a_picture_too() {
    read_picture(&svg(&fixtures::Build::new("Nothing yet").0, &Options::default()));
}
