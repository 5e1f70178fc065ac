//! Deliver: one attempt, and its receipt into the journal.

use std::panic::AssertUnwindSafe;
use std::sync::{MutexGuard, PoisonError};

use futures::FutureExt;
use jiff::Timestamp;
use seamless_connect::{DeliverError, Outbound, Receipt, Wire};
use seamless_engine::{Outcome, Send};
use seamless_model::SystemId;
use seamless_store::{EntrySource, NewEntry, Store};

use crate::receipt::{RawForm, ReceiptBody};
use crate::{Clock, Pipeline, PipelineError};

impl<S: Store, W: Wire, C: Clock> Pipeline<S, W, C> {
    /// Carries out one attempt that has been committed, and journals what came of it. Where the store fails, the receipt
    /// is kept until [`Pipeline::decide`] can journal it.
    pub async fn deliver(&self, send: Send) -> Result<(), PipelineError> {
        let Some(handoff) = self.plan.flow.handoffs.get(&send.handoff) else { return Ok(()) };
        let connector = self.connector(&handoff.to)?;
        let out = Outbound {
            handoff,
            action: send.action,
            event: send.event,
            document: &send.document,
            order: send.order.as_ref(),
            target_order_keys: send.target_order_keys.clone(),
            target: send.target.as_ref(),
            external_key: send.external_key.clone(),
            idempotency_key: send.idempotency_key.clone(),
            look_up_first: send.look_up_first,
        };
        let now = self.clock.now();
        let closed = self.gates().closed_until(&handoff.to, now);
        if let Some(until) = closed {
            self.gates().ended(&handoff.to);
            return self
                .land_receipt(&send, &handoff.to, left_alone(until.duration_since(now)), Vec::new())
                .await;
        }
        let attempt = connector.deliver(&self.wire, &out, now);
        // After a panic nobody knows what the target has done: it is looked up, as after silence.
        let answer = AssertUnwindSafe(attempt).catch_unwind().await.unwrap_or_else(|_| {
            Err(DeliverError::Unanswered("Seamless stumbled: this is a mistake of Seamless".to_owned()))
        });
        self.note_answer(&handoff.to, answer.as_ref().err());
        let (outcome, documents) = outcome_of(answer);
        self.land_receipt(&send, &handoff.to, outcome, documents).await
    }

    async fn land_receipt(
        &self,
        send: &Send,
        to: &SystemId,
        outcome: Outcome,
        documents: Vec<RawForm>,
    ) -> Result<(), PipelineError> {
        let body = ReceiptBody {
            thread: send.thread,
            handoff: send.handoff.clone(),
            document: send.document.document(),
            attempt: send.attempt,
            outcome,
            documents,
        };
        let entry = NewEntry {
            source: EntrySource::Receipt,
            system: Some(to.clone()),
            topic: send.action.word().to_owned(),
            dedupe: None,
            guard: None,
            triggered_at: None,
            received_at: self.clock.now(),
            body: body.to_bytes(),
        };
        if let Err(error) = self.store.land(vec![entry.clone()]).await {
            self.kept_receipts().push(entry);
            return Err(error.into());
        }
        Ok(())
    }

    /// Journals the receipts that could not be journaled when they came. Without its receipt, a delivery would stay on
    /// its way until the next start.
    pub(crate) async fn land_kept_receipts(&self) -> Result<(), PipelineError> {
        let receipts = std::mem::take(&mut *self.kept_receipts());
        if receipts.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.store.land(receipts.clone()).await {
            self.kept_receipts().extend(receipts);
            return Err(error.into());
        }
        Ok(())
    }

    fn kept_receipts(&self) -> MutexGuard<'_, Vec<NewEntry>> {
        self.kept_receipts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_answer(&self, system: &SystemId, error: Option<&DeliverError>) {
        let now = self.clock.now();
        let mut gates = self.gates();
        gates.ended(system);
        match error {
            Some(DeliverError::Later { after: Some(after), throttled: true, .. }) => {
                gates.throttled(system, now.saturating_add(*after).unwrap_or(Timestamp::MAX));
            }
            Some(DeliverError::Later { .. } | DeliverError::Unanswered(_)) => gates.failed(system, now),
            None | Some(DeliverError::Refused(_) | DeliverError::Unmapped(_)) => gates.answered(system),
        }
    }
}

/// It was let out before its target's circuit opened: it does not call, and is tried again when the circuit lets it.
fn left_alone(wait: jiff::SignedDuration) -> Outcome {
    Outcome::Later {
        reason: "the system fails again and again, and is left alone for a while".to_owned(),
        after_ms: i64::try_from(wait.as_millis()).ok(),
    }
}

fn outcome_of(answer: Result<Receipt, DeliverError>) -> (Outcome, Vec<RawForm>) {
    let outcome = match answer {
        Ok(receipt) => {
            let documents = receipt.documents.into_iter().map(RawForm::from).collect();
            return (Outcome::Done { found: receipt.found, id: receipt.id }, documents);
        }
        Err(DeliverError::Later { reason, after, .. }) => {
            Outcome::Later { reason, after_ms: after.and_then(|after| i64::try_from(after.as_millis()).ok()) }
        }
        Err(DeliverError::Unanswered(reason)) => Outcome::Unanswered { reason },
        Err(DeliverError::Refused(reason) | DeliverError::Unmapped(reason)) => Outcome::Refused { reason },
    };
    (outcome, Vec::new())
}
