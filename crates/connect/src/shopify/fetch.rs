//! Orders fetched whole: every nested list is read to its end.

use jiff::Timestamp;
use seamless_model::DocumentKind;
use serde_json::{Value, json};

use super::call::{Does, NoAnswer};
use super::client::Client;
use super::queries::{self, MORE, More};
use crate::json::tail;
use crate::{Fetch, FetchError, Page, RawDocument, Since, Wire};

/// Plain lists have no further pages: one that is this long may have been cut by Shopify.
const LIST_MOST: usize = 250;

/// The longest chain of further pages for one order. An order has at most some hundreds of lines.
const FURTHER_MOST: usize = 1_000;

/// Fetches an order by its own number, or the order that another document belongs to.
pub(super) async fn fetch<W: Wire>(
    client: &Client,
    wire: &W,
    what: &Fetch,
    now: Timestamp,
) -> Result<Vec<RawDocument>, FetchError> {
    let (document, owner, path) = match what.kind {
        DocumentKind::Order => (queries::ORDER, "Order", "/order"),
        DocumentKind::FulfillmentRequest => {
            (queries::ORDER_OF_FULFILLMENT_ORDER, "FulfillmentOrder", "/fulfillmentOrder/order")
        }
        DocumentKind::Shipment => (queries::ORDER_OF_FULFILLMENT, "Fulfillment", "/fulfillment/order"),
        DocumentKind::Refund => (queries::ORDER_OF_REFUND, "Refund", "/refund/order"),
        other => return Err(FetchError::Wrong(format!("{other} documents cannot be fetched from Shopify"))),
    };
    let id = gid(owner, &what.id).map_err(FetchError::Wrong)?;
    let (mut data, _) = client.ask(wire, Does::Read, document, json!({ "id": id }), now).await?;
    let order = data.pointer_mut(path).map(Value::take).unwrap_or_default();
    if order.is_null() {
        return Err(FetchError::NotFound(format!("Shopify has no {} {}", what.kind, what.id)));
    }
    Ok(vec![whole(client, wire, order, now).await?])
}

/// A global identifier from a number, or from itself.
pub(super) fn gid(owner: &str, id: &str) -> Result<String, String> {
    let number = tail(id).unwrap_or(id);
    if number.is_empty() || !number.bytes().all(|it| it.is_ascii_digit()) {
        return Err(format!("{id:?} is not an identifier of Shopify's: a number is wanted"));
    }
    Ok(format!("gid://shopify/{owner}/{number}"))
}

/// Orders that changed at or after a moment, a page at a time.
pub(super) async fn changed<W: Wire>(
    client: &Client,
    wire: &W,
    since: &Since,
    now: Timestamp,
) -> Result<Page, FetchError> {
    let from = since.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut first = client.page();
    let (mut data, cost) = loop {
        let variables =
            json!({ "query": format!("updated_at:>='{from}'"), "first": first, "after": since.cursor });
        match client.ask(wire, Does::Read, queries::CHANGED_ORDERS, variables, now).await {
            Err(NoAnswer::TooCostly(reason)) => {
                first = client.smaller().ok_or(FetchError::Wrong(reason))?;
            }
            other => break other?,
        }
    };
    if let Some(cost) = cost {
        client.pace(cost);
    }
    let next = next_cursor(data.get("orders").unwrap_or(&Value::Null)).map_err(FetchError::Wrong)?;
    if next.is_some() && next == since.cursor {
        return Err(FetchError::Wrong("Shopify's page of orders names itself as the next".to_owned()));
    }
    let orders = data.pointer_mut("/orders/nodes").map(Value::take).unwrap_or_default();
    let Value::Array(orders) = orders else {
        return Err(FetchError::Wrong("Shopify's answer has no list of orders".to_owned()));
    };
    let mut documents = Vec::with_capacity(orders.len());
    for order in orders {
        documents.push(whole(client, wire, order, now).await?);
    }
    Ok(Page { documents, next })
}

/// Reads what an order's nested lists still lack, and cuts the order out as a document.
pub(super) async fn whole<W: Wire>(
    client: &Client,
    wire: &W,
    mut order: Value,
    now: Timestamp,
) -> Result<RawDocument, NoAnswer> {
    let id = order.get("id").and_then(Value::as_str).and_then(tail).map(ToOwned::to_owned);
    let id = id.ok_or_else(|| NoAnswer::Wrong("Shopify's order has no `id`".to_owned()))?;
    for list in ["fulfillments", "refunds", "transactions"] {
        if order.get(list).and_then(Value::as_array).is_some_and(|it| it.len() >= LIST_MOST) {
            return Err(NoAnswer::Wrong(format!(
                "order {id} has {LIST_MOST} {list} or more: they cannot all be read"
            )));
        }
    }
    for _ in 0..FURTHER_MOST {
        let Some(lacking) = lacking(&order).map_err(NoAnswer::Wrong)? else {
            return Ok(RawDocument { kind: DocumentKind::Order, id, body: order.to_string().into() });
        };
        let more = read_on(client, wire, &lacking, now).await?;
        append(&mut order, &lacking, more).map_err(NoAnswer::Wrong)?;
    }
    Err(NoAnswer::Wrong(format!("order {id} has more pages than can be read")))
}

/// A list that has further pages.
struct Lacking {
    /// JSON pointer to the list.
    at: String,
    owner: String,
    cursor: String,
    more: &'static More,
}

/// The first list that is not at its end.
fn lacking(order: &Value) -> Result<Option<Lacking>, String> {
    let mut open = vec![(String::new(), order)];
    while let Some((at, value)) = open.pop() {
        match value {
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(i, it)| (format!("{at}/{i}"), it)))
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    let at = format!("{at}/{name}");
                    if let Some(cursor) = next_cursor(field)? {
                        let owner = value.get("id").and_then(Value::as_str).unwrap_or_default();
                        return how_to_read_on(at, owner, name, cursor).map(Some);
                    }
                    open.push((at, field));
                }
            }
            _ => {}
        }
    }
    Ok(None)
}

fn how_to_read_on(at: String, owner: &str, field: &str, cursor: String) -> Result<Lacking, String> {
    let kind = owner.strip_prefix("gid://shopify/").and_then(|it| it.split('/').next()).unwrap_or_default();
    let more = MORE.iter().find(|it| it.owner == kind && it.field == field);
    let more =
        more.ok_or_else(|| format!("`{field}` of {owner:?} has further pages that cannot be asked for"))?;
    Ok(Lacking { at, owner: owner.to_owned(), cursor, more })
}

/// The cursor of the next page of a connection, where there is one.
fn next_cursor(connection: &Value) -> Result<Option<String>, String> {
    let Some(page) = connection.get("pageInfo") else { return Ok(None) };
    if page.get("hasNextPage").and_then(Value::as_bool) != Some(true) {
        return Ok(None);
    }
    let cursor = page.get("endCursor").and_then(Value::as_str);
    cursor
        .map(|it| Some(it.to_owned()))
        .ok_or_else(|| "Shopify says that there are further pages and gives no cursor".to_owned())
}

async fn read_on<W: Wire>(
    client: &Client,
    wire: &W,
    lacking: &Lacking,
    now: Timestamp,
) -> Result<Value, NoAnswer> {
    let variables = json!({ "id": lacking.owner, "after": lacking.cursor });
    let (mut data, _) = client.ask(wire, Does::Read, lacking.more.document, variables, now).await?;
    let at = format!("/{}/{}", lacking.more.root, lacking.more.field);
    let page = data.pointer_mut(&at).map(Value::take).unwrap_or_default();
    if next_cursor(&page).map_err(NoAnswer::Wrong)?.as_ref() == Some(&lacking.cursor) {
        return Err(NoAnswer::Wrong(format!("a page of `{}` names itself as the next", lacking.more.field)));
    }
    Ok(page)
}

/// Appends a further page to a list and takes over where it ends.
fn append(order: &mut Value, lacking: &Lacking, mut page: Value) -> Result<(), String> {
    let lost = || format!("a further page of `{}` has no `nodes`", lacking.more.field);
    let Some(Value::Array(further)) = page.get_mut("nodes").map(Value::take) else { return Err(lost()) };
    let info = page.get("pageInfo").cloned().ok_or_else(lost)?;
    let list = order.pointer_mut(&lacking.at).ok_or_else(lost)?;
    list["pageInfo"] = info;
    list.get_mut("nodes").and_then(Value::as_array_mut).ok_or_else(lost)?.extend(further);
    Ok(())
}
