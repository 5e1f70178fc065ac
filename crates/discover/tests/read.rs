//! What is read of logs and extracts, and what is said of the rest.

#[path = "read/csv.rs"]
mod csv_tables;
#[path = "read/jsonl.rs"]
mod jsonl_tables;
#[path = "read/log_json.rs"]
mod log_json;
#[path = "read/log_written.rs"]
mod log_written;
#[path = "read/shopify.rs"]
mod shopify;
#[path = "read/table.rs"]
mod table;
