//! One call to the system: its address, its authorisation, its answer.

use ::http::{HeaderName, HeaderValue, Request, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use seamless_flow::{ApiAuth, System};
use seamless_model::SystemId;

use super::endpoint::Target;
use super::outcome::{Does, NotDone, judge, no_answer};
use crate::connector::named;
use crate::{Credentials, Wire, WireError};

/// The system's API.
pub(super) struct Client {
    system: SystemId,
    base: String,
    auth: ApiAuth,
    credentials: Credentials,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("system", &self.system)
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl Client {
    pub fn new(system: &System, auth: ApiAuth, credentials: Credentials) -> Result<Self, String> {
        let base = system.url.as_deref().ok_or_else(|| {
            format!("{} has no `url` in the map: nothing says where its API answers", named(&system.id))
        })?;
        let base = base.trim_end_matches('/').to_owned();
        base.parse::<::http::Uri>()
            .map_err(|error| format!("{}: {base:?} is not an address: {error}", named(&system.id)))?;
        Ok(Self { system: system.id.clone(), base, auth, credentials })
    }

    /// The system, for people.
    pub fn who(&self) -> String {
        named(&self.system)
    }

    /// Sends a call and gives its successful answer. `header` is one more header, for example an idempotency key.
    pub async fn send<W: Wire>(
        &self,
        wire: &W,
        does: Does,
        target: Target,
        header: Option<(&str, &str)>,
        body: Option<Bytes>,
        now: Timestamp,
    ) -> Result<Response<Bytes>, NotDone> {
        let request = self.request(target, header, body)?;
        let answer = wire.send(&self.system, request).await.map_err(|error| match error {
            WireError::NotSent(_) => {
                NotDone::Later { reason: format!("{}: {error}", self.who()), after: None, throttled: false }
            }
            WireError::Unanswered(_) => no_answer(format!("{}: {error}", self.who()), does),
        })?;
        if answer.status().is_success() { Ok(answer) } else { Err(judge(&self.who(), &answer, does, now)) }
    }

    fn request(
        &self,
        target: Target,
        header: Option<(&str, &str)>,
        body: Option<Bytes>,
    ) -> Result<Request<Bytes>, NotDone> {
        let address = format!("{}{}", self.base, target.path);
        let mut request =
            Request::builder().method(target.method).uri(address).header("accept", "application/json");
        if let Some((name, value)) = self.authorisation()? {
            request = request.header(name, value);
        }
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        request.body(body.unwrap_or_default()).map_err(|error| {
            NotDone::Wrong(format!("the request to {} cannot be built: {error}", self.who()))
        })
    }

    fn authorisation(&self) -> Result<Option<(HeaderName, HeaderValue)>, NotDone> {
        let lacks = |what: &str| NotDone::Denied(format!("{} has no {what} in the map", self.who()));
        let token = || self.credentials.token.as_deref().ok_or_else(|| lacks("`token`"));
        let (name, value) = match &self.auth {
            ApiAuth::None => return Ok(None),
            ApiAuth::Bearer => (::http::header::AUTHORIZATION, format!("Bearer {}", token()?)),
            ApiAuth::Basic => {
                let (Some(id), Some(secret)) = (&self.credentials.client_id, &self.credentials.client_secret)
                else {
                    return Err(lacks("`client_id` and `client_secret`"));
                };
                (
                    ::http::header::AUTHORIZATION,
                    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))),
                )
            }
            ApiAuth::Header(name) => {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                    NotDone::Wrong(format!(
                        "the profile of {} authorises by {name:?}, which is no header",
                        self.who()
                    ))
                })?;
                (name, token()?.to_owned())
            }
        };
        let mut value = HeaderValue::from_str(&value).map_err(|_| lacks("token that a header can carry"))?;
        value.set_sensitive(true);
        Ok(Some((name, value)))
    }
}
