//! Whether what customers are told of the cut-off is what the warehouse keeps.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use seamless_flow::{Flow, System};
use seamless_model::SystemId;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{origins, span};
use crate::way::to_goods;

const CUTOFF: &str = "cutoff.time";

const ZONE: &str = "cutoff.timezone";

const PROMISED: &str = "cutoff_promised";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let times = times(flow);
    let shippers = flow.systems.values().filter(|it| it.role.ships_goods());
    shippers.filter_map(|it| one_shipper(flow, it, *times.get(&it.id)?)).collect()
}

/// The shortest time in which an order is promised to come from a shop to each system: `within` over its handoffs.
fn times(flow: &Flow) -> BTreeMap<&SystemId, SignedDuration> {
    let mut leaving: BTreeMap<&SystemId, Vec<(&SystemId, SignedDuration)>> = BTreeMap::new();
    for handoff in to_goods(flow) {
        leaving.entry(&handoff.from).or_default().push((&handoff.to, handoff.within));
    }
    let mut times: BTreeMap<&SystemId, SignedDuration> = BTreeMap::new();
    let mut next: std::collections::BTreeSet<(SignedDuration, &SystemId)> =
        origins(flow).into_iter().map(|it| (SignedDuration::ZERO, &it.id)).collect();
    while let Some((after, at)) = next.pop_first() {
        if times.contains_key(at) {
            continue;
        }
        times.insert(at, after);
        let further = leaving.get(at).into_iter().flatten();
        next.extend(further.map(|(to, within)| (after.saturating_add(*within), *to)));
    }
    times
}

fn one_shipper(flow: &Flow, shipper: &System, takes: SignedDuration) -> Option<Finding> {
    let asked = Asked::System(flow, shipper);
    let cutoff = time(asked.word(CUTOFF)?)?;
    let case = Case::at(ID, flow, shipper).costs(5, Loss::Work);
    let Some(zone) = asked.word(ZONE).and_then(|it| TimeZone::get(it).ok()) else {
        let message = format!("orders of some hours may miss the cut-off of {}", shipper.title);
        let question = format!("In which time zone is your cut-off of {}?", cutoff.strftime("%H:%M"));
        return Some(case.unknown(asked, ZONE, message, &question));
    };
    let trade = Asked::Trade(flow);
    let Some(promised) = trade.word(PROMISED).and_then(time) else {
        if same_clock(&zone, &flow.timezone) {
            return None;
        }
        let message =
            format!("orders may miss the cut-off of {}, which goes by another clock", shipper.title);
        let question = "Until when do you tell customers that an order leaves on the same day?";
        return Some(case.unknown(trade, PROMISED, message, question));
    };
    let (day, late) = worst(flow, promised, cutoff, &zone, takes)?;
    let at = day.to_zoned(flow.timezone.clone());
    let clocks = if same_clock(&zone, &flow.timezone) {
        ""
    } else {
        ": it must hold on the worst day of the year, for the two clocks do not change together"
    };
    let there = day.saturating_add(takes).ok()?.to_zoned(zone);
    Some(case.at_risk(
        format!("orders of the last {} before the promised hour miss the cut-off of {}", span(late), shipper.title),
        format!(
            "On {} {} #1001 is placed at {} ({}), as late as promised. It may take {} to reach {}, where it is then {} ({}), and the cut-off was at {}: it leaves a day late.",
            at.day(),
            at.strftime("%B"),
            at.strftime("%H:%M"),
            at.time_zone().iana_name().unwrap_or("here"),
            span(takes),
            shipper.title,
            there.strftime("%H:%M"),
            there.time_zone().iana_name().unwrap_or("there"),
            cutoff.strftime("%H:%M")
        ),
        format!(
            "Promise {} less, or have {} take orders {} longer{clocks}.",
            span(late),
            shipper.title,
            span(late)
        ),
    ))
}

/// The day of the year of the example on which the last promised order is latest, and by how much; `None` where it
/// is in time on every day.
fn worst(
    flow: &Flow,
    promised: Time,
    cutoff: Time,
    zone: &TimeZone,
    takes: SignedDuration,
) -> Option<(Timestamp, SignedDuration)> {
    let first = Date::constant(2027, 1, 1);
    let late_on = |date: Date| {
        let placed = flow.timezone.to_ambiguous_timestamp(date.to_datetime(promised)).compatible().ok()?;
        let day = placed.to_zoned(zone.clone()).date();
        let ends = zone.to_ambiguous_timestamp(day.to_datetime(cutoff)).compatible().ok()?;
        let late = placed.saturating_add(takes).ok()?.duration_since(ends);
        late.is_positive().then_some((placed, late))
    };
    let days = (0..365).filter_map(|day: i32| first.checked_add(day.days()).ok());
    // The first of the days that are equally late.
    days.filter_map(late_on).rev_max()
}

/// The greatest by its lateness, the first of equals.
trait RevMax: Iterator<Item = (Timestamp, SignedDuration)> + Sized {
    fn rev_max(self) -> Option<(Timestamp, SignedDuration)> {
        self.fold(None, |best, it| match best {
            Some((_, late)) if late >= it.1 => best,
            _ => Some(it),
        })
    }
}

impl<I: Iterator<Item = (Timestamp, SignedDuration)>> RevMax for I {}

/// Whether two zones show the same time all through the year of the example.
fn same_clock(one: &TimeZone, other: &TimeZone) -> bool {
    let first = Date::constant(2027, 1, 1);
    let days = (0..365).filter_map(|day: i32| first.checked_add(day.days()).ok());
    let at = |date: Date| TimeZone::UTC.to_ambiguous_timestamp(date.at(12, 0, 0, 0)).compatible().ok();
    days.filter_map(at).all(|it| one.to_offset(it) == other.to_offset(it))
}

fn time(text: &str) -> Option<Time> {
    text.parse().ok()
}
