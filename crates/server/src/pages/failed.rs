//! What is shown where a page cannot be.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, Uri, header};
use maud::html;
use seamless_store::StoreError;

use super::layout::bare;
use crate::problem::Problem;

/// Why a page cannot be shown.
#[derive(Debug)]
pub(crate) enum Failed {
    /// There is no such thing; a sentence says what was looked for.
    NotFound(String),
    /// The store failed.
    Store(StoreError),
    /// A person asked for something that cannot be done; a sentence says why.
    Refused(String),
}

impl Failed {
    /// There is no such thing.
    pub fn none(what: &str, name: &str) -> Self {
        Self::NotFound(format!("There is no {what} {name} here."))
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let (status, title, sentence) = match self {
            Self::NotFound(sentence) => (StatusCode::NOT_FOUND, "Not found", sentence),
            Self::Refused(sentence) => (StatusCode::UNPROCESSABLE_ENTITY, "Not done", sentence),
            Self::Store(error) => {
                tracing::error!(%error, "a page could not be read from the store");
                let sentence = "What is kept cannot be read now. Orders that were acknowledged are safe on disk; load the page again in a moment.";
                (StatusCode::SERVICE_UNAVAILABLE, "Not readable now", sentence.to_owned())
            }
        };
        let page = bare(
            title,
            html! {
                h1 { (sentence) }
                p { a href="/" { "To what is so now" } " · " a href="/orders" { "To the orders" } }
            },
        );
        (status, page).into_response()
    }
}

/// For addresses that lead nowhere.
pub(crate) async fn no_page(uri: Uri, headers: HeaderMap) -> Response {
    let wants_page = headers
        .get(header::ACCEPT)
        .and_then(|it| it.to_str().ok())
        .is_some_and(|it| it.contains("text/html"));
    if wants_page {
        return Failed::none("page", uri.path()).into_response();
    }
    Problem::not_found("Nothing is at this address.").into_response()
}
