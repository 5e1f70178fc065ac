//! Alternatives that leave a document between them.

use std::collections::BTreeSet;

use seamless_flow::{Condition, Flow, Handoff, PAYMENT_STATES, Question, Routing, Way, route_from};

use super::check::{case, travels};
use crate::judge::Asked;
use crate::look::{many, title, upper_first, worth_each_comma};
use crate::meet::origin;
use crate::non_shippable_or_test_order_routed::holds_for;
use crate::way::Gate;
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
    let Some(mut conditions) = conditions.and_then(|it| apart(&it)) else { return Vec::new() };
    conditions.extend(by_intent(flow, handoffs));
    let conditions: Vec<&Condition> = conditions.iter().collect();
    let origin = origin(flow, Some(&way.from), &conditions);
    route_from(way.kind, &origin, &conditions, Question::Total)
}

/// The conditions without what all of them ask: that is a filter of the way as a whole, which leaves documents out by
/// intent, as that of a single handoff does. `None` where one of them asks nothing else.
fn apart(conditions: &[&Condition]) -> Option<Vec<Condition>> {
    let (first, others) = conditions.split_first()?;
    let words = |it: &Condition| it.parts().iter().map(Condition::words).collect::<BTreeSet<_>>();
    let mut common = words(first);
    for other in others {
        let own = words(other);
        common.retain(|it| own.contains(it));
    }
    let rest = |it: &Condition| it.parts().into_iter().filter(|it| !common.contains(&it.words()));
    conditions.iter().map(|it| Condition::all(rest(it))).collect()
}

/// What stays behind by intent: what the brand says that nobody ships, and states of payment that no handoff takes,
/// of which [`super::check`] speaks by themselves.
fn by_intent(flow: &Flow, handoffs: &[&Handoff]) -> Vec<Condition> {
    let trade = Asked::Trade(flow);
    let mut texts: Vec<String> = trade
        .list("not_shipped")
        .unwrap_or_default()
        .iter()
        .filter_map(|it| holds_for(it))
        .map(str::to_owned)
        .collect();
    if handoffs.iter().any(|it| it.when.as_ref().is_some_and(|it| it.reads("order.payment"))) {
        let taken = |state: &&str| handoffs.iter().any(|it| travels(flow, it, state) != Gate::Shut);
        let states: Vec<String> =
            PAYMENT_STATES.iter().copied().filter(taken).map(|it| format!("\"{it}\"")).collect();
        texts.push(format!("!(order.payment in [{}])", states.join(", ")));
    }
    texts.iter().filter_map(|it| Condition::parse(it).ok()).collect()
}

fn nobody(flow: &Flow, way: &Way, handoffs: &[&Handoff], says: &str) -> Finding {
    let names: Vec<String> = handoffs.iter().map(|it| format!("`{}`", it.id)).collect();
    let (from, names) = (title(flow, &way.from), names.join(", "));
    let at = handoffs[handoffs.len() - 1];
    case(flow, at).at_risk(
        format!("{} of {from} that no condition takes are shipped by nobody", many(way.kind)),
        format!(
            "{} is taken by none of {names}: it stays in {from}{} and no list shows it.",
            upper_first(says),
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
