//! `seamless profiles`.

use std::process::ExitCode;

use seamless_flow::{BuiltIn, FactValue, Profile, builtin_profile, builtin_profiles};

use crate::args::{Format, ProfilesArguments};
use crate::files::meant;
use crate::output::{self, Failed};

pub fn run(arguments: &ProfilesArguments) -> Result<ExitCode, Failed> {
    let text = match &arguments.name {
        None => list(arguments.format),
        Some(name) => show(name, arguments.format)?,
    };
    output::data(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn all() -> impl Iterator<Item = (&'static BuiltIn, Profile)> {
    builtin_profiles().iter().filter_map(|it| Some((it, builtin_profile(it.kind)?)))
}

fn list(format: Format) -> String {
    if format == Format::Json {
        let items: Vec<_> = all()
            .map(|(it, profile)| {
                serde_json::json!({
                    "kind": it.kind, "of": of(it), "group": group(it.kind), "title": profile.title,
                    "as_of": profile.as_of, "facts": profile.facts.len(),
                })
            })
            .collect();
        return format!("{:#}", serde_json::Value::from(items));
    }
    let all: Vec<_> = all().collect();
    let width = all.iter().map(|(it, _)| it.kind.len()).max().unwrap_or(0);
    let titles = all.iter().map(|(_, it)| it.title.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for (group, about, kinds) in GROUPS {
        out.push_str(&format!("{group}{about}\n"));
        for (it, profile) in kinds.iter().filter_map(|kind| all.iter().find(|(it, _)| it.kind == *kind)) {
            let facts = profile.facts.len();
            let noun = if facts == 1 { "fact" } else { "facts" };
            let day = profile.as_of.as_deref().map(|it| format!("as of {it}")).unwrap_or_default();
            out.push_str(&format!(
                "  {:width$}  {:titles$}  {facts:>3} {noun:5}  {day}\n",
                it.kind, profile.title
            ));
        }
        out.push('\n');
    }
    let facts: usize = all.iter().map(|(_, it)| it.facts.len()).sum();
    out.push_str(&format!(
        "{} profiles, {facts} facts, each with its source. The word in front is the `kind` of a system or a carrier.\n",
        all.len()
    ));
    out.push_str(
        "`seamless profiles <KIND>` shows one. A map overrides a fact with `facts:`, each with its reason.\n",
    );
    out
}

/// The kinds under what people call them, with what explains it, in the order in which an order meets them.
const GROUPS: &[(&str, &str, &[&str])] = &[
    ("Shops", "", &["shopify"]),
    ("Marketplaces", "", &["amazon", "ebay", "walmart"]),
    ("ERPs", "", &["acumatica", "business_central", "erpnext", "netsuite", "odoo", "tryton"]),
    ("Warehouses and 3PLs", "", &["csv_3pl", "extensiv", "shipbob", "shiphero", "shipstation", "x12_3pl"]),
    ("Payments", "", &["paypal", "shopify_payments", "stripe"]),
    ("Accounting", "", &["quickbooks", "xero"]),
    ("Help desks", "", &["gorgias", "zendesk"]),
    (
        "Carriers",
        ", where somebody else moves the documents",
        &["bc_connector", "celigo", "custom", "erpnext_connector", "pipe17", "spreadsheet", "tryton_shopify"],
    ),
    (
        "Seamless",
        ", which carries every handoff that names no other (there is no `kind` to write)",
        &["seamless"],
    ),
];

/// Under what people call a kind.
fn group(kind: &str) -> Option<&'static str> {
    GROUPS.iter().find(|it| it.2.contains(&kind)).map(|it| it.0)
}

fn of(it: &BuiltIn) -> &'static str {
    if it.is_carrier { "carrier" } else { "system" }
}

fn show(name: &str, format: Format) -> Result<String, Failed> {
    let found = all().find(|(it, _)| it.kind == name);
    let Some((it, profile)) = found else {
        let kinds = builtin_profiles().iter().map(|it| it.kind);
        let meant = meant(name, kinds, || "`seamless profiles` lists them".to_owned());
        return Err(Failed::Said(format!("Seamless brings no profile `{name}`: {meant}")));
    };
    if format == Format::Json {
        let facts: serde_json::Map<String, serde_json::Value> = profile
            .facts
            .iter()
            .map(|(name, fact)| {
                let value = serde_json::json!({ "value": plain(&fact.value), "source": fact.source });
                (name.clone(), value)
            })
            .collect();
        let value = serde_json::json!({
            "kind": it.kind, "of": of(it), "title": profile.title, "as_of": profile.as_of, "facts": facts,
        });
        return Ok(format!("{value:#}"));
    }
    let width = profile.facts.keys().map(String::len).max().unwrap_or(0);
    let values: Vec<String> = profile.facts.values().map(|it| it.value.words()).collect();
    let wide = values.iter().map(|it| it.chars().count()).filter(|it| *it <= 32).max().unwrap_or(0);
    let day = profile.as_of.as_deref().map(|it| format!(", as of {it}")).unwrap_or_default();
    let mut out = format!("{} (`{}`, a {}){day}\n\n", profile.title, it.kind, of(it));
    for ((name, fact), value) in profile.facts.iter().zip(values) {
        out.push_str(&format!("  {name:width$}  {value:wide$}  {}\n", fact.source));
    }
    Ok(out)
}

fn plain(value: &FactValue) -> serde_json::Value {
    match value {
        FactValue::Bool(value) => (*value).into(),
        FactValue::Number(number) => number
            .normalize()
            .to_string()
            .parse::<serde_json::Number>()
            .map_or_else(|_| number.to_string().into(), serde_json::Value::Number),
        FactValue::Text(text) => text.as_str().into(),
        FactValue::List(all) => all.clone().into(),
        FactValue::ByPlan(plans) => plans
            .iter()
            .map(|(plan, number)| (plan.clone(), plain(&FactValue::Number(*number))))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_stands_in_one_group() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|it| it.2).copied().collect();
        let mut kinds: Vec<&str> = builtin_profiles().iter().map(|it| it.kind).collect();
        grouped.sort_unstable();
        kinds.sort_unstable();
        assert_eq!(grouped, kinds);
    }
}
