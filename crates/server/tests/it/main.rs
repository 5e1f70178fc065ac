//! The server over HTTP, with the real pipeline behind it.

mod brand;
mod browser;
mod commands;
mod events;
mod ingress;
mod login;
mod pages;
mod sandbox;
