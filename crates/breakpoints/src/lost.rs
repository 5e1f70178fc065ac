//! What an outage of a webhook's receiver loses for good, where no backstop finds it. Shared by the checks of orders,
//! shipments and refunds.

use jiff::SignedDuration;
use seamless_flow::{Edit, Flow, Handoff, Kind, Via};
use seamless_model::DocumentKind;

use crate::look::{
    clock, count, example, fact, many, orders_at_peak, orders_within, says, span, title, worth_in_brackets,
};

/// The outage of the example: the length that the reference scenario of this breakpoint uses.
const OUTAGE: SignedDuration = SignedDuration::from_hours(5);

/// How late a webhook may be where the source's profile does not say.
const DELAY: SignedDuration = SignedDuration::from_hours(24);

/// How often a backstop asks that the map has not yet, and how far it looks back at least.
const EVERY: SignedDuration = SignedDuration::from_mins(15);
const WINDOW: SignedDuration = SignedDuration::from_hours(48);

/// What is found in Shopify by asking which orders changed.
const HANGS_ON_ORDERS: &[DocumentKind] =
    &[DocumentKind::Order, DocumentKind::FulfillmentRequest, DocumentKind::Shipment, DocumentKind::Refund];

/// How a handoff that Seamless carries loses documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// Nothing asks for what a webhook did not bring.
    NoBackstop,
    /// The backstop looks back a shorter time than a webhook may be late.
    ShortWindow {
        /// How far it looks back.
        over: SignedDuration,
        /// How late a webhook may be.
        late: SignedDuration,
    },
    /// The source cannot be asked what changed.
    CannotList,
}

/// How a handoff that Seamless carries loses what is not told; `None` where it does not. A poll reaches back over
/// its own cursor and needs no backstop.
pub(crate) fn loss(flow: &Flow, handoff: &Handoff) -> Option<Loss> {
    let source = flow.system(&handoff.from);
    let guaranteed = says(&source.profile, handoff.carry, "delivery_guaranteed") == Some(true);
    if handoff.via != Via::Webhook || guaranteed {
        return None;
    }
    let Some(backstop) = handoff.backstop else { return Some(Loss::NoBackstop) };
    let late = latest(flow, handoff);
    if backstop.over < late {
        Some(Loss::ShortWindow { over: backstop.over, late })
    } else if cannot_list(flow, handoff) {
        Some(Loss::CannotList)
    } else {
        None
    }
}

/// How late a webhook of this handoff may be: what the source's profile says, else a day.
fn latest(flow: &Flow, handoff: &Handoff) -> SignedDuration {
    let profile = &flow.system(&handoff.from).profile;
    profile.span(&fact(handoff.carry, "delivery_delay_max")).unwrap_or(DELAY)
}

/// A backstop that looks back far enough.
fn backstop(every: SignedDuration, late: SignedDuration) -> String {
    format!("every {} over {}", span(every), window(late))
}

/// Twice as long as a webhook may be late, two days at least, in hours.
fn window(late: SignedDuration) -> String {
    format!("{}h", ((late + late).max(WINDOW).as_secs() + 3_599) / 3_600)
}

/// A JSON API that its profile describes, without a way to list what changed.
fn cannot_list(flow: &Flow, handoff: &Handoff) -> bool {
    let source = flow.system(&handoff.from);
    let Some(api) = source.profile.api.as_ref().filter(|_| source.kind == Kind::Http) else { return false };
    api.documents.get(&handoff.carry).is_none_or(|it| it.list.is_none())
}

/// An example of what is lost.
pub(crate) fn witness(flow: &Flow, handoff: &Handoff, loss: Loss) -> String {
    let (from, all) = (title(flow, &handoff.from), many(handoff.carry));
    match loss {
        Loss::NoBackstop | Loss::CannotList => outage(flow, handoff),
        Loss::ShortWindow { over, late } => {
            let told = flow.system(&handoff.from).profile.span(&fact(handoff.carry, "delivery_delay_max"));
            let who =
                told.map_or("which nobody rules out".to_owned(), |_| format!("which {from} says can happen"));
            format!(
                "If nothing gets through for {}, {who}, the backstop sees the last {} of it: the {all} of the first {} are never asked for{}.",
                span(late),
                span(over),
                span(late - over),
                how_many(flow, handoff, late - over)
            )
        }
    }
}

fn outage(flow: &Flow, handoff: &Handoff) -> String {
    let profile = &flow.system(&handoff.from).profile;
    let (from, all) = (title(flow, &handoff.from), many(handoff.carry));
    let lost = profile.span("webhook.retry_window").map(|window| (window, OUTAGE - window));
    match lost.filter(|(_, lost)| lost.is_positive()) {
        Some((window, lost)) => format!(
            "If the endpoint is down from 13:00 to {}, {from} gives up on a webhook after {}: the {all} of 13:00 to {} are never told again{}.",
            clock(OUTAGE),
            span(window),
            clock(lost),
            how_many(flow, handoff, lost)
        ),
        None => format!(
            "If the endpoint is down from 13:00 to {}, nothing says that {from} tells again of the {all} of that time, and nobody asks{}.",
            clock(OUTAGE),
            how_many(flow, handoff, OUTAGE)
        ),
    }
}

/// `: 50 orders (4,200.00 USD) on an ordinary day, at peak 90 orders each minute`, from the map's volume; for kinds
/// that are not one for each order, the orders of that time; an example where the map tells no volume.
fn how_many(flow: &Flow, handoff: &Handoff, time: SignedDuration) -> String {
    let Some(ordinary) = orders_within(flow, time) else {
        return format!(", {} among them", example(handoff.carry));
    };
    let money = worth_in_brackets(flow, ordinary);
    let lead = match handoff.carry {
        DocumentKind::Order | DocumentKind::FulfillmentRequest => "",
        _ => "those of ",
    };
    let peak = orders_at_peak(flow)
        .map(|peak| format!(", at peak {}{} each minute", crate::volume::up_to(flow, handoff), count(peak)));
    let most = crate::volume::up_to(flow, handoff);
    format!(": {lead}{most}{}{money} on an ordinary day{}", count(ordinary), peak.unwrap_or_default())
}

/// How to mend it.
pub(crate) fn fix(flow: &Flow, handoff: &Handoff, loss: Loss) -> String {
    let from = title(flow, &handoff.from);
    match loss {
        Loss::NoBackstop => format!(
            "Add `backstop: {}`: what the source has is compared with what came.",
            backstop(EVERY, latest(flow, handoff))
        ),
        Loss::ShortWindow { late, .. } => {
            format!(
                "Let the backstop look back at least {}, better twice that: `over {}`.",
                span(late),
                window(late)
            )
        }
        Loss::CannotList => format!(
            "Tell in the profile of {} how {from} lists what changed (`api.documents.{}.list`), or carry {} by another way.",
            handoff.from,
            handoff.carry.word(),
            many(handoff.carry)
        ),
    }
}

/// The change of the map that mends it: where Seamless carries, and the source can be asked what changed. Of other
/// sources nobody has said that they can, and other carriers must agree to it.
pub(crate) fn edit(flow: &Flow, handoff: &Handoff, loss: Loss) -> Option<Edit> {
    let every = match loss {
        Loss::NoBackstop => EVERY,
        Loss::ShortWindow { .. } => handoff.backstop?.every,
        Loss::CannotList => return None,
    };
    let source = flow.system(&handoff.from);
    let asked = match source.kind {
        // What changed of orders is listed, and with them what hangs on them.
        Kind::Shopify => HANGS_ON_ORDERS.contains(&handoff.carry),
        Kind::Http => {
            let document = source.profile.api.as_ref().and_then(|it| it.documents.get(&handoff.carry));
            document.is_some_and(|it| it.list.is_some())
        }
        _ => false,
    };
    let text = backstop(every, latest(flow, handoff));
    (asked && handoff.is_ours()).then(|| Edit::set(["handoffs", handoff.id.as_str(), "backstop"], &text))
}
