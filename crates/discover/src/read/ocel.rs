//! What the readers of logs share: items checked and put into the log, and what is not right told.

use std::borrow::Cow;

use super::moment;
use crate::build::{LogBuilder, Loose, Refused};
use crate::log::{Form, Log};
use crate::names::Names;
use crate::skipped::{Place, Report, SkippedList, Why};

/// A log being read.
pub(crate) struct Reading {
    pub builder: LogBuilder,
    pub skipped: SkippedList,
    /// Whether the log declares its types; if not, they are taken as they come.
    pub event_types_declared: bool,
    pub object_types_declared: bool,
    /// The declared forms of attributes.
    pub event_forms: Forms,
    pub object_forms: Forms,
    /// Where each event stands, in the order of reading.
    places: Vec<Place>,
    notes: Notes,
}

/// What is counted and told once.
#[derive(Default)]
struct Notes {
    /// Times without an offset, which OCEL takes for UTC.
    without_offset: u64,
    /// Attributes that no type declares.
    undeclared: Names,
}

/// The declared forms of attributes by type and name.
#[derive(Default)]
pub(crate) struct Forms {
    names: Names,
    forms: hashbrown::HashMap<(u32, u32), Form, foldhash::fast::FixedState>,
}

impl Forms {
    pub fn declare(&mut self, kind: u32, name: &str, form: Form) {
        if let Some(name) = self.names.try_intern(name) {
            self.forms.insert((kind, name), form);
        }
    }

    fn of(&self, kind: u32, name: &str) -> Option<Form> {
        self.forms.get(&(kind, self.names.find(name)?)).copied()
    }
}

/// OCEL's name of a form; what is none of the five is read as text.
pub(crate) fn form(name: &str) -> Form {
    match name.to_ascii_lowercase().as_str() {
        "integer" | "int" => Form::Integer,
        "float" | "double" | "real" | "number" => Form::Float,
        "boolean" | "bool" => Form::Boolean,
        "time" | "date" | "timestamp" | "datetime" => Form::Time,
        _ => Form::Text,
    }
}

impl Reading {
    pub fn new() -> Reading {
        Reading {
            builder: LogBuilder::default(),
            skipped: SkippedList::default(),
            event_types_declared: false,
            object_types_declared: false,
            event_forms: Forms::default(),
            object_forms: Forms::default(),
            places: Vec::new(),
            notes: Notes::default(),
        }
    }

    pub fn skip(&mut self, place: Place, column: &str, what: &str, why: Why) {
        self.skipped.add(place, Some(column), what, why);
    }

    /// The index of an event's type, if it is declared.
    pub fn event_kind(&mut self, name: &str) -> Option<u32> {
        if self.event_types_declared {
            return self.builder.event_types().find(name);
        }
        Some(self.builder.event_type(name))
    }

    /// The index of an object's type, if it is declared.
    pub fn object_kind(&mut self, name: &str) -> Option<u32> {
        if self.object_types_declared {
            return self.builder.object_types().find(name);
        }
        Some(self.builder.object_type(name))
    }

    /// A moment; what has no offset is UTC, as OCEL says.
    pub fn moment(&mut self, text: &str) -> Option<i64> {
        let moment = moment::iso(text.trim())?;
        self.notes.without_offset += u64::from(moment.offset_s.is_none());
        let at = moment.utc_ms().unwrap_or(moment.local_ms);
        moment::FOUR_DIGIT_YEARS_MS.contains(&at).then_some(at)
    }

    pub fn event(&mut self, place: Place, kind: u32, id: &str, at_ms: i64) -> Option<u32> {
        let event = self.take(place, id, |builder| builder.event(kind, id, at_ms))?;
        self.places.push(place);
        Some(event)
    }

    pub fn object(&mut self, place: Place, kind: u32, id: &str) -> Option<u32> {
        self.take(place, id, |builder| builder.object(kind, id))
    }

    pub fn mention(&mut self, place: Place, id: &str) -> Option<u32> {
        self.take(place, id, |builder| builder.mention(id))
    }

    pub fn qualifier(&mut self, place: Place, name: &str) -> Option<u16> {
        self.take(place, name, |builder| builder.qualifier(name))
    }

    fn take<T>(
        &mut self,
        place: Place,
        what: &str,
        put: impl FnOnce(&mut LogBuilder) -> Result<T, Refused>,
    ) -> Option<T> {
        match put(&mut self.builder) {
            Ok(put) => Some(put),
            Err(refused) => {
                let why = match refused {
                    Refused::Duplicate => Why::Duplicate,
                    Refused::TooMany => Why::TooMany,
                };
                self.skipped.add(place, None, what, why);
                None
            }
        }
    }

    pub fn event_attribute(&mut self, place: Place, kind: u32, event: u32, name: &str, value: Cow<'_, str>) {
        let form = self.form_of(self.event_forms.of(kind, name), name, &value);
        self.take(place, name, |builder| builder.event_attribute(event, name, form, &value));
    }

    pub fn object_attribute(
        &mut self,
        place: Place,
        kind: u32,
        object: u32,
        name: &str,
        since_ms: i64,
        value: Cow<'_, str>,
    ) {
        let form = self.form_of(self.object_forms.of(kind, name), name, &value);
        self.take(place, name, |builder| builder.object_attribute(object, name, form, since_ms, &value));
    }

    /// The declared form if the value fits it, else text.
    fn form_of(&mut self, declared: Option<Form>, name: &str, value: &str) -> Form {
        let Some(form) = declared else {
            let _ = self.notes.undeclared.try_intern(name);
            return Form::Text;
        };
        let fits = match form {
            Form::Text => true,
            Form::Integer => value.parse::<i64>().is_ok_and(|it| it.to_string() == value),
            Form::Float => is_number(value),
            Form::Boolean => matches!(value, "true" | "false"),
            Form::Time => moment::iso(value).is_some(),
        };
        if fits { form } else { Form::Text }
    }

    /// The log and what is told of it. `what` names events and objects that speak of objects that are not there.
    pub fn finish(self) -> (Log, Report) {
        let Reading { builder, mut skipped, places, notes, .. } = self;
        let file = Place::File;
        let log = builder.finish(&mut |loose| match loose {
            Loose::Touch { event, object } => {
                let place = places.get(event as usize).copied().unwrap_or(file);
                skipped.add(place, Some("relationships"), object, Why::UnknownObject);
            }
            Loose::Relation { from, to } => {
                skipped.add(file, Some("relationships"), &format!("{from} → {to}"), Why::UnknownObject);
            }
        });
        let read = (log.events.len() + log.objects.len()) as u64;
        let mut report = Report { read, skipped, notes: Vec::new(), stopped: false };
        if notes.without_offset > 0 {
            report.notes.push(format!(
                "{} times have no offset from UTC; they are read as UTC, as OCEL says",
                notes.without_offset
            ));
        }
        if !notes.undeclared.is_empty() {
            let names: Vec<&str> = notes.undeclared.iter().take(10).collect();
            let more = if notes.undeclared.len() > 10 { " and others" } else { "" };
            report.notes.push(format!(
                "attributes that no type declares are read as text: {}{more}",
                names.join(", ")
            ));
        }
        if !self.event_types_declared && !log.events.is_empty() {
            report.notes.push("the log declares no types of events; they are taken as they come".to_owned());
        }
        if !self.object_types_declared && !log.objects.is_empty() {
            report.notes.push("the log declares no types of objects; they are taken as they come".to_owned());
        }
        (log, report)
    }
}

/// A number as JSON writes it, so that it can be written again as it stands.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    digits(whole)
        && !leading_zero
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|it| digits(it.strip_prefix(['+', '-']).unwrap_or(it)))
}
