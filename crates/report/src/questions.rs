//! The questionnaire: every unknown of a map as one question, to whoever can answer it.

mod answers;
mod html;
mod markdown;

use indexmap::IndexMap;
use seamless_breakpoints::{Checked, Holder, Missing, Severity, Verdict, breakpoint};
use seamless_flow::{Flow, Handoff, UNKNOWN, fact_means, fact_of_installation, fact_wants};

use crate::words::cell;

pub use answers::{Answer, AnswerError, Answered, Changed, answers_into};

/// One question: a fact that nobody has written down.
#[derive(Debug, Clone)]
pub struct Question {
    /// Who can answer it.
    pub holder: Holder,
    /// The others for which the same answer holds: handoffs of which nobody could say who carries them.
    pub others: Vec<Holder>,
    /// The fact or field that the answer fills.
    pub fact: String,
    /// The question, without the name of the one who is asked.
    pub question: String,
    /// What an answer looks like, and what yes means where it is one of yes or no.
    pub wants: Option<String>,
    /// What the fact means.
    pub means: Option<&'static str>,
    /// What may happen while nobody knows, once each.
    pub why: Vec<String>,
    /// The breakpoints that hang on it: id and title.
    pub breakpoints: Vec<(String, &'static str)>,
    /// Where on the map: names of handoffs and systems.
    pub at: Vec<String>,
    /// What it costs at worst.
    pub severity: Severity,
}

impl Question {
    /// The name on the map of the one that the answer is about: a handoff, a system, a carrier; for the brand's own
    /// trade, `trade`.
    pub(crate) fn holder_name(&self) -> &str {
        match &self.holder {
            Holder::Trade => "trade",
            Holder::Authority => "authority",
            Holder::Handoff(id) | Holder::Contract(id) => id.as_str(),
            Holder::System(id) => id.as_str(),
            Holder::Carrier(id) => id.as_str(),
        }
    }
}

/// The questions of a sheet, those together that want the same fact of several of a sort: of four handoffs, say.
pub(crate) fn alike(questions: &[Question]) -> Vec<Vec<&Question>> {
    let mut all: IndexMap<(std::mem::Discriminant<Holder>, &str, &str), Vec<&Question>> = IndexMap::new();
    for it in questions {
        // Who carries is a question of its own wherever it is asked.
        let own = if is_who(&it.holder, &it.fact) { it.question.as_str() } else { "" };
        all.entry((std::mem::discriminant(&it.holder), it.fact.as_str(), own)).or_default().push(it);
    }
    all.into_values().collect()
}

/// What not to know it costs at worst.
pub(crate) fn severity(alike: &[&Question]) -> Severity {
    alike.iter().map(|it| it.severity).max().unwrap_or(Severity::Low)
}

/// A questionnaire: the questions to one party.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Who is asked, for people.
    pub party: String,
    /// Its questions, the costliest first, then in the map's order.
    pub questions: Vec<Question>,
}

/// To whom questions are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// To everybody.
    All,
    /// To the vendor of a carrier.
    Carrier(String),
    /// To the vendor of a system.
    System(String),
    /// To the brand itself.
    Brand,
}

/// Every unknown of a map that it does not allow, as questions by party. Several breakpoints that hang on one fact
/// make one question.
pub fn questions(flow: &Flow, checked: &[Checked], party: &Party) -> Vec<Sheet> {
    let mut sheets: IndexMap<String, IndexMap<(Holder, String), Question>> = IndexMap::new();
    for it in checked.iter().filter(|it| it.is_unknown()).map(|it| &it.finding) {
        let Verdict::Unknown { question, fact } = &it.verdict else { continue };
        if !wanted(fact, party) {
            continue;
        }
        let asked = sheets.entry(title(flow, fact)).or_default();
        let entry = asked.entry((fact.holder.clone(), fact.name.clone())).or_insert_with(|| Question {
            holder: fact.holder.clone(),
            others: others(flow, fact),
            fact: fact.name.clone(),
            question: plain(question).to_owned(),
            wants: wants(fact),
            means: fact_means(&fact.name),
            why: Vec::new(),
            breakpoints: Vec::new(),
            at: Vec::new(),
            severity: it.severity,
        });
        let title = breakpoint(it.breakpoint.as_str()).map_or("", |it| it.title);
        let unknown_carrier = of_unknown(flow, fact).is_some();
        add(&mut entry.why, if unknown_carrier { WHO_MATTERS.to_owned() } else { it.message.clone() });
        add(&mut entry.breakpoints, (it.breakpoint.as_str().to_owned(), title));
        add(&mut entry.at, it.spot.name().to_owned());
        entry.severity = entry.severity.max(it.severity);
    }
    sheets
        .into_iter()
        .map(|(party, questions)| {
            let mut questions: Vec<Question> = questions.into_values().collect();
            questions.sort_by_key(|it| std::cmp::Reverse(it.severity));
            Sheet { party, questions }
        })
        .collect()
}

/// What is said where no question is left.
const NOTHING: &str = "Nothing is left to ask: everything that the checks need is written down.";

/// What is to be said where a party is asked nothing: how many questions go to others.
pub fn nothing_for(flow: &Flow, checked: &[Checked], party: &Party) -> String {
    let others: usize = questions(flow, checked, &Party::All).iter().map(|it| it.questions.len()).sum();
    let named = |id: &str| flow.carriers.iter().find(|it| it.0.as_str() == id).map(|it| it.1.title.clone());
    let system = |id: &str| flow.systems.values().find(|it| it.id.as_str() == id).map(|it| it.title.clone());
    let whom = match party {
        _ if others == 0 => None,
        Party::All => None,
        Party::Carrier(id) => Some(named(id).unwrap_or_else(|| id.clone())),
        Party::System(id) => Some(format!("the vendor of {}", system(id).unwrap_or_else(|| id.clone()))),
        Party::Brand => Some(flow.title.clone()),
    };
    match whom {
        None => NOTHING.to_owned(),
        Some(whom) => {
            let go = if others == 1 { "1 goes" } else { &format!("{others} go") };
            format!("Nothing for {whom}; {go} to others.")
        }
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

/// What an answer looks like.
fn wants(fact: &Missing) -> Option<String> {
    match is_who(&fact.holder, &fact.name) {
        true => Some(
            "the name of the program, of the agency, or `a person`; `seamless` where it is to be Seamless"
                .to_owned(),
        ),
        false => fact_wants(&fact.name),
    }
}

/// Why it matters who carries: all else that can be asked is asked of him.
const WHO_MATTERS: &str = "until it is known, nobody can be asked what may go wrong on the way";

/// Whether a question is who carries a handoff.
fn is_who(holder: &Holder, fact: &str) -> bool {
    fact == "by" && matches!(holder, Holder::Handoff(_))
}

/// The other handoffs of the same question, where it is who carries.
fn others(flow: &Flow, fact: &Missing) -> Vec<Holder> {
    let Some(handoff) = of_unknown(flow, fact) else { return Vec::new() };
    let all = flow.unknown_like(handoff).into_iter().filter(|it| it.id != handoff.id);
    all.map(|it| Holder::Handoff(it.id.clone())).collect()
}

/// The handoff of which it is asked who carries it, where nobody could say.
fn of_unknown<'f>(flow: &'f Flow, fact: &Missing) -> Option<&'f Handoff> {
    let Holder::Handoff(id) = &fact.holder else { return None };
    flow.handoffs.get(id).filter(|it| fact.name == "by" && it.by == UNKNOWN)
}

fn wanted(fact: &Missing, party: &Party) -> bool {
    let own = fact_of_installation(&fact.name);
    match (party, &fact.holder) {
        (Party::All, _) => true,
        (Party::Carrier(name), Holder::Carrier(id)) => id.as_str() == name,
        (Party::Carrier(name), holder) => name == UNKNOWN && is_who(holder, &fact.name),
        (Party::System(name), Holder::System(id)) => id.as_str() == name && !own,
        (Party::Brand, Holder::System(_)) => own,
        (Party::Brand, holder) => !matches!(holder, Holder::Carrier(_)),
        _ => false,
    }
}

/// Who is asked. What a brand has set up or been granted in a system is known to the team that owns it.
fn title(flow: &Flow, fact: &Missing) -> String {
    match &fact.holder {
        Holder::Carrier(id) => flow.carriers.get(id).map_or_else(|| id.to_string(), |it| it.title.clone()),
        Holder::System(id) if fact_of_installation(&fact.name) => {
            let team = flow.systems.get(id).map_or("", |it| flow.team_title(&it.team));
            format!("{team} of {}", flow.title)
        }
        Holder::System(id) => format!("the vendor of {}", flow.system_title(id)),
        Holder::Trade | Holder::Authority | Holder::Handoff(_) | Holder::Contract(_) => flow.title.clone(),
    }
}

/// A question without the one who is asked: that stands over the sheet.
fn plain(question: &str) -> &str {
    match question.split_once(": ") {
        Some((to, rest)) if to.starts_with("To ") => rest,
        _ => question,
    }
}

/// What the fact means, where what is wanted does not say so already.
fn meant(question: &Question) -> Option<&'static str> {
    let says = question.wants.as_ref().is_some_and(|it| it.starts_with("yes if"));
    question.means.filter(|_| !says)
}

fn wanted_and_meant(question: &Question) -> String {
    let wants = question.wants.as_deref().unwrap_or("");
    meant(question).map_or(wants.to_owned(), |means| format!("{wants}. {means}"))
}

/// The sheets as Markdown.
pub fn markdown(flow: &Flow, sheets: &[Sheet]) -> String {
    markdown::markdown(flow, sheets)
}

/// The sheets as one HTML page that prints well.
pub fn html(flow: &Flow, sheets: &[Sheet]) -> String {
    html::html(flow, sheets)
}

/// A page that says that a party is asked nothing, in Markdown.
pub fn nothing_in_markdown(flow: &Flow, nothing: &str) -> String {
    markdown::nothing(flow, nothing)
}

/// A page that says that a party is asked nothing, in HTML.
pub fn nothing_in_html(flow: &Flow, nothing: &str) -> String {
    html::nothing(flow, nothing)
}

/// The sheets as CSV (RFC 4180), one row for each question, with empty columns `answer`, `source` and `note`. A cell that
/// a spreadsheet would take for a formula begins with `'`, which is taken away again when answers are read.
pub fn csv(sheets: &[Sheet]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "to",
        "where",
        "fact",
        "question",
        "wanted",
        "why",
        "breakpoints",
        "severity",
        "answer",
        "source",
        "note",
    ];
    // Writing to memory cannot fail.
    let _ = writer.write_record(head);
    for sheet in sheets {
        for it in &sheet.questions {
            let ids: Vec<&str> = it.breakpoints.iter().map(|it| it.0.as_str()).collect();
            let row = [
                sheet.party.as_str(),
                &answers::holder_words(&it.holder, &it.others),
                &it.fact,
                &it.question,
                &wanted_and_meant(it),
                &it.why.join("; "),
                &ids.join(" "),
                it.severity.word(),
                "",
                "",
                "",
            ];
            let _ = writer.write_record(row.map(cell));
        }
    }
    writer.into_inner().ok().and_then(|it| String::from_utf8(it).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
