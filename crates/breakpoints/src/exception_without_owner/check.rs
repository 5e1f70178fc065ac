//! Finds the risk on a map: something fails, and nobody is told whose it is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Via};
use seamless_model::{CarrierId, DocumentKind, TeamId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, clock, count, orders_within, title, used};
use crate::people::{goods_wait, person};

const ALERT: &str = "errors.alert";

/// How long a failure waits in the example until somebody comes across it: from 13:00 on a Friday to Monday's 9:00.
const WEEKEND: SignedDuration = SignedDuration::from_hours(68);

/// What Seamless follows from end to end, so that what is late becomes an incident.
const FOLLOWED: &[DocumentKind] =
    &[DocumentKind::Order, DocumentKind::FulfillmentRequest, DocumentKind::Shipment, DocumentKind::Refund];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let moving = || used(flow);
    let mut teams = BTreeSet::new();
    let unreached = moving().filter(|it| {
        flow.teams.get(&it.owner).is_some_and(|team| team.reach.is_none()) && teams.insert(&it.owner)
    });
    let mut owned: BTreeMap<&TeamId, usize> = BTreeMap::new();
    moving().for_each(|it| *owned.entry(&it.owner).or_default() += 1);
    let unreached: Vec<Finding> = unreached.map(|it| no_reach(flow, it, owned[&it.owner])).collect();
    let unseen = moving().filter(|it| !it.is_ours() && !followed(flow, it) && !done_by_its_owner(flow, it));
    let (hands, programs): (Vec<&Handoff>, Vec<&Handoff>) = unseen.partition(|it| person(flow, it).is_some());
    let mut by_person: BTreeMap<&CarrierId, Vec<&Handoff>> = BTreeMap::new();
    hands.into_iter().for_each(|it| by_person.entry(&it.by).or_default().push(it));
    let alone = by_person.values().filter_map(|hands| hangs_on_one(flow, hands));
    let told = once(programs.into_iter().filter_map(|it| not_told(flow, it)));
    unreached.into_iter().chain(told).chain(alone).collect()
}

fn followed(flow: &Flow, handoff: &Handoff) -> bool {
    let built = |system| flow.system(system).kind.is_built();
    FOLLOWED.contains(&handoff.carry) && built(&handoff.from) && built(&handoff.to)
}

/// What goes by hand and has no carrier is done by the team that owns it, and fails before its eyes.
fn done_by_its_owner(flow: &Flow, handoff: &Handoff) -> bool {
    handoff.via == Via::Manual && matches!(Mover::of(flow, handoff), Mover::Unnamed)
}

fn no_reach(flow: &Flow, handoff: &Handoff, owned: usize) -> Finding {
    let team = flow.team_title(&handoff.owner);
    let others = match owned {
        0 | 1 => String::new(),
        many => format!(" The same holds for all {many} handoffs that {team} answers for."),
    };
    let waiting = orders_within(flow, WEEKEND);
    let waiting =
        waiting.map(|it| format!(", behind {} that came in meanwhile", count(it))).unwrap_or_default();
    Case::on(ID, flow, handoff).costs(1, Loss::Whole).at_risk(
        format!("what fails on the way to {} waits until {team} happens to look", title(flow, &handoff.to)),
        format!(
            "`{}` fails on #1001 on a Friday at {}. The incident is {team}'s, and the map does not say how {team} is reached: it is found on Monday at 09:00{waiting}, or by the customer.{others}",
            handoff.id,
            clock(SignedDuration::ZERO)
        ),
        format!("Write how {team} is reached: `teams: {{ {}: {{ reach: \"slack:#…\" }} }}`.", handoff.owner),
    )
}

/// What Seamless cannot see, the carrier has to tell.
fn not_told(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let asked = Asked::Carrier(flow, handoff);
    let by = Mover::of(flow, handoff).title();
    let team = flow.team_title(&handoff.owner);
    let case = Case::on(ID, flow, handoff).costs(1, Loss::Whole);
    let message = format!("what fails with {by} is nobody's");
    match asked.yes(ALERT) {
        Some(true) => None,
        Some(false) => Some(case.at_risk(
            message,
            format!(
                "{by} fails at 13:00 on a Friday and notes it in its own log. {team} answers for `{}` and is told nothing: it comes out on Monday at 09:00, {} hours later, or when a customer asks.",
                handoff.id,
                WEEKEND.as_hours()
            ),
            format!("Have {by} tell {team} of each failure at once, and write `{ALERT}: true` into its profile."),
        )),
        None => Some(case.unknown(
            asked,
            ALERT,
            message,
            "When something fails, is a person of ours told at once?",
        )),
    }
}

/// So many handoffs are named, and the others are counted.
const NAMED: usize = 3;

/// What one person does by hand is not seen by a program when it is not done: it is said once, over all handoffs of
/// that person, at the first of them for which goods or a customer wait.
fn hangs_on_one(flow: &Flow, hands: &[&Handoff]) -> Option<Finding> {
    let waits = hands.iter().find(|it| goods_wait(it.carry));
    let first = *waits.or(hands.first())?;
    let asked = Asked::Carrier(flow, first);
    let loss = if waits.is_some() { Loss::Whole } else { Loss::Work };
    let case = Case::on(ID, flow, first).costs(1, loss);
    let message = match hands.len() {
        1 => format!("nobody sees what is not done on `{}`, which goes by hand", first.id),
        many => format!("nobody sees what is not done on {many} handoffs that go by hand"),
    };
    match asked.yes(ALERT) {
        Some(true) => None,
        Some(false) => Some(case.at_risk(message, not_done(flow, first, hands), arrange(flow, first))),
        None => Some(case.unknown(
            asked,
            ALERT,
            message,
            "Is there somebody who does this by hand when you are away, and a list on which others see what is not done yet?",
        )),
    }
}

/// A week-end on which nobody is there.
fn not_done(flow: &Flow, first: &Handoff, hands: &[&Handoff]) -> String {
    let others = hands.iter().filter(|it| it.id != first.id);
    let named: Vec<String> = others.clone().take(NAMED).map(|it| format!("`{}`", it.id)).collect();
    let more = others.count() - named.len();
    let also = match (named.as_slice(), more) {
        ([], _) => String::new(),
        ([only], _) => format!(" {only} hangs on it as well."),
        ([before @ .., last], 0) => format!(" {} and {last} hang on it as well.", before.join(", ")),
        (named, more) => format!(" {} and {more} more hang on it as well.", named.join(", ")),
    };
    format!(
        "Whoever carries `{}` from {} to {} by hand goes home ill on a Friday at {}. No program stops and none complains: the work is only not done. It comes out on Monday at 09:00, {} hours later, or when a customer asks.{also}",
        first.id,
        title(flow, &first.from),
        title(flow, &first.to),
        clock(SignedDuration::ZERO),
        WEEKEND.as_hours()
    )
}

/// What people can arrange, and where the map says that they have.
fn arrange(flow: &Flow, first: &Handoff) -> String {
    format!(
        "Say who does it in the evening, at the week-end and when the first is ill, and have {} look at the start of each day at what {} has and {} has not. Then write `carriers: {{ {}: {{ facts: {{ {ALERT}: {{ value: true, reason: \"…\" }} }} }} }}`. Or let Seamless carry it.",
        flow.team_title(&first.owner),
        title(flow, &first.from),
        title(flow, &first.to),
        first.by
    )
}
