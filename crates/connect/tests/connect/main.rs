//! The connectors, from outside: what they verify, understand, ask and deliver, over a wire that answers from a script.

#![recursion_limit = "256"]

mod hostile;
mod http_deliver;
mod http_read;
mod northwind;
mod shopify_deliver;
mod shopify_fetch;
mod shopify_understand;
mod shopify_verify;
mod support;
mod vendor;
