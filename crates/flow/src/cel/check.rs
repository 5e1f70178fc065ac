//! The type checker: an unknown name or a comparison of unlike things is an error of the map, found at rest.

use serde_json::Value;

use super::functions::{FUNCTIONS, Wants, house};
use super::likeness::{unknown_word, unlike, unordered};
use super::scan::Flaw;
use super::signature::{gives, instead_of, takes, wanted};
use super::syntax::{Absent, Calculation, Comparison, Each, EachKind, Kind, Span, Tree};
use super::types::{Type, Variables};
use crate::fields::Record;
use crate::nearest::nearest;

/// Finds the types of expressions that speak of the same variables, and what is wrong with them.
pub(crate) struct Checker {
    variables: Variables,
    locals: Vec<(String, Type)>,
    flaws: Vec<Flaw>,
}

impl Checker {
    pub(crate) fn new(variables: Variables) -> Self {
        Self { variables, locals: Vec::new(), flaws: Vec::new() }
    }

    /// Lets expressions from here on speak of one name more, until [`Checker::forget`].
    pub(crate) fn know(&mut self, name: &str, kind: Type) {
        self.locals.push((name.to_owned(), kind));
    }

    /// Takes the newest name away.
    pub(crate) fn forget(&mut self) {
        self.locals.pop();
    }

    /// Whether expressions may speak of this name.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.variables.contains_key(name) || self.locals.iter().any(|(local, _)| local == name)
    }

    /// The type of an expression; notes in the tree which fields are known.
    pub(crate) fn check(&mut self, tree: &mut Tree) -> Type {
        let span = tree.span;
        match &mut tree.kind {
            Kind::Literal(value) => literal_type(value),
            Kind::Variable(name) => self.variable(name, span),
            Kind::Select { operand, field, at, absent } => {
                let of = self.check(operand);
                let (kind, known) = self.field(&of, field, *at);
                *absent = match &kind {
                    _ if !known => Absent::Error,
                    Type::List(_) => Absent::NoneOf,
                    _ => Absent::Null,
                };
                kind
            }
            Kind::Has(operand, field, at) => {
                let of = self.check(operand);
                self.field(&of, field, *at);
                Type::Bool
            }
            Kind::Index(operand, index) => self.index(operand, index, span),
            Kind::List(items) => self.join(items.iter_mut()).list(),
            Kind::Record(entries) => {
                for (key, _) in entries.iter_mut() {
                    self.check(key);
                }
                Type::Map(Box::new(self.join(entries.iter_mut().map(|(_, value)| value))))
            }
            Kind::If(parts) => {
                let [condition, then, otherwise] = &mut **parts;
                self.truth(condition);
                self.check(then).join(self.check(otherwise))
            }
            Kind::And(sides) | Kind::Or(sides) => {
                sides.iter_mut().for_each(|side| self.truth(side));
                Type::Bool
            }
            Kind::Not(operand) => {
                self.truth(operand);
                Type::Bool
            }
            Kind::Negate(operand) => {
                let kind = self.check(operand);
                if !kind.is_number() && !kind.is_open() {
                    self.flaw(Flaw::new(span, format!("{kind} has no negative"), "not a number"));
                }
                kind
            }
            Kind::Compare(comparison, sides) => {
                let (left, right) = (self.check(&mut sides[0]), self.check(&mut sides[1]));
                self.compare(*comparison, (&sides[0], &left), (&sides[1], &right), span);
                Type::Bool
            }
            Kind::Calculate(calculation, sides) => {
                let (left, right) = (self.check(&mut sides[0]), self.check(&mut sides[1]));
                self.calculate(*calculation, left, right, span)
            }
            Kind::In(sides) => {
                self.contained(sides, span);
                Type::Bool
            }
            Kind::Call { name, at, arguments } => self.call(name, *at, arguments, span),
            Kind::Each(each) => self.each(each),
        }
    }

    /// What was found wrong since it was last asked.
    pub(crate) fn finish(&mut self) -> Result<(), Vec<Flaw>> {
        if self.flaws.is_empty() { Ok(()) } else { Err(std::mem::take(&mut self.flaws)) }
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.flaws.push(flaw);
    }

    fn join<'t>(&mut self, trees: impl Iterator<Item = &'t mut Tree>) -> Type {
        trees.fold(Type::Null, |kind, tree| kind.join(self.check(tree)))
    }

    fn truth(&mut self, tree: &mut Tree) {
        let kind = self.check(tree);
        self.flaws.extend(not_a_truth(tree, &kind));
    }

    fn variable(&mut self, name: &str, span: Span) -> Type {
        if let Some((_, kind)) = self.locals.iter().rev().find(|(local, _)| local == name) {
            return kind.clone();
        }
        if let Some(kind) = self.variables.get(name) {
            return kind.clone();
        }
        let names: Vec<&str> = self
            .locals
            .iter()
            .map(|(name, _)| name)
            .chain(self.variables.keys())
            .map(String::as_str)
            .collect();
        let flaw = Flaw::new(span, format!("there is no `{name}` here"), "unknown name");
        let of = self
            .variables
            .iter()
            .find(|(_, kind)| matches!(kind, Type::Record(it) if it.field(name).is_some()));
        let flaw = match (of, nearest(name, names.iter().copied())) {
            (Some((of, _)), _) => flaw.help(format!("did you mean `{of}.{name}`?")),
            (None, Some(near)) => flaw.help(format!("did you mean `{near}`?")),
            (None, None) => {
                flaw.help(format!("there are: {}. A text stands in quotes: \"{name}\"", names.join(", ")))
            }
        };
        self.flaw(flaw);
        Type::Any
    }

    /// The type of a field, and whether it is one that the house knows.
    fn field(&mut self, of: &Type, field: &str, at: Span) -> (Type, bool) {
        let names = match of {
            Type::Any | Type::Null => return (Type::Any, false),
            Type::Map(value) => return ((**value).clone(), false),
            Type::Record(record) => match record.field(field) {
                Some(found) => return (Type::of(&found.form), true),
                None => {
                    self.unknown_field(record, field, at);
                    return (Type::Any, true);
                }
            },
            Type::Money => match field {
                "amount" => return (Type::Decimal, true),
                "currency" => return (Type::Currency, true),
                _ => "`amount` and `currency`",
            },
            Type::Pair => match field {
                "shop" | "presentment" => return (Type::Money, true),
                "amount" | "currency" => {
                    let flaw = Flaw::new(at, format!("{of} has no field `{field}`"), "unknown field");
                    self.flaw(
                        flaw.help(format!("say whose money: `.shop.{field}` or `.presentment.{field}`")),
                    );
                    return (Type::Any, true);
                }
                _ => "`shop` and `presentment`",
            },
            Type::List(_) => {
                let flaw = Flaw::new(at, format!("a list has no field `{field}`"), "this is a list");
                self.flaw(flaw.help(format!(
                    "ask its elements: `.exists(it, it.{field} == …)`, `.map(it, it.{field})`, `[0].{field}`"
                )));
                return (Type::Any, false);
            }
            _ => {
                self.flaw(Flaw::new(at, format!("{of} has no fields"), format!("no field `{field}`")));
                return (Type::Any, false);
            }
        };
        let flaw = Flaw::new(at, format!("{of} has no field `{field}`"), "unknown field");
        self.flaw(flaw.help(format!("it has {names}")));
        (Type::Any, true)
    }

    fn unknown_field(&mut self, record: &'static Record, field: &str, at: Span) {
        let flaw = Flaw::new(at, format!("{} has no field `{field}`", article(record.name)), "unknown field");
        let flaw = match nearest(field, record.names()) {
            Some(near) => flaw.help(format!("did you mean `{near}`?")),
            None => flaw.help(format!("it has: {}", record.names().collect::<Vec<_>>().join(", "))),
        };
        self.flaw(flaw);
    }

    fn index(&mut self, operand: &mut Tree, index: &mut Tree, span: Span) -> Type {
        let (of, at) = (self.check(operand), self.check(index));
        match (of, at) {
            (Type::List(item), Type::Int | Type::Any) => *item,
            (Type::Map(value), at) if at.is_text() || at.is_open() => *value,
            (Type::Any | Type::Null, _) => Type::Any,
            (Type::Record(_) | Type::Money | Type::Pair, _) => {
                let flaw = Flaw::new(span, "the fields of a document are named, not indexed", "indexed");
                self.flaw(flaw.help("write `.field`"));
                Type::Any
            }
            (of, at) => {
                self.flaw(Flaw::new(span, format!("{of} has no element by {at}"), "cannot be indexed so"));
                Type::Any
            }
        }
    }

    fn compare(&mut self, how: Comparison, left: (&Tree, &Type), right: (&Tree, &Type), span: Span) {
        let found = match how {
            Comparison::Equal | Comparison::Unequal => unlike(left, right),
            _ => unordered(left.1, right.1),
        };
        match found {
            Some((message, help)) => {
                let flaw = Flaw::new(span, message, format!("compared with `{}`", how.sign()));
                self.flaw(if help.is_empty() { flaw } else { flaw.help(help) });
            }
            None => {
                self.flaws.extend(unknown_word(left.1, right.0));
                self.flaws.extend(unknown_word(right.1, left.0));
            }
        }
    }

    fn calculate(&mut self, how: Calculation, left: Type, right: Type, span: Span) -> Type {
        match (&left, &right) {
            (left, right) if left.is_open() || right.is_open() => Type::Any,
            (Type::Int, Type::Int) => Type::Int,
            (left, right) if left.is_number() && right.is_number() => Type::Number,
            (left, right) if how == Calculation::Add && left.is_text() && right.is_text() => Type::Text,
            (Type::List(_), Type::List(_)) if how == Calculation::Add => left.join(right),
            _ => {
                let message = format!("`{}` does not take {left} and {right}", how.sign());
                let flaw = Flaw::new(span, message, "cannot be calculated");
                let is = |kind: fn(&Type) -> bool| kind(&left) || kind(&right);
                self.flaw(if is(|it| matches!(it, Type::Money | Type::Pair)) {
                    flaw.help("money is added with `plus(a, b)` and subtracted with `minus(a, b)`")
                } else if is(Type::is_text) && is(Type::is_number) {
                    flaw.help("make the number a text with `text(n)`, or the text a number with `int(t)`")
                } else {
                    flaw
                });
                Type::Any
            }
        }
    }

    fn contained(&mut self, sides: &mut [Tree; 2], span: Span) {
        let (left, right) = (self.check(&mut sides[0]), self.check(&mut sides[1]));
        match &right {
            Type::List(item) => {
                if let Some((message, help)) = unlike((&sides[0], &left), (&sides[1], item)) {
                    let flaw = Flaw::new(span, message, "compared with each element");
                    self.flaw(if help.is_empty() { flaw } else { flaw.help(help) });
                } else if let Kind::List(items) = &sides[1].kind {
                    self.flaws.extend(items.iter().filter_map(|item| unknown_word(&left, item)));
                }
                self.flaws.extend(unknown_word(item, &sides[0]));
            }
            Type::Map(_) | Type::Any | Type::Null => {}
            other => {
                let flaw =
                    Flaw::new(sides[1].span, format!("`in` wants a list, and this is {other}"), "not a list");
                self.flaw(if other.is_text() {
                    flaw.help("to look inside a text: `text.contains(part)`")
                } else {
                    flaw
                });
            }
        }
    }

    fn call(&mut self, name: &str, at: Span, arguments: &mut [Tree], span: Span) -> Type {
        let given: Vec<Type> = arguments.iter_mut().map(|argument| self.check(argument)).collect();
        let Some(function) = house(name) else {
            let flaw = Flaw::new(at, format!("there is no function `{name}`"), "unknown function");
            let names = FUNCTIONS.iter().map(|it| it.name).chain(["has", "all", "exists", "map", "filter"]);
            self.flaw(match nearest(name, names) {
                Some(near) => flaw.help(format!("did you mean `{near}`?")),
                None => flaw.help(instead_of(name)),
            });
            return Type::Any;
        };
        if let Err(reason) = function.accepts(given.len()) {
            self.flaw(Flaw::new(span, reason, "wrong number of values"));
            return gives(function, &given);
        }
        for ((argument, kind), (place, wants)) in arguments.iter().zip(&given).zip(function.wants) {
            if !takes(*wants, kind) {
                let message = format!("`{name}` wants {} as `{place}`, and this is {kind}", wanted(*wants));
                let flaw = Flaw::new(argument.span, message, format!("not {}", wanted(*wants)));
                self.flaw(match (kind, wants) {
                    (Type::Pair, Wants::Money) => flaw.help("say whose money: `.shop` or `.presentment`"),
                    (Type::Money, Wants::Plain | Wants::Text | Wants::Decimal) => {
                        flaw.help("`amount(m)` is its decimal, `minor(m)` its whole minor units")
                    }
                    _ => flaw,
                });
            }
        }
        match (name, arguments) {
            ("money" | "from_minor", [_, currency]) => {
                self.flaws.extend(unknown_word(&Type::Currency, currency));
            }
            ("lookup", [_, Tree { kind: Kind::Record(entries), .. }, ..]) => {
                self.flaws.extend(entries.iter().filter_map(|(key, _)| unknown_word(&given[0], key)));
            }
            _ => {}
        }
        gives(function, &given)
    }

    fn each(&mut self, each: &mut Each) -> Type {
        let item = match self.check(&mut each.list) {
            Type::List(item) => *item,
            Type::Map(_) => Type::Text,
            Type::Any | Type::Null => Type::Any,
            other => {
                let message = format!("only a list has elements, and this is {other}");
                self.flaw(Flaw::new(each.list.span, message, "not a list"));
                Type::Any
            }
        };
        self.know(&each.name, item);
        if let Some(keep) = &mut each.keep {
            self.truth(keep);
        }
        let kind = if each.what == EachKind::Collect {
            self.check(&mut each.body).list()
        } else {
            self.truth(&mut each.body);
            Type::Bool
        };
        self.forget();
        kind
    }
}

/// What is wrong where a truth is wanted and something else stands.
pub(crate) fn not_a_truth(tree: &Tree, kind: &Type) -> Option<Flaw> {
    let help = match kind {
        Type::Bool | Type::Any => return None,
        Type::Null | Type::Words(_) | Type::Text => "compare it with something: `== …`",
        Type::Int | Type::Number => "compare it with something: `> 0`",
        Type::List(_) => "ask its elements: `.exists(it, …)`, or its size: `.size() > 0`",
        _ => "to ask whether it is there: `… != null`",
    };
    let message = format!("a condition is true or false, and this is {kind}");
    Some(Flaw::new(tree.span, message, "neither true nor false").help(help))
}

fn literal_type(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Bool,
        Value::Number(number) if number.is_f64() => Type::Number,
        Value::Number(_) => Type::Int,
        Value::String(_) => Type::Text,
        _ => Type::Any,
    }
}

/// A name with its article.
pub(crate) fn article(name: &str) -> String {
    let vowel = name.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}
