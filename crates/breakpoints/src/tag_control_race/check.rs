//! Finds the risk on a map: tags decide, and the next system takes the order before they are set.

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Via};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{moving, of_marketplace, origins, span, title};
use crate::way::{Gate, lets};

const CONTROL: &str = "tags_control";
const LATEST: &str = "tags_within";
const WINDOW: &str = "hold_window";
const AGAIN: &str = "rules_again";
const ORDER: &[DocumentKind] = &[DocumentKind::Order];

/// How long a workflow takes in the example, where the map does not say.
const EXAMPLE: SignedDuration = SignedDuration::from_secs(90);

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let begin: std::collections::BTreeSet<&SystemId> = origins(flow).into_iter().map(|it| &it.id).collect();
    let first_hops: Vec<&Handoff> =
        moving(flow, ORDER).filter(|it| begin.contains(&it.from) && !of_marketplace(flow, it)).collect();
    let Some(first) = first_hops.first() else { return Vec::new() };
    let trade = Asked::Trade(flow);
    match trade.yes(CONTROL) {
        Some(false) => Vec::new(),
        Some(true) => once(first_hops.iter().filter_map(|it| one_handoff(flow, it))),
        None => vec![case(flow, first).unknown(
            trade,
            CONTROL,
            format!("a tag may come after {} has taken the order", title(flow, &first.to)),
            "Do tags, or workflows that set them, decide what happens to an order after it is placed?",
        )],
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Part)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, trade) = (Asked::Contract(flow, handoff), Asked::Trade(flow));
    let to = title(flow, &handoff.to);
    let message = format!("{to} may take orders before their tags are set");
    let again = asked.yes(AGAIN);
    if again == Some(true) || waits_for_a_tag(flow, handoff) {
        return None;
    }
    match (asked.span(WINDOW), trade.span(LATEST)) {
        (Some(window), Some(latest)) if window >= latest => None,
        (Some(_), None) => Some(case(flow, handoff).unknown(
            trade,
            LATEST,
            message,
            "How long after an order is placed is the last tag set that decides about it?",
        )),
        (None, _) if again.is_none() => Some(case(flow, handoff).unknown(
            asked,
            AGAIN,
            message,
            &format!(
                "When the tags of an order change after {to} has taken it, are its rules applied again?"
            ),
        )),
        (window, latest) => Some(at_risk(flow, handoff, window, latest)),
    }
}

/// Whether no order travels that has no tag yet. Seamless asks the condition again when a tag is set.
fn waits_for_a_tag(flow: &Flow, handoff: &Handoff) -> bool {
    handoff.is_ours() && handoff.when.is_some() && lets(flow, handoff, "order.tags.size() == 0") == Gate::Shut
}

fn at_risk(
    flow: &Flow,
    handoff: &Handoff,
    window: Option<SignedDuration>,
    latest: Option<SignedDuration>,
) -> Finding {
    let to = title(flow, &handoff.to);
    let latest = latest.unwrap_or(EXAMPLE);
    let taken = match (window, handoff.via) {
        (Some(window), _) => format!("after a window of {}", span(window)),
        (None, Via::Poll(every) | Via::File(every)) => {
            format!("at the next poll, at most {} later", span(every))
        }
        (None, _) => "within seconds".to_owned(),
    };
    case(flow, handoff).at_risk(
        format!("{to} takes orders before their tags are set"),
        format!(
            "#1001 is placed at 13:00:00, and a workflow tags it `do-not-ship` {} later. {to} has taken it {taken} and does not look again: it ships.",
            span(latest)
        ),
        format!(
            "Have orders wait before `{}` for longer than the slowest tag takes, and write `contract: {{ {WINDOW}: {} }}`; or have {to} apply its rules again when tags change (`{AGAIN}: true`).",
            handoff.id,
            span(latest.saturating_mul(2))
        ),
    )
}
