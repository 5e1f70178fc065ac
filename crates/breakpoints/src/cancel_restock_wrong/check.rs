//! Finds the risk on a map: a cancelled order's units go back to stock twice, or never.

use seamless_flow::{Flow, Handoff};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::restock::{Restock, at, restock, stock_moves};

const ACTOR: &str = "restock.cancel";
const FACT: &str = "restock.on_cancel";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let stock = stock_moves(flow);
    judged(flow, &stock).into_iter().collect()
}

fn judged(flow: &Flow, stock: &[&Handoff]) -> Option<Finding> {
    let case = |system| Some(Case::on(ID, flow, at(stock, system)?).costs(2, Loss::Part));
    match restock(flow, stock, ACTOR, &[FACT]) {
        Restock::Once => None,
        Restock::Twice(one, other) => Some(case(Some(other))?.at_risk(
            format!("units of a cancelled order go back to stock in {} and in {}", one.title, other.title),
            format!(
                "#1001 holds the last 2 units and is cancelled at 13:00. {} puts 2 back, {} puts 2 back, and 4 can be sold: two customers will be told that there is nothing.",
                one.title, other.title
            ),
            format!(
                "Let one system put units back: switch it off in {}, write `{FACT}: false` into its profile, and `{ACTOR}: {}` into `authority`.",
                other.title, one.id
            ),
        )),
        Restock::Never(named) => Some(case(named)?.at_risk(
            "units of a cancelled order can never be sold again",
            match named {
                Some(named) => format!(
                    "#1001 holds 2 units and is cancelled at 13:00. The map says that {} puts them back, and its profile says that it does not: 2 units lie on the shelf and are shown nowhere.",
                    named.title
                ),
                None => "#1001 holds 2 units and is cancelled at 13:00. No system puts them back by itself: 2 units lie on the shelf and are shown nowhere.".to_owned(),
            },
            format!("Decide which system puts them back, switch that on there, and write it as `{ACTOR}` into `authority`."),
        )),
        Restock::Unsaid => Some(case(None)?.unknown(
            Asked::Authority(flow),
            ACTOR,
            "units of a cancelled order may go back to stock twice, or never",
            "When an order is cancelled before it ships, which one system puts its units back to stock, so that the others hear of it from there?",
        )),
    }
}
