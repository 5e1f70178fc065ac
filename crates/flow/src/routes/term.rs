//! What the parts of a condition compare, and whether that can be decided.

mod relate;

use rust_decimal::Decimal;
use seamless_model::DocumentKind;
use serde_json::Value;

use super::slot::{SlotId, Slots, Sort, Stands, Step, may_lack, path, variable};
use super::text::{Change, Probe, Test};
use crate::cel::syntax::{Absent, Comparison, EachKind, Kind, Span, Tree};
use crate::{Expression, Scope};

/// Why a part cannot be decided, and where it stands in its condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Why {
    /// The part.
    pub span: Span,
    /// The reason, in words that follow the part as it is written.
    pub words: String,
}

/// Which document or element a slot is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Binding {
    /// The document itself.
    Document,
    /// The element that stands at this place of its list.
    At(usize),
    /// The element that the walk over a list has come to, by the depth of the walk.
    Local(usize),
}

/// A slot that a part reads, and from where.
pub(super) type Read = (SlotId, Binding);

/// The name that a walk gives to the elements of a list.
#[derive(Debug, Clone)]
pub(super) struct Local {
    /// The name.
    pub name: String,
    /// The list.
    pub list: Vec<Step>,
    /// What an element is.
    pub stands: Stands,
}

/// A place that a path leads to.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub steps: Vec<Step>,
    pub stands: Stands,
    pub binding: Binding,
    /// Whether it may be absent.
    pub optional: bool,
}

/// What a part is, as far as comparing it is concerned.
#[derive(Debug, Clone)]
pub(super) enum Term {
    /// A value that no document changes.
    Fixed(Value),
    /// One of a few values, each of which a value of each slot decides.
    Finite,
    Text(SlotId, Vec<Change>),
    TextSize(SlotId, Vec<Change>),
    Int(SlotId),
    Size(Vec<Step>),
    Minor(SlotId),
    /// An amount as a decimal.
    Amount(SlotId),
    Decimal(SlotId),
    Time(SlotId),
    Money(SlotId),
    /// An amount that the condition says, in a currency that the document says.
    MoneyIn(Decimal),
    /// The same in minor units.
    MinorIn(i128),
    /// A part that can only be there or not.
    Thing,
}

/// Reads terms and notes what is asked of the slots.
pub(super) struct Reader<'s> {
    pub kind: DocumentKind,
    pub slots: &'s mut Slots,
    pub locals: Vec<Local>,
    /// The slots that the part under way reads.
    pub reads: Vec<Read>,
}

type Got<T> = Result<T, Why>;

fn why<T>(tree: &Tree, words: impl Into<String>) -> Got<T> {
    Err(Why { span: tree.span, words: words.into() })
}

impl Reader<'_> {
    /// What a part is.
    pub(super) fn term(&mut self, tree: &Tree) -> Got<Term> {
        if !speaks(tree) {
            // A constant that fails does so for every document: the evaluator finds out.
            let value = Expression::of("", tree.clone()).evaluate(&Scope::default());
            return Ok(value.map_or(Term::Finite, Term::Fixed));
        }
        if let Some(found) = self.find(tree)? {
            return self.place(&found, tree);
        }
        match &tree.kind {
            Kind::Variable(name) if name == "event" => Ok(Term::Finite),
            Kind::Has(operand, field, at) => {
                let select = Kind::Select {
                    operand: operand.clone(),
                    field: field.clone(),
                    at: *at,
                    absent: Absent::Null,
                };
                self.term(&Tree { span: tree.span, kind: select })?;
                Ok(Term::Finite)
            }
            Kind::Select { operand, field, .. } => self.field_of(operand, field, tree),
            Kind::Call { name, arguments, .. } => self.call(name, arguments, tree),
            Kind::Not(operand) => self.truths(std::slice::from_ref(&**operand)),
            Kind::And(sides) | Kind::Or(sides) => self.truths(&**sides),
            Kind::If(parts) => self.truths(&**parts),
            Kind::Compare(how, sides) => {
                let (left, right) = (self.term(&sides[0])?, self.term(&sides[1])?);
                self.relate(&left, &right, matches!(how, Comparison::Equal | Comparison::Unequal), tree)
            }
            Kind::In(sides) => self.contained(sides, tree),
            Kind::Calculate(..) | Kind::Negate(_) => why(tree, "calculates with what stands in the document"),
            Kind::Each(each) if each.what == EachKind::Collect => why(tree, "builds a list from another one"),
            Kind::Each(_) => why(tree, "walks over a list where a plain comparison is wanted"),
            _ => why(tree, "is not among what can be decided"),
        }
    }

    fn truths(&mut self, parts: &[Tree]) -> Got<Term> {
        for part in parts {
            let (Term::Finite | Term::Fixed(_)) = self.term(part)? else {
                return why(part, "is chosen from several values");
            };
        }
        Ok(Term::Finite)
    }

    /// The place that a path leads to; `None` where it is no path.
    pub(super) fn find(&mut self, tree: &Tree) -> Got<Option<Found>> {
        match &tree.kind {
            Kind::Variable(name) => {
                if let Some(depth) = self.locals.iter().rposition(|it| it.name == *name) {
                    let local = &self.locals[depth];
                    let steps = [&local.list[..], &[Step::Element]].concat();
                    let (stands, binding) = (local.stands, Binding::Local(depth));
                    return Ok(Some(Found { steps, stands, binding, optional: false }));
                }
                let binding = Binding::Document;
                Ok(variable(self.kind, name).map(|stands| Found {
                    steps: vec![Step::Field(name.clone())],
                    stands,
                    binding,
                    optional: false,
                }))
            }
            Kind::Select { operand, field, .. } => {
                let Some(of) = self.find(operand)? else { return Ok(None) };
                Ok(self.select(of, field))
            }
            Kind::Index(operand, index) => {
                let Some(list) = self.find(operand)? else { return Ok(None) };
                match &index.kind {
                    Kind::Literal(number) if number.as_u64().is_some_and(|it| it < 4) => {
                        Ok(self.element(list, number.as_u64().unwrap_or_default() as usize))
                    }
                    _ => why(tree, "picks an element of a list by a number that is not one of 0 to 3"),
                }
            }
            Kind::Call { name, arguments, .. } if name == "first" && arguments.len() == 1 => {
                Ok(self.find(&arguments[0])?.and_then(|list| self.element(list, 0)))
            }
            _ => Ok(None),
        }
    }

    fn select(&mut self, of: Found, field: &str) -> Option<Found> {
        let steps = [&of.steps[..], &[Step::Field(field.to_owned())]].concat();
        let (stands, optional) = match of.stands {
            Stands::Record(record) => {
                let found = record.field(field)?;
                (Stands::of(&found.form, field), may_lack(record, field))
            }
            Stands::Pair if matches!(field, "shop" | "presentment") => (Stands::Money, false),
            _ => return None,
        };
        // Whether the part is there at all decides about what stands in it.
        if of.optional {
            let there = self.slots.slot(Sort::There, &of.steps, true);
            self.read(there, of.binding);
        }
        Some(Found { steps, stands, binding: of.binding, optional })
    }

    fn element(&mut self, list: Found, at: usize) -> Option<Found> {
        let (Stands::List(item), Binding::Document) = (list.stands, list.binding) else { return None };
        let need = self.slots.list(&list.steps);
        need.first = need.first.max(at + 1);
        self.size(&list.steps);
        let steps = [&list.steps[..], &[Step::Element]].concat();
        Some(Found { steps, stands: Stands::of(item, ""), binding: Binding::At(at), optional: false })
    }

    fn read(&mut self, slot: SlotId, binding: Binding) {
        if !self.reads.contains(&(slot, binding)) {
            self.reads.push((slot, binding));
        }
    }

    /// The slot of a list's size.
    pub(super) fn size(&mut self, list: &[Step]) -> SlotId {
        self.slots.list(list);
        let slot = self.slots.slot(Sort::Size, list, false);
        self.read(slot, Binding::Document);
        slot
    }

    /// The term of a place, whose slots are noted as read.
    fn place(&mut self, found: &Found, tree: &Tree) -> Got<Term> {
        let slots = &mut self.slots;
        Ok(match found.stands {
            Stands::Plain(sort) => {
                if path(&found.steps) == "order.presentment_currency" {
                    let there = slots.slot(Sort::There, &found.steps, true);
                    let currency = slots.slot(sort, &shared(&found.steps, sort), false);
                    self.read(there, found.binding);
                    self.read(currency, Binding::Document);
                    return Ok(Term::Text(currency, Vec::new()));
                }
                let slot = slots.slot(sort, &shared(&found.steps, sort), found.optional);
                self.read(slot, if sort == Sort::Currency { Binding::Document } else { found.binding });
                match sort {
                    Sort::Text | Sort::Filled | Sort::Country | Sort::Currency => {
                        Term::Text(slot, Vec::new())
                    }
                    Sort::Int => Term::Int(slot),
                    Sort::Decimal => Term::Decimal(slot),
                    Sort::Time => Term::Time(slot),
                    _ => Term::Finite,
                }
            }
            Stands::Money => {
                let currency = slots.slot(Sort::Currency, &currency_of(&found.steps), false);
                let minor = slots.slot(Sort::Minor, &found.steps, false);
                slots.all[minor].currency = Some(currency);
                if found.optional {
                    let there = slots.slot(Sort::There, &found.steps, true);
                    self.read(there, found.binding);
                }
                self.read(currency, Binding::Document);
                self.read(minor, found.binding);
                Term::Money(minor)
            }
            Stands::Record(_) | Stands::Pair => {
                if found.optional {
                    let there = self.slots.slot(Sort::There, &found.steps, true);
                    self.read(there, found.binding);
                }
                Term::Thing
            }
            Stands::List(_) if found.binding == Binding::Document => {
                self.size(&found.steps);
                Term::Thing
            }
            Stands::List(_) => return why(tree, "is a list within a list"),
        })
    }

    /// A field of something that is no path: of an amount.
    fn field_of(&mut self, operand: &Tree, field: &str, tree: &Tree) -> Got<Term> {
        match (self.term(operand)?, field) {
            (Term::Money(slot), "amount") => Ok(Term::Amount(slot)),
            (Term::Money(slot), "currency") => self.currency(slot, tree),
            _ => why(tree, "is a part of something that is built by the condition"),
        }
    }

    fn currency(&mut self, money: SlotId, tree: &Tree) -> Got<Term> {
        match self.slots.all[money].currency {
            Some(currency) => Ok(Term::Text(currency, Vec::new())),
            None => why(tree, "has no currency"),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Tree], tree: &Tree) -> Got<Term> {
        let change = |changes: &[Change], change| [changes, &[change]].concat();
        let mut given = Vec::new();
        for argument in arguments {
            given.push(self.term(argument)?);
        }
        Ok(match (name, &given[..]) {
            ("lower", [Term::Text(slot, changes)]) => Term::Text(*slot, change(changes, Change::Lower)),
            ("upper", [Term::Text(slot, changes)]) => Term::Text(*slot, change(changes, Change::Upper)),
            ("trim", [Term::Text(slot, changes)]) => Term::Text(*slot, change(changes, Change::Trim)),
            ("text" | "string", [Term::Text(slot, changes)]) => Term::Text(*slot, changes.clone()),
            ("startsWith", [Term::Text(slot, changes), part]) => {
                self.probe(*slot, changes, part, Test::Starts, tree)?
            }
            ("endsWith", [Term::Text(slot, changes), part]) => {
                self.probe(*slot, changes, part, Test::Ends, tree)?
            }
            ("contains", [Term::Text(slot, changes), part]) => {
                self.probe(*slot, changes, part, Test::Contains, tree)?
            }
            ("size", [Term::Text(slot, changes)]) => Term::TextSize(*slot, changes.clone()),
            ("size", [Term::Thing]) => match self.find(&arguments[0])? {
                Some(Found { steps, stands: Stands::List(_), .. }) => Term::Size(steps),
                _ => return why(tree, "asks for the size of what is no list"),
            },
            ("minor", [Term::Money(slot)]) => Term::Minor(*slot),
            ("amount", [Term::Money(slot)]) => Term::Amount(*slot),
            ("currency", [Term::Money(slot)]) => self.currency(*slot, tree)?,
            ("decimal", [it @ (Term::Decimal(_) | Term::Amount(_))]) => it.clone(),
            ("money", [Term::Fixed(amount), Term::Text(_, changes)]) if changes.is_empty() => {
                decimal(amount).map_or(Term::Finite, Term::MoneyIn)
            }
            ("from_minor", [Term::Fixed(amount), Term::Text(_, changes)]) if changes.is_empty() => {
                amount.as_i64().map_or(Term::Finite, |it| Term::MinorIn(it.into()))
            }
            ("at_least" | "more_than", [left, right]) => self.money(left, right, tree)?,
            ("compare", [left, right]) => self.decimals(left, right, tree)?,
            ("before", [left, right]) => self.times(left, right, tree)?,
            ("lookup", [it, Term::Fixed(map), rest @ ..])
                if rest.iter().all(|it| matches!(it, Term::Fixed(_))) =>
            {
                self.looked(it, map, tree)?
            }
            _ => return why(tree, format!("uses `{name}` in a way that is not decided")),
        })
    }

    fn probe(
        &mut self,
        slot: SlotId,
        changes: &[Change],
        part: &Term,
        test: fn(String) -> Test,
        tree: &Tree,
    ) -> Got<Term> {
        match part {
            Term::Fixed(Value::String(part)) => self.ask(slot, changes, test(part.clone())),
            Term::Fixed(_) => {}
            _ => return why(tree, "looks for one text of the document in another"),
        }
        Ok(Term::Finite)
    }

    fn ask(&mut self, slot: SlotId, changes: &[Change], test: Test) {
        let probe = Probe { changes: changes.to_vec(), test };
        let probes = &mut self.slots.all[slot].probes;
        if !probes.contains(&probe) {
            probes.push(probe);
        }
    }
}

/// Whether a part speaks of anything but constants.
fn speaks(tree: &Tree) -> bool {
    match &tree.kind {
        Kind::Literal(_) => false,
        Kind::Variable(_) => true,
        Kind::Select { operand, .. } | Kind::Has(operand, ..) => speaks(operand),
        Kind::Index(a, b) => speaks(a) || speaks(b),
        Kind::List(items) => items.iter().any(speaks),
        Kind::Record(entries) => entries.iter().any(|(key, value)| speaks(key) || speaks(value)),
        Kind::If(parts) => parts.iter().any(speaks),
        Kind::And(sides) | Kind::Or(sides) | Kind::Compare(_, sides) | Kind::Calculate(_, sides) => {
            sides.iter().any(speaks)
        }
        Kind::In(sides) => sides.iter().any(speaks),
        Kind::Not(operand) | Kind::Negate(operand) => speaks(operand),
        Kind::Call { arguments, .. } => arguments.iter().any(speaks),
        Kind::Each(_) => true,
    }
}

/// All amounts in the shop's money have one currency, and so have all in the customer's: where it is kept.
fn currency_of(money: &[Step]) -> Vec<Step> {
    let pair = money.iter().rev().find_map(|step| match step {
        Step::Field(name) if name == "shop" || name == "presentment" => Some(name.clone()),
        _ => None,
    });
    vec![Step::Field(format!("¤{}", pair.unwrap_or_else(|| path(money))))]
}

/// Where the value of a slot is kept: the order's currency is that of all amounts in the shop's money.
fn shared(steps: &[Step], sort: Sort) -> Vec<Step> {
    match path(steps).as_str() {
        "order.currency" if sort == Sort::Currency => vec![Step::Field("¤shop".to_owned())],
        "order.presentment_currency" => vec![Step::Field("¤presentment".to_owned())],
        _ => steps.to_vec(),
    }
}

/// A decimal as the functions of the house read it.
fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => Decimal::from_str_exact(text.trim()).ok(),
        Value::Number(number) => Decimal::from_str_exact(&number.to_string()).ok(),
        _ => None,
    }
}
