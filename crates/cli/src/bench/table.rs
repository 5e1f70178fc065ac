//! What was measured, as a small table.

/// What was measured.
#[derive(Debug, Default)]
pub struct Table {
    title: String,
    rows: Vec<[String; 3]>,
    /// Whether something that must be is not.
    pub failed: bool,
}

impl Table {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// A row: what, how much, and what it is compared with.
    pub fn row(&mut self, what: &str, value: impl Into<String>, note: impl Into<String>) {
        self.rows.push([what.to_owned(), value.into(), note.into()]);
    }

    /// The table, for people.
    pub fn text(&self) -> String {
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let (what, value) = (width(0), width(1));
        let mut lines = vec![self.title.clone()];
        for row in &self.rows {
            let line = format!("  {:what$}  {:>value$}  {}", row[0], row[1], row[2]);
            lines.push(line.trim_end().to_owned());
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

/// A whole number with its thousands set apart.
pub fn count(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share in percent, or how many times as much.
pub fn ratio(part: f64, whole: f64) -> String {
    let share = if whole > 0.0 { part / whole } else { 0.0 };
    if share >= 10.0 { format!("{} x", count(share)) } else { format!("{:.0} %", share * 100.0) }
}

/// A time in milliseconds.
pub fn millis(time: std::time::Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// A size in MiB.
pub fn mib(kib: u64) -> String {
    format!("{:.1} MiB", kib as f64 / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(1_234_567.4), "1,234,567");
        assert_eq!(count(12.0), "12");
        assert_eq!(ratio(1.0, 4.0), "25 %");
        assert_eq!(ratio(100.0, 4.0), "25 x");
    }

    #[test]
    fn columns_stand_in_line() {
        let mut table = Table::new("what");
        table.row("a", "1", "of ten");
        table.row("long", "1,000", "");
        assert_eq!(table.text(), "what\n  a         1  of ten\n  long  1,000\n");
    }
}
