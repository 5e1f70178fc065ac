//! Finds the risk on a map: on one hop the identifier of a document is lost.

use seamless_flow::{Flow, Handoff, nearest};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::identity::{Fate, Hop, Trace};
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, a, example, fact, is_one_each, many, orders_within, title};
use crate::volume::all_or_up_to;
use crate::{Finding, Holder, Missing, Severity};

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let trace = Trace::of(flow);
    once(trace.hops.iter().filter_map(|hop| one_hop(flow, &trace, hop)))
}

fn one_hop<'f>(flow: &'f Flow, trace: &Trace<'f>, hop: &Hop<'f>) -> Option<Finding> {
    match &hop.fate {
        Fate::Carried => None,
        Fate::Unsaid(systems) if !hop.handoff.is_ours() => Some(match hop.handoff.carry {
            DocumentKind::Order | DocumentKind::FulfillmentRequest => unmatched(flow, hop, systems),
            _ => asked_for_key(flow, hop),
        }),
        Fate::Unsaid(systems) => Some(unsaid(flow, trace, hop, systems)),
        Fate::Unread { system, field, given } => Some(unread(flow, hop, system, field, given)),
        Fate::Orphan(system) => Some(orphan(flow, trace, hop, system)),
        Fate::Unasked(system) => Some(unasked(flow, hop, system)),
    }
}

fn case<'f>(flow: &'f Flow, hop: &Hop<'f>) -> Case<'f> {
    Case::on(ID, flow, hop.handoff).costs(100, Loss::Part)
}

fn cannot_tell(flow: &Flow, hop: &Hop<'_>) -> String {
    let (from, to) = (title(flow, &hop.handoff.from), title(flow, &hop.handoff.to));
    format!("nobody can tell which of the {} in {to} is which in {from}", many(hop.handoff.carry))
}

/// Seamless is to carry it, and the map does not say by what.
fn unsaid<'f>(flow: &'f Flow, trace: &Trace<'f>, hop: &Hop<'f>, systems: &[&SystemId]) -> Finding {
    let handoff = hop.handoff;
    let day =
        orders_within(flow, jiff::SignedDuration::from_hours(24)).filter(|_| is_one_each(handoff.carry));
    let day = day.map(|it| {
        format!(" It is so for {}{} of a day.", all_or_up_to(flow, handoff), crate::look::count(it))
    });
    let known = match trace.names(&handoff.from) {
        names if names.is_empty() => String::new(),
        names => format!("#1001 is {names}. "),
    };
    let missing: Vec<String> = systems.iter().map(|it| title(flow, it).to_owned()).collect();
    let witness = format!(
        "{known}What {} {} it, the map does not say: {} cannot be found again to be changed, cancelled or matched, and `run` and `rehearse` refuse the map.{}",
        missing.join(" and "),
        if missing.len() == 1 { "calls" } else { "call" },
        example(handoff.carry),
        day.unwrap_or_default()
    );
    let fix =
        format!("Write by which field each side knows {}, for example {}.", a(handoff.carry), key(handoff));
    case(flow, hop).at_risk(cannot_tell(flow, hop), witness, fix)
}

/// Another carries orders, and the map does not say by what: whether one has come, nobody can tell.
fn unmatched<'f>(flow: &'f Flow, hop: &Hop<'f>, systems: &[&SystemId]) -> Finding {
    let handoff = hop.handoff;
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let missing: Vec<&str> = systems.iter().map(|it| title(flow, it)).collect();
    let mover = Mover::of(flow, handoff).title();
    let day = orders_within(flow, jiff::SignedDuration::from_hours(24));
    let day = day.map(|it| {
        format!(" It is so for {}{} of a day.", all_or_up_to(flow, handoff), crate::look::count(it))
    });
    case(flow, hop).at_risk(
        cannot_tell(flow, hop),
        format!(
            "{mover} brings {} from {from} to {to} at 13:00, and not {}. By what {} them, the map does not say: the one that came and the one that is missing look alike, and nothing that hangs on either can be matched.{}",
            example(handoff.carry),
            example(handoff.carry).replace("#1001", "#1002"),
            match missing.as_slice() {
                [one] => format!("{one} knows"),
                all => format!("{} know", all.join(" and ")),
            },
            day.unwrap_or_default()
        ),
        format!(
            "Ask {mover} by which field {from} knows {}, and in which field of {to} that value stands, and write it as {}.",
            a(handoff.carry),
            key(handoff)
        ),
    )
}

/// What `key` would look like, with what the map says of it already.
fn key(handoff: &Handoff) -> String {
    let field = |id: &SystemId, other: &str| {
        let said = handoff.key.get(id).map(String::as_str);
        format!("{id}: {}", said.unwrap_or(other))
    };
    format!("`key: {{ {}, {} }}`", field(&handoff.from, "id"), field(&handoff.to, "reference"))
}

/// Another carries what belongs to an order: it has a key, and the map does not know which.
fn asked_for_key<'f>(flow: &'f Flow, hop: &Hop<'f>) -> Finding {
    let handoff = hop.handoff;
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let question = format!(
        "By which field does {from} know {}, and in which field of {to} does that value stand?",
        a(handoff.carry)
    );
    let question = Mover::of(flow, handoff).ask(flow, handoff, &question);
    let fact = Missing { name: "key".to_owned(), holder: Holder::Handoff(handoff.id.clone()) };
    let fix = format!("Write the answer as `key: {{ {}: …, {}: … }}`.", handoff.from, handoff.to);
    let found = Case::on(ID, flow, handoff).unanswered(question, fact, cannot_tell(flow, hop), fix);
    Finding { severity: found.severity.min(Severity::Medium), ..found }
}

/// A key names a field that is never read.
fn unread<'f>(flow: &'f Flow, hop: &Hop<'f>, system: &SystemId, field: &str, given: &[&str]) -> Finding {
    let (handoff, name) = (hop.handoff, title(flow, system));
    let kind = handoff.carry;
    let list: Vec<String> = given.iter().map(|it| format!("`{it}`")).collect();
    let meant = nearest(field, given.iter().copied());
    let meant = meant.map(|it| format!("Write `{it}`, if that is what is meant. ")).unwrap_or_default();
    case(flow, hop).at_risk(
        format!("{} of {name} have no `{field}`, so none of them is ever matched", many(kind)),
        format!(
            "In {name}, {} is read with {}, and `{}` looks for `{field}`: the two sides of #1001 are never seen as one, and after {} it counts as missing.",
            example(kind),
            list.join(", "),
            handoff.id,
            crate::look::span(handoff.within)
        ),
        format!(
            "{meant}`key` of `{}` may name {} for `{system}`; another field must first stand under `keys` of the mapping that reads it.",
            handoff.id,
            list.join(", ")
        ),
    )
}

/// A parcel or a credit that names no order.
fn orphan<'f>(flow: &'f Flow, trace: &Trace<'f>, hop: &Hop<'f>, system: &SystemId) -> Finding {
    let (kind, name) = (hop.handoff.carry, title(flow, system));
    let known = match trace.names(system) {
        names if names.is_empty() => String::new(),
        names => format!(" On the way out #1001 was {names}; on the way back none of these is said."),
    };
    let then = match kind {
        DocumentKind::Shipment => format!(
            "{} gets a parcel with 1 x A-1 and no order: #1001 stays unfulfilled, like every other order with that item.",
            title(flow, &hop.handoff.to)
        ),
        _ => "#1001 is given back, and the credit hangs on no sale: the month shows both.".to_owned(),
    };
    case(flow, hop).at_risk(
        format!("{} of {name} do not say which order they are of", many(kind)),
        format!("{then}{known}"),
        format!(
            "Have {name} give back the reference that came with the order, and name it under `parents` of the mapping that reads {} (or as `{}` in the profile).",
            a(kind),
            fact(kind, "order_ref")
        ),
    )
}

fn unasked<'f>(flow: &'f Flow, hop: &Hop<'f>, system: &'f SystemId) -> Finding {
    let system = flow.system(system);
    let (kind, name) = (hop.handoff.carry, &system.title);
    let question = match kind {
        // Who ships what he sells was sent no reference: the order is his own.
        DocumentKind::Shipment if system.role.sells() => {
            "Does every shipment that you tell of name the order that it is of, also when the order left in several parcels?"
        }
        DocumentKind::Shipment => {
            "Does every shipment that you tell of name the order by the reference that we sent with it, also when the order was split, or typed in again by hand?"
        }
        _ => "Does a credit name the sale that it is for, by the reference that came with it?",
    };
    Case::at(ID, flow, system).costs(100, Loss::Part).unknown(
        Asked::System(flow, system),
        &fact(kind, "order_ref"),
        format!("{} of {name} may not say which order they are of", many(kind)),
        question,
    )
}
