//! Answers as a file, with the questions as comments.

use std::fmt::Write as _;

use super::tables::{HOWS, REFUNDS, ROUTES, SHIPS, SPLITS, STAGES};
use super::{Answers, Carried, Fulfiller, Marketplace, Named, Shop};
use crate::quoted;

const HEAD: &str = "# What `seamless init` was told. Change it, and draft the map again:
#
#   seamless init DIR --answers answers.yaml
#
# What is left out, or stands here behind a `#`, has its default or is not known.
";

fn word<T: PartialEq>(all: &[(&'static str, T)], value: &T) -> &'static str {
    all.iter().find(|(_, it)| it == value).map_or("", |(word, _)| *word)
}

struct Text(String);

impl Text {
    fn about(&mut self, question: &str) {
        let _ = write!(self.0, "\n# {question}\n");
    }

    fn line(&mut self, key: &str, value: &str) {
        let gap = if value.starts_with('\n') { "" } else { " " };
        let _ = writeln!(self.0, "{key}:{gap}{value}");
    }

    /// A line, or an example of it where nobody knows.
    fn maybe(&mut self, key: &str, value: Option<String>, example: &str) {
        match value {
            Some(value) => self.line(key, &value),
            None => self.line(&format!("# {key}"), example),
        }
    }
}

impl Answers {
    /// The answers as a file (YAML) that can be read again, with the questions as comments.
    pub fn text(&self) -> String {
        let mut it = Text(HEAD.to_owned());
        it.about(
            "The brand: the flow's short name, the name for people, its time zone and the shop's currency.",
        );
        it.line("flow", &quoted(&self.flow));
        it.line("title", &quoted(&self.title));
        it.line("timezone", &self.timezone);
        it.line("currency", &self.currency);
        it.about("as_is: the map says what is so today. to_be: what is to be, carried by Seamless unless said otherwise.");
        it.line("stage", word(STAGES, &self.stage));
        it.about("How much flows: checks say with it what a risk costs.");
        it.maybe("orders_per_day", self.orders_per_day.map(|it| it.to_string()), "400");
        it.maybe("peak_orders_per_minute", self.peak_orders_per_minute.map(|it| it.to_string()), "30");
        it.maybe("average_order", self.average_order.clone(), "80.00");
        it.maybe("lines_per_order", self.lines_per_order.clone(), "2.3");
        self.originate(&mut it);
        self.reach(&mut it);
        self.fulfil(&mut it);
        self.come_back(&mut it);
        it.0
    }

    fn originate(&self, it: &mut Text) {
        it.about("1. Where do orders originate? plan: standard, advanced, plus or enterprise; retail: stores (POS); b2b: companies on terms.");
        it.line("shops", &rows(self.shops.iter().map(shop)));
        it.about(
            "ships: us, itself (such as FBA) or both; shipped_by: who of `fulfillment` ships all of them;\n# through: the shop or the ERP that takes their orders in, where the shop asks the warehouse (route native).",
        );
        it.line("marketplaces", &rows(self.marketplaces.iter().map(marketplace)));
        it.about("What takes the payments, such as shopify_payments, stripe, paypal.");
        it.line("payments", &rows(self.payments.iter().map(named)));
    }

    fn reach(&self, it: &mut Text) {
        it.about("2. How do orders reach ERP and warehouse? native: the shop asks the warehouse; oms: an OMS, which tells the ERP;\n# hybrid: an OMS, while the shop tells the ERP; erp: the ERP.");
        it.line("route", word(ROUTES, &self.route));
        it.about("A kind alone, such as `netsuite`, or name, title and kind.");
        it.maybe("oms", self.oms.as_ref().map(named), "{ name: oms, title: OMS, kind: http }");
        it.maybe("erp", self.erp.as_ref().map(named), "netsuite");
        it.maybe("accounting", self.accounting.as_ref().map(named), "quickbooks");
        it.about("Who carries what: seamless, unknown (nobody knows yet), person (by hand), or an integration such as celigo.");
        let groups = self.carriers.groups().into_iter();
        let said = groups.filter_map(|(name, by)| Some(format!("{name}: {}", carried(by.as_ref()?))));
        let said: Vec<String> = said.collect();
        let said = (!said.is_empty()).then(|| format!("{{ {} }}", said.join(", ")));
        it.maybe(
            "carriers",
            said,
            "{ orders: celigo, warehouse: unknown, stock: celigo, marketplaces: unknown, money: person }",
        );
    }

    fn fulfil(&self, it: &mut Text) {
        it.about("3. How does fulfillment happen? how: in_house, 3pl, cross_dock or dropship; via: webhook, poll 15m, file 30m or manual;\n# by: who carries its requests, parcels and returns, if it is not as carriers say under warehouse;\n# country: where it ships from, if it is not the shop's; ships_to: countries (none: all others); cutoff in its own timezone.");
        it.line("fulfillment", &rows(self.fulfillment.iter().map(fulfiller)));
        it.about("Who of several ships: by country, by channel, or whoever asks them decides (system).");
        it.maybe("split", self.split.map(|it| word(SPLITS, &it).to_owned()), "country");
    }

    fn come_back(&self, it: &mut Text) {
        it.about("4. How are refunds, cancellations and returns processed? refunds are made in the shop or in the erp.");
        it.line("refunds", word(REFUNDS, &self.refunds));
        it.line("returns", &self.returns.to_string());
        it.about("Who takes all returns; if left out, whoever ships to that country.");
        it.maybe("returns_to", self.returns_to.as_deref().map(quoted), "warehouse");
        it.maybe("return_window", self.return_window.clone(), "30d");
        it.about("Whether payouts are tied out in the books, and what customer service works with.");
        it.line("payouts", &self.payouts.to_string());
        it.maybe("helpdesk", self.helpdesk.as_ref().map(named), "zendesk");
    }
}

fn rows(all: impl Iterator<Item = String>) -> String {
    let rows: Vec<String> = all.map(|it| format!("\n  - {it}")).collect();
    if rows.is_empty() { "[]".to_owned() } else { rows.concat() }
}

fn named(it: &Named) -> String {
    let kind = if it.kind.is_empty() { String::new() } else { format!(", kind: {}", it.kind) };
    format!("{{ name: {}, title: {}{kind} }}", quoted(&it.name), quoted(&it.title))
}

fn carried(it: &Carried) -> String {
    match it {
        Carried::By(by) => named(by),
        other => other.name().to_owned(),
    }
}

/// A name that may be left out.
fn by(key: &str, name: &Option<String>) -> String {
    name.as_ref().map_or_else(String::new, |it| format!(", {key}: {}", quoted(it)))
}

fn shop(it: &Shop) -> String {
    format!(
        "{{ name: {}, title: {}, plan: {}, retail: {}, b2b: {}{} }}",
        quoted(&it.name),
        quoted(&it.title),
        it.plan,
        it.retail,
        it.b2b,
        by("shipped_by", &it.shipped_by)
    )
}

fn marketplace(it: &Marketplace) -> String {
    format!(
        "{{ name: {}, title: {}, kind: {}, ships: {}{}{} }}",
        quoted(&it.name),
        quoted(&it.title),
        it.kind,
        word(SHIPS, &it.ships),
        by("shipped_by", &it.shipped_by),
        by("through", &it.through)
    )
}

fn fulfiller(it: &Fulfiller) -> String {
    let mut out = format!(
        "{{ name: {}, title: {}, kind: {}, how: {}",
        quoted(&it.name),
        quoted(&it.title),
        it.kind,
        word(HOWS, &it.how)
    );
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(out, ", {key}: {value}");
        }
    };
    let list = |all: &[String]| {
        let codes = all.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>();
        (!all.is_empty()).then(|| format!("[{}]", codes.join(", ")))
    };
    add("via", it.via.clone());
    add("by", it.by.as_ref().map(carried));
    add("country", it.country.as_ref().map(|it| format!("\"{it}\"")));
    add("ships_to", list(&it.ships_to));
    add("cutoff", it.cutoff.as_ref().map(|it| format!("\"{it}\"")));
    add("cutoff_days", list(&it.cutoff_days));
    add("timezone", it.timezone.clone());
    out.push_str(" }");
    out
}
