//! Chance that a seed decides: the same seed and the same words always give the same draw.

/// A number that depends on the seed and on the words, and on nothing else (FNV-1a, then SplitMix64's finish).
pub(crate) fn draw(seed: u64, words: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
    for word in words {
        // The separator keeps ["ab", "c"] and ["a", "bc"] apart: it is no byte of UTF-8.
        for byte in word.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    let mut mixed = hash.wrapping_add(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Whether something with this probability, in percent, happens.
pub(crate) fn strikes(percent: u8, seed: u64, words: &[&str]) -> bool {
    draw(seed, words) % 100 < u64::from(percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_strikes_about_as_often_as_it_says() {
        for percent in [0, 5, 30, 100] {
            let struck = (0..10_000).filter(|n| strikes(percent, 7, &["order", &n.to_string()])).count();
            let wanted = usize::from(percent) * 100;
            assert!(struck.abs_diff(wanted) < 150, "{percent}% struck {struck} of 10000");
        }
    }

    #[test]
    fn seeds_and_words_matter() {
        assert_eq!(draw(1, &["a", "b"]), draw(1, &["a", "b"]));
        assert_ne!(draw(1, &["a", "b"]), draw(2, &["a", "b"]));
        assert_ne!(draw(1, &["ab", "c"]), draw(1, &["a", "bc"]));
    }
}
