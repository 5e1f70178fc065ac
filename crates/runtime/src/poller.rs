//! Pollers: one for each system and kind that the map asks about.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use seamless_pipeline::{PipelineError, PollPlan};
use seamless_store::Store;
use tokio_util::sync::CancellationToken;

use crate::Live;

/// How a poll stands.
#[derive(Debug, Clone)]
pub struct PollState {
    /// What is asked, and how often.
    pub plan: PollPlan,
    /// When it last went well.
    pub last_ok: Option<Timestamp>,
    /// What went wrong the last time, if it did.
    pub last_error: Option<String>,
}

/// Polls until told to stop. After a failure it asks again sooner than the plan says, and longer each time.
pub(crate) async fn run<S: Store>(live: Arc<Live<S>>, index: usize, plan: PollPlan, stop: CancellationToken) {
    let mut failures = 0;
    loop {
        let wait = match live.pipeline().poll(&plan).await {
            Ok(polled) => {
                failures = 0;
                live.note_poll(index, None);
                if polled.new > 0 {
                    live.wake();
                }
                plan.every
            }
            Err(error) => {
                failures += 1;
                live.note_poll(index, Some(error.to_string()));
                tracing::warn!(system = %plan.system, kind = %plan.kind, %error, "a poll failed");
                wait_after(&error, &plan, failures)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(duration(wait)) => {}
            () = stop.cancelled() => return,
        }
    }
}

fn wait_after(error: &PipelineError, plan: &PollPlan, failures: u32) -> SignedDuration {
    let asked = match error {
        PipelineError::Ask { after: Some(after), .. } => *after,
        _ => SignedDuration::ZERO,
    };
    asked.max(seamless_engine::backoff(plan.system.as_str(), failures).min(plan.every))
}

pub(crate) fn duration(span: SignedDuration) -> Duration {
    Duration::try_from(span).unwrap_or(Duration::ZERO)
}
