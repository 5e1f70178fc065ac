//! Finds the risk on a map: money goes back to customers, and the books do not hear of it.

use seamless_flow::{Flow, Handoff, Role, System};
use seamless_model::{DocumentKind, Event};

use super::ID;
use crate::arrows::{Arrows, Gap, OPEN};
use crate::judge::Case;
use crate::look::{Mover, fact, moving, origins, title, worth};
use crate::{Finding, lost, proposal};

const ORDER: &[DocumentKind] = &[DocumentKind::Order];

const REFUND: &[DocumentKind] = &[DocumentKind::Refund];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    // What brings only changes brings no refund.
    let refunds = Arrows::along(moving(flow, REFUND).filter(|it| it.covers(Event::Create)));
    let mut books = Gap::of(flow, Role::keeps_books, Arrows::along(moving(flow, ORDER)), refunds);
    let missing = |shop| no_way(flow, shop, &books.behind(shop, &OPEN));
    let missing: Vec<Finding> = origins(flow).into_iter().flat_map(missing).collect();
    let keepers = flow.systems.values().filter(|it| it.role.keeps_books()).map(|it| &it.id);
    let lead_there = Arrows::against(moving(flow, REFUND)).behind(keepers, &OPEN);
    let carried =
        moving(flow, REFUND).filter(|it| lead_there.contains(&it.to)).filter_map(|it| one_handoff(flow, it));
    missing.into_iter().chain(carried).collect()
}

fn no_way(flow: &Flow, shop: &System, missing: &[&System]) -> Vec<Finding> {
    let missing = missing.iter().filter(|it| it.id != shop.id);
    let one = |system: &&System| {
        let (title, shop_title) = (&system.title, &shop.title);
        Case::at(ID, flow, system).at_risk(
            format!("refunds made in {shop_title} never reach {title}"),
            sale_stays(flow, shop_title, title),
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
    let case = Case::on(ID, flow, handoff);
    match mover {
        Mover::Seamless => {
            let loss = lost::loss(flow, handoff)?;
            Some(case.at_risk(
                format!("a refund of which {} is not told never reaches {to}", handoff.id),
                lost::witness(flow, handoff, loss),
                lost::fix(flow, handoff, loss),
            ).mended_by_all(lost::edit(flow, handoff, loss)))
        }
        _ => match mover.yes(&carried) {
            Some(true) => None,
            Some(false) => Some(case.at_risk(
                format!("{} does not carry refunds, whatever the map says", mover.title()),
                sale_stays(flow, from, to),
                format!("Let Seamless carry `{}`.", handoff.id),
            )),
            None => Some(case.unanswered(
                mover.ask(
                    flow,
                    handoff,
                    &format!(
                        "Does every refund made in {from} make a credit in {to}: refunds of a part, of shipping only, and of orders older than 60 days too?"
                    ),
                ),
                mover.lacks(handoff, &carried),
                format!("nobody knows whether every refund reaches {to}"),
                format!("Write the answer into the profile as `{carried}`, or let Seamless carry `{}`.", handoff.id),
            )),
        },
    }
}
