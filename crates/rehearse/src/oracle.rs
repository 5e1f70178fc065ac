//! The truth at a moment, from the twins themselves, and what scenarios ask of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::Timestamp;
use seamless_breakpoints::pairs::{Want, pairs};
use seamless_breakpoints::{Grouped, group};
use seamless_flow::{Flow, Function, Scope, Then};
use seamless_model::{Believed, Body, DocumentKind, HandoffId, Keys, RequestStatus, SystemId, World};
use seamless_sandbox::Cast;
use serde_json::{Value, json};

/// What became of a world's orders, judged from the source side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Orders.
    pub orders: u64,
    /// Orders that a system which should have them lacks.
    pub lost: u64,
    /// Orders of which a system has a document more than once.
    pub doubled: u64,
    /// Handoffs that owe something still, over all orders.
    pub owed: u64,
    /// Documents that stand in the target, by handoff.
    pub carried: BTreeMap<HandoffId, u64>,
}

impl Tally {
    /// Counts the worlds of orders.
    pub fn of(flow: &Flow, grouped: &Grouped) -> Self {
        let mut tally = Self::default();
        for world in &grouped.orders {
            let pairs = pairs(flow, world);
            let orders = || pairs.iter().filter(|pair| pair.handoff.carry == DocumentKind::Order);
            tally.orders += u64::from(orders().next().is_some());
            tally.lost += u64::from(orders().any(|pair| pair.want == Want::Create));
            tally.doubled += u64::from(pairs.iter().any(|pair| pair.live_targets().count() > 1));
            let owes = |want: &Want| matches!(want, Want::Create | Want::Update(_) | Want::Cancel);
            tally.owed += pairs.iter().filter(|pair| owes(&pair.want)).count() as u64;
            for pair in pairs.iter().filter(|pair| !pair.targets.is_empty()) {
                *tally.carried.entry(pair.handoff.id.clone()).or_default() += 1;
            }
        }
        tally
    }
}

/// The twins' documents at a moment, sorted by order.
pub(crate) struct Truth {
    pub world: World,
    pub grouped: Grouped,
}

impl Truth {
    pub fn of(flow: &Flow, cast: &Cast, now: Timestamp) -> Self {
        let documents: Vec<Believed> = cast.twins.values().flat_map(|twin| twin.documents()).collect();
        let world = World { at: now, documents, notes: Vec::new() };
        let grouped = group(flow, &world);
        Self { world, grouped }
    }

    /// The world of one order, by its keys in the shop.
    fn world_of(&self, shop: &SystemId, keys: &Keys) -> Option<&World> {
        let id = keys.get("id")?;
        self.grouped.orders.iter().find(|world| world.of(shop, DocumentKind::Order).any(|it| it.id == *id))
    }
}

/// An incident as scenarios ask about it.
#[derive(Debug, Clone)]
pub(crate) struct SeenIncident {
    pub order: String,
    pub breakpoint: String,
    pub open: bool,
}

/// Whether a condition holds, and what the role's systems have to say where it does not.
pub(crate) fn holds(
    flow: &Flow,
    truth: &Truth,
    shop: &SystemId,
    orders: &IndexMap<String, Keys>,
    incidents: &[SeenIncident],
    then: &Then,
) -> Result<(), String> {
    let systems: Vec<&SystemId> =
        flow.systems.values().filter(|it| it.role == then.role).map(|it| &it.id).collect();
    let views: IndexMap<String, View> = orders
        .iter()
        .map(|(name, keys)| (name.clone(), View::of(name, truth.world_of(shop, keys), &systems)))
        .collect();
    let views = Arc::new(views);
    let mut scope = Scope::default();
    add(&mut scope, "order", &views, |view| view.order.clone());
    add(&mut scope, "requests", &views, |view| Value::Array(view.requests.clone()));
    add(&mut scope, "shipments", &views, |view| Value::Array(view.shipments.clone()));
    add(&mut scope, "refunds", &views, |view| Value::Array(view.refunds.clone()));
    let all: Vec<Value> = views.values().map(|view| view.order.clone()).collect();
    scope.functions.insert("orders".to_owned(), Arc::new(move |_| Ok(Value::Array(all.clone()))));
    let incidents = incidents.to_vec();
    scope.functions.insert(
        "incidents".to_owned(),
        Arc::new(move |args: &[Value]| {
            let name = args.first().and_then(Value::as_str);
            let of = incidents.iter().filter(|it| name.is_none_or(|name| name == it.order));
            Ok(of.map(|it| json!({"breakpoint": it.breakpoint, "open": it.open})).collect())
        }),
    );
    match then.condition.holds(&scope) {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("`{}` does not hold{}", then.condition.text(), seen(&views, then))),
        Err(error) => Err(error.to_string()),
    }
}

/// What the role shows of the orders that the condition names, or of the first few that look odd.
fn seen(views: &IndexMap<String, View>, then: &Then) -> String {
    let named = |name: &str| then.condition.text().contains(&format!("\"{name}\""));
    let odd = |view: &View| view.order["count"] != json!(1);
    let some: Vec<&View> = if views.keys().any(|name| named(name)) {
        views.iter().filter(|(name, _)| named(name)).map(|(_, view)| view).collect()
    } else {
        views.values().filter(|view| odd(view)).collect()
    };
    if some.is_empty() {
        return String::new();
    }
    let few: Vec<String> = some.iter().take(3).map(|view| view.words()).collect();
    let more = if some.len() > 3 { format!("; and {} more", some.len() - 3) } else { String::new() };
    format!(". The {} shows {}{more}", then.role.word(), few.join("; "))
}

fn add(scope: &mut Scope, name: &str, views: &Arc<IndexMap<String, View>>, pick: fn(&View) -> Value) {
    let views = Arc::clone(views);
    let function: Function = Arc::new(move |args: &[Value]| {
        let order = args.first().and_then(Value::as_str).ok_or("it takes the name of an order")?;
        views.get(order).map(pick).ok_or_else(|| format!("no order {order:?} was placed in this scenario"))
    });
    scope.functions.insert(name.to_owned(), function);
}

/// What the systems of a role have of one order.
struct View {
    order: Value,
    requests: Vec<Value>,
    shipments: Vec<Value>,
    refunds: Vec<Value>,
}

impl View {
    fn of(name: &str, world: Option<&World>, systems: &[&SystemId]) -> Self {
        let documents: Vec<&Believed> = world
            .map(|world| world.documents.iter().filter(|it| systems.contains(&&it.system)).collect())
            .unwrap_or_default();
        let order = order_value(name, &documents);
        let mut view = Self { order, requests: vec![], shipments: vec![], refunds: vec![] };
        for document in documents {
            match &document.body {
                Body::FulfillmentRequest(it) => view.requests.push(json!({
                    "cancelled": matches!(it.status, RequestStatus::Cancelled | RequestStatus::Rejected),
                    "status": word(&serde_json::to_value(&it.status).unwrap_or_default()),
                    "units": it.lines.iter().map(|line| line.quantity).sum::<u64>(),
                    "lines": it.lines.iter().map(|line| units(line.sku.as_deref(), line.quantity)).collect::<Vec<_>>(),
                })),
                Body::Shipment(it) => view.shipments.push(json!({
                    "shipped": it.status.has_left(),
                    "live": !document.body.is_dead(),
                    "units": it.lines.iter().map(|line| line.quantity).sum::<u64>(),
                    "lines": it.lines.iter().map(|line| units(line.sku.as_deref(), line.quantity)).collect::<Vec<_>>(),
                    "tracking": it.tracking.iter().map(|it| it.number.clone()).collect::<Vec<_>>(),
                })),
                Body::Refund(it) => view.refunds.push(json!({
                    "amount": it.amount.shop.decimal().to_string(),
                    "live": !it.voided,
                })),
                _ => {}
            }
        }
        view
    }

    fn words(&self) -> String {
        let order = &self.order;
        let name = order["name"].as_str().unwrap_or_default();
        if order["exists"] == json!(false) && self.requests.is_empty() && self.shipments.is_empty() {
            return format!("nothing of {name}");
        }
        format!(
            "{name} with {} live, units {}, total {}, requests {}, shipments {}, refunds {}{}",
            order["count"],
            order["units"],
            order["total"],
            self.requests.len(),
            self.shipments.len(),
            self.refunds.len(),
            if order["cancelled"] == json!(true) { ", cancelled" } else { "" }
        )
    }
}

fn units(sku: Option<&str>, units: u64) -> Value {
    json!({"sku": sku.unwrap_or_default(), "units": units})
}

/// A status as one word: those that the house does not know are an object of one entry.
fn word(status: &Value) -> Value {
    match status {
        Value::Object(unknown) => unknown.values().next().cloned().unwrap_or_default(),
        other => other.clone(),
    }
}

/// The order as a role has it: the oldest that is live, else the oldest.
fn order_value(name: &str, documents: &[&Believed]) -> Value {
    let orders = || documents.iter().filter(|it| it.kind() == DocumentKind::Order);
    let live = orders().filter(|it| !it.body.is_dead()).count();
    let shown = orders().find(|it| !it.body.is_dead()).or_else(|| orders().next());
    let Some(Body::Order(order)) = shown.map(|it| &it.body) else {
        return json!({
            "name": name, "exists": false, "count": 0, "cancelled": false, "held": false, "units": 0,
            "total": "", "lines": [],
        });
    };
    json!({
        "name": name,
        "exists": true,
        "count": live,
        "cancelled": order.is_cancelled(),
        "held": order.held,
        "units": order.units(),
        "total": order.totals.as_ref().map(|it| it.total.shop.decimal().to_string()).unwrap_or_default(),
        "lines": order.lines.iter().map(|line| units(line.sku.as_deref(), line.quantity)).collect::<Vec<_>>(),
    })
}
