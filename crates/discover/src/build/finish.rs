//! The last steps of a log: what was put together as it came is brought into its order.

use super::{Loose, UNDECLARED};
use crate::log::{Column, Events, Log, Objects};
use crate::names::Names;

/// Puts touches that came late beside those of their events, behind them.
pub(super) fn merge_late(events: &mut Events, late: Vec<(u32, u32, u16)>) {
    if late.is_empty() {
        return;
    }
    let mut counts = vec![0u32; events.len() + 1];
    for (event, ..) in &late {
        counts[*event as usize + 1] += 1;
    }
    for event in 0..events.len() {
        counts[event + 1] += counts[event];
    }
    let total = events.objects.len() + late.len();
    let (mut objects, mut qualifiers) = (vec![0; total], vec![0; total]);
    // Behind the touches that an event has already come the late ones; `next` is where its next one goes.
    let mut next: Vec<u32> = Vec::with_capacity(events.len());
    for (bounds, before) in events.offsets.windows(2).zip(&counts) {
        let (start, end) = (bounds[0] as usize, bounds[1] as usize);
        let shifted = start + *before as usize;
        objects[shifted..shifted + end - start].copy_from_slice(&events.objects[start..end]);
        qualifiers[shifted..shifted + end - start].copy_from_slice(&events.qualifiers[start..end]);
        next.push((shifted + end - start) as u32);
    }
    for (event, object, qualifier) in late {
        let place = &mut next[event as usize];
        objects[*place as usize] = object;
        qualifiers[*place as usize] = qualifier;
        *place += 1;
    }
    for (offset, count) in events.offsets.iter_mut().zip(&counts) {
        *offset += count;
    }
    (events.objects, events.qualifiers) = (objects, qualifiers);
}

/// Renumbers objects in the order of their declaration, and leaves out what speaks of others.
pub(super) fn declare(log: &mut Log, declared: &[u32], loose: &mut dyn FnMut(Loose<'_>)) {
    let as_it_is = declared.len() == log.objects.len()
        && declared.iter().enumerate().all(|(index, it)| index == *it as usize);
    if as_it_is {
        return;
    }
    let mut new = vec![UNDECLARED; log.objects.len()];
    for (index, object) in declared.iter().enumerate() {
        new[*object as usize] = index as u32;
    }
    let mut kept = 0;
    let events = &mut log.events;
    let mut start = 0;
    for event in 0..events.kind.len() {
        let end = events.offsets[event + 1] as usize;
        for touch in start..end {
            let object = events.objects[touch];
            if new[object as usize] == UNDECLARED {
                loose(Loose::Touch { event: event as u32, object: log.objects.ids.get(object) });
                continue;
            }
            events.objects[kept] = new[object as usize];
            events.qualifiers[kept] = events.qualifiers[touch];
            kept += 1;
        }
        start = end;
        events.offsets[event + 1] = kept as u32;
    }
    events.objects.truncate(kept);
    events.qualifiers.truncate(kept);
    let ids = &log.objects.ids;
    log.relations.retain_mut(|it| {
        let (from, to) = (new[it.from as usize], new[it.to as usize]);
        if from == UNDECLARED || to == UNDECLARED {
            loose(Loose::Relation { from: ids.get(it.from), to: ids.get(it.to) });
            return false;
        }
        (it.from, it.to) = (from, to);
        true
    });
    for column in &mut log.object_attributes {
        column.rows.iter_mut().for_each(|it| *it = new[*it as usize]);
    }
    let objects = std::mem::take(&mut log.objects);
    log.objects = Objects {
        kind: declared.iter().map(|it| objects.kind[*it as usize]).collect(),
        ids: Names::from(objects.ids.into_arena().reordered(declared)),
    };
}

/// Takes what stands twice in one event once.
pub(super) fn once(events: &mut Events, objects: usize) {
    let mut last = vec![u32::MAX; objects];
    let mut twice = vec![false; 0];
    for event in 0..events.len() as u32 {
        for object in events.touched(event) {
            if std::mem::replace(&mut last[*object as usize], event) == event {
                twice.resize(events.len(), false);
                twice[event as usize] = true;
            }
        }
    }
    if twice.is_empty() {
        return;
    }
    let (mut kept_objects, mut kept_qualifiers) = (Vec::new(), Vec::new());
    let mut offsets = vec![0];
    for event in 0..events.len() as u32 {
        let mut touches: Vec<(u32, u16, usize)> = events
            .touches(event)
            .enumerate()
            .map(|(place, (it, qualifier))| (it, qualifier, place))
            .collect();
        if twice[event as usize] {
            touches.sort_unstable();
            touches.dedup_by_key(|it| (it.0, it.1));
            touches.sort_unstable_by_key(|it| it.2);
        }
        kept_objects.extend(touches.iter().map(|it| it.0));
        kept_qualifiers.extend(touches.iter().map(|it| it.1));
        offsets.push(kept_objects.len() as u32);
    }
    (events.objects, events.qualifiers, events.offsets) = (kept_objects, kept_qualifiers, offsets);
}

/// Sorts events by time; those of the same time stay in their order.
pub(super) fn by_time(log: &mut Log) {
    let events = &mut log.events;
    if events.at_ms.is_sorted() {
        return;
    }
    let mut order: Vec<u32> = (0..events.len() as u32).collect();
    order.sort_by_key(|it| events.at_ms[*it as usize]);
    let mut sorted = Events {
        kind: order.iter().map(|it| events.kind[*it as usize]).collect(),
        at_ms: order.iter().map(|it| events.at_ms[*it as usize]).collect(),
        ids: events.ids.reordered(&order),
        offsets: Vec::with_capacity(events.offsets.len()),
        objects: Vec::with_capacity(events.objects.len()),
        qualifiers: Vec::with_capacity(events.qualifiers.len()),
    };
    sorted.offsets.push(0);
    for event in &order {
        let range = events.offsets[*event as usize] as usize..events.offsets[*event as usize + 1] as usize;
        sorted.objects.extend_from_slice(&events.objects[range.clone()]);
        sorted.qualifiers.extend_from_slice(&events.qualifiers[range]);
        sorted.offsets.push(sorted.objects.len() as u32);
    }
    *events = sorted;
    if log.event_attributes.is_empty() {
        return;
    }
    let mut new = vec![0; order.len()];
    for (index, event) in order.iter().enumerate() {
        new[*event as usize] = index as u32;
    }
    for column in &mut log.event_attributes {
        column.rows.iter_mut().for_each(|it| *it = new[*it as usize]);
    }
}

/// Puts a column into the order of its rows and times; of an event's equal attributes, the first stands.
pub(super) fn in_order(column: &mut Column) {
    let timed = !column.since_ms.is_empty();
    let key = |place: usize| (column.rows[place], if timed { column.since_ms[place] } else { 0 });
    if (1..column.rows.len()).all(|it| key(it - 1) < key(it)) {
        return;
    }
    let mut order: Vec<usize> = (0..column.rows.len()).collect();
    order.sort_by_key(|it| key(*it));
    order.dedup_by_key(|it| key(*it));
    *column = Column {
        name: std::mem::take(&mut column.name),
        form: column.form,
        rows: order.iter().map(|it| column.rows[*it]).collect(),
        since_ms: if timed { order.iter().map(|it| column.since_ms[*it]).collect() } else { Vec::new() },
        values: order.iter().map(|it| column.values[*it]).collect(),
    };
}

pub(super) fn shrink(log: &mut Log) {
    let events = &mut log.events;
    events.kind.shrink_to_fit();
    events.at_ms.shrink_to_fit();
    events.offsets.shrink_to_fit();
    events.objects.shrink_to_fit();
    events.qualifiers.shrink_to_fit();
    log.relations.shrink_to_fit();
}
