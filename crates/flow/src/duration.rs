//! Durations as a person writes them: `30s`, `15m`, `1h30m`, `2d`.

use jiff::SignedDuration;

/// Reads a duration. Units: `s`, `m`, `h`, `d` (24 h).
pub fn parse_span(text: &str) -> Result<SignedDuration, String> {
    Err(text.to_owned())
}

/// Writes a duration as a person would: `15m`, `1h 30m`.
pub fn format_span(span: SignedDuration) -> String {
    format!("{span:#}")
}
