//! A thread: one order with all its documents in all systems.

use jiff::Timestamp;
use seamless_flow::Ties;
use seamless_model::{
    Believed, DocumentKind, DocumentRef, Keys, Note, NoteKind, Observation, SystemId, ThreadId, World,
};
use serde::{Deserialize, Serialize};

use crate::{Fact, Incident, Lane};

/// A key by which a thread is found: (system, kind, field, value) is unique to one thread.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ThreadKey {
    /// The system.
    pub system: SystemId,
    /// The kind of document.
    pub kind: DocumentKind,
    /// The key's field.
    pub field: String,
    /// The key's value.
    pub value: String,
}

/// One order with all its documents in all systems, and all that is owed for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its number.
    pub id: ThreadId,
    /// When it began.
    pub opened_at: Timestamp,
    /// What is believed of each document, sorted by place.
    pub facts: Vec<Fact>,
    /// One lane for each handoff and document, in the order in which they came up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Lane>,
    /// Incidents, open and over, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<Incident>,
    /// When something is next due: a delivery or a deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wake_at: Option<Timestamp>,
}

impl Thread {
    /// An empty thread.
    pub fn new(id: ThreadId, now: Timestamp) -> Self {
        Self {
            id,
            opened_at: now,
            facts: Vec::new(),
            lanes: Vec::new(),
            incidents: Vec::new(),
            wake_at: None,
        }
    }

    /// Takes an observation in; true if it changed what is believed.
    pub fn observe(&mut self, observation: Observation) -> bool {
        let place = observation.document();
        match self.facts.binary_search_by_key(&place, Fact::document) {
            Ok(index) => self.facts[index].join(observation),
            Err(index) => {
                self.facts.insert(index, Fact::new(observation));
                true
            }
        }
    }

    /// What is believed of a document.
    pub fn fact(&self, document: &DocumentRef) -> Option<&Fact> {
        self.facts.binary_search_by_key(document, Fact::document).ok().map(|index| &self.facts[index])
    }

    /// The thread's world as believed at a moment.
    pub fn world(&self, now: Timestamp) -> World {
        let documents: Vec<Believed> = self.facts.iter().map(Fact::believed).collect();
        World { at: now, documents, notes: self.notes() }
    }

    pub(crate) fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        for lane in &self.lanes {
            let mut note = |what, since, reason: &str| {
                notes.push(Note {
                    handoff: lane.handoff.clone(),
                    document: lane.document.id.clone(),
                    what,
                    since,
                    reason: reason.to_owned(),
                });
            };
            if let Some(held) = &lane.held {
                note(NoteKind::Held, held.since, &held.reason);
            }
            if let Some(refused) = &lane.recall_refused {
                note(NoteKind::RecallRefused, refused.since, &refused.reason);
            }
            if let Some(since) = lane.once_unanswered {
                note(NoteKind::Unanswered, since, "a call had no answer");
            }
        }
        notes
    }

    /// The lane of a handoff and document, made if it is not there.
    pub fn lane_mut(&mut self, handoff: &seamless_model::HandoffId, document: &DocumentRef) -> &mut Lane {
        let found = self.lanes.iter().position(|it| it.handoff == *handoff && it.document == *document);
        let index = found.unwrap_or_else(|| {
            self.lanes.push(Lane::new(handoff.clone(), document.clone()));
            self.lanes.len() - 1
        });
        &mut self.lanes[index]
    }

    /// The lane of a handoff and document.
    pub fn lane(&self, handoff: &seamless_model::HandoffId, document: &DocumentRef) -> Option<&Lane> {
        self.lanes.iter().find(|it| it.handoff == *handoff && it.document == *document)
    }

    /// How many orders it has: one for each system that knows the order.
    pub(crate) fn orders(&self) -> usize {
        self.facts.iter().filter(|fact| fact.kind() == DocumentKind::Order).count()
    }

    /// Whether something is on its way.
    pub fn in_flight(&self) -> bool {
        self.lanes.iter().any(Lane::in_flight)
    }

    /// The keys by which an observation says that its thread is found.
    pub fn keys_of(observation: &Observation) -> Vec<ThreadKey> {
        keys_of(observation, observation.body.kind())
    }

    /// The keys by which the thread is found: its documents' own, and those of parents that may still turn up.
    pub fn keys(&self) -> Vec<ThreadKey> {
        let mut keys: Vec<ThreadKey> =
            self.facts.iter().flat_map(|fact| keys_of(fact.keyed(), fact.kind())).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// The keys under which the thread of an observation may be known already: its own, its parents', and its
    /// counterparts' in other systems.
    pub fn keys_to_look_for(observation: &Observation, ties: &Ties) -> Vec<ThreadKey> {
        let kind = observation.body.kind();
        let mut keys = keys_of(observation, kind);
        keys.extend(ties.counterparts(&observation.system, kind, &observation.keys).map(
            |(system, field, value)| ThreadKey {
                system: system.clone(),
                kind,
                field: field.to_owned(),
                value: value.to_owned(),
            },
        ));
        for parent in &observation.parents {
            let field: Keys = [(parent.field.clone(), parent.value.clone())].into_iter().collect();
            keys.extend(ties.counterparts(&observation.system, parent.kind, &field).map(
                |(system, field, value)| ThreadKey {
                    system: system.clone(),
                    kind: parent.kind,
                    field: field.to_owned(),
                    value: value.to_owned(),
                },
            ));
        }
        keys.retain(|key| !key.value.trim().is_empty());
        keys.sort();
        keys.dedup();
        keys
    }

    /// Takes all of another thread in: two that turned out to be one order.
    pub fn absorb(&mut self, other: Self) {
        self.opened_at = self.opened_at.min(other.opened_at);
        for fact in other.facts {
            match self.facts.binary_search_by_key(&fact.document(), Fact::document) {
                Ok(index) => self.facts[index].merge(fact),
                Err(index) => self.facts.insert(index, fact),
            }
        }
        for lane in other.lanes {
            let ours =
                self.lanes.iter_mut().find(|it| it.handoff == lane.handoff && it.document == lane.document);
            match ours {
                Some(ours) => ours.absorb(lane),
                None => self.lanes.push(lane),
            }
        }
        for incident in other.incidents {
            if !self.incidents.iter().any(|it| it.id == incident.id) {
                self.incidents.push(incident);
            }
        }
    }

    /// The order's number as people use it: from the system furthest upstream that tells one.
    pub fn number(&self) -> Option<&str> {
        let orders = || self.facts.iter().filter(|fact| fact.kind() == DocumentKind::Order);
        orders()
            .find_map(|fact| fact.keyed().keys.get("name"))
            .or_else(|| orders().find_map(|fact| fact.keyed().keys.get("external_id")))
            .or_else(|| orders().next().map(|fact| &fact.keyed().id))
            .map(String::as_str)
    }
}

fn keys_of(observation: &Observation, kind: DocumentKind) -> Vec<ThreadKey> {
    let own = observation.keys.iter().map(|(field, value)| ThreadKey {
        system: observation.system.clone(),
        kind,
        field: field.clone(),
        value: value.clone(),
    });
    let parents = observation.parents.iter().map(|parent| ThreadKey {
        system: observation.system.clone(),
        kind: parent.kind,
        field: parent.field.clone(),
        value: parent.value.clone(),
    });
    // An empty key names nothing: two documents without one do not belong to one order.
    own.chain(parents).filter(|key| !key.value.trim().is_empty()).collect()
}
