//! Precision: the templates, mended, give no finding; each mutation of one gives exactly the findings that were sown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use seamless_breakpoints::{Check, Verdict, catalogue, check};
use seamless_flow::{Flow, load, render, template, templates};
use serde::Deserialize;

/// The templates whose mended twin and mutations must be there.
const DEMANDED: &[&str] = &[
    "3pl",
    "b2b-retail",
    "cross-dock",
    "dropship",
    "hybrid",
    "in-house",
    "marketplace",
    "native",
    "oms",
    "shops",
];

/// Mutations of one template, at least.
const MUTATIONS: usize = 20;

/// Different breakpoints that the mutations of one template sow, at least.
const VARIETY: usize = 15;

/// Breakpoints that are sown in one template or another, at least, of those that a map can show.
const SOWN: usize = 0;

/// The day on which the maps are checked.
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 23);

/// One change of a mended map, and what the checks must say then.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutation {
    name: String,
    take: Option<String>,
    #[serde(default)]
    put: String,
    #[serde(default)]
    changes: Vec<Change>,
    finds: Vec<String>,
}

/// A text that stands once in the map, and what stands there afterwards.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    take: String,
    #[serde(default)]
    put: String,
}

impl Mutation {
    /// The mutated map; an error where a text to take is not there exactly once.
    fn applied(&self, map: &str) -> Result<String, String> {
        let own = self.take.iter().map(|take| (take, &self.put));
        let all: Vec<_> = own.chain(self.changes.iter().map(|it| (&it.take, &it.put))).collect();
        if all.is_empty() {
            return Err("it changes nothing: give `take` and `put`, or `changes`".to_owned());
        }
        let mut mutated = map.to_owned();
        for (take, put) in all {
            match mutated.matches(take.as_str()).count() {
                1 => mutated = mutated.replacen(take.as_str(), put, 1),
                times => return Err(format!("{take:?} stands {times} times in the map, not once")),
            }
        }
        Ok(mutated)
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates").join(name)
}

/// A file of a template's folder; `None` where it is not written yet and nobody demands it.
fn read(name: &str, file: &str) -> Option<String> {
    let path = folder(name).join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(_) if !DEMANDED.contains(&name) => None,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

fn mutations(name: &str) -> Vec<Mutation> {
    let Some(text) = read(name, "mutations.yaml") else { return Vec::new() };
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{name}/mutations.yaml: {error}"))
}

fn flow(map: &str) -> Result<Flow, String> {
    let loaded = load("mended.yaml", &mut |path| match path {
        "mended.yaml" => Ok(map.as_bytes().to_vec()),
        other => Err(format!("no {other}: a mended template stands alone")),
    });
    match loaded.value {
        Some(flow) if loaded.problems.is_empty() => Ok(flow),
        _ => Err(render(&loaded.problems, &loaded.sources, false)),
    }
}

/// One line for each finding, sorted: `at risk webhook-missed-order at orders`.
fn said(flow: &Flow) -> Vec<String> {
    let line = |it: &seamless_breakpoints::Finding| {
        let verdict = match it.verdict {
            Verdict::AtRisk { .. } => "at risk",
            Verdict::Unknown { .. } => "unknown",
        };
        format!("{verdict} {} at {}", it.breakpoint, it.spot.name())
    };
    let mut said: Vec<String> = check(flow, Some(TODAY)).iter().map(|it| line(&it.finding)).collect();
    said.sort();
    said
}

/// What is wrong with one template's mutations, a paragraph each.
fn wrong_mutations(name: &str, map: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    for mutation in mutations(name) {
        let mut say = |what: String| wrong.push(format!("{name}: {}\n{what}", mutation.name));
        if !names.insert(mutation.name.clone()) {
            say("  another mutation has this name".to_owned());
        }
        match mutation.applied(map).and_then(|it| flow(&it)) {
            Err(error) => say(error),
            Ok(flow) => {
                let mut expected = mutation.finds.clone();
                expected.sort();
                let got = said(&flow);
                if got != expected {
                    say(format!("  expected:{}\n  got:{}", listed(&expected), listed(&got)));
                }
            }
        }
    }
    wrong
}

fn listed(lines: &[String]) -> String {
    match lines {
        [] => " nothing".to_owned(),
        _ => lines.iter().map(|it| format!("\n    {it}")).collect(),
    }
}

/// The breakpoint that a line of `finds` names.
fn sown(finds: &str) -> Option<&str> {
    let rest = finds.strip_prefix("at risk ").or_else(|| finds.strip_prefix("unknown "))?;
    rest.split_once(" at ").map(|it| it.0)
}

#[test]
fn each_demanded_folder_is_one_of_a_template() {
    for name in DEMANDED {
        assert!(template(name).is_some(), "{name}");
    }
}

#[test]
fn a_mended_template_is_still_that_template() {
    for template in templates() {
        let Some(map) = read(template.name, "mended.yaml") else { continue };
        let mended = flow(&map).unwrap_or_else(|error| panic!("{}: {error}", template.name));
        let drafted = flow(&template.answers.map()).expect("a template loads");
        for (id, system) in &drafted.systems {
            let kept = mended.systems.get(id).map(|it| (&it.kind, it.role));
            assert_eq!(kept, Some((&system.kind, system.role)), "{}: system {id}", template.name);
        }
        for (id, handoff) in &drafted.handoffs {
            let kept = mended.handoffs.get(id).map(|it| (it.carry, &it.from, &it.to));
            assert_eq!(kept, Some((handoff.carry, &handoff.from, &handoff.to)), "{}: {id}", template.name);
        }
        assert!(mended.allow.is_empty(), "{}: mended, not allowed", template.name);
    }
}

#[test]
fn a_mended_template_gives_no_finding() {
    let mut wrong = String::new();
    for template in templates() {
        let Some(map) = read(template.name, "mended.yaml") else { continue };
        let Ok(mended) = flow(&map) else { continue };
        for finding in said(&mended) {
            wrong += &format!("{}: {finding}\n", template.name);
        }
    }
    assert!(wrong.is_empty(), "findings of mended maps:\n{wrong}");
}

#[test]
fn each_mutation_gives_exactly_what_was_sown() {
    let mut wrong = Vec::new();
    for template in templates() {
        let Some(map) = read(template.name, "mended.yaml") else { continue };
        wrong.extend(wrong_mutations(template.name, &map));
    }
    assert!(wrong.is_empty(), "{} mutations:\n\n{}\n", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn mutations_are_many_and_varied() {
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    for template in templates() {
        let name = template.name;
        let mutations = mutations(name);
        let finds = || mutations.iter().flat_map(|it| &it.finds);
        let own: BTreeSet<&str> = finds().filter_map(|it| sown(it)).collect();
        for id in finds().filter_map(|it| sown(it)) {
            *all.entry(id.to_owned()).or_default() += 1;
        }
        if DEMANDED.contains(&name) {
            assert!(mutations.len() >= MUTATIONS, "{name}: {} mutations", mutations.len());
            assert!(own.len() >= VARIETY, "{name}: {} breakpoints: {own:?}", own.len());
        }
    }
    let on_map = catalogue().iter().filter(|it| !matches!(it.check, Check::Never(_))).map(|it| it.id);
    let (reached, never): (Vec<_>, Vec<_>) = on_map.partition(|id| all.contains_key(*id));
    println!("{} breakpoints are sown; never: {}", reached.len(), never.join(", "));
    for id in all.keys() {
        assert!(reached.contains(&id.as_str()), "{id} is no breakpoint that a map can show");
    }
    assert!(reached.len() >= SOWN, "{} are sown; never: {}", reached.len(), never.join(", "));
}
