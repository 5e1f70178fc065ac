//! The object-centric directly-follows graph: for each type of object, which event follows which.

use crate::log::Log;

/// How often, over all objects of one type, one type of event is directly followed by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The type of the objects, an index into the log's `object_types`.
    pub object: u32,
    /// The event before, an index into `event_types`.
    pub before: u32,
    /// The event after.
    pub after: u32,
    /// How often.
    pub count: u64,
}

const NONE: u32 = u32::MAX;

/// The graph's edges, by object type, event before, event after. An event that touches an object twice, in two
/// qualities, is one event of that object.
pub fn ocdfg(log: &Log) -> Vec<Edge> {
    let kinds = log.event_types.len();
    let types = log.object_types.len();
    let mut last_kind = vec![NONE; log.objects.len()];
    let mut last_event = vec![NONE; log.objects.len()];
    let mut counts = vec![0u64; types * kinds * kinds];
    for event in 0..log.events.len() as u32 {
        let kind = log.events.kind[event as usize];
        for object in log.events.touched(event) {
            let object = *object as usize;
            if last_event[object] == event {
                continue;
            }
            last_event[object] = event;
            let before = std::mem::replace(&mut last_kind[object], kind);
            if before != NONE {
                let type_ = log.objects.kind[object] as usize;
                counts[(type_ * kinds + before as usize) * kinds + kind as usize] += 1;
            }
        }
    }
    let edge = |(at, count): (usize, u64)| Edge {
        object: (at / (kinds * kinds)) as u32,
        before: (at / kinds % kinds) as u32,
        after: (at % kinds) as u32,
        count,
    };
    counts.into_iter().enumerate().filter(|it| it.1 > 0).map(edge).collect()
}
