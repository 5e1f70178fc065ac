//! What changes in the findings of a map while somebody writes on it.

use std::collections::BTreeMap;

use seamless_breakpoints::{Checked, Verdict};

use super::fingerprints;

/// A finding and how it stands.
type Known<'c> = BTreeMap<String, &'c Checked>;

/// What is mended, new, allowed or answered since `before`, a line each; nothing where nothing is.
pub fn changes(before: &[Checked], after: &[Checked]) -> Vec<String> {
    let known = |all| -> Known<'_> { fingerprints(all).into_iter().zip(all).collect() };
    let (before, after) = (known(before), known(after));
    let only = |here: &Known<'_>, there: &Known<'_>, stands: fn(&Checked) -> bool| -> Vec<String> {
        let here = here
            .iter()
            .filter(|(print, it)| stands(it) && there.get(*print).is_none_or(|it| it.allowed.is_some()));
        here.map(|it| named(it.1)).collect()
    };
    let allowed: Vec<String> = after
        .iter()
        .filter(|(print, it)| {
            it.allowed.is_some() && before.get(*print).is_some_and(|it| it.allowed.is_none())
        })
        .map(|it| named(it.1))
        .collect();
    let mut mended = only(&before, &after, Checked::is_at_risk);
    mended.retain(|it| !allowed.contains(it));
    let mut answered = only(&before, &after, Checked::is_unknown);
    answered.retain(|it| !allowed.contains(it));
    let parts = [
        ("mended", mended),
        ("no longer asked", answered),
        ("allowed", allowed),
        ("asked", only(&after, &before, Checked::is_unknown)),
        ("new", only(&after, &before, Checked::is_at_risk)),
    ];
    let parts = parts.into_iter().filter(|it| !it.1.is_empty());
    parts.map(|(word, all)| format!("{word}: {}", listed(&all))).collect()
}

/// The most that one line names.
const NAMED_MOST: usize = 6;

fn listed(all: &[String]) -> String {
    match all.len().saturating_sub(NAMED_MOST) {
        0 => all.join(", "),
        more => format!("{}, and {more} more", all[..NAMED_MOST].join(", ")),
    }
}

fn named(it: &Checked) -> String {
    let at = it.finding.spot.name();
    match &it.finding.verdict {
        Verdict::AtRisk { .. } => format!("{} at {at}", it.finding.breakpoint),
        Verdict::Unknown { fact, .. } => format!("{} at {at}", fact.name),
    }
}
