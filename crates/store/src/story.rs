//! The story that every backend passes.
