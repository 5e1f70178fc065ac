//! What may be answered over many documents at once, put together from what the parts of a condition may answer.

use crate::cel::syntax::Comparison;

/// What a condition answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Answer {
    Yes,
    No,
    /// It fails: the document is held.
    Fails,
}

/// A slot in one place of a document, by its number.
pub(super) type Instance = usize;

/// What must be known before an answer is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ask {
    Atom(usize, usize),
    Instance(Instance),
}

/// What may be answered over a state, and what to ask where it is not one answer only.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub may: May,
    pub ask: Option<Ask>,
}

/// A set of answers. It may be too large, where parts are not independent, and is never too small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct May(u8);

impl May {
    pub(super) const NOTHING: Self = Self(0);
    pub(super) const ANYTHING: Self = Self(7);

    pub(super) fn one(answer: Answer) -> Self {
        Self(1 << answer as u8)
    }

    pub(super) fn can(self, answer: Answer) -> bool {
        self.0 & Self::one(answer).0 != 0
    }

    pub(super) fn is_one(self) -> bool {
        self.0.count_ones() == 1
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn with(self, answer: Answer, can: bool) -> Self {
        if can { self.or(Self::one(answer)) } else { self }
    }
}

/// `&&`, `||` and the walks that are many of them: one answer decides, also where others fail.
pub(super) fn junction(seen: &[Seen], decides: Answer, failing: bool) -> Seen {
    let other = if decides == Answer::Yes { Answer::No } else { Answer::Yes };
    let undecided = seen.iter().all(|it| it.may.can(other) || it.may.can(Answer::Fails));
    let may = May::NOTHING
        .with(decides, seen.iter().any(|it| it.may.can(decides)))
        .with(other, seen.iter().all(|it| it.may.can(other)))
        .with(Answer::Fails, undecided && seen.iter().any(|it| it.may.can(Answer::Fails)));
    Seen { may, ask: open(seen, failing) }
}

/// How many answer yes, compared with a number; one that fails fails the whole.
pub(super) fn counted(seen: &[Seen], how: Comparison, number: usize, failing: bool) -> Seen {
    let mut may = May::NOTHING.with(Answer::Fails, seen.iter().any(|it| it.may.can(Answer::Fails)));
    if seen.iter().all(|it| it.may != May::one(Answer::Fails)) {
        let least = seen.iter().filter(|it| it.may.can(Answer::Yes) && !it.may.can(Answer::No)).count();
        let most = seen.iter().filter(|it| it.may.can(Answer::Yes)).count();
        for count in least..=most {
            let holds = match how {
                Comparison::Equal => count == number,
                Comparison::Unequal => count != number,
                Comparison::Less => count < number,
                Comparison::AtMost => count <= number,
                Comparison::Greater => count > number,
                Comparison::AtLeast => count >= number,
            };
            may = may.or(May::one(if holds { Answer::Yes } else { Answer::No }));
        }
    }
    Seen { may, ask: open(seen, failing) }
}

/// What to ask first of those that may answer in more than one way: where a failure is looked for, of what can fail.
pub(super) fn open(seen: &[Seen], failing: bool) -> Option<Ask> {
    let open = || seen.iter().filter(|it| !it.may.is_one());
    let fails = open().find(|it| failing && it.may.can(Answer::Fails));
    fails.or_else(|| open().next()).and_then(|it| it.ask)
}
