//! The questionnaire as Markdown.

use seamless_flow::Flow;

use super::{Question, Sheet, place};
use crate::words::markdown as line;

pub(super) fn markdown(flow: &Flow, sheets: &[Sheet]) -> String {
    let mut out = String::new();
    if sheets.is_empty() {
        return format!(
            "# {}\n\nNothing is left to ask: everything that the checks need is written down.\n",
            line(&flow.title)
        );
    }
    for sheet in sheets {
        out.push_str(&format!("# Questions to {}\n\n", line(&sheet.party)));
        out.push_str(&format!(
            "About the order flow of {}, map {}. Please answer each in a line, and say where it is written or who says so.\n\n",
            line(&flow.title),
            flow.hash.short()
        ));
        for (index, it) in sheet.questions.iter().enumerate() {
            out.push_str(&question(index + 1, it));
        }
    }
    out
}

fn question(number: usize, it: &Question) -> String {
    let mut out = format!("## {number}. {}\n\n", line(&it.question));
    for why in &it.why {
        out.push_str(&format!("- Why it matters: {}.\n", line(why)));
    }
    for (id, title) in &it.breakpoints {
        out.push_str(&format!("- What hangs on it: {title} (`{id}`)\n"));
    }
    if let Some(wants) = &it.wants {
        out.push_str(&format!("- An answer: {wants}\n"));
    }
    out.push_str(&format!("- On the map: {}; filled in as {}\n\n", it.at.join(", "), place(it)));
    out.push_str("**Answer:**\n\n**Source:**\n\n");
    out
}
