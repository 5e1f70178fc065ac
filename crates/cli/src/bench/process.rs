//! Other processes: a Seamless of its own, and what the system tells of its memory.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::client::Client;
use crate::output::Failed;

/// A process that is killed when it is dropped.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    /// Starts this program again. What it says goes to the end of a file.
    pub fn start(words: &[&str], variables: &[(String, String)], said: &Path) -> Result<Self, Failed> {
        let log = File::options().create(true).append(true).open(said)?;
        let child = Command::new(std::env::current_exe()?)
            .args(words)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        Ok(Self(child))
    }

    /// Kills it: it has no chance to do anything more (SIGKILL).
    pub fn kill(mut self) -> Result<(), Failed> {
        if let Some(status) = self.0.try_wait()? {
            return Err(Failed::Said(format!("the flow ended by itself: {status}")));
        }
        self.0.kill()?;
        self.0.wait()?;
        Ok(())
    }

    /// Whether it has ended, and well.
    pub fn ended(&mut self) -> Result<Option<bool>, Failed> {
        Ok(self.0.try_wait()?.map(|status| matches!(status.code(), Some(0 | 1))))
    }

    /// What the system tells of its memory, in KiB: `VmRSS`, `VmHWM`.
    pub fn memory(&self, what: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
        line.trim().trim_end_matches(" kB").parse().ok()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that nobody listens on.
pub fn free_address() -> Result<SocketAddr, Failed> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Waits until a server answers. Gives how long that took.
pub async fn until_it_answers(address: SocketAddr, within: Duration) -> Result<Duration, Failed> {
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let began = Instant::now();
    while began.elapsed() < within {
        let answered = async { Client::connect(address).await?.exchange(request.as_bytes()).await };
        if answered.await.is_ok() {
            return Ok(began.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Err(Failed::Said(format!("the flow did not answer within {} s", within.as_secs())))
}
