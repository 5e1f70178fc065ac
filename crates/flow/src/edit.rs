//! Changes of a map that a program proposes: what is to stand where.

/// One change of a file that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// Where: the names from the top of the map, for example `["handoffs", "orders", "backstop"]`.
    pub path: Vec<String>,
    /// What is to be done there.
    pub change: Change,
}

/// What is to be done at a place of a map.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The field is to have this value, written as YAML; it is added where it is absent.
    Set(String),
    /// The list is to have this item as well; the list is added where it is absent.
    Add(String),
    /// The field is to go.
    Remove,
}

impl Edit {
    /// A field is to have a value, written as YAML.
    pub fn set<P: Into<String>>(path: impl IntoIterator<Item = P>, value: impl Into<String>) -> Self {
        Self { path: path.into_iter().map(Into::into).collect(), change: Change::Set(value.into()) }
    }

    /// A list is to have one more item.
    pub fn add<P: Into<String>>(path: impl IntoIterator<Item = P>, item: impl Into<String>) -> Self {
        Self { path: path.into_iter().map(Into::into).collect(), change: Change::Add(item.into()) }
    }
}
