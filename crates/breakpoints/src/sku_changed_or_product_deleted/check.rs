//! Finds the risk on a map: SKUs change while orders of them are open, and old codes are not kept.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff, System};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{Mover, moving, title};

const CHANGE: &str = "skus_change";
const KEPT: &str = "items.retired_kept";
const BY: &str = "items.by";
const KINDS: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::FulfillmentRequest, DocumentKind::Refund];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let concerned: Vec<&Handoff> = moving(flow, KINDS)
        .filter(|it| {
            let role = flow.system(&it.to).role;
            role.ships_goods() || role.keeps_books()
        })
        .collect();
    let Some(first) = concerned.first() else { return Vec::new() };
    let trade = Asked::Trade(flow);
    match trade.yes(CHANGE) {
        Some(false) => Vec::new(),
        Some(true) => {
            let mut seen: BTreeSet<&SystemId> = BTreeSet::new();
            let systems = concerned.iter().filter(|it| seen.insert(&it.to)).map(|it| flow.system(&it.to));
            let forgetful: Vec<Finding> = systems.filter_map(|it| one_system(flow, it)).collect();
            let by_variant = concerned.iter().filter_map(|it| by_variant(flow, it));
            forgetful.into_iter().chain(by_variant).collect()
        }
        None => vec![Case::on(ID, flow, first).costs(2, Loss::Work).unknown(
            trade,
            CHANGE,
            format!("an order of an item that was renamed since may not get through to {}", title(flow, &first.to)),
            "Are SKUs renamed or products deleted while orders, returns or refunds of them are still under way?",
        )],
    }
}

fn one_system(flow: &Flow, system: &System) -> Option<Finding> {
    let asked = Asked::System(flow, system);
    let title = &system.title;
    let case = Case::at(ID, flow, system).costs(2, Loss::Part);
    match asked.yes(KEPT) {
        Some(true) => None,
        Some(false) => Some(case.at_risk(
            format!("{title} refuses orders of items that were renamed or deleted since they were placed"),
            format!("#1001 is placed at 13:00 for 1 x A-1. At 14:00 A-1 becomes A-1-V2, and at 15:00 the order comes to {title}: it knows no A-1 any more."),
            format!("Rename and delete items only when their last order is done, and say `trade: {{ {CHANGE}: false }}`; or have {title} keep old codes as aliases (`{KEPT}`)."),
        )),
        None => Some(case.unknown(
            asked,
            KEPT,
            format!("{title} may refuse orders of items that were renamed or deleted since they were placed"),
            "When an item is renamed or deleted, is it still known by its old code, as an alias or as inactive?",
        )),
    }
}

/// A carrier that asks the shop for the variant again.
fn by_variant(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let mover = Mover::of(flow, handoff);
    let by = Asked::Contract(flow, handoff).word(BY) == Some("variant");
    (by && !matches!(mover, Mover::Seamless)).then(|| {
        Case::on(ID, flow, handoff).costs(2, Loss::Part).at_risk(
            format!("orders of a product that was deleted do not get through to {}", title(flow, &handoff.to)),
            format!("#1001 is for 1 x A-1, whose product is deleted an hour later. {} looks the variant up, and there is none.", mover.title()),
            format!("Let Seamless carry `{}`: it takes the SKU that stands on the order's line.", handoff.id),
        )
    })
}
