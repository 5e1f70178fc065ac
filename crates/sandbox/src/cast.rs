//! The whole cast of a flow: a twin for every system, and the vendors' integrations between them.

use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use seamless_flow::{Flow, Kind, Role, SEAMLESS, System};
use seamless_model::{CarrierId, DocumentKind, Event, HandoffId, SystemId};

use crate::carrier::{Access, VendorCarrier, VendorConfig};
use crate::http::{Erp, HttpConfig, Oms, Pace, Wms};
use crate::shopify::{Plan, ShopifyConfig, ShopifyTwin};
use crate::{About, Twin};

/// How a cast is set up.
pub struct CastConfig<'c> {
    /// Decides identifiers, tokens and what is left to chance.
    pub seed: u64,
    /// When the twins come into being.
    pub start: Timestamp,
    /// How many times faster than in life people work.
    pub pace: u32,
    /// How often a vendor's integration polls.
    pub vendor_poll: SignedDuration,
    /// Where a system's twin is reached.
    pub url: &'c dyn Fn(&SystemId) -> String,
    /// Where a system's webhooks go.
    pub webhooks: &'c dyn Fn(&SystemId) -> String,
}

/// Twins for all systems of a flow, and its vendors' integrations.
pub struct Cast {
    /// The twins, in the map's order.
    pub twins: IndexMap<SystemId, Box<dyn Twin>>,
    /// The vendors' integrations.
    pub vendors: Vec<Vendor>,
    /// How each system is spoken to.
    pub access: IndexMap<SystemId, Credentials>,
}

/// How a system's twin is spoken to.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Its address.
    pub url: String,
    /// The token that calls carry.
    pub token: String,
    /// What its webhooks are signed with.
    pub secret: String,
}

/// A vendor's integration on a handoff.
pub struct Vendor {
    /// The carrier, as the map names it.
    pub carrier: CarrierId,
    /// The handoff that it carries.
    pub handoff: HandoffId,
    /// The system that has the documents.
    pub source: SystemId,
    /// The system that is to have them.
    pub target: SystemId,
    /// The integration itself.
    pub twin: VendorCarrier,
}

impl Cast {
    /// Gathers the cast of a flow, or says for each system or handoff why there is no twin for it.
    pub fn of(flow: &Flow, config: &CastConfig<'_>) -> Result<Self, Vec<String>> {
        let mut cast = Self { twins: IndexMap::new(), vendors: Vec::new(), access: IndexMap::new() };
        let mut missing = Vec::new();
        for (index, system) in flow.systems.values().enumerate() {
            let access = credentials(system, config, index);
            match twin(system, &access, config) {
                Ok(twin) => {
                    cast.twins.insert(system.id.clone(), twin);
                    cast.access.insert(system.id.clone(), access);
                }
                Err(why) => missing.push(why),
            }
        }
        for handoff in flow.handoffs.values().filter(|it| it.by != SEAMLESS) {
            let http = |id: &SystemId| flow.systems.get(id).is_some_and(|it| it.kind == Kind::Http);
            let known = handoff.carry == DocumentKind::Order && http(&handoff.from) && http(&handoff.to);
            if !known {
                missing.push(format!(
                    "handoff `{}` is carried by `{}`, and there is no twin of a vendor that carries `{}` from `{}` to `{}` yet",
                    handoff.id, handoff.by, handoff.carry, handoff.from, handoff.to
                ));
                continue;
            }
            let reach = |id: &SystemId| {
                cast.access.get(id).map(|it| Access { url: it.url.clone(), token: it.token.clone() })
            };
            let (Some(source), Some(target)) = (reach(&handoff.from), reach(&handoff.to)) else { continue };
            let twin = VendorCarrier::new(VendorConfig {
                poll: config.vendor_poll,
                start: config.start,
                seed: config.seed,
                forgets_percent: 0,
                source,
                target,
            });
            cast.vendors.push(Vendor {
                carrier: handoff.by.clone(),
                handoff: handoff.id.clone(),
                source: handoff.from.clone(),
                target: handoff.to.clone(),
                twin,
            });
        }
        if missing.is_empty() { Ok(cast) } else { Err(missing) }
    }
}

/// The handoffs that a system's message feeds: those that leave it with this kind of document and carry the event.
/// A shop's order message tells of cancellations as well, whatever handoff they travel on.
pub fn handoffs_fed(flow: &Flow, system: &SystemId, about: &About) -> Vec<HandoffId> {
    flow.leaving(system)
        .filter(|it| it.carry == about.kind)
        .filter(|it| it.covers(about.event) || about.event == Event::Edit || about.event == Event::Create)
        .map(|it| it.id.clone())
        .collect()
}

fn credentials(system: &System, config: &CastConfig<'_>, index: usize) -> Credentials {
    let mark = config.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(index as u32 + 7);
    let token = match system.kind {
        Kind::Shopify => format!("shpat_{mark:016x}{mark:016x}"),
        _ => format!("twin_{}_{mark:016x}", system.id),
    };
    Credentials {
        url: (config.url)(&system.id),
        token,
        secret: format!("secret_{}_{:016x}", system.id, !mark),
    }
}

fn twin(system: &System, access: &Credentials, config: &CastConfig<'_>) -> Result<Box<dyn Twin>, String> {
    let hook = (config.webhooks)(&system.id);
    match (&system.kind, system.role) {
        (Kind::Shopify, _) => Ok(Box::new(shopify(system, access, config, &hook))),
        (Kind::Http, Role::Oms) => {
            Ok(Box::new(Oms::new(system.id.clone(), http(system, access, config, hook))))
        }
        (Kind::Http, Role::Erp | Role::Accounting) => {
            Ok(Box::new(Erp::new(system.id.clone(), http(system, access, config, hook))))
        }
        (Kind::Http, Role::Wms | Role::ThreePl | Role::Dropship) => {
            Ok(Box::new(Wms::new(system.id.clone(), http(system, access, config, hook))))
        }
        (Kind::Http, role) => Err(format!(
            "system `{}` is of kind `http` with role `{}`, for which there is no twin yet (there are `oms`, `erp` and `wms`)",
            system.id,
            role.word()
        )),
        (Kind::Other(kind), _) => {
            Err(format!("system `{}` is of kind `{kind}`, for which there is no twin yet", system.id))
        }
    }
}

fn shopify(system: &System, access: &Credentials, config: &CastConfig<'_>, hook: &str) -> ShopifyTwin {
    let shop = system.shop.clone().unwrap_or_else(|| format!("{}.myshopify.com", system.id));
    let mut settings = ShopifyConfig::new(system.id.clone(), &shop, config.start);
    settings.token = access.token.clone();
    settings.client_secret = access.secret.clone();
    settings.seed = config.seed;
    settings.plan = match system.plan.as_deref() {
        Some("standard") => Plan::Standard,
        Some("advanced") => Plan::Advanced,
        Some("enterprise") => Plan::Enterprise,
        _ => Plan::Plus,
    };
    let mut twin = ShopifyTwin::new(settings);
    if !hook.is_empty() {
        for topic in ShopifyTwin::topics() {
            // A shop that has just been opened has no subscription that this could double.
            let _ = twin.subscribe(&topic, hook);
        }
    }
    twin
}

/// A JSON API's twin does what the system's profile says of it: whether references are unique there, whether
/// idempotency keys are honoured, whether it can be searched.
fn http(system: &System, access: &Credentials, config: &CastConfig<'_>, hook: String) -> HttpConfig {
    let mut settings = HttpConfig::new(access.token.clone(), config.seed, config.start).like(&system.profile);
    settings.pace = Pace::default().faster(config.pace);
    let announces = system.profile.api.as_ref().is_some_and(|api| api.webhooks.is_some());
    if announces && !hook.is_empty() { settings.with_webhook(hook, access.secret.clone()) } else { settings }
}
