//! The JSON Schema of the map, for editors.

/// The schema of the map's file.
pub fn json_schema() -> serde_json::Value {
    serde_json::Value::Null
}
