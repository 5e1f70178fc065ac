//! Finds the risk on a map: money arrives at the bank, and nobody can say for which orders.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Role, System};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{count, money, moving, orders_within, title, worth};
use crate::way::into_books;
use crate::{Finding, proposal};

const PAYOUTS: &[DocumentKind] = &[DocumentKind::Payout];

const SALES: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::Payment, DocumentKind::Refund];

/// By what sales come to the books into which payouts come, be it in sums.
const FEEDS: &[DocumentKind] =
    &[DocumentKind::Order, DocumentKind::Payment, DocumentKind::Refund, DocumentKind::Journal];

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

const TWO_DAYS: SignedDuration = SignedDuration::from_hours(48);

const DETAIL: &str = "money.payout_detail";

const MOVEMENTS: &str = "money.payout_kinds";

/// What every payout holds sooner or later.
const USUAL: &[&str] = &["charge", "refund", "fee", "dispute"];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let payouts = into_books(flow, PAYOUTS);
    let sales = into_books(flow, SALES);
    let Some(first) = sales.first() else { return Vec::new() };
    let told: BTreeSet<&SystemId> = payouts.iter().map(|it| &it.from).collect();
    let untold: Vec<&System> = payers(flow).into_iter().filter(|it| !told.contains(&it.id)).collect();
    let fed: BTreeSet<&SystemId> = moving(flow, FEEDS).map(|it| &it.to).collect();
    let carried = payouts.iter().filter_map(|it| match fed.contains(&it.to) {
        true => one_handoff(flow, it),
        false => Some(nothing_to_match(flow, it, &first.to)),
    });
    let trade = Asked::Trade(flow);
    match trade.word("payouts") {
        Some("matched") => once(carried),
        Some(_) => once(carried.chain(untold.into_iter().map(|it| no_way(flow, it, &first.to)))),
        None => once(carried.chain(untold.first().map(|it| ask(flow, it)))),
    }
}

/// Who pays out: systems for payments and marketplaces; the shops where no system for payments is on the map.
fn payers(flow: &Flow) -> Vec<&System> {
    let has_payments = flow.systems.values().any(|it| it.role == Role::Payments);
    let pays = |role: Role| match role {
        Role::Payments | Role::Marketplace => true,
        Role::Storefront => !has_payments,
        _ => false,
    };
    flow.systems.values().filter(|it| pays(it.role)).collect()
}

fn ask(flow: &Flow, payer: &System) -> Finding {
    let trade = Asked::Trade(flow);
    let message = format!("nobody may be able to say for which orders {} has paid out", payer.title);
    let question = format!(
        "No handoff brings payouts of {} into the books. Is each of them matched with its orders, refunds and fees in another way?",
        payer.title
    );
    Case::at(ID, flow, payer).costs(100, Loss::Work).unknown(trade, "payouts", message, &question)
}

fn no_way(flow: &Flow, payer: &System, books: &SystemId) -> Finding {
    let (paid, to) = (&payer.title, title(flow, books));
    let day = orders_within(flow, A_DAY);
    Case::at(ID, flow, payer).costs(100, Loss::Work).at_risk(
        format!("payouts of {paid} are matched with nothing"),
        format!(
            "{} of one day are sales{} in {to}. Two days later {paid} pays out less: refunds of other days, fees, a dispute about #1001. What the difference is made of, nobody can say at the end of the month.",
            day.map_or_else(|| "The orders".to_owned(), |it| format!("The {}", count(it))),
            day.and_then(|it| worth(flow, it)).map(|it| format!(" of {it}")).unwrap_or_default()
        ),
        format!(
            "Add a handoff: `{}`, or write `trade: {{ payouts: matched }}` where it is done in another way.",
            proposal::handoff(flow, PAYOUTS[0], payer, flow.system(books), TWO_DAYS)
        ),
    )
}

/// Payouts into books that never get a sale: what is paid out is matched with nothing.
fn nothing_to_match(flow: &Flow, handoff: &Handoff, sales: &SystemId) -> Finding {
    let (from, to, others) = (title(flow, &handoff.from), title(flow, &handoff.to), title(flow, sales));
    Case::on(ID, flow, handoff).costs(100, Loss::Work).at_risk(
        format!("payouts of {from} reach {to}, and the sales that they are made of do not"),
        format!("#1001 is a sale of {} in {others}. Its payout comes to {to}, less a fee, and finds no sale there: the clearing account grows with every payout.", money(flow, 100)),
        format!(
            "Add a handoff that brings the sales there: `{}`; or let payouts go to {others}.",
            proposal::handoff(flow, DocumentKind::Journal, flow.system(sales), flow.system(&handoff.to), A_DAY)
        ),
    )
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let case = Case::on(ID, flow, handoff).costs(100, Loss::Work);
    let (asked, from, to) =
        (Asked::Contract(flow, handoff), title(flow, &handoff.from), title(flow, &handoff.to));
    match (asked.word(DETAIL), asked.list(MOVEMENTS)) {
        (Some("transactions"), Some(kinds)) => {
            let missing: Vec<&str> =
                USUAL.iter().copied().filter(|it| !kinds.iter().any(|kind| kind == it)).collect();
            let first = missing.first()?;
            Some(case.at_risk(
                format!("parts of a payout have no account in {to}: {}", missing.join(", ")),
                format!(
                    "A payout of {from} holds 42 charges and one {first} of {}: {to} has nowhere to put it, and the clearing account keeps {0} for ever.",
                    money(flow, 15)
                ),
                format!("Give each an account in {to}, and add {} to `{MOVEMENTS}` of `{}`.", missing.join(", "), handoff.id),
            ))
        }
        (Some("transactions"), None) => {
            let message = format!("parts of a payout may have no account in {to}");
            let question = format!("For which parts of a payout does {to} have an account: charges, refunds, fees, disputes, reserves, adjustments, exchange of currencies?");
            Some(case.unknown(asked, MOVEMENTS, message, &question))
        }
        (Some(_), _) => Some(case.at_risk(
            format!("a payout reaches {to} as a sum, without the orders that it is made of"),
            format!(
                "{from} pays out for 3 days of orders{}, less a refund of #1001 and a fee for each. {to} gets one sum: an order that was never paid out cannot be found in it.",
                orders_within(flow, SignedDuration::from_hours(72)).map(|it| format!(" ({})", count(it))).unwrap_or_default()
            ),
            format!("Bring every movement of a payout with its order: `{DETAIL}: transactions` in the contract of `{}`.", handoff.id),
        )),
        (None, _) => {
            let message = format!("nobody may be able to say for which orders a payout of {from} is");
            let question = format!("What does a payout of {from} bring to {to}: every movement with its order, one sum for each kind, or one sum?");
            Some(case.unknown(asked, DETAIL, message, &question))
        }
    }
}
