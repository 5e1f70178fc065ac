//! What a log's words mean, as the file that a person corrects.

use seamless_flow::quoted;

use super::yaml::Page;
use crate::log::Log;
use crate::mine::spread::count;
use crate::mine::{EventMeaning, Meaning};

/// The file, with the evidence for each line.
pub fn meaning(log: &Log, of: &str, meaning: &Meaning) -> String {
    let mut page = Page::default();
    page.comment(0, &format!("What the words of {of} mean in the words of a map."));
    page.comment(
        0,
        "A draft: correct it, then pass it with `--as` to `seamless discover` and to `seamless map --conformance`. \
         Every line says why it stands there; rules hold for 995 in 1,000 at least; strike those that are only habits.",
    );
    page.gap();
    page.noted(format!("thread: {}", quoted(&meaning.thread)), "each of these is one order");
    let aside: Vec<String> = meaning.aside.iter().map(|it| quoted(it)).collect();
    page.noted(format!("aside: [{}]", aside.join(", ")), "met by many orders, so they tie nothing together");
    page.gap();
    page.comment(0, "The lanes, in the order in which the log first hears of them.");
    page.line(if meaning.systems.is_empty() { "systems: {}" } else { "systems:" });
    for (name, system) in &meaning.systems {
        let title = system.title.as_ref().map_or_else(String::new, |it| format!("title: {}, ", quoted(it)));
        page.line(format!(
            "  {}: {{ {title}kind: {}, role: {} }}",
            quoted(name),
            system.kind.word(),
            system.role.word()
        ));
    }
    page.gap();
    page.comment(
        0,
        "The types of events. `of` is the touched object that is the document; `once`: at most once to each.",
    );
    page.comment(0, "`after`: must have happened before; `needs`: must happen afterwards, `needs: { pay order: 21d }` by then.");
    let happens = crate::mine::guess::happening(log);
    let never: Vec<&str> = log.event_types.iter().zip(&happens).filter(|it| !it.1).map(|it| it.0).collect();
    if !never.is_empty() {
        page.comment(
            0,
            &format!("The log declares these as well, and they never happen in it: {}.", never.join(", ")),
        );
    }
    page.line("events:");
    let mut numbers = vec![0u64; log.event_types.len()];
    for kind in &log.events.kind {
        numbers[*kind as usize] += 1;
    }
    for (name, event) in &meaning.events {
        let number = log.event_types.find(name).map_or(0, |it| numbers[it as usize]);
        one(&mut page, name, event, number);
    }
    page.text()
}

fn one(page: &mut Page, name: &str, event: &EventMeaning, number: u64) {
    let evidence = |what: &str| event.evidence.get(what).map_or("", String::as_str);
    page.noted(format!("  {}:", quoted(name)), &format!("{} in the log", count(number)));
    match &event.step {
        Some(step) => {
            page.noted(format!("    system: {}", quoted(&step.system)), evidence("step"));
            page.line(format!("    document: {}", step.document));
            page.line(format!("    event: {}", step.event));
        }
        None => page.comment(4, "no step of the map: no word of its name is known. Say `system`, `document` and `event`, or leave it."),
    }
    if let Some(of) = &event.of {
        page.line(format!("    of: {}", quoted(of)));
    }
    if event.once {
        page.noted("    once: true", evidence("once"));
    }
    let after = event.after.iter().map(|(name, by)| (name, by.as_ref().map(|it| quoted(it))));
    list(page, "after", after.collect(), &evidence);
    let needs = event
        .needs
        .iter()
        .map(|(name, within)| (name, within.map(|it| seamless_flow::format_span(it).replace(' ', ""))));
    list(page, "needs", needs.collect(), &evidence);
}

/// A list of names, or a map where some of them say more.
fn list<'e>(
    page: &mut Page,
    what: &str,
    names: Vec<(&String, Option<String>)>,
    evidence: &impl Fn(&str) -> &'e str,
) {
    if names.is_empty() {
        return;
    }
    page.line(format!("    {what}:"));
    let map = names.iter().any(|it| it.1.is_some());
    for (name, more) in names {
        let line = match more {
            Some(more) => format!("      {}: {more}", quoted(name)),
            None if map => format!("      {}:", quoted(name)),
            None => format!("      - {}", quoted(name)),
        };
        match evidence(&format!("{what} {name}")) {
            "" => page.line(line),
            why => page.noted(line, why),
        }
    }
}
