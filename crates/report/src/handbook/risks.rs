//! Which breakpoints concern a team, and what it does about them.

use indexmap::IndexSet;
use seamless_breakpoints::{Breakpoint, Checked, Severity, catalogue, is_of_the_way};
use seamless_flow::{Flow, Handoff, Mode, SEAMLESS, UNKNOWN, Via};
use seamless_model::TeamId;

use super::fits::fits;
use super::owned::has_part;
use super::runbook;

/// A breakpoint on which a team acts.
#[derive(Debug, Clone)]
pub struct Risk {
    /// The breakpoint.
    pub breakpoint: &'static Breakpoint,
    /// Where it can strike: the handoffs' names.
    pub at: Vec<String>,
    /// What the map shows of it today, each sentence once; what is at risk first.
    pub found: Vec<Found>,
    /// Of the handoffs where it can strike, those that others carry: the handoff's name and who carries it.
    pub others: Vec<(String, String)>,
    /// How it looks (Markdown), with the systems of this map.
    pub shows: String,
    /// Its steps (Markdown), with the systems of this map: as Seamless mends it, or, where others carry all of it, what
    /// to ask of them.
    pub steps: String,
    /// What to tell a customer (Markdown).
    pub tell: String,
}

/// What the map shows of a breakpoint, in one sentence, with every place where it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `at risk`, `unknown` or `allowed`.
    pub verdict: &'static str,
    /// The sentence.
    pub says: String,
    /// The handoffs and systems where it does.
    pub at: Vec<String>,
}

/// A breakpoint that a team may notice and on which others act.
#[derive(Debug, Clone)]
pub struct Noticed {
    /// The breakpoint.
    pub breakpoint: &'static Breakpoint,
    /// The handoffs on which the team may notice it.
    pub at: Vec<String>,
    /// The titles of the teams that act on it.
    pub who: Vec<String>,
    /// Whether the map shows it today.
    pub open: bool,
}

impl Noticed {
    /// The verb after those who act.
    pub(super) fn act(&self) -> &'static str {
        if self.who.len() == 1 { "acts" } else { "act" }
    }
}

impl Found {
    /// Where, for the end of the sentence.
    pub(super) fn places(&self) -> String {
        format!("({})", self.at.join(", "))
    }
}

impl Risk {
    /// The gravest of what the map shows of it today; nothing where it shows none.
    pub fn verdict(&self) -> Option<&'static str> {
        ["at risk", "unknown", "allowed"]
            .into_iter()
            .find(|word| self.found.iter().any(|it| it.verdict == *word))
    }

    /// Whether it is told in full: the map shows it, or cannot tell.
    pub(super) fn is_told(&self) -> bool {
        matches!(self.verdict(), Some("at risk" | "unknown"))
    }

    /// What it costs, in words.
    pub(super) fn costs(&self) -> &'static str {
        match self.breakpoint.severity {
            Severity::High => "It costs goods or money.",
            Severity::Medium => "It costs work, and customers are unhappy.",
            Severity::Low => "It is a nuisance.",
        }
    }

    /// Where else it can strike, in a sentence; nothing where every place is named already.
    pub(super) fn elsewhere(&self) -> Option<String> {
        let named = |it: &&String| self.found.iter().any(|found| found.at.contains(it));
        let rest: Vec<&str> = self.at.iter().filter(|it| !named(it)).map(String::as_str).collect();
        match rest.len() {
            0 => None,
            few if few <= ELSEWHERE => Some(format!("It can also strike {}.", rest.join(", "))),
            many => Some(format!("It can also strike {} other handoffs.", many)),
        }
    }
}

fn shows(page: &str) -> &str {
    page.split("\n## ").find_map(|it| it.strip_prefix("How it shows\n")).unwrap_or("").trim()
}

/// The steps of a breakpoint's runbook where it can strike `at` handoffs, of which others carry these. Where it strikes
/// none, somebody else is asked unless Seamless `has_part` in the flow.
fn steps(breakpoint: &Breakpoint, at: usize, others: &[(String, String)], has_part: bool) -> String {
    let mut who: IndexSet<&str> = others.iter().map(|it| it.1.as_str()).collect();
    if who.is_empty() && !has_part {
        who.insert(WHOEVER);
    }
    let who = who.into_iter().collect::<Vec<_>>().join(" or ");
    let all_others = !who.is_empty() && others.len() >= at;
    let runbook = breakpoint.runbook(all_others.then_some(who.as_str()));
    let start = runbook.find("\n1. ").map_or(0, |it| it + 1);
    let end = runbook.find(TELL).unwrap_or(runbook.len());
    let steps = runbook.get(start..end).unwrap_or(&runbook).trim();
    if all_others || others.is_empty() {
        return steps.to_owned();
    }
    let names: Vec<&str> = others.iter().map(|it| it.0.as_str()).collect();
    let names = names.join(", ");
    format!("{steps}\n\n*Converge* is for what Seamless carries. For {names}: have {who} send it again.")
}

/// So many handoffs are named that a breakpoint can also strike; of more, how many.
const ELSEWHERE: usize = 6;

/// Who is asked where nobody is named.
const WHOEVER: &str = "whoever carries it";

/// What stands in a runbook before the words for a customer.
const TELL: &str = "**What to tell the customer.**";

/// On what a team acts, and what it may notice besides: what the map shows first, then by cost.
pub(super) fn risks(
    flow: &Flow,
    checked: &[Checked],
    team: &TeamId,
    near: &[&Handoff],
) -> (Vec<Risk>, Vec<Noticed>) {
    let technical = technical(flow);
    let (mut acts, mut notices) = (Vec::new(), Vec::new());
    for breakpoint in catalogue() {
        let of_the_way = is_of_the_way(breakpoint.id);
        let here: Vec<&Checked> =
            checked.iter().filter(|it| it.finding.breakpoint == breakpoint.id).collect();
        let struck = |it: &&Handoff| {
            fits(flow, breakpoint.id, it)
                || here.iter().any(|found| found.finding.spot.name() == it.id.as_str())
        };
        let acts_on = |it: &&Handoff| match of_the_way {
            true => technical.contains(team) || (technical.is_empty() && it.owner == *team),
            false => it.owner == *team,
        };
        let at: Vec<&Handoff> = flow.handoffs.values().filter(struck).filter(acts_on).collect();
        let is_own = |name: &str| {
            at.iter().any(|it| it.id.as_str() == name)
                || flow.systems.get(name).is_some_and(|it| match of_the_way {
                    true => technical.contains(team) || (technical.is_empty() && it.team == *team),
                    false => it.team == *team,
                })
        };
        let found = found(here.iter().filter(|it| is_own(it.finding.spot.name())).copied());
        if !at.is_empty() || !found.is_empty() {
            acts.push((rank(&found), breakpoint.severity, risk(flow, breakpoint, &at, found)));
            continue;
        }
        let at: Vec<&Handoff> = near.iter().copied().filter(|it| struck(it)).collect();
        if of_the_way || at.is_empty() {
            continue;
        }
        let who: IndexSet<String> = at.iter().map(|it| flow.team_title(&it.owner).to_owned()).collect();
        let who = who.into_iter().collect();
        let is_near = |name: &str| at.iter().any(|it| it.id.as_str() == name);
        let open = here.iter().any(|it| it.is_at_risk() && is_near(it.finding.spot.name()));
        let at = at.iter().map(|it| it.id.to_string()).collect();
        notices.push((open, breakpoint.severity, Noticed { breakpoint, at, who, open }));
    }
    acts.sort_by_key(|it: &(u8, Severity, Risk)| std::cmp::Reverse((it.0, it.1)));
    notices.sort_by_key(|it: &(bool, Severity, Noticed)| std::cmp::Reverse((it.0, it.1)));
    (acts.into_iter().map(|it| it.2).collect(), notices.into_iter().map(|it| it.2).collect())
}

/// The teams that keep the integrations: those through whom carriers are reached, else those that call themselves so.
fn technical(flow: &Flow) -> Vec<TeamId> {
    let words =
        ["it", "tech", "technology", "engineering", "integration", "integrations", "development", "systems"];
    let called = |text: &str| {
        let mut all = text.split(|it: char| !it.is_alphanumeric());
        all.any(|it| words.contains(&it.to_lowercase().as_str()))
    };
    let named = flow.teams.values().filter(|it| called(it.id.as_str()) || called(&it.title));
    let named: Vec<TeamId> = named.map(|it| it.id.clone()).collect();
    if named.is_empty() { flow.carriers.values().filter_map(|it| it.team.clone()).collect() } else { named }
}

/// Who carries a handoff that Seamless does not.
fn other(flow: &Flow, it: &Handoff) -> Option<String> {
    match flow.carriers.get(&it.by) {
        _ if it.by.as_str() == UNKNOWN => Some(WHOEVER.to_owned()),
        Some(_) if it.via == Via::Manual => Some("whoever does it by hand".to_owned()),
        Some(carrier) => Some(runbook::plain(&carrier.title)),
        None if it.by == SEAMLESS && it.mode == Mode::Carry && it.via != Via::Manual => None,
        None if it.via == Via::Manual => Some("whoever does it by hand".to_owned()),
        None if matches!(it.mode, Mode::CarryShare(_)) => None,
        None => Some(WHOEVER.to_owned()),
    }
}

fn risk(flow: &Flow, breakpoint: &'static Breakpoint, at: &[&Handoff], found: Vec<Found>) -> Risk {
    let others = at.iter().filter_map(|it| Some((it.id.to_string(), other(flow, it)?)));
    let others: Vec<(String, String)> = others.collect();
    let tell = breakpoint.runbook(None).split_once(TELL).map_or("", |it| it.1).trim().to_owned();
    Risk {
        shows: runbook::of_map(flow, shows(breakpoint.page)),
        steps: runbook::of_map(flow, &steps(breakpoint, at.len(), &others, has_part(flow))),
        tell,
        breakpoint,
        at: at.iter().map(|it| it.id.to_string()).collect(),
        found,
        others,
    }
}

/// Findings as a person reads them: one sentence for all places that share it.
fn found<'c>(all: impl Iterator<Item = &'c Checked>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for it in all {
        let (verdict, place) = (verdict(it), it.finding.spot.name().to_owned());
        match found.iter_mut().find(|had| had.verdict == verdict && had.says == it.finding.message) {
            Some(had) if had.at.contains(&place) => {}
            Some(had) => had.at.push(place),
            None => found.push(Found { verdict, says: it.finding.message.clone(), at: vec![place] }),
        }
    }
    let order = ["at risk", "unknown", "allowed"];
    found.sort_by_key(|it| order.iter().position(|word| *word == it.verdict));
    found
}

fn rank(found: &[Found]) -> u8 {
    let is = |word: &str| found.iter().any(|it| it.verdict == word);
    if is("at risk") {
        3
    } else if is("unknown") {
        2
    } else {
        u8::from(is("allowed"))
    }
}

fn verdict(it: &Checked) -> &'static str {
    match (it.is_at_risk(), it.is_unknown()) {
        (true, _) => "at risk",
        (_, true) => "unknown",
        _ => "allowed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_to_converge_what_others_carry() {
        let breakpoint = seamless_breakpoints::breakpoint("special-line-misclassified").expect("it is there");
        let steps = |at: usize, others: &[&str]| {
            let others: Vec<(String, String)> =
                others.iter().map(|it| ((*it).to_owned(), "Celigo".to_owned())).collect();
            steps(breakpoint, at, &others, at > 0)
        };
        let said = steps(2, &["orders", "sold"]);
        assert!(said.starts_with("1. ") && said.contains("\n4. Have Celigo send the orders again"), "{said}");
        assert!(!said.contains("*Converge"), "{said}");
        let said = steps(2, &["sold"]);
        assert!(
            said.contains("\n4. Press *Converge* on the orders that are held; Seamless builds"),
            "{said}"
        );
        assert!(said.ends_with("For sold: have Celigo send it again."), "{said}");
        let said = steps(0, &[]);
        assert!(said.contains("Have whoever carries it send") && !said.contains("*Converge*"), "{said}");
        let said = steps(1, &[]);
        assert!(said.contains("*Converge*") && !said.contains("Celigo"), "{said}");
    }
}
