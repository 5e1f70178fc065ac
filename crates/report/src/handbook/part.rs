//! What concerns a team, gathered from the map and from the catalogue.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use seamless_breakpoints::{Breakpoint, Checked};
use seamless_flow::{Flow, Handoff, Role, System, UNKNOWN};
use seamless_model::{DocumentKind, SystemId, TeamId};

use super::owned::{Owned, owned};
use super::risks::{Noticed, Risk, risks};
use super::times::cutoffs;
use crate::words::count;

/// What stands above the list of what is not told in full.
pub(super) const REST: &str = "The map shows none of this today, but for what it allows. `seamless explain NAME` tells how it looks and what to do.";
/// What stands above the list of what is not told because others act on it.
pub(super) const OTHERS: &str = "Others act on these:";

/// A team's part of the flow.
#[derive(Debug, Clone)]
pub struct Part {
    /// The team.
    pub team: TeamId,
    /// Its title.
    pub title: String,
    /// The systems that it meets, its own first.
    pub systems: Vec<Meets>,
    /// How each document is known in each of these systems.
    pub identifiers: Vec<Identifier>,
    /// The handoffs that it owns.
    pub owns: Vec<Owned>,
    /// The handoffs of others that begin or end in its systems.
    pub touches: Vec<Owned>,
    /// The times of day that it works against, in a sentence each.
    pub cutoffs: Vec<String>,
    /// The breakpoints on which it acts; those that the map shows today first, then those of which it cannot tell, then by
    /// cost.
    pub risks: Vec<Risk>,
    /// Those that it may notice and on which others act.
    pub noticed: Vec<Noticed>,
    /// Whether it speaks with customers: only then it needs to know what to tell them.
    pub tells_customers: bool,
    /// Whom to call: title, how they are reached, what for.
    pub calls: Vec<(String, String, String)>,
}

/// A system that a team meets.
#[derive(Debug, Clone)]
pub struct Meets {
    /// Its title.
    pub title: String,
    /// What it does in the flow.
    pub role: &'static str,
    /// Whether the team owns it; else the title of the team that does.
    pub owner: Option<String>,
    /// Where it is found.
    pub address: Option<String>,
}

/// How a document is known.
#[derive(Debug, Clone)]
pub struct Identifier {
    /// The kind of document.
    pub document: &'static str,
    /// System's title and the field there.
    pub fields: Vec<(String, String)>,
}

impl Part {
    /// What concerns a team.
    pub(super) fn of(flow: &Flow, checked: &[Checked], team: &TeamId) -> Self {
        let own = |id: &SystemId| flow.system(id).team == *team;
        let near: Vec<&Handoff> =
            flow.handoffs.values().filter(|it| it.owner == *team || own(&it.from) || own(&it.to)).collect();
        let (risks, noticed) = risks(flow, checked, team, &near);
        Self {
            team: team.clone(),
            title: flow.team_title(team).to_owned(),
            systems: systems(flow, team, &near),
            identifiers: identifiers(flow, &near),
            owns: near.iter().filter(|it| it.owner == *team).map(|it| owned(flow, it, true)).collect(),
            touches: near.iter().filter(|it| it.owner != *team).map(|it| owned(flow, it, false)).collect(),
            cutoffs: cutoffs(flow, team, &near),
            risks,
            noticed,
            tells_customers: tells_customers(flow, team),
            calls: calls(flow, team, &near),
        }
    }

    /// The answer of a handbook, in a sentence or two.
    pub(super) fn answer(&self) -> String {
        let own = self.systems.iter().filter(|it| it.owner.is_none()).count() as u64;
        let shown = |word: &str| {
            let has = |it: &&Risk| it.verdict() == Some(word);
            self.risks.iter().filter(has).count() as u64
        };
        let (open, unknown) = (shown("at risk"), shown("unknown"));
        let today = match (open, unknown) {
            (0, 0) => {
                return format!(
                    "{} The map shows nothing that is yours to mend.",
                    self.says_what_it_owns(own)
                );
            }
            (open, 0) => format!("{} at risk today.", count(open, "breakpoint is", "breakpoints are")),
            (0, unknown) => format!("of {} it cannot tell.", count(unknown, "breakpoint", "breakpoints")),
            (open, unknown) => format!(
                "{} at risk today, and of {unknown} it cannot tell.",
                count(open, "breakpoint is", "breakpoints are")
            ),
        };
        format!("{} By the map, {today}", self.says_what_it_owns(own))
    }

    /// What is not told in full, and whether the map shows and allows it.
    pub(super) fn rest(&self) -> Vec<(&'static Breakpoint, bool)> {
        let rest = self.risks.iter().filter(|it| !it.is_told());
        rest.map(|it| (it.breakpoint, !it.found.is_empty())).collect()
    }

    /// What others act on, and is not at risk today.
    pub(super) fn of_others(&self) -> Vec<&'static Breakpoint> {
        self.noticed.iter().filter(|it| !it.open).map(|it| it.breakpoint).collect()
    }

    fn says_what_it_owns(&self, systems: u64) -> String {
        let handoffs = count(self.owns.len() as u64, "handoff", "handoffs");
        format!("You own {} and {handoffs}.", count(systems, "system", "systems"))
    }
}

/// Who has the help desk speaks with customers; without one, who has the places where they buy; else everybody may.
fn tells_customers(flow: &Flow, team: &TeamId) -> bool {
    let shops: &[Role] = &[Role::Storefront, Role::Marketplace];
    let ranks: [&[Role]; 2] = [&[Role::Helpdesk], shops];
    let of = |roles: &[Role]| flow.systems.values().filter(|it| roles.contains(&it.role)).collect::<Vec<_>>();
    let first = ranks.into_iter().map(of).find(|it| !it.is_empty());
    first.is_none_or(|all| all.iter().any(|it| it.team == *team))
}

fn systems(flow: &Flow, team: &TeamId, near: &[&Handoff]) -> Vec<Meets> {
    let meets = |it: &&System| {
        it.team == *team || near.iter().any(|handoff| handoff.from == it.id || handoff.to == it.id)
    };
    let mut all: Vec<&System> = flow.systems.values().filter(meets).collect();
    all.sort_by_key(|it| it.team != *team);
    all.into_iter()
        .map(|it| Meets {
            title: it.title.clone(),
            role: role(it),
            owner: (it.team != *team).then(|| flow.team_title(&it.team).to_owned()),
            address: it.shop.clone().or_else(|| it.url.clone()),
        })
        .collect()
}

fn role(it: &System) -> &'static str {
    use seamless_flow::Role;
    match it.role {
        Role::Storefront => "the shop where customers buy",
        Role::Marketplace => "a marketplace",
        Role::Oms => "decides who ships (OMS)",
        Role::Erp => "keeps the books of goods and orders (ERP)",
        Role::Wms => "the software of a warehouse (WMS)",
        Role::ThreePl => "a third party who ships (3PL)",
        Role::Dropship => "a vendor who ships to the customer",
        Role::Supplier => "a supplier",
        Role::Payments => "payments",
        Role::Accounting => "accounting",
        Role::Helpdesk => "customer service's own tool",
    }
}

fn identifiers(flow: &Flow, near: &[&Handoff]) -> Vec<Identifier> {
    let mut known: BTreeMap<DocumentKind, IndexSet<(String, String)>> = BTreeMap::new();
    for it in near {
        for (system, field) in &it.key {
            let field = (flow.system_title(system).to_owned(), field.clone());
            known.entry(it.carry).or_default().insert(field);
        }
    }
    known
        .into_iter()
        .map(|(kind, fields)| Identifier { document: kind.words(), fields: fields.into_iter().collect() })
        .collect()
}

fn calls(flow: &Flow, team: &TeamId, near: &[&Handoff]) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for (id, other) in flow.teams.iter().filter(|it| it.0 != team) {
        let owns: Vec<String> = near
            .iter()
            .filter(|it| it.owner == *id)
            .map(|it| it.id.to_string())
            .chain(flow.systems.values().filter(|it| it.team == *id).map(|it| it.title.clone()))
            .collect();
        if !owns.is_empty() {
            let reach = other.reach.clone().unwrap_or_else(|| "the map does not say how".to_owned());
            all.push((other.title.clone(), reach, owns.join(", ")));
        }
    }
    for carrier in flow.carriers.values() {
        let carries: Vec<String> =
            near.iter().filter(|it| it.by == carrier.id).map(|it| it.id.to_string()).collect();
        if carries.is_empty() {
            continue;
        }
        if carrier.id.as_str() == UNKNOWN {
            let asks = carrier.team.as_ref().map_or("nobody yet", |it| flow.team_title(it));
            let what = format!("who carries {}", carries.join(", "));
            all.push(("Not known yet".to_owned(), format!("{asks} finds it out"), what));
        } else {
            let through = carrier.team.as_ref().map(|it| format!("through {}", flow.team_title(it)));
            all.push((
                carrier.title.clone(),
                through.unwrap_or_else(|| "the map does not say through whom".to_owned()),
                format!("carries {}", carries.join(", ")),
            ));
        }
    }
    all
}
