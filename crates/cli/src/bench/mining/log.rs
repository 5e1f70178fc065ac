//! A log of a shop, with deviations sown and written down beside it: OCEL 2.0 JSON, the same to the byte for a seed.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The deviations that are sown, one in turn for each hundredth order.
pub const SOWN: [&str; 8] = [
    "skip_confirm",
    "pay_twice",
    "pay_before_confirm",
    "deliver_without_send",
    "pick_after_send",
    "never_paid",
    "never_shipped",
    "confirm_late",
];

/// The log begins on 5 January 2026, 08:00 UTC.
const BEGIN_S: i64 = 1_767_600_000;
/// Orders come over so many days; what follows them takes up to a month more.
const DAYS: u64 = 90;
const MINUTE: u64 = 60;
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

const OBJECTS: &[(&str, &str)] =
    &[("orders", "o"), ("items", "i"), ("packages", "p"), ("customers", "c"), ("products", "a")];
const EVENTS: &[&str] = &[
    "place order",
    "confirm order",
    "payment reminder",
    "pay order",
    "item out of stock",
    "reorder item",
    "pick item",
    "create package",
    "send package",
    "failed delivery",
    "package delivered",
    "return item",
];

/// Chance that repeats itself (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }

    fn between(&mut self, low: u64, high: u64) -> i64 {
        (low + self.below(high - low)) as i64
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
}

/// What one order is made of.
struct Order {
    number: u64,
    customer: u64,
    items: Vec<u64>,
    /// Ranges of `items`, each with the package's number.
    packages: Vec<(u64, std::ops::Range<usize>)>,
    events: Vec<Happening>,
}

/// When, what, and the objects that it touches.
type Happening = (i64, &'static str, Vec<(&'static str, u64)>);

/// Writes `log.json` and `truth.csv` (order, deviation) into a folder. Gives the number of events and of deviations.
pub fn write(folder: &Path, orders: u64, seed: u64) -> std::io::Result<(u64, u64)> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(folder.join("log.json"))?);
    write!(out, "{{\"objectTypes\":[")?;
    list(&mut out, OBJECTS.iter().map(|it| format!("{{\"name\":\"{}\",\"attributes\":[]}}", it.0)))?;
    write!(out, "],\"eventTypes\":[")?;
    list(&mut out, EVENTS.iter().map(|it| format!("{{\"name\":\"{it}\",\"attributes\":[]}}")))?;
    writeln!(out, "],\"objects\":[")?;
    let customers = (orders / 8).max(3);
    list(&mut out, (0..customers).map(|it| object("customers", 'c', it, &[])))?;
    write!(out, ",")?;
    list(&mut out, (0..200).map(|it| object("products", 'a', it, &[])))?;
    generate(orders, seed, |order| objects(&mut out, order))?;
    writeln!(out, "],\"events\":[")?;
    let mut number = 0;
    generate(orders, seed, |order| {
        for (at, kind, touched) in &order.events {
            number += 1;
            let comma = if number == 1 { "" } else { ",\n" };
            write!(
                out,
                "{comma}{{\"id\":\"e{number}\",\"type\":\"{kind}\",\"time\":\"{}\",\"attributes\":[],\"relationships\":[",
                time(*at)
            )?;
            let each = touched.iter().map(|(kind, it)| {
                format!("{{\"objectId\":\"{}-{it}\",\"qualifier\":\"{kind}\"}}", letter(kind))
            });
            list(&mut out, each)?;
            write!(out, "]}}")?;
        }
        Ok(())
    })?;
    writeln!(out, "]}}")?;
    out.flush()?;
    let mut truth = BufWriter::new(File::create(folder.join("truth.csv"))?);
    writeln!(truth, "order,deviation")?;
    let mut sown = 0;
    for order in 0..orders {
        if let Some(deviation) = deviation(order, orders, seed) {
            writeln!(truth, "o-{order},{deviation}")?;
            sown += 1;
        }
    }
    truth.flush()?;
    Ok((number, sown))
}

fn list(out: &mut impl Write, all: impl Iterator<Item = String>) -> std::io::Result<()> {
    for (at, it) in all.enumerate() {
        write!(out, "{}{it}", if at == 0 { "" } else { "," })?;
    }
    Ok(())
}

fn letter(kind: &str) -> &'static str {
    OBJECTS.iter().find(|it| it.0 == kind).map_or("o", |it| it.1)
}

fn object(kind: &str, letter: char, number: u64, related: &[(&str, &str, u64)]) -> String {
    let related: Vec<String> = related
        .iter()
        .map(|(how, letter, it)| format!("{{\"objectId\":\"{letter}-{it}\",\"qualifier\":\"{how}\"}}"))
        .collect();
    format!(
        "{{\"id\":\"{letter}-{number}\",\"type\":\"{kind}\",\"attributes\":[],\"relationships\":[{}]}}",
        related.join(",")
    )
}

fn objects(out: &mut impl Write, order: &Order) -> std::io::Result<()> {
    let mut related: Vec<(&str, &str, u64)> = order.items.iter().map(|it| ("comprises", "i", *it)).collect();
    related.push(("placed by", "c", order.customer));
    write!(out, ",\n{}", object("orders", 'o', order.number, &related))?;
    for item in &order.items {
        write!(out, ",\n{}", object("items", 'i', *item, &[("is a", "a", item % 200)]))?;
    }
    for (package, range) in &order.packages {
        let items: Vec<_> = order.items[range.clone()].iter().map(|it| ("contains", "i", *it)).collect();
        write!(out, ",\n{}", object("packages", 'p', *package, &items))?;
    }
    Ok(())
}

/// The deviation of an order, where one is sown: about one order in a hundred, never the last ones, whose ends the log
/// would not show.
fn deviation(order: u64, orders: u64, seed: u64) -> Option<&'static str> {
    let every = 100.min(orders / SOWN.len() as u64).max(1);
    let offset = seed % every;
    if order % every != offset || order * 20 > orders * 19 {
        return None;
    }
    Some(SOWN[(order / every) as usize % SOWN.len()])
}

/// Makes all orders, one after the other.
fn generate(
    orders: u64,
    seed: u64,
    mut each: impl FnMut(&Order) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (mut item, mut package) = (0, 0);
    for number in 0..orders {
        let placed = BEGIN_S + (number * DAYS * DAY / orders) as i64 + chance.between(0, MINUTE);
        let count = 1 + chance.below(4) as usize;
        let mut order = Order {
            number,
            customer: chance.below((orders / 8).max(3)),
            items: (item..item + count as u64).collect(),
            packages: Vec::new(),
            events: Vec::new(),
        };
        item += count as u64;
        live(&mut order, placed, deviation(number, orders, seed), &mut package, &mut chance);
        each(&order)?;
    }
    Ok(())
}

/// An order's life, with its deviation.
fn live(order: &mut Order, placed: i64, sown: Option<&str>, package: &mut u64, chance: &mut Chance) {
    let is = |what: &str| sown == Some(what);
    let o = ("orders", order.number);
    let items: Vec<_> = order.items.iter().map(|it| ("items", *it)).collect();
    let with_items = |first: &[(&'static str, u64)]| -> Vec<_> {
        first.iter().copied().chain(items.iter().copied()).collect()
    };
    order.events.push((placed, "place order", with_items(&[o, ("customers", order.customer)])));
    let mut confirmed = placed + chance.between(10 * MINUTE, 6 * HOUR);
    if is("confirm_late") {
        confirmed = placed + 2 * DAY as i64;
    }
    if !is("skip_confirm") {
        order.events.push((confirmed, "confirm order", with_items(&[o])));
    }
    let mut paid = confirmed + chance.between(HOUR, 20 * DAY);
    if is("pay_before_confirm") {
        paid = placed + chance.between(1, 9 * MINUTE);
    }
    if !is("never_paid") {
        let mut reminded = confirmed + 5 * DAY as i64;
        while reminded < paid {
            order.events.push((reminded, "payment reminder", vec![o]));
            reminded += 5 * DAY as i64;
        }
        order.events.push((paid, "pay order", vec![o]));
        if is("pay_twice") {
            order.events.push((paid + chance.between(MINUTE, DAY), "pay order", vec![o]));
        }
    }
    if is("never_shipped") {
        return;
    }
    let split = if items.len() > 2 && chance.one_in(2) { items.len() / 2 } else { items.len() };
    let parts = [0..split, split..items.len()].into_iter().filter(|it| !it.is_empty());
    for range in parts {
        ship(order, range, confirmed, sown, package, chance);
    }
}

/// One package of an order.
fn ship(
    order: &mut Order,
    range: std::ops::Range<usize>,
    confirmed: i64,
    sown: Option<&str>,
    package: &mut u64,
    chance: &mut Chance,
) {
    let is = |what: &str| sown == Some(what);
    let (o, p) = (("orders", order.number), ("packages", *package));
    order.packages.push((*package, range.clone()));
    *package += 1;
    let mut picks = Vec::new();
    for item in order.items[range].iter().copied() {
        let mut at = confirmed + chance.between(30 * MINUTE, 2 * DAY);
        if chance.one_in(12) {
            let touched = vec![("items", item), ("products", item % 200)];
            order.events.push((at, "item out of stock", touched.clone()));
            order.events.push((at + HOUR as i64, "reorder item", touched));
            at += HOUR as i64 + chance.between(DAY, 4 * DAY);
        }
        picks.push((at, item));
    }
    let last = picks.iter().map(|it| it.0).max().unwrap_or(confirmed);
    let packed = last + chance.between(10 * MINUTE, 2 * HOUR);
    let sent = packed + chance.between(10 * MINUTE, DAY);
    let mut delivered = sent + chance.between(12 * HOUR, 4 * DAY);
    if let Some(first) = picks.first_mut().filter(|_| is("pick_after_send")) {
        first.0 = sent + HOUR as i64;
    }
    let touched: Vec<_> = std::iter::once(p).chain(picks.iter().map(|it| ("items", it.1))).collect();
    for (at, item) in &picks {
        order.events.push((*at, "pick item", vec![("items", *item)]));
    }
    order.events.push((packed, "create package", touched.clone()));
    if !is("deliver_without_send") {
        order.events.push((sent, "send package", touched.clone()));
    }
    if chance.one_in(16) {
        order.events.push((delivered, "failed delivery", vec![p]));
        delivered += DAY as i64;
    }
    order.events.push((delivered, "package delivered", std::iter::once(o).chain(touched).collect()));
    if let Some((_, item)) = picks.first().filter(|_| chance.one_in(20)) {
        order.events.push((
            delivered + chance.between(DAY, 14 * DAY),
            "return item",
            vec![("items", *item), o],
        ));
    }
}

fn time(at_s: i64) -> String {
    jiff::Timestamp::from_second(at_s).map_or_else(|_| String::new(), |it| it.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_log_and_each_deviation_is_sown() {
        let folders = [1, 1, 2].map(|seed| {
            let folder = std::env::temp_dir().join(format!("seamless-log-{}-{seed}", std::process::id()));
            std::fs::create_dir_all(&folder).expect("a folder");
            write(&folder, 400, seed).expect("a log");
            let read = |name| std::fs::read_to_string(folder.join(name)).expect("a file");
            let both = (read("log.json"), read("truth.csv"));
            std::fs::remove_dir_all(folder).expect("it was there");
            both
        });
        assert_eq!(folders[0], folders[1]);
        assert_ne!(folders[0].0, folders[2].0);
        SOWN.iter().for_each(|it| assert!(folders[0].1.contains(it), "{it} is not sown"));
        serde_json::from_str::<serde_json::Value>(&folders[0].0).expect("JSON");
    }
}
