use super::*;

fn loaded(answers: &Answers) -> crate::Flow {
    let text = answers.map();
    let loaded = crate::load("flow.yaml", &mut |_| Ok(text.clone().into_bytes()));
    let told = crate::render(&loaded.problems, &loaded.sources, false);
    assert!(loaded.problems.is_empty(), "{told}\n{text}");
    loaded.value.expect("a flow")
}

#[test]
fn a_shop_may_begin_with_a_digit() {
    let mut answers = templates()[0].answers.clone();
    answers.shops[0].name = "2nd".to_owned();
    loaded(&answers);
    assert!(answers.map().contains("${SHOP_2ND_SECRET}"), "{}", answers.map());
}

#[test]
fn every_template_loads_without_a_word() {
    assert_eq!(templates().len(), 10);
    for template in templates() {
        assert_eq!(template.answers.disagreements(), [], "{}", template.name);
        let flow = loaded(&template.answers);
        assert!(flow.handoffs.len() >= 5, "{}", template.name);
        for it in flow.handoffs.values() {
            assert!(it.key_fields().is_some(), "{}: {}", template.name, it.id);
        }
        assert_whole(&flow, template.name);
    }
}

/// Asserts that something goes to or from every lane, that whoever ships is asked to, and that no request is taken
/// twice.
fn assert_whole(flow: &crate::Flow, of: &str) {
    use crate::Role;
    use seamless_model::DocumentKind::FulfillmentRequest;
    for system in flow.systems.values() {
        let used = flow.handoffs.values().any(|it| it.from == system.id || it.to == system.id);
        assert!(used, "nothing goes to or from {} in\n{of}", system.id);
        let ships = matches!(system.role, Role::Wms | Role::ThreePl | Role::Dropship);
        let asked = flow.handoffs.values().any(|it| it.to == system.id && it.carry == FulfillmentRequest);
        assert!(!ships || asked, "nobody asks {} in\n{of}", system.id);
    }
}

fn read(text: &str) -> Result<Answers, String> {
    let loaded = crate::load_answers("answers.yaml", &mut |_| Ok(text.as_bytes().to_vec()));
    let told = crate::render(&loaded.problems, &loaded.sources, false);
    loaded.value.ok_or(told)
}

#[test]
fn answers_are_read_back_as_they_were_written() {
    for template in templates() {
        assert_eq!(read(&template.answers.text()), Ok(template.answers), "{}", template.name);
    }
    assert_eq!(read("{}"), Ok(Answers::default()));
    let odd = Answers {
        title: "Two: & \"Co\" # 1".to_owned(),
        marketplaces: vec![Marketplace { ships: Ships::Both, ..Marketplace::default() }],
        payments: vec![Named { name: "no".into(), title: "[x]".into(), kind: "stripe".into() }],
        carriers: Carriers {
            oms: None,
            orders: Some(Carried::By(Named {
                name: "own".into(),
                title: "Ours, old".into(),
                kind: String::new(),
            })),
            warehouse: Some(Carried::Person),
            stock: Some(Carried::Unknown),
            marketplaces: Some(Carried::Unknown),
            money: Some(Carried::Seamless),
        },
        fulfillment: vec![Fulfiller {
            country: Some("NO".into()),
            via: Some("file 1h".into()),
            by: Some(Carried::Seamless),
            ..Fulfiller::default()
        }],
        split: Some(Split::System),
        ..Answers::default()
    };
    assert_eq!(read(&odd.text()), Ok(odd.clone()), "{}", odd.text());
}

#[test]
fn every_shape_of_answers_gives_a_map_that_loads() {
    let erp =
        || Some(Named { name: "erp".into(), title: "The \"big\" ERP: one".into(), kind: "netsuite".into() });
    let oms = || Some(Named { name: "oms".into(), title: "OMS".into(), kind: "http".into() });
    for route in [Route::Native, Route::Oms, Route::Hybrid, Route::Erp] {
        for fulfillers in 1..4 {
            for shops in 1..3 {
                for marketplaces in 0..3 {
                    let name = |what: &str, index: usize| format!("{what}{index}");
                    let answers = Answers {
                        route,
                        oms: matches!(route, Route::Oms | Route::Hybrid).then(oms).flatten(),
                        erp: erp(),
                        shops: (0..shops)
                            .map(|it| Shop { name: name("shop", it), ..Shop::default() })
                            .collect(),
                        marketplaces: (0..marketplaces)
                            .map(|it| Marketplace {
                                name: name("market", it),
                                shipped_by: (it == 1).then(|| "ships0".to_owned()),
                                ships: if it == 1 { Ships::Us } else { Ships::Both },
                                through: (route == Route::Native).then(|| ["shop0", "erp"][it].to_owned()),
                                ..Marketplace::default()
                            })
                            .collect(),
                        fulfillment: (0..fulfillers)
                            .map(|it| Fulfiller {
                                name: name("ships", it),
                                how: [How::InHouse, How::CrossDock, How::Dropship][it],
                                ..Fulfiller::default()
                            })
                            .collect(),
                        payments: vec![Named { name: "pay".into(), ..erp().expect("named") }],
                        payouts: shops == 1,
                        ..Answers::default()
                    };
                    assert_eq!(answers.disagreements(), []);
                    assert_whole(&loaded(&answers), &answers.map());
                }
            }
        }
    }
}

#[test]
fn answers_that_cannot_be_true_say_where_and_what_to_do() {
    let wrong = |text: &str| read(text).expect_err("wrong");
    let said = |text: &str, words: &[&str]| {
        let told = wrong(text);
        for word in words {
            assert!(told.contains(word), "{word} is missing in\n{told}");
        }
    };
    said("route: oms", &["the route needs an OMS", "name it under `oms`", "answers.yaml:1:1"]);
    said("shops: []\nfulfillment: []", &["there is no shop", "nobody ships"]);
    said("marketplaces: [{ name: amazon, shipped_by: warehose }]", &["did you mean `warehouse`?"]);
    said("erp: { name: shop, kind: odoo }", &["two systems are named `shop`"]);
    said("flow: a b", &["cannot be a name"]);
    said("colour: red\nfulfilment: []", &["colour", "did you mean `fulfillment`?"]);
    said(
        "route: erpp\norders_per_day: many",
        &["did you mean `erp`?", "a whole number", "orders_per_day: 400"],
    );
    said(
        "fulfillment: [{ cutoff: 2pm, timezone: Berlin }]",
        &["`\"14:00\"`", "did you mean `Europe/Berlin`?"],
    );
    said(
        "erp: netsuit\ncarriers: { orders: celgo }",
        &["did you mean `netsuite`?", "did you mean `celigo`?"],
    );
    said("orders_per_day: 99999999999", &["out of range"]);
}

#[test]
fn words_are_taken_as_people_write_them() {
    assert_eq!(zone_of("New York"), Ok("America/New_York".to_owned()));
    assert_eq!(zone_of("europe/berlin"), Ok("Europe/Berlin".to_owned()));
    assert!(zone_of("Gotham").is_err());
    for (text, zone) in [
        ("EST", "America/New_York"),
        ("mst", "America/Denver"),
        ("pt", "America/Los_Angeles"),
        ("CEST", "Europe/Berlin"),
        ("GMT", "GMT"),
    ] {
        assert_eq!(zone_of(text), Ok(zone.to_owned()), "{text}");
    }
    assert_eq!(currency_of("usd"), Ok("USD".to_owned()));
    for (text, time) in [("2pm", "14:00"), ("2:30 PM", "14:30"), ("14", "14:00"), ("12am", "00:00")] {
        assert_eq!(time_of_day(text), Ok(time.to_owned()), "{text}");
    }
    assert!(time_of_day("25:00").is_err() && time_of_day("13pm").is_err() && time_of_day("noon").is_err());
    assert_eq!(countries_of("us, uk"), Ok(vec!["US".to_owned(), "GB".to_owned()]));
    assert_eq!(countries_of("EU").map(|it| it.len()), Ok(27));
    assert_eq!(countries_of("Germany, norway"), Ok(vec!["DE".to_owned(), "NO".to_owned()]));
    assert!(countries_of("Germny").is_err());
    assert_eq!(days_of("30"), Ok("30d".to_owned()));
    assert_eq!(days_of("30 days"), Ok("30d".to_owned()));
    assert!(via_of("poll").is_err() && via_of("pigeon").is_err() && via_of("file 0s").is_err());
}

/// Asserts that every request to ship is taken once.
fn assert_routed(flow: &crate::Flow, of: &str) {
    for way in crate::group(flow).iter().filter(|it| it.sort == crate::WaySort::Alternatives) {
        if way.kind != seamless_model::DocumentKind::FulfillmentRequest {
            continue;
        }
        let conditions: Vec<&crate::Condition> = flow
            .handoffs
            .values()
            .filter(|it| way.handoffs.contains(&it.id))
            .map(|it| it.when.as_ref().unwrap_or_else(|| panic!("{of}: {} takes everything", it.id)))
            .collect();
        let found = crate::route(way.kind, &conditions, crate::Question::Both);
        assert_eq!(found, [crate::Routing::Proven], "{of}");
    }
}

#[test]
fn orders_go_to_who_ships_in_their_country_and_come_back_there() {
    let us = Fulfiller { name: "chicago".into(), ..Fulfiller::default() };
    let eu = Fulfiller {
        name: "nord".into(),
        country: Some("DE".into()),
        via: Some("file 30m".into()),
        ..us.clone()
    };
    let erp = Some(Named { name: "erp".into(), title: "ERP".into(), kind: "netsuite".into() });
    let amazon = Marketplace { shipped_by: Some("chicago".into()), ..Marketplace::default() };
    let answers = Answers {
        route: Route::Erp,
        erp,
        marketplaces: vec![amazon.clone()],
        fulfillment: vec![us, eu],
        ..Answers::default()
    };
    let flow = loaded(&answers);
    let when = |id: &str| {
        let handoff = flow.handoffs.values().find(|it| it.id.as_str() == id);
        handoff.unwrap_or_else(|| panic!("no {id}")).when.as_ref().map(|it| it.text().to_owned())
    };
    assert!(when("picks-nord").expect("a condition").contains("order.ship_to.country in [\"AT\","));
    assert!(
        when("picks-chicago").expect("a condition").starts_with("order.source in [\"marketplace\"] || !(")
    );
    assert!(when("shipped-chicago").is_some() && when("shipped-nord").is_some());
    assert!(when("confirmed-chicago").is_some());
    assert!(when("returns-chicago").expect("a condition").starts_with("!(order.ship_to.country in"));
    assert!(when("returns-nord").expect("a condition").starts_with("order.ship_to.country in"));
    assert!(answers.map().contains("# decide: who ships to which countries"));
    let both = Answers { marketplaces: vec![Marketplace { ships: Ships::Both, ..amazon }], ..answers };
    assert_routed(&flow, "by country");
    let text = both.map();
    assert!(text.contains("marketplace-fba") && text.contains("order.ships_itself"), "{text}");
    loaded(&both);
}

#[test]
fn a_map_of_today_leaves_out_what_nobody_said() {
    let celigo = Named { name: "celigo".into(), title: "Celigo".into(), kind: "celigo".into() };
    let erp = Some(Named { name: "erp".into(), title: "ERP".into(), kind: "netsuite".into() });
    let ships = |name: &str, by: Option<Carried>| Fulfiller { name: name.into(), by, ..Fulfiller::default() };
    let answers = Answers {
        erp,
        route: Route::Erp,
        helpdesk: Some(Named { name: "desk".into(), title: "Desk".into(), kind: "zendesk".into() }),
        shops: ["one", "two"].map(|name| Shop { name: name.into(), ..Shop::default() }).to_vec(),
        carriers: Carriers {
            orders: Some(Carried::By(celigo.clone())),
            stock: Some(Carried::Person),
            money: Some(Carried::Seamless),
            ..Carriers::default()
        },
        fulfillment: vec![ships("home", Some(Carried::By(celigo))), ships("nord", Some(Carried::Person))],
        ..Answers::default()
    };
    let flow = loaded(&answers);
    for it in flow.handoffs.values() {
        let is_ours = it.by.as_str() == crate::SEAMLESS;
        assert_eq!(is_ours, it.carry == seamless_model::DocumentKind::Refund, "{}", it.id);
        let is_said =
            it.backstop.is_some() || it.covers_said || it.buffer.is_some() || !it.contract.is_empty();
        assert_eq!(is_said, is_ours, "{}", it.id);
    }
    let text = answers.map();
    let orders = &text[text.find("  orders-one:").expect("orders")..];
    let orders = &orders[..orders.find("\n\n").expect("an end")];
    for words in [
        "within: 5m   # decide: the deadline",
        "via: webhook   # decide: how it travels",
        "}   # decide: by which field",
    ] {
        assert!(orders.contains(words), "{words} is missing in\n{orders}");
    }
    assert!(text.contains("# decide: by which prefix"), "{text}");
    let by = |id: &str| flow.handoffs.values().find(|it| it.id.as_str() == id).map(|it| it.by.as_str());
    assert_eq!(by("picks-home"), Some("celigo"));
    assert_eq!(
        (by("picks-nord"), by("offer-one"), by("stock-home")),
        (Some("person"), Some("person"), Some("person"))
    );
}

#[test]
fn customs_is_told_of_what_crosses_its_border() {
    let erp = || Some(Named { name: "erp".into(), title: "ERP".into(), kind: "netsuite".into() });
    let ships = |name: &str, country: Option<&str>, to: &[&str]| Fulfiller {
        name: name.into(),
        country: country.map(str::to_owned),
        ships_to: to.iter().map(|it| (*it).to_owned()).collect(),
        ..Fulfiller::default()
    };
    let told = |fulfillment: Vec<Fulfiller>| {
        let answers =
            Answers { erp: erp(), route: Route::Erp, stage: Stage::ToBe, fulfillment, ..Answers::default() };
        let flow = loaded(&answers);
        let asked =
            flow.handoffs.values().filter(|it| it.carry == seamless_model::DocumentKind::FulfillmentRequest);
        asked.map(|it| !it.contract.is_empty()).collect::<Vec<_>>()
    };
    let union = ["DE", "FR", "AT"];
    assert_eq!(told(vec![ships("no", None, &[]), ships("de", Some("DE"), &union)]), [true, false]);
    assert_eq!(told(vec![ships("no", Some("NO"), &["NO"]), ships("de", Some("DE"), &[])]), [false, true]);
    assert_eq!(told(vec![ships("us", None, &["US"]), ships("de", Some("DE"), &["DE", "CH"])]), [false, true]);
    assert_eq!(told(vec![ships("de", Some("DE"), &union)]), [false]);
    assert_eq!(told(vec![ships("de", None, &[])]), [false]);
}

#[test]
fn nothing_is_claimed_that_nobody_said() {
    let erp = Some(Named { name: "erp".into(), title: "ERP".into(), kind: "netsuite".into() });
    let answers = Answers { erp, ..Answers::default() };
    let flow = loaded(&answers);
    assert!(flow.handoffs.values().all(|it| it.by.as_str() == "unknown"));
    let text = answers.map();
    assert!(text.contains("To be found out") && !text.contains("cutoff") && !text.contains("Agreed"));
    let person = Carriers { orders: Some(Carried::Person), ..Carriers::default() };
    let flow = loaded(&Answers { carriers: person, stage: Stage::ToBe, ..answers });
    for it in flow.handoffs.values() {
        assert_eq!(it.by.as_str() == "person", it.carry == seamless_model::DocumentKind::Order, "{}", it.id);
    }
}

#[test]
fn a_deadline_is_longer_than_the_interval() {
    for via in ["poll 15m", "file 1h", "poll 2h", "file 1d"] {
        let fulfillment = vec![Fulfiller { via: Some(via.to_owned()), ..Fulfiller::default() }];
        let erp = Some(Named { name: "erp".into(), title: "ERP".into(), kind: "netsuite".into() });
        let flow = loaded(&Answers { fulfillment, erp, ..Answers::default() });
        for it in flow.handoffs.values() {
            if let crate::Via::Poll(every) | crate::Via::File(every) = it.via {
                assert!(it.within > every, "{} via {via}", it.id);
            }
        }
    }
}

mod told;
mod ways;
