//! A vendor's integration between an OMS and an ERP: it carries, it keeps up, and it forgets.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use seamless_flow::Role;
use seamless_model::{Body, DocumentKind};
use seamless_sandbox::carrier::{Access, Call, Side, VendorCarrier, VendorConfig};
use seamless_sandbox::{Deed, Response};
use serde_json::{Value, json};

use crate::bench::{Bench, TOKEN, config, order, start};

fn vendor(forgets_percent: u8, seed: u64) -> VendorCarrier {
    let access = |url: &str| Access { url: url.to_owned(), token: TOKEN.to_owned() };
    VendorCarrier::new(VendorConfig {
        poll: SignedDuration::from_mins(5),
        start: start(),
        seed,
        forgets_percent,
        source: access("https://oms.example/api"),
        target: access("https://erp.example/api"),
    })
}

/// Two systems, the vendor between them, and what the network does to its calls.
struct Between {
    oms: Bench,
    erp: Bench,
    vendor: VendorCarrier,
    calls: Vec<Call>,
}

impl Between {
    fn new(vendor: VendorCarrier) -> Self {
        Self::with(vendor, Bench::new(Role::Erp))
    }

    fn with(vendor: VendorCarrier, erp: Bench) -> Self {
        Self { oms: Bench::new(Role::Oms), erp, vendor, calls: Vec::new() }
    }

    fn minutes(&mut self, minutes: i64) {
        self.pass(minutes, |_, response| Some(response));
    }

    /// Lets time pass. `network` gives what the vendor gets to see of an answer.
    fn pass(&mut self, minutes: i64, mut network: impl FnMut(&Call, Response) -> Option<Response>) {
        let end = self.oms.now + SignedDuration::from_mins(minutes);
        while let Some(at) = self.vendor.next_due().filter(|it| *it <= end) {
            let now = at.max(self.oms.now);
            self.oms.pass(now.duration_since(self.oms.now));
            self.erp.pass(now.duration_since(self.erp.now));
            for call in self.vendor.due(now) {
                let system = if call.to == Side::Source { &mut self.oms } else { &mut self.erp };
                let response = system.twin.handle(&call.request, now);
                self.vendor.answered(call.id, network(&call, response).as_ref(), now);
                self.calls.push(call);
            }
        }
        self.oms.pass(end.duration_since(self.oms.now));
        self.erp.pass(end.duration_since(self.erp.now));
    }

    fn booked(&self) -> Vec<String> {
        let orders = self.erp.twin.documents().into_iter().filter(|it| it.kind() == DocumentKind::Order);
        orders.map(|it| it.keys["reference"].clone()).collect()
    }

    fn posts(&self) -> usize {
        self.calls.iter().filter(|it| it.request.method() == "POST").count()
    }
}

#[test]
fn an_order_is_booked_kept_up_to_date_and_cancelled() {
    let mut it = Between::new(vendor(0, 1));
    it.oms.post("/orders", order("#1001"));
    it.minutes(5);
    let booked = it.erp.get("/sales_orders/SO-00001");
    assert_eq!((&booked["reference"], &booked["total"]), (&json!("#1001"), &json!("12.50")));
    assert_eq!(
        booked["lines"][0],
        json!({ "position": 1, "item": "A-1", "quantity": 2, "price": "5.25", "reference": "9001" })
    );
    it.oms.act(Deed::Edit { order: "#1001".into(), sku: "A-1".into(), quantity: 1 });
    it.minutes(5);
    assert_eq!(it.erp.get("/sales_orders/SO-00001")["total"], "7.25");
    it.oms.act(Deed::Cancel { order: "#1001".into() });
    it.minutes(5);
    assert!(it.erp.truth("SO-00001").body.is_dead());
    let before = it.calls.len();
    it.minutes(60);
    assert!(it.calls[before..].iter().all(|it| it.to == Side::Source), "nothing new, nothing said");
    assert_eq!(it.posts(), 2);
}

#[test]
fn what_was_cancelled_before_it_was_seen_is_not_booked() {
    let mut it = Between::new(vendor(0, 1));
    it.minutes(1);
    it.oms.post("/orders", order("#1001"));
    it.oms.act(Deed::Cancel { order: "#1001".into() });
    it.minutes(20);
    assert!(it.booked().is_empty());
}

#[test]
fn pages_are_followed_to_the_end() {
    let mut it = Between::new(vendor(0, 1));
    for n in 0..230 {
        it.oms.post("/orders", order(&format!("#{n}")));
    }
    it.minutes(5);
    assert_eq!(it.booked().len(), 230);
    assert_eq!(it.booked().into_iter().collect::<BTreeSet<_>>().len(), 230, "each once");
}

#[test]
fn an_order_that_is_forgotten_is_never_gone_back_to() {
    let mut it = Between::new(vendor(0, 1));
    it.vendor.forget("#1002");
    it.vendor.forget_next(1);
    for n in 1001..1005 {
        it.oms.post("/orders", order(&format!("#{n}")));
    }
    it.minutes(30);
    assert_eq!(it.booked(), ["#1003", "#1004"]);
    it.oms.act(Deed::Edit { order: "#1002".into(), sku: "A-1".into(), quantity: 5 });
    it.minutes(24 * 60);
    assert_eq!(it.booked(), ["#1003", "#1004"]);
    let forgotten: Vec<_> = it.vendor.forgotten().iter().map(|it| it.external_id.as_str()).collect();
    assert_eq!(forgotten, ["#1001", "#1002"]);

    // One that it has booked can be forgotten too: it stays as it was.
    it.vendor.forget("#1003");
    it.oms.act(Deed::Cancel { order: "#1003".into() });
    it.minutes(30);
    assert!(!it.erp.truth("SO-00001").body.is_dead());
    assert_eq!(it.vendor.forgotten().len(), 3);
}

#[test]
fn the_seed_decides_which_orders_are_forgotten() {
    let forgotten = |seed: u64| {
        let mut it = Between::new(vendor(10, seed));
        for n in 0..300 {
            it.oms.post("/orders", order(&format!("#{n}")));
        }
        it.minutes(10);
        assert_eq!(it.booked().len() + it.vendor.forgotten().len(), 300);
        it.vendor.forgotten().iter().map(|it| it.external_id.clone()).collect::<Vec<_>>()
    };
    let first = forgotten(1);
    assert!((15..=45).contains(&first.len()), "10 % of 300: {}", first.len());
    assert_eq!(first, forgotten(1));
    assert_ne!(first, forgotten(2));
}

#[test]
fn somebody_else_may_decide_what_is_forgotten() {
    let mut oms = Bench::new(Role::Oms);
    let mut it = vendor(0, 1);
    oms.post("/orders", order("#1001"));
    let look = it.due(start()).remove(0);
    let page = oms.twin.handle(&look.request, start());
    let mut asked = Vec::new();
    it.answered_with(look.id, Some(&page), start(), &mut |about| {
        asked.push((about.kind, about.id.clone()));
        true
    });
    assert_eq!(asked, [(DocumentKind::Order, "10001".to_owned())]);
    assert_eq!(it.forgotten().len(), 1);
    assert!(it.due(start()).is_empty());
}

#[test]
fn a_lost_answer_books_no_second_order() {
    for honours_key in [true, false] {
        let mut config = config();
        config.honours_idempotency_key = honours_key;
        let mut it = Between::with(vendor(0, 1), Bench::with(Role::Erp, config));
        it.oms.post("/orders", order("#1001"));
        let mut lost = 0;
        it.pass(30, |call, response| {
            let loses = call.request.method() == "POST" && lost < 3;
            lost += u32::from(loses);
            (!loses).then_some(response)
        });
        assert_eq!((it.booked(), lost), (vec!["#1001".to_owned()], 3));
        it.oms.act(Deed::Cancel { order: "#1001".into() });
        it.minutes(10);
        assert!(it.erp.truth("SO-00001").body.is_dead(), "it knows the order that it had booked");
    }
}

#[test]
fn it_never_gives_up_on_a_target_that_is_down_or_does_not_understand() {
    let mut it = Between::new(vendor(0, 1));
    it.oms.post("/orders", order("#1001"));
    it.pass(60, |call, response| match call.to {
        Side::Source => Some(response),
        Side::Target => {
            let mut down = Response::default();
            *down.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
            Some(down)
        }
    });
    it.minutes(10);
    // Every answer of the hour was lost; the first call had reached the ERP all the same.
    assert_eq!(it.booked(), ["#1001"]);

    it.erp.act(Deed::Unmap { sku: "*".into() });
    it.oms.post("/orders", order("#1002"));
    it.minutes(60);
    assert_eq!(it.booked(), ["#1001"]);
    it.erp.act(Deed::Remap { sku: "*".into() });
    it.minutes(10);
    assert_eq!(it.booked(), ["#1001", "#1002"]);
}

#[test]
fn an_order_that_another_booked_is_kept_up_to_date() {
    let mut it = Between::new(vendor(0, 1));
    it.oms.post("/orders", order("#1001"));
    it.erp.post(
        "/sales_orders",
        json!({ "reference": "#1001", "currency": "USD", "lines": [{ "item": "A-1", "quantity": 9 }] }),
    );
    it.minutes(5);
    let Body::Order(booked) = it.erp.truth("SO-00001").body else { panic!("an order") };
    assert_eq!((booked.units(), it.booked().len()), (3, 1));
}

#[test]
fn a_source_that_is_down_or_talks_nonsense_costs_time_only() {
    let mut it = Between::new(vendor(0, 1));
    it.oms.post("/orders", order("#1001"));
    for nonsense in [&b"<html>"[..], b"{\"items\":[1,null,{\"id\":{}}]}", b"{\"items\":{}}", b""] {
        it.pass(10, |_, _| Some(Response::new(bytes::Bytes::copy_from_slice(nonsense))));
        it.pass(10, |_, _| None);
        assert!(it.booked().is_empty());
    }
    it.minutes(10);
    assert_eq!(it.booked(), ["#1001"]);
    let reads: Vec<Value> = vec![it.oms.get("/orders/10001")];
    assert_eq!(reads[0]["status"], "open");
}
