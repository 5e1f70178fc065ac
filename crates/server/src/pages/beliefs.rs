//! What each system believes of one order, side by side.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use seamless_draw::State;
use seamless_engine::{Fact, Thread};
use seamless_flow::Flow;
use seamless_model::{Address, Body, DocumentKind, Money, Order, PaymentState, Shipment, SystemId};

use super::part;
use crate::mask::MASK;
use crate::words::{listed, money, money_of};

/// What one system says about one thing. What is compared may be more than what is shown.
#[derive(Debug, Clone)]
struct Cell {
    shown: String,
    compared: Option<String>,
}

impl Cell {
    /// Shown and compared.
    fn both(shown: impl Into<String>) -> Self {
        let shown = shown.into();
        Self { compared: Some(shown.clone()), shown }
    }
}

/// One thing, and what each system says about it, in the map's order.
struct Row {
    what: String,
    cells: Vec<Option<Cell>>,
    /// The system that the others are held against: the one that has it first.
    against: Option<usize>,
}

impl Row {
    /// Whether a system says something else than the one that it is held against.
    fn is_odd(&self, at: usize) -> bool {
        let compared = |it: &Option<Cell>| it.as_ref().and_then(|it| it.compared.clone());
        let against = self.against.and_then(|at| compared(self.cells.get(at)?));
        let against = against.or_else(|| self.cells.iter().find_map(compared));
        let own = self.cells.get(at).and_then(compared);
        own.is_some() && own != against
    }

    /// Leaves it to the reader what the difference means.
    fn only_shown(&mut self) {
        self.cells.iter_mut().flatten().for_each(|it| it.compared = None);
    }

    fn has_odd(&self) -> bool {
        (0..self.cells.len()).any(|at| self.is_odd(at))
    }
}

/// A row as JSON has it: what, and by system what is said.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Said {
    what: String,
    systems: BTreeMap<SystemId, String>,
    differs: bool,
}

/// The table for JSON.
pub(crate) fn said(flow: &Flow, thread: &Thread) -> Vec<Said> {
    let sides = sides(flow, thread);
    let of = |row: Row| Said {
        differs: row.has_odd(),
        systems: sides
            .iter()
            .zip(&row.cells)
            .filter_map(|(side, cell)| Some((side.system.clone(), cell.as_ref()?.shown.clone())))
            .collect(),
        what: row.what,
    };
    rows(&sides).into_iter().map(of).collect()
}

/// The table. While nothing is late, what differs is on its way.
pub(crate) fn table(flow: &Flow, thread: &Thread) -> Markup {
    let sides = sides(flow, thread);
    let rows = rows(&sides);
    let is_late = thread.incidents.iter().any(seamless_engine::Incident::is_open);
    let state = if is_late { State::Differing } else { State::Due };
    let odd: Vec<&str> = rows.iter().filter(|it| it.has_odd()).map(|it| it.what.as_str()).collect();
    html! {
        div.wide tabindex="0" role="group" aria-label="What each system believes" {
            table.beliefs {
                thead { tr {
                    td {}
                    @for side in &sides { th scope="col" { (part::system(flow, &side.system)) } }
                } }
                tbody {
                    tr {
                        th scope="row" { "known as" }
                        @for side in &sides { td { (side.known_as()) } }
                    }
                    @for row in &rows { (row_markup(row, state)) }
                }
            }
        }
        @if odd.is_empty() {
            p.soft { "All systems that say something say the same." }
        } @else if is_late {
            p.notice.bad { "Marked is what differs from the system that has it first: " (listed(&odd)) "." }
        } @else {
            p.notice.soon { "Still on its way, and within its deadlines: " (listed(&odd)) "." }
        }
    }
}

fn row_markup(row: &Row, state: State) -> Markup {
    html! {
        tr {
            th scope="row" { (row.what) }
            @for (at, cell) in row.cells.iter().enumerate() {
                @match cell {
                    Some(cell) if row.is_odd(at) => { td.differs[state == State::Differing] { (cell.shown) " " (part::state(state)) } }
                    Some(cell) => td { (cell.shown) },
                    None => td.missing { span aria-hidden="true" { "·" } span.hidden { "says nothing" } },
                }
            }
        }
    }
}

/// One system's documents, and the kinds that the map lets it have.
struct Side<'t> {
    system: SystemId,
    kinds: BTreeSet<DocumentKind>,
    /// The kinds that it hands on and nobody hands to it: it has them first.
    first: BTreeSet<DocumentKind>,
    facts: Vec<&'t Fact>,
}

fn sides<'t>(flow: &Flow, thread: &'t Thread) -> Vec<Side<'t>> {
    let given = |system: &SystemId| flow.leaving(system).map(|it| it.carry).collect::<BTreeSet<_>>();
    let got = |system: &SystemId| {
        flow.handoffs.values().filter(|it| it.to == *system).map(|it| it.carry).collect::<BTreeSet<_>>()
    };
    let of = |system: &SystemId| Side {
        system: system.clone(),
        kinds: &given(system) | &got(system),
        first: &given(system) - &got(system),
        facts: thread.facts.iter().filter(|it| it.keyed().system == *system).collect(),
    };
    flow.systems.keys().map(of).collect()
}

impl<'t> Side<'t> {
    fn order(&self) -> Option<&'t Order> {
        self.facts.iter().find_map(|it| match &it.keyed().body {
            Body::Order(order) => Some(order),
            _ => None,
        })
    }

    fn bodies(&self) -> impl Iterator<Item = &'t Body> {
        self.facts.iter().map(|it| &it.observation().body).filter(|it| !it.is_dead())
    }

    fn shipments(&self) -> impl Iterator<Item = &'t Shipment> {
        self.bodies().filter_map(|it| match it {
            Body::Shipment(shipment) => Some(shipment),
            _ => None,
        })
    }

    fn has(&self, kind: DocumentKind) -> bool {
        self.kinds.contains(&kind) || self.facts.iter().any(|it| it.kind() == kind)
    }

    fn known_as(&self) -> Markup {
        let order = self.facts.iter().find(|it| it.kind() == DocumentKind::Order);
        html! {
            @for (field, value) in order.or(self.facts.first()).iter().flat_map(|it| it.keyed().keys.iter()) {
                div { (part::identifier(Some(field), value)) }
            }
        }
    }

    /// Units of an item that are wanted, requested or gone.
    fn units(&self, sku: &str, of: Units) -> Option<u64> {
        let is = |it: &Option<String>| it.as_deref().unwrap_or(NO_SKU) == sku;
        match of {
            Units::Wanted => {
                let lines = &self.order()?.lines;
                Some(lines.iter().filter(|it| is(&it.sku)).map(|it| it.quantity).sum())
            }
            Units::Requested => self.has(DocumentKind::FulfillmentRequest).then(|| {
                let lines = self.bodies().flat_map(|it| match it {
                    Body::FulfillmentRequest(request) => request.lines.as_slice(),
                    _ => &[],
                });
                lines.filter(|it| is(&it.sku)).map(|it| it.quantity).sum()
            }),
            Units::Shipped => self.has(DocumentKind::Shipment).then(|| {
                let left = self.shipments().filter(|it| it.status.has_left());
                left.flat_map(|it| &it.lines).filter(|it| is(&it.sku)).map(|it| it.quantity).sum()
            }),
        }
    }
}

/// How a line without a stock-keeping unit is called.
const NO_SKU: &str = "no SKU";

#[derive(Clone, Copy)]
enum Units {
    Wanted,
    Requested,
    Shipped,
}

fn rows(sides: &[Side<'_>]) -> Vec<Row> {
    use DocumentKind::{FulfillmentRequest, Order, Refund, Shipment};
    let row = |what: &str, kind: DocumentKind, cell: &dyn Fn(&Side<'_>) -> Option<Cell>| Row {
        what: what.to_owned(),
        cells: sides.iter().map(cell).collect(),
        against: sides.iter().position(|it| it.first.contains(&kind)),
    };
    let mut rows =
        vec![row("order", Order, &existence), row("payment", Order, &payment), row("on hold", Order, &hold)];
    for sku in skus(sides) {
        for (of, kind, word) in [
            (Units::Wanted, Order, "wanted"),
            (Units::Requested, FulfillmentRequest, "asked for"),
            (Units::Shipped, Shipment, "shipped"),
        ] {
            let cell = |side: &Side<'_>| side.units(&sku, of).map(|it| Cell::both(it.to_string()));
            rows.push(row(&format!("{sku} {word}"), kind, &cell));
        }
    }
    let mut total = row("total", Order, &total);
    // A shop takes a refund off its total, the books keep the total and write a credit: both are right.
    if sides.iter().any(|it| it.bodies().any(|it| matches!(it, Body::Refund(_)))) {
        total.only_shown();
    }
    rows.push(total);
    rows.push(row("refunded", Refund, &refunded));
    rows.push(row("tracking", Shipment, &tracking));
    rows.push(row("ships to", Order, &address));
    // What was wanted of a cancelled order is history, and systems keep it as they please.
    if sides.iter().filter_map(Side::order).any(|it| it.is_cancelled()) {
        let history = |it: &&mut Row| it.what == "total" || it.what.ends_with(" wanted");
        rows.iter_mut().filter(history).for_each(Row::only_shown);
    }
    rows.retain(|it| it.cells.iter().any(Option::is_some));
    rows
}

fn skus(sides: &[Side<'_>]) -> Vec<String> {
    let mut skus: Vec<String> = Vec::new();
    for order in sides.iter().filter_map(Side::order) {
        for line in &order.lines {
            let sku = line.sku.as_deref().unwrap_or(NO_SKU);
            if !skus.iter().any(|it| it == sku) {
                skus.push(sku.to_owned());
            }
        }
    }
    skus
}

fn existence(side: &Side<'_>) -> Option<Cell> {
    if !side.has(DocumentKind::Order) {
        return None;
    }
    let fact = side.facts.iter().find(|it| it.kind() == DocumentKind::Order);
    Some(Cell::both(match fact.map(|it| &it.observation().body) {
        None => "has not got it",
        Some(Body::Deleted(_)) => "deleted",
        Some(body) if body.is_dead() => "cancelled",
        Some(_) => "there",
    }))
}

fn payment(side: &Side<'_>) -> Option<Cell> {
    let words = match side.order()?.payment.as_ref()? {
        PaymentState::Pending => "pending",
        PaymentState::Authorized => "authorised",
        PaymentState::Expired => "expired",
        PaymentState::PartiallyPaid => "paid in part",
        PaymentState::Paid => "paid",
        PaymentState::PartiallyRefunded => "refunded in part",
        PaymentState::Refunded => "refunded",
        PaymentState::Voided => "voided",
        PaymentState::Unknown(word) => word,
    };
    Some(Cell { shown: words.to_owned(), compared: None })
}

fn hold(side: &Side<'_>) -> Option<Cell> {
    let order = side.order()?;
    order.held.then(|| Cell { shown: "yes".to_owned(), compared: None })
}

fn total(side: &Side<'_>) -> Option<Cell> {
    side.order()?.totals.as_ref().map(|it| Cell::both(money(it.total.shop)))
}

fn refunded(side: &Side<'_>) -> Option<Cell> {
    if !side.has(DocumentKind::Refund) {
        return None;
    }
    let amounts: Vec<Money> = side
        .bodies()
        .filter_map(|it| match it {
            Body::Refund(refund) => Some(refund.amount.shop),
            _ => None,
        })
        .collect();
    Some(Cell::both(money_of(amounts.into_iter()).unwrap_or_else(|| "nothing".to_owned())))
}

fn tracking(side: &Side<'_>) -> Option<Cell> {
    if !side.has(DocumentKind::Shipment) {
        return None;
    }
    let numbers: BTreeSet<&str> =
        side.shipments().flat_map(|it| &it.tracking).map(|it| it.number.as_str()).collect();
    let words = numbers.into_iter().collect::<Vec<_>>().join(", ");
    Some(Cell::both(if words.is_empty() { "none".to_owned() } else { words }))
}

/// Only the country and the province are shown; the whole address is compared, without case and spaces.
fn address(side: &Side<'_>) -> Option<Cell> {
    let address: &Address = side.order()?.ship_to.as_ref()?;
    let parts =
        [&address.name, &address.address1, &address.address2, &address.city, &address.zip, &address.country];
    let compared = parts.iter().copied().flatten().flat_map(|it| it.chars());
    let compared: String = compared.filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let place: Vec<&str> =
        [&address.province, &address.country].into_iter().flatten().map(String::as_str).collect();
    Some(Cell { shown: format!("{MASK} {}", place.join(", ")), compared: Some(compared) })
}
