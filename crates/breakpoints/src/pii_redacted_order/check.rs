//! Finds the risk on a map: sources that show no personal data, and carriers that mask it.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff, System};
use seamless_model::SystemId;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{Mover, count, orders_within, origins, title};
use crate::way::to_goods;

const ACCESS: &str = "access.personal_data";
const MASKED: &str = "personal_data";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let way = to_goods(flow);
    let giving: BTreeSet<&SystemId> = way.iter().map(|it| &it.from).collect();
    let sources = origins(flow).into_iter().filter(|it| giving.contains(&it.id));
    let blind = sources.filter_map(|it| one_source(flow, it));
    blind.chain(way.iter().filter_map(|it| masked(flow, it))).collect()
}

fn one_source(flow: &Flow, source: &System) -> Option<Finding> {
    let asked = Asked::Team(flow, source);
    let title = &source.title;
    let case = Case::at(ID, flow, source).costs(100, Loss::Part);
    let message = format!("orders of {title} may come without a name and an address");
    match asked.yes(ACCESS) {
        Some(true) => None,
        Some(false) => {
            let day = orders_within(flow, jiff::SignedDuration::from_hours(24));
            let most = if crate::volume::is_one_of_several(flow, source) { "up to" } else { "all" };
            let day = day.map(|it| format!(" So it is for {most} {} of a day.", count(it))).unwrap_or_default();
            Some(case.at_risk(
                format!("orders of {title} come without a name and an address"),
                format!("#1001 comes through at 13:00 with its lines and its price, and a blank where the street should be: no label can be printed.{day}"),
                format!("Have personal data granted to the credentials of {title} (its plan, its approval, its role), and say so with `{ACCESS}: true`."),
            ))
        }
        None => Some(case.unknown(
            asked,
            ACCESS,
            message,
            &format!("Do the credentials that this flow uses for {title} see names, addresses and e-mail addresses of customers, on every order and every page?"),
        )),
    }
}

fn masked(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let mover = Mover::of(flow, handoff);
    let masks = Asked::Contract(flow, handoff).yes(MASKED) == Some(false);
    masks.then(|| {
        let to = title(flow, &handoff.to);
        Case::on(ID, flow, handoff).costs(100, Loss::Part).at_risk(
            format!("orders come to {to} with a masked name and address"),
            format!(
                "{} brings #1001 to {to} with `****` where the street should be: no label can be printed.",
                mover.title()
            ),
            format!(
                "Have {} pass personal data on unmasked, or let Seamless carry `{}`.",
                mover.title(),
                handoff.id
            ),
        )
    })
}
