//! What a file of answers is told.

use super::*;

fn said(text: &str, words: &[&str]) {
    let told = read(text).expect_err("wrong");
    for word in words {
        assert!(told.contains(word), "{word} is missing in\n{told}");
    }
}

#[test]
fn an_answer_that_no_map_would_show_is_told() {
    said("erp: odoo\noms: http", &["no order goes through it on this route", "`route: hybrid`"]);
    said(
        "fulfillment: [{ timezone: Europe/Berlin, cutoff_days: [mon] }]",
        &["`timezone` of `warehouse` says nothing without `cutoff`", "`cutoff_days` of `warehouse`"],
    );
    let two = "fulfillment: [{ name: a }, { name: b, how: dropship }]\n";
    said(&format!("{two}shops: [{{ shipped_by: a }}]"), &["`shipped_by` of `shop`", "`split: channel`"]);
    said(&format!("{two}returns_to: b"), &["`b` ships as a vendor", "name one of `a`"]);
    said(
        "fulfillment: [{ name: b, how: dropship }]\nreturns_to: b",
        &["`b` ships as a vendor", "`returns: false`"],
    );
    said("erp: odoo\nroute: erp\nmarketplaces: [{ name: etsy, through: shop }]", &["`through` says nothing"]);
    said(
        "carriers: { warehouse: person }\nfulfillment: [{ via: webhook }]",
        &["reach `warehouse` at once; a person, who carries them, cannot", "`via: manual`"],
    );
    said("fulfillment: [{ via: poll 5m, by: person }]", &["by `poll 5m`; a person"]);
    said("fulfillment: [{ kind: csv_3pl, via: webhook }]", &["spoken with over files", "`via: file 30m`"]);
    for fine in [
        "carriers: { warehouse: person }\nfulfillment: [{ via: webhook, by: celigo }, { name: b, via: file 1h }]",
        "erp: odoo\noms: http\nroute: hybrid",
        "fulfillment: [{ timezone: Europe/Berlin, cutoff: \"14:00\" }]",
        &format!("{two}split: channel\nshops: [{{ shipped_by: a }}]\nreturns_to: a"),
    ] {
        read(fine).unwrap_or_else(|told| panic!("{told}"));
    }
}

#[test]
fn a_name_that_means_something_else_is_refused() {
    said(
        "fulfillment: [{ name: supplier }, { name: dock, how: cross_dock }]",
        &["two systems are named `supplier`"],
    );
    for word in ["unknown", "person", "seamless"] {
        let text = format!("erp: odoo\ncarriers: {{ orders: {{ name: {word}, title: Acme }} }}");
        said(&text, &[&format!("no integration can be named `{word}`")]);
    }
    let it = Answers::default();
    assert!(it.is_taken("supplier") && it.is_taken("shop") && !it.is_taken("dock"));
    assert!(it.is_carrier_taken("person") && !it.is_carrier_taken("celigo"));
}

#[test]
fn a_marketplace_says_which_it_is() {
    let it = read("marketplaces: [{ name: etsy }, { name: tiktok-shop }, ebay]").expect("answers");
    let kinds: Vec<_> = it.marketplaces.iter().map(|it| it.kind.as_str()).collect();
    assert_eq!(kinds, ["etsy", "tiktok_shop", "ebay"]);
    said("marketplaces: [{ name: amazon-us }]", &["does not say which it is", "`kind: amazon`"]);
    said("marketplaces: [{ title: Fair }]", &["does not say which it is", "kind: http"]);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    said(
        "flow: a b\nplan: x\ntimezone: EST\nreturns_to: warehose\nroute: erp\nerp: netsuit\n",
        &["`a b` cannot be a name", "unknown field `plan`", "did you mean `America/New_York`?", "`netsuite`"],
    );
    let told =
        read("route: oms\noms: htpp\nerp: odoo\nshops: []\nreturns_to: warehose\n").expect_err("wrong");
    assert!(told.contains("there is no shop"), "{told}");
    assert!(told.contains("`htpp` is not a kind"), "{told}");
    assert!(told.contains("did you mean `warehouse`?"), "{told}");
    assert!(!told.contains("needs an OMS"), "it is there, and could not be read\n{told}");
    let told = read("route: oms\nomss: http\n").expect_err("wrong");
    assert!(told.contains("did you mean `oms`?") && !told.contains("needs an OMS"), "{told}");
}

#[test]
fn kinds_of_systems_and_of_carriers_are_not_mistaken_for_each_other() {
    said("erp: celigo", &["`celigo` is not a kind", "kind: http }"]);
    said("erp: odoo\ncarriers: { orders: odooo }", &["`odooo` is not a kind", "`{ title: Its name }`"]);
    said("erp: odoo\ncarriers: { orders: { title: Own, kind: person } }", &["`person` is not a kind"]);
    said("erp: odoo\ncarriers: { orders: { title: Own, kind: seamless } }", &["`seamless` is not a kind"]);
}
