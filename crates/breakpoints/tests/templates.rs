//! Precision: the templates, mended, give no finding; each mutation of one gives exactly the findings that were sown.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use seamless_breakpoints::{Check, Verdict, catalogue, check};
use seamless_flow::{Flow, load, render, templates};
use serde::Deserialize;

/// Mutations of one template, at least.
const MUTATIONS: usize = 20;

/// Different breakpoints that the mutations of one template sow, at least.
const VARIETY: usize = 15;

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

fn read(name: &str, file: &str) -> String {
    let path = folder(name).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn mutations(name: &str) -> Vec<Mutation> {
    serde_saphyr::from_str(&read(name, "mutations.yaml"))
        .unwrap_or_else(|error| panic!("{name}/mutations.yaml: {error}"))
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
fn each_folder_is_one_of_a_template() {
    let folders = std::fs::read_dir(folder(".")).expect("the folders");
    let mut found: Vec<String> =
        folders.map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    found.sort();
    let mut names: Vec<&str> = templates().iter().map(|it| it.name).collect();
    names.sort();
    assert_eq!(found, names);
}

#[test]
fn a_mended_template_is_still_that_template() {
    for template in templates() {
        let map = read(template.name, "mended.yaml");
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
        let map = read(template.name, "mended.yaml");
        let Ok(mended) = flow(&map) else { continue };
        for finding in said(&mended) {
            wrong += &format!("{}: {finding}\n", template.name);
        }
    }
    assert!(wrong.is_empty(), "findings of mended maps:\n{wrong}");
}

#[test]
fn each_mutation_gives_exactly_what_was_sown() {
    let names = templates().into_iter().map(|it| it.name);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let each = names.map(|it| scope.spawn(move || wrong_mutations(it, &read(it, "mended.yaml"))));
        let each: Vec<_> = each.collect();
        each.into_iter().flat_map(|it| it.join().expect("a template that is read")).collect()
    });
    assert!(wrong.is_empty(), "{} mutations:\n\n{}\n", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn mutations_are_many_and_varied() {
    let mut all: BTreeSet<String> = BTreeSet::new();
    for template in templates() {
        let name = template.name;
        let mutations = mutations(name);
        let finds = || mutations.iter().flat_map(|it| &it.finds);
        let own: BTreeSet<&str> = finds().filter_map(|it| sown(it)).collect();
        assert!(mutations.len() >= MUTATIONS, "{name}: {} mutations", mutations.len());
        assert!(own.len() >= VARIETY, "{name}: {} breakpoints: {own:?}", own.len());
        all.extend(own.into_iter().map(str::to_owned));
    }
    let on_map = catalogue().iter().filter(|it| !matches!(it.check, Check::Never(_)));
    let on_map: BTreeSet<String> = on_map.map(|it| it.id.to_owned()).collect();
    assert_eq!(all, on_map, "each breakpoint that a map can show is sown somewhere, and no other");
}
