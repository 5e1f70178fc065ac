//! Tests of what is kept, through the public interface.

mod story;
