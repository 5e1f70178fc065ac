//! Whether orders of a marketplace are confirmed as shipped when it demands it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use seamless_flow::{Flow, Role, System};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use super::check::YEAR;
use super::cutoff::{CUTOFF, ZONE, time, workdays};
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{moving, span};
use crate::pace::Pace;
use crate::quantity::calendar::{CutOff, Due, Leg, Outcome, Promise, Workdays};
use crate::sources::Sources;
use crate::way::to_goods;

const WITHIN: &str = "promise.ship_within";

const PROMISE_ZONE: &str = "promise.timezone";

const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

/// The days on which the orders of the examples are placed.
const DAYS: (Date, Date) = (Date::constant(YEAR, 1, 4), Date::constant(YEAR, 12, 31));

/// Somebody who ships for a marketplace: how long its orders take to him, and word of the parcel back.
type Way<'f> = (&'f System, SignedDuration, SignedDuration);

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let ships_itself = |it: &System| Asked::System(flow, it).yes("order.ships_itself") == Some(true);
    let markets = flow.systems.values().filter(|it| it.role == Role::Marketplace && !ships_itself(it));
    let markets: Vec<&System> = markets.collect();
    let mut sources = Sources::of(flow);
    let told = Pace::against(flow, moving(flow, SHIPMENT));
    let mut findings = Vec::new();
    for alike in Pace::along(flow, to_goods(flow)).alike(&markets, &mut sources) {
        for back in told.alike(&alike.places, &mut sources) {
            let ways = ways(flow, &alike.times, &back.times);
            findings.extend(back.places.iter().filter_map(|it| one_market(flow, it, &ways)));
        }
    }
    findings
}

/// Those who ship, whom its orders reach and who tell it of parcels. One who does not has a finding of his own.
fn ways<'f>(
    flow: &'f Flow,
    times: &BTreeMap<&SystemId, SignedDuration>,
    back: &BTreeMap<&SystemId, SignedDuration>,
) -> Vec<Way<'f>> {
    let way = |(at, takes): (&&SystemId, &SignedDuration)| {
        let shipper = flow.system(at);
        let ships = shipper.role.ships_goods();
        ships.then_some((shipper, *takes, *back.get(*at)?))
    };
    // Those who fare alike are judged once.
    let mut seen = BTreeSet::new();
    let fares = |(shipper, to, back): &Way<'f>| {
        let asked = Asked::System(flow, shipper);
        (*to, *back, asked.word(CUTOFF), asked.word(ZONE), asked.list("cutoff.days"))
    };
    times.iter().filter_map(way).filter(|it| seen.insert(fares(it))).collect()
}

fn one_market(flow: &Flow, market: &System, ways: &[Way<'_>]) -> Option<Finding> {
    let asked = Asked::Team(flow, market);
    let case = Case::at(ID, flow, market).costs(5, Loss::Part);
    ways.first()?;
    let message = format!("orders of {} may be confirmed as shipped later than it demands", market.title);
    let Some(due) = asked.word(WITHIN).and_then(due) else {
        let question = format!(
            "Until when must an order of {} be confirmed as shipped, by its rules and your settings there: in working days after it is placed (`1d`), or in hours (`36h`)?",
            market.title
        );
        return Some(case.unknown(asked, WITHIN, message, &question));
    };
    let Some(zone) = asked.word(PROMISE_ZONE).and_then(|it| TimeZone::get(it).ok()) else {
        let question = format!("In which time zone do the days of {} begin and end?", market.title);
        return Some(case.unknown(asked, PROMISE_ZONE, message, &question));
    };
    let counts_until = asked.word("promise.cutoff").and_then(time);
    let days = match asked.list("promise.days") {
        Some(named) => workdays(Some(named), zone),
        None => Workdays::weekdays(zone),
    };
    let promise = |(shipper, to, back): &Way<'_>| Promise {
        path: vec![leg(*to)],
        cut_off: cut_off(flow, shipper),
        back: vec![leg(*back)],
        days: days.clone(),
        counts_until,
        due,
    };
    let judged = ways.iter().filter_map(|it| {
        let promise = promise(it);
        Some((it, promise.worst(DAYS.0, DAYS.1)?, promise))
    });
    let worst = judged.max_by_key(|it| it.1.late());
    let late = worst.filter(|it| it.1.late().is_positive());
    let Some(((shipper, ..), outcome, promise)) = late else {
        let shipper = ways.iter().map(|it| it.0).find(|it| cut_off(flow, it).is_none());
        return shipper.map(|it| when_it_leaves(flow, it, &market.title));
    };
    let more = enough(&promise).map(|it| format!(", or set the time to ship in {} to {it}", market.title));
    Some(case.at_risk(
        format!("orders of {} are confirmed as shipped later than it demands", market.title),
        says(market, shipper, &promise, &told(&promise, outcome)),
        format!(
            "Bring its orders to {} sooner and parcels back sooner (intervals, `within`, `hold_window`), have {} take orders longer{}.",
            shipper.title,
            shipper.title,
            more.unwrap_or_default()
        ),
    ))
}

/// When goods leave is not known.
fn when_it_leaves(flow: &Flow, shipper: &System, market: &str) -> Finding {
    let asked = Asked::System(flow, shipper);
    let case = Case::at(ID, flow, shipper).costs(5, Loss::Part);
    let message = format!("orders of {market} may leave {} later than it demands", shipper.title);
    let title = &shipper.title;
    let (fact, question) = match asked.word(CUTOFF) {
        None => (CUTOFF, format!("Until when does {title} still ship an order on the same working day?")),
        Some(_) => (ZONE, format!("In which time zone is the cut-off of {title}?")),
    };
    case.unknown(asked, fact, message, &question)
}

/// The worst order a little later, at a full minute, where it is late as well.
fn told(promise: &Promise, worst: Outcome) -> Outcome {
    let rest = (60 - worst.placed_at.as_second().rem_euclid(60)) % 60;
    let minute = worst.placed_at.checked_add(SignedDuration::from_secs(rest)).ok();
    let later = minute.and_then(|it| promise.outcome(it));
    later.filter(|it| it.late().is_positive() && it.due_at == worst.due_at).unwrap_or(worst)
}

fn leg(takes: SignedDuration) -> Leg {
    Leg { name: String::new(), waits: SignedDuration::ZERO, within: takes }
}

fn cut_off(flow: &Flow, shipper: &System) -> Option<CutOff> {
    let asked = Asked::System(flow, shipper);
    let at = asked.word(CUTOFF).and_then(time)?;
    let zone = TimeZone::get(asked.word(ZONE)?).ok()?;
    Some(CutOff { at, days: workdays(asked.list("cutoff.days"), zone) })
}

/// Working days where it is written in days, elapsed time otherwise.
fn due(text: &str) -> Option<Due> {
    let days = text.trim().strip_suffix('d').and_then(|it| it.trim().parse().ok());
    days.map(Due::Days).or_else(|| seamless_flow::parse_span(text).ok().map(Due::After))
}

/// The fewest working days that would be kept all year, where it is a matter of some days.
fn enough(promise: &Promise) -> Option<String> {
    let kept = |days: &u32| {
        let longer = Promise { due: Due::Days(*days), ..promise.clone() };
        longer.worst(DAYS.0, DAYS.1).is_some_and(|it| !it.late().is_positive())
    };
    let days = (1..=7).find(kept)?;
    Some(if days == 1 { "1 working day".to_owned() } else { format!("{days} working days") })
}

fn says(market: &System, shipper: &System, promise: &Promise, worst: &Outcome) -> String {
    let name = |zone: &TimeZone| zone.iana_name().unwrap_or("local time").to_owned();
    let at = |moment: Timestamp, zone: &TimeZone| {
        moment.to_zoned(zone.clone()).strftime("%A, %-d %B, %H:%M").to_string()
    };
    let zone = &promise.days.zone;
    let placed = worst.placed_at.to_zoned(zone.clone()).strftime("%A, %-d %B %Y, %H:%M").to_string();
    let leaves = match &promise.cut_off {
        Some(it) => {
            let there = &it.days.zone;
            format!(
                "is with {} on {} ({}), leaves with the cut-off of {}",
                shipper.title,
                at(worst.arrives_at, there),
                name(there),
                at(worst.leaves_at, there)
            )
        }
        None => format!("is with {} on {}", shipper.title, at(worst.arrives_at, zone)),
    };
    format!(
        "#1001 is placed on {} on {placed} ({}). As late as the map allows it, it {leaves}, and {} hears of it on {} ({}). It must by {}: {} late.",
        market.title,
        name(zone),
        market.title,
        at(worst.confirmed_at, zone),
        name(zone),
        at(worst.due_at, zone),
        span(worst.late())
    )
}
