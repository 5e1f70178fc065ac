//! Connectors, one folder per system kind: understand a message, build a request, read a response
