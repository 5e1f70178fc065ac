//! Answers taken back: from the questionnaire's CSV into profiles and the map.

mod place;
mod read;
mod who;

use std::collections::BTreeMap;

use jiff::civil::Date;
use seamless_breakpoints::Holder;
use seamless_flow::{EditError, UNKNOWN, apply_edit, entry_at};

use place::{Place, new_profile, with_note};
pub(super) use read::holder_words;
use read::{holder_word, judged, read};

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
    /// What was said beside it; empty where nothing was.
    pub note: String,
}

/// What came of answers: the files as they are to be, by path relative to the map's folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered {
    /// Texts by path; only files that change.
    pub files: BTreeMap<String, String>,
    /// How many answers were taken.
    pub taken: usize,
    /// Those of them that say something else than what stood there.
    pub changed: Vec<Changed>,
    /// How many of them say what stood there already.
    pub same: usize,
    /// How many questions stand there without an answer.
    pub open: usize,
    /// Where each answer stands in the files.
    placed: Vec<Placed>,
}

/// An answer, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Placed {
    row: u64,
    what: String,
    file: String,
    path: Vec<String>,
}

impl Answered {
    /// The answer that stands at a byte of a file: its row, and what it is about (`order.dedupe of carrier acme`).
    pub fn at(&self, file: &str, byte: usize) -> Option<(u64, &str)> {
        let text = self.files.get(file)?;
        let mut here = self.placed.iter().filter(|it| it.file == file);
        let found = here.find(|it| {
            let path: Vec<&str> = it.path.iter().map(String::as_str).collect();
            entry_at(text, &path).is_some_and(|it| it.contains(&byte))
        })?;
        Some((found.row, &found.what))
    }
}

/// An answer that changes an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What it is about: `order.dedupe of carrier acme`.
    pub what: String,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
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

impl AnswerError {
    fn row(&self) -> u64 {
        match self {
            Self::File(_) => 0,
            Self::Row { row, .. } | Self::Edit { row, .. } => *row,
        }
    }
}

/// Takes answers into the map's files. `map` is the map's path and text, `today` the day on which they are taken, which
/// stands with each source, `read_file` reads a file relative to the map's folder, `None` where there is none. Nothing is
/// written: the texts come back, all or, with every mistake, none.
pub fn answers_into(
    map: (&str, &str),
    sheet: &str,
    source: Option<&str>,
    today: Date,
    mut read_file: impl FnMut(&str) -> Option<String>,
) -> Result<Answered, Vec<AnswerError>> {
    let sheet = read(sheet, source)?;
    let open = sheet.open;
    let answers = judged(sheet)?;
    let mut files = BTreeMap::from([(map.0.to_owned(), map.1.to_owned())]);
    let mut answered = Answered { taken: answers.len(), open, ..Answered::default() };
    let mut wrong = Vec::new();
    for (it, value) in &answers {
        if let Some(why) = not_on(map.1, &it.holder) {
            wrong.push(AnswerError::Row { row: it.row, why });
            continue;
        }
        let value = &match super::is_who(&it.holder, &it.fact) {
            false => value.clone(),
            true => match named(&files[map.0], it) {
                Ok((text, name)) => {
                    files.insert(map.0.to_owned(), text);
                    name
                }
                Err(why) => {
                    wrong.push(AnswerError::Row { row: it.row, why });
                    continue;
                }
            },
        };
        let place = Place::of(it, map.0, &files);
        let what = format!("{} of {}", it.fact, holder_word(&it.holder));
        let text = files.get(&place.file).cloned().or_else(|| read_file(&place.file));
        let text = text.unwrap_or_else(|| new_profile(it, &files[map.0], today));
        let stands = place.stands(&text, value);
        match &stands {
            Some(before) if before.is_same(it) => {
                answered.same += 1;
                continue;
            }
            Some(before) if before.value == UNKNOWN => {}
            Some(before) if !before.same_value => answered.changed.push(Changed {
                what: what.clone(),
                before: before.value.clone(),
                after: it.answer.clone(),
            }),
            Some(_) => answered.same += 1,
            None => {}
        }
        let (file, path) = (place.file.clone(), place.path.clone());
        answered.placed.push(Placed { row: it.row, what, file, path });
        for (file, edit) in place.edits(it, value, map.0, today) {
            let text = if file == place.file { text.clone() } else { files[map.0].clone() };
            match apply_edit(&text, &edit) {
                Ok(text) => {
                    files.insert(file, with_note(text, &edit, it));
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
    answered.files = files;
    Ok(answered)
}

/// The map with the carrier that an answer names, and the carrier's name on it.
fn named(map: &str, it: &Answer) -> Result<(String, String), String> {
    let (name, added) = who::carrier(map, &it.answer)?;
    let text = match added {
        Some(edit) => apply_edit(map, &edit).map_err(|it| it.to_string())?,
        None => map.to_owned(),
    };
    Ok((text, name))
}

/// What is wrong with an answer about something that the map does not have.
fn not_on(map: &str, holder: &Holder) -> Option<String> {
    let (group, id) = match holder {
        Holder::Trade | Holder::Authority => return None,
        Holder::Handoff(id) | Holder::Contract(id) => ("handoffs", id.as_str()),
        Holder::System(id) => ("systems", id.as_str()),
        Holder::Carrier(id) => ("carriers", id.as_str()),
    };
    let is_there = entry_at(map, &[group, id]).is_some();
    (!is_there).then(|| format!("the map has no {} `{id}`", &group[..group.len() - 1]))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

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
        answers_into(("flow.yaml", MAP), &sheet, None, date(2026, 11, 23), |file| {
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
            "profile: acme\nfacts: { order.dedupe: { value: true, source: \"Mail of 20 Nov, answered on 2026-11-23\" } } # none yet\n"
        );
        assert_eq!(
            answered.files["profiles/hand.yaml"],
            "profile: hand\ntitle: By hand\nas_of: 2026-11-23\nfacts:\n  order.dedupe: { value: false, source: \"Ann: \\\"never\\\", answered on 2026-11-23\" }\n"
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
                "row 2: `perhaps` is no answer to `order.dedupe`: yes or no is wanted; yes if it recognises a change that is announced twice".to_owned(),
                "row 3: the column `where` was changed: it says to whom the fact belongs".to_owned(),
                "row 4: an answer without a source: fill the column `source`, or give --source".to_owned(),
            ])
        );
        let wrong =
            into("carrier acme,api.supported_until,soon,x\ntrade,bundles,no,x\ntrade,bundles,yes,y\n");
        assert_eq!(
            wrong,
            Err(vec![
                "row 2: `soon` is no answer to `api.supported_until`: a day such as `2026-12-01` is wanted"
                    .to_owned(),
                "row 4: `yes` to bundles of trade, and row 3 says `no`: keep one of the two".to_owned(),
            ])
        );
        let other = answers_into(("flow.yaml", MAP), "a,b\n1,2\n", None, date(2026, 11, 23), |_| None);
        assert!(other.is_err());
    }

    #[test]
    fn an_answer_that_comes_again_is_told_from_one_that_changes() {
        let known = "profile: acme\nfacts:\n  order.dedupe: { value: true, source: \"Mail, answered on 2026-11-01\" }\n  order.partial: { value: true, source: Mail }\n";
        let sheet = "where,fact,answer,source\ncarrier acme,order.dedupe,yes,Mail\ncarrier acme,order.partial,'-,Mail\n";
        let into = |sheet: &str| {
            answers_into(("flow.yaml", MAP), sheet, None, date(2026, 11, 23), |_| Some(known.to_owned()))
        };
        assert!(into(sheet).is_err(), "a dash is no answer");
        let answered = into(&sheet.replace("'-", "no")).expect("answers");
        assert_eq!((answered.taken, answered.same, answered.open), (2, 1, 0));
        let [changed] = &answered.changed[..] else { panic!("{:?}", answered.changed) };
        assert_eq!(
            (changed.what.as_str(), changed.before.as_str(), changed.after.as_str()),
            ("order.partial of carrier acme", "yes", "no")
        );
        let text = &answered.files["profiles/acme.yaml"];
        assert!(
            text.contains("answered on 2026-11-01") && text.contains("Mail, answered on 2026-11-23"),
            "{text}"
        );
        let again = into(&sheet.lines().take(2).collect::<Vec<_>>().join("\n")).expect("answers");
        assert!(again.files.is_empty() && again.same == 1, "{again:?}");
    }

    #[test]
    fn a_note_stands_beside_the_source_or_as_a_comment() {
        let map = "trade: { bundles: false } # by Ann\nhandoffs:\n  booked:\n    carry: order\ncarriers:\n  acme: { profile: profiles/acme.yaml }\n";
        let sheet = "where,fact,answer,source,note\n\
            carrier acme,order.dedupe,\"yes, by the event\",Mail,asked twice\n\
            trade,order_numbers_distinct,yes,Ann,EU- and SHOP-\n\
            contract booked,money.currency,shop - never the payout's,Bo,\n";
        let profile = "profile: acme\nfacts: {}\n";
        let into = |map: &str, profile: &str| {
            let read = |_: &str| Some(profile.to_owned());
            answers_into(("flow.yaml", map), sheet, None, date(2026, 11, 23), read).expect("answers")
        };
        let answered = into(map, profile);
        let (text, acme) = (&answered.files["flow.yaml"], &answered.files["profiles/acme.yaml"]);
        assert!(
            acme.contains("value: true, source: \"Mail (by the event; asked twice), answered on"),
            "{acme}"
        );
        assert!(
            text.contains(
                "order_numbers_distinct: true } # by Ann; order_numbers_distinct: Ann (EU- and SHOP-)\n"
            ),
            "{text}"
        );
        assert!(
            text.contains("money.currency: shop }   # money.currency: Bo (never the payout's)\n"),
            "{text}"
        );
        let again = into(text, acme);
        assert!(again.files.is_empty() && again.same == 3, "{again:?}");
    }

    #[test]
    fn a_list_that_comes_again_is_as_before() {
        let map = "trade:\n  currencies: [NOK, EUR]\n";
        let into = |answer: &str| {
            let sheet = format!("where,fact,answer,source\ntrade,currencies,\"{answer}\",Ann\n");
            answers_into(("flow.yaml", map), &sheet, None, date(2026, 11, 23), |_| None)
        };
        let again = into("nok, eur").expect("answers");
        assert!(again.files.is_empty() && again.same == 1, "{again:?}");
        let other = into("NOK").expect("answers");
        assert_eq!((other.changed[0].before.as_str(), other.same), ("[NOK, EUR]", 0));
        assert!(into("kroner").is_err());
    }

    #[test]
    fn who_carries_is_answered_for_all_that_it_is_asked_of() {
        let map = "carriers:\n  unknown: { title: To be found out, team: it }\nhandoffs:\n  a:\n    by: unknown\n  b:\n    by: unknown\n";
        let sheet = "where,fact,answer,source\n\"handoff a, b\",by,Celigo,Ann\n";
        let into = |map: &str| answers_into(("flow.yaml", map), sheet, None, date(2026, 11, 23), |_| None);
        let answered = into(map).expect("answers");
        let text = &answered.files["flow.yaml"];
        assert_eq!(text.matches("by: celigo\n").count(), 2, "{text}");
        assert!(text.contains("  celigo: { title: Celigo, team: it }\n"), "{text}");
        assert!(answered.changed.is_empty() && into(text).expect("answers").files.is_empty());
    }
}
