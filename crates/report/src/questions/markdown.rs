//! The questionnaire as Markdown.

use seamless_flow::Flow;

use super::{Question, Sheet, meant};
use crate::words::{capital, markdown as line};

pub(super) fn markdown(flow: &Flow, sheets: &[Sheet]) -> String {
    let mut out = String::new();
    if sheets.is_empty() {
        return nothing(flow, super::NOTHING);
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

pub(super) fn nothing(flow: &Flow, said: &str) -> String {
    format!("# {}\n\n{}\n", line(&flow.title), line(said))
}

fn question(number: usize, it: &Question) -> String {
    let mut out = format!("## {number}. {}\n\n", line(&it.question));
    for why in &it.why {
        out.push_str(&format!("- Why it matters: {}.\n", line(&capital(why))));
    }
    for (id, title) in &it.breakpoints {
        out.push_str(&format!("- What hangs on it: {title} (`{id}`)\n"));
    }
    if let Some(wants) = &it.wants {
        out.push_str(&format!("- An answer: {}.\n", line(wants)));
    }
    if let Some(means) = meant(it) {
        out.push_str(&format!("- What is meant: {}\n", line(means)));
    }
    out.push_str(&format!("- On the map: {}\n\n", it.at.join(", ")));
    out.push_str("**Answer:**\n\n**Source:**\n\n**Note:**\n\n");
    out
}
