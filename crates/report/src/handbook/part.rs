//! What concerns a team, gathered from the map and from the catalogue.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use seamless_breakpoints::Checked;
use seamless_flow::{Flow, Handoff, Mode, System, Via, format_span};
use seamless_model::{DocumentKind, SystemId, TeamId};

use super::risks::{Noticed, Risk, risks};
use super::times::cutoffs;
use crate::words::count;

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
    /// The breakpoints on which it acts; those that the map shows today first, then by cost.
    pub risks: Vec<Risk>,
    /// Those that it may notice and on which others act.
    pub noticed: Vec<Noticed>,
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

/// A handoff, as its owner needs it.
#[derive(Debug, Clone)]
pub struct Owned {
    /// Its name.
    pub id: String,
    /// What it does, in a sentence.
    pub says: String,
    /// When it is late, and who carries it, in a sentence each.
    pub details: Vec<String>,
    /// The team that owns it.
    pub owner: String,
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
            owns: near.iter().filter(|it| it.owner == *team).map(|it| owned(flow, it)).collect(),
            touches: near.iter().filter(|it| it.owner != *team).map(|it| owned(flow, it)).collect(),
            cutoffs: cutoffs(flow, team, &near),
            risks,
            noticed,
            calls: calls(flow, team, &near),
        }
    }

    /// The answer of a handbook, in a sentence or two.
    pub(super) fn answer(&self) -> String {
        let own = self.systems.iter().filter(|it| it.owner.is_none()).count() as u64;
        let open = self.risks.iter().filter(|it| it.found.iter().any(|it| it.0 == "at risk")).count() as u64;
        let today = match open {
            0 => "The map shows none of them at risk today.".to_owned(),
            1 => "The map shows 1 of them at risk today; it stands first.".to_owned(),
            many => format!("The map shows {many} of them at risk today; they stand first."),
        };
        let acts = match self.risks.len() as u64 {
            0 => return format!("{} No breakpoint is yours to act on.", self.says_what_it_owns(own)),
            1 => "1 breakpoint is yours to act on.".to_owned(),
            many => format!("{many} breakpoints are yours to act on."),
        };
        format!("{} {acts} {today}", self.says_what_it_owns(own))
    }

    fn says_what_it_owns(&self, systems: u64) -> String {
        let handoffs = count(self.owns.len() as u64, "handoff", "handoffs");
        format!("You own {} and {handoffs}.", count(systems, "system", "systems"))
    }
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

fn owned(flow: &Flow, it: &Handoff) -> Owned {
    let (from, to) = (flow.system_title(&it.from), flow.system_title(&it.to));
    let events: Vec<&str> = it.covers.iter().map(|it| it.word()).collect();
    let mut details =
        vec![format!("It is late when it does not stand in {to} within {}.", format_span(it.within))];
    details.push(format!("It carries: {}.", events.join(", ")));
    if let Some(backstop) = &it.backstop {
        details.push(format!(
            "What gets lost is asked for every {}, {} back.",
            format_span(backstop.every),
            format_span(backstop.over)
        ));
    }
    if let Some(condition) = &it.when {
        details.push(format!("Only where `{}`.", condition.text().trim()));
    }
    details.push(match (it.mode, flow.carriers.get(&it.by)) {
        (Mode::Paused, _) => "Nobody carries it at present: it is paused.".to_owned(),
        (_, Some(carrier)) => format!("{} carries it; Seamless watches.", carrier.title),
        (Mode::Carry, None) if it.via == Via::Manual => "A person carries it.".to_owned(),
        (Mode::Carry, None) => "Seamless carries it.".to_owned(),
        _ => "Seamless watches it.".to_owned(),
    });
    Owned {
        id: it.id.to_string(),
        says: format!("{} from {from} to {to}, {}", it.carry.words(), via(it.via)),
        details,
        owner: flow.team_title(&it.owner).to_owned(),
    }
}

fn via(via: Via) -> String {
    match via {
        Via::Webhook => "as soon as it happens".to_owned(),
        Via::Poll(every) => format!("asked for every {}", format_span(every)),
        Via::File(every) => format!("in files, every {}", format_span(every)),
        Via::Api => "by calls to an API".to_owned(),
        Via::Manual => "by hand".to_owned(),
    }
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
        if !carries.is_empty() {
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
