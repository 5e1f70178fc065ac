//! Two terms compared: what that asks of the slots that they are read from.

use std::str::FromStr;

use jiff::Timestamp;
use serde_json::Value;

use super::super::slot::SlotId;
use super::super::text::Test;
use super::{Binding, Got, Reader, Term, decimal, why};
use crate::cel::syntax::Tree;

impl Reader<'_> {
    /// A map that is written out is looked up by a key.
    pub(super) fn looked(&mut self, it: &Term, map: &Value, tree: &Tree) -> Got<Term> {
        let keys = map.as_object().into_iter().flatten().map(|(key, _)| key);
        match it {
            Term::Finite | Term::Fixed(_) => {}
            Term::Text(slot, changes) => {
                for key in keys {
                    self.ask(*slot, changes, Test::Equals(key.clone()));
                }
            }
            Term::Int(slot) => {
                let points = keys.filter_map(|key| key.parse::<i128>().ok());
                self.slots.all[*slot].points.extend(points);
            }
            _ => return why(tree, "looks up what is neither a text nor a number"),
        }
        Ok(Term::Finite)
    }

    /// `item in list`, where the list is written out.
    pub(super) fn contained(&mut self, sides: &[Tree; 2], tree: &Tree) -> Got<Term> {
        let item = self.term(&sides[0])?;
        match self.term(&sides[1])? {
            Term::Fixed(Value::Array(list)) => {
                for one in list {
                    self.relate(&item, &Term::Fixed(one), true, tree)?;
                }
                Ok(Term::Finite)
            }
            Term::Fixed(Value::Object(map)) => self.looked(&item, &Value::Object(map), tree),
            Term::Fixed(_) => Ok(Term::Finite),
            _ => why(tree, "looks into a list that depends on the document"),
        }
    }

    /// Two terms are compared.
    pub(super) fn relate(&mut self, left: &Term, right: &Term, equality: bool, tree: &Tree) -> Got<Term> {
        use Term::{Finite, Fixed, Int, Minor, Money, Size, Text, TextSize};
        match (left, right) {
            (Finite | Fixed(_), Finite | Fixed(_)) => {}
            (_, Fixed(Value::Null)) | (Fixed(Value::Null), _) => {}
            (Text(slot, changes), Fixed(Value::String(text)))
            | (Fixed(Value::String(text)), Text(slot, changes)) => {
                self.ask(*slot, changes, Test::Equals(text.clone()));
                if !equality {
                    self.ask(*slot, changes, Test::Below(text.clone()));
                }
            }
            (Text(a, one), Text(b, two)) if one.is_empty() && two.is_empty() && equality => self.link(*a, *b),
            (Int(a), Int(b)) | (Minor(a), Minor(b)) => self.link(*a, *b),
            (Int(slot) | Minor(slot), Fixed(Value::Number(number)))
            | (Fixed(Value::Number(number)), Int(slot) | Minor(slot)) => match whole(number) {
                Some(point) => self.slots.all[*slot].points.push(point),
                None => return why(tree, "compares with a number that is not counted exactly"),
            },
            (Size(list), Fixed(Value::Number(number))) | (Fixed(Value::Number(number)), Size(list)) => {
                let size = whole(number).map(|it| it.max(0)).filter(|it| *it <= 50);
                let Some(size) = size else {
                    return why(tree, "compares the size of a list with more than 50");
                };
                let need = self.slots.list(list);
                need.size = need.size.max(size as usize);
            }
            (TextSize(slot, changes), Fixed(Value::Number(number)))
            | (Fixed(Value::Number(number)), TextSize(slot, changes)) => {
                let size = whole(number).map(|it| it.max(0)).filter(|it| *it <= 200);
                let Some(size) = size else {
                    return why(tree, "compares the size of a text with more than 200");
                };
                for most in [size - 1, size] {
                    if let Ok(most) = usize::try_from(most) {
                        self.ask(*slot, changes, Test::LongerThan(most));
                    }
                }
            }
            (Money(slot), Fixed(amount)) | (Fixed(amount), Money(slot)) if equality => {
                self.amount(*slot, amount);
            }
            (Text(..) | Int(_), Fixed(_)) | (Fixed(_), Text(..) | Int(_)) if equality => {}
            _ => return why(tree, "compares two things of the document in a way that is not decided"),
        }
        Ok(Finite)
    }

    fn link(&mut self, a: SlotId, b: SlotId) {
        let of_both = self.reads.iter().filter(|(slot, _)| *slot == a || *slot == b);
        let within = a != b && of_both.map(|it| it.1).all(|it| matches!(it, Binding::Local(_)));
        if !self.slots.links.contains(&(a, b, within)) {
            self.slots.links.push((a, b, within));
        }
    }

    /// An amount is compared with one that the condition says.
    fn amount(&mut self, slot: SlotId, money: &Value) {
        if let Some(amount) = money.get("amount").and_then(decimal) {
            self.slots.all[slot].decimals.push(amount);
        }
        if let (Some(currency), Some(code)) =
            (self.slots.all[slot].currency, money.get("currency").and_then(Value::as_str))
        {
            self.ask(currency, &[], Test::Equals(code.to_owned()));
        }
    }

    pub(super) fn money(&mut self, left: &Term, right: &Term, tree: &Tree) -> Got<Term> {
        match (left, right) {
            (Term::Money(slot), Term::Fixed(money)) | (Term::Fixed(money), Term::Money(slot)) => {
                self.amount(*slot, money);
            }
            (Term::Money(slot), Term::MoneyIn(amount)) | (Term::MoneyIn(amount), Term::Money(slot)) => {
                self.slots.all[*slot].decimals.push(*amount);
            }
            (Term::Money(slot), Term::MinorIn(minor)) | (Term::MinorIn(minor), Term::Money(slot)) => {
                self.slots.all[*slot].points.push(*minor);
            }
            (Term::Money(a), Term::Money(b)) => self.link(*a, *b),
            (Term::Finite | Term::Fixed(_), Term::Finite | Term::Fixed(_)) => {}
            (Term::Finite, Term::Money(_)) | (Term::Money(_), Term::Finite) => {}
            _ => return why(tree, "compares amounts that the condition calculates"),
        }
        Ok(Term::Finite)
    }

    pub(super) fn decimals(&mut self, left: &Term, right: &Term, tree: &Tree) -> Got<Term> {
        use Term::{Amount, Decimal, Fixed, Int};
        match (left, right) {
            (Fixed(_), Fixed(_)) => {}
            (Decimal(slot) | Amount(slot), Fixed(value)) | (Fixed(value), Decimal(slot) | Amount(slot)) => {
                self.slots.all[*slot].decimals.extend(decimal(value));
            }
            (Int(slot), Fixed(value)) | (Fixed(value), Int(slot)) => {
                let point = decimal(value).and_then(|it| i128::try_from(it.floor()).ok());
                self.slots.all[*slot].points.extend(point);
            }
            (Decimal(a), Decimal(b)) | (Int(a), Int(b)) => self.link(*a, *b),
            _ => return why(tree, "compares numbers of different kinds"),
        }
        Ok(Term::Finite)
    }

    pub(super) fn times(&mut self, left: &Term, right: &Term, tree: &Tree) -> Got<Term> {
        match (left, right) {
            (Term::Fixed(_), Term::Fixed(_)) => {}
            (Term::Time(slot), Term::Fixed(value)) | (Term::Fixed(value), Term::Time(slot)) => {
                let time = value.as_str().and_then(|it| Timestamp::from_str(it).ok());
                self.slots.all[*slot].points.extend(time.map(Timestamp::as_nanosecond));
            }
            (Term::Time(a), Term::Time(b)) => self.link(*a, *b),
            _ => return why(tree, "compares times that the condition builds"),
        }
        Ok(Term::Finite)
    }
}

fn whole(number: &serde_json::Number) -> Option<i128> {
    let exact = 9_007_199_254_740_992.0;
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
        .or_else(|| number.as_f64().filter(|it| it.abs() < exact).map(|it| it.floor() as i128))
}
