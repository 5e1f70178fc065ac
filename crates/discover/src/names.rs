//! Interned strings: a log says the same few names and the same many identifiers over and over.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

/// Strings one behind the other in one allocation; 4 bytes each beside their text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Arena {
    text: String,
    ends: Vec<u32>,
}

impl Arena {
    /// An arena with room for so many strings.
    pub fn with_capacity(strings: usize, bytes: usize) -> Arena {
        Arena { text: String::with_capacity(bytes), ends: Vec::with_capacity(strings) }
    }

    /// Adds a string. False, and nothing added, when the arena would hold more than 4 GiB of text or 2³² − 1 strings.
    #[must_use]
    pub fn push(&mut self, text: &str) -> bool {
        let end = self.text.len() + text.len();
        if end > u32::MAX as usize || self.ends.len() >= u32::MAX as usize - 1 {
            return false;
        }
        self.text.push_str(text);
        self.ends.push(end as u32);
        true
    }

    /// The string at an index.
    ///
    /// # Panics
    /// When the arena has no such index, as a slice does.
    pub fn get(&self, index: u32) -> &str {
        let index = index as usize;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.text[start..self.ends[index] as usize]
    }

    /// How many strings it holds.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All strings, in the order of their indices.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|index| self.get(index))
    }

    /// The same strings in another order: the string at `order[i]` comes to index `i`. Indices may be left out.
    #[must_use]
    pub fn reordered(&self, order: &[u32]) -> Arena {
        let mut arena = Arena::with_capacity(order.len(), self.text.len());
        for index in order {
            let kept = arena.push(self.get(*index));
            debug_assert!(kept, "what came out of an arena fits into one");
        }
        arena
    }
}

impl std::fmt::Debug for Arena {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Interned strings: each stands once and is known by its index, counted from 0 in the order of its first mention.
#[derive(Clone, Default)]
pub struct Names {
    strings: Arena,
    index: Vec<Slot>,
}

/// A place of the look-up by text: open addressing, found by the hash, the next one if it is taken. It holds all that a
/// look-up compares before the text itself, for a log's identifiers are more than a processor's cache holds, and each
/// step to another place of memory costs as much as reading the identifier from the file.
#[derive(Clone, Copy, Default)]
struct Slot {
    hash: u32,
    /// The index of the string, plus one; 0 is an empty place.
    name: u32,
    start: u32,
    length: u32,
}

impl Names {
    /// The index of a string; it is added if it is new. `None` when 4 GiB of text or 2³¹ strings are reached.
    #[must_use]
    pub fn try_intern(&mut self, text: &str) -> Option<u32> {
        if (self.strings.len() + 1) * 10 > self.index.len() * 7 {
            self.grow()?;
        }
        let hash = hash(text);
        let place = match self.place(hash, text) {
            Ok(found) => return Some(found),
            Err(free) => free,
        };
        let (name, start) = (self.strings.len() as u32, self.strings.text.len() as u32);
        if !self.strings.push(text) {
            return None;
        }
        self.index[place] = Slot { hash, name: name + 1, start, length: text.len() as u32 };
        Some(name)
    }

    /// The index of a string; it is added if it is new. For names, of which there are few.
    ///
    /// # Panics
    /// When 4 GiB of text or 2³¹ strings are reached: use [`Names::try_intern`] for what a file can say.
    pub fn intern(&mut self, text: &str) -> u32 {
        self.try_intern(text).expect("names stay below 4 GiB")
    }

    /// The index of a string, if it is known.
    pub fn find(&self, text: &str) -> Option<u32> {
        if self.index.is_empty() {
            return None;
        }
        self.place(hash(text), text).ok()
    }

    /// Brings into the processor's cache what looking these strings up will need. The look-ups that follow wait for
    /// memory one after the other; here all of it is asked for at once, which halves the time that a large log takes.
    pub(crate) fn warm<'a>(&self, texts: impl Iterator<Item = &'a str>) {
        if self.index.is_empty() {
            return;
        }
        let mask = self.index.len() - 1;
        let mut starts = [0u32; 256];
        let mut sum = 0u32;
        for (start, text) in starts.iter_mut().zip(texts) {
            let slot = &self.index[hash(text) as usize & mask];
            *start = slot.start;
            sum = sum.wrapping_add(slot.name);
        }
        let bytes = self.strings.text.as_bytes();
        for start in starts {
            sum = sum.wrapping_add(bytes.get(start as usize).copied().unwrap_or_default().into());
        }
        std::hint::black_box(sum);
    }

    /// The index of a string, or the place where it goes.
    fn place(&self, hash: u32, text: &str) -> Result<u32, usize> {
        let mask = self.index.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let slot = self.index[place];
            if slot.name == 0 {
                return Err(place);
            }
            if slot.hash == hash && slot.length as usize == text.len() {
                let start = slot.start as usize;
                if self.strings.text.as_bytes()[start..start + text.len()] == *text.as_bytes() {
                    return Ok(slot.name - 1);
                }
            }
            place = (place + 1) & mask;
        }
    }

    /// Doubles the places; `None` when there are as many as the hash can tell apart.
    fn grow(&mut self) -> Option<()> {
        let places = (self.index.len() * 2).max(16);
        if places > 1 << 32 {
            return None;
        }
        let old = std::mem::replace(&mut self.index, vec![Slot::default(); places]);
        for slot in old.into_iter().filter(|it| it.name != 0) {
            let mut place = slot.hash as usize & (places - 1);
            while self.index[place].name != 0 {
                place = (place + 1) & (places - 1);
            }
            self.index[place] = slot;
        }
        Some(())
    }

    /// The string at an index.
    ///
    /// # Panics
    /// When there is no such index, as a slice does.
    pub fn get(&self, index: u32) -> &str {
        self.strings.get(index)
    }

    /// How many strings it holds.
    pub fn len(&self) -> usize {
        self.strings.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.strings.is_empty()
    }

    /// All strings, in the order of their indices.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.strings.iter()
    }

    /// Gives up the look-up by text, and with it most of the memory.
    pub fn into_arena(self) -> Arena {
        self.strings
    }
}

impl From<Arena> for Names {
    /// Interns the strings of an arena; the indices stay as they are if no string stands twice.
    fn from(arena: Arena) -> Names {
        let mut names = Names::default();
        for text in arena.iter() {
            let _ = names.try_intern(text);
        }
        names
    }
}

impl PartialEq for Names {
    fn eq(&self, other: &Names) -> bool {
        self.strings == other.strings
    }
}

impl Eq for Names {}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.strings.fmt(f)
    }
}

/// The hash is fixed, so that two runs over one file do the same steps. Identifiers that differ in their last letter
/// only come next to each other: they are mostly given one after the other, and what is looked up one after the other
/// is then found in the processor's cache.
fn hash(text: &str) -> u32 {
    let (last, rest) = text.as_bytes().split_last().unwrap_or((&0, &[]));
    let mut hasher = FixedState::with_seed(0x5ea1).build_hasher();
    hasher.write(rest);
    let hash = hasher.finish();
    ((hash as u32) << 4) | ((u32::from(*last) ^ (hash >> 60) as u32) & 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_stands_once() {
        let mut names = Names::default();
        assert_eq!([names.intern("order"), names.intern("item"), names.intern("order")], [0, 1, 0]);
        assert_eq!(names.intern(""), 2);
        assert_eq!((names.get(1), names.get(2), names.len()), ("item", "", 3));
        assert_eq!((names.find("item"), names.find("parcel")), (Some(1), None));
    }

    #[test]
    fn many_strings_keep_their_places() {
        let mut names = Names::default();
        for number in 0..100_000u32 {
            assert_eq!(names.intern(&format!("order-{number}")), number);
        }
        assert!((0..100_000u32).all(|it| names.find(&format!("order-{it}")) == Some(it)));
        assert_eq!(names.find("order-100000"), None);
    }

    #[test]
    fn an_arena_takes_another_order() {
        let mut arena = Arena::default();
        assert!(["a", "", "ccc"].iter().all(|it| arena.push(it)));
        assert_eq!(arena.reordered(&[2, 0]).iter().collect::<Vec<_>>(), ["ccc", "a"]);
    }
}
