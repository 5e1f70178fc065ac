//! Parsing: by the `cel` crate, then lowered to the house's own tree.
//!
//! Lowering does away with what only a parser needs. Operators become variants, `x.f(y)` becomes `f(x, y)`,
//! and the comprehensions that macros expand to become [`Kind::Each`] again, so that a message can speak of
//! what the person wrote.

use cel::common::ast::{
    CallExpr, ComprehensionExpr, EntryExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators,
};
use cel::parser::{ParseError, Parser};
use serde_json::Value;

use super::scan::{Brackets, Flaw, scan};
use super::syntax::{Absent, Calculation, Comparison, Each, EachKind, Kind, Span, Tree};

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Result<Tree, Vec<Flaw>> {
    let brackets = scan(text).map_err(|flaw| vec![flaw])?;
    let (tree, places) = Parser::new().parse_with_source_info(text).map_err(|errors| {
        let mut flaws: Vec<Flaw> = errors.errors.iter().map(|error| syntax_flaw(text, error)).collect();
        // The parser resumes after a mistake and then often reports its own confusion: the first is the true one.
        flaws.truncate(1);
        flaws
    })?;
    Lowering { text, brackets, places }.tree(tree).map_err(|flaw| vec![flaw])
}

/// What the parser did not like, in words for people.
fn syntax_flaw(text: &str, error: &ParseError) -> Flaw {
    let start = offset_of(text, error.pos).min(text.len());
    let found: String = text[start..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let found = if found.is_empty() { text[start..].chars().take(1).collect() } else { found };
    let span = (start, start + found.len());
    if found.is_empty() {
        let end = text.trim_end().len();
        let flaw =
            Flaw::new((end.saturating_sub(1), end), "the expression ends too early", "something must follow");
        return flaw;
    }
    if let Some(reason) = error.msg.strip_prefix("reserved identifier: ") {
        return Flaw::new(span, format!("`{reason}` is a reserved word of CEL"), "cannot be a name");
    }
    let label = "not understood";
    let message = match error.msg.as_str() {
        "argument must be a simple name" => {
            let flaw = Flaw::new(span, "an element of a list needs a simple name", "not a name");
            return flaw.help("write `.exists(it, it.field == …)`");
        }
        "invalid argument to has() macro" => {
            return Flaw::new(span, "`has` asks for a field", label).help("write `has(order.ship_to)`");
        }
        odd if odd.starts_with("Incomplete") || odd.starts_with("No `") => {
            let flaw = Flaw::new(span, "the expression is not complete", "something is missing");
            return if text.contains('?') {
                flaw.help("a choice is `condition ? then : otherwise`")
            } else {
                flaw
            };
        }
        syntax if syntax.starts_with("Syntax error") => format!("`{found}` is not expected here"),
        other => other.to_owned(),
    };
    let flaw = Flaw::new(span, message, label);
    match found.as_str() {
        "and" => flaw.help("write `&&`"),
        "or" => flaw.help("write `||`"),
        "not" => flaw.help("write `!`"),
        "=" => flaw.help("write `==` to compare"),
        "&" => flaw.help("write `&&`"),
        "|" => flaw.help("write `||`"),
        _ => flaw,
    }
}

/// The byte offset of a line and a column, both counted from one, columns in characters.
fn offset_of(text: &str, (line, column): (isize, isize)) -> usize {
    let mut start = 0;
    for (number, content) in text.split_inclusive('\n').enumerate() {
        if number as isize + 1 == line {
            let ahead = usize::try_from(column - 1).unwrap_or(0);
            return start + content.char_indices().nth(ahead).map_or(content.len(), |(at, _)| at);
        }
        start += content.len();
    }
    text.len()
}

struct Lowering<'t> {
    text: &'t str,
    brackets: Brackets,
    places: SourceInfo,
}

impl Lowering<'_> {
    fn tree(&self, source: IdedExpr) -> Result<Tree, Flaw> {
        let token = self.token(source.id);
        Ok(match source.expr {
            Expr::Literal(literal) => {
                Tree { span: token, kind: Kind::Literal(self.literal(literal, token)?) }
            }
            Expr::Ident(name) => {
                Tree { span: token, kind: Kind::Variable(name.trim_start_matches('.').to_owned()) }
            }
            Expr::Select(select) => {
                let operand = Box::new(self.tree(*select.operand)?);
                // The token of a presence test is the bracket of `has(`: the field is what the bracket ends with.
                let at = if select.test { self.last_name(token.0) } else { self.name_after(token.1) };
                let span = (operand.span.0, at.1);
                let kind = if select.test {
                    Kind::Has(operand, select.field, at)
                } else {
                    Kind::Select { operand, field: select.field, at, absent: Absent::Error }
                };
                Tree { span, kind }
            }
            Expr::Call(call) => self.call(call, token)?,
            Expr::List(list) => {
                let items = list.elements.into_iter().map(|it| self.tree(it)).collect::<Result<_, _>>()?;
                Tree { span: self.bracketed(token.0), kind: Kind::List(items) }
            }
            Expr::Map(map) => {
                let mut entries = Vec::new();
                for entry in map.entries {
                    if let EntryExpr::MapEntry(entry) = entry.expr {
                        entries.push((self.tree(entry.key)?, self.tree(entry.value)?));
                    }
                }
                Tree { span: self.bracketed(token.0), kind: Kind::Record(entries) }
            }
            Expr::Comprehension(walk) => self.each(*walk, token)?,
            Expr::Struct(message) => {
                let flaw =
                    Flaw::new(token, format!("`{}` is not a type here", message.type_name), "a message");
                return Err(flaw.help("write a map: `{\"name\": value}`"));
            }
            Expr::Unspecified => return Err(Flaw::new(token, "this is not understood", "here")),
        })
    }

    fn call(&self, call: CallExpr, token: Span) -> Result<Tree, Flaw> {
        let CallExpr { func_name, target, args } = call;
        let mut arguments = Vec::new();
        for argument in target.map(|it| *it).into_iter().chain(args) {
            arguments.push(self.tree(argument)?);
        }
        let start = arguments.iter().map(|it| it.span.0).chain([token.0]).min().unwrap_or(token.0);
        let end = arguments.iter().map(|it| it.span.1).chain([token.1]).max().unwrap_or(token.1);
        if let Some((kind, closed)) = operation(&func_name, &mut arguments) {
            let end = if closed { self.bracketed(token.0).1 } else { end };
            return Ok(Tree { span: (start, end), kind });
        }
        let name = func_name.trim_start_matches('.').to_owned();
        let at = self.name_before(token.0);
        let span = (start.min(at.0), self.bracketed(token.0).1);
        Ok(Tree { span, kind: Kind::Call { name, at, arguments } })
    }

    /// Takes a comprehension back to the macro that it came from.
    fn each(&self, walk: ComprehensionExpr, token: Span) -> Result<Tree, Flaw> {
        let list = self.tree(walk.iter_range)?;
        let span = (list.span.0, self.bracketed(token.0).1);
        let odd = || Flaw::new(span, "this walk over a list is not understood", "here");
        let Expr::Call(CallExpr { func_name, args, .. }) = walk.loop_step.expr else { return Err(odd()) };
        let mut args = args.into_iter();
        let (what, keep, body) = match (func_name.as_str(), args.next(), args.next()) {
            (operators::LOGICAL_AND, _, Some(body)) => (EachKind::All, None, body),
            (operators::LOGICAL_OR, _, Some(body)) => (EachKind::Exists, None, body),
            (operators::ADD, _, Some(built)) => (EachKind::Collect, None, only_item(built).ok_or_else(odd)?),
            (operators::CONDITIONAL, Some(body), _) if matches!(walk.accu_init.expr, Expr::Literal(_)) => {
                (EachKind::ExistsOne, None, body)
            }
            (operators::CONDITIONAL, Some(keep), Some(step)) => {
                let Expr::Call(add) = step.expr else { return Err(odd()) };
                let built = add.args.into_iter().nth(1).and_then(only_item).ok_or_else(odd)?;
                (EachKind::Collect, Some(keep), built)
            }
            _ => return Err(odd()),
        };
        let keep = keep.map(|it| self.tree(it)).transpose()?;
        let each = Each { what, list, name: walk.iter_var, keep, body: self.tree(body)? };
        Ok(Tree { span, kind: Kind::Each(Box::new(each)) })
    }

    fn literal(&self, literal: LiteralValue, at: Span) -> Result<Value, Flaw> {
        Ok(match literal {
            LiteralValue::Boolean(it) => Value::from(*it.inner()),
            LiteralValue::Double(it) => Value::from(*it.inner()),
            LiteralValue::Int(it) => Value::from(*it.inner()),
            LiteralValue::UInt(it) => Value::from(*it.inner()),
            LiteralValue::String(it) => Value::from(it.inner()),
            LiteralValue::Null => Value::Null,
            LiteralValue::Bytes(_) => {
                return Err(Flaw::new(at, "bytes have no place in a document", "bytes").help("write a text"));
            }
        })
    }

    /// Where the token stands that the parser noted for a node.
    fn token(&self, id: u64) -> Span {
        let Some((start, stop)) = self.places.offset_for(id) else { return (0, self.text.len()) };
        // The parser counts bytes, and its last one is inclusive.
        let (start, end) = (start as usize, stop as usize + 1);
        if self.text.get(start..end).is_some() { (start, end) } else { (0, self.text.len()) }
    }

    fn bracketed(&self, open: usize) -> Span {
        (open, self.brackets.closing(open).map_or(self.text.len(), |close| close + 1))
    }

    fn name_after(&self, end: usize) -> Span {
        let rest = &self.text[end..];
        let start = end + (rest.len() - rest.trim_start().len());
        let length = self.text[start..].find(|c: char| !is_name(c)).unwrap_or(self.text.len() - start);
        (start, start + length)
    }

    fn name_before(&self, end: usize) -> Span {
        let end = self.text[..end].trim_end().len();
        let length = self.text[..end].chars().rev().take_while(|c| is_name(*c)).count();
        (end - length, end)
    }

    fn last_name(&self, open: usize) -> Span {
        self.name_before(self.brackets.closing(open).unwrap_or(self.text.len()))
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn only_item(list: IdedExpr) -> Option<IdedExpr> {
    match list.expr {
        Expr::List(list) if list.elements.len() == 1 => list.elements.into_iter().next(),
        _ => None,
    }
}

/// The operator that a call stands for, and whether it ends with a bracket; takes the arguments if it is one.
fn operation(name: &str, arguments: &mut Vec<Tree>) -> Option<(Kind, bool)> {
    if let (operators::LOGICAL_NOT | operators::NEGATE, 1) = (name, arguments.len()) {
        let operand = Box::new(arguments.pop()?);
        return Some((
            if name == operators::NEGATE { Kind::Negate(operand) } else { Kind::Not(operand) },
            false,
        ));
    }
    if name == operators::CONDITIONAL {
        let parts = <[Tree; 3]>::try_from(std::mem::take(arguments)).ok()?;
        return Some((Kind::If(Box::new(parts)), false));
    }
    let of = |arguments: &mut Vec<Tree>| <[Tree; 2]>::try_from(std::mem::take(arguments)).ok().map(Box::new);
    if let Some(comparison) = comparison(name) {
        return Some((Kind::Compare(comparison, of(arguments)?), false));
    }
    if let Some(calculation) = calculation(name) {
        return Some((Kind::Calculate(calculation, of(arguments)?), false));
    }
    match name {
        operators::LOGICAL_AND => Some((Kind::And(of(arguments)?), false)),
        operators::LOGICAL_OR => Some((Kind::Or(of(arguments)?), false)),
        operators::IN => Some((Kind::In(of(arguments)?), false)),
        operators::INDEX => {
            let [operand, index] = *of(arguments)?;
            Some((Kind::Index(Box::new(operand), Box::new(index)), true))
        }
        _ => None,
    }
}

fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        operators::EQUALS => Comparison::Equal,
        operators::NOT_EQUALS => Comparison::Unequal,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::AtMost,
        operators::GREATER => Comparison::Greater,
        operators::GREATER_EQUALS => Comparison::AtLeast,
        _ => return None,
    })
}

fn calculation(name: &str) -> Option<Calculation> {
    Some(match name {
        operators::ADD => Calculation::Add,
        operators::SUBSTRACT => Calculation::Subtract,
        operators::MULTIPLY => Calculation::Multiply,
        operators::DIVIDE => Calculation::Divide,
        operators::MODULO => Calculation::Remainder,
        _ => return None,
    })
}
