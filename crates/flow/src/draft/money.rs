//! Money: refunds, payouts and journals.

use super::drafted::{Drafted, Group, own};
use super::routing::{Market, markets};
use super::systems::{books, sales_books};
use super::{Answers, RefundsFrom};

/// Question 4: refunds and payouts, into the books.
pub(super) fn money(it: &Answers) -> Vec<Drafted> {
    let mut all = Vec::new();
    let many = it.shops.len() > 1;
    let erp = it.erp.as_ref().map(|it| it.name.as_str());
    for shop in &it.shops {
        let shop = shop.name.as_str();
        let name = own("refunded", many, shop);
        match (it.refunds, sales_books(it)) {
            (RefundsFrom::Erp, Some(erp)) => {
                let about = "Money that the books give back, done in the shop.";
                let drafted = Drafted::new(name, about, "refund", erp, shop);
                all.push(drafted.travels("webhook", "1h").key(erp, "reference", shop, "id").lines(erp, shop));
            }
            (RefundsFrom::Shop, Some(books)) => {
                let about = "Money given back becomes a credit note.";
                let drafted = Drafted::new(name, about, "refund", shop, books);
                let drafted = drafted.travels("webhook", "1h").key(shop, "id", books, "reference");
                all.push(drafted.lines(shop, books));
            }
            (_, None) => {}
        }
        if it.payments.is_empty() {
            let about = "What the payment processor pays out, with its fees.";
            all.extend(paid_out(it, own("paid-out", many, shop), about, shop));
        }
    }
    for payer in &it.payments {
        let about = format!("What {} pays out, with its fees.", payer.title);
        let name = own("paid-out", it.payments.len() > 1, &payer.name);
        all.extend(paid_out(it, name, &about, &payer.name));
    }
    let mut all: Vec<Drafted> = all.into_iter().map(|drafted| drafted.by(it, Group::Money)).collect();
    all.extend(markets(it).iter().flat_map(|place| of_marketplace(it, place)));
    if let (Some(erp), Some(books)) = (erp, &it.accounting) {
        all.push(
            Drafted::new("posted", "What the ERP books, into accounting.", "journal", erp, &books.name)
                .travels("poll 1h", "1d")
                .key(erp, "id", &books.name, "reference")
                .by(it, Group::Money),
        );
    }
    all
}

fn paid_out(it: &Answers, name: String, about: &str, from: &str) -> Option<Drafted> {
    let books = books(it).filter(|_| it.payouts)?;
    let drafted = Drafted::new(name, about, "payout", from, books).travels("poll 1h", "1d");
    Some(drafted.key(from, "id", books, "reference"))
}

/// A marketplace gives the money of its own orders back, and pays out what it has taken.
fn of_marketplace(it: &Answers, place: &Market<'_>) -> Vec<Drafted> {
    let sales = sales_books(it);
    let from = place.name.as_str();
    let refunds = sales.map(|to| {
        let about = format!("Money that {} gives back becomes a credit note.", place.title);
        let drafted = Drafted::new(format!("refunded-{from}"), about, "refund", from, to);
        drafted.travels("poll 1h", "2h").key(from, "id", to, "reference").lines(from, to)
    });
    let about = format!("What {} pays out, with its fees.", place.title);
    let payouts = paid_out(it, format!("paid-out-{from}"), &about, from).filter(|_| place.pays);
    refunds.into_iter().chain(payouts).map(|drafted| drafted.by(it, Group::Marketplaces)).collect()
}
