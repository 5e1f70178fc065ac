//! The hash of a map's meaning.
//!
//! It is taken over one canonical text: of each field by its name, with defaults filled in, so that comments,
//! layout, quotes, the order of fields and defaults that are spelled out change nothing. Teams and systems keep
//! their order, which is the order of the lanes; everything else that has names is sorted by them.

use std::fmt::{Debug, Write};

use sha2::{Digest, Sha256};

use super::files::Files;
use crate::tree::{Node, NodeValue};
use crate::{Api, DocumentApi, FactValue, Facts, Flow, Handoff, MapHash, Mapping, Profile, format_span};

/// The hash of a flow and of everything that it uses.
pub(crate) fn map_hash(flow: &Flow, files: &Files<'_, '_>) -> MapHash {
    let mut text = Text { out: String::new(), files };
    text.flow(flow);
    MapHash(Sha256::digest(text.out.as_bytes()).into())
}

/// A tree as text in which order of keys, quotes and the spelling of numbers do not show.
pub(crate) fn canonical(node: &Node) -> String {
    let mut out = String::new();
    write_node(&mut out, node);
    out
}

fn write_node(out: &mut String, node: &Node) {
    match &node.value {
        NodeValue::Null => out.push('~'),
        NodeValue::Bool(value) => out.push_str(if *value { "\"true\"" } else { "\"false\"" }),
        NodeValue::Number(text) => {
            let number = super::notes::decimal(text).map(|it| it.normalize().to_string());
            quote(out, &number.unwrap_or_else(|| text.clone()));
        }
        NodeValue::Text(text, _) => quote(out, text),
        NodeValue::List(items) => {
            out.push('[');
            for item in items {
                write_node(out, item);
                out.push(',');
            }
            out.push(']');
        }
        NodeValue::Map(entries) => {
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_by(|left, right| left.0.text.cmp(&right.0.text));
            out.push('{');
            for (key, value) in sorted {
                quote(out, &key.text);
                out.push(':');
                write_node(out, value);
                out.push(',');
            }
            out.push('}');
        }
    }
}

/// Text between quotes, so that no text can look like two.
fn quote(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{text:?}");
}

struct Text<'f, 'a, 'r> {
    out: String,
    files: &'f Files<'a, 'r>,
}

impl Text<'_, '_, '_> {
    /// One line: a path and what stands there.
    fn put(&mut self, path: &str, value: impl Debug) {
        let _ = writeln!(self.out, "{path} = {value:?}");
    }

    fn flow(&mut self, flow: &Flow) {
        self.put("flow", &flow.name);
        self.put("title", &flow.title);
        self.put("timezone", flow.timezone.iana_name());
        self.put("currency", flow.currency.code());
        let volume = &flow.volume;
        let numbers = [
            volume.orders_per_day,
            volume.peak_orders_per_minute,
            volume.lines_per_order,
            volume.average_order,
        ];
        self.put("volume", numbers.map(|it| it.map(|it| it.normalize().to_string())));
        for team in flow.teams.values() {
            self.put("team", (team.id.as_str(), &team.title, &team.reach));
        }
        for system in flow.systems.values() {
            let it = system;
            let named = (it.id.as_str(), &it.title, it.kind.word(), it.role.word(), it.team.as_str());
            self.put("system", (named, &it.url, &it.shop, &it.plan));
            self.put("secrets", (&it.secret, &it.token, &it.client_id, &it.client_secret));
            self.profile(&it.profile);
        }
        for carrier in sorted(flow.carriers.values(), |it| it.id.as_str()) {
            let team = carrier.team.as_ref().map(|it| it.as_str());
            self.put("carrier", (carrier.id.as_str(), &carrier.title, team));
            self.profile(&carrier.profile);
        }
        self.facts("trade", &flow.trade);
        for (over, system) in sorted(flow.authority.iter(), |it| it.0.as_str()) {
            self.put("authority", (over, system.as_str()));
        }
        for handoff in sorted(flow.handoffs.values(), |it| it.id.as_str()) {
            self.handoff(handoff);
        }
        let mut allow: Vec<_> = flow
            .allow
            .iter()
            .map(|it| (it.breakpoint.as_str(), &it.at, &it.reason, it.until.map(|it| it.to_string())))
            .collect();
        allow.sort();
        self.put("allow", allow);
    }

    fn handoff(&mut self, it: &Handoff) {
        self.put("handoff", (it.id.as_str(), it.carry.word(), it.from.as_str(), it.to.as_str()));
        self.put("travel", (it.via, it.backstop, format_span(it.within)));
        self.put("covers", (&it.covers, it.covers_said));
        self.put("key", sorted(it.key.iter(), |(system, _)| system.as_str()));
        self.put("lines", sorted(it.lines.iter(), |(system, _)| system.as_str()));
        self.facts("contract", &it.contract);
        self.put("when", it.when.as_ref().map(|it| it.text().trim().to_owned()));
        self.put("by", (it.by.as_str(), it.owner.as_str(), it.mode, it.on_unknown, it.buffer));
        self.mapping("map", it.map.as_ref());
    }

    fn profile(&mut self, profile: &Profile) {
        self.facts("facts", &profile.facts);
        if let Some(api) = &profile.api {
            self.api(api);
        }
    }

    fn facts(&mut self, title: &str, facts: &Facts) {
        if !facts.is_empty() {
            self.put(title, facts.len());
        }
        for (name, fact) in sorted(facts.iter(), |it| it.0.as_str()) {
            match &fact.value {
                FactValue::Number(number) => self.put(name, number.normalize().to_string()),
                FactValue::ByPlan(plans) => {
                    for (plan, number) in sorted(plans.iter(), |it| it.0.as_str()) {
                        self.put(name, (plan, number.normalize().to_string()));
                    }
                }
                other => self.put(name, other),
            }
        }
    }

    fn api(&mut self, api: &Api) {
        self.put("auth", &api.auth);
        if let Some(it) = &api.webhooks {
            self.put("signature", (&it.signature_header, &it.signature_prefix, &it.signature_encoding));
            self.put("headers", (&it.event_header, &it.delivery_header, &it.document_at));
            for (event, kind) in sorted(it.events.iter(), |it| it.0.as_str()) {
                self.put("event", (event, kind.word()));
            }
        }
        for (kind, document) in sorted(api.documents.iter(), |it| it.0.word()) {
            self.put("document", kind.word());
            self.document(document);
        }
    }

    fn document(&mut self, it: &DocumentApi) {
        self.put("reads", (&it.list, &it.items, &it.next, &it.read, &it.find));
        self.put("writes", (&it.create, &it.update, &it.cancel, &it.idempotency_header));
        self.mapping("read_map", it.read_map.as_ref());
        self.mapping("write_map", it.write_map.as_ref());
        self.mapping("cancel_map", it.cancel_map.as_ref());
    }

    fn mapping(&mut self, name: &str, mapping: Option<&Mapping>) {
        let text = mapping.map(|it| self.files.canonical(&it.file));
        self.put(name, text);
    }
}

/// Things in the order of their names.
fn sorted<T, K: Ord>(all: impl Iterator<Item = T>, name: impl Fn(&T) -> K) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_by_key(|it| name(it));
    all
}
