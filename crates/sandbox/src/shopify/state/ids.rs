//! Identifiers, the same for the same seed.

use sha2::{Digest, Sha256};

/// Where identifiers begin: far above 2^53, where a double tells only every 128th number apart, so that a client
/// that reads identifiers as doubles is caught.
const FIRST: u64 = 820_982_911_946_000_000;
/// Between two identifiers.
const STEP: u64 = 37;

/// Gives identifiers.
#[derive(Debug)]
pub(in crate::shopify) struct Ids {
    seed: u64,
    next: u64,
    uuids: u64,
}

impl Ids {
    pub(in crate::shopify) fn new(seed: u64) -> Self {
        Self { seed, next: FIRST + (seed % 1_000_000) * 1_000_003 * STEP, uuids: 0 }
    }

    pub(in crate::shopify) fn next(&mut self) -> u64 {
        self.next += STEP;
        self.next
    }

    /// A UUID of version 4, made from the seed and a counter.
    pub(in crate::shopify) fn uuid(&mut self) -> String {
        self.uuids += 1;
        let bytes = self.hash("uuid", self.uuids);
        let hex = hex::encode(&bytes[..16]);
        format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
    }

    /// Letters and digits that go with a number: an order's token, its confirmation number.
    pub(in crate::shopify) fn token(&self, purpose: &str, of: u64) -> String {
        hex::encode(&self.hash(purpose, of)[..16])
    }

    fn hash(&self, purpose: &str, of: u64) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(purpose.as_bytes());
        hasher.update(self.seed.to_le_bytes());
        hasher.update(of.to_le_bytes());
        hasher.finalize().into()
    }
}

/// `gid://shopify/Order/1`.
pub(in crate::shopify) fn gid(kind: &str, id: u64) -> String {
    format!("gid://shopify/{kind}/{id}")
}

/// The kind and the number of a global identifier. What follows a question mark is left out.
pub(in crate::shopify) fn numeric(gid: &str) -> Option<(&str, u64)> {
    let (kind, id) = gid.strip_prefix("gid://shopify/")?.split_once('/')?;
    let id = id.split_once('?').map_or(id, |it| it.0);
    Some((kind, id.parse().ok()?))
}
