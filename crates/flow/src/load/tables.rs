//! The fields of a flow map.

use seamless_model::{DocumentKind, Event};

use super::fields::{Field, MOST_WHOLE, Table, Want, Word, may, must};
use crate::Role;
use crate::known::{BREAKPOINT_IDS, FUTURE_KINDS};
use crate::vocabulary::{contract, trade};

/// The words for all kinds of documents.
pub(crate) fn documents() -> Vec<&'static str> {
    DocumentKind::ALL.iter().map(|it| it.word()).collect()
}

/// The words for all events.
pub(crate) fn events() -> Vec<&'static str> {
    Event::ALL.iter().map(|it| it.word()).collect()
}

/// The words for all roles.
pub(crate) fn roles() -> Vec<&'static str> {
    Role::ALL.iter().map(|it| it.word()).collect()
}

/// What one system can have the authority over: a kind of document, a field of one, goods that come back.
pub(crate) fn authorities() -> Vec<&'static str> {
    let fields = [
        "order.lines",
        "order.address",
        "order.hold",
        "order.status",
        "order.tags",
        "order.price",
        "shipment.tracking",
        "inventory.quantity",
        "restock.cancel",
        "restock.refund",
        "restock.return",
        "restock.void",
    ];
    documents().into_iter().chain(fields).collect()
}

/// The same, each with what it means to have it.
fn authorities_said() -> Vec<Word> {
    let about = |over: &str| match over.strip_prefix("restock.") {
        Some("return") => "The one system that puts goods back to stock when they come back.".to_owned(),
        Some(deed) => format!("The one system that puts goods back to stock after a {deed}."),
        None if over.contains('.') => format!("The one system that may write the field `{over}`."),
        None => format!("The one system that may write documents of kind `{over}`."),
    };
    let said = |word| Word { word, about: about(word), example: "warehouse".to_owned() };
    authorities().into_iter().map(said).collect()
}

/// The ids of all breakpoints.
pub(crate) fn breakpoints() -> Vec<&'static str> {
    BREAKPOINT_IDS.to_vec()
}

/// The kinds that are built, then those that are known.
pub(crate) fn kinds() -> Vec<&'static str> {
    ["shopify", "http"].into_iter().chain(FUTURE_KINDS.iter().copied()).collect()
}

/// The carriers of which the house brings a profile.
pub(crate) fn carrier_kinds() -> Vec<&'static str> {
    super::builtin::carriers()
}

/// What happens to what is unknown.
pub(crate) fn on_unknown() -> Vec<&'static str> {
    vec!["hold", "reject"]
}

/// The whole map.
pub(crate) static FLOW: Table = Table {
    noun: "map",
    about: "A flow map: one brand's order flow, the only place where a fact about it stands.",
    fields: &[
        must("flow", Want::Text, "northwind", "The flow's short name."),
        may("title", Want::Text, "Northwind Outdoor", "The flow's title for people."),
        must(
            "timezone",
            Want::Text,
            "America/New_York",
            "The time zone in which people read times and cut-offs hold, by its IANA name.",
        ),
        must("currency", Want::Pattern("^[A-Z]{3}$"), "USD", "The shop's currency, as ISO 4217 writes it."),
        may("volume", Want::Fixed(&VOLUME), "{ orders_per_day: 1200 }", "How much flows."),
        must(
            "teams",
            Want::Named(&TEAM),
            "{ it: { title: IT, reach: \"slack:#integrations\" } }",
            "The people who own systems, handoffs and incidents, by names of your choice.",
        ),
        must(
            "systems",
            Want::Named(&SYSTEM),
            "{ shop: { kind: shopify, role: storefront, team: service } }",
            "The systems, by names of your choice. Their order is the order of the lanes.",
        ),
        may(
            "carriers",
            Want::Named(&CARRIER),
            "{ acme: { title: Acme Connect, team: it } }",
            "Vendors' integrations and people who move documents, by names of your choice.",
        ),
        may(
            "trade",
            Want::Facts(trade),
            "{ bundles: false, gift_cards: true, currencies: [USD, CAD] }",
            "What the brand itself does, as far as it concerns the flow. What is left out is asked for by `check`.",
        ),
        may(
            "authority",
            Want::ByWord(authorities_said, &Want::Text),
            "{ inventory: warehouse, refund: shop, order.address: shop, restock.return: warehouse }",
            "Which system may write which kind of document or field, and which puts goods back to stock.",
        ),
        must(
            "handoffs",
            Want::Named(&HANDOFF),
            "{ orders: { carry: order, from: shop, to: oms, via: webhook, within: 1m } }",
            "One kind of document going from one system to another, by names of your choice.",
        ),
        may(
            "allow",
            Want::List(&Want::Fixed(&ALLOW)),
            "[{ breakpoint: oversell-sync-lag, reason: \"Made to order until March\" }]",
            "Findings that you accept, each with its reason. They are still counted.",
        ),
    ],
};

static VOLUME: Table = Table {
    noun: "volume",
    about: "How much flows. What is left out is not known, and a check that needs it says so.",
    fields: &[
        may("orders_per_day", Want::Amount, "1200", "Orders on an ordinary day."),
        may("peak_orders_per_minute", Want::Amount, "90", "Orders in the busiest minute."),
        may("lines_per_order", Want::Amount, "2.3", "Lines on an average order."),
        may("average_order", Want::Amount, "84.00", "Value of an average order, in the flow's currency."),
    ],
};

static TEAM: Table = Table {
    noun: "team",
    about: "People who own systems, handoffs and incidents.",
    fields: &[
        may("title", Want::Text, "Customer service", "Its title for people; its name if left out."),
        may("reach", Want::Text, "\"mailto:care@northwind.example\"", "How it is reached."),
    ],
};

static SYSTEM: Table = Table {
    noun: "system",
    about: "A system: one lane of the map.",
    fields: &[
        must("kind", Want::Offer(kinds), "shopify", "What it is: which connector and which twin it has."),
        must("role", Want::OneOf(roles), "storefront", "What it does in the flow."),
        must("team", Want::Text, "service", "The team that owns it."),
        may("title", Want::Text, "Northwind shop", "Its title for people; its name if left out."),
        may(
            "profile",
            Want::FILE,
            "profiles/oms.yaml",
            "A file of facts about it, relative to the map. They win over those of its kind.",
        ),
        may("facts", Want::OwnFacts, OWN_FACT_EXAMPLE, OWN_FACT_ABOUT),
        may(
            "url",
            Want::Pattern("^https?://"),
            "\"https://oms.northwind.example/api\"",
            "Where its API answers.",
        ),
        may("shop", Want::Text, "northwind.myshopify.com", "For Shopify: the shop's domain."),
        may("plan", Want::Text, "plus", "The plan that limits depend on."),
        may("secret", Want::SECRET, "\"${SHOPIFY_SECRET}\"", "What its webhooks are signed with."),
        may("token", Want::SECRET, "\"file:/run/secrets/shopify\"", "What calls to it are authorised with."),
        may("client_id", Want::SECRET, "\"${ERP_USER}\"", "For client credentials and basic authentication."),
        may(
            "client_secret",
            Want::SECRET,
            "\"${ERP_PASSWORD}\"",
            "For client credentials and basic authentication.",
        ),
    ],
};

static CARRIER: Table = Table {
    noun: "carrier",
    about: "Who moves documents: a vendor's integration or a person. It is watched, not carried.",
    fields: &[
        may("title", Want::Text, "Acme Connect", "Its title for people; its name if left out."),
        may("team", Want::Text, "it", "The team that speaks with it."),
        may(
            "kind",
            Want::Offer(carrier_kinds),
            "celigo",
            "Which product it is, where Seamless brings a profile of it.",
        ),
        may(
            "profile",
            Want::FILE,
            "profiles/acme.yaml",
            "A file of facts about it, relative to the map. They win over those of its kind.",
        ),
        may("facts", Want::OwnFacts, OWN_FACT_EXAMPLE, OWN_FACT_ABOUT),
    ],
};

const OWN_FACT_EXAMPLE: &str =
    "{ order.delivery: { value: exactly_once, reason: \"Our queue drops repeats\" } }";
const OWN_FACT_ABOUT: &str =
    "Single facts that are otherwise here than its profile says, each with its reason.";

/// A fact that the map itself states.
pub(crate) static OWN_FACT: Table = Table {
    noun: "fact of your own",
    about: "A fact that is otherwise here than the profile says.",
    fields: &[
        must("value", super::profile::FACT_VALUE, "exactly_once", "What is so here."),
        must("reason", Want::Text, "\"Our queue drops repeats\"", "Why it is otherwise here."),
    ],
};

static HANDOFF: Table = Table {
    noun: "handoff",
    about: "One kind of document going from one system to another: an arrow across lanes.",
    fields: HANDOFF_FIELDS,
};

static HANDOFF_FIELDS: &[Field] = &[
    must("carry", Want::OneOf(documents), "order", "What travels."),
    must("from", Want::Text, "shop", "The system where it comes from."),
    must("to", Want::Text, "oms", "The system where it goes."),
    may(
        "via",
        Want::Pattern(r"^(webhook|api|manual|(poll|file)\s+\S.*)$"),
        "webhook",
        "How it travels: `webhook`, `poll 5m`, `file 1h`, `api` or `manual`; `webhook` if left out.",
    ),
    may(
        "backstop",
        Want::Pattern(r"^every\s+\S.*\s+over\s+\S.*$"),
        "every 15m over 48h",
        "The reconcile behind it: how often the source is asked what changed, and how far back.",
    ),
    must("within", Want::SPAN, "15m", "How long after it is due in the source it must stand in the target."),
    may(
        "covers",
        Want::List(&Want::OneOf(events)),
        "[create, edit, cancel]",
        "The events that this arrow carries; `create` alone if left out.",
    ),
    may(
        "key",
        Want::ByKey(&Want::Text),
        "{ shop: name, oms: external_id }",
        "For each of the two systems the field by which it knows the document. Equal values mean the same one.",
    ),
    may(
        "lines",
        Want::ByKey(&Want::Text),
        "{ shop: id, oms: external_line_id }",
        "For each of the two systems the field by which it knows a line of the document.",
    ),
    may(
        "contract",
        Want::Facts(contract),
        "{ codes.sku: same, money.currency: shop }",
        "What the two sides agreed on this arrow. It wins over the carrier's profile.",
    ),
    may(
        "when",
        Want::Text,
        "'order.ship_to.country in [\"US\", \"CA\"]'",
        "Which documents travel, as a condition in CEL; all if left out.",
    ),
    may(
        "map",
        Want::FILE,
        "mappings/pick.yaml",
        "A file with the mapping of the message, relative to the map; the target profile's own if left out.",
    ),
    may("by", Want::Text, "acme", "Who carries it; Seamless if left out."),
    may("owner", Want::Text, "it", "The team that answers for it; the target system's if left out."),
    may(
        "mode",
        Want::Pattern(r"^(carry(\s+[0-9]+\s*%)?|observe|shadow|paused)$"),
        "carry",
        "How far Seamless acts: `carry`, `observe`, `shadow`, `carry 10%` or `paused`; `carry` if left out.",
    ),
    may(
        "on_unknown",
        Want::OneOf(on_unknown),
        "hold",
        "What happens to a document that cannot be understood or mapped; `hold` if left out.",
    ),
    may("buffer", Want::Whole(0, MOST_WHOLE), "3", "Units held back, for inventory."),
];

static ALLOW: Table = Table {
    noun: "entry of `allow`",
    about: "A finding that you accept.",
    fields: &[
        must("breakpoint", Want::OneOf(breakpoints), "oversell-sync-lag", "The breakpoint."),
        may("at", Want::Text, "stock", "The handoff or system where it is accepted; anywhere if left out."),
        must("reason", Want::Text, "\"Made to order until March\"", "Why it is accepted."),
        may("until", Want::DAY, "2027-03-01", "The last day on which it is accepted."),
    ],
};
