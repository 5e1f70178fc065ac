//! The catalogue's own pages, from Markdown: headings, paragraphs, lists, emphasis, code and links. Everything else is
//! text. What is written is escaped, so that no page can carry markup of its own.

use maud::{Markup, PreEscaped, html};

/// What stands in place of emphasised words, for instance a button in place of *Converge*; none leaves them.
pub type InPlace<'p> = &'p dyn Fn(&str) -> Option<Markup>;

/// Markdown as markup. The first heading is left out: the page says it itself.
pub fn render(text: &str, in_place: InPlace<'_>) -> Markup {
    let blocks = blocks(text);
    html! {
        div.text { @for block in &blocks { (block_markup(block, in_place)) } }
    }
}

#[derive(Debug, PartialEq)]
enum Block {
    Heading(String),
    Paragraph(String),
    List { ordered: bool, items: Vec<String> },
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            open = false;
        } else if let Some(title) = trimmed.strip_prefix('#') {
            if let Some(title) = title.strip_prefix('#') {
                blocks.push(Block::Heading(title.trim_start_matches('#').trim().to_owned()));
            }
            open = false;
        } else if let Some((is_ordered, item)) = item(trimmed) {
            match blocks.last_mut() {
                Some(Block::List { ordered, items }) if *ordered == is_ordered => items.push(item.to_owned()),
                _ => blocks.push(Block::List { ordered: is_ordered, items: vec![item.to_owned()] }),
            }
            open = true;
        } else {
            match blocks.last_mut() {
                Some(Block::Paragraph(text)) if open => text.push_str(&format!(" {trimmed}")),
                Some(Block::List { items, .. }) if open => {
                    if let Some(item) = items.last_mut() {
                        item.push_str(&format!(" {trimmed}"));
                    }
                }
                _ => blocks.push(Block::Paragraph(trimmed.to_owned())),
            }
            open = true;
        }
    }
    blocks
}

/// A list's item, and whether it is numbered.
fn item(line: &str) -> Option<(bool, &str)> {
    if let Some(item) = line.strip_prefix("- ") {
        return Some((false, item));
    }
    let (number, item) = line.split_once(". ")?;
    (!number.is_empty() && number.bytes().all(|it| it.is_ascii_digit())).then_some((true, item))
}

fn block_markup(block: &Block, in_place: InPlace<'_>) -> Markup {
    match block {
        Block::Heading(text) => html! { h2 { (inline(text, in_place)) } },
        Block::Paragraph(text) => html! { p { (inline(text, in_place)) } },
        Block::List { ordered: true, items } => {
            html! { ol { @for item in items { li { (inline(item, in_place)) } } } }
        }
        Block::List { items, .. } => html! { ul { @for item in items { li { (inline(item, in_place)) } } } },
    }
}

/// Code, strong, emphasis and links within a line.
fn inline(text: &str, in_place: InPlace<'_>) -> Markup {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '*', '<', '[']) {
        let (before, from) = rest.split_at(at);
        out.push_str(&escaped(before));
        let (markup, after) = span(from, in_place).unwrap_or_else(|| {
            let (first, after) = from.split_at(1);
            (escaped(first), after)
        });
        out.push_str(&markup);
        rest = after;
    }
    out.push_str(&escaped(rest));
    PreEscaped(out)
}

fn span<'t>(from: &'t str, in_place: InPlace<'_>) -> Option<(String, &'t str)> {
    let between = |open: &str, close: &str| from.strip_prefix(open)?.split_once(close);
    if let Some((code, after)) = between("`", "`") {
        return Some((html! { code { (code) } }.into_string(), after));
    }
    if let Some((strong, after)) = between("**", "**") {
        return Some((html! { strong { (strong) } }.into_string(), after));
    }
    if let Some((words, after)) = between("*", "*") {
        let markup = in_place(words).unwrap_or_else(|| html! { em { (words) } });
        return Some((markup.into_string(), after));
    }
    if let Some((address, after)) = between("<", ">").filter(|(it, _)| it.starts_with("https://")) {
        let words = address.trim_start_matches("https://");
        return Some((link(address, words)?, after));
    }
    let (words, after) = between("[", "](")?;
    let (address, after) = after.split_once(')')?;
    Some((link(address, words)?, after))
}

/// A link to another site or to one of our own pages; nothing else is a link.
fn link(address: &str, words: &str) -> Option<String> {
    let is_ours = address.starts_with('/') && !address.starts_with("//");
    (address.starts_with("https://") || is_ours)
        .then(|| html! { a href=(address) rel="noreferrer" { (words) } }.into_string())
}

fn escaped(text: &str) -> String {
    html! { (text) }.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        render(text, &|words| (words == "Converge").then(|| html! { button { (words) } })).into_string()
    }

    #[test]
    fn markdown_becomes_markup() {
        for (text, expected) in [
            ("# Title\n\nOne\ntwo.", "<p>One two.</p>"),
            ("## Why\n\n- a\n- `b`", "<h2>Why</h2><ul><li>a</li><li><code>b</code></li></ul>"),
            (
                "1. Press *Converge*.\n2. **Look** *again*",
                "<ol><li>Press <button>Converge</button>.</li><li><strong>Look</strong> <em>again</em></li></ol>",
            ),
            (
                "<https://a.example/b>",
                "<p><a href=\"https://a.example/b\" rel=\"noreferrer\">a.example/b</a></p>",
            ),
            ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
            ("2 * 3 and 4", "<p>2 * 3 and 4</p>"),
        ] {
            assert_eq!(plain(text), format!("<div class=\"text\">{expected}</div>"), "{text}");
        }
    }

    #[test]
    fn every_page_of_the_catalogue_is_read_whole() {
        for it in seamless_breakpoints::catalogue() {
            for text in [it.page, &it.runbook(None)] {
                let markup = plain(text);
                assert!(
                    !markup.contains("**") && !markup.contains('`') && !markup.contains("&lt;http"),
                    "{}: {markup}",
                    it.id
                );
            }
        }
    }
}
