//! Finds the risk on a map: the books work the tax out again, and cents go missing.

use rust_decimal::{Decimal, RoundingStrategy};
use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{money, title};
use crate::way::into_books;

const KINDS: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::Refund];

const FACT: &str = "money.tax";

const INCLUDED: &str = "taxes.included";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let booked = into_books(flow, KINDS);
    let trade = Asked::Trade(flow);
    let Some(first) = booked.first() else { return Vec::new() };
    match trade.word("taxes") {
        Some("none") => Vec::new(),
        Some(taxes) => once(booked.iter().filter_map(|it| one_handoff(flow, it, taxes))),
        None => {
            let message = "orders may differ by cents between shop and books";
            let question = "Do your prices include tax, is it added, both by market, or is there none?";
            vec![case(flow, first).unknown(trade, "taxes", message, question)]
        }
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(10, Loss::Work)
}

fn one_handoff(flow: &Flow, handoff: &Handoff, taxes: &str) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    let rounded = asked.list("money.lines").is_some_and(|it| it.iter().any(|it| it == "rounding"));
    let gross = if taxes == "added" { Some(true) } else { Asked::target(flow, handoff).yes(INCLUDED) };
    match (asked.word(FACT), gross) {
        // Net lines, the tax as it is, and an account for what is left.
        (Some("from_source"), _) if rounded => None,
        (_, Some(false)) => Some(net_only(flow, handoff)),
        (Some("from_source"), Some(true)) => None,
        (Some("from_source"), None) => Some(ask_included(flow, handoff)),
        (Some(_), _) if rounded => None,
        (Some(_), _) => Some(case(flow, handoff).at_risk(
            format!("{to} works out the tax again, and what differs by cents has no account"),
            witness(flow, to),
            format!("Book the tax as the shop gives it (`{FACT}: from_source`), or give the difference an account of its own and add `rounding` to `money.lines` of `{}`.", handoff.id),
        )),
        (None, _) => {
            let message = format!("orders may differ by cents between the shop and {to}");
            let question = format!("Is tax booked in {to} as the shop gives it, or worked out again there?");
            Some(case(flow, handoff).unknown(asked, FACT, message, &question))
        }
    }
}

/// Prices have tax in them, and the books want them without.
fn net_only(flow: &Flow, handoff: &Handoff) -> Finding {
    let to = title(flow, &handoff.to);
    case(flow, handoff).at_risk(
        format!("{to} cannot book prices that include tax"),
        format!(
            "#1001 has three units of {} with tax of 8.8% in the price. {to} wants them without: each price has more digits than it keeps, and three of them are not what was paid.",
            money(flow, unit(flow))
        ),
        format!("Bring net lines and the tax of each as amounts, with what is left on a line for rounding; then write `{FACT}: from_source` and add `rounding` to `money.lines` of `{}`.", handoff.id),
    )
}

fn ask_included(flow: &Flow, handoff: &Handoff) -> Finding {
    let (asked, target) = (Asked::target(flow, handoff), flow.system(&handoff.to));
    let message = format!("{} may not be able to book prices that include tax", target.title);
    let question = "Can you book prices that include tax as they are?";
    Case::at(ID, flow, target).costs(10, Loss::Work).unknown(asked, INCLUDED, message, question)
}

/// 1.99 in a currency with cents.
fn unit(flow: &Flow) -> Decimal {
    Decimal::new(199, flow.currency.digits())
}

/// Three units at 8.8%: tax of each, rounded and added, against tax of their sum.
fn witness(flow: &Flow, to: &str) -> String {
    let (rate, three) = (Decimal::new(88, 3), Decimal::from(3));
    let pays = |amount: Decimal| {
        amount.round_dp_with_strategy(flow.currency.digits(), RoundingStrategy::MidpointAwayFromZero)
    };
    let (by_line, by_sum) = (pays(unit(flow) * rate) * three, pays(unit(flow) * three * rate));
    format!(
        "#1001 has three lines of {} at 8.8%. Rounded on each line the tax is {}, on their sum {}: shop and {to} differ by {}, the payment does not fit the invoice, and {to} leaves it open or refuses it.",
        money(flow, unit(flow)),
        money(flow, by_line),
        money(flow, by_sum),
        money(flow, by_line - by_sum)
    )
}
