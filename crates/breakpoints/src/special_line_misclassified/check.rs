//! Finds the risk on a map: tips, duties and fees stand on orders, and the books have no account for them.

use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{money, title};
use crate::way::into_books;

const KINDS: &[DocumentKind] = &[DocumentKind::Order];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let booked = into_books(flow, KINDS);
    let trade = Asked::Trade(flow);
    let Some(first) = booked.first() else { return Vec::new() };
    match trade.list("special_lines") {
        Some([]) => Vec::new(),
        Some(special) => once(booked.iter().filter_map(|it| one_handoff(flow, it, special))),
        None => {
            let message =
                "what is neither goods nor shipping may be refused by the books, or booked as goods";
            let question = "What else than goods and shipping stands on your orders: tips, duties, fees, rounding of cash, lines without an item, donations?";
            vec![case(flow, first).unknown(trade, "special_lines", message, question)]
        }
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Work)
}

fn one_handoff(flow: &Flow, handoff: &Handoff, special: &[String]) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    let Some(known) = asked.list("money.lines") else {
        let all: Vec<&str> = special.iter().map(|it| many(it)).collect();
        let message = format!("{to} may refuse orders with {}, or book them as goods", all.join(", "));
        let question =
            format!("Has {to} an account of its own for each of these on an order: {}?", all.join(", "));
        return Some(case(flow, handoff).unknown(asked, "money.lines", message, &question));
    };
    let missing: Vec<&str> = special.iter().filter(|it| !known.contains(it)).map(String::as_str).collect();
    let first = missing.first()?;
    let all: Vec<&str> = missing.iter().map(|it| many(it)).collect();
    Some(case(flow, handoff).at_risk(
        format!("{to} has no account for {}", all.join(", ")),
        format!(
            "#1001 has goods of {} and {} of {}: {to} refuses the order, or adds the amount to the line before it, and the goods are worth more than they cost.",
            money(flow, 100),
            one(first),
            money(flow, 5)
        ),
        format!("Give each an account in {to}, and add {} to `money.lines` in the contract of `{}`.", quoted(&missing), handoff.id),
    ))
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

fn many(kind: &str) -> &str {
    match kind {
        "tip" => "tips",
        "duty" => "duties",
        "fee" => "fees",
        "rounding" => "rounding of cash",
        "custom" => "lines without an item",
        "donation" => "donations",
        other => other,
    }
}

fn one(kind: &str) -> &str {
    match kind {
        "tip" => "a tip",
        "duty" => "a duty",
        "fee" => "a fee",
        "rounding" => "a rounding",
        "custom" => "a line without an item",
        "donation" => "a donation",
        other => other,
    }
}
