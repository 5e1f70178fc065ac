//! Twins as values: handle a request, say what is due, act on a deed
