//! Goods that go back to stock: which system puts them there, and whether it is one and only one.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff, System};
use seamless_model::{DocumentKind, SystemId};

use crate::judge::Asked;
use crate::look::{moving, walk};

const STOCK: &[DocumentKind] = &[DocumentKind::Inventory];

/// Who puts units back on one occasion, as far as the map and the profiles say.
pub(crate) enum Restock<'f> {
    /// One system does, or what each counts is overwritten by the one that is right.
    Once,
    /// These systems each do: the second is not meant to.
    Twice(&'f System, &'f System),
    /// The map names a system that does not do it by itself, or all are known not to.
    Never(Option<&'f System>),
    /// Nobody has said.
    Unsaid,
}

/// The handoffs of stock; where there are none, stock is no matter of the map.
pub(crate) fn stock_moves(flow: &Flow) -> Vec<&Handoff> {
    moving(flow, STOCK).collect()
}

/// Who puts units back on an occasion. `name` is of `authority` (`restock.cancel`), `fact` of profiles. Only systems
/// at the ends of a handoff of stock count.
pub(crate) fn restock<'f>(flow: &'f Flow, stock: &[&'f Handoff], name: &str, facts: &[&str]) -> Restock<'f> {
    let keepers: BTreeSet<&SystemId> = stock.iter().flat_map(|it| [&it.from, &it.to]).collect();
    let keepers: Vec<&System> = flow.systems.values().filter(|it| keepers.contains(&it.id)).collect();
    let says = |system: &'f System, fact: &&str| Asked::System(flow, system).yes(fact);
    let does = |it: &&&'f System| facts.iter().any(|fact| says(it, fact) == Some(true));
    let named = flow.authority.get(name).map(|it| flow.system(it));
    let mut doing: Vec<&System> = keepers.iter().filter(does).copied().collect();
    // Where the goods lie is the better place to count them.
    doing.sort_by_key(|it| !it.role.ships_goods());
    let first = named.or(doing.first().copied());
    let second = first.and_then(|first| {
        let settled = settled_with(flow, stock, first);
        doing.iter().find(|it| it.id != first.id && !settled.contains(&it.id))
    });
    if let (Some(first), Some(second)) = (first, second) {
        return Restock::Twice(first, second);
    }
    // What is asked of the one that the map names is what it is named for.
    let own = name.replacen("restock.", "restock.on_", 1);
    let does_not = |system: &'f System| facts.iter().all(|fact| says(system, fact) == Some(false));
    match named {
        Some(named) if !does(&&named) && says(named, &own.as_str()) == Some(false) => {
            Restock::Never(Some(named))
        }
        Some(_) => Restock::Once,
        None if !doing.is_empty() => Restock::Once,
        None if keepers.iter().all(|it| does_not(it)) => Restock::Never(None),
        None => Restock::Unsaid,
    }
}

/// The systems whose counts do not add up with that of one: its number overwrites theirs or theirs overwrites its own,
/// over however many hops it comes.
fn settled_with<'f>(flow: &'f Flow, stock: &[&'f Handoff], one: &'f System) -> BTreeSet<&'f SystemId> {
    let replaces = |it: &&Handoff| {
        matches!(Asked::Contract(flow, it).word("stock.write"), Some("absolute" | "compare_and_set"))
    };
    let replacing: Vec<&Handoff> = stock.iter().copied().filter(replaces).collect();
    let reached = walk(stock.iter().map(|it| (&it.from, &it.to)), [&one.id]);
    let overwritten = replacing.iter().filter(|it| reached.contains(&it.from)).map(|it| &it.to);
    let into = replacing.iter().filter(|it| it.to == one.id).map(|it| &it.from);
    let mut settled = walk(stock.iter().map(|it| (&it.to, &it.from)), into);
    settled.extend(overwritten);
    settled
}

/// Where a finding about it stands: the handoff of stock out of or into a system, else the first.
pub(crate) fn at<'f>(stock: &[&'f Handoff], system: Option<&System>) -> Option<&'f Handoff> {
    let touches = |it: &&&Handoff| system.is_some_and(|system| it.from == system.id || it.to == system.id);
    stock.iter().find(touches).or(stock.first()).copied()
}
