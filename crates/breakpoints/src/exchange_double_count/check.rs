//! Finds the risk on a map: goods are exchanged, and the books count what goes out or what comes back twice.

use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{money, title};
use crate::way::into_books;

const KINDS: &[DocumentKind] = &[DocumentKind::Order];

const FACT: &str = "money.exchanges";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let booked = into_books(flow, KINDS);
    let trade = Asked::Trade(flow);
    let Some(first) = booked.first() else { return Vec::new() };
    let ask = |name: &str, question: &str| {
        let message = "an exchange may be counted twice in the books";
        vec![case(flow, first).unknown(trade, name, message, question)]
    };
    match (trade.yes("exchanges"), trade.word("exchange_model")) {
        (None, _) => ask("exchanges", "Can customers exchange what they bring back for something else?"),
        (Some(false), _) => Vec::new(),
        (Some(true), None) => ask(
            "exchange_model",
            "When goods are exchanged, do the new ones stand on the first order, or on a new order?",
        ),
        (Some(true), Some(model)) => once(booked.iter().filter_map(|it| one_handoff(flow, it, model))),
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Part)
}

fn one_handoff(flow: &Flow, handoff: &Handoff, model: &str) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    let (stand, place) = match model {
        "new_order" => ("on a new order", "a new order that names the first"),
        _ => ("on the first order", "a change of the first order"),
    };
    match asked.word(FACT) {
        Some(said) if said == model => None,
        Some(said) => Some(case(flow, handoff).at_risk(
            format!("goods that are given in exchange stand {stand}, and {to} {}", expects(said)),
            witness(flow, to, said),
            format!("Have `{}` bring an exchange as {place}, with the return that it settles, and write `{FACT}: {model}` into its contract.", handoff.id),
        )),
        None => {
            let message = format!("an exchange may be counted twice in {to}, or not at all");
            let question = format!("When a customer exchanges goods, how does it arrive in {to}: as a change of the first order, as a new order that names it, or not at all?");
            Some(case(flow, handoff).unknown(asked, FACT, message, &question))
        }
    }
}

fn expects(said: &str) -> &'static str {
    match said {
        "new_order" => "waits for a new order",
        "same_order" => "looks for them on the first one",
        _ => "hears of no exchange",
    }
}

fn witness(flow: &Flow, to: &str, said: &str) -> String {
    let (hundred, eighty, twenty) = (money(flow, 100), money(flow, 80), money(flow, 20));
    let ending = match said {
        "not_carried" => format!(
            "{to} keeps a sale of {hundred} for goods that came back, and knows nothing of those that left"
        ),
        "new_order" => {
            format!("{to} gets no order for them and credits {hundred}: a sale of {eighty} is missing")
        }
        _ => format!("{to} books {eighty} a second time, beside the {hundred} that it still has"),
    };
    format!(
        "#1001 is for shoes of {hundred}. They come back for a pair of {eighty}, and {twenty} are paid out. {ending}."
    )
}
