//! Endpoints with their placeholders filled in.

use ::http::Method;
use seamless_flow::Endpoint;

/// A method and an address below the system's own, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub method: Method,
    pub path: String,
}

/// Fills an endpoint's placeholders, percent-encoded. A query field whose whole value is an empty placeholder is left
/// out: not every system takes an empty `after=` for "from the beginning".
pub(super) fn fill(endpoint: &Endpoint, values: &[(&str, &str)]) -> Result<Target, String> {
    let method = Method::from_bytes(endpoint.method.as_bytes())
        .map_err(|_| format!("{:?} is not an HTTP method", endpoint.method))?;
    let (path, query) = endpoint.path.split_once('?').unwrap_or((&endpoint.path, ""));
    let mut filled = String::new();
    for segment in path.split('/').filter(|it| !it.is_empty()) {
        let value = put(segment, values)?;
        if matches!(value.as_str(), "" | "." | "..") {
            return Err(format!(
                "{:?} in {} would be {value:?}, which names no document",
                segment, endpoint.path
            ));
        }
        filled.push('/');
        filled.push_str(&value);
    }
    // Some servers tell `/orders/` from `/orders`.
    if path.ends_with('/') {
        filled.push('/');
    }
    let mut mark = '?';
    for field in query.split('&').filter(|it| !it.is_empty()) {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        let given = put(value, values)?;
        if given.is_empty() && !value.is_empty() {
            continue;
        }
        filled.push(mark);
        filled.push_str(name);
        if field.contains('=') {
            filled.push('=');
            filled.push_str(&given);
        }
        mark = '&';
    }
    Ok(Target { method, path: filled })
}

fn put(text: &str, values: &[(&str, &str)]) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) =
            after.split_once('}').ok_or_else(|| format!("a placeholder in {text:?} is not closed"))?;
        let known = values.iter().find(|(known, _)| *known == name);
        let (_, value) = known.ok_or_else(|| format!("nothing is known for the placeholder {{{name}}}"))?;
        out.push_str(before);
        encode(value, &mut out);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// Percent-encodes everything but what RFC 3986 calls unreserved.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(method: &str, path: &str, values: &[(&str, &str)]) -> Result<String, String> {
        let endpoint = Endpoint { method: method.into(), path: path.into() };
        fill(&endpoint, values).map(|it| format!("{} {}", it.method, it.path))
    }

    #[test]
    fn placeholders_are_filled_and_encoded() {
        for (path, values, expected) in [
            ("/orders/{id}", vec![("id", "a/b?c#1")], "GET /orders/a%2Fb%3Fc%231"),
            ("/orders?ref={key}", vec![("key", "#1001 ü")], "GET /orders?ref=%231001%20%C3%BC"),
            (
                "/orders?since={since}&after={cursor}&limit={limit}",
                vec![("since", "2026-10-05T12:00:00Z"), ("cursor", ""), ("limit", "100")],
                "GET /orders?since=2026-10-05T12%3A00%3A00Z&limit=100",
            ),
            ("/orders/{id}/", vec![("id", "7")], "GET /orders/7/"),
            ("/orders?after={cursor}&all", vec![("cursor", "")], "GET /orders?all"),
            ("/orders?filter=ref:{key}&empty=", vec![("key", "1")], "GET /orders?filter=ref:1&empty="),
        ] {
            assert_eq!(filled("GET", path, &values).as_deref(), Ok(expected), "{path}");
        }
    }

    #[test]
    fn what_would_name_something_else_is_refused() {
        for (path, values) in [
            ("/orders/{id}", vec![("id", "..")]),
            ("/orders/{id}/cancel", vec![("id", "")]),
            ("/orders/{id}", vec![]),
            ("/orders/{id", vec![("id", "1")]),
        ] {
            assert!(filled("GET", path, &values).is_err(), "{path}");
        }
        assert!(filled("GET IT", "/orders", &[]).is_err());
    }
}
