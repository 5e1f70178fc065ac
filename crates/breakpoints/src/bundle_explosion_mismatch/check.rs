//! Finds the risk on a map: in which form a bundle travels, and who takes it apart.

use seamless_flow::{Flow, Handoff};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{many, moving, title};
use crate::way::TO_SHIP;

const BUNDLES: &str = "bundles";
const FORM: &str = "bundles.as";
const APART: &str = "bundles.taken_apart";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let ships = |it: &&Handoff| flow.system(&it.to).role.ships_goods();
    let Some(first) = moving(flow, TO_SHIP).find(ships) else { return Vec::new() };
    let trade = Asked::Trade(flow);
    match trade.yes(BUNDLES) {
        Some(false) => Vec::new(),
        Some(true) => {
            let parts_leave =
                moving(flow, TO_SHIP).filter(ships).any(|it| form(flow, it) == Some("components"));
            let shipped = moving(flow, TO_SHIP).filter(ships).filter_map(|it| shipped(flow, it));
            let booked = moving(flow, TO_SHIP)
                .filter(|it| parts_leave && flow.system(&it.to).role.keeps_books())
                .filter_map(|it| booked(flow, it));
            once(shipped.chain(booked))
        }
        None => vec![case(flow, first).unknown(
            trade,
            BUNDLES,
            format!("a bundle may be shipped from {} empty or twice", title(flow, &first.to)),
            "Is anything sold as one thing and shipped as several: sets, kits, packs of six?",
        )],
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(5, Loss::Whole)
}

fn form<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Option<&'f str> {
    Asked::Contract(flow, handoff).word(FORM)
}

fn unsaid(flow: &Flow, handoff: &Handoff, message: String) -> Finding {
    let question = format!(
        "How does a bundle stand in the {} that come to {}: as the one thing sold, as its parts, or as both? Also for drafts, subscriptions and marketplaces?",
        many(handoff.carry),
        title(flow, &handoff.to)
    );
    case(flow, handoff).unknown(Asked::Contract(flow, handoff), FORM, message, &question)
}

/// Where it is to be picked, it must be parts: in the message, or by the receiver.
fn shipped(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let to = title(flow, &handoff.to);
    let apart = Asked::target(flow, handoff);
    let fix = format!(
        "Have bundles taken apart before `{}`, and write `contract: {{ {FORM}: components }}`.",
        handoff.id
    );
    match (form(flow, handoff), apart.yes(APART)) {
        (Some("components"), _) => None,
        (Some("both"), _) => Some(case(flow, handoff).at_risk(
            format!("a bundle is asked for twice in {to}: once as a whole and once in parts"),
            format!("#1001 is for 1 x SET-1, which is A-1, B-1 and C-1. {to} gets 4 lines: the set and its 3 parts. If it takes the set apart as well, 6 things leave for the price of 3."),
            fix,
        )),
        (Some(_), Some(true)) => None,
        (Some(_), Some(false)) => Some(case(flow, handoff).at_risk(
            format!("{to} is asked for bundles that lie on no shelf"),
            format!("#1001 is for 1 x SET-1, which is A-1, B-1 and C-1. {to} is asked for 1 x SET-1 and does not take it apart: the parcel leaves without it, or the order stands still."),
            fix,
        )),
        (Some(_), None) => Some(case(flow, handoff).unknown(
            Asked::Team(flow, flow.system(&handoff.to)),
            APART,
            format!("{to} may be asked for bundles that lie on no shelf"),
            &format!("Is {to} set up to take a bundle apart into the items that are picked, by a recipe that is kept there?"),
        )),
        (None, _) => Some(unsaid(flow, handoff, format!("a bundle may be shipped from {to} empty or twice"))),
    }
}

/// In the books the stock of the parts must fall when the parts leave.
fn booked(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let to = title(flow, &handoff.to);
    match (form(flow, handoff), Asked::target(flow, handoff).yes(APART)) {
        (Some("parent"), Some(true)) | (Some("components"), _) => None,
        (Some(_), _) => Some(Case::on(ID, flow, handoff).costs(5, Loss::Work).at_risk(
            format!("the books of {to} count bundles, and the warehouse counts parts"),
            format!("#1001 is for 1 x SET-1. A-1, B-1 and C-1 leave the warehouse, and in {to} the stock of SET-1 falls by 1: four numbers are wrong after one order."),
            format!("Bring parts to {to} as well (`{FORM}: components`), or have it take bundles apart (`{APART}`)."),
        )),
        (None, _) => Some(unsaid(flow, handoff, format!("the books of {to} may count bundles while the warehouse counts parts"))),
    }
}
