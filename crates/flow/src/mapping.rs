//! Mappings: the shape of what they build, with CEL at the leaves and `each:` for lists.

mod compile;
mod said;
mod target;

#[cfg(test)]
mod tests;

use seamless_model::DocumentKind;
use serde_json::{Map, Value};

use crate::fields::Form;
use crate::tree::Node;
use crate::{EvalError, Expression, Problem, Scope};

/// What a mapping is for: what it may speak of, and what it must build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MappingUse {
    /// From a system's own JSON, as `body`, to `{id, keys, parents?, revision?, document}`.
    Read(DocumentKind),
    /// From a document to the system's own JSON, for creating and changing.
    Write(DocumentKind),
    /// From a document to the system's own JSON, for cancelling.
    Cancel(DocumentKind),
}

/// A mapping, compiled. It is evaluated many times, from any thread.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The file that it was read from.
    pub file: String,
    lets: Vec<(String, Shape)>,
    shape: Shape,
}

/// What a mapping builds, in the shape that it has.
#[derive(Debug, Clone)]
enum Shape {
    /// A value written out.
    Constant(Value),
    /// A value to be evaluated, and what must come of it.
    Leaf(Expression, Option<Form>),
    /// A list of parts.
    List(Vec<Shape>),
    /// A map of parts.
    Record(Vec<Part>),
    /// A list built from a list.
    Each(Box<Each>),
}

#[derive(Debug, Clone)]
struct Part {
    name: String,
    null: Null,
    shape: Shape,
}

/// What becomes of a part whose value is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Null {
    /// It is built as null.
    Kept,
    /// It is left out.
    LeftOut,
    /// Nothing is built: the document cannot be read without it.
    Refused,
}

#[derive(Debug, Clone)]
struct Each {
    list: Expression,
    name: String,
    when: Option<Expression>,
    build: Shape,
}

impl Mapping {
    /// Compiles a mapping and checks it, with every mistake found.
    pub(crate) fn compile(file: &str, node: &Node, what: MappingUse) -> Result<Self, Vec<Problem>> {
        compile::compile(file, node, what)
    }

    /// Builds the JSON that the mapping has the shape of.
    ///
    /// The error names the file, the part of the shape and the expression. Nothing is built by half.
    pub fn build(&self, scope: &Scope) -> Result<Value, EvalError> {
        let mut run =
            Run { file: &self.file, scope, names: Vec::new(), path: Path::default(), left: COST_MAX };
        for (name, shape) in &self.lets {
            let value = run.within(Step::Name(name.clone()), |run| run.shape(shape))?;
            run.names.push((name.clone(), value));
        }
        run.shape(&self.shape)
    }
}

/// What building one message may cost, in the evaluator's measure.
const COST_MAX: usize = 20_000_000;

/// One building of a mapping.
struct Run<'m> {
    file: &'m str,
    scope: &'m Scope,
    /// What `let` and `as` have named, the newest last.
    names: Vec<(String, Value)>,
    path: Path,
    left: usize,
}

impl Run<'_> {
    fn shape(&mut self, shape: &Shape) -> Result<Value, EvalError> {
        match shape {
            Shape::Constant(value) => Ok(value.clone()),
            Shape::Leaf(expression, wanted) => {
                let value = self.evaluate(expression)?;
                match wanted.and_then(|form| target::misfit(&form, &value)) {
                    None => Ok(value),
                    Some(message) => Err(self.fail(expression, message)),
                }
            }
            Shape::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    list.push(self.within(Step::Index(index), |run| run.shape(item))?);
                }
                Ok(Value::Array(list))
            }
            Shape::Record(parts) => {
                let mut record = Map::new();
                for part in parts {
                    let value = self.within(Step::Name(part.name.clone()), |run| run.part(part))?;
                    if !(part.null == Null::LeftOut && value.is_null()) {
                        record.insert(part.name.clone(), value);
                    }
                }
                Ok(Value::Object(record))
            }
            Shape::Each(each) => self.each(each),
        }
    }

    fn part(&mut self, part: &Part) -> Result<Value, EvalError> {
        let value = self.shape(&part.shape)?;
        match &part.shape {
            Shape::Leaf(expression, _) if part.null == Null::Refused && value.is_null() => {
                Err(self.fail(expression, "it is null, and a document cannot be read without it".to_owned()))
            }
            _ => Ok(value),
        }
    }

    fn each(&mut self, each: &Each) -> Result<Value, EvalError> {
        let items = match self.evaluate(&each.list)? {
            Value::Array(items) => items,
            // A list that a document lacks is an empty one.
            Value::Null => Vec::new(),
            _ => return Err(self.fail(&each.list, "`each` wants a list, and this is none".to_owned())),
        };
        let mut built = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            self.names.push((each.name.clone(), item));
            let one = self.within(Step::Index(index), |run| run.one(each))?;
            self.names.pop();
            built.extend(one);
        }
        Ok(Value::Array(built))
    }

    fn one(&mut self, each: &Each) -> Result<Option<Value>, EvalError> {
        if let Some(when) = &each.when {
            match self.evaluate(when)? {
                Value::Bool(true) => {}
                Value::Bool(false) => return Ok(None),
                _ => return Err(self.fail(when, "`when` is neither true nor false".to_owned())),
            }
        }
        self.shape(&each.build).map(Some)
    }

    fn evaluate(&mut self, expression: &Expression) -> Result<Value, EvalError> {
        let value = expression.evaluate_among(self.scope, &self.names, &mut self.left);
        value.map_err(|message| self.fail(expression, message))
    }

    fn within<T>(&mut self, step: Step, of: impl FnOnce(&mut Self) -> T) -> T {
        self.path.0.push(step);
        let value = of(self);
        self.path.0.pop();
        value
    }

    fn fail(&self, expression: &Expression, message: String) -> EvalError {
        let at = match self.path.to_string().as_str() {
            "" => self.file.to_owned(),
            path => format!("{}: {path}", self.file),
        };
        EvalError { expression: expression.text().to_owned(), message, at: Some(at) }
    }
}

/// Where in its shape a mapping stands: `lines[2].sku`.
#[derive(Debug, Default)]
struct Path(Vec<Step>);

#[derive(Debug)]
enum Step {
    Name(String),
    Index(usize),
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Name(name) if at == 0 => f.write_str(name)?,
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
