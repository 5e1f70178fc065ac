//! Answers, and the one shape of every refusal.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::Response;

/// Why a call is refused. Every refusal has the body
/// `{"error": {"code", "message", "field"?, "id"?}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(Box<Said>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    status: u16,
    code: &'static str,
    message: String,
    field: Option<String>,
    id: Option<String>,
    header: Option<(&'static str, String)>,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Said { status, code, message: message.into(), field: None, id: None, header: None }))
    }

    pub fn unauthorized() -> Self {
        let mut refusal = Self::new(401, "unauthorized", "the bearer token is missing or wrong");
        refusal.0.header = Some(("www-authenticate", "Bearer".to_owned()));
        refusal
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(404, "not_found", format!("there is no {what}"))
    }

    /// `allow` names the methods that the path knows, as the `Allow` header does.
    pub fn method(allow: &'static str) -> Self {
        let mut refusal = Self::new(405, "method_not_allowed", format!("this path knows {allow} only"));
        refusal.0.header = Some(("allow", allow.to_owned()));
        refusal
    }

    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    pub fn unknown_parameter(name: &str) -> Self {
        let message = format!("{name:?} is not a parameter of this list");
        Self::new(400, "unknown_parameter", message).at(name)
    }

    pub fn too_large(limit: usize) -> Self {
        Self::new(413, "too_large", format!("a body may have {limit} bytes at most"))
    }

    pub fn media_type() -> Self {
        Self::new(415, "unsupported_media_type", "bodies are application/json")
    }

    /// The document stands in a way that does not allow what is asked; the code says how.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(409, code, message)
    }

    pub fn duplicate_reference(field: &str, value: &str, existing: String) -> Self {
        let message = format!("{field} {value:?} is already that of {existing}");
        let mut refusal = Self::new(409, "duplicate_reference", message).at(field);
        refusal.0.id = Some(existing);
        refusal
    }

    /// A field that is missing or that cannot be.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::new(422, "invalid", message).at(field)
    }

    pub fn unknown_field(field: &str) -> Self {
        Self::new(422, "unknown_field", format!("{field:?} is not a field of this document")).at(field)
    }

    pub fn unknown_item(field: &str, item: &str) -> Self {
        Self::new(422, "unknown_item", format!("item {item} is not in the item list")).at(field)
    }

    pub fn too_many_requests(seconds: u64) -> Self {
        let mut refusal = Self::new(429, "too_many_requests", format!("ask again in {seconds} s"));
        refusal.0.header = Some(("retry-after", seconds.to_string()));
        refusal
    }

    pub fn server_error(status: u16) -> Self {
        Self::new(status, "internal_error", "something went wrong here")
    }

    fn at(mut self, field: &str) -> Self {
        self.0.field = Some(field.to_owned());
        self
    }

    /// What a person would be told.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    pub fn into_response(self) -> Response {
        let said = *self.0;
        let mut error = json!({ "code": said.code, "message": said.message });
        for (name, value) in [("field", said.field), ("id", said.id)] {
            if let Some(value) = value {
                error[name] = Value::String(value);
            }
        }
        let mut response = json_response(said.status, &json!({ "error": error }));
        if let Some((name, value)) = said.header
            && let Ok(value) = ::http::HeaderValue::from_str(&value)
        {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// An answer with a JSON body. A status that is none becomes 500.
pub fn json_response(status: u16, body: &Value) -> Response {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() =
        ::http::StatusCode::from_u16(status).unwrap_or(::http::StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(
        ::http::header::CONTENT_TYPE,
        ::http::HeaderValue::from_static("application/json; charset=utf-8"),
    );
    response
}
