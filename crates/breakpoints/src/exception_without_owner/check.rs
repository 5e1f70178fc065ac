//! Finds the risk on a map: something fails, and nobody is told whose it is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Via};
use seamless_model::{DocumentKind, TeamId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, clock, count, orders_within, title, used};

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
    unreached.into_iter().chain(once(unseen.filter_map(|it| not_told(flow, it)))).collect()
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
            "When something fails, which person of ours is told, how, and how soon?",
        )),
    }
}
