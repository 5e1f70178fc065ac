//! The nouns: money, quantity, keys, documents, observations, the world
