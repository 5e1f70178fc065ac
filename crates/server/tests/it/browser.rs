//! Somebody who looks at the pages.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use seamless_runtime::HttpWire;
use seamless_server::{Config, Serving, serve};

use crate::brand::Brand;

/// A browser with one cookie, and the server that it looks at.
pub struct Browser {
    pub brand: Arc<Brand>,
    pub serving: Serving,
    pub cookie: String,
    wire: HttpWire,
}

/// An answer, its body as text.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Browser {
    /// Looks at a brand's pages; nobody asks for a password.
    pub async fn of(brand: Brand) -> Self {
        Self::with(brand, Config { login: false, ..Config::default() }).await
    }

    /// Looks at a brand's pages, served in this way.
    pub async fn with(brand: Brand, config: Config) -> Self {
        let brand = Arc::new(brand);
        let config = Config { bind: ([127, 0, 0, 1], 0).into(), ..config };
        let serving = serve(Arc::clone(&brand), config).await.expect("a server");
        Self { brand, serving, cookie: String::new(), wire: HttpWire::new().expect("a client") }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(self.url(path)).header("accept", "text/html"), Bytes::new()).await
    }

    /// Posts a form. The token is the one that pages carry where nobody signs in.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from(path, fields, &[]).await
    }

    pub async fn post_from(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let mut request =
            Request::post(self.url(path)).header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, Bytes::from(form.join("&"))).await
    }

    pub async fn send(&self, request: http::request::Builder, body: Bytes) -> Answer {
        let request = request.header("cookie", &self.cookie).body(body).expect("a request");
        let (head, body): (_, Bytes) =
            self.wire.post(request).await.map(Response::into_parts).expect("an answer");
        Answer {
            status: head.status,
            headers: head.headers,
            text: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.serving.address)
    }

    /// What counts a reason in the metrics.
    pub async fn counted(&self, line: &str) -> String {
        let metrics = self.get("/metrics").await.text;
        let found = metrics.lines().find(|it| it.starts_with(line)).unwrap_or_default();
        found.rsplit(' ').next().unwrap_or_default().to_owned()
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let before = format!("name=\"{name}\" value=\"");
        let found = self.text.split_once(&before).and_then(|(_, rest)| rest.split_once('"'));
        found.map(|(value, _)| value.to_owned()).unwrap_or_default()
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|it| if it.is_ascii_alphanumeric() { char::from(it).to_string() } else { format!("%{it:02X}") })
        .collect()
}
