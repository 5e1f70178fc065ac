//! Finds the risk on a map: a credential ends, or allows less than the handoffs need.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff, System};
use seamless_model::SystemId;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{count, example, fact, many, span, upper_first, used};

const TTL: &str = "access.token_ttl";
const RENEWED: &str = "access.renewed_by_itself";
const SCOPES: &str = "access.scopes";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut touching: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
    for handoff in used(flow) {
        touching.entry(&handoff.from).or_default().push(handoff);
        touching.entry(&handoff.to).or_default().push(handoff);
    }
    let mut findings = Vec::new();
    for system in flow.systems.values() {
        let handoffs = touching.get(&system.id).map(Vec::as_slice).unwrap_or_default();
        findings.extend(ends(flow, system, handoffs));
        findings.extend(allows(flow, system, handoffs));
    }
    findings
}

fn case<'f>(flow: &'f Flow, system: &'f System) -> Case<'f> {
    Case::at(ID, flow, system).costs(100, Loss::Part)
}

/// A credential that ends while nobody renews it. One that Seamless gets with a client's own secret is asked for anew.
fn ends(flow: &Flow, system: &System, handoffs: &[&Handoff]) -> Option<Finding> {
    let of_client = system.client_id.is_some() && handoffs.iter().all(|it| it.is_ours());
    if handoffs.is_empty() || of_client {
        return None;
    }
    let team = Asked::Team(flow, system);
    let message = format!("one day {} refuses every call, and all that goes there stops", system.title);
    match (team.yes(RENEWED), team.span(TTL)) {
        (Some(true), _) => None,
        (Some(false), Some(ttl)) => {
            let day = flow.volume.orders_per_day.and_then(|it| u64::try_from(it.round()).ok());
            let day = day.map(|it| format!(": {} a day wait", count(it))).unwrap_or_default();
            Some(case(flow, system).at_risk(
                message,
                format!(
                    "The credential for {} is good for {}, and a person has to renew it. If that person is away when it ends at 13:00, nothing passes from then on{day}, #1001 among them.",
                    system.title,
                    span(ttl)
                ),
                format!(
                    "Use a credential that renews itself (`client_id` and `client_secret`), or put the day on which it ends into the calendar of {}, and write how it is renewed into the runbook. Then say `{RENEWED}: true`.",
                    flow.team_title(&system.team)
                ),
            ))
        }
        (Some(false), None) => Some(case(flow, system).unknown(
            team,
            TTL,
            message,
            &format!("How long is the credential with which {} is called good for? Write for example 90d.", system.title),
        )),
        (None, _) => Some(case(flow, system).unknown(
            team,
            RENEWED,
            message,
            &format!(
                "Do the credentials with which {} is called last without a person: do they never end, or does a program renew them?",
                system.title
            ),
        )),
    }
}

/// What the handoffs need and has not been granted, as far as the vendor says what is needed.
fn allows(flow: &Flow, system: &System, handoffs: &[&Handoff]) -> Option<Finding> {
    let team = Asked::Team(flow, system);
    let mut needs: BTreeMap<String, &Handoff> = BTreeMap::new();
    let granted: Option<BTreeSet<&str>> = team.list(SCOPES).map(|it| it.iter().map(String::as_str).collect());
    for handoff in handoffs {
        let way = if handoff.from == system.id { "read_access" } else { "write_access" };
        let Some(any) = team.list(&fact(handoff.carry, way)) else { continue };
        let there = granted.as_ref().is_some_and(|it| any.iter().any(|any| allowed(it, any)));
        if let (false, Some(first)) = (there, any.first()) {
            let words =
                if any.len() == 1 { format!("`{first}`") } else { format!("one of `{}`", any.join("`, `")) };
            needs.entry(words).or_insert(handoff);
        }
    }
    let (words, handoff) = needs.iter().next()?;
    let title = &system.title;
    if granted.is_none() {
        let all = needs.keys().cloned().collect::<Vec<_>>().join(", ");
        let question = format!(
            "Which access has been granted to the app that works with {title}? The handoffs need {all}."
        );
        let message = format!("{title} may refuse a part of what the handoffs need");
        return Some(case(flow, system).unknown(team, SCOPES, message, &question));
    }
    let what = many(handoff.carry);
    let does = if handoff.from == system.id { "read" } else { "written" };
    Some(case(flow, system).at_risk(
        format!("{title} does not let {what} be {does}: `{}` stands still", handoff.id),
        format!(
            "{} is to be {does} in {title} at 13:00, and {title} answers that access is denied: the app has {}, and not {words}. Nothing of `{}` passes until it has.",
            upper_first(&example(handoff.carry)),
            team.list(SCOPES).filter(|it| !it.is_empty()).map_or("nothing".to_owned(), |it| format!("`{}`", it.join("`, `"))),
            handoff.id
        ),
        format!("Have {words} granted, install the app again, and add it to `{SCOPES}` of `{}`.", system.id),
    ))
}

/// A grant to write is one to read as well.
fn allowed(granted: &BTreeSet<&str>, needed: &str) -> bool {
    let to_write = needed.strip_prefix("read_").map(|it| format!("write_{it}"));
    granted.contains(needed) || to_write.is_some_and(|it| granted.contains(it.as_str()))
}
