//! Styles, scripts and icons: all of our own, from one folder, under names that change with their content.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header;
use seamless_draw::Options;
use seamless_flow::Flow;
use sha2::{Digest, Sha256};

use crate::Live;
use crate::app::App;
use crate::problem::Problem;

const STYLE: &str = include_str!("../assets/style.css");
const SCRIPT: &str = include_str!("../assets/script.js");
const HTMX: &str = include_str!("../assets/htmx.min.js");
const SSE: &str = include_str!("../assets/htmx-ext-sse.min.js");
const ICON: &str = include_str!("../assets/icon.svg");

/// The files, ready to be sent.
#[derive(Debug)]
pub(crate) struct Assets {
    style: String,
    script: String,
}

impl Assets {
    /// With the style that the flow's picture is drawn with: a page may not carry styles of its own.
    pub fn new(flow: &Flow) -> Self {
        let picture = seamless_draw::svg(flow, &Options::default());
        let sheet = style_of(&picture).map_or("", |(sheet, _)| sheet);
        Self { style: format!("{STYLE}\n{sheet}\n"), script: format!("{HTMX}\n{SSE}\n{SCRIPT}\n") }
    }

    fn get(&self, name: &str) -> Option<(&'static str, &str)> {
        match name {
            "style.css" => Some(("text/css; charset=utf-8", &self.style)),
            "script.js" => Some(("text/javascript; charset=utf-8", &self.script)),
            "icon.svg" => Some(("image/svg+xml", ICON)),
            _ => None,
        }
    }
}

/// The address of a file. It changes when this program's files do.
pub(crate) fn address(name: &str) -> String {
    static MARK: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let mut hasher = Sha256::new();
        [STYLE, SCRIPT, HTMX, SSE, ICON].iter().for_each(|it| hasher.update(it));
        hex::encode(&hasher.finalize()[..4])
    });
    format!("/assets/{name}?v={}", *MARK)
}

/// A picture's own style, and the picture without it.
pub(crate) fn style_of(svg: &str) -> Option<(&str, String)> {
    let (before, rest) = svg.split_once("<style>")?;
    let (sheet, after) = rest.split_once("</style>")?;
    Some((sheet, format!("{before}{after}")))
}

/// `GET /assets/{name}`.
pub(crate) async fn file<L: Live>(
    State(app): State<Arc<App<L>>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let Some((kind, text)) = app.assets.get(&name) else {
        return Err(Problem::not_found("There is no such file."));
    };
    // The map may change its picture's style from one start to the next: an hour is as long as it may be kept.
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=3600")];
    Ok((headers, text.to_owned()).into_response())
}
