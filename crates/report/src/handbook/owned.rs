//! A handoff in sentences: for the team that owns it, and for those who touch it.

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Mode, SEAMLESS, UNKNOWN, Via, format_span};
use seamless_model::{DocumentKind, Event};

use super::condition::{self, list};
use crate::words::count;

/// A handoff, as its owner needs it.
#[derive(Debug, Clone)]
pub struct Owned {
    /// Its name.
    pub id: String,
    /// What it does, in a sentence.
    pub says: String,
    /// When it is late, and who carries it, in a sentence each.
    pub details: Vec<String>,
    /// The team that owns it.
    pub owner: String,
}

/// A handoff in sentences; what it carries and what lies behind it for its owner only.
pub(super) fn owned(flow: &Flow, it: &Handoff, is_own: bool) -> Owned {
    let (from, to) = (flow.system_title(&it.from), flow.system_title(&it.to));
    let mut details = vec![format!("It is late when it does not stand in {to} within {}.", span(it.within))];
    if is_own {
        details.extend(carries(it));
        details.extend(it.backstop.as_ref().map(|backstop| {
            let (every, over) = (one(backstop.every), span(backstop.over));
            format!("What gets lost is asked for every {every}, {over} back.")
        }));
    }
    details.extend(it.when.as_ref().map(|when| condition::says(flow, when)));
    details.push(carried(flow, it));
    if is_seen(flow, it) {
        details.push("While `seamless run` runs, Seamless watches it.".to_owned());
    }
    Owned {
        id: it.id.to_string(),
        says: format!("{} from {from} to {to}, {}", it.carry.words(), via(it.via)),
        details,
        owner: flow.team_title(&it.owner).to_owned(),
    }
}

/// What it carries, in a sentence; nothing where it could carry nothing else.
fn carries(it: &Handoff) -> Option<String> {
    let all: Vec<&str> = it.covers.iter().map(|event| event_words(it.carry, *event)).collect();
    let covers: Vec<Event> = it.covers.iter().copied().collect();
    match (covers.as_slice(), it.carry) {
        (
            [Event::Create],
            DocumentKind::Order | DocumentKind::FulfillmentRequest | DocumentKind::Shipment,
        ) => Some(format!("It carries {} only.", all.join(""))),
        ([] | [Event::Create], _) => None,
        _ => Some(format!("It carries {}.", list(&all, "and"))),
    }
}

fn event_words(kind: DocumentKind, event: Event) -> &'static str {
    match (event, kind) {
        (Event::Create, DocumentKind::Order) => "new orders",
        (Event::Create, DocumentKind::FulfillmentRequest) => "new requests",
        (Event::Create, DocumentKind::Shipment) => "parcels",
        (Event::Create, DocumentKind::Return) => "new returns",
        (Event::Create, _) => "what is new",
        (Event::Edit, _) => "changes",
        (Event::Cancel, _) => "cancellations",
        (Event::Hold, _) => "holds",
        (Event::Release, _) => "their release",
        (Event::Partial, DocumentKind::Shipment) => "parts of an order",
        (Event::Partial, _) => "parts",
        (Event::Tracking, _) => "later tracking numbers",
        (Event::Void, DocumentKind::Shipment) => "parcels called back",
        (Event::Void, _) => "what is called back",
    }
}

fn via(via: Via) -> String {
    match via {
        Via::Webhook => "as soon as it happens".to_owned(),
        Via::Poll(every) => format!("asked for every {}", one(every)),
        Via::File(every) => format!("in files, every {}", one(every)),
        Via::Api => "by calls to an API".to_owned(),
        Via::Manual => "by hand".to_owned(),
    }
}

/// A duration as people say it: `30 minutes`, `1 day`. One of several units stays as the map has it.
fn span(duration: SignedDuration) -> String {
    let short = format_span(duration);
    let digits = short.trim_end_matches(|it: char| it.is_ascii_alphabetic());
    let unit = match short.get(digits.len()..) {
        Some("s") => "second",
        Some("m") => "minute",
        Some("h") => "hour",
        Some("d") => "day",
        _ => return short,
    };
    match digits.parse::<u64>() {
        Ok(number) => count(number, unit, &format!("{unit}s")),
        Err(_) => short,
    }
}

/// The same behind `every`: `hour`, `5 minutes`.
fn one(duration: SignedDuration) -> String {
    let all = span(duration);
    all.strip_prefix("1 ").map_or_else(|| all.clone(), str::to_owned)
}

/// Who carries it, in a sentence.
fn carried(flow: &Flow, it: &Handoff) -> String {
    match (it.mode, flow.carriers.get(&it.by)) {
        (Mode::Paused, _) => "Nobody carries it at present: it is paused.".to_owned(),
        _ if it.by.as_str() == UNKNOWN => "Who carries it is not known yet.".to_owned(),
        (_, Some(carrier)) if it.via == Via::Manual => match &carrier.team {
            Some(team) => format!("A person of {} carries it.", flow.team_title(team)),
            None => "A person carries it.".to_owned(),
        },
        (_, Some(carrier)) => format!("{} carries it.", carrier.title),
        (Mode::Carry, None) if it.via == Via::Manual => "A person carries it.".to_owned(),
        (Mode::Carry, None) => "Seamless carries it while `seamless run` runs.".to_owned(),
        (Mode::CarryShare(percent), None) => {
            format!("Seamless carries {percent} of 100 of it while `seamless run` runs.")
        }
        (Mode::Observe | Mode::Shadow, None) => "Somebody else carries it.".to_owned(),
    }
}

/// Whether Seamless looks at what others carry there: it does where the map gives it something to do.
fn is_seen(flow: &Flow, it: &Handoff) -> bool {
    let is_watched = matches!(it.mode, Mode::Observe | Mode::Shadow);
    let is_others = flow.carriers.contains_key(&it.by) && it.mode != Mode::Paused;
    is_watched || (is_others && has_part(flow))
}

/// Whether the map gives Seamless something to do: only then there are its incidents and its buttons.
pub(super) fn has_part(flow: &Flow) -> bool {
    flow.handoffs.values().any(|it| match it.mode {
        Mode::Observe | Mode::Shadow | Mode::CarryShare(_) => true,
        Mode::Carry => it.by == SEAMLESS && it.via != Via::Manual,
        Mode::Paused => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handoff_is_said_in_words() {
        let flow = super::super::tests::flow();
        let said = |name: &str| {
            let handoff = flow.handoffs.values().find(|it| it.id.as_str() == name).expect("it is there");
            owned(&flow, handoff, true).details.join(" ")
        };
        let picks = said("picks");
        assert!(
            picks.contains("in Warehouse within 5 minutes. It carries new requests")
                && picks.contains("Only for orders to US."),
            "{picks}"
        );
        assert!(
            picks.ends_with("Acme carries it. While `seamless run` runs, Seamless watches it."),
            "{picks}"
        );
        let shipped = said("shipped");
        assert!(shipped.ends_with("Seamless carries it while `seamless run` runs."), "{shipped}");
    }

    #[test]
    fn a_time_is_said_in_words() {
        let every = |minutes| one(SignedDuration::from_mins(minutes));
        assert_eq!([every(5), every(60), every(90)], ["5 minutes", "hour", "1h 30m"]);
        assert_eq!(span(SignedDuration::from_hours(24)), "1 day");
    }

    #[test]
    fn nothing_is_watched_where_seamless_has_no_part() {
        let mut flow = super::super::tests::flow();
        for it in flow.handoffs.values_mut() {
            it.via = Via::Manual;
        }
        for it in flow.handoffs.values() {
            let said = owned(&flow, it, true).details.join(" ");
            assert!(!said.contains("Seamless") && said.contains("carries it."), "{said}");
        }
        let picks = flow.handoffs.values().next().expect("one");
        assert!(owned(&flow, picks, true).details.join(" ").contains("A person of Operations carries it."));
    }
}
