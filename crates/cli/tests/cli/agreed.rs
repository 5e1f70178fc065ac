//! What a consultant hands round and gets back: questions to the right one, answers that come twice, a map that is
//! watched while it is written.

use crate::support::{Running, begun, run, say, seamless, text};

#[test]
fn who_names_a_system_as_a_carrier_is_shown_the_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "oms");
    let map = map.to_str().expect("a path");
    for (flag, name, meant) in
        [("--carrier", "shopify", "`--system shop`"), ("--system", "connector", "`--carrier connector`")]
    {
        let said = say(&["questions", map, flag, name]);
        assert_eq!(said.code, 2);
        assert!(said.err.contains(&format!("did you mean {meant}?")), "{}", said.err);
    }
}

#[test]
fn answers_that_come_again_say_what_they_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "oms");
    let file = folder.path().join("answers.csv");
    let took = |rows: &str| {
        std::fs::write(&file, format!("where,fact,answer,source\n{rows}")).expect("written");
        run(seamless(["questions"]).arg(&map).arg("--answers").arg(&file))
    };
    let first = took("carrier connector,errors.alert,no,Mail\n");
    assert_eq!(first.code, 0, "{}", first.err);
    let second = took("carrier connector,errors.alert,yes,Mail\n");
    assert!(second.err.contains("errors.alert of carrier connector: from no to yes"), "{}", second.err);
    let both = took("carrier connector,errors.alert,yes,Mail\ncarrier connector,errors.alert,no,Mail\n");
    assert!(both.err.contains("row 3: ") && both.err.contains("row 2 says"), "{}", both.err);
}

#[test]
fn a_title_cannot_speak_to_a_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "native");
    let evil = text(&map).replacen("teams:\n", "teams:\n  evil: { title: \"\\e]0;x\\a\" }\n", 1);
    std::fs::write(&map, evil).expect("written");
    let said = run(seamless(["check"]).arg(&map));
    assert_eq!(said.code, 2, "{}", said.out);
    assert!(said.err.contains("control character U+001B") && !said.err.contains('\u{1b}'), "{}", said.err);
}

#[test]
fn a_save_shows_only_what_it_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = begun(folder.path(), "native");
    let good = text(&map);
    let mut running = Running::start(seamless(["check", "--watch"]).arg(&map));
    running.out.line("Native Goods: ");
    let said = good.replacen("trade:\n", "trade:\n  tags_control: false\n", 1);
    assert_ne!(said, good);
    std::fs::write(&map, said).expect("written");
    running.out.line_after("no longer asked: tags_control", "Native Goods: ");
    assert_eq!(running.interrupt(), Some(0));
}
