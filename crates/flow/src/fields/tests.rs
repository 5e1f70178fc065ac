//! The tables hold to the model.
