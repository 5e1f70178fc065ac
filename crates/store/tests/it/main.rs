//! Tests of what is kept, through the public interface.

mod kill;
mod same;
mod sqlite;
mod story;
