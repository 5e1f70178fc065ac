//! What tells one finding from another, while a map is edited around it.

use std::collections::BTreeMap;

use seamless_breakpoints::{Checked, Spot, Verdict};
use sha2::{Digest, Sha256};

/// What stays the same while a finding is the same, for each of them: its breakpoint, its place on the map, the systems
/// of which it speaks, and the fact that is missing. Sixteen bytes of SHA-256, as hexadecimal digits. No two findings
/// of one map have the same: where nothing else tells them apart, their order does.
pub fn fingerprints(checked: &[Checked]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut print = |it: &Checked| {
        let same = identity(it);
        let number = seen.entry(same.clone()).or_default();
        *number += 1;
        let nth = if *number == 1 { String::new() } else { format!("\n{number}") };
        let whole = Sha256::digest(format!("{same}{nth}"));
        whole.iter().take(16).map(|it| format!("{it:02x}")).collect()
    };
    checked.iter().map(&mut print).collect()
}

fn identity(it: &Checked) -> String {
    let finding = &it.finding;
    let spot = match &finding.spot {
        Spot::Handoff(id) => format!("handoff {id}"),
        Spot::System(id) => format!("system {id}"),
    };
    let verdict = match &finding.verdict {
        Verdict::AtRisk { .. } => {
            let about: Vec<&str> = it.about.iter().map(|it| it.as_str()).collect();
            format!("at risk {}", about.join(" "))
        }
        Verdict::Unknown { fact, .. } => format!("unknown {fact}"),
    };
    format!("{}\n{spot}\n{verdict}", finding.breakpoint)
}
