//! What is kept: the journal, threads, deliveries, deadlines, incidents, audit
