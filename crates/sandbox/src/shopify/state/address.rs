//! Addresses and customers.

use jiff::Timestamp;

/// A postal address as the shop keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::shopify) struct Address {
    pub(in crate::shopify) first_name: Option<String>,
    pub(in crate::shopify) last_name: Option<String>,
    pub(in crate::shopify) company: Option<String>,
    pub(in crate::shopify) address1: Option<String>,
    pub(in crate::shopify) address2: Option<String>,
    pub(in crate::shopify) city: Option<String>,
    pub(in crate::shopify) province: Option<String>,
    pub(in crate::shopify) province_code: Option<String>,
    pub(in crate::shopify) zip: Option<String>,
    pub(in crate::shopify) country_code: Option<String>,
    pub(in crate::shopify) phone: Option<String>,
}

impl Address {
    pub(in crate::shopify) fn name(&self) -> Option<String> {
        let words: Vec<&str> =
            [&self.first_name, &self.last_name].into_iter().filter_map(|it| it.as_deref()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// The country's English name.
    pub(in crate::shopify) fn country(&self) -> Option<&str> {
        self.country_code.as_deref().map(country_name)
    }
}

/// Names of the countries that most orders go to; others go by their code.
const COUNTRIES: &[(&str, &str)] = &[
    ("AT", "Austria"),
    ("AU", "Australia"),
    ("BE", "Belgium"),
    ("BR", "Brazil"),
    ("CA", "Canada"),
    ("CH", "Switzerland"),
    ("DE", "Germany"),
    ("DK", "Denmark"),
    ("ES", "Spain"),
    ("FI", "Finland"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("IE", "Ireland"),
    ("IT", "Italy"),
    ("JP", "Japan"),
    ("MX", "Mexico"),
    ("NL", "Netherlands"),
    ("NO", "Norway"),
    ("NZ", "New Zealand"),
    ("PL", "Poland"),
    ("PT", "Portugal"),
    ("SE", "Sweden"),
    ("US", "United States"),
];

fn country_name(code: &str) -> &str {
    COUNTRIES.iter().find(|it| it.0 == code).map_or(code, |it| it.1)
}

/// The code of a country that is given by name or code.
pub(in crate::shopify) fn country_code(given: &str) -> String {
    COUNTRIES
        .iter()
        .find(|it| it.1.eq_ignore_ascii_case(given))
        .map_or_else(|| given.to_uppercase(), |it| it.0.to_owned())
}

/// Who buys.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Customer {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) email: Option<String>,
    pub(in crate::shopify) phone: Option<String>,
    pub(in crate::shopify) first_name: Option<String>,
    pub(in crate::shopify) last_name: Option<String>,
    pub(in crate::shopify) note: Option<String>,
    pub(in crate::shopify) tags: Vec<String>,
    pub(in crate::shopify) created_at: Timestamp,
    pub(in crate::shopify) updated_at: Timestamp,
    pub(in crate::shopify) orders: Vec<u64>,
}

impl Customer {
    pub(in crate::shopify) fn display_name(&self) -> String {
        let words: Vec<&str> =
            [&self.first_name, &self.last_name].into_iter().filter_map(|it| it.as_deref()).collect();
        if words.is_empty() { self.email.clone().unwrap_or_default() } else { words.join(" ") }
    }
}
