//! The part that every `http` twin has: the front door, the agenda, the messages.

use std::any::Any;
use std::collections::{HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use seamless_flow::Role;
use seamless_model::{Believed, Keys, SystemId};
use serde_json::Value;

use super::answer::{Refusal, json_response};
use super::collection::Created;
use super::config::HttpConfig;
use super::desk::Desk;
use super::fields::Fields;
use super::route::{Query, Route};
use crate::chance::draw;
use crate::{Deed, DeedError, Delivered, Message, MessageId, Request, Response, Twin};

/// The largest body that is read, in bytes.
const BODY_MAX: usize = 1 << 20;
/// How long an idempotency key is remembered.
const KEY_LIVES: SignedDuration = SignedDuration::from_hours(24);

/// What makes a twin an OMS, an ERP or a WMS: its documents, and what its people do.
pub trait Behaviour: Send + 'static {
    /// What its people have to do.
    type Task: Send;
    /// Its collections, as they stand in paths.
    const COLLECTIONS: &'static [&'static str];

    fn start() -> Self;
    fn list(&self, collection: &str, query: &Query) -> Result<Value, Refusal>;
    fn read(&self, collection: &str, id: &str) -> Result<Value, Refusal>;
    fn create(
        &mut self,
        desk: &mut Desk<Self::Task>,
        collection: &str,
        body: &Fields<'_>,
    ) -> Result<Created, Refusal>;
    fn update(
        &mut self,
        desk: &mut Desk<Self::Task>,
        collection: &str,
        id: &str,
        body: &Fields<'_>,
    ) -> Result<Value, Refusal>;
    fn cancel(
        &mut self,
        desk: &mut Desk<Self::Task>,
        collection: &str,
        id: &str,
        body: &Fields<'_>,
    ) -> Result<Value, Refusal>;
    /// A person does what stood in the agenda, if it still makes sense.
    fn work(&mut self, desk: &mut Desk<Self::Task>, task: Self::Task);
    fn act(&mut self, desk: &mut Desk<Self::Task>, deed: &Deed) -> Result<Keys, DeedError>;
    fn documents(&self, system: &SystemId) -> Vec<Believed>;
}

/// A system that speaks the JSON contract of `docs/twins.md`.
pub struct HttpTwin<B: Behaviour> {
    desk: Desk<B::Task>,
    behaviour: B,
    answers: Answers,
}

impl<B: Behaviour> HttpTwin<B> {
    /// A twin without documents. `system` is its name in the map, under which it tells its truth.
    pub fn new(system: SystemId, config: HttpConfig) -> Self {
        Self { desk: Desk::new(system, config), behaviour: B::start(), answers: Answers::default() }
    }

    /// How it is set up.
    pub fn config(&self) -> &HttpConfig {
        &self.desk.config
    }

    /// Messages that never arrived and are not tried again.
    pub fn given_up(&self) -> u64 {
        self.desk.outbox.given_up()
    }

    /// Lets people do what was due by now, each task at its own time.
    fn catch_up(&mut self, now: Timestamp) {
        while let Some((at, task)) = self.desk.task_due(now) {
            self.desk.tell_time(at);
            self.behaviour.work(&mut self.desk, task);
        }
        self.desk.tell_time(now);
    }

    fn answer(&mut self, request: &Request) -> Result<Response, Refusal> {
        self.admit(request)?;
        let path = request.uri().path();
        let route = Route::of(path, B::COLLECTIONS).ok_or_else(|| Refusal::not_found(path))?;
        match (request.method().as_str(), &route) {
            ("GET", Route { collection, id: None, .. }) => {
                let query = Query::of(request.uri().query().unwrap_or_default())?;
                self.check_find(&query)?;
                Ok(json_response(200, &self.behaviour.list(collection, &query)?))
            }
            ("GET", Route { collection, id: Some(id), cancel: false }) => {
                Ok(json_response(200, &self.behaviour.read(collection, id)?))
            }
            ("POST" | "PUT", _) => self.write(request, &route),
            (_, Route { id: None, .. }) => Err(Refusal::method("GET, POST")),
            (_, Route { cancel: false, .. }) => Err(Refusal::method("GET, PUT")),
            (_, Route { cancel: true, .. }) => Err(Refusal::method("POST")),
        }
    }

    fn admit(&self, request: &Request) -> Result<(), Refusal> {
        let wanted = format!("Bearer {}", self.desk.config.token);
        let given = request.headers().get("authorization");
        if given.is_none_or(|it| it.as_bytes() != wanted.as_bytes()) {
            return Err(Refusal::unauthorized());
        }
        if request.body().len() > BODY_MAX {
            return Err(Refusal::too_large(BODY_MAX));
        }
        Ok(())
    }

    fn check_find(&self, query: &Query) -> Result<(), Refusal> {
        match query.equals.first().filter(|_| !self.desk.config.knows_find) {
            Some((name, _)) => Err(Refusal::unknown_parameter(name)),
            None => Ok(()),
        }
    }

    fn write(&mut self, request: &Request, route: &Route) -> Result<Response, Refusal> {
        let body = read_body(request)?;
        let fields = Fields::of(&body)?;
        let (desk, it) = (&mut self.desk, &mut self.behaviour);
        match (request.method().as_str(), route) {
            ("POST", Route { collection, id: None, .. }) => {
                if let Some(earlier) = self.answers.earlier(request, desk)? {
                    return Ok(earlier);
                }
                let Created { body, made } = it.create(desk, collection, &fields)?;
                let mut response = json_response(201, &body);
                if let Some(made) = made {
                    response.extensions_mut().insert(made);
                }
                self.answers.keep(request, &response, desk);
                Ok(response)
            }
            ("POST", Route { collection, id: Some(id), cancel: true }) => {
                Ok(json_response(200, &it.cancel(desk, collection, id, &fields)?))
            }
            ("PUT", Route { collection, id: Some(id), cancel: false }) => {
                Ok(json_response(200, &it.update(desk, collection, id, &fields)?))
            }
            (_, Route { id: None, .. }) => Err(Refusal::method("GET, POST")),
            (_, Route { cancel: true, .. }) => Err(Refusal::method("POST")),
            (_, Route { cancel: false, .. }) => Err(Refusal::method("GET, PUT")),
        }
    }
}

impl<B: Behaviour> Twin for HttpTwin<B> {
    fn handle(&mut self, request: &Request, now: Timestamp) -> Response {
        self.catch_up(now);
        self.answer(request).unwrap_or_else(Refusal::into_response)
    }

    fn next_due(&self) -> Option<Timestamp> {
        self.desk.next_task_at().into_iter().chain(self.desk.outbox.next_due()).min()
    }

    fn due(&mut self, now: Timestamp) -> Vec<Message> {
        self.catch_up(now);
        match &self.desk.config.webhook {
            Some(webhook) => self.desk.outbox.leaving(webhook, now),
            None => Vec::new(),
        }
    }

    fn settled(&mut self, message: MessageId, outcome: Delivered, now: Timestamp) {
        self.desk.outbox.settled(message, outcome, now);
    }

    fn act(&mut self, deed: &Deed, now: Timestamp) -> Result<Keys, DeedError> {
        self.catch_up(now);
        match deed {
            Deed::Unmap { sku } => self.desk.unmap(sku),
            Deed::Remap { sku } => self.desk.remap(sku),
            deed => return self.behaviour.act(&mut self.desk, deed),
        }
        Ok(Keys::new())
    }

    fn documents(&self) -> Vec<Believed> {
        self.behaviour.documents(&self.desk.system)
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// Reads a body as JSON; no body at all is an empty object.
fn read_body(request: &Request) -> Result<Value, Refusal> {
    if request.body().is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    let media = request.headers().get("content-type").map(|it| it.to_str().unwrap_or("?"));
    if media.is_some_and(|it| !it.split(';').next().unwrap_or_default().trim().ends_with("json")) {
        return Err(Refusal::media_type());
    }
    // serde_json refuses what is nested deeper than 128 levels.
    serde_json::from_slice(request.body())
        .map_err(|error| Refusal::bad_request("not_json", format!("the body is not JSON: {error}")))
}

/// Answers to creations that came with an idempotency key. A creation that was refused made nothing: its key is
/// free to be used again.
#[derive(Default)]
struct Answers {
    by_key: HashMap<String, (u64, Response)>,
    ages: VecDeque<(Timestamp, String)>,
}

impl Answers {
    fn earlier<T>(&mut self, request: &Request, desk: &Desk<T>) -> Result<Option<Response>, Refusal> {
        self.forget(desk.now);
        let Some((sum, response)) = key(request, desk).and_then(|key| self.by_key.get(&key)) else {
            return Ok(None);
        };
        if *sum == checksum(request) {
            return Ok(Some(response.clone()));
        }
        Err(Refusal::conflict("idempotency_mismatch", "this Idempotency-Key came with another body before"))
    }

    fn keep<T>(&mut self, request: &Request, response: &Response, desk: &Desk<T>) {
        let Some(key) = key(request, desk) else { return };
        self.ages.push_back((desk.now, key.clone()));
        self.by_key.insert(key, (checksum(request), response.clone()));
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some((_, key)) = self.ages.pop_front_if(|(at, _)| now.duration_since(*at) > KEY_LIVES) {
            self.by_key.remove(&key);
        }
    }
}

fn key<T>(request: &Request, desk: &Desk<T>) -> Option<String> {
    let key = request.headers().get("idempotency-key").filter(|_| desk.config.honours_idempotency_key)?;
    Some(String::from_utf8_lossy(key.as_bytes()).into_owned())
}

fn checksum(request: &Request) -> u64 {
    draw(0, &[request.uri().path(), &String::from_utf8_lossy(request.body())])
}

/// The twin of an `http` system with this role; `None` where no behaviour fits.
pub fn twin_of(role: Role, system: SystemId, config: HttpConfig) -> Option<Box<dyn Twin>> {
    match role {
        Role::Oms => Some(Box::new(super::Oms::new(system, config))),
        Role::Erp | Role::Accounting => Some(Box::new(super::Erp::new(system, config))),
        Role::Wms | Role::ThreePl | Role::Dropship => Some(Box::new(super::Wms::new(system, config))),
        Role::Storefront | Role::Marketplace | Role::Supplier | Role::Payments | Role::Helpdesk => None,
    }
}
