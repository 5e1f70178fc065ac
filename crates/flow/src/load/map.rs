//! The map as a whole.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use seamless_model::{BreakpointId, CarrierId, SystemId, TeamId};

use super::fields::{Table, Want};
use super::files::Files;
use super::handoffs::read_handoffs;
use super::notes::{Notes, one_of, shorten, suggest};
use super::profile::read_said;
use super::systems::{read_carriers, read_systems, read_teams};
use super::tables::{FLOW, authorities};
use super::thing::Fields;
use super::whole::check_whole;
use super::words::{currency, day, holds_token, timezone, without_summer};
use crate::known::BREAKPOINT_IDS;
use crate::tree::{Key, Node, NodeValue};
use crate::{Allow, Flow, MapHash, Place, SEAMLESS, Volume};

/// The names that a map gives, so that one that it does not give is found. `None` where the map's own mistakes
/// hide them: then no name is found wrong.
pub(crate) struct Names<'n> {
    teams: Option<Vec<&'n str>>,
    systems: Option<Vec<&'n str>>,
    carriers: Option<Vec<&'n str>>,
    handoffs: Option<Vec<&'n str>>,
}

impl<'n> Names<'n> {
    fn of(fields: &Fields<'n>) -> Self {
        let keys = |name| match fields.get(name).map(|it| &it.value) {
            Some(NodeValue::Map(entries)) => Some(entries.iter().map(|(key, _)| key.text.as_str()).collect()),
            None if name == "carriers" && !fields.is_broken() => Some(Vec::new()),
            _ => None,
        };
        Self {
            teams: keys("teams"),
            systems: keys("systems"),
            carriers: keys("carriers"),
            handoffs: keys("handoffs"),
        }
    }

    /// A field that names a team.
    pub fn team(&self, fields: &Fields<'_>, name: &str, notes: &mut Notes) -> Option<TeamId> {
        self.one(fields, name, "team", self.teams.as_deref(), notes).map(TeamId::from)
    }

    /// A field that names a system.
    pub fn system(&self, fields: &Fields<'_>, name: &str, notes: &mut Notes) -> Option<SystemId> {
        self.one(fields, name, "system", self.systems.as_deref(), notes).map(SystemId::from)
    }

    /// A field that names a carrier, or the house itself.
    pub fn carrier(&self, fields: &Fields<'_>, name: &str, notes: &mut Notes) -> Option<CarrierId> {
        let known: Option<Vec<_>> =
            self.carriers.as_ref().map(|it| it.iter().copied().chain([SEAMLESS]).collect());
        self.one(fields, name, "carrier", known.as_deref(), notes).map(CarrierId::from)
    }

    fn one<'f>(
        &self,
        fields: &Fields<'f>,
        name: &str,
        noun: &str,
        known: Option<&[&str]>,
        notes: &mut Notes,
    ) -> Option<&'f str> {
        let (text, node) = fields.scalar(name, notes)?;
        known_name(text, &node.place, noun, known, &fields.title(name), notes).then_some(text)
    }
}

/// Whether a name is one that the map gives; notes it where it is not.
fn known_name(
    text: &str,
    place: &Place,
    noun: &str,
    known: Option<&[&str]>,
    title: &str,
    notes: &mut Notes,
) -> bool {
    let Some(known) = known.filter(|it| !it.contains(&text)) else { return true };
    let known = if notes.is_crowded() { &[] } else { known };
    let help = suggest(text, known.iter().copied(), &format!("the {noun}s of this map are"));
    notes.error(place, format!("{title} names no {noun} of this map"), &format!("no such {noun}"), help);
    false
}

/// Reads a map. The flow is whole only where the notes are clean afterwards.
pub(crate) fn read_map(node: &Node, files: &mut Files<'_, '_>, notes: &mut Notes) -> Option<Flow> {
    let start = Place { end: node.place.start, ..node.place.clone() };
    let fields = Fields::read(node, &FLOW, "the map", &start, notes);
    refuse_literal_secrets(node, files, notes);
    let names = Names::of(&fields);
    let name = fields.text("flow", notes);
    let title = fields.text("title", notes);
    let timezone = fields.parse("timezone", notes, timezone);
    if let Some(node) = fields.get("timezone")
        && let Some(said) = node.scalar()
        && let Some(place) = without_summer(said)
    {
        let help = format!("did you mean `{place}`?");
        let message =
            format!("`{said}` knows no summer time: deadlines are an hour off for most of the year");
        notes.warning(&node.place, message, "the same hours all year", help);
    }
    let currency = fields.parse("currency", notes, currency);
    let volume = read_volume(&fields, notes);
    let teams = read_teams(named(&fields, "teams", notes), table_of("teams"), notes);
    let systems = read_systems(named(&fields, "systems", notes), table_of("systems"), &names, files, notes);
    let carriers =
        read_carriers(named(&fields, "carriers", notes), table_of("carriers"), &names, files, notes);
    let trade = read_said(&fields, "trade", &crate::vocabulary::trade(), notes);
    let authority = read_authority(&fields, &names, notes);
    let all = named(&fields, "handoffs", notes);
    let handoffs = read_handoffs(all, table_of("handoffs"), &names, &systems, files, notes);
    let allow = read_allow(&fields, &names, notes);
    check_whole(&handoffs, notes);
    let name = name?;
    Some(Flow {
        title: title.unwrap_or_else(|| name.clone()),
        name,
        timezone: timezone?,
        currency: currency?,
        volume,
        teams,
        systems,
        carriers,
        trade,
        authority,
        handoffs,
        allow,
        hash: MapHash([0; 32]),
    })
}

/// The table of the things that stand by name under a field of the map.
fn table_of(name: &str) -> &'static Table {
    match FLOW.field(name).map(|it| &it.want) {
        Some(Want::Named(table) | Want::Fixed(table) | Want::List(Want::Fixed(table))) => table,
        _ => &FLOW,
    }
}

/// Things by their names, which are seen in commands, on pages and in scenarios: they are one word.
fn named<'n>(fields: &Fields<'n>, name: &str, notes: &mut Notes) -> &'n [(Key, Node)] {
    let entries = fields.map_of(name, notes);
    for (key, _) in entries {
        let good = key.text.chars().all(|it| it.is_ascii_alphanumeric() || "-_".contains(it));
        if !good || key.text.len() > 64 {
            let message = format!("`{}` cannot be a name", shorten(&key.text));
            let help = "use at most 64 letters, digits, `-` and `_`, and say the rest in `title`";
            notes.error(&key.place, message, "not a name", help);
        }
    }
    entries
}

fn read_volume(fields: &Fields<'_>, notes: &mut Notes) -> Volume {
    let Some(node) = fields.get("volume") else { return Volume::default() };
    let fields = Fields::read(node, table_of("volume"), "the volume", &node.place, notes);
    Volume {
        orders_per_day: fields.amount("orders_per_day", notes),
        peak_orders_per_minute: fields.amount("peak_orders_per_minute", notes),
        lines_per_order: fields.amount("lines_per_order", notes),
        average_order: fields.amount("average_order", notes),
    }
}

fn read_authority(fields: &Fields<'_>, names: &Names<'_>, notes: &mut Notes) -> IndexMap<String, SystemId> {
    let mut authority = IndexMap::new();
    let title = fields.title("authority");
    let all: Vec<_> = authorities().into_iter().map(|it| (it, it)).collect();
    for (key, node) in fields.map_of("authority", notes) {
        let over = one_of(&key.text, &key.place, &title, &all, notes);
        let text = node.scalar().unwrap_or(node.what());
        let title = format!("the authority over `{}`", shorten(&key.text));
        let known = known_name(text, &node.place, "system", names.systems.as_deref(), &title, notes);
        if let (Some(over), true) = (over, known) {
            authority.insert(over.to_owned(), SystemId::from(text));
        }
    }
    authority
}

fn read_allow(fields: &Fields<'_>, names: &Names<'_>, notes: &mut Notes) -> Vec<Allow> {
    let ids: Vec<_> = BREAKPOINT_IDS.iter().map(|it| (*it, *it)).collect();
    let places: Option<Vec<&str>> = match (&names.handoffs, &names.systems) {
        (Some(handoffs), Some(systems)) => Some(handoffs.iter().chain(systems).copied().collect()),
        _ => None,
    };
    let mut allow = Vec::new();
    for node in fields.list_of("allow", notes) {
        let start = Place { end: (node.place.start + 1).min(node.place.end), ..node.place.clone() };
        let entry = Fields::read(node, table_of("allow"), "this entry of `allow`", &start, notes);
        let breakpoint = entry.word("breakpoint", notes, &ids);
        let at = names.one(&entry, "at", "handoff or system", places.as_deref(), notes);
        let reason = entry.text("reason", notes);
        let until = entry.parse("until", notes, day);
        if let (Some(breakpoint), Some(reason)) = (breakpoint, reason) {
            let place = entry.get("breakpoint").map_or(start, |it| it.place.clone());
            let breakpoint = BreakpointId::from(breakpoint);
            allow.push(Allow { breakpoint, at: at.map(str::to_owned), reason, until, place });
        }
    }
    allow
}

/// Finds Shopify's tokens wherever they stand in a map, by the prefixes that Shopify gives them.
fn refuse_literal_secrets(node: &Node, files: &mut Files<'_, '_>, notes: &mut Notes) {
    let mut found = BTreeMap::new();
    literal_secrets(node, &mut found);
    for place in found.into_keys() {
        files.mask(&place);
        let help = "write `\"${NAME}\"` to read it from the environment, or `file:/run/secrets/name`; \
                    and make a new token: this one has been written down";
        notes.error(&place, "a token of Shopify stands in the map", "must not stand here", help);
    }
}

fn literal_secrets(node: &Node, found: &mut BTreeMap<Place, ()>) {
    match &node.value {
        NodeValue::Text(text, _) if holds_token(text) => {
            found.insert(node.place.clone(), ());
        }
        NodeValue::List(items) => items.iter().for_each(|it| literal_secrets(it, found)),
        NodeValue::Map(entries) => entries.iter().for_each(|(_, it)| literal_secrets(it, found)),
        _ => {}
    }
}
