//! A talk: questions that were answered are not asked again, so that one can go back, change an answer, or go on on
//! another day.

use crate::output::Failed;

/// Why a talk does not go on.
#[derive(Debug)]
pub enum Stop {
    /// To the question before this one.
    Back,
    /// The person has left.
    Left,
}

/// Who answers: a person at a terminal.
pub trait People {
    /// Says something.
    fn say(&mut self, text: &str);
    /// A text; `check` says what is wrong with it.
    fn text(
        &mut self,
        question: &str,
        or: &str,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<String, Stop>;
    /// One of several.
    fn choice(&mut self, question: &str, of: &[String], at: usize) -> Result<usize, Stop>;
    /// Some of several.
    fn many(&mut self, question: &str, of: &[String], on: &[bool]) -> Result<Vec<usize>, Stop>;
}

/// A question that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which question, for example `ships.1.cutoff`.
    pub id: String,
    /// How it was asked.
    pub question: String,
    /// The answer, as text.
    pub answer: String,
    /// What it means to answer nothing.
    pub nothing: &'static str,
}

/// What it means to choose none of several.
const NONE: &str = "none";

/// Between the parts of an answer of several.
const AND: &str = "; ";

/// A talk that goes on.
pub struct Talk<'p> {
    people: &'p mut dyn People,
    /// What was answered on this way through the questions.
    now: Vec<Told>,
    /// What was answered before, and has not been come to yet.
    before: Vec<Told>,
    /// Answers that were taken back: they are proposed.
    old: Vec<Told>,
    heading: Option<String>,
    /// The heading that was said last: who goes back under it is not told again.
    said: Option<String>,
}

impl<'p> Talk<'p> {
    /// A talk that begins with what was answered before.
    pub fn new(people: &'p mut dyn People, before: Vec<Told>) -> Self {
        Self { people, now: Vec::new(), before, old: Vec::new(), heading: None, said: None }
    }

    /// All that was answered, in the order of the questions.
    pub fn told(&self) -> Vec<Told> {
        self.now.iter().chain(&self.before).cloned().collect()
    }

    /// Begins again from the first question; what was answered stands.
    pub fn again(&mut self) {
        self.before = self.told();
        self.now.clear();
    }

    /// Takes the last answer back.
    pub fn back(&mut self) {
        if let Some(last) = self.now.pop() {
            self.propose(last);
        }
        self.again();
    }

    /// Proposes an answer that was taken back, when its question comes again.
    fn propose(&mut self, taken: Told) {
        self.old.retain(|it| it.id != taken.id);
        self.old.push(taken);
    }

    /// Whom a question concerns that does not name him: one of several who ship, by his name; what was chosen, where
    /// its name was asked for.
    fn about(&self, it: &Told) -> Option<String> {
        let of = |id: String| self.now.iter().find(|other| other.id == id);
        if let Some((number, _)) = it.id.strip_prefix("ships.").and_then(|rest| rest.split_once('.')) {
            // Whether there is one more concerns none of them.
            if it.id.ends_with(".more") {
                return None;
            }
            return of(format!("ships.{number}.title")).map(|it| it.answer.clone());
        }
        let chosen = of(it.id.strip_suffix(".title")?.to_owned())?;
        chosen.question.split(" (").next().map(str::to_owned)
    }

    /// What was answered on this way, and a choice among it: nothing, where it is to stand.
    pub fn look_over(&mut self, write: &str) -> Result<bool, Stop> {
        self.before.clear();
        let change = |it: &Told| {
            let answer = if it.answer.is_empty() { it.nothing } else { &it.answer };
            let question = it.question.split(" (").next().unwrap_or(&it.question);
            let colon = if question.ends_with('?') { "" } else { ":" };
            match self.about(it).filter(|about| !question.contains(about.as_str())) {
                Some(about) => format!("{about}: {question}{colon} {answer}"),
                None => format!("{question}{colon} {answer}"),
            }
        };
        let words: Vec<String> = [write.to_owned()].into_iter().chain(self.now.iter().map(change)).collect();
        self.people.say("\nThese are your answers. Choose one to change it.");
        let at = self.people.choice("Is it right", &words, 0)?;
        let Some(at) = at.checked_sub(1).filter(|at| *at < self.now.len()) else { return Ok(true) };
        let taken = self.now.remove(at);
        self.propose(taken);
        self.again();
        Ok(false)
    }

    /// Says something, whatever was asked.
    pub fn say(&mut self, text: &str) {
        self.people.say(text);
    }

    /// What stands over the next questions, said when one of them is asked.
    pub fn heading(&mut self, text: &str) {
        self.heading = Some(text.to_owned());
    }

    fn taken(&mut self, id: &str) -> Option<Told> {
        let at = self.before.iter().position(|it| it.id == id)?;
        Some(self.before.remove(at))
    }

    fn proposed(&self, id: &str) -> Option<&str> {
        self.old.iter().find(|it| it.id == id).map(|it| it.answer.as_str())
    }

    fn begin(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        if self.said.as_ref() != Some(&heading) {
            self.people.say(&format!("\n{heading}"));
            self.said = Some(heading);
        }
    }

    fn keep(&mut self, id: &str, question: &str, answer: String, nothing: &'static str) {
        self.now.push(Told { id: id.to_owned(), question: question.to_owned(), answer, nothing });
    }

    /// A text that must be there, read as `read` reads it.
    pub fn text<T>(
        &mut self,
        id: &str,
        question: &str,
        or: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Stop> {
        self.open(id, question, or, "", read)
    }

    /// A text, read as `read` reads it; to answer nothing means `nothing`.
    pub fn open<T>(
        &mut self,
        id: &str,
        question: &str,
        or: &str,
        nothing: &'static str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Stop> {
        if let Some(told) = self.taken(id)
            && let Ok(value) = read(&told.answer)
        {
            self.keep(id, question, told.answer, nothing);
            return Ok(value);
        }
        self.begin();
        let or = self.proposed(id).filter(|it| !it.is_empty()).unwrap_or(or).to_owned();
        // What is proposed is what Enter takes.
        let asked = match nothing {
            nothing if or.is_empty() && !nothing.is_empty() => format!("{question} (Enter: {nothing})"),
            _ => question.to_owned(),
        };
        loop {
            let check = |text: &str| read(text.trim()).map(drop);
            let answer = self.people.text(&asked, &or, &check)?.trim().to_owned();
            if let Ok(value) = read(&answer) {
                self.keep(id, question, answer, nothing);
                return Ok(value);
            }
        }
    }

    /// One of several.
    pub fn choice(&mut self, id: &str, question: &str, of: &[String], at: usize) -> Result<usize, Stop> {
        let find = |answer: &str| of.iter().position(|it| it == answer);
        if let Some(told) = self.taken(id)
            && let Some(at) = find(&told.answer)
        {
            self.keep(id, question, told.answer, "");
            return Ok(at);
        }
        self.begin();
        let at = self.proposed(id).and_then(find).unwrap_or(at);
        let at = self.people.choice(question, of, at)?;
        let answer = of.get(at).cloned().unwrap_or_default();
        self.keep(id, question, answer, "");
        Ok(at)
    }

    /// Yes or no.
    pub fn yes(&mut self, id: &str, question: &str, or: bool) -> Result<bool, Stop> {
        let words = ["Yes".to_owned(), "No".to_owned()];
        Ok(self.choice(id, question, &words, usize::from(!or))? == 0)
    }

    /// Some of several.
    pub fn many(&mut self, id: &str, question: &str, of: &[String], on: &[bool]) -> Result<Vec<usize>, Stop> {
        let find = |answer: &str| {
            let parts = answer.split(AND).filter(|it| !it.is_empty());
            parts.map(|part| of.iter().position(|it| it == part)).collect::<Option<Vec<_>>>()
        };
        if let Some(told) = self.taken(id)
            && let Some(all) = find(&told.answer)
        {
            self.keep(id, question, told.answer, NONE);
            return Ok(all);
        }
        self.begin();
        let on = match self.proposed(id).and_then(find) {
            Some(old) => (0..of.len()).map(|at| old.contains(&at)).collect(),
            None => on.to_vec(),
        };
        let all = self.people.many(question, of, &on)?;
        let words: Vec<&str> = all.iter().filter_map(|at| of.get(*at)).map(String::as_str).collect();
        self.keep(id, question, words.join(AND), NONE);
        Ok(all)
    }
}

/// The answers so far as a file, from which a talk goes on.
pub fn kept(told: &[Told], go_on: &str) -> String {
    let mut out = format!("# The answers so far. To go on from here:\n#\n#   {go_on}\n\nso_far:\n");
    for it in told {
        let answer = serde_json::Value::from(it.answer.as_str());
        out.push_str(&format!("  # {}\n  {}: {answer}\n", it.question.replace('\n', " "), it.id));
    }
    out
}

/// Reads the answers so far; `None` where the file is of another sort.
pub fn read_kept(text: &str, file: &str) -> Result<Option<Vec<Told>>, Failed> {
    let mut lines = text.lines().enumerate().skip_while(|(_, line)| line.trim_end() != "so_far:");
    if lines.next().is_none() {
        return Ok(None);
    }
    let mut all = Vec::new();
    for (index, line) in lines {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = || {
            Failed::Said(format!(
                "{file}:{}: this line is no answer: write for example `brand: \"Northwind\"`, or take the line out to be asked again",
                index + 1
            ))
        };
        let (id, answer) = line.split_once(':').ok_or_else(wrong)?;
        let answer = answer.trim();
        let answer = match answer.starts_with('"') {
            true => serde_json::from_str::<String>(answer).map_err(|_| wrong())?,
            false => answer.to_owned(),
        };
        all.push(Told { id: id.trim().to_owned(), question: String::new(), answer, nothing: "" });
    }
    Ok(Some(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes what is proposed, and keeps what was said and shown.
    #[derive(Default)]
    struct Agrees {
        said: Vec<String>,
        shown: Vec<String>,
    }

    impl People for Agrees {
        fn say(&mut self, text: &str) {
            self.said.push(text.trim().to_owned());
        }

        fn text(
            &mut self,
            _: &str,
            or: &str,
            _: &dyn Fn(&str) -> Result<(), String>,
        ) -> Result<String, Stop> {
            Ok(or.to_owned())
        }

        fn choice(&mut self, _: &str, of: &[String], at: usize) -> Result<usize, Stop> {
            self.shown = of.to_vec();
            Ok(at)
        }

        fn many(&mut self, _: &str, _: &[String], _: &[bool]) -> Result<Vec<usize>, Stop> {
            Ok(Vec::new())
        }
    }

    fn read(text: &str) -> Result<String, String> {
        Ok(text.to_owned())
    }

    #[test]
    fn each_answer_says_whom_it_concerns() {
        let mut people = Agrees::default();
        let mut talk = Talk::new(&mut people, Vec::new());
        talk.text("ships.1.title", "What you call it", "Chicago", read).expect("told");
        talk.text("ships.1.cutoff", "Until when (such as 14:00)", "2pm", read).expect("told");
        talk.text("erp", "Which ERP", "Another", read).expect("told");
        talk.text("erp.title", "Its name", "Globe", read).expect("told");
        assert!(talk.look_over("Write it").expect("looked over"));
        assert_eq!(
            people.shown,
            [
                "Write it",
                "Chicago: What you call it: Chicago",
                "Chicago: Until when: 2pm",
                "Which ERP: Another",
                "Which ERP: Its name: Globe"
            ]
        );
    }

    #[test]
    fn who_goes_back_under_a_heading_is_not_told_it_again() {
        let mut people = Agrees::default();
        let mut talk = Talk::new(&mut people, Vec::new());
        for _ in 0..2 {
            talk.heading("1. Where do orders originate?");
            talk.text("shops", "How many", "1", read).expect("told");
            talk.back();
        }
        assert_eq!(people.said, ["1. Where do orders originate?"]);
    }
}
