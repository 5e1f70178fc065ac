//! Extracts: rows of one system and one kind of document, given one by one.

use std::ops::ControlFlow;

/// How a file holds its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Rows of fields, the names of the columns in the first; any separator of comma, semicolon, tab and bar.
    Csv,
    /// A JSON object a line. Nested objects become columns with dotted names, lists of objects records of their own.
    Jsonl,
    /// Orders as the admin of a shop exports them: several rows an order, the first with the order's own columns.
    ShopifyCsv,
    /// What a bulk operation of the Admin API brings: a JSON object a line, children with `__parentId`.
    ShopifyBulk,
}

/// What to take of a table's text.
#[derive(Clone, Debug, Default)]
pub struct TableOptions {
    /// The encoding by its name in the Encoding Standard, such as `windows-1252`; found by looking, if left out.
    pub encoding: Option<String>,
    /// The separator; found by looking, if left out.
    pub separator: Option<u8>,
}

/// Takes the rows of one extract.
pub trait Rows {
    /// The columns. Called before the first record, and again with all of them when JSON brings new ones; what was
    /// known keeps its index.
    fn columns(&mut self, columns: &[String]);

    /// One record of the row with this number: as a spreadsheet counts, the header being row 1; of JSONL, the line.
    /// One row can bring several records, see [`Record::part`]. `Break` ends the reading.
    fn row(&mut self, number: u64, record: &Record) -> ControlFlow<()>;
}

/// One record: a text for each column that has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    text: String,
    /// Start and end in `text` by column; equal where the column is empty.
    spans: Vec<(u32, u32)>,
    part: String,
    parent: String,
}

impl Record {
    /// The text of a column; `None` where it is empty or absent. Blanks around it are no part of it.
    pub fn get(&self, column: usize) -> Option<&str> {
        let (start, end) = *self.spans.get(column)?;
        let text = self.text[start as usize..end as usize].trim();
        (!text.is_empty()).then_some(text)
    }

    /// The columns that have a text, by ascending index.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        (0..self.spans.len()).filter_map(|it| Some((it, self.get(it)?)))
    }

    /// Which part of the document it is: empty for the document itself; `line` for a line of a Shopify order; the type
    /// of a child in a bulk operation, such as `LineItem`; the dotted name of the list that a nested object stands in.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// The identifier of the record that a part belongs to, where the format says it: a Shopify order's Name, a bulk
    /// operation's `__parentId`. A nested object belongs to the last record with an empty part and the same number.
    pub fn parent(&self) -> Option<&str> {
        (!self.parent.is_empty()).then_some(self.parent.as_str())
    }

    /// Empties it, to be filled anew.
    pub fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
        self.part.clear();
        self.parent.clear();
    }

    /// Takes fields that stand one behind the other; those behind the last column are left out.
    pub(crate) fn fill(&mut self, text: &str, ends: &[usize], columns: usize) {
        self.clear();
        self.text.push_str(text);
        let mut start = 0;
        for end in ends.iter().take(columns) {
            self.spans.push((start, *end as u32));
            start = *end as u32;
        }
    }

    /// Says which part of which document it is.
    pub fn set_part(&mut self, part: &str, parent: &str) {
        self.part.replace_range(.., part);
        self.parent.replace_range(.., parent);
    }

    /// Sets the text of a column.
    pub fn set(&mut self, column: usize, text: &str) {
        if self.spans.len() <= column {
            self.spans.resize(column + 1, (0, 0));
        }
        let start = self.text.len();
        self.text.push_str(text);
        // A row is far below 4 GiB: the readers refuse longer ones.
        self.spans[column] = (start as u32, self.text.len() as u32);
    }
}
