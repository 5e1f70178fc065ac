//! The search: from "every value of every slot" down to one document, splitting only on what a condition asks.
//!
//! A state says which values each slot may still have. A condition is answered over a whole state at once where all
//! its values answer alike; where they do not, the values are grouped by how they answer, and each group is searched.

use std::collections::HashMap;
use std::rc::Rc;

use seamless_model::DocumentKind;
use serde_json::{Value, json};

use super::document::{Set, element, partial};
use super::may::{Answer, Ask, Instance, May, Seen, counted, junction, open};
use super::memo::Memo;
use super::sets::{Sets, next, single, tuples};
use super::shape::{Parts, Shape};
use super::slot::{ListNeed, SlotId, Sort, Step, Values};
use super::term::{Binding, Read};
use crate::cel::syntax::{Comparison, EachKind};

/// The values that each instance may still have, as the number of a set of values that the search keeps.
pub(super) type State = Vec<u32>;

/// The most values of the slots of one part that are gone through to see whether they answer alike.
const TUPLES_MAX: usize = 4_096;
/// The most states that one question may take.
const STATES_MAX: usize = 20_000;
/// The most times that parts are evaluated for one call.
const EVALUATIONS_MAX: usize = 200_000;

/// What one evaluation may cost; what stands in a map is far below it.
const COST_MAX: usize = 1_000_000;

/// So many open goals are looked at in a state before it is split: enough to see early that one is missed, and few
/// enough that a thousand conditions do not take a million looks.
const OPEN_MAX: usize = 16;

/// The question took more than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMuch;

/// Everything that a search needs and that does not change while it goes on, but for what it remembers.
pub(super) struct Search<'p> {
    parts: &'p Parts,
    kind: DocumentKind,
    values: &'p [Values],
    /// For each slot: its first instance.
    first: Vec<Instance>,
    /// The slot of each instance, and the element in which it stands. Parts that cannot be decided follow.
    instances: Vec<(SlotId, usize)>,
    /// For each part that cannot be decided: its first instance.
    open: Vec<Instance>,
    /// How many instances each of them has.
    each: usize,
    sets: Sets,
    /// What a part answers for one value of each slot that it reads.
    known: Memo,
    /// The same for sets of values.
    alike: HashMap<(usize, Vec<u32>), May>,
    evaluations: usize,
    /// Whether a failure is looked for: then what can fail is asked first.
    failing: bool,
}

const OPEN: [Answer; 3] = [Answer::Yes, Answer::No, Answer::Fails];

impl<'p> Search<'p> {
    pub(super) fn new(parts: &'p Parts, kind: DocumentKind, values: &'p [Values]) -> Self {
        let mut first = Vec::new();
        let mut instances = Vec::new();
        for (id, slot) in parts.slots.all.iter().enumerate() {
            first.push(instances.len());
            let need = slot.list().and_then(|list| parts.slots.need(list));
            instances.extend((0..need.map_or(1, ListNeed::elements)).map(|element| (id, element)));
        }
        // A part that cannot be decided may answer for each element in its own way.
        let each = parts.slots.lists.iter().map(ListNeed::elements).max().unwrap_or(1);
        let open = (0..parts.open.len()).map(|at| instances.len() + at * each).collect();
        let (sets, known, alike) = (Sets::default(), Memo::of(&parts.atoms), HashMap::new());
        Self {
            parts,
            kind,
            values,
            first,
            instances,
            open,
            each,
            sets,
            known,
            alike,
            evaluations: 0,
            failing: false,
        }
    }

    /// Every document. Where a failure is looked for, what cannot be decided is taken not to be it.
    fn all(&mut self, failing: bool) -> State {
        let numbers = |count: usize| (0..u16::try_from(count).unwrap_or(u16::MAX)).collect::<Vec<u16>>();
        let (instances, values, sets) = (&self.instances, self.values, &mut self.sets);
        let slots = instances.iter().map(|(slot, _)| values[*slot].len());
        let open = (0..self.parts.open.len() * self.each).map(|_| OPEN.len() - usize::from(failing));
        slots.chain(open).map(|count| sets.number(numbers(count))).collect()
    }

    /// The values that an instance may still have.
    fn values_of(&self, instance: Instance, state: &State) -> Rc<[u16]> {
        self.sets.of(state[instance])
    }

    /// Goes through all states in which these conditions answer so, until `accept` takes one. `None` where there is
    /// none left.
    pub(super) fn find<T>(
        &mut self,
        goals: &[(&Shape, Answer)],
        mut accept: impl FnMut(&Self, &State) -> Option<T>,
    ) -> Result<Option<T>, TooMuch> {
        let failing = goals.iter().any(|(_, wanted)| *wanted == Answer::Fails);
        let mut stack = vec![(self.all(failing), (0..goals.len()).collect::<Vec<usize>>())];
        let mut steps = 0;
        while let Some((state, mut open)) = stack.pop() {
            steps += 1;
            if steps > STATES_MAX || self.evaluations > EVALUATIONS_MAX {
                return Err(TooMuch);
            }
            match self.judge(goals, &mut open, &state) {
                Judged::Missed => {}
                Judged::Hit => {
                    if let Some(found) = accept(self, &state) {
                        return Ok(Some(found));
                    }
                }
                Judged::Open(ask) => {
                    let branches = self.branches(ask, &state);
                    stack.extend(branches.into_iter().rev().map(|it| (it, open.clone())));
                }
            }
        }
        Ok(None)
    }

    /// How a state stands to the goals that are open still. Those that it settles are settled in every part of it, and
    /// open no longer. Of many that are open, the first ones tell what to ask next.
    fn judge(&mut self, goals: &[(&Shape, Answer)], open: &mut Vec<usize>, state: &State) -> Judged {
        let mut ask = None;
        let (mut looked, mut kept) = (0, Vec::new());
        while kept.len() < OPEN_MAX && looked < open.len() {
            let goal = open[looked];
            looked += 1;
            let (shape, wanted) = goals[goal];
            self.failing = wanted == Answer::Fails;
            let seen = self.see(shape, state, None);
            if !seen.may.can(wanted) {
                return Judged::Missed;
            }
            if !seen.may.is_one() {
                ask = ask.or(seen.ask);
                kept.push(goal);
            }
        }
        open.splice(..looked, kept);
        ask.map_or(Judged::Hit, Judged::Open)
    }

    /// What a condition answers in a state; `at` is the element that a walk has come to.
    fn see(&mut self, shape: &Shape, state: &State, at: Option<usize>) -> Seen {
        match shape {
            Shape::Atom(atom) => self.atom(*atom, state, at),
            Shape::Open(part) => {
                let instance = self.open[*part] + at.unwrap_or(0);
                let left = self.values_of(instance, state);
                let may = left.iter().fold(May::NOTHING, |may, it| may.or(May::one(OPEN[usize::from(*it)])));
                Seen { may, ask: Some(Ask::Instance(instance)) }
            }
            Shape::Not(of) => {
                let Seen { may, ask } = self.see(of, state, at);
                let not = May::NOTHING
                    .with(Answer::Yes, may.can(Answer::No))
                    .with(Answer::No, may.can(Answer::Yes))
                    .with(Answer::Fails, may.can(Answer::Fails));
                Seen { may: not, ask }
            }
            Shape::And(sides) => {
                let seen = [self.see(&sides[0], state, at), self.see(&sides[1], state, at)];
                junction(&seen, Answer::No, self.failing)
            }
            Shape::Or(sides) => {
                let seen = [self.see(&sides[0], state, at), self.see(&sides[1], state, at)];
                junction(&seen, Answer::Yes, self.failing)
            }
            Shape::If(parts) => self.choice(parts, state, at),
            Shape::Walk { what, list, body } => {
                let seen = self.elements(list, body, state, *what);
                match what {
                    EachKind::Exists => junction(&seen, Answer::Yes, self.failing),
                    EachKind::All => junction(&seen, Answer::No, self.failing),
                    _ => counted(&seen, Comparison::Equal, 1, self.failing),
                }
            }
            Shape::Count { list, body, how, number } => {
                let seen = self.elements(list, body, state, EachKind::ExistsOne);
                counted(&seen, *how, *number, self.failing)
            }
        }
    }

    fn choice(&mut self, parts: &[Shape; 3], state: &State, at: Option<usize>) -> Seen {
        let condition = self.see(&parts[0], state, at);
        let mut may = May::NOTHING.with(Answer::Fails, condition.may.can(Answer::Fails));
        let mut all = vec![condition];
        for (answer, part) in [(Answer::Yes, &parts[1]), (Answer::No, &parts[2])] {
            if condition.may.can(answer) {
                let seen = self.see(part, state, at);
                may = may.or(seen.may);
                all.push(seen);
            }
        }
        Seen { may, ask: open(&all, self.failing) }
    }

    /// What a body answers for each element; an element that is not there does not decide.
    fn elements(&mut self, list: &[Step], body: &Shape, state: &State, what: EachKind) -> Vec<Seen> {
        let Some(need) = self.parts.slots.need(list) else { return Vec::new() };
        let same = |it: &super::slot::Slot| it.sort == Sort::Size && it.steps == list;
        let Some(slot) = self.parts.slots.all.iter().position(same) else { return Vec::new() };
        let (size, count) = (self.first[slot], need.elements());
        let sizes = self.values_of(size, state);
        let neutral = if what == EachKind::All { Answer::Yes } else { Answer::No };
        let mut seen = Vec::new();
        for at in 0..count {
            let values = &self.values[slot];
            let long = |value: &u16| values[usize::from(*value)].as_u64().unwrap_or(0) > at as u64;
            let (some, every) = (sizes.iter().any(long), sizes.iter().all(long));
            if !some {
                break;
            }
            let of = self.see(body, state, Some(at));
            seen.push(if every {
                of
            } else {
                Seen { may: of.may.or(May::one(neutral)), ask: Some(Ask::Instance(size)) }
            });
        }
        seen
    }

    fn reads(&self, atom: usize, at: Option<usize>) -> Vec<Instance> {
        let place = |(slot, binding): &Read| {
            let element = match binding {
                Binding::Document => 0,
                Binding::At(element) => *element,
                Binding::Local(_) => at.unwrap_or(0),
            };
            self.first[*slot] + element
        };
        self.parts.atoms[atom].reads.iter().map(place).collect()
    }

    fn atom(&mut self, atom: usize, state: &State, at: Option<usize>) -> Seen {
        let instances = self.reads(atom, at);
        let key = (atom, instances.iter().map(|it| state[*it]).collect::<Vec<u32>>());
        let may = match self.alike.get(&key) {
            Some(may) => *may,
            None => {
                let sets: Vec<Rc<[u16]>> = key.1.iter().map(|it| self.sets.of(*it)).collect();
                let may = self.may_answer(atom, &sets);
                self.alike.insert(key, may);
                may
            }
        };
        Seen { may, ask: Some(Ask::Atom(atom, at.unwrap_or(0))) }
    }

    fn may_answer(&mut self, atom: usize, sets: &[Rc<[u16]>]) -> May {
        if tuples(sets) > TUPLES_MAX {
            return May::ANYTHING;
        }
        let mut may = May::NOTHING;
        let mut tuple: Vec<usize> = vec![0; sets.len()];
        loop {
            let values = tuple.iter().zip(sets).map(|(number, set)| set[*number]).collect();
            may = may.or(May::one(self.answer(atom, values)));
            if may == May::ANYTHING || !next(&mut tuple, |place| sets[place].len()) {
                return may;
            }
        }
    }

    /// What a part answers when the slots that it reads have these values: by the evaluator that runs live.
    fn answer(&mut self, atom: usize, values: Vec<u16>) -> Answer {
        let it = &self.parts.atoms[atom];
        let first = it.reads.first().zip(values.first());
        let first = first.map(|((slot, _), value)| &self.values[*slot][usize::from(*value)]);
        if let Some(known) = self.known.known(atom, &values, first) {
            return known;
        }
        self.evaluations += 1;
        let set = |place: usize, element| {
            let (slot, _) = it.reads[place];
            Set { slot, element, value: &self.values[slot][usize::from(values[place])] }
        };
        let mut sets = Vec::new();
        let mut local = Vec::new();
        for (place, (slot, binding)) in it.reads.iter().enumerate() {
            match binding {
                Binding::Document => sets.push(set(place, 0)),
                Binding::At(element) => sets.push(set(place, *element)),
                Binding::Local(_) => local.push(set(place, 0)),
            }
            // An amount in an element needs its currency there.
            if self.parts.slots.all[*slot].sort == Sort::Currency {
                local.push(set(place, 0));
            }
        }
        let document = partial(&self.parts.slots, self.kind, &sets);
        let list = local.iter().find_map(|set| self.parts.slots.all[set.slot].list());
        let item = list.map(|list| element(&self.parts.slots, list, &local));
        let names: Vec<(String, Value)> =
            it.locals.iter().map(|name| (name.clone(), item.clone().unwrap_or_else(|| json!({})))).collect();
        let mut left = COST_MAX;
        let got = it.expression.evaluate_among(&document.scope(), &names, &mut left);
        let answer = match got {
            Ok(Value::Bool(true)) => Answer::Yes,
            Ok(Value::Bool(false)) => Answer::No,
            _ => Answer::Fails,
        };
        self.known.keep(atom, &values, first, answer);
        answer
    }

    /// A state split by what must be known: the group with the most pleasant value first.
    fn branches(&mut self, ask: Ask, state: &State) -> Vec<State> {
        let (instance, groups) = match ask {
            Ask::Instance(instance) => (instance, single(&self.values_of(instance, state))),
            Ask::Atom(atom, at) => self.groups(atom, at, state),
        };
        let branch = |group: Vec<u16>| {
            let mut state = state.clone();
            state[instance] = self.sets.number(group);
            state
        };
        groups.into_iter().map(branch).collect()
    }

    /// The values of a slot that a part reads, grouped by how it answers with each of them.
    fn groups(&mut self, atom: usize, at: usize, state: &State) -> (Instance, Vec<Vec<u16>>) {
        let instances = self.reads(atom, Some(at));
        let sets: Vec<Rc<[u16]>> = instances.iter().map(|it| self.values_of(*it, state)).collect();
        let wide: Vec<usize> = (0..sets.len()).filter(|it| sets[*it].len() > 1).collect();
        if tuples(&sets) <= TUPLES_MAX {
            for place in &wide {
                let groups = self.rows(atom, &sets, *place);
                if groups.len() > 1 {
                    return (instances[*place], groups);
                }
            }
        }
        let place = wide.first().copied().unwrap_or(0);
        (instances[place], single(&sets[place]))
    }

    fn rows(&mut self, atom: usize, sets: &[Rc<[u16]>], place: usize) -> Vec<Vec<u16>> {
        let mut groups: Vec<(Vec<Answer>, Vec<u16>)> = Vec::new();
        for value in sets[place].iter() {
            let mut row = Vec::new();
            let mut tuple: Vec<usize> = vec![0; sets.len()];
            loop {
                let one = |it: usize| if it == place { *value } else { sets[it][tuple[it]] };
                row.push(self.answer(atom, (0..sets.len()).map(one).collect()));
                if !next(&mut tuple, |it| if it == place { 1 } else { sets[it].len() }) {
                    break;
                }
            }
            match groups.iter_mut().find(|(it, _)| *it == row) {
                Some((_, group)) => group.push(*value),
                None => groups.push((row, vec![*value])),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// The first value of every slot in a state.
    pub(super) fn first_of<'s>(&'s self, state: &State) -> Vec<Set<'s>> {
        let set = |(instance, (slot, element)): (usize, &(SlotId, usize))| {
            let value = &self.values[*slot][usize::from(self.values_of(instance, state)[0])];
            Set { slot: *slot, element: *element, value }
        };
        self.instances.iter().enumerate().map(set).collect()
    }

    /// The parts that cannot be decided and on whose answer a state rests.
    pub(super) fn rests_on(&self, state: &State) -> Option<usize> {
        let set = |at: &usize| (0..self.each).any(|it| self.values_of(self.open[*at] + it, state).len() == 1);
        (0..self.parts.open.len()).find(set)
    }
}

enum Judged {
    Missed,
    Hit,
    Open(Ask),
}
