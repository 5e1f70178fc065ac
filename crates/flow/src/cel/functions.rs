//! The house's own functions, and the few of CEL's standard ones that documents need.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use seamless_model::{Currency, Money};
use serde_json::{Value, json};

use super::values::{show, whole};

/// What a function wants in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wants {
    /// Anything.
    Any,
    /// A text.
    Text,
    /// A text, or anything that can be written as one: a whole number, a truth.
    Plain,
    /// A whole number.
    Int,
    /// A decimal: a text such as `12.50`, or a number.
    Decimal,
    /// A time as text.
    Timestamp,
    /// An amount of money.
    Money,
    /// A list.
    List,
    /// A list of texts.
    TextList,
    /// A list of amounts of money.
    MoneyList,
    /// A map.
    Map,
    /// A text, a list or a map.
    Sized,
}

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gives {
    Any,
    Bool,
    Int,
    Number,
    Text,
    TextList,
    Decimal,
    Currency,
    Money,
    Pair,
    /// An element of the list that it is given.
    Element,
    /// A value of the map that it is given second.
    Looked,
}

/// A function of the house.
pub(crate) struct HouseFunction {
    /// Its name.
    pub name: &'static str,
    /// What it wants, by name, in order.
    pub wants: &'static [(&'static str, Wants)],
    /// How many of these must be given; the others may be left out.
    pub least: usize,
    /// What it gives.
    pub gives: Gives,
    run: fn(&[Cow<'_, Value>]) -> Result<Value, String>,
}

impl HouseFunction {
    /// Whether it can be given so many arguments.
    pub(crate) fn accepts(&self, count: usize) -> Result<(), String> {
        if (self.least..=self.wants.len()).contains(&count) {
            return Ok(());
        }
        Err(format!("`{}` is written {}, and is given {count} values", self.name, self.signature()))
    }

    /// As it is written: `get(map, path, default?)`.
    pub(crate) fn signature(&self) -> String {
        let wants = self.wants.iter().enumerate();
        let wants =
            wants.map(|(at, (name, _))| if at < self.least { (*name).into() } else { format!("{name}?") });
        format!("{}({})", self.name, wants.collect::<Vec<String>>().join(", "))
    }

    pub(super) fn call(&self, given: &[Cow<'_, Value>]) -> Result<Value, String> {
        (self.run)(given)
    }
}

/// The function with this name.
pub(crate) fn house(name: &str) -> Option<&'static HouseFunction> {
    static BY_NAME: LazyLock<HashMap<&str, &HouseFunction>> =
        LazyLock::new(|| FUNCTIONS.iter().map(|it| (it.name, it)).collect());
    BY_NAME.get(name).copied()
}

macro_rules! functions {
    ($($name:ident($($want:ident: $kind:ident),+ $(; $maybe:ident: $mkind:ident)*) -> $gives:ident = $run:expr;)+) => {
        /// All functions, in the order of their documentation.
        pub(crate) const FUNCTIONS: &[HouseFunction] = &[$(HouseFunction {
            name: stringify!($name),
            wants: &[$((stringify!($want), Wants::$kind),)+ $((stringify!($maybe), Wants::$mkind),)*],
            least: [$(stringify!($want)),+].len(),
            gives: Gives::$gives,
            run: $run,
        }),+];
    };
}

functions! {
    money(amount: Decimal, currency: Text) -> Money = |it| {
        as_json(Money::from_decimal(decimal(&it[0])?, currency(&it[1])?))
    };
    from_minor(minor: Int, currency: Text) -> Money = |it| {
        as_json(Ok::<_, String>(Money::from_minor(int(&it[0])?, currency(&it[1])?)))
    };
    minor(money: Money) -> Int = |it| Ok(money(&it[0])?.minor().into());
    amount(money: Money) -> Decimal = |it| Ok(money(&it[0])?.decimal().to_string().into());
    currency(money: Money) -> Currency = |it| Ok(money(&it[0])?.currency().code().into());
    plus(money: Money, other: Money) -> Money = |it| as_json(money(&it[0])?.plus(money(&it[1])?));
    minus(money: Money, other: Money) -> Money = |it| as_json(money(&it[0])?.minus(money(&it[1])?));
    sum_money(list: MoneyList) -> Money = sum_money;
    at_least(money: Money, other: Money) -> Bool = |it| Ok((difference(it)?.minor() >= 0).into());
    more_than(money: Money, other: Money) -> Bool = |it| Ok((difference(it)?.minor() > 0).into());
    pair(shop: Money; presentment: Money) -> Pair = |it| {
        let shop = money(&it[0])?;
        let presentment = it.get(1).map_or(Ok(shop), |it| money(it))?;
        Ok(json!({ "shop": shop, "presentment": presentment }))
    };
    decimal(number: Decimal) -> Decimal = |it| Ok(decimal(&it[0])?.to_string().into());
    number(decimal: Decimal) -> Number = |it| number(decimal(&it[0])?);
    compare(decimal: Decimal, other: Decimal) -> Int = |it| {
        Ok((decimal(&it[0])?.cmp(&decimal(&it[1])?) as i8).into())
    };
    int(value: Plain) -> Int = |it| Ok(int(&it[0])?.into());
    before(time: Timestamp, other: Timestamp) -> Bool = |it| Ok((time(&it[0])? < time(&it[1])?).into());
    text(value: Plain) -> Text = |it| plain(&it[0]).map(Value::from);
    string(value: Plain) -> Text = |it| plain(&it[0]).map(Value::from);
    lower(text: Text) -> Text = |it| Ok(text(&it[0])?.to_lowercase().into());
    upper(text: Text) -> Text = |it| Ok(text(&it[0])?.to_uppercase().into());
    trim(text: Text) -> Text = |it| Ok(text(&it[0])?.trim().into());
    split(text: Text, separator: Text) -> TextList = |it| {
        let separator = text(&it[1])?;
        if separator.is_empty() {
            return Err("the separator is empty".into());
        }
        Ok(text(&it[0])?.split(separator).collect())
    };
    join(list: TextList, separator: Text) -> Text = |it| {
        let parts = list(&it[0])?.iter().map(plain).collect::<Result<Vec<_>, _>>()?;
        let separator = text(&it[1])?;
        bounded(separator.len().saturating_mul(parts.len()))?;
        Ok(parts.join(separator).into())
    };
    replace(text: Text, old: Text, new: Text) -> Text = replace;
    gid_tail(gid: Text) -> Text = gid_tail;
    size(value: Sized) -> Int = |it| match &*it[0] {
        Value::String(text) => Ok(text.chars().count().into()),
        Value::Array(list) => Ok(list.len().into()),
        Value::Object(map) => Ok(map.len().into()),
        other => Err(format!("{} has no size", show(other))),
    };
    contains(text: Text, part: Text) -> Bool = |it| Ok(text(&it[0])?.contains(text(&it[1])?).into());
    startsWith(text: Text, part: Text) -> Bool = |it| Ok(text(&it[0])?.starts_with(text(&it[1])?).into());
    endsWith(text: Text, part: Text) -> Bool = |it| Ok(text(&it[0])?.ends_with(text(&it[1])?).into());
    first(list: List) -> Element = |it| {
        list(&it[0])?.first().cloned().ok_or_else(|| "the list is empty".into())
    };
    get(map: Any, path: Text; default: Any) -> Any = get;
    lookup(value: Plain, map: Map; default: Any) -> Looked = lookup;
}

/// The longest text that a function builds, in bytes.
const TEXT_MAX: usize = 1_000_000;

fn bounded(length: usize) -> Result<(), String> {
    if length > TEXT_MAX { Err(format!("the text would be longer than {TEXT_MAX} bytes")) } else { Ok(()) }
}

fn as_json<T: serde::Serialize, E: ToString>(value: Result<T, E>) -> Result<Value, String> {
    let value = value.map_err(|reason| reason.to_string())?;
    serde_json::to_value(value).map_err(|reason| reason.to_string())
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("{} is not a text", show(value)))
}

fn list(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(|| format!("{} is not a list", show(value)))
}

fn currency(value: &Value) -> Result<Currency, String> {
    Currency::from_code(text(value)?).map_err(|reason| reason.to_string())
}

fn time(value: &Value) -> Result<jiff::Timestamp, String> {
    text(value)?.parse().map_err(|_| format!("{} is not a time such as 2026-11-23T09:30:00Z", show(value)))
}

/// Reads `{"amount": "12.50", "currency": "USD"}`.
fn money(value: &Value) -> Result<Money, String> {
    let (Some(amount), Some(code)) = (value.get("amount"), value.get("currency")) else {
        return Err(format!("{} is not money", show(value)));
    };
    Money::from_decimal(decimal(amount)?, currency(code)?).map_err(|reason| reason.to_string())
}

fn difference(it: &[Cow<'_, Value>]) -> Result<Money, String> {
    money(&it[0])?.minus(money(&it[1])?).map_err(|reason| reason.to_string())
}

fn sum_money(it: &[Cow<'_, Value>]) -> Result<Value, String> {
    let amounts = list(&it[0])?.iter().map(money).collect::<Result<Vec<_>, _>>()?;
    let first = amounts.first().ok_or("a sum of nothing has no currency: the list is empty")?;
    as_json(Money::sum(amounts.iter().copied(), first.currency()))
}

/// Reads a decimal exactly: from text, or from a JSON number that is small enough to have been exact.
fn decimal(value: &Value) -> Result<Decimal, String> {
    let text = match value {
        Value::String(text) => Cow::Borrowed(text.trim()),
        Value::Number(number) if whole(number).is_some() => Cow::Owned(number.to_string()),
        Value::Number(number) if number.as_f64().is_some_and(|it| it.abs() < EXACT_BELOW) => {
            Cow::Owned(number.as_f64().unwrap_or_default().to_string())
        }
        Value::Number(number) => return Err(format!("{number} is too large to be an exact decimal number")),
        other => return Err(format!("{} is not a decimal number", show(other))),
    };
    Decimal::from_str_exact(&text)
        .map_err(|_| format!("{} is not a decimal number such as 12.50", show(value)))
}

/// 2^53: from here on not every whole number has its own double.
const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;

/// A JSON number that says the same as a decimal, or an error where no JSON number does.
fn number(decimal: Decimal) -> Result<Value, String> {
    let decimal = decimal.normalize();
    if decimal.is_integer() {
        let whole = i64::try_from(decimal).map_err(|_| format!("{decimal} does not fit 64 bits"))?;
        return Ok(whole.into());
    }
    let number: f64 = decimal.to_string().parse().map_err(|_| format!("{decimal} is not a number"))?;
    let back = Decimal::from_str_exact(&number.to_string()).map(|it| it.normalize());
    if back != Ok(decimal) {
        return Err(format!("{decimal} has more digits than a JSON number keeps: send it as text"));
    }
    Ok(number.into())
}

fn int(value: &Value) -> Result<i64, String> {
    let outside = || format!("{} is not a whole number of 64 bits", show(value));
    match value {
        Value::Bool(value) => Ok((*value).into()),
        value => {
            let decimal = decimal(value).map_err(|_| outside())?;
            if !decimal.is_integer() {
                return Err(outside());
            }
            i64::try_from(decimal).map_err(|_| outside())
        }
    }
}

/// Writes a plain value as text. A word that the house does not know, `{"unknown": "x"}`, is written as that word.
fn plain(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(number) if whole(number).is_some() => Ok(number.to_string()),
        Value::Number(_) => Ok(decimal(value)?.to_string()),
        Value::Object(map) if map.len() == 1 && map.contains_key("unknown") => plain(&map["unknown"]),
        other => Err(format!("{} cannot be written as a text", show(other))),
    }
}

fn replace(it: &[Cow<'_, Value>]) -> Result<Value, String> {
    let (text, old, new) = (text(&it[0])?, text(&it[1])?, text(&it[2])?);
    if old.is_empty() {
        return Err("the text to replace is empty".into());
    }
    bounded(text.matches(old).count().saturating_mul(new.len()))?;
    Ok(text.replace(old, new).into())
}

/// What stands last in `gid://shopify/Order/123`, without a query behind it.
fn gid_tail(it: &[Cow<'_, Value>]) -> Result<Value, String> {
    let gid = text(&it[0])?;
    let tail = gid.rsplit('/').next().and_then(|tail| tail.split('?').next()).unwrap_or_default();
    if tail.is_empty() { Err(format!("\"{gid}\" does not end in an identifier")) } else { Ok(tail.into()) }
}

/// What stands at a dotted path; the default, else null, where a part of the path is absent or null.
fn get(it: &[Cow<'_, Value>]) -> Result<Value, String> {
    let found = text(&it[1])?.split('.').try_fold(&*it[0], |value, part| match value {
        Value::Array(list) => list.get(part.parse::<usize>().ok()?),
        value => value.get(part),
    });
    match found {
        Some(found) if !found.is_null() => Ok(found.clone()),
        _ => Ok(it.get(2).map_or(Value::Null, |default| Value::clone(default))),
    }
}

fn lookup(it: &[Cow<'_, Value>]) -> Result<Value, String> {
    let map = it[1].as_object().ok_or_else(|| format!("{} is not a map", show(&it[1])))?;
    let found = plain(&it[0]).ok().and_then(|key| map.get(&key));
    match (found, it.get(2)) {
        (Some(found), _) => Ok(found.clone()),
        (None, Some(default)) => Ok(Value::clone(default)),
        (None, None) => Err(match plain(&it[0]) {
            Ok(key) => format!("no mapping for {key:?}"),
            Err(_) => format!("no mapping for {}", show(&it[0])),
        }),
    }
}
