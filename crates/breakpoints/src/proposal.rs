//! Handoffs that findings propose, written so that they can be done: by the way on which a system is known to give its
//! documents, with a deadline that this way can keep, and with the fields by which both sides know the document.

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Mode, Role, System, Via};
use seamless_model::DocumentKind;

use crate::identity::keys_given;
use crate::look::span;

/// How often files are exchanged, where the map shows no interval.
const FILES: SignedDuration = SignedDuration::from_mins(30);

/// How often who does not tell is asked, where the map shows no interval: of stock often, of money that is paid out once
/// a day.
fn polls(kind: DocumentKind) -> SignedDuration {
    match kind {
        DocumentKind::Inventory => SignedDuration::from_mins(5),
        DocumentKind::Journal => SignedDuration::from_hours(1),
        DocumentKind::Payout => SignedDuration::from_hours(24),
        _ => SignedDuration::from_mins(15),
    }
}

/// Documents that systems tell of when something happens. The others are asked for, whatever else a system can do.
fn is_told(kind: DocumentKind) -> bool {
    !matches!(kind, DocumentKind::Inventory | DocumentKind::Payout | DocumentKind::Journal)
}

/// A handoff as it would stand in the map: `{ carry: refund, from: shop, to: erp, via: …, within: …, key: … }`.
/// `within` is the deadline where documents are told at once.
pub(crate) fn handoff(
    flow: &Flow,
    carry: DocumentKind,
    from: &System,
    to: &System,
    within: SignedDuration,
) -> String {
    let via = via(flow, carry, from);
    let (way, least) = match via {
        Via::Webhook => ("webhook, backstop: every 15m over 48h".to_owned(), within),
        Via::Poll(every) => (format!("poll {}", span(every)), every + every),
        Via::File(every) => (format!("file {}", span(every)), every + every),
        Via::Api => ("api".to_owned(), within),
        Via::Manual => ("manual".to_owned(), within),
    };
    let whole = match carry {
        DocumentKind::Shipment => ", covers: [create, partial, tracking, void]",
        DocumentKind::Payout => ", contract: { money.payout_detail: transactions }",
        _ => "",
    };
    format!(
        "{{ carry: {carry}, from: {}, to: {}, via: {way}, within: {}{whole}, {}{} }}",
        from.id,
        to.id,
        span(within.max(least)),
        key(flow, carry, from, to),
        condition(flow, carry, from, to)
    )
}

/// How a system gives its documents: as it gives those of the same kind, then others that are told; as it gets them, where
/// that is all by file; else as its kind is known to.
fn via(flow: &Flow, carry: DocumentKind, from: &System) -> Via {
    let said = |it: &&Handoff| it.mode != Mode::Paused && it.via != Via::Manual;
    let touching = || flow.handoffs.values().filter(said);
    let out = || touching().filter(|it| it.from == from.id);
    let same = out().find(|it| it.carry == carry);
    let other = out().find(|it| is_told(it.carry) && is_told(carry));
    let file = out().find(|it| matches!(it.via, Via::File(_)));
    // Who is told all by files gives files as well.
    let told = || touching().filter(|it| it.to == from.id);
    let by_file = told().next().filter(|_| told().all(|it| matches!(it.via, Via::File(_))));
    match same.or(other).or(file).or(by_file.filter(|_| !from.role.sells())) {
        Some(known) => known.via,
        None if matches!(from.kind.word(), "csv_3pl" | "x12_3pl" | "spreadsheet") => Via::File(FILES),
        None if from.role == Role::Marketplace || !is_told(carry) => Via::Poll(polls(carry)),
        None => Via::Webhook,
    }
}

fn key(flow: &Flow, carry: DocumentKind, from: &System, to: &System) -> String {
    let (gives, gets) = match carry {
        DocumentKind::Shipment => ("tracking", "tracking"),
        DocumentKind::Inventory => ("sku", "sku"),
        _ => ("id", "reference"),
    };
    let field = |system: &System, usual: &str| {
        let touching = flow.handoffs.values().filter(|it| it.carry == carry);
        let said = touching.filter_map(|it| it.key.get(&system.id)).next().map(String::as_str);
        let known = keys_given(system, carry).unwrap_or_default();
        let fits = known.is_empty() || known.contains(&usual);
        said.or(known.first().copied().filter(|_| !fits)).unwrap_or(usual).to_owned()
    };
    format!("key: {{ {}: {}, {}: {} }}", from.id, field(from, gives), to.id, field(to, gets))
}

/// Where parcels go back to other places that sell as well, those of a marketplace are told apart by their source.
fn condition(flow: &Flow, carry: DocumentKind, from: &System, to: &System) -> String {
    let elsewhere = |it: &Handoff| {
        it.carry == carry && it.from == from.id && it.to != to.id && flow.system(&it.to).role.sells()
    };
    match carry {
        DocumentKind::Shipment if to.role == Role::Marketplace && flow.handoffs.values().any(elsewhere) => {
            format!(", when: 'order.source == \"{}\"'", to.id)
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = r#"
flow: small
title: Small
timezone: UTC
currency: USD
teams: { it: { title: IT } }
systems:
  shop: { kind: shopify, role: storefront, team: it, shop: s.myshopify.com, secret: "${S}", token: "${T}" }
  amazon: { kind: amazon, role: marketplace, team: it }
  erp: { kind: netsuite, role: erp, team: it }
  files: { kind: csv_3pl, role: 3pl, team: it }
  other: { kind: csv_3pl, role: 3pl, team: it }
  hooks: { kind: shiphero, role: wms, team: it }
handoffs:
  sold: { carry: order, from: amazon, to: erp, via: poll 5m, within: 15m, key: { amazon: id, erp: external_id } }
  picks: { carry: fulfillment_request, from: erp, to: files, via: file 4h, within: 8h, key: { erp: id, files: ref } }
  shipped: { carry: shipment, from: hooks, to: shop, via: webhook, within: 30m, key: { hooks: parcel, shop: tracking } }
"#;

    fn proposed(carry: DocumentKind, from: &str, to: &str) -> String {
        let loaded = seamless_flow::load("flow.yaml", &mut |_| Ok(MAP.as_bytes().to_vec()));
        let flow = loaded.value.expect("the map loads");
        let system = |id: &str| flow.system(&id.into());
        handoff(&flow, carry, system(from), system(to), SignedDuration::from_mins(30))
    }

    #[test]
    fn what_is_proposed_travels_as_the_system_can() {
        let refunded = proposed(DocumentKind::Refund, "amazon", "erp");
        assert!(
            refunded.contains("via: poll 5m, within: 30m, key: { amazon: id, erp: reference }"),
            "{refunded}"
        );
        let files = proposed(DocumentKind::Shipment, "files", "shop");
        assert!(files.contains("via: file 4h, within: 8h"), "{files}");
        let stock = proposed(DocumentKind::Inventory, "hooks", "shop");
        assert!(stock.contains("via: poll 5m, within: 30m, key: { hooks: sku, shop: sku }"), "{stock}");
        let payouts = proposed(DocumentKind::Payout, "amazon", "erp");
        assert!(payouts.contains("via: poll 1d, within: 2d, contract: { money.payout_detail"), "{payouts}");
        let unknown = proposed(DocumentKind::Shipment, "other", "shop");
        assert!(unknown.contains("via: file 30m, within: 1h"), "{unknown}");
        let hooks = proposed(DocumentKind::Shipment, "hooks", "amazon");
        assert!(hooks.contains("via: webhook, backstop: every 15m over 48h, within: 30m"), "{hooks}");
        assert!(
            hooks.contains("key: { hooks: parcel, amazon: tracking }, when: 'order.source == \"amazon\"'")
        );
    }

    #[test]
    fn what_is_proposed_can_be_written_into_the_map() {
        for (carry, from, to) in [
            (DocumentKind::Refund, "amazon", "erp"),
            (DocumentKind::Refund, "shop", "erp"),
            (DocumentKind::Shipment, "other", "shop"),
            (DocumentKind::Shipment, "hooks", "amazon"),
            (DocumentKind::Cancellation, "hooks", "erp"),
            (DocumentKind::Inventory, "hooks", "shop"),
            (DocumentKind::Payout, "amazon", "erp"),
            (DocumentKind::Journal, "amazon", "erp"),
        ] {
            let map = format!("{MAP}  added: {}\n", proposed(carry, from, to));
            let loaded = seamless_flow::load("flow.yaml", &mut |_| Ok(map.as_bytes().to_vec()));
            assert!(loaded.value.is_some() && loaded.problems.is_empty(), "{map}\n{:?}", loaded.problems);
        }
    }
}
