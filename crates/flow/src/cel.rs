//! Conditions and expressions in CEL, the Common Expression Language.
//!
//! The `cel` crate parses; the house checks types ([`check`]) and evaluates ([`eval`]) over the lowered tree.

pub(crate) mod check;
mod eval;
pub(crate) mod functions;
pub(crate) mod likeness;
mod parse;
mod reads;
pub(crate) mod scan;
mod signature;
pub(crate) mod syntax;
pub(crate) mod types;
mod values;
mod written;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use seamless_model::DocumentKind;
use serde_json::Value;

use crate::{Place, Problem};
use check::Checker;
use scan::Flaw;
use syntax::{Kind, Tree};
use types::Type;
pub(crate) use written::written;

/// A function that an expression may call: JSON in, JSON out. The error is a sentence for people.
pub type Function = Arc<dyn Fn(&[Value]) -> Result<Value, String> + Send + Sync>;

/// What an expression is evaluated over: variables by name, and functions beside the house's own.
#[derive(Clone, Default)]
pub struct Scope {
    /// Variables by name, for example `order`, in the house's JSON form.
    pub variables: IndexMap<String, Value>,
    /// Functions beside the house's own, for scenarios. One with the name of a function of the house takes its place.
    pub functions: IndexMap<String, Function>,
}

impl Scope {
    /// A scope with one variable more.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.variables.insert(name.to_owned(), value);
        self
    }

    /// A scope with one function more.
    pub fn with_function(
        mut self,
        name: &str,
        function: impl Fn(&[Value]) -> Result<Value, String> + Send + Sync + 'static,
    ) -> Self {
        self.functions.insert(name.to_owned(), Arc::new(function));
        self
    }
}

/// An expression: parsed once, evaluated many times, from any thread.
#[derive(Clone)]
pub struct Expression {
    text: Arc<str>,
    tree: Arc<Tree>,
    lenient: bool,
}

impl Expression {
    /// Parses an expression without checking its types.
    pub fn parse(text: &str) -> Result<Self, EvalError> {
        match parse::parse(text) {
            Ok(tree) => Ok(Self::of(text, tree)),
            Err(flaws) => {
                let message = flaws.into_iter().map(|flaw| flaw.message).collect::<Vec<_>>().join("; ");
                Err(EvalError { expression: text.to_owned(), message, at: None })
            }
        }
    }

    /// Parses an expression and finds its type among these variables, with every mistake found.
    pub(crate) fn check(
        text: &str,
        place: &Place,
        checker: &mut Checker,
    ) -> Result<(Self, Type), Vec<Problem>> {
        let found = parse::parse(text).and_then(|mut tree| {
            let kind = checker.check(&mut tree);
            checker.finish().map(|()| (Self::of(text, tree), kind))
        });
        found.map_err(|flaws| flaws.into_iter().map(|flaw| problem(flaw, text, place)).collect())
    }

    /// An expression that is a part of another one, or was put together.
    pub(crate) fn of(text: &str, tree: Tree) -> Self {
        Self { text: Arc::from(text), tree: Arc::new(tree), lenient: false }
    }

    /// The same, with every field that is absent taken for null.
    pub(crate) fn lenient(self) -> Self {
        Self { lenient: true, ..self }
    }

    /// The expression as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its tree.
    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Its value. A function that fails, a name that is not in scope and a field that nobody knows are errors.
    pub fn evaluate(&self, scope: &Scope) -> Result<Value, EvalError> {
        let mut left = eval::COST_MAX;
        self.evaluate_among(scope, &[], &mut left).map_err(|message| self.error(message))
    }

    /// Its value among names that hide those of the scope, the last first, for what is left of a budget.
    pub(crate) fn evaluate_among(
        &self,
        scope: &Scope,
        names: &[(String, Value)],
        left: &mut usize,
    ) -> Result<Value, String> {
        let mut run = eval::Run::new(&self.text, scope, names, self.lenient, *left);
        let value = run.evaluate(&self.tree);
        *left = run.left();
        value
    }

    /// Its value as a truth; anything else is an error.
    pub fn holds(&self, scope: &Scope) -> Result<bool, EvalError> {
        match self.evaluate(scope)? {
            Value::Bool(holds) => Ok(holds),
            other => Err(self.error(format!("{} is neither true nor false", values::show(&other)))),
        }
    }

    fn error(&self, message: String) -> EvalError {
        EvalError { expression: self.text.to_string(), message, at: None }
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

/// A condition: an expression that is true or false.
#[derive(Clone)]
pub struct Condition(Expression);

impl Condition {
    /// Parses an expression without checking its types, for scenarios, whose functions are their own.
    pub fn parse(text: &str) -> Result<Self, EvalError> {
        Expression::parse(text).map(Self)
    }

    /// The same, from a file: what is wrong is underlined in it. `place` is the YAML scalar as written.
    pub fn parse_at(text: &str, place: &Place) -> Result<Self, Vec<Problem>> {
        match parse::parse(text) {
            Ok(tree) => Ok(Self(Expression::of(text, tree))),
            Err(flaws) => Err(flaws.into_iter().map(|flaw| problem(flaw, text, place)).collect()),
        }
    }

    /// Parses the condition of a handoff that carries this kind of document, and checks its types.
    ///
    /// It may speak of `order`, of the document under its kind's name, of `source` and of `event`. `place` is the
    /// YAML scalar as written, its quotes included: problems point inside it where its text stands there as it is.
    pub fn check(text: &str, place: &Place, kind: DocumentKind) -> Result<Self, Vec<Problem>> {
        let mut checker = Checker::new(types::condition_variables(kind));
        let (expression, found) = Expression::check(text, place, &mut checker)?;
        match check::not_a_truth(expression.tree(), &found) {
            None => Ok(Self(expression)),
            Some(flaw) => Err(vec![problem(flaw, text, place)]),
        }
    }

    /// The expression as written.
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// Whether it holds. An expression that fails is an error, never taken for false.
    pub fn holds(&self, scope: &Scope) -> Result<bool, EvalError> {
        self.0.holds(scope)
    }

    /// What must all hold for it to hold: the sides of its `&&`, itself where it has none.
    pub fn parts(&self) -> Vec<Self> {
        let whole = || vec![self.clone()];
        match self.0.tree().kind {
            Kind::And(_) => scan::sides(self.text()).into_iter().map(|it| Self::parse(it).ok()).collect(),
            _ => None,
        }
        .unwrap_or_else(whole)
    }

    /// The condition that holds where all of these parts of one condition do; `None` for none of them.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let texts: Vec<String> = parts.into_iter().map(|it| it.text().to_owned()).collect();
        Self::parse(&texts.join("\n&& ")).ok()
    }

    /// What it says, without blanks and brackets that mean nothing: two that say the same in the same words give the
    /// same.
    pub fn words(&self) -> String {
        written(self.0.tree())
    }

    /// The fields that it reads: `order.ship_to.country`. A field of a list's elements is one of the list:
    /// `order.lines.sku`.
    pub fn fields(&self) -> BTreeSet<String> {
        reads::fields(self.0.tree())
    }

    /// Whether it reads a field, for example `order.ship_to`, or a part of it.
    pub fn reads(&self, field: &str) -> bool {
        let part =
            |it: &str| it.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.fields().iter().any(|it| part(it))
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// An expression failed when it was evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalError {
    /// The expression.
    pub expression: String,
    /// What went wrong.
    pub message: String,
    /// For a mapping: its file and the part of the shape, for example `mappings/pick.yaml: lines[2].sku`.
    pub at: Option<String>,
}

impl std::error::Error for EvalError {}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = &self.at {
            write!(f, "{at}: ")?;
        }
        write!(f, "`{}` failed: {}", self.expression, self.message)
    }
}

/// A flaw of an expression as a problem of the file that it stands in.
pub(crate) fn problem(flaw: Flaw, text: &str, place: &Place) -> Problem {
    let length = place.end.saturating_sub(place.start);
    // Where the scalar is folded or has escapes, its text does not stand in the file as it is.
    let begin = match length.checked_sub(text.len()) {
        Some(0) => Some(place.start),
        Some(2) => Some(place.start + 1),
        _ => None,
    };
    let place = match begin {
        Some(begin) => {
            Place { file: place.file.clone(), start: begin + flaw.span.0, end: begin + flaw.span.1 }
        }
        None => place.clone(),
    };
    let problem = Problem::error(place, flaw.message, flaw.label);
    match flaw.help {
        Some(help) => problem.help(help),
        None => problem,
    }
}
