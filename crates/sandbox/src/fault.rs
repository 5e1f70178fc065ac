//! What a rehearsal does to the flow on purpose.
