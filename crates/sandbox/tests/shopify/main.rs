//! The Shopify twin, through its one door: requests, messages and deeds.

mod edit;
mod hooks;
mod hostile;
mod lifecycle;
mod limits;
mod refund;
mod search;
mod shop;
mod whole;
