//! Land first, think later: what arrives with a good signature is journaled before anything can find fault with it.

use bytes::Bytes;
use seamless_connect::{Refusal, Wire};
use seamless_engine::Command;
use seamless_model::{SystemId, ThreadId};
use seamless_store::{EntrySource, LandedAs, NewEntry, Store, StoreError};

use crate::receipt::CommandBody;
use crate::{Clock, Pipeline, PipelineError};

/// Why a webhook was not journaled.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LandError {
    /// The map has no such system.
    #[error("the map has no system `{0}`")]
    UnknownSystem(SystemId),
    /// It is refused: wrong or missing signature, wrong account.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed: it must be sent again.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<S: Store, W: Wire, C: Clock> Pipeline<S, W, C> {
    /// Verifies a webhook against its raw bytes and journals it. When this returns, it is durable.
    pub async fn land_webhook(
        &self,
        system: &SystemId,
        headers: &http::HeaderMap,
        body: Bytes,
    ) -> Result<LandedAs, LandError> {
        let connector =
            self.connectors.get(system).ok_or_else(|| LandError::UnknownSystem(system.clone()))?;
        let arrived = connector.verify(headers, &body)?;
        let once = self.plan.protects("webhook-duplicate-create");
        let entry = NewEntry {
            source: EntrySource::Webhook,
            system: Some(system.clone()),
            topic: arrived.topic,
            dedupe: once.then(|| format!("{system}:{}", arrived.dedupe)),
            guard: arrived.guard.filter(|_| once).map(|guard| format!("{system}:{guard}")),
            triggered_at: arrived.triggered_at,
            received_at: self.clock.now(),
            body,
        };
        let landed = self.store.land(vec![entry]).await?;
        Ok(landed.first().copied().unwrap_or(LandedAs::Duplicate))
    }

    /// Journals what a person or a rule decided about a thread.
    pub async fn command(&self, thread: ThreadId, command: Command) -> Result<(), PipelineError> {
        let entry = NewEntry {
            source: EntrySource::Command,
            system: None,
            topic: command_name(&command).to_owned(),
            dedupe: None,
            guard: None,
            triggered_at: None,
            received_at: self.clock.now(),
            body: CommandBody { thread, command }.to_bytes(),
        };
        self.store.land(vec![entry]).await?;
        Ok(())
    }
}

fn command_name(command: &Command) -> &'static str {
    match command {
        Command::Converge { .. } => "converge",
        Command::Ignore { .. } => "ignore",
        Command::Close { .. } => "close",
    }
}
