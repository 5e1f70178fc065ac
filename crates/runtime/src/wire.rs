//! The network: one HTTP client for all systems.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use seamless_connect::{Wire, WireError};
use seamless_model::SystemId;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// An answer larger than this is cut off and counts as none.
const ANSWER_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Sends requests over the network.
#[derive(Debug, Clone)]
pub struct HttpWire {
    client: reqwest::Client,
}

impl HttpWire {
    /// A client that follows no redirects and waits at most 30 s for an answer.
    pub fn new() -> Result<Self, String> {
        // A second installation is refused, and the first is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_WITHIN)
            .timeout(ANSWER_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("seamless/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| format!("the network client cannot be set up: {error}"))?;
        Ok(Self { client })
    }

    /// Sends a request to whatever address it names.
    pub async fn post(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, WireError> {
        let request = reqwest::Request::try_from(request.map(reqwest::Body::from))
            .map_err(|error| WireError::NotSent(format!("the address is unusable: {error}")))?;
        let mut answer = self.client.execute(request).await.map_err(failed)?;
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(WireError::Unanswered(format!(
                    "the answer is larger than {ANSWER_BYTES_MAX} bytes"
                )));
            }
            body.extend_from_slice(&chunk);
        }
        response.body(body.freeze()).map_err(|error| WireError::Unanswered(error.to_string()))
    }
}

impl Wire for HttpWire {
    async fn send(
        &self,
        _: &SystemId,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, WireError> {
        self.post(request).await
    }
}

/// Addresses may carry secrets in their query: they are left out of what is said.
fn failed(error: reqwest::Error) -> WireError {
    let error = error.without_url();
    let connect = error.is_connect() || error.is_builder();
    let words = if error.is_timeout() {
        format!("no answer within {} s", ANSWER_WITHIN.as_secs())
    } else {
        innermost(&error)
    };
    if connect { WireError::NotSent(words) } else { WireError::Unanswered(words) }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
