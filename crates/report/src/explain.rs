//! The page and the runbook of a breakpoint, for the terminal.

use seamless_breakpoints::{Breakpoint, breakpoint};

use crate::words::wrap;

/// Characters on a line.
const WIDTH: usize = 92;

/// What is said where a runbook names a button: only who lets Seamless carry has it.
const ELSE: &str = "Converge is a button of the dashboard, for what Seamless carries. Where somebody else carries, he has to send it again: `seamless handbook` says so, by his name.";

/// What is known of a breakpoint: its page, its protection, its runbook; `None` for one that the catalogue lacks.
pub fn explain(id: &str) -> Option<String> {
    breakpoint(id).map(whole)
}

fn whole(breakpoint: &Breakpoint) -> String {
    let page = plain(breakpoint.page);
    let ours = breakpoint.runbook(None);
    let mut runbook = plain(&buttons(&ours));
    if ours.contains("*Converge") {
        runbook.push_str("\n\n");
        runbook.push_str(&plain(ELSE));
    }
    let protection = wrap(breakpoint.protection, WIDTH - 2).join("\n  ");
    format!(
        "{} ({})\n{page}\n\nWhen Seamless carries\n\n  {protection}\n\n{runbook}\n",
        breakpoint.id,
        breakpoint.severity.word()
    )
}

/// The names of buttons in quotes, where Markdown has them between asterisks.
fn buttons(markdown: &str) -> String {
    markdown.replace("*Converge all*", "\"Converge all\"").replace("*Converge*", "\"Converge\"")
}

/// Markdown as plain text: headings at the margin, what stands under them set in and broken into lines.
fn plain(markdown: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in markdown.trim().lines() {
        let text = line.replace("**", "").replace(['<', '>'], "");
        let list = text.starts_with("- ") || text.starts_with(|it: char| it.is_ascii_digit());
        let hang = text.find(' ').filter(|_| list).map_or(0, |it| it + 1);
        if let Some(heading) = text.strip_prefix("# ").or_else(|| text.strip_prefix("## ")) {
            lines.push(heading.to_owned());
        } else if text.trim().is_empty() {
            lines.push(String::new());
        } else {
            let (mark, rest) = text.split_at(hang);
            for (index, part) in wrap(rest, WIDTH - 2 - hang).into_iter().enumerate() {
                let lead = if index == 0 { mark.to_owned() } else { " ".repeat(hang) };
                lines.push(format!("  {lead}{part}"));
            }
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_plain_text() {
        let text = plain("# A title\n\nSome **bold** words.\n\n- one: <https://a.example>\n\n2. two\n");
        assert_eq!(text, "A title\n\n  Some bold words.\n\n  - one: https://a.example\n\n  2. two");
    }

    #[test]
    fn every_breakpoint_is_explained_whole() {
        for it in seamless_breakpoints::catalogue() {
            let text = explain(it.id).expect("in the catalogue");
            assert!(text.starts_with(it.id) && text.contains(it.title), "{text}");
            for part in ["The check", "Live signal", "Runbook: ", "What to tell the customer."] {
                assert!(text.contains(part), "{}: {part}", it.id);
            }
            assert!(!text.contains("*Converge"), "{}: asterisks are none of a terminal's", it.id);
            let long = text.lines().find(|it| it.chars().count() > WIDTH && !it.contains("https://"));
            assert_eq!(long, None, "{}", it.id);
        }
        assert_eq!(explain("nothing"), None);
    }
}
