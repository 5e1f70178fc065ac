//! From a flow to what is to be drawn: which steps each system has, and which arrows join them.
//!
//! A step is a kind of document in a system. A document that arrives and goes on is one step; a fulfillment request
//! that leaves a system which has the order leaves from the order's step, since nothing happens between. All arrows
//! join steps of one kind of document, or leave from the kind that theirs derives from, so that only arrows of one
//! kind can run in a circle; the arrow that would close one ends in a second, later step.

pub(crate) mod lanes;
mod legend;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use indexmap::IndexMap;
use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use crate::graph::{Arrow, Graph, Label, Step, Stroke};
use crate::options::Options;
use crate::text::{Line, Span, Style};
use crate::{keys, label};
use lanes::{Part, Rows};
use words::{comes_again, title};

/// A step's name: a kind of document in a system, the first time or (`true`) when it comes round again.
type StepName<'f> = (&'f SystemId, DocumentKind, bool);

/// What is to be drawn of a flow.
pub fn graph(flow: &Flow, options: &Options) -> Graph {
    let part = Part::of(flow, options.team.as_ref());
    let rows = lanes::rows(flow, options, &part);
    let mut steps =
        Steps { flow, names: IndexMap::new(), arriving: arriving(flow), with_order: with_order(flow) };
    let closing = closing(flow);
    let mut arrows: Vec<Arrow> = Vec::new();
    for (handoff, closes) in flow.handoffs.values().zip(closing).filter(|it| part.shows(it.0)) {
        let from = steps.leaving(handoff);
        let to = steps.named((&handoff.to, handoff.carry, closes));
        arrows.push(Arrow {
            from,
            to,
            handoff: Some(handoff.id.clone()),
            stroke: label::stroke(flow, handoff),
            is_reverse: keys::is_reverse(handoff.carry),
            label: label::of_handoff(flow, handoff, &options.overlay),
            is_optional: false,
        });
    }
    let sequence = steps.sequence();
    arrows.extend(steps.inside());
    let legend = legend::entries(flow, &arrows);
    Graph {
        heading: (!options.embed).then(|| heading(flow, options)),
        steps: steps.drawn(&rows, &part),
        teams: rows.teams,
        lanes: rows.lanes,
        arrows,
        sequence,
        legend,
    }
}

fn heading(flow: &Flow, options: &Options) -> Line {
    let title = match &options.team {
        Some(team) => format!("{}: {}", flow.title, flow.team_title(team)),
        None => flow.title.clone(),
    };
    vec![Span::new(&title, Style::Title), Span::new("  Time runs from left to right.", Style::Legend)]
}

/// Where each kind of document goes on to from each system.
type Onward<'f> = HashMap<(DocumentKind, &'f SystemId), Vec<&'f SystemId>>;

/// For each handoff whether it would close a circle of arrows of its kind of document, in the map's order.
fn closing(flow: &Flow) -> Vec<bool> {
    let mut onward = Onward::new();
    let mut closing = Vec::new();
    for handoff in flow.handoffs.values() {
        let closes = reaches(&onward, handoff.carry, &handoff.to, &handoff.from);
        if !closes {
            onward.entry((handoff.carry, &handoff.from)).or_default().push(&handoff.to);
        }
        closing.push(closes);
    }
    closing
}

fn reaches(onward: &Onward<'_>, kind: DocumentKind, from: &SystemId, to: &SystemId) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(system) = open.pop() {
        if system == to {
            return true;
        }
        for next in onward.get(&(kind, system)).into_iter().flatten() {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}

/// Which kinds arrive in which system.
fn arriving(flow: &Flow) -> BTreeSet<(&SystemId, DocumentKind)> {
    flow.handoffs.values().map(|it| (&it.to, it.carry)).collect()
}

/// The systems that have orders.
fn with_order(flow: &Flow) -> BTreeSet<&SystemId> {
    flow.carrying(DocumentKind::Order).flat_map(|it| [&it.from, &it.to]).collect()
}

struct Steps<'f> {
    flow: &'f Flow,
    names: IndexMap<StepName<'f>, ()>,
    arriving: BTreeSet<(&'f SystemId, DocumentKind)>,
    with_order: BTreeSet<&'f SystemId>,
}

impl<'f> Steps<'f> {
    fn named(&mut self, name: StepName<'f>) -> usize {
        self.names.insert_full(name, ()).0
    }

    /// The step that a handoff leaves from.
    fn leaving(&mut self, handoff: &'f Handoff) -> usize {
        let from_order = handoff.carry == DocumentKind::FulfillmentRequest
            && !self.arriving.contains(&(&handoff.from, handoff.carry))
            && self.with_order.contains(&handoff.from);
        let kind = if from_order { DocumentKind::Order } else { handoff.carry };
        self.named((&handoff.from, kind, false))
    }

    /// Which steps of a system come before which.
    fn sequence(&self) -> Vec<(usize, usize)> {
        let mut of_system: BTreeMap<&SystemId, Vec<(usize, DocumentKind, bool)>> = BTreeMap::new();
        for (step, (system, kind, again)) in self.names.keys().enumerate() {
            of_system.entry(system).or_default().push((step, *kind, *again));
        }
        let mut pairs = Vec::new();
        for steps in of_system.values() {
            for (first, kind, again) in steps {
                for (second, later, again_later) in steps {
                    let derives = follows(*later).contains(kind);
                    if !again && (derives || kind == later && *again_later) {
                        pairs.push((*first, *second));
                    }
                }
            }
        }
        pairs.sort_unstable();
        pairs
    }

    /// Thin lines from a step to what begins from it inside the same system.
    fn inside(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for (to, (system, kind, again)) in self.names.keys().enumerate() {
            if *again || self.arriving.contains(&(*system, *kind)) {
                continue;
            }
            let parent =
                comes_of(*kind).iter().find_map(|it| self.names.get_index_of(&(*system, *it, false)));
            arrows.extend(parent.map(|from| Arrow {
                from,
                to,
                handoff: None,
                stroke: Stroke::Inside,
                is_reverse: false,
                label: Label::default(),
                is_optional: true,
            }));
        }
        arrows
    }

    fn drawn(&self, rows: &Rows, part: &Part<'_>) -> Vec<Step> {
        let drawn = self.names.keys().map(|(id, kind, again)| {
            let is_origin = !again && !self.arriving.contains(&(*id, *kind));
            let system = self.flow.system(id);
            let title = if *again { comes_again(*kind) } else { title(*kind, is_origin, system.role) };
            let note = rows.names_systems.then(|| Span::new(&system.title, Style::StepNote));
            Step {
                lane: rows.lane_of[*id],
                system: system.id.clone(),
                document: *kind,
                title: Span::new(title, Style::Step),
                note,
                is_dimmed: !part.is_own(system),
                is_origin,
            }
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
