//! Reading maps, profiles and scenarios through the crate's public door.

mod mistakes_in_fields;
mod mistakes_in_names;
mod mistakes_in_profiles;
mod mistakes_in_scenarios;
mod mistakes_in_yaml;
mod northwind;
mod whole;
