//! Reading maps, profiles and scenarios through the crate's public door.

mod anything;
mod examples;
mod mistakes_in_fields;
mod mistakes_in_names;
mod mistakes_in_profiles;
mod mistakes_in_scenarios;
mod mistakes_in_yaml;
mod northwind;
mod scenario;
mod schema;
mod whole;
