//! An expression in a form of its own, which says what it says and not how it was written.

use super::syntax::{Kind, Tree};

/// A tree without its places: two that are written alike give the same text.
pub fn written(tree: &Tree) -> String {
    let all = |trees: &[Tree]| trees.iter().map(written).collect::<Vec<_>>().join(",");
    match &tree.kind {
        Kind::Literal(value) => value.to_string(),
        Kind::Variable(name) => name.clone(),
        Kind::Select { operand, field, .. } => format!("{}.{field}", written(operand)),
        Kind::Has(operand, field, _) => format!("has({}.{field})", written(operand)),
        Kind::Index(operand, index) => format!("{}[{}]", written(operand), written(index)),
        Kind::List(items) => format!("[{}]", all(items)),
        Kind::Record(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}:{}", written(key), written(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        Kind::If(parts) => format!("if({})", all(&**parts)),
        Kind::And(sides) => format!("and({})", all(&**sides)),
        Kind::Or(sides) => format!("or({})", all(&**sides)),
        Kind::In(sides) => format!("in({})", all(&**sides)),
        Kind::Not(operand) => format!("not({})", written(operand)),
        Kind::Negate(operand) => format!("-({})", written(operand)),
        Kind::Compare(how, sides) => format!("{}({})", how.sign(), all(&**sides)),
        Kind::Calculate(how, sides) => format!("{}({})", how.sign(), all(&**sides)),
        Kind::Call { name, arguments, .. } => format!("{name}({})", all(arguments)),
        Kind::Each(each) => {
            let keep = each.keep.as_ref().map(written).unwrap_or_default();
            let (list, body) = (written(&each.list), written(&each.body));
            format!("{:?}({list},{},{keep},{body})", each.what, each.name)
        }
    }
}
