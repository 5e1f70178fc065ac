//! What a BPMN document says, before it is placed and written.

use seamless_model::{HandoffId, SystemId};

/// Pools, what stands in them, and what joins it.
#[derive(Debug, Default)]
pub struct Collaboration {
    /// Systems, in the order of the picture.
    pub pools: Vec<SystemId>,
    /// Tasks, events and gateways.
    pub nodes: Vec<Node>,
    /// Sequence flows, each inside one pool.
    pub sequences: Vec<Sequence>,
    /// Message flows, each from pool to pool.
    pub messages: Vec<Message>,
}

/// A flow node.
#[derive(Debug)]
pub struct Node {
    /// Its identifier in the document.
    pub id: String,
    /// Its pool, an index into [`Collaboration::pools`].
    pub pool: usize,
    /// What it is.
    pub kind: NodeKind,
    /// Its name; only gateways that part or join without a question have none.
    pub name: String,
}

/// What a flow node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// A process begins by itself.
    Start,
    /// A process begins as soon as something is so.
    StartWhen,
    /// A process begins when a handoff's document comes.
    Receive(HandoffId),
    /// A step.
    Task,
    /// A handoff's document goes out, and the process goes on.
    Send(HandoffId),
    /// A handoff's document goes out, and that was it.
    SendLast(HandoffId),
    /// Nothing more happens.
    End,
    /// One way of several.
    Exclusive,
    /// All ways at once.
    Parallel,
}

/// A sequence flow.
#[derive(Debug)]
pub struct Sequence {
    /// From which node.
    pub from: usize,
    /// To which node.
    pub to: usize,
    /// When it is taken.
    pub taken: Taken,
}

/// When a sequence flow is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// Always.
    Always,
    /// Where this condition of the map holds.
    If(String),
    /// Where no other condition holds.
    Otherwise,
}

/// A message flow: a handoff.
#[derive(Debug)]
pub struct Message {
    /// Which.
    pub handoff: HandoffId,
    /// The event that sends.
    pub from: usize,
    /// The event that receives.
    pub to: usize,
}
