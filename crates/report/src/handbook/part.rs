//! What concerns a team, gathered from the map and from the catalogue.

use std::collections::BTreeMap;

use seamless_breakpoints::{Breakpoint, Checked, Severity, Verdict, catalogue, strikes};
use seamless_flow::{Flow, Handoff, Mode, System, Via, format_span};
use seamless_model::{DocumentKind, SystemId, TeamId};

/// A team's part of the flow.
#[derive(Debug, Clone)]
pub struct Part {
    /// The team.
    pub team: TeamId,
    /// Its title.
    pub title: String,
    /// How it is reached.
    pub reach: Option<String>,
    /// The systems that it meets, its own first.
    pub systems: Vec<Meets>,
    /// How each document is known in each of these systems.
    pub identifiers: Vec<Identifier>,
    /// The handoffs that it owns.
    pub owns: Vec<Owned>,
    /// The handoffs of others that begin or end in its systems.
    pub touches: Vec<Owned>,
    /// The times of day that it works against.
    pub cutoffs: Vec<Cutoff>,
    /// The breakpoints that can reach it; those that the map shows today first, then by cost.
    pub risks: Vec<Risk>,
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

/// A time of day that matters.
#[derive(Debug, Clone)]
pub struct Cutoff {
    /// The system.
    pub system: String,
    /// What the time means, in a sentence.
    pub says: String,
}

/// A breakpoint that can reach the team.
#[derive(Debug, Clone)]
pub struct Risk {
    /// The breakpoint.
    pub breakpoint: &'static Breakpoint,
    /// Where it can strike: the handoffs' names.
    pub at: Vec<String>,
    /// What the map shows of it today: verdict and sentence.
    pub found: Vec<(&'static str, String)>,
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

    /// The steps of its runbook (Markdown).
    pub fn steps(&self) -> &'static str {
        let runbook = self.breakpoint.runbook;
        let start = runbook.find("\n1. ").map_or(0, |it| it + 1);
        let end = runbook.find("**What to tell the customer.**").unwrap_or(runbook.len());
        runbook.get(start..end).unwrap_or(runbook).trim()
    }
}

impl Part {
    /// What concerns a team.
    pub(super) fn of(flow: &Flow, checked: &[Checked], team: &TeamId) -> Self {
        let own = |id: &SystemId| flow.system(id).team == *team;
        let near: Vec<&Handoff> =
            flow.handoffs.values().filter(|it| it.owner == *team || own(&it.from) || own(&it.to)).collect();
        let who = flow.teams.get(team);
        Self {
            team: team.clone(),
            title: flow.team_title(team).to_owned(),
            reach: who.and_then(|it| it.reach.clone()),
            systems: systems(flow, team, &near),
            identifiers: identifiers(flow, &near),
            owns: near.iter().filter(|it| it.owner == *team).map(|it| owned(flow, it)).collect(),
            touches: near.iter().filter(|it| it.owner != *team).map(|it| owned(flow, it)).collect(),
            cutoffs: cutoffs(flow, team, &near),
            risks: risks(checked, &near, &|id| flow.systems.get(id).is_some_and(|it| it.team == *team)),
            calls: calls(flow, team, &near),
        }
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
    let mut known: BTreeMap<DocumentKind, Vec<(String, String)>> = BTreeMap::new();
    for it in near {
        for (system, field) in &it.key {
            let entry = (flow.system_title(system).to_owned(), field.clone());
            let fields = known.entry(it.carry).or_default();
            if !fields.contains(&entry) {
                fields.push(entry);
            }
        }
    }
    known.into_iter().map(|(kind, fields)| Identifier { document: kind.words(), fields }).collect()
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

fn cutoffs(flow: &Flow, team: &TeamId, near: &[&Handoff]) -> Vec<Cutoff> {
    let mut all = Vec::new();
    let zone = flow.timezone.iana_name().unwrap_or("UTC");
    for it in flow.systems.values() {
        let meets = it.team == *team || near.iter().any(|near| near.from == it.id || near.to == it.id);
        let (Some(time), true) = (it.profile.word("cutoff.time"), meets) else { continue };
        let there = it.profile.word("cutoff.timezone").unwrap_or(zone);
        let days =
            it.profile.list("cutoff.days").map(|it| format!(" on {}", it.join(", "))).unwrap_or_default();
        let note = if there == zone {
            String::new()
        } else {
            format!("; deadlines elsewhere in this book are in {zone}")
        };
        all.push(Cutoff {
            system: it.title.clone(),
            says: format!("What {} has by {time} ({there}){days} leaves the same day{note}.", it.title),
        });
    }
    for it in near {
        if let Via::File(every) | Via::Poll(every) = it.via
            && it.owner == *team
            && every.as_hours() >= 1
        {
            all.push(Cutoff {
                system: flow.system_title(&it.to).to_owned(),
                says: format!(
                    "{} moves only every {}: what misses one run waits for the next.",
                    it.id,
                    format_span(every)
                ),
            });
        }
    }
    all
}

fn risks(checked: &[Checked], near: &[&Handoff], owns: &dyn Fn(&str) -> bool) -> Vec<Risk> {
    let is_near = |name: &str| near.iter().any(|it| it.id.as_str() == name) || owns(name);
    let mut all: Vec<(bool, Severity, Risk)> = catalogue()
        .iter()
        .filter_map(|breakpoint| {
            let kinds = strikes(breakpoint.id);
            let at: Vec<String> =
                near.iter().filter(|it| kinds.contains(&it.carry)).map(|it| it.id.to_string()).collect();
            let found: Vec<(&'static str, String)> = checked
                .iter()
                .filter(|it| it.finding.breakpoint == breakpoint.id && is_near(it.finding.spot.name()))
                .map(|it| (verdict(it), it.finding.message.clone()))
                .collect();
            let open = found.iter().any(|it| it.0 != "unknown");
            let reaches = !at.is_empty() || !found.is_empty();
            reaches.then_some((open, breakpoint.severity, Risk { breakpoint, at, found }))
        })
        .collect();
    all.sort_by_key(|it| std::cmp::Reverse((it.0, it.1)));
    all.into_iter().map(|it| it.2).collect()
}

fn verdict(it: &Checked) -> &'static str {
    match (&it.allowed, &it.finding.verdict) {
        (Some(_), _) => "accepted",
        (None, Verdict::AtRisk { .. }) => "at risk",
        (None, Verdict::Unknown { .. }) => "unknown",
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
