//! Slots: the places of a document whose values decide how conditions answer.

use rust_decimal::Decimal;
use seamless_model::DocumentKind;
use serde_json::Value;

use super::text::Probe;
use crate::fields::{Form, Record, fields_of};

/// A step from a document to a place in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// A field, or a variable at the beginning.
    Field(String),
    /// An element of a list.
    Element,
}

/// A slot of a table, by its number.
pub(super) type SlotId = usize;

/// What stands in a slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sort {
    /// Whether a part with fields of its own is there.
    There,
    /// True or false.
    Bool,
    /// One of these words, or one that the house does not know.
    Words(&'static [&'static str]),
    /// Any text.
    Text,
    /// A text that is never empty where it is there.
    Filled,
    /// A country of ISO 3166-1.
    Country,
    /// A currency of ISO 4217.
    Currency,
    /// An amount in minor units, zero or more.
    Minor,
    /// A whole number, zero or more.
    Int,
    /// A decimal, zero or more.
    Decimal,
    /// A time.
    Time,
    /// How many elements a list has.
    Size,
}

/// A place whose value matters, and what the conditions ask of it.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// What stands there.
    pub sort: Sort,
    /// Where it stands.
    pub steps: Vec<Step>,
    /// Whether it may be absent.
    pub optional: bool,
    /// For an amount: the slot of its currency.
    pub currency: Option<SlotId>,
    /// Tests of a text.
    pub probes: Vec<Probe>,
    /// Whole numbers that it is compared with; for a time, nanoseconds.
    pub points: Vec<i128>,
    /// Decimals that it is compared with.
    pub decimals: Vec<Decimal>,
}

impl Slot {
    fn new(sort: Sort, steps: Vec<Step>, optional: bool) -> Self {
        Self {
            sort,
            steps,
            optional,
            currency: None,
            probes: Vec::new(),
            points: Vec::new(),
            decimals: Vec::new(),
        }
    }

    /// The steps to the list in which it stands, where it stands in one.
    pub(super) fn list(&self) -> Option<&[Step]> {
        let at = self.steps.iter().position(|step| *step == Step::Element)?;
        Some(&self.steps[..at])
    }
}

/// All slots, and which of them are compared with each other.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// The slots.
    pub all: Vec<Slot>,
    /// Pairs that are compared with each other, and whether within one element of a list only.
    pub links: Vec<(SlotId, SlotId, bool)>,
    /// For each list that is walked over: how many of its elements must be told apart.
    pub lists: Vec<ListNeed>,
}

/// How many elements of a list suffice to tell everything that the conditions can say of it.
#[derive(Debug, Clone)]
pub(super) struct ListNeed {
    /// The list.
    pub steps: Vec<Step>,
    /// Elements that may each be needed as an example.
    pub examples: usize,
    /// Elements at the beginning that are spoken of by their number.
    pub first: usize,
    /// The largest number with which its size is compared, if any.
    pub size: usize,
    /// Whether elements are counted that satisfy something.
    pub counted: bool,
}

impl ListNeed {
    /// How many elements are told apart.
    pub(super) fn elements(&self) -> usize {
        let told = self.first + self.examples;
        if self.counted { told.max(self.size + 1) } else { told.max(1) }
    }

    /// The largest size that is tried: sizes above it are all alike.
    pub(super) fn longest(&self) -> usize {
        self.elements().max(self.size + 1)
    }
}

impl Slots {
    /// The slot for this place; made where there is none yet.
    pub(super) fn slot(&mut self, sort: Sort, steps: &[Step], optional: bool) -> SlotId {
        let same = |it: &Slot| it.steps == steps && it.sort == sort;
        if let Some(found) = self.all.iter().position(same) {
            return found;
        }
        self.all.push(Slot::new(sort, steps.to_vec(), optional));
        self.all.len() - 1
    }

    /// The needs of a list.
    pub(super) fn list(&mut self, steps: &[Step]) -> &mut ListNeed {
        let at = self.lists.iter().position(|it| it.steps == steps).unwrap_or_else(|| {
            let need = ListNeed { steps: steps.to_vec(), examples: 0, first: 0, size: 0, counted: false };
            self.lists.push(need);
            self.lists.len() - 1
        });
        &mut self.lists[at]
    }

    /// The needs of a list that is known.
    pub(super) fn need(&self, steps: &[Step]) -> Option<&ListNeed> {
        self.lists.iter().find(|it| it.steps == steps)
    }
}

/// What stands at a place, by the field tables.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stands {
    /// A document or a part of one.
    Record(&'static Record),
    /// A money pair.
    Pair,
    /// An amount.
    Money,
    /// A list of these.
    List(&'static Form),
    /// Something plain.
    Plain(Sort),
}

impl Stands {
    /// What a form says, for a field of this name.
    pub(super) fn of(form: &'static Form, field: &str) -> Self {
        match form {
            Form::Record(record) => Self::Record(record),
            Form::Pair => Self::Pair,
            Form::Money => Self::Money,
            Form::List(item) => Self::List(item),
            Form::Bool => Self::Plain(Sort::Bool),
            Form::Int => Self::Plain(Sort::Int),
            Form::Decimal => Self::Plain(Sort::Decimal),
            Form::Timestamp => Self::Plain(Sort::Time),
            Form::Currency => Self::Plain(Sort::Currency),
            Form::Words(words) => Self::Plain(Sort::Words(words)),
            Form::Text if field == "country" => Self::Plain(Sort::Country),
            Form::Text if ["id", "number", "sku", "order_line"].contains(&field) => Self::Plain(Sort::Filled),
            Form::Text => Self::Plain(Sort::Text),
        }
    }
}

/// What a variable of a condition is.
pub(super) fn variable(kind: DocumentKind, name: &str) -> Option<Stands> {
    let document = |kind| fields_of(kind).map(Stands::Record);
    match name {
        "order" => document(DocumentKind::Order),
        "source" => Some(Stands::Plain(Sort::Filled)),
        name if name == kind.word() => document(kind),
        _ => None,
    }
}

/// Whether a document that is written out may lack this field. A truth that reading fills in is always there; only
/// what a system decided about a cancellation may be open.
pub(super) fn may_lack(record: &Record, field: &str) -> bool {
    record.field(field).is_some_and(|it| {
        let open = record.name == "cancellation" && field == "accepted";
        !it.required && (open || it.form != Form::Bool)
    })
}

/// The steps by name, for comparing with paths: `order.lines[].sku`.
pub(super) fn path(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            Step::Field(name) if out.is_empty() => out.push_str(name),
            Step::Field(name) => {
                out.push('.');
                out.push_str(name);
            }
            Step::Element => out.push_str("[]"),
        }
    }
    out
}

/// Values that a slot may have, the pleasant ones first; an absent one is null.
pub(super) type Values = Vec<Value>;
