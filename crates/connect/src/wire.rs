//! The one way out: a request to a system, and its answer.

use bytes::Bytes;
use seamless_model::SystemId;

/// Sends a request to a system and gives its answer. The address in the request is absolute.
pub trait Wire: Send + Sync {
    /// Sends a request. Redirects are not followed.
    fn send(
        &self,
        system: &SystemId,
        request: ::http::Request<Bytes>,
    ) -> impl Future<Output = Result<::http::Response<Bytes>, WireError>> + Send;
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Nothing reached the system: it is certain that nothing was done.
    #[error("could not reach the system: {0}")]
    NotSent(String),
    /// The request may have been carried out; the answer was lost or came too late.
    #[error("no answer: {0}")]
    Unanswered(String),
}
