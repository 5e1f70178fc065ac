//! Where orders originate.

use seamless_flow::{Answers, Marketplace, Ships, Shop};

use super::{count, free, named, said, short, words};
use crate::init::talk::{Stop, Talk};

const PLANS: &[&str] = &["standard", "advanced", "plus", "enterprise"];
const MARKETS: &[(&str, &str)] = &[
    ("amazon", "Amazon"),
    ("walmart", "Walmart"),
    ("ebay", "eBay"),
    ("etsy", "Etsy"),
    ("tiktok_shop", "TikTok Shop"),
    ("mirakl", "Mirakl"),
];
const PAYMENTS: &[(&str, &str)] = &[
    ("shopify_payments", "Shopify Payments"),
    ("paypal", "PayPal"),
    ("stripe", "Stripe"),
    ("klarna", "Klarna"),
    ("adyen", "Adyen"),
];

pub fn ask(talk: &mut Talk<'_>, it: &mut Answers) -> Result<(), Stop> {
    let many = talk.text("shops", "How many Shopify shops do you have", "1", count)?;
    it.shops.clear();
    for number in 1..=many {
        it.shops.push(match many {
            1 => Shop::default(),
            _ => {
                let question = format!("What you call shop {number}");
                let title =
                    talk.text(&format!("shop.{number}"), &question, &format!("Shop {number}"), said)?;
                let name = free(short(&title, "shop"), |name| it.is_taken(name));
                Shop { name, title, ..Shop::default() }
            }
        });
    }
    let plans = words(&["Basic, Grow or another", "Advanced", "Plus", "Enterprise"]);
    let plan = talk.choice("plan", "Your Shopify plan", &plans, 0)?;
    let retail = talk.yes("retail", "Do you sell in stores as well (POS)?", false)?;
    let b2b = talk.yes("b2b", "Do companies buy on terms (B2B)?", false)?;
    for shop in &mut it.shops {
        (shop.plan, shop.retail, shop.b2b) = (PLANS[plan].to_owned(), retail, b2b);
    }
    let titles: Vec<String> = MARKETS.iter().map(|(_, title)| (*title).to_owned()).collect();
    let question = "On which marketplaces do you sell? None is an answer";
    for at in talk.many("marketplaces", question, &titles, &[false; MARKETS.len()])? {
        let (kind, title) = MARKETS[at];
        let ships = ships(talk, kind, title)?;
        let name = free(kind.replace('_', "-"), |name| it.is_taken(name));
        let (title, kind) = (title.to_owned(), kind.to_owned());
        it.marketplaces.push(Marketplace { name, title, kind, ships, ..Marketplace::default() });
    }
    let titles: Vec<String> = PAYMENTS.iter().map(|(_, title)| (*title).to_owned()).collect();
    let on: Vec<bool> = (0..PAYMENTS.len()).map(|at| at == 0).collect();
    let chosen = talk.many("payments", "What takes the payments of your shop", &titles, &on)?;
    for at in chosen {
        let (kind, title) = PAYMENTS[at];
        let name = free(kind.replace('_', "-"), |name| it.is_taken(name));
        it.payments.push(named(&name, title, kind));
    }
    Ok(())
}

/// Who ships the orders of a marketplace that can ship itself.
fn ships(talk: &mut Talk<'_>, kind: &str, title: &str) -> Result<Ships, Stop> {
    let Some(own) = Marketplace::own_shipping(kind) else { return Ok(Ships::Us) };
    let ours = if kind == "amazon" { "We, or our 3PL (MFN)" } else { "We, or our 3PL" };
    let words = [format!("{title} itself ({own})"), ours.to_owned(), "Both".to_owned()];
    let question = format!("Who ships what you sell on {title}");
    let at = talk.choice(&format!("{kind}.ships"), &question, &words, 0)?;
    Ok([Ships::Itself, Ships::Us, Ships::Both][at])
}
