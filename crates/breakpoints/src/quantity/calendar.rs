//! Deadlines in the places where they hold: cut-offs, business days and marketplaces' promises, each in its own time
//! zone, over the changes of daylight-saving time.
//!
//! Time on the way is elapsed time. A wall-clock time that a change skips means the moment at which clocks have gone
//! past it, one that comes twice the first of the two, as RFC 5545 reads local times.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use seamless_flow::Handoff;

/// One leg of a document's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// What it is called: a handoff's name.
    pub name: String,
    /// How long a document may lie until it is asked for: the interval of a poll or a file.
    pub waits: SignedDuration,
    /// How long it may take from when it is due in the source: this wait is a part of it.
    pub within: SignedDuration,
}

impl Leg {
    /// The leg that a handoff is.
    pub fn of(handoff: &Handoff) -> Self {
        Self { name: handoff.id.to_string(), waits: handoff.via.every(), within: handoff.within }
    }

    /// The longest that it takes by the map: the deadline, which counts from when the document is due in the source;
    /// or the interval, where that alone is longer.
    pub fn longest(&self) -> SignedDuration {
        self.within.max(self.waits)
    }

    /// What the deadline leaves when a document has waited for a whole interval; none where it leaves nothing.
    pub fn spare(&self) -> SignedDuration {
        self.within.saturating_sub(self.waits).max(SignedDuration::ZERO)
    }
}

/// The longest that a document takes over a path.
pub fn longest(path: &[Leg]) -> SignedDuration {
    path.iter().fold(SignedDuration::ZERO, |sum, leg| sum.saturating_add(leg.longest()))
}

/// The days on which people work at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workdays {
    /// The zone in which days begin and end.
    pub zone: TimeZone,
    /// The days of the week on which nobody works.
    pub free: Vec<Weekday>,
    /// The holidays.
    pub holidays: BTreeSet<Date>,
}

/// How far ahead a working day is looked for, in days.
const AHEAD_DAYS: i64 = 366;

impl Workdays {
    /// Monday to Friday.
    pub fn weekdays(zone: TimeZone) -> Self {
        Self { zone, free: vec![Weekday::Saturday, Weekday::Sunday], holidays: BTreeSet::new() }
    }

    /// Whether people work on a day.
    pub fn works_on(&self, day: Date) -> bool {
        !self.free.contains(&day.weekday()) && !self.holidays.contains(&day)
    }

    /// The first working day on or after a day; `None` where there is none within a year.
    pub fn on_or_after(&self, day: Date) -> Option<Date> {
        (0..AHEAD_DAYS).filter_map(|ahead| day.checked_add(ahead.days()).ok()).find(|it| self.works_on(*it))
    }

    /// The day of a moment.
    pub fn day_of(&self, moment: Timestamp) -> Date {
        moment.to_zoned(self.zone.clone()).date()
    }

    /// The end of the `days`th working day after the day of a moment: a promise such as "shipped by the end of the
    /// second business day". With `days` 0, the end of that day, or of the first working day after it.
    pub fn end_of_day(&self, moment: Timestamp, days: u32) -> Option<Timestamp> {
        let mut day = self.day_of(moment);
        if days == 0 {
            day = self.on_or_after(day)?;
        }
        for _ in 0..days {
            day = self.on_or_after(day.tomorrow().ok()?)?;
        }
        start_of(day.tomorrow().ok()?, &self.zone)
    }
}

fn start_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    Some(zone.to_zoned(day.to_datetime(Time::midnight())).ok()?.start_of_day().ok()?.timestamp())
}

fn at_time(day: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    Some(day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp())
}

/// A time of day after which a place does no more that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutOff {
    /// The time of day.
    pub at: Time,
    /// The days, and the zone.
    pub days: Workdays,
}

impl CutOff {
    /// The cut-off of a day.
    pub fn on(&self, day: Date) -> Option<Timestamp> {
        at_time(day, self.at, &self.days.zone)
    }

    /// The first cut-off that is not before a moment: what is there at the cut-off itself still makes it.
    pub fn next(&self, moment: Timestamp) -> Option<Timestamp> {
        let mut day = self.days.on_or_after(self.days.day_of(moment))?;
        for _ in 0..AHEAD_DAYS {
            match self.on(day) {
                Some(at) if at >= moment => return Some(at),
                _ => day = self.days.on_or_after(day.tomorrow().ok()?)?,
            }
        }
        None
    }
}

/// Until when a promise is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// The end of the working day so many after the day of the order; with 0 of that day, or of the first working day
    /// after it.
    Days(u32),
    /// So long after the order, whatever the day.
    After(SignedDuration),
}

/// A path with a promise at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The way of the order to where goods leave.
    pub path: Vec<Leg>,
    /// The cut-off at its end, where there is one: goods leave with it.
    pub cut_off: Option<CutOff>,
    /// The way of the confirmation to whoever was promised; empty where it is enough that goods leave.
    pub back: Vec<Leg>,
    /// The days in which the promise counts.
    pub days: Workdays,
    /// From when on an order counts as one of the next day, by the clock of [`Promise::days`]; midnight where there is
    /// none.
    pub counts_until: Option<Time>,
    /// Until when it is kept.
    pub due: Due,
}

/// What becomes of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// When it is placed.
    pub placed_at: Timestamp,
    /// When it is through the path, at the latest.
    pub arrives_at: Timestamp,
    /// When the goods leave, at the latest.
    pub leaves_at: Timestamp,
    /// When that is confirmed, at the latest.
    pub confirmed_at: Timestamp,
    /// When it must have been.
    pub due_at: Timestamp,
}

impl Outcome {
    /// How late it is; negative where there is time left.
    pub fn late(&self) -> SignedDuration {
        self.confirmed_at.duration_since(self.due_at)
    }
}

impl Promise {
    /// What becomes of an order that is placed at this moment, at worst.
    pub fn outcome(&self, placed_at: Timestamp) -> Option<Outcome> {
        let arrives_at = placed_at.checked_add(longest(&self.path)).ok()?;
        let leaves_at = match &self.cut_off {
            Some(cut_off) => cut_off.next(arrives_at)?,
            None => arrives_at,
        };
        let confirmed_at = leaves_at.checked_add(longest(&self.back)).ok()?;
        Some(Outcome { placed_at, arrives_at, leaves_at, confirmed_at, due_at: self.due_at(placed_at)? })
    }

    fn due_at(&self, placed_at: Timestamp) -> Option<Timestamp> {
        let days = match self.due {
            Due::After(span) => return placed_at.checked_add(span).ok(),
            Due::Days(days) => days,
        };
        let day = self.days.day_of(placed_at);
        let next = self.counts_until.and_then(|at| at_time(day, at, &self.days.zone));
        let counts = match next {
            Some(until) if placed_at >= until => start_of(day.tomorrow().ok()?, &self.days.zone)?,
            _ => placed_at,
        };
        self.days.end_of_day(counts, days)
    }

    /// The order of these days that fares worst, and how: exact to the second.
    ///
    /// How late an order is changes only where its due day changes (midnight in the promise's zone, or the time from
    /// when on it counts as one of the next day) or where it misses one cut-off more (a cut-off less the time on the
    /// way). In between it grows worse, if at all, with less time left; so the seconds on both sides of these moments
    /// are all that must be looked at.
    pub fn worst(&self, first: Date, last: Date) -> Option<Outcome> {
        let way = longest(&self.path);
        let second = SignedDuration::from_secs(1);
        let begin = start_of(first, &self.days.zone)?;
        let end = start_of(last.tomorrow().ok()?, &self.days.zone)?;
        let mut moments = vec![begin];
        let lead = way.as_secs() / 86_400 + 2;
        let mut day = first;
        while day <= last {
            moments.extend(start_of(day, &self.days.zone));
            moments.extend(self.counts_until.and_then(|at| at_time(day, at, &self.days.zone)));
            day = day.tomorrow().ok()?;
        }
        moments.push(end);
        if let Some(cut_off) = &self.cut_off {
            let mut day = first.checked_sub(2.days()).ok()?;
            let until = last.checked_add(lead.days()).ok()?;
            while day <= until {
                moments.extend(cut_off.on(day).and_then(|it| it.checked_sub(way).ok()));
                day = day.tomorrow().ok()?;
            }
        }
        let around = moments
            .into_iter()
            .flat_map(|it| [it.checked_sub(second).ok(), Some(it), it.checked_add(second).ok()]);
        let inside = around.flatten().filter(|it| (begin..end).contains(it));
        let outcomes = inside.filter_map(|it| self.outcome(it));
        outcomes.max_by_key(|it| (it.late(), std::cmp::Reverse(it.placed_at)))
    }
}
