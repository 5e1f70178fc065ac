//! A handoff as it will be written.

use super::{Answers, Carried};
use crate::{format_span, parse_span};

/// A handoff as it will be written.
pub(super) struct Drafted {
    name: String,
    about: String,
    fields: Vec<(&'static str, String)>,
}

/// Which handoffs are carried by one and the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// Orders from the shops into the OMS.
    Oms,
    /// Orders into the ERP.
    Orders,
    /// Requests, parcels, stock and returns of those who ship.
    Warehouse,
    /// All that goes to and from marketplaces.
    Marketplaces,
    /// Refunds, payouts and journals into the books.
    Money,
    /// What nobody was asked about.
    Other,
}

impl Group {
    /// All groups.
    pub const ALL: [Self; 6] =
        [Self::Oms, Self::Orders, Self::Warehouse, Self::Marketplaces, Self::Money, Self::Other];

    /// Who carries it.
    pub fn carried(self, it: &Answers) -> Carried {
        let said = match self {
            Self::Oms => &it.carriers.oms,
            Self::Orders => &it.carriers.orders,
            Self::Warehouse => &it.carriers.warehouse,
            Self::Marketplaces => &it.carriers.marketplaces,
            Self::Money => &it.carriers.money,
            Self::Other => &None,
        };
        said.clone().unwrap_or(match it.stage {
            super::Stage::AsIs => Carried::Unknown,
            super::Stage::ToBe => Carried::Seamless,
        })
    }
}

impl Drafted {
    pub fn new(name: impl Into<String>, about: impl Into<String>, carry: &str, from: &str, to: &str) -> Self {
        let fields = vec![("carry", carry.to_owned()), ("from", from.to_owned()), ("to", to.to_owned())];
        Self { name: name.into(), about: about.into(), fields }
    }

    pub fn with(mut self, field: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((field, value.into()));
        self
    }

    /// How it travels, with the reconcile behind it where a message may be lost, and its deadline: longer than the
    /// interval, for what happens right after a look is seen at the next.
    pub fn travels(self, via: &str, within: &str) -> Self {
        let it = self.with("via", via);
        let it = if via == "webhook" { it.with("backstop", "every 15m over 48h") } else { it };
        it.with("within", after(via, within))
    }

    pub fn key(self, from: &str, from_field: &str, to: &str, to_field: &str) -> Self {
        self.with("key", format!("{{ {from}: {from_field}, {to}: {to_field} }}"))
    }

    pub fn lines(self, from: &str, to: &str) -> Self {
        self.with("lines", format!("{{ {from}: id, {to}: external_line_id }}"))
    }

    /// Who carries it. By hand it travels at a person's pace.
    pub fn by(mut self, it: &Answers, group: Group) -> Self {
        let carried = group.carried(it);
        match carried {
            Carried::Seamless => self,
            Carried::Unknown | Carried::By(_) => self.with("by", carried.name()),
            Carried::Person => {
                self.fields.retain(|(field, _)| *field != "backstop");
                for (field, value) in &mut self.fields {
                    match *field {
                        "via" => *value = "manual".to_owned(),
                        "within" => *value = "1d   # decide: by when it is done".to_owned(),
                        _ => {}
                    }
                }
                self.with("by", carried.name())
            }
        }
    }

    pub fn when(self, condition: Option<String>) -> Self {
        match condition {
            Some(text) => self.with("when", format!("'{text}'")),
            None => self,
        }
    }

    /// The same, where the brand has to decide whether it is so.
    pub fn decided(self, condition: Option<String>, what: &str) -> Self {
        match condition {
            Some(text) => self.with("when", format!("'{text}'   # decide: {what}")),
            None => self,
        }
    }

    /// Its text in the map.
    pub fn text(&self) -> String {
        let mut out = format!("  # {}\n  {}:\n", one_line(&self.about), self.name);
        for (field, value) in &self.fields {
            out.push_str(&format!("    {field}: {value}\n"));
        }
        out.push('\n');
        out
    }
}

/// Text as a comment can hold it: whoever gave a title may have broken its line.
pub(super) fn one_line(text: &str) -> String {
    text.split(|it: char| it.is_whitespace() || it.is_control())
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A deadline that can be met: twice the interval where the proposed one is not longer than it.
fn after(via: &str, within: &str) -> String {
    let every = via.split_once(' ').and_then(|(_, every)| parse_span(every).ok());
    match (every, parse_span(within)) {
        (Some(every), Ok(due)) if every >= due => format_span(every * 2).replace(' ', ""),
        _ => within.to_owned(),
    }
}

/// A name, made one of its own where several things would bear it.
pub(super) fn own(name: &str, many: bool, of: &str) -> String {
    if many { format!("{name}-{of}") } else { name.to_owned() }
}
