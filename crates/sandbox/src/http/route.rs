//! What a call asks for: its path and its query.

use jiff::Timestamp;

use super::answer::Refusal;

/// The place that a call names, below whatever base path the system is reached at.
#[derive(Debug, PartialEq, Eq)]
pub struct Route {
    /// For example `orders`.
    pub collection: &'static str,
    /// The document.
    pub id: Option<String>,
    /// Whether the path ends with `/cancel`.
    pub cancel: bool,
}

impl Route {
    /// Finds the collection in a path. The system does not care what stands before it.
    pub fn of(path: &str, collections: &'static [&'static str]) -> Option<Self> {
        let segments: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
        let (at, collection) = segments
            .iter()
            .enumerate()
            .find_map(|(at, segment)| collections.iter().find(|it| *it == segment).map(|it| (at, *it)))?;
        match &segments[at + 1..] {
            [] => Some(Self { collection, id: None, cancel: false }),
            [id] => Some(Self { collection, id: Some(decoded(id)), cancel: false }),
            [id, "cancel"] => Some(Self { collection, id: Some(decoded(id)), cancel: true }),
            _ => None,
        }
    }
}

/// The most documents on a page.
const LIMIT_MAX: usize = 250;
/// The documents on a page where the call does not say.
const LIMIT: usize = 50;

/// What a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Only what changed at this moment or later.
    pub since: Option<Timestamp>,
    /// Only what stands after this place: (milliseconds of the change, number).
    pub after: Option<(i64, u64)>,
    /// How many at most.
    pub limit: usize,
    /// Only what has these values: (field, value).
    pub equals: Vec<(String, String)>,
}

impl Query {
    /// Reads the part of the address behind `?`.
    pub fn of(text: &str) -> Result<Self, Refusal> {
        let mut query = Self { since: None, after: None, limit: LIMIT, equals: Vec::new() };
        for pair in text.split('&').filter(|it| !it.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            query.take(&decoded(name), decoded(value))?;
        }
        Ok(query)
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), Refusal> {
        match name {
            // A template leaves `after=` empty for the first page.
            "updated_since" | "after" if value.is_empty() => {}
            "updated_since" => {
                let since =
                    value.parse().map_err(|_| Refusal::field(name, "updated_since must be RFC 3339"))?;
                self.since = Some(since);
            }
            "after" => {
                self.after =
                    Some(read_cursor(&value).ok_or_else(|| {
                        Refusal::field(name, "after must be the `next` of an earlier page")
                    })?);
            }
            "limit" => {
                self.limit = value
                    .parse()
                    .ok()
                    .filter(|it| (1..=LIMIT_MAX).contains(it))
                    .ok_or_else(|| Refusal::field(name, "limit must be a number from 1 to 250"))?;
            }
            _ => self.equals.push((name.to_owned(), value)),
        }
        Ok(())
    }
}

/// A place in a list, as text that says nothing to a stranger.
pub fn write_cursor((millis, number): (i64, u64)) -> String {
    format!("{millis:x}-{number:x}")
}

fn read_cursor(text: &str) -> Option<(i64, u64)> {
    let (millis, number) = text.split_once('-')?;
    Some((i64::from_str_radix(millis, 16).ok()?, u64::from_str_radix(number, 16).ok()?))
}

/// Undoes percent-encoding, and `+` for a space; what is not UTF-8 becomes a replacement character.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match escaped {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_below_any_base() {
        let known: &[&str] = &["orders", "shipments"];
        for (path, collection, id, cancel) in [
            ("/orders", "orders", None, false),
            ("/api/v1/orders/12", "orders", Some("12"), false),
            ("/shipments/S%2D1/cancel", "shipments", Some("S-1"), true),
        ] {
            let route = Route::of(path, known).expect(path);
            assert_eq!((route.collection, route.id.as_deref(), route.cancel), (collection, id, cancel));
        }
        for path in ["/", "/order", "/orders/1/void", "/orders/1/cancel/2"] {
            assert_eq!(Route::of(path, known), None, "{path}");
        }
    }

    #[test]
    fn a_query_is_decoded_and_checked() {
        let query = Query::of("external_id=%231001&limit=2&after=").expect("a query");
        assert_eq!(query.equals, [("external_id".to_owned(), "#1001".to_owned())]);
        assert_eq!((query.limit, query.after), (2, None));
        for bad in ["limit=0", "limit=251", "limit=x", "after=zz", "updated_since=yesterday", "after=-5-%00"]
        {
            assert!(Query::of(bad).is_err(), "{bad}");
        }
        assert_eq!(read_cursor(&write_cursor((1_700_000_000_123, 7))), Some((1_700_000_000_123, 7)));
        assert_eq!(decoded("%zz%4"), "%zz%4");
    }
}
