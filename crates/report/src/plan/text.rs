//! A plan in words: for the terminal and as Markdown.

use super::{Change, Hit, Kind, Plan};
use crate::words::{count, wrap};

/// Characters on a line.
const WIDTH: usize = 96;

/// The plan for a terminal: its answer first, then what changes, what opens and closes, whom to tell, what to rehearse.
pub fn text(plan: &Plan, colour: bool) -> String {
    let bold = |text: &str| if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let mut out = format!("{}\n", bold(&answer(plan)));
    for (title, lines) in sections(plan) {
        out.push_str(&format!("\n{}\n", bold(title)));
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
    let mut out = format!("**{}**\n", answer(plan));
    for (title, lines) in sections(plan) {
        out.push_str(&format!("\n### {title}\n\n"));
        for (lead, line) in lines {
            let lead = if lead.is_empty() { String::new() } else { format!("`{lead}` ") };
            out.push_str(&format!("- {lead}{line}\n"));
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
    let open = plan.opened.iter().filter(|it| !it.allowed).count() as u64;
    let closed = plan.closed.iter().filter(|it| !it.allowed).count() as u64;
    format!(
        "{}: {handoffs}; {} opened, {} closed (map {} to {}).",
        plan.title,
        count(open, "breakpoint", "breakpoints"),
        count(closed, "breakpoint", "breakpoints"),
        plan.maps.0,
        plan.maps.1
    )
}

type Lines = Vec<(&'static str, String)>;

/// What there is to say, without what is empty.
fn sections(plan: &Plan) -> Vec<(&'static str, Lines)> {
    let tell = |it: &super::Tell| {
        let reach = it.reach.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
        ("", format!("{}{reach}: {}", it.team, it.about.join(", ")))
    };
    let again = |it: &super::Again| ("", format!("{}: {}", it.scenario, it.why));
    let sections: [(&'static str, Lines); 6] = [
        ("Handoffs", changes(&plan.handoffs)),
        ("Around them", changes(&plan.surroundings)),
        ("Breakpoints that open", plan.opened.iter().map(hit).collect()),
        ("Breakpoints that close", plan.closed.iter().map(hit).collect()),
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
            let name = it.what.strip_prefix("handoff ").unwrap_or(&it.what);
            (mark, format!("{name} {}{says}", it.kind.word()))
        })
        .collect()
}

fn hit(it: &Hit) -> (&'static str, String) {
    let allowed = if it.allowed { ", allowed by the map" } else { "" };
    ("", format!("{} at {} ({}, {}{allowed}): {}", it.breakpoint, it.at, it.verdict, it.severity, it.message))
}
