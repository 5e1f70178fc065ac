//! Routing: whether the conditions of handoffs that are alternatives take every document once.
//!
//! The answer is exact over the fields that the conditions mention, not sampled. For each of these fields a finite
//! set of values is computed among which every way stands in which the conditions can tell values apart; the product
//! of these sets is searched by splitting on what a condition asks. Whatever a part answers is told by the evaluator
//! that runs live, and every witness is a whole document on which that evaluator has confirmed what is said of it.
//! What cannot be decided says so, with the part of the condition that is in the way. `docs/routing.md` explains.

mod document;
mod domain;
mod may;
mod memo;
mod says;
mod search;
mod sets;
mod shape;
mod slot;
mod term;
mod text;
mod way;

use seamless_model::{Currency, DocumentKind};
use serde_json::Value;

pub use way::{Way, WaySort, group};

use crate::cel::check::Checker;
use crate::cel::types::Type;
use crate::cel::types::{condition_variables, document as type_of};
use crate::{Condition, Expression, Place};
use document::Document;
use may::Answer;
use search::{Search, State, TooMuch};
use shape::{Parts, Shape, shape};
use slot::path;

/// What is asked of conditions that stand beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// Is every document taken by one or more of them?
    Total,
    /// Is no document taken by two of them?
    Disjoint,
    /// Both: is every document taken exactly once?
    Both,
}

/// What is true of conditions that stand beside each other.
#[derive(Debug, Clone, PartialEq)]
pub enum Routing {
    /// What was asked holds for every document on which no condition fails, and none of those that can be decided
    /// fails on any.
    Proven,
    /// A document that none takes.
    FallsThrough {
        /// The document.
        witness: Witness,
    },
    /// A document that two take.
    TakenTwice {
        /// The first of the two, by its number among the conditions.
        first: usize,
        /// The second.
        second: usize,
        /// The document.
        witness: Witness,
    },
    /// A document on which a condition fails, so that it is held.
    Fails {
        /// Which, by its number among the conditions.
        which: usize,
        /// What the evaluator says.
        reason: String,
        /// The document.
        witness: Witness,
    },
    /// It cannot be decided.
    Undecided {
        /// The condition that is in the way, by its number among the conditions.
        which: usize,
        /// The part of it: first byte of its text and one past the last.
        span: (usize, usize),
        /// Why, in words that a person understands.
        why: String,
    },
}

/// A document on which the evaluator has confirmed what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// The document that travels, in the house's JSON form.
    pub document: Value,
    /// Its order, where the document is not an order itself.
    pub order: Option<Value>,
    /// It in a sentence: `order #1001 to DE, tagged "wholesale", of 84.00 USD`.
    pub says: String,
}

/// What is known of the documents beside their kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The system that they come from: what `source` is in a condition. Any where absent.
    pub from: Option<String>,
    /// The currency of all amounts in the shop's money. Any where absent.
    pub currency: Option<Currency>,
}

/// Decides what is asked of these conditions over all documents of a kind that travel at all.
///
/// The answer is either [`Routing::Proven`] alone, or everything that was found instead: at most one document that
/// falls through, one for each pair that takes one twice, one for each condition that can fail, and what could not
/// be decided. Conditions are those of handoffs, as [`Condition::check`] gives them.
pub fn route(kind: DocumentKind, conditions: &[&Condition], question: Question) -> Vec<Routing> {
    route_from(kind, &Origin::default(), conditions, question)
}

/// The same, where more is known of the documents.
pub fn route_from(
    kind: DocumentKind,
    origin: &Origin,
    conditions: &[&Condition],
    question: Question,
) -> Vec<Routing> {
    let asked = match Asked::of(kind, origin, conditions) {
        Ok(asked) => asked,
        Err(undecided) => return vec![*undecided],
    };
    asked.answers(question)
}

/// Conditions, read into parts.
struct Asked<'c> {
    kind: DocumentKind,
    origin: &'c Origin,
    texts: Vec<&'c str>,
    expressions: Vec<Expression>,
    parts: Parts,
    shapes: Vec<Shape>,
    /// What holds for every document that travels at all.
    given: Vec<Shape>,
}

/// What holds for every document that a handoff may carry at all, by the field that it speaks of. The house never
/// hands on a test order, nor what is cancelled, voided or not there yet; these are no cases of a routing.
const TRAVELS: &[(&[DocumentKind], &str, &str)] = &[
    (DocumentKind::ALL, "order.test", "!order.test"),
    (
        &[DocumentKind::Order, DocumentKind::FulfillmentRequest, DocumentKind::Hold],
        "order.cancelled",
        "order.cancelled == null",
    ),
    (
        &[DocumentKind::FulfillmentRequest],
        "fulfillment_request.status",
        "fulfillment_request.status in [\"open\", \"in_progress\", \"closed\", \"incomplete\"]",
    ),
    (&[DocumentKind::Shipment], "shipment.status", "shipment.status in [\"shipped\", \"delivered\"]"),
    (&[DocumentKind::Refund], "refund.pending", "!refund.pending"),
    (&[DocumentKind::Refund], "refund.voided", "!refund.voided"),
    (&[DocumentKind::Hold], "hold.released", "!hold.released"),
];

fn parsed(text: &str, kind: DocumentKind) -> Result<Expression, String> {
    let place = Place { file: std::sync::Arc::from("map"), start: 0, end: text.len() };
    let mut checker = Checker::new(condition_variables(kind));
    let checked = Expression::check(text, &place, &mut checker).map(|(expression, _)| expression);
    checked.map_err(|flaws| flaws.into_iter().map(|it| it.message).collect::<Vec<_>>().join("; "))
}

impl<'c> Asked<'c> {
    fn of(
        kind: DocumentKind,
        origin: &'c Origin,
        conditions: &[&'c Condition],
    ) -> Result<Self, Box<Routing>> {
        let undecided = |which, why| Box::new(Routing::Undecided { which, span: (0, 0), why });
        if type_of(kind) == Type::Any {
            return Err(undecided(0, format!("the fields of {} are not known", article_of(kind))));
        }
        let mut asked = Self {
            kind,
            origin,
            texts: conditions.iter().map(|it| it.text()).collect(),
            expressions: Vec::new(),
            parts: Parts::default(),
            shapes: Vec::new(),
            given: Vec::new(),
        };
        for (which, text) in asked.texts.iter().enumerate() {
            let expression = parsed(text, kind).map_err(|why| undecided(which, why))?;
            asked.shapes.push(shape(&mut asked.parts, kind, which, expression.tree()));
            asked.expressions.push(expression);
        }
        for (kinds, field, text) in TRAVELS {
            let spoken = asked.parts.slots.all.iter().any(|it| path(&it.steps) == *field);
            if spoken && kinds.contains(&kind) {
                let expression = parsed(text, kind).map_err(|why| undecided(0, why))?;
                asked.given.push(shape(&mut asked.parts, kind, usize::MAX, expression.tree()));
            }
        }
        Ok(asked)
    }

    fn answers(&self, question: Question) -> Vec<Routing> {
        let values = match domain::domains(&self.parts.slots, self.origin) {
            Ok(values) => values,
            Err((slot, reason)) => return vec![self.blocked(slot, &reason)],
        };
        let mut search = Search::new(&self.parts, self.kind, &values);
        let mut found = Vec::new();
        let all = 0..self.shapes.len();
        for which in all.clone() {
            let goals = self.goals([(which, Answer::Fails)]);
            found.extend(self.ask(&mut search, &goals, &[which], |witness, reason| Routing::Fails {
                which,
                reason,
                witness,
            }));
        }
        if question != Question::Disjoint {
            let goals = self.goals(all.clone().map(|which| (which, Answer::No)));
            let whose: Vec<usize> = all.clone().collect();
            found.extend(
                self.ask(&mut search, &goals, &whose, |witness, _| Routing::FallsThrough { witness }),
            );
        }
        if question != Question::Total {
            for (first, second) in
                all.clone().flat_map(|first| (first + 1..all.end).map(move |second| (first, second)))
            {
                let goals = self.goals([(first, Answer::Yes), (second, Answer::Yes)]);
                let twice = |witness, _| Routing::TakenTwice { first, second, witness };
                found.extend(self.ask(&mut search, &goals, &[first, second], twice));
            }
        }
        let mut kept: Vec<Routing> = Vec::new();
        for routing in found {
            if !kept.contains(&routing) {
                kept.push(routing);
            }
        }
        if kept.is_empty() { vec![Routing::Proven] } else { kept }
    }

    fn goals(&self, of: impl IntoIterator<Item = (usize, Answer)>) -> Vec<Goal<'_>> {
        let given = self.given.iter().map(|shape| Goal { which: None, shape, wanted: Answer::Yes });
        let asked = of.into_iter().map(|(which, wanted)| Goal {
            which: Some(which),
            shape: &self.shapes[which],
            wanted,
        });
        // What is asked comes first: it says more.
        asked.chain(given).collect()
    }

    /// Looks for a document that answers so, and confirms it.
    fn ask(
        &self,
        search: &mut Search<'_>,
        goals: &[Goal<'_>],
        whose: &[usize],
        found: impl FnOnce(Witness, String) -> Routing,
    ) -> Option<Routing> {
        let mut unsure = None;
        let mut tried = 0;
        let shapes: Vec<(&Shape, Answer)> = goals.iter().map(|it| (it.shape, it.wanted)).collect();
        let outcome = search.find(&shapes, |search, state| {
            tried += 1;
            let confirmed = self.confirm(search, state, goals);
            if confirmed.is_none() {
                unsure = unsure.or(Some(search.rests_on(state)));
            }
            // Where only what cannot be decided is in the way, more of the same will not help.
            confirmed.map(Some).or((tried >= TRIES_MAX).then_some(None))
        });
        match (outcome, unsure) {
            (Ok(Some(Some((witness, reason)))), _) => Some(found(witness, reason)),
            (Ok(None), None) => None,
            (Ok(_), Some(Some(part))) => Some(self.open(part)),
            (Err(TooMuch), _) => Some(self.undecided(
                whose.first().copied().unwrap_or(0),
                "the conditions ask for more cases than are gone through",
            )),
            (Ok(_), _) => Some(
                self.undecided(whose.first().copied().unwrap_or(0), "what was found could not be confirmed"),
            ),
        }
    }

    /// The document of a state, where the evaluator that runs live gives the answers that are wanted.
    fn confirm(&self, search: &Search<'_>, state: &State, goals: &[Goal<'_>]) -> Option<(Witness, String)> {
        let slots = &self.parts.slots;
        let sets = search.first_of(state);
        let from = self.origin.from.as_deref().unwrap_or("source");
        let document = document::whole(slots, self.kind, from, &sets)?;
        let mut reason = String::new();
        for goal in goals {
            let Some(which) = goal.which else { continue };
            let answer = match self.expressions[which].holds(&document.scope()) {
                Ok(true) => Answer::Yes,
                Ok(false) => Answer::No,
                Err(error) => {
                    reason = error.message;
                    Answer::Fails
                }
            };
            if answer != goal.wanted {
                return None;
            }
        }
        Some((self.witness(&document), reason))
    }

    fn witness(&self, document: &Document) -> Witness {
        let of = |name: &str| document.roots.get(name).cloned().unwrap_or_default();
        Witness {
            document: of(self.kind.word()),
            order: (self.kind != DocumentKind::Order).then(|| of("order")),
            says: says::says(&self.parts.slots, self.kind, document),
        }
    }

    fn open(&self, part: usize) -> Routing {
        let part = &self.parts.open[part];
        let text = self.texts.get(part.condition).copied().unwrap_or_default();
        let (start, end) = part.why.span;
        let written = text.get(start..end).unwrap_or(text);
        let why = format!("`{written}` {}", part.why.words);
        Routing::Undecided { which: part.condition, span: part.why.span, why }
    }

    fn undecided(&self, which: usize, why: &str) -> Routing {
        let length = self.texts.get(which).map_or(0, |it| it.len());
        Routing::Undecided { which, span: (0, length), why: why.to_owned() }
    }

    /// A field whose values cannot be told apart.
    fn blocked(&self, slot: slot::SlotId, reason: &str) -> Routing {
        let name = path(&self.parts.slots.all[slot].steps);
        let field = name.replace("[]", "");
        let which = self.texts.iter().position(|it| it.contains(&field)).unwrap_or(0);
        self.undecided(which, &format!("`{name}`: {reason}"))
    }
}

/// An answer that is wanted.
struct Goal<'s> {
    /// Of which condition; of what holds for all documents where absent.
    which: Option<usize>,
    shape: &'s Shape,
    wanted: Answer,
}

/// How many states are tried that rest on what cannot be decided.
const TRIES_MAX: usize = 200;

fn article_of(kind: DocumentKind) -> String {
    crate::cel::check::article(kind.words())
}

#[cfg(test)]
mod tests;
