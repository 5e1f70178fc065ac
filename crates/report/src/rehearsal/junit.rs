//! A rehearsal as JUnit XML. Times are the scenarios' own.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{RehearsalReport, ScenarioResult};
use crate::words::clean;

type Out = Writer<Vec<u8>>;

/// The rehearsal as a JUnit file: one suite, a case for each scenario, with map and seed as properties.
pub fn junit(report: &RehearsalReport) -> String {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory does not fail.
    let written = whole(&mut out, report);
    debug_assert!(written.is_ok());
    let mut text = String::from_utf8_lossy(&out.into_inner()).into_owned();
    text.push('\n');
    text
}

fn whole(out: &mut Out, report: &RehearsalReport) -> io::Result<()> {
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let name = clean(&format!("rehearsal of {}", report.flow));
    let seconds = report.scenarios.iter().map(|it| it.virtual_time.as_millis().max(0)).sum::<i128>();
    let counts = [
        ("name", name),
        ("tests", report.scenarios.len().to_string()),
        ("failures", report.failed().to_string()),
        ("errors", "0".to_owned()),
        ("skipped", report.not_played().to_string()),
        ("time", thousandths(seconds)),
    ];
    let attributes = || counts.iter().map(|(name, value)| (*name, value.as_str()));
    out.create_element("testsuites").with_attributes(attributes()).write_inner_content(|out| {
        out.create_element("testsuite").with_attributes(attributes()).write_inner_content(|out| {
            out.create_element("properties").write_inner_content(|out| {
                property(out, "map", &report.map)?;
                property(out, "seed", &report.seed.to_string())
            })?;
            report.scenarios.iter().try_for_each(|it| case(out, &report.flow, it))
        })?;
        Ok(())
    })?;
    Ok(())
}

fn property(out: &mut Out, name: &str, value: &str) -> io::Result<()> {
    let value = clean(value);
    let attributes = [("name", name), ("value", value.as_str())];
    out.create_element("property").with_attributes(attributes).write_empty()?;
    Ok(())
}

fn case(out: &mut Out, flow: &str, it: &ScenarioResult) -> io::Result<()> {
    let class = clean(&format!("{flow}.{}", it.exercises.as_deref().unwrap_or("standard")));
    let (name, time) = (clean(&it.name), thousandths(it.virtual_time.as_millis().max(0)));
    let attributes = [("classname", class.as_str()), ("name", name.as_str()), ("time", time.as_str())];
    out.create_element("testcase").with_attributes(attributes).write_inner_content(|out| {
        if let Some(why) = &it.not_played {
            out.create_element("skipped").with_attribute(("message", clean(why).as_str())).write_empty()?;
        }
        if it.failed() {
            failure(out, it)?;
        }
        out.create_element("system-out").write_text_content(BytesText::new(&clean(&counts(it))))?;
        Ok(())
    })?;
    Ok(())
}

fn failure(out: &mut Out, it: &ScenarioResult) -> io::Result<()> {
    let message = clean(it.failures.first().map_or("", String::as_str));
    let mut text = it.failures.join("\n");
    text.push_str(&format!("\nrepeat it with: {}", it.repeat));
    for line in &it.story {
        text.push_str(&format!("\n{line}"));
    }
    let attributes = [("message", message.as_str()), ("type", "rehearsal")];
    out.create_element("failure")
        .with_attributes(attributes)
        .write_text_content(BytesText::new(&clean(&text)))?;
    Ok(())
}

fn counts(it: &ScenarioResult) -> String {
    let faults: Vec<String> = it.faults.iter().map(|(kind, times)| format!("{kind} {times}")).collect();
    let faults = if faults.is_empty() { "none".to_owned() } else { faults.join(", ") };
    format!(
        "seed {}; orders {}; faults: {faults}; incidents {}; judgements {}; lost {}; doubled {}",
        it.seed, it.orders, it.incidents, it.invariants_checked, it.lost, it.doubled
    )
}

/// Seconds with three decimals.
fn thousandths(millis: i128) -> String {
    format!("{}.{:03}", millis / 1_000, millis % 1_000)
}
