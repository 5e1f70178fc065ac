//! The binary, end to end: what a person types, and what it answers.

mod breakpoints;
mod demo;
mod ingress;
mod kills;
mod live;
mod maps;
mod rehearsals;
mod sandbox;
mod stage;
mod support;
mod web;
mod words;
