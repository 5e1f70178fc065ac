//! What differs between two flows, thing by thing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use indexmap::IndexSet;
use jiff::SignedDuration;
use seamless_flow::{Backstop, Facts, Flow, Handoff, Mode, Via, format_span};
use seamless_model::{DocumentKind, TeamId};

use super::{Change, Kind, Tell, Thing};

/// Everything but the handoffs.
pub(super) fn surroundings(old: &Flow, new: &Flow) -> Vec<Change> {
    let mut all = Vec::new();
    whole(old, new, &mut all);
    let systems = |flow: &Flow| {
        let words = |it: &seamless_flow::System| {
            let mut said = vec![
                ("kind", it.kind.word().to_owned()),
                ("role", it.role.word().to_owned()),
                ("team", flow.team_title(&it.team).to_owned()),
                ("title", it.title.clone()),
                ("plan", it.plan.clone().unwrap_or_default()),
                ("shop", it.shop.clone().unwrap_or_default()),
                ("address", it.url.clone().unwrap_or_default()),
            ];
            said.retain(|it| !it.1.is_empty());
            (said, it.profile.facts.clone())
        };
        flow.systems.iter().map(|(id, it)| (id.to_string(), words(it))).collect::<Vec<_>>()
    };
    things(|id| Thing::System(id.into()), &systems(old), &systems(new), &mut all);
    let carriers = |flow: &Flow| {
        let words = |it: &seamless_flow::Carrier| {
            let team = it.team.as_ref().map(|id| flow.team_title(id).to_owned());
            let mut said = vec![("title", it.title.clone()), ("team", team.unwrap_or_default())];
            said.retain(|it| !it.1.is_empty());
            (said, it.profile.facts.clone())
        };
        flow.carriers.iter().map(|(id, it)| (id.to_string(), words(it))).collect::<Vec<_>>()
    };
    things(|id| Thing::Carrier(id.into()), &carriers(old), &carriers(new), &mut all);
    let teams = |flow: &Flow| {
        let words = |it: &seamless_flow::Team| {
            let mut said = vec![("title", it.title.clone()), ("reach", it.reach.clone().unwrap_or_default())];
            said.retain(|it| !it.1.is_empty());
            (said, Facts::new())
        };
        flow.teams.iter().map(|(id, it)| (id.to_string(), words(it))).collect::<Vec<_>>()
    };
    things(|id| Thing::Team(id.into()), &teams(old), &teams(new), &mut all);
    all
}

/// What stands at the head of the map.
fn whole(old: &Flow, new: &Flow, all: &mut Vec<Change>) {
    let mut says = Vec::new();
    let zone = |flow: &Flow| flow.timezone.iana_name().unwrap_or("UTC").to_owned();
    differs("its title", &old.title, &new.title, &mut says);
    differs("its time zone", &zone(old), &zone(new), &mut says);
    differs("its currency", &old.currency, &new.currency, &mut says);
    let numbers = |flow: &Flow| {
        let it = &flow.volume;
        [
            ("orders a day", it.orders_per_day),
            ("orders in the busiest minute", it.peak_orders_per_minute),
            ("lines on an order", it.lines_per_order),
            ("the average order", it.average_order),
        ]
    };
    for ((name, before), (_, after)) in numbers(old).into_iter().zip(numbers(new)) {
        let word = |it: Option<rust_decimal::Decimal>| {
            it.map_or("not said".to_owned(), |it| it.normalize().to_string())
        };
        differs(name, &word(before), &word(after), &mut says);
    }
    facts("trade: ", &old.trade, &new.trade, &mut says);
    for (over, system) in &new.authority {
        let before = old.authority.get(over).map_or("nobody named", |it| it.as_str());
        differs(&format!("the authority over {over}"), &before, &system.as_str(), &mut says);
    }
    for over in old.authority.keys().filter(|it| !new.authority.contains_key(*it)) {
        says.push(format!("nobody is named for {over} any more"));
    }
    if !says.is_empty() {
        all.push(Change { kind: Kind::Changed, what: Thing::Flow, says });
    }
}

type Named = (String, (Vec<(&'static str, String)>, Facts));

fn things(thing: fn(&str) -> Thing, old: &[Named], new: &[Named], all: &mut Vec<Change>) {
    let before: BTreeMap<_, _> = old.iter().map(|it| (&it.0, &it.1)).collect();
    let after: BTreeSet<_> = new.iter().map(|it| &it.0).collect();
    for (id, (said, known)) in new {
        let what = thing(id);
        let Some((had, knew)) = before.get(id) else {
            let says =
                said.iter().filter(|it| it.0 != "address").map(|(name, value)| format!("{name} {value}"));
            all.push(Change { kind: Kind::Added, what, says: vec![says.collect::<Vec<_>>().join(", ")] });
            continue;
        };
        let mut says = Vec::new();
        let value = |all: &[(&'static str, String)], name: &str| {
            all.iter().find(|it| it.0 == name).map_or("none".to_owned(), |it| it.1.clone())
        };
        let names: BTreeSet<_> = had.iter().chain(said).map(|it| it.0).collect();
        for name in names {
            differs(name, &value(had, name), &value(said, name), &mut says);
        }
        facts("", knew, known, &mut says);
        if !says.is_empty() {
            all.push(Change { kind: Kind::Changed, what, says });
        }
    }
    for (id, _) in old.iter().filter(|it| !after.contains(&it.0)) {
        all.push(Change { kind: Kind::Removed, what: thing(id), says: Vec::new() });
    }
}

fn differs<T: PartialEq + Display>(name: &str, old: &T, new: &T, says: &mut Vec<String>) {
    if old != new {
        says.push(format!("{name}: {new} instead of {old}"));
    }
}

fn facts(lead: &str, old: &Facts, new: &Facts, says: &mut Vec<String>) {
    for (name, fact) in new {
        match old.get(name) {
            None => says.push(format!("{lead}{name} is known now: {}", fact.value.words())),
            Some(had) if had.value != fact.value => {
                says.push(format!("{lead}{name}: {} instead of {}", fact.value.words(), had.value.words()));
            }
            Some(_) => {}
        }
    }
    for name in old.keys().filter(|it| !new.contains_key(*it)) {
        says.push(format!("{lead}{name} is not known any more"));
    }
}

/// What goes on a handoff, as people speak of many.
fn carried(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Order => "orders",
        DocumentKind::Hold => "holds",
        DocumentKind::FulfillmentRequest => "requests to ship",
        DocumentKind::Shipment => "shipments",
        DocumentKind::Cancellation => "cancellations",
        DocumentKind::Return => "returns",
        DocumentKind::Refund => "refunds",
        DocumentKind::Payment => "payments",
        DocumentKind::Payout => "payouts",
        DocumentKind::Inventory => "stock levels",
        DocumentKind::Journal => "journal entries",
    }
}

/// The handoffs, in the new map's order, then those that are gone.
pub(super) fn handoffs(old: &Flow, new: &Flow) -> Vec<Change> {
    let mut all = Vec::new();
    for it in new.handoffs.values() {
        let what = Thing::Handoff(it.id.clone());
        match old.handoffs.get(&it.id) {
            None => {
                let (from, to) = (new.system_title(&it.from), new.system_title(&it.to));
                let says = format!(
                    "{} from {from} to {to}, {}, within {}, by {}",
                    carried(it.carry),
                    via(it.via),
                    format_span(it.within),
                    carrier(new, it)
                );
                all.push(Change { kind: Kind::Added, what, says: vec![says] });
            }
            Some(before) => {
                all.extend(handoff(old, before, new, it).map(|(kind, says)| Change { kind, what, says }))
            }
        }
    }
    for it in old.handoffs.values().filter(|it| !new.handoffs.contains_key(&it.id)) {
        let (from, to) = (old.system_title(&it.from), old.system_title(&it.to));
        let is_same =
            |other: &&Handoff| (other.carry, &other.from, &other.to) == (it.carry, &it.from, &it.to);
        let says = match new.handoffs.values().find(is_same) {
            Some(other) => {
                format!("{} from {from} to {to} still go on {}", carried(it.carry), other.id)
            }
            None => format!("{} no longer go from {from} to {to}", carried(it.carry)),
        };
        all.push(Change { kind: Kind::Removed, what: Thing::Handoff(it.id.clone()), says: vec![says] });
    }
    all
}

/// Whether anything that is said of a handoff differs.
pub(super) fn is_changed(old_flow: &Flow, old: &Handoff, new_flow: &Flow, new: &Handoff) -> bool {
    handoff(old_flow, old, new_flow, new).is_some()
}

fn handoff(old_flow: &Flow, old: &Handoff, new_flow: &Flow, new: &Handoff) -> Option<(Kind, Vec<String>)> {
    let mut said: Vec<(Kind, String)> = Vec::new();
    let ends = |flow: &Flow, it: &Handoff| {
        format!("{} from {} to {}", carried(it.carry), flow.system_title(&it.from), flow.system_title(&it.to))
    };
    let whose = |it: &Handoff| (it.carry, it.from.clone(), it.to.clone());
    if whose(old) != whose(new) {
        said.push((
            Kind::Rerouted,
            format!("carries {} instead of {}", ends(new_flow, new), ends(old_flow, old)),
        ));
    }
    if (&old.by, old.mode) != (&new.by, new.mode) {
        let (after, before) = (carrier(new_flow, new), carrier(old_flow, old));
        said.push((Kind::Recarried, format!("is carried by {after} instead of {before}")));
    }
    let condition =
        |it: &Handoff| it.when.as_ref().map_or("all".to_owned(), |it| format!("`{}`", it.text().trim()));
    if condition(old) != condition(new) {
        said.push((Kind::Rerouted, format!("takes {} instead of {}", condition(new), condition(old))));
    }
    times(old, new, &mut said);
    covers(old, new, &mut said);
    let mut others = Vec::new();
    let keys = |it: &indexmap::IndexMap<seamless_model::SystemId, String>| {
        let mut all: Vec<_> = it.iter().map(|(system, field)| format!("{system}: {field}")).collect();
        all.sort();
        if all.is_empty() { "none".to_owned() } else { all.join(", ") }
    };
    differs("key", &keys(&old.key), &keys(&new.key), &mut others);
    differs("key of lines", &keys(&old.lines), &keys(&new.lines), &mut others);
    let owner = |flow: &Flow, it: &Handoff| flow.team_title(&it.owner).to_owned();
    differs("answered for by", &owner(old_flow, old), &owner(new_flow, new), &mut others);
    let buffer = |it: &Handoff| it.buffer.unwrap_or(0);
    differs("units held back", &buffer(old), &buffer(new), &mut others);
    let file = |it: &Handoff| it.map.as_ref().map_or("the target's own".to_owned(), |it| it.file.to_string());
    differs("mapping", &file(old), &file(new), &mut others);
    if old.on_unknown != new.on_unknown {
        let (after, before) = (new.on_unknown.word(), old.on_unknown.word());
        others.push(format!("what cannot be understood: {after} instead of {before}"));
    }
    facts("contract: ", &old.contract, &new.contract, &mut others);
    said.extend(others.into_iter().map(|it| (Kind::Changed, it)));
    let kind = said.iter().map(|it| it.0).min()?;
    Some((kind, said.into_iter().map(|it| it.1).collect()))
}

fn times(old: &Handoff, new: &Handoff, said: &mut Vec<(Kind, String)>) {
    let by =
        |old: SignedDuration, new: SignedDuration| if new > old { Kind::Slowed } else { Kind::Quickened };
    if old.within != new.within {
        let words =
            format!("is due within {} instead of {}", format_span(new.within), format_span(old.within));
        said.push((by(old.within, new.within), words));
    }
    if old.via != new.via {
        let every = |it: Via| match it {
            Via::Poll(every) | Via::File(every) => every,
            Via::Webhook | Via::Api => SignedDuration::ZERO,
            Via::Manual => SignedDuration::MAX,
        };
        let kind =
            if every(old.via) == every(new.via) { Kind::Changed } else { by(every(old.via), every(new.via)) };
        said.push((kind, format!("travels {} instead of {}", via(new.via), via(old.via))));
    }
    if old.backstop != new.backstop {
        let word = |it: Option<Backstop>| {
            it.map_or("none".to_owned(), |it| {
                format!("every {} over {}", format_span(it.every), format_span(it.over))
            })
        };
        let every = |it: Option<Backstop>| it.map_or(SignedDuration::MAX, |it| it.every);
        let kind = match every(old.backstop) == every(new.backstop) {
            true => Kind::Changed,
            false => by(every(old.backstop), every(new.backstop)),
        };
        said.push((kind, format!("backstop: {} instead of {}", word(new.backstop), word(old.backstop))));
    }
}

fn covers(old: &Handoff, new: &Handoff, said: &mut Vec<(Kind, String)>) {
    let words =
        |all: Vec<&seamless_model::Event>| all.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ");
    let more: Vec<_> = new.covers.difference(&old.covers).collect();
    let less: Vec<_> = old.covers.difference(&new.covers).collect();
    if !more.is_empty() {
        said.push((Kind::Changed, format!("carries {} as well", words(more))));
    }
    if !less.is_empty() {
        said.push((Kind::Changed, format!("no longer carries {}", words(less))));
    }
}

fn via(via: Via) -> String {
    match via {
        Via::Webhook => "by webhook".to_owned(),
        Via::Poll(every) => format!("by a poll every {}", format_span(every)),
        Via::File(every) => format!("by a file every {}", format_span(every)),
        Via::Api => "by calls to an API".to_owned(),
        Via::Manual => "by hand".to_owned(),
    }
}

fn carrier(flow: &Flow, it: &Handoff) -> String {
    let who = flow.carriers.get(&it.by).map_or("Seamless".to_owned(), |it| it.title.clone());
    match it.mode {
        Mode::Carry => who,
        Mode::Observe => format!("{who} (Seamless watches)"),
        Mode::Shadow => format!("{who} (Seamless in shadow)"),
        Mode::CarryShare(percent) => format!("{who} ({percent}% by Seamless)"),
        Mode::Paused => "nobody: it is paused".to_owned(),
    }
}

/// The teams that meet a handoff.
fn meeting<'f>(flow: &'f Flow, it: &'f Handoff) -> Vec<&'f TeamId> {
    vec![&it.owner, &flow.system(&it.from).team, &flow.system(&it.to).team]
}

/// The teams that a change concerns: who owns it, and who owns the systems at its ends, before and after.
pub(super) fn teams(old: &Flow, new: &Flow, surroundings: &[Change], handoffs: &[Change]) -> Vec<Tell> {
    let mut about: BTreeMap<TeamId, IndexSet<String>> = BTreeMap::new();
    for flow in [old, new] {
        for change in handoffs.iter().chain(surroundings) {
            let teams: Vec<&TeamId> = match &change.what {
                Thing::Handoff(id) => flow.handoffs.get(id).map_or_else(Vec::new, |it| meeting(flow, it)),
                Thing::System(id) => flow.systems.get(id).map(|it| &it.team).into_iter().collect(),
                Thing::Carrier(id) => {
                    flow.carriers.get(id).and_then(|it| it.team.as_ref()).into_iter().collect()
                }
                Thing::Flow | Thing::Team(_) => Vec::new(),
            };
            for it in teams {
                about.entry(it.clone()).or_default().insert(change.what.short());
            }
        }
    }
    let order: Vec<&TeamId> = new.teams.keys().chain(old.teams.keys()).collect();
    let mut tells: Vec<(usize, Tell)> = about
        .into_iter()
        .map(|(id, about)| {
            let team = new.teams.get(&id).or_else(|| old.teams.get(&id));
            let at = order.iter().position(|it| **it == id).unwrap_or(usize::MAX);
            let title = team.map_or_else(|| id.to_string(), |it| it.title.clone());
            (
                at,
                Tell {
                    team: title,
                    reach: team.and_then(|it| it.reach.clone()),
                    about: about.into_iter().collect(),
                },
            )
        })
        .collect();
    tells.sort_by_key(|it| it.0);
    tells.into_iter().map(|it| it.1).collect()
}
