//! Finds the risk on a map: orders that nobody ships are sent to be shipped.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff, Role, System};
use seamless_model::{DocumentKind, HandoffId, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{origins, title};
use crate::way::{Gate, from_shops, leak, lets};

/// A kind of order that nobody ships.
struct Kind {
    /// Its word in `trade.not_shipped`.
    word: &'static str,
    /// One of it in words.
    says: &'static str,
    /// The condition that holds for it; none for tests, which no condition sees.
    holds: &'static str,
    /// The condition that keeps it out.
    without: &'static str,
}

const fn kind(word: &'static str, says: &'static str, holds: &'static str, without: &'static str) -> Kind {
    Kind { word, says, holds, without }
}

const NO_GOODS: &str = "order.lines.all(it, !it.ships)";

const GOODS: &str = "order.lines.exists(it, it.ships)";

const CARDS: &str = "order.lines.all(it, it.gift_card)";

const OTHERS: &str = "order.lines.exists(it, !it.gift_card)";

const KINDS: &[Kind] = &[
    kind("test", "a test order", "", "!order.test"),
    kind("pos", "a sale at the till", "order.source == \"pos\"", "order.source != \"pos\""),
    kind("pickup", "an order that is collected", "order.ship_to == null", "order.ship_to != null"),
    kind("digital", "an order of downloads", NO_GOODS, GOODS),
    kind("service", "an order of a service", NO_GOODS, GOODS),
    kind("gift_card", "an order of a gift card", CARDS, OTHERS),
];

/// The condition that holds for a kind of order that nobody ships; none where no condition sees it.
pub(crate) fn holds_for(word: &str) -> Option<&'static str> {
    KINDS.iter().find(|it| it.word == word).map(|it| it.holds).filter(|it| !it.is_empty())
}

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let arrows = from_shops(flow);
    let Some(first) = arrows.first() else { return Vec::new() };
    let trade = Asked::Trade(flow);
    let Some(listed) = trade.list("not_shipped") else {
        let message = "orders that nobody ships may be sent to be shipped";
        let question = "Which of your orders does nobody ship: downloads, gift cards, services, sales at the till, orders that are collected, test orders?";
        return vec![case(Case::on(ID, flow, first)).unknown(trade, "not_shipped", message, question)];
    };
    let mut found = Found::default();
    for kind in KINDS.iter().filter(|it| listed.iter().any(|word| word == it.word)) {
        found.follow(flow, &arrows, kind);
    }
    found.tell(flow)
}

fn case(case: Case<'_>) -> Case<'_> {
    case.costs(2, Loss::Work)
}

/// What is found, by place: the kinds that arrive, and those of which nobody has said.
#[derive(Default)]
struct Found<'f> {
    arrive: BTreeMap<&'f HandoffId, Vec<&'static str>>,
    handoffs: BTreeMap<&'f HandoffId, Vec<&'static str>>,
    systems: BTreeMap<&'f SystemId, Vec<&'static str>>,
}

impl<'f> Found<'f> {
    fn follow(&mut self, flow: &'f Flow, arrows: &[&'f Handoff], kind: &Kind) {
        let begin = origins(flow).into_iter().filter(|it| it.role != Role::Marketplace).map(|it| &it.id);
        let Kind { word, says, holds, .. } = *kind;
        let gate = |it: &Handoff| carries(flow, it, word, holds);
        let leak = leak(flow, arrows, begin, gate, |by, it| lets_on(flow, by, it, word));
        for it in leak.arrive {
            self.arrive.entry(&it.id).or_default().push(says);
        }
        for it in leak.handoffs {
            self.handoffs.entry(&it.id).or_default().push(says);
        }
        // A system to which several handoffs bring one kind is asked of it once.
        for it in leak.systems.iter().map(|it| &it.id).collect::<BTreeSet<_>>() {
            self.systems.entry(it).or_default().push(says);
        }
    }

    fn tell(self, flow: &'f Flow) -> Vec<Finding> {
        let handoff = |id: &HandoffId| flow.handoffs.get(id);
        let arrive = self.arrive.iter().filter_map(|(id, kinds)| Some(at_risk(flow, handoff(id)?, kinds)));
        let unsaid =
            self.handoffs.iter().filter_map(|(id, kinds)| Some(ask_contract(flow, handoff(id)?, kinds)));
        let systems = self.systems.iter().map(|(id, kinds)| ask_system(flow, flow.system(id), kinds));
        crate::judge::once(arrive.chain(unsaid).chain(systems))
    }
}

/// Whether an order of a kind travels: by the contract, else by the condition. Seamless never hands on a test order.
fn carries(flow: &Flow, handoff: &Handoff, word: &str, holds: &str) -> Gate {
    let excluded = Asked::Contract(flow, handoff).list("excludes").map(|it| it.iter().any(|it| it == word));
    let speaks_of_tests = || handoff.when.as_ref().is_some_and(|it| it.reads("order.test"));
    match excluded {
        Some(true) => Gate::Shut,
        Some(false) => Gate::Open,
        None if word == "test" && (handoff.is_ours() || speaks_of_tests()) => Gate::Shut,
        None if handoff.when.is_some() && word != "test" => lets(flow, handoff, holds),
        None if handoff.is_ours() => Gate::Open,
        None => Gate::Unsaid,
    }
}

/// Whether a system lets it on. A warehouse ships what it is asked to ship; of a warehouse that reads orders, and of
/// a system between, the profile must tell.
fn lets_on(flow: &Flow, by: &Handoff, system: &System, word: &str) -> Gate {
    let asked_to_ship = by.carry == DocumentKind::FulfillmentRequest && system.role.ships_goods();
    match Asked::System(flow, system).list("order.ignores") {
        Some(kinds) if kinds.iter().any(|it| it == word) => Gate::Shut,
        Some(_) => Gate::Open,
        None if asked_to_ship => Gate::Open,
        None => Gate::Unsaid,
    }
}

fn at_risk(flow: &Flow, handoff: &Handoff, kinds: &[&str]) -> Finding {
    let to = title(flow, &handoff.to);
    let one = kinds.first().copied().unwrap_or("an order");
    let mut conditions: Vec<&str> =
        KINDS.iter().filter(|it| kinds.contains(&it.says)).map(|it| it.without).collect();
    conditions.dedup();
    let fix = format!(
        "Keep them out where orders leave the shop, for example `when: '{}'`; the books need another condition, for there most of them count.",
        conditions.join(" && ")
    );
    case(Case::on(ID, flow, handoff)).at_risk(
        format!("{to} is asked to ship what nobody ships: {}", kinds.join(", ")),
        format!(
            "#1001 is {one}. Nothing on its way keeps it out: {to} has it on its list, takes its units out of stock or waits for goods that do not exist, and somebody has to find out why."
        ),
        fix,
    )
}

fn ask_contract(flow: &Flow, handoff: &Handoff, kinds: &[&str]) -> Finding {
    let asked = Asked::Contract(flow, handoff);
    let message = format!("{} may be sent to be shipped", kinds.join(", "));
    let question = format!(
        "Which of these do you leave out when you bring orders to {}: {}?",
        title(flow, &handoff.to),
        kinds.join(", ")
    );
    case(Case::on(ID, flow, handoff)).unknown(asked, "excludes", message, &question)
}

fn ask_system(flow: &Flow, system: &System, kinds: &[&str]) -> Finding {
    let asked = Asked::Team(flow, system);
    let message = format!("{} may be sent on from {} to be shipped", kinds.join(", "), system.title);
    let question = format!(
        "Which of these does {} take without having them shipped, as it is set up: {}?",
        system.title,
        kinds.join(", ")
    );
    case(Case::at(ID, flow, system)).unknown(asked, "order.ignores", message, &question)
}
