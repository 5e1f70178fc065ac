//! The answers from which a map is drafted.

/// The answers. Every field has a default, so that a file of answers says only what is its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The flow's short name: letters, digits, `-` and `_`.
    pub flow: String,
    /// The brand's name for people.
    pub title: String,
    /// The time zone of the brand, by its IANA name.
    pub timezone: String,
    /// The shop's currency (ISO 4217).
    pub currency: String,
    /// Whether the map is to say what is so today, or what is to be.
    pub stage: Stage,
    /// Orders on an ordinary day, where known.
    pub orders_per_day: Option<u64>,
    /// Orders in the busiest minute, where known.
    pub peak_orders_per_minute: Option<u64>,
    /// Value of an average order as a decimal, where known.
    pub average_order: Option<String>,
    /// Lines on an average order as a decimal, where known.
    pub lines_per_order: Option<String>,
    /// Question 1: the shops, at least one.
    pub shops: Vec<Shop>,
    /// Question 1: the marketplaces.
    pub marketplaces: Vec<Marketplace>,
    /// Question 1: what takes the payments of the shops.
    pub payments: Vec<Named>,
    /// Question 2: how orders reach ERP and warehouse.
    pub route: Route,
    /// Question 2: the OMS, for routes that have one.
    pub oms: Option<Named>,
    /// Question 2: the ERP, where there is one.
    pub erp: Option<Named>,
    /// Question 2: accounting of its own beside the ERP, or in its stead.
    pub accounting: Option<Named>,
    /// Who carries what.
    pub carriers: Carriers,
    /// Question 3: who ships.
    pub fulfillment: Vec<Fulfiller>,
    /// Question 3: by what it is decided who of several ships; by country where one of them ships elsewhere or to
    /// named countries, else by whoever asks them.
    pub split: Option<Split>,
    /// Question 4: where refunds are made.
    pub refunds: RefundsFrom,
    /// Question 4: whether goods come back.
    pub returns: bool,
    /// Question 4: the fulfiller that takes all of them back, where it is always the same one.
    pub returns_to: Option<String>,
    /// Question 4: how long a customer may bring goods back, for example `30d`.
    pub return_window: Option<String>,
    /// Question 4: whether payouts of the payment processor are to be tied out in the books.
    pub payouts: bool,
    /// Question 4: what customer service works with.
    pub helpdesk: Option<Named>,
}

/// What a map speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Today: who carries a handoff is unknown unless it was said.
    AsIs,
    /// What is to be: Seamless carries what nobody else was named for.
    ToBe,
}

/// Who carries what, by groups of handoffs. What is left out is unknown today, and Seamless's in what is to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Carriers {
    /// Orders from the shops into the OMS.
    pub oms: Option<Carried>,
    /// Orders into the ERP.
    pub orders: Option<Carried>,
    /// Requests, parcels and returns of those who ship, where [`Fulfiller::by`] says nothing else.
    pub warehouse: Option<Carried>,
    /// Stock, from those who ship to where it is sold; as `warehouse` where nobody said.
    pub stock: Option<Carried>,
    /// All that goes to and from marketplaces.
    pub marketplaces: Option<Carried>,
    /// Refunds, payouts and journals into the books.
    pub money: Option<Carried>,
}

impl Carriers {
    /// Each group by its key in a file of answers, with who carries it where somebody said so.
    pub fn groups(&self) -> [(&'static str, &Option<Carried>); 6] {
        [
            ("oms", &self.oms),
            ("orders", &self.orders),
            ("warehouse", &self.warehouse),
            ("stock", &self.stock),
            ("marketplaces", &self.marketplaces),
            ("money", &self.money),
        ]
    }
}

/// Who carries a group of handoffs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// Seamless.
    Seamless,
    /// Nobody knows yet.
    Unknown,
    /// A person, by hand.
    Person,
    /// A named integration.
    By(Named),
}

impl Carried {
    /// By what name a map knows it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::By(named) => &named.name,
            other => CARRIED.iter().find(|(_, it)| it == other).map_or("", |(word, _)| word),
        }
    }
}

/// The words for who carries a group, where it is no named integration. No carrier can bear one of them as its name.
pub(super) const CARRIED: &[(&str, Carried)] =
    &[(crate::SEAMLESS, Carried::Seamless), ("unknown", Carried::Unknown), ("person", Carried::Person)];

/// The one from whom goods are bought that are received against orders: nobody is asked for its name.
pub(super) const SUPPLIER: &str = "supplier";

/// The names of systems of which there is one, where nobody gives them another.
const OWN: [&str; 5] = ["oms", "erp", "books", "helpdesk", SUPPLIER];

/// A shop.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The fulfiller that ships its orders, where each channel has its own.
    pub shipped_by: Option<String>,
}

/// A marketplace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marketplace {
    /// Its name in the map.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its kind: `amazon`, `walmart`, `ebay` …
    pub kind: String,
    /// Who ships: the brand's fulfillers, the marketplace itself, or both.
    pub ships: Ships,
    /// The fulfiller that ships its orders, where it is always the same one.
    pub shipped_by: Option<String>,
    /// The shop or the ERP that takes its orders in and asks for them to be shipped, where each shop asks for its own.
    pub through: Option<String>,
}

/// Who ships the orders of a marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ships {
    /// The brand, or who ships for it.
    Us,
    /// The marketplace itself, from stock that lies with it.
    Itself,
    /// Some of the one, some of the other.
    Both,
}

/// A system or carrier with its kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// Its name in the map.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its kind, for example `netsuite`; `http` for a JSON API that its profile describes; empty for a carrier of
    /// which there is no profile.
    pub kind: String,
}

/// How orders reach ERP and warehouse: the three patterns of shops of a certain size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// By what it is decided who of several ships an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// By the country that it goes to.
    Country,
    /// By where it was sold.
    Channel,
    /// Whoever asks them decides, and says so by the request's location.
    System,
}

/// Somebody who ships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fulfiller {
    /// Its name in the map.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its kind, for example `shiphero`.
    pub kind: String,
    /// How it ships.
    pub how: How,
    /// How requests reach it, as `via` of a handoff, where somebody said it.
    pub via: Option<String>,
    /// Who carries requests, parcels and returns to and from it, where it is not as [`Carriers::warehouse`] says.
    pub by: Option<Carried>,
    /// The country that it ships from (ISO 3166, two letters), where it is not the shop's.
    pub country: Option<String>,
    /// The countries that it ships to (ISO 3166, two letters); empty for all that nobody else ships to.
    pub ships_to: Vec<String>,
    /// When it stops to ship for the day, in its own time, for example `14:00`.
    pub cutoff: Option<String>,
    /// The days on which it ships (`mon` to `sun`); empty where nobody said.
    pub cutoff_days: Vec<String>,
    /// Its time zone, where somebody said it.
    pub timezone: Option<String>,
}

/// How somebody ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The brand's own warehouse.
    InHouse,
    /// A third party holds the stock and ships.
    ThreePl,
    /// Goods are received against orders and shipped on.
    CrossDock,
    /// A vendor ships to the customer.
    Dropship,
}

/// Where refunds are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundsFrom {
    /// In the shop.
    Shop,
    /// In the ERP.
    Erp,
}

impl Fulfiller {
    /// Whether it is spoken with over files alone.
    pub fn takes_files(&self) -> bool {
        matches!(self.kind.as_str(), "x12_3pl" | "csv_3pl")
    }

    /// How requests reach it: as it was said, else as its kind lets expect.
    pub(super) fn via(&self) -> &str {
        let expected = if self.takes_files() { "file 30m" } else { "webhook" };
        self.via.as_deref().unwrap_or(expected)
    }
}

impl Answers {
    /// The carriers that are named, once for each answer that names one.
    pub fn named_carriers(&self) -> impl Iterator<Item = &Named> {
        let groups = self.carriers.groups().into_iter().filter_map(|(_, by)| by.as_ref());
        let each = self.fulfillment.iter().filter_map(|it| it.by.as_ref());
        groups.chain(each).filter_map(|by| match by {
            Carried::By(named) => Some(named),
            _ => None,
        })
    }

    /// Whether no other system can bear this name: one of these answers does, or one that may still come to them.
    pub fn is_taken(&self, name: &str) -> bool {
        OWN.contains(&name) || self.system_names().iter().any(|(it, _)| it == name)
    }

    /// Whether no other carrier can bear this name: one of these answers does, or it means something else.
    pub fn is_carrier_taken(&self, name: &str) -> bool {
        CARRIED.iter().any(|(word, _)| *word == name) || self.named_carriers().any(|it| it.name == name)
    }
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            flow: "my-brand".to_owned(),
            title: "My brand".to_owned(),
            timezone: "America/New_York".to_owned(),
            currency: "USD".to_owned(),
            stage: Stage::AsIs,
            orders_per_day: None,
            peak_orders_per_minute: None,
            average_order: None,
            lines_per_order: None,
            shops: vec![Shop::default()],
            marketplaces: Vec::new(),
            payments: Vec::new(),
            route: Route::Native,
            oms: None,
            erp: None,
            accounting: None,
            carriers: Carriers::default(),
            fulfillment: vec![Fulfiller::default()],
            split: None,
            refunds: RefundsFrom::Shop,
            returns: true,
            returns_to: None,
            return_window: None,
            payouts: false,
            helpdesk: None,
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
            shipped_by: None,
        }
    }
}

impl Default for Marketplace {
    fn default() -> Self {
        Self {
            name: "marketplace".to_owned(),
            title: "Marketplace".to_owned(),
            kind: "amazon".to_owned(),
            ships: Ships::Us,
            shipped_by: None,
            through: None,
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
            via: None,
            by: None,
            country: None,
            ships_to: Vec::new(),
            cutoff: None,
            cutoff_days: Vec::new(),
            timezone: None,
        }
    }
}

impl Marketplace {
    /// What a marketplace of this kind calls its own shipping, where it offers any: Amazon's is FBA.
    pub fn own_shipping(kind: &str) -> Option<&'static str> {
        match kind {
            "amazon" => Some("FBA"),
            "walmart" => Some("WFS"),
            "tiktok_shop" => Some("FBT"),
            _ => None,
        }
    }
}
