//! Who carries, as people answer it: a carrier of the map, Seamless, or somebody of whom the map does not know yet.

use seamless_flow::{Edit, SEAMLESS, UNKNOWN, entry_at, names_at, quoted, scalar_at};

/// The carrier's name on the map, and what is to be added to the map first where it does not know him.
pub(super) fn carrier(map: &str, answer: &str) -> Result<(String, Option<Edit>), String> {
    let said = answer.trim();
    let lower = said.to_lowercase();
    if lower == SEAMLESS {
        return Ok((SEAMLESS.to_owned(), None));
    }
    if [UNKNOWN, "nobody", "nobody knows", "not known", "?"].contains(&lower.as_str()) {
        return Err(format!("`{said}` names nobody: leave the answer empty until it is known"));
    }
    let called = |it: &String| {
        let title = scalar_at(map, &["carriers", it.as_str(), "title"]).unwrap_or_default();
        *it == lower || title.to_lowercase() == lower
    };
    if let Some(known) = names_at(map, &["carriers"]).into_iter().find(called) {
        return Ok((known, None));
    }
    let is_person = ["a person", "person", "by hand", "a person, by hand"].contains(&lower.as_str());
    let name = if is_person { "person".to_owned() } else { short(&lower) };
    if name.is_empty() {
        return Err(format!("`{said}` is no name: write who carries, such as `Celigo` or `a person`"));
    }
    if entry_at(map, &["carriers", &name]).is_some() {
        return Ok((name, None));
    }
    let title = if is_person { "A person, by hand" } else { said };
    let team = scalar_at(map, &["carriers", UNKNOWN, "team"]);
    let team = team.map(|it| format!(", team: {it}")).unwrap_or_default();
    let kind = if is_person { ", kind: spreadsheet" } else { "" };
    let carrier = format!("{{ title: {}{team}{kind} }}", quoted(title));
    Ok((name.clone(), Some(Edit::set(["carriers", name.as_str()], carrier))))
}

/// A name as maps write it: small letters and digits, with `-` between.
fn short(text: &str) -> String {
    let plain = text.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { ' ' }).collect::<String>();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "carriers:\n  celigo: { title: Celigo Connect, team: it }\n  unknown: { title: To be found out, team: it }\n";

    #[test]
    fn whoever_is_named_is_found_or_added() {
        let of = |answer: &str| carrier(MAP, answer).map(|(name, edit)| (name, edit.map(|it| it.says())));
        assert_eq!(of("Celigo connect"), Ok(("celigo".to_owned(), None)));
        assert_eq!(of("Seamless"), Ok(("seamless".to_owned(), None)));
        let (name, added) = of("Agency Nord GmbH").expect("a name");
        assert_eq!(name, "agency-nord-gmbh");
        assert_eq!(
            added.as_deref(),
            Some("carriers.agency-nord-gmbh: { title: Agency Nord GmbH, team: it }")
        );
        let (name, added) = of("a person").expect("a name");
        assert!(name == "person" && added.is_some_and(|it| it.contains("kind: spreadsheet")));
        assert!(of("unknown").is_err_and(|it| it.contains("until it is known")));
    }
}
