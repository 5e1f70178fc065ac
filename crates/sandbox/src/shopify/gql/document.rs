//! The schema, and the documents that were parsed and validated against it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use apollo_compiler::collections::HashMap as ApolloMap;
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::parser::Parser;
use apollo_compiler::schema::Implementers;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name, Schema};

use super::{Fault, problems};

/// Longest query that is read, in bytes.
const TEXT_MAX: usize = 256 * 1024;
/// Deepest nesting that is read.
const DEPTH_MAX: usize = 120;
/// Most tokens that are read.
const TOKENS_MAX: usize = 40_000;
/// Most selections of one operation, each fragment counted wherever it is spread: fragments that spread fragments
/// would otherwise make a short text a long work.
const SELECTIONS_MAX: usize = 20_000;
/// How many documents are kept. Callers send the same few texts again and again.
const KEPT_MAX: usize = 256;

/// The trimmed schema with what is derived of it.
pub(super) struct Offered {
    pub(super) schema: Valid<Schema>,
    pub(super) implementers: ApolloMap<Name, Implementers>,
}

pub(super) fn offered() -> &'static Offered {
    static OFFERED: OnceLock<Offered> = OnceLock::new();
    OFFERED.get_or_init(|| {
        let text = include_str!("../../../schema/admin-2026-10.graphql");
        let schema = match Schema::parse_and_validate(text, "admin-2026-10.graphql") {
            Ok(schema) => schema,
            Err(wrong) => unreachable!("the committed schema is valid, which a test holds: {}", wrong.errors),
        };
        let implementers = schema.implementers_map();
        Offered { schema, implementers }
    })
}

/// A query's text, parsed and validated.
pub(in crate::shopify) struct Document {
    pub(super) valid: Valid<ExecutableDocument>,
}

impl Document {
    pub(super) fn operation(&self, name: Option<&str>) -> Result<&Operation, Fault> {
        self.valid.operations.get(name).map(|it| &**it).map_err(|_| match name {
            Some(name) => Fault::new("", format!("No operation named \"{name}\"")),
            None => Fault::new("", "An operation name is required"),
        })
    }

    /// Line and column of a node.
    pub(super) fn place(&self, span: Option<apollo_compiler::parser::SourceSpan>) -> Option<(usize, usize)> {
        span?.line_column(&self.valid.sources).map(|it| (it.line, it.column))
    }
}

/// Documents by their text: a cache of parsing only.
#[derive(Default)]
pub(in crate::shopify) struct Documents {
    kept: HashMap<Arc<str>, (u64, Arc<Document>)>,
    clock: u64,
}

impl Documents {
    pub(in crate::shopify) fn get(&mut self, text: &str) -> Result<Arc<Document>, Vec<Fault>> {
        self.clock += 1;
        if let Some((used, document)) = self.kept.get_mut(text) {
            *used = self.clock;
            return Ok(Arc::clone(document));
        }
        let document = Arc::new(parse(text)?);
        if self.kept.len() >= KEPT_MAX {
            self.forget_oldest();
        }
        self.kept.insert(Arc::from(text), (self.clock, Arc::clone(&document)));
        Ok(document)
    }

    fn forget_oldest(&mut self) {
        let oldest = self.kept.iter().min_by_key(|(_, (used, _))| *used).map(|(text, _)| Arc::clone(text));
        if let Some(text) = oldest {
            self.kept.remove(&text);
        }
    }
}

fn parse(text: &str) -> Result<Document, Vec<Fault>> {
    if text.len() > TEXT_MAX {
        return Err(vec![Fault::new("", "Query is too large")]);
    }
    if text.trim().is_empty() {
        return Err(vec![Fault::new("", "No query string was present")]);
    }
    let mut parser = Parser::new().recursion_limit(DEPTH_MAX).token_limit(TOKENS_MAX);
    let ast = match parser.parse_ast(text, "query.graphql") {
        Ok(ast) => ast,
        Err(wrong) => return Err(problems::syntax(&wrong.errors)),
    };
    let schema = &offered().schema;
    match ast.to_executable_validate(schema) {
        Ok(valid) if selections(&valid) > SELECTIONS_MAX => Err(vec![Fault::new("", "Query is too complex")]),
        Ok(valid) => Ok(Document { valid }),
        Err(wrong) => Err(problems::validation(&wrong.errors, &ast, schema)),
    }
}

/// How many selections the largest operation has. Fragments do not spread themselves, which validation has checked.
fn selections(document: &ExecutableDocument) -> usize {
    let mut known = HashMap::new();
    document.operations.iter().map(|it| count(document, &it.selection_set, &mut known)).max().unwrap_or(0)
}

fn count<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    known: &mut HashMap<&'d str, usize>,
) -> usize {
    let one = |it: &'d Selection| match it {
        Selection::Field(it) => count(document, &it.selection_set, known),
        Selection::InlineFragment(it) => count(document, &it.selection_set, known),
        Selection::FragmentSpread(it) => {
            let name = it.fragment_name.as_str();
            if let Some(size) = known.get(name) {
                return *size;
            }
            let inner =
                document.fragments.get(name).map_or(0, |it| count(document, &it.selection_set, known));
            known.insert(name, inner);
            inner
        }
    };
    let sizes: Vec<usize> = set.selections.iter().map(one).collect();
    sizes.into_iter().fold(set.selections.len(), usize::saturating_add)
}
