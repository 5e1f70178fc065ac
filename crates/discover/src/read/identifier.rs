//! Identifiers that went through a spreadsheet: those that came out whole, and those that did not.

/// An identifier as it stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifier<'a> {
    /// As it is.
    Whole(&'a str),
    /// A spreadsheet wrote it as a number with `.0`; what stands before the point is exact.
    Repaired(&'a str),
    /// A spreadsheet rounded it: `1.00123E+12`, or a number of more than 15 digits that ends in zeros with `.0` behind
    /// it. Its last digits are lost; no repair is tried.
    Lost(&'a str),
}

impl<'a> Identifier<'a> {
    /// What to match it by; `None` when it is lost.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Identifier::Whole(text) | Identifier::Repaired(text) => Some(text),
            Identifier::Lost(_) => None,
        }
    }
}

/// A number in a double is exact up to so many digits, whatever they are.
const EXACT_DIGITS: usize = 15;

/// Tells what became of an identifier.
pub fn identifier(text: &str) -> Identifier<'_> {
    let text = text.trim();
    if is_scientific(text) {
        return Identifier::Lost(text);
    }
    let Some((whole, zeros)) = text.split_once('.') else { return Identifier::Whole(text) };
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    if !number || zeros.is_empty() || zeros.bytes().any(|it| it != b'0') {
        return Identifier::Whole(text);
    }
    if digits.len() > EXACT_DIGITS { Identifier::Lost(text) } else { Identifier::Repaired(whole) }
}

/// `1.00123E+12`: digits, a point or comma, digits, and an exponent with its sign, as spreadsheets write long numbers. Without the
/// sign it is left alone: `5012E8` may be an article's number.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix('+');
    whole.len() == 1 && digits(whole) && digits(fraction) && exponent.is_some_and(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_exact_is_repaired() {
        for (text, expected) in [
            ("#1001", Identifier::Whole("#1001")),
            (" 5012345678901 ", Identifier::Whole("5012345678901")),
            ("5012345678901.0", Identifier::Repaired("5012345678901")),
            ("5012345678901.00", Identifier::Repaired("5012345678901")),
            ("5012345678901.5", Identifier::Whole("5012345678901.5")),
            ("5012345678901234000.0", Identifier::Lost("5012345678901234000.0")),
            ("1.00123E+12", Identifier::Lost("1.00123E+12")),
            ("1,00123E+12", Identifier::Lost("1,00123E+12")),
            ("1E+12", Identifier::Lost("1E+12")),
            ("5012E8", Identifier::Whole("5012E8")),
            ("1.00123E12", Identifier::Whole("1.00123E12")),
            ("v1.0", Identifier::Whole("v1.0")),
            (".0", Identifier::Whole(".0")),
            ("", Identifier::Whole("")),
        ] {
            assert_eq!(identifier(text), expected, "{text}");
        }
    }
}
