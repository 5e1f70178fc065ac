//! A person at a terminal.

use dialoguer::theme::ColorfulTheme;
use dialoguer::{Input, MultiSelect, Select};

use super::talk::{People, Stop};
use crate::output;

/// What takes one back to the question before, where a text is asked for.
const BACK: &str = "<";

/// Lines of a list that are shown at once.
const SHOWN: usize = 16;

/// The terminal. While it lives, ctrl-C ends a question and not the process.
pub struct Terminal {
    _runtime: Option<tokio::runtime::Runtime>,
}

impl Terminal {
    /// Takes the terminal.
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok();
        if let Some(runtime) = &runtime {
            let _inside = runtime.enter();
            // Whoever listens takes the signal from the system, which would end the process.
            #[cfg(unix)]
            let _ = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
        }
        Self { _runtime: runtime }
    }
}

impl People for Terminal {
    fn say(&mut self, text: &str) {
        output::say(text);
    }

    fn text(
        &mut self,
        question: &str,
        or: &str,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<String, Stop> {
        let theme = ColorfulTheme::default();
        let input = Input::<String>::with_theme(&theme).with_prompt(question).allow_empty(or.is_empty());
        let input = if or.is_empty() { input } else { input.default(or.to_owned()) };
        let input = input.validate_with(|text: &String| match text.trim() {
            BACK => Ok(()),
            text => check(text),
        });
        match input.interact_text() {
            Ok(text) if text.trim() == BACK => Err(Stop::Back),
            Ok(text) => Ok(text),
            Err(_) => Err(Stop::Left),
        }
    }

    fn choice(&mut self, question: &str, of: &[String], at: usize) -> Result<usize, Stop> {
        Select::with_theme(&ColorfulTheme::default())
            .with_prompt(question)
            .items(of)
            .default(at)
            .max_length(SHOWN)
            .interact_opt()
            .map_err(|_| Stop::Left)?
            .ok_or(Stop::Back)
    }

    fn many(&mut self, question: &str, of: &[String], on: &[bool]) -> Result<Vec<usize>, Stop> {
        MultiSelect::with_theme(&ColorfulTheme::default())
            .with_prompt(format!("{question} (space marks, Enter goes on)"))
            .items(of)
            .defaults(on)
            .interact_opt()
            .map_err(|_| Stop::Left)?
            .ok_or(Stop::Back)
    }
}
