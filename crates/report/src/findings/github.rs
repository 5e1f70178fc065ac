//! Findings as annotations of a GitHub workflow: one command a line, as its documentation on workflow commands says.

use seamless_breakpoints::{Checked, Severity, Verdict};
use seamless_flow::{Flow, Sources, line_column};

use super::Counts;

/// One annotation for each finding that the map does not allow, then a line that counts them.
pub fn github(flow: &Flow, checked: &[Checked], sources: &Sources) -> String {
    let mut out = String::new();
    for it in checked.iter().filter(|it| it.allowed.is_none()).map(|it| &it.finding) {
        let (command, more) = match (&it.verdict, it.severity) {
            (Verdict::AtRisk { witness }, Severity::High) => ("error", format!("For example: {witness}")),
            (Verdict::AtRisk { witness }, _) => ("warning", format!("For example: {witness}")),
            (Verdict::Unknown { question, .. }, _) => ("notice", question.clone()),
        };
        let (line, column) = line_column(&it.place, sources).unwrap_or((1, 1));
        let message = format!("{}\n{more}\nTo mend it: {}", it.message, it.fix);
        out.push_str(&format!(
            "::{command} file={},line={line},col={column},title={}::{}\n",
            property(&it.place.file),
            property(it.breakpoint.as_str()),
            data(&message)
        ));
    }
    out.push_str(&format!("{}: {}\n", flow.title, Counts::of(checked).sentence()));
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
