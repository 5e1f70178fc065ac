//! A test of a text as an automaton over characters.

use super::{Change, Probe, Test};

/// What an automaton has come to.
pub(super) type State = Vec<u32>;

/// A probe as an automaton.
pub(super) struct Machine {
    changes: Vec<Change>,
    test: Test,
    letters: Vec<char>,
    /// For each length of what has matched: to which shorter one it falls back.
    falls: Vec<usize>,
}

const LESS: u32 = u32::MAX;
const DEAD: u32 = u32::MAX - 1;

impl Machine {
    pub(super) fn new(probe: &Probe) -> Self {
        let letters: Vec<char> = probe.constant().chars().collect();
        let mut falls = vec![0; letters.len() + 1];
        for at in 1..letters.len() {
            let mut fall = falls[at];
            while fall > 0 && letters[fall] != letters[at] {
                fall = falls[fall];
            }
            falls[at + 1] = if letters[fall] == letters[at] { fall + 1 } else { 0 };
        }
        Self { changes: probe.changes.clone(), test: probe.test.clone(), letters, falls }
    }

    pub(super) fn start(&self) -> State {
        Self::start_of(&self.changes)
    }

    fn start_of(changes: &[Change]) -> State {
        match changes {
            [] => vec![0],
            [Change::Trim, rest @ ..] => {
                // Whether anything but space has come, the state without the spaces at the end, the state with them.
                let rest = Self::start_of(rest);
                [vec![0], rest.clone(), rest].concat()
            }
            [_, rest @ ..] => Self::start_of(rest),
        }
    }

    pub(super) fn step(&self, state: &State, letter: char) -> State {
        let mut next = state.clone();
        self.advance(&self.changes, &mut next, letter);
        next
    }

    fn advance(&self, changes: &[Change], state: &mut [u32], letter: char) {
        match changes {
            [] => state[0] = self.test_step(state[0], letter),
            [Change::Lower, rest @ ..] => letter.to_lowercase().for_each(|it| self.advance(rest, state, it)),
            [Change::Upper, rest @ ..] => letter.to_uppercase().for_each(|it| self.advance(rest, state, it)),
            [Change::Trim, rest @ ..] => {
                let (begun, states) = state.split_at_mut(1);
                let (without, with) = states.split_at_mut(states.len() / 2);
                if letter.is_whitespace() && begun[0] == 0 {
                    return;
                }
                self.advance(rest, with, letter);
                if !letter.is_whitespace() {
                    begun[0] = 1;
                    without.copy_from_slice(with);
                }
            }
        }
    }

    fn test_step(&self, state: u32, letter: char) -> u32 {
        let at = state as usize;
        match &self.test {
            Test::LongerThan(most) => {
                state.saturating_add(1).min(u32::try_from(*most).unwrap_or(DEAD - 1) + 1)
            }
            Test::Equals(_) => match self.letters.get(at) {
                Some(next) if *next == letter => state + 1,
                _ => DEAD,
            },
            Test::Starts(_) if at == self.letters.len() => state,
            Test::Starts(_) => match self.letters.get(at) {
                Some(next) if *next == letter => state + 1,
                _ => DEAD,
            },
            Test::Contains(_) if at == self.letters.len() => state,
            Test::Contains(_) | Test::Ends(_) => self.matched(at, letter),
            Test::Below(_) if state == LESS || state == DEAD => state,
            Test::Below(_) => match self.letters.get(at) {
                Some(next) if *next == letter => state + 1,
                Some(next) if letter < *next => LESS,
                _ => DEAD,
            },
        }
    }

    /// How much of the text that is looked for has matched after one letter more.
    fn matched(&self, mut at: usize, letter: char) -> u32 {
        loop {
            if self.letters.get(at) == Some(&letter) {
                return at as u32 + 1;
            }
            if at == 0 {
                return 0;
            }
            at = self.falls[at];
        }
    }

    /// Whether the text so far passes.
    #[cfg(test)]
    pub(super) fn accepts(&self, state: &[u32]) -> bool {
        let mut state = state;
        let trims = self.changes.iter().filter(|it| **it == Change::Trim).count();
        for _ in 0..trims {
            state = &state[1..=(state.len() - 1) / 2];
        }
        let at = state[0] as usize;
        match &self.test {
            Test::LongerThan(most) => at > *most,
            Test::Equals(_) | Test::Starts(_) | Test::Ends(_) | Test::Contains(_) => at == self.letters.len(),
            Test::Below(_) => state[0] == LESS || at < self.letters.len(),
        }
    }
}
