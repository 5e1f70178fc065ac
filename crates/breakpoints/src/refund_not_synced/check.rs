//! Finds the risk on a map: money goes back to customers, and the books do not hear of it.

use std::collections::BTreeMap;
use std::rc::Rc;

use seamless_flow::{Flow, Handoff, System};
use seamless_model::{DocumentKind, Event, SystemId};

use super::ID;
use crate::arrows::{Arrows, OPEN};
use crate::look::{Mover, at_system, fact, moving, on_handoff, origins, title, worth};
use crate::lost;
use crate::{Finding, Verdict, proposal};

const ORDER: &[DocumentKind] = &[DocumentKind::Order];

const REFUND: &[DocumentKind] = &[DocumentKind::Refund];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut books = Books::of(flow);
    let missing: Vec<Finding> =
        origins(flow).into_iter().flat_map(|shop| no_way(flow, shop, &books.without(shop))).collect();
    let keepers = flow.systems.values().filter(|it| it.role.keeps_books()).map(|it| &it.id);
    let lead_there = Arrows::against(moving(flow, REFUND)).behind(keepers, &OPEN);
    let carried =
        moving(flow, REFUND).filter(|it| lead_there.contains(&it.to)).filter_map(|it| one_handoff(flow, it));
    missing.into_iter().chain(carried).collect()
}

/// Books that get a shop's orders and not its refunds.
struct Books<'f> {
    flow: &'f Flow,
    orders: Arrows<'f>,
    refunds: Arrows<'f>,
    /// For shops whose orders and refunds go to the same systems first.
    known: BTreeMap<[Vec<&'f SystemId>; 2], Rc<Vec<&'f System>>>,
}

impl<'f> Books<'f> {
    fn of(flow: &'f Flow) -> Self {
        let orders = Arrows::along(moving(flow, ORDER));
        // What brings only changes brings no refund.
        let refunds = Arrows::along(moving(flow, REFUND).filter(|it| it.covers(Event::Create)));
        Self { flow, orders, refunds, known: BTreeMap::new() }
    }

    /// In the map's order.
    fn without(&mut self, shop: &System) -> Rc<Vec<&'f System>> {
        let next = |arrows: &Arrows<'f>| arrows.next(&shop.id, &OPEN).collect::<Vec<_>>();
        let [ordered, refunded] = [next(&self.orders), next(&self.refunds)];
        let known = self.known.entry([ordered.clone(), refunded.clone()]);
        let missing = known.or_insert_with(|| {
            let refunded = self.refunds.behind(refunded, &OPEN);
            let ordered = self.orders.behind(ordered, &OPEN).into_iter();
            let missing = ordered.filter(|it| !refunded.contains(*it)).map(|it| self.flow.system(it));
            let mut missing: Vec<&System> = missing.filter(|it| it.role.keeps_books()).collect();
            missing.sort_by_key(|it| it.place.start);
            Rc::new(missing)
        });
        missing.clone()
    }
}

fn no_way(flow: &Flow, shop: &System, missing: &[&System]) -> Vec<Finding> {
    let missing = missing.iter().filter(|it| it.id != shop.id);
    let one = |system: &&System| {
        let (title, shop_title) = (&system.title, &shop.title);
        at_system(
            ID,
            flow,
            system,
            Verdict::AtRisk { witness: sale_stays(flow, shop_title, title) },
            format!("refunds made in {shop_title} never reach {title}"),
            format!(
                "Add a handoff: `{}`.",
                proposal::handoff(
                    flow,
                    DocumentKind::Refund,
                    shop,
                    system,
                    jiff::SignedDuration::from_hours(1)
                )
            ),
        )
    };
    missing.map(one).collect()
}

fn sale_stays(flow: &Flow, shop: &str, books: &str) -> String {
    let sale = worth(flow, 1).map(|it| format!(" of {it}")).unwrap_or_default();
    format!(
        "#1001 is refunded in {shop} on the 30th: {books} closes the month with a sale{sale} that was given back, its tax and its goods."
    )
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let mover = Mover::of(flow, handoff);
    let carried = fact(DocumentKind::Refund, "carried");
    match mover {
        Mover::Seamless => {
            let loss = lost::loss(flow, handoff)?;
            Some(on_handoff(
                ID,
                flow,
                handoff,
                Verdict::AtRisk { witness: lost::witness(flow, handoff, loss) },
                format!("a refund of which {} is not told never reaches {to}", handoff.id),
                lost::fix(flow, handoff, loss),
            ))
        }
        _ => match mover.yes(&carried) {
            Some(true) => None,
            Some(false) => Some(on_handoff(
                ID,
                flow,
                handoff,
                Verdict::AtRisk { witness: sale_stays(flow, from, to) },
                format!("{} does not carry refunds, whatever the map says", mover.title()),
                format!("Let Seamless carry `{}`.", handoff.id),
            )),
            None => Some(on_handoff(
                ID,
                flow,
                handoff,
                Verdict::Unknown {
                    question: mover.ask(
                        flow,
                        handoff,
                        &format!(
                            "Does every refund made in {from} make a credit in {to}: refunds of a part, of shipping only, and of orders older than 60 days too?"
                        ),
                    ),
                    fact: mover.lacks(handoff, &carried),
                },
                format!("nobody knows whether every refund reaches {to}"),
                format!("Write the answer into the profile as `{carried}`, or let Seamless carry `{}`.", handoff.id),
            )),
        },
    }
}
