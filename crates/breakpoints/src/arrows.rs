//! Arrows, looked up by the system that they leave: where many walks begin on one map, each sees only what it comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use seamless_flow::{Flow, Handoff, Role, System};
use seamless_model::{HandoffId, SystemId};

/// The arrows of some handoffs by the system where they begin; turned round, by the system where they end.
#[derive(Debug, Default)]
pub(crate) struct Arrows<'f> {
    leaving: BTreeMap<&'f SystemId, Vec<(&'f HandoffId, &'f SystemId)>>,
}

impl<'f> Arrows<'f> {
    /// As documents travel.
    pub(crate) fn along(handoffs: impl Iterator<Item = &'f Handoff>) -> Self {
        Self::of(handoffs.map(|it| (&it.from, &it.id, &it.to)))
    }

    /// Against the way of documents: where they come from.
    pub(crate) fn against(handoffs: impl Iterator<Item = &'f Handoff>) -> Self {
        Self::of(handoffs.map(|it| (&it.to, &it.id, &it.from)))
    }

    fn of(arrows: impl Iterator<Item = (&'f SystemId, &'f HandoffId, &'f SystemId)>) -> Self {
        let mut leaving: BTreeMap<&SystemId, Vec<_>> = BTreeMap::new();
        for (from, handoff, to) in arrows {
            leaving.entry(from).or_default().push((handoff, to));
        }
        Self { leaving }
    }

    /// The next systems behind one, over arrows that are not shut. Two systems with the same next ones come to the same
    /// places, but for themselves.
    pub(crate) fn next(
        &self,
        from: &SystemId,
        shut: &BTreeSet<&HandoffId>,
    ) -> impl Iterator<Item = &'f SystemId> {
        let open = self.leaving.get(from).into_iter().flatten();
        open.inspect(|_| seen(1)).filter(|it| !shut.contains(it.0)).map(|it| it.1)
    }

    /// Those of some wanted systems that are not behind one, itself among them. The walk ends where all are found.
    pub(crate) fn missing(
        &self,
        from: &'f SystemId,
        mut wanted: BTreeSet<&'f SystemId>,
    ) -> BTreeSet<&'f SystemId> {
        let mut next = vec![from];
        let mut found = BTreeSet::from([from]);
        wanted.remove(from);
        while let Some(at) = next.pop().filter(|_| !wanted.is_empty()) {
            for it in self.next(at, &OPEN).filter(|it| found.insert(it)) {
                wanted.remove(it);
                next.push(it);
            }
        }
        wanted
    }

    /// All systems behind some, over arrows that are not shut; these among them.
    pub(crate) fn behind(
        &self,
        begin: impl IntoIterator<Item = &'f SystemId>,
        shut: &BTreeSet<&HandoffId>,
    ) -> BTreeSet<&'f SystemId> {
        let mut next: Vec<&SystemId> = begin.into_iter().collect();
        let mut found: BTreeSet<&SystemId> = next.iter().copied().collect();
        while let Some(at) = next.pop() {
            next.extend(self.next(at, shut).filter(|it| found.insert(it)));
        }
        found
    }
}

/// What is behind a place on the way there, and not on the way back.
pub(crate) struct Gap<'f> {
    flow: &'f Flow,
    role: fn(Role) -> bool,
    there: Arrows<'f>,
    back: Arrows<'f>,
    /// For places behind which the same systems come first on both ways.
    known: BTreeMap<Ends<'f>, Rc<Vec<&'f System>>>,
}

/// What is shut for a place, and the first systems behind it, there and back.
type Ends<'f> = (BTreeSet<&'f HandoffId>, [Vec<&'f SystemId>; 2]);

impl<'f> Gap<'f> {
    /// Of systems that have some role.
    pub(crate) fn of(flow: &'f Flow, role: fn(Role) -> bool, there: Arrows<'f>, back: Arrows<'f>) -> Self {
        Self { flow, role, there, back, known: BTreeMap::new() }
    }

    /// These systems in the map's order; the place itself may be among them.
    pub(crate) fn behind(&mut self, place: &System, shut: &BTreeSet<&'f HandoffId>) -> Rc<Vec<&'f System>> {
        let [there, back] = [&self.there, &self.back].map(|it| it.next(&place.id, shut).collect::<Vec<_>>());
        let known = self.known.entry((shut.clone(), [there.clone(), back.clone()]));
        let missing = known.or_insert_with(|| {
            let back = self.back.behind(back, shut);
            let there = self.there.behind(there, shut).into_iter();
            let missing = there.filter(|it| !back.contains(*it)).map(|it| self.flow.system(it));
            let mut missing: Vec<&System> = missing.filter(|it| (self.role)(it.role)).collect();
            missing.sort_by_key(|it| it.place.start);
            Rc::new(missing)
        });
        missing.clone()
    }
}

/// Nothing is shut.
pub(crate) static OPEN: BTreeSet<&HandoffId> = BTreeSet::new();

/// Counts, in tests, how many arrows the checks have looked at.
#[cfg(not(test))]
pub(crate) fn seen(_: usize) {}

#[cfg(test)]
pub(crate) use tests::seen;

#[cfg(test)]
pub(crate) mod tests {
    use std::cell::Cell;

    thread_local! {
        static SEEN: Cell<usize> = const { Cell::new(0) };
    }

    pub(crate) fn seen(count: usize) {
        SEEN.set(SEEN.get() + count);
    }

    /// How many arrows are looked at meanwhile.
    pub(crate) fn counted(work: impl FnOnce()) -> usize {
        let before = SEEN.get();
        work();
        SEEN.get() - before
    }
}
