//! Whether answers can be true together.

use super::answers::CARRIED;
use super::routing::{markets, split};
use super::systems::{receivers, supplier};
use super::{Answers, Carried, Fulfiller, Marketplace, Named, RefundsFrom, Route, Ships, Split};

/// What is wrong with answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}: {help}")]
pub struct Disagreement {
    /// The answers that cannot be true together, by their keys in a file of answers; the one to mend stands first.
    pub of: Vec<&'static str>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// All that is wrong.
#[derive(Default)]
struct Wrong(Vec<Disagreement>);

impl Wrong {
    fn say(
        &mut self,
        is_wrong: bool,
        of: &[&'static str],
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if is_wrong {
            self.0.push(Disagreement { of: of.to_vec(), message: message.into(), help: help.into() });
        }
    }
}

impl Answers {
    /// All that cannot be true of these answers together; nothing where a map can be drafted from them.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let mut wrong = Wrong::default();
        self.lacking(&mut wrong);
        self.without_effect(&mut wrong);
        self.shippers(&mut wrong);
        self.countries(&mut wrong);
        self.fulfillment.iter().for_each(|ships| self.pace(ships, &mut wrong));
        self.marketplaces.iter().for_each(|place| self.ways(place, &mut wrong));
        self.names(&mut wrong);
        self.carrier_names(&mut wrong);
        wrong.0
    }

    fn lacking(&self, wrong: &mut Wrong) {
        wrong.say(self.shops.is_empty(), &["shops"], "there is no shop", "name at least one under `shops`");
        let nobody = self.fulfillment.is_empty();
        let help = "name at least one who ships under `fulfillment`";
        wrong.say(nobody, &["fulfillment"], "nobody ships", help);
        let oms = has_oms(self.route) && self.oms.is_none();
        let help = "name it under `oms`, for example `oms: http`";
        wrong.say(oms, &["route", "oms"], "the route needs an OMS", help);
        let erp = matches!(self.route, Route::Hybrid | Route::Erp) && self.erp.is_none();
        let help = "name it under `erp`, for example `erp: netsuite`";
        wrong.say(erp, &["route", "erp"], "the route needs an ERP", help);
        let refunds = self.refunds == RefundsFrom::Erp && self.erp.is_none();
        let message = "refunds cannot be made in an ERP that there is not";
        wrong.say(refunds, &["refunds", "erp"], message, "name it under `erp`");
        let payouts = self.payouts && self.erp.is_none() && self.accounting.is_none();
        let message = "payouts are tied out in books that there are not";
        wrong.say(payouts, &["payouts", "erp", "accounting"], message, "name `erp` or `accounting`");
    }

    /// Answers that no map would show: whoever gave them is not to believe that they count.
    fn without_effect(&self, wrong: &mut Wrong) {
        let oms = self.oms.is_some() && !has_oms(self.route);
        let help = "write `route: oms` or `route: hybrid` if orders go through it, or take `oms` out";
        wrong.say(
            oms,
            &["oms", "route"],
            "there is an OMS, and no order goes through it on this route",
            help,
        );
        for ships in self.fulfillment.iter().filter(|it| it.cutoff.is_none()) {
            let said =
                [("timezone", ships.timezone.is_some()), ("cutoff_days", !ships.cutoff_days.is_empty())];
            for (field, _) in said.into_iter().filter(|(_, is_said)| *is_said) {
                let message = format!("`{field}` of `{}` says nothing without `cutoff`", ships.name);
                let help = format!(
                    "add until when it ships on the same day, such as `cutoff: \"14:00\"`, or take `{field}` out"
                );
                wrong.say(true, &["fulfillment"], message, help);
            }
        }
        // Where one ships everything, it may as well be said of each shop.
        let by_channel = split(self) == Split::Channel || self.fulfillment.len() == 1;
        for shop in self.shops.iter().filter(|it| it.shipped_by.is_some() && !by_channel) {
            let message =
                format!("`shipped_by` of `{}` says nothing where the shop does not decide", shop.name);
            let help = "write `split: channel` if it decides, or take `shipped_by` out";
            wrong.say(true, &["shops", "split", "fulfillment"], message, help);
        }
    }

    /// Who is named as one who ships or takes goods back, and cannot.
    fn shippers(&self, wrong: &mut Wrong) {
        let places =
            self.marketplaces.iter().filter_map(|it| Some(("marketplaces", it.shipped_by.as_deref()?)));
        let shops = self.shops.iter().filter_map(|it| Some(("shops", it.shipped_by.as_deref()?)));
        let returns = self.returns_to.iter().map(|it| ("returns_to", it.as_str()));
        for (at, name) in places.chain(shops).chain(returns) {
            let known = self.fulfillment.iter().any(|it| it.name == name);
            let message = format!("`{name}` is nobody under `fulfillment`");
            wrong.say(!known, &[at, "fulfillment"], message, meant(name, &names_of(&self.fulfillment)));
        }
        let back =
            self.returns_to.as_ref().and_then(|name| self.fulfillment.iter().find(|it| it.name == *name));
        let able: Vec<&str> = receivers(self).iter().map(|it| it.name.as_str()).collect();
        if let Some(vendor) = back.filter(|it| !able.contains(&it.name.as_str())) {
            let message = format!("`{}` ships as a vendor, and takes nothing back", vendor.name);
            let help = match able.is_empty() {
                true => "take `returns_to` out, and write `returns: false` if nothing comes back".to_owned(),
                false => one_of(&able),
            };
            wrong.say(true, &["returns_to", "fulfillment"], message, help);
        }
    }

    /// Whether who carries it can do so as it was said.
    fn pace(&self, ships: &Fulfiller, wrong: &mut Wrong) {
        let Some(via) = ships.via.as_deref().filter(|it| *it != "manual" && !it.starts_with("file")) else {
            return;
        };
        let name = &ships.name;
        let is_at_once = !via.starts_with("poll");
        let said = if is_at_once { "at once".to_owned() } else { format!("by `{via}`") };
        let by = ships.by.as_ref().or(self.carriers.warehouse.as_ref());
        let message =
            format!("you said that requests reach `{name}` {said}; a person, who carries them, cannot");
        let help = "write `via: manual`, or name who carries them in its `by`";
        wrong.say(by == Some(&Carried::Person), &["fulfillment", "carriers"], message, help);
        let message = format!("you said that requests reach `{name}` at once; it is spoken with over files");
        let help = "write how often files are exchanged, such as `via: file 30m`, or another `kind`";
        wrong.say(is_at_once && ships.takes_files(), &["fulfillment"], message, help);
    }

    fn countries(&self, wrong: &mut Wrong) {
        if split(self) != Split::Country || self.fulfillment.iter().all(|it| it.ships_to.is_empty()) {
            return;
        }
        let bound = |name: &str| self.marketplaces.iter().any(|it| it.shipped_by.as_deref() == Some(name));
        let rest = self.fulfillment.iter().filter(|it| it.ships_to.is_empty() && !bound(&it.name));
        let rest: Vec<_> = rest.map(|it| it.name.as_str()).collect();
        let message = format!("`{}` would all ship to every other country", rest.join("` and `"));
        let of = ["fulfillment", "split", "marketplaces"];
        wrong.say(rest.len() > 1, &of, message, "give all but one of them `ships_to`");
        let mut countries: Vec<_> = self.fulfillment.iter().flat_map(|it| &it.ships_to).collect();
        countries.sort_unstable();
        for pair in countries.windows(2) {
            let message = format!("two ship to `{}`", pair[0]);
            wrong.say(pair[0] == pair[1], &["fulfillment", "split"], message, "leave it with one of them");
        }
    }

    /// Whether what is sold on a marketplace has one way to those who ship it.
    fn ways(&self, place: &Marketplace, wrong: &mut Wrong) {
        let of = ["marketplaces", "route", "shops", "erp"];
        let ours = place.ships != Ships::Itself && self.route == Route::Native;
        let shops = self.shops.iter().map(|it| it.name.as_str());
        let able: Vec<&str> = shops.chain(self.erp.as_ref().map(|it| it.name.as_str())).collect();
        let name = &place.name;
        match &place.through {
            None if ours && able.len() > 1 => {
                let message = format!("nobody said who asks for the orders of `{name}` to be shipped");
                let help = format!(
                    "add `through` to it, with the one that takes its orders in: `{}`",
                    able.join("` or `")
                );
                wrong.say(true, &of, message, help);
            }
            Some(through) if ours => {
                let message =
                    format!("`{through}` takes no orders of `{name}` in: it is no shop, and not the ERP");
                wrong.say(!able.contains(&through.as_str()), &of, message, meant(through, &able));
            }
            Some(_) => {
                let why = match place.ships {
                    Ships::Itself => "which ships them itself",
                    _ => "which go the way of all orders on this route",
                };
                let message = format!("`through` says nothing of the orders of `{name}`, {why}");
                wrong.say(true, &of[..2], message, "take `through` out");
            }
            None => {}
        }
    }

    fn names(&self, wrong: &mut Wrong) {
        let mut names = self.system_names();
        names.sort_unstable();
        for pair in names.windows(2) {
            let [(one, from), (other, at)] = pair else { continue };
            let message = format!("two systems are named `{one}`");
            wrong.say(one == other, &[*at, *from], message, "give each its own name");
        }
        let mut numbers: Vec<_> = self.shops.iter().map(|it| (it.name.to_uppercase(), &it.name)).collect();
        numbers.sort_unstable();
        for pair in numbers.windows(2) {
            let alike = pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1;
            let message = format!("the order numbers of two shops would begin with `{}-`", pair[0].0);
            wrong.say(alike, &["shops"], message, "give them names that differ in more than capital letters");
        }
        let flow = (self.flow.clone(), "flow");
        let by = self.named_carriers().map(|it| (it.name.clone(), "carriers"));
        for (name, at) in names.into_iter().chain([flow]).chain(by) {
            let good = !name.is_empty()
                && name.chars().all(|it| it.is_ascii_alphanumeric() || "-_".contains(it))
                && name.len() <= 64;
            let help = "use letters, digits, `-` and `_`, and say the rest in `title`";
            wrong.say(!good, &[at], format!("`{name}` cannot be a name"), help);
        }
    }

    fn carrier_names(&self, wrong: &mut Wrong) {
        let carriers: Vec<&Named> = self.named_carriers().collect();
        for (index, one) in carriers.iter().enumerate() {
            let other = carriers[..index].iter().any(|it| it.name == one.name && it != one);
            let message = format!("two carriers are named `{}`", one.name);
            wrong.say(other, &["carriers"], message, "give each its own name");
            let word = CARRIED.iter().any(|(word, _)| *word == one.name);
            let message =
                format!("no integration can be named `{}`, which has a meaning of its own", one.name);
            let help = format!("give it another name, or write `{}` alone if that is meant", one.name);
            wrong.say(word, &["carriers"], message, help);
        }
    }

    /// Every system of the map by its name, with the answer that it comes from.
    pub(super) fn system_names(&self) -> Vec<(String, &'static str)> {
        let one = |it: &Option<Named>, at| it.as_ref().map(|it| (it.name.clone(), at));
        let named = [
            one(&self.oms, "oms"),
            one(&self.erp, "erp"),
            one(&self.accounting, "accounting"),
            one(&self.helpdesk, "helpdesk"),
            supplier(self).map(|it| (it.to_owned(), "fulfillment")),
        ];
        let shops = self.shops.iter().map(|it| (it.name.clone(), "shops"));
        let places = markets(self).into_iter().map(|it| (it.name, "marketplaces"));
        let pays = self.payments.iter().map(|it| (it.name.clone(), "payments"));
        let ships = self.fulfillment.iter().map(|it| (it.name.clone(), "fulfillment"));
        shops.chain(places).chain(pays).chain(ships).chain(named.into_iter().flatten()).collect()
    }
}

fn has_oms(route: Route) -> bool {
    matches!(route, Route::Oms | Route::Hybrid)
}

fn names_of(all: &[Fulfiller]) -> Vec<&str> {
    all.iter().map(|it| it.name.as_str()).collect()
}

fn one_of(names: &[&str]) -> String {
    format!("name one of `{}`", names.join("`, `"))
}

/// Which of some names was perhaps meant.
fn meant(name: &str, names: &[&str]) -> String {
    match crate::nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => one_of(names),
    }
}
