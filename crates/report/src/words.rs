//! How text is laid out for a terminal.

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
    fn numbers_have_nouns() {
        assert_eq!(count(1, "order", "orders"), "1 order");
        assert_eq!(count(1_234_567, "order", "orders"), "1,234,567 orders");
    }
}
