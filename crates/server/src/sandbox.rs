//! Twins behind sockets: a whole cast of a flow on local ports, with the faults that the sandbox is told of.

mod line;
mod stage;

use std::sync::Arc;

use jiff::SignedDuration;
use seamless_flow::Flow;
use seamless_model::{Believed, Keys, SystemId};
use seamless_runtime::HttpWire;
use seamless_sandbox::carrier::VendorCarrier;
use seamless_sandbox::fault::{Faults, Swarm};
use seamless_sandbox::{Cast, CastConfig, Deed, DeedError, Twin};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use line::Cuttable;
use stage::Stage;

/// How a sandbox is set up.
#[derive(Debug, Clone)]
pub struct SandboxConfig {
    /// Decides identifiers, tokens and what is left to chance.
    pub seed: u64,
    /// How many times faster than in life people work.
    pub pace: u32,
    /// How often a vendor's integration polls.
    pub vendor_poll: SignedDuration,
    /// The port of the first twin, the others follow; free ports where absent.
    pub first_port: Option<u16>,
    /// Where the twins send their webhooks, `{system}` replaced by the system's name; nowhere where absent.
    pub webhooks: Option<String>,
    /// What goes wrong by the way, everywhere.
    pub swarm: Option<Swarm>,
}

impl Default for SandboxConfig {
    /// Seed 1, people as slow as in life, free ports, no webhooks, nothing goes wrong.
    fn default() -> Self {
        Self {
            seed: 1,
            pace: 1,
            vendor_poll: SignedDuration::from_mins(5),
            first_port: None,
            webhooks: None,
            swarm: None,
        }
    }
}

/// A twin that answers.
#[derive(Debug, Clone)]
pub struct Running {
    /// The system that it plays.
    pub system: SystemId,
    /// Its title for people.
    pub title: String,
    /// Its address, without a slash at the end.
    pub url: String,
    /// The token that calls carry.
    pub token: String,
    /// What its webhooks are signed with.
    pub secret: String,
}

/// Why a sandbox could not be started.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// There is no twin for a system or a vendor.
    #[error("{}", .0.join("\n"))]
    Missing(Vec<String>),
    /// A port cannot be listened on.
    #[error("the twin of `{system}` cannot listen on {address}: {error}")]
    Bind {
        /// Whose.
        system: SystemId,
        /// Where.
        address: String,
        /// Why.
        error: std::io::Error,
    },
    /// The network client cannot be set up.
    #[error("{0}")]
    Network(String),
}

/// A flow's cast at work. It ends when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    /// The twins, in the map's order.
    pub systems: Vec<Running>,
    stage: Arc<Stage>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts the cast of a flow.
    pub async fn start(flow: Arc<Flow>, config: SandboxConfig) -> Result<Self, SandboxError> {
        let wire = HttpWire::new().map_err(SandboxError::Network)?;
        let listeners = listen(&flow, config.first_port).await?;
        let url = |id: &SystemId| {
            listeners.iter().find(|it| it.0 == *id).map(|it| format!("http://{}", it.2)).unwrap_or_default()
        };
        let hooks = |id: &SystemId| {
            config.webhooks.as_deref().map(|it| it.replace("{system}", id.as_str())).unwrap_or_default()
        };
        let cast = Cast::of(
            &flow,
            &CastConfig {
                seed: config.seed,
                start: jiff::Timestamp::now(),
                pace: config.pace,
                vendor_poll: config.vendor_poll,
                url: &url,
                webhooks: &hooks,
            },
        )
        .map_err(SandboxError::Missing)?;
        let systems = running(&flow, &cast);
        let mut faults = Faults::new(config.seed);
        faults.set_swarm(config.swarm.clone());
        let stage = Arc::new(Stage::new(flow, cast, faults, wire));
        let mut tasks = stage.drive();
        for (system, listener, _) in listeners {
            tasks.push(tokio::spawn(serve(Arc::clone(&stage), system, listener)));
        }
        Ok(Self { systems, stage, tasks })
    }

    /// Lets a person do something in a system. Gives the keys of the document that it made or changed.
    pub fn act(&self, system: &SystemId, deed: &Deed) -> Result<Keys, DeedError> {
        self.stage.act(system, deed)
    }

    /// The truth: every document that a system has; none where there is no such system.
    pub fn documents(&self, system: &SystemId) -> Vec<Believed> {
        self.stage.look(system, |twin| twin.documents()).unwrap_or_default()
    }

    /// Looks into a twin, or changes it.
    pub fn with_twin<T>(&self, system: &SystemId, look: impl FnOnce(&mut dyn Twin) -> T) -> Option<T> {
        self.stage.look(system, look)
    }

    /// Looks into the vendor's integration that carries a handoff, or changes it.
    pub fn with_vendor<T>(&self, handoff: &str, look: impl FnOnce(&mut VendorCarrier) -> T) -> Option<T> {
        self.stage.vendor(handoff, look)
    }

    /// Looks at the faults that are at work, or changes them.
    pub fn with_faults<T>(&self, look: impl FnOnce(&mut Faults) -> T) -> T {
        self.stage.faults(look)
    }

    /// Stops: the twins answer no more, and messages that wait are not sent.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stage.stop();
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

type Listening = (SystemId, TcpListener, std::net::SocketAddr);

async fn listen(flow: &Flow, first_port: Option<u16>) -> Result<Vec<Listening>, SandboxError> {
    let mut listeners = Vec::new();
    for (index, system) in flow.systems.keys().enumerate() {
        let port = first_port.map_or(0, |it| it.saturating_add(index as u16));
        let failed = |error| SandboxError::Bind {
            system: system.clone(),
            address: format!("127.0.0.1:{port}"),
            error,
        };
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        listeners.push((system.clone(), listener, address));
    }
    Ok(listeners)
}

fn running(flow: &Flow, cast: &Cast) -> Vec<Running> {
    let of = |(system, access): (&SystemId, &seamless_sandbox::Credentials)| Running {
        system: system.clone(),
        title: flow.system_title(system).to_owned(),
        url: access.url.clone(),
        token: access.token.clone(),
        secret: access.secret.clone(),
    };
    cast.access.iter().map(of).collect()
}

async fn serve(stage: Arc<Stage>, system: SystemId, listener: TcpListener) {
    let service = line::service(stage, system.clone());
    if let Err(error) = axum::serve(Cuttable(listener), service).await {
        tracing::error!(%system, %error, "a twin's server ended");
    }
}
