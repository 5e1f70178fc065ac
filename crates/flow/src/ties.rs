//! The keys that handoffs declare equal.

use std::collections::BTreeSet;

use seamless_model::{DocumentKind, Keys, SystemId};

use crate::Flow;

/// One equation: this kind's field in one system equals that field in another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// The kind of document.
    pub kind: DocumentKind,
    /// One side.
    pub left: (SystemId, String),
    /// The other side.
    pub right: (SystemId, String),
}

/// All equations of a flow.
#[derive(Debug, Clone, Default)]
pub struct Ties(Vec<Tie>);

impl Ties {
    /// The equations that a flow's handoffs declare.
    pub fn of(flow: &Flow) -> Self {
        let mut ties = BTreeSet::new();
        for handoff in flow.handoffs.values() {
            let Some((from, to)) = handoff.key_fields() else { continue };
            ties.insert(Tie {
                kind: handoff.carry,
                left: (handoff.from.clone(), from.to_owned()),
                right: (handoff.to.clone(), to.to_owned()),
            });
        }
        Self(ties.into_iter().collect())
    }

    /// Where else a document with these keys would be found, directly: (system, field, value) of its
    /// counterparts, one for each equation that speaks of it.
    pub fn counterparts<'t>(
        &'t self,
        system: &'t SystemId,
        kind: DocumentKind,
        keys: &'t Keys,
    ) -> impl Iterator<Item = (&'t SystemId, &'t str, &'t str)> + 't {
        self.0.iter().filter(move |tie| tie.kind == kind).flat_map(move |tie| {
            let forth = (tie.left.0 == *system)
                .then(|| keys.get(&tie.left.1).map(|v| (&tie.right.0, tie.right.1.as_str(), v.as_str())))
                .flatten();
            let back = (tie.right.0 == *system)
                .then(|| keys.get(&tie.right.1).map(|v| (&tie.left.0, tie.left.1.as_str(), v.as_str())))
                .flatten();
            forth.into_iter().chain(back)
        })
    }

    /// All equations.
    pub fn iter(&self) -> impl Iterator<Item = &Tie> {
        self.0.iter()
    }
}
