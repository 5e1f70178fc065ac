//! What was found wrong while reading, and how one value is read.

use std::str::FromStr;

use rust_decimal::Decimal;

use crate::nearest::nearest;
use crate::{Level, Place, Problem};

/// The most problems that are shown of one run: a file that is all wrong is not shown whole.
const MOST: usize = 200;

/// Every problem found, in the order of finding.
#[derive(Default)]
pub(crate) struct Notes {
    problems: Vec<Problem>,
}

/// What is wrong with one value.
pub(crate) struct Mistake {
    /// What is wrong.
    pub message: String,
    /// What stands under the value.
    pub label: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl Mistake {
    /// A mistake with a way to mend it.
    pub fn new(message: impl Into<String>, label: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), label: label.into(), help: Some(help.into()) }
    }
}

impl Notes {
    /// Notes a problem.
    pub fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Notes problems that another reader found.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.extend(problems);
    }

    /// Notes an error, and how to mend it.
    pub fn error(&mut self, place: &Place, message: impl Into<String>, label: &str, help: impl Into<String>) {
        self.add(Problem::error(place.clone(), message, label).help(help));
    }

    /// Notes something odd.
    pub fn warning(
        &mut self,
        place: &Place,
        message: impl Into<String>,
        label: &str,
        help: impl Into<String>,
    ) {
        self.add(Problem::warning(place.clone(), message, label).help(help));
    }

    /// Notes a mistake in a value.
    pub fn mistake(&mut self, place: &Place, mistake: Mistake) {
        let mut problem = Problem::error(place.clone(), mistake.message, mistake.label);
        problem.help = mistake.help;
        self.add(problem);
    }

    /// Whether so much is wrong that nobody reads further suggestions, which take time to find.
    pub fn is_crowded(&self) -> bool {
        self.problems.len() > 2 * MOST
    }

    /// Whether nothing that was found forbids to use what was read.
    pub fn is_clean(&self) -> bool {
        self.problems.iter().all(|it| it.level != Level::Error)
    }

    /// Whether nothing that was found in a part of the file, by its bytes, forbids to use what was read there.
    pub fn is_clean_in(&self, part: std::ops::Range<usize>) -> bool {
        let is_in = |it: &&Problem| part.contains(&it.place.start);
        self.problems.iter().filter(is_in).all(|it| it.level != Level::Error)
    }

    /// Everything found, once each, in the order of the files and of their lines; bounded.
    pub fn finish(self, files: &[std::sync::Arc<str>]) -> Vec<Problem> {
        let order = |it: &Problem| {
            let file = files.iter().position(|file| *file == it.place.file).unwrap_or(usize::MAX);
            (file, it.place.start, it.place.end)
        };
        let mut problems = self.problems;
        problems.sort_by_key(order);
        let mut kept: Vec<Problem> = Vec::new();
        let mut more = 0;
        for problem in problems {
            if kept.len() >= MOST {
                more += 1;
            } else if !kept.iter().rev().take_while(|it| it.place == problem.place).any(|it| *it == problem) {
                kept.push(problem);
            }
        }
        if let (1.., Some(last)) = (more, kept.last()) {
            let message = format!("there are {more} problems more");
            kept.push(Problem::error(last.place.clone(), message, "and after this").help("mend these first"));
        }
        kept
    }
}

/// One of some words, or a problem that says which it could be.
pub(crate) fn one_of<T: Copy>(
    text: &str,
    place: &Place,
    title: &str,
    all: &[(&'static str, T)],
    notes: &mut Notes,
) -> Option<T> {
    if let Some((_, value)) = all.iter().find(|(word, _)| *word == text) {
        return Some(*value);
    }
    let known = || all.iter().map(|(word, _)| *word);
    let help = suggest(text, known(), "it can be");
    notes.error(place, format!("{title} cannot be `{}`", shorten(text)), "not a word for this", help);
    None
}

/// Did you mean, or all that it could be.
pub(crate) fn suggest<'k>(text: &str, known: impl Iterator<Item = &'k str> + Clone, can_be: &str) -> String {
    match nearest(text, known.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("{can_be} {}", words(known)),
    }
}

/// Words with commas between them; many are cut short.
pub(crate) fn words<'w>(all: impl Iterator<Item = &'w str>) -> String {
    let all: Vec<String> = all.map(|it| format!("`{}`", shorten(it))).collect();
    match all.len() {
        0 => "none".to_owned(),
        1..=48 => all.join(", "),
        many => format!("{}, and {} more", all[..3].join(", "), many - 3),
    }
}

/// Text that is not longer than a message can bear.
pub(crate) fn shorten(text: &str) -> String {
    let line: String = text.chars().take(60).map(|it| if it.is_control() { ' ' } else { it }).collect();
    if line.len() < text.len() { format!("{line}…") } else { line }
}

/// A decimal number as written, exponents included.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str(text.trim_start_matches('+')).or_else(|_| Decimal::from_scientific(text)).ok()
}
