//! Whether a webhook comes from the shop: HMAC-SHA256 over its raw bytes, in constant time.

use ::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::{Arrived, Refusal};

/// Verifies a webhook. `secrets` are several while one is rotated: for up to an hour the old one still signs.
pub(super) fn verify(
    shop: &str,
    secrets: &[String],
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Arrived, Refusal> {
    let signature = header(headers, "hmac-sha256")
        .ok_or_else(|| Refusal::MissingSignature("X-Shopify-Hmac-Sha256".to_owned()))?;
    let signature = STANDARD.decode(signature.trim()).map_err(|_| Refusal::BadSignature)?;
    // Every secret is tried whatever the outcome, so that the time taken does not tell which one fits.
    let fits = secrets.iter().fold(false, |fits, secret| fits | signed_with(secret, body, &signature));
    if !fits {
        return Err(Refusal::BadSignature);
    }
    let from = header(headers, "shop-domain").ok_or_else(|| bad("X-Shopify-Shop-Domain"))?;
    if !from.trim().eq_ignore_ascii_case(shop) {
        return Err(Refusal::WrongAccount(from.to_owned()));
    }
    let topic = header(headers, "topic").ok_or_else(|| bad("X-Shopify-Topic"))?.trim().to_ascii_lowercase();
    // Equal bytes say the same: a message without an identifier is known by them.
    let message =
        header(headers, "webhook-id").map_or_else(|| hex::encode(Sha256::digest(body)), ToOwned::to_owned);
    let guard = header(headers, "event-id").map(|event| {
        // One action of the merchant has one Event-Id over all topics and subscriptions.
        let name = header(headers, "name").or_else(|| header(headers, "handle")).unwrap_or_default();
        format!("{shop}|{topic}|{event}|{name}")
    });
    Ok(Arrived {
        dedupe: format!("{shop}|{topic}|{message}"),
        guard,
        triggered_at: header(headers, "triggered-at").and_then(|it| it.trim().parse().ok()),
        topic,
    })
}

fn signed_with(secret: &str, body: &[u8], signature: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(body);
    mac.verify_slice(signature).is_ok()
}

/// A header of Shopify's: in the new Events' spelling first, else in the older one. Names know no case.
fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let value =
        headers.get(format!("shopify-{name}")).or_else(|| headers.get(format!("x-shopify-{name}")))?;
    value.to_str().ok().filter(|it| !it.trim().is_empty())
}

fn bad(name: &str) -> Refusal {
    Refusal::BadHeader(name.to_owned())
}
