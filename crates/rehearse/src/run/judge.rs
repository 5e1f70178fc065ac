//! What held and what did not, and the story of an order that failed.

use super::*;

impl Stage<'_> {
    pub(super) fn check(&mut self, index: usize) {
        let then = &self.scenario.then[index];
        let truth = Truth::of(&self.flow, &self.cast, self.clock.now());
        let incidents = self.seen_incidents();
        if let Err(sentence) = holds(&self.flow, &truth, &self.shop, &self.orders, &incidents, then) {
            self.fail("then", None, sentence);
        }
    }

    fn seen_incidents(&self) -> Vec<SeenIncident> {
        let mut seen = Vec::new();
        for thread in self.store.threads() {
            let number = thread.number().unwrap_or_default();
            let order =
                self.orders.iter().find(|(_, keys)| spoken(keys) == number).map(|(name, _)| name.clone());
            for incident in &thread.incidents {
                seen.push(SeenIncident {
                    order: order.clone().unwrap_or_else(|| number.to_owned()),
                    breakpoint: incident.breakpoint.to_string(),
                    open: incident.is_open(),
                });
            }
        }
        seen
    }

    pub(super) fn fail(&mut self, what: &str, order: Option<&str>, sentence: String) {
        self.result.failures.push(Failure {
            what: what.to_owned(),
            order: order.map(str::to_owned),
            sentence,
        });
    }

    pub(super) fn end(mut self) -> Rehearsed {
        let truth = Truth::of(&self.flow, &self.cast, self.clock.now());
        let (violations, judged) = invariants::judge(&self.flow, &truth.world);
        self.result.judged = judged;
        for violation in violations {
            self.fail(violation.invariant, Some(&violation.order), violation.sentence);
        }
        let tally = Tally::of(&self.flow, &truth.grouped);
        self.result.lost = tally.lost;
        self.result.doubled = tally.doubled;
        self.result.carried = tally.carried;
        for (kind, count) in self.faults.injected() {
            *self.result.faults.entry(kind.clone()).or_default() += count;
        }
        if let Some(order) = self.result.failures.iter().find_map(|it| it.order.clone()) {
            self.result.story = self.story(&order);
        }
        self.result
    }

    /// The timeline of an order that failed, as Seamless saw it.
    fn story(&self, order: &str) -> Vec<String> {
        let number = self.orders.get(order).map_or_else(|| order.to_owned(), spoken);
        let filter = OrderFilter { search: Some(number), ..OrderFilter::default() };
        let Ok(page) = at_once(self.store.orders(&filter)) else { return Vec::new() };
        let Some(row) = page.rows.first() else { return Vec::new() };
        let rows = at_once(self.store.timeline(row.thread)).unwrap_or_default();
        rows.into_iter()
            .map(|row| {
                let since = row.entry.at.duration_since(START);
                let on = row.entry.handoff.map(|handoff| format!(" [{handoff}]")).unwrap_or_default();
                format!("{:>10}{on} {}", seamless_flow::format_span(since), row.entry.text)
            })
            .collect()
    }
}
