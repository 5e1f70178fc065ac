//! From a flow to what is to be drawn: which steps each system has, and which arrows join them.
//!
//! A step is a kind of document in a system. A document that arrives and goes on is one step; a fulfillment request
//! that leaves a system which has the order leaves from the order's step, since nothing happens between. All arrows
//! join steps of one kind of document, or leave from the kind that theirs derives from, so that only arrows of one
//! kind can run in a circle; the arrow that would close one ends in a second, later step.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use seamless_flow::{Flow, Handoff, Role};
use seamless_model::{DocumentKind, SystemId};

use crate::graph::{Arrow, Graph, Label, Lane, Step, Stroke, Team};
use crate::label;
use crate::options::Options;
use crate::text::{Line, Span, Style};

/// A step's name: a kind of document in a lane, the first time or (`true`) when it comes round again.
type StepName = (usize, DocumentKind, bool);

/// What is to be drawn of a flow.
pub fn graph(flow: &Flow, options: &Options) -> Graph {
    let (teams, order) = lanes(flow);
    let lane_of: BTreeMap<&SystemId, usize> = order.iter().enumerate().map(|(at, it)| (*it, at)).collect();
    let mut steps = Steps { flow, lane_of: &lane_of, names: IndexMap::new(), arriving: BTreeSet::new() };
    steps.find_arriving();
    let closing = closing(flow);
    let mut arrows: Vec<Arrow> = Vec::new();
    for (handoff, closes) in flow.handoffs.values().zip(closing) {
        let from = steps.leaving(handoff);
        let to = steps.named((lane_of[&handoff.to], handoff.carry, closes));
        arrows.push(Arrow {
            from,
            to,
            handoff: Some(handoff.id.clone()),
            stroke: label::stroke(handoff),
            label: label::of_handoff(flow, handoff, &options.overlay),
            is_optional: false,
        });
    }
    let sequence = steps.sequence();
    arrows.extend(steps.inside());
    let legend = legend(&arrows);
    Graph {
        heading: (!options.embed).then(|| heading(flow)),
        teams,
        lanes: order.iter().map(|system| lane(flow, system)).collect(),
        steps: steps.drawn(),
        arrows,
        sequence,
        legend,
    }
}

fn heading(flow: &Flow) -> Line {
    vec![Span::new(&flow.title, Style::Title), Span::new("   Time runs from left to right.", Style::Legend)]
}

/// Lanes in the map's order, but each team's together, from where its first system stands.
fn lanes(flow: &Flow) -> (Vec<Team>, Vec<&SystemId>) {
    let mut by_team: IndexMap<_, Vec<&SystemId>> = IndexMap::new();
    for system in flow.systems.values() {
        by_team.entry(&system.team).or_default().push(&system.id);
    }
    let teams = by_team.iter().map(|(team, systems)| Team {
        title: Span::new(flow.team_title(team), Style::Team),
        lanes: systems.len(),
    });
    (teams.collect(), by_team.values().flatten().copied().collect())
}

fn lane(flow: &Flow, id: &SystemId) -> Lane {
    let system = flow.system(id);
    let note = format!("{} · {}", system.kind.word(), system.role.word());
    Lane {
        system: id.clone(),
        title: Span::new(&system.title, Style::Lane),
        note: Span::new(&note, Style::LaneNote),
    }
}

/// For each handoff whether it would close a circle of arrows of its kind of document, in the map's order.
fn closing(flow: &Flow) -> Vec<bool> {
    let mut kept: Vec<&Handoff> = Vec::new();
    let mut closing = Vec::new();
    for handoff in flow.handoffs.values() {
        let closes = reaches(&kept, handoff.carry, &handoff.to, &handoff.from);
        if !closes {
            kept.push(handoff);
        }
        closing.push(closes);
    }
    closing
}

fn reaches(kept: &[&Handoff], kind: DocumentKind, from: &SystemId, to: &SystemId) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(system) = open.pop() {
        if system == to {
            return true;
        }
        for next in kept.iter().filter(|it| it.carry == kind && it.from == *system) {
            if seen.insert(&next.to) {
                open.push(&next.to);
            }
        }
    }
    false
}

struct Steps<'f> {
    flow: &'f Flow,
    lane_of: &'f BTreeMap<&'f SystemId, usize>,
    names: IndexMap<StepName, ()>,
    arriving: BTreeSet<(usize, DocumentKind)>,
}

impl Steps<'_> {
    fn find_arriving(&mut self) {
        for handoff in self.flow.handoffs.values() {
            self.arriving.insert((self.lane_of[&handoff.to], handoff.carry));
        }
    }

    fn named(&mut self, name: StepName) -> usize {
        self.names.insert_full(name, ()).0
    }

    /// The step that a handoff leaves from.
    fn leaving(&mut self, handoff: &Handoff) -> usize {
        let lane = self.lane_of[&handoff.from];
        let from_order = handoff.carry == DocumentKind::FulfillmentRequest
            && !self.arriving.contains(&(lane, handoff.carry))
            && self.has_order(&handoff.from);
        let kind = if from_order { DocumentKind::Order } else { handoff.carry };
        self.named((lane, kind, false))
    }

    fn has_order(&self, system: &SystemId) -> bool {
        let touches =
            |it: &Handoff| it.carry == DocumentKind::Order && (it.from == *system || it.to == *system);
        self.flow.handoffs.values().any(touches)
    }

    /// Which steps of a lane come before which.
    fn sequence(&self) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for (first, (lane, kind, again)) in self.names.keys().enumerate() {
            for (second, (other, later, again_later)) in self.names.keys().enumerate() {
                let derives = follows(*later).contains(kind);
                let comes_round = kind == later && *again_later;
                if lane == other && !again && (derives || comes_round) {
                    pairs.push((first, second));
                }
            }
        }
        pairs
    }

    /// Thin lines from a step to what begins from it inside the same system.
    fn inside(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for (to, (lane, kind, again)) in self.names.keys().enumerate() {
            if *again || self.arriving.contains(&(*lane, *kind)) {
                continue;
            }
            let parent = comes_of(*kind).iter().find_map(|it| self.names.get_index_of(&(*lane, *it, false)));
            arrows.extend(parent.map(|from| Arrow {
                from,
                to,
                handoff: None,
                stroke: Stroke::Inside,
                label: Label::default(),
                is_optional: true,
            }));
        }
        arrows
    }

    fn drawn(&self) -> Vec<Step> {
        let systems: BTreeMap<usize, &SystemId> =
            self.lane_of.iter().map(|(id, lane)| (*lane, *id)).collect();
        let drawn = self.names.keys().map(|(lane, kind, again)| {
            let is_origin = !again && !self.arriving.contains(&(*lane, *kind));
            let role = self.flow.system(systems[lane]).role;
            let title = if *again { comes_again(*kind) } else { title(*kind, is_origin, role) };
            Step { lane: *lane, title: Span::new(title, Style::Step), is_origin }
        });
        drawn.collect()
    }
}

/// The kinds that come before a kind in the same system.
fn follows(kind: DocumentKind) -> &'static [DocumentKind] {
    use DocumentKind as K;
    match kind {
        K::Order | K::Inventory => &[],
        K::Hold | K::Payment => &[K::Order],
        K::FulfillmentRequest => &[K::Order, K::Hold],
        K::Shipment => &[K::Order, K::Hold, K::FulfillmentRequest],
        K::Cancellation => &[K::Order, K::Hold, K::FulfillmentRequest],
        K::Return => &[K::Order, K::Shipment],
        K::Refund => &[K::Order, K::Payment, K::Shipment, K::Cancellation, K::Return],
        K::Payout => &[K::Order, K::Payment, K::Refund],
        K::Journal => &[K::Order, K::Payment, K::Shipment, K::Refund, K::Payout],
    }
}

/// The kinds out of which a system makes a kind, the nearest first.
fn comes_of(kind: DocumentKind) -> &'static [DocumentKind] {
    use DocumentKind as K;
    match kind {
        K::Order | K::Inventory => &[],
        K::Hold | K::FulfillmentRequest | K::Payment | K::Cancellation => &[K::Order],
        K::Shipment => &[K::FulfillmentRequest, K::Order],
        K::Return => &[K::Shipment],
        K::Refund => &[K::Return, K::Cancellation],
        K::Payout => &[K::Payment],
        K::Journal => &[K::Payout, K::Refund, K::Payment],
    }
}

/// What a person would say happens.
fn title(kind: DocumentKind, is_origin: bool, role: Role) -> &'static str {
    use DocumentKind as K;
    let books = role.keeps_books();
    let sells = matches!(role, Role::Storefront | Role::Marketplace);
    match (kind, is_origin) {
        (K::Order, true) => {
            if sells {
                "Order placed"
            } else {
                "Order created"
            }
        }
        (K::Order, false) => {
            if books {
                "Order booked"
            } else {
                "Order received"
            }
        }
        (K::Hold, true) => "Put on hold",
        (K::Hold, false) => "Hold received",
        (K::FulfillmentRequest, true) => "Fulfillment requested",
        (K::FulfillmentRequest, false) => {
            if role.ships_goods() {
                "Request to ship"
            } else {
                "Request received"
            }
        }
        (K::Shipment, true) => "Shipped",
        (K::Shipment, false) if sells => "Shown as shipped",
        (K::Shipment, false) => {
            if books {
                "Shipment booked"
            } else {
                "Shipment known"
            }
        }
        (K::Cancellation, true) => "Cancelled",
        (K::Cancellation, false) => "Cancellation received",
        (K::Return, true) => "Return begun",
        (K::Return, false) => {
            if role.ships_goods() {
                "Goods come back"
            } else {
                "Return known"
            }
        }
        (K::Refund, true) => "Refunded",
        (K::Refund, false) => {
            if books {
                "Refund booked"
            } else {
                "Refund known"
            }
        }
        (K::Payment, true) => "Paid",
        (K::Payment, false) => {
            if books {
                "Payment booked"
            } else {
                "Payment known"
            }
        }
        (K::Payout, true) => "Paid out",
        (K::Payout, false) => {
            if books {
                "Payout booked"
            } else {
                "Payout known"
            }
        }
        (K::Inventory, true) => "Stock counted",
        (K::Inventory, false) => "Stock updated",
        (K::Journal, true) => "Journal written",
        (K::Journal, false) => "Journal booked",
    }
}

/// What happens when a kind comes back to a system that it left from.
fn comes_again(kind: DocumentKind) -> &'static str {
    use DocumentKind as K;
    match kind {
        K::Order => "Order updated",
        K::Hold => "Hold updated",
        K::FulfillmentRequest => "Request updated",
        K::Shipment => "Shipment updated",
        K::Cancellation => "Cancellation updated",
        K::Return => "Return updated",
        K::Refund => "Refund updated",
        K::Payment => "Payment updated",
        K::Payout => "Payout updated",
        K::Inventory => "Stock updated",
        K::Journal => "Journal updated",
    }
}

/// What the line styles in use mean.
fn legend(arrows: &[Arrow]) -> Vec<(Stroke, Span)> {
    let used: BTreeSet<Stroke> = arrows.iter().map(|it| it.stroke).collect();
    let said = used.into_iter().map(|stroke| {
        let text = match stroke {
            Stroke::Ours => "carried by Seamless",
            Stroke::Vendor => "watched by Seamless, carried as named",
            Stroke::Person => "carried by a person",
            Stroke::Inside => "inside one system",
        };
        (stroke, Span::new(text, Style::Legend))
    });
    said.collect()
}
