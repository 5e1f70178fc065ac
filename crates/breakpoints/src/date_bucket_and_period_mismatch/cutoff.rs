//! Whether what customers are told of the cut-off is what the warehouse keeps.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use seamless_flow::{Flow, Role, System};
use seamless_model::SystemId;

use super::ID;
use super::check::YEAR;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{origins, span};
use crate::pace::Pace;
use crate::quantity::calendar::{CutOff, Workdays};
use crate::sources::Sources;
use crate::way::to_goods;

pub(super) const CUTOFF: &str = "cutoff.time";

pub(super) const ZONE: &str = "cutoff.timezone";

const PROMISED: &str = "cutoff_promised";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let times = times(flow);
    let shippers = flow.systems.values().filter(|it| it.role.ships_goods());
    shippers.filter_map(|it| one_shipper(flow, it, *times.get(&it.id)?)).collect()
}

/// A shop, and the time in which its orders come to a system.
type Slowest<'f> = (&'f System, SignedDuration);

/// For each system the shop whose orders come to it last, each by the shortest way of its own: the intervals,
/// deadlines and windows of its handoffs. A marketplace has a deadline of its own, so its orders, and handoffs that
/// are for them alone, do not count.
fn times(flow: &Flow) -> BTreeMap<&SystemId, Slowest<'_>> {
    let shops: Vec<&System> = origins(flow).into_iter().filter(|it| it.role != Role::Marketplace).collect();
    let ways = Pace::along(flow, to_goods(flow));
    let mut slowest: BTreeMap<&SystemId, Slowest<'_>> = BTreeMap::new();
    for alike in ways.alike(&shops, &mut Sources::of(flow)) {
        let Some(shop) = alike.places.first() else { continue };
        for (at, takes) in alike.times {
            let last = slowest.entry(at).or_insert((shop, takes));
            if takes > last.1 {
                *last = (shop, takes);
            }
        }
    }
    slowest
}

fn one_shipper(flow: &Flow, shipper: &System, slowest: Slowest<'_>) -> Option<Finding> {
    let asked = Asked::System(flow, shipper);
    let cutoff = time(asked.word(CUTOFF)?)?;
    let case = Case::at(ID, flow, shipper).costs(5, Loss::Work);
    let Some(zone) = asked.word(ZONE).and_then(|it| TimeZone::get(it).ok()) else {
        let message = format!("orders of some hours may miss the cut-off of {}", shipper.title);
        let question = format!(
            "In which time zone is the cut-off of {} at {}?",
            shipper.title,
            cutoff.strftime("%H:%M")
        );
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
    let clocks = if same_clock(&zone, &flow.timezone) {
        ""
    } else {
        ": it must hold on the worst day of the year, for the two clocks do not change together"
    };
    let cut_off = CutOff { at: cutoff, days: workdays(asked.list("cutoff.days"), zone) };
    let missed = worst(flow, promised, &cut_off, slowest.1)?;
    let late = span(missed.late);
    Some(case.at_risk(
        format!("orders of the last {late} before the promised hour miss the cut-off of {}", shipper.title),
        missed.says(flow, shipper, &cut_off, slowest),
        format!("Promise {late} less, or have {} take orders {late} longer{clocks}.", shipper.title),
    ))
}

impl Missed {
    fn says(&self, flow: &Flow, shipper: &System, cut_off: &CutOff, (shop, takes): Slowest<'_>) -> String {
        let several = flow.systems.values().filter(|it| it.role == shop.role).count() > 1;
        let shop = if several { format!(" in {}", shop.title) } else { String::new() };
        let at = self.placed_at.to_zoned(flow.timezone.clone());
        let arrives = self.placed_at.saturating_add(takes).unwrap_or(self.placed_at);
        let there = arrives.to_zoned(cut_off.days.zone.clone());
        let leaves = self.leaves_at.to_zoned(cut_off.days.zone.clone());
        let zone = |it: &Zoned| it.time_zone().iana_name().unwrap_or("local time").to_owned();
        format!(
            "#1001 is placed{shop} on {} at {} ({}), as late as promised. It may take {} to reach {}, where it is then {} ({}), and the cut-off was at {}: it leaves on {}.",
            at.strftime("%A, %-d %B %Y,"),
            at.strftime("%H:%M"),
            zone(&at),
            span(takes),
            shipper.title,
            if there.date() == self.placed_at.to_zoned(there.time_zone().clone()).date() {
                there.strftime("%H:%M")
            } else {
                there.strftime("%A, %H:%M")
            },
            zone(&there),
            cut_off.at.strftime("%H:%M"),
            leaves.strftime("%A, %-d %B")
        )
    }
}

/// An order that is placed as late as promised and comes too late.
struct Missed {
    placed_at: Timestamp,
    late: SignedDuration,
    leaves_at: Timestamp,
}

/// The working day of the year of the example on which the last promised order is latest; `None` where it is in time
/// on every one.
fn worst(flow: &Flow, promised: Time, cut_off: &CutOff, takes: SignedDuration) -> Option<Missed> {
    let missed = |day: Date| {
        let placed_at = day.to_datetime(promised).to_zoned(flow.timezone.clone()).ok()?.timestamp();
        let arrives_at = placed_at.checked_add(takes).ok()?;
        let there = cut_off.days.day_of(placed_at);
        let late = arrives_at.duration_since(cut_off.on(there)?);
        let missed = cut_off.days.works_on(there) && late.is_positive();
        missed.then_some(Missed { placed_at, late, leaves_at: cut_off.next(arrives_at)? })
    };
    let days = (0..365).filter_map(|day: i32| Date::constant(YEAR, 1, 4).checked_add(day.days()).ok());
    // Of days that are equally late, the first.
    days.filter_map(missed).max_by_key(|it| (it.late, std::cmp::Reverse(it.placed_at)))
}

/// The working days that a profile names; all, where it does not.
pub(super) fn workdays(named: Option<&[String]>, zone: TimeZone) -> Workdays {
    let free = |word: &str| named.is_some_and(|it| !it.iter().any(|day| day == word));
    let free = WEEK.iter().filter(|it| free(it.0)).map(|it| it.1).collect();
    Workdays { zone, free, holidays: BTreeSet::new() }
}

const WEEK: &[(&str, Weekday)] = &[
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// Whether two zones show the same time all through the year of the example.
fn same_clock(one: &TimeZone, other: &TimeZone) -> bool {
    let first = Date::constant(YEAR, 1, 1);
    let days = (0..365).filter_map(|day: i32| first.checked_add(day.days()).ok());
    let at = |date: Date| TimeZone::UTC.to_ambiguous_timestamp(date.at(12, 0, 0, 0)).compatible().ok();
    days.filter_map(at).all(|it| one.to_offset(it) == other.to_offset(it))
}

pub(super) fn time(text: &str) -> Option<Time> {
    text.parse().ok()
}
