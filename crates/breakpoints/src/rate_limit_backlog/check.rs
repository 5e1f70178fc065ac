//! Finds the risk on a map: at the peak more is asked of a system than it answers, and orders wait.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use rust_decimal::prelude::ToPrimitive;
use seamless_flow::{Flow, Mode, System, Via};
use seamless_model::SystemId;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{span, upper_first};
use crate::quantity::budget::{Budget, Limits, Load, load};
use crate::quantity::drain::{Limit, Peak, drain};

/// The fact that is asked for where no limit is known.
const CALLS: &str = "rate.calls_per_second";
const LASTS: &str = "peak_lasts";

/// How long the peak of the example lasts where the brand does not say.
const AN_HOUR: SignedDuration = SignedDuration::from_hours(1);

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
    let mut loads: BTreeMap<&SystemId, Vec<Load>> = BTreeMap::new();
    let called = |via| !matches!(via, Via::File(_) | Via::Manual);
    for handoff in flow.handoffs.values().filter(|it| it.mode != Mode::Paused && called(it.via)) {
        for id in [&handoff.from, &handoff.to] {
            loads.entry(id).or_default().extend(load(flow, handoff, flow.system(id), peak));
        }
    }
    let of = |system: &System| {
        let loads = loads.remove(&system.id)?;
        let budget = Budget { system: system.id.clone(), limits: Limits::of(system), loads };
        one_system(flow, system, &budget, peak)
    };
    flow.systems.values().filter_map(of).collect()
}

fn one_system(flow: &Flow, system: &System, budget: &Budget, peak: f64) -> Option<Finding> {
    let title = &system.title;
    let case = Case::at(ID, flow, system).costs(100, Loss::Part);
    let message = format!("at the peak {title} is asked more than it answers, and orders wait");
    match budget.used_share() {
        Some(share) if share > 1.0 => Some(case.at_risk(
            message,
            format!("{} {}", sentence(&budget.says(title)), backlog(flow, budget, peak)),
            fix(budget, title),
        )),
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
                    "How many calls a second do you answer for one client, and how many at once? At the peak we ask {:.1} times a second.",
                    budget.calls_per_second()
                ),
            )),
        },
    }
}

fn sentence(text: &str) -> String {
    format!("{}.", upper_first(text))
}

/// What piles up, how old the oldest order gets and when it is through.
fn backlog(flow: &Flow, budget: &Budget, peak: f64) -> String {
    let said = Asked::Trade(flow).span(LASTS);
    let lasts = said.unwrap_or(AN_HOUR);
    let day = flow.volume.orders_per_day.and_then(|it| it.to_f64()).unwrap_or_default();
    let peak =
        Peak { orders_per_second: peak, lasts_s: lasts.as_secs_f64(), afterwards_per_second: day / 86_400.0 };
    let limits = limits(budget, peak.orders_per_second);
    if limits.iter().any(|it| it.orders_per_second() <= 0.0) {
        return "What is asked at intervals takes all of it, whether orders come or not: #1001 does not get through."
            .to_owned();
    }
    let left = drain(peak, &limits, 0.0);
    let when = match said {
        Some(_) => format!("In the peak of {}", span(lasts)),
        None => format!("If the peak lasts {}", span(lasts)),
    };
    format!("{when}, {}; #1001, placed at its end, is the one that waits longest.", left.says())
}

/// The limits of a system in orders a second, after what polls take whether orders come or not.
fn limits(budget: &Budget, peak: f64) -> Vec<Limit> {
    let standing: f64 = budget.loads.iter().map(|it| it.standing_calls_per_second).sum();
    let for_each = |used: f64| ((used - standing) / peak).max(f64::EPSILON);
    let points = budget.limits.points_per_second.map(|it| Limit::Bucket {
        points_per_second: (it - standing).max(0.0),
        bucket_points: budget.limits.bucket_points.unwrap_or_default(),
        points_per_order: for_each(budget.points_per_second()),
        reserve_share: 0.0,
        retry_share: 0.0,
    });
    let calls = budget.limits.calls_per_second;
    let calls = calls.map(|it| Limit::Rate((it - standing).max(0.0) / for_each(budget.calls_per_second())));
    points.into_iter().chain(calls).collect()
}

fn fix(budget: &Budget, title: &str) -> String {
    let most = budget.loads.iter().max_by(|a, b| a.calls_per_second().total_cmp(&b.calls_per_second()));
    let less = most.map_or(String::new(), |it| match it.standing_calls_per_second {
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
