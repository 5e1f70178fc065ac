//! Answers to begin with: the flows that brands have.

use super::{
    Answers, Carried, Carriers, Fulfiller, How, Marketplace, Named, RefundsFrom, Route, Ships, Shop, Split,
    Stage,
};

/// A template: answers with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its name, for `seamless init --template`.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// The answers.
    pub answers: Answers,
}

fn named(name: &str, title: &str, kind: &str) -> Named {
    Named { name: name.to_owned(), title: title.to_owned(), kind: kind.to_owned() }
}

fn ships(name: &str, title: &str, kind: &str, how: How, via: &str) -> Fulfiller {
    Fulfiller {
        name: name.to_owned(),
        title: title.to_owned(),
        kind: kind.to_owned(),
        how,
        via: Some(via.to_owned()),
        ..Fulfiller::default()
    }
}

fn shop(name: &str, title: &str, plan: &str) -> Shop {
    Shop { name: name.to_owned(), title: title.to_owned(), plan: plan.to_owned(), ..Shop::default() }
}

fn working_days() -> Vec<String> {
    ["mon", "tue", "wed", "thu", "fri"].map(str::to_owned).to_vec()
}

fn base(flow: &str, title: &str) -> Answers {
    Answers {
        flow: flow.to_owned(),
        title: title.to_owned(),
        orders_per_day: Some(400),
        peak_orders_per_minute: Some(30),
        average_order: Some("80.00".to_owned()),
        stage: Stage::ToBe,
        ..Answers::default()
    }
}

/// All templates.
pub fn templates() -> Vec<Template> {
    let template = |name, about, answers| Template { name, about, answers };
    vec![
        template(
            "native",
            "Shopify routes orders itself and asks the warehouse to ship; the ERP keeps the books.",
            native(),
        ),
        template("oms", "An OMS takes every order, decides who ships, and tells the ERP.", oms()),
        template(
            "hybrid",
            "The ERP takes orders from the shop for the books; an OMS decides who ships.",
            hybrid(),
        ),
        template("in-house", "One shop, an ERP, and a warehouse of the brand's own.", in_house()),
        template("3pl", "A third party holds the stock and ships, over files.", third_party()),
        template(
            "cross-dock",
            "Goods are received against orders, matched with their notice, and shipped on.",
            cross_dock(),
        ),
        template("dropship", "A vendor ships part of the range to the customer.", dropship()),
        template(
            "marketplace",
            "Own shop and a marketplace: one shipped in-house, the other by a third party abroad.",
            marketplace(),
        ),
        template("shops", "Several shops on one ERP.", shops()),
        template("b2b-retail", "Companies on terms and stores beside the web shop.", b2b_retail()),
    ]
}

/// The template of this name.
pub fn template(name: &str) -> Option<Template> {
    templates().into_iter().find(|it| it.name == name)
}

fn native() -> Answers {
    Answers {
        erp: Some(named("erp", "ERP", "business_central")),
        fulfillment: vec![ships("warehouse", "Warehouse", "shiphero", How::ThreePl, "webhook")],
        ..base("native", "Native Goods")
    }
}

fn oms() -> Answers {
    Answers {
        shops: vec![shop("shop", "Shopify", "plus")],
        route: Route::Oms,
        oms: Some(named("oms", "OMS", "http")),
        erp: Some(named("erp", "ERP", "netsuite")),
        carriers: Carriers {
            orders: Some(Carried::By(named("connector", "Celigo", "celigo"))),
            ..Carriers::default()
        },
        fulfillment: vec![
            ships("east", "East warehouse", "http", How::InHouse, "webhook"),
            ships("west", "West 3PL", "shipbob", How::ThreePl, "webhook"),
        ],
        ..base("oms", "Routed Goods")
    }
}

fn hybrid() -> Answers {
    Answers {
        shops: vec![shop("shop", "Shopify", "plus")],
        route: Route::Hybrid,
        oms: Some(named("oms", "OMS", "http")),
        erp: Some(named("erp", "ERP", "netsuite")),
        fulfillment: vec![ships("warehouse", "Warehouse", "http", How::InHouse, "webhook")],
        payouts: true,
        ..base("hybrid", "Hybrid Goods")
    }
}

fn in_house() -> Answers {
    let mut warehouse = ships("warehouse", "Own warehouse", "http", How::InHouse, "webhook");
    warehouse.cutoff = Some("14:00".to_owned());
    warehouse.timezone = Some("America/New_York".to_owned());
    warehouse.cutoff_days = working_days();
    Answers {
        route: Route::Erp,
        erp: Some(named("erp", "ERP", "erpnext")),
        fulfillment: vec![warehouse],
        ..base("in-house", "House Goods")
    }
}

fn third_party() -> Answers {
    let mut party = ships("3pl", "3PL", "x12_3pl", How::ThreePl, "file 15m");
    party.cutoff = Some("12:00".to_owned());
    party.cutoff_days = working_days();
    party.timezone = Some("America/Chicago".to_owned());
    Answers {
        erp: Some(named("erp", "ERP", "acumatica")),
        fulfillment: vec![party],
        ..base("3pl", "Outsourced Goods")
    }
}

fn cross_dock() -> Answers {
    Answers {
        route: Route::Erp,
        erp: Some(named("erp", "ERP", "odoo")),
        fulfillment: vec![ships("dock", "Cross-dock", "http", How::CrossDock, "webhook")],
        ..base("cross-dock", "Passing Goods")
    }
}

fn dropship() -> Answers {
    Answers {
        erp: Some(named("erp", "ERP", "tryton")),
        fulfillment: vec![
            ships("vendor", "Dropship vendor", "csv_3pl", How::Dropship, "file 1h"),
            ships("warehouse", "Warehouse", "shipstation", How::InHouse, "webhook"),
        ],
        ..base("dropship", "Shared Goods")
    }
}

fn marketplace() -> Answers {
    let mut abroad = ships("abroad", "3PL abroad", "csv_3pl", How::ThreePl, "file 30m");
    abroad.country = Some("DE".to_owned());
    abroad.timezone = Some("Europe/Berlin".to_owned());
    abroad.cutoff_days = working_days();
    abroad.cutoff = Some("13:00".to_owned());
    Answers {
        route: Route::Erp,
        erp: Some(named("erp", "ERP", "netsuite")),
        marketplaces: vec![Marketplace {
            name: "amazon".to_owned(),
            title: "Amazon".to_owned(),
            kind: "amazon".to_owned(),
            ships: Ships::Us,
            shipped_by: Some("abroad".to_owned()),
            through: None,
        }],
        split: Some(Split::Channel),
        returns_to: Some("warehouse".to_owned()),
        fulfillment: vec![ships("warehouse", "Own warehouse", "http", How::InHouse, "webhook"), abroad],
        payouts: true,
        ..base("marketplace", "Two-Channel Goods")
    }
}

fn shops() -> Answers {
    Answers {
        shops: vec![
            shop("shop-us", "Shopify US", "plus"),
            shop("shop-ca", "Shopify Canada", "plus"),
            shop("shop-outlet", "Shopify Outlet", "standard"),
        ],
        route: Route::Erp,
        erp: Some(named("erp", "ERP", "business_central")),
        fulfillment: vec![ships("warehouse", "Warehouse", "extensiv", How::ThreePl, "webhook")],
        ..base("shops", "Many Shops")
    }
}

fn b2b_retail() -> Answers {
    let mut one = shop("shop", "Shopify", "plus");
    one.retail = true;
    one.b2b = true;
    Answers {
        shops: vec![one],
        route: Route::Erp,
        erp: Some(named("erp", "ERP", "netsuite")),
        accounting: Some(named("books", "QuickBooks Online", "quickbooks")),
        fulfillment: vec![ships("warehouse", "Warehouse", "http", How::InHouse, "webhook")],
        refunds: RefundsFrom::Shop,
        payouts: true,
        ..base("b2b-retail", "Wide Goods")
    }
}
