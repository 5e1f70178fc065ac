//! Did you mean: the known word that is nearest to the one that was written.

/// The most words that one is compared with.
const KNOWN_MOST: usize = 1_000;

/// The known word nearest to `word`, if one is near enough to have been meant.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let lower = word.to_lowercase();
    if lower.chars().count() > 64 {
        return None;
    }
    let length = lower.chars().count();
    known
        .into_iter()
        .take(KNOWN_MOST)
        // A word that is much longer or shorter was not meant, and need not be compared.
        .filter(|it| it.chars().count().abs_diff(length) <= 3)
        .map(|it| (distance(&lower, &it.to_lowercase()), it))
        .filter(|(distance, it)| *distance <= allowed(&lower, it))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

/// How many slips of the finger a word of this length may have.
fn allowed(word: &str, known: &str) -> usize {
    match word.chars().count().min(known.chars().count()) {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    }
}

/// Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, r) in right.iter().enumerate() {
            let mut best = (last[j] + usize::from(l != r)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *l == right[j - 1] && left[i - 1] == *r {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_recognised() {
        let known = ["within", "webhook", "from", "to", "oms", "shop"];
        assert_eq!(nearest("withing", known), Some("within"));
        assert_eq!(nearest("wihtin", known), Some("within"));
        assert_eq!(nearest("form", known), Some("from"));
        assert_eq!(nearest("Webhook", known), Some("webhook"));
        assert_eq!(nearest("ot", known), None);
        assert_eq!(nearest("warehouse", known), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), known), None);
    }
}
