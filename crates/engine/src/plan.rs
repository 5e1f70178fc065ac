//! What the engine works by: the flow, and which protections stand.

use std::sync::Arc;

use seamless_flow::{Flow, Ties};
use seamless_model::BreakpointId;

/// The flow, ready to be worked by.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The map.
    pub flow: Arc<Flow>,
    /// The keys that handoffs declare equal.
    pub ties: Arc<Ties>,
    /// A protection that is switched off, by the breakpoint that it protects from. Only rehearsals do this, to show
    /// that the scenario fails without it.
    pub without: Option<BreakpointId>,
}

impl Plan {
    /// A plan with every protection on.
    pub fn new(flow: Arc<Flow>) -> Self {
        let ties = Arc::new(flow.ties());
        Self { flow, ties, without: None }
    }

    /// Whether the protection from this breakpoint stands.
    pub fn protects(&self, breakpoint: &str) -> bool {
        self.without.as_ref().is_none_or(|it| *it != breakpoint)
    }
}
