//! A runbook as it is read: by those whose handoff Seamless carries, and by those who have to ask whoever carries it.
//!
//! Where the two differ, a runbook has both in braces, what Seamless does first, and `@` for who carries the handoff
//! otherwise: `{Press *Converge* on the order.|Have @ send the order again.}`. Only there it names a button.

/// The runbook with one of both: for what Seamless carries, or for what `carrier` does.
pub(crate) fn read(text: &str, carrier: Option<&str>) -> String {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (mark, rest) = part.split_once('}').unwrap_or((part, ""));
        let (ours, theirs) = mark.split_once('|').unwrap_or((mark, mark));
        match carrier {
            None => out.push_str(ours),
            Some(carrier) => out.push_str(&theirs.replace('@', carrier)),
        }
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    /// The buttons of the dashboard that a runbook may name.
    const BUTTONS: [&str; 2] = ["Converge", "Converge all"];

    /// What stands between single asterisks.
    fn buttons(text: &str) -> Vec<String> {
        let text = text.replace("**", "");
        text.split('*').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn each_mark_names_a_button_for_us_and_who_is_asked_instead() {
        for it in catalogue() {
            let text = it.runbook;
            for mark in text.split('{').skip(1) {
                let (mark, rest) = mark.split_once('}').unwrap_or_else(|| panic!("{}: open: {mark}", it.id));
                let (ours, theirs) =
                    mark.split_once('|').unwrap_or_else(|| panic!("{}: one form: {mark}", it.id));
                assert!(!rest.contains(['}', '|', '@']), "{}: a mark without its beginning: {rest}", it.id);
                let named = buttons(ours);
                assert!(!named.is_empty(), "{}: no button: {ours}", it.id);
                assert!(named.iter().all(|it| BUTTONS.contains(&it.as_str())), "{}: {named:?}", it.id);
                assert!(buttons(theirs).is_empty() && !theirs.contains("Seamless"), "{}: {theirs}", it.id);
                assert_eq!(ours.ends_with('.'), theirs.ends_with('.'), "{}: {mark}", it.id);
            }
        }
    }

    #[test]
    fn nothing_unmarked_names_a_button() {
        for it in catalogue() {
            let asked = read(it.runbook, Some("Celigo"));
            assert_eq!(buttons(&asked), Vec::<String>::new(), "{}", it.id);
            assert!(!asked.contains(['{', '|', '}', '@']), "{}: {asked}", it.id);
            let ours = read(it.runbook, None);
            assert!(!buttons(&ours).is_empty() && !ours.contains(['{', '|', '}', '@']), "{}: {ours}", it.id);
            let steps =
                |text: &str| text.lines().filter(|it| it.starts_with(|it: char| it.is_ascii_digit())).count();
            assert_eq!(steps(&asked), steps(&ours), "{}", it.id);
        }
    }
}
