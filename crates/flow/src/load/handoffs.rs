//! Handoffs.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use jiff::SignedDuration;
use seamless_model::{CarrierId, DocumentKind, Event, HandoffId, SystemId, TeamId};

use super::api::{kinds_by_word, mapping};
use super::fields::{MOST_WHOLE, Table};
use super::files::Files;
use super::map::Names;
use super::notes::{Notes, one_of};
use super::profile::read_said;
use super::thing::Fields;
use super::words::{backstop, interval, mode, via};
use crate::tree::{Key, Node, NodeValue};
use crate::{Condition, Handoff, MappingUse, Mode, OnUnknown, SEAMLESS, System, Via};

/// Reads the handoffs.
pub(crate) fn read_handoffs(
    all: &[(Key, Node)],
    table: &'static Table,
    names: &Names<'_>,
    systems: &IndexMap<SystemId, System>,
    files: &mut Files<'_, '_>,
    notes: &mut Notes,
) -> IndexMap<HandoffId, Handoff> {
    let mut handoffs = IndexMap::new();
    for (key, node) in all {
        let fields = Fields::read(node, table, format!("handoff `{}`", key.text), &key.place, notes);
        if let Some(handoff) = read_handoff(key, &fields, names, systems, files, notes) {
            handoffs.insert(handoff.id.clone(), handoff);
        }
    }
    handoffs
}

fn read_handoff(
    key: &Key,
    fields: &Fields<'_>,
    names: &Names<'_>,
    systems: &IndexMap<SystemId, System>,
    files: &mut Files<'_, '_>,
    notes: &mut Notes,
) -> Option<Handoff> {
    let carry = fields.word("carry", notes, &kinds_by_word());
    let from = names.system(fields, "from", notes);
    let to = names.system(fields, "to", notes);
    let via = match fields.get("via") {
        Some(_) => fields.parse("via", notes, via),
        None => Some(Via::Webhook),
    };
    let backstop = fields.parse("backstop", notes, backstop);
    let within = fields.parse("within", notes, interval);
    late_by_itself(fields, via, within, notes);
    let covers = read_covers(fields, notes);
    let key_fields = read_key("key", fields, from.as_ref(), to.as_ref(), notes);
    let lines = read_key("lines", fields, from.as_ref(), to.as_ref(), notes);
    let contract = read_said(fields, "contract", &crate::vocabulary::contract(), notes);
    let when = carry.and_then(|kind| read_when(fields, kind, notes));
    let map = carry.and_then(|kind| mapping(fields, "map", MappingUse::Write(kind), files, notes));
    let by = names.carrier(fields, "by", notes);
    let owner = names.team(fields, "owner", notes);
    let mode = fields.parse("mode", notes, mode).unwrap_or(Mode::Carry);
    let on_unknown = fields
        .word("on_unknown", notes, &[("hold", OnUnknown::Hold), ("reject", OnUnknown::Reject)])
        .unwrap_or(OnUnknown::Hold);
    let buffer = fields.whole("buffer", (0, MOST_WHOLE), notes);
    let owner = owner.or_else(|| owner_of(to.as_ref()?, systems));
    Some(Handoff {
        id: HandoffId::from(key.text.as_str()),
        carry: carry?,
        from: from?,
        to: to?,
        via: via?,
        backstop,
        within: within?,
        covers_said: fields.get("covers").is_some(),
        covers,
        key: key_fields,
        lines,
        contract,
        when,
        map,
        by: by.unwrap_or_else(|| CarrierId::from(SEAMLESS)),
        owner: owner?,
        mode,
        on_unknown,
        buffer,
        place: key.place.clone(),
    })
}

/// Whoever looks less often than the deadline allows is late with most of what there is.
fn late_by_itself(fields: &Fields<'_>, via: Option<Via>, within: Option<SignedDuration>, notes: &mut Notes) {
    let (Some(Via::Poll(every) | Via::File(every)), Some(within)) = (via, within) else { return };
    let Some(node) = fields.get("via").filter(|_| every > within) else { return };
    let written = node.scalar().unwrap_or(node.what());
    let message = format!("`{written}` looks less often than `within` allows: most of what comes is late");
    let help = "let it look at least as often as the deadline says, or give the deadline more time than the interval";
    notes.warning(&node.place, message, "longer than `within`", help);
}

fn owner_of(system: &SystemId, systems: &IndexMap<SystemId, System>) -> Option<TeamId> {
    systems.get(system).map(|it| it.team.clone())
}

fn read_covers(fields: &Fields<'_>, notes: &mut Notes) -> BTreeSet<Event> {
    let all: Vec<_> = Event::ALL.iter().map(|it| (it.word(), *it)).collect();
    let mut covers = BTreeSet::new();
    for node in fields.list_of("covers", notes) {
        let word = node.scalar().unwrap_or(node.what());
        let Some(event) = one_of(word, &node.place, &fields.title("covers"), &all, notes) else { continue };
        if !covers.insert(event) {
            let message = format!("{} names `{event}` twice", fields.title("covers"));
            notes.warning(&node.place, message, "once more", "take one of the two away");
        }
    }
    match fields.get("covers") {
        None => BTreeSet::from([Event::Create]),
        Some(node) => {
            if matches!(&node.value, NodeValue::List(items) if items.is_empty()) {
                let message = format!("{} names no event", fields.title("covers"));
                notes.error(
                    &node.place,
                    message,
                    "nothing travels",
                    "write `[create]`, or leave `covers` out",
                );
            }
            covers
        }
    }
}

/// How each end knows the document (`key`) or its lines (`lines`).
fn read_key(
    name: &str,
    fields: &Fields<'_>,
    from: Option<&SystemId>,
    to: Option<&SystemId>,
    notes: &mut Notes,
) -> IndexMap<SystemId, String> {
    let mut read = IndexMap::new();
    let entries = fields.map_of(name, notes);
    for (key, node) in entries {
        let ends = [from, to];
        let known = ends.iter().flatten().any(|it| **it == key.text.as_str());
        if !known && ends.iter().all(Option::is_some) {
            let both: Vec<_> = ends.iter().flatten().map(|it| format!("`{it}`")).collect();
            let message = format!("{} names `{}`, which is at neither end", fields.title(name), key.text);
            let help = format!("name the field by which {} know the document", both.join(" and "));
            notes.error(&key.place, message, "neither source nor target", help);
            continue;
        }
        match node.scalar().filter(|it| !it.trim().is_empty()) {
            Some(field) => {
                read.insert(SystemId::from(key.text.as_str()), field.to_owned());
            }
            None => {
                let message =
                    format!("{} wants the name of a field, not {}", fields.title(name), node.what());
                notes.error(
                    &node.place,
                    message,
                    "a field's name is wanted here",
                    "write for example `external_id`",
                );
            }
        }
    }
    if let (Some(from), Some(to), (1, 1), Some(key)) =
        (from, to, (entries.len(), read.len()), fields.key(name))
    {
        let missing = if read.contains_key(from) { to } else { from };
        let message = format!("{} does not say how `{missing}` knows the document", fields.title(name));
        let help = format!("add `{missing}: <field>`; equal values in both systems mean the same document");
        notes.warning(&key.place, message, "one half of a pair", help);
    }
    read
}

fn read_when(fields: &Fields<'_>, kind: DocumentKind, notes: &mut Notes) -> Option<Condition> {
    let (text, node) = fields.scalar("when", notes)?;
    Condition::check(text, &node.place, kind).map_err(|problems| notes.extend(problems)).ok()
}
