//! Alternatives that leave a document between them.

use seamless_flow::{Condition, Flow, Handoff, Origin, Question, Routing, Way, route_from};

use super::check::case;
use crate::look::{many, title, worth_each_comma};
use crate::{Finding, Holder, Missing};

/// Such a document, or, where none is found, what stands in the way
/// of a proof.
pub(super) fn falls_through(flow: &Flow, way: &Way) -> Option<Finding> {
    let handoffs = way.handoffs(flow);
    let found = total(flow, way, &handoffs);
    let witness = found.iter().find_map(|routing| match routing {
        Routing::FallsThrough { witness } => Some(witness),
        _ => None,
    });
    if let Some(witness) = witness {
        return Some(nobody(flow, way, &handoffs, &witness.says));
    }
    found.iter().find_map(|routing| match routing {
        Routing::Undecided { which, why, .. } => Some(undecided(flow, handoffs.get(*which)?, why)),
        _ => None,
    })
}

/// Whether every document is taken by one of the alternatives. One without a condition takes all.
fn total(flow: &Flow, way: &Way, handoffs: &[&Handoff]) -> Vec<Routing> {
    let conditions: Option<Vec<&Condition>> = handoffs.iter().map(|it| it.when.as_ref()).collect();
    let Some(conditions) = conditions else { return Vec::new() };
    // A map that routes by currency has several of them; any other has the one that it declares.
    let by_currency = conditions.iter().any(|it| it.text().contains("currency"));
    let currency = (!by_currency).then_some(flow.currency);
    let origin = Origin { from: Some(way.from.to_string()), currency };
    route_from(way.kind, &origin, &conditions, Question::Total)
}

fn nobody(flow: &Flow, way: &Way, handoffs: &[&Handoff], says: &str) -> Finding {
    let names: Vec<String> = handoffs.iter().map(|it| format!("`{}`", it.id)).collect();
    let (from, names) = (title(flow, &way.from), names.join(", "));
    let at = handoffs[handoffs.len() - 1];
    case(flow, at).at_risk(
        format!("{} of {from} that no condition takes are shipped by nobody", many(way.kind)),
        format!(
            "{} is taken by none of {names}: it stays in {from}{} and no list shows it.",
            capital(says),
            worth_each_comma(flow)
        ),
        format!("Let one of {names} take what the others leave: a condition that says the contrary of theirs, or none."),
    )
}

fn undecided(flow: &Flow, handoff: &Handoff, why: &str) -> Finding {
    let team = flow.team_title(&handoff.owner);
    let question = format!(
        "To {team}: which {} does the condition of {} leave out, and who ships those? It cannot be decided: {why}.",
        many(handoff.carry),
        handoff.id
    );
    let missing = Missing { name: "when".to_owned(), holder: Holder::Handoff(handoff.id.clone()) };
    let fix = format!(
        "Write the condition of `{}` in terms that can be decided: comparisons of fields with values.",
        handoff.id
    );
    case(flow, handoff).unanswered(
        question,
        missing,
        format!("{} may be taken by no condition", many(handoff.carry)),
        fix,
    )
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
