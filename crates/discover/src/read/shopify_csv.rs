//! Orders as the admin of a shop exports them: the first row of an order carries its own columns and its first line,
//! the rows below it only further lines, with the order's Name.

use super::rows::Giving;
use crate::skipped::Why;
use crate::table::{Record, Rows};

/// Columns that only an order's first row fills.
const OWN: [&str; 6] = ["Financial Status", "Currency", "Subtotal", "Total", "Id", "Source"];

/// Tells an order's own row from its lines.
pub(super) struct Orders {
    name: usize,
    /// By column: whether it belongs to the line.
    of_line: Vec<bool>,
    /// The columns that only an order's first row fills, as far as this file has them.
    own: Vec<usize>,
    /// The order whose rows are being read.
    current: String,
    record: Record,
}

impl Orders {
    /// Finds the columns; says what is missing.
    pub fn new(columns: &[String]) -> Result<Orders, String> {
        let find = |name: &str| columns.iter().position(|it| it.eq_ignore_ascii_case(name));
        let of_line: Vec<bool> =
            columns.iter().map(|it| it.to_ascii_lowercase().starts_with("lineitem ")).collect();
        let missing = |what: &str| {
            format!(
                "it has no {what}, which every order export of Shopify's admin has; read it as a plain CSV"
            )
        };
        let name = find("Name").ok_or_else(|| missing("column `Name`"))?;
        if !of_line.contains(&true) {
            return Err(missing("columns `Lineitem ...`"));
        }
        let own = OWN.iter().filter_map(|it| find(it)).collect();
        Ok(Orders { name, of_line, own, current: String::new(), record: Record::default() })
    }

    /// Gives the order if this is its first row, and the line if there is one.
    pub fn row<R: Rows>(&mut self, number: u64, row: &Record, giving: &mut Giving<'_, R>) {
        let Some(name) = row.get(self.name) else {
            return giving.skip(number, Some("Name"), "", Why::NoIdentifier);
        };
        if name != self.current {
            self.current.replace_range(.., name);
            if self.own.is_empty() || self.own.iter().any(|it| row.get(*it).is_some()) {
                self.part(row, false);
                giving.give(number, &self.record);
            } else {
                giving.skip(number, Some("Name"), name, Why::NoOrder);
            }
        }
        self.part(row, true);
        if self.record.iter().next().is_some() {
            self.record.set_part("line", &self.current);
            giving.give(number, &self.record);
        }
    }

    fn part(&mut self, row: &Record, of_line: bool) {
        self.record.clear();
        for (column, text) in row.iter().filter(|it| self.of_line[it.0] == of_line) {
            self.record.set(column, text);
        }
    }
}
