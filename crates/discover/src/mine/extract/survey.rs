//! The first look at an extract: what its columns are, which of them say when what happened.

use std::ops::ControlFlow;

use seamless_model::{DocumentKind, Event};

use super::column::Column;
use crate::mine::words;
use crate::read::{TimeEvidence, TimeOptions};
use crate::table::{Record, Rows};

/// An extract, as its first reading shows it.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The system that it is of.
    pub system: String,
    /// The kind of document that its rows are.
    pub document: DocumentKind,
    /// How that is known, for people.
    pub document_evidence: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Rows that are documents of their own.
    pub rows: u64,
    /// Records that are parts of documents: lines.
    pub parts: u64,
    /// The columns that say when something happened: column, document, event.
    pub times: Vec<(usize, DocumentKind, Event)>,
    /// The currency that most rows name, with its column.
    pub currency: Option<(String, String)>,
    /// What a person must know of it.
    pub notes: Vec<String>,
}

/// Looks at the rows of one extract.
#[derive(Debug, Default)]
pub struct Look {
    columns: Vec<Column>,
    rows: u64,
    parts: u64,
    currencies: Vec<(usize, String, u64)>,
}

impl Rows for Look {
    fn columns(&mut self, columns: &[String]) {
        self.columns.resize_with(columns.len(), Column::default);
        for (column, name) in self.columns.iter_mut().zip(columns) {
            column.name.clone_from(name);
        }
    }

    fn row(&mut self, _number: u64, record: &Record) -> ControlFlow<()> {
        if !record.part().is_empty() {
            self.parts += 1;
            return ControlFlow::Continue(());
        }
        self.rows += 1;
        for (at, text) in record.iter() {
            if let Some(column) = self.columns.get_mut(at) {
                column.look(text);
                self.currency(at, text);
            }
        }
        ControlFlow::Continue(())
    }
}

impl Look {
    fn currency(&mut self, at: usize, text: &str) {
        let code = text.len() == 3 && text.bytes().all(|it| it.is_ascii_uppercase());
        if !code || !self.columns[at].name.to_lowercase().contains("currency") {
            return;
        }
        if let Some(found) = self.currencies.iter_mut().find(|it| it.0 == at && it.1 == text) {
            found.2 += 1;
        } else if self.currencies.len() < 200 {
            self.currencies.push((at, text.to_owned(), 1));
        }
    }

    /// What was seen. `document` is what the person said that the rows are; else it is guessed.
    pub fn survey(
        mut self,
        system: &str,
        document: Option<DocumentKind>,
        name: &str,
        shopify: bool,
        options: &TimeOptions,
    ) -> Survey {
        self.columns.iter_mut().for_each(|it| {
            it.sketch.settle();
            it.lead.rest.settle();
        });
        let (document, document_evidence) = match document {
            Some(said) => (said, "as you say".to_owned()),
            None if shopify => (DocumentKind::Order, "the columns of Shopify's order export".to_owned()),
            None => guess(&self.columns, name),
        };
        let times = times(&self.columns, document, self.rows);
        let mut notes: Vec<String> = times
            .iter()
            .flat_map(|it| self.columns[it.0].times.notes(&self.columns[it.0].name, options))
            .collect();
        let lossy = |it: &&Column| it.lost > 0 && (it.lost * 2 > it.filled || it.why_not().is_none());
        for column in self.columns.iter().filter(lossy) {
            notes.push(format!(
                "{}: {} values such as {} were rounded by a spreadsheet; their last digits are lost, so they are matched with nothing: export the file once more and do not open it in a spreadsheet, or have the column as text",
                column.name, column.lost, column.example
            ));
        }
        if times.is_empty() && self.rows > 0 {
            notes.push(
                "no column tells when something happened (such as `created_at` with 2026-03-01T10:00:00Z), so its rows are no steps of the journey"
                    .to_owned(),
            );
        }
        if let Some(value) = self.columns.iter().map(|it| &it.name).find(|it| is_data(it)) {
            notes.push(format!(
                "its first row is taken for the header, and holds `{value}`: where the header is missing, put one above"
            ));
        }
        let currency = self.currencies.iter().max_by_key(|it| it.2);
        let currency = currency.map(|it| {
            (
                it.1.clone(),
                format!("{} of {} rows say so in column \"{}\"", it.2, self.rows, self.columns[it.0].name),
            )
        });
        Survey {
            system: system.to_owned(),
            document,
            document_evidence,
            columns: self.columns,
            rows: self.rows,
            parts: self.parts,
            times,
            currency,
            notes,
        }
    }
}

/// The words of columns that a system which picks and ships goods has, and hardly another one.
const OF_A_WAREHOUSE: &[&str] = &[
    "allocated",
    "picked",
    "packed",
    "shipped",
    "tracking",
    "carrier",
    "warehouse",
    "bin",
    "location",
    "wave",
    "parcel",
    "carton",
    "sendung",
    "sendungsnummer",
    "versandt",
    "paket",
    "lager",
    "weight",
];

impl Survey {
    /// The columns that speak of a warehouse, if they are several: what a system is, where its name does not say it.
    pub fn warehouse_columns(&self) -> Option<Vec<&str>> {
        let speaks = |name: &str| words::words(name).iter().any(|it| OF_A_WAREHOUSE.contains(&it.as_str()));
        let found: Vec<&str> =
            self.columns.iter().map(|it| it.name.as_str()).filter(|it| speaks(it)).collect();
        let goods = matches!(
            self.document,
            DocumentKind::Shipment | DocumentKind::FulfillmentRequest | DocumentKind::Inventory
        );
        (goods && found.len() >= 2).then_some(found)
    }
}

/// Whether the name of a column is rather a value: a time, or an identifier of digits.
fn is_data(name: &str) -> bool {
    let mut times = TimeEvidence::default();
    times.look(name);
    times.dates > 0 || name.len() >= 6 && name.bytes().all(|it| it.is_ascii_digit())
}

/// The kind of document, by words of the header first and of the file's name then.
fn guess(columns: &[Column], name: &str) -> (DocumentKind, String) {
    const SIGNS: &[(&str, DocumentKind)] = &[
        ("refund", DocumentKind::Refund),
        ("credit", DocumentKind::Refund),
        ("payout", DocumentKind::Payout),
        ("rma", DocumentKind::Return),
        ("return", DocumentKind::Return),
        ("tracking", DocumentKind::Shipment),
        ("shipped", DocumentKind::Shipment),
        ("parcel", DocumentKind::Shipment),
        ("sendung", DocumentKind::Shipment),
        ("versandt", DocumentKind::Shipment),
        ("picked", DocumentKind::FulfillmentRequest),
        ("pick", DocumentKind::FulfillmentRequest),
        ("available", DocumentKind::Inventory),
        ("transaction", DocumentKind::Payment),
    ];
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.split('.').next().unwrap_or(file);
    if let Some((kind, word)) = words::document(stem) {
        return (kind, format!("guessed by \"{word}\" in the file's name"));
    }
    for column in columns {
        let words = words::words(&column.name);
        if let Some((sign, kind)) = SIGNS.iter().find(|it| words.iter().any(|word| word == it.0)) {
            return (*kind, format!("guessed by \"{sign}\" in column \"{}\"", column.name));
        }
    }
    (DocumentKind::Order, "guessed: no word of the header or of the file's name says otherwise".to_owned())
}

/// Which columns say when what happened. Values decide what is a time, words which time it is.
fn times(columns: &[Column], document: DocumentKind, rows: u64) -> Vec<(usize, DocumentKind, Event)> {
    const CREATED: &[&str] = &[
        "created", "create", "placed", "received", "imported", "booked", "entered", "ordered", "order",
        "date", "time", "at", "angelegt", "erstellt", "eingang",
    ];
    const OTHERS: &[(&str, Option<DocumentKind>, Event)] = &[
        ("cancelled", None, Event::Cancel),
        ("canceled", None, Event::Cancel),
        ("cancel", None, Event::Cancel),
        ("storniert", None, Event::Cancel),
        ("voided", None, Event::Void),
        ("fulfilled", Some(DocumentKind::Shipment), Event::Create),
        ("shipped", Some(DocumentKind::Shipment), Event::Create),
        ("versandt", Some(DocumentKind::Shipment), Event::Create),
        ("dispatched", Some(DocumentKind::Shipment), Event::Create),
        ("paid", Some(DocumentKind::Payment), Event::Create),
        ("refunded", Some(DocumentKind::Refund), Event::Create),
    ];
    const SILENT: &[&str] = &[
        "updated",
        "modified",
        "changed",
        "closed",
        "synced",
        "exported",
        "due",
        "birthday",
        "expected",
        "delivered",
    ];
    let mut found = Vec::new();
    let mut best: Option<(usize, usize)> = None;
    // When the document itself came into being by its own word: a shipment's `shipped`.
    let mut itself: Option<usize> = None;
    let sure = |column: &Column| {
        column.is_time() || (column.filled > 0 && column.times.numbers * 10 >= column.filled * 9)
    };
    for (at, column) in columns.iter().enumerate().filter(|it| sure(it.1)) {
        let words = words::words(&column.name);
        let has = |word: &str| words.iter().any(|it| it == word);
        if SILENT.iter().any(|it| has(it)) {
            continue;
        }
        if let Some((_, kind, event)) = OTHERS.iter().find(|it| has(it.0)) {
            if *kind == Some(document) {
                itself.get_or_insert(at);
            } else {
                found.push((at, kind.unwrap_or(document), *event));
            }
            continue;
        }
        let word = CREATED.iter().position(|it| has(it));
        // A number that could be a moment is one only where the header says so too.
        if word.is_none() && !column.is_time() {
            continue;
        }
        let rank = word.unwrap_or(CREATED.len()) + if column.filled * 10 < rows * 9 { 100 } else { 0 };
        if best.is_none_or(|it| rank < it.0) {
            best = Some((rank, at));
        }
    }
    match (best, itself) {
        // What a warehouse received before it shipped was the request to.
        (Some((_, at)), Some(own)) if document == DocumentKind::Shipment => {
            found.insert(0, (own, document, Event::Create));
            found.insert(0, (at, DocumentKind::FulfillmentRequest, Event::Create));
        }
        (Some((_, at)), _) | (None, Some(at)) => found.insert(0, (at, document, Event::Create)),
        (None, None) => {}
    }
    // One column each: the first one that says it.
    let mut seen: Vec<(DocumentKind, Event)> = Vec::new();
    found.retain(|it| {
        let new = !seen.contains(&(it.1, it.2));
        seen.push((it.1, it.2));
        new
    });
    found
}
