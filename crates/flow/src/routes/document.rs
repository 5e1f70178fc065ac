//! Documents put together from the values of slots: parts of them for the evaluator, whole ones for a witness.

use seamless_model::{Body, Currency, DocumentKind, Money};
use serde_json::{Map, Value, json};

use super::domain::ODD;
use super::slot::{SlotId, Slots, Sort, Step, path};
use crate::Scope;
use crate::fields::{Form, Record, fields_of};

/// The value of a slot, in the element of its list where it stands in one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set<'v> {
    pub slot: SlotId,
    pub element: usize,
    pub value: &'v Value,
}

/// What the conditions of a handoff are evaluated over.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    /// The source, the order, and the document that travels, under their names.
    pub roots: Map<String, Value>,
}

impl Document {
    /// The scope in which a live flow evaluates a condition when a document is to be created in its target.
    pub(super) fn scope(&self) -> Scope {
        let scope =
            self.roots.iter().fold(Scope::default(), |scope, (name, it)| scope.with(name, it.clone()));
        scope.with("event", json!("create"))
    }
}

/// Only what these slots say: enough for a part of a condition that reads no others.
pub(super) fn partial(slots: &Slots, kind: DocumentKind, sets: &[Set<'_>]) -> Document {
    let mut roots = Map::from_iter([
        ("order".to_owned(), json!({})),
        (kind.word().to_owned(), json!({})),
        ("source".to_owned(), json!("source")),
    ]);
    apply(slots, &mut roots, sets, &|_| json!({}));
    Document { roots }
}

/// An element of a list, from the slots of that element.
pub(super) fn element(slots: &Slots, list: &[Step], sets: &[Set<'_>]) -> Value {
    let mut roots = Map::new();
    let mut root = Value::Object(std::mem::take(&mut roots));
    if let Some(place) = dig(&mut root, list, 0) {
        *place = json!([{}]);
    }
    if let Value::Object(made) = root {
        roots = made;
    }
    apply(slots, &mut roots, sets, &|_| json!({}));
    let mut root = Value::Object(roots);
    let first = dig(&mut root, list, 0).and_then(|list| list.get_mut(0)).map(Value::take);
    first.unwrap_or_default()
}

/// Puts the values of slots into what is there.
fn apply(slots: &Slots, roots: &mut Map<String, Value>, sets: &[Set<'_>], new: &dyn Fn(&[Step]) -> Value) {
    let mut root = Value::Object(std::mem::take(roots));
    let of = |set: &Set<'_>| &slots.all[set.slot];
    for set in sets.iter().filter(|set| of(set).sort == Sort::Size) {
        let steps = &of(set).steps;
        let size = set.value.as_u64().unwrap_or(0) as usize;
        let element = new(&[&steps[..], &[Step::Element]].concat());
        // A list that is empty is left out of a document.
        if size == 0 {
            remove(&mut root, steps, 0);
        } else if let Some(place) = dig(&mut root, steps, 0) {
            *place = Value::Array(vec![element; size]);
        }
    }
    let there = |wanted: bool| {
        sets.iter().filter(move |set| of(set).sort == Sort::There && set.value == &Value::Bool(wanted))
    };
    let gone: Vec<(&[Step], usize)> = there(false).map(|set| (&of(set).steps[..], set.element)).collect();
    gone.iter().for_each(|(steps, element)| remove(&mut root, steps, *element));
    let lost = |steps: &[Step], element| {
        gone.iter().any(|(it, of)| steps.starts_with(it) && (!it.contains(&Step::Element) || *of == element))
    };
    for set in there(true).filter(|set| !lost(&of(set).steps, set.element)) {
        if let Some(place) = dig(&mut root, &of(set).steps, set.element).filter(|it| it.is_null()) {
            *place = new(&of(set).steps);
        }
    }
    for set in sets {
        let slot = of(set);
        if lost(&slot.steps, set.element) || matches!(slot.sort, Sort::Size | Sort::There) {
            continue;
        }
        match slot.sort {
            Sort::Minor => {
                let currency = sets.iter().find(|it| Some(it.slot) == slot.currency).map(|it| it.value);
                put(&mut root, &slot.steps, set.element, money(set.value, currency));
            }
            Sort::Currency => currency(&mut root, slot.steps.first(), set.value, &lost),
            _ if set.value.is_null() => remove(&mut root, &slot.steps, set.element),
            _ => put(&mut root, &slot.steps, set.element, set.value.clone()),
        }
    }
    if let Value::Object(made) = root {
        *roots = made;
    }
}

/// Where the currency that all amounts share stands in the order itself.
fn currency(root: &mut Value, name: Option<&Step>, value: &Value, lost: &dyn Fn(&[Step], usize) -> bool) {
    let field = match name {
        Some(Step::Field(name)) if name == "¤shop" => "currency",
        Some(Step::Field(name)) if name == "¤presentment" => "presentment_currency",
        _ => return,
    };
    let steps = [Step::Field("order".to_owned()), Step::Field(field.to_owned())];
    if !lost(&steps, 0) {
        put(root, &steps, 0, value.clone());
    }
}

fn money(minor: &Value, currency: Option<&Value>) -> Value {
    let code = currency.and_then(Value::as_str).unwrap_or("USD");
    let Ok(currency) = Currency::from_code(code) else { return Value::Null };
    json!(Money::from_minor(minor.as_i64().unwrap_or(0), currency))
}

/// The place to which steps lead, made where there is none; `None` where a list is too short.
fn dig<'v>(root: &'v mut Value, steps: &[Step], element: usize) -> Option<&'v mut Value> {
    steps.iter().try_fold(root, |value, step| match step {
        Step::Field(name) => {
            if value.is_null() {
                *value = json!({});
            }
            Some(value.as_object_mut()?.entry(name.as_str()).or_insert(Value::Null))
        }
        Step::Element => value.as_array_mut()?.get_mut(element),
    })
}

/// The place to which steps lead, where there is one.
fn seek<'v>(root: &'v Value, steps: &[Step], element: usize) -> Option<&'v Value> {
    steps.iter().try_fold(root, |value, step| match step {
        Step::Field(name) => value.get(name.as_str()),
        Step::Element => value.get(element),
    })
}

fn put(root: &mut Value, steps: &[Step], element: usize, value: Value) {
    if let Some(place) = dig(root, steps, element) {
        *place = value;
    }
}

fn remove(root: &mut Value, steps: &[Step], element: usize) {
    let Some((Step::Field(name), before)) = steps.split_last() else { return };
    let mut at = Some(root);
    for step in before {
        at = at.and_then(|value| match step {
            Step::Field(name) => value.get_mut(name.as_str()),
            Step::Element => value.get_mut(element),
        });
    }
    if let Some(of) = at.and_then(Value::as_object_mut) {
        of.shift_remove(name.as_str());
    }
}

/// A whole document: an ordinary one, with what these slots say. `None` where the model cannot read it, which no
/// values of slots should bring about.
pub(super) fn whole(slots: &Slots, kind: DocumentKind, from: &str, sets: &[Set<'_>]) -> Option<Document> {
    let code = |name: &str| {
        let steps = [Step::Field(name.to_owned())];
        let set = sets.iter().find(|set| slots.all[set.slot].steps == steps);
        set.and_then(|set| set.value.as_str()).map(str::to_owned)
    };
    let shop = code("¤shop").unwrap_or_else(|| "USD".to_owned());
    let purse = Purse { presentment: code("¤presentment").unwrap_or_else(|| shop.clone()), shop };
    let mut roots = Map::from_iter([("order".to_owned(), ordinary(DocumentKind::Order, &purse))]);
    if kind != DocumentKind::Order {
        roots.insert(kind.word().to_owned(), ordinary(kind, &purse));
    }
    roots.insert("source".to_owned(), json!(from));
    apply(slots, &mut roots, sets, &|steps| fresh(kind, steps, &purse));
    pairs(slots, &mut roots, sets, &purse);
    extra(slots, &mut roots);
    for kind in [DocumentKind::Order, kind] {
        let written = roots.get_mut(kind.word())?;
        let body: Body = serde_json::from_value(json!({ kind.word(): written.take() })).ok()?;
        let mut read = serde_json::to_value(body).ok()?;
        *roots.get_mut(kind.word())? = read.get_mut(kind.word())?.take();
    }
    Some(Document { roots })
}

/// The currencies of a document.
struct Purse {
    shop: String,
    presentment: String,
}

/// The other side of a pair of which the conditions speak of one only: the same amount where the currency is the same.
fn pairs(slots: &Slots, roots: &mut Map<String, Value>, sets: &[Set<'_>], purse: &Purse) {
    if purse.shop != purse.presentment {
        return;
    }
    let mut root = Value::Object(std::mem::take(roots));
    for set in sets {
        let slot = &slots.all[set.slot];
        let Some((Step::Field(side), pair)) = slot.steps.split_last() else { continue };
        let other = if side == "shop" { "presentment" } else { "shop" };
        let other = [pair, &[Step::Field(other.to_owned())]].concat();
        let spoken = slots.all.iter().any(|it| it.steps == other);
        if slot.sort == Sort::Minor && side != "amount" && !spoken {
            // What is not there has no other side either.
            if let Some(copy) = seek(&root, &slot.steps, set.element).cloned() {
                put(&mut root, &other, set.element, copy);
            }
        }
    }
    if let Value::Object(made) = root {
        *roots = made;
    }
}

/// Elements beyond those that are told apart are like the last of them; each gets an identifier of its own.
fn extra(slots: &Slots, roots: &mut Map<String, Value>) {
    let mut root = Value::Object(std::mem::take(roots));
    for need in &slots.lists {
        let told = need.elements();
        let identifier = [&need.steps[..], &[Step::Element, Step::Field("id".to_owned())]].concat();
        let spoken = slots.all.iter().any(|it| it.steps == identifier);
        let Some(Value::Array(list)) = dig(&mut root, &need.steps, 0) else { continue };
        for at in told..list.len() {
            list[at] = list[told - 1].clone();
        }
        for (at, it) in list.iter_mut().enumerate().filter(|_| !spoken) {
            if let Some(id) = it.get_mut("id") {
                *id = json!((at + 1).to_string());
            }
        }
    }
    prune(&mut root);
    if let Value::Object(made) = root {
        *roots = made;
    }
}

/// Looking for places leaves nulls behind; in a document what is absent is left out.
fn prune(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, it| !it.is_null());
            map.values_mut().for_each(prune);
        }
        Value::Array(list) => list.iter_mut().for_each(prune),
        _ => {}
    }
}

/// What stands newly at a place of a whole document.
fn fresh(kind: DocumentKind, steps: &[Step], purse: &Purse) -> Value {
    let name = path(steps);
    let root = name.split('.').next().and_then(|it| it.parse().ok()).unwrap_or(kind);
    let record = Form::Record(match fields_of(root) {
        Some(record) => record,
        None => return json!({}),
    });
    let form = steps.iter().skip(1).try_fold(&record, |form, step| match (form, step) {
        (Form::Record(record), Step::Field(name)) => record.field(name).map(|it| &it.form),
        (Form::List(item), Step::Element) => Some(*item),
        _ => None,
    });
    let named = steps.iter().rev().find_map(|step| match step {
        Step::Field(name) => Some(name.as_str()),
        Step::Element => None,
    });
    form.map_or(Value::Null, |form| ordinary_form(form, named.unwrap_or_default(), purse))
}

fn ordinary(kind: DocumentKind, purse: &Purse) -> Value {
    let Some(record) = fields_of(kind) else { return json!({}) };
    let mut document = ordinary_record(record, purse);
    let extra = match kind {
        DocumentKind::Order => json!({
            "number": "#1001", "source": "web", "placed_at": "2026-11-23T09:30:00Z", "test": false, "held": false,
            "payment": "paid", "tax_included": false,
            "totals": { "total": pair(8_400, purse) },
            "ship_to": { "name": "A. Reader", "city": "Reno", "country": "US" },
        }),
        DocumentKind::Shipment => json!({ "status": "shipped" }),
        DocumentKind::Payment => json!({ "action": "sale", "status": "success" }),
        _ => json!({}),
    };
    if let (Some(document), Value::Object(extra)) = (document.as_object_mut(), extra) {
        document.extend(extra);
    }
    document
}

fn ordinary_record(record: &Record, purse: &Purse) -> Value {
    let fields = record.fields.iter().filter(|it| it.required || it.name == "sku" || it.form == Form::Bool);
    let value =
        |field: &crate::fields::Field| (field.name.to_owned(), ordinary_form(&field.form, field.name, purse));
    Value::Object(fields.filter(|it| it.name != "accepted").map(value).collect())
}

fn ordinary_form(form: &Form, name: &str, purse: &Purse) -> Value {
    match form {
        Form::Bool => json!(name == "ships"),
        Form::Int => json!(1),
        Form::Text => json!(match name {
            "sku" => "A-1",
            "title" => "Standard",
            "number" => "1Z999",
            "tags" => "gift",
            _ => "1",
        }),
        Form::Decimal => json!("42.00"),
        Form::Timestamp => json!("2026-11-23T09:30:00Z"),
        Form::Currency => json!(purse.shop),
        Form::Words(words) => json!(words.first().copied().unwrap_or(ODD)),
        Form::Money => json!(pair(8_400, purse)["shop"]),
        Form::Pair => pair(8_400, purse),
        Form::List(item) => json!([ordinary_form(item, name, purse)]),
        Form::Record(record) => ordinary_record(record, purse),
    }
}

fn pair(minor: i64, purse: &Purse) -> Value {
    let side = |code: &String| money(&json!(minor), Some(&json!(code)));
    json!({ "shop": side(&purse.shop), "presentment": side(&purse.presentment) })
}
