//! The handoffs of a drafted map.

use super::drafted::{Drafted, Group, own};
use super::goods::{requests, returns, shipments};
use super::itself::shipped_by_itself;
use super::money::money;
use super::routing::markets;
use super::stock::stock;
use super::systems::{into, sales_books, supplier};
use super::{Answers, Route};

/// All handoffs, on the way of an order.
pub(super) fn handoffs(it: &Answers) -> Vec<Drafted> {
    let mut all = orders(it);
    all.extend(it.fulfillment.iter().flat_map(|ships| requests(it, ships)));
    all.extend(it.fulfillment.iter().flat_map(|ships| shipments(it, ships)));
    all.extend(shipped_by_itself(it));
    all.extend(stock(it));
    all.extend(money(it));
    all.extend(returns(it));
    all.extend(service(it));
    all
}

pub(super) const LIFE: &str = "[create, edit, cancel, hold, release]";

/// Question 1 and 2: where orders originate, and how they reach OMS and ERP.
fn orders(it: &Answers) -> Vec<Drafted> {
    let mut all = Vec::new();
    let erp = it.erp.as_ref().map(|it| it.name.as_str());
    let books = sales_books(it);
    let booking = if erp.is_some() { Group::Orders } else { Group::Money };
    let many = it.shops.len() > 1;
    let oms = it
        .oms
        .as_ref()
        .map(|it| it.name.as_str())
        .filter(|_| it.route != Route::Native && it.route != Route::Erp);
    let real = || Some("!order.test".to_owned());
    for shop in &it.shops {
        let shop = shop.name.as_str();
        if let Some(oms) = oms {
            let about = "Every order, and all that happens to it afterwards.";
            let drafted = order(own("orders", many, shop), about, shop, oms);
            all.push(drafted.when(real()).by(it, Group::Oms));
        }
        if let (Some(books), Route::Native | Route::Hybrid | Route::Erp) = (books, it.route) {
            let name = if oms.is_some() || erp.is_none() { "booked" } else { "orders" };
            let drafted = order(own(name, many, shop), "Every order, into the books.", shop, books);
            all.push(drafted.when(real()).by(it, booking));
        }
    }
    all.extend(sold(it));
    all.extend(booked(it));
    if let (Some(oms), Some(books), Route::Oms) = (oms, books, it.route) {
        all.push(
            Drafted::new("booking", "The OMS's orders, into the books.", "order", oms, books)
                .travels("poll 5m", "15m")
                .with("covers", "[create, edit, cancel]")
                .key(oms, "external_id", books, "reference")
                .lines(oms, books)
                .by(it, booking),
        );
    }
    if let (Some(supplier), Some(hub)) = (supplier(it), oms.or(erp)) {
        let about = "What is bought for an order, from the supplier.";
        all.push(
            Drafted::new("purchase", about, "order", hub, supplier)
                .travels("webhook", "1h")
                .with("covers", "[create, edit, cancel]")
                .key(hub, "reference", supplier, "purchase_order")
                .lines(hub, supplier)
                .by(it, Group::Orders),
        );
    }
    all
}

/// What marketplaces sell. What they ship themselves goes into the books alone.
fn sold(it: &Answers) -> Vec<Drafted> {
    let all = markets(it);
    let draft = |place: &super::routing::Market<'_>| {
        let into = into(it, place);
        let about = match place.itself {
            true => format!(
                "Orders of {}, into the books: it ships them itself, and keeps that stock. decide: how they arrive.",
                place.title
            ),
            false => format!(
                "Orders of {}. decide: how they arrive; many marketplaces are asked, and do not tell.",
                place.title
            ),
        };
        Drafted::new(own("sold", all.len() > 1, &place.name), about, "order", &place.name, into)
            .travels("poll 5m", "15m")
            .with("covers", "[create, edit, cancel]")
            .key(&place.name, "id", into, sold_as(it, into))
            .lines(&place.name, into)
            .by(it, Group::Marketplaces)
    };
    all.iter().map(draft).collect()
}

/// What marketplaces sell, into the books: where the OMS takes it in, and the ERP hears of orders from the shops.
fn booked(it: &Answers) -> Vec<Drafted> {
    let (Some(erp), Route::Hybrid) = (&it.erp, it.route) else { return Vec::new() };
    let draft = |place: &super::routing::Market<'_>| {
        let about = format!("Orders of {}, into the books.", place.title);
        Drafted::new(own("booked", true, &place.name), about, "order", &place.name, &erp.name)
            .travels("poll 5m", "15m")
            .with("covers", "[create, edit, cancel]")
            .key(&place.name, "id", &erp.name, "external_id")
            .lines(&place.name, &erp.name)
            .by(it, Group::Marketplaces)
    };
    markets(it).iter().filter(|it| !it.itself).map(draft).collect()
}

/// By which field whoever takes an order of a marketplace in knows its number there.
fn sold_as(it: &Answers, into: &str) -> &'static str {
    match it.shops.iter().any(|it| it.name == into) {
        true => "source_identifier",
        false => "external_id",
    }
}

fn order(name: String, about: &str, from: &str, to: &str) -> Drafted {
    Drafted::new(name, about, "order", from, to)
        .travels("webhook", "5m")
        .with("covers", LIFE)
        .key(from, "name", to, "external_id")
        .lines(from, to)
}

/// What customer service sees.
fn service(it: &Answers) -> Vec<Drafted> {
    let Some(desk) = &it.helpdesk else { return Vec::new() };
    let many = it.shops.len() > 1;
    let draft = |shop: &super::Shop| {
        let about = format!("The orders of a customer, beside what he writes to {}.", desk.title);
        Drafted::new(own("service", many, &shop.name), about, "order", &shop.name, &desk.name)
            .travels("webhook", "5m")
            .with("covers", LIFE)
            .key(&shop.name, "name", &desk.name, "order_number")
            .by(it, Group::Other)
    };
    it.shops.iter().map(draft).collect()
}
