//! What is believed of one document: the newest of all observations, whatever the order in which they came.

use std::cmp::Ordering;

use jiff::Timestamp;
use seamless_model::{Believed, Body, DocumentKind, DocumentRef, Observation, Revision};
use serde::{Deserialize, Serialize};

/// What is believed of one document in one system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The newest observation of the document while it existed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen: Option<Box<Observation>>,
    /// The newest word that it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deleted: Option<Box<Observation>>,
    /// When the document was first seen at all.
    first_seen: Timestamp,
}

impl Fact {
    /// A first observation.
    pub fn new(observation: Observation) -> Self {
        let first_seen = observation.fetched_at;
        let mut fact = Self { seen: None, deleted: None, first_seen };
        fact.join(observation);
        fact
    }

    /// Takes an observation in; true if it changed what is believed. Commutative, associative and idempotent: newer
    /// is (revision, else time of fetch, then hash).
    pub fn join(&mut self, observation: Observation) -> bool {
        self.first_seen = self.first_seen.min(observation.fetched_at);
        let slot = match observation.body {
            Body::Deleted(_) => &mut self.deleted,
            _ => &mut self.seen,
        };
        match slot {
            None => {
                *slot = Some(Box::new(observation));
                true
            }
            Some(current) => join_into(current, observation),
        }
    }

    /// Takes another fact about the same document in.
    pub fn merge(&mut self, other: Self) {
        self.first_seen = self.first_seen.min(other.first_seen);
        for observation in [other.seen, other.deleted].into_iter().flatten() {
            self.join(*observation);
        }
    }

    /// The observation that counts: the newest, unless a later word says that the document was deleted.
    pub fn observation(&self) -> &Observation {
        match (&self.seen, &self.deleted) {
            (Some(seen), Some(deleted)) if order_of(deleted) < order_of(seen) => seen,
            (_, Some(deleted)) => deleted,
            (Some(seen), None) => seen,
            (None, None) => unreachable!("a fact is made from an observation"),
        }
    }

    /// The newest observation with the document's keys: a deletion names only its identifier.
    pub fn keyed(&self) -> &Observation {
        self.seen.as_deref().unwrap_or_else(|| self.observation())
    }

    /// The document's place.
    pub fn document(&self) -> DocumentRef {
        self.observation().document()
    }

    /// Which kind of document it is.
    pub fn kind(&self) -> DocumentKind {
        self.observation().body.kind()
    }

    /// The document as a world shows it.
    pub fn believed(&self) -> Believed {
        let (now, keyed) = (self.observation(), self.keyed());
        Believed {
            system: now.system.clone(),
            id: now.id.clone(),
            keys: keyed.keys.clone(),
            parents: keyed.parents.clone(),
            since: now.revision.map_or(now.fetched_at, |revision| revision.at),
            seen_at: now.fetched_at,
            body: now.body.clone(),
        }
    }
}

/// Where an observation stands among others of its document.
fn order_of(observation: &Observation) -> (Option<Revision>, Timestamp) {
    let fetched = match observation.revision {
        Some(_) => Timestamp::UNIX_EPOCH,
        None => observation.fetched_at,
    };
    (observation.revision, fetched)
}

fn join_into(current: &mut Observation, new: Observation) -> bool {
    // Hashes are dear, and seldom needed.
    let by_age = order_of(&new).cmp(&order_of(current));
    match by_age.then_with(|| new.hash().cmp(&current.hash())) {
        Ordering::Greater => {
            *current = new;
            true
        }
        Ordering::Equal => {
            current.fetched_at = current.fetched_at.min(new.fetched_at);
            false
        }
        Ordering::Less => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use seamless_model::{Currency, Order};

    fn observation(at: i64, fetched: i64, units: u64, revised: bool) -> Observation {
        let currency = Currency::from_code("USD").expect("a currency");
        let time = |s| Timestamp::from_second(s).expect("a moment");
        Observation {
            system: "shop".into(),
            id: "1".into(),
            keys: [("id".to_owned(), "1".to_owned())].into_iter().collect(),
            parents: Vec::new(),
            revision: revised.then(|| Revision { at: time(at), rank: 0 }),
            fetched_at: time(fetched),
            body: if units == 0 {
                Body::Deleted(DocumentKind::Order)
            } else {
                Body::Order(Order {
                    number: Some(format!("#{units}")),
                    source: None,
                    placed_at: None,
                    test: false,
                    held: false,
                    cancelled: None,
                    payment: None,
                    currency,
                    presentment_currency: None,
                    tax_included: false,
                    lines: Vec::new(),
                    shipping: Vec::new(),
                    totals: None,
                    ship_to: None,
                    bill_to: None,
                    customer: None,
                    note: None,
                    tags: Vec::new(),
                })
            },
        }
    }

    fn any_observation() -> impl Strategy<Value = Observation> {
        (0_i64..6, 0_i64..6, 0_u64..4, any::<bool>())
            .prop_map(|(at, fetched, units, revised)| observation(at, fetched, units, revised))
    }

    fn fold(observations: &[Observation]) -> Fact {
        let mut all = observations.iter().cloned();
        let mut fact = Fact::new(all.next().expect("one at least"));
        for observation in all {
            fact.join(observation);
        }
        fact
    }

    proptest! {
        #[test]
        fn any_order_and_any_repetition_reaches_the_same_fact(
            observations in prop::collection::vec(any_observation(), 1..8),
            picks in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
            seed in any::<u64>(),
        ) {
            let mut shuffled = observations.clone();
            shuffled.extend(picks.iter().map(|pick| observations[pick.index(observations.len())].clone()));
            let len = shuffled.len();
            for i in 0..len {
                let j = (seed.wrapping_mul(i as u64 + 1).wrapping_mul(6364136223846793005) >> 33) as usize % len;
                shuffled.swap(i, j);
            }
            prop_assert_eq!(fold(&observations), fold(&shuffled));
        }
    }
}
