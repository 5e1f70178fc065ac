//! Scenarios: what customers do, what goes wrong, and what must hold at the end, in every system.

use indexmap::IndexMap;
use jiff::SignedDuration;
use seamless_model::{BreakpointId, Event, HandoffId};

use crate::{Place, Role};

/// A scenario. It speaks of roles, so that one fits many maps.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its name: a short sentence.
    pub name: String,
    /// The breakpoint that it exercises, where it does.
    pub exercises: Option<BreakpointId>,
    /// What holds before.
    pub given: Given,
    /// What happens, in time.
    pub when: Vec<Step>,
    /// What must hold after, besides the invariants.
    pub then: Vec<Then>,
    /// The file that it was read from.
    pub file: String,
}

/// What holds before.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Units by SKU. Any SKU that a step uses and that is not here is amply stocked.
    pub stock: IndexMap<String, u64>,
    /// Price of one unit by SKU as a decimal string; 10.00 where absent.
    pub prices: IndexMap<String, String>,
}

/// One thing that happens.
#[derive(Debug, Clone)]
pub struct Step {
    /// When, from the start.
    pub at: SignedDuration,
    /// What.
    pub what: Moment,
    /// Where the scenario says so.
    pub place: Place,
}

/// What can happen in a scenario. Orders are named by the scenario (`o1`), not by any system.
#[derive(Debug, Clone, PartialEq)]
pub enum Moment {
    /// A customer places an order of (sku, quantity) lines.
    Places {
        /// The scenario's name for the order.
        order: String,
        /// What is ordered.
        lines: Vec<(String, u64)>,
        /// Country of the address, `US` if left out.
        country: Option<String>,
        /// Whether it is a test order.
        test: bool,
    },
    /// `count` customers place one order each, named `prefix1`, `prefix2` and so on, spread over a time.
    PlacesMany {
        /// The prefix of the orders' names.
        orders: String,
        /// How many.
        count: u64,
        /// Over how long.
        over: SignedDuration,
        /// What each orders.
        lines: Vec<(String, u64)>,
    },
    /// A customer (through the shop's staff) cancels.
    Cancels {
        /// The order.
        order: String,
    },
    /// The shop refunds lines (sku, quantity), or all where none are named.
    Refunds {
        /// The order.
        order: String,
        /// What is refunded; all where empty.
        lines: Vec<(String, u64)>,
        /// Whether the goods go back to stock.
        restock: bool,
    },
    /// The shop edits a line's quantity.
    Edits {
        /// The order.
        order: String,
        /// The line.
        sku: String,
        /// Its new quantity.
        quantity: u64,
    },
    /// The warehouse ships these lines of an order at once, as one parcel of its own.
    Ships {
        /// The order.
        order: String,
        /// What is in the parcel; all that remains where empty.
        lines: Vec<(String, u64)>,
    },
    /// The warehouse picks an order at once: it can no longer be recalled there.
    Picks {
        /// The order.
        order: String,
    },
    /// Something goes wrong on purpose.
    Fault(Fault),
    /// A fault is lifted: everything on that handoff or system works again.
    Heals {
        /// The handoff or system.
        on: String,
    },
    /// A person or an automatic repair converges a handoff for an order.
    Converges {
        /// The order.
        order: String,
        /// The handoff.
        on: HandoffId,
    },
}

impl Moment {
    /// The order that must have been placed for this to happen; none where none is named or where it is placed.
    pub fn order(&self) -> Option<&str> {
        match self {
            Self::Cancels { order }
            | Self::Refunds { order, .. }
            | Self::Edits { order, .. }
            | Self::Ships { order, .. }
            | Self::Picks { order }
            | Self::Converges { order, .. } => Some(order),
            Self::Fault(fault) => fault.order.as_deref(),
            Self::Places { .. } | Self::PlacesMany { .. } | Self::Heals { .. } => None,
        }
    }
}

/// A fault: what a rehearsal does to the flow on purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// The handoff (for messages and carriers) or the role or system (for calls) that it strikes.
    pub on: Option<String>,
    /// Only messages of this event.
    pub event: Option<Event>,
    /// Only this order.
    pub order: Option<String>,
    /// At most this many times; without limit where absent.
    pub times: Option<u64>,
    /// With this probability in percent; always where absent. The seed decides.
    pub percent: Option<u8>,
    /// For this long from its moment; until healed where absent.
    pub during: Option<SignedDuration>,
}

/// The kinds of faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// A message is delivered this many times more.
    Duplicate(u64),
    /// A message is lost for good.
    Drop,
    /// A message is late by this much.
    Delay(SignedDuration),
    /// Messages overtake each other.
    Reorder,
    /// Calls are answered 429.
    Throttle,
    /// Calls are answered with this server error, and nothing is done.
    ServerError(u16),
    /// A call is carried out and its answer is lost.
    TimeoutAfterCommit,
    /// Seamless itself is killed and starts again after this long.
    Crash(SignedDuration),
    /// A value that the target's mapping does not know: the target refuses the document until healed.
    MappingGap,
    /// The handoff's carrier forgets the document and never tries again.
    Forget,
}

/// What must hold, at the latest after a time.
#[derive(Debug, Clone)]
pub struct Then {
    /// From when on it must hold, from the start; the scenario runs at least as long.
    pub by: SignedDuration,
    /// In whose eyes.
    pub role: Role,
    /// The condition, in CEL, with the functions `order(name)`, `orders()`, `requests(name)`, `shipments(name)`,
    /// `refunds(name)`, `incidents(name)`.
    pub condition: crate::Condition,
    /// Where the scenario says so.
    pub place: Place,
}
