//! Reading JSON that a stranger sent: every mistake is told with the place that it stands in.

use rust_decimal::Decimal;
use serde::de::{DeserializeOwned, Error as _, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::NotUnderstood;

/// Reads a whole body into a type. What is not JSON and what is JSON of a wrong shape are told apart.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, NotUnderstood> {
    let text = std::str::from_utf8(body).map_err(|error| {
        NotUnderstood::NotJson(format!("it is not UTF-8 from byte {} on", error.valid_up_to()))
    })?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let at = error.path().to_string();
        told(error.into_inner(), at)
    })?;
    reader.end().map_err(|error| NotUnderstood::NotJson(error.to_string()))?;
    Ok(value)
}

/// Reads a JSON value that is already parsed into a type.
pub(crate) fn read_value<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, NotUnderstood> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let at = error.path().to_string();
        told(error.into_inner(), at)
    })
}

fn told(error: serde_json::Error, at: String) -> NotUnderstood {
    if error.is_data() || error.line() == 0 {
        let problem = error.to_string();
        // The line and column that serde_json appends say nothing of a body on one line.
        let problem = problem.rsplit_once(" at line ").map_or(problem.as_str(), |(head, _)| head);
        return wrong(if at == "." { "the whole body".to_owned() } else { at }, problem);
    }
    NotUnderstood::NotJson(error.to_string())
}

/// A field that is wrong. Both texts may quote what a stranger sent, which may be long.
pub(crate) fn wrong(at: impl AsRef<str>, problem: impl AsRef<str>) -> NotUnderstood {
    NotUnderstood::Field { at: shortened(at.as_ref()), problem: shortened(problem.as_ref()) }
}

/// At most this many characters of what a stranger sent stand in a message.
const QUOTED_MOST: usize = 300;

/// A text for a message: its beginning, where it is long.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTED_MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// Text with something in it; blank text counts as absent.
pub(crate) fn filled(text: Option<String>) -> Option<String> {
    text.filter(|it| !it.trim().is_empty())
}

/// A list that may be `null` or absent.
pub(crate) fn or_empty<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    reader: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(reader)?.unwrap_or_default())
}

/// The value at a dotted path such as `data.items`; the whole where the path is empty.
pub(crate) fn at_path<'v>(value: &'v serde_json::Value, path: &str) -> Option<&'v serde_json::Value> {
    path.split('.').filter(|it| !it.is_empty()).try_fold(value, |value, step| match value {
        serde_json::Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    })
}

/// An exact decimal: text, or a whole number. A JSON number with a fraction is refused, because it may have
/// been through a double.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exact(pub Decimal);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Exact;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a decimal number as text, for example \"12.50\"")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Exact, E> {
                Decimal::from_str_exact(text.trim())
                    .map(|it| Exact(it.normalize()))
                    .map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
            }
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Exact, E> {
                Ok(Exact(Decimal::from(number)))
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Exact, E> {
                Ok(Exact(Decimal::from(number)))
            }
        }
        reader.deserialize_any(Reader)
    }
}

/// An identifier that is a whole number of at most 64 bits. It never goes through a double: Shopify's exceed 2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id(pub u64);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Id;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an identifier: a whole number of at most 64 bits")
            }
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Id, E> {
                Ok(Id(number))
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Id, E> {
                Err(E::invalid_value(Unexpected::Signed(number), &self))
            }
        }
        reader.deserialize_any(Reader)
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A global identifier such as `gid://shopify/Order/5123`: kept as its last part, which is the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gid(pub String);

/// The number of a global identifier, or `None` where there is none. `InventoryLevel`s carry a query after it.
pub(crate) fn tail(gid: &str) -> Option<&str> {
    let tail = gid.strip_prefix("gid://")?.rsplit('/').next()?;
    let tail = tail.split('?').next()?;
    (!tail.is_empty() && tail.bytes().all(|it| it.is_ascii_digit())).then_some(tail)
}

impl<'de> Deserialize<'de> for Gid {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        tail(&text).map(|it| Self(it.to_owned())).ok_or_else(|| {
            D::Error::invalid_value(
                Unexpected::Str(&text),
                &"a global identifier such as gid://shopify/Order/1",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Thing {
        id: Id,
        parts: Vec<Part>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Part {
        price: Exact,
    }

    fn reason(body: &[u8]) -> String {
        read::<Thing>(body).expect_err("it is wrong").to_string()
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        for (body, expected) in [
            (r#"{"id":1}"#, "field `the whole body`: missing field `parts`"),
            (
                r#"{"id":1.5,"parts":[]}"#,
                "field `id`: invalid type: floating point `1.5`, expected an identifier: a whole number of at most 64 bits",
            ),
            (
                r#"{"id":-1,"parts":[]}"#,
                "field `id`: invalid value: integer `-1`, expected an identifier: a whole number of at most 64 bits",
            ),
            (
                r#"{"id":1,"parts":[{"price":"1.0"},{"price":1.5}]}"#,
                "field `parts[1].price`: invalid type: floating point `1.5`, expected a decimal number as text, for example \"12.50\"",
            ),
            (
                r#"{"id":1,"parts":[{"price":"ten"}]}"#,
                "field `parts[0].price`: invalid value: string \"ten\", expected a decimal number as text, for example \"12.50\"",
            ),
            (r#"{"id":1,"parts":["#, "the body is not JSON: EOF while parsing a list at line 1 column 17"),
            ("", "the body is not JSON: EOF while parsing a value at line 1 column 0"),
            (r#"{"id":1,"parts":[]} x"#, "the body is not JSON: trailing characters at line 1 column 21"),
        ] {
            assert_eq!(reason(body.as_bytes()), expected);
        }
        assert_eq!(reason(b"{\"id\xff"), "the body is not JSON: it is not UTF-8 from byte 4 on");
        assert!(
            reason(br#"{"id":18446744073709551616,"parts":[]}"#)
                .starts_with("field `id`: invalid type: floating point")
        );
    }

    #[test]
    fn the_number_of_a_global_identifier_is_its_tail() {
        for (gid, expected) in [
            ("gid://shopify/Order/820982911946154508", Some("820982911946154508")),
            ("gid://shopify/InventoryLevel/5?inventory_item_id=6", Some("5")),
            ("gid://shopify/Order/", None),
            ("gid://shopify/Job/3b05d148-76aa", None),
            ("5", None),
        ] {
            assert_eq!(tail(gid), expected, "{gid}");
        }
    }
}
