//! A first meaning of a log that names no systems: by what it says itself where it does, by words where it does not,
//! each guess with the word that led to it.

use std::str::FromStr;

use indexmap::IndexMap;
use seamless_flow::{Kind, Role};
use seamless_model::{DocumentKind, Event};

use super::meaning::{EventMeaning, Meaning, Step, SystemMeaning, kind};
use super::spread::{count, percent};
use super::words;
use crate::log::Log;

/// An attribute whose name has one of these words names the system in which an event happened.
const SYSTEM_WORDS: &[&str] = &["system", "source", "application", "app", "platform"];
/// A type of object that on average this many orders meet ties nothing together.
const MEETS_MANY: u64 = 25;

/// Guesses what the words of a log mean. Rules are not guessed here: they are counted, see `rules`.
pub fn guess(log: &Log) -> Meaning {
    let used = used_types(log);
    let thread = (0..log.object_types.len() as u32)
        .filter(|it| used[*it as usize])
        .min_by_key(|it| {
            let name = log.object_types.get(*it);
            (words::order_rank(name), words::is_aside(name), *it)
        })
        .unwrap_or(0);
    let aside: Vec<bool> = (0..log.object_types.len() as u32)
        .map(|it| it != thread && (words::is_aside(log.object_types.get(it)) || meets_many(log, thread, it)))
        .collect();
    let mut meaning = Meaning {
        thread: if log.object_types.is_empty() {
            String::new()
        } else {
            log.object_types.get(thread).to_owned()
        },
        aside: named(log, &aside),
        ..Meaning::default()
    };
    let about = abouts(log, &aside);
    let said = said_systems(log);
    let happens = happening(log);
    for (at, name) in log.event_types.iter().enumerate().filter(|it| happens[it.0]) {
        let mut event = step_of(name, said[at].as_ref());
        if let Some(of) = about[at] {
            event.of = Some(log.object_types.get(of).to_owned());
        }
        meaning.events.insert(name.to_owned(), event);
    }
    one_create_each(log, &mut meaning.events);
    meaning.systems = systems(log, &meaning.events);
    meaning
}

/// The types of events that happen at all: a log may declare some that never do.
pub fn happening(log: &Log) -> Vec<bool> {
    let mut happens = vec![false; log.event_types.len()];
    for kind in &log.events.kind {
        happens[*kind as usize] = true;
    }
    happens
}

fn named(log: &Log, aside: &[bool]) -> Vec<String> {
    log.object_types.iter().zip(aside).filter(|it| *it.1).map(|it| it.0.to_owned()).collect()
}

/// The types of objects that some event touches.
fn used_types(log: &Log) -> Vec<bool> {
    let mut used = vec![false; log.object_types.len()];
    for object in &log.events.objects {
        used[log.objects.kind[*object as usize] as usize] = true;
    }
    used
}

/// Whether each object of a type meets many orders, by how often the order changes from one event to the next.
fn meets_many(log: &Log, thread: u32, type_: u32) -> bool {
    let mut last = vec![u32::MAX; log.objects.len()];
    let (mut changes, mut objects) = (0u64, 0u64);
    for event in 0..log.events.len() as u32 {
        let touched = log.events.touched(event);
        let Some(order) = touched.iter().find(|it| log.objects.kind[**it as usize] == thread) else {
            continue;
        };
        for object in touched.iter().filter(|it| log.objects.kind[**it as usize] == type_) {
            let before = std::mem::replace(&mut last[*object as usize], *order);
            objects += u64::from(before == u32::MAX);
            changes += u64::from(before != *order);
        }
    }
    objects > 0 && changes / objects >= MEETS_MANY
}

/// For each type of event the type of object that it is about: one that its name speaks of; else one of which it
/// nearly always touches exactly one, the finest.
pub fn abouts(log: &Log, aside: &[bool]) -> Vec<Option<u32>> {
    let (kinds, types) = (log.event_types.len(), log.object_types.len());
    let mut events = vec![0u64; kinds];
    let mut alone = vec![0u64; kinds * types];
    let mut touches = vec![0u64; kinds * types];
    let mut each = vec![0u32; types];
    for event in 0..log.events.len() as u32 {
        let kind = log.events.kind[event as usize] as usize;
        events[kind] += 1;
        for object in log.events.touched(event) {
            each[log.objects.kind[*object as usize] as usize] += 1;
        }
        for (type_, number) in each.iter_mut().enumerate() {
            alone[kind * types + type_] += u64::from(*number == 1);
            touches[kind * types + type_] += u64::from(*number > 0);
            *number = 0;
        }
    }
    let objects = |type_: usize| log.objects.kind.iter().filter(|it| **it as usize == type_).count();
    let sizes: Vec<usize> = (0..types).map(objects).collect();
    let best = |kind: usize| {
        let names = words::words(log.event_types.get(kind as u32));
        let usual = |type_: &usize| !aside[*type_] && touches[kind * types + type_] * 20 >= events[kind] * 19;
        let rank = |type_: usize| {
            let own = words::words(log.object_types.get(type_ as u32));
            let spoken = own.last().is_some_and(|it| names.contains(it) || names.contains(&format!("{it}s")));
            let single = alone[kind * types + type_] * 20 >= events[kind] * 19;
            (single && spoken, single, spoken, sizes[type_])
        };
        (0..types).filter(usual).max_by_key(|it| rank(*it)).map(|it| it as u32)
    };
    (0..kinds).map(|kind| if events[kind] == 0 { None } else { best(kind) }).collect()
}

/// For each type of event the system that an attribute names, where one does nearly always, with its evidence.
fn said_systems(log: &Log) -> Vec<Option<(String, String)>> {
    let kinds = log.event_types.len();
    let mut events = vec![0u64; kinds];
    for kind in &log.events.kind {
        events[*kind as usize] += 1;
    }
    let mut said = vec![None; kinds];
    let is_system = |name: &str| words::words(name).iter().any(|it| SYSTEM_WORDS.contains(&it.as_str()));
    for column in log.event_attributes.iter().filter(|it| is_system(&it.name)) {
        let mut values: IndexMap<(u32, u32), u64> = IndexMap::new();
        for (row, value) in column.rows.iter().zip(&column.values) {
            *values.entry((log.events.kind[*row as usize], *value)).or_default() += 1;
        }
        for ((kind, value), number) in values {
            let all = events[kind as usize];
            if number * 20 >= all * 19 && said[kind as usize].is_none() {
                let name = slug(log.values.get(value));
                let why = format!(
                    "attribute \"{}\" says so in {} of {} events",
                    column.name,
                    count(number),
                    count(all)
                );
                said[kind as usize] = Some((name, why));
            }
        }
    }
    said
}

/// The step of a type of event.
fn step_of(name: &str, said: Option<&(String, String)>) -> EventMeaning {
    if let Some(step) = exact(name) {
        let mut event = EventMeaning { step: Some(step), ..EventMeaning::default() };
        event.evidence.insert("step".to_owned(), "the event's own name says so".to_owned());
        return event;
    }
    let document = words::document(name);
    let guessed = words::system(name);
    let happens = words::event(name);
    let (system, mut why) = match (said, guessed) {
        (Some((system, why)), _) => (system.clone(), why.clone()),
        (None, Some(((system, _), word))) => (system.to_owned(), format!("guessed by the word \"{word}\"")),
        (None, None) => return EventMeaning::default(),
    };
    let Some((document, word)) = document else { return EventMeaning::default() };
    let event = happens.map_or(Event::Create, |it| it.0);
    why.push_str(&format!("; {document} by \"{word}\""));
    let mut meaning = EventMeaning::at(&system, document, event);
    meaning.evidence.insert("step".to_owned(), why);
    meaning
}

/// A name that is a step itself, as our own logs write it: `shop order create`.
fn exact(name: &str) -> Option<Step> {
    let mut parts = name.rsplitn(3, ' ');
    let (event, document, system) = (parts.next()?, parts.next()?, parts.next()?);
    let (event, document) = (Event::from_str(event).ok()?, DocumentKind::from_str(document).ok()?);
    Some(Step { system: system.to_owned(), document, event })
}

/// Lets each document come into being once in each system: what comes later is an edit, and what comes first creates.
fn one_create_each(log: &Log, events: &mut IndexMap<String, EventMeaning>) {
    let mut first: Vec<u32> = vec![u32::MAX; log.event_types.len()];
    for (event, kind) in log.events.kind.iter().enumerate().rev() {
        first[*kind as usize] = event as u32;
    }
    let mut order: Vec<u32> = (0..first.len() as u32).collect();
    order.sort_by_key(|it| first[*it as usize]);
    let mut seen: Vec<Step> = Vec::new();
    for at in &order {
        let Some(step) = events.get_mut(log.event_types.get(*at)).and_then(|it| it.step.as_mut()) else {
            continue;
        };
        if seen.contains(step) && step.event == Event::Create {
            step.event = Event::Edit;
        }
        seen.push(step.clone());
    }
    for at in order {
        let name = log.event_types.get(at);
        let Some(step) = events.get(name).and_then(|it| it.step.clone()) else { continue };
        let created = Step { event: Event::Create, ..step.clone() };
        let has = events.values().any(|it| it.step.as_ref() == Some(&created));
        if !has && let Some(mine) = events.get_mut(name).and_then(|it| it.step.as_mut()) {
            mine.event = Event::Create;
        }
    }
}

fn systems(log: &Log, events: &IndexMap<String, EventMeaning>) -> IndexMap<String, SystemMeaning> {
    let mut systems = IndexMap::new();
    // In the order in which they are first heard of: the order of the lanes.
    let mut kinds: Vec<u32> = Vec::new();
    for kind in &log.events.kind {
        if !kinds.contains(kind) {
            kinds.push(*kind);
            if kinds.len() == log.event_types.len() {
                break;
            }
        }
    }
    for kind in kinds {
        let Some(step) = events.get(log.event_types.get(kind)).and_then(|it| it.step.as_ref()) else {
            continue;
        };
        systems.entry(step.system.clone()).or_insert_with(|| system(&step.system));
    }
    systems
}

/// A system by its name: the role that the name speaks of, and the kind where the name is one.
pub fn system(name: &str) -> SystemMeaning {
    let role = words::role(name).unwrap_or(Role::Erp);
    let known = seamless_flow::FUTURE_KINDS.contains(&name) || name == "shopify";
    let kind = match role {
        _ if known => kind(name),
        Role::Storefront => Kind::Shopify,
        _ => Kind::Other("unknown".to_owned()),
    };
    SystemMeaning { title: None, kind, role, role_evidence: None }
}

/// A name as maps write names: small letters, digits, `-` and `_`.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.trim().chars() {
        if letter.is_ascii_alphanumeric() || letter == '_' {
            slug.extend(letter.to_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-').to_owned();
    if slug.starts_with(|it: char| it.is_ascii_alphabetic()) { slug } else { format!("s{slug}") }
}

/// A share with both of its numbers: `1,990 of 2,000 (99.5 %)`.
pub fn share(part: u64, whole: u64) -> String {
    format!("{} of {} ({})", count(part), count(whole), percent(part, whole))
}
