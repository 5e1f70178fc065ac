//! Goods: what is asked for, what is shipped, what comes back.

use super::drafted::{Drafted, Group, own};
use super::handoffs::LIFE;
use super::routing::{
    Market, Taken, crosses_customs, markets, of_markets, of_shop, received, ships_for_market, ships_for_shop,
    taken,
};
use super::systems::{askers, hub, into, receivers, supplier, titled};
use super::{Answers, Fulfiller, How, Route, Split};

/// Question 3: what each that ships is asked for.
pub(super) fn requests(it: &Answers, ships: &Fulfiller) -> Vec<Drafted> {
    let askers = askers(it);
    let mut asked = Vec::new();
    for from in &askers {
        match taken(it, ships, from) {
            Taken::Nothing => {}
            Taken::Part(condition) => asked.push((*from, Some(condition))),
            Taken::All => asked.push((*from, None)),
        }
    }
    if asked.is_empty() {
        // It ships, and nobody said what: the brand finds the arrow, and decides.
        asked.push((hub(it), Some("false".to_owned())));
    }
    let draft = |(from, condition)| request(it, ships, from, askers.len() > 1, condition);
    asked.into_iter().map(draft).collect()
}

fn request(
    it: &Answers,
    ships: &Fulfiller,
    from: &str,
    several_ask: bool,
    condition: Option<String>,
) -> Drafted {
    let many = it.fulfillment.len() > 1;
    let name = own(&own("picks", many, &ships.name), several_ask, from);
    let about = match ships.how {
        How::Dropship => format!("What {} is to ship to the customer.", ships.title),
        How::CrossDock => format!("What {} is to ship on, once it was received.", ships.title),
        How::InHouse | How::ThreePl => format!("What {} is asked to ship.", ships.title),
    };
    let drafted = Drafted::new(name, about, "fulfillment_request", from, &ships.name)
        .travels_as_said(ships, if ships.via() == "webhook" { "5m" } else { "1h" })
        .with("covers", LIFE)
        .decided(condition, who_decides(it))
        .key(from, "id", &ships.name, "request_ref")
        .lines(from, &ships.name);
    let drafted = if crosses_customs(it, ships) { drafted.customs() } else { drafted };
    drafted.by_for(it, ships)
}

fn who_decides(it: &Answers) -> &'static str {
    match super::routing::split(it) {
        _ if it.fulfillment.len() < 2 => "which orders it is asked for",
        Split::Country => "who ships to which countries",
        Split::Channel => "who ships what was sold where",
        Split::System => "by what the sender names the one who ships",
    }
}

/// Question 3: every parcel, back to where it was sold, and to whoever routed it.
pub(super) fn shipments(it: &Answers, ships: &Fulfiller) -> Vec<Drafted> {
    let from = ships.name.as_str();
    let many = it.fulfillment.len() > 1;
    let via = ships.via();
    let within = if via == "webhook" { "30m" } else { "2h" };
    let parcel = |name: String, about: String, to: &str| {
        Drafted::new(name, about, "shipment", from, to)
            .travels(via, within)
            .with("covers", "[create, partial, tracking, void]")
            .key(from, "tracking", to, "tracking")
            .lines(from, to)
    };
    let mut all = Vec::new();
    let markets: Vec<Market<'_>> = markets(it).into_iter().filter(|it| !it.itself).collect();
    let shipped: Vec<&Market<'_>> =
        markets.iter().filter(|place| ships_for_market(it, ships, place)).collect();
    for shop in &it.shops {
        let Heard::Of(condition) = heard(it, ships, &shop.name, &markets) else { continue };
        let name = own(&own("shipped", many, from), it.shops.len() > 1, &shop.name);
        let about = format!(
            "Every parcel of {}, back to {}: the customer's shipping mail hangs on it.",
            ships.title, shop.title
        );
        let parcel = parcel(name, about, &shop.name);
        // The prefixes are the draft's own where several shops are told apart by them.
        let is_prefix = condition.as_ref().is_some_and(|it| it.contains("startsWith("));
        let parcel = match is_prefix {
            true => parcel.decided(condition, "by which prefix the numbers of each shop are told apart"),
            false => parcel.when(condition),
        };
        all.push(parcel.by_for(it, ships));
    }
    for place in shipped {
        let name = own(&own("confirmed", many, from), markets.len() > 1, &place.name);
        let about = format!("The confirmation that {} waits for. decide: its deadline.", place.title);
        let source = Some(format!("order.source == \"{}\"", place.name));
        all.push(parcel(name, about, &place.name).when(source).by(it, Group::Marketplaces));
    }
    let told = match it.route {
        Route::Native => it.erp.as_ref().map(|it| it.name.as_str()),
        _ => Some(hub(it)),
    };
    if let Some(to) = told {
        let about = format!("The same parcels, for {}: what was shipped can be invoiced.", titled(it, to));
        all.push(parcel(own("delivered", many, from), about, to).by_for(it, ships));
    }
    if let Some(supplier) = supplier(it).filter(|_| ships.how == How::CrossDock) {
        let about = "The supplier's notice of what is on its way; it is matched with the receipt.";
        all.push(
            Drafted::new(own("notice", docks(it) > 1, from), about, "shipment", supplier, from)
                .travels("webhook", "1h")
                .with("covers", "[create, partial, tracking, void]")
                .key(supplier, "purchase_order", from, "inbound_ref")
                .lines(supplier, from)
                .by_for(it, ships),
        );
    }
    all
}

/// How many receive goods against orders.
fn docks(it: &Answers) -> usize {
    it.fulfillment.iter().filter(|it| it.how == How::CrossDock).count()
}

/// What a shop hears of the parcels of one who ships.
enum Heard {
    /// Nothing.
    Nothing,
    /// Those of which this condition is true; all, where there is none.
    Of(Option<String>),
}

/// Which parcels a shop hears of: those of the orders that it has, what it takes in of marketplaces included.
fn heard(it: &Answers, ships: &Fulfiller, shop: &str, markets: &[Market<'_>]) -> Heard {
    let (taken_in, elsewhere): (Vec<_>, Vec<_>) = markets.iter().partition(|place| into(it, place) == shop);
    let names = |all: Vec<&Market<'_>>| all.into_iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    let shipped = taken_in.into_iter().filter(|place| ships_for_market(it, ships, place));
    let (mine, others) = (names(shipped.collect()), names(elsewhere));
    let is_own = ships_for_shop(it, ships, shop);
    if !is_own && mine.is_empty() {
        return Heard::Nothing;
    }
    let but = (!others.is_empty()).then(|| format!("!({})", of_markets(&others)));
    if it.shops.len() == 1 {
        return Heard::Of(but);
    }
    // Numbers tell the shops apart: each has a prefix of its own, which Shopify's settings give.
    let own = [Some(of_shop(it, shop)), but].into_iter().flatten().collect::<Vec<_>>().join(" && ");
    let taken_in = of_markets(&mine);
    Heard::Of(Some(match (is_own, mine.is_empty()) {
        (true, true) => own,
        (true, false) => format!("{own} || {taken_in}"),
        (false, _) => taken_in,
    }))
}

/// Question 4: goods that come back.
pub(super) fn returns(it: &Answers) -> Vec<Drafted> {
    let back = came_back(it);
    let many = it.shops.len() > 1;
    let several = back.len() > 1;
    let mut all = Vec::new();
    for (ships, condition) in &back {
        for shop in &it.shops {
            let (shop, to) = (shop.name.as_str(), ships.name.as_str());
            let about = "Goods that a customer wants to send back, announced to who receives them.";
            let name = own(&own("returns", several, to), many, shop);
            all.push(
                Drafted::new(name, about, "return", shop, to)
                    .travels(ships.via(), if ships.via() == "webhook" { "1h" } else { "2h" })
                    .with("covers", "[create, edit, cancel]")
                    .decided(condition.clone(), "who takes back what was shipped where")
                    .key(shop, "id", to, "return_ref")
                    .lines(shop, to)
                    .by_for(it, ships),
            );
        }
    }
    if let Some(erp) = it.erp.as_ref().map(|it| it.name.as_str()) {
        for (ships, _) in &back {
            let about = "What came back, and in which condition. decide: who refunds on it.";
            all.push(
                Drafted::new(own("received-back", several, &ships.name), about, "return", &ships.name, erp)
                    .travels(ships.via(), "2h")
                    .key(&ships.name, "return_ref", erp, "reference")
                    .lines(&ships.name, erp)
                    .by_for(it, ships),
            );
        }
    }
    all
}

/// Who receives what customers send back, and which part of it: by country whoever ships there, unless one takes all.
pub(super) fn came_back(it: &Answers) -> Vec<(&Fulfiller, Option<String>)> {
    let receivers = receivers(it);
    let named = receivers.iter().find(|ships| it.returns_to.as_deref() == Some(&*ships.name));
    match (named.or(receivers.first()), it.returns) {
        (None, _) | (_, false) => Vec::new(),
        (Some(_), true)
            if named.is_none() && super::routing::split(it) == Split::Country && receivers.len() > 1 =>
        {
            received(it, &receivers)
        }
        (Some(one), true) => vec![(*one, None)],
    }
}
