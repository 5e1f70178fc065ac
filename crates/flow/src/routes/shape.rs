//! A condition as its parts: what joins them, the walks over lists, and the plain parts in between.

use seamless_model::DocumentKind;
use serde_json::Value;

use super::slot::{Slots, Stands, Step};
use super::term::{Binding, Found, Local, Read, Reader, Why};
use crate::Expression;
use crate::cel::syntax::{Comparison, EachKind, Kind, Tree};
use crate::cel::written;

/// The parts of a condition.
#[derive(Debug)]
pub(super) enum Shape {
    /// A part that the evaluator decides once the slots that it reads have values.
    Atom(usize),
    /// A part that cannot be decided: it may answer anything.
    Open(usize),
    Not(Box<Shape>),
    And(Box<[Shape; 2]>),
    Or(Box<[Shape; 2]>),
    If(Box<[Shape; 3]>),
    /// A walk over a list: for all, for one or more, for exactly one element.
    Walk {
        what: EachKind,
        list: Vec<Step>,
        body: Box<Shape>,
    },
    /// How many elements satisfy something, compared with a number.
    Count {
        list: Vec<Step>,
        body: Box<Shape>,
        how: Comparison,
        number: usize,
    },
}

/// A plain part.
#[derive(Debug)]
pub(super) struct Atom {
    /// What is evaluated.
    pub expression: Expression,
    /// The slots that it reads, and from where.
    pub reads: Vec<Read>,
    /// The names under which elements are known to it, by the depth of the walk.
    pub locals: Vec<String>,
}

/// A part that cannot be decided.
#[derive(Debug)]
pub(super) struct OpenPart {
    /// The condition in which it stands.
    pub condition: usize,
    /// Why.
    pub why: Why,
    /// What tells it from others: parts that are written alike answer alike.
    pub key: String,
}

/// Everything that the conditions of a question are made of.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub slots: Slots,
    pub atoms: Vec<Atom>,
    pub open: Vec<OpenPart>,
}

/// Reads one condition into the parts.
pub(super) fn shape(parts: &mut Parts, kind: DocumentKind, condition: usize, tree: &Tree) -> Shape {
    let mut building = Building { parts, kind, condition, locals: Vec::new(), walks: 0 };
    building.shape(tree)
}

struct Building<'p> {
    parts: &'p mut Parts,
    kind: DocumentKind,
    condition: usize,
    locals: Vec<Local>,
    walks: usize,
}

impl Building<'_> {
    fn shape(&mut self, tree: &Tree) -> Shape {
        let shape = self.split(tree);
        self.joined(tree, &shape).unwrap_or(shape)
    }

    /// Plain parts that read few slots between them are one part: what hangs together is then judged together, such
    /// as `l.sku != null && l.sku.startsWith("A")`.
    fn joined(&mut self, tree: &Tree, shape: &Shape) -> Option<Shape> {
        let atoms: Vec<usize> = match shape {
            Shape::Not(of) => atoms(&[of]),
            Shape::And(sides) | Shape::Or(sides) => atoms(&[&sides[0], &sides[1]]),
            Shape::If(parts) => atoms(&[&parts[0], &parts[1], &parts[2]]),
            _ => None,
        }?;
        let mut reads: Vec<Read> = Vec::new();
        for read in atoms.iter().flat_map(|at| &self.parts.atoms[*at].reads) {
            if !reads.contains(read) {
                reads.push(*read);
            }
        }
        let most = atoms.iter().map(|at| self.parts.atoms[*at].reads.len()).max().unwrap_or(0);
        if reads.len() > most.max(TOGETHER_MAX) {
            return None;
        }
        let locals = self.locals.iter().map(|it| it.name.clone()).collect();
        self.parts.atoms.push(Atom { expression: Expression::of("", tree.clone()), reads, locals });
        Some(Shape::Atom(self.parts.atoms.len() - 1))
    }

    fn split(&mut self, tree: &Tree) -> Shape {
        match &tree.kind {
            Kind::Not(operand) => Shape::Not(Box::new(self.shape(operand))),
            Kind::And(sides) => Shape::And(Box::new([self.shape(&sides[0]), self.shape(&sides[1])])),
            Kind::Or(sides) => Shape::Or(Box::new([self.shape(&sides[0]), self.shape(&sides[1])])),
            Kind::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                Shape::If(Box::new([self.shape(condition), self.shape(then), self.shape(otherwise)]))
            }
            Kind::Each(each) if each.what != EachKind::Collect => match self.list(&each.list) {
                Some((list, stands)) => self.walk(each.what, list, stands, &each.name, &each.body),
                None => self.open(tree, "walks over something else than a list of the document"),
            },
            Kind::In(sides) => self.contained(sides, tree),
            Kind::Compare(how, sides) => self.counted(*how, sides).unwrap_or_else(|| self.atom(tree)),
            _ => self.atom(tree),
        }
    }

    fn reader(&mut self) -> Reader<'_> {
        Reader {
            kind: self.kind,
            slots: &mut self.parts.slots,
            locals: self.locals.clone(),
            reads: Vec::new(),
        }
    }

    fn atom(&mut self, tree: &Tree) -> Shape {
        let mut reader = self.reader();
        match reader.term(tree) {
            Ok(_) => {
                let reads = reader.reads;
                let locals = self.locals.iter().map(|it| it.name.clone()).collect();
                let expression = Expression::of("", tree.clone());
                self.parts.atoms.push(Atom { expression, reads, locals });
                Shape::Atom(self.parts.atoms.len() - 1)
            }
            Err(why) => self.note(tree, why),
        }
    }

    fn open(&mut self, tree: &Tree, words: &str) -> Shape {
        self.note(tree, Why { span: tree.span, words: words.to_owned() })
    }

    fn note(&mut self, tree: &Tree, why: Why) -> Shape {
        let local = self.walks > 0;
        let key = if local { format!("{}:{:?}", self.condition, tree.span) } else { written(tree) };
        let found = self.parts.open.iter().position(|it| !local && it.key == key);
        let at = found.unwrap_or_else(|| {
            self.parts.open.push(OpenPart { condition: self.condition, why, key });
            self.parts.open.len() - 1
        });
        Shape::Open(at)
    }

    /// The list of a document that a part names.
    fn list(&mut self, tree: &Tree) -> Option<(Vec<Step>, Stands)> {
        let mut reader = self.reader();
        let found = reader.find(tree).ok().flatten()?;
        match found {
            Found { steps, stands: Stands::List(item), binding: Binding::Document, .. } => {
                reader.size(&steps);
                Some((steps, Stands::of(item, "")))
            }
            _ => None,
        }
    }

    fn walk(&mut self, what: EachKind, list: Vec<Step>, stands: Stands, name: &str, body: &Tree) -> Shape {
        let body = self.body(&list, stands, name, body);
        let need = self.parts.slots.list(&list);
        need.examples += if what == EachKind::ExistsOne { 2 } else { 1 };
        need.counted |= what == EachKind::ExistsOne;
        Shape::Walk { what, list, body: Box::new(body) }
    }

    fn body(&mut self, list: &[Step], stands: Stands, name: &str, body: &Tree) -> Shape {
        if self.walks > 0 {
            return self.open(body, "walks over a list for each element of a list");
        }
        self.walks += 1;
        self.locals.push(Local { name: name.to_owned(), list: list.to_vec(), stands });
        let shape = self.shape(body);
        self.locals.pop();
        self.walks -= 1;
        shape
    }

    /// `item in list`: one of the elements is the item. A list that is written out makes a plain comparison.
    fn contained(&mut self, sides: &[Tree; 2], tree: &Tree) -> Shape {
        let span = tree.span;
        let (list, element) = match &sides[1].kind {
            Kind::Each(each)
                if each.what == EachKind::Collect && each.keep.is_none() && is_path(&each.body) =>
            {
                (&each.list, Some((each.name.as_str(), &each.body)))
            }
            _ => (&sides[1], None),
        };
        let Some((list, stands)) = self.list(list) else { return self.atom(tree) };
        // A name that no expression can have.
        let own = Tree { span, kind: Kind::Variable("·".to_owned()) };
        let (name, element) = element.unwrap_or(("·", &own));
        let compare = |left: &Tree, right: &Tree| {
            let sides = Box::new([left.clone(), right.clone()]);
            Tree { span, kind: Kind::Compare(Comparison::Equal, sides) }
        };
        let same = compare(element, &sides[0]);
        let walk = self.walk(EachKind::Exists, list.clone(), stands, name, &same);
        if is_path(&sides[0]) || matches!(sides[0].kind, Kind::Literal(_)) {
            return walk;
        }
        // An item that fails does so also where the list is empty: it is asked once, for itself.
        let null = Tree { span, kind: Kind::Literal(Value::Null) };
        let asked = self.atom(&compare(&sides[0], &null));
        let again = self.walk(EachKind::Exists, list, stands, name, &same);
        Shape::If(Box::new([asked, walk, again]))
    }

    /// `list.filter(it, …).size() > 0` and the like.
    fn counted(&mut self, how: Comparison, sides: &[Tree; 2]) -> Option<Shape> {
        let (each, how, number) = match (filtered(&sides[0]), filtered(&sides[1])) {
            (Some(each), None) => (each, how, number(&sides[1])?),
            (None, Some(each)) => (each, turned(how), number(&sides[0])?),
            _ => return None,
        };
        let (list, stands) = self.list(&each.list)?;
        let body = self.body(&list, stands, &each.name, each.keep.as_ref()?);
        let need = self.parts.slots.list(&list);
        need.examples += number + 2;
        need.counted = true;
        Some(Shape::Count { list, body: Box::new(body), how, number })
    }
}

/// How many slots parts may read between them to be judged as one.
const TOGETHER_MAX: usize = 2;

/// The plain parts that these are, where all are.
fn atoms(shapes: &[&Shape]) -> Option<Vec<usize>> {
    let atom = |shape: &&Shape| match shape {
        Shape::Atom(at) => Some(*at),
        _ => None,
    };
    shapes.iter().map(atom).collect()
}

/// The filter whose size a part asks for.
fn filtered(tree: &Tree) -> Option<&crate::cel::syntax::Each> {
    let Kind::Call { name, arguments, .. } = &tree.kind else { return None };
    match (name.as_str(), &arguments[..]) {
        ("size", [Tree { kind: Kind::Each(each), .. }])
            if each.what == EachKind::Collect && each.keep.is_some() && is_path(&each.body) =>
        {
            Some(each)
        }
        _ => None,
    }
}

fn number(tree: &Tree) -> Option<usize> {
    match &tree.kind {
        Kind::Literal(Value::Number(number)) => number.as_u64().filter(|it| *it <= 4).map(|it| it as usize),
        _ => None,
    }
}

/// Reading a path of known fields never fails.
pub(super) fn is_path(tree: &Tree) -> bool {
    match &tree.kind {
        Kind::Variable(_) => true,
        Kind::Select { operand, .. } => is_path(operand),
        _ => false,
    }
}

fn turned(how: Comparison) -> Comparison {
    match how {
        Comparison::Less => Comparison::Greater,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Greater => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}
