//! HTTP: webhook ingress, dashboard, JSON API, metrics; twins behind sockets.

mod actions;
mod api;
mod app;
mod assets;
mod config;
mod doorway;
mod events;
mod guard;
mod ingress;
mod live;
mod login;

mod mask;
mod metrics;
mod pages;
mod password;
mod problem;
pub mod sandbox;
mod serve;
mod session;
mod throttle;
mod words;

pub use config::{Config, ServeError};
pub use live::Live;
pub use password::ensure_password;
pub use serve::{Bound, Serving, bind, serve};
