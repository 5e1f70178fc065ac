//! The binary, end to end: what a person types, and what it answers.

mod agreed;
mod breakpoints;
mod consult;
mod demo;
mod discover;
mod discover_clocks;
mod discover_log;
mod ingress;
mod init;
mod kills;
mod live;
mod map_pictures;
mod map_watch;
mod maps;
mod rehearsals;
mod sandbox;
mod stage;
mod support;
mod web;
mod words;
