//! Finds the risk on a map: the source gives up on an endpoint that failed, and says nothing ever after.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use rust_decimal::Decimal;
use seamless_flow::{Edit, Flow, Handoff, System, Via};
use seamless_model::{CarrierId, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{
    Mover, clock, count, is_one_each, many, orders_within, span, title, used, worth_in_brackets,
};
use crate::volume::up_to;

const FAILURES: &str = "webhook.subscription_removed_after_failures";
const AUDITED: &str = "webhook.audited";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    // A subscription is of a source and of who listens: what is said of one arrow holds for the others.
    let mut listening: BTreeMap<(&SystemId, &CarrierId), &Handoff> = BTreeMap::new();
    let told = used(flow).filter(|it| it.via == Via::Webhook);
    let mut findings = Vec::new();
    for handoff in told.filter(|it| !asked_for(flow, it)) {
        let source = flow.system(&handoff.from);
        if source.profile.yes(&crate::look::fact(handoff.carry, "delivery_guaranteed")) == Some(true) {
            continue;
        }
        let first = !listening.contains_key(&(&handoff.from, &handoff.by));
        listening.entry((&handoff.from, &handoff.by)).or_insert(handoff);
        if first || handoff.is_ours() {
            findings.extend(one_handoff(flow, handoff, source));
        }
    }
    once(findings.into_iter())
}

/// What no webhook brings is found by asking.
fn asked_for(flow: &Flow, handoff: &Handoff) -> bool {
    handoff.backstop.is_some() || Mover::of(flow, handoff).has_backstop(handoff.carry) == Some(true)
}

fn one_handoff(flow: &Flow, handoff: &Handoff, source: &System) -> Option<Finding> {
    let (from, all) = (&source.title, many(handoff.carry));
    let message = format!("after an outage {from} stops telling of {all}, and all systems look healthy");
    let case = Case::on(ID, flow, handoff).costs(100, Loss::Whole);
    let vendor = Asked::System(flow, source);
    let failures = vendor.number(FAILURES);
    if failures == Some(Decimal::ZERO) {
        return None;
    }
    let asked = Asked::Carrier(flow, handoff);
    let audited = asked.yes(AUDITED);
    if audited == Some(true) && !handoff.is_ours() {
        return None;
    }
    let Some(failures) = failures else {
        let question = format!(
            "After how many failed deliveries does {from} stop sending webhooks to an address, or remove the subscription? Answer 0 where it never does."
        );
        return Some(
            Case::at(ID, flow, source).costs(100, Loss::Whole).unknown(vendor, FAILURES, message, &question),
        );
    };
    if handoff.is_ours() {
        let fix =
            "Add `backstop: every 15m over 48h`: what the source has is asked for, whether it tells or not.";
        let edit = Edit::set(["handoffs", handoff.id.as_str(), "backstop"], "every 15m over 48h");
        return Some(case.at_risk(message, witness(flow, handoff, source, failures), fix).mended_by(edit));
    }
    match audited {
        Some(_) => Some(case.at_risk(
            message,
            witness(flow, handoff, source, failures),
            format!(
                "Have {} list its subscriptions in {from} every day and make anew what is gone, or write a `backstop` for `{}` and let Seamless carry it.",
                Mover::of(flow, handoff).title(),
                handoff.id
            ),
        )),
        None => Some(case.unknown(
            asked,
            AUDITED,
            message,
            &format!(
                "{from} removes a webhook subscription after {failures} failures in a row. Do you compare the subscriptions in {from} with those that you need at least once a day, and make anew what is gone?"
            ),
        )),
    }
}

fn witness(flow: &Flow, handoff: &Handoff, source: &System, failures: Decimal) -> String {
    let window = source.profile.span("webhook.retry_window");
    let end = window.unwrap_or(SignedDuration::from_hours(1));
    let within = window.map(|it| format!(", which takes {}", span(it))).unwrap_or_default();
    let hour = orders_within(flow, SignedDuration::from_hours(24))
        .filter(|_| is_one_each(handoff.carry))
        .map(|day| format!(": {}{} a day{}", up_to(flow, handoff), count(day), worth_in_brackets(flow, day)));
    format!(
        "The endpoint fails from 13:00 on. After {failures} failures in a row{within}, {} removes the subscription. The endpoint is mended at {}, and no {} after that moment reaches {}{}.",
        source.title,
        clock(end + SignedDuration::from_mins(30)),
        handoff.carry.words(),
        title(flow, &handoff.to),
        hour.unwrap_or_default()
    )
}
