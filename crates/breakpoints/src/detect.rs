//! What the detectors share.

use jiff::Timestamp;
use seamless_model::{DocumentKind, DocumentRef};

use crate::Due;
use crate::pairs::{Pair, Want};

/// A due thing about a pair.
pub(crate) fn due(id: &str, pair: &Pair<'_>, from: Timestamp, sentence: String) -> Due {
    Due {
        breakpoint: id.into(),
        handoff: pair.handoff.id.clone(),
        document: DocumentRef {
            system: pair.source.system.clone(),
            kind: pair.source.kind(),
            id: pair.source.id.clone(),
        },
        from,
        sentence,
        difference: match &pair.want {
            Want::Update(difference) => Some(difference.clone()),
            _ => None,
        },
        money: pair.money(),
        moved: false,
    }
}

/// The pairs of these kinds whose target lacks the document or says something else.
pub(crate) fn owed<'p, 'w>(
    pairs: &'p [Pair<'w>],
    kinds: &'static [DocumentKind],
) -> impl Iterator<Item = &'p Pair<'w>> {
    pairs.iter().filter(|pair| {
        kinds.contains(&pair.handoff.carry) && matches!(pair.want, Want::Create | Want::Update(_))
    })
}

/// The pairs whose target has the document more than once.
pub(crate) fn doubled<'p, 'w>(pairs: &'p [Pair<'w>]) -> impl Iterator<Item = &'p Pair<'w>> {
    pairs.iter().filter(|pair| pair.live_targets().count() > 1)
}

/// A pair's document in words.
pub(crate) fn words(pair: &Pair<'_>) -> &'static str {
    pair.handoff.carry.words()
}
