//! Finds the risk on a map: money goes back to customers, and the books do not hear of it.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff, System};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::look::{Mover, at_system, fact, moving, on_handoff, origins, reached, reaching, title, worth};
use crate::lost;
use crate::{Finding, Verdict};

const ORDER: &[DocumentKind] = &[DocumentKind::Order];

const REFUND: &[DocumentKind] = &[DocumentKind::Refund];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let missing = origins(flow).into_iter().flat_map(|shop| no_way(flow, shop));
    let keepers = flow.systems.values().filter(|it| it.role.keeps_books());
    let lead_there: BTreeSet<&SystemId> = keepers.flat_map(|it| reaching(flow, REFUND, &it.id)).collect();
    let carried =
        moving(flow, REFUND).filter(|it| lead_there.contains(&it.to)).filter_map(|it| one_handoff(flow, it));
    missing.chain(carried).collect()
}

/// Books that get a shop's orders and not its refunds.
fn no_way<'f>(flow: &'f Flow, shop: &'f System) -> impl Iterator<Item = Finding> + 'f {
    let ordered = reached(flow, ORDER, &shop.id);
    let refunded = reached(flow, REFUND, &shop.id);
    let books = move |it: &&System| it.role.keeps_books() && it.id != shop.id && ordered.contains(&it.id);
    let missing = flow.systems.values().filter(books).filter(move |it| !refunded.contains(&it.id));
    missing.map(|system| {
        let (title, shop_title) = (&system.title, &shop.title);
        at_system(
            ID,
            flow,
            system,
            Verdict::AtRisk { witness: sale_stays(flow, shop_title, title) },
            format!("refunds made in {shop_title} never reach {title}"),
            format!(
                "Add a handoff: `{{ carry: refund, from: {}, to: {}, via: webhook, backstop: every 15m over 48h, within: 1h }}`.",
                shop.id, system.id
            ),
        )
    })
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
