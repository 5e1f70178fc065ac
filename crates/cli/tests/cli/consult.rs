//! What a consultant types within a day: `init`, `check --fix`, `questions`, `plan`, `handbook`, `profiles`.

use std::path::Path;

use serde_json::Value;

use crate::support::{NORTHWIND, Running, begun, root, run, say, seamless, text};

const TEMPLATES: &[&str] = &[
    "native",
    "oms",
    "hybrid",
    "in-house",
    "3pl",
    "cross-dock",
    "dropship",
    "marketplace",
    "shops",
    "b2b-retail",
];

#[test]
fn every_template_is_written_drawn_and_checked() {
    let said = say(&["init", "--template", "list"]);
    let listed: Vec<&str> = said.out.lines().filter_map(|it| it.split_whitespace().next()).collect();
    assert_eq!(listed, TEMPLATES);
    for name in TEMPLATES {
        let folder = tempfile::tempdir().expect("a folder");
        let map = begun(folder.path(), name);
        assert!(text(&map).contains("decide:"), "{name}");
        let drawn = run(seamless(["map"]).arg(&map));
        assert_eq!((drawn.code, drawn.err.as_str()), (0, ""), "{name}");
        assert!(drawn.out.contains("</svg>"), "{name}");
        let checked = run(seamless(["check", "--format", "json"]).arg(&map));
        let told: Value = serde_json::from_str(&checked.out).unwrap_or_else(|it| panic!("{name}: {it}"));
        assert!(told["counts"]["unknown"].as_u64() > Some(0), "{name}: a draft leaves something to ask");
    }
}

#[test]
fn init_replaces_nothing_and_asks_nobody_without_a_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = run(seamless(["init"]).arg(folder.path()));
    assert_eq!(said.code, 2);
    assert!(said.err.contains("give --template <NAME>"), "{}", said.err);
    let map = begun(folder.path(), "3pl");
    let before = text(&map);
    let again = run(seamless(["init", "--template", "oms"]).arg(folder.path()));
    assert_eq!(again.code, 2);
    assert!(again.err.contains("is there already"), "{}", again.err);
    assert_eq!(text(&map), before);
    let wrong = run(seamless(["init", "--template", "drop-ship", "--force"]).arg(folder.path()));
    assert!(wrong.err.contains("did you mean `dropship`?"), "{}", wrong.err);
}

#[test]
fn init_takes_answers_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let answers = folder.path().join("a.yaml");
    let yaml = "flow: two\ntitle: 'Two: & Co'\nroute: oms\noms: { name: brain, title: Brain, kind: http }\nreturns: false\n";
    std::fs::write(&answers, yaml).expect("written");
    let into = folder.path().join("new");
    let said = run(seamless(["init", "--save-answers", "--answers"]).arg(&answers).arg(&into));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(text(&into.join("flow.yaml")).contains("title: \"Two: & Co\""));
    let saved = into.join("answers.yaml");
    let again = run(seamless(["init", "--force", "--answers"]).arg(&saved).arg(&into));
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(text(&saved).contains("# 3. How does fulfillment happen?"), "questions stand as comments");
    assert!(text(&into.join("flow.yaml")).contains("by: unknown"), "nobody said who carries");
    std::fs::write(&answers, "route: omss\ncolour: red\ntimezone: Berlin\n").expect("written");
    let before = text(&into.join("flow.yaml"));
    let wrong = run(seamless(["init", "--force", "--answers"]).arg(&answers).arg(&into));
    assert_eq!(wrong.code, 2);
    for words in
        ["cannot be used: 3 mistakes", "colour", "a.yaml:1:8", "mean `oms`?", "mean `Europe/Berlin`?"]
    {
        assert!(wrong.err.contains(words), "{words} is missing in\n{}", wrong.err);
    }
    assert_eq!(text(&into.join("flow.yaml")), before, "nothing was written");
    std::fs::write(&answers, "so_far:\n  brand: \"Half\"\n").expect("written");
    let half = run(seamless(["init", "--force", "--answers"]).arg(&answers).arg(&into));
    assert!(half.err.contains("holds the answers so far"), "{}", half.err);
}

#[test]
fn safe_findings_are_mended_and_comments_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "native");
    let sound = text(&map);
    let broken = sound.replacen("    backstop: every 15m over 48h\n", "", 1);
    std::fs::write(&map, &broken).expect("written");
    let dry = run(seamless(["check", "--fix", "--dry-run"]).arg(&map));
    assert!(dry.err.contains("would change:\n  handoffs.orders.backstop: every 15m over 48h"), "{}", dry.err);
    assert_eq!(text(&map), broken, "nothing is changed yet");
    let fixed = run(seamless(["check", "--fix"]).arg(&map));
    assert!(fixed.err.contains("changed:\n"), "{}", fixed.err);
    let mended = text(&map);
    assert!(mended.matches("backstop:").count() >= sound.matches("backstop:").count());
    assert_eq!(mended.matches('#').count(), sound.matches('#').count(), "comments stay");
    let again = run(seamless(["check", "--fix"]).arg(&map));
    assert!(again.err.contains("can be mended safely without a person"), "{}", again.err);
}

#[test]
fn sarif_holds_every_finding_with_a_fingerprint_that_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "marketplace");
    let results = |map: &Path| {
        let said = run(seamless(["check", "--format", "sarif"]).arg(map));
        let told: Value = serde_json::from_str(&said.out).expect("JSON");
        assert_eq!(told["version"], "2.1.0");
        let run = told["runs"][0].clone();
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules").clone();
        let results = run["results"].as_array().expect("results").clone();
        for it in &results {
            let index = usize::try_from(it["ruleIndex"].as_u64().expect("an index")).expect("small");
            assert_eq!(rules[index]["id"], it["ruleId"]);
            let region = &it["locations"][0]["physicalLocation"]["region"];
            assert!(region["startLine"].as_u64() >= Some(1), "{it}");
            assert!(["fail", "open"].contains(&it["kind"].as_str().expect("a kind")));
            assert_eq!(it["kind"] == "open", it["level"] == "none", "{it}");
        }
        results
    };
    let prints = |all: &[Value]| {
        let print = |it: &Value| it["partialFingerprints"]["seamless/v1"].as_str().expect("one").to_owned();
        all.iter().map(print).collect::<Vec<_>>()
    };
    let before = results(&map);
    assert!(before.len() > 10);
    std::fs::write(&map, format!("# A line more.\n\n{}", text(&map))).expect("written");
    let after = results(&map);
    assert_eq!(prints(&before), prints(&after), "lines move, fingerprints stay");
    assert_ne!(before[0]["locations"], after[0]["locations"]);
}

#[test]
fn github_shows_findings_as_annotations() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "marketplace");
    let said = run(seamless(["check", "--format", "github"]).arg(&map));
    let commands: Vec<&str> = said.out.lines().filter(|it| it.starts_with("::")).collect();
    assert!(commands.len() > 10);
    for it in commands {
        let (head, message) = it[2..].split_once("::").expect("a message");
        assert!(["error ", "warning ", "notice "].iter().any(|word| head.starts_with(word)), "{it}");
        assert!(head.contains(",line=") && head.contains(",title=") && !message.is_empty(), "{it}");
    }
}

#[test]
fn a_questionnaire_goes_out_and_its_answers_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "native");
    let asked = |arguments: &[&str]| {
        let said = run(seamless(["questions"]).arg(&map).args(arguments));
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    };
    let page = asked(&["--format", "html", "--brand"]);
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Questions to Native Goods"));
    assert!(asked(&["--brand"]).contains("**Answer:**"));
    let sheet = asked(&["--format", "csv"]);
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&head).expect("memory");
    let rows: Vec<csv::StringRecord> = reader.records().map(|it| it.expect("a row")).collect();
    let mut answered = 0;
    for row in &rows {
        let mut row: Vec<String> = row.iter().map(str::to_owned).collect();
        if row[4].starts_with("yes if ") {
            (row[8], row[9]) = ("no".to_owned(), "Tried on 2026-11-20".to_owned());
            answered += 1;
        }
        writer.write_record(&row).expect("memory");
    }
    assert!(answered >= 5, "{answered}");
    let file = folder.path().join("answers.csv");
    std::fs::write(&file, writer.into_inner().expect("memory")).expect("written");
    let said = run(seamless(["questions"]).arg(&map).arg("--answers").arg(&file));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains(&format!("Took {answered} answers")), "{}", said.err);
    let left = csv::Reader::from_reader(asked(&["--format", "csv"]).as_bytes())
        .records()
        .map(|it| it.expect("a row"))
        .filter(|it| {
            rows.iter().any(|row| row[1] == it[1] && row[2] == it[2] && it[4].starts_with("yes if "))
        })
        .count();
    assert_eq!(left, 0, "what was answered is not asked again");
}

#[test]
fn answers_that_are_none_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "native");
    let before = text(&map);
    let file = folder.path().join("answers.csv");
    for (rows, why) in [
        (
            "where,fact,answer,source\ntrade,bundles,perhaps,me\n",
            "`perhaps` is no answer to `bundles`: yes or no is wanted; yes if one thing that is sold can be several that are shipped",
        ),
        ("where,fact,answer,source\ntrade,bundles,no,\n", "an answer without a source"),
        ("a,b\n1,2\n", "it has no column `where`"),
        (
            "where,fact,answer,source\ncontract nowhere,codes.sku,same,me\n",
            "row 2: the map has no handoff `nowhere`",
        ),
        (
            "where,fact,answer,source\ntrade,bundles,no,me\ntrade,order_edit,no,me\n",
            "answers.csv: row 3: order_edit of trade: ",
        ),
    ] {
        std::fs::write(&file, rows).expect("written");
        let said = run(seamless(["questions"]).arg(&map).arg("--answers").arg(&file));
        assert_eq!(said.code, 2, "{rows}");
        assert!(said.err.contains("no answer was taken") && said.err.contains(why), "{}", said.err);
        assert_eq!(text(&map), before);
    }
    let nobody = run(seamless(["questions", NORTHWIND, "--carrier", "acmee"]).arg("--format").arg("md"));
    assert!(nobody.err.contains("did you mean `acme`?"), "{}", nobody.err);
}

#[test]
fn a_plan_tells_what_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "oms");
    let same = run(seamless(["plan", "--exit-code"]).arg(&map).arg(&map));
    assert_eq!(same.code, 0);
    assert!(same.out.contains("nothing changes"), "{}", same.out);
    let new = folder.path().join("new.yaml");
    let changed = text(&map)
        .replacen("    by: connector\n", "", 1)
        .replacen("within: 5m", "within: 1h", 1)
        .replace("  posted:", "  posted-by-hand:");
    std::fs::write(&new, changed).expect("written");
    let said = run(seamless(["plan", "--exit-code"]).arg(&map).arg(&new));
    assert_eq!(said.code, 1);
    for words in [
        "booking re-carried",
        "orders slowed: is due within 1h instead of 5m",
        "Teams to tell",
        "IT (mailto:it@example.com)",
    ] {
        assert!(said.out.contains(words), "{words} is missing in\n{}", said.out);
    }
    let json = run(seamless(["plan", "--format", "json"]).arg(&map).arg(&new));
    assert_eq!(json.code, 0, "without --exit-code a change is no failure");
    let told: Value = serde_json::from_str(&json.out).expect("JSON");
    assert!(told["handoffs"].as_array().is_some_and(|it| it.len() == 2), "{told}");
}

#[test]
fn a_handbook_is_a_teams_own() {
    let said = say(&["handbook", NORTHWIND, "--team", "service"]);
    assert_eq!(said.code, 0);
    assert!(said.out.starts_with("# Handbook: Customer service\n"), "{}", said.out);
    assert!(!said.out.contains("# Handbook: IT"));
    let page = say(&["handbook", NORTHWIND, "--format", "html"]);
    assert!(page.out.matches("<h1>").count() == 3 && page.out.contains("<svg"));
    let wrong = say(&["handbook", NORTHWIND, "--team", "servce"]);
    assert_eq!(
        (wrong.code, wrong.err.as_str()),
        (2, "error: the map has no team `servce`: did you mean `service`?\n")
    );
}

#[test]
fn profiles_are_listed_and_shown_with_their_sources() {
    let listed = say(&["profiles"]);
    let line = |kind: &str| listed.out.lines().find(|it| it.trim_start().starts_with(kind)).expect("a line");
    assert!(line("shopify ").contains("Shopify") && line("shopify ").contains("facts  as of 20"));
    assert!(line("seamless ").contains("Seamless itself"));
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let profiles = listed.out.lines().filter(|it| it.starts_with("  ")).count();
    assert!(readme.contains(&format!(": {profiles} profiles,")), "the README says how many: {profiles}");
    assert!(listed.out.contains(&format!("\n{profiles} profiles, ")), "{}", listed.out);
    let shown = say(&["profiles", "shopify"]);
    assert!(shown.out.contains("order.delivery") && shown.out.contains("shopify.dev"), "{}", shown.out);
    let all: Value = serde_json::from_str(&say(&["profiles", "--format", "json"]).out).expect("JSON");
    let all = all.as_array().expect("a list");
    assert!(all.len() == profiles && all.iter().all(|it| it["group"].is_string()), "{all:?}");
    let json: Value =
        serde_json::from_str(&say(&["profiles", "shopify", "--format", "json"]).out).expect("JSON");
    assert_eq!(json["facts"]["order.delivery"]["value"], "at_least_once");
    let wrong = say(&["profiles", "shopfy"]);
    assert_eq!(
        (wrong.code, wrong.err.as_str()),
        (2, "error: Seamless brings no profile `shopfy`: did you mean `shopify`?\n")
    );
}

#[test]
fn a_check_that_watches_follows_what_is_edited() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "native");
    let good = text(&map);
    let running = Running::start(seamless(["check", "--watch"]).arg(&map));
    running.out.line("Native Goods: ");
    std::fs::write(&map, good.replace("carry: order", "carry: odrer")).expect("written");
    running.err.line("cannot be `odrer`");
    std::fs::write(
        &map,
        good.replace("title: \"Native Goods\"", "title: Renamed")
            .replace("title: Native Goods", "title: Renamed"),
    )
    .expect("written");
    running.out.line("Renamed: ");
    let mut running = running;
    assert_eq!(running.interrupt(), Some(0));
}
