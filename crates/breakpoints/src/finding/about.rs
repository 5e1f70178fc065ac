//! Of which systems a finding speaks: what tells two findings of one breakpoint at one place apart.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::Flow;
use seamless_model::SystemId;

/// The systems of a map by the first word of their titles, so that a text is read once however many there are.
pub(super) struct Titles<'f>(BTreeMap<&'f str, Vec<(&'f str, &'f SystemId)>>);

impl<'f> Titles<'f> {
    pub(super) fn of(flow: &'f Flow) -> Self {
        let mut titles: BTreeMap<&str, Vec<(&str, &SystemId)>> = BTreeMap::new();
        for it in flow.systems.values() {
            if let Some((_, word)) = words(&it.title).next() {
                titles.entry(word).or_default().push((it.title.as_str(), &it.id));
            }
        }
        for same in titles.values_mut() {
            // "Shopify Plus" is not "Shopify": the longest title that stands there is meant.
            same.sort_by_key(|it| std::cmp::Reverse(it.0.len()));
        }
        Self(titles)
    }

    /// The systems that a text names by their titles, in the order of their ids.
    pub(super) fn named_in(&self, text: &str) -> Vec<SystemId> {
        let mut named = BTreeSet::new();
        let mut read = 0;
        for (start, word) in words(text).filter(|(_, word)| self.0.contains_key(word)) {
            if start < read {
                continue;
            }
            let there = self.0[word].iter().find_map(|(title, _)| {
                let rest = text.get(start.checked_sub(before(word, title))?..)?.strip_prefix(*title)?;
                (!rest.starts_with(char::is_alphanumeric)).then_some((*title, rest))
            });
            if let Some((title, rest)) = there {
                read = text.len() - rest.len();
                // Systems of one title cannot be told apart in a text: it speaks of all of them.
                named.extend(self.0[word].iter().filter(|it| it.0 == title).map(|it| it.1.clone()));
            }
        }
        named.into_iter().collect()
    }
}

/// How many bytes of a title stand before its first word.
fn before(word: &str, title: &str) -> usize {
    title.find(word).unwrap_or(0)
}

/// The words of a text, each with where it begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(move |it| (it.as_ptr() as usize - text.as_ptr() as usize, it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_title_that_stands_there_is_meant() {
        let map = "flow: it\ntitle: It\ntimezone: UTC\ncurrency: USD\nteams: { it: { title: IT } }\nsystems:\n  \
                   a: { kind: other, role: storefront, team: it, title: Shop }\n  \
                   b: { kind: other, role: storefront, team: it, title: Shop Two }\n  \
                   c: { kind: other, role: erp, team: it, title: (ERP) }\nhandoffs: {}\n";
        let loaded = seamless_flow::load("flow.yaml", &mut |_| Ok(map.as_bytes().to_vec()));
        let flow = loaded.value.unwrap_or_else(|| panic!("{:?}", loaded.problems));
        let titles = Titles::of(&flow);
        let named = |text: &str| titles.named_in(text).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(named("Shop Two hears nothing"), ["b"]);
        assert_eq!(named("from Shop Two to Shop"), ["a", "b"]);
        assert_eq!(named("Shopify's (ERP) forgets Shops"), ["c"]);
        assert!(named("ERP, Workshop").is_empty() && named("").is_empty());
    }
}
