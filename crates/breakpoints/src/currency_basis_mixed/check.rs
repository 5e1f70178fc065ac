//! Finds the risk on a map: customers pay in several currencies, and the books are not told which money is meant.

use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{many, moving, of_one_order, title};

const FACT: &str = "money.currency";
const KINDS: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::Refund, DocumentKind::Payment];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let booked: Vec<&Handoff> =
        moving(flow, KINDS).filter(|it| flow.system(&it.to).role.keeps_books()).collect();
    let Some(first) = booked.first() else { return Vec::new() };
    let trade = Asked::Trade(flow);
    let Some(currencies) = trade.list("currencies") else {
        let message = "amounts may reach the books in a currency that they do not expect";
        let question = "In which currencies can customers pay?";
        return vec![case(flow, first).unknown(trade, "currencies", message, question)];
    };
    let Some(foreign) = currencies.iter().find(|it| it.as_str() != flow.currency.code()) else {
        return Vec::new();
    };
    let unsaid = booked.iter().filter_map(|it| unsaid(flow, it, foreign));
    unsaid.chain(mixed(flow, &booked, foreign)).collect()
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(10, Loss::Part)
}

fn unsaid(flow: &Flow, handoff: &Handoff, foreign: &str) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    if asked.word(FACT).is_some() {
        return None;
    }
    let (to, all) = (title(flow, &handoff.to), many(handoff.carry));
    let message = format!("{all} paid in {foreign} may be booked in {to} as if they were {}", flow.currency);
    let refunds = if handoff.carry == DocumentKind::Refund { "" } else { " And those of their refunds?" };
    let question = format!(
        "When a customer pays in {foreign}, are the amounts of {all} that reach {to} in {foreign} or in {}?{refunds}",
        flow.currency
    );
    Some(case(flow, handoff).unknown(asked, FACT, message, &question))
}

/// Two arrows into the same books whose amounts are of different money. Reported on the later one.
fn mixed<'f>(flow: &'f Flow, booked: &[&'f Handoff], foreign: &str) -> Option<Finding> {
    let said: Vec<(&Handoff, &str)> =
        booked.iter().filter_map(|it| Some((*it, Asked::Contract(flow, it).word(FACT)?))).collect();
    let pair = |index: usize| {
        let (handoff, second) = said[index];
        let differs = |(it, basis): &&(&Handoff, &str)| {
            it.to == handoff.to && *basis != second && of_one_order(flow, it, handoff)
        };
        let (other, first) = said[..index].iter().find(differs)?;
        Some((*other, *first, handoff, second))
    };
    let (other, first, handoff, second) = (1..said.len()).find_map(pair)?;
    let to = title(flow, &handoff.to);
    let (one, two) = (many(other.carry), many(handoff.carry));
    Some(case(flow, handoff).at_risk(
        format!("{one} reach {to} in {} money and {two} in {} money", words(first), words(second)),
        format!(
            "#1001 is paid with 100.00 {foreign}. Its {} is booked in {to} in {} money and its {} in {}: two numbers for one amount, and the customer's balance is off by the rate of exchange.",
            other.carry.words(),
            words(first),
            handoff.carry.words(),
            words(second)
        ),
        format!(
            "Agree on one money for every document of an order: set `{FACT}` of `{}` and `{}` to the same word.",
            other.id, handoff.id
        ),
    ))
}

fn words(basis: &str) -> &str {
    match basis {
        "presentment" => "the customer's",
        "shop" => "the shop's",
        _ => "either",
    }
}
