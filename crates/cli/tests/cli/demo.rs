//! `demo`: a brand's world in seconds.

use crate::support::{run, seamless};

#[test]
fn a_short_demonstration_loses_nothing_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = seamless(["demo", "--for", "20s", "--seed", "3", "--listen", "127.0.0.1:0"]);
    let said = run(command.current_dir(folder.path()));
    assert_eq!(said.code, 0, "{}\n{}", said.out, said.err);
    let of = |what: &str| -> u64 {
        let line = said.out.lines().find(|line| line.starts_with(what));
        let line = line.unwrap_or_else(|| panic!("{what}: {}", said.out));
        let count = line[what.len()..].split_whitespace().next().expect("a count");
        count.parse().expect("a number")
    };
    assert!(of("orders placed") >= 5);
    // On a busy machine a customer may cancel before the order has travelled: it is carried nowhere then. That none
    // is lost for another reason is what `lost` says.
    let (placed, carried) = (of("orders placed"), of("carried to the OMS"));
    assert!(0 < carried && carried <= placed, "{carried} of {placed}: {}", said.out);
    assert!(of("parcels shipped") > 0);
    assert!(of("faults injected") > 0);
    assert!(of("invariants checked") > 0);
    assert_eq!((of("lost"), of("doubled")), (0, 0));
    for words in [
        "dashboard  http://127.0.0.1:",
        "password   ",
        "incident ",
        "mended ",
        "What to do next, with a map of your own:",
    ] {
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
    assert!(!said.err.contains('\u{1b}'), "no colours without a terminal: {}", said.err);
}
