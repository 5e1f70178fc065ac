//! Connections: pages of a list with cursors.

use std::cmp::Ordering;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{Args, Fault, Json, Obj, Val};

/// Most items of a page. Source: shopify.dev, pagination.
const PAGE_MAX: i64 = 250;

/// What a list is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::shopify) enum Key {
    Number(i128),
    Text(String),
}

impl Key {
    fn json(&self) -> Json {
        match self {
            Self::Number(it) => i64::try_from(*it).map_or_else(|_| json!(it.to_string()), |it| json!(it)),
            Self::Text(it) => json!(it),
        }
    }

    fn read(value: &Json) -> Option<Self> {
        match value {
            Json::Number(it) => it.as_i64().map(|it| Self::Number(it.into())),
            Json::String(it) => Some(Self::Text(it.clone())),
            _ => None,
        }
    }
}

/// A page of a list.
#[derive(Debug)]
pub(in crate::shopify) struct Page<'s> {
    pub(in crate::shopify) items: Vec<(Obj<'s>, u64, Key)>,
    pub(in crate::shopify) before: bool,
    pub(in crate::shopify) after: bool,
}

impl Page<'_> {
    pub(in crate::shopify) fn cursor(&self, index: usize) -> Option<String> {
        self.items
            .get(index)
            .map(|(_, id, key)| STANDARD.encode(json!({"last_id": id, "last_value": key.json()}).to_string()))
    }
}

fn read_cursor(text: &str) -> Result<(Key, u64), Fault> {
    let bad = || Fault::bad_request(format!("Invalid cursor for current pagination sort: {text}"));
    let bytes = STANDARD.decode(text).map_err(|_| bad())?;
    let cursor: Json = serde_json::from_slice(&bytes).map_err(|_| bad())?;
    let id = cursor["last_id"].as_u64().ok_or_else(bad)?;
    Ok((Key::read(&cursor["last_value"]).ok_or_else(bad)?, id))
}

/// How many items are wanted of a plain list with `first`.
pub(in crate::shopify) fn first_of(args: &Args) -> Result<usize, Fault> {
    match args.int("first") {
        None => Ok(usize::MAX),
        Some(n) if n < 0 => Err(Fault::bad_request("first cannot be less than zero")),
        Some(n) if n > PAGE_MAX => Err(Fault::bad_request(format!("first cannot exceed {PAGE_MAX}"))),
        Some(n) => Ok(usize::try_from(n).unwrap_or(0)),
    }
}

/// A page of `items`, each with its identifier and the key that it is sorted by. `sorted` says that they ascend already.
pub(in crate::shopify) fn connection<'s>(
    args: &Args,
    mut items: Vec<(Obj<'s>, u64, Key)>,
    sorted: bool,
) -> Result<Val<'s>, Fault> {
    let (first, last) = (args.int("first"), args.int("last"));
    let (wanted, backwards) = match (first, last) {
        (Some(_), Some(_)) => {
            return Err(Fault::bad_request("providing both first and last is not supported"));
        }
        (None, None) => return Err(Fault::bad_request("you must provide one of first or last")),
        (Some(n), None) => (n, false),
        (None, Some(n)) => (n, true),
    };
    let word = if backwards { "last" } else { "first" };
    if wanted < 0 {
        return Err(Fault::bad_request(format!("{word} cannot be less than zero")));
    }
    if wanted > PAGE_MAX {
        return Err(Fault::bad_request(format!("{word} cannot exceed {PAGE_MAX}")));
    }
    if !sorted {
        items.sort_by(|a, b| (&a.2, a.1).cmp(&(&b.2, b.1)));
    }
    let reverse = args.flag("reverse");
    if reverse {
        items.reverse();
    }
    let side = |item: &(Obj<'s>, u64, Key), cursor: &(Key, u64)| {
        let order = (&item.2, item.1).cmp(&(&cursor.0, cursor.1));
        if reverse { order.reverse() } else { order }
    };
    let all = items.len();
    let mut from = 0;
    let mut to = all;
    if let Some(after) = args.text("after") {
        let cursor = read_cursor(after)?;
        from = items.partition_point(|it| side(it, &cursor) != Ordering::Greater);
    }
    if let Some(before) = args.text("before") {
        let cursor = read_cursor(before)?;
        to = items.partition_point(|it| side(it, &cursor) == Ordering::Less).max(from);
    }
    let wanted = usize::try_from(wanted).unwrap_or(0);
    if backwards {
        from = from.max(to.saturating_sub(wanted));
    } else {
        to = to.min(from.saturating_add(wanted));
    }
    items.truncate(to);
    items.drain(..from);
    Ok(Val::Obj(Obj::Page(Rc::new(Page { items, before: from > 0, after: to < all }))))
}
