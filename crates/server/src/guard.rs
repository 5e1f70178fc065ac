//! What stands before the handlers: who somebody is, whether a form is ours, and the headers of every answer.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Form, FromRequest, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::problem::Problem;
use crate::session::Session;
use crate::{Live, ServeError};

/// Largest form that is read.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// Who acts where no password is asked for.
const NOBODY: &str = "dashboard";

/// Headers of every answer. Scripts and styles come from our own files only; no other site may frame us.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Who asks, and the token that the forms of a page for them carry.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// The name for the record; empty before the password was given.
    pub name: String,
    /// What every form carries.
    pub token: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            Problem::new(StatusCode::UNAUTHORIZED, "not-signed-in", "Sign in at /login first.")
        })
    }
}

/// Lets in who is signed in. Others are sent to the password page, programs are told.
pub(crate) async fn signed_in<L: Live>(
    State(app): State<Arc<App<L>>>,
    mut request: Request,
    next: Next,
) -> Response {
    let session = session_of(&app, request.headers());
    let known = session.as_ref().is_some_and(|it| it.name.is_some());
    if app.config.login && !known {
        return turned_away(&request);
    }
    if let Err(error) = introduce(&app, session, &mut request) {
        return no_random(&error);
    }
    let mut response = next.run(request).await;
    // What was read while signed in is not to be had from a cache afterwards.
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Lets anyone in, with a session of their own, so that the password form is guarded too.
pub(crate) async fn anyone<L: Live>(
    State(app): State<Arc<App<L>>>,
    mut request: Request,
    next: Next,
) -> Response {
    let session = session_of(&app, request.headers());
    let cookie = match introduce(&app, session, &mut request) {
        Ok(cookie) => cookie,
        Err(error) => return no_random(&error),
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Some(cookie) = cookie.and_then(|it| HeaderValue::from_str(&it).ok()) {
        headers.entry(header::SET_COOKIE).or_insert(cookie);
    }
    response
}

/// Puts the headers on every answer.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static(value));
        response.headers_mut().insert(name, value);
    }
    response
}

/// Whether the browser came over TLS, by the word of the proxy that ended it.
pub(crate) fn is_secure(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|it| it == "https")
}

/// A form that was posted from one of our own pages.
#[derive(Debug)]
pub(crate) struct Posted(Vec<(String, String)>);

impl Posted {
    /// All fields, in order.
    pub fn fields(&self) -> &[(String, String)] {
        &self.0
    }

    /// A field's text, trimmed; empty where it is absent.
    pub fn field(&self, name: &str) -> &str {
        self.0.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value.trim())
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let foreign = |why: &str| Problem::new(StatusCode::FORBIDDEN, "foreign-form", why);
        if !is_own_origin(request.headers()) {
            return Err(foreign(
                "The form was sent from another site. Open the page here and send it again.",
            ));
        }
        let unread = |detail: &str| Problem::new(StatusCode::BAD_REQUEST, "bad-form", detail);
        let (parts, body) = request.into_parts();
        let who = parts.extensions.get::<Who>().cloned();
        let body = to_bytes(body, FORM_BYTES_MAX)
            .await
            .map_err(|_| unread("The form is too large or ended early."))?;
        let form =
            Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts, body.into()), state);
        let posted = Self(form.await.map_err(|_| unread("The form cannot be read."))?.0);
        let token = posted.field("token");
        if who.is_some_and(|it| bool::from(it.token.as_bytes().ct_eq(token.as_bytes()))) {
            Ok(posted)
        } else {
            Err(foreign("The form is too old or was not made here. Load the page again and repeat."))
        }
    }
}

/// Browsers tell where a form comes from; it must be the address that they sent it to. Programs tell nothing.
fn is_own_origin(headers: &HeaderMap) -> bool {
    if headers.get("sec-fetch-site").is_some_and(|it| it == "cross-site" || it == "same-site") {
        return false;
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
    let authority = origin.to_str().ok().and_then(|it| it.split_once("://")).map(|(_, authority)| authority);
    host.is_some() && authority == host
}

fn session_of<L: Live>(app: &App<L>, headers: &HeaderMap) -> Option<Session> {
    app.sessions.read(headers, app.live.now())
}

/// Tells the handlers who asks. Gives the cookie of a session that was just begun.
fn introduce<L: Live>(
    app: &App<L>,
    session: Option<Session>,
    request: &mut Request,
) -> Result<Option<String>, ServeError> {
    if !app.config.login {
        let who = Who { name: NOBODY.to_owned(), token: NOBODY.to_owned() };
        request.extensions_mut().insert(who);
        return Ok(None);
    }
    let begin = || app.sessions.begin(None, app.live.now());
    let (session, cookie) = match session {
        Some(session) => (session, None),
        None => {
            let session = begin()?;
            let cookie = app.sessions.cookie(&session, is_secure(request.headers()));
            (session, Some(cookie))
        }
    };
    let who =
        Who { name: session.name.clone().unwrap_or_default(), token: app.sessions.form_token(&session) };
    request.extensions_mut().insert(who);
    request.extensions_mut().insert(session);
    Ok(cookie)
}

fn no_random(error: &ServeError) -> Response {
    tracing::error!(%error, "no session could be begun");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-session", "No session can be begun now; come again.")
        .into_response()
}

fn turned_away(request: &Request) -> Response {
    let path = request.uri().path();
    let is_page = request.method() == Method::GET && !path.starts_with("/api/") && path != "/events";
    if is_page {
        let to = request.uri().path_and_query().map_or("/", |it| it.as_str());
        return Redirect::to(&format!("/login?to={}", crate::words::encoded(to))).into_response();
    }
    Problem::new(StatusCode::UNAUTHORIZED, "not-signed-in", "Sign in at /login first.").into_response()
}
