//! How long documents take over the arrows of a map, as late as it allows: intervals, deadlines and windows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, System};
use seamless_model::{HandoffId, SystemId};

use crate::arrows::seen;
use crate::judge::Asked;
use crate::quantity::calendar::Leg;
use crate::sources::Sources;

/// The longest that one handoff takes, with the window in which it keeps documents back.
pub(crate) fn longest(flow: &Flow, handoff: &Handoff) -> SignedDuration {
    let kept = Asked::Contract(flow, handoff).span("hold_window").unwrap_or_default();
    Leg::of(handoff).longest().saturating_add(kept)
}

/// Arrows by the system that they leave, each with the longest that it takes.
pub(crate) struct Pace<'f> {
    leaving: BTreeMap<&'f SystemId, Vec<Step<'f>>>,
}

/// One arrow: its handoff, where it leads, and the longest that it takes.
pub(crate) type Step<'f> = (&'f HandoffId, &'f SystemId, SignedDuration);

impl<'f> Pace<'f> {
    /// As documents travel.
    pub(crate) fn along(flow: &'f Flow, handoffs: impl IntoIterator<Item = &'f Handoff>) -> Self {
        Self::of(handoffs.into_iter().map(|it| (&it.from, (&it.id, &it.to, longest(flow, it)))))
    }

    /// Against the way of documents: where they come from.
    pub(crate) fn against(flow: &'f Flow, handoffs: impl IntoIterator<Item = &'f Handoff>) -> Self {
        Self::of(handoffs.into_iter().map(|it| (&it.to, (&it.id, &it.from, longest(flow, it)))))
    }

    fn of(arrows: impl Iterator<Item = (&'f SystemId, Step<'f>)>) -> Self {
        let mut leaving: BTreeMap<&SystemId, Vec<Step<'f>>> = BTreeMap::new();
        for (from, step) in arrows {
            leaving.entry(from).or_default().push(step);
        }
        Self { leaving }
    }

    /// The arrows that leave a system and are not shut.
    pub(crate) fn next(
        &self,
        from: &SystemId,
        shut: &BTreeSet<&HandoffId>,
    ) -> impl Iterator<Item = Step<'f>> {
        let open = self.leaving.get(from).into_iter().flatten().inspect(|_| seen(1));
        open.filter(|it| !shut.contains(it.0)).copied()
    }

    /// How long it takes to each system behind some, by the way that is soonest there; each begins at its own time.
    pub(crate) fn times(
        &self,
        begin: impl IntoIterator<Item = (&'f SystemId, SignedDuration)>,
        shut: &BTreeSet<&HandoffId>,
    ) -> BTreeMap<&'f SystemId, SignedDuration> {
        self.times_near(begin, shut, usize::MAX)
    }

    /// The same for so many systems at most, the soonest.
    pub(crate) fn times_near(
        &self,
        begin: impl IntoIterator<Item = (&'f SystemId, SignedDuration)>,
        shut: &BTreeSet<&HandoffId>,
        most: usize,
    ) -> BTreeMap<&'f SystemId, SignedDuration> {
        soonest(begin, most, |at, after| {
            self.next(at, shut).map(move |(_, to, takes)| (to, after.saturating_add(takes)))
        })
    }
}

/// The least time to each system behind some, of so many systems at most, the nearest (Dijkstra's). `further` gives the
/// next ones behind one, and the time there.
pub(crate) fn soonest<'f, I: Iterator<Item = (&'f SystemId, SignedDuration)>>(
    begin: impl IntoIterator<Item = (&'f SystemId, SignedDuration)>,
    most: usize,
    further: impl Fn(&'f SystemId, SignedDuration) -> I,
) -> BTreeMap<&'f SystemId, SignedDuration> {
    let mut times = BTreeMap::new();
    let mut next: BTreeSet<(SignedDuration, &SystemId)> =
        begin.into_iter().map(|(at, after)| (after, at)).collect();
    while let Some((after, at)) = next.pop_first().filter(|_| times.len() < most) {
        if !times.contains_key(at) {
            times.insert(at, after);
            next.extend(further(at, after).map(|(to, after)| (after, to)));
        }
    }
    times
}

/// Places where orders begin whose orders take the same ways, and how long these take to each system.
pub(crate) struct Alike<'f> {
    /// The places, in the order in which they were given.
    pub places: Vec<&'f System>,
    /// How long their orders take.
    pub times: BTreeMap<&'f SystemId, SignedDuration>,
}

impl<'f> Pace<'f> {
    /// Walks once for places whose orders take the same first steps and are shut out of the same arrows. None of them
    /// is itself among the systems that are reached, unless a ring leads back to it.
    pub(crate) fn alike(&self, places: &[&'f System], sources: &mut Sources<'f>) -> Vec<Alike<'f>> {
        let mut known = BTreeMap::new();
        let mut all: Vec<Alike<'f>> = Vec::new();
        for place in places.iter().copied() {
            let shut = sources.shut(place);
            let first: Vec<_> = self.next(&place.id, &shut).map(|(_, to, takes)| (to, takes)).collect();
            let at = *known.entry((first.clone(), shut.clone())).or_insert_with(|| {
                all.push(Alike { places: Vec::new(), times: self.times(first, &shut) });
                all.len() - 1
            });
            all[at].places.push(place);
        }
        all
    }
}
