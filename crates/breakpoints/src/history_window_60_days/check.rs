//! Finds the risk on a map: a system shows its documents for a while only, and something needs older ones.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use rust_decimal::prelude::ToPrimitive;
use seamless_flow::{Flow, Handoff, System};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{count, span, used};

const DAY: i64 = 24;

/// What a system's handoffs need of its past.
#[derive(Default)]
struct Needs<'f> {
    /// The backstop that looks back furthest.
    backstop: Option<(SignedDuration, &'f Handoff)>,
    /// Refunds or returns, which come long after the order.
    returns: bool,
}

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut needs: BTreeMap<&SystemId, Needs<'_>> = BTreeMap::new();
    for handoff in used(flow) {
        let from = needs.entry(&handoff.from).or_default();
        if let Some(over) = handoff.backstop.map(|it| it.over)
            && from.backstop.is_none_or(|(most, _)| over > most)
        {
            from.backstop = Some((over, handoff));
        }
        if matches!(handoff.carry, DocumentKind::Refund | DocumentKind::Return) {
            from.returns = true;
            needs.entry(&handoff.to).or_default().returns = true;
        }
    }
    let mut asked = false;
    let of = |system: &System| one_system(flow, system, needs.get(&system.id)?, &mut asked);
    flow.systems.values().filter_map(of).collect()
}

fn one_system(flow: &Flow, system: &System, needs: &Needs<'_>, asked: &mut bool) -> Option<Finding> {
    let vendor = Asked::System(flow, system);
    let days = vendor.number("history.days")?.to_i64()?;
    let window = SignedDuration::from_hours(days.checked_mul(DAY)?);
    let lifted = vendor.word("history.lifted_by");
    let granted = vendor.list("access.scopes");
    if let (Some(lifted), Some(granted)) = (lifted, granted)
        && granted.iter().any(|it| it == lifted)
    {
        return None;
    }
    let case = Case::at(ID, flow, system).costs(1, Loss::Part);
    let trade = Asked::Trade(flow);
    let returns = needs.returns && trade.yes("returns") != Some(false);
    let need = match needs.backstop.filter(|(over, _)| *over > window) {
        Some((over, handoff)) => Need::Backstop(over, handoff),
        None if !returns => return None,
        None => match trade.span("return_window") {
            Some(after) if after > window => Need::Returns(after),
            Some(_) => return None,
            None if *asked => return None,
            None => {
                *asked = true;
                let message = format!("refunds of orders that {} shows no more find no order", system.title);
                let question = "How long after the purchase may a customer bring goods back or have money returned, warranty included?";
                return Some(case.unknown(trade, "return_window", message, question));
            }
        },
    };
    let message = need.message(system, days);
    match (lifted, granted) {
        (Some(lifted), None) => Some(case.unknown(
            Asked::Team(flow, system),
            "access.scopes",
            message,
            &format!(
                "Which access has been granted to the app that reads from {}? Orders older than {days} days can be read only where `{lifted}` is among it.",
                system.title
            ),
        )),
        _ => Some(case.at_risk(message, need.witness(flow, system, days), need.fix(system, days, lifted))),
    }
}

enum Need<'f> {
    Backstop(SignedDuration, &'f Handoff),
    Returns(SignedDuration),
}

impl Need<'_> {
    fn message(&self, system: &System, days: i64) -> String {
        let title = &system.title;
        match self {
            Self::Backstop(..) => format!("a comparison with {title} sees nothing older than {days} days"),
            Self::Returns(_) => {
                format!("refunds of orders older than {days} days find no order, for {title} shows none")
            }
        }
    }

    fn witness(&self, flow: &Flow, system: &System, days: i64) -> String {
        let title = &system.title;
        match self {
            Self::Backstop(over, handoff) => {
                let hidden = *over - SignedDuration::from_hours(days * DAY);
                let orders = crate::look::orders_within(flow, hidden);
                let orders = orders.map(|it| format!(", {}", count(it))).unwrap_or_default();
                format!(
                    "The backstop of `{}` asks {title} for {}, and {title} answers with {days} days and no error: what is missing from the {} before{orders} looks complete.",
                    handoff.id,
                    span(*over),
                    span(hidden)
                )
            }
            Self::Returns(after) => format!(
                "#1001 is brought back on day {}, within the {} that customers have. {title} shows orders for {days} days: the refund has no order, no lines and no tax, and is booked by hand or not at all.",
                days + 15,
                span(*after)
            ),
        }
    }

    fn fix(&self, system: &System, days: i64, lifted: Option<&str>) -> String {
        match (self, lifted) {
            (_, Some(lifted)) => format!(
                "Have `{lifted}` granted, install the app again, and add it to `access.scopes` of `{}`.",
                system.id
            ),
            (Self::Backstop(_, handoff), None) => {
                format!("Let the backstop of `{}` look back {days} days at most.", handoff.id)
            }
            (Self::Returns(_), None) => format!(
                "Keep orders where they can be found for as long as goods may come back, and tell in the runbook where: {} forgets them after {days} days.",
                system.title
            ),
        }
    }
}
