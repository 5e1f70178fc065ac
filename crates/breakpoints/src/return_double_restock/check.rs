//! Finds the risk on a map: goods that come back are counted twice, at the refund and at the warehouse's door.

use seamless_flow::{Flow, Handoff};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::restock::{Restock, at, restock, stock_moves};

const ACTOR: &str = "restock.return";
const REFUND: &str = "restock.refund";
const FACTS: &[&str] = &["restock.on_return", "restock.on_refund"];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let stock = stock_moves(flow);
    judged(flow, &stock).into_iter().collect()
}

fn judged(flow: &Flow, stock: &[&Handoff]) -> Option<Finding> {
    let case = |system| Some(Case::on(ID, flow, at(stock, system)?).costs(5, Loss::Part));
    let trade = Asked::Trade(flow);
    let Some(returns) = trade.yes("returns") else {
        let message = "goods that come back may be counted twice";
        return Some(case(None)?.unknown(trade, "returns", message, "Do customers send goods back?"));
    };
    if !returns {
        return None;
    }
    // The map itself may name two for one thing: a return is refunded as well.
    let named = |name: &str| flow.authority.get(name).map(|it| flow.system(it));
    let two = match (named(ACTOR), named(REFUND)) {
        (Some(one), Some(other)) if one.id != other.id => Some((one, other)),
        _ => None,
    };
    let found = match two {
        Some((one, other)) => Restock::Twice(one, other),
        None => restock(flow, stock, if flow.authority.contains_key(ACTOR) { ACTOR } else { REFUND }, FACTS),
    };
    match found {
        Restock::Once => None,
        Restock::Twice(one, other) => Some(case(Some(other))?.at_risk(
            format!("what comes back is counted in {} and again in {}", one.title, other.title),
            format!(
                "#1001 sends 2 units back, one of them broken, and has the money back at 13:00. {} counts 2, {} counts 2 more: 4 can be sold, and 1 is whole.",
                one.title, other.title
            ),
            format!(
                "Let the system that inspects the goods put them back: refund without restocking in the other, write `restock.on_refund: false` into its profile and `{ACTOR}` into `authority`."
            ),
        )),
        Restock::Never(named) => Some(case(named)?.at_risk(
            "what comes back can never be sold again",
            format!(
                "#1001 sends 2 units back at 13:00, and {}: 2 units lie on the shelf and are shown nowhere.",
                named.map_or("no system puts them back by itself".to_owned(), |it| format!(
                    "{}, which is meant to, does not put them back by itself",
                    it.title
                ))
            ),
            format!("Decide which system puts them back, switch that on there, and write it as `{ACTOR}` into `authority`."),
        )),
        Restock::Unsaid => Some(case(None)?.unknown(
            Asked::Authority(flow),
            ACTOR,
            "goods that come back may be counted twice",
            "When goods come back, which one system puts them to stock: the one that refunds, or the one that inspects them?",
        )),
    }
}
