//! What a Shopify twin is told of the shop that it plays.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use seamless_model::{Currency, SystemId};

/// The shop's plan: it sets how fast the query-cost bucket fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// 100 points a second, as for Basic and development stores.
    Standard,
    /// 200 points a second.
    Advanced,
    /// 1,000 points a second.
    Plus,
    /// 2,000 points a second: Commerce Components and enterprise contracts.
    Enterprise,
}

impl Plan {
    /// Points that come back each second. Source: shopify.dev, "Shopify API limits", GraphQL Admin API.
    pub fn restore_rate(self) -> u32 {
        match self {
            Self::Standard => 100,
            Self::Advanced => 200,
            Self::Plus => 1000,
            Self::Enterprise => 2000,
        }
    }

    /// The bucket's size in points: twenty seconds of restoring, as development stores answer (2,000 at 100/s).
    pub fn bucket(self) -> u32 {
        self.restore_rate() * 20
    }
}

/// A customer's currency beside the shop's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presentment {
    /// The currency that customers see.
    pub currency: Currency,
    /// How many of its units one unit of the shop's currency is.
    pub rate: Decimal,
}

/// What a twin is told of its shop.
#[derive(Debug, Clone)]
pub struct ShopifyConfig {
    /// The system that the twin plays on the map.
    pub system: SystemId,
    /// The shop's domain, for example `northwind.myshopify.com`.
    pub shop: String,
    /// The access token that is always good.
    pub token: String,
    /// The app's client id, for the client credentials grant.
    pub client_id: String,
    /// The app's client secret: it also signs webhooks.
    pub client_secret: String,
    /// The API version of answers and webhooks, for example `2026-10`.
    pub api_version: String,
    /// The plan.
    pub plan: Plan,
    /// The shop's currency.
    pub currency: Currency,
    /// The currency that customers of [`crate::Deed::Place`] see, where it is another.
    pub presentment: Option<Presentment>,
    /// The shop's time zone: webhooks write times in it.
    pub timezone: TimeZone,
    /// Makes identifiers, tokens and the like.
    pub seed: u64,
    /// When the shop was opened.
    pub start: Timestamp,
    /// The number of the first order.
    pub first_order_number: u64,
    /// How long after a failed attempt each retry of a webhook follows. The default is eight steps, each twice the
    /// one before, that add up to four hours. Source: shopify.dev, "HTTPS webhooks", retries; the steps themselves
    /// are not published.
    pub retries: Vec<SignedDuration>,
    /// How long a cancellation works in the background before it is done.
    pub job_takes: SignedDuration,
    /// How many orders a minute may be created: five on development stores, unlimited where absent.
    pub order_limit: Option<u32>,
}

impl ShopifyConfig {
    /// A shop in US dollars on the Plus plan with the usual settings.
    pub fn new(system: SystemId, shop: &str, start: Timestamp) -> Self {
        Self {
            system,
            shop: shop.to_owned(),
            token: "shpat_00000000000000000000000000000001".to_owned(),
            client_id: "0000000000000000000000000000c11e".to_owned(),
            client_secret: "shpss_0000000000000000000000000000002".to_owned(),
            api_version: "2026-10".to_owned(),
            plan: Plan::Plus,
            currency: us_dollar(),
            presentment: None,
            timezone: TimeZone::UTC,
            seed: 1,
            start,
            first_order_number: 1001,
            retries: doubling(8, SignedDuration::from_hours(4)),
            job_takes: SignedDuration::from_secs(1),
            order_limit: None,
        }
    }
}

fn us_dollar() -> Currency {
    match Currency::from_code("USD") {
        Ok(currency) => currency,
        Err(_) => unreachable!("USD is a currency of ISO 4217"),
    }
}

/// Steps that double and add up to `total`.
pub fn doubling(steps: u32, total: SignedDuration) -> Vec<SignedDuration> {
    let parts = (1_i64 << steps) - 1;
    let total_ms = i64::try_from(total.as_millis()).unwrap_or(i64::MAX);
    let mut left = total_ms;
    (0..steps)
        .map(|step| {
            let ms = if step + 1 == steps { left } else { total_ms * (1 << step) / parts };
            left -= ms;
            SignedDuration::from_millis(ms)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_retries_add_up_to_four_hours() {
        let steps = doubling(8, SignedDuration::from_hours(4));
        assert_eq!(steps.len(), 8);
        assert_eq!(steps.iter().sum::<SignedDuration>(), SignedDuration::from_hours(4));
        assert!(steps.windows(2).all(|it| it[1] > it[0]));
    }
}
