//! Finds the risk on a map: a channel pays the tax of its orders to the authorities, and the books pay it again.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff, Role, System};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{money, moving, title, walk};
use crate::way::into_books;

const KINDS: &[DocumentKind] = &[DocumentKind::Order];

const FACT: &str = "money.channel_tax";

const REMITS: &str = "order.remits_tax";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let booked = into_books(flow, KINDS);
    let channels = Asked::Trade(flow).list("remitting_channels").is_some_and(|it| !it.is_empty());
    let of = |role: Role| flow.systems.values().filter(move |it| it.role == role);
    let remits = |it: &&System| Asked::System(flow, it).yes(REMITS);
    let (known, unsaid): (Vec<&System>, Vec<&System>) =
        of(Role::Marketplace).filter(|it| remits(it) != Some(false)).partition(|it| remits(it).is_some());
    let shops = of(Role::Storefront).filter(|_| channels);
    let from_known = reach(flow, known.into_iter().chain(shops));
    let from_unsaid = reach(flow, unsaid.iter().copied());
    let judged = booked.iter().filter(|it| from_known.contains(&it.from)).filter_map(|it| judge(flow, it));
    let apart = |it: &&Handoff| Asked::Contract(flow, it).yes(FACT) == Some(true);
    let loose = booked.iter().any(|it| from_unsaid.contains(&it.from) && !apart(it));
    let asked = unsaid.into_iter().filter(|_| loose).map(|it| ask(flow, it));
    once(judged.chain(asked))
}

/// The systems to which orders of some systems come.
fn reach<'f>(flow: &'f Flow, from: impl Iterator<Item = &'f System>) -> BTreeSet<&'f SystemId> {
    walk(moving(flow, KINDS).map(|it| (&it.from, &it.to)), from.map(|it| &it.id))
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(10, Loss::Part)
}

fn judge(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    let message = format!("tax that the channel pays to the authorities is booked in {to} as owed by you");
    match asked.yes(FACT) {
        Some(true) => None,
        Some(false) => Some(case(flow, handoff).at_risk(
            message,
            format!(
                "#1001 is sold on a channel for {} and {} of tax, which the channel keeps and pays. {to} books the tax as your debt: it is paid a second time with the next return, and the payout is short of it.",
                money(flow, 100),
                money(flow, 8)
            ),
            format!("Bring with each tax who pays it, book what the channel pays on an account of its own, and write `{FACT}: true` into the contract of `{}`.", handoff.id),
        )),
        None => {
            let message = format!("tax that the channel pays to the authorities may be booked in {to} as owed by you");
            let question = format!("When a channel collects the tax of an order and pays it itself, is that tax told apart in {to} from the tax that the brand owes?");
            Some(case(flow, handoff).unknown(asked, FACT, message, &question))
        }
    }
}

fn ask(flow: &Flow, marketplace: &System) -> Finding {
    let asked = Asked::System(flow, marketplace);
    let message = format!("tax of orders from {} may be paid twice", marketplace.title);
    let question = "Do you collect the tax of our orders and pay it to the authorities yourself?";
    Case::at(ID, flow, marketplace).costs(10, Loss::Part).unknown(asked, REMITS, message, question)
}
