//! What the questionnaire shows.

use super::*;

fn asked(holder: Holder, fact: &str, question: &str) -> Question {
    Question {
        holder,
        others: Vec::new(),
        fact: fact.to_owned(),
        question: question.to_owned(),
        wants: fact_wants(fact),
        means: fact_means(fact),
        why: vec!["orders may be taken for one".to_owned()],
        breakpoints: vec![("order-number-collision".to_owned(), "Two orders, one number")],
        at: vec!["orders".to_owned()],
        severity: Severity::High,
    }
}

fn flow() -> Flow {
    let text = "flow: a\ntitle: Anna\ntimezone: UTC\ncurrency: NOK\nteams: { it: { title: IT, reach: \"mailto:it@a.example\" } }\nsystems:\n  shop: { kind: shopify, role: storefront, team: it }\n  books: { kind: xero, role: accounting, team: it }\nhandoffs:\n  orders: { carry: order, from: shop, to: books, via: webhook, within: 5m, key: { shop: name, books: reference } }\n";
    let loaded = seamless_flow::load("flow.yaml", &mut |_| Ok(text.as_bytes().to_vec()));
    loaded
        .value
        .unwrap_or_else(|| panic!("{}", seamless_flow::render(&loaded.problems, &loaded.sources, false)))
}

#[test]
fn every_form_says_what_yes_means() {
    let numbers = asked(Holder::Trade, "order_numbers_distinct", "Has each of `Shop` its own numbers?");
    let refunds = asked(Holder::Trade, "refund_on_cancel", "When does the money go back?");
    let sheets = [Sheet { party: "Anna".to_owned(), questions: vec![numbers, refunds] }];
    let yes = "yes if no two shops or channels give out the same order number";
    let flow = flow();
    let (md, html, csv) = (markdown(&flow, &sheets), html(&flow, &sheets), csv(&sheets));
    for text in [&md, &html, &csv] {
        assert!(text.contains(yes) && text.contains("one of: at once, when confirmed"), "{text}");
        assert!(text.contains("When the money of a cancelled order goes back"), "{text}");
    }
    assert!(html.contains("Has each of <code>Shop</code>") && !html.contains('`'), "{html}");
    assert!(html.contains("Orders may be taken for one.") && !html.contains("filled in as"), "{html}");
    assert!(csv.starts_with("to,where,fact,question,wanted,why,breakpoints,severity,answer,source,note\n"));
}
