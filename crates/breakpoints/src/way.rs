//! The way of an order to where its goods leave, and of documents into the books.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use rust_decimal::Decimal;
use seamless_flow::{Condition, Edit, Flow, Handoff, Origin, Question, Role, Routing, System, route_from};
use seamless_model::{DocumentKind, Event, HandoffId, SystemId};

use crate::Finding;
use crate::judge::{Asked, Case};
use crate::look::{Mover, fact, grouped, moving, walk};

/// What is shipped from: an order, or a request to ship.
pub(crate) const TO_SHIP: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::FulfillmentRequest];

/// The handoffs over which orders and requests find their way to where goods leave.
pub(crate) fn to_goods(flow: &Flow) -> Vec<&Handoff> {
    let shippers = flow.systems.values().filter(|it| it.role.ships_goods()).map(|it| &it.id);
    let lead_there = walk(moving(flow, TO_SHIP).map(|it| (&it.to, &it.from)), shippers);
    moving(flow, TO_SHIP).filter(|it| lead_there.contains(&it.to)).collect()
}

/// The same for orders that begin in a shop of the brand's own: without what a condition keeps for a marketplace.
pub(crate) fn from_shops(flow: &Flow) -> Vec<&Handoff> {
    let shop = flow.systems.values().find(|it| it.role == Role::Storefront);
    let shut = shop.map(|it| Sources::of(flow).shut(it)).unwrap_or_default();
    to_goods(flow).into_iter().filter(|it| !shut.contains(&it.id)).collect()
}

/// The handoffs of these kinds that end in the books.
pub(crate) fn into_books<'f>(flow: &'f Flow, kinds: &'static [DocumentKind]) -> Vec<&'f Handoff> {
    moving(flow, kinds).filter(|it| flow.system(&it.to).role.keeps_books()).collect()
}

/// Whether a handoff carries what can happen to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carried {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Nobody has said.
    Unsaid,
}

/// Whether a handoff carries these events. For Seamless `covers` of the map tells; for another carrier its profile
/// (`order.covers_edit`) and then the map.
pub(crate) fn carried(flow: &Flow, handoff: &Handoff, events: &[Event], name: &str) -> Carried {
    let said = events.iter().all(|it| handoff.covers(*it));
    let mover = Mover::of(flow, handoff);
    match (mover, mover.yes(&fact(handoff.carry, name))) {
        (Mover::Seamless, _) if said => Carried::Yes,
        (Mover::Seamless, _) | (_, Some(false)) => Carried::No,
        _ if said => Carried::Yes,
        _ if handoff.covers_said => Carried::No,
        (_, Some(true)) => Carried::Yes,
        (_, None) => Carried::Unsaid,
    }
}

/// Asks whoever carries a handoff whether it carries these events.
pub(crate) fn ask_carried(
    case: Case<'_>,
    flow: &Flow,
    handoff: &Handoff,
    name: &str,
    message: String,
    question: &str,
) -> Finding {
    let (mover, name) = (Mover::of(flow, handoff), fact(handoff.carry, name));
    let fix = format!(
        "Write the answer as `covers` of `{}`, or into the carrier's profile as `{name}`.",
        handoff.id
    );
    case.unanswered(mover.ask(flow, handoff, question), mover.lacks(handoff, &name), message, fix)
}

/// How `covers` of a handoff is made to carry these events as well.
pub(crate) fn cover(handoff: &Handoff, events: &[Event]) -> Vec<Edit> {
    let path = ["handoffs", handoff.id.as_str(), "covers"];
    let missing = events.iter().filter(|it| !handoff.covers(**it)).map(|it| it.word());
    if handoff.covers_said {
        // One by one, so that what is written there stays as a person wrote it.
        return missing.map(|it| Edit::add(path, it)).collect();
    }
    let words: Vec<&str> = handoff.covers.iter().map(|it| it.word()).chain(missing).collect();
    vec![Edit::set(path, format!("[{}]", words.join(", ")))]
}

/// How long documents are kept at least before they come to a system, over the way that keeps them shortest: on each
/// way the longest window counts. Orders of marketplaces do not, for nobody holds or changes an order there; but where
/// nothing else comes.
pub(crate) fn windows<'f>(flow: &'f Flow, arrows: &[&'f Handoff]) -> BTreeMap<&'f SystemId, SignedDuration> {
    let mut leaving: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
    arrows.iter().for_each(|it| leaving.entry(&it.from).or_default().push(it));
    let entered: BTreeSet<&SystemId> = arrows.iter().map(|it| &it.to).collect();
    let role = |it: &SystemId| flow.system(it).role;
    let begins = |it: &&&SystemId| !entered.contains(**it) || role(it) == Role::Storefront;
    let of = |market: bool| {
        let begin = leaving.keys().filter(begins).filter(|it| (role(it) == Role::Marketplace) == market);
        shortest(flow, &leaving, begin.copied())
    };
    let mut windows = of(true);
    windows.extend(of(false));
    windows.retain(|_, it| it.is_positive());
    windows
}

fn shortest<'f>(
    flow: &'f Flow,
    leaving: &BTreeMap<&'f SystemId, Vec<&'f Handoff>>,
    begin: impl Iterator<Item = &'f SystemId>,
) -> BTreeMap<&'f SystemId, SignedDuration> {
    let mut kept = BTreeMap::new();
    let mut next: BTreeSet<(SignedDuration, &SystemId)> =
        begin.map(|it| (SignedDuration::ZERO, it)).collect();
    while let Some((window, at)) = next.pop_first() {
        if kept.contains_key(at) {
            continue;
        }
        kept.insert(at, window);
        let further = leaving.get(at).into_iter().flatten();
        next.extend(further.map(|it| (own_window(flow, it).unwrap_or_default().max(window), &it.to)));
    }
    kept
}

fn own_window(flow: &Flow, handoff: &Handoff) -> Option<SignedDuration> {
    Asked::Contract(flow, handoff).span("hold_window")
}

/// How long a document is kept before it travels on a handoff, or on its way to where that begins.
pub(crate) fn kept(
    flow: &Flow,
    handoff: &Handoff,
    windows: &BTreeMap<&SystemId, SignedDuration>,
) -> Option<SignedDuration> {
    own_window(flow, handoff).into_iter().chain(windows.get(&handoff.from).copied()).max()
}

/// Whether documents of some sort get past a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// They do.
    Open,
    /// They do not.
    Shut,
    /// Nobody has said.
    Unsaid,
}

/// Where documents of some sort get to, and where nobody has said whether they get on.
#[derive(Default)]
pub(crate) struct Leak<'f> {
    /// The handoffs by which they come to where goods leave.
    pub arrive: Vec<&'f Handoff>,
    /// The handoffs at which they come and of which nobody has said whether they carry them.
    pub handoffs: Vec<&'f Handoff>,
    /// The systems to which they come and of which nobody has said whether they let them on.
    pub systems: Vec<&'f System>,
}

/// Follows documents of some sort from where they begin: over handoffs whose gate is open, through systems whose
/// gate is open to what comes by a handoff.
pub(crate) fn leak<'f>(
    flow: &'f Flow,
    arrows: &[&'f Handoff],
    begin: impl IntoIterator<Item = &'f SystemId>,
    gate: impl Fn(&'f Handoff) -> Gate,
    lets_on: impl Fn(&'f Handoff, &'f System) -> Gate,
) -> Leak<'f> {
    let mut leaving: BTreeMap<&SystemId, Vec<&'f Handoff>> = BTreeMap::new();
    for handoff in arrows {
        leaving.entry(&handoff.from).or_default().push(handoff);
    }
    let mut next: Vec<&SystemId> = begin.into_iter().collect();
    let mut seen: BTreeSet<&SystemId> = next.iter().copied().collect();
    let mut leak = Leak::default();
    while let Some(at) = next.pop() {
        for handoff in leaving.get(at).into_iter().flatten().copied() {
            let target = flow.system(&handoff.to);
            match (gate(handoff), lets_on(handoff, target)) {
                (Gate::Shut, _) | (_, Gate::Shut) => {}
                (Gate::Unsaid, _) => leak.handoffs.push(handoff),
                (_, Gate::Unsaid) => leak.systems.push(target),
                (Gate::Open, Gate::Open) => {
                    if target.role.ships_goods() {
                        leak.arrive.push(handoff);
                    }
                    if seen.insert(&handoff.to) {
                        next.push(&handoff.to);
                    }
                }
            }
        }
    }
    // Who keeps back at a place from which nothing comes to goods in any case need not be asked.
    let leads = leads_on(flow, arrows, gate);
    leak.handoffs.retain(|it| leads.contains(&it.to));
    leak.systems.retain(|it| leads.contains(&it.id));
    leak
}

/// The systems that ship, and those from which documents of some sort may come to one that does.
fn leads_on<'f>(
    flow: &'f Flow,
    arrows: &[&'f Handoff],
    gate: impl Fn(&'f Handoff) -> Gate,
) -> BTreeSet<&'f SystemId> {
    let open = arrows.iter().filter(|it| gate(it) != Gate::Shut);
    let shippers = flow.systems.values().filter(|it| it.role.ships_goods()).map(|it| &it.id);
    walk(open.map(|it| (&it.to, &it.from)), shippers)
}

/// Whether the condition of a handoff lets documents travel on which another one holds, which speaks of one field
/// of the order. A condition that does not speak of that field has no say in it.
pub(crate) fn lets(flow: &Flow, handoff: &Handoff, sort: &str) -> Gate {
    let Some(condition) = &handoff.when else { return Gate::Open };
    let after = sort.split_once("order.").map_or("", |it| it.1);
    let field = after.split(|it: char| !it.is_alphanumeric() && it != '_').next().unwrap_or_default();
    if !condition.text().contains(field) {
        return Gate::Open;
    }
    let Ok(sort) = Condition::check(sort, &handoff.place, handoff.carry) else { return Gate::Unsaid };
    let origin = Origin { from: Some(handoff.from.to_string()), currency: Some(flow.currency) };
    let found = route_from(handoff.carry, &origin, &[condition, &sort], Question::Disjoint);
    if found.iter().any(|it| matches!(it, Routing::TakenTwice { .. })) {
        Gate::Open
    } else if found.iter().any(|it| matches!(it, Routing::Undecided { .. })) {
        Gate::Unsaid
    } else {
        Gate::Shut
    }
}

/// The handoffs on which the orders of one place where they begin do not travel, because their condition on
/// `order.source` is for the orders of another one. A marketplace's orders bear its name there, as soon as some
/// condition of the map speaks of it; those of the shops bear the name of none.
///
/// A condition tells apart only the names that stand in it, so that it is asked of these and of a name that stands
/// nowhere, and not of every marketplace of the map.
pub(crate) struct Sources<'f> {
    flow: &'f Flow,
    conditional: Vec<Conditional<'f>>,
    named: BTreeSet<&'f SystemId>,
    /// Of each place that stands in conditions: in which of them.
    spoken: BTreeMap<&'f SystemId, Vec<usize>>,
    /// What is shut to a name that stands nowhere.
    elsewhere: Option<BTreeSet<&'f HandoffId>>,
    /// What is shut to orders of the shops, which bear no marketplace's name.
    shops: Option<BTreeSet<&'f HandoffId>>,
    shut: BTreeMap<&'f SystemId, BTreeSet<&'f HandoffId>>,
}

/// A handoff with a condition on where orders begin.
struct Conditional<'f> {
    handoff: &'f Handoff,
    /// The marketplaces whose names stand in it.
    names: Vec<&'f SystemId>,
    /// Whether it asks only whether the source is one of some names.
    is_plain: bool,
}

/// No system can be called so.
const NOBODY: &str = "(none of them)";

impl<'f> Sources<'f> {
    /// Of a map.
    pub(crate) fn of(flow: &'f Flow) -> Self {
        let mut conditional = Vec::new();
        let mut spoken: BTreeMap<&SystemId, Vec<usize>> = BTreeMap::new();
        for handoff in flow.handoffs.values() {
            let Some(text) = handoff.when.as_ref().map(Condition::text) else { continue };
            if !text.contains(SOURCE) {
                continue;
            }
            let words: BTreeSet<&str> = text.split(['"', '\'']).collect();
            let systems = words.into_iter().filter_map(|it| flow.systems.get(it));
            let names: Vec<&SystemId> =
                systems.filter(|it| it.role == Role::Marketplace).map(|it| &it.id).collect();
            names.iter().for_each(|it| spoken.entry(*it).or_default().push(conditional.len()));
            conditional.push(Conditional { handoff, names, is_plain: is_plain(text) });
        }
        let named = spoken.keys().copied().collect();
        Self { flow, conditional, named, spoken, elsewhere: None, shops: None, shut: BTreeMap::new() }
    }

    /// Where orders that begin in `origin` do not travel.
    pub(crate) fn shut(&mut self, origin: &System) -> BTreeSet<&'f HandoffId> {
        if self.named.is_empty() {
            return BTreeSet::new();
        }
        if origin.role != Role::Marketplace {
            if self.shops.is_none() {
                self.shops = Some(self.shut_to_shops());
            }
            return self.shops.clone().unwrap_or_default();
        }
        let Some((&id, _)) = self.spoken.get_key_value(&origin.id) else { return BTreeSet::new() };
        if !self.shut.contains_key(id) {
            let found = self.shut_to(id);
            self.shut.insert(id, found);
        }
        self.shut[id].clone()
    }

    fn shut_to_shops(&self) -> BTreeSet<&'f HandoffId> {
        let shut = |it: &&Conditional<'f>| {
            let names: Vec<&SystemId> =
                if it.is_plain { it.names.clone() } else { self.named.iter().copied().collect() };
            let names = names.into_iter().map(SystemId::as_str).chain([NOBODY]);
            let names: Vec<String> = names.map(|it| format!("\"{it}\"")).collect();
            lets(self.flow, it.handoff, &format!("!({SOURCE} in [{}])", names.join(", "))) == Gate::Shut
        };
        self.conditional.iter().filter(shut).map(|it| &it.handoff.id).collect()
    }

    fn shut_to(&mut self, id: &'f SystemId) -> BTreeSet<&'f HandoffId> {
        if self.elsewhere.is_none() {
            let plain = self.conditional.iter().filter(|it| it.is_plain);
            let shut = plain.filter(|it| lets(self.flow, it.handoff, &is(NOBODY)) == Gate::Shut);
            self.elsewhere = Some(shut.map(|it| &it.handoff.id).collect());
        }
        let mut found = self.elsewhere.clone().unwrap_or_default();
        let speaking = self.spoken.get(id).into_iter().flatten().map(|it| &self.conditional[*it]);
        for it in speaking.chain(self.conditional.iter().filter(|it| !it.is_plain)) {
            match lets(self.flow, it.handoff, &is(id.as_str())) {
                Gate::Shut => found.insert(&it.handoff.id),
                _ => found.remove(&it.handoff.id),
            };
        }
        found
    }
}

const SOURCE: &str = "order.source";

fn is(name: &str) -> String {
    format!("{SOURCE} == \"{name}\"")
}

/// Whether a condition asks of the source only which name it is: no part of a name, and nothing worked out from it.
fn is_plain(text: &str) -> bool {
    let parts: Vec<&str> = text.split(SOURCE).collect();
    parts.windows(2).all(|it| {
        let (before, after) = (it[0].trim_end(), it[1].trim_start());
        let compared = |it: &str| ["==", "!=", "in "].iter().any(|sign| it.starts_with(sign));
        compared(after) || ["==", "!="].iter().any(|sign| before.ends_with(sign))
    })
}

/// An amount of the flow's currency, for examples: `1,200.00 USD`.
pub(crate) fn money(flow: &Flow, amount: impl Into<Decimal>) -> String {
    let digits = flow.currency.digits();
    format!("{} {}", grouped(amount.into().round_dp(digits), digits), flow.currency)
}
