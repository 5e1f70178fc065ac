//! The engine's tests, in one binary.

mod converge;
mod early;
mod hostile;
mod money;
mod paths;
mod support;
mod target;
