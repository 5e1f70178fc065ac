//! Identifiers: how a document is known from system to system, one chain of renames for each way that it goes.

use indexmap::IndexSet;
use maud::{Markup, html};
use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::kind_of;

/// Longest chain that is written out: what runs in a circle ends, and so do the widest maps.
const HOPS_MAX: usize = 12;
/// The most chains that are written out for one identifier.
const CHAINS_MAX: usize = 40;

/// A field by which a system knows a kind of document.
type Known<'f> = (&'f SystemId, &'f str, DocumentKind);

/// One chain: what a document is called, from where it begins to where it ends, and the handoffs between.
struct Chain<'f> {
    known: Vec<Known<'f>>,
    handoffs: Vec<&'f Handoff>,
}

/// The section with all chains.
pub fn section(flow: &Flow, handoffs: &[&Handoff]) -> Markup {
    let chains = chains(handoffs);
    html! {
        section #identifiers {
            h2 { "Identifiers" }
            @if chains.is_empty() {
                p.empty { "No handoff says by which field its two sides know a document. It is declared as " code { "key:" } "." }
            }
            ul.chains {
                @for chain in &chains {
                    li data-fields=(fields(chain)) data-handoffs=(names(chain)) {
                        span.kind { (kind_of(chain.known[0].2)) } " "
                        @for (at, (system, field, _)) in chain.known.iter().enumerate() {
                            @if at > 0 { " → " }
                            span.hop { code { (field) } span.soft { " in " (flow.system_title(system)) } }
                        }
                    }
                }
            }
        }
    }
}

fn fields(chain: &Chain<'_>) -> String {
    let fields: IndexSet<&str> = chain.known.iter().map(|it| it.1).collect();
    fields.into_iter().collect::<Vec<_>>().join(" ")
}

fn names(chain: &Chain<'_>) -> String {
    chain.handoffs.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(" ")
}

/// The fields by which a system knows documents.
pub fn of_system(handoffs: &[&Handoff], system: &SystemId) -> Option<Markup> {
    let fields: IndexSet<(String, &str)> =
        handoffs.iter().filter_map(|it| Some((kind_of(it.carry), it.key.get(system)?.as_str()))).collect();
    (!fields.is_empty()).then(|| {
        html! {
            @for (at, (kind, field)) in fields.iter().enumerate() {
                @if at > 0 { ", " }
                code { (field) } " (" (kind) ")"
            }
        }
    })
}

/// All chains, each from a field that no handoff brings to one that no handoff takes on.
fn chains<'f>(handoffs: &[&'f Handoff]) -> Vec<Chain<'f>> {
    let hops: Vec<(Known<'f>, Known<'f>, &'f Handoff)> = handoffs
        .iter()
        .filter_map(|it| {
            let (from, to) = it.key_fields()?;
            Some(((&it.from, from, it.carry), (&it.to, to, it.carry), *it))
        })
        .collect();
    let mut begins: IndexSet<Known<'f>> =
        hops.iter().map(|it| it.0).filter(|known| !hops.iter().any(|it| it.1 == *known)).collect();
    // What runs in a circle begins nowhere: then it begins where the map names it first.
    begins.extend(hops.iter().map(|it| it.0));
    let mut chains = Vec::new();
    let mut passed: IndexSet<&str> = IndexSet::new();
    for begin in begins {
        if hops.iter().filter(|it| it.0 == begin).all(|it| passed.contains(it.2.id.as_str())) {
            continue;
        }
        let first = chains.len();
        let chain = Chain { known: vec![begin], handoffs: Vec::new() };
        follow(&hops, chain, &mut chains, first + CHAINS_MAX);
        passed.extend(chains[first..].iter().flat_map(|it| &it.handoffs).map(|it| it.id.as_str()));
    }
    chains
}

fn follow<'f>(
    hops: &[(Known<'f>, Known<'f>, &'f Handoff)],
    chain: Chain<'f>,
    chains: &mut Vec<Chain<'f>>,
    most: usize,
) {
    let Some(last) = chain.known.last().copied() else { return };
    let next: Vec<_> = hops.iter().filter(|it| it.0 == last && !chain.known.contains(&it.1)).collect();
    if next.is_empty() || chain.known.len() >= HOPS_MAX || chains.len() >= most {
        chains.push(chain);
        return;
    }
    for (_, to, handoff) in next {
        let known = chain.known.iter().copied().chain([*to]).collect();
        let handoffs = chain.handoffs.iter().copied().chain([*handoff]).collect();
        follow(hops, Chain { known, handoffs }, chains, most);
    }
}
