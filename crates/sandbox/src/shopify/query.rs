//! Shopify's search syntax: `field:value`, comparisons, `AND`, `OR`, `NOT` and `-`, brackets, quotes, `*` at an end.
//! A field that is not known is no error: it matches everything and is warned of.

use jiff::Timestamp;

use super::gql::read_time;

/// Something known of what is searched.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fact<'o> {
    Text(&'o str),
    /// An order's name, found with and without its `#`.
    Name(&'o str),
    /// Something that must not be.
    Not(&'o str),
    Number(u64),
    Time(Timestamp),
}

/// A search text, read.
#[derive(Debug)]
pub(super) struct Query {
    root: Term,
    /// Fields that are not known.
    pub(super) warnings: Vec<String>,
}

#[derive(Debug)]
enum Term {
    All,
    Is { field: String, by: By, value: String },
    Not(Box<Term>),
    And(Vec<Term>),
    Or(Vec<Term>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Equal,
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// Deepest nesting of brackets.
const DEPTH_MAX: usize = 20;

impl Query {
    /// Reads a search text. `known` are the fields that can be searched by.
    pub(super) fn read(text: &str, known: &[&str]) -> Self {
        let mut reader = Reader { rest: text, known, warnings: Vec::new(), depth: 0 };
        let root = reader.any();
        Self { root, warnings: reader.warnings }
    }

    /// The value, if the whole query is one equality of this field.
    pub(super) fn exact(&self, field: &str) -> Option<&str> {
        match &self.root {
            Term::Is { field: own, by: By::Equal, value } if own == field && !value.contains('*') => {
                Some(value)
            }
            _ => None,
        }
    }

    /// Whether facts match. `facts` gives those of a field; of the empty field, those that bare words look at.
    pub(super) fn matches<'o>(&self, facts: &dyn Fn(&str) -> Vec<Fact<'o>>) -> bool {
        self.root.matches(facts)
    }
}

impl Term {
    fn matches<'o>(&self, facts: &dyn Fn(&str) -> Vec<Fact<'o>>) -> bool {
        match self {
            Self::All => true,
            Self::Not(it) => !it.matches(facts),
            Self::And(all) => all.iter().all(|it| it.matches(facts)),
            Self::Or(any) => any.iter().any(|it| it.matches(facts)),
            Self::Is { field, by, value } => {
                let facts = facts(field);
                if facts.iter().any(|it| matches!(it, Fact::Not(_))) || field == "tag_not" {
                    return !facts.iter().any(|it| matches!(it, Fact::Not(own) if same(own, value)));
                }
                if value == "*" {
                    return !facts.is_empty();
                }
                let mut any = value.split(',').map(str::trim).filter(|it| !it.is_empty());
                any.any(|value| facts.iter().any(|it| it.is(*by, value)))
            }
        }
    }
}

impl Fact<'_> {
    fn is(&self, by: By, value: &str) -> bool {
        match self {
            Self::Text(own) => by == By::Equal && same(own, value) || value.eq_ignore_ascii_case("any"),
            Self::Name(own) => {
                by == By::Equal && (same(own, value) || same(own.trim_start_matches('#'), value))
            }
            Self::Not(own) => !same(own, value),
            Self::Number(own) => {
                let number = value.rsplit_once('/').map_or(value, |it| it.1);
                number.parse::<u64>().is_ok_and(|it| compare(by, own.cmp(&it)))
            }
            Self::Time(own) => read_time(value).is_some_and(|it| match by {
                // A date alone means the whole day.
                By::Equal if !value.contains('T') => {
                    let day = jiff::SignedDuration::from_hours(24);
                    *own >= it && it.checked_add(day).is_ok_and(|end| *own < end)
                }
                by => compare(by, own.cmp(&it)),
            }),
        }
    }
}

fn compare(by: By, order: std::cmp::Ordering) -> bool {
    match by {
        By::Equal => order.is_eq(),
        By::Above => order.is_gt(),
        By::AtLeast => order.is_ge(),
        By::Below => order.is_lt(),
        By::AtMost => order.is_le(),
    }
}

fn same(own: &str, value: &str) -> bool {
    let (own, value) = (own.to_lowercase(), value.to_lowercase());
    match value.strip_suffix('*') {
        Some(start) => own.starts_with(start),
        None => own == value,
    }
}

struct Reader<'q> {
    rest: &'q str,
    known: &'q [&'q str],
    warnings: Vec<String>,
    depth: usize,
}

impl Reader<'_> {
    fn any(&mut self) -> Term {
        let mut terms = vec![self.all()];
        while self.word("OR") {
            terms.push(self.all());
        }
        single(terms, Term::Or)
    }

    fn all(&mut self) -> Term {
        let mut terms = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() || self.rest.starts_with(')') || self.at_word("OR") {
                break;
            }
            if self.word("AND") {
                continue;
            }
            terms.push(self.one());
        }
        if terms.is_empty() { Term::All } else { single(terms, Term::And) }
    }

    fn one(&mut self) -> Term {
        let mut negated = false;
        loop {
            self.rest = self.rest.trim_start();
            if self.word("NOT") {
                negated = !negated;
            } else if let Some(rest) = self.rest.strip_prefix('-') {
                self.rest = rest;
                negated = !negated;
            } else {
                break;
            }
        }
        let term = self.plain();
        if negated { Term::Not(Box::new(term)) } else { term }
    }

    fn plain(&mut self) -> Term {
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            self.depth += 1;
            let inner = if self.depth > DEPTH_MAX { Term::All } else { self.any() };
            self.depth -= 1;
            self.rest = self.rest.trim_start();
            self.rest = self.rest.strip_prefix(')').unwrap_or(self.rest);
            return inner;
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Term {
        let end = self.rest.find(|it: char| it.is_whitespace() || it == ':' || it == '(' || it == ')');
        let (head, tail) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        let Some(tail) = tail.strip_prefix(':').filter(|_| !head.starts_with(['"', '\''])) else {
            let value = self.value();
            return if value.is_empty() {
                Term::All
            } else {
                Term::Is { field: String::new(), by: By::Equal, value }
            };
        };
        self.rest = tail.trim_start();
        let by =
            [(">=", By::AtLeast), ("<=", By::AtMost), (">", By::Above), ("<", By::Below), ("=", By::Equal)]
                .into_iter()
                .find(|it| self.rest.starts_with(it.0));
        if let Some((sign, _)) = by {
            self.rest = self.rest[sign.len()..].trim_start();
        }
        let value = self.value();
        let field = head.to_lowercase();
        if !self.known.contains(&field.as_str()) {
            self.warnings.push(field);
            return Term::All;
        }
        Term::Is { field, by: by.map_or(By::Equal, |it| it.1), value }
    }

    fn value(&mut self) -> String {
        let mut letters = self.rest.chars();
        if let Some(quote) = letters.next().filter(|it| matches!(it, '"' | '\'')) {
            let inner = letters.as_str();
            let end = inner.find(quote).unwrap_or(inner.len());
            let value = inner[..end].to_owned();
            self.rest = inner.get(end + 1..).unwrap_or_default();
            return value;
        }
        let end = self.rest.find(|it: char| it.is_whitespace() || it == ')').unwrap_or(self.rest.len());
        let (value, rest) = self.rest.split_at(end);
        // A bracket that opens where a value stands is left out, so that reading always goes on.
        self.rest = if value.is_empty() { rest.get(1..).unwrap_or_default() } else { rest };
        value.to_owned()
    }

    fn at_word(&self, word: &str) -> bool {
        let rest = self.rest.trim_start();
        rest.strip_prefix(word).is_some_and(|it| it.is_empty() || it.starts_with([' ', '(', '\t', '\n']))
    }

    fn word(&mut self, word: &str) -> bool {
        if !self.at_word(word) {
            return false;
        }
        self.rest = &self.rest.trim_start()[word.len()..];
        true
    }
}

fn single(mut terms: Vec<Term>, many: fn(Vec<Term>) -> Term) -> Term {
    match terms.len() {
        1 => terms.remove(0),
        _ => many(terms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> bool {
        let at = "2026-10-02T12:00:00Z".parse().expect("a time");
        let query = Query::read(text, &["name", "tag", "tag_not", "updated_at", "id", "status"]);
        query.matches(&|field| match field {
            "name" | "" => vec![Fact::Name("#1001")],
            "tag" => vec![Fact::Text("Gift"), Fact::Text("rush order")],
            "tag_not" => vec![Fact::Not("Gift")],
            "updated_at" => vec![Fact::Time(at)],
            "id" => vec![Fact::Number(9_007_199_254_740_993)],
            _ => Vec::new(),
        })
    }

    #[test]
    fn texts_find_what_they_should() {
        for (text, expect) in [
            ("", true),
            ("name:#1001", true),
            ("name:1001", true),
            ("#1001", true),
            ("name:1002", false),
            ("name:10*", true),
            ("tag:gift", true),
            ("tag:'rush order'", true),
            ("tag:\"rush order\" AND name:1001", true),
            ("tag:gift AND name:1002", false),
            ("tag:gift name:1002", false),
            ("tag:none OR name:1001", true),
            ("(tag:none OR name:1001) AND -tag:gift", false),
            ("NOT tag:none", true),
            ("-tag:gift", false),
            ("tag_not:Gift", false),
            ("tag_not:Other", true),
            ("updated_at:>2026-10-02T11:59:59Z", true),
            ("updated_at:>2026-10-02T12:00:00Z", false),
            ("updated_at:>='2026-10-02T12:00:00Z'", true),
            ("updated_at:<=2026-10-02T12:00:00Z updated_at:>2026-10-01", true),
            ("updated_at:2026-10-02", true),
            ("updated_at:2026-10-01", false),
            ("id:9007199254740993", true),
            ("id:9007199254740992", false),
            ("id:>9007199254740992", true),
            ("tag:none,gift", true),
            ("nonsense:1", true),
            ("name:(", false),
            (")", true),
            ("((((((", true),
            ("--tag:gift", true),
            (&"-".repeat(300_001), false),
        ] {
            assert_eq!(check(text), expect, "{text}");
        }
    }

    #[test]
    fn unknown_fields_are_warned_of() {
        assert_eq!(Query::read("colour:red name:1", &["name"]).warnings, ["colour"]);
    }
}
