//! What every HTTP answer may carry, whatever the system.

use ::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};

/// When the system asks to be called again: `Retry-After` in seconds (Shopify writes `2.0`) or as an HTTP date,
/// which needs to know what time it is.
pub(crate) fn retry_after(headers: &HeaderMap, now: Option<Timestamp>) -> Option<SignedDuration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        let millis = (seconds * 1000.0).ceil();
        return (0.0..=86_400_000.0).contains(&millis).then(|| SignedDuration::from_millis(millis as i64));
    }
    let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(at.duration_since(now?).max(SignedDuration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_retry_after_are_read() {
        let now: Timestamp = "2026-10-05T12:00:00Z".parse().expect("a time");
        for (text, expected) in [
            ("2.0", Some(2000)),
            ("120", Some(120_000)),
            ("0.25", Some(250)),
            ("Mon, 05 Oct 2026 12:00:30 GMT", Some(30_000)),
            ("Mon, 05 Oct 2026 11:00:00 GMT", Some(0)),
            ("-1", None),
            ("NaN", None),
            ("soon", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", text.parse().expect("a header"));
            assert_eq!(retry_after(&headers, Some(now)).map(|it| it.as_millis() as i64), expected, "{text}");
        }
    }
}
