//! Changes of a map that a program proposes, and their application to the text that a person wrote: comments,
//! quotes, order and layout stay as they are.

mod written;

use written::Together;
pub use written::{Replacement, Written};

/// One change of a file that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// Where: the names from the top of the map, for example `["handoffs", "orders", "backstop"]`.
    pub path: Vec<String>,
    /// What is to be done there.
    pub change: Change,
}

/// What is to be done at a place of a map.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The field is to have this value, written as YAML on one line; it is added where it is absent.
    Set(String),
    /// The list is to have this item as well; the list is added where it is absent.
    Add(String),
}

impl Edit {
    /// A field is to have a value, written as YAML on one line.
    pub fn set<P: Into<String>>(path: impl IntoIterator<Item = P>, value: impl Into<String>) -> Self {
        Self { path: path.into_iter().map(Into::into).collect(), change: Change::Set(value.into()) }
    }

    /// A list is to have one more item.
    pub fn add<P: Into<String>>(path: impl IntoIterator<Item = P>, item: impl Into<String>) -> Self {
        Self { path: path.into_iter().map(Into::into).collect(), change: Change::Add(item.into()) }
    }

    /// The change as a person would write it down: `handoffs.orders.backstop: every 15m over 48h`.
    pub fn says(&self) -> String {
        let path = self.path.join(".");
        match &self.change {
            Change::Set(value) => format!("{path}: {value}"),
            Change::Add(item) => format!("{path}: [..., {item}]"),
        }
    }
}

/// Why a change cannot be made in a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text cannot be read.
    #[error("the file cannot be read as it stands: mend what `seamless check` says of it first")]
    Unreadable,
    /// What stands there is repeated from elsewhere (`*name`), and a change would show there too.
    #[error("`{0}` is repeated from another place of the file: change it there by hand")]
    Repeated(String),
    /// What stands there is repeated elsewhere (it is named `&name`), and a change would show there too.
    #[error("`{0}` is repeated in another place of the file, which would change with it: change it by hand")]
    Shared(String),
    /// What stands on the way is no map, or no list.
    #[error("`{0}` is not written in a way that can be changed by a program: change it by hand")]
    Shape(String),
}

/// Makes one change in a text. What is there already is left as it is.
pub fn apply_edit(text: &str, edit: &Edit) -> Result<String, EditError> {
    let one = Written::read(text)?.replacement(edit)?;
    Ok(format!("{}{}{}", &text[..one.range.start], one.text, &text[one.range.end..]))
}

/// Makes many changes in a text, as if one after the other. Those that cannot be made come back, each with the reason.
///
/// The text is read once for all changes that do not touch each other, and again for those that touch one of these.
pub fn apply_edits<'e>(text: &str, edits: &'e [Edit]) -> (String, Vec<(&'e Edit, EditError)>) {
    let mut text = text.to_owned();
    let mut refused = Vec::new();
    let mut left: Vec<&Edit> = edits.iter().collect();
    while !left.is_empty() {
        let written = match Written::read(&text) {
            Ok(written) => written,
            Err(why) => {
                refused.extend(left.into_iter().map(|it| (it, why.clone())));
                break;
            }
        };
        let mut together = Together::default();
        let mut later = Vec::new();
        for edit in left {
            match written.replacement(edit) {
                Ok(one) if one.is_nothing() || together.take(&one) => {}
                Ok(_) => later.push(edit),
                // What an earlier change is about to make may be what is missing.
                Err(_) if !together.is_empty() => later.push(edit),
                Err(why) => refused.push((edit, why)),
            }
        }
        text = together.made_in(&text);
        left = later;
    }
    (text, refused)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::tree::parse_tree;

    const MAP: &str = "\
flow: small   # its name
systems: {}
handoffs:
  # The first.
  orders:
    carry: order       # what travels
    covers: [create,
             edit]  # more?

  picks: { carry: fulfillment_request, covers: [create] } # one line
allow:
  - one
trade:
";

    fn changed(edit: Edit) -> String {
        let out = apply_edit(MAP, &edit).expect("it can be made");
        let (node, problems) = parse_tree(&Arc::from("it"), out.as_bytes());
        assert!(node.is_some() && problems.is_empty(), "{out}");
        assert_eq!(out.matches('#').count(), MAP.matches('#').count(), "{out}");
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let old = lines(MAP);
        lines(&out).into_iter().filter(|it| !old.contains(it)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_added_stands_before_the_comment_of_what_comes_next() {
        let map = "\
handoffs:
  orders:
    carry: order
    contract:
      codes: [a]
      terms:  # for now

  # What is asked to ship.
  # Twice.
  picks:
    covers:
    - create

# The end.
";
        let out = apply_edit(map, &Edit::set(["handoffs", "orders", "backstop"], "every 1h over 48h"));
        let out = apply_edit(&out.expect("made"), &Edit::add(["handoffs", "picks", "covers"], "edit"));
        let out = apply_edit(&out.expect("made"), &Edit::set(["handoffs", "picks", "within"], "5m"));
        assert_eq!(
            out.expect("made"),
            map.replace("# for now\n", "# for now\n    backstop: every 1h over 48h\n")
                .replace("- create\n", "- create\n    - edit\n    within: 5m\n")
        );
    }

    #[test]
    fn fields_are_added_in_the_style_of_their_map() {
        assert_eq!(
            changed(Edit::set(["handoffs", "orders", "backstop"], "every 15m over 48h")),
            "    backstop: every 15m over 48h"
        );
        assert_eq!(
            changed(Edit::set(["handoffs", "picks", "within"], "5m")),
            "  picks: { carry: fulfillment_request, covers: [create], within: 5m } # one line"
        );
        assert_eq!(
            changed(Edit::set(["handoffs", "picks", "contract", "codes.sku"], "same")),
            "  picks: { carry: fulfillment_request, covers: [create], contract: { codes.sku: same } } # one line"
        );
        assert_eq!(
            changed(Edit::set(["systems", "shop"], "{ kind: shopify }")),
            "systems: { shop: { kind: shopify } }"
        );
        assert_eq!(changed(Edit::set(["trade", "bundles"], "false")), "  bundles: false");
        assert_eq!(changed(Edit::set(["volume", "orders_per_day"], "12")), "volume:\n  orders_per_day: 12");
    }

    #[test]
    fn values_are_replaced_and_comments_stay() {
        assert_eq!(changed(Edit::set(["flow"], "large")), "flow: large   # its name");
        assert_eq!(
            changed(Edit::set(["handoffs", "orders", "carry"], "refund")),
            "    carry: refund       # what travels"
        );
    }

    #[test]
    fn lists_get_items_once() {
        assert_eq!(
            changed(Edit::add(["handoffs", "orders", "covers"], "cancel")),
            "             edit, cancel]  # more?"
        );
        assert_eq!(changed(Edit::add(["handoffs", "picks", "covers"], "create")), "");
        assert_eq!(changed(Edit::add(["allow"], "two")), "  - two");
        assert_eq!(
            changed(Edit::add(["handoffs", "picks", "seen"], "x")),
            "  picks: { carry: fulfillment_request, covers: [create], seen: [x] } # one line"
        );
    }

    #[test]
    fn what_cannot_be_changed_says_so() {
        let edit = |path: &[&str]| Edit::set(path.iter().copied(), "x");
        assert_eq!(apply_edit("a: [", &edit(&["a"])), Err(EditError::Unreadable));
        assert_eq!(
            apply_edit("a: &x { b: 1 }\nc: *x\n", &edit(&["c", "b"])),
            Err(EditError::Repeated("c".into()))
        );
        assert_eq!(apply_edit("a: text\n", &edit(&["a", "b"])), Err(EditError::Shape("a.b".into())));
        assert_eq!(apply_edit("a:\n  b: 1\n", &edit(&["a"])), Err(EditError::Shape("a".into())));
    }

    #[test]
    fn what_is_repeated_stays_as_it_is_and_what_stands_beside_it_can_change() {
        let set = |path: &str, value: &str| Edit::set(path.split('.'), value);
        let add = |path: &str, value: &str| Edit::add(path.split('.'), value);
        let made = |text: &str, edit: &Edit| {
            let out = apply_edit(text, edit)?;
            let (node, problems) = parse_tree(&Arc::from("it"), out.as_bytes());
            assert!(node.is_some() && problems.is_empty(), "{out}");
            Ok(out)
        };
        assert_eq!(
            made("w: &w 5m\nh: { k: 1, within: *w }\n", &set("h.backstop", "x")).as_deref(),
            Ok("w: &w 5m\nh: { k: 1, within: *w, backstop: x }\n")
        );
        assert_eq!(
            made("h:\n  k: &w 1\n  within: *w  # so\n", &set("h.backstop", "x")).as_deref(),
            Ok("h:\n  k: &w 1\n  within: *w  # so\n  backstop: x\n")
        );
        assert_eq!(
            made("d: &my-d create\nl: [edit, *my-d]\nm:\n  - edit\n  - *my-d\n", &add("l", "x")).as_deref(),
            Ok("d: &my-d create\nl: [edit, *my-d, x]\nm:\n  - edit\n  - *my-d\n")
        );
        assert_eq!(
            made("d: &my-d create\nm:\n  - edit\n  - *my-d\n", &add("m", "x")).as_deref(),
            Ok("d: &my-d create\nm:\n  - edit\n  - *my-d\n  - x\n")
        );
        let shared = "h: { covers: &ev [create] }\nm: { covers: *ev }\n";
        assert_eq!(made(shared, &add("h.covers", "x")), Err(EditError::Shared("h.covers".into())));
        assert_eq!(made(shared, &add("m.covers", "x")), Err(EditError::Repeated("m.covers".into())));
        assert_eq!(made("a: &n null\nb: *n\n", &set("b", "x")), Err(EditError::Repeated("b".into())));
    }

    #[test]
    fn lines_end_as_they_end_in_the_file() {
        let made = |text: &str| apply_edit(text, &Edit::set(["a", "c"], "2"));
        assert_eq!(made("a:\r\n  b: 1\r\n").as_deref(), Ok("a:\r\n  b: 1\r\n  c: 2\r\n"));
        assert_eq!(
            made("a:\r\n  b: 1 # x\r\nd: 1\r\n").as_deref(),
            Ok("a:\r\n  b: 1 # x\r\n  c: 2\r\nd: 1\r\n")
        );
        assert_eq!(made("a:\r\n  b: 1").as_deref(), Ok("a:\r\n  b: 1\r\n  c: 2"));
        let list = apply_edit("a:\r\n  - x\r\n", &Edit::add(["a"], "y"));
        assert_eq!(list.as_deref(), Ok("a:\r\n  - x\r\n  - y\r\n"));
    }

    #[test]
    fn what_is_nothing_is_replaced_however_it_is_written() {
        let made = |text: &str, path: &[&str]| apply_edit(text, &Edit::set(path.iter().copied(), "x"));
        assert_eq!(made("a: ~ # why\nb: 1\n", &["a"]).as_deref(), Ok("a: x # why\nb: 1\n"));
        assert_eq!(made("a: null\n", &["a", "b"]).as_deref(), Ok("a: { b: x }\n"));
        assert_eq!(made("a: { b, c: 1 }\n", &["a", "b"]).as_deref(), Ok("a: { b: x, c: 1 }\n"));
        assert_eq!(made("a: { b }\n", &["a", "c"]).as_deref(), Ok("a: { b, c: x }\n"));
        assert_eq!(made("\u{feff}a: 1\n", &["b", "c"]).as_deref(), Ok("\u{feff}a: 1\nb:\n  c: x\n"));
    }

    /// Many changes at once, as if one after the other, each with a whole reading of its own.
    fn at_once(text: &str, edits: &[Edit]) -> String {
        let (out, refused) = apply_edits(text, edits);
        let one_by_one = edits.iter().fold((text.to_owned(), 0), |(text, wrong), edit| {
            apply_edit(&text, edit).map_or((text, wrong + 1), |it| (it, wrong))
        });
        assert_eq!((&out, refused.len()), (&one_by_one.0, one_by_one.1));
        out
    }

    #[test]
    fn many_changes_at_once_are_the_same_as_one_after_the_other() {
        let set = |path: &str, value: &str| Edit::set(path.split('.'), value);
        let add = |path: &str, value: &str| Edit::add(path.split('.'), value);
        at_once(
            MAP,
            &[
                set("handoffs.orders.carry", "refund"),
                set("handoffs.orders.within", "5m"),
                set("handoffs.orders.backstop", "every 15m over 48h"),
                set("handoffs.picks.within", "5m"),
                set("handoffs.picks.contract.sku", "same"),
                set("handoffs.picks.contract.ref", "same"),
                add("handoffs.picks.covers", "cancel"),
                add("handoffs.picks.covers", "cancel"),
                add("handoffs.picks.covers", "edit"),
                set("handoffs.picks.within", "6m"),
                set("systems.shop", "{}"),
                set("systems.shop.kind", "shopify"),
                set("systems.oms.kind", "http"),
                add("allow", "two"),
                add("allow", "three"),
                set("trade.bundles", "false"),
                set("trade.kits", "true"),
                set("flow.name", "no map"),
                set("trade.kits", "false"),
                set("volume.orders_per_day", "12"),
                set("volume.average_order", "84.00"),
            ],
        );
        assert_eq!(at_once("a: 1aa1\n", &[set("a", "2aa1"), set("a", "1aa2")]), "a: 1aa2\n");
        assert_eq!(at_once("a: 1\n", &[set("a", "2"), set("a", "1")]), "a: 1\n");
        assert_eq!(at_once("a: 1\n", &[set("a", "{}"), set("a.b", "1")]), "a: { b: 1 }\n");
        assert_eq!(at_once("a:\nb: 1", &[set("a.x", "1"), set("a.z", "2")]), "a:\n  x: 1\n  z: 2\nb: 1");
        let outer_first = [set("z", "1"), set("a.c", "2")];
        assert_eq!(at_once("a:\n  b: 1\n", &outer_first), "a:\n  b: 1\n  c: 2\nz: 1\n");
        assert_eq!(apply_edits("a: [", &[set("a", "1")]).1.len(), 1);
    }

    #[test]
    fn a_text_is_read_once_for_all_changes_that_do_not_touch() {
        let map: String = (0..500).map(|it| format!("  h{it}: {{ within: 5m }}\n")).collect();
        let map = format!("handoffs:\n{map}");
        let edits: Vec<Edit> =
            (0..500).map(|it| Edit::set(["handoffs", &format!("h{it}"), "owner"], "it")).collect();
        let written = Written::read(&map).expect("a text");
        let made = written.replacements(&edits).expect("none touches another");
        assert_eq!(made.len(), 500);
        assert!(made.iter().all(|it| it.range.is_empty() && it.text == ", owner: it"));
        assert_eq!(apply_edits(&map, &edits).0, map.replace("5m", "5m, owner: it"));
    }

    #[test]
    fn a_replacement_is_no_longer_than_what_differs() {
        let written = Written::read("covers: [create, edit]\nwithin: 5m\n").expect("a text");
        let made = written.replacements(&[
            Edit::set(["covers"], "[create, edit, cancel]"),
            Edit::set(["within"], "5m"),
            Edit::set(["owner"], "it"),
            Edit::set(["mode"], "observe"),
        ]);
        let made: Vec<_> = made.iter().flatten().map(|it| (it.range.clone(), it.text.as_str())).collect();
        assert_eq!(made, [(21..21, ", cancel"), (33..33, "\nowner: it\nmode: observe")]);
        assert_eq!(written.replacements(&[Edit::set(["within"], "1m"), Edit::set(["within"], "2m")]), None);
    }
}
