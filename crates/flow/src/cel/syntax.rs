//! The tree of an expression: what the house checks and evaluates.

use serde_json::Value;

/// A part of an expression, with where it was written: byte offsets into the expression's text.
pub(crate) type Span = (usize, usize);

/// An expression.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// All of it, as far as it can be told.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What an expression is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A literal.
    Literal(Value),
    /// A variable.
    Variable(String),
    /// `operand.field`.
    Select {
        /// What the field is of.
        operand: Box<Tree>,
        /// The field.
        field: String,
        /// Where the field's name stands.
        at: Span,
        /// What it is where it is absent.
        absent: Absent,
    },
    /// `has(operand.field)`.
    Has(Box<Tree>, String, Span),
    /// `operand[index]`.
    Index(Box<Tree>, Box<Tree>),
    /// `[a, b]`.
    List(Vec<Tree>),
    /// `{"a": b}`.
    Record(Vec<(Tree, Tree)>),
    /// `condition ? then : otherwise`.
    If(Box<[Tree; 3]>),
    /// `a && b`.
    And(Box<[Tree; 2]>),
    /// `a || b`.
    Or(Box<[Tree; 2]>),
    /// `!a`.
    Not(Box<Tree>),
    /// `-a`.
    Negate(Box<Tree>),
    /// `a == b` and the like.
    Compare(Comparison, Box<[Tree; 2]>),
    /// `a + b` and the like.
    Calculate(Calculation, Box<[Tree; 2]>),
    /// `a in b`.
    In(Box<[Tree; 2]>),
    /// `name(arguments)`, or `first.name(others)`.
    Call {
        /// The function.
        name: String,
        /// Where its name stands.
        at: Span,
        /// What it is given.
        arguments: Vec<Tree>,
    },
    /// `list.map(name, body)` and its sisters.
    Each(Box<Each>),
}

/// What a field is where it is absent: the checker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// Nobody knows the field: an error.
    Error,
    /// The documents have such a field: null.
    Null,
    /// The documents have such a list: an empty one.
    NoneOf,
}

/// A walk over a list.
#[derive(Debug, Clone)]
pub(crate) struct Each {
    /// What comes of it.
    pub what: EachKind,
    /// The list, or the map whose keys are walked over.
    pub list: Tree,
    /// What an element is called.
    pub name: String,
    /// Which elements are taken: all where absent.
    pub keep: Option<Tree>,
    /// What is asked of, or built from, each element.
    pub body: Tree,
}

/// What comes of a walk over a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EachKind {
    /// Whether the body holds for all.
    All,
    /// Whether it holds for one or more.
    Exists,
    /// Whether it holds for exactly one.
    ExistsOne,
    /// The list of bodies: `map` and `filter`.
    Collect,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// How two values are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calculation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Comparison {
    /// As it is written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }
}

impl Calculation {
    /// As it is written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}
