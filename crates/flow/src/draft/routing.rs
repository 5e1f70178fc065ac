//! Who of several ships which orders, as conditions that take every order once.

use super::systems::{hub, into};
use super::{Answers, Fulfiller, Marketplace, Ships, Split};
use crate::countries::UNION;

/// A lane of a marketplace: one that ships some of its orders itself has two.
pub(super) struct Market<'a> {
    /// Its name in the map.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its kind.
    pub kind: &'a str,
    /// Whether it ships these orders itself.
    pub itself: bool,
    /// Who ships these orders, where it is always the same one.
    pub shipped_by: Option<&'a str>,
    /// The system that takes these orders in, where somebody said so.
    pub through: Option<&'a str>,
    /// Whether its payouts come here: those of one marketplace come once.
    pub pays: bool,
}

/// The lanes of all marketplaces.
pub(super) fn markets(it: &Answers) -> Vec<Market<'_>> {
    it.marketplaces.iter().flat_map(lanes).collect()
}

fn lanes(it: &Marketplace) -> Vec<Market<'_>> {
    let own = Marketplace::own_shipping(&it.kind).unwrap_or("itself");
    let ours = |title: String| Market {
        name: it.name.clone(),
        title,
        kind: &it.kind,
        itself: false,
        shipped_by: it.shipped_by.as_deref(),
        through: it.through.as_deref(),
        pays: true,
    };
    let theirs = |name: String, pays| Market {
        name,
        title: format!("{} ({own})", it.title),
        kind: &it.kind,
        itself: true,
        shipped_by: None,
        through: None,
        pays,
    };
    match it.ships {
        Ships::Us => vec![ours(it.title.clone())],
        Ships::Itself => vec![theirs(it.name.clone(), true)],
        Ships::Both => {
            let name = format!("{}-{}", it.name, own.to_lowercase());
            vec![ours(format!("{} (shipped by us)", it.title)), theirs(name, false)]
        }
    }
}

/// By what it is decided who ships.
pub(super) fn split(it: &Answers) -> Split {
    let abroad = it.fulfillment.iter().any(|it| it.country.is_some() || !it.ships_to.is_empty());
    it.split.unwrap_or(if abroad { Split::Country } else { Split::System })
}

/// Texts as a list in a condition.
pub(super) fn list<T: AsRef<str>>(all: &[T]) -> String {
    all.iter().map(|it| format!("\"{}\"", it.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Which of somebody's requests a fulfiller takes.
pub(super) enum Taken {
    /// None.
    Nothing,
    /// Those of which this condition is true.
    Part(String),
    /// All.
    All,
}

/// What one fulfiller takes of the orders that are not bound to somebody.
enum Share {
    /// Nothing.
    Nothing,
    /// What this condition says.
    Part(String),
    /// What the conditions of the others leave.
    Rest(Vec<String>),
}

/// The countries that a fulfiller ships to; empty for the one who takes the rest.
fn countries(it: &Answers, ships: &Fulfiller) -> Vec<String> {
    if it.fulfillment.iter().any(|it| !it.ships_to.is_empty()) {
        return ships.ships_to.clone();
    }
    // Nobody said it: whoever ships from another country ships there, and to its union.
    let all_abroad = it.fulfillment.iter().all(|it| it.country.is_some());
    let home = all_abroad && it.fulfillment.first().is_some_and(|it| it.name == ships.name);
    match ships.country.as_deref().filter(|_| !home) {
        Some(from) if UNION.contains(&from) => UNION.iter().map(|it| (*it).to_owned()).collect(),
        Some(from) => vec![from.to_owned()],
        None => Vec::new(),
    }
}

/// Whether what it ships crosses a border of customs, as far as it was said where it ships from and to. The countries
/// of the union are one territory.
pub(super) fn crosses_customs(it: &Answers, ships: &Fulfiller) -> bool {
    let by_country = it.fulfillment.len() > 1 && split(it) == Split::Country;
    let to = if by_country { countries(it, ships) } else { ships.ships_to.clone() };
    let territory = |code: &str| if UNION.contains(&code) { "EU".to_owned() } else { code.to_owned() };
    let mut all: Vec<String> = to.iter().chain(&ships.country).map(|it| territory(it)).collect();
    all.sort_unstable();
    all.dedup();
    match to.is_empty() {
        // All that the others leave is more than one country.
        true if by_country => true,
        // It ships from another country than the shop's, and nobody said where to.
        true => ships.country.is_some(),
        false => all.len() > 1,
    }
}

/// The condition by which a fulfiller is told from the others, if there is one.
fn part(it: &Answers, ships: &Fulfiller) -> Option<String> {
    match split(it) {
        Split::Country => {
            let to = countries(it, ships);
            (!to.is_empty()).then(|| format!("order.ship_to.country in [{}]", list(&to)))
        }
        Split::System => Some(format!("fulfillment_request.location == \"{}\"", ships.name)),
        Split::Channel => {
            let theirs = it.shops.iter().filter(|it| it.shipped_by.as_deref() == Some(&*ships.name));
            let numbers: Vec<_> = theirs.map(|shop| of_shop(it, &shop.name)).collect();
            (!numbers.is_empty()).then(|| numbers.join(" || "))
        }
    }
}

/// Whether an order is of one of several shops: its number says so. What begins with the longer prefix of another
/// shop is that shop's.
pub(super) fn of_shop(it: &Answers, shop: &str) -> String {
    let prefix = |shop: &str| format!("{}-", shop.to_uppercase());
    let starts = |prefix: &str| format!("order.number.startsWith(\"{prefix}\")");
    let own = prefix(shop);
    let others = it.shops.iter().map(|it| prefix(&it.name));
    let longer: Vec<String> = others.filter(|it| *it != own && it.starts_with(&own)).collect();
    match &longer[..] {
        [] => starts(&own),
        _ => {
            let but = longer.iter().map(|it| format!(" && !{}", starts(it)));
            format!("({}{})", starts(&own), but.collect::<String>())
        }
    }
}

fn is_bound(it: &Answers, ships: &Fulfiller) -> bool {
    it.marketplaces.iter().any(|it| it.shipped_by.as_deref() == Some(&*ships.name))
}

/// Who takes what nobody else does.
fn last<'a>(it: &Answers, among: &[&'a Fulfiller]) -> Option<&'a Fulfiller> {
    let free = |ships: &&&Fulfiller| !is_bound(it, ships);
    let named = |name: Option<&String>| among.iter().find(|it| Some(&it.name) == name);
    let found = match split(it) {
        Split::Country => {
            let everywhere = || among.iter().filter(|ships| countries(it, ships).is_empty());
            everywhere().find(free).or_else(|| everywhere().next()).or(among.last())
        }
        Split::System => among.iter().rev().find(free).or(among.first()),
        Split::Channel => named(it.shops.first().and_then(|it| it.shipped_by.as_ref()))
            .or_else(|| among.iter().find(free))
            .or(among.first()),
    };
    found.copied()
}

/// Among whom orders that are not bound are split.
fn sharing<'a>(it: &Answers, among: &[&'a Fulfiller]) -> Vec<&'a Fulfiller> {
    let rest = last(it, among).map(|it| &it.name);
    let shares = |ships: &&&Fulfiller| {
        let bound = split(it) == Split::System && is_bound(it, ships);
        Some(&ships.name) == rest || !bound && part(it, ships).is_some()
    };
    among.iter().filter(shares).copied().collect()
}

fn share(it: &Answers, ships: &Fulfiller, among: &[&Fulfiller]) -> Share {
    let rest = last(it, among).map(|it| &it.name);
    let sharing = sharing(it, among);
    if !sharing.iter().any(|it| it.name == ships.name) {
        return Share::Nothing;
    }
    if Some(&ships.name) != rest {
        return part(it, ships).map_or(Share::Nothing, Share::Part);
    }
    let others = sharing.iter().filter(|it| it.name != ships.name);
    Share::Rest(match split(it) {
        Split::Country => others.flat_map(|other| countries(it, other)).collect(),
        Split::System => others.map(|it| it.name.clone()).collect(),
        Split::Channel => others.filter_map(|other| part(it, other)).collect(),
    })
}

/// The condition of a share; `None` for everything.
fn said(it: &Answers, share: Share) -> Option<String> {
    match share {
        Share::Nothing => None,
        Share::Part(text) if text.contains(" || ") => Some(format!("({text})")),
        Share::Part(text) => Some(text),
        Share::Rest(others) if others.is_empty() => None,
        Share::Rest(others) => Some(match split(it) {
            Split::Country => format!("!(order.ship_to.country in [{}])", list(&others)),
            Split::System => format!("!(fulfillment_request.location in [{}])", list(&others)),
            Split::Channel => format!("!({})", others.join(" || ")),
        }),
    }
}

fn all(it: &Answers) -> Vec<&Fulfiller> {
    it.fulfillment.iter().collect()
}

/// Whether it ships orders of this shop, and not only what is bound to it.
pub(super) fn ships_for_shop(it: &Answers, ships: &Fulfiller, shop: &str) -> bool {
    match share(it, ships, &all(it)) {
        Share::Nothing => false,
        Share::Rest(_) | Share::Part(_) if split(it) != Split::Channel => true,
        share => {
            let of = it.shops.iter().find(|it| it.name == shop).and_then(|it| it.shipped_by.as_deref());
            of.map_or(matches!(share, Share::Rest(_)), |of| of == ships.name)
        }
    }
}

/// Whether it ships orders of this marketplace.
pub(super) fn ships_for_market(it: &Answers, ships: &Fulfiller, market: &Market<'_>) -> bool {
    match market.shipped_by {
        _ if market.itself => false,
        Some(name) => name == ships.name,
        None => match share(it, ships, &all(it)) {
            Share::Nothing => false,
            Share::Rest(_) => true,
            Share::Part(_) => split(it) != Split::Channel,
        },
    }
}

/// Which of the requests of one who asks a fulfiller takes: those that are bound to it, and its share of the others,
/// so that every request is taken once. What a marketplace ships itself is asked of nobody.
pub(super) fn taken(it: &Answers, ships: &Fulfiller, from: &str) -> Taken {
    let markets = markets(it);
    let names = |wanted: &dyn Fn(&Market<'_>) -> bool| {
        markets.iter().filter(|it| wanted(it)).map(|it| it.name.clone()).collect::<Vec<_>>()
    };
    let here = |place: &Market<'_>| into(it, place) == from;
    let several = it.fulfillment.len() > 1;
    let share = if several { share(it, ships, &all(it)) } else { Share::Rest(Vec::new()) };
    let bound = names(&|it| here(it) && several && it.shipped_by == Some(&*ships.name));
    let mine = (!bound.is_empty()).then(|| of_markets(&bound));
    // Where the shops ask for what they sell, another asks for what marketplaces sell, and for nothing else.
    let only_markets = from != hub(it) && it.shops.iter().all(|it| it.name != from);
    let free = names(&|it| here(it) && !(it.itself || several && it.shipped_by.is_some()));
    // What is bound to it needs no exception: it is taken anyway. For what goes elsewhere somebody else asks, perhaps
    // the same one: it is said of both, so that nothing is shipped twice.
    let elsewhere = |it: &Market<'_>| several && it.shipped_by.is_some_and(|by| by != ships.name);
    let apart = names(&|it| it.itself || !here(it) || elsewhere(it));
    let guard = match (only_markets, apart.is_empty()) {
        (true, _) => Some(of_markets(&free)),
        (false, true) => None,
        (false, false) => Some(format!("!({})", of_markets(&apart))),
    };
    if matches!(share, Share::Nothing) || only_markets && free.is_empty() {
        return mine.map_or(Taken::Nothing, Taken::Part);
    }
    let theirs: Vec<String> = guard.into_iter().chain(said(it, share)).collect();
    let theirs = theirs.join(" && ");
    match mine {
        _ if theirs.is_empty() => Taken::All,
        Some(mine) if theirs.contains(" && ") => Taken::Part(format!("{mine} || ({theirs})")),
        Some(mine) => Taken::Part(format!("{mine} || {theirs}")),
        None => Taken::Part(theirs),
    }
}

/// Whether an order was sold on one of these.
pub(super) fn of_markets(names: &[String]) -> String {
    format!("order.source in [{}]", list(names))
}

/// Which of a shop's returns come back to whom.
pub(super) fn received<'a>(it: &'a Answers, among: &[&'a Fulfiller]) -> Vec<(&'a Fulfiller, Option<String>)> {
    let sharing = sharing(it, among);
    sharing.into_iter().map(|ships| (ships, said(it, share(it, ships, among)))).collect()
}
