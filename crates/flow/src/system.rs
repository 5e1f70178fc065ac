//! Systems and teams: the lanes and the people.

use indexmap::IndexMap;
use jiff::SignedDuration;
use seamless_model::{DocumentKind, SystemId, TeamId};

use crate::{Mapping, Place, Profile, Secret};

/// A team: people who own systems, handoffs and incidents.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its name in the map.
    pub id: TeamId,
    /// Its title for people.
    pub title: String,
    /// How it is reached, for example `slack:#fulfillment` or `mailto:care@example.com`.
    pub reach: Option<String>,
    /// Where the map says so.
    pub place: Place,
}

/// A system: one lane.
#[derive(Debug, Clone)]
pub struct System {
    /// Its name in the map.
    pub id: SystemId,
    /// Its title for people: `title` in the map, else its name.
    pub title: String,
    /// Which connector and twin it has.
    pub kind: Kind,
    /// What it does in the flow.
    pub role: Role,
    /// Who owns it.
    pub team: TeamId,
    /// What is known of it: the kind's own profile, then the map's file over it.
    pub profile: Profile,
    /// Where its API answers.
    pub url: Option<String>,
    /// For Shopify: the shop's domain.
    pub shop: Option<String>,
    /// The plan that limits depend on, for example `plus`.
    pub plan: Option<String>,
    /// What webhooks are signed with.
    pub secret: Option<Secret>,
    /// What calls are authorised with.
    pub token: Option<Secret>,
    /// For client credentials and basic authentication: the public part.
    pub client_id: Option<Secret>,
    /// For client credentials and basic authentication: the secret part.
    pub client_secret: Option<Secret>,
    /// Where the map says so.
    pub place: Place,
}

/// Which connector and twin a system has.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A Shopify shop.
    Shopify,
    /// A JSON API that its profile describes.
    Http,
    /// A kind that loads, draws and checks, and has no connector or twin yet.
    Other(String),
}

impl Kind {
    /// The word for it in the map.
    pub fn word(&self) -> &str {
        match self {
            Self::Shopify => "shopify",
            Self::Http => "http",
            Self::Other(word) => word,
        }
    }

    /// Whether the house has a connector and a twin for it.
    pub fn is_built(&self) -> bool {
        !matches!(self, Self::Other(_))
    }
}

/// What a system does in the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Where customers buy.
    Storefront,
    /// A marketplace.
    Marketplace,
    /// Order management.
    Oms,
    /// Enterprise resource planning: the books of goods and orders.
    Erp,
    /// Warehouse management.
    Wms,
    /// A third party who ships.
    ThreePl,
    /// A vendor who ships to the customer.
    Dropship,
    /// A supplier from whom goods are bought.
    Supplier,
    /// Payments.
    Payments,
    /// Accounting.
    Accounting,
    /// Customer service.
    Helpdesk,
}

impl Role {
    /// All roles.
    pub const ALL: &'static [Self] = &[
        Self::Storefront,
        Self::Marketplace,
        Self::Oms,
        Self::Erp,
        Self::Wms,
        Self::ThreePl,
        Self::Dropship,
        Self::Supplier,
        Self::Payments,
        Self::Accounting,
        Self::Helpdesk,
    ];

    /// The word for it in the map.
    pub fn word(self) -> &'static str {
        match self {
            Self::Storefront => "storefront",
            Self::Marketplace => "marketplace",
            Self::Oms => "oms",
            Self::Erp => "erp",
            Self::Wms => "wms",
            Self::ThreePl => "3pl",
            Self::Dropship => "dropship",
            Self::Supplier => "supplier",
            Self::Payments => "payments",
            Self::Accounting => "accounting",
            Self::Helpdesk => "helpdesk",
        }
    }

    /// Whether customers buy there.
    pub fn sells(self) -> bool {
        matches!(self, Self::Storefront | Self::Marketplace)
    }

    /// Whether goods leave from it.
    pub fn ships_goods(self) -> bool {
        matches!(self, Self::Wms | Self::ThreePl | Self::Dropship)
    }

    /// Whether it keeps the books.
    pub fn keeps_books(self) -> bool {
        matches!(self, Self::Erp | Self::Accounting)
    }
}

/// How a JSON API is spoken with: the `api` part of a profile.
#[derive(Debug, Clone)]
pub struct Api {
    /// How a call is authorised.
    pub auth: ApiAuth,
    /// How it announces changes, where it does.
    pub webhooks: Option<WebhookApi>,
    /// What can be done with each kind of document.
    pub documents: IndexMap<DocumentKind, DocumentApi>,
}

/// How a call to a JSON API is authorised. The secret stands in the map's `token` (or `client_id` and
/// `client_secret`), never here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiAuth {
    /// `Authorization: Bearer <token>`.
    Bearer,
    /// `Authorization: Basic <client_id:client_secret>`.
    Basic,
    /// The token in a header of this name.
    Header(String),
    /// None.
    None,
}

/// How webhooks of a JSON API are signed and told apart.
#[derive(Debug, Clone)]
pub struct WebhookApi {
    /// The header with the signature.
    pub signature_header: String,
    /// What stands before the signature in that header, for example `sha256=`.
    pub signature_prefix: String,
    /// How the signature is written: `hex` or `base64`. It is always HMAC-SHA256 of the raw body.
    pub signature_encoding: String,
    /// The header that names the event, for example `X-Event`.
    pub event_header: String,
    /// The header with the delivery's identifier, for deduplication.
    pub delivery_header: String,
    /// The events that are understood: the event header's value, and the kind of document in the body.
    pub events: IndexMap<String, DocumentKind>,
    /// Where in the body the document stands: dotted path, empty for the whole body.
    pub document_at: String,
}

/// What can be done with one kind of document over a JSON API.
#[derive(Debug, Clone)]
pub struct DocumentApi {
    /// Ask for what changed; `{since}` (RFC 3339), `{cursor}` and `{limit}` are filled in.
    pub list: Option<Endpoint>,
    /// Dotted path to the list in the answer; empty where the answer is the list.
    pub items: String,
    /// Dotted path to the next page's cursor in the answer; empty where there are no pages.
    pub next: String,
    /// Read one by `{id}`.
    pub read: Option<Endpoint>,
    /// Look up by external key `{key}`: answers with a list as `list` does.
    pub find: Option<Endpoint>,
    /// Create one.
    pub create: Option<Endpoint>,
    /// Change one, `{id}`.
    pub update: Option<Endpoint>,
    /// Cancel one, `{id}`.
    pub cancel: Option<Endpoint>,
    /// The header in which an idempotency key is passed on `create`, where the system knows one.
    pub idempotency_header: Option<String>,
    /// Reads the system's JSON (as `body`) into the house's form: `{id, keys, parents, revision, document}`.
    pub read_map: Option<Mapping>,
    /// Builds the system's JSON for `create` and `update` from the source document.
    pub write_map: Option<Mapping>,
    /// Builds the system's JSON for `cancel`; an empty object where absent.
    pub cancel_map: Option<Mapping>,
}

/// A method and a path with `{placeholders}`, for example `GET /orders?updated_since={since}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// Path and query below the system's `url`.
    pub path: String,
}

/// How long a poll reaches back over the last cursor, so that what was written late is still seen.
pub const POLL_OVERLAP: SignedDuration = SignedDuration::from_secs(120);
