//! How text is written for a terminal, for Markdown and for a spreadsheet.

/// Text that stands out on a terminal that shows colours.
pub(crate) fn bold(text: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Breaks a paragraph into lines of at most `width` characters, between words; a longer word stands alone.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        match lines.last_mut() {
            Some(line) if length + 1 + letters <= width => {
                line.push(' ');
                line.push_str(word);
                length += 1 + letters;
            }
            _ => {
                lines.push(word.to_owned());
                length = letters;
            }
        }
    }
    lines
}

/// Text without control characters: XML has no place for them, and a terminal would obey them. Line feeds and tabs
/// stay.
pub(crate) fn clean(text: &str) -> String {
    let forbidden =
        |it: char| (it.is_control() && !matches!(it, '\n' | '\t')) || matches!(it, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|it| if forbidden(it) { '\u{fffd}' } else { it }).collect()
}

/// A text of ours, with titles in it that a person wrote, as one line of Markdown: what stands between backticks stays
/// code, and nothing else of it is markup.
pub(crate) fn markdown(text: &str) -> String {
    let line = clean(text).split(['\n', '\t']).map(str::trim).collect::<Vec<_>>().join(" ");
    let ticks = line.matches('`').count();
    let mut out = String::new();
    for (index, part) in line.split('`').enumerate() {
        let is_code = index % 2 == 1 && index < ticks;
        if index > 0 {
            // The last of an odd number opens nothing.
            out.push_str(if index == ticks && ticks % 2 == 1 { "\\`" } else { "`" });
        }
        if is_code { out.push_str(part) } else { escape(part, &mut out) }
    }
    out
}

/// Text in which no letter is markup. What is none where it stands, as `_` within a word or `&` before a blank, stays
/// as it is, so that the text can be read as it stands.
fn escape(text: &str, out: &mut String) {
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        match letter {
            '<' => out.push_str("&lt;"),
            '&' if next.is_alphanumeric() || next == '#' => out.push_str("&amp;"),
            '_' if before.is_alphanumeric() && next.is_alphanumeric() => out.push('_'),
            '*' | '_' | '~' | '[' | ']' | '\\' => out.extend(['\\', letter]),
            other => out.push(other),
        }
        before = letter;
    }
}

/// A sentence of ours that begins.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn cell(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// A cell as it was before [`cell`], or as a person wrote it.
pub(crate) fn uncelled(text: &str) -> &str {
    text.strip_prefix('\'').filter(|it| is_formula(it)).unwrap_or(text)
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A number with its noun: `1 order`, `1,200 orders`.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number with thousands separated.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let length = digits.len();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (length - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("incomprehensibility is long", 7), ["incomprehensibility", "is long"]);
        assert_eq!(wrap("  ", 7), Vec::<String>::new());
    }

    #[test]
    fn a_title_is_no_markup() {
        for (text, expected) in [
            ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
            ("[a](javascript:b) *c*", "\\[a\\](javascript:b) \\*c\\*"),
            ("one\n# two\u{1b}", "one # two\u{fffd}"),
            ("takes `a < b` and `c[0]`", "takes `a < b` and `c[0]`"),
            ("_a_ ~b~ &lt; R&D", "\\_a\\_ \\~b\\~ &amp;lt; R&amp;D"),
            ("on_unknown of Small & Sons", "on_unknown of Small & Sons"),
            ("a ` b <i>", "a \\` b &lt;i>"),
            ("`a` ` <i>", "`a` \\` &lt;i>"),
        ] {
            assert_eq!(markdown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_cell_is_no_formula_and_comes_back_as_it_was() {
        for (text, shown) in [
            ("=1+1", "'=1+1"),
            ("@sum", "'@sum"),
            ("\tx", "'\tx"),
            ("-5", "'-5"),
            ("yes", "yes"),
            ("'til", "'til"),
        ] {
            assert_eq!((cell(text).as_str(), uncelled(shown)), (shown, text));
        }
    }

    #[test]
    fn numbers_have_nouns() {
        assert_eq!(count(1, "order", "orders"), "1 order");
        assert_eq!(count(1_234_567, "order", "orders"), "1,234,567 orders");
    }
}
