//! Money and units are neither made nor lost.

use proptest::prelude::*;
use seamless_engine::Fact;
use seamless_model::{Body, Currency, Money, Observation};

use crate::support::*;

fn lines(observation: &Observation) -> u64 {
    match &observation.body {
        Body::Order(order) => order.units(),
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_split_is_whole_and_fair_for_any_amount_and_weights(
        minor: i64,
        weights in prop::collection::vec(any::<u64>(), 1..12),
    ) {
        let whole = usd(minor);
        let parts = whole.split(&weights);
        let sum: i128 = parts.iter().map(|it| i128::from(it.minor())).sum();
        prop_assert_eq!(sum, i128::from(minor));
        let all: i128 = weights.iter().map(|it| i128::from(*it)).sum();
        for (part, weight) in parts.iter().zip(&weights).filter(|_| all > 0) {
            let fair = i128::from(minor) * i128::from(*weight);
            let off = i128::from(part.minor()) * all - fair;
            prop_assert!(off.abs() < all, "{} for {}", part, weight);
        }
    }

    #[test]
    fn what_is_added_and_taken_away_again_leaves_no_trace(a: i64, b: i64) {
        let (a, b) = (usd(a), usd(b));
        match a.plus(b) {
            Ok(sum) => {
                prop_assert_eq!(sum.minus(b), Ok(a));
                prop_assert_eq!(b.plus(a), Ok(sum));
            }
            Err(_) => prop_assert!(a.minor().checked_add(b.minor()).is_none()),
        }
        let yen = Money::from_minor(b.minor(), Currency::from_code("JPY").expect("a currency"));
        prop_assert!(a.plus(yen).is_err() && a.minus(yen).is_err());
    }

    /// A fact says what one observation said, whole: nothing is added up, nothing is mixed.
    #[test]
    fn convergence_changes_no_quantity(
        units in prop::collection::vec((0_i64..5, 0_u64..9), 1..8),
    ) {
        let all: Vec<Observation> = units
            .iter()
            .map(|(revision, units)| shop_order(*revision, Says { units: *units, ..Says::default() }))
            .collect();
        let mut fact = Fact::new(all[0].clone());
        for observation in &all[1..] {
            fact.join(observation.clone());
        }
        let newest = units.iter().map(|it| it.0).max().expect("one");
        let said: Vec<u64> = units.iter().filter(|it| it.0 == newest).map(|it| it.1).collect();
        prop_assert!(said.contains(&lines(fact.observation())));
    }
}
