//! The order flow by which drawing is measured, in tests and by `seamless bench draw`: ten lanes, sixty steps, eighty
//! arrows. Fifty go on inside a system, thirty hand something over.

use seamless_model::{DocumentKind, HandoffId, SystemId};

use crate::graph::{Arrow, Graph, Label, Lane, LaneOf, Step, Stroke, Team};
use crate::keys::is_reverse;
use crate::text::{Span, Style};

/// Each lane: its team, system, title, and what happens there one after the other.
const LANES: [(&str, &str, &str, [&str; 6]); 10] = [
    (
        "Care",
        "desk",
        "Helpdesk",
        ["Order seen", "Question asked", "Change agreed", "Return agreed", "Refund told", "Case closed"],
    ),
    (
        "Commerce",
        "shop",
        "Shop",
        ["Order placed", "Order paid", "Order changed", "Shown as shipped", "Return begun", "Refund shown"],
    ),
    (
        "Commerce",
        "psp",
        "Payments",
        ["Authorised", "Fraud checked", "Captured", "Refund asked", "Refund paid", "Payout made"],
    ),
    (
        "IT",
        "hub",
        "Order hub",
        [
            "Order received",
            "Order checked",
            "Order released",
            "Shipment known",
            "Return known",
            "Refund decided",
        ],
    ),
    (
        "Logistics",
        "wms",
        "Warehouse",
        ["Request to ship", "Picked", "Packed", "Label printed", "Handed over", "Goods put back"],
    ),
    (
        "Logistics",
        "parcel",
        "Parcel carrier",
        ["Label asked", "Label made", "Parcel taken", "Delivered", "Parcel returned", "Delivery billed"],
    ),
    (
        "Logistics",
        "returns",
        "Returns centre",
        ["Parcel opened", "Goods inspected", "Grade given", "Goods sorted", "Sent to stock", "Day closed"],
    ),
    (
        "Finance",
        "vendor",
        "Supplier",
        ["Purchase order", "Confirmed", "Goods sent", "Invoice sent", "Credit noted", "Paid"],
    ),
    (
        "Finance",
        "erp",
        "ERP",
        [
            "Order booked",
            "Purchase made",
            "Goods expected",
            "Invoice matched",
            "Return booked",
            "Period closed",
        ],
    ),
    (
        "Finance",
        "ledger",
        "Ledger",
        ["Sale noted", "Stock noted", "Cost noted", "Credit noted", "Payout matched", "Journal written"],
    ),
];

/// A lane and a step of it.
type Place = (usize, usize);
/// A handoff's document, its name, where it leaves from and where it goes to.
type Handoff = (DocumentKind, &'static str, Place, Place);

/// Each handoff: its document, its name, and from which step of which lane to which.
const HANDOFFS: [Handoff; 30] = {
    use DocumentKind as K;
    [
        (K::Order, "order_view", (1, 0), (0, 0)),
        (K::Payment, "payment", (1, 0), (2, 0)),
        (K::Payment, "paid", (2, 1), (1, 1)),
        (K::Order, "change", (0, 2), (1, 2)),
        (K::Order, "web_orders", (1, 1), (3, 0)),
        (K::Hold, "fraud", (2, 1), (3, 1)),
        (K::Payment, "capture", (3, 2), (2, 2)),
        (K::Order, "booking", (3, 1), (8, 0)),
        (K::FulfillmentRequest, "picks", (3, 2), (4, 0)),
        (K::FulfillmentRequest, "label", (4, 2), (5, 0)),
        (K::Shipment, "labelled", (5, 1), (4, 3)),
        (K::Shipment, "handover", (4, 4), (5, 2)),
        (K::Shipment, "shipped", (4, 4), (3, 3)),
        (K::Shipment, "told_shop", (3, 3), (1, 3)),
        (K::Return, "agreed", (0, 3), (1, 4)),
        (K::Return, "announced", (1, 4), (3, 4)),
        (K::Return, "sent_back", (5, 4), (6, 0)),
        (K::Return, "inspected", (6, 1), (3, 5)),
        (K::Return, "put_back", (6, 4), (4, 5)),
        (K::Return, "return_books", (6, 3), (8, 4)),
        (K::Refund, "refund", (3, 5), (2, 3)),
        (K::Refund, "refund_shown", (2, 4), (1, 5)),
        (K::Refund, "refund_told", (1, 5), (0, 4)),
        (K::Order, "purchase", (8, 1), (7, 0)),
        (K::Order, "confirmed", (7, 1), (8, 2)),
        (K::Payment, "invoice", (7, 3), (8, 3)),
        (K::Journal, "sales", (8, 0), (9, 0)),
        (K::Journal, "stock_value", (8, 2), (9, 1)),
        (K::Journal, "cost", (8, 3), (9, 2)),
        (K::Journal, "credits", (8, 4), (9, 3)),
    ]
};

/// The graph of that flow.
pub fn sample() -> Graph {
    let mut graph = Graph::default();
    for (lane, (team, system, title, steps)) in LANES.iter().enumerate() {
        match graph.teams.last_mut().filter(|it| it.title.text == *team) {
            Some(last) => last.lanes += 1,
            None => graph.teams.push(Team { title: Span::new(team, Style::Team), lanes: 1 }),
        }
        graph.lanes.push(Lane {
            of: LaneOf::System(SystemId::from(*system)),
            title: Span::new(title, Style::Lane),
            note: Span::new(system, Style::LaneNote),
            found: Vec::new(),
            is_dimmed: false,
        });
        for (at, title) in steps.iter().enumerate() {
            graph.steps.push(step(lane, system, title, at == 0));
        }
    }
    for (lane, (.., steps)) in LANES.iter().enumerate() {
        for at in 1..steps.len() {
            graph.arrows.push(arrow(number((lane, at - 1)), number((lane, at)), None));
        }
    }
    for (kind, name, from, to) in HANDOFFS {
        graph.arrows.push(arrow(number(from), number(to), Some((kind, name))));
    }
    graph
}

fn number((lane, at): Place) -> usize {
    lane * LANES[0].3.len() + at
}

fn step(lane: usize, system: &str, title: &str, is_origin: bool) -> Step {
    Step {
        lane,
        system: SystemId::from(system),
        document: DocumentKind::Order,
        title: Span::new(title, Style::Step),
        note: None,
        is_dimmed: false,
        is_origin,
    }
}

fn arrow(from: usize, to: usize, handoff: Option<(DocumentKind, &str)>) -> Arrow {
    let label = handoff.map_or_else(Label::default, |(kind, name)| Label {
        what: vec![vec![Span::new(kind.word(), Style::Document)], vec![Span::new(name, Style::Name)]],
        how: vec![vec![Span::new("within 15m · webhook", Style::Detail)]],
        width_min: 0.0,
    });
    Arrow {
        from,
        to,
        handoff: handoff.map(|it| HandoffId::from(it.1)),
        stroke: if handoff.is_some() { Stroke::Ours } else { Stroke::Inside },
        is_reverse: handoff.is_some_and(|it| is_reverse(it.0)),
        label,
        is_optional: false,
    }
}
