//! What the pages need of a flow that runs.

use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use jiff::Timestamp;
use seamless_engine::Command;
use seamless_flow::Flow;
use seamless_model::{SystemId, ThreadId};
use seamless_pipeline::LandError;
use seamless_runtime::PollState;
use seamless_store::{LandedAs, Store};
use tokio::sync::broadcast;

/// A flow that runs, as the server sees it.
pub trait Live: Send + Sync + 'static {
    /// Where everything is kept.
    type Store: Store;

    /// The map.
    fn flow(&self) -> &Arc<Flow>;

    /// What is kept.
    fn store(&self) -> &Self::Store;

    /// The moment that it is.
    fn now(&self) -> Timestamp;

    /// Verifies and journals a webhook; when this returns it is durable.
    fn land_webhook(
        &self,
        system: &SystemId,
        headers: &HeaderMap,
        body: Bytes,
    ) -> impl Future<Output = Result<LandedAs, LandError>> + Send;

    /// Journals what a person decided about a thread. The error is a sentence for people.
    fn command(&self, thread: ThreadId, command: Command) -> impl Future<Output = Result<(), String>> + Send;

    /// Lets everything that is held be understood again; gives how many.
    fn release_held(&self) -> impl Future<Output = Result<u64, String>> + Send;

    /// Told whenever something changed.
    fn changes(&self) -> broadcast::Receiver<()>;

    /// The systems whose calls wait because they fail or asked for it.
    fn open_circuits(&self) -> Vec<SystemId>;

    /// How the polls stand.
    fn polls(&self) -> Vec<PollState>;
}

impl<S: Store> Live for seamless_runtime::Live<S> {
    type Store = S;

    fn flow(&self) -> &Arc<Flow> {
        self.flow()
    }

    fn store(&self) -> &S {
        self.store()
    }

    fn now(&self) -> Timestamp {
        self.now()
    }

    async fn land_webhook(
        &self,
        system: &SystemId,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<LandedAs, LandError> {
        self.land_webhook(system, headers, body).await
    }

    async fn command(&self, thread: ThreadId, command: Command) -> Result<(), String> {
        self.command(thread, command).await.map_err(|error| error.to_string())
    }

    async fn release_held(&self) -> Result<u64, String> {
        self.release_held().await.map_err(|error| error.to_string())
    }

    fn changes(&self) -> broadcast::Receiver<()> {
        self.changes()
    }

    fn open_circuits(&self) -> Vec<SystemId> {
        self.open_circuits()
    }

    fn polls(&self) -> Vec<PollState> {
        self.polls()
    }
}
