//! What the checks share: who moves a handoff's documents, what is known of that, and numbers for witnesses.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use seamless_flow::{
    Carrier, Flow, Handoff, Mode, Profile, Role, SEAMLESS, System, UNKNOWN, Via, format_span,
};
use seamless_model::{DocumentKind, SystemId};

use crate::arrows::seen;
use crate::{Holder, Missing, Severity};

/// The fact that a carrier keeps in sight what it cannot hand on.
pub(crate) const HELD: &str = "errors.held_in_sight";

/// Who moves the documents of a handoff.
#[derive(Clone, Copy)]
pub(crate) enum Mover<'f> {
    /// Seamless itself: its protections count.
    Seamless,
    /// A vendor's integration or a person: its profile's facts decide.
    Carrier(&'f Carrier),
    /// Seamless only watches, and the map does not say who carries.
    Unnamed,
}

impl<'f> Mover<'f> {
    pub(crate) fn of(flow: &'f Flow, handoff: &Handoff) -> Self {
        match flow.carriers.get(&handoff.by) {
            _ if handoff.is_ours() => Self::Seamless,
            Some(carrier) => Self::Carrier(carrier),
            None => Self::Unnamed,
        }
    }

    /// Its title for people.
    pub(crate) fn title(self) -> &'f str {
        match self {
            Self::Seamless => "Seamless",
            // It is no name: nobody could say one yet.
            Self::Carrier(carrier) if carrier.id == UNKNOWN => "whoever carries it today",
            Self::Carrier(carrier) => &carrier.title,
            Self::Unnamed => "the present carrier",
        }
    }

    /// A yes-or-no fact of the carrier's profile; `None` where nobody knows.
    pub(crate) fn yes(self, fact: &str) -> Option<bool> {
        match self {
            Self::Carrier(carrier) => carrier.profile.yes(fact),
            _ => None,
        }
    }

    /// Whether the carrier keeps what it cannot hand on where a person sees it: `errors.held_in_sight`, else
    /// what the profile says of documents that cannot be mapped.
    pub(crate) fn holds_in_sight(self, kind: DocumentKind) -> Option<bool> {
        let Self::Carrier(carrier) = self else { return None };
        let profile = &carrier.profile;
        let unknown = || profile.word(&fact(kind, "on_unknown")).or_else(|| profile.word("on_unknown"));
        profile.yes(HELD).or_else(|| unknown().map(|it| it == "hold"))
    }

    /// Whether the carrier compares source and target afterwards: `order.backstop`, else `reconcile.every`.
    pub(crate) fn has_backstop(self, kind: DocumentKind) -> Option<bool> {
        let Self::Carrier(carrier) = self else { return None };
        let reconciles = || carrier.profile.span("reconcile.every").map(|every| every.is_positive());
        says(&carrier.profile, kind, "backstop").or_else(reconciles)
    }

    /// The missing fact, with the profile that lacks it.
    pub(crate) fn lacks(self, handoff: &Handoff, fact: &str) -> Missing {
        let (name, holder) = match self {
            Self::Carrier(carrier) => (fact, Holder::Carrier(carrier.id.clone())),
            _ if handoff.by == SEAMLESS => ("by", Holder::Handoff(handoff.id.clone())),
            _ => (fact, Holder::Carrier(handoff.by.clone())),
        };
        Missing { name: name.to_owned(), holder }
    }

    /// A question to it, or to the team that answers for the handoff where it has no name.
    pub(crate) fn ask(self, flow: &Flow, handoff: &Handoff, question: &str) -> String {
        match self {
            Self::Unnamed => format!(
                "To {}: who carries {} while Seamless does not, and {}",
                flow.team_title(&handoff.owner),
                handoff.id,
                lower_first(question)
            ),
            _ => format!("To {}: {question}", self.title()),
        }
    }
}

/// The handoffs of these kinds that are meant to do something.
pub(crate) fn moving<'f>(
    flow: &'f Flow,
    kinds: &'static [DocumentKind],
) -> impl Iterator<Item = &'f Handoff> {
    used(flow).filter(|it| kinds.contains(&it.carry))
}

/// The handoffs that are meant to do something.
pub(crate) fn used(flow: &Flow) -> impl Iterator<Item = &Handoff> {
    flow.handoffs.values().inspect(|_| seen(1)).filter(|it| it.mode != Mode::Paused)
}

/// Whether a handoff comes straight from a marketplace: of what the brand does in its own shop, such as tags, gift
/// cards and lines written by hand, there is nothing there.
pub(crate) fn of_marketplace(flow: &Flow, handoff: &Handoff) -> bool {
    flow.system(&handoff.from).role == Role::Marketplace
}

/// What one order that is struck costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Loss {
    /// A person's time; nothing is lost.
    Work,
    /// Part of the order's value, say a tenth: a tax, a fee, a discount.
    Part,
    /// The order's value: goods or money are gone.
    Whole,
}

/// What it costs, from the map's own volume and money: low below 5 orders a day that are concerned, medium below 50,
/// else high; one step more where what a day loses is worth 10,000 or more; never high where only work is lost. High
/// where the map does not say how much flows and goods or money are at stake. `share` is that of the day's orders.
pub(crate) fn severity(flow: &Flow, share: Decimal, loss: Loss) -> Severity {
    let most = if loss == Loss::Work { Severity::Medium } else { Severity::High };
    let Some(orders) = flow.volume.orders_per_day.map(|it| it.saturating_mul(share)) else { return most };
    let part = match loss {
        Loss::Work => Decimal::ZERO,
        Loss::Part => Decimal::new(1, 1),
        Loss::Whole => Decimal::ONE,
    };
    let each = flow.volume.average_order.unwrap_or_default();
    let worth = each.saturating_mul(orders).saturating_mul(part);
    let step = match orders {
        few if few < Decimal::from(5) => Severity::Low,
        some if some < Decimal::from(50) => Severity::Medium,
        _ => Severity::High,
    };
    let step = match step {
        _ if worth < Decimal::from(10_000) => step,
        Severity::Low => Severity::Medium,
        _ => Severity::High,
    };
    step.min(most)
}

/// A system's title.
pub(crate) fn title<'f>(flow: &'f Flow, system: &'f SystemId) -> &'f str {
    flow.system_title(system)
}

/// A document kind in words, one and many.
pub(crate) fn one(kind: DocumentKind) -> &'static str {
    kind.words()
}

/// The same with its article.
pub(crate) fn a(kind: DocumentKind) -> String {
    let word = one(kind);
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
}

/// The document of the example order: `order #1001`, `the refund of #1001`.
pub(crate) fn example(kind: DocumentKind) -> String {
    match kind {
        DocumentKind::Order => "order #1001".to_owned(),
        other => format!("the {} of #1001", one(other)),
    }
}

/// The same, more than one.
pub(crate) fn many(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Order => "orders",
        DocumentKind::FulfillmentRequest => "requests to ship",
        DocumentKind::Shipment => "shipments",
        DocumentKind::Refund => "refunds",
        DocumentKind::Hold => "holds",
        DocumentKind::Cancellation => "cancellations",
        DocumentKind::Return => "returns",
        DocumentKind::Payment => "payments",
        DocumentKind::Payout => "payouts",
        DocumentKind::Inventory => "numbers of stock",
        DocumentKind::Journal => "entries in the books",
    }
}

/// Whether an order brings one of them. Of what is not one for each order, the map does not tell how much there is.
pub(crate) fn is_one_each(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::Order | DocumentKind::FulfillmentRequest | DocumentKind::Shipment)
}

/// The value of an average order where the map gives it, for example `84.00 USD`.
pub(crate) fn worth(flow: &Flow, orders: u64) -> Option<String> {
    let each = flow.volume.average_order?;
    let all = each.saturating_mul(Decimal::from(orders)).round_dp(flow.currency.digits());
    Some(format!("{} {}", grouped(all, flow.currency.digits()), flow.currency))
}

/// `, worth 84.00 USD,` in the middle of a sentence, or nothing where the map does not tell.
pub(crate) fn worth_each_comma(flow: &Flow) -> String {
    worth(flow, 1).map(|it| format!(", worth {it},")).unwrap_or_default()
}

/// `, each worth 84.00 USD` at its end, or nothing where the map does not tell.
pub(crate) fn worth_each(flow: &Flow) -> String {
    worth(flow, 1).map(|it| format!(", each worth {it}")).unwrap_or_default()
}

/// ` (84.00 USD)`, or nothing where the map does not tell.
pub(crate) fn worth_in_brackets(flow: &Flow, orders: u64) -> String {
    worth(flow, orders).map(|it| format!(" ({it})")).unwrap_or_default()
}

/// An amount of the flow's currency, for examples: `1,200.00 USD`.
pub(crate) fn money(flow: &Flow, amount: impl Into<Decimal>) -> String {
    let digits = flow.currency.digits();
    format!("{} {}", grouped(amount.into().round_dp(digits), digits), flow.currency)
}

/// Orders within a time, at the even pace of an ordinary day.
pub(crate) fn orders_within(flow: &Flow, span: SignedDuration) -> Option<u64> {
    let day = Decimal::from(86_400);
    let orders = flow.volume.orders_per_day?.saturating_mul(Decimal::from(span.as_secs().max(0))) / day;
    orders.round().to_u64()
}

/// Orders in the busiest minute.
pub(crate) fn orders_at_peak(flow: &Flow) -> Option<u64> {
    flow.volume.peak_orders_per_minute?.round().to_u64()
}

/// A count with its noun: `1 order`, `1,200 orders`.
pub(crate) fn count(number: u64) -> String {
    let noun = if number == 1 { "order" } else { "orders" };
    format!("{} {noun}", grouped(Decimal::from(number), 0))
}

/// A number with thousands separated.
pub(crate) fn grouped(number: Decimal, digits: u32) -> String {
    let text = format!("{number:.*}", digits as usize);
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let length = whole.len();
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (length - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if rest.is_empty() { out } else { format!("{out}.{rest}") }
}

/// A moment of an example day, so long after 13:00.
pub(crate) fn clock(after: SignedDuration) -> String {
    let minutes = 13 * 60 + after.as_mins();
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

/// A duration in words.
pub(crate) fn span(span: SignedDuration) -> String {
    format_span(span)
}

/// How a handoff travels, in words.
pub(crate) fn via_words(via: Via) -> String {
    match via {
        Via::Webhook => "by webhook".to_owned(),
        Via::Poll(every) => format!("by a poll every {}", format_span(every)),
        Via::File(every) => format!("by a file every {}", format_span(every)),
        Via::Api => "by calls to an API".to_owned(),
        Via::Manual => "by hand".to_owned(),
    }
}

/// A fact of a profile about one kind of document.
pub(crate) fn says(profile: &Profile, kind: DocumentKind, what: &str) -> Option<bool> {
    profile.yes(&fact(kind, what))
}

/// A fact's name: `order.dedupe`.
pub(crate) fn fact(kind: DocumentKind, what: &str) -> String {
    format!("{}.{what}", kind.word())
}

/// Systems where orders begin: shops and marketplaces, and any other that gives orders and gets none.
pub(crate) fn origins(flow: &Flow) -> Vec<&System> {
    let orders: &'static [DocumentKind] = &[DocumentKind::Order];
    let gives: BTreeSet<&SystemId> = moving(flow, orders).map(|it| &it.from).collect();
    let gets: BTreeSet<&SystemId> = moving(flow, orders).map(|it| &it.to).collect();
    let begins = |it: &System| gives.contains(&it.id) && !gets.contains(&it.id);
    flow.systems.values().filter(|it| it.role.sells() || begins(it)).collect()
}

/// Whether two handoffs can bring documents of one order: those of two shops or marketplaces never do.
pub(crate) fn of_one_order(flow: &Flow, one: &Handoff, other: &Handoff) -> bool {
    let sells = |it: &Handoff| flow.system(&it.from).role.sells();
    one.from == other.from || !sells(one) || !sells(other)
}

/// The systems that a walk over these arrows comes to, from any of the first ones; these among them.
pub(crate) fn walk<'f>(
    arrows: impl Iterator<Item = (&'f SystemId, &'f SystemId)>,
    begin: impl IntoIterator<Item = &'f SystemId>,
) -> BTreeSet<&'f SystemId> {
    let mut leaving: BTreeMap<&SystemId, Vec<&'f SystemId>> = BTreeMap::new();
    for (from, to) in arrows.inspect(|_| seen(1)) {
        leaving.entry(from).or_default().push(to);
    }
    let mut next: Vec<&SystemId> = begin.into_iter().collect();
    let mut seen: BTreeSet<&SystemId> = next.iter().copied().collect();
    while let Some(at) = next.pop() {
        next.extend(leaving.get(at).into_iter().flatten().copied().filter(|it| seen.insert(it)));
    }
    seen
}

/// A sentence that begins.
pub(crate) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A sentence that goes on.
pub(crate) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(grouped(Decimal::from(999), 0), "999");
        assert_eq!(grouped(Decimal::from(1_200), 0), "1,200");
        assert_eq!(grouped(Decimal::new(123_456_780, 2), 2), "1,234,567.80");
        assert_eq!(count(1), "1 order");
        assert_eq!(clock(SignedDuration::from_mins(75)), "14:15");
    }
}
