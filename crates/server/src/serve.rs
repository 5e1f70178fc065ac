//! Listening, and stopping.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{App, router};
use crate::doorway::{Doorway, Peer};
use crate::{Config, Live, ServeError};

/// How long answers that are on their way may take after a stop.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// A server at work.
#[derive(Debug)]
pub struct Serving {
    /// Where it answers.
    pub address: SocketAddr,
    stopping: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Serving {
    /// Stops: nothing new is accepted, what is on its way is finished, for a while.
    pub async fn stop(self) {
        // The receivers may be gone already.
        let _ = self.stopping.send(true);
        let abort = self.task.abort_handle();
        if tokio::time::timeout(STOP_WITHIN, self.task).await.is_err() {
            abort.abort();
        }
    }
}

/// A port that is taken, before anything answers on it: whoever must name the address first can.
#[derive(Debug)]
pub struct Bound {
    /// Where it will answer.
    pub address: SocketAddr,
    listener: TcpListener,
    config: Config,
}

/// Takes the port. Refuses an address that other machines reach unless told so.
pub async fn bind(config: Config) -> Result<Bound, ServeError> {
    let address = config.bind;
    if !address.ip().is_loopback() && !config.allow_remote {
        return Err(ServeError::Remote(address));
    }
    let cannot = |error| ServeError::Bind { address, error };
    let listener = TcpListener::bind(address).await.map_err(cannot)?;
    Ok(Bound { address: listener.local_addr().map_err(cannot)?, listener, config })
}

/// Takes the port and starts to answer: webhooks, pages, JSON, metrics.
pub async fn serve<L: Live>(live: Arc<L>, config: Config) -> Result<Serving, ServeError> {
    bind(config).await?.serve(live).await
}

impl Bound {
    /// Starts to answer: webhooks, pages, JSON, metrics.
    pub async fn serve<L: Live>(self, live: Arc<L>) -> Result<Serving, ServeError> {
        let (stopping, mut stop) = watch::channel(false);
        let app = Arc::new(App::new(live, self.config, stopping.subscribe()).await?);
        let service = router(app).into_make_service_with_connect_info::<Peer>();
        let listener = Doorway::new(self.listener);
        let stopped = async move {
            // A sender that is gone stops the server as well.
            let _ = stop.wait_for(|it| *it).await;
        };
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(stopped).await {
                tracing::error!(%error, "the server ended");
            }
        });
        Ok(Serving { address: self.address, stopping, task })
    }
}
