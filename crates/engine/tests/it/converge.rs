//! The same observations in any order and any number reach the same facts and the same wants.

use proptest::prelude::*;
use seamless_breakpoints::pairs::pairs;
use seamless_engine::{Gates, Input, Thread, apply};
use seamless_model::{Body, DocumentKind, Observation, RequestStatus, ShipmentStatus, ThreadId};

use crate::support::*;

/// Any document of the order, in any system, in any state of its life.
pub fn any_observation() -> impl Strategy<Value = Observation> {
    let says = (1_u64..4, any::<bool>(), prop::bool::weighted(0.2), prop::bool::weighted(0.1), any::<bool>())
        .prop_map(|(units, held, cancelled, test, abroad)| Says {
            units,
            held,
            cancelled,
            test,
            country: if abroad { "DE" } else { "US" },
        });
    let request = prop::sample::select(vec![
        RequestStatus::Open,
        RequestStatus::Held,
        RequestStatus::InProgress,
        RequestStatus::Closed,
        RequestStatus::Cancelled,
        RequestStatus::Unknown("odd".into()),
    ]);
    let parcels = prop::sample::select(vec![
        ShipmentStatus::Pending,
        ShipmentStatus::Shipped,
        ShipmentStatus::Voided,
        ShipmentStatus::Unknown("odd".into()),
    ]);
    (0_usize..9, 0_i64..40, 1_usize..3, says, request, parcels, prop::bool::weighted(0.1), any::<bool>())
        .prop_map(|(which, revision, n, says, request, parcels, deleted, tells)| {
            let id = |letter: &str| format!("{letter}-{n}");
            let tracking = format!("T{n}");
            let mut it = match which {
                0 => shop_order(revision, says),
                1 => oms_order(&id("O"), revision, says),
                2 => erp_order(&id("S"), revision, says),
                3 => oms_request(&id("R"), revision, says.units, request),
                4 => pick_order(&id("P"), &id("R"), revision, says.units, request),
                5 => parcel(&id("X"), &tracking, revision, parcels),
                6 => shop_parcel(&id("F"), &tracking, revision, parcels),
                7 => shop_refund(&id("M"), revision, says.units as i64, says.held),
                _ => credit_note(&id("C"), &id("M"), revision, says.units as i64),
            };
            if deleted {
                it.body = Body::Deleted(it.body.kind());
                it.keys.retain(|field, _| field == "id");
                it.parents.clear();
            }
            // One system in two tells when a document was changed; the other is believed by when it was asked.
            if !tells && it.body.kind() == DocumentKind::FulfillmentRequest {
                it.revision = None;
            }
            it
        })
}

fn play(observations: &[Observation]) -> Thread {
    let (plan, mut gates) = (plan(), Gates::default());
    let mut thread = Thread::new(ThreadId(1), at(0));
    for (second, observation) in observations.iter().enumerate() {
        let input = Input::Observed { observation: Box::new(observation.clone()), announced: false };
        apply(&plan, &mut thread, input, at(100 + second as i64), &mut gates);
    }
    thread
}

fn wants(thread: &Thread) -> Vec<String> {
    let (flow, world) = (flow(), thread.world(at(10_000)));
    pairs(&flow, &world)
        .iter()
        .map(|it| format!("{} {} {:?} {} {}", it.handoff.id, it.source.id, it.want, it.since, it.stopped))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_order_and_any_repetition_reaches_the_same_facts_and_wants(
        (observations, shuffled) in prop::collection::vec(any_observation(), 1..14).prop_flat_map(|all| {
            let mut more = all.clone();
            more.extend(all.iter().step_by(2).cloned());
            (Just(all), Just(more).prop_shuffle())
        }),
    ) {
        let (once, again) = (play(&observations), play(&shuffled));
        prop_assert_eq!(&once.facts, &again.facts);
        prop_assert_eq!(wants(&once), wants(&again));
        prop_assert_eq!(once.keys(), again.keys());
    }

    #[test]
    fn threads_that_turn_out_to_be_one_reach_the_same_facts(
        observations in prop::collection::vec(any_observation(), 2..14),
        cut in any::<prop::sample::Index>(),
    ) {
        let cut = cut.index(observations.len() - 1) + 1;
        let mut first = play(&observations[..cut]);
        first.absorb(play(&observations[cut..]));
        let whole = play(&observations);
        prop_assert_eq!(&first.facts, &whole.facts);
        let mut lanes: Vec<_> = first.lanes.iter().map(|it| (&it.handoff, &it.document)).collect();
        let before = lanes.len();
        lanes.sort();
        lanes.dedup();
        prop_assert_eq!(lanes.len(), before, "one lane for each handoff and document");
    }
}
