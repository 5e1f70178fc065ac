//! How the terminal is spoken to: data to stdout, everything else to stderr, colours only on a terminal.

use std::io::{IsTerminal, Write};

/// Why a command ended early.
#[derive(Debug)]
pub enum Failed {
    /// Whoever read our output has had enough: that is a success.
    Pipe,
    /// What is to be said about it.
    Said(String),
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::Pipe
        } else {
            Self::Said(error.to_string())
        }
    }
}

impl From<String> for Failed {
    fn from(message: String) -> Self {
        Self::Said(message)
    }
}

/// Writes data to stdout.
pub fn data(text: &str) -> Result<(), Failed> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

/// Writes data that is not text to stdout.
pub fn bytes(data: &[u8]) -> Result<(), Failed> {
    let mut out = std::io::stdout().lock();
    out.write_all(data)?;
    out.flush()?;
    Ok(())
}

/// Says something to the person on stderr.
pub fn say(text: &str) {
    anstream::eprintln!("{text}");
}

/// Says what went wrong.
pub fn error(message: &str) {
    let style = anstyle::Style::new().bold().fg_color(Some(anstyle::AnsiColor::Red.into()));
    anstream::eprintln!("{style}error{style:#}: {message}");
}

/// Whether data goes to a terminal that shows colours.
pub fn colours() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
