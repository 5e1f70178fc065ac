//! For each slot, values among which every way stands in which the conditions can tell its values apart.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Origin;
use super::slot::{ListNeed, Slot, SlotId, Slots, Sort, Step, Values, path};
use super::text::{Probe, Test, classes, classes_among};
use crate::countries::COUNTRIES;

/// The word that stands for all that the house does not know.
pub(super) const ODD: &str = "something_new";

/// Currencies that a person has heard of, first.
const CURRENCIES: &[&str] = &["USD", "EUR", "GBP", "CAD", "AUD", "JPY", "KWD"];

/// The moment near which example orders are placed: 2026-11-23T09:30:00Z, in nanoseconds.
pub(super) const MOMENT: i128 = 1_795_426_200_000_000_000;

const SECOND: i128 = 1_000_000_000;

/// The most slots that may be compared with each other.
const LINKED_MAX: usize = 16;

/// The values of every slot, or the slot whose values cannot be told apart, and why.
pub(super) fn domains(slots: &Slots, origin: &Origin) -> Result<Vec<Values>, (SlotId, String)> {
    (0..slots.all.len()).map(|id| values(slots, id, origin).map_err(|reason| (id, reason))).collect()
}

fn values(slots: &Slots, id: SlotId, origin: &Origin) -> Result<Values, String> {
    let slot = &slots.all[id];
    if let Some(known) = known(slot, origin) {
        return Ok(vec![known]);
    }
    let together = component(slots, id);
    let each = compared(slots, &together);
    if each > LINKED_MAX {
        return Err(format!("compares {each} values with each other, which is more than {LINKED_MAX}"));
    }
    let all = || together.iter().map(|it| &slots.all[*it]);
    let mut values: Values = match slot.sort {
        Sort::There => vec![Value::Bool(true), Value::Bool(false)],
        Sort::Bool => bools(slot),
        Sort::Words(words) => words.iter().map(|it| json!(it)).chain([json!({ "unknown": ODD })]).collect(),
        Sort::Text | Sort::Filled | Sort::Country => texts(all(), slot, each, origin)?,
        Sort::Currency => currencies(&probes(all(), origin), each),
        Sort::Minor => whole(minors(all()), each, i64::MAX.into()),
        Sort::Int => whole(all().flat_map(|it| it.points.iter().copied()), each, i64::MAX.into()),
        Sort::Decimal => decimals(all(), each),
        Sort::Time => times(all(), each),
        Sort::Size => sizes(slots, slot),
    };
    if slot.optional && slot.sort != Sort::There {
        values.push(Value::Null);
    }
    Ok(values)
}

/// The only value of a slot, where the origin of the documents says it.
fn known(slot: &Slot, origin: &Origin) -> Option<Value> {
    let [Step::Field(name)] = &slot.steps[..] else { return None };
    match name.as_str() {
        "source" => origin.from.as_ref().map(|it| json!(it)),
        "¤shop" => origin.currency.map(|it| json!(it.code())),
        _ => None,
    }
}

/// The slots that are compared with this one, directly or through others, itself among them.
fn component(slots: &Slots, id: SlotId) -> Vec<SlotId> {
    let mut found = vec![id];
    let mut at = 0;
    while let Some(one) = found.get(at).copied() {
        for (a, b, _) in &slots.links {
            for (from, to) in [(*a, *b), (*b, *a)] {
                if from == one && !found.contains(&to) {
                    found.push(to);
                }
            }
        }
        at += 1;
    }
    found.sort_unstable();
    found
}

/// How many values of slots that are compared with each other one document may hold apart.
fn compared(slots: &Slots, together: &[SlotId]) -> usize {
    let mut links = slots.links.iter().filter(|(a, ..)| together.contains(a));
    if links.all(|(_, _, within)| *within) {
        return together.len();
    }
    together.iter().map(|it| instances(slots, *it)).sum()
}

/// In how many places of one document the slot stands.
fn instances(slots: &Slots, id: SlotId) -> usize {
    let list = slots.all[id].list();
    list.and_then(|list| slots.need(list)).map_or(1, ListNeed::elements)
}

fn bools(slot: &Slot) -> Values {
    // Most goods travel; most other truths about an order are false.
    let ships = slot.steps.last() == Some(&Step::Field("ships".to_owned()));
    vec![json!(ships), json!(!ships)]
}

/// What is asked of slots that are compared with each other; whether they are what is known of one of them, too.
fn probes<'s>(all: impl Iterator<Item = &'s Slot>, origin: &Origin) -> Vec<Probe> {
    let of = |slot: &'s Slot| {
        let known = known(slot, origin).and_then(|it| it.as_str().map(str::to_owned));
        let equals = known.map(|it| Probe { changes: Vec::new(), test: Test::Equals(it) });
        slot.probes.iter().cloned().chain(equals).collect::<Vec<_>>()
    };
    all.flat_map(of).collect()
}

fn texts<'s>(
    all: impl Iterator<Item = &'s Slot>,
    slot: &Slot,
    each: usize,
    origin: &Origin,
) -> Result<Values, String> {
    let all: Vec<&Slot> = all.collect();
    let probes = probes(all.iter().copied(), origin);
    let country = |it: &Slot| it.sort == Sort::Country;
    if all.iter().any(|it| country(it)) {
        if !all.iter().all(|it| country(it)) {
            return Err("compares a country with what is none".to_owned());
        }
        return Ok(classes_among(COUNTRIES.iter().copied(), &probes, each)
            .into_iter()
            .map(Value::from)
            .collect());
    }
    // Slots that are compared with each other have the same texts, or else they could never be equal; one more of
    // each, for the empty text is left out where there can be none.
    let never_empty = |it: &Slot| it.sort == Sort::Filled || is_address(it);
    let spare = usize::from(all.iter().any(|it| never_empty(it)));
    let mut nice = all.first().map(|it| nice(it)).unwrap_or_default();
    nice.push("other");
    let found = classes(&probes, each + spare, &nice)?;
    Ok(found.into_iter().filter(|it| !(never_empty(slot) && it.is_empty())).map(Value::from).collect())
}

/// Absent parts of an address are absent, never empty.
fn is_address(slot: &Slot) -> bool {
    let part = |it: &Step| matches!(it, Step::Field(name) if name == "ship_to" || name == "bill_to");
    slot.steps.iter().any(part)
}

/// What a person might see in such a field.
fn nice(slot: &Slot) -> Vec<&'static str> {
    let Some(Step::Field(name)) = slot.steps.iter().rev().find(|it| **it != Step::Element) else {
        return Vec::new();
    };
    match name.as_str() {
        "number" => vec!["#1001"],
        "source" => vec!["web", "pos"],
        "sku" => vec!["A-1", "B-2", "C-3"],
        "tags" => vec!["gift", "vip"],
        "city" => vec!["Reno", "Berlin"],
        "province" => vec!["NV", "CA"],
        "zip" => vec!["89501", "10115"],
        "title" => vec!["Standard", "Express"],
        "code" => vec!["standard", "express"],
        "email" => vec!["a.reader@example.com"],
        "location" => vec!["main", "second"],
        "company" => vec!["Example Ltd"],
        "gateway" => vec!["card"],
        "reason" => vec!["other"],
        _ => Vec::new(),
    }
}

/// All codes of ISO 4217.
fn codes() -> impl Iterator<Item = String> {
    let letters = || b'A'..=b'Z';
    letters()
        .flat_map(move |a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])))
        .filter_map(|code| String::from_utf8(code.to_vec()).ok())
        .filter(|code| seamless_model::Currency::from_code(code).is_ok())
}

fn currencies(probes: &[Probe], each: usize) -> Values {
    let mut found = Vec::new();
    // Amounts of currencies with other digits are other amounts: each number of digits stands for itself.
    for digits in [2, 0, 3, 4] {
        let pool: Vec<String> = CURRENCIES.iter().map(|it| (*it).to_owned()).chain(codes()).collect();
        let same =
            |code: &&String| seamless_model::Currency::from_code(code).is_ok_and(|it| it.digits() == digits);
        found.extend(classes_among(pool.iter().filter(same).map(String::as_str), probes, each));
    }
    found.into_iter().map(Value::from).collect()
}

/// Whole numbers around points: for each point as many on both sides as may have to be told apart.
fn whole(points: impl Iterator<Item = i128>, each: usize, most: i128) -> Values {
    let points: BTreeSet<i128> = points.collect();
    let each = i128::try_from(each).unwrap_or(i128::MAX);
    let around =
        points.iter().flat_map(|it| (it.saturating_sub(each)..=it.saturating_add(each)).collect::<Vec<_>>());
    let mut found: BTreeSet<i128> = around.chain(0..=each).filter(|it| (0..=most).contains(it)).collect();
    // What is above everything else that is said.
    let top = found.last().copied().unwrap_or(0);
    found.extend((1..=each).map(|step| top + step).filter(|it| *it <= most));
    let one = found.take(&1);
    one.into_iter().chain(found).filter_map(|it| i64::try_from(it).ok()).map(Value::from).collect()
}

/// Decimals that amounts are compared with, as minor units in every number of digits that a currency may have.
fn minors<'s>(all: impl Iterator<Item = &'s Slot>) -> impl Iterator<Item = i128> {
    all.flat_map(|slot| {
        let scaled = |it: &Decimal| -> Vec<i128> {
            let digits = [0_u32, 2, 3, 4].into_iter();
            digits
                .filter_map(|digits| it.checked_mul(Decimal::from(10_u64.pow(digits))))
                .filter_map(|it| i128::try_from(it.floor()).ok())
                .flat_map(|it| [it, it + 1])
                .collect()
        };
        slot.points.iter().copied().chain(slot.decimals.iter().flat_map(scaled)).collect::<Vec<_>>()
    })
}

fn decimals<'s>(all: impl Iterator<Item = &'s Slot>, each: usize) -> Values {
    let points: BTreeSet<Decimal> = all
        .flat_map(|it| it.decimals.iter().copied())
        .filter(|it| !it.is_sign_negative())
        .chain([Decimal::ZERO])
        .collect();
    let mut found = points.clone();
    let parts = Decimal::from(each + 1);
    for (low, high) in points.iter().zip(points.iter().skip(1)) {
        let step = (high - low) / parts;
        let between = (1..=each).map(|it| low + step * Decimal::from(it));
        found.extend(between.filter(|it| it > low && it < high));
    }
    let top = points.last().copied().unwrap_or_default();
    found.extend((1..=each).filter_map(|it| top.checked_add(Decimal::from(it))));
    found.into_iter().rev().map(|it| json!(it.to_string())).collect()
}

fn times<'s>(all: impl Iterator<Item = &'s Slot>, each: usize) -> Values {
    let points: BTreeSet<i128> = all.flat_map(|it| it.points.iter().copied()).collect();
    let each = i128::try_from(each).unwrap_or(1);
    let mut found = vec![MOMENT];
    for point in points {
        // A second is what a person reads; a nanosecond is what is exact.
        found.extend([point, point + SECOND, point - SECOND]);
        found.extend(
            (1..=each)
                .flat_map(|step| [point + step, point - step, point + step * SECOND, point - step * SECOND]),
        );
    }
    found.extend((1..each).map(|step| MOMENT + step * SECOND));
    let mut seen = BTreeSet::new();
    let new = found.into_iter().filter(|it| seen.insert(*it));
    new.filter_map(|it| Timestamp::from_nanosecond(it).ok()).map(|it| json!(it.to_string())).collect()
}

fn sizes(slots: &Slots, slot: &Slot) -> Values {
    // An order, a request or a shipment without lines is none.
    let least =
        usize::from(path(&slot.steps).ends_with(".lines") && !path(&slot.steps).starts_with("refund"));
    let longest = slots.need(&slot.steps).map_or(1, ListNeed::longest);
    let mut sizes: Vec<usize> = (least..=longest).collect();
    // One of each is what a person expects.
    if let Some(at) = sizes.iter().position(|it| *it == 1) {
        sizes.swap(0, at);
    }
    sizes.into_iter().map(Value::from).collect()
}
