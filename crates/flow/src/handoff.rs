//! Handoffs: the arrows, and who carries them.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use jiff::SignedDuration;
use seamless_model::{CarrierId, DocumentKind, Event, HandoffId, SystemId, TeamId};

use crate::{Condition, Facts, Mapping, Place, Profile};

/// The name of the house itself as a carrier.
pub const SEAMLESS: &str = "seamless";

/// The name of a carrier of whom nobody could say who it is, as in `by: unknown`.
pub const UNKNOWN: &str = "unknown";

/// One kind of document going from one system to another.
#[derive(Debug, Clone)]
pub struct Handoff {
    /// Its name in the map.
    pub id: HandoffId,
    /// What travels.
    pub carry: DocumentKind,
    /// Where it comes from.
    pub from: SystemId,
    /// Where it goes.
    pub to: SystemId,
    /// How it travels.
    pub via: Via,
    /// The reconcile behind it.
    pub backstop: Option<Backstop>,
    /// How long after it is due in the source it must stand in the target.
    pub within: SignedDuration,
    /// The events that this arrow carries. `create` alone where the map says nothing.
    pub covers: BTreeSet<Event>,
    /// Whether the map said `covers` itself.
    pub covers_said: bool,
    /// The field by which each of the two systems knows the document; equal values mean the same document.
    pub key: IndexMap<SystemId, String>,
    /// The field by which each of the two systems knows a line of the document; empty where the map does not say.
    pub lines: IndexMap<SystemId, String>,
    /// What the two sides agreed on this arrow: facts by the names of the vocabulary.
    pub contract: Facts,
    /// Which documents travel: all where absent.
    pub when: Option<Condition>,
    /// How the target's message is built; the target profile's own mapping where absent.
    pub map: Option<Mapping>,
    /// Who moves it; [`SEAMLESS`] for the house itself.
    pub by: CarrierId,
    /// Who answers for it: the map's `owner`, else the target system's team.
    pub owner: TeamId,
    /// How far the house acts on it.
    pub mode: Mode,
    /// What happens to a document that cannot be understood or mapped.
    pub on_unknown: OnUnknown,
    /// Units held back, for inventory.
    pub buffer: Option<u64>,
    /// Where the map says so.
    pub place: Place,
}

impl Handoff {
    /// Whether Seamless carries it (and does not only watch another carrier). What goes by hand, a person carries.
    pub fn is_ours(&self) -> bool {
        self.by == SEAMLESS && self.mode == Mode::Carry && self.via != Via::Manual
    }

    /// The key field of the source and of the target, where the map gives both.
    pub fn key_fields(&self) -> Option<(&str, &str)> {
        Some((self.key.get(&self.from)?, self.key.get(&self.to)?))
    }

    /// Whether an event travels on this arrow.
    pub fn covers(&self, event: Event) -> bool {
        self.covers.contains(&event)
    }
}

/// How a document travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Via {
    /// The source tells at once.
    Webhook,
    /// The source is asked at intervals.
    Poll(SignedDuration),
    /// Files are exchanged at intervals.
    File(SignedDuration),
    /// The source calls an API of ours or of the carrier's.
    Api,
    /// A person does it.
    Manual,
}

impl Via {
    /// The interval at which documents travel; nothing where they are told at once or by hand.
    pub fn every(self) -> SignedDuration {
        match self {
            Self::Poll(every) | Self::File(every) => every,
            Self::Webhook | Self::Api | Self::Manual => SignedDuration::ZERO,
        }
    }
}

/// The reconcile behind a handoff: `every 15m over 48h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Backstop {
    /// How often the source is asked what changed.
    pub every: SignedDuration,
    /// How far back it asks.
    pub over: SignedDuration,
}

/// Who moves documents: a vendor's integration or a person.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// Its name in the map.
    pub id: CarrierId,
    /// Its title for people.
    pub title: String,
    /// The team that speaks with it.
    pub team: Option<TeamId>,
    /// What is known of it.
    pub profile: Profile,
    /// Where the map says so.
    pub place: Place,
}

/// How far the house acts on a handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// It carries.
    Carry,
    /// It watches only.
    Observe,
    /// It builds what it would send, and sends nothing.
    Shadow,
    /// It carries this share of documents, in percent.
    CarryShare(u8),
    /// It does nothing.
    Paused,
}

/// What happens to a document that cannot be understood or mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnUnknown {
    /// It is held in sight until the map or the document is mended.
    Hold,
    /// It is refused back to the source, and counted.
    Reject,
}

impl OnUnknown {
    /// The word for it in the map.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Reject => "reject",
        }
    }
}
