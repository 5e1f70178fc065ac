//! The pipeline, live: tokio, network wires, wall clock, pollers, alerts
