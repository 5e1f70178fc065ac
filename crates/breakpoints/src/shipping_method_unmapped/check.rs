//! Finds the risk on a map: shipping methods that are not translated, or all to one.

use seamless_flow::{Flow, Handoff};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, moving, title};
use crate::way::TO_SHIP;

const CODES: &str = "codes.ship_method";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let ships = |it: &&Handoff| flow.system(&it.to).role.ships_goods();
    once(moving(flow, TO_SHIP).filter(ships).filter_map(|it| one_handoff(flow, it)))
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    let to = title(flow, &handoff.to);
    let case = Case::on(ID, flow, handoff).costs(5, Loss::Part);
    let fix = format!(
        "Keep a table of every shipping method, let what is not in it be held in sight, and write `contract: {{ {CODES}: mapped }}`."
    );
    match asked.word(CODES) {
        Some("same" | "mapped") => None,
        Some("default") => Some(case.at_risk(
            format!("an order whose shipping method {to} does not know leaves by its default service"),
            format!("#1001 is paid with `Express by noon`, a rate that was renamed on Monday. {to} does not know the new name and sends it by its default: it arrives 3 days late, and nobody is told."),
            fix,
        )),
        Some(_) => {
            let then = match Mover::of(flow, handoff) {
                Mover::Seamless => "it is held in sight, and ships when a person has seen to it",
                _ => "it is parked there until somebody looks",
            };
            Some(case.at_risk(
                format!("an order whose shipping method {to} does not know stands still"),
                format!("#1001 comes from a draft with the rate `Courier, agreed by phone`, which is not in the table: {then}. A rate that is renamed stops every order that takes it, from 13:00 on."),
                fix,
            ))
        }
        None => Some(case.unknown(
            asked,
            CODES,
            format!("an order may leave {to} by another service than the customer paid for"),
            &format!("How are the shipping methods of {} translated into those of {to}: the same names, a table of all, a table with a default, a table of some?", title(flow, &handoff.from)),
        )),
    }
}
