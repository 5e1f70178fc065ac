//! The text of a drafted map.

use super::drafted::one_line;
use super::goods::came_back;
use super::handoffs::handoffs;
use super::routing::split;
use super::systems::{self, carriers, systems};
use super::{Answers, RefundsFrom, Split, Stage};
use crate::quoted;

/// The whole map.
pub(super) fn map(it: &Answers) -> String {
    let mut out = head(it);
    out.push_str(&volume(it));
    out.push_str(TEAMS);
    out.push_str(&trade(it));
    out.push_str("\n# The lanes of the picture, in this order. Secrets never stand here: ${NAME} is read from the environment.\nsystems:\n");
    for entry in systems(it) {
        out.push_str(&entry);
    }
    let carriers = carriers(it);
    if !carriers.is_empty() {
        out.push_str("\n# Who carries what Seamless only watches. Take a handoff's `by` away, and Seamless carries it.\ncarriers:\n");
        carriers.iter().for_each(|it| out.push_str(it));
    }
    out.push_str(&authority(it));
    out.push_str("\n# The arrows. `key` says by which field each side knows the document: equal values mean the same document.\n# `within` is the deadline: what is not there by then is an incident of the owner (the target's team if left out).\nhandoffs:\n");
    for handoff in handoffs(it) {
        out.push_str(&handoff.text());
    }
    out
}

const AS_IS: &str = "# It shows what is so today, as far as it was said. `by` names who carries a handoff; `by: unknown`: nobody knew.
# What nobody said is left out (`covers`, `backstop`, `buffer`, what was agreed), so that the checks ask for it.\n";

const TO_BE: &str = "# It shows what is to be: Seamless carries every handoff that names nobody in `by`. Change it to what is so today,\n# or keep both, and `seamless plan` tells them apart.\n";

fn head(it: &Answers) -> String {
    format!(
        "# The order flow of {title}. Drafted from answers; lines marked `decide:` are for you.\n{stage}#\n\
         #   seamless map flow.yaml -o flow.html    the picture\n\
         #   seamless check flow.yaml               what can go wrong, with an example each\n\
         #   seamless questions flow.yaml           what to ask the vendors\n\n\
         flow: {flow}\ntitle: {title_value}\ntimezone: {zone}   # deadlines and reports are shown in this zone\ncurrency: {currency}\n",
        stage = match it.stage {
            Stage::AsIs => AS_IS,
            Stage::ToBe => TO_BE,
        },
        title = one_line(&it.title),
        flow = it.flow,
        title_value = quoted(&it.title),
        zone = it.timezone,
        currency = it.currency
    )
}

fn volume(it: &Answers) -> String {
    let fields = [
        ("orders_per_day", it.orders_per_day.map(|it| it.to_string())),
        ("peak_orders_per_minute", it.peak_orders_per_minute.map(|it| it.to_string())),
        ("average_order", it.average_order.clone()),
        ("lines_per_order", it.lines_per_order.clone()),
    ];
    let known = |(name, value): &(&str, Option<String>)| Some(format!("{name}: {}", value.as_ref()?));
    let said: Vec<String> = fields.iter().filter_map(known).collect();
    let missing: Vec<&str> =
        fields.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| *name).collect();
    let more = match missing.is_empty() {
        true => String::new(),
        false => format!("   # decide: add {}", missing.join(", ")),
    };
    let note = "\n# How much flows. Checks use it to say what a risk costs.\n";
    match said.is_empty() {
        true => format!(
            "{note}# decide: volume: {{ orders_per_day: 400, peak_orders_per_minute: 30, lines_per_order: 2, average_order: 80.00 }}\n"
        ),
        false => format!("{note}volume: {{ {} }}{more}\n", said.join(", ")),
    }
}

const TEAMS: &str = "
# The people who own systems and handoffs.
# decide: how each is reached when something breaks, such as `slack:#channel` or `mailto:team@example.com`.
teams:
  operations: { title: Operations & fulfillment, reach: \"mailto:operations@example.com\" }
  service:    { title: Customer service,         reach: \"mailto:service@example.com\" }
  it:         { title: IT,                       reach: \"mailto:it@example.com\" }
";

/// What the answers already say of the trade, and what is left to decide.
fn trade(it: &Answers) -> String {
    let mut said = vec![format!("returns: {}", it.returns)];
    if it.shops.iter().any(|it| it.b2b) {
        said.push("payment_terms: true".to_owned());
    }
    if it.shops.iter().any(|it| it.retail) {
        said.push("not_shipped: [pos, pickup]".to_owned());
    }
    if let Some(window) = it.return_window.as_ref().filter(|_| it.returns) {
        said.push(format!("return_window: {window}"));
    }
    if it.fulfillment.len() > 1 && split(it) == Split::System {
        said.push("partial_shipments: true   # decide: whether one order is ever shipped by two".to_owned());
    }
    format!(
        "\n# What you do, as far as it concerns the flow.\n\
         # decide: what else is so. `seamless questions flow.yaml --brand` lists what the checks still want to know.\n\
         trade:\n  {}\n",
        said.join("\n  ")
    )
}

fn authority(it: &Answers) -> String {
    let books = systems::books(it);
    let refund = match (it.refunds, &it.erp) {
        (RefundsFrom::Erp, Some(erp)) => erp.name.clone(),
        _ => it.shops[0].name.clone(),
    };
    let mut said = Vec::new();
    if it.shops.len() == 1 || it.refunds == RefundsFrom::Erp {
        said.push(format!("refund: {refund}"));
    }
    if let [only] = &it.fulfillment[..] {
        said.push(format!("shipment: {}", only.name));
    }
    // Of several who ship, the one place where their stock comes together says what there is; where there is none,
    // each says what it has.
    let (stock, is_one) = match (&it.fulfillment[..], systems::stock_centre(it)) {
        ([only], _) => (only.name.as_str(), true),
        (_, Some(centre)) => (centre, true),
        (_, None) => (systems::hub(it), false),
    };
    if is_one {
        said.push(format!("inventory: {stock}"));
    }
    said.push(format!("restock.cancel: {stock}"));
    let counts = match &came_back(it)[..] {
        [] => None,
        [(only, _)] => Some(only.name.as_str()),
        _ => Some(stock),
    };
    if let Some(counts) = counts {
        said.push(format!("restock.return: {counts}"));
        said.push(format!("restock.refund: {counts}"));
    }
    if let Some(books) = books {
        said.push(format!("journal: {books}"));
    }
    format!(
        "\n# Who may write what, and who puts goods back to stock; nobody else does.\n\
         # decide: whether this is so today, in each system's settings.\n\
         authority:\n  {}\n",
        said.join("\n  ")
    )
}
