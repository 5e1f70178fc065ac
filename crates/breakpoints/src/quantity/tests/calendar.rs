//! Deadlines against a walk through every minute, over the changes of daylight-saving time.

use jiff::civil::{Date, Time, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::super::calendar::{CutOff, Due, Leg, Promise, Workdays};

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone")
}

fn leg(hours: i64) -> Leg {
    Leg {
        name: "orders".into(),
        waits: SignedDuration::from_mins(15),
        within: SignedDuration::from_mins(60 * hours + 15),
    }
}

#[test]
fn the_wait_for_a_poll_is_a_part_of_the_deadline() {
    let of = |waits: i64, within: i64| {
        let leg = Leg {
            name: "orders".into(),
            waits: SignedDuration::from_mins(waits),
            within: SignedDuration::from_mins(within),
        };
        (leg.longest().as_mins(), leg.spare().as_mins())
    };
    assert_eq!(of(0, 60), (60, 60));
    assert_eq!(of(15, 60), (60, 45));
    // Whoever looks every two hours is late with what is due within one.
    assert_eq!(of(120, 60), (120, 0));
}

fn promise(there: &str, here: Option<(&str, Time)>, hours: i64, within_days: u32) -> Promise {
    Promise {
        path: vec![leg(hours), leg(1)],
        cut_off: here.map(|(name, at)| CutOff { at, days: Workdays::weekdays(zone(name)) }),
        back: Vec::new(),
        days: Workdays::weekdays(zone(there)),
        counts_until: None,
        due: Due::Days(within_days),
    }
}

/// Every half minute of the days, and the second before it.
fn walked(promise: &Promise, first: Date, last: Date) -> SignedDuration {
    let begin = first.to_zoned(promise.days.zone.clone()).expect("a day").timestamp();
    let end =
        last.tomorrow().and_then(|it| it.to_zoned(promise.days.zone.clone())).expect("a day").timestamp();
    let mut late = SignedDuration::MIN;
    let mut at = begin.as_second();
    while at < end.as_second() {
        for second in [at, at + 29, at + 1] {
            let moment = Timestamp::from_second(second).expect("in range");
            if moment < end {
                late = late.max(promise.outcome(moment).expect("an outcome").late());
            }
        }
        at += 30;
    }
    late
}

#[test]
fn the_worst_order_is_the_worst_of_all() {
    // Around both changes of 2026: the 8th and the 29th of March, the 25th of October and the 1st of November.
    for (first, last) in [(date(2026, 3, 6), date(2026, 3, 10)), (date(2026, 10, 23), date(2026, 10, 27))] {
        for promise in [
            promise("America/Los_Angeles", Some(("Europe/Berlin", time(14, 0, 0, 0))), 3, 1),
            promise("Europe/Berlin", Some(("America/New_York", time(2, 30, 0, 0))), 0, 2),
            promise("America/New_York", None, 30, 1),
            promise("Australia/Sydney", Some(("Europe/London", time(1, 30, 0, 0))), 7, 2),
            Promise {
                back: vec![leg(2)],
                counts_until: Some(time(14, 0, 0, 0)),
                ..promise("America/Los_Angeles", Some(("Europe/Berlin", time(12, 0, 0, 0))), 1, 1)
            },
            Promise {
                back: vec![leg(1)],
                due: Due::After(SignedDuration::from_hours(36)),
                ..promise("America/New_York", Some(("America/New_York", time(16, 0, 0, 0))), 2, 0)
            },
        ] {
            let worst = promise.worst(first, last).expect("an order");
            assert_eq!(worst.late(), walked(&promise, first, last), "{worst:?}");
            // It is a witness: placed at that moment, this is what becomes of it.
            assert_eq!(promise.outcome(worst.placed_at), Some(worst));
        }
    }
}

#[test]
fn a_cut_off_is_one_of_its_own_place_also_where_clocks_change() {
    let at = |at, name| CutOff { at, days: Workdays { free: Vec::new(), ..Workdays::weekdays(zone(name)) } };
    let moment = |text: &str| text.parse::<Timestamp>().expect("a time");
    let new_york = at(time(14, 0, 0, 0), "America/New_York");
    // 14:00 is 19:00 UTC in winter and 18:00 from the 8th of March on.
    assert_eq!(new_york.next(moment("2026-03-07T18:59:59Z")), Some(moment("2026-03-07T19:00:00Z")));
    assert_eq!(new_york.next(moment("2026-03-07T19:00:00Z")), Some(moment("2026-03-07T19:00:00Z")));
    assert_eq!(new_york.next(moment("2026-03-07T19:00:01Z")), Some(moment("2026-03-08T18:00:00Z")));
    // 02:30 does not exist on that day: clocks go from 02:00 to 03:00, and the cut-off is at 03:30.
    let skipped = at(time(2, 30, 0, 0), "America/New_York");
    assert_eq!(skipped.on(date(2026, 3, 8)), Some(moment("2026-03-08T07:30:00Z")));
    // 01:30 comes twice on the 1st of November: the first one counts.
    let twice = at(time(1, 30, 0, 0), "America/New_York");
    assert_eq!(twice.on(date(2026, 11, 1)), Some(moment("2026-11-01T05:30:00Z")));
    // A zone where midnight itself is skipped: the day begins at 01:00.
    let cairo = Workdays { free: Vec::new(), ..Workdays::weekdays(zone("Africa/Cairo")) };
    assert_eq!(cairo.end_of_day(moment("2026-04-23T10:00:00Z"), 0), Some(moment("2026-04-23T22:00:00Z")));
}

#[test]
fn business_days_leave_out_weekends_and_holidays() {
    let mut days = Workdays::weekdays(zone("America/Los_Angeles"));
    // A Wednesday evening in Los Angeles, already Thursday in UTC; Thanksgiving follows, then Friday.
    let placed: Timestamp = "2026-11-26T04:00:00Z".parse().expect("a time");
    let end = |days: &Workdays| days.end_of_day(placed, 2).map(|it| days.day_of(it));
    assert_eq!(end(&days), Some(date(2026, 11, 28)));
    days.holidays.insert(date(2026, 11, 26));
    // Friday, then Monday: the end of Monday is the beginning of Tuesday.
    assert_eq!(end(&days), Some(date(2026, 12, 1)));
    days.free = vec![
        jiff::civil::Weekday::Monday,
        jiff::civil::Weekday::Tuesday,
        jiff::civil::Weekday::Wednesday,
        jiff::civil::Weekday::Thursday,
        jiff::civil::Weekday::Friday,
        jiff::civil::Weekday::Saturday,
        jiff::civil::Weekday::Sunday,
    ];
    assert_eq!(days.end_of_day(placed, 1), None);
}

#[test]
fn the_worst_order_is_reckoned_in_the_zones_where_it_counts() {
    let promise = promise("America/Los_Angeles", Some(("Europe/Berlin", time(14, 0, 0, 0))), 3, 1);
    let worst = promise.worst(date(2026, 3, 6), date(2026, 3, 10)).expect("an order");
    let at = |text: &str| text.parse::<Timestamp>().expect("a time");
    // Half past midnight and a second in Los Angeles; Berlin's cut-off of Monday; the end of Monday in Los Angeles.
    assert_eq!(
        (worst.placed_at, worst.leaves_at, worst.due_at, worst.late()),
        (
            at("2026-03-06T08:30:01Z"),
            at("2026-03-09T13:00:00Z"),
            at("2026-03-10T07:00:00Z"),
            SignedDuration::from_hours(-18)
        )
    );
    // With a promise for the same day it is late.
    let tight = Promise { due: Due::Days(0), ..promise };
    let worst = tight.worst(date(2026, 3, 6), date(2026, 3, 10)).expect("an order");
    assert!(worst.late() > SignedDuration::ZERO);
}

#[test]
fn an_order_behind_the_hour_counts_as_one_of_the_next_day_and_must_be_confirmed() {
    let promise = Promise {
        back: vec![leg(1)],
        counts_until: Some(time(14, 0, 0, 0)),
        ..promise("America/New_York", Some(("America/New_York", time(17, 0, 0, 0))), 0, 0)
    };
    let outcome = |text: &str| promise.outcome(text.parse().expect("a time")).expect("an outcome");
    let day = |it: Timestamp| it.to_zoned(zone("America/New_York")).date();
    // A Wednesday: due when it ends, or when Thursday does.
    let (before, behind) = (outcome("2026-07-15T17:59:59Z"), outcome("2026-07-15T18:00:00Z"));
    assert_eq!((day(before.due_at), day(behind.due_at)), (date(2026, 7, 16), date(2026, 7, 17)));
    // Parcels leave at 17:00, and word of them comes an hour and a quarter later.
    assert_eq!(before.confirmed_at, "2026-07-15T22:15:00Z".parse().expect("a time"));
    let hours = Promise { due: Due::After(SignedDuration::from_hours(24)), ..promise.clone() };
    // A Friday evening's order leaves on Monday.
    let friday = hours.outcome("2026-07-17T22:00:00Z".parse().expect("a time")).expect("an outcome");
    assert_eq!(friday.late(), SignedDuration::from_mins(48 * 60 + 15));
}
