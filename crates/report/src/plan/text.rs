//! A plan in words: for the terminal and as Markdown.

use indexmap::IndexSet;

use super::{Asks, Change, Hit, Kind, Plan, Questions};
use crate::words::{bold, count, markdown as escaped, wrap};

/// Characters on a line.
const WIDTH: usize = 96;

/// The plan for a terminal: its answer first, then what changes, what opens and closes, whom to tell, what to rehearse.
pub fn text(plan: &Plan, colour: bool) -> String {
    let mut out = format!("{}\n", bold(&answer(plan), colour));
    for (title, lines) in sections(plan) {
        out.push_str(&format!("\n{}\n", bold(title, colour)));
        for (lead, line) in lines {
            let hang = " ".repeat(4);
            let wrapped = wrap(&line, WIDTH - 4);
            let mark = if lead.is_empty() { "  ".to_owned() } else { format!("  {lead} ") };
            for (index, part) in wrapped.iter().enumerate() {
                out.push_str(&format!("{}{part}\n", if index == 0 { &mark } else { &hang }));
            }
        }
    }
    out
}

/// The plan as Markdown, for a pull request.
pub fn markdown(plan: &Plan) -> String {
    let mut out = format!("**{}**\n", escaped(&answer(plan)));
    for (title, lines) in sections(plan) {
        out.push_str(&format!("\n### {title}\n\n"));
        for (lead, line) in lines {
            let lead = if lead.is_empty() { String::new() } else { format!("`{lead}` ") };
            out.push_str(&format!("- {lead}{}\n", escaped(&line)));
        }
    }
    out
}

fn answer(plan: &Plan) -> String {
    if plan.is_empty() {
        return format!("{}: nothing changes (map {}).", plan.title, plan.maps.1);
    }
    let of = |kind: Kind| plan.handoffs.iter().filter(|it| it.kind == kind).count();
    let kinds = [
        Kind::Added,
        Kind::Removed,
        Kind::Recarried,
        Kind::Rerouted,
        Kind::Slowed,
        Kind::Quickened,
        Kind::Changed,
    ];
    let parts: Vec<String> =
        kinds.into_iter().filter(|it| of(*it) > 0).map(|it| format!("{} {}", of(it), it.word())).collect();
    let handoffs = match parts.is_empty() {
        true => "no handoff changes".to_owned(),
        false => format!("handoffs: {}", parts.join(", ")),
    };
    let number = |all: &[Hit]| all.iter().filter(|it| !it.allowed).count() as u64;
    let mut parts = vec![
        handoffs,
        format!(
            "{} opened, {} closed",
            count(number(&plan.hits.opened), "breakpoint", "breakpoints"),
            count(number(&plan.hits.closed), "breakpoint", "breakpoints")
        ),
    ];
    let blurred = number(&plan.hits.blurred);
    if blurred > 0 {
        parts.push(format!("{} at risk can no longer be told", count(blurred, "breakpoint", "breakpoints")));
    }
    let gone = number(&plan.hits.gone);
    if gone > 0 {
        parts.push(format!("{} went with what was removed", count(gone, "breakpoint", "breakpoints")));
    }
    parts.extend(asked(&plan.questions));
    format!("{}: {} (map {} to {}).", plan.title, parts.join("; "), plan.maps.0, plan.maps.1)
}

/// What becomes of the questions, in short.
fn asked(all: &Questions) -> Option<String> {
    let number = |it: &[Asks]| it.len() as u64;
    let mut parts = Vec::new();
    if !all.new.is_empty() {
        parts.push(count(number(&all.new), "new question", "new questions"));
    }
    if !all.moved.is_empty() {
        let parties: IndexSet<&str> = all.moved.iter().map(|it| it.to.as_str()).collect();
        let stay = if all.moved.len() == 1 { "stays" } else { "stay" };
        parts.push(format!(
            "{} {stay} open, now to {}",
            count(number(&all.moved), "question", "questions"),
            parties.into_iter().collect::<Vec<_>>().join(" and ")
        ));
    }
    if !all.answered.is_empty() {
        parts.push(format!("{} answered", number(&all.answered)));
    }
    if !all.gone.is_empty() {
        parts.push(format!("{} no longer asked", number(&all.gone)));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

type Lines = Vec<(&'static str, String)>;

/// What there is to say, without what is empty.
fn sections(plan: &Plan) -> Vec<(&'static str, Lines)> {
    let tell = |it: &super::Tell| {
        let reach = it.reach.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
        ("", format!("{}{reach}: {}", it.team, it.about.join(", ")))
    };
    let again = |it: &super::Again| ("", format!("{}: {}", it.scenario, it.why));
    let hits = |all: &[Hit]| all.iter().map(hit).collect();
    let asks = |all: &[Asks]| all.iter().map(ask).collect();
    let facts = |all: &[Asks]| all.iter().map(fact).collect();
    let questions = &plan.questions;
    let sections: [(&'static str, Lines); 13] = [
        ("Handoffs", changes(&plan.handoffs)),
        ("Around them", changes(&plan.surroundings)),
        ("Breakpoints that open", hits(&plan.hits.opened)),
        ("Breakpoints that close", hits(&plan.hits.closed)),
        ("Breakpoints at risk before, and unknown now", hits(&plan.hits.blurred)),
        ("Breakpoints that went with what was removed", hits(&plan.hits.gone)),
        ("Breakpoints that the map allows from now on", hits(&plan.hits.accepted)),
        ("New questions", asks(&questions.new)),
        ("Questions that stay open, to somebody else", asks(&questions.moved)),
        ("Questions that are answered", facts(&questions.answered)),
        ("Questions that nothing asks any more", facts(&questions.gone)),
        ("Teams to tell", plan.teams.iter().map(tell).collect()),
        ("Scenarios to rehearse again", plan.rehearse.iter().map(again).collect()),
    ];
    sections.into_iter().filter(|it| !it.1.is_empty()).collect()
}

fn changes(all: &[Change]) -> Lines {
    all.iter()
        .map(|it| {
            let mark = match it.kind {
                Kind::Added => "+",
                Kind::Removed => "-",
                _ => "~",
            };
            let says: Vec<&str> = it.says.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
            let says = if says.is_empty() { String::new() } else { format!(": {}", says.join("; ")) };
            (mark, format!("{} {}{says}", it.what.short(), it.kind.word()))
        })
        .collect()
}

fn hit(it: &Hit) -> (&'static str, String) {
    let mut how = vec![it.severity.word()];
    how.extend(it.other.as_deref());
    how.extend(it.allowed.then_some("allowed by the map"));
    ("", format!("{} at {} ({}): {}", it.breakpoint, it.at, how.join(", "), it.message))
}

fn ask(it: &Asks) -> (&'static str, String) {
    ("", format!("{}: {}", fact(it).1, it.question))
}

fn fact(it: &Asks) -> (&'static str, String) {
    ("", format!("to {}, {} at {}", it.to, it.fact, it.at.join(", ")))
}
