//! Whether answers can be true together.

use super::routing::{markets, split};
use super::{Answers, Carried, Named, RefundsFrom, Route, Split};

/// What is wrong with answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}: {help}")]
pub struct Disagreement {
    /// The answer that is wrong, by its key in a file of answers.
    pub at: &'static str,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Answers {
    /// All that cannot be true of these answers together; nothing where a map can be drafted from them.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let mut wrong = Vec::new();
        let mut say = |bad: bool, at: &'static str, message: String, help: &str| {
            if bad {
                wrong.push(Disagreement { at, message, help: help.to_owned() });
            }
        };
        let said = |text: &str| text.to_owned();
        say(self.shops.is_empty(), "shops", said("there is no shop"), "name at least one under `shops`");
        let nobody = self.fulfillment.is_empty();
        say(nobody, "fulfillment", said("nobody ships"), "name at least one who ships under `fulfillment`");
        let oms = matches!(self.route, Route::Oms | Route::Hybrid) && self.oms.is_none();
        say(oms, "route", said("the route needs an OMS"), "name it under `oms`, for example `oms: http`");
        let erp = matches!(self.route, Route::Hybrid | Route::Erp) && self.erp.is_none();
        say(erp, "route", said("the route needs an ERP"), "name it under `erp`, for example `erp: netsuite`");
        let refunds = self.refunds == RefundsFrom::Erp && self.erp.is_none();
        say(
            refunds,
            "refunds",
            said("refunds cannot be made in an ERP that there is not"),
            "name it under `erp`",
        );
        let payouts = self.payouts && self.erp.is_none() && self.accounting.is_none();
        say(
            payouts,
            "payouts",
            said("payouts are tied out in books that there are not"),
            "name `erp` or `accounting`",
        );
        for (at, name) in self.shippers_named() {
            let known = self.fulfillment.iter().any(|it| it.name == name);
            let names: Vec<_> = self.fulfillment.iter().map(|it| it.name.as_str()).collect();
            let help = match crate::nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("name one of `{}`", names.join("`, `")),
            };
            say(!known, at, format!("`{name}` is nobody under `fulfillment`"), &help);
        }
        if split(self) == Split::Country && self.fulfillment.iter().any(|it| !it.ships_to.is_empty()) {
            let rest = self.fulfillment.iter().filter(|it| it.ships_to.is_empty());
            let bound =
                |name: &str| self.marketplaces.iter().any(|it| it.shipped_by.as_deref() == Some(name));
            let rest: Vec<_> = rest.filter(|it| !bound(&it.name)).map(|it| it.name.as_str()).collect();
            let message = format!("`{}` would all ship to every other country", rest.join("` and `"));
            say(rest.len() > 1, "fulfillment", message, "give all but one of them `ships_to`");
            let mut countries: Vec<_> = self.fulfillment.iter().flat_map(|it| &it.ships_to).collect();
            countries.sort_unstable();
            for pair in countries.windows(2) {
                let message = format!("two ship to `{}`", pair[0]);
                say(pair[0] == pair[1], "fulfillment", message, "leave it with one of them");
            }
        }
        self.names(&mut say);
        wrong
    }

    /// Who is named as one who ships, and where.
    fn shippers_named(&self) -> Vec<(&'static str, &str)> {
        let places =
            self.marketplaces.iter().filter_map(|it| Some(("marketplaces", it.shipped_by.as_deref()?)));
        let shops = self.shops.iter().filter_map(|it| Some(("shops", it.shipped_by.as_deref()?)));
        let returns = self.returns_to.iter().map(|it| ("returns_to", it.as_str()));
        places.chain(shops).chain(returns).collect()
    }

    fn names(&self, say: &mut impl FnMut(bool, &'static str, String, &str)) {
        let mut names = self.system_names();
        names.sort_unstable();
        for pair in names.windows(2) {
            let at = pair[1].1;
            say(
                pair[0].0 == pair[1].0,
                at,
                format!("two systems are named `{}`", pair[0].0),
                "give each its own name",
            );
        }
        let carriers: Vec<_> = self.carriers_named();
        for (index, one) in carriers.iter().enumerate() {
            let other = carriers[..index].iter().any(|it| it.name == one.name && it != one);
            say(
                other,
                "carriers",
                format!("two carriers are named `{}`", one.name),
                "give each its own name",
            );
        }
        let flow = (self.flow.clone(), "flow");
        let by = carriers.iter().map(|it| (it.name.clone(), "carriers"));
        for (name, at) in names.into_iter().chain([flow]).chain(by) {
            let good = !name.is_empty()
                && name.chars().all(|it| it.is_ascii_alphanumeric() || "-_".contains(it))
                && name.len() <= 64;
            let help = "use letters, digits, `-` and `_`, and say the rest in `title`";
            say(!good, at, format!("`{name}` cannot be a name"), help);
        }
    }

    fn carriers_named(&self) -> Vec<&Named> {
        let it = &self.carriers;
        let all = [&it.oms, &it.orders, &it.warehouse, &it.marketplaces, &it.money];
        all.into_iter()
            .filter_map(|it| match it {
                Some(Carried::By(named)) => Some(named),
                _ => None,
            })
            .collect()
    }

    fn system_names(&self) -> Vec<(String, &'static str)> {
        let one = |it: &Option<Named>, at| it.as_ref().map(|it| (it.name.clone(), at));
        let named = [
            one(&self.oms, "oms"),
            one(&self.erp, "erp"),
            one(&self.accounting, "accounting"),
            one(&self.helpdesk, "helpdesk"),
        ];
        let shops = self.shops.iter().map(|it| (it.name.clone(), "shops"));
        let places = markets(self).into_iter().map(|it| (it.name, "marketplaces"));
        let pays = self.payments.iter().map(|it| (it.name.clone(), "payments"));
        let ships = self.fulfillment.iter().map(|it| (it.name.clone(), "fulfillment"));
        shops.chain(places).chain(pays).chain(ships).chain(named.into_iter().flatten()).collect()
    }
}
