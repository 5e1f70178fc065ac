//! From steps and arrows to pools, events, tasks and gateways.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff};
use seamless_model::HandoffId;

use super::choice::{Parting, parting};
use super::collaboration::{Collaboration, Message, Node, NodeKind, Sequence, Taken};
use crate::graph::{Graph, LaneOf};

/// The collaboration that a graph with a lane for each system shows.
pub fn collaboration(flow: &Flow, graph: &Graph) -> Collaboration {
    let mut builder = Builder {
        flow,
        graph,
        out: Collaboration::default(),
        taken: BTreeSet::new(),
        entries: Vec::new(),
        begun: BTreeSet::new(),
        sending: BTreeMap::new(),
        receiving: BTreeMap::new(),
    };
    for lane in &graph.lanes {
        if let LaneOf::System(id) = &lane.of {
            builder.out.pools.push(id.clone());
        }
    }
    for step in 0..graph.steps.len() {
        builder.enter(step);
    }
    for step in 0..graph.steps.len() {
        builder.leave(step);
    }
    builder.messages();
    builder.out
}

struct Builder<'a> {
    flow: &'a Flow,
    graph: &'a Graph,
    out: Collaboration,
    taken: BTreeSet<String>,
    /// For each step its task, and the node at which a process comes to it.
    entries: Vec<(usize, usize)>,
    /// Pools that have a start without a trigger: a process has at most one.
    begun: BTreeSet<usize>,
    sending: BTreeMap<HandoffId, usize>,
    receiving: BTreeMap<HandoffId, usize>,
}

/// What follows a step.
enum Exit<'f> {
    /// A handoff, always.
    Send(&'f Handoff),
    /// Handoffs of which each document takes at most one.
    Choice(Vec<&'f Handoff>, Parting),
    /// A step in the same system.
    Step(usize),
}

impl<'a> Builder<'a> {
    fn node(&mut self, pool: usize, kind: NodeKind, stem: &str, name: String) -> usize {
        let mut id = stem.to_owned();
        let mut number = 2;
        while !self.taken.insert(id.clone()) {
            id = format!("{stem}_{number}");
            number += 1;
        }
        self.out.nodes.push(Node { id, pool, kind, name });
        self.out.nodes.len() - 1
    }

    fn sequence(&mut self, from: usize, to: usize, taken: Taken) {
        self.out.sequences.push(Sequence { from, to, taken });
    }

    fn arriving(&self, step: usize) -> Vec<&'a Handoff> {
        let arrows = self.graph.arrows.iter().filter(|it| it.to == step);
        arrows.filter_map(|it| self.flow.handoffs.get(it.handoff.as_ref()?)).collect()
    }

    fn is_inner(&self, step: usize) -> bool {
        self.graph.arrows.iter().any(|it| it.to == step && it.handoff.is_none())
    }

    /// A step's task, and what begins it.
    fn enter(&mut self, step: usize) {
        let it = &self.graph.steps[step];
        let (pool, document) = (it.lane, it.document);
        let stem = format!("{}_{document}", it.system);
        let task = self.node(pool, NodeKind::Task, &format!("Task_{stem}"), it.title.text.clone());
        let arriving = self.arriving(step);
        let ways = arriving.len() + usize::from(self.is_inner(step));
        let entry = if ways > 1 {
            let join = self.node(pool, NodeKind::Exclusive, &format!("Join_{stem}"), String::new());
            self.sequence(join, task, Taken::Always);
            join
        } else {
            task
        };
        for handoff in &arriving {
            let (stem, name) =
                (format!("Receive_{}", handoff.id), format!("{} comes", handoff.carry.words()));
            let start = self.node(pool, NodeKind::Receive(handoff.id.clone()), &stem, name);
            self.receiving.insert(handoff.id.clone(), start);
            self.sequence(start, entry, Taken::Always);
        }
        if ways == 0 {
            let kind = if self.begun.insert(pool) { NodeKind::Start } else { NodeKind::StartWhen };
            let name = format!("{} begins", document.words());
            let start = self.node(pool, kind, &format!("Start_{stem}"), name);
            self.sequence(start, entry, Taken::Always);
        }
        self.entries.push((task, entry));
    }

    /// What follows a step: the document goes out, or another step begins, or nothing.
    fn leave(&mut self, step: usize) {
        let it = &self.graph.steps[step];
        let (pool, stem) = (it.lane, format!("{}_{}", it.system, it.document));
        let task = self.entries[step].0;
        let exits = self.exits(step);
        if let [Exit::Send(handoff), Exit::Step(next)] = exits[..] {
            let send = self.send(pool, handoff, false);
            self.sequence(task, send, Taken::Always);
            self.sequence(send, self.entries[next].1, Taken::Always);
            return;
        }
        if exits.is_empty() {
            let end = self.node(pool, NodeKind::End, &format!("End_{stem}"), "done".to_owned());
            self.sequence(task, end, Taken::Always);
            return;
        }
        let from = if exits.len() == 1 {
            task
        } else {
            let fork = self.node(pool, NodeKind::Parallel, &format!("Fork_{stem}"), String::new());
            self.sequence(task, fork, Taken::Always);
            fork
        };
        for exit in exits {
            match exit {
                Exit::Send(handoff) => {
                    let send = self.send(pool, handoff, true);
                    self.sequence(from, send, Taken::Always);
                }
                Exit::Step(next) => self.sequence(from, self.entries[next].1, Taken::Always),
                Exit::Choice(handoffs, parting) => self.choose(pool, from, &handoffs, parting),
            }
        }
    }

    fn choose(&mut self, pool: usize, from: usize, handoffs: &[&'a Handoff], parting: Parting) {
        let [first, ..] = handoffs else { return };
        let question = if handoffs.len() > 1 {
            format!("Which way for the {}?", first.carry.words())
        } else {
            format!("To {}?", self.flow.system_title(&first.to))
        };
        let gateway = self.node(pool, NodeKind::Exclusive, &format!("Choice_{}", first.id), question);
        self.sequence(from, gateway, Taken::Always);
        for handoff in handoffs {
            let send = self.send(pool, handoff, true);
            let condition = handoff.when.as_ref().map(|it| it.text().to_owned()).unwrap_or_default();
            self.sequence(gateway, send, Taken::If(condition));
        }
        if parting != Parting::Total {
            let end =
                self.node(pool, NodeKind::End, &format!("Stays_{}", first.id), "not handed on".to_owned());
            self.sequence(gateway, end, Taken::Otherwise);
        }
    }

    fn send(&mut self, pool: usize, handoff: &Handoff, is_last: bool) -> usize {
        let id = handoff.id.clone();
        let kind = if is_last { NodeKind::SendLast(id.clone()) } else { NodeKind::Send(id.clone()) };
        let name = format!("{} goes out", handoff.carry.words());
        let node = self.node(pool, kind, &format!("Send_{id}"), name);
        self.sending.insert(id, node);
        node
    }

    fn exits(&self, step: usize) -> Vec<Exit<'a>> {
        let mut exits: Vec<Exit<'a>> = Vec::new();
        let mut conditional: BTreeMap<_, Vec<&'a Handoff>> = BTreeMap::new();
        let mut steps = Vec::new();
        for arrow in self.graph.arrows.iter().filter(|it| it.from == step) {
            match arrow.handoff.as_ref().and_then(|it| self.flow.handoffs.get(it)) {
                Some(handoff) if handoff.when.is_some() => {
                    conditional.entry(handoff.carry).or_default().push(handoff);
                }
                Some(handoff) => exits.push(Exit::Send(handoff)),
                None => steps.push(Exit::Step(arrow.to)),
            }
        }
        for handoffs in conditional.into_values() {
            let conditions: Vec<&str> =
                handoffs.iter().filter_map(|it| it.when.as_ref().map(|it| it.text())).collect();
            match parting(&conditions) {
                found if handoffs.len() > 1 && found != Parting::Unknown => {
                    exits.push(Exit::Choice(handoffs, found));
                }
                _ => exits.extend(handoffs.into_iter().map(|it| Exit::Choice(vec![it], Parting::Disjoint))),
            }
        }
        exits.extend(steps);
        exits
    }

    fn messages(&mut self) {
        for arrow in &self.graph.arrows {
            let Some(id) = &arrow.handoff else { continue };
            if let (Some(from), Some(to)) = (self.sending.get(id), self.receiving.get(id)) {
                self.out.messages.push(Message { handoff: id.clone(), from: *from, to: *to });
            }
        }
    }
}
