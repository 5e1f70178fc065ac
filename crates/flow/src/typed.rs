//! The typed flow: what everything downstream works from.

use std::fmt;

use indexmap::IndexMap;
use jiff::civil::Date;
use rust_decimal::Decimal;
use seamless_model::{BreakpointId, CarrierId, Currency, DocumentKind, HandoffId, SystemId, TeamId};

use crate::{Carrier, Facts, Handoff, Mode, Place, System, Team, Ties, UNKNOWN};

/// A flow map, read and found to be whole.
#[derive(Debug, Clone)]
pub struct Flow {
    /// The flow's short name.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// The time zone in which people read times and cut-offs hold (IANA name).
    pub timezone: jiff::tz::TimeZone,
    /// The shop's currency.
    pub currency: Currency,
    /// How much flows; absent where the map does not say.
    pub volume: Volume,
    /// Teams, in the map's order.
    pub teams: IndexMap<TeamId, Team>,
    /// Systems, in the map's order: the order of the lanes.
    pub systems: IndexMap<SystemId, System>,
    /// Carriers that the map declares. The house itself, `seamless`, is not among them.
    pub carriers: IndexMap<CarrierId, Carrier>,
    /// What the brand itself does, as far as it says: facts by the names of the vocabulary.
    pub trade: Facts,
    /// Who may write what, and who puts goods back to stock: by document (`refund`), by field of a document
    /// (`order.address`), by event (`restock.cancel`).
    pub authority: IndexMap<String, SystemId>,
    /// Handoffs, in the map's order.
    pub handoffs: IndexMap<HandoffId, Handoff>,
    /// Findings that the brand accepts.
    pub allow: Vec<Allow>,
    /// Hash of the map's meaning: comments and layout do not change it, a profile or mapping that it uses does.
    pub hash: MapHash,
}

impl Flow {
    /// The system with this name. A handoff's systems are always there.
    pub fn system(&self, id: &SystemId) -> &System {
        &self.systems[id]
    }

    /// The handoffs that carry a kind of document, in the map's order.
    pub fn carrying(&self, kind: DocumentKind) -> impl Iterator<Item = &Handoff> {
        self.handoffs.values().filter(move |it| it.carry == kind)
    }

    /// The handoffs that leave a system.
    pub fn leaving<'f>(&'f self, system: &'f SystemId) -> impl Iterator<Item = &'f Handoff> {
        self.handoffs.values().filter(move |it| it.from == *system)
    }

    /// A team's title, or its name where it has none.
    pub fn team_title<'f>(&'f self, team: &'f TeamId) -> &'f str {
        self.teams.get(team).map_or(team.as_str(), |it| it.title.as_str())
    }

    /// A system's title for people: `title` in the map, else its name.
    pub fn system_title<'f>(&'f self, system: &'f SystemId) -> &'f str {
        self.systems.get(system).map_or(system.as_str(), |it| it.title.as_str())
    }

    /// The handoffs that bring the same kind of document to the same system as this one, and of which nobody could say
    /// who carries them (`by: unknown`): who it is, is one question.
    pub fn unknown_like(&self, handoff: &Handoff) -> Vec<&Handoff> {
        let like = |it: &&Handoff| {
            it.by == UNKNOWN && it.carry == handoff.carry && it.to == handoff.to && it.mode != Mode::Paused
        };
        self.handoffs.values().filter(like).collect()
    }

    /// The keys that handoffs declare equal: what ties an order's documents to one thread.
    pub fn ties(&self) -> Ties {
        Ties::of(self)
    }
}

/// How much flows through a map. All optional; a check that needs one that is absent answers `unknown`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Volume {
    /// Orders on an ordinary day.
    pub orders_per_day: Option<Decimal>,
    /// Orders in the busiest minute.
    pub peak_orders_per_minute: Option<Decimal>,
    /// Lines on an average order.
    pub lines_per_order: Option<Decimal>,
    /// Value of an average order in the flow's currency.
    pub average_order: Option<Decimal>,
}

/// A finding that the brand accepts, with its reason.
#[derive(Debug, Clone)]
pub struct Allow {
    /// The breakpoint.
    pub breakpoint: BreakpointId,
    /// The handoff or system where it is accepted; anywhere if absent.
    pub at: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it is accepted.
    pub until: Option<Date>,
    /// Where the map says so.
    pub place: Place,
}

/// The hash of a map's meaning.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MapHash(pub [u8; 32]);

impl MapHash {
    /// The first twelve hexadecimal digits: enough to name a map.
    pub fn short(&self) -> String {
        hex::encode(&self.0[..6])
    }
}

impl fmt::Display for MapHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for MapHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}
