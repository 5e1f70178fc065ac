//! Where orders begin, and which handoffs are shut to them because a condition is for the orders of another place.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff, Role, System};
use seamless_model::{HandoffId, SystemId};

use crate::arrows::seen;
use crate::way::{Gate, lets};

/// Where orders of a shop of the brand's own do not travel.
pub(crate) fn shut_to_shops(flow: &Flow) -> BTreeSet<&HandoffId> {
    let shop = flow.systems.values().find(|it| it.role == Role::Storefront);
    shop.map(|it| Sources::of(flow).shut(it)).unwrap_or_default()
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
        for handoff in flow.handoffs.values().inspect(|_| seen(1)) {
            let Some(condition) = handoff.when.as_ref().filter(|it| it.reads(SOURCE)) else { continue };
            let text = condition.text();
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

pub(crate) const SOURCE: &str = "order.source";

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
