//! Reading maps, profiles and scenarios through the crate's public door.

mod northwind;
mod whole;
