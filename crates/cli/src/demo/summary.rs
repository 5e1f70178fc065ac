//! The demonstration's calm live summary.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::SignedDuration;
use seamless_flow::{Flow, format_span};
use seamless_store::Counts;

/// Lines that stay, and below them a few that change in place. Without a terminal only the lines that stay.
pub struct Summary {
    bar: Option<ProgressBar>,
}

impl Summary {
    pub fn new(calm: bool) -> Self {
        let bar = (!calm).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{msg}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar }
    }

    /// A line that stays.
    pub fn say(&mut self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => crate::output::say(line),
        }
    }

    /// The lines that change.
    pub fn show(&mut self, flow: &Flow, counts: &Counts, placed: u64, faults: u64, since: SignedDuration) {
        let Some(bar) = &self.bar else { return };
        let stuck = match counts.open_incidents {
            0 => "nothing is stuck".to_owned(),
            1 => "1 order is stuck".to_owned(),
            many => format!("{many} orders are stuck"),
        };
        let mut lines = vec![
            String::new(),
            format!(
                "{}: {placed} orders, {faults} faults, {} incidents so far; {stuck}.",
                format_span(SignedDuration::from_secs(since.as_secs())),
                counts.incidents
            ),
        ];
        let width = flow.handoffs.keys().map(|id| id.as_str().len()).max().unwrap_or(0);
        for handoff in flow.handoffs.values() {
            let count = counts.handoffs.get(&handoff.id).copied().unwrap_or_default();
            let who = match handoff.is_ours() {
                true => format!("{:>5} carried  {:>3} waiting", count.done, count.waiting + count.held),
                false => format!("watched, by {}", handoff.by),
            };
            let late = if count.late > 0 { format!("  ! {} late", count.late) } else { String::new() };
            lines.push(format!("  {:width$}  {who}{late}", handoff.id));
        }
        lines.push("  ctrl-C ends it".to_owned());
        bar.set_message(lines.join("\n"));
        bar.tick();
    }

    /// Takes the changing lines away.
    pub fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
