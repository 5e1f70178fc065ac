//! Finds the risk on a map: money goes back for no line, and the books credit a whole one.

use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{money, title};
use crate::way::into_books;

const KINDS: &[DocumentKind] = &[DocumentKind::Refund];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    once(into_books(flow, KINDS).into_iter().filter_map(|it| one_handoff(flow, it)))
}

/// Seamless carries the money that moved, and compares it with the credit afterwards.
fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let case = Case::on(ID, flow, handoff).costs(2, Loss::Part);
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    let (ten, hundred) = (money(flow, 10), money(flow, 100));
    match asked.word("money.refunded") {
        Some("lines") => Some(case.at_risk(
            format!("a credit in {to} is worth the lines of a refund, whatever was given back"),
            format!("#1001 has one line of {hundred}. Its customer gets {ten} back for a scratch: {to} credits {hundred}, or nothing where the refund names no line."),
            format!("Have `{}` credit the money that moved, and book what no line explains as an adjustment.", handoff.id),
        )),
        None if !handoff.is_ours() => {
            let message = format!("a refund of an amount may be credited in {to} as a whole line, or as nothing");
            let question = format!("When {ten} of a line of {hundred} are given back, or shipping alone, what is the credit in {to} worth: the money that went back, or the line?");
            Some(case.unknown(asked, "money.refunded", message, &question))
        }
        _ => no_account(flow, handoff, case),
    }
}

fn no_account(flow: &Flow, handoff: &Handoff, case: Case<'_>) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    let ten = money(flow, 10);
    match asked.list("money.lines") {
        Some(lines) if lines.iter().any(|it| it == "adjustment") => None,
        Some(_) => Some(case.at_risk(
            format!("money that goes back for no line has no account in {to}"),
            format!("Service gives {ten} back on #1001 for a late parcel. The refund names no line, and {to} has no kind of line for it: the credit is refused, or ends on the account of an item that never came back."),
            format!("Give `{to}` an account for goodwill, and add `adjustment` to `money.lines` in the contract of `{}`.", handoff.id),
        )),
        None => {
            let message = format!("money that goes back for no line may have no account in {to}");
            let question = format!("For which kinds of lines does {to} have an account on a credit: items, shipping, and amounts for no line (adjustment)?");
            Some(case.unknown(asked, "money.lines", message, &question))
        }
    }
}
