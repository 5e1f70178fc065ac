//! Finds the risk on a map: variants that share a SKU, and arrows that know items by SKU.

use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, moving, title};

const UNIQUE: &str = "skus_unique";
const BY: &str = "items.by";
const KINDS: &[DocumentKind] =
    &[DocumentKind::Order, DocumentKind::FulfillmentRequest, DocumentKind::Inventory];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let concerned: Vec<&Handoff> = moving(flow, KINDS)
        .filter(|it| it.carry == DocumentKind::Inventory || flow.system(&it.to).role.ships_goods())
        .collect();
    let Some(first) = concerned.first() else { return Vec::new() };
    let trade = Asked::Trade(flow);
    match trade.yes(UNIQUE) {
        Some(true) => Vec::new(),
        Some(false) => once(concerned.iter().filter_map(|it| one_handoff(flow, it))),
        None => vec![case(flow, first).unknown(
            trade,
            UNIQUE,
            format!("two things with one SKU may be taken for one in {}", title(flow, &first.to)),
            "Has every variant that is sold a SKU of its own, copies and subscription twins included?",
        )],
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Whole)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    match (Mover::of(flow, handoff), asked.word(BY)) {
        (Mover::Seamless, _) | (_, Some("sku")) => {}
        (_, Some(_)) => return None,
        (_, None) => {
            let message = format!("two things with one SKU may be taken for one in {to}");
            let question = format!(
                "By what is an item of {from} found in {to}: by its SKU, by the variant's own identifier, or by its barcode?"
            );
            return Some(case(flow, handoff).unknown(asked, BY, message, &question));
        }
    }
    let (message, witness) = match handoff.carry {
        DocumentKind::Inventory => (
            format!("the stock of one of two things with one SKU is written over the other in {to}"),
            format!(
                "A-1 red and A-1 blue share a SKU; 5 of red are there and none of blue. {from} tells 5 of A-1: {to} offers 5 of blue as well, and sells them."
            ),
        ),
        _ => (
            format!("{to} cannot tell two things with one SKU apart, and ships either"),
            format!(
                "#1001 is for A-1 blue, and A-1 red has the same SKU. {to} is asked for 1 x A-1: whichever lies nearer is packed."
            ),
        ),
    };
    let mut fix = format!("Give each variant a SKU of its own, and then say `trade: {{ {UNIQUE}: true }}`");
    if !handoff.is_ours() {
        fix += "; or have the carrier know items by the variant";
    }
    fix.push('.');
    Some(case(flow, handoff).at_risk(message, witness, fix))
}
