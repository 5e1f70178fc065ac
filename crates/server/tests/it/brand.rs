//! A believable brand: the flow of examples/northwind on a Monday morning, in memory, with time standing still.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use seamless_connect::{Credentials, Wire, WireError};
use seamless_engine::{Command, Effect, Entry, Gates, Input, Outcome, Plan, Thread, apply};
use seamless_flow::{Flow, load};
use seamless_model::{HandoffId, Observation, SystemId, ThreadId};
use seamless_pipeline::{Clock, LandError, Pipeline};
use seamless_runtime::PollState;
use seamless_server::Live;
use seamless_store::{Commit, EntrySource, LandedAs, Memory, NewEntry, Seq, Store, ThreadCommit};
use serde_json::{Value, json};
use tokio::sync::broadcast;

/// What no page may ever show.
pub const SECRET: &str = "whsec-of-northwind-never-shown";
pub const TOKEN: &str = "token-of-northwind-never-shown";

/// Time stands still.
pub struct Still(Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// No system is reached from here.
pub struct NoWire;

impl Wire for NoWire {
    async fn send(&self, _: &SystemId, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, WireError> {
        Err(WireError::NotSent("this brand has no network".to_owned()))
    }
}

/// The brand, with the real pipeline.
pub struct Brand {
    pub line: Pipeline<Memory, NoWire, Still>,
    changes: broadcast::Sender<()>,
}

/// The moment at which time stands still.
pub fn now() -> Timestamp {
    "2026-11-23T14:20:00Z".parse().expect("a moment")
}

/// The map to copy.
pub fn flow() -> Arc<Flow> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/northwind");
    let read = &mut |file: &str| std::fs::read(folder.join(file)).map_err(|error| error.to_string());
    Arc::new(load("flow.yaml", read).value.expect("the example is whole"))
}

impl Brand {
    /// A brand that has not begun yet.
    pub fn empty() -> Self {
        let credentials = Credentials {
            secrets: vec![SECRET.to_owned()],
            token: Some(TOKEN.to_owned()),
            ..Credentials::default()
        };
        let line = Pipeline::new(Plan::new(flow()), Memory::default(), NoWire, Still(now()), |_| {
            Ok(credentials.clone())
        });
        Self { line: line.expect("a pipeline"), changes: broadcast::channel(8).0 }
    }

    /// A brand in the middle of its morning: most orders are well, some are stuck, each in a way of its own.
    pub async fn at_work() -> Self {
        let brand = Self::empty();
        let plan = brand.line.plan().clone();
        let mut stories = vec![
            well(&plan, 1, 400),
            forgotten(&plan, 2),
            not_written_back(&plan, 3),
            not_cancelled(&plan, 4),
            poison(&plan, 5),
            on_its_way(&plan, 6),
            not_credited(&plan, 7),
            mended(&plan, 8),
            ignored(&plan, 9),
            doubled(&plan, 10),
        ];
        stories.extend((11..70).map(|number| well(&plan, number, 380 - number as i64 * 4)));
        for story in stories {
            brand.keep(story).await;
        }
        brand.hold().await;
        brand
    }

    async fn keep(&self, story: Story) {
        let mut timeline = Vec::new();
        for (raw, entry) in story.told {
            let seq = match raw {
                Some(raw) => self.land(&raw, &entry).await,
                None => None,
            };
            timeline.push((seq, entry));
        }
        let decided = timeline.iter().filter_map(|(seq, _)| *seq);
        let decided = decided.map(|seq| seamless_store::Decided {
            seq,
            state: seamless_store::EntryState::Decided,
            thread: Some(story.thread.id),
        });
        let commit = Commit {
            decided: decided.collect(),
            threads: vec![ThreadCommit { thread: story.thread, timeline, done: story.done }],
            ..Commit::default()
        };
        self.line.store().commit(commit).await.expect("kept");
    }

    /// The message that caused a line, with all the personal data that messages have.
    async fn land(&self, raw: &Value, entry: &Entry) -> Option<Seq> {
        let document = entry.document.as_ref()?;
        let new = NewEntry {
            source: EntrySource::Webhook,
            system: entry.system.clone(),
            topic: format!("{}/changed", document.kind),
            dedupe: None,
            guard: None,
            triggered_at: Some(entry.at),
            received_at: entry.at,
            body: Bytes::from(raw.to_string()),
        };
        match self.line.store().land(vec![new]).await.expect("landed").as_slice() {
            [LandedAs::New(seq)] => Some(*seq),
            _ => None,
        }
    }

    /// A message that nobody can understand.
    async fn hold(&self) {
        let new = NewEntry {
            source: EntrySource::Webhook,
            system: Some("warehouse".into()),
            topic: "shipments.exploded".to_owned(),
            dedupe: None,
            guard: None,
            triggered_at: None,
            received_at: ago(25),
            body: Bytes::from_static(
                br#"{"data":{"recipient":{"name":"Ada Lovelace","email":"ada@example.com"}}}"#,
            ),
        };
        let landed = self.line.store().land(vec![new]).await.expect("landed");
        let [LandedAs::New(seq)] = landed.as_slice() else { panic!("it is new") };
        let state = seamless_store::EntryState::Held("the event shipments.exploded is not known".to_owned());
        let decided = vec![seamless_store::Decided { seq: *seq, state, thread: None }];
        self.line.store().commit(Commit { decided, ..Commit::default() }).await.expect("held");
    }
}

impl Live for Brand {
    type Store = Memory;

    fn flow(&self) -> &Arc<Flow> {
        &self.line.plan().flow
    }

    fn store(&self) -> &Memory {
        self.line.store()
    }

    fn now(&self) -> Timestamp {
        now()
    }

    async fn land_webhook(
        &self,
        system: &SystemId,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<LandedAs, LandError> {
        self.line.land_webhook(system, headers, body).await
    }

    async fn command(&self, thread: ThreadId, command: Command) -> Result<(), String> {
        self.line.command(thread, command).await.map_err(|error| error.to_string())?;
        // Nobody may be listening.
        let _ = self.changes.send(());
        Ok(())
    }

    async fn release_held(&self) -> Result<u64, String> {
        self.line.store().release_held().await.map_err(|error| error.to_string())
    }

    fn changes(&self) -> broadcast::Receiver<()> {
        self.changes.subscribe()
    }

    fn open_circuits(&self) -> Vec<SystemId> {
        self.line.open_circuits()
    }

    fn polls(&self) -> Vec<PollState> {
        let of = |(index, plan): (usize, seamless_pipeline::PollPlan)| PollState {
            last_ok: (index != 1).then(|| ago(2)),
            last_error: (index == 1).then(|| format!("system `{}`: no answer within 30 s", plan.system)),
            plan,
        };
        self.line.poll_plans().into_iter().enumerate().map(of).collect()
    }
}

fn ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

/// One order's story, lived through the engine.
struct Story {
    plan: Plan,
    gates: Gates,
    thread: Thread,
    told: Vec<(Option<Value>, Entry)>,
    done: Vec<HandoffId>,
    /// What comes of deliveries on this handoff; the others are carried out.
    fails: Option<(&'static str, Outcome)>,
    number: u64,
}

impl Story {
    fn new(plan: &Plan, number: u64, minutes: i64) -> Self {
        Self {
            gates: Gates::new(&plan.flow, ago(minutes)),
            plan: plan.clone(),
            thread: Thread::new(ThreadId(number), ago(minutes)),
            told: Vec::new(),
            done: Vec::new(),
            fails: None,
            number,
        }
    }

    fn failing(mut self, handoff: &'static str, outcome: Outcome) -> Self {
        self.fails = Some((handoff, outcome));
        self
    }

    fn name(&self) -> String {
        format!("#{}", 1000 + self.number)
    }

    /// A document is seen, so many minutes ago.
    fn sees(
        mut self,
        minutes: i64,
        system: &str,
        id: &str,
        keys: Value,
        parents: Value,
        body: Value,
    ) -> Self {
        let at = ago(minutes);
        self.wait_until(at);
        let observation: Observation = serde_json::from_value(json!({
            "system": system, "id": id, "keys": keys, "parents": parents,
            "revision": { "at": at }, "fetched_at": at, "body": body,
        }))
        .expect("an observation");
        let raw = json!({ "id": id, "order": self.name(), "data": body });
        self.input(Input::Observed { observation: Box::new(observation), announced: true }, at, Some(raw));
        self
    }

    fn input(&mut self, input: Input, at: Timestamp, mut raw: Option<Value>) {
        let effects = apply(&self.plan, &mut self.thread, input, at, &mut self.gates);
        for effect in effects {
            match effect {
                Effect::Told(entry) => self.told.push((raw.take(), entry)),
                Effect::Send(send) => {
                    let failing = self.fails.as_ref().filter(|(handoff, _)| send.handoff == *handoff);
                    let outcome = failing.map_or(Outcome::Done { found: false, id: None }, |it| it.1.clone());
                    if failing.is_none() {
                        self.done.push(send.handoff.clone());
                    }
                    let answer = Input::Answered {
                        document: send.document.document(),
                        handoff: send.handoff,
                        attempt: send.attempt,
                        outcome,
                    };
                    self.input(answer, at + SignedDuration::from_millis(400), None);
                }
                Effect::Opened(_) | Effect::Closed(_) => {}
            }
        }
    }

    /// Lets time pass, and with it every deadline on the way.
    fn wait_until(&mut self, until: Timestamp) {
        while let Some(at) = self.thread.wake_at.filter(|it| *it <= until) {
            self.input(Input::Time, at, None);
            assert!(self.thread.wake_at.is_none_or(|it| it > at), "{}: time stands still", self.name());
        }
    }

    fn until_now(mut self) -> Self {
        self.wait_until(now());
        self
    }

    fn in_shop(self, minutes: i64, cancelled: bool) -> Self {
        let (name, id) = (self.name(), format!("58{:011}", self.number));
        let body = order(&name, ago(minutes), cancelled, self.number);
        self.sees(minutes, "shop", &id, json!({ "id": id, "name": name }), json!([]), body)
    }

    fn in_oms(self, minutes: i64, cancelled: bool) -> Self {
        let (name, id) = (self.name(), format!("O-{:05}", 20_000 + self.number));
        let body = order(&name, ago(minutes), cancelled, self.number);
        self.sees(minutes, "oms", &id, json!({ "id": id, "external_id": name }), json!([]), body)
    }

    fn in_erp(self, minutes: i64) -> Self {
        let (name, id) = (self.name(), format!("SO{:06}", 700_000 + self.number));
        let body = order(&name, ago(minutes), false, self.number);
        self.sees(minutes, "erp", &id, json!({ "id": id, "reference": name }), json!([]), body)
    }

    fn requested(self, minutes: i64) -> Self {
        let number = self.number;
        let (oms, request) = (format!("O-{:05}", 20_000 + number), format!("FR-{number:05}"));
        let body = json!({ "fulfillment_request": {
            "status": "in_progress", "lines": [
                { "id": "1", "sku": "TENT-2P", "quantity": 1, "remaining": 0 },
                { "id": "2", "sku": "PEG-10", "quantity": 1 + number % 3, "remaining": 0 },
            ],
        } });
        let of_oms = json!([{ "kind": "order", "field": "id", "value": oms }]);
        let of_wms = json!([]);
        self.sees(minutes, "oms", &request, json!({ "id": request }), of_oms, body.clone()).sees(
            minutes - 1,
            "warehouse",
            &format!("PO-{number:05}"),
            json!({ "id": format!("PO-{number:05}"), "request_ref": request }),
            of_wms,
            body,
        )
    }

    fn shipped(self, minutes: i64) -> Self {
        let number = self.number;
        let tracking = format!("1Z999AA1{:010}", 3_784_000 + number);
        let parents =
            json!([{ "kind": "fulfillment_request", "field": "id", "value": format!("PO-{number:05}") }]);
        let id = format!("SH-{number:05}");
        self.sees(
            minutes,
            "warehouse",
            &id,
            json!({ "id": id, "tracking": tracking }),
            parents,
            shipment(number, &tracking, ago(minutes)),
        )
    }

    fn in_shop_shipped(self, minutes: i64) -> Self {
        let number = self.number;
        let tracking = format!("1Z999AA1{:010}", 3_784_000 + number);
        let id = format!("42{number:011}");
        let parents = json!([{ "kind": "order", "field": "id", "value": format!("58{number:011}") }]);
        self.sees(
            minutes,
            "shop",
            &id,
            json!({ "id": id, "tracking": tracking }),
            parents,
            shipment(number, &tracking, ago(minutes)),
        )
    }

    fn refunded(self, minutes: i64) -> Self {
        let (id, shop) = (format!("91{:011}", self.number), format!("58{:011}", self.number));
        let parents = json!([{ "kind": "order", "field": "id", "value": shop }]);
        let amount = pair("39.00");
        self.sees(
            minutes,
            "shop",
            &id,
            json!({ "id": id }),
            parents,
            json!({ "refund": { "created_at": ago(minutes), "amount": amount } }),
        )
    }
}

fn pair(amount: &str) -> Value {
    let money = json!({ "amount": amount, "currency": "USD" });
    json!({ "shop": money, "presentment": money })
}

fn order(name: &str, placed_at: Timestamp, cancelled: bool, number: u64) -> Value {
    let pegs = 1 + number % 3;
    let total = format!("{}.50", 219 + pegs * 12);
    let mut order = json!({
        "number": name, "source": "web", "placed_at": placed_at, "payment": "paid", "currency": "USD",
        "lines": [
            { "id": "1", "sku": "TENT-2P", "title": "Tent for two", "quantity": 1, "ordered": 1, "unit_price": "219.50" },
            { "id": "2", "sku": "PEG-10", "title": "Ten pegs", "quantity": pegs, "ordered": pegs, "unit_price": "12.00" },
        ],
        "totals": { "total": pair(&total) },
        "ship_to": {
            "name": "Ada Lovelace", "address1": "12 Marginal Way", "city": "Portland", "province": "ME", "zip": "04101",
            "country": "US", "phone": "+1 207 555 0142",
        },
        "customer": { "name": "Ada Lovelace", "email": "ada@example.com" },
    });
    if cancelled {
        order["cancelled"] = json!({ "at": placed_at, "reason": "customer" });
        order["lines"][0]["quantity"] = json!(0);
        order["lines"][1]["quantity"] = json!(0);
    }
    json!({ "order": order })
}

fn shipment(number: u64, tracking: &str, at: Timestamp) -> Value {
    json!({ "shipment": {
        "status": "shipped", "shipped_at": at,
        "lines": [{ "sku": "TENT-2P", "quantity": 1 }, { "sku": "PEG-10", "quantity": 1 + number % 3 }],
        "tracking": [{ "company": "UPS", "number": tracking }],
    } })
}

/// All is as it should be.
fn well(plan: &Plan, number: u64, minutes: i64) -> Story {
    Story::new(plan, number, minutes)
        .in_shop(minutes, false)
        .in_oms(minutes, false)
        .in_erp(minutes - 6)
        .requested(minutes - 8)
        .shipped(minutes - 52)
        .in_shop_shipped(minutes - 53)
        .until_now()
}

/// The vendor's integration forgot the order.
fn forgotten(plan: &Plan, number: u64) -> Story {
    Story::new(plan, number, 29).in_shop(29, false).in_oms(29, false).requested(27).until_now()
}

/// The parcel left, and the shop does not know: its API is down.
fn not_written_back(plan: &Plan, number: u64) -> Story {
    let down =
        Outcome::Later { reason: "the shop answered 503 Service Unavailable".to_owned(), after_ms: None };
    Story::new(plan, number, 190)
        .in_shop(190, false)
        .in_oms(190, false)
        .in_erp(186)
        .requested(180)
        .failing("shipped", down)
        .shipped(40)
        .until_now()
}

/// The customer cancelled; the OMS does not listen.
fn not_cancelled(plan: &Plan, number: u64) -> Story {
    let silent = Outcome::Unanswered { reason: "no answer within 30 s".to_owned() };
    Story::new(plan, number, 75)
        .in_shop(75, false)
        .in_oms(75, false)
        .in_erp(70)
        .failing("orders", silent)
        .in_shop(9, true)
        .until_now()
}

/// The OMS does not know an item.
fn poison(plan: &Plan, number: u64) -> Story {
    let refused = Outcome::Refused { reason: "422: sku TENT-2P is not in the item list".to_owned() };
    Story::new(plan, number, 11).failing("orders", refused).in_shop(11, false).until_now()
}

/// Nothing is late.
fn on_its_way(plan: &Plan, number: u64) -> Story {
    Story::new(plan, number, 3).in_shop(3, false).in_oms(3, false).until_now()
}

/// Money went back, and the books do not show it.
fn not_credited(plan: &Plan, number: u64) -> Story {
    let later = Outcome::Later { reason: "the ERP answered 500".to_owned(), after_ms: None };
    well(plan, number, 300).failing("refunded", later).refunded(95).until_now()
}

/// It was broken and is mended.
fn mended(plan: &Plan, number: u64) -> Story {
    Story::new(plan, number, 120)
        .in_shop(120, false)
        .in_oms(120, false)
        .requested(117)
        .in_erp(60)
        .shipped(58)
        .in_shop_shipped(57)
        .until_now()
}

/// Somebody decided that it does not matter.
fn ignored(plan: &Plan, number: u64) -> Story {
    let mut story = Story::new(plan, number, 140).in_shop(140, false).in_oms(140, false).requested(135);
    story.wait_until(ago(100));
    let open = story.thread.incidents.iter().find(|it| it.is_open()).map(|it| it.id.clone());
    let ignore = Command::Ignore {
        incident: open.expect("an incident"),
        reason: "A sample for the photographers; it is booked by hand".to_owned(),
        by: "Grace".to_owned(),
    };
    story.input(Input::Command(ignore), ago(99), None);
    story.shipped(80).in_shop_shipped(79).until_now()
}

/// The same order stands in the OMS twice.
fn doubled(plan: &Plan, number: u64) -> Story {
    let story = Story::new(plan, number, 50).in_shop(50, false).in_oms(50, false).in_erp(47);
    let (name, id) = (story.name(), "O-20999".to_owned());
    let body = order(&name, ago(49), false, number);
    story
        .sees(49, "oms", &id, json!({ "id": id, "external_id": name }), json!([]), body)
        .requested(46)
        .until_now()
}
