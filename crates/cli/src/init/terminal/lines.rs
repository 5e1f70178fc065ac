//! How lines stand on a terminal: broken between words, and told apart by marks and not by colour alone.

use std::fmt::{Result, Write};

use dialoguer::theme::{ColorfulTheme, Theme};

/// Breaks a line into lines of at most `width` letters, between words. A longer word stands alone, and what stands at
/// the beginning of the line stays there.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let words = text.trim_start();
    let mut lines = vec![text[..text.len() - words.len()].to_owned()];
    let mut is_begun = false;
    for word in words.split(' ').filter(|it| !it.is_empty()) {
        match lines.last_mut() {
            Some(line) if !is_begun || line.chars().count() + 1 + word.chars().count() <= width => {
                line.push_str(if is_begun { " " } else { "" });
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
        is_begun = true;
    }
    lines
}

/// The entries of a list, each on one line: a list is drawn over again, and must know its height.
pub fn fitted(all: &[String], width: usize) -> Vec<String> {
    let one = |it: &String| match it.chars().count() > width {
        true => it.chars().take(width.saturating_sub(1)).chain(['…']).collect(),
        false => it.clone(),
    };
    all.iter().map(one).collect()
}

/// The look of questions. What is marked and where one stands is told in letters too.
#[derive(Default)]
pub struct Marks(ColorfulTheme);

impl Theme for Marks {
    fn format_error(&self, f: &mut dyn Write, wrong: &str) -> Result {
        self.0.format_error(f, wrong)
    }

    fn format_input_prompt(&self, f: &mut dyn Write, prompt: &str, or: Option<&str>) -> Result {
        self.0.format_input_prompt(f, prompt, or)
    }

    fn format_input_prompt_selection(&self, f: &mut dyn Write, prompt: &str, said: &str) -> Result {
        // The question was said already.
        if prompt.is_empty() {
            return write!(f, "✔ {said}");
        }
        self.0.format_input_prompt_selection(f, prompt, said)
    }

    fn format_select_prompt(&self, f: &mut dyn Write, prompt: &str) -> Result {
        self.0.format_select_prompt(f, prompt)
    }

    fn format_select_prompt_item(&self, f: &mut dyn Write, text: &str, is_here: bool) -> Result {
        self.0.format_select_prompt_item(f, text, is_here)
    }

    fn format_multi_select_prompt(&self, f: &mut dyn Write, prompt: &str) -> Result {
        self.0.format_multi_select_prompt(f, prompt)
    }

    fn format_multi_select_prompt_item(
        &self,
        f: &mut dyn Write,
        text: &str,
        is_marked: bool,
        is_here: bool,
    ) -> Result {
        let mark = if is_marked { "[x]" } else { "[ ]" };
        self.0.format_select_prompt_item(f, &format!("{mark} {text}"), is_here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_keep_their_beginning() {
        assert_eq!(wrapped("One question back", 10), ["One", "question", "back"]);
        assert_eq!(wrapped("  One question", 14), ["  One question"]);
        assert_eq!(wrapped("  One question", 10), ["  One", "question"]);
        assert_eq!(wrapped("", 10), [""]);
        assert_eq!(wrapped("incomprehensibility", 10), ["incomprehensibility"]);
    }

    #[test]
    fn an_entry_of_a_list_is_one_line() {
        assert_eq!(fitted(&["one two".to_owned(), "one".to_owned()], 5), ["one …", "one"]);
    }

    #[test]
    fn what_is_marked_and_where_one_stands_is_told_without_colour() {
        let item = |is_marked, is_here| {
            let mut out = String::new();
            let said =
                Marks::default().format_multi_select_prompt_item(&mut out, "Stripe", is_marked, is_here);
            said.expect("written");
            dialoguer::console::strip_ansi_codes(&out).into_owned()
        };
        assert_eq!(item(true, true), "❯ [x] Stripe");
        assert_eq!(item(false, true), "❯ [ ] Stripe");
        assert_eq!(item(true, false), "  [x] Stripe");
    }
}
