//! Scenarios: what holds before, what happens, and what must hold after.

use indexmap::IndexMap;
use rust_decimal::Decimal;
use seamless_model::BreakpointId;

use super::fields::{MOST_WHOLE, Table, Want, may, must};
use super::moments::{STEP, read_moment};
use super::notes::{Notes, shorten, suggest};
use super::tables::breakpoints;
use super::thing::Fields;
use super::words::span;
use crate::known::BREAKPOINT_IDS;
use crate::tree::{Node, NodeValue};
use crate::{Condition, Given, Moment, Place, Role, Scenario, Step, Then};

/// The fields of a scenario.
pub(crate) static SCENARIO: Table = Table {
    noun: "scenario",
    about: "What customers do, what goes wrong, and what must hold at the end, in every system.",
    fields: &[
        must("scenario", Want::Text, "cancelled before the pick", "Its name: a short sentence."),
        may(
            "exercises",
            Want::OneOf(breakpoints),
            "cancel-not-propagated",
            "The breakpoint that it exercises.",
        ),
        may("given", Want::Fixed(&GIVEN), "{ stock: { A-1: 10 } }", "What holds before."),
        must(
            "when",
            Want::List(&Want::Fixed(&STEP)),
            "[{ at: 0s, customer: { places: o1, lines: [{ sku: A-1, quantity: 2 }] } }]",
            "What happens, each at its time from the start.",
        ),
        may(
            "then",
            Want::List(&Want::Fixed(&THEN)),
            "[{ by: 1h, storefront: 'order(\"o1\").cancelled' }]",
            "What must hold, besides the invariants.",
        ),
    ],
};

static GIVEN: Table = Table {
    noun: "given",
    about: "What holds before.",
    fields: &[
        may(
            "stock",
            Want::ByKey(&Want::Whole(0, MOST_WHOLE)),
            "{ A-1: 10 }",
            "Units by SKU. A SKU that is not here is amply stocked.",
        ),
        may(
            "prices",
            Want::ByKey(&Want::Any(&[Want::Amount, Want::Text])),
            "{ A-1: 12.50 }",
            "The price of one unit by SKU; 10.00 where a SKU is not here.",
        ),
    ],
};

const SAYS: &str = "A condition in CEL that must hold in this system's eyes.";
const HOLDS: &str = "'shipments(\"o1\").size() == 0'";

static THEN: Table = Table {
    noun: "entry of `then`",
    about: "What must hold at the latest after a time, in the eyes of one role or of several.",
    fields: &[
        must("by", Want::SPAN, "1h", "From when on it must hold, from the start."),
        may("storefront", Want::Text, HOLDS, SAYS),
        may("marketplace", Want::Text, HOLDS, SAYS),
        may("oms", Want::Text, HOLDS, SAYS),
        may("erp", Want::Text, HOLDS, SAYS),
        may("wms", Want::Text, HOLDS, SAYS),
        may("3pl", Want::Text, HOLDS, SAYS),
        may("dropship", Want::Text, HOLDS, SAYS),
        may("supplier", Want::Text, HOLDS, SAYS),
        may("payments", Want::Text, HOLDS, SAYS),
        may("accounting", Want::Text, HOLDS, SAYS),
        may("helpdesk", Want::Text, HOLDS, SAYS),
    ],
};

/// Reads a scenario.
pub(crate) fn read_scenario(node: &Node, file: &str, notes: &mut Notes) -> Option<Scenario> {
    let start = Place { end: node.place.start, ..node.place.clone() };
    let fields = Fields::read(node, &SCENARIO, "the scenario", &start, notes);
    let name = fields.text("scenario", notes);
    let ids: Vec<_> = BREAKPOINT_IDS.iter().map(|it| (*it, *it)).collect();
    let exercises = fields.word("exercises", notes, &ids).map(BreakpointId::from);
    let given = read_given(&fields, notes);
    let mut when = Vec::new();
    let steps = fields.list_of("when", notes);
    for node in steps {
        when.extend(read_step(node, notes));
    }
    let mut then = Vec::new();
    for node in fields.list_of("then", notes) {
        read_then(node, &mut then, notes);
    }
    if when.len() == steps.len() {
        check_orders(&when, notes);
    }
    Some(Scenario { name: name?, exercises, given, when, then, file: file.to_owned() })
}

/// Where an entry of a list begins: what is underlined where the entry lacks something.
pub(crate) fn head(node: &Node) -> Place {
    Place { end: (node.place.start + 1).min(node.place.end), ..node.place.clone() }
}

fn read_given(fields: &Fields<'_>, notes: &mut Notes) -> Given {
    let Some(node) = fields.get("given") else { return Given::default() };
    let fields = Fields::read(node, &GIVEN, "`given`", &head(node), notes);
    let mut given = Given { stock: IndexMap::new(), prices: IndexMap::new() };
    for (key, node) in fields.map_of("stock", notes) {
        match &node.value {
            NodeValue::Number(text) if text.parse::<u64>().is_ok_and(|it| it <= MOST_WHOLE) => {
                given.stock.insert(key.text.clone(), text.parse().unwrap_or(0));
            }
            _ => {
                let message = format!("the stock of `{}` is not a number of units", shorten(&key.text));
                notes.error(&node.place, message, "not a number of units", "write a whole number from 0");
            }
        }
    }
    for (key, node) in fields.map_of("prices", notes) {
        match node.scalar().map(|it| (it, it.parse::<Decimal>())) {
            Some((text, Ok(price))) if !price.is_sign_negative() => {
                given.prices.insert(key.text.clone(), text.to_owned());
            }
            _ => {
                let message = format!("the price of `{}` is not an amount", shorten(&key.text));
                notes.error(&node.place, message, "not an amount", "write a decimal number such as 12.50");
            }
        }
    }
    given
}

fn read_step(node: &Node, notes: &mut Notes) -> Option<Step> {
    let fields = Fields::read(node, &STEP, "this step", &head(node), notes);
    let at = fields.parse("at", notes, span);
    let what = read_moment(&fields, notes);
    Some(Step { at: at?, what: what?, place: node.place.clone() })
}

fn read_then(node: &Node, then: &mut Vec<Then>, notes: &mut Notes) {
    let fields = Fields::read(node, &THEN, "this entry of `then`", &head(node), notes);
    let by = fields.parse("by", notes, span);
    let mut said = false;
    for role in Role::ALL {
        let Some((text, node)) = fields.scalar(role.word(), notes) else { continue };
        said = true;
        match (Condition::parse(text), by) {
            (Ok(condition), Some(by)) => {
                then.push(Then { by, role: *role, condition, place: node.place.clone() });
            }
            (Ok(_), None) => {}
            (Err(error), _) => {
                let message = format!("this is not a condition: {}", error.message);
                let help = "conditions are written in CEL, such as 'order(\"o1\").cancelled'";
                notes.error(&node.place, message, "not CEL", help);
            }
        }
    }
    if !said && !fields.is_broken() && fields.present().all(|(key, _)| key.text == "by") {
        let help = "add a role and its condition, such as `oms: 'order(\"o1\").cancelled'`";
        notes.error(&fields.place, "this entry of `then` says nothing", "nothing must hold", help);
    }
}

/// Notes orders that are spoken of and never placed.
fn check_orders(when: &[Step], notes: &mut Notes) {
    let mut names: Vec<&str> = Vec::new();
    let mut many: Vec<(&str, u64)> = Vec::new();
    for step in when {
        match &step.what {
            Moment::Places { order, .. } if names.contains(&order.as_str()) => {
                let message = format!("two customers place the order `{order}`");
                notes.error(&step.place, message, "placed again", "give each order a name of its own");
            }
            Moment::Places { order, .. } => names.push(order),
            Moment::PlacesMany { orders, count, .. } => many.push((orders, *count)),
            _ => {}
        }
    }
    let placed = |order: &str| {
        let one_of_many = |(prefix, count): &(&str, u64)| {
            let number = order.strip_prefix(prefix).and_then(|it| it.parse::<u64>().ok());
            number.is_some_and(|it| (1..=*count).contains(&it))
        };
        names.contains(&order) || many.iter().any(one_of_many)
    };
    for step in when {
        let Some(order) = step.what.order().filter(|it| !placed(it)) else { continue };
        let message = format!("nobody places the order `{}` in this scenario", shorten(order));
        let help = suggest(order, names.iter().copied(), "the orders of this scenario are");
        notes.error(&step.place, message, "speaks of it", help);
    }
}
