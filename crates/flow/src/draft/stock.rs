//! Stock, from where it lies to where it is sold.

use super::drafted::{Drafted, Group, own};
use super::routing::{Market, markets};
use super::systems::{into, stock_centre};
use super::{Answers, Fulfiller, How};

/// What a shop is told of stock.
const TO_SHOP: &str = "{ stock.basis: available, stock.write: compare_and_set }   # decide: what the number means, and how it is written";
/// What others are told.
const PLAIN: &str = "{ stock.basis: available }   # decide: what the number means";

/// Somewhere that hears of stock.
struct Told<'a> {
    name: &'a str,
    contract: &'static str,
    group: Group,
}

/// All stock: what each that ships has, and what may be sold where.
pub(super) fn stock(it: &Answers) -> Vec<Drafted> {
    let markets: Vec<Market<'_>> = markets(it).into_iter().filter(|it| !it.itself).collect();
    let counted = it.fulfillment.iter().flat_map(|ships| counted(it, ships, &markets));
    counted.chain(offered(it, &markets)).collect()
}

fn shops(it: &Answers) -> impl Iterator<Item = Told<'_>> {
    it.shops.iter().map(|it| Told { name: &it.name, contract: TO_SHOP, group: Group::Stock })
}

fn places<'a>(markets: &'a [Market<'_>]) -> impl Iterator<Item = Told<'a>> {
    markets.iter().map(|it| Told { name: &it.name, contract: PLAIN, group: Group::Marketplaces })
}

/// What one that ships has: told to the centre, or to all that sell where there is none and it ships everything.
fn counted(it: &Answers, ships: &Fulfiller, markets: &[Market<'_>]) -> Vec<Drafted> {
    let many = it.fulfillment.len() > 1;
    let told: Vec<Told<'_>> = match stock_centre(it) {
        Some(name) => {
            let contract = if it.shops.iter().any(|it| it.name == name) { TO_SHOP } else { PLAIN };
            vec![Told { name, contract, group: Group::Stock }]
        }
        None if many => shops(it).collect(),
        None => shops(it).chain(places(markets)).collect(),
    };
    let several = told.len() > 1;
    let from = ships.name.as_str();
    let via = if ships.via() == "webhook" { "poll 5m" } else { ships.via() };
    let about = match ships.how {
        How::CrossDock => format!("What {} has received, as it was counted.", ships.title),
        _ => format!("What {} has.", ships.title),
    };
    let draft = |to: Told<'_>| {
        let name = own(&own("stock", many, from), several, to.name);
        let drafted = Drafted::new(name, about.clone(), "inventory", from, to.name)
            .travels(via, if via == "poll 5m" { "10m" } else { "2h" })
            .key(from, "sku", to.name, "sku");
        // What sells the same goods elsewhere at the same time may sell the last of them twice.
        let drafted = if several && !many { drafted.with("buffer", HELD_BACK) } else { drafted };
        drafted.with("contract", to.contract).by(it, to.group)
    };
    told.into_iter().map(draft).collect()
}

/// What is held back of goods that several sell.
const HELD_BACK: &str = "3   # decide: how many units are held back";

/// What may be sold where: from the centre, or from the shop that takes a marketplace's orders in.
fn offered(it: &Answers, markets: &[Market<'_>]) -> Vec<Drafted> {
    let centre = stock_centre(it);
    let from_centre =
        centre.into_iter().flat_map(|from| shops(it).chain(places(markets)).map(move |to| (from, to)));
    let several = it.fulfillment.len() > 1;
    let from_shops = markets.iter().zip(places(markets)).filter(|_| centre.is_none() && several);
    let from_shops = from_shops.map(|(place, to)| (into(it, place), to));
    let draft = |(from, to): (&str, Told<'_>)| {
        let about = "What may be sold there. decide: how many units are held back.";
        Drafted::new(format!("offer-{}", to.name), about, "inventory", from, to.name)
            .travels("poll 5m", "10m")
            .key(from, "sku", to.name, "sku")
            .with("buffer", "3")
            .with("contract", to.contract)
            .by(it, to.group)
    };
    from_centre.chain(from_shops).map(draft).collect()
}
