//! What a call is about, from outside, and how a failing system answers it.

use bytes::Bytes;
use seamless_model::Event;
use serde_json::{Value, json};

use crate::http::{Refusal, json_response};
use crate::{Request, Response};

/// After how many seconds a throttled caller may ask again.
const AGAIN_AFTER_SECONDS: u64 = 2;

/// What a call would do to a document; `None` for a call that only reads.
pub fn event_of(request: &Request) -> Option<Event> {
    if is_graphql(request) {
        return mutation_of(request).map(|field| event_of_mutation(&field));
    }
    match request.method().as_str() {
        "POST" if request.uri().path().ends_with("/cancel") => Some(Event::Cancel),
        "POST" => Some(Event::Create),
        "PUT" | "PATCH" => Some(Event::Edit),
        "DELETE" => Some(Event::Cancel),
        _ => None,
    }
}

/// All that a call says, as text: method, path, query and body.
pub fn said_by(request: &Request) -> String {
    let body = String::from_utf8_lossy(request.body());
    format!("{} {} {body}", request.method(), request.uri())
}

/// The answer of a system that is asked too often. Shopify's GraphQL answers 200 and says it in the body
/// (shopify.dev: rate limits); others answer 429.
pub fn throttled(request: &Request) -> Response {
    if !is_graphql(request) {
        return Refusal::too_many_requests(AGAIN_AFTER_SECONDS).into_response();
    }
    let throttle = json!({ "maximumAvailable": 2000.0, "currentlyAvailable": 0, "restoreRate": 100.0 });
    let cost = json!({ "requestedQueryCost": 100, "actualQueryCost": null, "throttleStatus": throttle });
    let error = json!({
        "message": "Throttled",
        "extensions": {
            "code": "THROTTLED",
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        },
    });
    json_response(200, &json!({ "errors": [error], "extensions": { "cost": cost } }))
}

/// The answer of a system that has broken down.
pub fn server_error(status: u16) -> Response {
    Refusal::server_error(status).into_response()
}

fn is_graphql(request: &Request) -> bool {
    request.uri().path().ends_with("/graphql.json")
}

/// The first field of a GraphQL mutation; `None` for a query.
fn mutation_of(request: &Request) -> Option<String> {
    let body: Value = serde_json::from_slice::<Value>(request.body() as &Bytes).ok()?;
    let query = body.get("query")?.as_str()?;
    let mutation = query.lines().map(str::trim_start).find(|it| !it.is_empty() && !it.starts_with('#'))?;
    if !mutation.starts_with("mutation") {
        return None;
    }
    let fields = query[query.find("mutation")?..].split_once('{')?.1.trim_start();
    Some(fields.chars().take_while(|it| it.is_alphanumeric()).collect())
}

fn event_of_mutation(field: &str) -> Event {
    match field {
        it if it.contains("Cancel") => Event::Cancel,
        it if it.contains("Tracking") => Event::Tracking,
        it if it.ends_with("Create") => Event::Create,
        it if it.ends_with("ReleaseHold") => Event::Release,
        it if it.ends_with("Hold") => Event::Hold,
        _ => Event::Edit,
    }
}
