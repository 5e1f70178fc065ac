//! Finds the risk on a map and a day: the version of an API that is spoken is answered no more, or soon not.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use seamless_flow::{Flow, Handoff, System};
use seamless_model::{CarrierId, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{Mover, count, used};

const VERSION: &str = "api.version";
const UNTIL: &str = "api.supported_until";

/// How many days before its end a version is to be left.
const AHEAD: i32 = 90;

pub(super) fn check(flow: &Flow, today: Option<Date>) -> Vec<Finding> {
    // A version is spoken between a system and who calls it: what is said of one arrow holds for the others.
    let mut speaking: BTreeMap<(&SystemId, &CarrierId), &Handoff> = BTreeMap::new();
    for handoff in used(flow) {
        for system in [&handoff.from, &handoff.to] {
            speaking.entry((system, &handoff.by)).or_insert(handoff);
        }
    }
    speaking.into_iter().filter_map(|((system, _), it)| one(flow, flow.system(system), it, today)).collect()
}

fn one(flow: &Flow, system: &System, handoff: &Handoff, today: Option<Date>) -> Option<Finding> {
    // Where nobody says that the API has versions, there is nothing that ends.
    let version = Asked::System(flow, system).word(VERSION)?;
    let carrier = match Mover::of(flow, handoff) {
        Mover::Carrier(_) => Some(Asked::Carrier(flow, handoff)),
        _ => None,
    };
    let asked = carrier.unwrap_or(Asked::System(flow, system));
    let case = match carrier {
        Some(_) => Case::on(ID, flow, handoff),
        None => Case::at(ID, flow, system),
    };
    let case = case.costs(100, Loss::Part);
    let (title, by) = (&system.title, Mover::of(flow, handoff).title());
    let Some(until) = asked.word(UNTIL).and_then(|it| it.parse::<Date>().ok()) else {
        let question = match carrier {
            Some(_) => format!("Until which day does {title} answer the version of its API that you speak?"),
            None => format!("Until which day is version {version} of the API of {title} answered?"),
        };
        let message = format!("one day {title} answers no more in the way that {by} expects");
        return Some(case.unknown(asked, UNTIL, message, &question));
    };
    let today = today?;
    let days = today.until(until).ok()?.get_days();
    let warn = until.checked_sub(AHEAD.days()).ok()?;
    (today > warn).then(|| {
        let when = if days < 0 { format!("since {until}") } else { format!("after {until}, in {days} days,") };
        let orders = flow.volume.orders_per_day.and_then(|it| u64::try_from(it.round()).ok());
        let orders = orders.map(|it| format!(" {} a day hang on it.", count(it))).unwrap_or_default();
        case.at_risk(
            format!("{when} {title} answers {by} in another version, or not at all"),
            format!(
                "{by} calls {title} for #1001 on the day after {until}: the call is gone or a field is missing, and on neither side has anybody changed anything.{orders}"
            ),
            format!(
                "Have {by} move to a newer version of {title}'s API, rehearse it, and write its last day as `{UNTIL}`."
            ),
        )
    })
}
