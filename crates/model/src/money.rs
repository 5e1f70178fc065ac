//! Money in minor units of a known currency; never a double.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency of ISO 4217, with the number of its minor digits (0 for JPY, 2 for USD, 3 for KWD).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The currency with this three-letter code, in capitals.
    pub fn from_code(code: &str) -> Result<Self, MoneyError> {
        iso_currency::Currency::from_code(code)
            .map(Currency)
            .ok_or_else(|| MoneyError::UnknownCurrency(code.to_owned()))
    }

    /// The three-letter code, for example `USD`.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many digits stand after the decimal point: 0, 2, 3 or 4. Units without a minor unit count as 0.
    pub fn digits(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(0))
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Currency::from_code(&code).map_err(D::Error::custom)
    }
}

/// What can be wrong with an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The code is not one of ISO 4217.
    #[error("{0:?} is not a currency of ISO 4217: write a three-letter code such as USD")]
    UnknownCurrency(String),
    /// The text is not a decimal number.
    #[error("{0:?} is not an amount: write a decimal number such as 12.50")]
    NotAnAmount(String),
    /// The amount has more digits than the currency can pay.
    #[error("{amount} has more decimals than {currency} has ({digits})")]
    TooPrecise {
        /// The amount as written.
        amount: String,
        /// Its currency.
        currency: Currency,
        /// The digits that the currency has.
        digits: u32,
    },
    /// The amount does not fit 64 bits of minor units.
    #[error("{0} {1} is too large to be counted exactly")]
    TooLarge(String, Currency),
    /// Two amounts of different currencies were added or compared.
    #[error("{0} and {1} are different currencies and cannot be added")]
    Mixed(Currency, Currency),
}

/// An amount of money: whole minor units of one currency.
///
/// In JSON `{"amount": "12.50", "currency": "USD"}`; the amount is a decimal string with exactly the
/// currency's digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// An amount from whole minor units: `Money::from_minor(1250, USD)` is 12.50 USD.
    pub fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in this currency.
    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// An amount from a decimal string such as `12.5`, exactly. Zeros beyond the currency's digits are
    /// accepted (`5.000` USD); any other digit there is an error.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let decimal =
            Decimal::from_str_exact(text.trim()).map_err(|_| MoneyError::NotAnAmount(text.to_owned()))?;
        Self::from_decimal(decimal, currency)
    }

    /// An amount from a decimal number, exactly.
    pub fn from_decimal(decimal: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let digits = currency.digits();
        let scaled = decimal
            .checked_mul(Decimal::from(10_u64.pow(digits)))
            .ok_or_else(|| MoneyError::TooLarge(decimal.to_string(), currency))?;
        if !scaled.fract().is_zero() {
            return Err(MoneyError::TooPrecise { amount: decimal.to_string(), currency, digits });
        }
        i64::try_from(scaled.trunc())
            .map(|minor| Self { minor, currency })
            .map_err(|_| MoneyError::TooLarge(decimal.to_string(), currency))
    }

    /// Whole minor units: 1250 for 12.50 USD.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount as a decimal number with the currency's digits.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.digits())
    }

    /// Whether the amount is zero.
    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum of two amounts of one currency.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_add)
    }

    /// The difference of two amounts of one currency.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_sub)
    }

    fn combine(self, other: Self, op: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed(self.currency, other.currency));
        }
        op(self.minor, other.minor)
            .map(|minor| Self { minor, currency: self.currency })
            .ok_or_else(|| MoneyError::TooLarge(format!("{self} and {other} together"), self.currency))
    }

    /// Splits the amount over weights so that the parts add up to the whole: each part is rounded down
    /// and the remainder goes, one minor unit at a time, to the largest remainders (first on a tie).
    /// Weights that add up to nothing split evenly.
    pub fn split(self, weights: &[u64]) -> Vec<Self> {
        let even = vec![1; weights.len()];
        let sum: i128 = weights.iter().map(|&w| i128::from(w)).sum();
        let (weights, sum) = if sum == 0 { (even.as_slice(), weights.len() as i128) } else { (weights, sum) };
        if weights.is_empty() {
            return Vec::new();
        }
        let total = i128::from(self.minor);
        let mut parts: Vec<(i128, i128)> = weights
            .iter()
            .map(|&w| {
                let share = total * i128::from(w);
                (share.div_euclid(sum), share.rem_euclid(sum))
            })
            .collect();
        let mut left = total - parts.iter().map(|(part, _)| part).sum::<i128>();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(parts[i].1));
        for i in order {
            if left == 0 {
                break;
            }
            parts[i].0 += 1;
            left -= 1;
        }
        parts.into_iter().map(|(part, _)| Self { minor: part as i64, currency: self.currency }).collect()
    }

    /// The sum of amounts of one currency; nothing for none.
    pub fn sum(amounts: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads `12.50 USD`.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, code) =
            text.trim().rsplit_once(' ').ok_or_else(|| MoneyError::NotAnAmount(text.to_owned()))?;
        Money::parse(amount, Currency::from_code(code)?)
    }
}

#[derive(Serialize, Deserialize)]
struct MoneyForm {
    amount: String,
    currency: Currency,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MoneyForm { amount: self.decimal().to_string(), currency: self.currency }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = MoneyForm::deserialize(deserializer)?;
        Money::parse(&form.amount, form.currency).map_err(D::Error::custom)
    }
}

/// One amount as the shop counts it and as the customer saw it. Equal where there is one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MoneyPair {
    /// In the shop's own currency: what the books use.
    pub shop: Money,
    /// In the currency that the customer was shown and charged.
    pub presentment: Money,
}

impl From<Money> for MoneyPair {
    fn from(money: Money) -> Self {
        Self { shop: money, presentment: money }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).expect("a currency")
    }

    #[test]
    fn amounts_are_exact_in_currencies_of_0_2_and_3_decimals() {
        for (text, code, minor) in [
            ("12.50", "USD", 1250),
            ("5.0", "USD", 500),
            ("5.000", "USD", 500),
            ("-0.01", "EUR", -1),
            ("1200", "JPY", 1200),
            ("1200.0", "JPY", 1200),
            ("1.234", "KWD", 1234),
            ("92233720368547758.07", "USD", i64::MAX),
        ] {
            assert_eq!(Money::parse(text, currency(code)).map(Money::minor), Ok(minor), "{text} {code}");
        }
    }

    #[test]
    fn what_is_not_exact_is_refused_with_its_reason() {
        for (text, code, reason) in [
            ("12.505", "USD", "12.505 has more decimals than USD has (2)"),
            ("0.5", "JPY", "0.5 has more decimals than JPY has (0)"),
            ("92233720368547758.08", "USD", "92233720368547758.08 USD is too large to be counted exactly"),
            ("", "USD", "\"\" is not an amount: write a decimal number such as 12.50"),
            ("1e3", "USD", "\"1e3\" is not an amount: write a decimal number such as 12.50"),
            ("NaN", "USD", "\"NaN\" is not an amount: write a decimal number such as 12.50"),
        ] {
            let error = Money::parse(text, currency(code)).expect_err(text);
            assert_eq!(error.to_string(), reason);
        }
        assert!(Currency::from_code("usd").is_err());
    }

    proptest! {
        #[test]
        fn writing_and_reading_an_amount_gives_it_back(minor: i64, code in "(USD|JPY|KWD)") {
            let money = Money::from_minor(minor, currency(&code));
            prop_assert_eq!(money.to_string().parse::<Money>(), Ok(money));
        }

        #[test]
        fn a_split_loses_nothing(minor in -1_000_000_i64..1_000_000, weights in prop::collection::vec(0_u64..1000, 1..12)) {
            let parts = Money::from_minor(minor, currency("USD")).split(&weights);
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(parts.into_iter().map(Money::minor).sum::<i64>(), minor);
        }
    }
}
