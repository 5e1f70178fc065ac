//! The key at each hop: by what field the target knows a document, and where the thread of fields breaks.

use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

/// What becomes of a document's key on a handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hop<'f> {
    /// Both sides know it by the same field.
    Kept(&'f str),
    /// The target knows it by another field than the source.
    Renamed(&'f str, &'f str),
    /// The source passes on a field other than the one by which it got the document: `got`, then both sides' fields.
    Broken {
        /// The field by which the source received the document.
        got: &'f str,
        /// The field by which it passes the document on.
        from: &'f str,
        /// The field by which the target knows it.
        to: &'f str,
    },
    /// No key is declared: from here on nobody can say which order this is.
    Lost,
    /// None is declared, and none is needed: the document is not of one order.
    Needless,
}

/// What becomes of a document's key on a handoff of a flow.
pub fn hop<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Hop<'f> {
    let Some((from, to)) = handoff.key_fields() else {
        return if is_of_one_order(handoff.carry) { Hop::Lost } else { Hop::Needless };
    };
    let mut received = flow
        .handoffs
        .values()
        .filter(|it| it.carry == handoff.carry && it.to == handoff.from && it.id != handoff.id)
        .filter_map(|it| it.key_fields())
        .map(|it| it.1)
        .peekable();
    let first = received.peek().copied();
    match first.filter(|_| !received.any(|it| it == from)) {
        Some(got) => Hop::Broken { got, from, to },
        None if from == to => Hop::Kept(from),
        None => Hop::Renamed(from, to),
    }
}

/// Whether a document belongs to one order. Stock, payouts and journals belong to many or to none.
fn is_of_one_order(kind: DocumentKind) -> bool {
    !matches!(kind, DocumentKind::Inventory | DocumentKind::Payout | DocumentKind::Journal)
}

/// Whether a document undoes: its handoffs are drawn as reverse.
pub fn is_reverse(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::Cancellation | DocumentKind::Return | DocumentKind::Refund)
}
