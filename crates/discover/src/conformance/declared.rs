//! What a map and the meaning of a log's words declare together, as rules over the log's own events.

use seamless_flow::{Flow, Handoff, Question, Role, Routing, route};
use seamless_model::{DocumentKind, Event, HandoffId, SystemId};

use crate::log::Log;
use crate::mine::alternatives::Way;
use crate::mine::{Ground, Meaning, Step};

/// What a rule asks of the objects that tie its two events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// What has the first event must have the second one, by then.
    Needs,
    /// What has the second event must have had the first one before.
    After,
    /// The second event happens at most once to each object.
    Once,
    /// A handoff: needs and after in one, its deadline being the map's `within`.
    Way,
}

/// A rule over the events of each object of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it asks.
    pub kind: RuleKind,
    /// The first event, an index into the log's `event_types`; the second one again for `Once`.
    pub first: u32,
    /// The second event.
    pub second: u32,
    /// The type of object, an index into `object_types`.
    pub tie: u32,
    /// By when, in milliseconds after the first event.
    pub within_ms: Option<i64>,
    /// Whether only some documents come this way, so that what never comes is not missing: a return follows few
    /// deliveries.
    pub some_only: bool,
    /// Whether a condition says which documents come this way, which the log cannot tell.
    pub conditional: bool,
    /// The handoff that declares it, and which event of its document it carries here; `None` where the meaning of the
    /// log's words does.
    pub handoff: Option<(HandoffId, Event)>,
    /// What the handoff carries, and where to.
    pub carries: Option<(DocumentKind, SystemId)>,
    /// The other handoffs that a document may take instead, where the log shows that it takes one of them.
    pub among: Option<Among>,
}

/// Handoffs of which a document takes one, hardly ever two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Among {
    /// Whether what came by none of them is told at this one.
    pub tells: bool,
    /// The events of the other targets.
    pub others: Vec<u32>,
    /// All of these handoffs, this one among them, in the map's order.
    pub handoffs: Vec<HandoffId>,
    /// The longest of their deadlines, in milliseconds.
    pub within_ms: i64,
}

impl Rule {
    /// The way of a document from one system to another, if that is what the rule is about.
    pub fn way(&self) -> Option<Way> {
        let new = self.carries.as_ref().filter(|_| self.kind == RuleKind::Way)?;
        let is_new = self.handoff.as_ref().is_some_and(|it| it.1 == Event::Create);
        is_new.then(|| Way {
            between: (self.first, self.second),
            tie: self.tie,
            carry: new.0,
            to: new.1.to_string(),
        })
    }

    /// The handoff that declares it.
    pub fn handoff(&self) -> Option<&HandoffId> {
        self.handoff.as_ref().map(|it| &it.0)
    }
}

/// What a log shows and the map does not declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undeclared {
    /// The type of event, an index into `event_types`.
    pub kind: u32,
    /// What the map lacks, for people.
    pub why: String,
}

/// All that is declared, and what of it the log cannot show.
#[derive(Debug, Default)]
pub struct Declared {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Handoffs of which the log has no event, though it tells of their systems: declared and never seen.
    pub unseen: Vec<(HandoffId, String)>,
    /// Seen and never declared.
    pub undeclared: Vec<Undeclared>,
    /// What could not be held against the log, and why.
    pub notes: Vec<String>,
    /// The types of events by which an order is cancelled: after them nothing more is due.
    pub cancels: Vec<u32>,
}

/// Puts together what is declared.
pub fn declared(flow: &Flow, log: &Log, meaning: &Meaning, ground: &Ground) -> Declared {
    let mut all = Declared::default();
    let seen = Seen::new(log, meaning);
    let cancels = |it: &&(u32, &Step)| it.1.event == Event::Cancel && it.1.document == DocumentKind::Order;
    all.cancels = seen.all().filter(|it| cancels(&it)).map(|it| it.0).collect();
    rules_of_words(log, meaning, ground, &seen, &mut all);
    for handoff in flow.handoffs.values() {
        ways(handoff, log, meaning, ground, &seen, &mut all);
    }
    loosen(&mut all);
    undeclared(flow, &seen, &mut all);
    for (kind, name) in log.event_types.iter().enumerate() {
        if seen.count[kind] > 0 && meaning.step(name).is_none() && !meaning.events.contains_key(name) {
            all.notes.push(format!("\"{name}\" has no meaning in the map's words: it is not looked at"));
        }
    }
    all
}

/// The steps that the log has, and how often.
struct Seen {
    steps: Vec<Option<Step>>,
    count: Vec<u64>,
}

impl Seen {
    fn new(log: &Log, meaning: &Meaning) -> Self {
        let mut count = vec![0; log.event_types.len()];
        for kind in &log.events.kind {
            count[*kind as usize] += 1;
        }
        Self { steps: log.event_types.iter().map(|it| meaning.step(it).cloned()).collect(), count }
    }

    fn system(&self, system: &SystemId) -> bool {
        self.all().any(|it| *system == it.1.system.as_str())
    }

    /// The types of events that are seen and are steps.
    fn all(&self) -> impl Iterator<Item = (u32, &Step)> {
        let seen = self.steps.iter().enumerate().filter(|it| self.count[it.0] > 0);
        seen.filter_map(|it| Some((it.0 as u32, it.1.as_ref()?)))
    }

    fn find(&self, system: &SystemId, document: DocumentKind, event: Event) -> Option<u32> {
        let is = |it: &Step| *system == it.system.as_str() && it.document == document && it.event == event;
        self.all().find(|it| is(it.1)).map(|it| it.0)
    }
}

fn rules_of_words(log: &Log, meaning: &Meaning, ground: &Ground, seen: &Seen, all: &mut Declared) {
    let find = |name: &str| log.event_types.find(name).filter(|it| seen.count[*it as usize] > 0);
    for (name, event) in &meaning.events {
        let Some(kind) = find(name) else {
            if event.once || !event.after.is_empty() || !event.needs.is_empty() {
                all.notes
                    .push(format!("\"{name}\" does not happen in the log: its own rules are not looked at"));
            }
            continue;
        };
        if let Some(tie) = ground.about[kind as usize].filter(|_| event.once) {
            all.rules.push(Rule {
                kind: RuleKind::Once,
                first: kind,
                second: kind,
                tie,
                within_ms: None,
                some_only: false,
                conditional: false,
                handoff: None,
                carries: None,
                among: None,
            });
        }
        for (other, by) in &event.after {
            let said = by.as_deref().and_then(|it| log.object_types.find(it));
            pair(name, other, RuleKind::After, None, said, &find, ground, all, |one, two| (two, one));
        }
        for (other, within) in &event.needs {
            let within = within.map(|it| i64::try_from(it.as_millis()).unwrap_or(i64::MAX));
            pair(name, other, RuleKind::Needs, within, None, &find, ground, all, |one, two| (one, two));
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the two kinds of pairs differ in four of them")]
fn pair(
    name: &str,
    other: &str,
    kind: RuleKind,
    within_ms: Option<i64>,
    said: Option<u32>,
    find: &impl Fn(&str) -> Option<u32>,
    ground: &Ground,
    all: &mut Declared,
    order: impl Fn(u32, u32) -> (u32, u32),
) {
    let (Some(one), Some(two)) = (find(name), find(other)) else {
        all.notes.push(format!(
            "\"{other}\" does not happen in the log: what \"{name}\" says of it is not looked at"
        ));
        return;
    };
    let (first, second) = order(one, two);
    match said.or_else(|| ground.tie(first, second)) {
        Some(tie) => all.rules.push(Rule {
            kind,
            first,
            second,
            tie,
            within_ms,
            some_only: false,
            conditional: false,
            handoff: None,
            carries: None,
            among: None,
        }),
        None => all.notes.push(format!("\"{name}\" and \"{other}\" share no object: nothing ties them")),
    }
}

/// The rules of one handoff: for each event that it covers.
fn ways(handoff: &Handoff, log: &Log, meaning: &Meaning, ground: &Ground, seen: &Seen, all: &mut Declared) {
    for system in [&handoff.from, &handoff.to] {
        if !seen.system(system) {
            all.notes.push(format!("`{}`: the log tells nothing of `{system}`", handoff.id));
            return;
        }
    }
    for event in &handoff.covers {
        let Some((first, second, some_only)) = ends(handoff, *event, log, meaning, ground, seen, all) else {
            continue;
        };
        let Some(tie) = ground.tie(first, second) else {
            all.notes.push(format!("`{}`: its two ends share no object in the log", handoff.id));
            continue;
        };
        let within = i64::try_from(handoff.within.as_millis()).unwrap_or(i64::MAX);
        let way = Rule {
            kind: RuleKind::Way,
            first,
            second,
            tie,
            within_ms: Some(within),
            some_only,
            conditional: leaves_out(handoff),
            handoff: Some((handoff.id.clone(), *event)),
            carries: Some((handoff.carry, handoff.to.clone())),
            among: None,
        };
        all.rules.push(way.clone());
        // One order is one order: a second one in the target is a duplicate, whatever the log's words say.
        let is_one = handoff.carry == DocumentKind::Order && *event == Event::Create && tie == ground.thread;
        let said = all.rules.iter().any(|it| it.kind == RuleKind::Once && it.second == second);
        if is_one && !said {
            all.rules.push(Rule { kind: RuleKind::Once, first: second, within_ms: None, ..way });
        }
    }
}

/// Which documents a handoff with a condition is for, nobody can say from a log: of several on one way the longest
/// deadline counts.
fn loosen(all: &mut Declared) {
    let ways: Vec<Rule> = all.rules.iter().filter(|it| it.kind == RuleKind::Way).cloned().collect();
    for rule in all.rules.iter_mut().filter(|it| it.kind == RuleKind::Way && it.conditional) {
        let beside = ways.iter().filter(|it| (it.first, it.second) == (rule.first, rule.second));
        rule.within_ms = beside.filter_map(|it| it.within_ms).max();
    }
}

/// Whether a condition leaves out anything that travels at all: `!order.test` alone does not.
fn leaves_out(handoff: &Handoff) -> bool {
    handoff.when.as_ref().is_some_and(|it| route(handoff.carry, &[it], Question::Total) != [Routing::Proven])
}

/// Between which events of the log one event of a handoff is measured, and whether only some documents come this way.
fn ends(
    handoff: &Handoff,
    event: Event,
    log: &Log,
    meaning: &Meaning,
    ground: &Ground,
    seen: &Seen,
    all: &mut Declared,
) -> Option<(u32, u32, bool)> {
    let carry = handoff.carry;
    let Some(second) = seen.find(&handoff.to, carry, event) else {
        let why = match seen.find(&handoff.from, carry, event) {
            Some(_) => format!("no `{event}` of {} is seen in `{}`", article(carry), handoff.to),
            // Nothing of it happened on either side: nobody can say that it does not work.
            None if event != Event::Create => return None,
            None => format!("no {} is seen in `{}` nor in `{}`", carry.words(), handoff.from, handoff.to),
        };
        all.unseen.push((handoff.id.clone(), why));
        return None;
    };
    // What the log's words say must come before is what it came from.
    let said = meaning.events.get(log.event_types.get(second)).into_iter().flat_map(|it| it.after.keys());
    let said = said.filter_map(|it| log.event_types.find(it)).find(|it| {
        let step = seen.steps[*it as usize].as_ref();
        event == Event::Create && step.is_some_and(|it| handoff.from == it.system.as_str())
    });
    let own = seen.find(&handoff.from, carry, event);
    if let Some(first) = said.filter(|it| seen.count[*it as usize] > 0).or(own) {
        let same = seen.steps[first as usize].as_ref().is_some_and(|it| it.document == carry);
        return Some((first, second, !same && some_have_one(carry)));
    }
    if event != Event::Create {
        return None;
    }
    let Some(first) = instead(handoff, ground, seen, second) else {
        all.notes.push(format!("`{}`: nothing in `{}` comes before it", handoff.id, handoff.from));
        return None;
    };
    let only = if some_have_one(carry) {
        "; what never comes is not missed, because only some have one"
    } else {
        ""
    };
    all.notes.push(format!(
        "`{}` is measured from {}: `{}` shows no {} of its own{only}",
        handoff.id,
        super::named(log, first),
        handoff.from,
        carry.words()
    ));
    Some((first, second, some_have_one(carry)))
}

/// Kinds of documents that only some orders have.
fn some_have_one(kind: DocumentKind) -> bool {
    matches!(
        kind,
        DocumentKind::Return | DocumentKind::Refund | DocumentKind::Cancellation | DocumentKind::Hold
    )
}

fn article(kind: DocumentKind) -> String {
    let word = kind.words();
    let an = word.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {word}", if an { "an" } else { "a" })
}

/// What is measured from where the source shows no document of the kind that travels: its order, else what it creates.
fn instead(handoff: &Handoff, ground: &Ground, seen: &Seen, second: u32) -> Option<u32> {
    let creates = seen.all().filter(|it| handoff.from == it.1.system.as_str() && it.1.event == Event::Create);
    let tied = creates.filter(|it| ground.tie(it.0, second).is_some());
    tied.max_by_key(|it| it.1.document == DocumentKind::Order).map(|it| it.0)
}

/// Whether documents of a kind come into being in a system: where customers buy and pay, and where nothing comes to.
fn begins(flow: &Flow, system: &SystemId, document: DocumentKind) -> bool {
    let role = flow.systems.get(system).map(|it| it.role);
    let sells = matches!(role, Some(Role::Storefront | Role::Marketplace | Role::Payments));
    let from_outside = matches!(document, DocumentKind::Shipment | DocumentKind::Inventory);
    (sells && !from_outside) || !flow.handoffs.values().any(|it| it.to == *system)
}

/// What is seen and not declared: systems, arrivals, and events that cross without being covered.
fn undeclared(flow: &Flow, seen: &Seen, all: &mut Declared) {
    for (kind, step) in seen.all() {
        let system = SystemId::from(step.system.as_str());
        let known = |it: &&Handoff| it.to == system && it.carry == step.document;
        let why = if !flow.systems.contains_key(&system) {
            format!("the map has no system `{system}`")
        } else if step.event == Event::Create {
            let arrives = flow.handoffs.values().any(|it| known(&it));
            let leaves = flow.handoffs.values().any(|it| it.from == system && it.carry == step.document);
            let begins = begins(flow, &system, step.document);
            if arrives || leaves || begins {
                continue;
            }
            format!("no handoff brings {} to `{system}`", article(step.document))
        } else {
            let brings: Vec<&Handoff> = flow.handoffs.values().filter(known).collect();
            let crosses = |it: &&Handoff| seen.find(&it.from, step.document, step.event).is_some();
            match brings.iter().find(|it| crosses(it)) {
                Some(handoff) if !brings.iter().any(|it| it.covers(step.event)) => {
                    format!("handoff `{}` does not cover `{}`", handoff.id, step.event)
                }
                _ => continue,
            }
        };
        all.undeclared.push(Undeclared { kind, why });
    }
}
