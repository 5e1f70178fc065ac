//! Compiling a mapping: from the YAML's own shape to a shape with checked expressions at its leaves.

use serde_json::{Number, Value};

use super::target::Wanted;
use super::{Each, Mapping, MappingUse, Null, Part, Shape};
use crate::cel::check::{Checker, article, not_a_truth};
use crate::cel::likeness::unknown_word;
use crate::cel::problem;
use crate::cel::scan::Flaw;
use crate::cel::syntax::{Kind, Tree};
use crate::cel::types::{Type, read_variables, write_variables};
use crate::fields::Record;
use crate::nearest::nearest;
use crate::tree::{Key, Node, NodeValue};
use crate::{Expression, Place, Problem};

/// Compiles a mapping's file.
pub(super) fn compile(file: &str, node: &Node, what: MappingUse) -> Result<Mapping, Vec<Problem>> {
    let (variables, wanted) = match what {
        MappingUse::Read(kind) => (read_variables(), Wanted::Observation(kind)),
        MappingUse::Write(kind) | MappingUse::Cancel(kind) => (write_variables(kind), Wanted::Free),
    };
    let mut compiler = Compiler { checker: Checker::new(variables), problems: Vec::new() };
    let (lets, build) = compiler.lets(node);
    let shape = compiler.shape(build, wanted).0;
    if !compiler.problems.is_empty() {
        return Err(compiler.problems);
    }
    Ok(Mapping { file: file.to_owned(), lets, shape })
}

struct Compiler {
    checker: Checker,
    problems: Vec<Problem>,
}

type Entries = [(Key, Node)];

fn entry<'n>(entries: &'n Entries, name: &str) -> Option<&'n Node> {
    entries.iter().find(|(key, _)| key.text == name).map(|(_, node)| node)
}

impl Compiler {
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The names that `let` gives, and what is built with them: `build`, else the whole file.
    fn lets<'n>(&mut self, node: &'n Node) -> (Vec<(String, Shape)>, &'n Node) {
        let NodeValue::Map(entries) = &node.value else { return (Vec::new(), node) };
        let Some(lets) = entry(entries, "let") else { return (Vec::new(), node) };
        for (key, _) in entries.iter().filter(|(key, _)| !matches!(key.text.as_str(), "let" | "build")) {
            let message = format!("`{}` stands beside `let`", key.text);
            let problem = Problem::error(key.place.clone(), message, "not built");
            self.problem(problem.help("beside `let` there is only `build`, with the shape of what is built"));
        }
        let mut named = Vec::new();
        match &lets.value {
            NodeValue::Map(lets) => {
                for (key, node) in lets {
                    self.check_name(&key.text, &key.place);
                    let (shape, kind) = self.shape(node, Wanted::Free);
                    self.checker.know(&key.text, kind);
                    named.push((key.text.clone(), shape));
                }
            }
            _ => {
                let message =
                    format!("`let` is a map from names to expressions, and this is {}", lets.what());
                self.problem(Problem::error(lets.place.clone(), message, "not a map"));
            }
        }
        let build = entry(entries, "build");
        if build.is_none() {
            let problem =
                Problem::error(lets.place.clone(), "`let` has no `build` beside it", "nothing is built");
            self.problem(problem.help("put the shape of what is built under `build:`"));
        }
        (named, build.unwrap_or(lets))
    }

    /// A name that expressions can use, and that takes no other name's place.
    fn check_name(&mut self, name: &str, place: &Place) {
        match Expression::parse(name).as_ref().map(|it| &it.tree().kind) {
            Ok(Kind::Variable(_)) if self.checker.knows(name) => {
                let problem =
                    Problem::error(place.clone(), format!("`{name}` means something already"), "taken");
                self.problem(problem.help("choose another name"));
            }
            Ok(Kind::Variable(_)) => {}
            _ => {
                let problem =
                    Problem::error(place.clone(), format!("`{name}` cannot be a name"), "not a name");
                self.problem(problem.help("a name has letters, digits and `_`, and begins with a letter"));
            }
        }
    }

    fn shape(&mut self, node: &Node, wanted: Wanted) -> (Shape, Type) {
        match &node.value {
            NodeValue::Text(text, _) => self.leaf(text, node, wanted),
            NodeValue::Null => (Shape::Constant(Value::Null), Type::Null),
            NodeValue::Bool(value) => self.constant(Value::Bool(*value), Type::Bool, node, wanted),
            NodeValue::Number(text) => match number(text) {
                Some(number) => {
                    let kind = if number.is_f64() { Type::Number } else { Type::Int };
                    self.constant(Value::Number(number), kind, node, wanted)
                }
                None => {
                    let message = format!("{text} is not a number that JSON keeps exactly");
                    let problem = Problem::error(node.place.clone(), message, "too large or too precise");
                    self.problem(problem.help(format!("write it as a text: `'\"{text}\"'`")));
                    (Shape::Constant(Value::Null), Type::Any)
                }
            },
            NodeValue::List(items) => {
                let element = self.element(node, wanted);
                let mut shapes = Vec::with_capacity(items.len());
                let mut of = Type::Null;
                for item in items {
                    let (shape, kind) = self.shape(item, element);
                    shapes.push(shape);
                    of = of.join(kind);
                }
                (Shape::List(shapes), of.list())
            }
            NodeValue::Map(entries) if entry(entries, "each").is_some() => self.each(entries, node, wanted),
            NodeValue::Map(entries) => self.record(entries, node, wanted),
        }
    }

    fn element(&mut self, node: &Node, wanted: Wanted) -> Wanted {
        wanted.element().unwrap_or_else(|| {
            let message = "a list is built where none is wanted";
            self.problem(Problem::error(
                node.place.clone(),
                message,
                format!("{} is wanted", describe(wanted)),
            ));
            Wanted::Free
        })
    }

    fn constant(&mut self, value: Value, kind: Type, node: &Node, wanted: Wanted) -> (Shape, Type) {
        self.fit(&kind, node, wanted);
        (Shape::Constant(value), kind)
    }

    fn leaf(&mut self, text: &str, node: &Node, wanted: Wanted) -> (Shape, Type) {
        match Expression::check(text, &node.place, &mut self.checker) {
            Ok((expression, kind)) => {
                let word = wanted.form().and_then(|form| unknown_word(&Type::of(&form), expression.tree()));
                match word {
                    Some(flaw) => self.problem(problem(flaw, text, &node.place)),
                    None => self.fit(&kind, node, wanted),
                }
                (Shape::Leaf(expression, wanted.form()), kind)
            }
            Err(problems) => {
                self.problems.extend(problems);
                (Shape::Constant(Value::Null), Type::Any)
            }
        }
    }

    /// Whether a value of this type may stand here.
    fn fit(&mut self, kind: &Type, node: &Node, wanted: Wanted) {
        let fits = match wanted {
            Wanted::Free => true,
            Wanted::Form(form) => kind.is_open() || kind.fits(&form),
            Wanted::TextMap | Wanted::Observation(_) => matches!(kind, Type::Any | Type::Map(_)),
        };
        if fits {
            return;
        }
        let wants = describe(wanted);
        let message = format!("{wants} is wanted here, and this is {kind}");
        let problem = Problem::error(node.place.clone(), message, format!("not {wants}"));
        self.problem(match (wanted.form().map(|form| Type::of(&form)), kind) {
            (Some(form), Type::Int | Type::Number) if form.is_text() => problem.help("write `text(…)`"),
            (Some(Type::Money), _) => problem.help("write `money(amount, currency)`"),
            (Some(Type::Pair), _) => problem.help("write `pair(money(amount, currency))`"),
            _ => problem,
        });
    }

    fn record(&mut self, entries: &Entries, node: &Node, wanted: Wanted) -> (Shape, Type) {
        if !wanted.takes_map() {
            let message = "a map is built where none is wanted";
            let label = format!("{} is wanted", describe(wanted));
            self.problem(Problem::error(node.place.clone(), message, label));
        }
        let mut parts: Vec<Part> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let part = self.part(key, value, wanted);
            if parts.iter().any(|other| other.name == part.name) {
                let message = format!("`{}` is built twice", part.name);
                self.problem(Problem::error(key.place.clone(), message, "here again"));
            }
            parts.push(part);
        }
        self.check_required(&parts, node, wanted);
        (Shape::Record(parts), Type::Map(Box::new(Type::Any)))
    }

    /// One key of a map with what it builds; a `?` at the key's end lets it be left out.
    fn part(&mut self, key: &Key, value: &Node, wanted: Wanted) -> Part {
        let (name, marked) = match key.text.strip_suffix('?') {
            Some(name) => (name, true),
            None => (key.text.as_str(), false),
        };
        let null = match wanted.record().map(|record| (record, record.field(name))) {
            Some((record, None)) => {
                self.unknown_field(record, name, key);
                Null::Kept
            }
            Some((record, Some(field))) if field.required => {
                if marked {
                    let message = format!("{} cannot be read without `{name}`", article(record.name));
                    let problem = Problem::error(key.place.clone(), message, "may not be left out");
                    self.problem(problem.help("take the `?` away"));
                }
                Null::Refused
            }
            // A document that lacks a part lacks its field: the house's form has no nulls.
            Some(_) => Null::LeftOut,
            None if marked => Null::LeftOut,
            None if matches!(wanted, Wanted::TextMap) => Null::Refused,
            None => Null::Kept,
        };
        let (mut shape, _) = self.shape(value, wanted.under(name));
        if let (true, Shape::Leaf(expression, _)) = (marked, &mut shape)
            && is_path(expression.tree())
        {
            *expression = expression.clone().lenient();
        }
        Part { name: name.to_owned(), null, shape }
    }

    fn unknown_field(&mut self, record: &'static Record, name: &str, key: &Key) {
        let message = format!("{} has no field `{name}`", article(record.name));
        let problem = Problem::error(key.place.clone(), message, "unknown field");
        self.problem(match nearest(name, record.names()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("it has: {}", record.names().collect::<Vec<_>>().join(", "))),
        });
    }

    fn check_required(&mut self, parts: &[Part], node: &Node, wanted: Wanted) {
        let Some(record) = wanted.record() else { return };
        let lacking: Vec<String> = record
            .fields
            .iter()
            .filter(|field| field.required && !parts.iter().any(|part| part.name == field.name))
            .map(|field| format!("`{}`", field.name))
            .collect();
        if !lacking.is_empty() {
            let message =
                format!("{} cannot be read without {}", article(record.name), lacking.join(" and "));
            let label = format!("missing: {}", lacking.join(", "));
            self.problem(Problem::error(node.place.clone(), message, label));
        }
    }

    fn each(&mut self, entries: &Entries, node: &Node, wanted: Wanted) -> (Shape, Type) {
        for (key, _) in entries {
            const PARTS: [&str; 4] = ["each", "as", "when", "build"];
            if !PARTS.contains(&key.text.as_str()) {
                let message = format!("`{}` is not a part of `each`", key.text);
                let problem = Problem::error(key.place.clone(), message, "unknown part");
                self.problem(match nearest(&key.text, PARTS) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help("it has `each`, `as`, `when` and `build`"),
                });
            }
        }
        let element = self.element(node, wanted);
        let (Some(list), Some(name), Some(build)) =
            (entry(entries, "each"), self.name(entries, node), entry(entries, "build"))
        else {
            if entry(entries, "build").is_none() {
                let problem = Problem::error(node.place.clone(), "`each` has no `build`", "nothing is built");
                self.problem(problem.help("write `build:` with the shape of one element"));
            }
            return (Shape::Constant(Value::Null), Type::Any);
        };
        let list = self.expression(list, |kind, tree| match kind {
            Type::List(_) | Type::Any => None,
            other => {
                let message = format!("`each` wants a list, and this is {other}");
                Some(Flaw::new(tree.span, message, "not a list"))
            }
        });
        let item = match &list {
            Some((_, Type::List(item))) => (**item).clone(),
            _ => Type::Any,
        };
        self.checker.know(&name, item);
        let when =
            entry(entries, "when").map(|when| self.expression(when, |kind, tree| not_a_truth(tree, kind)));
        let (build, kind) = self.shape(build, element);
        self.checker.forget();
        match (list, when) {
            (None, _) | (_, Some(None)) => (Shape::Constant(Value::Null), Type::Any),
            (Some((list, _)), when) => {
                let when = when.flatten().map(|(when, _)| when);
                (Shape::Each(Box::new(Each { list, name, when, build })), kind.list())
            }
        }
    }

    /// What an element is called.
    fn name(&mut self, entries: &Entries, node: &Node) -> Option<String> {
        match entry(entries, "as").map(|it| (it, &it.value)) {
            Some((it, NodeValue::Text(name, _))) => {
                self.check_name(name, &it.place);
                Some(name.clone())
            }
            Some((it, _)) => {
                let message = format!("`as` names an element, and this is {}", it.what());
                self.problem(Problem::error(it.place.clone(), message, "not a name"));
                None
            }
            None => {
                let problem =
                    Problem::error(node.place.clone(), "`each` has no `as`", "the element has no name");
                self.problem(problem.help("write `as: line`, and speak of `line` under `build`"));
                None
            }
        }
    }

    /// An expression that is no leaf; `wrong` says what is wrong with its type.
    fn expression(
        &mut self,
        node: &Node,
        wrong: impl Fn(&Type, &Tree) -> Option<Flaw>,
    ) -> Option<(Expression, Type)> {
        let Some(text) = node.scalar() else {
            let message = format!("an expression is wanted here, and this is {}", node.what());
            self.problem(Problem::error(node.place.clone(), message, "not an expression"));
            return None;
        };
        match Expression::check(text, &node.place, &mut self.checker) {
            Ok((expression, kind)) => {
                if let Some(flaw) = wrong(&kind, expression.tree()) {
                    self.problem(problem(flaw, text, &node.place));
                    return None;
                }
                Some((expression, kind))
            }
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }
}

/// Whether an expression is a plain path: `body.customer.phone`.
fn is_path(tree: &Tree) -> bool {
    match &tree.kind {
        Kind::Variable(_) => true,
        Kind::Select { operand, .. } => is_path(operand),
        _ => false,
    }
}

/// A JSON number that says what is written.
fn number(text: &str) -> Option<Number> {
    let text = text.strip_prefix('+').unwrap_or(text);
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = text.parse::<u64>() {
        return Some(whole.into());
    }
    let digits = text.split(['e', 'E']).next().unwrap_or(text).bytes().filter(u8::is_ascii_digit).count();
    // Fifteen digits survive a double and back.
    text.parse().ok().filter(|_| digits <= 15).and_then(Number::from_f64)
}

fn describe(wanted: Wanted) -> String {
    match wanted {
        Wanted::Form(form) => Type::of(&form).to_string(),
        Wanted::TextMap | Wanted::Observation(_) => "a map".to_owned(),
        Wanted::Free => "a value".to_owned(),
    }
}
