//! The pipeline's parts and how they are put together.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use seamless_connect::{Connector, Credentials, Wire};
use seamless_engine::{Gates, Plan};
use seamless_flow::System;
use seamless_model::SystemId;
use seamless_store::{NewEntry, Store, StoreError};

use crate::Clock;
use crate::decide::Desk;

/// Why a pipeline could not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PipelineError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The map names no such system, or it has no connector.
    #[error("there is no connector for system `{0}`")]
    NoConnector(SystemId),
    /// A system could not be connected.
    #[error("{0}")]
    Connect(String),
    /// A system could not be asked.
    #[error("system `{system}`: {problem}")]
    Ask {
        /// Which.
        system: SystemId,
        /// What went wrong.
        problem: String,
        /// How long it asked to be left alone.
        after: Option<jiff::SignedDuration>,
    },
}

/// One flow's pipeline.
#[derive(Debug)]
pub struct Pipeline<S, W, C> {
    pub(crate) plan: Plan,
    pub(crate) connectors: BTreeMap<SystemId, Connector>,
    pub(crate) store: S,
    pub(crate) wire: W,
    pub(crate) clock: C,
    pub(crate) gates: Mutex<Gates>,
    /// Receipts that the store could not take.
    pub(crate) kept_receipts: Mutex<Vec<NewEntry>>,
    pub(crate) desk: futures::lock::Mutex<Desk>,
}

impl<S: Store, W: Wire, C: Clock> Pipeline<S, W, C> {
    /// Puts a pipeline together. `credentials` gives what each system is spoken to with.
    pub fn new(
        plan: Plan,
        store: S,
        wire: W,
        clock: C,
        mut credentials: impl FnMut(&System) -> Result<Credentials, String>,
    ) -> Result<Self, PipelineError> {
        let mut connectors = BTreeMap::new();
        for system in plan.flow.systems.values() {
            let credentials = credentials(system).map_err(PipelineError::Connect)?;
            let connector =
                Connector::new(&plan.flow, system, credentials).map_err(PipelineError::Connect)?;
            connectors.insert(system.id.clone(), connector);
        }
        let gates = Mutex::new(Gates::new(&plan.flow, clock.now()));
        Ok(Self {
            plan,
            connectors,
            store,
            wire,
            clock,
            gates,
            kept_receipts: Mutex::default(),
            desk: futures::lock::Mutex::new(Desk::default()),
        })
    }

    /// What it works by.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What it keeps.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// What it sends with.
    pub fn wire(&self) -> &W {
        &self.wire
    }

    /// The connector to a system.
    pub fn connector(&self, system: &SystemId) -> Result<&Connector, PipelineError> {
        self.connectors.get(system).ok_or_else(|| PipelineError::NoConnector(system.clone()))
    }

    /// The systems whose calls wait because they fail or asked for it.
    pub fn open_circuits(&self) -> Vec<SystemId> {
        self.gates().open_circuits().cloned().collect()
    }

    pub(crate) fn gates(&self) -> MutexGuard<'_, Gates> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
