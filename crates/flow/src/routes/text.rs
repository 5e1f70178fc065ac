//! Texts that conditions can tell apart: for every way in which a text can answer a set of tests, a text that does.
//!
//! Each test is a small automaton over characters. Their product is walked from the empty text on, so that every
//! combination of answers that any text can give is found, with the shortest texts that give it. Characters that no
//! test tells apart stand for each other.

mod machine;

use std::collections::{BTreeSet, HashMap, VecDeque};

use machine::{Machine, State};

/// What is done to a text before it is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Change {
    /// `lower(text)`.
    Lower,
    /// `upper(text)`.
    Upper,
    /// `trim(text)`.
    Trim,
}

/// What is asked of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Test {
    /// It is this text.
    Equals(String),
    /// It begins with it.
    Starts(String),
    /// It ends with it.
    Ends(String),
    /// It contains it.
    Contains(String),
    /// It stands before it, letter by letter.
    Below(String),
    /// It has more characters than this.
    LongerThan(usize),
}

/// A test of a text after changes, the first of which is done first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Probe {
    /// What is done to the text.
    pub changes: Vec<Change>,
    /// What is asked of what comes of it.
    pub test: Test,
}

/// The most states of the product that are walked through.
const STATES_MAX: usize = 4_000;

const SIGMA: [char; 3] = ['Σ', 'σ', 'ς'];

impl Probe {
    /// Whether a text passes, by the standard library: what the automata are held against.
    pub(super) fn holds(&self, text: &str) -> bool {
        let mut text = text.to_owned();
        for change in &self.changes {
            text = match change {
                Change::Lower => text.to_lowercase(),
                Change::Upper => text.to_uppercase(),
                Change::Trim => text.trim().to_owned(),
            };
        }
        match &self.test {
            Test::Equals(it) => text == *it,
            Test::Starts(it) => text.starts_with(it),
            Test::Ends(it) => text.ends_with(it),
            Test::Contains(it) => text.contains(it),
            Test::Below(it) => text < *it,
            Test::LongerThan(n) => text.chars().count() > *n,
        }
    }

    fn constant(&self) -> &str {
        match &self.test {
            Test::Equals(it) | Test::Starts(it) | Test::Ends(it) | Test::Contains(it) | Test::Below(it) => it,
            Test::LongerThan(_) => "",
        }
    }
}

/// Texts for every combination of answers that a text can give, up to `each` for one combination; those of `nice`
/// that are the first of their combination before the others. The error says why they cannot be told apart.
pub(super) fn classes(probes: &[Probe], each: usize, nice: &[&str]) -> Result<Vec<String>, String> {
    let mut kept = Kept { each, probes, counts: HashMap::new(), texts: Vec::new() };
    for text in nice {
        kept.offer(text);
    }
    if probes.is_empty() {
        for number in 1..=each {
            kept.offer(&format!("other {number}"));
        }
        return Ok(kept.texts);
    }
    let odd = |it: &Probe| it.changes.contains(&Change::Lower) && it.constant().contains(SIGMA);
    if probes.iter().any(odd) {
        return Err("the small form of a sigma depends on where it stands in its word".to_owned());
    }
    let machines: Vec<Machine> = probes.iter().map(Machine::new).collect();
    let alphabet = alphabet(probes, each);
    let start: Vec<State> = machines.iter().map(Machine::start).collect();
    let mut seen: HashMap<Vec<State>, usize> = HashMap::from([(start.clone(), 1)]);
    let mut queue = VecDeque::from([(start, String::new())]);
    let mut popped = 0;
    while let Some((states, text)) = queue.pop_front() {
        popped += 1;
        if popped > STATES_MAX {
            return Err("the conditions ask too many different things of this text".to_owned());
        }
        kept.offer(&text);
        for letter in &alphabet {
            let next: Vec<State> =
                machines.iter().zip(&states).map(|(machine, state)| machine.step(state, *letter)).collect();
            let count = seen.entry(next.clone()).or_insert(0);
            if *count < each {
                *count += 1;
                let mut longer = text.clone();
                longer.push(*letter);
                queue.push_back((next, longer));
            }
        }
    }
    Ok(kept.texts)
}

/// Those of a fixed set of texts that give every combination of answers that one of the set gives.
pub(super) fn classes_among<'p>(
    pool: impl Iterator<Item = &'p str>,
    probes: &[Probe],
    each: usize,
) -> Vec<String> {
    let mut kept = Kept { each, probes, counts: HashMap::new(), texts: Vec::new() };
    pool.for_each(|text| kept.offer(text));
    kept.texts
}

struct Kept<'p> {
    each: usize,
    probes: &'p [Probe],
    counts: HashMap<Vec<bool>, usize>,
    texts: Vec<String>,
}

impl Kept<'_> {
    fn offer(&mut self, text: &str) {
        let answers = self.probes.iter().map(|probe| probe.holds(text)).collect();
        let count = self.counts.entry(answers).or_insert(0);
        if *count < self.each && !self.texts.iter().any(|it| it == text) {
            *count += 1;
            self.texts.push(text.to_owned());
        }
    }
}

/// What tells characters apart: being one that a probe names, between which of these, being space.
type Class = (Option<char>, usize, bool);

/// The characters that stand for all: of those that no probe tells apart, `each`.
fn alphabet(probes: &[Probe], each: usize) -> Vec<char> {
    let known: BTreeSet<char> = probes.iter().flat_map(|it| it.constant().chars()).collect();
    let ordered = probes.iter().any(|it| matches!(it.test, Test::Below(_)));
    let cases = probes.iter().any(|it| it.changes.iter().any(|change| *change != Change::Trim));
    let chains: BTreeSet<Vec<bool>> = probes.iter().map(|it| upper_chain(&it.changes)).collect();
    let class = |letter: char| -> Class {
        let gap = if ordered { known.range(..letter).count() } else { 0 };
        (known.get(&letter).copied(), gap, letter.is_whitespace())
    };
    let mut counts: HashMap<Vec<Vec<Class>>, usize> = HashMap::new();
    let mut letters = Vec::new();
    for letter in candidates(&known, each, cases) {
        let signature =
            chains.iter().map(|chain| mapped(letter, chain).into_iter().map(class).collect()).collect();
        let count = counts.entry(signature).or_insert(0);
        if *count < each && !letters.contains(&letter) {
            *count += 1;
            letters.push(letter);
        }
    }
    letters
}

/// The changes of case of a chain: true for capitals.
fn upper_chain(changes: &[Change]) -> Vec<bool> {
    changes.iter().filter(|it| **it != Change::Trim).map(|it| *it == Change::Upper).collect()
}

fn mapped(letter: char, chain: &[bool]) -> Vec<char> {
    chain.iter().fold(vec![letter], |letters, upper| {
        letters
            .into_iter()
            .flat_map(|it| {
                if *upper { it.to_uppercase().collect() } else { it.to_lowercase().collect::<Vec<_>>() }
            })
            .collect()
    })
}

/// One past the last character that has a capital and a small form.
const CASES_END: u32 = 0x1_E944;

/// Characters among which each class that matters has its own, pleasant ones first.
fn candidates(known: &BTreeSet<char>, each: usize, cases: bool) -> Vec<char> {
    let pleasant = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(['-', ' ', '_']);
    let after = known.iter().flat_map(|it| {
        (1..=each as u32).filter_map(|step| char::from_u32(*it as u32 + step)).collect::<Vec<_>>()
    });
    let first = ('\u{0}'..='\u{24F}').chain(['\u{3000}']);
    let cased = if cases { '\u{250}'..=char::from_u32(CASES_END).unwrap_or('\u{250}') } else { 'a'..='a' };
    let cased = cased.filter(|it| {
        !it.is_ascii() && (it.to_lowercase().next() != Some(*it) || it.to_uppercase().next() != Some(*it))
    });
    known.iter().copied().chain(pleasant).chain(after).chain(first).chain(cased).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn probe(changes: &[Change], test: Test) -> Probe {
        Probe { changes: changes.to_vec(), test }
    }

    fn any_probe() -> impl Strategy<Value = Probe> {
        let text = prop::sample::select(vec!["", "a", "ab", "aab", "b", "A", "k", "ss", " a", "aba"]);
        let changes = prop::collection::vec(
            prop::sample::select(vec![Change::Lower, Change::Upper, Change::Trim]),
            0..3,
        );
        (text, changes, 0..7).prop_map(|(text, changes, which)| {
            let text = text.to_owned();
            let test = match which {
                0 => Test::Equals(text),
                1 => Test::Starts(text),
                2 => Test::Ends(text),
                3 => Test::Contains(text),
                4 => Test::Below(text),
                5 => Test::LongerThan(text.len()),
                _ => Test::Equals(text),
            };
            Probe { changes, test }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

        #[test]
        fn an_automaton_answers_as_the_standard_library_does(probe in any_probe(), text in "[abABkKſ ßsé]{0,6}") {
            let machine = Machine::new(&probe);
            let end = text.chars().fold(machine.start(), |state, letter| machine.step(&state, letter));
            prop_assert_eq!(machine.accepts(&end), probe.holds(&text));
        }

        /// Completeness: whatever a text answers, one of the representatives answers the same.
        #[test]
        fn every_text_has_one_that_stands_for_it(
            probes in prop::collection::vec(any_probe(), 1..4), text in "[abAkK ſßsz]{0,6}",
        ) {
            let found = classes(&probes, 1, &[]).expect("few states");
            let answers = |text: &str| probes.iter().map(|it| it.holds(text)).collect::<Vec<_>>();
            let wanted = answers(&text);
            prop_assert!(found.iter().any(|it| answers(it) == wanted), "{text:?} {found:?}");
        }
    }

    #[test]
    fn each_class_has_as_many_texts_as_are_asked_for_where_it_has_them() {
        let equals = probe(&[], Test::Equals("US".into()));
        let short = probe(&[], Test::LongerThan(0));
        let found = classes(&[equals, short], 3, &["web"]).expect("few states");
        assert_eq!(found.iter().filter(|it| *it == "US").count(), 1);
        assert_eq!(found.iter().filter(|it| it.is_empty()).count(), 1);
        assert_eq!(found.iter().filter(|it| !it.is_empty() && *it != "US").count(), 3, "{found:?}");
        assert_eq!(found[0], "web");
    }

    #[test]
    fn the_kelvin_sign_is_found() {
        let small = probe(&[Change::Lower], Test::Equals("k".into()));
        let letters = [probe(&[], Test::Equals("k".into())), probe(&[], Test::Equals("K".into())), small];
        let found = classes(&letters, 1, &[]).expect("few states");
        assert!(found.contains(&"\u{212A}".to_owned()), "{found:?}");
    }
}
