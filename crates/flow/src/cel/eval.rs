//! Evaluation: a tree and a scope in, JSON out, within a budget.
//!
//! The house evaluates the tree itself, and not through the `cel` crate's interpreter, for three reasons:
//! documents are read in place and not copied; a field that a document may lack is null, all the way down,
//! while a name that nobody knows stays an error; and an expression can neither run long nor grow large.

use std::borrow::Cow;

use serde_json::{Map, Number, Value};

use super::Scope;
use super::functions::house;
use super::syntax::{Absent, Calculation, Each, EachKind, Kind, Tree};
use super::values::{calculate, compare, same, show, weight};

/// What an expression may cost: a step each node, and one for each value and each 16 bytes of text that it copies.
pub(super) const COST_MAX: usize = 2_000_000;

type Got<'a> = Result<Cow<'a, Value>, String>;

static NULL: Value = Value::Null;
static EMPTY: Value = Value::Array(Vec::new());
static TRUE: Value = Value::Bool(true);
static FALSE: Value = Value::Bool(false);

/// One evaluation.
pub(super) struct Run<'a> {
    text: &'a str,
    scope: &'a Scope,
    locals: Vec<(&'a str, Cow<'a, Value>)>,
    left: usize,
    lenient: bool,
}

fn truth<'a>(value: bool) -> Cow<'a, Value> {
    Cow::Borrowed(if value { &TRUE } else { &FALSE })
}

impl<'a> Run<'a> {
    /// An evaluation of what stands in `text`. `lenient` takes a field that is absent for null, wherever it is.
    pub(super) fn new(
        text: &'a str,
        scope: &'a Scope,
        names: &'a [(String, Value)],
        lenient: bool,
        left: usize,
    ) -> Self {
        let locals = names.iter().map(|(name, value)| (name.as_str(), Cow::Borrowed(value))).collect();
        Self { text, scope, locals, left, lenient }
    }

    /// The value of a tree. The error is a sentence for people.
    pub(super) fn evaluate(&mut self, tree: &'a Tree) -> Result<Value, String> {
        let got = self.tree(tree)?;
        self.own(got)
    }

    /// What is left of the budget.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    fn spend(&mut self, cost: usize) -> Result<(), String> {
        self.left = self
            .left
            .checked_sub(cost)
            .ok_or("the expression costs too much: it walks over too many values")?;
        Ok(())
    }

    /// A value of one's own; copying costs.
    fn own(&mut self, value: Cow<'a, Value>) -> Result<Value, String> {
        if let Cow::Borrowed(value) = &value {
            self.spend(weight(value))?;
        }
        Ok(value.into_owned())
    }

    fn tree(&mut self, tree: &'a Tree) -> Got<'a> {
        self.spend(1)?;
        match &tree.kind {
            Kind::Literal(value) => Ok(Cow::Borrowed(value)),
            Kind::Variable(name) => self.variable(name),
            Kind::Select { operand, field, absent, .. } => {
                let of = self.tree(operand)?;
                self.select(operand, of, field, *absent)
            }
            Kind::Has(operand, field, _) => {
                let of = self.tree(operand)?;
                Ok(truth(of.get(field.as_str()).is_some_and(|value| !value.is_null())))
            }
            Kind::Index(operand, index) => self.index(operand, index),
            Kind::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    let item = self.tree(item)?;
                    list.push(self.own(item)?);
                }
                Ok(Cow::Owned(Value::Array(list)))
            }
            Kind::Record(entries) => self.record(entries),
            Kind::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                if self.bool(condition)? { self.tree(then) } else { self.tree(otherwise) }
            }
            Kind::And(sides) => self.junction(sides, false),
            Kind::Or(sides) => self.junction(sides, true),
            Kind::Not(operand) => Ok(truth(!self.bool(operand)?)),
            Kind::Negate(operand) => {
                let value = self.tree(operand)?;
                number(calculate(Calculation::Subtract, &Value::from(0), &value)?)
            }
            Kind::Compare(comparison, sides) => {
                let (left, right) = (self.tree(&sides[0])?, self.tree(&sides[1])?);
                if left.is_object() || left.is_array() {
                    self.spend(weight(&left))?;
                }
                compare(*comparison, &left, &right).map(truth)
            }
            Kind::Calculate(calculation, sides) => self.calculate(*calculation, sides),
            Kind::In(sides) => self.contained(sides),
            Kind::Call { name, arguments, .. } => self.call(name, arguments),
            Kind::Each(each) => self.each(each),
        }
    }

    fn bool(&mut self, tree: &'a Tree) -> Result<bool, String> {
        let value = self.tree(tree)?;
        value.as_bool().ok_or_else(|| format!("{} is neither true nor false", show(&value)))
    }

    fn variable(&mut self, name: &str) -> Got<'a> {
        if let Some(at) = self.locals.iter().rposition(|(local, _)| *local == name) {
            let value = &self.locals[at].1;
            return match value {
                Cow::Borrowed(value) => Ok(Cow::Borrowed(value)),
                Cow::Owned(value) => {
                    let value = value.clone();
                    self.spend(weight(&value))?;
                    Ok(Cow::Owned(value))
                }
            };
        }
        let value = self.scope.variables.get(name).ok_or_else(|| format!("there is no `{name}` here"))?;
        Ok(Cow::Borrowed(value))
    }

    fn select(&mut self, tree: &Tree, of: Cow<'a, Value>, field: &str, absent: Absent) -> Got<'a> {
        let absent = match absent {
            Absent::NoneOf => Some(&EMPTY),
            Absent::Null => Some(&NULL),
            Absent::Error => self.lenient.then_some(&NULL),
        };
        if let (true, Some(absent)) = (of.is_null(), absent) {
            return Ok(Cow::Borrowed(absent));
        }
        if !of.is_object() {
            return Err(format!("`{}` is {} and has no field `{field}`", self.written(tree), show(&of)));
        }
        let part = match of {
            Cow::Borrowed(of) => of.get(field).map(Cow::Borrowed),
            Cow::Owned(mut of) => of.get_mut(field).map(|part| Cow::Owned(part.take())),
        };
        match (part, absent) {
            (Some(part), _) => Ok(part),
            (None, Some(absent)) => Ok(Cow::Borrowed(absent)),
            (None, None) => Err(format!("`{}` has no field `{field}`", self.written(tree))),
        }
    }

    /// A part of the expression as it was written.
    fn written(&self, tree: &Tree) -> &str {
        self.text.get(tree.span.0..tree.span.1).unwrap_or(self.text)
    }

    fn index(&mut self, operand: &'a Tree, index: &'a Tree) -> Got<'a> {
        let of = self.tree(operand)?;
        let index = self.tree(index)?;
        match (&*of, &*index) {
            (Value::Array(list), Value::Number(at)) => {
                let at = at.as_u64().and_then(|at| usize::try_from(at).ok()).filter(|at| *at < list.len());
                let at =
                    at.ok_or_else(|| format!("there is no element {index} in a list of {}", list.len()))?;
                Ok(match of {
                    Cow::Borrowed(of) => Cow::Borrowed(&of[at]),
                    Cow::Owned(mut of) => Cow::Owned(of[at].take()),
                })
            }
            (_, Value::String(field)) => self.select(operand, of, field, Absent::Error),
            _ => Err(format!("{} has no element {}", show(&of), show(&index))),
        }
    }

    fn record(&mut self, entries: &'a [(Tree, Tree)]) -> Got<'a> {
        let mut record = Map::new();
        for (key, value) in entries {
            let key = self.tree(key)?;
            let key = match &*key {
                Value::String(key) => key.clone(),
                Value::Number(_) | Value::Bool(_) => key.to_string(),
                _ => return Err(format!("{} cannot be the key of a map", show(&key))),
            };
            let value = self.tree(value)?;
            let value = self.own(value)?;
            if record.contains_key(&key) {
                return Err(format!("the map has the key \"{key}\" twice"));
            }
            record.insert(key, value);
        }
        Ok(Cow::Owned(Value::Object(record)))
    }

    /// `&&` and `||`: a side that decides the answer does so even where the other side fails.
    fn junction(&mut self, sides: &'a [Tree; 2], decides: bool) -> Got<'a> {
        let left = self.bool(&sides[0]);
        if left == Ok(decides) {
            return Ok(truth(decides));
        }
        let right = self.bool(&sides[1]);
        if right == Ok(decides) {
            return Ok(truth(decides));
        }
        left?;
        right.map(truth)
    }

    fn calculate(&mut self, calculation: Calculation, sides: &'a [Tree; 2]) -> Got<'a> {
        let (left, right) = (self.tree(&sides[0])?, self.tree(&sides[1])?);
        if calculation == Calculation::Add {
            match (&*left, &*right) {
                (Value::String(left), Value::String(right)) => {
                    self.spend((left.len() + right.len()) / 16)?;
                    return Ok(Cow::Owned(Value::String(format!("{left}{right}"))));
                }
                (Value::Array(_), Value::Array(_)) => {
                    let (mut left, right) = (self.own(left)?, self.own(right)?);
                    if let (Value::Array(left), Value::Array(right)) = (&mut left, right) {
                        left.extend(right);
                    }
                    return Ok(Cow::Owned(left));
                }
                _ => {}
            }
        }
        number(calculate(calculation, &left, &right)?)
    }

    fn contained(&mut self, sides: &'a [Tree; 2]) -> Got<'a> {
        let (item, of) = (self.tree(&sides[0])?, self.tree(&sides[1])?);
        match &*of {
            Value::Array(list) => {
                self.spend(list.len())?;
                if item.is_object() || item.is_array() {
                    self.spend(weight(&of))?;
                }
                Ok(truth(list.iter().any(|it| same(it, &item))))
            }
            Value::Object(map) => Ok(truth(item.as_str().is_some_and(|key| map.contains_key(key)))),
            _ => Err(format!("`in` wants a list or a map on its right, and {} is neither", show(&of))),
        }
    }

    fn call(&mut self, name: &str, arguments: &'a [Tree]) -> Got<'a> {
        let mut given = Vec::with_capacity(arguments.len());
        for argument in arguments {
            given.push(self.tree(argument)?);
        }
        let value = if let Some(function) = self.scope.functions.get(name) {
            let mut own = Vec::with_capacity(given.len());
            for value in given {
                own.push(self.own(value)?);
            }
            function(&own)
        } else {
            let function = house(name).ok_or_else(|| format!("there is no function `{name}`"))?;
            function.accepts(given.len())?;
            self.spend(given.iter().map(|value| weight(value)).sum())?;
            function.call(&given)
        };
        let value = value.map_err(|reason| format!("{name}: {reason}"))?;
        self.spend(weight(&value))?;
        Ok(Cow::Owned(value))
    }

    fn each(&mut self, each: &'a Each) -> Got<'a> {
        let list = self.tree(&each.list)?;
        let items: Vec<Cow<'a, Value>> = match list {
            Cow::Borrowed(Value::Array(list)) => list.iter().map(Cow::Borrowed).collect(),
            Cow::Owned(Value::Array(list)) => list.into_iter().map(Cow::Owned).collect(),
            Cow::Borrowed(Value::Object(map)) => {
                map.keys().map(|key| Cow::Owned(Value::from(key.as_str()))).collect()
            }
            Cow::Owned(Value::Object(map)) => {
                map.into_iter().map(|(key, _)| Cow::Owned(key.into())).collect()
            }
            other => return Err(format!("{} is not a list", show(&other))),
        };
        self.spend(items.len())?;
        let depth = self.locals.len();
        let got = self.walk(each, items);
        self.locals.truncate(depth);
        got
    }

    fn walk(&mut self, each: &'a Each, items: Vec<Cow<'a, Value>>) -> Got<'a> {
        let mut built = Vec::new();
        let mut holding = 0_usize;
        let mut failed = None;
        for item in items {
            self.locals.push((&each.name, item));
            match (each.what, &each.keep) {
                (EachKind::Collect, keep) => {
                    let kept = keep.as_ref().map_or(Ok(true), |keep| self.bool(keep))?;
                    if kept {
                        let value = self.tree(&each.body)?;
                        built.push(self.own(value)?);
                    }
                }
                (what, _) => match self.bool(&each.body) {
                    Ok(true) if what == EachKind::Exists => return Ok(truth(true)),
                    Ok(false) if what == EachKind::All => return Ok(truth(false)),
                    Ok(holds) => holding += usize::from(holds),
                    Err(reason) => failed = failed.or(Some(reason)),
                },
            }
            self.locals.pop();
        }
        match (each.what, failed) {
            (EachKind::Collect, _) => Ok(Cow::Owned(Value::Array(built))),
            (_, Some(reason)) => Err(reason),
            (EachKind::ExistsOne, None) => Ok(truth(holding == 1)),
            (what, None) => Ok(truth(what == EachKind::All)),
        }
    }
}

fn number<'a>(number: Number) -> Got<'a> {
    Ok(Cow::Owned(Value::Number(number)))
}
