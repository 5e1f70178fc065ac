//! The rows of an answered questionnaire, and their values.

use seamless_breakpoints::Holder;
use seamless_flow::{Replied, answer_given};

use super::{Answer, AnswerError};
use crate::words::uncelled;

/// The word for a holder in a questionnaire's file: `carrier acme`.
pub fn holder_word(holder: &Holder) -> String {
    match holder {
        Holder::Trade => "trade".to_owned(),
        Holder::Authority => "authority".to_owned(),
        Holder::Handoff(id) => format!("handoff {id}"),
        Holder::Contract(id) => format!("contract {id}"),
        Holder::System(id) => format!("system {id}"),
        Holder::Carrier(id) => format!("carrier {id}"),
    }
}

/// The words for a holder and the others of whom the same is asked: `handoff refunds-shop-1, refunds-shop-eu`.
pub fn holder_words(holder: &Holder, others: &[Holder]) -> String {
    let names =
        others.iter().filter_map(|it| holder_word(it).split_once(' ').map(|it| format!(", {}", it.1)));
    holder_word(holder) + &names.collect::<String>()
}

/// All that a cell names.
fn holders_of(text: &str) -> Option<Vec<Holder>> {
    let (word, names) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    names.split(',').map(|name| holder_of(&format!("{word} {}", name.trim()))).collect()
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
pub fn read(text: &str, source: Option<&str>) -> Result<Sheet, Vec<AnswerError>> {
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
    let (said, beside) = (column("source").ok(), column("note").ok());
    let (mut answers, mut open, mut wrong) = (Vec::new(), 0, Vec::new());
    for (index, record) in reader.records().enumerate() {
        let row = index as u64 + 2;
        let mut bad = |why: &str| wrong.push(AnswerError::Row { row, why: why.to_owned() });
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                bad(&error.to_string());
                continue;
            }
        };
        let cell = |at: usize| uncelled(record.get(at).unwrap_or("").trim()).to_owned();
        if cell(answer).is_empty() {
            open += 1;
            continue;
        }
        let named = said.map(cell).filter(|it| !it.is_empty()).or_else(|| source.map(str::to_owned));
        if named.is_none() {
            bad("an answer without a source: fill the column `source`, or give --source");
        }
        match holders_of(&cell(holder)) {
            None => bad("the column `where` was changed: it says to whom the fact belongs"),
            Some(holders) => {
                let source = named.unwrap_or_default();
                let note = beside.map(cell).unwrap_or_default();
                let one = |holder| Answer {
                    row,
                    holder,
                    fact: cell(fact),
                    answer: cell(answer),
                    source: source.clone(),
                    note: note.clone(),
                };
                answers.extend(holders.into_iter().map(one));
            }
        }
    }
    Ok(Sheet { answers, open, wrong })
}

/// What a questionnaire's file says.
pub struct Sheet {
    answers: Vec<Answer>,
    pub open: usize,
    wrong: Vec<AnswerError>,
}

/// The answers with their values in YAML, each once; every answer that is none, and those that contradict each other,
/// are among the mistakes.
pub fn judged(sheet: Sheet) -> Result<Vec<(Answer, String)>, Vec<AnswerError>> {
    let Sheet { answers, mut wrong, .. } = sheet;
    let mut good: Vec<(Answer, String)> = Vec::new();
    for mut it in answers {
        let why = match answer_given(&it.fact, &it.answer) {
            Err(why) => why,
            Ok(Replied { value, note }) => {
                match good.iter().find(|(had, _)| had.holder == it.holder && had.fact == it.fact) {
                    None => {
                        let notes = [note, std::mem::take(&mut it.note)];
                        it.note = notes
                            .iter()
                            .map(|it| it.trim())
                            .filter(|it| !it.is_empty())
                            .collect::<Vec<_>>()
                            .join("; ");
                        good.push((it, value));
                        continue;
                    }
                    Some((_, same)) if *same == value => continue,
                    Some((had, _)) => format!(
                        "`{}` to {} of {}, and row {} says `{}`: keep one of the two",
                        it.answer,
                        it.fact,
                        holder_word(&it.holder),
                        had.row,
                        had.answer
                    ),
                }
            }
        };
        wrong.push(AnswerError::Row { row: it.row, why });
    }
    wrong.sort_by_key(AnswerError::row);
    if wrong.is_empty() { Ok(good) } else { Err(wrong) }
}
