//! What a log's types declare, found from what its events and objects have.

use crate::log::{Column, Form};

/// The attributes of one type: its name and OCEL's name for its values.
pub(super) type Declared<'a> = Vec<(&'a str, Form)>;

/// The attributes of each type. Where values of one name have several forms, the type declares the first that is not
/// text; those that do not fit it stand as text beside them.
pub(super) fn declared<'a>(columns: &'a [Column], kinds: &[u32], types: usize) -> Vec<Declared<'a>> {
    let mut declared: Vec<Declared<'a>> = vec![Vec::new(); types];
    let mut last = vec![usize::MAX; types];
    for (number, column) in columns.iter().enumerate() {
        for row in &column.rows {
            let kind = kinds[*row as usize] as usize;
            if std::mem::replace(&mut last[kind], number) == number {
                continue;
            }
            match declared[kind].iter_mut().find(|it| it.0 == column.name) {
                Some(known) if known.1 == Form::Text => known.1 = column.form,
                Some(_) => {}
                None => declared[kind].push((&column.name, column.form)),
            }
        }
    }
    declared
}

/// OCEL's name of a form.
pub(super) fn ocel_name(form: Form) -> &'static str {
    match form {
        Form::Text => "string",
        Form::Integer => "integer",
        Form::Float => "float",
        Form::Boolean => "boolean",
        Form::Time => "time",
    }
}

/// Walks along the columns beside their events or objects, which come by ascending index.
pub(super) struct Walk<'a> {
    columns: &'a [Column],
    next: Vec<usize>,
}

/// One value of an attribute.
pub(super) struct Value<'a> {
    pub name: &'a str,
    pub form: Form,
    pub since_ms: i64,
    /// An index into the log's values.
    pub value: u32,
}

impl<'a> Walk<'a> {
    pub fn new(columns: &'a [Column]) -> Walk<'a> {
        Walk { columns, next: vec![0; columns.len()] }
    }

    /// The values that this event or object has. Rows are asked for once each, ascending.
    pub fn of(&mut self, row: u32, values: &mut Vec<Value<'a>>) {
        values.clear();
        for (column, next) in self.columns.iter().zip(&mut self.next) {
            while column.rows.get(*next) == Some(&row) {
                let since_ms = column.since_ms.get(*next).copied().unwrap_or_default();
                values.push(Value {
                    name: &column.name,
                    form: column.form,
                    since_ms,
                    value: column.values[*next],
                });
                *next += 1;
            }
        }
    }
}
