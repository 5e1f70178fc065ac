//! Tables of fields: what may stand in a map, a profile or a scenario. The reader refuses what is not in its
//! table, and the JSON Schema is made from the same tables, so that the two cannot differ.

use rust_decimal::Decimal;

use crate::vocabulary::KnownFact;

/// The fields of one thing.
#[derive(Debug)]
pub(crate) struct Table {
    /// What it is, for example `handoff`.
    pub noun: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// Its fields, in the order in which a person would write them.
    pub fields: &'static [Field],
}

/// One field.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What its value must be.
    pub want: Want,
    /// What it means, in a sentence.
    pub about: &'static str,
    /// A value as it could stand in the file.
    pub example: &'static str,
}

/// A word that is a key, and what stands under it.
#[derive(Debug)]
pub(crate) struct Word {
    /// The word.
    pub word: &'static str,
    /// What stands under it, in a sentence.
    pub about: String,
    /// A value as it could stand in the file.
    pub example: String,
}

/// What a value must be.
#[derive(Debug)]
pub(crate) enum Want {
    /// Text.
    Text,
    /// Text that fits a regular expression.
    Pattern(&'static str),
    /// One of some words.
    OneOf(fn() -> Vec<&'static str>),
    /// One of some words, or another: words that an editor offers.
    Offer(fn() -> Vec<&'static str>),
    /// Yes or no.
    Flag,
    /// A whole number between two bounds.
    Whole(u64, u64),
    /// A number from nothing to [`MOST`].
    Amount,
    /// A list of such values.
    List(&'static Want),
    /// A thing with fields of its own.
    Fixed(&'static Table),
    /// Things by names that a person chooses.
    Named(&'static Table),
    /// Such values by keys that a person chooses.
    ByKey(&'static Want),
    /// Values by words of which each has a meaning of its own.
    ByWord(fn() -> Vec<Word>, &'static Want),
    /// Facts that a map states of one of its systems or carriers, by names of which editors offer those of the vocabulary.
    OwnFacts,
    /// Facts of the vocabulary by their names, each a value alone.
    Facts(fn() -> Vec<&'static KnownFact>),
    /// One of several.
    Any(&'static [Want]),
}

/// The largest number that a map may say: more than there is of anything, and small enough that what is multiplied
/// with it stays a number.
pub(crate) const MOST: i64 = 1_000_000_000;
/// The same, of what is counted in whole numbers.
pub(crate) const MOST_WHOLE: u64 = MOST.unsigned_abs();

/// A bound as a message says it: `1,000,000,000`.
pub(crate) fn said(bound: i64) -> String {
    let digits = bound.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    String::from_utf8_lossy(&groups.join(&b',')).into_owned()
}

/// Whether a number is neither negative nor larger than this.
pub(crate) fn within(number: Decimal, most: i64) -> bool {
    number >= Decimal::ZERO && number <= Decimal::from(most)
}

impl Want {
    /// A duration.
    pub const SPAN: Self =
        Self::Pattern(r"^\s*([0-9]+d)?\s*([0-9]+h)?\s*([0-9]+m)?\s*([0-9]+s)?\s*([0-9]+ms)?\s*$");
    /// A day.
    pub const DAY: Self = Self::Pattern(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    /// A secret: the environment or a mounted file, never itself.
    pub const SECRET: Self = Self::Pattern(r"^(\$\{[A-Za-z_][A-Za-z0-9_]*\}|file:.+)$");
    /// A file below the map's folder.
    pub const FILE: Self = Self::Pattern(r"^[^/].*$");
    /// A method and a path.
    pub const ENDPOINT: Self = Self::Pattern(r"^(GET|POST|PUT|PATCH|DELETE)\s+/.*$");
}

impl Table {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|it| it.name == name)
    }

    /// The names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|it| it.name)
    }
}

/// A field that must be there.
pub(crate) const fn must(
    name: &'static str,
    want: Want,
    example: &'static str,
    about: &'static str,
) -> Field {
    Field { name, required: true, want, about, example }
}

/// A field that may be there.
pub(crate) const fn may(name: &'static str, want: Want, example: &'static str, about: &'static str) -> Field {
    Field { name, required: false, want, about, example }
}
