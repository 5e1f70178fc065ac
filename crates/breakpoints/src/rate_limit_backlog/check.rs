//! Finds the risk on a map: at the peak more is asked of a system than it answers, and orders wait.

use rust_decimal::prelude::ToPrimitive;
use seamless_flow::{Flow, System};

use super::ID;
use super::heap::Heap;
use super::share::{PART, Shares};
use crate::judge::{Asked, Case, Loss};
use crate::quantity::budget::Budget;
use crate::{Finding, Severity};

/// The fact that is asked for where no limit is known.
const CALLS: &str = "rate.calls_per_second";

/// Below this many calls a second it is not worth a question.
const FEW_CALLS: f64 = 1.0;

/// A system that answers so many calls at once, and no more, has to answer each within this many seconds.
const CALL_TAKES_S: f64 = 0.5;

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let Some(peak) = flow.volume.peak_orders_per_minute.and_then(|it| it.to_f64()).map(|it| it / 60.0) else {
        return Vec::new();
    };
    if peak <= 0.0 {
        return Vec::new();
    }
    let shares = Shares::of(flow);
    flow.systems.values().filter_map(|it| one_system(flow, it, peak, &shares)).collect()
}

fn one_system(flow: &Flow, system: &System, peak: f64, shares: &Shares<'_>) -> Option<Finding> {
    let title = &system.title;
    let case = Case::at(ID, flow, system).costs(100, Loss::Part);
    let message = format!("at the peak {title} is asked more than it answers, and orders wait");
    let budget = shares.budget(flow, system, peak, true)?;
    match budget.used_share() {
        Some(share) if share > 1.0 => {
            let heap = Heap::of(flow, &budget, peak);
            // Where nobody has said how much of the peak is sold here, only what is asked in any case is a risk.
            let surely = shares.budget(flow, system, peak, false).filter(|_| shares.unsaid(system));
            if heap.is_in_time() {
                return None;
            }
            if surely.is_some_and(|it| it.used_share().is_none_or(|it| it <= 1.0)) {
                let message = format!("at the peak {title} may be asked more than it answers");
                let question = format!("How many orders does {title} have in its busiest minute?");
                return Some(case.unknown(Asked::Team(flow, system), PART, message, &question));
            }
            let found = case.at_risk(message, heap.says(flow, &budget, title), fix(&budget, title));
            Some(if heap.is_mostly_in_time() { Finding { severity: Severity::Low, ..found } } else { found })
        }
        Some(_) => None,
        None => match budget.call_may_take_s() {
            Some(may_take) if may_take < CALL_TAKES_S => Some(case.at_risk(
                message,
                format!(
                    "{title} answers {} calls at once, and at the peak it is asked {:.1} times a second: each call has to end within {may_take:.2} s. When one takes longer, the order behind it waits, #1001 first.",
                    budget.limits.concurrent.unwrap_or_default(),
                    budget.calls_per_second()
                ),
                format!("Ask the vendor of {title} for more calls at once, or carry several orders with one call."),
            )),
            Some(_) => None,
            None if budget.calls_per_second() < FEW_CALLS => None,
            None => Some(case.unknown(
                Asked::System(flow, system),
                CALLS,
                format!("at the peak {title} may be asked more than it answers"),
                &format!(
                    "How many calls a second do you answer for one client, and how many at once? At the peak we ask up to {:.1} times a second.",
                    budget.calls_per_second()
                ),
            )),
        },
    }
}

fn fix(budget: &Budget, title: &str) -> String {
    let less = budget.heaviest().map_or(String::new(), |it| match it.standing_calls_per_second {
        standing if standing * 2.0 > it.calls_per_second() => {
            format!(" Let `{}` ask less often.", it.handoff)
        }
        _ => format!(" Or let `{}` carry several documents with one call.", it.handoff),
    });
    let points = budget.limits.points_per_second.filter(|it| budget.points_per_second() > *it);
    let room = match points {
        Some(_) => format!("{:.0} points", budget.points_per_second().ceil()),
        None => format!("{:.0} calls", budget.calls_per_second().ceil()),
    };
    format!(
        "Ask for a larger limit of {title}, with room above {room} a second, and let orders go before stock and catalogue.{less}"
    )
}
