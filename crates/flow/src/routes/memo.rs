//! What the parts of conditions have answered, so that nothing is evaluated twice.

use std::collections::HashMap;

use serde_json::Value;

use super::may::Answer;
use super::shape::{Atom, is_path};
use super::term::Binding;
use crate::cel::syntax::{Comparison, Kind, Tree};

/// Answers of parts, by the values of the slots that they read.
pub(super) struct Memo {
    /// Of parts that read one slot: by its value's number.
    single: Vec<Vec<Option<Answer>>>,
    /// Of all others.
    several: HashMap<(usize, Vec<u16>), Answer>,
    /// Of parts that only compare a text with other texts: these, and what they answer for any text beside.
    names: Vec<Option<Names>>,
}

struct Names {
    literals: Vec<String>,
    other: Option<Answer>,
}

impl Memo {
    /// Of these parts, none of which has answered.
    pub(super) fn of(atoms: &[Atom]) -> Self {
        let names = atoms.iter().map(|it| {
            let is_one = matches!(it.reads[..], [(_, Binding::Document)]);
            let literals = literals(it.expression.tree()).filter(|_| is_one)?;
            Some(Names { literals, other: None })
        });
        Self { single: vec![Vec::new(); atoms.len()], several: HashMap::new(), names: names.collect() }
    }

    /// What a part answers for these values, where that is known. `value` is the first of them.
    pub(super) fn known(&self, atom: usize, numbers: &[u16], value: Option<&Value>) -> Option<Answer> {
        let [number] = numbers else {
            return self.several.get(&(atom, numbers.to_vec())).copied();
        };
        let known = self.single[atom].get(usize::from(*number)).copied().flatten();
        known.or_else(|| self.names[atom].as_ref().filter(|it| it.is_other(value))?.other)
    }

    /// Keeps what a part has answered.
    pub(super) fn keep(&mut self, atom: usize, numbers: &[u16], value: Option<&Value>, answer: Answer) {
        let [number] = numbers else {
            self.several.insert((atom, numbers.to_vec()), answer);
            return;
        };
        if let Some(names) = self.names[atom].as_mut().filter(|it| it.is_other(value)) {
            names.other = Some(answer);
            return;
        }
        let all = &mut self.single[atom];
        let at = usize::from(*number);
        if all.len() <= at {
            all.resize(at + 1, None);
        }
        all[at] = Some(answer);
    }
}

impl Names {
    /// Whether a value is a text that the part does not name: all of these it cannot tell apart.
    fn is_other(&self, value: Option<&Value>) -> bool {
        value.and_then(Value::as_str).is_some_and(|it| self.literals.iter().all(|literal| literal != it))
    }
}

/// The texts that a comparison names: `a.b == "x"`, `a.b in ["x", "y"]`.
fn literals(tree: &Tree) -> Option<Vec<String>> {
    let text = |it: &Tree| match &it.kind {
        Kind::Literal(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    match &tree.kind {
        Kind::Compare(Comparison::Equal | Comparison::Unequal, sides) => match &**sides {
            [field, literal] | [literal, field] if is_path(field) => Some(vec![text(literal)?]),
            _ => None,
        },
        Kind::In(sides) if is_path(&sides[0]) => match &sides[1].kind {
            Kind::List(items) => items.iter().map(text).collect(),
            _ => None,
        },
        Kind::Not(of) => literals(of),
        _ => None,
    }
}
