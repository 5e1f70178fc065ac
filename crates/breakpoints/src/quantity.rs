//! Quantities: what a map's own numbers say about load, backlog, stock and deadlines.
//!
//! Everything here is arithmetic over numbers that a map or a profile gives. Units stand in the names: seconds `_s`,
//! orders and points a second `_per_second`, shares between 0 and 1. Each formula stands beside its function with
//! where it comes from, and is held in the tests against a simulation or a second, exact computation.
//! `docs/quantities.md` tells how they are used.

pub mod budget;
pub mod calendar;
pub mod drain;
mod law;
pub mod oversell;
mod spread;

/// A number as a person reads it: whole from ten on, one digit below, two below one.
pub(crate) fn said(number: f64) -> String {
    if number >= 9.95 {
        crate::look::grouped(rust_decimal::Decimal::try_from(number.round()).unwrap_or_default(), 0)
    } else if number >= 1.0 {
        format!("{number:.1}")
    } else {
        format!("{number:.2}")
    }
}

/// Seconds as a person reads them: `45 s`, `20 min`, `3.4 h`, `2.5 days`.
pub(crate) fn said_s(seconds: f64) -> String {
    match seconds {
        it if it < 90.0 => format!("{} s", said(it.round())),
        it if it < 5_400.0 => format!("{} min", said(it / 60.0)),
        it if it < 172_800.0 => format!("{} h", said(it / 3_600.0)),
        it => format!("{} days", said(it / 86_400.0)),
    }
}

#[cfg(test)]
mod tests;
