//! How a twin is set up.

use jiff::{SignedDuration, Timestamp};
use seamless_flow::Profile;

/// How an `http` twin is set up. Two twins of one configuration that are told the same things do the same things.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// The bearer token that every call must carry.
    pub token: String,
    /// Where changes are announced; nowhere where absent.
    pub webhook: Option<Webhook>,
    /// Decides what is left to chance: which orders ship in two parcels, the digits of tracking numbers.
    pub seed: u64,
    /// The moment at which the twin comes into being; no document is older.
    pub start: Timestamp,
    /// Whether a second document with the same external reference is refused.
    pub unique_external: bool,
    /// Whether `Idempotency-Key` is honoured; it is ignored otherwise.
    pub honours_idempotency_key: bool,
    /// Whether lists can be filtered by an external reference.
    pub knows_find: bool,
    /// How long people's work takes.
    pub pace: Pace,
}

impl HttpConfig {
    /// A system at its best: references are unique, idempotency keys are honoured and look-ups are known. It has
    /// nobody to announce changes to, and its people work at the ordinary pace.
    pub fn new(token: impl Into<String>, seed: u64, start: Timestamp) -> Self {
        Self {
            token: token.into(),
            webhook: None,
            seed,
            start,
            unique_external: true,
            honours_idempotency_key: true,
            knows_find: true,
            pace: Pace::default(),
        }
    }

    /// The same, as careful as a profile says. Where the profile does not tell, nothing is trusted to be unique or
    /// idempotent, and lists can be searched. A fact counts if it is so for each kind of document that has it.
    pub fn like(mut self, profile: &Profile) -> Self {
        let says = |what: &str| {
            let facts = profile.facts.keys().filter(|it| it.split('.').next_back() == Some(what));
            facts.filter_map(|it| profile.yes(it)).reduce(|one, other| one && other)
        };
        self.unique_external = says("unique_external_ref").unwrap_or(false);
        self.honours_idempotency_key = says("idempotent_create").unwrap_or(false);
        self.knows_find = says("lookup_by_external").unwrap_or(true);
        self
    }

    /// The same, with changes announced to this address, signed with this secret.
    pub fn with_webhook(mut self, url: impl Into<String>, secret: impl Into<String>) -> Self {
        self.webhook = Some(Webhook { url: url.into(), secret: secret.into() });
        self
    }
}

/// Where changes are announced.
#[derive(Clone)]
pub struct Webhook {
    /// The subscriber's address, absolute.
    pub url: String,
    /// What messages are signed with.
    pub secret: String,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Webhook({})", self.url)
    }
}

/// How long people's work takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// OMS: from an order's arrival or release to its request.
    pub route: SignedDuration,
    /// WMS: from a pick order's arrival until somebody begins.
    pub pick_after: SignedDuration,
    /// WMS: from the begin of picking to its end.
    pub pick_takes: SignedDuration,
    /// WMS: from picked to shipped.
    pub ship_after: SignedDuration,
    /// WMS: from the first parcel to the second.
    pub split_gap: SignedDuration,
    /// WMS: the share of pick orders with two lines or more that leave in two parcels, in percent.
    pub split_percent: u8,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            route: SignedDuration::from_mins(1),
            pick_after: SignedDuration::from_mins(20),
            pick_takes: SignedDuration::from_mins(5),
            ship_after: SignedDuration::from_mins(15),
            split_gap: SignedDuration::from_mins(30),
            split_percent: 30,
        }
    }
}

impl Pace {
    /// The same work, this many times faster; a demonstration shows a day in minutes.
    pub fn faster(self, times: u32) -> Self {
        let quick = |it: SignedDuration| {
            SignedDuration::from_millis(
                i64::try_from(it.as_millis()).unwrap_or(i64::MAX) / i64::from(times.max(1)),
            )
        };
        Self {
            route: quick(self.route),
            pick_after: quick(self.pick_after),
            pick_takes: quick(self.pick_takes),
            ship_after: quick(self.ship_after),
            split_gap: quick(self.split_gap),
            split_percent: self.split_percent,
        }
    }
}
