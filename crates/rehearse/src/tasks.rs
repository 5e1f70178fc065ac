//! Work that waits for answers: deliveries, fetches and polls, resumed by the queue.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use seamless_pipeline::PipelineError;

/// What a task was for, so that it can be taken up again when it fails.
#[derive(Debug, Clone)]
pub(crate) enum Purpose {
    Deliver,
    Fetch(seamless_pipeline::FetchWanted, u32),
    Poll,
}

type Work = Pin<Box<dyn Future<Output = Result<(), PipelineError>>>>;

/// Tasks under way, by number.
#[derive(Default)]
pub(crate) struct Tasks {
    last: u64,
    under_way: BTreeMap<u64, (Purpose, Work)>,
}

/// A task that ended.
pub(crate) struct Ended {
    pub purpose: Purpose,
    pub result: Result<(), PipelineError>,
}

impl Tasks {
    pub fn start(&mut self, purpose: Purpose, work: Work) -> u64 {
        self.last += 1;
        self.under_way.insert(self.last, (purpose, work));
        self.last
    }

    /// Goes on with a task; what it was for and how it ended, if it ended.
    pub fn resume(&mut self, task: u64) -> Option<Ended> {
        let (_, work) = self.under_way.get_mut(&task)?;
        let mut context = Context::from_waker(Waker::noop());
        match work.as_mut().poll(&mut context) {
            Poll::Pending => None,
            Poll::Ready(result) => self.under_way.remove(&task).map(|(purpose, _)| Ended { purpose, result }),
        }
    }

    /// Drops everything: Seamless was killed.
    pub fn kill(&mut self) {
        self.under_way.clear();
    }
}
