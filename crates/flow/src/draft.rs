//! A first map, drafted from the answers to four questions: where orders originate, how they reach ERP and WMS, how
//! fulfillment happens, how refunds, cancellations and returns run.

mod handoffs;
mod systems;
mod templates;
mod write;

use serde::{Deserialize, Serialize};

pub use templates::{Template, template, templates};

/// The answers. Every field has a default, so that a file of answers says only what is its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    /// The flow's short name: letters, digits, `-` and `_`.
    pub flow: String,
    /// The brand's name for people.
    pub title: String,
    /// The time zone of the brand, by its IANA name.
    pub timezone: String,
    /// The shop's currency (ISO 4217).
    pub currency: String,
    /// Orders on an ordinary day, where known.
    pub orders_per_day: Option<u64>,
    /// Orders in the busiest minute, where known.
    pub peak_orders_per_minute: Option<u64>,
    /// Value of an average order as a decimal, where known.
    pub average_order: Option<String>,
    /// Question 1: the shops, at least one.
    pub shops: Vec<Shop>,
    /// Question 1: the marketplaces.
    pub marketplaces: Vec<Marketplace>,
    /// Question 2: how orders reach ERP and warehouse.
    pub route: Route,
    /// Question 2: the OMS, for routes that have one.
    pub oms: Option<Named>,
    /// Question 2: the ERP, where there is one.
    pub erp: Option<Named>,
    /// Question 2: accounting of its own beside the ERP, or in its stead.
    pub accounting: Option<Named>,
    /// Question 2: who carries orders into the ERP; Seamless where nobody is named.
    pub connector: Option<Named>,
    /// Question 3: who ships.
    pub fulfillment: Vec<Fulfiller>,
    /// Question 4: where refunds are made.
    pub refunds: RefundsFrom,
    /// Question 4: whether goods come back.
    pub returns: bool,
    /// Question 4: whether payouts of the payment processor are to be tied out in the books.
    pub payouts: bool,
}

/// A shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shop {
    /// Its name in the map.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its Shopify plan: `standard`, `advanced`, `plus` or `enterprise`.
    pub plan: String,
    /// Whether it sells in stores as well (POS).
    pub retail: bool,
    /// Whether it sells to companies as well, on terms.
    pub b2b: bool,
}

/// A marketplace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Marketplace {
    /// Its name in the map.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its kind: `amazon`, `walmart`, `ebay` …
    pub kind: String,
    /// The fulfiller that ships its orders, where it is always the same one.
    pub shipped_by: Option<String>,
}

/// A system or carrier with its kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Named {
    /// Its name in the map.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its kind, for example `netsuite`; `http` for a JSON API that its profile describes.
    pub kind: String,
}

/// How orders reach ERP and warehouse: the three patterns of shops of a certain size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// The shop routes orders itself, and asks the warehouse to ship.
    Native,
    /// An OMS takes every order, decides who ships, and tells the ERP.
    Oms,
    /// The ERP takes orders from the shop for the books, and an OMS decides who ships.
    Hybrid,
    /// The ERP takes every order and asks the warehouse to ship.
    Erp,
}

/// Somebody who ships.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fulfiller {
    /// Its name in the map.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its kind, for example `shiphero`.
    pub kind: String,
    /// How it ships.
    pub how: How,
    /// How requests reach it, as `via` of a handoff.
    pub via: String,
    /// The country that it ships from (ISO 3166, two letters), where it is not the shop's.
    pub country: Option<String>,
    /// When it stops to ship for the day, in its own time, for example `14:00`.
    pub cutoff: Option<String>,
    /// Its time zone, where it is not the brand's.
    pub timezone: Option<String>,
}

/// How somebody ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The brand's own warehouse.
    InHouse,
    /// A third party holds the stock and ships.
    #[serde(rename = "3pl")]
    ThreePl,
    /// Goods are received against orders and shipped on.
    CrossDock,
    /// A vendor ships to the customer.
    Dropship,
}

/// Where refunds are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundsFrom {
    /// In the shop.
    Shop,
    /// In the ERP.
    Erp,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            flow: "my-brand".to_owned(),
            title: "My brand".to_owned(),
            timezone: "America/New_York".to_owned(),
            currency: "USD".to_owned(),
            orders_per_day: None,
            peak_orders_per_minute: None,
            average_order: None,
            shops: vec![Shop::default()],
            marketplaces: Vec::new(),
            route: Route::Native,
            oms: None,
            erp: None,
            accounting: None,
            connector: None,
            fulfillment: vec![Fulfiller::default()],
            refunds: RefundsFrom::Shop,
            returns: true,
            payouts: false,
        }
    }
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            name: "shop".to_owned(),
            title: "Shopify".to_owned(),
            plan: "standard".to_owned(),
            retail: false,
            b2b: false,
        }
    }
}

impl Default for Marketplace {
    fn default() -> Self {
        Self {
            name: "marketplace".to_owned(),
            title: "Marketplace".to_owned(),
            kind: "amazon".to_owned(),
            shipped_by: None,
        }
    }
}

impl Default for Fulfiller {
    fn default() -> Self {
        Self {
            name: "warehouse".to_owned(),
            title: "Warehouse".to_owned(),
            kind: "http".to_owned(),
            how: How::InHouse,
            via: "webhook".to_owned(),
            country: None,
            cutoff: None,
            timezone: None,
        }
    }
}

/// What is wrong with answers; each is a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct AnswersError(pub Vec<String>);

impl Answers {
    /// Reads a file of answers (YAML).
    ///
    /// # Errors
    ///
    /// What is not such a file, with its line; and answers that cannot be true together.
    pub fn read(text: &str) -> Result<Self, AnswersError> {
        let answers: Self =
            serde_saphyr::from_str(text).map_err(|error| AnswersError(vec![error.to_string()]))?;
        answers.agree()?;
        Ok(answers)
    }

    /// Whether the answers can be true together.
    ///
    /// # Errors
    ///
    /// All that cannot, each in a sentence.
    pub fn agree(&self) -> Result<(), AnswersError> {
        let mut wrong = Vec::new();
        let mut say = |bad: bool, what: String| {
            if bad {
                wrong.push(what);
            }
        };
        say(self.shops.is_empty(), "`shops` is empty: name at least one shop".to_owned());
        say(self.fulfillment.is_empty(), "`fulfillment` is empty: name at least one who ships".to_owned());
        let needs_oms = matches!(self.route, Route::Oms | Route::Hybrid);
        say(needs_oms && self.oms.is_none(), "the route needs an OMS: name it under `oms`".to_owned());
        let needs_erp = matches!(self.route, Route::Hybrid | Route::Erp);
        say(needs_erp && self.erp.is_none(), "the route needs an ERP: name it under `erp`".to_owned());
        let refunds = self.refunds == RefundsFrom::Erp && self.erp.is_none();
        say(refunds, "refunds cannot be made in an ERP that there is not: name it under `erp`".to_owned());
        let books = self.erp.is_some() || self.accounting.is_some();
        say(self.payouts && !books, "payouts need books: name `erp` or `accounting`".to_owned());
        let carried = self.connector.is_some() && self.erp.is_none();
        say(carried, "a connector carries orders into an ERP: name it under `erp`".to_owned());
        for it in &self.marketplaces {
            if let Some(name) = &it.shipped_by {
                let known = self.fulfillment.iter().any(|it| it.name == *name);
                say(!known, format!("`shipped_by: {name}` of {} names nobody under `fulfillment`", it.name));
            }
        }
        let mut names: Vec<&str> = self.system_names();
        names.sort_unstable();
        for pair in names.windows(2) {
            say(pair[0] == pair[1], format!("two systems are named `{}`: give each its own name", pair[0]));
        }
        for name in names.into_iter().chain([self.flow.as_str()]) {
            let good = !name.is_empty()
                && name.chars().all(|it| it.is_ascii_alphanumeric() || "-_".contains(it))
                && name.len() <= 64;
            say(
                !good,
                format!(
                    "`{name}` cannot be a name: use letters, digits, `-` and `_`, and say the rest in `title`"
                ),
            );
        }
        if wrong.is_empty() { Ok(()) } else { Err(AnswersError(wrong)) }
    }

    fn system_names(&self) -> Vec<&str> {
        let named = [&self.oms, &self.erp, &self.accounting];
        let shops = self.shops.iter().map(|it| it.name.as_str());
        let places = self.marketplaces.iter().map(|it| it.name.as_str());
        let ships = self.fulfillment.iter().map(|it| it.name.as_str());
        shops
            .chain(places)
            .chain(ships)
            .chain(named.into_iter().flatten().map(|it| it.name.as_str()))
            .collect()
    }

    /// The map (YAML), commented where the brand has to decide.
    pub fn map(&self) -> String {
        write::map(self)
    }
}

#[cfg(test)]
mod tests;
