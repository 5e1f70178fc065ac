//! How the server is set up, and why it may refuse.

use std::net::SocketAddr;
use std::time::Duration;

use seamless_store::StoreError;

/// How the server is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it answers; port 0 takes a free one.
    pub bind: SocketAddr,
    /// Whether an address that other machines reach is allowed.
    pub allow_remote: bool,
    /// Whether pages ask for the password. Only for trying pages out is it ever switched off.
    pub login: bool,
    /// How many webhooks are taken in beside each other; what comes on top is asked to come again.
    pub webhooks_at_once: usize,
    /// How long the body of a request may take to arrive.
    pub body_within: Duration,
}

impl Default for Config {
    /// Loopback, port 7070, with the password.
    fn default() -> Self {
        Self {
            bind: SocketAddr::from(([127, 0, 0, 1], 7070)),
            allow_remote: false,
            login: true,
            // Each may hold a body of 5 MB before its signature is known to fit.
            webhooks_at_once: 128,
            body_within: Duration::from_secs(10),
        }
    }
}

/// Why the server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can be reached from other machines, and nobody allowed that.
    #[error(
        "{0} can be reached from other machines: put TLS in front of it and allow it with --allow-remote, or listen on 127.0.0.1"
    )]
    Remote(SocketAddr),
    /// The address cannot be listened on.
    #[error("{address} cannot be listened on: {error}")]
    Bind {
        /// Which.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The machine gives no random numbers.
    #[error("the machine gives no random numbers: {0}")]
    Random(String),
}
