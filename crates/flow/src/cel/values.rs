//! Values: what it costs to copy one, how it is shown, compared and calculated with.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::syntax::{Calculation, Comparison};

/// What it costs to copy a value.
pub(super) fn weight(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(weight).sum::<usize>(),
        Value::Object(map) => 1 + map.iter().map(|(key, it)| 1 + key.len() / 16 + weight(it)).sum::<usize>(),
        Value::String(text) => 1 + text.len() / 16,
        _ => 1,
    }
}

/// A value as a message shows it: cut short, and of lists and maps the size only, for messages reach logs and a
/// document holds what is its customer's own.
pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(map) => format!("a map of {}", map.len()),
        plain => {
            let text = plain.to_string();
            match text.char_indices().nth(60) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    }
}

/// Whether two values are equal: numbers by their value, lists and maps by their parts, unlike things never.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => order(left, right) == Some(Ordering::Equal),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

pub(super) fn compare(comparison: Comparison, left: &Value, right: &Value) -> Result<bool, String> {
    match comparison {
        Comparison::Equal => return Ok(same(left, right)),
        Comparison::Unequal => return Ok(!same(left, right)),
        _ => {}
    }
    let found = match (left, right) {
        (Value::Number(left), Value::Number(right)) => order(left, right),
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        _ => None,
    };
    let found = found.ok_or_else(|| {
        format!("{} and {} cannot be compared with `{}`", show(left), show(right), comparison.sign())
    })?;
    Ok(match comparison {
        Comparison::Less => found.is_lt(),
        Comparison::AtMost => found.is_le(),
        Comparison::Greater => found.is_gt(),
        _ => found.is_ge(),
    })
}

/// A whole number, exactly.
pub(super) fn whole(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

fn order(left: &Number, right: &Number) -> Option<Ordering> {
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

pub(super) fn calculate(calculation: Calculation, left: &Value, right: &Value) -> Result<Number, String> {
    let (Value::Number(a), Value::Number(b)) = (left, right) else {
        return Err(format!("{} {} {} cannot be calculated", show(left), calculation.sign(), show(right)));
    };
    let outside = || format!("{a} {} {b} is not a number that can be counted exactly", calculation.sign());
    if let (Some(a), Some(b)) = (whole(a), whole(b)) {
        let result = match calculation {
            Calculation::Add => a.checked_add(b),
            Calculation::Subtract => a.checked_sub(b),
            Calculation::Multiply => a.checked_mul(b),
            Calculation::Divide => a.checked_div(b),
            Calculation::Remainder => a.checked_rem(b),
        };
        return result.and_then(Number::from_i128).ok_or_else(outside);
    }
    let (a, b) = (a.as_f64().ok_or_else(outside)?, b.as_f64().ok_or_else(outside)?);
    let result = match calculation {
        Calculation::Add => a + b,
        Calculation::Subtract => a - b,
        Calculation::Multiply => a * b,
        Calculation::Divide => a / b,
        Calculation::Remainder => a % b,
    };
    Number::from_f64(result).ok_or_else(outside)
}
