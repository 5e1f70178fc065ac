//! The binary under test: run to its end, or as a child that answers over HTTP and is gone at the end.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// The root of the checkout, where a person stands who types commands.
pub fn root() -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates/");
    crates.parent().expect("the root").to_path_buf()
}

/// The example's map, as a person names it from the root.
pub const NORTHWIND: &str = "examples/northwind/flow.yaml";

/// The binary, with nothing of the surroundings that changes what it says.
pub fn seamless<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("seamless"));
    command.args(arguments).current_dir(root()).env("NO_COLOR", "1");
    for name in ["SHOPIFY", "OMS", "ERP", "WMS"] {
        command.env_remove(format!("{name}_SECRET")).env_remove(format!("{name}_TOKEN"));
    }
    command
}

/// What a command said, and its exit code.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Said {
    let Output { status, stdout, stderr } = command.output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Said { code: status.code().expect("an exit code"), out: text(stdout), err: text(stderr) }
}

/// Runs `seamless` with arguments to its end.
pub fn say(arguments: &[&str]) -> Said {
    run(&mut seamless(arguments))
}

/// A map that `seamless init` writes into a folder from a template.
pub fn begun(folder: &Path, template: &str) -> PathBuf {
    let said = run(seamless(["init", "--template", template]).arg(folder));
    assert_eq!(said.code, 0, "{}", said.err);
    folder.join("flow.yaml")
}

/// What stands in a file.
pub fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file")
}

/// A child that works until it is dropped.
pub struct Running {
    child: Child,
    pub out: Heard,
    pub err: Heard,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the binary starts");
        let out = Heard::of(child.stdout.take().expect("stdout"));
        let err = Heard::of(child.stderr.take().expect("stderr"));
        Self { child, out, err }
    }

    /// Kills it as a power cut does.
    pub fn kill(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it is gone");
    }

    /// Asks it to stop, as ctrl-C does; gives its exit code.
    pub fn interrupt(&mut self) -> Option<i32> {
        let told = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(told.expect("kill runs").success());
        self.child.wait().expect("it ends").code()
    }

    /// Waits until it listens for ctrl-C itself: before, ctrl-C ends it as it ends every program.
    #[cfg(target_os = "linux")]
    pub fn listens(&mut self) {
        const SIGINT: u64 = 1 << 1;
        let status = format!("/proc/{}/status", self.child.id());
        loop {
            let text = std::fs::read_to_string(&status).expect("it works");
            let caught = text.lines().find_map(|it| it.strip_prefix("SigCgt:")).expect("a mask").trim();
            if u64::from_str_radix(caught, 16).expect("digits") & SIGINT != 0 {
                return;
            }
            assert!(self.is_alive(), "it ended before it listened");
            std::thread::yield_now();
        }
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().expect("it can be asked").is_none()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a stream has said so far.
#[derive(Clone)]
pub struct Heard(Arc<(Mutex<(String, bool)>, Condvar)>);

impl Heard {
    fn of(stream: impl Read + Send + 'static) -> Self {
        let heard = Self(Arc::default());
        let mine = heard.clone();
        std::thread::spawn(move || {
            let mut stream = BufReader::new(stream);
            loop {
                let mut line = Vec::new();
                let read = stream.read_until(b'\n', &mut line).unwrap_or(0);
                let mut so_far = mine.0.0.lock().expect("a lock");
                so_far.0.push_str(&String::from_utf8_lossy(&line));
                so_far.1 = read == 0;
                mine.0.1.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        heard
    }

    pub fn text(&self) -> String {
        self.0.0.lock().expect("a lock").0.clone()
    }

    /// The first line that has this in it, as soon as it is there.
    pub fn line(&self, with: &str) -> String {
        self.find(with, |text| text.lines().find(|it| it.contains(with)))
    }

    /// The first line that has this in it, of those that come after a line that has something else in it.
    pub fn line_after(&self, before: &str, with: &str) -> String {
        self.find(with, |text| {
            let mut after = text.lines().skip_while(|it| !it.contains(before)).skip(1);
            after.find(|it| it.contains(with))
        })
    }

    fn find(&self, with: &str, found: impl Fn(&str) -> Option<&str>) -> String {
        let end = Instant::now() + Duration::from_secs(60);
        let mut so_far = self.0.0.lock().expect("a lock");
        loop {
            if let Some(line) = found(&so_far.0) {
                return line.to_owned();
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!so_far.1 && !left.is_zero(), "{with:?} was not said: {}", so_far.0);
            so_far = self.0.1.wait_timeout(so_far, left).expect("a lock").0;
        }
    }
}

/// Asks again until there is an answer: there is no other way to wait for what another program does.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "{what}: not within a minute");
        std::thread::park_timeout(Duration::from_millis(25));
    }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A text in which what follows a word is left out, because it is another each time.
pub fn masked(text: &str, after: &str, what: fn(char) -> bool) -> String {
    let mut parts = text.split(after);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |so_far, part| format!("{so_far}{after}[…]{}", part.trim_start_matches(what)))
}
