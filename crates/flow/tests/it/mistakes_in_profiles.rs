//! Mistakes in profiles.

use crate::northwind::{changed, shown};

/// What is shown of the warehouse's profile when a part of it is written otherwise.
fn with(from: &str, to: &str) -> String {
    shown(&changed("profiles/wms.yaml", from, to))
}

#[test]
fn facts_need_their_source_and_a_value_that_fits() {
    insta::assert_snapshot!(with(", source: contract", ""), @r#"
    error: fact `rate.points_per_second` has no `source`
     --> profiles/wms.yaml:7:3
      |
    7 |   rate.points_per_second: { value: { small: 10, large: 2.5 } }
      |   ^^^^^^^^^^^^^^^^^^^^^^ incomplete
      |
      = help: add for example `source: "vendor's manual, page 12"`. Who says so.
    "#);
    insta::assert_snapshot!(with("value: at_least_once", "value: sometimes"), @r#"
    error: the fact `shipment.delivery` wants one of `at_least_once`, `at_most_once`, `exactly_once`
     --> profiles/wms.yaml:6:31
      |
    6 |   shipment.delivery: { value: sometimes, source: "vendor's manual, page 12" }
      |                               ^^^^^^^^^ does not say that
      |
      = help: How often one change of it may be announced. It is read for `webhook-duplicate-create`.
    "#);
    insta::assert_snapshot!(with("value: at_least_once", "value: [[a]]"), @r#"
    error: `value` of fact `shipment.delivery` is not a value that a fact can have
     --> profiles/wms.yaml:6:31
      |
    6 |   shipment.delivery: { value: [[a]], source: "vendor's manual, page 12" }
      |                               ^^^^^ not such a value
      |
      = help: write yes or no as `true` or `false`, a number, a word, a list of words, or a number for each plan such as `{ standard: 100, plus: 1000 }`
    "#);
    insta::assert_snapshot!(with("shipment.delivery", "shipment.delivry"), @r#"
    warning: no check knows the fact `shipment.delivry`
     --> profiles/wms.yaml:6:3
      |
    6 |   shipment.delivry: { value: at_least_once, source: "vendor's manual, page 12" }
      |   ^^^^^^^^^^^^^^^^ not a known fact
      |
      = help: did you mean `shipment.delivery`?
    "#);
    insta::assert_snapshot!(with("facts:", "facts: ["), @r#"
    error: the entries of `{ … }` or `[ … ]` do not follow each other as they should
     --> profiles/wms.yaml:7:3
      |
    7 |   rate.points_per_second: { value: { small: 10, large: 2.5 }, source: contract }
      |   ^ unexpected here
      |
      = help: put a comma between entries, close every bracket, and quote text that has brackets or commas
    "#);
}

#[test]
fn an_api_that_cannot_be_spoken() {
    insta::assert_snapshot!(with("auth: { header: X-Api-Key }", "auth: oauth"), @r#"
    error: `auth` of the api cannot be `oauth`
      --> profiles/wms.yaml:10:9
       |
    10 |   auth: oauth
       |         ^^^^^ not a word for this
       |
       = help: it can be `bearer`, `basic`, `none`
    "#);
    insta::assert_snapshot!(with("auth: { header: X-Api-Key }", "auth: { header: X Api Key }"), @r#"
    error: this is not the name of a header
      --> profiles/wms.yaml:10:19
       |
    10 |   auth: { header: X Api Key }
       |                   ^^^^^^^^^ not a header
       |
       = help: write a name such as `X-Signature`
    "#);
    insta::assert_snapshot!(with("GET /shipments/{id}", "FETCH /shipments/{id}"), @r#"
    error: `FETCH /shipments/{id}` is not a call
      --> profiles/wms.yaml:18:15
       |
    18 |       read:   FETCH /shipments/{id}
       |               ^^^^^^^^^^^^^^^^^^^^^ not a method
       |
       = help: write a method and a path; methods are `GET`, `POST`, `PUT`, `PATCH`, `DELETE`
    "#);
    insta::assert_snapshot!(with("GET /shipments/{id}", "GET /shipments"), @r#"
    error: the call `read` does not say where `{id}` goes
      --> profiles/wms.yaml:18:15
       |
    18 |       read:   GET /shipments
       |               ^^^^^^^^^^^^^^ without `{id}`
       |
       = help: put `{id}` into the path or the query
    "#);
    insta::assert_snapshot!(with("GET /shipments/{id}", "GET /shipments/{id}/{name}"), @r#"
    error: `GET /shipments/{id}/{name}` is not a call
      --> profiles/wms.yaml:18:15
       |
    18 |       read:   GET /shipments/{id}/{name}
       |               ^^^^^^^^^^^^^^^^^^^^^^^^^^ cannot be filled in
       |
       = help: what can be filled in is `id`, `key`, `since`, `cursor`, `limit`
    "#);
    insta::assert_snapshot!(with("encoding: hex", "encoding: base32"), @r#"
    error: `encoding` of the signature cannot be `base32`
      --> profiles/wms.yaml:11:78
       |
    11 |   webhooks: { signature: { header: X-Signature, prefix: "sha256=", encoding: base32 }, event: X-Event, delivery: X-Delivery, documen...
       |                                                                              ^^^^^^ not a word for this
       |
       = help: did you mean `base64`?
    "#);
    insta::assert_snapshot!(with("shipments.created: shipment", "shipments.created: shipmint"), @r#"
    error: the document of event `shipments.created` cannot be `shipmint`
      --> profiles/wms.yaml:12:44
       |
    12 |               events: { shipments.created: shipmint, shipments.updated: shipment, pick_orders.updated: fulfillment_request } }
       |                                            ^^^^^^^^ not a word for this
       |
       = help: did you mean `shipment`?
    "#);
    insta::assert_snapshot!(with("signature: { header: X-Signature, prefix: \"sha256=\", encoding: hex }, ", ""), @r#"
    error: webhooks has no `signature`
     --> profiles/wms.yaml:9:1
      |
    9 | api:
      | ^^^ incomplete
      |
      = help: add for example `signature: { header: X-Signature }`. Where the signature stands: HMAC-SHA256 of the raw body.
    "#);
    insta::assert_snapshot!(with("    shipment:\n", "    parcel:\n"), @r#"
    error: `documents` of the api cannot be `parcel`
      --> profiles/wms.yaml:14:5
       |
    14 |     parcel:
       |     ^^^^^^ not a word for this
       |
       = help: it can be `order`, `hold`, `fulfillment_request`, `shipment`, `cancellation`, `return`, `refund`, `payment`, `payout`, `inventory`, `journal`
    "#);
    insta::assert_snapshot!(with("idempotency: Idempotency-Key", "writes: mappings/none.yaml"), @r#"
    error: `mappings/none.yaml` cannot be read: there is no such file
      --> profiles/wms.yaml:23:15
       |
    23 |       writes: mappings/none.yaml
       |               ^^^^^^^^^^^^^^^^^^ names this file
       |
       = help: paths are relative to the map's folder; write the file, or take this field away
    "#);
}

#[test]
fn mistakes_in_several_files_are_shown_in_one_run() {
    let mut files = crate::northwind::files();
    let mut swap = |file: &str, from: &str, to: &str| {
        let text = String::from_utf8(files[file].clone()).expect("text");
        files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    };
    swap("flow.yaml", "within: 1h", "within: soon");
    swap("profiles/wms.yaml", "auth: { header: X-Api-Key }", "auth: oauth");
    swap("mappings/pick.yaml", "fulfillment_request.location", "fulfillment_request.loction");
    insta::assert_snapshot!(shown(&crate::northwind::read(&files)), @r#"
    error: `soon` is not a duration
      --> flow.yaml:29:73
       |
    29 |   refunded: { carry: refund, from: shop, to: erp, via: webhook, within: soon, owner: it }
       |                                                                         ^^^^ cannot be used
       |
       = help: write a whole number with its unit, such as `30s`, `15m`, `1h30m` or `2d`

    error: `auth` of the api cannot be `oauth`
      --> profiles/wms.yaml:10:9
       |
    10 |   auth: oauth
       |         ^^^^^ not a word for this
       |
       = help: it can be `bearer`, `basic`, `none`

    error: a fulfillment_request has no field `loction`
     --> mappings/pick.yaml:1:32
      |
    1 | reference: fulfillment_request.loction
      |                                ^^^^^^^ unknown field
      |
      = help: did you mean `location`?
    "#);
}

#[test]
fn a_map_that_cannot_be_read_says_why() {
    let loaded = seamless_flow::load("flow.yaml", &mut |_| Err("permission denied".to_owned()));
    assert!(loaded.value.is_none());
    insta::assert_snapshot!(shown(&loaded), @r#"
    error: flow.yaml cannot be read: permission denied
    --> flow.yaml:1:1
     = help: look at its path
    "#);
}

#[test]
fn colours_are_there_only_when_they_are_wanted() {
    let loaded = changed("flow.yaml", "within: 1h", "within: soon");
    let plain = seamless_flow::render(&loaded.problems, &loaded.sources, false);
    let coloured = seamless_flow::render(&loaded.problems, &loaded.sources, true);
    assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
}
