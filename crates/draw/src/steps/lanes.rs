//! The lanes: by system or by team, of the whole flow or of one team's part.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use seamless_flow::{Flow, Handoff, System};
use seamless_model::{SystemId, TeamId};

use crate::graph::{Lane, LaneOf, Team};
use crate::label;
use crate::options::{Lanes, Marked, Options};
use crate::text::{Line, Span, Style};

/// What is shown of a flow.
pub struct Part<'f> {
    flow: &'f Flow,
    team: Option<&'f TeamId>,
    systems: BTreeSet<&'f SystemId>,
}

impl<'f> Part<'f> {
    /// A team's part; all of it where no team is given.
    pub fn of(flow: &'f Flow, team: Option<&'f TeamId>) -> Self {
        let part = Self { flow, team, systems: BTreeSet::new() };
        let touched = flow.handoffs.values().filter(|it| part.shows(it)).flat_map(|it| [&it.from, &it.to]);
        let own = flow.systems.values().filter(|it| part.is_own(it)).map(|it| &it.id);
        let systems = touched.chain(own).collect();
        Self { systems, ..part }
    }

    /// Whether a handoff is in it: it touches a system of the team's, or is the team's own.
    pub fn shows(&self, handoff: &Handoff) -> bool {
        let is_owned = self.team.is_some_and(|it| handoff.owner == *it);
        is_owned || [&handoff.from, &handoff.to].iter().any(|it| self.is_own(self.flow.system(it)))
    }

    /// Whether a system is the team's. Without a team, all are.
    pub fn is_own(&self, system: &System) -> bool {
        self.team.is_none_or(|it| system.team == *it)
    }
}

/// The lanes, and which system's steps stand in which.
pub struct Rows {
    /// Teams over runs of lanes.
    pub teams: Vec<Team>,
    /// From the top.
    pub lanes: Vec<Lane>,
    /// The lane of each system that is shown.
    pub lane_of: BTreeMap<SystemId, usize>,
    /// Whether the boxes must name their systems, since the lanes do not.
    pub names_systems: bool,
}

/// The lanes of a flow's part.
pub fn rows(flow: &Flow, options: &Options, part: &Part<'_>) -> Rows {
    let systems: Vec<&System> = flow.systems.values().filter(|it| part.systems.contains(&it.id)).collect();
    match options.lanes {
        Lanes::System => by_system(flow, options, part, &systems),
        Lanes::Team => by_team(flow, options, part, &systems),
    }
}

/// Lanes in the map's order, but each team's together, from where its first system stands.
fn by_system(flow: &Flow, options: &Options, part: &Part<'_>, systems: &[&System]) -> Rows {
    let mut by_team: IndexMap<&TeamId, Vec<&System>> = IndexMap::new();
    for system in systems {
        by_team.entry(&system.team).or_default().push(system);
    }
    let teams = by_team.iter().map(|(team, systems)| Team {
        title: Span::new(flow.team_title(team), Style::Team),
        lanes: systems.len(),
    });
    let order = || by_team.values().flatten();
    let lanes = order().map(|system| Lane {
        of: LaneOf::System(system.id.clone()),
        title: Span::new(&system.title, Style::Lane),
        note: Span::new(&format!("{} · {}", system.kind.word(), system.role.word()), Style::LaneNote),
        found: found(options, [&system.id]),
        is_dimmed: !part.is_own(system),
    });
    Rows {
        teams: teams.collect(),
        lanes: lanes.collect(),
        lane_of: order().enumerate().map(|(at, it)| (it.id.clone(), at)).collect(),
        names_systems: false,
    }
}

/// A lane for each team that has a system, in the map's order.
fn by_team(flow: &Flow, options: &Options, part: &Part<'_>, systems: &[&System]) -> Rows {
    let has_any = |team: &TeamId| systems.iter().any(|it| it.team == *team);
    let mut teams: Vec<&TeamId> = flow.teams.keys().filter(|it| has_any(it)).collect();
    for system in systems {
        if !teams.contains(&&system.team) {
            teams.push(&system.team);
        }
    }
    let lanes = teams.iter().map(|team| {
        let count = systems.iter().filter(|it| it.team == **team).count();
        let note = if count == 1 { "1 system".to_owned() } else { format!("{count} systems") };
        Lane {
            of: LaneOf::Team((*team).clone()),
            title: Span::new(flow.team_title(team), Style::Lane),
            note: Span::new(&note, Style::LaneNote),
            found: found(options, systems.iter().filter(|it| it.team == **team).map(|it| &it.id)),
            is_dimmed: part.team.is_some_and(|it| it != *team),
        }
    });
    let lane = |system: &System| teams.iter().position(|it| **it == system.team);
    Rows {
        teams: Vec::new(),
        lanes: lanes.collect(),
        lane_of: systems.iter().filter_map(|it| Some((it.id.clone(), lane(it)?))).collect(),
        names_systems: true,
    }
}

/// What a check has found in a lane's systems, where anything was found anywhere: room is then kept in every lane.
fn found<'s>(options: &Options, systems: impl IntoIterator<Item = &'s SystemId>) -> Line {
    let findings = &options.overlay.findings;
    if findings.is_empty() { Line::new() } else { label::found(sum(findings, systems).as_ref()) }
}

/// All that was found in some systems.
pub fn sum<'s>(
    findings: &BTreeMap<String, Marked>,
    systems: impl IntoIterator<Item = &'s SystemId>,
) -> Option<Marked> {
    let found = systems.into_iter().filter_map(|it| findings.get(it.as_str()));
    found.cloned().reduce(|one, other| Marked {
        at_risk: one.at_risk + other.at_risk,
        unknown: one.unknown + other.unknown,
        severity: worse(one.severity, other.severity),
    })
}

/// The worse of two severities; a word that is not among them is less than any.
fn worse(one: String, other: String) -> String {
    let rank = |it: &str| ["low", "medium", "high"].iter().position(|word| *word == it);
    if rank(&one) >= rank(&other) { one } else { other }
}
