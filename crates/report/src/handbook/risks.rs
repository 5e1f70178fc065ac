//! Which breakpoints concern a team, and what it does about them.

use indexmap::IndexSet;
use seamless_breakpoints::{Breakpoint, Checked, Severity, catalogue, is_of_the_way, strikes};
use seamless_flow::{Flow, Handoff, Mode, SEAMLESS, Via};
use seamless_model::TeamId;

/// A breakpoint on which a team acts.
#[derive(Debug, Clone)]
pub struct Risk {
    /// The breakpoint.
    pub breakpoint: &'static Breakpoint,
    /// Where it can strike: the handoffs' names.
    pub at: Vec<String>,
    /// What the map shows of it today: verdict and sentence.
    pub found: Vec<(&'static str, String)>,
    /// Of the handoffs where it can strike, those that others carry: the handoff's name and who carries it.
    pub others: Vec<(String, String)>,
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

impl Risk {
    /// How it looks, from its page (Markdown).
    pub fn shows(&self) -> &'static str {
        let page = self.breakpoint.page;
        let section = page.split("\n## ").find_map(|it| it.strip_prefix("How it shows\n"));
        section.unwrap_or("").trim()
    }

    /// What to tell a customer, from its runbook (Markdown).
    pub fn tell(&self) -> String {
        self.breakpoint.runbook(None).split_once(TELL).map_or("", |it| it.1).trim().to_owned()
    }

    /// The steps of its runbook (Markdown): as Seamless mends it, or, where others carry all of it, what to ask of them.
    pub fn steps(&self) -> String {
        let who: IndexSet<&str> = self.others.iter().map(|it| it.1.as_str()).collect();
        let who = who.into_iter().collect::<Vec<_>>().join(" or ");
        let all_others = !self.others.is_empty() && self.others.len() >= self.at.len();
        let runbook = self.breakpoint.runbook(all_others.then_some(who.as_str()));
        let start = runbook.find("\n1. ").map_or(0, |it| it + 1);
        let end = runbook.find(TELL).unwrap_or(runbook.len());
        let steps = runbook.get(start..end).unwrap_or(&runbook).trim();
        if all_others || self.others.is_empty() {
            return steps.to_owned();
        }
        let names: Vec<&str> = self.others.iter().map(|it| it.0.as_str()).collect();
        let names = names.join(", ");
        format!("{steps}\n\n*Converge* is for what Seamless carries. For {names}: have {who} send it again.")
    }
}

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
        let kinds = strikes(breakpoint.id);
        let struck = |it: &&Handoff| kinds.contains(&it.carry);
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
        let here: Vec<&Checked> =
            checked.iter().filter(|it| it.finding.breakpoint == breakpoint.id).collect();
        let found: Vec<(&'static str, String)> = here
            .iter()
            .filter(|it| is_own(it.finding.spot.name()))
            .map(|it| (verdict(it), it.finding.message.clone()))
            .collect();
        let open = found.iter().any(|it| it.0 != "unknown");
        if !at.is_empty() || open {
            let others = at.iter().filter_map(|it| Some((it.id.to_string(), other(flow, it)?)));
            let others = others.collect();
            let at = at.iter().map(|it| it.id.to_string()).collect();
            acts.push((rank(&found), breakpoint.severity, Risk { breakpoint, at, found, others }));
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
        Some(carrier) => Some(carrier.title.clone()),
        None if it.by == SEAMLESS && it.mode == Mode::Carry && it.via != Via::Manual => None,
        None if it.via == Via::Manual => Some("whoever types it in".to_owned()),
        None if matches!(it.mode, Mode::CarryShare(_)) => None,
        None => Some("whoever carries it".to_owned()),
    }
}

fn rank(found: &[(&'static str, String)]) -> u8 {
    let is = |word: &str| found.iter().any(|it| it.0 == word);
    if is("at risk") { 2 } else { u8::from(is("allowed")) }
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
        let risk = |at: &[&str], others: &[&str]| Risk {
            breakpoint: seamless_breakpoints::breakpoint("special-line-misclassified").expect("it is there"),
            at: at.iter().map(|it| (*it).to_owned()).collect(),
            found: Vec::new(),
            others: others.iter().map(|it| ((*it).to_owned(), "Celigo".to_owned())).collect(),
        };
        let steps = risk(&["orders", "sold"], &["orders", "sold"]).steps();
        assert!(
            steps.starts_with("1. ") && steps.contains("\n4. Have Celigo send the orders again"),
            "{steps}"
        );
        assert!(!steps.contains("*Converge"), "{steps}");
        let steps = risk(&["orders", "sold"], &["sold"]).steps();
        assert!(
            steps.contains("\n4. Press *Converge* on the orders that are held; Seamless builds"),
            "{steps}"
        );
        assert!(steps.ends_with("For sold: have Celigo send it again."), "{steps}");
        let steps = risk(&["orders"], &[]).steps();
        assert!(steps.contains("*Converge*") && !steps.contains("Celigo"), "{steps}");
    }
}
