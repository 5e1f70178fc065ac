//! Files that are not what they should be: bounded in time and memory, and said clearly.

use std::time::{Duration, Instant};

use crate::northwind::{changed, files, read, shown};

/// What is shown of a map that is written otherwise.
fn with(from: &str, to: &str) -> String {
    shown(&changed("flow.yaml", from, to))
}

/// What is shown of a map of these bytes.
fn of(bytes: &[u8]) -> String {
    let mut files = files();
    files.insert("flow.yaml".to_owned(), bytes.to_vec());
    let start = Instant::now();
    let loaded = read(&files);
    assert!(loaded.value.is_none());
    let shown = shown(&loaded);
    // Far more than it takes, and far less than an attack wants.
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
    shown
}

/// Ten times ten times ten, forty levels deep.
fn laughs() -> String {
    let mut bomb = String::from("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
    for level in 1..40 {
        let uses = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{uses}]\n"));
    }
    bomb
}

#[test]
fn keys_that_stand_twice() {
    insta::assert_snapshot!(with("within: 1h, owner: it", "within: 1h, owner: it, within: 2h"), @r#"
    error: `within` stands twice in one map
      --> flow.yaml:29:88
       |
    29 |   refunded: { carry: refund, from: shop, to: erp, via: webhook, within: 1h, owner: it, within: 2h }
       |                                                                 ------ first here      ^^^^^^ here again
       |
       = help: keep one of the two: the second would silently take the place of the first
    "#);
    insta::assert_snapshot!(with("carriers:\n", "currency: EUR\ncarriers:\n"), @r#"
    error: `currency` stands twice in one map
      --> flow.yaml:18:1
       |
     4 | currency: USD
       | -------- first here
    ...
    18 | currency: EUR
       | ^^^^^^^^ here again
       |
       = help: keep one of the two: the second would silently take the place of the first
    "#);
}

#[test]
fn brackets_quotes_and_colons() {
    insta::assert_snapshot!(with("title: IT, ", "title: \"IT, "), @r#"
    error: text goes on after its closing quote
      --> flow.yaml:10:59
       |
    10 |   it:         { title: "IT,                       reach: "slack:#integrations" }
       |               - open since here                           ^ after the quote
       |
       = help: close the quote where the text ends; is one missing before this?
    "#);
    insta::assert_snapshot!(with("reach: \"slack:#integrations\" }", "reach: x"), @r#"
    error: the entries of `{ … }` or `[ … ]` do not follow each other as they should
      --> flow.yaml:12:8
       |
    10 |   it:         { title: IT,                       reach: x
       |               - open since here
    11 |
    12 | systems:
       |        ^ unexpected here
       |
       = help: put a comma between entries, close every bracket, and quote text that has brackets or commas
    "#);
    insta::assert_snapshot!(with("title: Northwind Outdoor", "title: Northwind: Outdoor"), @r#"
    error: a `:` stands where no key can be
     --> flow.yaml:2:17
      |
    2 | title: Northwind: Outdoor
      |                 ^ not after a key
      |
      = help: put text that contains `: ` in quotes, and look at the indentation of this line
    "#);
    insta::assert_snapshot!(with("  operations: {", "\toperations: {"), @r#"
    error: a tab stands where YAML wants spaces
     --> flow.yaml:8:1
      |
    8 |     operations: { title: Operations & fulfillment, reach: "slack:#fulfillment" }
      | ^^^^ a tab
      |
      = help: use spaces: most editors can write them for the tab key
    "#);
    insta::assert_snapshot!(with("via: webhook, within: 1h", "via: webhook within: 1h"), @r#"
    error: the entries of `{ … }` or `[ … ]` do not follow each other as they should
      --> flow.yaml:29:70
       |
    29 |   refunded: { carry: refund, from: shop, to: erp, via: webhook within: 1h, owner: it }
       |             - open since here                                        ^ unexpected here
       |
       = help: put a comma between entries, close every bracket, and quote text that has brackets or commas
    "#);
    insta::assert_snapshot!(with("title: Northwind Outdoor", "title: @northwind"), @r#"
    error: `@` cannot begin a value
     --> flow.yaml:2:8
      |
    2 | title: @northwind
      |        ^ reserved by YAML
      |
      = help: put the value in quotes
    "#);
}

#[test]
fn files_that_are_something_else() {
    insta::assert_snapshot!(of(b""), @r#"
    error: the map has no `flow`, `timezone`, `currency`, `teams`, `systems`, `handoffs`
    --> flow.yaml:1:1
     = help: give each of them a value; `seamless schema` says what they mean
    "#);
    insta::assert_snapshot!(of(b"# nothing yet\n"), @r#"
    error: the map has no `flow`, `timezone`, `currency`, `teams`, `systems`, `handoffs`
     --> flow.yaml:1:1
      |
    1 | # nothing yet
      | ^ incomplete
      |
      = help: give each of them a value; `seamless schema` says what they mean
    "#);
    insta::assert_snapshot!(of(b"just text"), @r#"
    error: the map wants fields, not text
     --> flow.yaml:1:1
      |
    1 | just text
      | ^^^^^^^^^ fields are wanted here
      |
      = help: write `{ flow: … }`; the fields are `flow`, `title`, `timezone`, `currency`, `volume`, `teams`, `systems`, `carriers`, `trade`, `authority`, `handoffs`, `allow`
    "#);
    insta::assert_snapshot!(of(b"- a\n- list\n"), @r#"
    error: the map wants fields, not a list
     --> flow.yaml:1:1
      |
    1 | - a
      | ^^^ fields are wanted here
      |
      = help: write `{ flow: … }`; the fields are `flow`, `title`, `timezone`, `currency`, `volume`, `teams`, `systems`, `carriers`, `trade`, `authority`, `handoffs`, `allow`
    "#);
    insta::assert_snapshot!(of(b"flow: a\n---\nflow: b\n"), @r#"
    error: a second document begins in this file
     --> flow.yaml:2:1
      |
    2 | ---
      | ^^^ begins here
      |
      = help: keep one document in a file: take the `---` away
    "#);
    insta::assert_snapshot!(of(b"? [a, b]\n: c\n"), @r#"
    error: the map has no `flow`, `timezone`, `currency`, `teams`, `systems`, `handoffs`
     --> flow.yaml:1:1
      |
    1 | ? [a, b]
      | ^ incomplete
      |
      = help: give each of them a value; `seamless schema` says what they mean

    error: a key is a word, and this is a list
     --> flow.yaml:1:3
      |
    1 | ? [a, b]
      |   ^^^^^^ not a key
    "#);
    insta::assert_snapshot!(of(b"flow: !Ref x\n<<: {}\n"), @r#"
    error: the map has no `timezone`, `currency`, `teams`, `systems`, `handoffs`
     --> flow.yaml:1:1
      |
    1 | flow: !Ref x
      | ^ incomplete
      |
      = help: give each of them a value; `seamless schema` says what they mean

    error: tags have no meaning here
     --> flow.yaml:1:12
      |
    1 | flow: !Ref x
      |            ^ has a tag
      |
      = help: take the `!…` before this value away

    error: unknown field `<<` in the map
     --> flow.yaml:2:1
      |
    2 | <<: {}
      | ^^ not a field here
      |
      = help: maps are not merged here: repeat a whole value with `*name`
    "#);
}

#[test]
fn files_that_are_not_utf_8() {
    insta::assert_snapshot!(of(b"flow: northwind\ntitle: Caf\xe9\n"), @r#"
    error: byte 26 on line 2 is not UTF-8
     --> flow.yaml:2:11
      |
    2 | title: Caf�
      |           ^ the byte 0xe9
      |
      = help: save the file as UTF-8
    "#);
    insta::assert_snapshot!(of(b"\xff\xfef\x00l\x00"), @r#"
    error: byte 0 on line 1 is not UTF-8
     --> flow.yaml:1:1
      |
    1 | ��f␀l␀
      | ^ the byte 0xff
      |
      = help: this looks like UTF-16: save the file as UTF-8
    "#);
}

#[test]
fn a_file_of_fifty_megabytes_is_refused_by_its_size() {
    insta::assert_snapshot!(of(&vec![b'a'; 50 << 20]), @r#"
    error: this file has more than 1024 KiB, which is all that is read
    --> flow.yaml:1:1
     = help: is it the right file? A map has some kilobytes
    "#);
}

#[test]
fn an_alias_bomb_is_refused_before_it_grows() {
    insta::assert_snapshot!(of(laughs().as_bytes()), @r#"
    error: this file holds more than 200000 values once its aliases are followed
     --> flow.yaml:5:9
      |
    5 | a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ one too many here
      |
      = help: write the values out, or split the file: a map needs some hundreds
    "#);
}

#[test]
fn aliases_that_lead_nowhere_or_to_themselves() {
    insta::assert_snapshot!(of(b"flow: *nowhere\n"), @r#"
    error: nothing is named `&nowhere` before this place
     --> flow.yaml:1:7
      |
    1 | flow: *nowhere
      |       ^^^^^^^^ repeats what is not there
    "#);
    insta::assert_snapshot!(of(b"teams: &t { it: *t }\n"), @r#"
    error: this repeats a value inside itself
     --> flow.yaml:1:17
      |
    1 | teams: &t { it: *t }
      |                 ^^ has no end
    "#);
}

#[test]
fn values_that_stand_too_deep() {
    insta::assert_snapshot!(of(("flow: ".to_owned() + &"[".repeat(100_000)).as_bytes()), @r#"
    error: values stand in each other too deep
     --> flow.yaml:1:71
      |
     :::
    1 | flow: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[...
      |                                                                       ^ too deep
      |
      = help: a map needs five levels; is a bracket not closed?
    "#);
}
