//! What can happen in a step of a scenario.

use seamless_model::{Event, HandoffId};

use super::fields::{Field, Table, Want, may, must};
use super::notes::{Mistake, Notes};
use super::scenarios::head;
use super::tables::events;
use super::thing::Fields;
use super::words::{interval, span};
use crate::tree::Node;
use crate::{Fault, FaultKind, Moment};

const LINES: Want = Want::List(&Want::Fixed(&LINE));
const UNITS: Want = Want::Whole(1, 1_000_000);
const SOME_LINES: &str = "[{ sku: A-1, quantity: 2 }]";

/// One step. Beside its time it says one thing that happens.
pub(crate) static STEP: Table = Table {
    noun: "step",
    about: "One thing that happens, at its time.",
    fields: &[
        must("at", Want::SPAN, "10m", "When, from the start."),
        may("customer", Want::Fixed(&CUSTOMER), "{ cancels: o1 }", "A customer does something."),
        may(
            "customers",
            Want::Fixed(&CUSTOMERS),
            "{ place: o, count: 200, over: 1h, lines: [{ sku: A-1, quantity: 1 }] }",
            "Many customers place one order each.",
        ),
        may("shop", Want::Fixed(&SHOP), "{ refunds: o1, restock: true }", "The shop's people do something."),
        may("warehouse", Want::Fixed(&WAREHOUSE), "{ picks: o1 }", "The warehouse's people do something."),
        may("fault", Want::Fixed(&FAULT), "{ delay: 20m, on: orders }", "Something goes wrong on purpose."),
        may("heal", Want::Text, "orders", "What was at fault on this handoff or system works again."),
        may("team", Want::Fixed(&TEAM), "{ converges: o1, on: booking }", "A team mends something."),
    ],
};

static LINE: Table = Table {
    noun: "line",
    about: "A number of units of one SKU.",
    fields: &[
        must("sku", Want::Text, "A-1", "The stock-keeping unit."),
        may("quantity", UNITS, "2", "Units; one if left out."),
    ],
};

static CUSTOMER: Table = Table {
    noun: "customer",
    about: "What a customer does: `places` or `cancels`.",
    fields: &[
        may("places", Want::Text, "o1", "Places an order, under this name in the scenario."),
        may("cancels", Want::Text, "o1", "Cancels this order."),
        may("lines", LINES, SOME_LINES, "With `places`: what is ordered."),
        may("country", Want::Pattern("^[A-Z]{2}$"), "US", "With `places`: where to; `US` if left out."),
        may("test", Want::Flag, "true", "With `places`: whether it is a test order."),
    ],
};

static CUSTOMERS: Table = Table {
    noun: "customers",
    about: "Many customers, who place one order each.",
    fields: &[
        must("place", Want::Text, "o", "What the orders' names begin with: `o` makes `o1`, `o2` and so on."),
        must("count", UNITS, "200", "How many orders."),
        must("over", Want::SPAN, "1h", "Over how long they are spread."),
        must("lines", LINES, SOME_LINES, "What each orders."),
    ],
};

static SHOP: Table = Table {
    noun: "shop",
    about: "What the shop's people do: `refunds` or `edits`.",
    fields: &[
        may("refunds", Want::Text, "o1", "Refunds this order."),
        may("edits", Want::Text, "o1", "Edits a line of this order."),
        may("lines", LINES, SOME_LINES, "With `refunds`: what is refunded; all if left out."),
        may("restock", Want::Flag, "true", "With `refunds`: whether the goods go back to stock."),
        may("sku", Want::Text, "A-1", "With `edits`: the line."),
        may("quantity", Want::Whole(0, 1_000_000), "1", "With `edits`: its new quantity."),
    ],
};

static WAREHOUSE: Table = Table {
    noun: "warehouse",
    about: "What the warehouse's people do: `picks` or `ships`.",
    fields: &[
        may("picks", Want::Text, "o1", "Picks this order: it can no longer be recalled there."),
        may("ships", Want::Text, "o1", "Ships a parcel of this order."),
        may("lines", LINES, SOME_LINES, "With `ships`: what is in the parcel; all that remains if left out."),
    ],
};

static TEAM: Table = Table {
    noun: "team",
    about: "What a team does.",
    fields: &[
        must("converges", Want::Text, "o1", "Converges this order: brings the target to what is true now."),
        must("on", Want::Text, "booking", "The handoff."),
    ],
};

static FAULT: Table = Table {
    noun: "fault",
    about: "What goes wrong: one of `duplicate` to `forget`, and on what.",
    fields: FAULT_FIELDS,
};

static FAULT_FIELDS: &[Field] = &[
    may("duplicate", Want::Whole(1, 1_000), "3", "A message is delivered this many times more."),
    may("drop", Want::Flag, "true", "A message is lost for good."),
    may("delay", Want::SPAN, "20m", "A message is late by this much."),
    may("reorder", Want::Flag, "true", "Messages overtake each other."),
    may("throttle", Want::Flag, "true", "Calls are answered 429."),
    may(
        "server_error",
        Want::Whole(500, 599),
        "503",
        "Calls are answered with this error, and nothing is done.",
    ),
    may("timeout_after_commit", Want::Flag, "true", "A call is carried out and its answer is lost."),
    may("crash", Want::SPAN, "2m", "Seamless itself is killed and starts again after this long."),
    may("mapping_gap", Want::Flag, "true", "The target refuses a value that it does not know, until healed."),
    may("forget", Want::Flag, "true", "The handoff's carrier forgets the document and never tries again."),
    may(
        "on",
        Want::Text,
        "orders",
        "The handoff (for messages and carriers) or the system or role (for calls).",
    ),
    may("event", Want::OneOf(events), "cancel", "Only messages of this event."),
    may("order", Want::Text, "o1", "Only this order."),
    may("times", Want::Whole(1, 1_000_000), "1", "At most this many times; without limit if left out."),
    may("percent", Want::Whole(1, 100), "3", "With this probability in percent; always if left out."),
    may("for", Want::SPAN, "5h", "For this long; until healed if left out."),
];

/// What happens in a step.
pub(crate) fn read_moment(step: &Fields<'_>, notes: &mut Notes) -> Option<Moment> {
    let actors = ["customer", "customers", "shop", "warehouse", "fault", "heal", "team"];
    let actor = exactly_one(step, &actors, "happens", notes)?;
    if actor == "heal" {
        return step.text("heal", notes).map(|on| Moment::Heals { on });
    }
    let node = step.get(actor)?;
    match actor {
        "customer" => customer(node, notes),
        "customers" => customers(node, notes),
        "shop" => shop(node, notes),
        "warehouse" => warehouse(node, notes),
        "team" => team(node, notes),
        _ => fault(node, notes).map(Moment::Fault),
    }
}

/// Which one of some fields is there: none and two are mistakes.
fn exactly_one(
    fields: &Fields<'_>,
    all: &[&'static str],
    does: &str,
    notes: &mut Notes,
) -> Option<&'static str> {
    let found: Vec<&'static str> = all.iter().copied().filter(|it| fields.get(it).is_some()).collect();
    let words = all.join("`, `");
    match found[..] {
        [one] => return Some(one),
        [] if fields.is_broken() => {}
        [] => {
            let message = format!("{} does not say what {does}", fields.owner());
            notes.error(&fields.place, message, "what?", format!("add one of `{words}`"));
        }
        [first, second, ..] => {
            let place = fields.key(second).map_or(&fields.place, |it| &it.place);
            let message = format!("{} says both `{first}` and `{second}`", fields.owner());
            notes.error(place, message, "a second thing", "one step, one thing: write two steps");
        }
    }
    None
}

/// Notes fields that do not go with what is done.
fn only(fields: &Fields<'_>, done: &str, with: &[&str], notes: &mut Notes) {
    for (key, _) in fields.present().filter(|(key, _)| key.text != done && !with.contains(&key.text.as_str()))
    {
        let message = format!("`{}` does not go with `{done}`", key.text);
        notes.error(&key.place, message, "does not belong here", "take it away, or write a step of its own");
    }
}

fn customer(node: &Node, notes: &mut Notes) -> Option<Moment> {
    let fields = Fields::read(node, &CUSTOMER, "`customer`", &head(node), notes);
    let done = exactly_one(&fields, &["places", "cancels"], "the customer does", notes)?;
    let order = fields.text(done, notes);
    if done == "cancels" {
        only(&fields, done, &[], notes);
        return Some(Moment::Cancels { order: order? });
    }
    let lines = some_lines(&fields, notes);
    let country = fields.parse("country", notes, country);
    let test = fields.flag("test", notes).unwrap_or(false);
    Some(Moment::Places { order: order?, lines: lines?, country, test })
}

fn customers(node: &Node, notes: &mut Notes) -> Option<Moment> {
    let fields = Fields::read(node, &CUSTOMERS, "`customers`", &head(node), notes);
    let orders = fields.text("place", notes);
    let count = fields.whole("count", (1, 1_000_000), notes);
    let over = fields.parse("over", notes, span);
    let lines = some_lines(&fields, notes);
    Some(Moment::PlacesMany { orders: orders?, count: count?, over: over?, lines: lines? })
}

fn shop(node: &Node, notes: &mut Notes) -> Option<Moment> {
    let fields = Fields::read(node, &SHOP, "`shop`", &head(node), notes);
    let done = exactly_one(&fields, &["refunds", "edits"], "the shop does", notes)?;
    let order = fields.text(done, notes);
    if done == "refunds" {
        only(&fields, done, &["lines", "restock"], notes);
        let lines = read_lines(&fields, notes);
        let restock = fields.flag("restock", notes).unwrap_or(false);
        return Some(Moment::Refunds { order: order?, lines: lines?, restock });
    }
    only(&fields, done, &["sku", "quantity"], notes);
    for missing in ["sku", "quantity"].iter().filter(|it| fields.get(it).is_none()) {
        let message = format!("`edits` does not say the `{missing}`");
        notes.error(&fields.place, message, "incomplete", "write `{ edits: o1, sku: A-1, quantity: 1 }`");
    }
    let sku = fields.text("sku", notes);
    let quantity = fields.whole("quantity", (0, 1_000_000), notes);
    Some(Moment::Edits { order: order?, sku: sku?, quantity: quantity? })
}

fn warehouse(node: &Node, notes: &mut Notes) -> Option<Moment> {
    let fields = Fields::read(node, &WAREHOUSE, "`warehouse`", &head(node), notes);
    let done = exactly_one(&fields, &["picks", "ships"], "the warehouse does", notes)?;
    let order = fields.text(done, notes);
    if done == "picks" {
        only(&fields, done, &[], notes);
        return Some(Moment::Picks { order: order? });
    }
    let lines = read_lines(&fields, notes);
    Some(Moment::Ships { order: order?, lines: lines? })
}

fn team(node: &Node, notes: &mut Notes) -> Option<Moment> {
    let fields = Fields::read(node, &TEAM, "`team`", &head(node), notes);
    let order = fields.text("converges", notes);
    let on = fields.text("on", notes).map(HandoffId::from);
    Some(Moment::Converges { order: order?, on: on? })
}

fn fault(node: &Node, notes: &mut Notes) -> Option<Fault> {
    let fields = Fields::read(node, &FAULT, "this fault", &head(node), notes);
    let kind = fault_kind(&fields, notes);
    let all: Vec<_> = Event::ALL.iter().map(|it| (it.word(), *it)).collect();
    let on = fields.text("on", notes);
    let event = fields.word("event", notes, &all);
    let order = fields.text("order", notes);
    let times = fields.whole("times", (1, 1_000_000), notes);
    let percent = fields.whole("percent", (1, 100), notes).and_then(|it| u8::try_from(it).ok());
    let during = fields.parse("for", notes, interval);
    Some(Fault { kind: kind?, on, event, order, times, percent, during })
}

fn fault_kind(fields: &Fields<'_>, notes: &mut Notes) -> Option<FaultKind> {
    let kinds: Vec<&'static str> =
        FAULT_FIELDS.iter().map(|it| it.name).take_while(|name| *name != "on").collect();
    let word = exactly_one(fields, &kinds, "goes wrong", notes)?;
    Some(match word {
        "duplicate" => FaultKind::Duplicate(fields.whole(word, (1, 1_000), notes)?),
        "delay" => FaultKind::Delay(fields.parse(word, notes, interval)?),
        "crash" => FaultKind::Crash(fields.parse(word, notes, span)?),
        "server_error" => {
            let status = fields.whole(word, (500, 599), notes)?;
            FaultKind::ServerError(u16::try_from(status).ok()?)
        }
        word => plain_fault(word, fields, notes)?,
    })
}

/// A fault that has no measure of its own: `drop: true`.
fn plain_fault(word: &str, fields: &Fields<'_>, notes: &mut Notes) -> Option<FaultKind> {
    if !fields.flag(word, notes)? {
        let node = fields.get(word)?;
        let message = format!("`{word}: false` is no fault");
        notes.error(&node.place, message, "nothing goes wrong", "write `true`, or take the step away");
        return None;
    }
    Some(match word {
        "drop" => FaultKind::Drop,
        "reorder" => FaultKind::Reorder,
        "throttle" => FaultKind::Throttle,
        "timeout_after_commit" => FaultKind::TimeoutAfterCommit,
        "mapping_gap" => FaultKind::MappingGap,
        _ => FaultKind::Forget,
    })
}

/// Lines, of which there must be some.
fn some_lines(fields: &Fields<'_>, notes: &mut Notes) -> Option<Vec<(String, u64)>> {
    let lines = read_lines(fields, notes)?;
    if lines.is_empty() && !fields.is_broken() {
        let message = format!("{} orders nothing", fields.owner());
        let place = fields.key("lines").map_or(&fields.place, |it| &it.place);
        notes.error(place, message, "no lines", format!("add `lines: {SOME_LINES}`"));
        return None;
    }
    Some(lines)
}

fn read_lines(fields: &Fields<'_>, notes: &mut Notes) -> Option<Vec<(String, u64)>> {
    let mut lines = Vec::new();
    let nodes = fields.list_of("lines", notes);
    for node in nodes {
        let line = Fields::read(node, &LINE, "this line", &head(node), notes);
        let sku = line.text("sku", notes);
        let quantity = match line.get("quantity") {
            Some(_) => line.whole("quantity", (1, 1_000_000), notes),
            None => Some(1),
        };
        lines.extend(sku.zip(quantity));
    }
    (lines.len() == nodes.len()).then_some(lines)
}

fn country(text: &str) -> Result<String, Mistake> {
    if text.len() == 2 && text.bytes().all(|it| it.is_ascii_uppercase()) {
        return Ok(text.to_owned());
    }
    Err(Mistake::new(
        "this is not a country",
        "not a country",
        "write two capital letters, such as `US` or `DE`",
    ))
}
