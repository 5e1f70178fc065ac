//! The flow map as the logs show it: every fact with its evidence, every unknown as a question.

use std::collections::HashMap;

use seamless_flow::{Kind, format_span, quoted};
use seamless_model::DocumentKind;

use super::yaml::{Page, remark};
use super::{Material, examples, nowhere, unit};
use crate::mine::alternatives::either;
use crate::mine::guess::{share, slug};
use crate::mine::spread::{count, day, percent, rounded_up, span};
use crate::mine::{FoundHandoff, Rhythm};

/// The map. It loads with `seamless check`.
pub fn map(of: &Material<'_>) -> String {
    let mut page = Page::default();
    head(&mut page, of);
    volume(&mut page, of);
    systems(&mut page, of);
    authority(&mut page, of);
    let names = names(&of.mined.handoffs);
    page.comment(0, "The arrows, as the times of the same documents in two systems show them.");
    if of.mined.handoffs.is_empty() {
        page.comment(0, "No document was seen in two systems: nothing to draw an arrow from. The report says what was compared.");
        page.line("handoffs: {}");
        return page.text();
    }
    for clocks in &of.mined.clocks {
        page.comment(0, &remark(&format!("? {}", clocks.words(of.log))));
    }
    page.line("handoffs:");
    let mut kept: Vec<&FoundHandoff> = Vec::new();
    for (handoff, name) in of.mined.handoffs.iter().zip(&names) {
        let closes = kept.iter().any(|it| it.carry == handoff.carry)
            && leads(&kept, handoff.carry, &handoff.to, &handoff.from);
        let mut one = Page::default();
        arrow(&mut one, of, handoff, name);
        if closes {
            page.comment(2, "Left out: with it, documents would come back to where they started. Which of the two directions is right?");
            one.text().lines().for_each(|line| page.line(format!("  # {}", line.trim_start())));
        } else {
            kept.push(handoff);
            one.text().lines().for_each(|line| page.line(line.to_owned()));
        }
        page.gap();
    }
    page.text().trim_end().to_owned() + "\n"
}

fn head(page: &mut Page, of: &Material<'_>) {
    let volume = &of.mined.volume;
    let files: Vec<&str> = of.sources.iter().map(|it| it.file.as_str()).collect();
    page.comment(
        0,
        &format!(
            "The order flow as seen in {}: {} orders, {} events, {} to {} (UTC).",
            files.join(", "),
            count(volume.orders),
            count(of.mined.size.0),
            day(volume.span_ms.0),
            day(volume.span_ms.1)
        ),
    );
    page.comment(0, "Drafted by `seamless discover`: every fact has its evidence behind it or above it. `#?` asks what no log can tell.");
    if let Some(apart) = of.mined.apart.words() {
        page.comment(0, &format!("{apart}."));
    }
    if let Some(sampled) = &of.sampled {
        page.comment(0, &sampled.words());
    }
    if of.stopped {
        page.comment(0, "The reading was stopped before the end: all numbers are of the part that was read.");
    }
    page.gap();
    page.noted("flow: discovered", "? what is this flow called?");
    page.line("title: \"As seen in the logs\"");
    match &of.zone {
        Some(zone) => page.noted(
            format!("timezone: {}", quoted(zone)),
            "? as `--zone` says; is it the one in which people work and cut-offs hold?",
        ),
        None => page.noted("timezone: UTC", "? in which time zone do people work and cut-offs hold?"),
    }
    match &of.currency {
        Some((currency, why)) => page.noted(format!("currency: {currency}"), why),
        None => page.noted("currency: USD", "? no column names a currency: which is the shop's?"),
    }
    page.gap();
}

fn volume(page: &mut Page, of: &Material<'_>) {
    let volume = &of.mined.volume;
    if volume.orders == 0 {
        return;
    }
    page.line("volume:");
    page.noted(
        format!("  orders_per_day: {}", volume.per_day),
        &format!("the middle one of the days that had orders; {} in all", count(volume.orders)),
    );
    page.noted(format!("  peak_orders_per_minute: {}", volume.peak_minute), "the busiest minute");
    page.gap();
}

fn systems(page: &mut Page, of: &Material<'_>) {
    page.line("teams:");
    page.noted(
        "  unassigned: { title: Nobody yet }",
        "? which teams own these systems, and how are they reached?",
    );
    page.gap();
    page.comment(0, "The lanes, in the order in which the logs first hear of them.");
    let systems = &of.mined.meaning.systems;
    if systems.is_empty() {
        page.line("systems: {}");
    } else {
        page.line("systems:");
    }
    for (name, system) in systems {
        page.line(format!("  {}:", quoted(name)));
        if let Some(title) = &system.title {
            page.line(format!("    title: {}", quoted(title)));
        }
        page.noted(format!("    kind: {}", system.kind.word()), kind_remark(&system.kind));
        let why = system.role_evidence.as_ref().map_or_else(String::new, |it| format!("; {it}"));
        page.noted(format!("    role: {}", system.role.word()), &format!("{}{why}", events_of(of, name)));
        page.noted("    team: unassigned", "? who owns it?");
        if system.kind == Kind::Shopify {
            page.comment(4, "shop: your-shop.myshopify.com   #? the shop's domain");
            page.comment(4, "plan: plus                      #? rate limits depend on the plan");
        }
    }
    page.gap();
}

fn kind_remark(kind: &Kind) -> &'static str {
    match kind {
        Kind::Other(word) if word == "unknown" => "? which product is it?",
        _ => "? as its name says; is that right?",
    }
}

/// What the log tells of a system: `2,000 events: place order, confirm order`.
fn events_of(of: &Material<'_>, system: &str) -> String {
    let names = of
        .mined
        .meaning
        .events
        .iter()
        .filter(|it| it.1.step.as_ref().is_some_and(|step| step.system == system));
    let names: Vec<&str> = names.map(|it| it.0.as_str()).collect();
    let mine = |kind: &&u32| names.contains(&of.log.event_types.get(**kind));
    let number = of.log.events.kind.iter().filter(mine).count();
    format!("? {} events: {}", count(number as u64), names.join(", "))
}

fn authority(page: &mut Page, of: &Material<'_>) {
    let meaning = &of.mined.meaning;
    let mut steps: Vec<_> = meaning.events.values().filter_map(|it| it.step.as_ref()).collect();
    steps.sort_by_key(|it| meaning.systems.get_index_of(&it.system));
    let mut kinds: Vec<(DocumentKind, &str)> = Vec::new();
    for step in steps {
        if !kinds.iter().any(|it| it.0 == step.document) {
            kinds.push((step.document, &step.system));
        }
    }
    if kinds.is_empty() {
        return;
    }
    let all: Vec<String> = kinds.iter().map(|it| format!("{}: {}", it.0, quoted(it.1))).collect();
    page.comment(0, "? Which system may write what, and nobody else? Where each document was seen first:");
    page.comment(0, &format!("authority: {{ {} }}", all.join(", ")));
    page.gap();
}

/// The names of handoffs: what travels where, told apart where two would have one name.
pub fn names(handoffs: &[FoundHandoff]) -> Vec<String> {
    let plain = |it: &FoundHandoff| {
        let (what, to) = (format!("{}s", it.carry.word().replace('_', "-")), slug(&it.to));
        if what == to { format!("{what}-from-{}", slug(&it.from)) } else { format!("{what}-to-{to}") }
    };
    let mut seen: HashMap<String, usize> = HashMap::new();
    handoffs.iter().for_each(|it| *seen.entry(plain(it)).or_default() += 1);
    let mut given: HashMap<String, usize> = HashMap::new();
    let name = |it: &FoundHandoff| {
        let plain = plain(it);
        let base = if seen[&plain] > 1 { format!("{plain}-from-{}", slug(&it.from)) } else { plain };
        let times = given.entry(base.clone()).or_default();
        *times += 1;
        if *times == 1 { base } else { format!("{base}-{times}") }
    };
    handoffs.iter().map(name).collect()
}

/// Whether the arrows that are kept lead from one system to another, for one kind of document.
fn leads(kept: &[&FoundHandoff], carry: DocumentKind, from: &str, to: &str) -> bool {
    let mut reached = vec![from];
    let mut at = 0;
    while let Some(here) = reached.get(at).copied() {
        if here == to {
            return true;
        }
        for next in kept.iter().filter(|it| it.carry == carry && it.from == here) {
            if !reached.contains(&next.to.as_str()) {
                reached.push(&next.to);
            }
        }
        at += 1;
    }
    false
}

fn arrow(page: &mut Page, of: &Material<'_>, handoff: &FoundHandoff, name: &str) {
    page.line(format!("  {name}:"));
    for line in evidence(of, handoff) {
        page.comment(4, &line);
    }
    let step = |kind: u32| of.mined.meaning.step(of.log.event_types.get(kind));
    let ships = of.mined.meaning.systems.get(&handoff.to).is_some_and(|it| it.role.ships_goods());
    let of_order = step(handoff.between.0).is_some_and(|it| it.document == DocumentKind::Order);
    if ships && of_order && handoff.carry == DocumentKind::Shipment {
        page.noted(
            "    carry: shipment",
            "? what reaches it is a request to ship, of which the log shows only the shipment",
        );
    } else {
        page.line(format!("    carry: {}", handoff.carry));
    }
    page.line(format!("    from: {}", quoted(&handoff.from)));
    page.line(format!("    to: {}", quoted(&handoff.to)));
    let polled = via(page, handoff);
    let latency = handoff.counts.latency;
    let deadline = rounded_up(latency.map_or(0, |it| it.p99_ms).max(polled * 1_000));
    let took =
        latency.map_or_else(|| "nothing was measured".to_owned(), |it| format!("p99 is {}", span(it.p99_ms)));
    page.noted(
        format!("    within: {}", format_span(deadline).replace(' ', "")),
        &format!("? proposed: {took}, rounded up. What was promised?"),
    );
    let covers: Vec<&str> = handoff.covers.iter().map(|it| it.word()).collect();
    page.noted(format!("    covers: [{}]", covers.join(", ")), "what both sides show");
    match &handoff.key {
        Some((source, target)) => page.line(format!(
            "    key: {{ {}: {}, {}: {} }}",
            quoted(&handoff.from),
            quoted(&field(source)),
            quoted(&handoff.to),
            quoted(&field(target))
        )),
        None => page.line(format!(
            "    # key: {{ {}: id, {}: id }}   #? which field holds it on each side? The log ties them by its {}",
            quoted(&handoff.from),
            quoted(&handoff.to),
            of.log.object_types.get(handoff.tie)
        )),
    }
    page.comment(4, "by: vendor        #? who carries it: Seamless, a vendor's integration, a person?");
    page.comment(4, "owner: unassigned #? which team answers for it?");
}

/// Writes how it travels; gives the poll's interval in seconds, or 0.
fn via(page: &mut Page, handoff: &FoundHandoff) -> i64 {
    match handoff.rhythm {
        Rhythm::Every { seconds, share_percent } => {
            let every = format_span(jiff::SignedDuration::from_secs(seconds));
            page.noted(
                format!("    via: poll {every}"),
                &format!("{share_percent} % of arrivals lie at marks of {every}"),
            );
            seconds
        }
        Rhythm::Free => {
            page.comment(4, "via: webhook      #? arrivals keep no rhythm: webhook or api?");
            0
        }
        Rhythm::Coarse { seconds } => {
            let grain = format_span(jiff::SignedDuration::from_secs(seconds));
            page.comment(4, &format!("via: webhook      #? times are kept to {grain}, which hides any rhythm: webhook, poll, file or api?"));
            0
        }
        Rhythm::TooFew => {
            page.comment(4, "via: webhook      #? too few arrivals to tell: webhook, poll, file or api?");
            0
        }
    }
}

/// The evidence of a handoff, a sentence a line.
pub fn evidence(of: &Material<'_>, handoff: &FoundHandoff) -> Vec<String> {
    let (counts, log) = (&handoff.counts, of.log);
    let between = (log.event_types.get(handoff.between.0), log.event_types.get(handoff.between.1));
    let units = log.object_types.get(handoff.tie);
    let part = of.sampled.map_or_else(String::new, |it| format!("From 1 in {} orders: ", it.one_in));
    let mut lines = vec![format!(
        "{part}{} {units} from \"{}\" to \"{}\", seen {} to {}.",
        share(counts.arrived, counts.sources),
        between.0,
        between.1,
        day(counts.seen_ms.0),
        day(counts.seen_ms.1)
    )];
    if let Some(latency) = counts.latency {
        lines.push(format!("It takes {}.", latency.words()));
    }
    if counts.without > 0 {
        lines.push(format!(
            "Only some {units} come this way; the other {} are not missed.",
            count(counts.without)
        ));
    }
    if counts.elsewhere > 0 {
        let others: Vec<&str> =
            handoff.among.iter().filter(|it| **it != handoff.to).map(String::as_str).collect();
        lines.push(format!("{} others went to {} instead.", count(counts.elsewhere), either(&others)));
        lines.push(format!(
            "? Which {units} go to {}, and which to {}? `when:` says it on each of these arrows.",
            handoff.to,
            either(&others)
        ));
    }
    if counts.lost + counts.young > 0 {
        lines.push(missing(of, handoff));
    }
    let unusual = counts.repeated > 0 && counts.repeated * 5 < counts.arrived;
    if unusual {
        lines.push(format!(
            "{} arrived more than once: {}.",
            unit(log, handoff.tie, counts.repeated),
            examples(log, &counts.repeated_examples)
        ));
    } else if counts.repeated > 0 {
        lines.push(format!(
            "Several for one are usual: {} of the {units}.",
            percent(counts.repeated, counts.arrived)
        ));
    }
    if counts.back_in_time > 0 {
        lines.push(format!(
            "{} were in the target before the source: {}. Do both clocks and time zones agree?",
            unit(log, handoff.tie, counts.back_in_time),
            examples(log, &counts.back_examples)
        ));
    }
    if counts.from_nowhere > 0 {
        lines.push(format!(
            "{} in the target have nothing in the source.",
            unit(log, handoff.tie, counts.from_nowhere)
        ));
    }
    if let Some(key) = &handoff.key_evidence {
        lines.push(key.clone());
    }
    if !handoff.instead.is_empty() {
        lines.push(format!(
            "? It could come from {} as well, which had it earlier still.",
            handoff.instead.join(" or ")
        ));
    }
    lines.iter().map(|it| remark(it)).collect()
}

fn missing(of: &Material<'_>, handoff: &FoundHandoff) -> String {
    let counts = &handoff.counts;
    let mut text = if counts.lost == 0 {
        "None was lost".to_owned()
    } else {
        format!(
            "{} never arrived{} ({}): {}",
            unit(of.log, handoff.tie, counts.lost),
            nowhere(handoff),
            percent(counts.lost, counts.sources),
            examples(of.log, &counts.lost_examples)
        )
    };
    if counts.lost_cancelled > 0 {
        text.push_str(&format!("; {} of them belong to cancelled orders", count(counts.lost_cancelled)));
    }
    if counts.young > 0 {
        let window = counts.latency.map_or_else(|| "the rest".to_owned(), |it| span(it.p99_ms));
        text.push_str(&format!(
            "; {} more are younger than p99 ({window}) at the log's end and not counted",
            count(counts.young)
        ));
    }
    text + "."
}

/// A column's name as a field of the map: `Order Number` is `order_number`.
pub fn field(column: &str) -> String {
    let words: Vec<String> = column
        .split(|it: char| !it.is_alphanumeric() && it != '.')
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() { "id".to_owned() } else { words.join("_") }
}
