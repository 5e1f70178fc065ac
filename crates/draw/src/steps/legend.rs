//! What is explained under the picture.

use std::collections::BTreeSet;

use seamless_flow::Flow;

use crate::graph::{Arrow, Entry, Stroke};
use crate::text::{Span, Style};

/// What the line styles in use mean: each carrier by its title, and what is reverse.
pub fn entries(flow: &Flow, arrows: &[Arrow]) -> Vec<Entry> {
    let used: BTreeSet<Stroke> = arrows.iter().map(|it| it.stroke).collect();
    let mut said: Vec<Entry> = used.into_iter().map(|it| entry(it, false, &meaning(flow, it))).collect();
    if arrows.iter().any(|it| it.is_reverse) {
        said.push(entry(Stroke::Ours, true, "reverse: takes back what was done"));
    }
    said
}

fn entry(stroke: Stroke, is_reverse: bool, text: &str) -> Entry {
    Entry { stroke, is_reverse, text: Span::new(text, Style::Legend) }
}

fn meaning(flow: &Flow, stroke: Stroke) -> String {
    match stroke {
        Stroke::Ours => "carried by Seamless".to_owned(),
        Stroke::Vendor(place) => {
            let title = flow.carriers.get_index(place).map_or("a vendor", |it| it.1.title.as_str());
            // Who only draws what is so today has nothing that watches.
            let is_watched = flow.handoffs.values().any(seamless_flow::Handoff::is_ours);
            format!("carried by {title}{}", if is_watched { ", watched by Seamless" } else { "" })
        }
        Stroke::Watched => "not carried by Seamless now".to_owned(),
        Stroke::Person => "carried by a person".to_owned(),
        Stroke::NotKnown => "not known who carries".to_owned(),
        Stroke::Inside => "inside one system".to_owned(),
    }
}
