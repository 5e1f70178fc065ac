//! Handbooks as Markdown.

use seamless_draw::{Mermaid, Options, mermaid};
use seamless_flow::Flow;

use super::part::{OTHERS, REST};
use super::{Owned, Part, Risk};
use crate::words::markdown as line;

pub(super) fn markdown(flow: &Flow, parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        book(flow, part, &mut out);
    }
    out
}

fn book(flow: &Flow, part: &Part, out: &mut String) {
    let zone = flow.timezone.iana_name().unwrap_or("UTC");
    out.push_str(&format!("# Handbook: {}\n\n{}\n\n", line(&part.title), part.answer()));
    out.push_str(&format!(
        "Of the order flow of {}, map {}. Times are in {zone}. Made from the map: change the map, not this page.\n\n",
        line(&flow.title),
        flow.hash.short()
    ));
    out.push_str("## Your part of the flow\n\n```mermaid\n");
    let options = Options { team: Some(part.team.clone()), ..Options::default() };
    out.push_str(mermaid(flow, &options, Mermaid::Flowchart).trim_end());
    out.push_str(
        "\n```\n\n## Systems that you meet\n\n| system | what it does | whose | where |\n|---|---|---|---|\n",
    );
    for it in &part.systems {
        let owner = it.owner.as_deref().unwrap_or("yours");
        out.push_str(&row(&[&it.title, it.role, owner, it.address.as_deref().unwrap_or("")]));
    }
    if !part.identifiers.is_empty() {
        out.push_str("\n## How a document is called where\n\n| document | identifiers |\n|---|---|\n");
        for it in &part.identifiers {
            let fields: Vec<String> =
                it.fields.iter().map(|(system, field)| format!("`{field}` in {system}")).collect();
            out.push_str(&row(&[it.document, &fields.join(", ")]));
        }
    }
    handoffs("What you own", &part.owns, false, out);
    handoffs("What others own and you touch", &part.touches, true, out);
    if !part.cutoffs.is_empty() {
        out.push_str("\n## Times of day that count\n\n");
        part.cutoffs.iter().for_each(|it| out.push_str(&format!("- {}\n", line(it))));
    }
    out.push_str("\n## Whom to call\n\n| who | how | what for |\n|---|---|---|\n");
    for (who, how, what) in &part.calls {
        out.push_str(&row(&[who, how, what]));
    }
    out.push_str("\n## What can go wrong\n\n");
    if !part.risks.iter().any(Risk::is_told) {
        out.push_str("The map shows nothing of it today that is yours to mend.\n\n");
    }
    part.risks.iter().filter(|it| it.is_told()).for_each(|it| risk(it, part.tells_customers, out));
    noticed(part, out);
    rest(part, out);
}

fn noticed(part: &Part, out: &mut String) {
    let mut open = part.noticed.iter().filter(|it| it.open).peekable();
    if open.peek().is_none() {
        return;
    }
    out.push_str("## What you may notice, and others act on\n\n");
    for it in open {
        let (at, who, act) = (it.at.join(", "), line(&it.who.join(" and ")), it.act());
        out.push_str(&format!(
            "- {} (`{}`), on {at}. {who} {act} on it.\n",
            it.breakpoint.title, it.breakpoint.id
        ));
    }
    out.push('\n');
}

fn rest(part: &Part, out: &mut String) {
    let (own, others) = (part.rest(), part.of_others());
    if own.is_empty() && others.is_empty() {
        return;
    }
    out.push_str(&format!("## What else can happen\n\n{REST}\n\n"));
    for (it, is_allowed) in own {
        let allowed = if is_allowed { " (allowed)" } else { "" };
        out.push_str(&format!("- {}: `{}`{allowed}\n", it.title, it.id));
    }
    if !others.is_empty() {
        out.push_str(&format!("\n{OTHERS}\n\n"));
    }
    for it in others {
        out.push_str(&format!("- {}: `{}`\n", it.title, it.id));
    }
    out.push('\n');
}

fn handoffs(title: &str, all: &[Owned], owner: bool, out: &mut String) {
    if all.is_empty() {
        return;
    }
    out.push_str(&format!("\n## {title}\n\n"));
    for it in all {
        let whose = if owner { format!(" Owned by {}.", line(&it.owner)) } else { String::new() };
        out.push_str(&format!(
            "- **{}**: {}. {}{whose}\n",
            it.id,
            line(&it.says),
            line(&it.details.join(" "))
        ));
    }
}

fn risk(it: &Risk, tells_customers: bool, out: &mut String) {
    out.push_str(&format!("### {}\n\n", it.breakpoint.title));
    for found in &it.found {
        let places = found.places();
        out.push_str(&format!("> {}: {} {}\n\n", found.verdict, line(&found.says), line(&places)));
    }
    let at = it.elsewhere().map(|it| format!(" {it}")).unwrap_or_default();
    out.push_str(&format!("{}{at} (`{}`)\n\n", it.costs(), it.breakpoint.id));
    out.push_str(&format!("**How it looks.**\n\n{}\n\n", it.shows));
    out.push_str(&format!("**What to do.**\n\n{}\n\n", it.steps));
    if tells_customers {
        out.push_str(&format!("**What to tell the customer.**\n\n{}\n\n", it.tell));
    }
}

fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|it| line(it).replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}
