//! How far a long reading is: a bar after the first second, and ctrl-C, which ends the reading.

use std::cell::RefCell;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use seamless_discover::Progress;

use crate::output;

/// What takes less than this needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

static STOPPED: AtomicBool = AtomicBool::new(false);

/// A bar on stderr.
#[derive(Debug)]
pub struct Bar {
    since: Instant,
    what: RefCell<String>,
    bar: RefCell<Option<ProgressBar>>,
}

impl Bar {
    /// A bar for what is read next. From here on ctrl-C ends the reading, and a second one the program.
    pub fn new() -> Self {
        listen();
        Self { since: Instant::now(), what: RefCell::default(), bar: RefCell::default() }
    }

    /// Says what is being read.
    pub fn reading(&self, what: &str) {
        what.clone_into(&mut self.what.borrow_mut());
    }

    /// Takes the bar away.
    pub fn done(&self) {
        if let Some(bar) = self.bar.borrow_mut().take() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn at(&self, bytes: u64, of: Option<u64>) {
        if self.since.elapsed() < PATIENCE || !std::io::stderr().is_terminal() {
            return;
        }
        let mut bar = self.bar.borrow_mut();
        let bar = bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(of, ProgressDrawTarget::stderr());
            let form = "  {msg} {bar:30} {bytes} of {total_bytes}, {eta} left";
            bar.set_style(
                ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar.with_message(self.what.borrow().clone())
        });
        if let Some(of) = of {
            bar.set_length(of);
        }
        bar.set_message(self.what.borrow().clone());
        bar.set_position(bytes);
    }

    fn stopped(&self) -> bool {
        STOPPED.load(Ordering::Relaxed)
    }
}

/// Waits for ctrl-C beside the work.
fn listen() {
    std::thread::spawn(|| {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_err() {
                return;
            }
            STOPPED.store(true, Ordering::Relaxed);
            // A bar leaves the cursor behind itself.
            let line = if std::io::stderr().is_terminal() { "\n" } else { "" };
            output::say(&format!("{line}Stopping. Once more ends at once."));
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(130);
            }
        });
    });
}
