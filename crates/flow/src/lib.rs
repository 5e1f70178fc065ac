//! The flow map: parsing with spans, schema, profiles, CEL and its checker, the typed Flow
