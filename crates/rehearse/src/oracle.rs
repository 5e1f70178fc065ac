//! The truth at a moment, from the twins themselves, and what scenarios ask of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::Timestamp;
use seamless_breakpoints::pairs::{Want, pairs};
use seamless_breakpoints::{Grouped, group};
use seamless_flow::{Flow, Function, Role, Scope, Then};
use seamless_model::{Believed, Body, DocumentKind, HandoffId, Keys, RequestStatus, SystemId, World};
use seamless_sandbox::Cast;
use serde_json::{Value, json};

use crate::deeds::system_of;

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

    /// (lost, doubled, carried by handoff).
    pub fn tally(&self, flow: &Flow) -> (u64, u64, BTreeMap<HandoffId, u64>) {
        let (mut lost, mut doubled, mut carried) = (0, 0, BTreeMap::new());
        for world in &self.grouped.orders {
            let pairs = pairs(flow, world);
            let orders = || pairs.iter().filter(|pair| pair.handoff.carry == DocumentKind::Order);
            lost += u64::from(orders().any(|pair| pair.want == Want::Create));
            doubled += u64::from(pairs.iter().any(|pair| pair.live_targets().count() > 1));
            for pair in pairs.iter().filter(|pair| !pair.targets.is_empty()) {
                *carried.entry(pair.handoff.id.clone()).or_default() += 1;
            }
        }
        (lost, doubled, carried)
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

/// Whether a condition holds, and what the role's system has to say where it does not.
pub(crate) fn holds(
    flow: &Flow,
    truth: &Truth,
    shop: &SystemId,
    orders: &IndexMap<String, Keys>,
    incidents: &[SeenIncident],
    then: &Then,
) -> Result<(), String> {
    let Some(system) = system_of(flow, then.role) else {
        return Err(format!("there is no {}", then.role.word()));
    };
    let views: IndexMap<String, View> = orders
        .iter()
        .map(|(name, keys)| (name.clone(), View::of(truth.world_of(shop, keys), &system)))
        .collect();
    let views = Arc::new(views);
    let mut scope = Scope::default();
    add(&mut scope, "order", &views, |view| view.order.clone());
    add(&mut scope, "requests", &views, |view| Value::Array(view.requests.clone()));
    add(&mut scope, "shipments", &views, |view| Value::Array(view.shipments.clone()));
    add(&mut scope, "refunds", &views, |view| Value::Array(view.refunds.clone()));
    let all: Vec<Value> = views.values().map(|view| view.order.clone()).collect();
    let known: Vec<Value> = all.into_iter().filter(|order| order["exists"] == json!(true)).collect();
    scope.functions.insert("orders".to_owned(), Arc::new(move |_| Ok(Value::Array(known.clone()))));
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
        Ok(false) => Err(format!("`{}` does not hold; {}", then.condition.text(), seen(&views, then.role))),
        Err(error) => Err(error.to_string()),
    }
}

/// What the system shows, for a few orders.
fn seen(views: &IndexMap<String, View>, role: Role) -> String {
    let few = views.iter().take(3).map(|(name, view)| {
        format!(
            "{name}: {} ({} requests, {} shipments, {} refunds)",
            view.order,
            view.requests.len(),
            view.shipments.len(),
            view.refunds.len()
        )
    });
    format!("the {} shows {}", role.word(), few.collect::<Vec<_>>().join("; "))
}

fn add(scope: &mut Scope, name: &str, views: &Arc<IndexMap<String, View>>, pick: fn(&View) -> Value) {
    let views = Arc::clone(views);
    let function: Function = Arc::new(move |args: &[Value]| {
        let order = args.first().and_then(Value::as_str).ok_or("it takes the name of an order")?;
        views.get(order).map(pick).ok_or_else(|| format!("no order {order:?} was placed in this scenario"))
    });
    scope.functions.insert(name.to_owned(), function);
}

/// What one system has of one order.
struct View {
    order: Value,
    requests: Vec<Value>,
    shipments: Vec<Value>,
    refunds: Vec<Value>,
}

impl View {
    fn of(world: Option<&World>, system: &SystemId) -> Self {
        let documents: Vec<&Believed> = world
            .map(|world| world.documents.iter().filter(|it| it.system == *system).collect())
            .unwrap_or_default();
        let mut view = Self { order: no_order(), requests: vec![], shipments: vec![], refunds: vec![] };
        let orders: Vec<&Believed> =
            documents.iter().copied().filter(|it| it.kind() == DocumentKind::Order).collect();
        if let Some(order) = orders.iter().find(|it| !it.body.is_dead()).or(orders.first()) {
            let live = orders.iter().filter(|it| !it.body.is_dead()).count();
            view.order = order_value(&order.body, live);
        }
        for document in documents {
            match &document.body {
                Body::FulfillmentRequest(it) => view.requests.push(json!({
                    "cancelled": matches!(it.status, RequestStatus::Cancelled | RequestStatus::Rejected),
                    "units": it.lines.iter().map(|line| line.quantity).sum::<u64>(),
                    "status": serde_json::to_value(&it.status).unwrap_or_default(),
                })),
                Body::Shipment(it) => view.shipments.push(json!({
                    "units": it.lines.iter().map(|line| line.quantity).sum::<u64>(),
                    "skus": it.lines.iter().filter_map(|line| line.sku.clone()).collect::<Vec<_>>(),
                    "tracking": it.tracking.first().map(|tracking| tracking.number.clone()).unwrap_or_default(),
                    "shipped": it.status.has_left(),
                    "live": !document.body.is_dead(),
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
}

fn no_order() -> Value {
    json!({"exists": false, "count": 0, "cancelled": false, "held": false, "units": 0, "total": "", "lines": []})
}

fn order_value(body: &Body, live: usize) -> Value {
    let Body::Order(order) = body else { return no_order() };
    json!({
        "exists": true,
        "count": live,
        "cancelled": order.is_cancelled(),
        "held": order.held,
        "units": order.units(),
        "total": order.totals.as_ref().map(|it| it.total.shop.decimal().to_string()).unwrap_or_default(),
        "lines": order.lines.iter().map(|line| json!({"sku": line.sku, "quantity": line.quantity})).collect::<Vec<_>>(),
    })
}
