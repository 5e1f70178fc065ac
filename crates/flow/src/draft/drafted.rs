//! A handoff as it will be written.

use super::{Answers, Carried, Fulfiller, Stage};
use crate::{format_span, parse_span};

/// A handoff as it will be written.
pub(super) struct Drafted {
    name: String,
    about: String,
    fields: Vec<(&'static str, String)>,
    /// Whether somebody said how it travels.
    is_way_said: bool,
    carried: Option<Carried>,
}

/// Which handoffs are carried by one and the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// Orders from the shops into the OMS.
    Oms,
    /// Orders into the ERP.
    Orders,
    /// Stock, from those who ship to where it is sold.
    Stock,
    /// All that goes to and from marketplaces.
    Marketplaces,
    /// Refunds, payouts and journals into the books.
    Money,
    /// What nobody was asked about.
    Other,
}

impl Group {
    /// Who carries it.
    fn carried(self, it: &Answers) -> Carried {
        let said = match self {
            Self::Oms => &it.carriers.oms,
            Self::Orders => &it.carriers.orders,
            Self::Stock if it.carriers.stock.is_some() => &it.carriers.stock,
            Self::Stock => &it.carriers.warehouse,
            Self::Marketplaces => &it.carriers.marketplaces,
            Self::Money => &it.carriers.money,
            Self::Other => &None,
        };
        said.clone().unwrap_or_else(|| unsaid(it))
    }
}

/// Who carries what nobody was named for.
fn unsaid(it: &Answers) -> Carried {
    match it.stage {
        Stage::AsIs => Carried::Unknown,
        Stage::ToBe => Carried::Seamless,
    }
}

/// What a map needs of a handoff and nobody said, with what is left to decide about it.
const NEEDED: [(&str, &str); 3] =
    [("via", "how it travels"), ("within", "the deadline"), ("key", "by which field each side knows it")];

impl Drafted {
    pub fn new(name: impl Into<String>, about: impl Into<String>, carry: &str, from: &str, to: &str) -> Self {
        let fields = vec![("carry", carry.to_owned()), ("from", from.to_owned()), ("to", to.to_owned())];
        Self { name: name.into(), about: about.into(), fields, is_way_said: false, carried: None }
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

    /// How requests reach one who ships, as it was said.
    pub fn travels_as_said(self, ships: &Fulfiller, within: &str) -> Self {
        Self { is_way_said: ships.via.is_some(), ..self.travels(ships.via(), within) }
    }

    /// Who carries it, by the group to which it belongs.
    pub fn by(self, it: &Answers, group: Group) -> Self {
        self.carried(it, group.carried(it))
    }

    /// Who carries it to or from one who ships.
    pub fn by_for(self, it: &Answers, ships: &Fulfiller) -> Self {
        let said = ships.by.as_ref().or(it.carriers.warehouse.as_ref());
        self.carried(it, said.cloned().unwrap_or_else(|| unsaid(it)))
    }

    fn carried(mut self, it: &Answers, carried: Carried) -> Self {
        if carried == Carried::Seamless {
            return self;
        }
        if carried == Carried::Person {
            self.by_hand();
        }
        if it.stage == Stage::AsIs {
            self.leave_out_what_nobody_said();
        }
        let name = carried.name().to_owned();
        self.carried = Some(carried);
        self.with("by", name)
    }

    /// By hand it travels at a person's pace.
    fn by_hand(&mut self) {
        self.is_way_said = true;
        self.fields.retain(|(field, _)| *field != "backstop");
        for (field, value) in &mut self.fields {
            match *field {
                "via" => *value = "manual".to_owned(),
                "within" => *value = "1d   # decide: by when it is done".to_owned(),
                _ => {}
            }
        }
    }

    /// Of another's integration, and of a person, a map says what is so: what is left out, the checks ask. What the
    /// map cannot do without is proposed, and marked.
    fn leave_out_what_nobody_said(&mut self) {
        let is_kept = |field: &str, value: &str| match field {
            "backstop" | "covers" | "buffer" => false,
            "contract" => value.starts_with(CUSTOMS),
            "when" => value != "'!order.test'",
            _ => true,
        };
        self.fields.retain(|(field, value)| is_kept(field, value));
        for (field, value) in &mut self.fields {
            if *field == "contract" {
                *field = "# contract";
            }
            let needed = NEEDED.iter().find(|(name, _)| name == field);
            let needed = needed.filter(|(name, _)| !(self.is_way_said && *name == "via"));
            if let Some((_, what)) = needed.filter(|_| !value.contains(DECIDE)) {
                value.push_str(&format!("   {DECIDE} {what}"));
            }
        }
    }

    /// Who carries it, where it is not Seamless.
    pub fn carrier(&self) -> Option<&Carried> {
        self.carried.as_ref()
    }

    /// What customs is told of goods that cross a border.
    pub fn customs(self) -> Self {
        let fields = format!("{CUSTOMS}: [hs_code, origin, value, description] }}");
        self.with("contract", format!("{fields}   {DECIDE} what customs asks for there"))
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

/// What marks a line that is for the brand.
const DECIDE: &str = "# decide:";

/// How a contract about customs begins.
const CUSTOMS: &str = "{ customs.fields";

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
