//! A runbook for one map: it names the systems that there are, and speaks of incidents only where there are any.

use seamless_flow::{Flow, Role};

use super::owned::has_part;

/// What a runbook says of incidents and of Seamless, and what it says instead where Seamless has no part in the flow.
const WITHOUT_SEAMLESS: &[(&str, &str)] = &[
    (
        "Open the incident: it names a team. If the team is wrong, put it right in the map first.",
        "Look in the map whose it is. If the team is wrong, put it right there first.",
    ),
    ("Open the incident and note what", "Note what"),
    ("; if they agree, ignore the incident with that reason.", "; if they agree, all is well."),
    (
        " If it is cancelled, ignore the incident with that reason.",
        " If it is cancelled, it need not travel.",
    ),
    (
        ", write the refund's identifier into it and ignore the incident with that reason.",
        ", write the refund's identifier into it, and all is well.",
    ),
    (
        "Close the incident yourself, with what became of the goods. Where goods or money have moved, it does not close by itself.",
        "Write into the order what became of the goods.",
    ),
    ("Read the refusal on the incident:", "Read the refusal:"),
    (
        "book the refund from the archive and say so on the incident.",
        "book the refund from the archive and say so on the order.",
    ),
    ("; then the incident closes.", "."),
    ("Read the reason in the incident. It is", "Read the reason with whoever carries it. It is"),
    ("Look whether other incidents have the same reason.", "Look whether others failed for the same reason."),
    ("; its incident stands beside this one.", "."),
    (" Seamless never repeats without looking first.", ""),
    ("by the key that the incident names", "by its key"),
    (
        " Filter the incidents of this handoff to the same quarter of an hour.",
        " Look at the same quarter of an hour.",
    ),
    ("The incident closes when one live document is left.", "It is mended when one live document is left."),
    (
        "Look at both systems again: the incident closes when one is left.",
        "Look at both systems again: one is to be left.",
    ),
    (
        "Sort the open incidents of this handoff by when they opened: many in one stretch of time are an outage.",
        "Sort those that are missing by when they were placed: many in one stretch of time are an outage.",
    ),
    (
        "Check that the incident closes. It does so by itself when the target shows the order.",
        "Check that the target shows the order.",
    ),
    (" Seamless does it when it starts with `--public-url`.", ""),
];

/// The same text for this map.
pub(super) fn of_map(flow: &Flow, text: &str) -> String {
    let mut text = text.to_owned();
    if !has_part(flow) {
        for (with, without) in WITHOUT_SEAMLESS {
            text = text.replace(with, without);
        }
    }
    text = named(&text, "OMS", &titles(flow, &[Role::Oms]));
    text = named(&text, "ERP", &titles(flow, &[Role::Erp]));
    if titles(flow, &[Role::Wms, Role::ThreePl, Role::Dropship]).is_empty() {
        for (there, instead) in
            [("in the warehouse", "where goods ship from"), ("the warehouse", "whoever ships")]
        {
            text = text.replace(there, instead);
        }
    }
    text
}

fn titles<'f>(flow: &'f Flow, roles: &[Role]) -> Vec<&'f str> {
    flow.systems.values().filter(|it| roles.contains(&it.role)).map(|it| it.title.as_str()).collect()
}

/// A sort of system under the title that it has here; left out where there is none, and left as it is where there are
/// several.
fn named(text: &str, sort: &str, titles: &[&str]) -> String {
    match titles {
        [] => text
            .replace(&format!(", then in the {sort}"), "")
            .replace(&format!("the {sort} and the"), "the")
            .replace(&format!("the {sort}"), "the books"),
        [one] => text.replace(&format!("the {sort}"), &plain(one)),
        _ => text.to_owned(),
    }
}

/// A title without what would be markup in the middle of a runbook.
pub(super) fn plain(title: &str) -> String {
    title.replace(['<', '>', '[', ']', '*', '_', '`', '\\', '\n'], " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use seamless_breakpoints::{breakpoint, catalogue};
    use seamless_flow::Via;

    use super::*;

    fn without_seamless() -> Flow {
        let mut flow = super::super::tests::flow();
        flow.handoffs.values_mut().for_each(|it| it.via = Via::Manual);
        flow
    }

    #[test]
    fn nothing_speaks_of_incidents_where_there_are_none() {
        let flow = without_seamless();
        for it in catalogue() {
            let text = of_map(&flow, &it.runbook(Some("Celigo")));
            let asks = text.replace("or let Seamless carry", "");
            assert!(!asks.contains("incident") && !asks.contains("Seamless"), "{}: {text}", it.id);
        }
        for (with, _) in WITHOUT_SEAMLESS {
            assert!(catalogue().iter().any(|it| it.runbook(Some("Celigo")).contains(with)), "{with}");
        }
    }

    #[test]
    fn only_the_systems_that_there_are_stand_in_a_runbook() {
        let runbook = breakpoint("cancel-not-propagated").expect("it is there").runbook(None);
        let mut flow = super::super::tests::flow();
        let text = of_map(&flow, &runbook);
        assert!(
            text.contains("Seamless cancels it there. Never") && text.contains("Close the incident"),
            "{text}"
        );
        let warehouse = flow.systems.values_mut().find(|it| it.role == Role::Wms).expect("one");
        warehouse.role = Role::Erp;
        let text = of_map(&flow, &runbook);
        assert!(text.contains("cancels it there, then in Warehouse. Never"), "{text}");
        assert!(text.contains("Call or write to whoever ships first."), "{text}");
    }
}
