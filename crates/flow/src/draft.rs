//! A first map, drafted from the answers to four questions: where orders originate, how they reach ERP and WMS, how
//! fulfillment happens, how refunds, cancellations and returns run.

mod agree;
mod answers;
mod drafted;
mod goods;
mod handoffs;
mod itself;
mod money;
mod read;
mod routing;
mod said;
mod stock;
mod systems;
mod tables;
mod templates;
mod words;
mod write;

pub use agree::Disagreement;
pub use answers::{
    Answers, Carried, Carriers, Fulfiller, How, Marketplace, Named, RefundsFrom, Route, Ships, Shop, Split,
    Stage,
};
pub(crate) use read::read_answers;
pub use tables::{LANES_MOST, ORDERS_MOST};
pub use templates::{Template, template, templates};
pub use words::{countries_of, currency_of, days_of, time_of_day, via_of, zone_of};

impl Answers {
    /// The map (YAML), commented where the brand has to decide.
    pub fn map(&self) -> String {
        write::map(self)
    }
}

#[cfg(test)]
mod tests;
