//! Finds the risk on a map: systems that cut addresses off, or refuse them out of sight.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff, OnUnknown};
use seamless_model::SystemId;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{Mover, grouped, moving, title};
use crate::way::TO_SHIP;

const LONG: &str = "address.too_long";
const MOST: &str = "address.line_max";
const FITTED: &str = "address.fitted";
const CUSTOMS: &str = "customs.fields";

/// What customs asks of each line: what it is in words and by its code, where it was made and what it is worth, as on
/// the Universal Postal Union's declaration CN 23.
const CUSTOMS_ASKS: &[&str] = &["hs_code", "origin", "value", "description"];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut found = too_long(flow);
    found.extend(moving(flow, TO_SHIP).filter_map(|it| customs(flow, it)));
    found
}

/// Goods that cross a border, as the contract says, without all that customs asks of them.
fn customs(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let told = Asked::Contract(flow, handoff).list(CUSTOMS)?;
    let missing: Vec<&str> =
        CUSTOMS_ASKS.iter().copied().filter(|it| !told.iter().any(|told| told == it)).collect();
    let first = missing.first()?;
    let (to, all) = (title(flow, &handoff.to), missing.join(", "));
    let said = missing.iter().map(|it| word(it)).collect::<Vec<_>>().join(", ");
    Some(Case::on(ID, flow, handoff).costs(10, Loss::Part).at_risk(
        format!("customs stops parcels from {to} that do not say enough of what is in them: no {said}"),
        format!("#1001 leaves {to} for another country without the {} of A-1. It stands at the border until somebody writes that, or comes back after two weeks.", word(first)),
        format!("Bring {all} with each line on `{}`, and add it to `{CUSTOMS}` of its contract.", handoff.id),
    ))
}

fn word(field: &str) -> &str {
    match field {
        "hs_code" => "customs code",
        "origin" => "country of origin",
        other => other,
    }
}

fn too_long(flow: &Flow) -> Vec<Finding> {
    let mut seen: BTreeSet<&SystemId> = BTreeSet::new();
    let ships = |it: &&Handoff| flow.system(&it.to).role.ships_goods();
    moving(flow, TO_SHIP)
        .filter(ships)
        .filter(|it| Asked::Contract(flow, it).yes(FITTED) != Some(true))
        .filter(|it| seen.insert(&it.to))
        .filter_map(|it| one_system(flow, it))
        .collect()
}

/// A system that ships, and the first handoff that brings it addresses as customers wrote them.
fn one_system(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let system = flow.system(&handoff.to);
    let asked = Asked::System(flow, system);
    let title = &system.title;
    let case = Case::at(ID, flow, system).costs(1, Loss::Part);
    let most = asked.number(MOST);
    let room = most.map_or("fewer".to_owned(), |it| grouped(it.normalize(), it.normalize().scale()));
    let mover = Mover::of(flow, handoff);
    let seen = match mover {
        Mover::Seamless => handoff.on_unknown == OnUnknown::Hold,
        // What becomes of refusals in general is asked elsewhere.
        _ => mover.holds_in_sight(handoff.carry) != Some(false),
    };
    match asked.word(LONG) {
        Some("accepted") => None,
        Some("refused") if seen => None,
        Some("refused") => Some(case.at_risk(
            format!("an order whose address is too long for {title} is refused, and nobody is told"),
            format!("The street of #1001 takes 60 letters, and {title} has room for {room}. It refuses the order, {} drops the refusal, and nothing ships.", mover.title()),
            match mover {
                Mover::Seamless => format!("Write `on_unknown: hold` on `{}`, or leave it out: what is refused is then held in sight with the reason.", handoff.id),
                _ => format!("Let Seamless carry `{}`: what is refused is held in sight with the reason.", handoff.id),
            },
        )),
        Some(_) => Some(case.at_risk(
            format!("{title} cuts long addresses off"),
            format!("The street of #1001 takes 60 letters, `Building 7, Apartment 1204` at its end. {title} has room for {room} and prints what fits: the parcel comes back."),
            format!("Limit the street at the checkout{}, or part it over two lines in the mapping, and write `contract: {{ {FITTED}: true }}` on `{}`.", most.map(|_| format!(" to {room} letters")).unwrap_or_default(), handoff.id),
        )),
        None => Some(case.unknown(
            asked,
            LONG,
            format!("{title} may cut long addresses off"),
            "What becomes of a street line that is longer than your field: is it accepted, refused, or cut off?",
        )),
    }
}
