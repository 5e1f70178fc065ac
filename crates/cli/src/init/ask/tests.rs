use super::*;
use crate::init::talk::{People, Told, kept, read_kept};
use seamless_flow::{Carried, Ships};

/// A person who answers from a list: by question, else with what is proposed.
#[derive(Default)]
struct Scripted {
    answers: Vec<(&'static str, &'static str)>,
    asked: Vec<String>,
    /// What could be chosen last.
    offered: Vec<String>,
}

impl Scripted {
    fn answer(&mut self, question: &str) -> Option<&'static str> {
        self.asked.push(question.to_owned());
        let at = self.answers.iter().position(|(asked, _)| question.starts_with(asked))?;
        Some(self.answers.remove(at).1)
    }
}

impl People for Scripted {
    fn say(&mut self, _: &str) {}

    fn text(
        &mut self,
        question: &str,
        or: &str,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<String, Stop> {
        match self.answer(question) {
            Some("<") => Err(Stop::Back),
            Some("^C") => Err(Stop::Left),
            said => {
                let said = said.unwrap_or(or);
                check(said).unwrap_or_else(|wrong| panic!("{question}: {said}: {wrong}"));
                Ok(said.to_owned())
            }
        }
    }

    fn choice(&mut self, question: &str, of: &[String], at: usize) -> Result<usize, Stop> {
        self.offered = of.to_vec();
        match self.answer(question) {
            Some("<") => Err(Stop::Back),
            Some(said) => {
                Ok(of.iter().position(|it| it.starts_with(said)).unwrap_or_else(|| panic!("{said}: {of:?}")))
            }
            None => Ok(at),
        }
    }

    fn many(&mut self, question: &str, of: &[String], on: &[bool]) -> Result<Vec<usize>, Stop> {
        match self.answer(question) {
            Some("<") => Err(Stop::Back),
            Some(said) => Ok((0..of.len()).filter(|at| said.contains(&of[*at])).collect()),
            None => Ok((0..of.len()).filter(|at| on[*at]).collect()),
        }
    }
}

const BRAND: &[(&str, &str)] = &[
    ("Your brand's name", "Halden & Vale"),
    ("Your time zone", "new york"),
    ("The currency", "eur"),
    ("Orders on an ordinary day", "1,200"),
    ("Value of an average order", "$82.50"),
    ("On which marketplaces", "Amazon, eBay"),
    ("Who ships what you sell on Amazon", "Both"),
    ("Who asks the warehouse", "The ERP"),
    ("Who carries orders", "Celigo"),
    ("Who ships", "Our own"),
    ("What you call it", "Chicago"),
    ("Until when", "2pm"),
    ("Does somebody else", "Yes"),
    ("Who else ships", "A third"),
    ("How it is spoken with", "3PL over files"),
    ("What you call it", "Logistik Nord"),
    ("Who carries requests and parcels to and from Logistik Nord", "A person"),
    ("Who carries stock", "Celigo"),
    ("The country that it ships from", ""),
    ("The country that it ships from", "DE"),
    ("What does customer service", "Zendesk"),
];

#[test]
fn a_brand_says_how_its_orders_flow() {
    let mut people = Scripted { answers: BRAND.to_vec(), ..Scripted::default() };
    let it = all(&mut Talk::new(&mut people, Vec::new())).expect("answers");
    assert_eq!(people.answers, [], "all was asked");
    assert_eq!(
        (it.flow.as_str(), it.timezone.as_str(), it.currency.as_str()),
        ("halden-vale", "America/New_York", "EUR")
    );
    assert_eq!((it.orders_per_day, it.average_order.as_deref()), (Some(1200), Some("82.50")));
    assert_eq!(it.marketplaces.iter().map(|it| it.ships).collect::<Vec<_>>(), [Ships::Both, Ships::Us]);
    assert_eq!(it.fulfillment[0].cutoff.as_deref(), Some("14:00"));
    assert_eq!(it.fulfillment[0].cutoff_days.len(), 5);
    assert_eq!((it.fulfillment[0].ships_to.len(), it.fulfillment[1].ships_to.len()), (0, 27));
    assert!(matches!(&it.carriers.orders, Some(Carried::By(by)) if by.kind == "celigo"));
    assert_eq!(it.fulfillment[0].by, Some(Carried::Unknown), "nobody is named who was not");
    assert_eq!(it.fulfillment[1].by, Some(Carried::Person));
    assert_eq!(it.fulfillment[1].via.as_deref(), Some("manual"), "a person was not asked how often");
    assert!(matches!(&it.carriers.stock, Some(Carried::By(by)) if by.kind == "celigo"));
    assert_eq!(it.disagreements(), []);
    assert!(it.map().contains("Said in the mapping session"));
}

#[test]
fn one_can_go_back_leave_and_go_on() {
    let mut people = Scripted {
        answers: vec![
            ("Your brand's name", "Haldn"),
            ("Your time zone", "<"),
            ("Your brand's name", "Halden"),
            ("Orders on an ordinary day", "^C"),
        ],
        ..Scripted::default()
    };
    let mut talk = Talk::new(&mut people, Vec::new());
    assert!(matches!(all(&mut talk), Err(Stop::Back)));
    talk.back();
    assert!(matches!(all(&mut talk), Err(Stop::Left)));
    let told = talk.told();
    let answers: Vec<_> = told.iter().map(|it| (it.id.as_str(), it.answer.as_str())).collect();
    assert_eq!(answers, [("brand", "Halden"), ("zone", "America/New_York"), ("currency", "USD")]);
    let text = kept(&told, "seamless init . --answers answers.yaml");
    let read = read_kept(&text, "answers.yaml").expect("read").expect("answers so far");
    let same = |it: &Told| (it.id.clone(), it.answer.clone());
    assert_eq!(read.iter().map(same).collect::<Vec<_>>(), told.iter().map(same).collect::<Vec<_>>());
    let mut people = Scripted::default();
    let it = all(&mut Talk::new(&mut people, read)).expect("answers");
    assert_eq!(it.title, "Halden");
    assert!(people.asked[0].starts_with("Orders on an ordinary day"), "{:?}", people.asked);
    assert!(read_kept("flow: x", "a.yaml").expect("read").is_none());
    let wrong = read_kept("so_far:\n  brand \"x\"\n", "a.yaml").expect_err("wrong");
    assert!(matches!(wrong, crate::output::Failed::Said(text) if text.starts_with("a.yaml:2:")));
}

#[test]
fn an_answer_can_be_changed_before_anything_is_written() {
    let mut people = Scripted {
        answers: vec![
            ("Is it right", "The currency"),
            ("The currency", "USD"),
            ("The currency", "GBP"),
            ("Is it right", "Write"),
        ],
        ..Scripted::default()
    };
    let mut talk = Talk::new(&mut people, Vec::new());
    assert_eq!(all(&mut talk).expect("answers").currency, "USD");
    assert!(!talk.look_over("Write the map").expect("chosen"));
    assert_eq!(all(&mut talk).expect("answers").currency, "GBP");
    assert!(talk.look_over("Write the map").expect("chosen"));
}

#[test]
fn what_cannot_be_meant_is_refused_with_a_way_out() {
    assert!(count("800").expect_err("too many").contains("20 shops at most"));
    assert!(count("0").is_err() && count("x").is_err());
    assert_eq!(number("1,200"), Ok(Some(1200)));
    assert_eq!(number(""), Ok(None));
    assert!(number("many").is_err() && number("99999999999").is_err() && number("0").is_err());
    assert_eq!(decimal("$82.50"), Ok(Some("82.50".to_owned())));
    assert!(decimal("0").is_err() && decimal("1,200").is_err() && decimal("x").is_err());
    for (said, meant) in
        [("890,50", "890.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1,5", "1.5")]
    {
        assert_eq!(decimal(said), Ok(Some(meant.to_owned())), "{said}");
    }
    assert_eq!((number("1.200"), number("1 200")), (Ok(Some(1200)), Ok(Some(1200))));
    assert!(number("1.5").is_err() && number("12,00").is_err());
}

#[test]
fn a_title_gives_a_name() {
    assert_eq!(short("Northwind & Sons, Ltd.", "x"), "northwind-sons-ltd");
    assert_eq!(short("東京", "my-brand"), "my-brand");
    assert_eq!(short("Versand Süd", "x"), "versand-sued");
    assert_eq!(short("ÖKO Größe Café", "x"), "oeko-groesse-cafe");
    assert_eq!(free("dock".to_owned(), |it| it == "dock" || it == "dock-2"), "dock-3");
}

#[test]
fn an_answer_left_empty_is_shown_as_what_it_means() {
    let mut people = Scripted {
        answers: vec![("Does somebody else", "Yes"), ("To which countries does Warehouse 2", "CA")],
        ..Scripted::default()
    };
    people.answers.extend([("What you call it", "Warehouse 1"), ("What you call it", "Warehouse 2")]);
    people.answers.push(("On which marketplaces", ""));
    let mut talk = Talk::new(&mut people, Vec::new());
    all(&mut talk).expect("answers");
    assert!(talk.look_over("Write the map").expect("chosen"));
    let shown = |line: &str| assert!(people.offered.iter().any(|it| it == line), "{:#?}", people.offered);
    shown("Orders on an ordinary day: not known");
    shown("Value of an average order in USD: not known; risks then have no price");
    shown("Warehouse 1: The country that it ships from, if it is not yours, such as DE: yours");
    shown("To which countries does Warehouse 1 ship, such as US, CA or EU: all others");
    shown("On which marketplaces do you sell? None is an answer: none");
    assert!(people.asked.contains(&"Orders on an ordinary day (Enter: not known)".to_owned()));
}

#[test]
fn who_takes_the_orders_of_a_marketplace_in_is_asked_where_it_is_open() {
    let asked = |route: &'static str| {
        let mut people = Scripted {
            answers: vec![("On which marketplaces", "eBay"), ("Who asks the warehouse", route)],
            ..Scripted::default()
        };
        people.answers.push(("Who takes the orders of eBay in", "NetSuite"));
        let it = all(&mut Talk::new(&mut people, Vec::new())).expect("answers");
        assert_eq!(it.disagreements(), []);
        it.marketplaces[0].through.clone()
    };
    assert_eq!(asked("Shopify itself").as_deref(), Some("erp"));
    assert_eq!(asked("The ERP"), None);
}

#[test]
fn names_that_mean_something_else_are_not_given() {
    let mut people = Scripted {
        answers: vec![
            ("Who carries orders", "Another integration"),
            ("Its name", "Person"),
            ("Who ships", "A cross-dock"),
            ("What you call it", "Supplier"),
        ],
        ..Scripted::default()
    };
    let it = all(&mut Talk::new(&mut people, Vec::new())).expect("answers");
    assert_eq!(it.disagreements(), []);
    assert_eq!(it.fulfillment[0].name, "supplier-2");
    assert!(matches!(&it.carriers.orders, Some(Carried::By(by)) if by.name == "person-2"));
}
