//! Reads a log and says what came of it: `cargo run --release -p seamless-discover --example read_log -- FILE`.

use std::path::Path;
use std::time::Instant;

use seamless_discover::{Unwatched, read_log};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a log")?;
    let start = Instant::now();
    let (log, report) = read_log(Path::new(&file), &Unwatched)?;
    println!(
        "{} events, {} objects, {} touches, {} relations, {} skipped in {:.3} s",
        log.events.len(),
        log.objects.len(),
        log.events.objects.len(),
        log.relations.len(),
        report.skipped.total(),
        start.elapsed().as_secs_f64()
    );
    for note in &report.notes {
        println!("note: {note}");
    }
    for skipped in report.skipped.kept().iter().take(10) {
        println!("skipped: {skipped}");
    }
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", peak.lines().find(|it| it.starts_with("VmHWM")).unwrap_or_default());
    Ok(())
}
