//! A vendor integration as a value: it moves documents between two twins.
