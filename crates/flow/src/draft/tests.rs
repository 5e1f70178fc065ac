use super::*;

fn loaded(answers: &Answers) -> crate::Flow {
    let text = answers.map();
    let loaded = crate::load("flow.yaml", &mut |_| Ok(text.clone().into_bytes()));
    let told = crate::render(&loaded.problems, &loaded.sources, false);
    assert!(loaded.problems.is_empty(), "{told}\n{text}");
    loaded.value.expect("a flow")
}

#[test]
fn every_template_loads_without_a_word() {
    assert_eq!(templates().len(), 10);
    for template in templates() {
        assert_eq!(template.answers.agree(), Ok(()), "{}", template.name);
        let flow = loaded(&template.answers);
        assert!(flow.handoffs.len() >= 5, "{}", template.name);
        for it in flow.handoffs.values() {
            assert!(it.key_fields().is_some(), "{}: {}", template.name, it.id);
        }
        for system in flow.systems.values() {
            let used = flow.handoffs.values().any(|it| it.from == system.id || it.to == system.id);
            assert!(used, "{}: nothing goes to or from {}", template.name, system.id);
        }
    }
}

#[test]
fn answers_are_read_back_as_they_were_written() {
    for template in templates() {
        let text = serde_json::to_string(&template.answers).expect("JSON, which is YAML");
        assert_eq!(Answers::read(&text), Ok(template.answers), "{}", template.name);
    }
    assert_eq!(Answers::read("{}"), Ok(Answers::default()));
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
                        payouts: true,
                        ..Answers::default()
                    };
                    loaded(&answers);
                }
            }
        }
    }
}

#[test]
fn answers_that_cannot_be_true_say_what_to_do() {
    let wrong = |text: &str| Answers::read(text).expect_err("wrong").to_string();
    assert_eq!(wrong("route: oms"), "the route needs an OMS: name it under `oms`");
    assert!(wrong("shops: []\nfulfillment: []").contains("at least one shop\n"));
    assert!(wrong("marketplaces: [{ name: amazon, shipped_by: nobody }]").contains("names nobody"));
    assert!(wrong("erp: { name: shop, kind: odoo }").contains("two systems are named `shop`"));
    assert!(wrong("flow: a b").contains("cannot be a name"));
    assert!(wrong("colour: red").contains("colour"));
}
