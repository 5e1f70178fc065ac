//! A plan in words: for the terminal and as Markdown.

use indexmap::{IndexMap, IndexSet};

use super::{Asks, Change, Hit, Kind, Plan, Questions};
use crate::words::{bold, count, markdown as escaped, wrap};

/// Characters on a line.
const WIDTH: usize = 96;

/// The most that is said of one breakpoint before an example stands for all.
const EACH_MOST: usize = 3;

/// The plan for a terminal: its answer first, then what changes, what opens and closes, whom to tell, what to rehearse.
pub fn text(plan: &Plan, colour: bool) -> String {
    let mut out = format!("{}\n", bold(&answer(plan), colour));
    for (title, lines) in sections(plan) {
        out.push_str(&format!("\n{}\n", bold(title, colour)));
        for it in lines {
            let mark = if it.mark.is_empty() { "  ".to_owned() } else { format!("  {} ", it.mark) };
            hang(&it.text, &mark, 4, &mut out);
            for under in it.under {
                hang(&under, "    ", 6, &mut out);
            }
        }
    }
    out
}

/// Adds a paragraph of which all lines but the first begin with `by` blanks.
fn hang(text: &str, mark: &str, by: usize, out: &mut String) {
    let blank = " ".repeat(by);
    for (index, part) in wrap(text, WIDTH - by).iter().enumerate() {
        out.push_str(&format!("{}{part}\n", if index == 0 { mark } else { &blank }));
    }
}

/// The plan as Markdown, for a pull request.
pub fn markdown(plan: &Plan) -> String {
    let mut out = format!("**{}**\n", escaped(&answer(plan)));
    for (title, lines) in sections(plan) {
        out.push_str(&format!("\n### {title}\n\n"));
        for it in lines {
            let lead = if it.mark.is_empty() { String::new() } else { format!("`{}` ", it.mark) };
            out.push_str(&format!("- {lead}{}\n", escaped(&it.text)));
            for under in it.under {
                out.push_str(&format!("  - {}\n", escaped(&under)));
            }
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
    let known = number(&plan.hits.known);
    if known > 0 {
        let were =
            if known == 1 { "is known now that was a question" } else { "are known now that were questions" };
        parts.push(format!("{} {were}", count(known, "risk", "risks")));
    }
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

/// One thing that is said, and what stands under it.
#[derive(Default)]
struct Item {
    /// What is put before it: `+`, `-`, `~` or nothing.
    mark: &'static str,
    text: String,
    under: Vec<String>,
}

impl Item {
    fn of(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

/// What there is to say, without what is empty.
fn sections(plan: &Plan) -> Vec<(&'static str, Vec<Item>)> {
    let tell = |it: &super::Tell| {
        let reach = it.reach.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
        Item::of(format!("{}{reach}: {}", it.team, it.about.join(", ")))
    };
    let again = |it: &super::Again| Item::of(format!("{}: {}", it.scenario, it.why));
    let questions = &plan.questions;
    let sections: [(&'static str, Vec<Item>); 14] = [
        ("Handoffs", changes(&plan.handoffs)),
        ("Around them", changes(&plan.surroundings)),
        ("Breakpoints that open", hits(&plan.hits.opened)),
        ("Risks that are known now, and were questions", hits(&plan.hits.known)),
        ("Breakpoints that close", hits(&plan.hits.closed)),
        ("Breakpoints at risk before, and unknown now", hits(&plan.hits.blurred)),
        ("Breakpoints that went with what was removed", hits(&plan.hits.gone)),
        ("Breakpoints that the map allows from now on", hits(&plan.hits.accepted)),
        ("New questions", asks(&questions.new, ask)),
        ("Questions that stay open, to somebody else", asks(&questions.moved, ask)),
        ("Questions that are answered", asks(&questions.answered, fact)),
        ("Questions that nothing asks any more", asks(&questions.gone, fact)),
        ("Teams to tell", plan.teams.iter().map(tell).collect()),
        ("Scenarios to rehearse again", plan.rehearse.iter().map(again).collect()),
    ];
    sections.into_iter().filter(|it| !it.1.is_empty()).collect()
}

fn changes(all: &[Change]) -> Vec<Item> {
    all.iter()
        .map(|it| {
            let mark = match it.kind {
                Kind::Added => "+",
                Kind::Removed => "-",
                _ => "~",
            };
            let says: Vec<&str> = it.says.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
            let says = if says.is_empty() { String::new() } else { format!(": {}", says.join("; ")) };
            Item { mark, ..Item::of(format!("{} {}{says}", it.what.short(), it.kind.word())) }
        })
        .collect()
}

/// Findings: those of one breakpoint together.
fn hits(all: &[Hit]) -> Vec<Item> {
    all.chunk_by(|one, other| (one.allowed, &one.breakpoint) == (other.allowed, &other.breakpoint))
        .map(|alike| match alike {
            [it] => Item::of(format!("{} at {} ({}): {}", it.breakpoint, it.at, how(it), it.message)),
            all => together(all),
        })
        .collect()
}

/// Findings of one breakpoint: with what is said of each, or of one where that would be much.
fn together(alike: &[Hit]) -> Item {
    let mut said: IndexMap<(String, &str), IndexSet<&str>> = IndexMap::new();
    for it in alike {
        said.entry((how(it), &it.message)).or_default().insert(&it.at);
    }
    let places: IndexSet<&str> = alike.iter().map(|it| it.at.as_str()).collect();
    let named = |places: &IndexSet<&str>| places.iter().copied().collect::<Vec<_>>().join(", ");
    let id = alike.first().map_or("", |it| it.breakpoint.as_str());
    let number = count(places.len() as u64, "place", "places");
    if said.len() <= EACH_MOST {
        let under = said.iter().map(|((how, message), at)| format!("{} ({how}): {message}", named(at)));
        return Item { under: under.collect(), ..Item::of(format!("{id} at {number}")) };
    }
    let worst = alike.iter().map(|it| it.severity).max().map_or("", |it| it.word());
    let example = said.first().map(|((_, message), at)| format!("for example at {}: {message}", named(at)));
    Item {
        under: example.into_iter().collect(),
        ..Item::of(format!("{id} at {number} ({worst}): {}", named(&places)))
    }
}

fn how(it: &Hit) -> String {
    let mut how = vec![it.severity.word()];
    how.extend(it.other.as_deref());
    how.extend(it.allowed.then_some("allowed by the map"));
    how.join(", ")
}

/// Questions: those to one party together.
fn asks(all: &[Asks], words: fn(&Asks) -> String) -> Vec<Item> {
    let mut parties: IndexMap<&str, Vec<String>> = IndexMap::new();
    for it in all {
        parties.entry(&it.to).or_default().push(words(it));
    }
    let one = |(to, mut said): (&str, Vec<String>)| match said.len() {
        1 => Item::of(format!("to {to}, {}", said.remove(0))),
        many => {
            let number = count(many as u64, "question", "questions");
            Item { under: said, ..Item::of(format!("to {to}, {number}")) }
        }
    };
    parties.into_iter().map(one).collect()
}

fn ask(it: &Asks) -> String {
    format!("{}: {}", fact(it), it.question)
}

fn fact(it: &Asks) -> String {
    format!("{} at {}", it.fact, it.at.join(", "))
}
