//! Answers taken back: from the questionnaire's CSV into profiles and the map.

use std::collections::BTreeMap;

use seamless_breakpoints::Holder;
use seamless_flow::{Edit, EditError, answer_value, apply_edit, quoted, scalar_at};

/// One answer of a questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its row in the file, the head being row 1.
    pub row: u64,
    /// Where it belongs.
    pub holder: Holder,
    /// The fact or field that it fills.
    pub fact: String,
    /// The answer as given.
    pub answer: String,
    /// Who says so.
    pub source: String,
}

/// What came of answers: the files as they are to be, by path relative to the map's folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered {
    /// Texts by path; only files that change.
    pub files: BTreeMap<String, String>,
    /// How many answers were taken.
    pub taken: usize,
    /// How many questions stand there without an answer.
    pub open: usize,
}

/// Why answers cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The file is no questionnaire.
    #[error("{0}")]
    File(String),
    /// One answer is none.
    #[error("row {row}: {why}")]
    Row {
        /// The row in the file, the head being row 1.
        row: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The file in which it is to be written cannot be changed.
    #[error("row {row}: {file}: {why}")]
    Edit {
        /// The row in the file, the head being row 1.
        row: u64,
        /// The file that was to change.
        file: String,
        /// Why it cannot.
        why: EditError,
    },
}

/// The word for a holder in a questionnaire's file: `carrier acme`.
pub(super) fn holder_word(holder: &Holder) -> String {
    match holder {
        Holder::Trade => "trade".to_owned(),
        Holder::Authority => "authority".to_owned(),
        Holder::Handoff(id) => format!("handoff {id}"),
        Holder::Contract(id) => format!("contract {id}"),
        Holder::System(id) => format!("system {id}"),
        Holder::Carrier(id) => format!("carrier {id}"),
    }
}

fn holder_of(text: &str) -> Option<Holder> {
    let (word, name) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    Some(match (word, name.trim()) {
        ("trade", "") => Holder::Trade,
        ("authority", "") => Holder::Authority,
        (_, "") => return None,
        ("handoff", name) => Holder::Handoff(name.into()),
        ("contract", name) => Holder::Contract(name.into()),
        ("system", name) => Holder::System(name.into()),
        ("carrier", name) => Holder::Carrier(name.into()),
        _ => return None,
    })
}

/// Reads the answered rows of a questionnaire's CSV; separators `,` and `;` (as spreadsheets write it) are told apart.
/// `source` stands in where a row names none.
fn read(text: &str, source: Option<&str>) -> Result<(Vec<Answer>, usize), Vec<AnswerError>> {
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or("");
    let separator = if head.matches(';').count() > head.matches(',').count() { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let file = |why: String| vec![AnswerError::File(why)];
    let head = reader.headers().map_err(|it| file(it.to_string()))?.clone();
    let column = |name: &str| {
        head.iter().position(|it| it.trim().eq_ignore_ascii_case(name)).ok_or_else(|| {
            file(format!(
                "it has no column `{name}`: answer in the file that `seamless questions --format csv` writes"
            ))
        })
    };
    let (holder, fact, answer) = (column("where")?, column("fact")?, column("answer")?);
    let said = column("source").ok();
    let (mut answers, mut open, mut wrong) = (Vec::new(), 0, Vec::new());
    for (index, record) in reader.records().enumerate() {
        let row = index as u64 + 2;
        let bad = |why: &str| AnswerError::Row { row, why: why.to_owned() };
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                wrong.push(bad(&error.to_string()));
                continue;
            }
        };
        let cell = |at: usize| record.get(at).unwrap_or("").trim().to_owned();
        if cell(answer).is_empty() {
            open += 1;
            continue;
        }
        let named = said.map(cell).filter(|it| !it.is_empty()).or_else(|| source.map(str::to_owned));
        match (holder_of(&cell(holder)), named) {
            (None, _) => wrong.push(bad("the column `where` was changed: it says to whom the fact belongs")),
            (_, None) => {
                wrong.push(bad("an answer without a source: fill the column `source`, or give --source"))
            }
            (Some(holder), Some(source)) => {
                answers.push(Answer { row, holder, fact: cell(fact), answer: cell(answer), source });
            }
        }
    }
    if wrong.is_empty() { Ok((answers, open)) } else { Err(wrong) }
}

/// Takes answers into the map's files. `map` is the map's path and text, `read_file` reads a file relative to its
/// folder, `None` where there is none. Nothing is written: the texts come back, all or, with every mistake, none.
pub fn answers_into(
    map: (&str, &str),
    sheet: &str,
    source: Option<&str>,
    mut read_file: impl FnMut(&str) -> Option<String>,
) -> Result<Answered, Vec<AnswerError>> {
    let (answers, open) = read(sheet, source)?;
    let mut files = BTreeMap::from([(map.0.to_owned(), map.1.to_owned())]);
    let mut wrong = Vec::new();
    for it in &answers {
        let value = match answer_value(&it.fact, &it.answer) {
            Ok(value) => value,
            Err(why) => {
                wrong.push(AnswerError::Row { row: it.row, why });
                continue;
            }
        };
        for (file, edit) in edits(it, &value, map.0, &files) {
            let text = files.get(&file).cloned().or_else(|| read_file(&file));
            let text = text.unwrap_or_else(|| new_profile(it));
            match apply_edit(&text, &edit) {
                Ok(text) => {
                    files.insert(file, text);
                }
                Err(why) => wrong.push(AnswerError::Edit { row: it.row, file, why }),
            }
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    if files.get(map.0).is_some_and(|it| it == map.1) {
        files.remove(map.0);
    }
    Ok(Answered { files, taken: answers.len(), open })
}

/// The changes that one answer makes: in the map, or in the profile that the map names; where it names none, in a new
/// one, which the map then names.
fn edits(it: &Answer, value: &str, map: &str, files: &BTreeMap<String, String>) -> Vec<(String, Edit)> {
    let here = |path: Vec<&str>, value: &str| vec![(map.to_owned(), Edit::set(path, value))];
    let (group, id) = match &it.holder {
        Holder::Trade => return here(vec!["trade", &it.fact], value),
        Holder::Authority => return here(vec!["authority", &it.fact], value),
        Holder::Handoff(id) => return here(vec!["handoffs", id.as_str(), &it.fact], value),
        Holder::Contract(id) => return here(vec!["handoffs", id.as_str(), "contract", &it.fact], value),
        Holder::System(id) => ("systems", id.as_str()),
        Holder::Carrier(id) => ("carriers", id.as_str()),
    };
    let text = files.get(map).map(String::as_str).unwrap_or_default();
    let named = scalar_at(text, &[group, id, "profile"]);
    let file = named.clone().unwrap_or_else(|| format!("profiles/{id}.yaml"));
    let fact = format!("{{ value: {value}, source: {} }}", quoted(&it.source));
    let mut edits = vec![(file.clone(), Edit::set(["facts", &it.fact], fact))];
    if named.is_none() {
        edits.push((map.to_owned(), Edit::set([group, id, "profile"], file)));
    }
    edits
}

fn new_profile(it: &Answer) -> String {
    let name = match &it.holder {
        Holder::System(id) => id.as_str(),
        Holder::Carrier(id) => id.as_str(),
        _ => "profile",
    };
    format!("profile: {name}\nfacts:\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "\
carriers:
  acme: { title: Acme, profile: profiles/acme.yaml } # the vendor
  hand: { title: By hand }
handoffs:
  booked: { carry: order }
";

    fn into(rows: &str) -> Result<Answered, Vec<String>> {
        let sheet = format!("where,fact,answer,source\n{rows}");
        answers_into(("flow.yaml", MAP), &sheet, None, |file| {
            (file == "profiles/acme.yaml").then(|| "profile: acme\nfacts: {} # none yet\n".to_owned())
        })
        .map_err(|all| all.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn answers_go_where_the_fact_belongs() {
        let answered = into(
            "carrier acme,order.dedupe,yes,Mail of 20 Nov\ncarrier hand,order.dedupe,no,\"Ann: \"\"never\"\"\"\ntrade,bundles,no,Owner\n\
             contract booked,money.currency,shop,IT\ncarrier acme,order.cancel,,\n",
        )
        .expect("good answers");
        assert_eq!((answered.taken, answered.open), (4, 1));
        assert_eq!(
            answered.files["profiles/acme.yaml"],
            "profile: acme\nfacts: { order.dedupe: { value: true, source: Mail of 20 Nov } } # none yet\n"
        );
        assert_eq!(
            answered.files["profiles/hand.yaml"],
            "profile: hand\nfacts:\n  order.dedupe: { value: false, source: \"Ann: \\\"never\\\"\" }\n"
        );
        let map = &answered.files["flow.yaml"];
        assert!(map.contains("hand: { title: By hand, profile: profiles/hand.yaml }"), "{map}");
        assert!(map.contains("\ntrade:\n  bundles: false\n") && map.contains("# the vendor"), "{map}");
        assert!(map.contains("booked: { carry: order, contract: { money.currency: shop } }"), "{map}");
    }

    #[test]
    fn every_mistake_is_told_and_nothing_is_taken() {
        let wrong = into("carrier acme,order.dedupe,perhaps,x\nnobody,bundles,no,x\ntrade,bundles,no,\n");
        assert_eq!(
            wrong,
            Err(vec![
                "row 3: the column `where` was changed: it says to whom the fact belongs".to_owned(),
                "row 4: an answer without a source: fill the column `source`, or give --source".to_owned(),
            ])
        );
        let wrong = into("carrier acme,order.dedupe,perhaps,x\n");
        assert_eq!(
            wrong,
            Err(vec!["row 2: `perhaps` is no answer to `order.dedupe`: yes or no is wanted".to_owned()])
        );
        let other = answers_into(("flow.yaml", MAP), "a,b\n1,2\n", None, |_| None);
        assert!(other.is_err());
    }
}
