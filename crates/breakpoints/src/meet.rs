//! Whether two handoffs take the same document: asked by several checks, and decided in one way.

use seamless_flow::{Condition, Flow, Handoff, Origin, Question, Routing, route_from};
use seamless_model::{DocumentKind, SystemId};

use crate::judge::Case;
use crate::look::one;
use crate::{Finding, Holder, Missing};

/// What two handoffs take together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meet {
    /// No document passes both conditions.
    Never,
    /// Some document does: in words, where a condition tells which.
    Both(Option<String>),
    /// It cannot be decided, for this reason.
    Undecided(String),
}

/// What two handoffs take together. One without a condition takes whatever the other one takes.
pub(crate) fn both_take(flow: &Flow, first: &Handoff, second: &Handoff) -> Meet {
    let conditions: Vec<&Condition> = [first, second].iter().filter_map(|it| it.when.as_ref()).collect();
    let both = match conditions[..] {
        [] => return Meet::Both(None),
        // A document that one condition takes is one that both take.
        [only] => [only, only],
        [one, other, ..] => [one, other],
    };
    let from = Some(&first.from).filter(|it| **it == second.from);
    // A request carries its order with it; an order has no request yet.
    let kind = if first.carry == DocumentKind::Order { second.carry } else { first.carry };
    let found = route_from(kind, &origin(flow, from, &both), &both, Question::Disjoint);
    let taken = found.iter().find_map(|it| match it {
        Routing::TakenTwice { witness, .. } => Some(Meet::Both(Some(witness.says.clone()))),
        _ => None,
    });
    let undecided = found.iter().find_map(|it| match it {
        Routing::Undecided { .. } if conditions.len() < 2 => Some(Meet::Both(None)),
        Routing::Undecided { .. } if !has_fields(kind) => Some(Meet::Never),
        Routing::Undecided { why, .. } => Some(Meet::Undecided(why.clone())),
        _ => None,
    });
    taken.or(undecided).unwrap_or(Meet::Never)
}

/// Whether conditions on documents of a kind can be held against each other. Where the house does not know their
/// fields, two conditions are taken for what parts them.
fn has_fields(kind: DocumentKind) -> bool {
    use DocumentKind::{Inventory, Journal, Payout, Return};
    !matches!(kind, Return | Payout | Inventory | Journal)
}

/// What is known of documents beside their kind. A map that routes by currency has several of them; any other has the
/// one that it declares.
pub(crate) fn origin(flow: &Flow, from: Option<&SystemId>, conditions: &[&Condition]) -> Origin {
    let by_currency = conditions.iter().any(|it| it.text().contains("currency"));
    Origin { from: from.map(ToString::to_string), currency: (!by_currency).then_some(flow.currency) }
}

/// The question that is left where it cannot be decided whether two handoffs take the same document.
pub(crate) fn undecided(
    case: Case<'_>,
    flow: &Flow,
    (first, second): (&Handoff, &Handoff),
    why: &str,
    message: String,
) -> Finding {
    let (kind, holder) = (one(second.carry), Holder::Handoff(second.id.clone()));
    case.unanswered(
        format!(
            "To {}: Can one {kind} be taken by `{}` and also by `{}`? It cannot be decided from the conditions: {why}.",
            flow.team_title(&second.owner),
            first.id,
            second.id
        ),
        Missing { name: "when".to_owned(), holder },
        message,
        format!(
            "Write `when` of `{}` and of `{}` so that they name the same fields, the one the opposite of the other.",
            first.id, second.id
        ),
    )
}
