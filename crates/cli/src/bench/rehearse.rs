//! Rehearsals: order lifecycles in virtual time.

use std::sync::Arc;
use std::time::Instant;

use seamless_rehearse::{Options, rehearse};

use super::brand::NORTHWIND;
use super::table::{Table, count, ratio};
use crate::args::BenchArguments;
use crate::demo::files;
use crate::files::own_scenario;
use crate::output::Failed;

/// A thousand orders in four hours, and nothing goes wrong.
const DAY: &str = "\
scenario: a calm day
given: { prices: { A-1: 20.00, B-2: 12.50 } }
when:
  - { at: 1s, customers: { place: o, count: 1000, over: 4h, lines: [{ sku: A-1, quantity: 1 }, { sku: B-2, quantity: 2 }] } }
then:
  - { by: 8h, oms: 'orders().all(o, o.count == 1)' }
  - { by: 8h, storefront: 'orders().all(o, shipments(o.name).filter(s, s.live).size() >= 1)' }
";
const ORDERS: f64 = 1000.0;

pub fn run(arguments: &BenchArguments) -> Result<Table, Failed> {
    let flow = Arc::new(files::read(NORTHWIND)?);
    let scenario = own_scenario("calm-day", DAY)?;
    let options = Options { seed: arguments.seed, without: None };
    let began = Instant::now();
    let result = rehearse(&flow, &scenario, &options).map_err(|error| Failed::Said(error.to_string()))?;
    let took = began.elapsed().as_secs_f64();

    let mut table = Table::new("rehearse: 1,000 orders through all systems in virtual time, one thread");
    table.row("order lifecycles a second", count(ORDERS / took), format!("in {took:.2} s"));
    table.row(
        "events a second",
        count(result.events as f64 / took),
        format!("{:.0} an order", result.events as f64 / ORDERS),
    );
    let lived = result.lasted.as_secs_f64();
    table.row(
        "virtual time",
        format!("{:.0} h", lived / 3600.0),
        format!("{} as fast as life", ratio(lived, took)),
    );
    if let Some(day) = flow.volume.orders_per_day.and_then(|it| f64::try_from(it).ok()) {
        let day_takes = day * took / ORDERS;
        table.row("the map's day", format!("{day_takes:.1} s"), format!("{} orders", count(day)));
    }
    table.row(
        "failed",
        result.failures.len().to_string(),
        result.failures.first().map(|it| it.sentence.clone()).unwrap_or_default(),
    );
    table.failed = !result.passed();
    Ok(table)
}
