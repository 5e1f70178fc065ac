//! Reading a JSON body that may say anything: every mistake is named with its field, nothing panics.

use jiff::Timestamp;
use rust_decimal::Decimal;
use seamless_model::{Currency, Money};
use serde_json::{Map, Value};

use super::answer::Refusal;

/// The longest text that a field may hold, in bytes.
const TEXT_MAX: usize = 500;
/// The most entries that a list may have.
const LIST_MAX: usize = 1000;
/// The most units that a line may have.
const QUANTITY_MAX: u64 = 1_000_000;

/// A JSON object of a body, and where in the body it stands.
pub struct Fields<'b> {
    map: &'b Map<String, Value>,
    at: String,
}

impl<'b> Fields<'b> {
    /// The whole body.
    pub fn of(body: &'b Value) -> Result<Self, Refusal> {
        let map = body
            .as_object()
            .ok_or_else(|| Refusal::bad_request("not_an_object", "the body must be a JSON object"))?;
        Ok(Self { map, at: String::new() })
    }

    /// Refuses a field that is not one of these: a mistyped name must not be lost in silence.
    pub fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        match self.map.keys().find(|it| !known.contains(&it.as_str())) {
            Some(unknown) => Err(Refusal::unknown_field(&self.path(unknown))),
            None => Ok(()),
        }
    }

    /// A field's full path, for example `lines[0].sku`.
    pub fn path(&self, name: &str) -> String {
        if self.at.is_empty() { name.to_owned() } else { format!("{}.{name}", self.at) }
    }

    fn value(&self, name: &str) -> Option<&'b Value> {
        self.map.get(name).filter(|it| !it.is_null())
    }

    fn wrong<T>(&self, name: &str, wanted: &str) -> Result<T, Refusal> {
        let path = self.path(name);
        Err(Refusal::field(&path, format!("{path} must be {wanted}")))
    }

    /// Makes a field that is absent a refusal.
    pub fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, Refusal> {
        let path = self.path(name);
        value.ok_or_else(|| Refusal::field(&path, format!("{path} is required")))
    }

    /// A text, trimmed; an empty one counts as absent.
    pub fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.len() <= TEXT_MAX => {
                let text = text.trim();
                Ok((!text.is_empty()).then(|| text.to_owned()))
            }
            Some(Value::String(_)) => self.wrong(name, "500 bytes long at most"),
            Some(_) => self.wrong(name, "a text"),
        }
    }

    /// A text that must be there.
    pub fn needed_text(&self, name: &str) -> Result<String, Refusal> {
        let text = self.text(name)?;
        self.required(name, text)
    }

    /// A whole number of units.
    pub fn quantity(&self, name: &str) -> Result<Option<u64>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => match value.as_u64() {
                Some(units) if units <= QUANTITY_MAX => Ok(Some(units)),
                _ => self.wrong(name, "a whole number from 0 to 1000000"),
            },
        }
    }

    /// A number that names something in this system.
    pub fn number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => match value.as_u64() {
                Some(number) => Ok(Some(number)),
                None => self.wrong(name, "a whole number"),
            },
        }
    }

    /// Yes or no.
    pub fn yes(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(yes)) => Ok(Some(*yes)),
            Some(_) => self.wrong(name, "true or false"),
        }
    }

    /// A price as a decimal string, not negative. It may have more digits than the currency pays.
    pub fn price(&self, name: &str) -> Result<Option<Decimal>, Refusal> {
        let Some(text) = self.decimal_text(name)? else { return Ok(None) };
        match Decimal::from_str_exact(&text) {
            Ok(price) if !price.is_sign_negative() => Ok(Some(price)),
            _ => self.wrong(name, "a decimal number as a string, such as \"12.50\""),
        }
    }

    /// An amount of money as a decimal string that the currency can pay, not negative.
    pub fn amount(&self, name: &str, currency: Currency) -> Result<Option<Money>, Refusal> {
        let Some(text) = self.decimal_text(name)? else { return Ok(None) };
        match Money::parse(&text, currency) {
            Ok(money) if money.minor() >= 0 => Ok(Some(money)),
            Ok(_) => self.wrong(name, "zero or more"),
            Err(error) => Err(Refusal::field(&self.path(name), error.to_string())),
        }
    }

    fn decimal_text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.value(name) {
            Some(Value::Number(_)) => self
                .wrong(name, "a decimal number as a string, such as \"12.50\"; a JSON number is not exact"),
            _ => self.text(name),
        }
    }

    /// A currency's code.
    pub fn currency(&self, name: &str) -> Result<Option<Currency>, Refusal> {
        let Some(code) = self.text(name)? else { return Ok(None) };
        match Currency::from_code(&code) {
            Ok(currency) => Ok(Some(currency)),
            Err(error) => Err(Refusal::field(&self.path(name), error.to_string())),
        }
    }

    /// A moment in RFC 3339.
    pub fn moment(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        match text.parse() {
            Ok(moment) => Ok(Some(moment)),
            Err(_) => self.wrong(name, "a time in RFC 3339, such as 2026-11-23T05:40:00.000Z"),
        }
    }

    /// An object below this one.
    pub fn object(&self, name: &str) -> Result<Option<Fields<'b>>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Fields { map, at: self.path(name) })),
            Some(_) => self.wrong(name, "an object"),
        }
    }

    /// A list of objects below this one.
    pub fn list(&self, name: &str) -> Result<Option<Vec<Fields<'b>>>, Refusal> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let Some(entries) = value.as_array() else { return self.wrong(name, "a list") };
        if entries.len() > LIST_MAX {
            return self.wrong(name, "a list of 1000 entries at most");
        }
        let path = self.path(name);
        let fields = entries.iter().enumerate().map(|(index, entry)| {
            let at = format!("{path}[{index}]");
            match entry.as_object() {
                Some(map) => Ok(Fields { map, at }),
                None => Err(Refusal::field(&at, format!("{at} must be an object"))),
            }
        });
        fields.collect::<Result<Vec<_>, _>>().map(Some)
    }
}
