//! Each breakpoint has its four faces (the detectors are tested on their scenarios by the rehearsal room).

use std::path::{Path, PathBuf};

use seamless_breakpoints::{Breakpoint, Check, Finding, Holder, Verdict, catalogue, check};
use seamless_flow::{Flow, Moment, Scenario, fact_of_installation, load, load_scenario, render};

fn maps() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/maps")
}

/// The day on which the maps are checked.
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 23);

/// Breakpoints for which the map's own fields always answer: there is nobody to ask.
const ALWAYS_KNOWN: &[&str] = &[];

/// Reads a map of a breakpoint; the profiles are shared by all.
fn map(id: &str, which: &str) -> Flow {
    let folder = maps().join(id);
    let mut read = |path: &str| {
        let from = if path.starts_with("profiles/") { maps() } else { folder.clone() };
        std::fs::read(from.join(path)).map_err(|it| it.to_string())
    };
    let loaded = load(&format!("{which}.yaml"), &mut read);
    loaded
        .value
        .unwrap_or_else(|| panic!("{id}/{which}: {}", render(&loaded.problems, &loaded.sources, false)))
}

fn findings(breakpoint: &Breakpoint, which: &str) -> Vec<Finding> {
    let flow = map(breakpoint.id, which);
    let all = check(&flow, Some(TODAY)).into_iter().map(|it| it.finding);
    all.filter(|it| it.breakpoint == breakpoint.id).collect()
}

fn scenario(breakpoint: &Breakpoint) -> Option<Scenario> {
    let text = breakpoint.scenario?;
    let file = format!("{}.yaml", breakpoint.id);
    let loaded = load_scenario(&file, &mut |_| Ok(text.as_bytes().to_vec()));
    Some(loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false))))
}

/// The breakpoints that a map can show.
fn on_map() -> impl Iterator<Item = &'static Breakpoint> {
    catalogue().iter().filter(|it| !matches!(it.check, Check::Never(_)))
}

#[test]
fn each_breakpoint_is_a_folder_of_its_own_name() {
    let mut ids: Vec<String> = catalogue().iter().map(|it| it.id.replace('-', "_")).collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders: Vec<String> = std::fs::read_dir(source)
        .expect("the sources")
        .map(|it| it.expect("an entry").path())
        .filter(|it| it.join("page.md").is_file())
        .map(|it| it.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    folders.sort();
    assert!(ids.is_sorted(), "the catalogue is in the order of its ids");
    ids.sort();
    assert_eq!(ids, folders);
    assert!(ids.len() >= 7);
}

#[test]
fn each_page_says_what_a_page_must() {
    for breakpoint in catalogue() {
        let page = breakpoint.page;
        assert!(page.starts_with(&format!("# {}\n", breakpoint.title)), "{}: title", breakpoint.id);
        let headings: Vec<&str> = page.lines().filter_map(|it| it.strip_prefix("## ")).collect();
        assert_eq!(
            headings,
            ["What it is", "Why it happens", "How it shows", "The check", "Live signal", "Repair", "Sources"],
            "{}",
            breakpoint.id
        );
        let (_, sources) = page.split_once("## Sources").expect("its sources");
        assert!(sources.contains("<https://"), "{}: a public source", breakpoint.id);
        for section in page.split("\n## ").skip(1) {
            let text = section.split_once('\n').map_or("", |it| it.1).trim();
            assert!(text.len() > 40, "{}: {section}", breakpoint.id);
        }
    }
}

#[test]
fn each_runbook_has_steps_and_words_for_the_customer() {
    for breakpoint in catalogue() {
        let runbook = breakpoint.runbook(None);
        let steps: Vec<&str> =
            runbook.lines().filter(|it| it.starts_with(|c: char| c.is_ascii_digit())).collect();
        assert!(steps.len() >= 4, "{}", breakpoint.id);
        for (index, step) in steps.iter().enumerate() {
            assert!(step.starts_with(&format!("{}. ", index + 1)), "{}: {step}", breakpoint.id);
        }
        assert!(runbook.contains("**What to tell the customer.**"), "{}", breakpoint.id);
        assert!(runbook.contains("onverge"), "{}: how Seamless mends it", breakpoint.id);
    }
}

#[test]
fn each_scenario_reads_and_exercises_its_breakpoint() {
    for breakpoint in catalogue() {
        let Some(scenario) = scenario(breakpoint) else { continue };
        assert_eq!(scenario.exercises.as_ref().map(|it| it.as_str()), Some(breakpoint.id));
        assert!(!scenario.then.is_empty(), "{}", breakpoint.id);
        let placed: u64 = scenario
            .when
            .iter()
            .map(|step| match &step.what {
                Moment::Places { .. } => 1,
                Moment::PlacesMany { count, .. } => *count,
                _ => 0,
            })
            .sum();
        assert!((1..=200).contains(&placed), "{}: {placed} orders", breakpoint.id);
    }
}

#[test]
fn each_check_finds_the_risky_map_and_gives_an_example() {
    for breakpoint in on_map() {
        let found = findings(breakpoint, "risky");
        let Some(Verdict::AtRisk { witness }) = found.first().map(|it| &it.verdict) else {
            panic!("{}: {found:?}", breakpoint.id)
        };
        assert!(witness.contains(|it: char| it.is_ascii_digit()), "{}: {witness}", breakpoint.id);
        assert!(witness.len() > 60 && witness.ends_with(['.', '…']), "{}: {witness}", breakpoint.id);
        assert!(!found[0].message.is_empty() && !found[0].fix.is_empty());
        assert!(found[0].place.end > found[0].place.start);
    }
}

#[test]
fn each_check_is_silent_on_the_mended_twin() {
    for breakpoint in on_map() {
        assert_eq!(findings(breakpoint, "mended"), [], "{}", breakpoint.id);
    }
}

#[test]
fn each_check_asks_where_nobody_knows() {
    for breakpoint in on_map() {
        if !maps().join(breakpoint.id).join("unasked.yaml").exists() {
            assert!(
                ALWAYS_KNOWN.contains(&breakpoint.id),
                "{} has no map on which nobody knows",
                breakpoint.id
            );
            continue;
        }
        let found = findings(breakpoint, "unasked");
        let Some(Verdict::Unknown { question, fact }) = found.first().map(|it| &it.verdict) else {
            panic!("{}: {found:?}", breakpoint.id)
        };
        assert!(question.starts_with("To ") && question.contains('?'), "{}: {question}", breakpoint.id);
        let fact = fact.to_string();
        assert!([" in the ", " of handoff "].iter().any(|it| fact.contains(it)), "{}: {fact}", breakpoint.id);
    }
}

/// A vendor knows what its product does, and not how a brand has set it up, or what it has granted.
#[test]
fn settings_and_grants_are_asked_of_those_who_own_the_system() {
    let mut asked = [0, 0];
    for breakpoint in on_map().filter(|it| maps().join(it.id).join("unasked.yaml").exists()) {
        let flow = map(breakpoint.id, "unasked");
        for finding in check(&flow, Some(TODAY)).into_iter().map(|it| it.finding) {
            let Verdict::Unknown { question, fact } = &finding.verdict else { continue };
            let Holder::System(system) = &fact.holder else { continue };
            let own = fact_of_installation(&fact.name);
            let team = format!("To {}: ", flow.team_title(&flow.systems[system].team));
            let vendor = format!("To the vendor of {}: ", flow.system_title(system));
            assert!(question.starts_with(if own { &team } else { &vendor }), "{}: {question}", breakpoint.id);
            assert!(!own || !question.contains(" you "), "{}: {question}", breakpoint.id);
            asked[usize::from(own)] += 1;
        }
    }
    assert!(asked.iter().all(|it| *it > 5), "{asked:?}");
}

/// The words of every finding, so that a change of them is seen. One file for each breakpoint.
#[test]
fn findings_say_what_they_say() {
    for breakpoint in on_map() {
        let mut text = String::new();
        for which in ["risky", "unasked"] {
            if !maps().join(breakpoint.id).join(format!("{which}.yaml")).exists() {
                continue;
            }
            for finding in findings(breakpoint, which) {
                let (kind, words) = match &finding.verdict {
                    Verdict::AtRisk { witness } => ("at risk", witness.clone()),
                    Verdict::Unknown { question, fact } => ("unknown", format!("{question} [{fact}]")),
                };
                let (id, at, severity) = (&finding.breakpoint, finding.spot.name(), finding.severity.word());
                text += &format!("{id} at {at}: {kind}, {severity}\n  {}\n", finding.message);
                text += &format!("  {words}\n  = {}\n", finding.fix);
                for edit in &finding.edits {
                    text += &format!("  + {edit:?}\n");
                }
                text += "\n";
            }
        }
        insta::assert_snapshot!(breakpoint.id, text);
    }
}

#[test]
fn what_no_map_shows_says_why() {
    for breakpoint in catalogue() {
        if let Check::Never(why) = breakpoint.check {
            assert!(why.len() > 60 && why.ends_with('.'), "{}: {why}", breakpoint.id);
            assert!(breakpoint.page.contains("No map"), "{}: its page says so", breakpoint.id);
        }
    }
}
