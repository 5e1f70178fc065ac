//! What is read of logs and extracts, and what is said of the rest.

#[path = "read/log_json.rs"]
mod log_json;
