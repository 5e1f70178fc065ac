//! Finds the risk on a map: two handoffs ask two who ship for the same goods.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Condition, Flow, Handoff, Question, Routing, Via, route_from};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use super::apart::pairs;
use crate::judge::{Asked, Case, Loss};
use crate::look::{one, title, upper_first, worth_in_brackets};
use crate::meet::{Meet, both_take, origin};
use crate::way::to_goods;
use crate::{Finding, meet};

const EDITS: &str = "order_edits";
const RECALLED: &str = "recalled";

/// So many pairs of conditions are compared exactly, whatever the number of handoffs.
const PAIRS_BASE: usize = 64;

/// And so many more for each handoff, so that a map of any size is judged in a time that grows with it.
const PAIRS_EACH: usize = 4;

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut alternatives: BTreeMap<(&SystemId, DocumentKind), Vec<&Handoff>> = BTreeMap::new();
    for handoff in to_goods(flow) {
        alternatives.entry((&handoff.from, handoff.carry)).or_default().push(handoff);
    }
    let alternatives = alternatives.values().filter(|it| it.len() > 1);
    // What two take today need not be told of an edit as well.
    let told = |it: &Vec<&Handoff>| match judged(flow, it) {
        found if found.is_empty() => moved(flow, it).into_iter().collect(),
        found => found,
    };
    alternatives.flat_map(told).collect()
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(5, Loss::Whole)
}

/// At most one finding for each handoff: with the first other one that takes the same.
fn judged(flow: &Flow, handoffs: &[&Handoff]) -> Vec<Finding> {
    let Ok(always) = Condition::parse("true") else { return Vec::new() };
    let bare: Vec<&Handoff> = handoffs.iter().copied().filter(|it| it.when.is_none()).collect();
    if let [first, rest @ ..] = &bare[..]
        && !rest.is_empty()
    {
        return rest.iter().filter(|it| !is_copy(first, it)).map(|it| twice(flow, first, it, None)).collect();
    }
    let conditions: Vec<&Condition> = handoffs.iter().map(|it| it.when.as_ref().unwrap_or(&always)).collect();
    let texts: Vec<&str> = conditions.iter().map(|it| it.text()).collect();
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    let most = PAIRS_BASE + PAIRS_EACH * handoffs.len();
    for (tried, (first, second)) in pairs(&texts, most + 1).into_iter().enumerate() {
        if told.contains(&second) || is_copy(handoffs[first], handoffs[second]) {
            continue;
        }
        if tried >= most {
            found.push(undecided(
                flow,
                handoffs[first],
                handoffs[second],
                "there are too many of them to compare each with each",
            ));
            break;
        }
        let (one, other) = (handoffs[first], handoffs[second]);
        let finding = match both_take(flow, one, other) {
            Meet::Never => continue,
            Meet::Both(example) => twice(flow, one, other, example.as_deref()),
            Meet::Undecided(why) => undecided(flow, one, other, &why),
        };
        told.insert(second);
        found.push(finding);
    }
    found
}

fn twice(flow: &Flow, first: &Handoff, second: &Handoff, example: Option<&str>) -> Finding {
    if first.to == second.to {
        return twice_to_one(flow, first, second, example);
    }
    let (one_place, two_place) = (title(flow, &first.to), title(flow, &second.to));
    let kind = one(second.carry);
    let (what, cost) = (example.unwrap_or("#1001"), worth_in_brackets(flow, 1));
    let why = match example {
        Some(_) => format!("the conditions of `{}` and `{}` both take {what}", first.id, second.id),
        None => format!("nothing keeps `{}` and `{}` apart: both take {what}", first.id, second.id),
    };
    let field = match second.carry {
        DocumentKind::FulfillmentRequest => "when: 'fulfillment_request.location == \"…\"'",
        _ => "when: 'order.ship_to.country in [\"…\"]'",
    };
    case(flow, second).at_risk(
        format!("{one_place} and {two_place} are both asked to ship the same goods"),
        format!("{}. Both pack it, 2 parcels leave, and 1 is paid for{cost}.", upper_first(&why)),
        format!("Give `{}` and `{}` conditions that no {kind} fulfils at once, for example `{field}` on one and its opposite on the other.", first.id, second.id),
    )
}

/// Two handoffs that take the same way, one of them all and at once: `webhook-duplicate-create` tells of them.
fn is_copy(first: &Handoff, second: &Handoff) -> bool {
    first.to == second.to
        && (first.when.is_none() || second.when.is_none())
        && (first.via == Via::Webhook || second.via == Via::Webhook)
}

/// Two handoffs to one system: it gets what both take two times.
fn twice_to_one(flow: &Flow, first: &Handoff, second: &Handoff, example: Option<&str>) -> Finding {
    let (to, kind, what) = (title(flow, &second.to), one(second.carry), example.unwrap_or("#1001"));
    case(flow, second).at_risk(
        format!("{to} is asked twice for the same goods"),
        format!(
            "`{}` and `{}` both take {what}: {to} has it two times, 2 parcels leave, and 1 is paid for{}.",
            first.id,
            second.id,
            worth_in_brackets(flow, 1)
        ),
        format!(
            "Take `{}` or `{}` out, or give them conditions that no {kind} fulfils at once.",
            first.id, second.id
        ),
    )
}

/// What of an order an edit can change, as conditions speak of it.
const CHANGES: &[&str] = &["order.ship_to", "order.tags", "order.lines", "order.shipping", "order.totals"];

/// Whether an edit may take an order over from one handoff to the other: not where what no edit changes keeps the
/// two apart already.
fn can_move(flow: &Flow, one: &Handoff, other: &Handoff) -> bool {
    let Ok(always) = Condition::parse("true") else { return true };
    let stays = |it: &Condition| !CHANGES.iter().any(|field| it.reads(field));
    let fixed = |it: &Handoff| {
        let parts = it.when.as_ref().map(Condition::parts).unwrap_or_default();
        Condition::all(parts.into_iter().filter(stays)).unwrap_or_else(|| always.clone())
    };
    let (one_fixed, other_fixed) = (fixed(one), fixed(other));
    let origin = origin(flow, Some(&one.from), &[&one_fixed, &other_fixed]);
    !route_from(one.carry, &origin, &[&one_fixed, &other_fixed], Question::Disjoint)
        .iter()
        .all(|it| matches!(it, Routing::Proven))
}

/// Conditions that part the orders today and take one over to the other side when it is edited: what has travelled
/// stays where it is, unless somebody calls it back.
fn moved(flow: &Flow, handoffs: &[&Handoff]) -> Option<Finding> {
    if Asked::Trade(flow).yes(EDITS) != Some(true) {
        return None;
    }
    let by = |it: &Handoff| {
        let condition = it.when.as_ref()?;
        CHANGES.iter().copied().find(|field| condition.reads(field))
    };
    let recalled = |it: &Handoff| Asked::Contract(flow, it).yes(RECALLED);
    let from = handoffs.iter().filter(|it| by(it).is_some() && recalled(it) != Some(true));
    let moves =
        from.flat_map(|one| handoffs.iter().filter(|it| it.to != one.to).map(move |other| (one, other)));
    let most = PAIRS_BASE + PAIRS_EACH * handoffs.len();
    let (stays, other) = moves.take(most).find(|(one, other)| can_move(flow, one, other))?;
    let field = by(stays)?;
    let (first, second) = (title(flow, &stays.to), title(flow, &other.to));
    let message =
        format!("an order that is edited after {first} was asked may be shipped by {second} as well");
    if recalled(stays).is_none() && !stays.is_ours() {
        let question = format!(
            "When an edit moves an order from `{}` to `{}`, is what {first} was asked for called back?",
            stays.id, other.id
        );
        return Some(case(flow, stays).unknown(Asked::Contract(flow, stays), RECALLED, message, &question));
    }
    Some(case(flow, stays).at_risk(
        message,
        format!("`{}` takes #1001 at 13:00. At 13:30 the customer has `{field}` changed, and now `{}` takes it: {second} is asked, and nobody tells {first}. 2 parcels leave, and 1 is paid for{}.", stays.id, other.id, worth_in_brackets(flow, 1)),
        format!("Route by what does not change once an order is placed, or have {} call back what an edit moves, and write `contract: {{ {RECALLED}: true }}` on each.", title(flow, &stays.from)),
    ))
}

fn undecided(flow: &Flow, first: &Handoff, second: &Handoff, why: &str) -> Finding {
    let (one, other) = (title(flow, &first.to), title(flow, &second.to));
    let message = format!("{one} and {other} may both be asked to ship the same goods");
    meet::undecided(case(flow, second), flow, (first, second), why, message)
}
