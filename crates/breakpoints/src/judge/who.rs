//! Who carries: asked of the brand where nobody could say it, in place of all that only the carrier could answer.

use seamless_flow::{Flow, Handoff, UNKNOWN};
use seamless_model::SystemId;

use super::At;
use crate::look::{many, title};
use crate::{Holder, Missing, Verdict};

/// A verdict and its mending as they are; where they ask a carrier of whom nobody knows who it is, the brand is asked
/// who that is, once for all handoffs that bring the same to the same system.
pub(super) fn asked(flow: &Flow, at: At<'_>, verdict: Verdict, fix: String) -> (Verdict, String) {
    let nobody = |it: &Verdict| matches!(it, Verdict::Unknown { fact, .. } if fact.holder == Holder::Carrier(UNKNOWN.into()));
    let carried = || flow.handoffs.values().find(|it| meant(at, it));
    let Some(handoff) = Some(()).filter(|()| nobody(&verdict)).and_then(|()| carried()) else {
        return (verdict, fix);
    };
    let all = flow.unknown_like(handoff);
    let first = all.first().copied().unwrap_or(handoff);
    let from: Vec<&str> = all.iter().map(|it| title(flow, &it.from)).collect();
    let question = format!(
        "To {}: Who carries {} from {} to {}?",
        flow.title,
        many(handoff.carry),
        listed(&from),
        title(flow, &handoff.to)
    );
    let names: Vec<String> = all.iter().map(|it| format!("`{}`", it.id)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let fix = format!(
        "Write who carries into `by` of {}: a name of `carriers`, or `seamless`. What that carrier does is asked next.",
        listed(&names)
    );
    let fact = Missing { name: "by".to_owned(), holder: Holder::Handoff(first.id.clone()) };
    (Verdict::Unknown { question, fact }, fix)
}

fn meant(at: At<'_>, handoff: &Handoff) -> bool {
    let touches = |system: &SystemId| handoff.from == *system || handoff.to == *system;
    handoff.by == UNKNOWN
        && match at {
            At::Handoff(it) => it.id == handoff.id,
            At::System(it) => touches(&it.id),
        }
}

fn listed(all: &[&str]) -> String {
    match all {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const MAP: &str = "\
flow: a
title: Anna
timezone: UTC
currency: NOK
teams: { it: { title: IT, reach: \"mailto:it@a.example\" } }
systems:
  one: { kind: shopify, role: storefront, team: it, title: Shop One }
  two: { kind: shopify, role: storefront, team: it, title: Shop Two }
  erp: { kind: netsuite, role: erp, team: it, title: NetSuite }
carriers:
  unknown: { title: To be found out, team: it }
handoffs:
  refunds-one: { carry: refund, from: one, to: erp, via: webhook, within: 1h, by: unknown, key: { one: id, erp: reference } }
  refunds-two: { carry: refund, from: two, to: erp, via: webhook, within: 1h, by: unknown, key: { two: id, erp: reference } }
";

    #[test]
    fn nobody_is_asked_what_only_an_unknown_carrier_could_answer() {
        let loaded = seamless_flow::load("flow.yaml", &mut |_| Ok(MAP.as_bytes().to_vec()));
        let flow = loaded
            .value
            .unwrap_or_else(|| panic!("{}", seamless_flow::render(&loaded.problems, &loaded.sources, false)));
        let checked = crate::check(&flow, None);
        let mut asked = BTreeSet::new();
        for it in &checked {
            let texts = format!("{:?}", (&it.finding.message, &it.finding.fix, &it.finding.verdict));
            assert!(!texts.contains("To be found out"), "{texts}");
            if let Verdict::Unknown { question, fact } = &it.finding.verdict {
                assert!(!matches!(fact.holder, Holder::Carrier(_)), "{fact}");
                asked.extend((fact.name == "by").then(|| (question.clone(), fact.to_string())));
            }
        }
        let question = "To Anna: Who carries refunds from Shop One and Shop Two to NetSuite?";
        let only = (question.to_owned(), "by of handoff refunds-one".to_owned());
        assert_eq!(asked, BTreeSet::from([only]));
    }
}
