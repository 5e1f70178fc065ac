//! Ingress: a webhook is verified, journaled and only then acknowledged.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use seamless_connect::Refusal;
use seamless_model::SystemId;
use seamless_pipeline::LandError;
use seamless_store::LandedAs;

use crate::Live;
use crate::app::App;
use crate::problem::Problem;

/// The largest body that is taken in.
pub(crate) const BODY_BYTES_MAX: usize = 5 * 1024 * 1024;

/// `POST /webhooks/{system}`. Neither bodies nor secrets are ever logged.
pub(crate) async fn webhook<L: Live>(
    State(app): State<Arc<App<L>>>,
    Path(system): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let began = Instant::now();
    let system = SystemId::from(system);
    let answer = take_in(&app, &system, &headers, body).await;
    app.metrics.webhook_took(began.elapsed());
    match answer {
        Ok(landed) => {
            app.metrics.landed(landed);
            StatusCode::OK.into_response()
        }
        Err(refused) => {
            app.metrics.refused(refused.reason);
            tracing::warn!(%system, reason = refused.reason, "a webhook was refused");
            refused.problem.into_response()
        }
    }
}

/// Why a webhook was not taken in: a word to count by, and what the sender is told.
struct Refused {
    reason: &'static str,
    problem: Problem,
}

impl Refused {
    fn new(reason: &'static str, status: StatusCode, detail: impl Into<String>) -> Self {
        Self { reason, problem: Problem::new(status, reason, detail) }
    }
}

async fn take_in<L: Live>(
    app: &App<L>,
    system: &SystemId,
    headers: &HeaderMap,
    body: Body,
) -> Result<LandedAs, Refused> {
    if !app.live.flow().systems.contains_key(system) {
        return Err(Refused::new("unknown-system", StatusCode::NOT_FOUND, "The map has no such system."));
    }
    let Ok(_place) = app.webhooks.try_acquire() else {
        let mut refused = Refused::new(
            "too-many-at-once",
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many webhooks at once; come again.",
        );
        refused.problem = refused.problem.again_after(1);
        return Err(refused);
    };
    let body = read(app, headers, body).await?;
    app.live.land_webhook(system, headers, body).await.map_err(|error| refusal(&error))
}

/// Reads the body, whole, within its limits of size and time.
async fn read<L: Live>(app: &App<L>, headers: &HeaderMap, body: Body) -> Result<Bytes, Refused> {
    let too_large =
        || Refused::new("too-large", StatusCode::PAYLOAD_TOO_LARGE, "A webhook may have 5 MB at most.");
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > BODY_BYTES_MAX as u64) {
        return Err(too_large());
    }
    match tokio::time::timeout(app.config.body_within, to_bytes(body, BODY_BYTES_MAX)).await {
        Err(_) => {
            Err(Refused::new("too-slow", StatusCode::REQUEST_TIMEOUT, "The body took too long to arrive."))
        }
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) if is_too_large(&error) => Err(too_large()),
        Ok(Err(_)) => Err(Refused::new("truncated", StatusCode::BAD_REQUEST, "The body ended early.")),
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(it) = cause {
        if it.to_string() == "length limit exceeded" {
            return true;
        }
        cause = it.source();
    }
    false
}

fn refusal(error: &LandError) -> Refused {
    match error {
        LandError::UnknownSystem(_) => {
            Refused::new("unknown-system", StatusCode::NOT_FOUND, "The map has no such system.")
        }
        LandError::Refused(refusal) => {
            Refused::new(reason_of(refusal), StatusCode::UNAUTHORIZED, format!("Refused: {refusal}."))
        }
        LandError::Store(error) => Refused { reason: "store-failed", problem: Problem::store(error) },
    }
}

/// A word to count a refusal by.
fn reason_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::MissingSignature(_) => "missing-signature",
        Refusal::BadSignature => "bad-signature",
        Refusal::BadHeader(_) => "bad-header",
        Refusal::WrongAccount(_) => "wrong-account",
        Refusal::NoSecret(_) => "no-secret",
        Refusal::NoWebhooks(_) => "no-webhooks",
    }
}
