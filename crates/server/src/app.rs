//! What all handlers share, and which address leads to which.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use seamless_draw::Picture;
use tokio::sync::{Semaphore, watch};
use tower_http::compression::CompressionLayer;

use crate::assets::Assets;
use crate::events::Latest;
use crate::metrics::Metrics;
use crate::session::Sessions;
use crate::throttle::Throttle;
use crate::{Config, Live, ServeError, actions, api, assets, events, guard, ingress, login, metrics, pages};

/// What all handlers share.
pub(crate) struct App<L: Live> {
    pub live: Arc<L>,
    pub config: Config,
    pub sessions: Sessions,
    pub throttle: Throttle,
    pub webhooks: Semaphore,
    pub metrics: Metrics,
    pub picture: Picture,
    pub assets: Assets,
    pub latest: Latest,
    /// True once the server stops: streams end then.
    pub stopping: watch::Receiver<bool>,
}

impl<L: Live> App<L> {
    pub async fn new(
        live: Arc<L>,
        config: Config,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, ServeError> {
        let sessions = Sessions::of(live.store()).await?;
        Ok(Self {
            sessions,
            throttle: Throttle::default(),
            webhooks: Semaphore::new(config.webhooks_at_once),
            metrics: Metrics::new(),
            picture: Picture::new(live.flow()),
            assets: Assets::new(live.flow()),
            latest: Latest::default(),
            config,
            live,
            stopping,
        })
    }
}

/// All addresses.
pub(crate) fn router<L: Live>(app: Arc<App<L>>) -> Router {
    let inside = Router::new()
        .merge(page_routes::<L>())
        .merge(action_routes::<L>())
        .merge(api_routes::<L>())
        .layer(from_fn_with_state(Arc::clone(&app), guard::signed_in::<L>));
    let outside = Router::new()
        .route("/login", get(login::page::<L>).post(login::enter::<L>))
        .route("/logout", post(login::leave::<L>))
        .route("/metrics", get(metrics::page::<L>))
        .layer(from_fn_with_state(Arc::clone(&app), guard::anyone::<L>));
    Router::new()
        .merge(inside)
        .merge(outside)
        .route("/assets/{name}", get(assets::file::<L>))
        .layer(CompressionLayer::new())
        .route("/webhooks/{system}", post(ingress::webhook::<L>))
        .route("/healthz", get(api::health::<L>))
        .fallback(pages::failed::no_page)
        .layer(axum::middleware::from_fn(guard::headers))
        .with_state(app)
}

fn page_routes<L: Live>() -> Router<Arc<App<L>>> {
    Router::new()
        .route("/", get(pages::now::page::<L>))
        .route("/flow", get(pages::flow::page::<L>))
        .route("/flow/handoffs/{id}", get(pages::handoff::page::<L>))
        .route("/flow/systems/{id}", get(pages::system::page::<L>))
        .route("/orders", get(pages::orders::page::<L>))
        .route("/orders.csv", get(pages::orders::csv::<L>))
        .route("/orders/{thread}", get(pages::order::page::<L>))
        .route("/orders/{thread}/messages/{seq}", get(pages::message::page::<L>))
        .route("/orders/{thread}/converge/{handoff}", get(pages::converge::page::<L>))
        .route("/incidents", get(pages::incidents::page::<L>))
        .route("/incidents/converge", get(pages::converge_many::page::<L>))
        .route("/incidents/{thread}/{id}", get(pages::incident::page::<L>))
        .route("/held", get(pages::held::page::<L>))
        .route("/held/{seq}", get(pages::message::held::<L>))
        .route("/rehearsals", get(pages::rehearsals::page::<L>))
        .route("/breakpoints/{id}", get(pages::breakpoint::page::<L>))
        .route("/teams", get(pages::teams::page::<L>))
        .route("/settings", get(pages::settings::page::<L>))
        .route("/search", get(pages::search::page::<L>))
        .route("/events", get(events::stream::<L>))
}

fn action_routes<L: Live>() -> Router<Arc<App<L>>> {
    Router::new()
        .route("/orders/{thread}/converge/{handoff}", post(actions::converge::<L>))
        .route("/incidents/converge", post(actions::converge_many::<L>))
        .route("/incidents/{thread}/{id}/ignore", post(actions::ignore::<L>))
        .route("/incidents/{thread}/{id}/close", post(actions::close::<L>))
        .route("/held/release", post(actions::release::<L>))
}

fn api_routes<L: Live>() -> Router<Arc<App<L>>> {
    Router::new()
        .route("/api/summary", get(api::summary::<L>))
        .route("/api/orders", get(api::orders::<L>))
        .route("/api/orders/{thread}", get(api::order::<L>))
        .route("/api/incidents", get(api::incidents::<L>))
}
