//! Which breakpoints concern a team, and what it does about them.

use seamless_breakpoints::{Breakpoint, Checked, Severity, Verdict, catalogue, strikes};
use seamless_flow::{Flow, Handoff, Mode, SEAMLESS, Via};
use seamless_model::TeamId;

/// Breakpoints of the way itself, whatever travels on it: who keeps the integrations acts on them.
const OF_THE_WAY: &[&str] = &[
    "api-version-sunset",
    "config-drift",
    "credential-scope-lapse",
    "cursor-gap-missed-update",
    "cutover-double-import",
    "event-out-of-order-dropped",
    "history-window-60-days",
    "nested-page-truncation",
    "pii-redacted-order",
    "poison-order-dead-letter",
    "rate-limit-backlog",
    "silent-skip-marked-success",
    "snapshot-overwrites-decrement",
    "stale-payload-overwrite",
    "stale-stock-retry",
    "timeout-after-commit-duplicate",
    "webhook-duplicate-create",
    "webhook-missed-order",
    "webhook-subscription-removed",
    "writeback-echo-loop",
];

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
    pub fn tell(&self) -> &'static str {
        let (_, told) =
            self.breakpoint.runbook.split_once("**What to tell the customer.**").unwrap_or(("", ""));
        told.trim()
    }

    /// The steps of its runbook (Markdown). *Converge* is pressed for what Seamless carries; others have to be asked.
    pub fn steps(&self) -> String {
        let runbook = self.breakpoint.runbook;
        let start = runbook.find("\n1. ").map_or(0, |it| it + 1);
        let end = runbook.find("**What to tell the customer.**").unwrap_or(runbook.len());
        let steps = runbook.get(start..end).unwrap_or(runbook).trim();
        if self.others.is_empty() || !steps.contains("*Converge") {
            return steps.to_owned();
        }
        let mut who: Vec<&str> = Vec::new();
        for (_, carrier) in &self.others {
            if !who.contains(&carrier.as_str()) {
                who.push(carrier);
            }
        }
        let who = who.join(" or ");
        if self.others.len() < self.at.len() {
            let names: Vec<&str> = self.others.iter().map(|it| it.0.as_str()).collect();
            let names = names.join(", ");
            return format!(
                "{steps}\n\n*Converge* is for what Seamless carries. For {names}: have {who} send it again."
            );
        }
        steps.lines().map(|it| asked_of(it, &who)).collect::<Vec<_>>().join("\n")
    }
}

/// A step for a handoff that somebody else carries: he is asked where Seamless would be told.
fn asked_of(step: &str, who: &str) -> String {
    if !step.contains("*Converge") {
        return step.to_owned();
    }
    let mut said: Vec<String> = Vec::new();
    for sentence in step.split_inclusive(". ") {
        let kept = ["; Seamless ", ": Seamless ", ", and Seamless "].iter().find_map(|it| {
            let (before, after) = sentence.split_once(it)?;
            before.contains("*Converge*").then(|| match after.ends_with(' ') {
                true => format!("{before}. "),
                false => format!("{before}."),
            })
        });
        let sentence = kept.unwrap_or_else(|| sentence.to_owned());
        let sentence = sentence
            .replace("ress *Converge* on the incident", "ress *Converge* on what is missing")
            .replace("ress *Converge* on the handoff", "ress *Converge* on what is missing")
            .replace("Press *Converge* on ", &format!("Have {who} send again "))
            .replace("press *Converge* on ", &format!("have {who} send again "))
            .replace("Press *Converge*", &format!("Have {who} send it again"))
            .replace("press *Converge*", &format!("have {who} send it again"));
        if !sentence.contains("*Converge") {
            said.push(sentence);
        } else if said.is_empty() && step.starts_with(|it: char| it.is_ascii_digit()) {
            // Numbers of steps end in ". " as well, and stay.
            said.push(String::new());
        }
    }
    said.concat().replace(", then *Converge all*", "").trim_end().to_owned()
}

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
        let of_the_way = OF_THE_WAY.contains(&breakpoint.id);
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
        let mut who: Vec<String> = Vec::new();
        for it in &at {
            let title = flow.team_title(&it.owner).to_owned();
            if !who.contains(&title) {
                who.push(title);
            }
        }
        let is_near = |name: &str| at.iter().any(|it| it.id.as_str() == name);
        let open = here.iter().any(|it| verdict(it) == "at risk" && is_near(it.finding.spot.name()));
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
    if is("at risk") { 2 } else { u8::from(is("accepted")) }
}

fn verdict(it: &Checked) -> &'static str {
    match (&it.allowed, &it.finding.verdict) {
        (Some(_), _) => "accepted",
        (None, Verdict::AtRisk { .. }) => "at risk",
        (None, Verdict::Unknown { .. }) => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_way_are_breakpoints() {
        assert!(OF_THE_WAY.iter().all(|it| seamless_breakpoints::breakpoint(it).is_some()));
    }

    #[test]
    fn nobody_is_told_to_converge_what_others_carry() {
        let others = vec![("orders".to_owned(), "Celigo".to_owned())];
        for breakpoint in catalogue() {
            let at = vec!["orders".to_owned()];
            let risk = Risk { breakpoint, at, found: Vec::new(), others: others.clone() };
            let steps = risk.steps();
            assert!(!steps.contains("*Converge"), "{}: {steps}", breakpoint.id);
            assert!(steps.starts_with("1. "), "{}: {steps}", breakpoint.id);
        }
        let step =
            "3. Press *Converge* on the orders that are held; Seamless builds each anew and books it once.";
        assert_eq!(asked_of(step, "Celigo"), "3. Have Celigo send again the orders that are held.");
        let step = "2. If it waits: have it put aside and press *Converge*, so that both are compared.";
        assert_eq!(
            asked_of(step, "Celigo"),
            "2. If it waits: have it put aside and have Celigo send it again, so that both are compared."
        );
    }
}
