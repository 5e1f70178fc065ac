//! The password page.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{ConnectInfo, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use maud::html;
use serde::Deserialize;

use crate::app::App;
use crate::doorway::Peer;
use crate::guard::{Posted, Who, is_secure};
use crate::pages::layout::bare;
use crate::problem::Problem;
use crate::session::{NAME_MAX, Session};
use crate::{Live, password};

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    to: String,
}

/// `GET /login`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Html<String> {
    form(&app, &who, &asked.to, None)
}

fn form<L: Live>(app: &App<L>, who: &Who, to: &str, wrong: Option<&str>) -> Html<String> {
    let title = format!("Sign in to {}", app.live.flow().title);
    bare(
        &title,
        html! {
            h1 { (title) }
            form.stack method="post" action="/login" {
                input type="hidden" name="token" value=(who.token);
                input type="hidden" name="to" value=(inside(to));
                @if let Some(wrong) = wrong {
                    p.notice.bad role="alert" { (wrong) }
                }
                label for="name" { "Your name" }
                input #name name="name" maxlength=(NAME_MAX) autocomplete="username" aria-describedby="name-why";
                p #name-why .soft { "It stands in the record beside what you do." }
                label for="password" { "Password" }
                input #password type="password" name="password" required autocomplete="current-password" autofocus;
                button.primary type="submit" { "Sign in" }
            }
            p.soft { "The password was shown in the terminal when this flow was first started." }
        },
    )
}

/// `POST /login`.
pub(crate) async fn enter<L: Live>(
    State(app): State<Arc<App<L>>>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    who: Who,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Problem> {
    let now = app.live.now();
    let to = inside(posted.field("to")).to_owned();
    let wait = app.throttle.wait_s(peer.ip(), now);
    if wait > 0 {
        let words = format!("Too many wrong passwords. Try again in {wait} s.");
        let mut answer = (StatusCode::TOO_MANY_REQUESTS, form(&app, &who, &to, Some(&words))).into_response();
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        return Ok(answer);
    }
    let failed = |error: crate::ServeError| {
        tracing::error!(%error, "the password could not be compared");
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-login", "Nobody can sign in now; come again.")
    };
    // A guess counts before it is compared: many at once are no way around the wait.
    app.throttle.wrong(peer.ip(), now);
    if !password::is_right(app.live.store(), posted.field("password")).await.map_err(failed)? {
        tracing::warn!("a wrong password was given");
        let words = "That is not the password.";
        return Ok((StatusCode::UNAUTHORIZED, form(&app, &who, &to, Some(words))).into_response());
    }
    app.throttle.right(peer.ip());
    let name = Some(posted.field("name")).filter(|it| !it.is_empty()).unwrap_or("dashboard");
    let session = app.sessions.begin(Some(name), now).map_err(failed)?;
    let cookie = app.sessions.cookie(&session, is_secure(&headers));
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
}

/// `POST /logout`.
pub(crate) async fn leave<L: Live>(
    State(app): State<Arc<App<L>>>,
    session: Option<Extension<Session>>,
    _: Posted,
) -> Redirect {
    if let Some(Extension(session)) = session {
        app.sessions.end(&session, app.live.now());
    }
    Redirect::to("/login")
}

/// An address of our own; the first page where it is another's.
pub(crate) fn inside(to: &str) -> &str {
    let plain = to.bytes().all(|it| it.is_ascii_graphic() && it != b'\\');
    if to.starts_with('/') && !to.starts_with("//") && plain { to } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn one_is_only_sent_on_to_pages_of_our_own() {
        for (to, expected) in [
            ("/orders?search=%231001", "/orders?search=%231001"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: b", "/"),
        ] {
            assert_eq!(inside(to), expected, "{to}");
        }
    }
}
