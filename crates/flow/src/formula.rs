//! What a spreadsheet takes for a formula.

/// Whether a spreadsheet may take a cell for a formula, so that it is not written as it is: whoever opens the file would
/// run it. Numbers with a sign are among them.
///
/// The characters are those that OWASP names for CSV injection; a tab and a carriage return are dropped by some
/// spreadsheets, and what follows them is read.
pub fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}
