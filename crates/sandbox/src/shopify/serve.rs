//! The HTTP side: paths, tokens, and the answers around GraphQL.

use std::sync::Arc;

use ::http::{Method, StatusCode};
use bytes::Bytes;
use jiff::SignedDuration;
use serde_json::json;

use super::gql::{Document, Json, Map, answer, price};
use super::{ShopifyTwin, state};
use crate::{Request, Response};

/// Longest body that is read, in bytes.
const BODY_MAX: usize = 2 * 1024 * 1024;
/// Highest price of one operation. Source: shopify.dev, "Shopify API limits".
const COST_MAX: u32 = 1000;
/// How long a token of the client credentials grant lives, in seconds.
const TOKEN_SECS: i64 = 86_399;

pub(super) fn handle(twin: &mut ShopifyTwin, request: &Request) -> Response {
    let path = request.uri().path();
    if path == "/admin/oauth/access_token" {
        return match *request.method() {
            Method::POST => token(twin, request),
            _ => not_found(),
        };
    }
    let Some((_, rest)) = path.strip_prefix("/admin/api/").and_then(|it| it.split_once('/')) else {
        return not_found();
    };
    if !is_known(twin, request) {
        let message = "[API] Invalid API key or access token (unrecognized login or wrong password)";
        return reply(StatusCode::UNAUTHORIZED, &json!({"errors": message}));
    }
    match (request.method(), rest) {
        (&Method::POST, "graphql.json") => graphql(twin, request),
        (&Method::GET, "shop.json") => reply(StatusCode::OK, &shop(twin)),
        _ => not_found(),
    }
}

fn is_known(twin: &ShopifyTwin, request: &Request) -> bool {
    let given = request.headers().get("X-Shopify-Access-Token").and_then(|it| it.to_str().ok());
    let now = twin.shop.now;
    given.is_some_and(|given| {
        given == twin.shop.config.token
            || twin.tokens.iter().any(|(token, ends)| token == given && *ends > now)
    })
}

fn reply(status: StatusCode, body: &Json) -> Response {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert("Content-Type", ::http::HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

fn not_found() -> Response {
    reply(StatusCode::NOT_FOUND, &json!({"errors": "Not Found"}))
}

fn shop(twin: &ShopifyTwin) -> Json {
    let shop = &twin.shop;
    json!({"shop": {
        "id": shop.id,
        "name": shop.config.shop.split('.').next(),
        "domain": shop.config.shop,
        "myshopify_domain": shop.config.shop,
        "currency": shop.config.currency.code(),
        "iana_timezone": shop.config.timezone.iana_name().unwrap_or("UTC"),
        "primary_location_id": shop.location.id,
    }})
}

/// The client credentials grant, in JSON or as a form.
fn token(twin: &mut ShopifyTwin, request: &Request) -> Response {
    let given = fields(request.body());
    let said = |name: &str| given.iter().find(|it| it.0 == name).map(|it| it.1.as_str()).unwrap_or_default();
    if said("grant_type") != "client_credentials" {
        let body = json!({"error": "unsupported_grant_type", "error_description": "The grant type is not supported."});
        return reply(StatusCode::BAD_REQUEST, &body);
    }
    let config = &twin.shop.config;
    if said("client_id") != config.client_id || said("client_secret") != config.client_secret {
        let body =
            json!({"error": "application_cannot_be_found", "error_description": "The client is not known."});
        return reply(StatusCode::BAD_REQUEST, &body);
    }
    let number = twin.shop.ids.next();
    let token = format!("shpat_{}", twin.shop.ids.token("access", number));
    let now = twin.shop.now;
    twin.tokens.retain(|it| it.1 > now);
    let ends = now.saturating_add(SignedDuration::from_secs(TOKEN_SECS)).unwrap_or(now);
    twin.tokens.push((token.clone(), ends));
    let scope = "read_orders,write_orders,read_products,write_products,read_fulfillments,write_fulfillments";
    reply(StatusCode::OK, &json!({"access_token": token, "scope": scope, "expires_in": TOKEN_SECS}))
}

fn fields(body: &[u8]) -> Vec<(String, String)> {
    if let Ok(Json::Object(map)) = serde_json::from_slice::<Json>(body) {
        return map.into_iter().filter_map(|(name, it)| Some((name, it.as_str()?.to_owned()))).collect();
    }
    let text = String::from_utf8_lossy(body);
    text.split('&')
        .filter_map(|it| it.split_once('='))
        .map(|(name, it)| (decoded(name), decoded(it)))
        .collect()
}

/// A word of a form: `+` is a space, `%41` an `A`.
fn decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let pair = [bytes.next().unwrap_or(b'0'), bytes.next().unwrap_or(b'0')];
                let value = std::str::from_utf8(&pair).ok().and_then(|it| u8::from_str_radix(it, 16).ok());
                out.push(value.unwrap_or(b'?'));
            }
            other => out.push(other),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What a request asks: a text, variables, and which operation of the text.
struct Asked {
    text: String,
    variables: Map,
    operation: Option<String>,
}

fn asked(body: &[u8]) -> Result<Asked, (StatusCode, &'static str)> {
    if body.len() > BODY_MAX {
        return Err((StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"));
    }
    let bad = (StatusCode::BAD_REQUEST, "Bad Request");
    let mut given: Map = serde_json::from_slice(body).map_err(|_| bad)?;
    let Some(Json::String(text)) = given.remove("query") else {
        return Err((StatusCode::BAD_REQUEST, "Required parameter missing or invalid"));
    };
    let variables = match given.remove("variables") {
        None | Some(Json::Null) => Map::new(),
        Some(Json::Object(map)) => map,
        Some(Json::String(text)) if text.is_empty() => Map::new(),
        Some(Json::String(text)) => serde_json::from_str(&text).map_err(|_| bad)?,
        Some(_) => return Err(bad),
    };
    let operation = given.remove("operationName").and_then(|it| it.as_str().map(str::to_owned));
    Ok(Asked { text, variables, operation: operation.filter(|it| !it.is_empty()) })
}

fn graphql(twin: &mut ShopifyTwin, request: &Request) -> Response {
    let asked = match asked(request.body()) {
        Ok(asked) => asked,
        Err((status, message)) => return reply(status, &json!({"errors": message})),
    };
    let document = match twin.documents.get(&asked.text) {
        Ok(document) => document,
        Err(faults) => {
            let errors: Vec<Json> = faults.iter().map(super::gql::Fault::json).collect();
            return reply(StatusCode::OK, &json!({"errors": errors}));
        }
    };
    reply(StatusCode::OK, &execute(twin, &document, &asked))
}

fn execute(twin: &mut ShopifyTwin, document: &Arc<Document>, asked: &Asked) -> Json {
    let operation = asked.operation.as_deref();
    let price = price(document, operation, &asked.variables);
    if price > COST_MAX {
        let message = format!(
            "Query cost is {price}, which exceeds the single query max cost limit ({COST_MAX}).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations should be used instead.\nSee https://shopify.dev/api/usage/bulk-operations/queries for usage details.\n"
        );
        let error = json!({"message": message, "extensions": {
            "code": "MAX_COST_EXCEEDED",
            "cost": price,
            "maxCost": COST_MAX,
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        }});
        return json!({"errors": [error]});
    }
    if !twin.bucket.take(price) {
        let error = json!({"message": "Throttled", "extensions": {
            "code": "THROTTLED",
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        }});
        return json!({"errors": [error], "extensions": {"cost": twin.bucket.status(price, None)}});
    }
    let shop: &mut state::Shop = &mut twin.shop;
    let given = match answer(shop, document, operation, &asked.variables) {
        Ok(given) => given,
        Err(faults) => {
            twin.bucket.give_back(price);
            let errors: Vec<Json> = faults.iter().map(super::gql::Fault::json).collect();
            return json!({"errors": errors});
        }
    };
    let cost = given.cost.min(price);
    twin.bucket.give_back(price.saturating_sub(cost));
    let mut out = Map::new();
    if !given.faults.is_empty() {
        let errors: Vec<Json> = given.faults.iter().map(super::gql::Fault::json).collect();
        out.insert("errors".to_owned(), Json::Array(errors));
    }
    out.insert("data".to_owned(), given.data);
    let mut extensions = Map::new();
    extensions.insert("cost".to_owned(), twin.bucket.status(price, Some(cost)));
    if !given.search.is_empty() {
        extensions.insert("search".to_owned(), Json::Array(given.search));
    }
    out.insert("extensions".to_owned(), Json::Object(extensions));
    Json::Object(out)
}
