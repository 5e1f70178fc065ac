//! Secrets never stand in the map: a map says where one is to be found.

use std::fmt;

/// Where a secret is to be found.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub SecretSource);

/// The places a secret can come from.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// `${NAME}`: the environment.
    Environment(String),
    /// `file:/run/secrets/name`: a mounted secret.
    File(String),
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            SecretSource::Environment(name) => write!(f, "${{{name}}}"),
            SecretSource::File(path) => write!(f, "file:{path}"),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
