//! Whether a webhook comes from the system: HMAC-SHA256 of its raw bytes, in constant time.

use ::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use seamless_flow::WebhookApi;
use seamless_model::SystemId;
use sha2::{Digest, Sha256};

use crate::{Arrived, Refusal};

/// Verifies a webhook. `secrets` are several while one is rotated.
pub(super) fn verify(
    system: &SystemId,
    webhooks: &WebhookApi,
    secrets: &[String],
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Arrived, Refusal> {
    let signature = header(headers, &webhooks.signature_header)
        .ok_or_else(|| Refusal::MissingSignature(webhooks.signature_header.clone()))?;
    let signature = signature.strip_prefix(&webhooks.signature_prefix).ok_or(Refusal::BadSignature)?;
    let signature = match webhooks.signature_encoding.as_str() {
        "base64" => STANDARD.decode(signature.trim()).ok(),
        _ => hex::decode(signature.trim()).ok(),
    }
    .ok_or(Refusal::BadSignature)?;
    // Every secret is tried whatever the outcome, so that the time taken does not tell which one fits.
    let fits = secrets.iter().fold(false, |fits, secret| fits | signed_with(secret, body, &signature));
    if !fits {
        return Err(Refusal::BadSignature);
    }
    let topic = header(headers, &webhooks.event_header)
        .ok_or_else(|| Refusal::BadHeader(webhooks.event_header.clone()))?
        .to_owned();
    // Equal bytes say the same: a message without an identifier is known by them.
    let message = header(headers, &webhooks.delivery_header)
        .map_or_else(|| hex::encode(Sha256::digest(body)), ToOwned::to_owned);
    Ok(Arrived { dedupe: format!("{system}|{topic}|{message}"), guard: None, triggered_at: None, topic })
}

fn signed_with(secret: &str, body: &[u8], signature: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(body);
    mac.verify_slice(signature).is_ok()
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|it| !it.is_empty())
}
