//! On which day, and in which month, a document is booked.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use super::check::YEAR;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{many, one, span, title};
use crate::way::into_books;

const KINDS: &[DocumentKind] = &[
    DocumentKind::Order,
    DocumentKind::Refund,
    DocumentKind::Payment,
    DocumentKind::Payout,
    DocumentKind::Journal,
];

const ZONE: &str = "date.zone";

const MOMENT: &str = "date.of";

const LATE: &str = "period.late";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    into_books(flow, KINDS).into_iter().filter_map(|it| one_handoff(flow, it)).collect()
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(5, Loss::Work)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    let all = many(handoff.carry);
    let zone = asked.word(ZONE).map(|name| (name, TimeZone::get(name)));
    match (zone, asked.word(MOMENT)) {
        (Some((name, Ok(zone))), _) if zone_witness(flow, &zone).is_some() => {
            let found = case(flow, handoff).at_risk(
                format!("{all} of late evenings are booked in {to} on another day than in the shop"),
                format!("{} by the clock of {name}: another day, another month, and the totals of both never agree.", zone_witness(flow, &zone)?),
                format!("Have {to} take the day in {}: `{ZONE}: {}` in the contract of `{}`.", written(flow), written(flow), handoff.id),
            );
            Some(found)
        }
        (Some((_, Ok(_))), Some("imported")) => Some(case(flow, handoff).at_risk(
            format!("{all} are booked in {to} on the day on which they arrive there"),
            format!(
                "#1001 is of 31 January, 23:58, and may take {} to reach {to}: it is booked in February, and after an outage whole days are.",
                span(handoff.within)
            ),
            format!("Date each {} by its own moment: `{MOMENT}: placed` (or paid, shipped, moved) in the contract of `{}`.", one(handoff.carry), handoff.id),
        )),
        (Some((_, Ok(_))), Some(moment)) => late(flow, handoff, moment),
        _ => {
            let message = format!("{all} of late evenings may be booked in {to} on another day, or in another month");
            let a = crate::look::a(handoff.carry);
            let (missing, question) = match asked.word(ZONE) {
                None => (ZONE, format!("In which time zone do the days begin and end on which {to} books {all}?")),
                Some(_) => (MOMENT, format!("From which moment of {a} does {to} take the day: placed, paid, shipped, moved, imported?")),
            };
            Some(case(flow, handoff).unknown(asked, missing, message, &question))
        }
    }
}

/// What is dated by its own moment may come when its month is closed. Whoever carries may date it into the open one,
/// whatever the target does with the other.
fn late(flow: &Flow, handoff: &Handoff, moment: &str) -> Option<Finding> {
    let (asked, to) = (Asked::target(flow, handoff), title(flow, &handoff.to));
    let all = many(handoff.carry);
    match Asked::Contract(flow, handoff).word(LATE).or_else(|| asked.word(LATE)) {
        Some("next_open") => None,
        Some(_) => Some(case(flow, handoff).at_risk(
            format!("{all} that come after the month is closed are refused by {to}"),
            format!("The {} of #1001 is of 31 January by the moment at which it was {moment}, and reaches {to} on 4 February, after January was closed on the 3rd: it is refused, and missing in both months.", one(handoff.carry)),
            format!("Have what comes late dated into the first open day, with the true date beside it, and write `{LATE}: next_open` into the contract of `{}`, or into the profile of {to} where it does so itself.", handoff.id),
        )),
        None => {
            let message = format!("{all} that come after the month is closed may be refused by {to}");
            let question = "What becomes of a document that is dated into a month which is closed: is it refused, or booked on the first open day?";
            Some(Case::at(ID, flow, flow.system(&handoff.to)).costs(5, Loss::Work).unknown(asked, LATE, message, question))
        }
    }
}

fn written(flow: &Flow) -> &str {
    flow.timezone.iana_name().unwrap_or("the map's time zone")
}

/// An order whose month in another zone is not its month in the map's: placed half an hour before or after the end
/// of a month of the year of the example. `None` where the two zones have the same days all through it.
fn zone_witness(flow: &Flow, zone: &TimeZone) -> Option<String> {
    let instant = |local: DateTime| flow.timezone.to_ambiguous_timestamp(local).compatible().ok();
    let month = |date: Date| (date.year(), date.month());
    let differs = |at: &Timestamp| {
        let own = at.to_zoned(flow.timezone.clone()).date();
        month(own) != month(at.to_zoned(zone.clone()).date())
    };
    let first = |month: i8| Date::constant(YEAR, month, 1).at(0, 0, 0, 0);
    let around = |month: i8| [first(month).checked_sub(30.minutes()), first(month).checked_add(30.minutes())];
    let mut moments = (2..=12).flat_map(around).flatten().filter_map(instant);
    let at = moments.find(differs)?;
    let own = at.to_zoned(flow.timezone.clone());
    let other = at.to_zoned(zone.clone());
    Some(format!(
        "#1001 is placed on {} {}, {} in {}, and that is {} {}, {}",
        own.day(),
        own.strftime("%B"),
        own.strftime("%H:%M"),
        written(flow),
        other.day(),
        other.strftime("%B"),
        other.strftime("%H:%M")
    ))
}
