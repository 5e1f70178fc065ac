//! A twin with a clock, spoken to in JSON.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use seamless_flow::Role;
use seamless_model::{Believed, SystemId};
use seamless_sandbox::http::{HttpConfig, twin_of};
use seamless_sandbox::{Deed, Delivered, Message, Request, Response, Twin};
use serde_json::{Value, json};

pub const TOKEN: &str = "t-123";
pub const SECRET: &str = "whsec";

/// A twin, the time, and the messages that have left.
pub struct Bench {
    pub twin: Box<dyn Twin>,
    pub now: Timestamp,
    pub left: Vec<Message>,
}

pub fn start() -> Timestamp {
    "2026-11-23T05:40:00Z".parse().expect("a time")
}

pub fn config() -> HttpConfig {
    HttpConfig::new(TOKEN, 1, start()).with_webhook("https://seamless.example/hooks/it", SECRET)
}

impl Bench {
    pub fn new(role: Role) -> Self {
        Self::with(role, config())
    }

    pub fn with(role: Role, config: HttpConfig) -> Self {
        let twin = twin_of(role, SystemId::from(role.word()), config).expect("a role with a twin");
        Self { twin, now: start(), left: Vec::new() }
    }

    pub fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
        let mut request = ::http::Request::builder()
            .method(method)
            .uri(format!("https://it.example/api{path}"))
            .header("authorization", format!("Bearer {TOKEN}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request: Request = request.body(Bytes::copy_from_slice(body)).expect("a request");
        self.twin.handle(&request, self.now)
    }

    pub fn call(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        read(&self.send(method, path, &[("content-type", "application/json")], &body))
    }

    pub fn get(&mut self, path: &str) -> Value {
        let (status, body) = self.call("GET", path, &Value::Null);
        assert_eq!(status, 200, "GET {path}: {body}");
        body
    }

    pub fn post(&mut self, path: &str, body: Value) -> Value {
        let (status, answer) = self.call("POST", path, &body);
        assert!((200..300).contains(&status), "POST {path} {body}: {answer}");
        answer
    }

    pub fn put(&mut self, path: &str, body: Value) -> Value {
        let (status, answer) = self.call("PUT", path, &body);
        assert_eq!(status, 200, "PUT {path} {body}: {answer}");
        answer
    }

    /// Lets time pass: everything due happens at its time, and every message arrives.
    pub fn pass(&mut self, span: SignedDuration) {
        self.pass_answering(span, |_| Delivered::Status(200));
    }

    /// Lets time pass, with this answer to each message.
    pub fn pass_answering(&mut self, span: SignedDuration, answer: impl Fn(&Message) -> Delivered) {
        let end = self.now + span;
        while let Some(at) = self.twin.next_due().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            for message in self.twin.due(self.now) {
                self.twin.settled(message.id, answer(&message), self.now);
                self.left.push(message);
            }
        }
        self.now = end;
    }

    pub fn minutes(&mut self, minutes: i64) {
        self.pass(SignedDuration::from_mins(minutes));
    }

    pub fn act(&mut self, deed: Deed) {
        self.twin.act(&deed, self.now).expect("the deed is done");
    }

    pub fn truth(&self, id: &str) -> Believed {
        self.twin.documents().into_iter().find(|it| it.id == id).unwrap_or_else(|| panic!("there is no {id}"))
    }

    pub fn events(&self) -> Vec<String> {
        self.left.iter().map(|it| header(it, "x-event")).collect()
    }
}

pub fn read(response: &Response) -> (u16, Value) {
    let body = serde_json::from_slice(response.body()).expect("answers are JSON");
    (response.status().as_u16(), body)
}

pub fn header(message: &Message, name: &str) -> String {
    message.request.headers()[name].to_str().expect("text").to_owned()
}

/// An order of two lines for the OMS.
pub fn order(external_id: &str) -> Value {
    json!({
        "external_id": external_id,
        "placed_at": "2026-11-23T05:39:00Z",
        "customer": { "name": "Ada Byron", "email": "ada@example.com" },
        "ship_to": { "name": "Ada Byron", "address1": "1 Mill St", "city": "Albany", "province": "NY",
                     "zip": "12207", "country": "US", "phone": null },
        "lines": [
            { "external_line_id": "9001", "sku": "A-1", "quantity": 2, "unit_price": "5.25" },
            { "external_line_id": "9002", "sku": "B-1", "quantity": 1, "unit_price": "2.00" },
        ],
        "total": "12.50",
        "currency": "USD",
    })
}

/// The same for the ERP.
pub fn sales_order(reference: &str) -> Value {
    json!({
        "reference": reference,
        "customer": { "name": "Ada Byron", "email": "ada@example.com" },
        "lines": [
            { "item": "A-1", "quantity": 2, "price": "5.25", "reference": "9001" },
            { "item": "B-1", "quantity": 1, "price": "2.00", "reference": "9002" },
        ],
        "total": "12.50",
        "currency": "USD",
    })
}

/// A credit note for a part of it.
pub fn credit_note(reference: &str) -> Value {
    json!({
        "reference": reference, "sales_order_reference": "#1001", "amount": "5.25", "currency": "USD",
        "lines": [{ "item": "A-1", "quantity": 1, "amount": "5.25" }],
    })
}

/// A pick order of two lines for the warehouse.
pub fn pick_order(request_ref: &str) -> Value {
    json!({
        "request_ref": request_ref,
        "order_ref": "#1001",
        "ship_to": { "name": "Ada Byron", "address1": "1 Mill St", "country": "US" },
        "lines": [
            { "line_ref": "9001", "sku": "A-1", "quantity": 2 },
            { "line_ref": "9002", "sku": "B-1", "quantity": 1 },
        ],
    })
}
