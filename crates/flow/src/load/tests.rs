//! The tables against the reader: every field of a table is read, and its example is right.

use std::fmt::Write;

use super::fields::{Field, Table, Want};
use super::{FLOW, OWN_FACT, PROFILE, SCENARIO, load, load_profile, load_scenario};
use crate::Problem;

/// A file in which one field of one table says something of our own; what else must be there says its example.
struct Sample<'s> {
    table: &'static Table,
    field: &'static Field,
    says: &'s str,
    out: String,
    /// Where it says so.
    at: Vec<std::ops::Range<usize>>,
}

impl Sample<'_> {
    fn table(&mut self, table: &'static Table) {
        self.out.push_str("{ ");
        for field in table.fields {
            if !self.needs(table, field) {
                continue;
            }
            let _ = write!(self.out, "{}: ", field.name);
            if std::ptr::eq(table, self.table) && field.name == self.field.name {
                let start = self.out.len();
                self.out.push_str(self.says);
                self.at.push(start..self.out.len());
            } else {
                self.value(field);
            }
            self.out.push_str(", ");
        }
        self.out.push('}');
    }

    /// Whether a field must be there: required, the one in question, on the way to it, or what it goes with.
    fn needs(&self, table: &'static Table, field: &'static Field) -> bool {
        let chosen = if std::ptr::eq(table, self.table) {
            Some(self.field)
        } else {
            table.fields.iter().find(|it| reaches(&it.want, self.table))
        };
        let itself = chosen.is_some_and(|it| it.name == field.name);
        let goes_with = |word: &str| chosen.is_some_and(|it| it.about.starts_with(&format!("With `{word}`")));
        let lines =
            field.name == "lines" && (goes_with("places") || chosen.is_some_and(|it| it.name == "places"));
        let names = ["teams", "systems", "carriers"].contains(&field.name);
        field.required || itself || goes_with(field.name) || lines || names
    }

    fn value(&mut self, field: &'static Field) {
        match &field.want {
            Want::Fixed(table) if reaches(&field.want, self.table) => self.table(table),
            Want::List(Want::Fixed(table)) if reaches(&field.want, self.table) => {
                self.out.push('[');
                self.table(table);
                self.out.push(']');
            }
            Want::Any(all) if reaches(&field.want, self.table) => {
                for want in *all {
                    if let Want::Fixed(table) = want {
                        self.table(table);
                    }
                }
            }
            Want::ByWord(_, Want::Fixed(table)) => self.named(&["order"], table),
            Want::OwnFacts => self.named(&["order.delivery"], &OWN_FACT),
            Want::Named(table) => match field.name {
                "teams" => self.named(&["service", "it"], table),
                "systems" => self.named(&["shop", "oms"], table),
                "carriers" => self.named(&["acme"], table),
                "facts" => self.named(&["order.delivery"], table),
                _ => self.named(&["stock"], table),
            },
            _ => self.out.push_str(field.example),
        }
    }

    fn named(&mut self, names: &[&str], table: &'static Table) {
        self.out.push_str("{ ");
        for name in names {
            let _ = write!(self.out, "{name}: ");
            self.table(table);
            self.out.push_str(", ");
        }
        self.out.push('}');
    }
}

/// Whether a table stands somewhere under a value.
fn reaches(want: &'static Want, table: &'static Table) -> bool {
    match want {
        Want::Fixed(it) | Want::Named(it) => {
            std::ptr::eq(*it, table) || it.fields.iter().any(|field| reaches(&field.want, table))
        }
        Want::OwnFacts => std::ptr::eq(&OWN_FACT, table),
        Want::List(of) | Want::ByKey(of) | Want::ByWord(_, of) => reaches(of, table),
        Want::Any(all) => all.iter().any(|it| reaches(it, table)),
        _ => false,
    }
}

/// All tables under one.
fn tables(root: &'static Table) -> Vec<&'static Table> {
    fn of(want: &'static Want, all: &mut Vec<&'static Table>) {
        match want {
            Want::Fixed(table) | Want::Named(table) => walk(table, all),
            Want::OwnFacts => walk(&OWN_FACT, all),
            Want::List(want) | Want::ByKey(want) | Want::ByWord(_, want) => of(want, all),
            Want::Any(wants) => wants.iter().for_each(|it| of(it, all)),
            _ => {}
        }
    }
    fn walk(table: &'static Table, all: &mut Vec<&'static Table>) {
        if !all.iter().any(|it| std::ptr::eq(*it, table)) {
            all.push(table);
            table.fields.iter().for_each(|field| of(&field.want, all));
        }
    }
    let mut all = Vec::new();
    walk(root, &mut all);
    all
}

/// The problems at the one field of a file that says something of our own.
fn problems(
    root: &'static Table,
    table: &'static Table,
    field: &'static Field,
    says: &str,
) -> (String, Vec<Problem>) {
    let mut sample = Sample { table, field, says, out: String::new(), at: Vec::new() };
    sample.table(root);
    let text = sample.out.clone();
    let read = |path: &str| -> Result<Vec<u8>, String> {
        Ok(match path {
            "it.yaml" => text.clone().into_bytes(),
            it if it.starts_with("profiles/") => b"profile: any\n".to_vec(),
            _ => b"{}\n".to_vec(),
        })
    };
    let found = match root.noun {
        "map" => load("it.yaml", &mut { read }).problems,
        "profile" => load_profile("it.yaml", &mut { read }).problems,
        _ => load_scenario("it.yaml", &mut { read }).problems,
    };
    let here = |it: &Problem| {
        let place = it.place.start..it.place.end;
        &*it.place.file == "it.yaml"
            && sample.at.iter().any(|at| at.start <= place.start && place.end <= at.end)
    };
    (sample.out.clone(), found.into_iter().filter(here).collect())
}

#[test]
fn every_field_of_every_table_is_read() {
    // A list in a list in a list is never right, so that a reader that looks at the value must say so.
    let wrong = "[[[wrong]]]";
    for root in [&FLOW, &PROFILE, &SCENARIO] {
        for table in tables(root) {
            for field in table.fields {
                let (text, found) = problems(root, table, field, wrong);
                assert!(!found.is_empty(), "`{}` of {} is not read in\n{text}", field.name, table.noun);
            }
        }
    }
}

#[test]
fn every_example_is_right() {
    for root in [&FLOW, &PROFILE, &SCENARIO] {
        for table in tables(root) {
            for field in table.fields {
                let (text, found) = problems(root, table, field, field.example);
                let known = found.iter().find(|it| !it.message.contains("names no"));
                assert!(known.is_none(), "`{}` of {}: {known:?} in\n{text}", field.name, table.noun);
            }
        }
    }
}

#[test]
fn tables_have_names_of_their_own() {
    for root in [&FLOW, &PROFILE, &SCENARIO] {
        let mut nouns: Vec<_> = tables(root).iter().map(|it| it.noun).collect();
        nouns.sort_unstable();
        let all = nouns.len();
        nouns.dedup();
        assert_eq!(nouns.len(), all, "{nouns:?}");
    }
}
