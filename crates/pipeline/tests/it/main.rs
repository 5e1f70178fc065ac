//! The pipeline's tests, in one binary.

mod failing;
mod support;
mod through;
mod trouble;
