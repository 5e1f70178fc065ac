//! A person at a terminal.

mod lines;

use dialoguer::console::Term;
use dialoguer::{Input, MultiSelect, Select};

use super::talk::{People, Stop};
use crate::output;
use lines::{Marks, fitted, wrapped};

/// What takes one back to the question before, where a text is asked for.
const BACK: &str = "<";

/// Lines of a list that are shown at once; of them the list itself keeps two.
const SHOWN: usize = 16;

/// The narrowest that lines are broken for.
const WIDTH_LEAST: usize = 30;

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

/// Rows of the terminal, and how many letters stand on one without touching its edge.
fn size() -> (usize, usize) {
    let (rows, columns) = Term::stderr().size();
    (rows.into(), usize::from(columns).saturating_sub(1).max(WIDTH_LEAST))
}

/// What one answers behind: the question, where it leaves room for an answer. A longer one is said before, and nothing
/// is left of it: a prompt of several lines would be drawn again in the wrong place at each letter.
fn prompt(question: &str, or: &str, width: usize) -> String {
    // The marks around it, and a short answer.
    let around = or.chars().count() + 16;
    if question.chars().count() + around <= width {
        return question.to_owned();
    }
    output::say(&format!("? {}", wrapped(question, width.saturating_sub(2)).join("\n  ")));
    String::new()
}

/// Says what was chosen, in whole words.
fn report(question: &str, answer: &str, width: usize) {
    output::say(&wrapped(&format!("✔ {question} · {answer}"), width).join("\n  "));
}

impl People for Terminal {
    fn say(&mut self, text: &str) {
        let width = size().1;
        let lines = text.split('\n').map(|it| wrapped(it, width).join("\n"));
        output::say(&lines.collect::<Vec<_>>().join("\n"));
    }

    fn text(
        &mut self,
        question: &str,
        or: &str,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<String, Stop> {
        let theme = Marks::default();
        let width = size().1;
        let input = Input::<String>::with_theme(&theme)
            .with_prompt(prompt(question, or, width))
            .allow_empty(or.is_empty());
        let input = if or.is_empty() { input } else { input.default(or.to_owned()) };
        let input = input.validate_with(|text: &String| match text.trim() {
            BACK => Ok(()),
            text => check(text).map_err(|wrong| wrapped(&wrong, width - 2).join("\n  ")),
        });
        match input.interact_text() {
            Ok(text) if text.trim() == BACK => Err(Stop::Back),
            Ok(text) => Ok(text),
            Err(_) => Err(Stop::Left),
        }
    }

    fn choice(&mut self, question: &str, of: &[String], at: usize) -> Result<usize, Stop> {
        let (rows, width) = size();
        let has_pages = of.len() > SHOWN.min(rows).saturating_sub(2);
        let hint = if has_pages { " (left and right turn the page)" } else { "" };
        // Behind the prompt stands which page it is.
        let prompt = wrapped(&format!("{question}{hint}"), width.saturating_sub(18)).join("\n  ");
        let at = Select::with_theme(&Marks::default())
            .with_prompt(prompt)
            .items(fitted(of, width.saturating_sub(2)))
            .default(at)
            .max_length(SHOWN)
            .report(false)
            .interact_opt()
            .map_err(|_| Stop::Left)?
            .ok_or(Stop::Back)?;
        report(question, of.get(at).map_or("", String::as_str), width);
        Ok(at)
    }

    fn many(&mut self, question: &str, of: &[String], on: &[bool]) -> Result<Vec<usize>, Stop> {
        let width = size().1;
        let prompt = format!("{question} (space marks, Enter goes on)");
        let all = MultiSelect::with_theme(&Marks::default())
            .with_prompt(wrapped(&prompt, width.saturating_sub(4)).join("\n  "))
            .items(fitted(of, width.saturating_sub(6)))
            .defaults(on)
            .report(false)
            .interact_opt()
            .map_err(|_| Stop::Left)?
            .ok_or(Stop::Back)?;
        let words: Vec<&str> = all.iter().filter_map(|at| of.get(*at)).map(String::as_str).collect();
        report(question, if words.is_empty() { "none".to_owned() } else { words.join(", ") }.as_str(), width);
        Ok(all)
    }
}
