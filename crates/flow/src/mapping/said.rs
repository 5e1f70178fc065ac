//! What a mapping says of itself, for checks that look at a map before anything travels.

use serde_json::Value;

use super::{Mapping, Shape};

impl Mapping {
    /// The names under `keys` of a mapping that reads: the fields by which a document is known once it is read, beside
    /// `id`, which is always one. `None` where the mapping does not list them.
    pub fn keys(&self) -> Option<Vec<&str>> {
        match part(&self.shape, "keys")? {
            Shape::Record(parts) => Some(parts.iter().map(|it| it.name.as_str()).collect()),
            Shape::Constant(Value::Object(keys)) => Some(keys.keys().map(String::as_str).collect()),
            _ => None,
        }
    }

    /// The documents that one belongs to, as a mapping that reads names them: (kind, field), written out. Empty where
    /// it names none; `None` where they are worked out only when a document is read.
    pub fn parents(&self) -> Option<Vec<(&str, &str)>> {
        match part(&self.shape, "parents") {
            None => Some(Vec::new()),
            Some(Shape::List(parents)) => {
                parents.iter().map(|it| Some((text(part(it, "kind")?)?, text(part(it, "field")?)?))).collect()
            }
            Some(_) => None,
        }
    }

    /// Whether it builds a part of this name: a mapping that reads, for example, a `revision`.
    pub fn builds(&self, name: &str) -> bool {
        part(&self.shape, name).is_some()
    }

    /// The conditions under which `each` takes a part of a list into what is built, as they are written.
    pub fn filters(&self) -> Vec<&str> {
        let mut found = Vec::new();
        let mut next: Vec<&Shape> = self.lets.iter().map(|it| &it.1).chain([&self.shape]).collect();
        while let Some(shape) = next.pop() {
            match shape {
                Shape::Constant(_) | Shape::Leaf(..) => {}
                Shape::List(items) => next.extend(items),
                Shape::Record(parts) => next.extend(parts.iter().map(|it| &it.shape)),
                Shape::Each(each) => {
                    found.extend(each.when.as_ref().map(|it| it.text()));
                    next.push(&each.build);
                }
            }
        }
        found
    }
}

fn part<'s>(shape: &'s Shape, name: &str) -> Option<&'s Shape> {
    match shape {
        Shape::Record(parts) => parts.iter().find(|it| it.name == name).map(|it| &it.shape),
        _ => None,
    }
}

/// A text that is written out, as YAML's own or as CEL's.
fn text(shape: &Shape) -> Option<&str> {
    let text = match shape {
        Shape::Constant(Value::String(text)) => text,
        Shape::Leaf(expression, _) => expression.text(),
        _ => return None,
    };
    let bare = text.trim();
    let inner = |quote: char| bare.strip_prefix(quote)?.strip_suffix(quote).filter(|it| !it.contains(quote));
    inner('"').or_else(|| inner('\''))
}
