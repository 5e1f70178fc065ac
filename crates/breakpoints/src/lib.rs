//! The catalogue: each breakpoint with its check, scenario, detector and runbook; the invariants
