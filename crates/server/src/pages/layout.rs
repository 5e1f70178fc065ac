//! The frame of every page: the bar with seven words, the search field, the zone in which times are told.

use axum::response::Html;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::app::App;
use crate::assets::address;
use crate::guard::Who;
use crate::words::Clock;
use crate::{Config, Live};

/// The seven words of the bar: name, address, and the strokes of its icon on a ground of 20 by 20.
const BAR: &[(&str, &str, &str)] = &[
    ("Now", "/", "M2.5 10h3.5l2.5-6 3.5 12 2.5-6h3"),
    ("Flow", "/flow", "M3 5h6v5h8M3 15h6v-5M14 7l3 3-3 3"),
    ("Orders", "/orders", "M4 6.5 10 3l6 3.5v7L10 17l-6-3.5zM4 6.5l6 3.5 6-3.5M10 10v7"),
    ("Incidents", "/incidents", "M10 3 17.5 16.5h-15zM10 8v4M10 14.2v.2"),
    ("Rehearsals", "/rehearsals", "M6 4v12l10-6z"),
    (
        "Teams",
        "/teams",
        "M7 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM1.5 17c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13 9a3 3 0 0 0 0-6M14.500 12c2.500.5 4 2.500 4 5",
    ),
    ("Settings", "/settings", "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4"),
];

/// Where a page stands in the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bar {
    Now,
    Flow,
    Orders,
    Incidents,
    Rehearsals,
    Teams,
    Settings,
}

/// What a page is made with.
pub(crate) struct Frame<'p, L: Live> {
    pub app: &'p App<L>,
    pub who: &'p Who,
    pub here: Bar,
}

impl<'p, L: Live> Frame<'p, L> {
    pub fn new(app: &'p App<L>, who: &'p Who, here: Bar) -> Self {
        Self { app, who, here }
    }

    /// The moment and the zone of this page.
    pub fn clock(&self) -> Clock<'p> {
        clock(self.app)
    }

    /// A whole page around its content. The content has the page's one `h1`.
    pub fn page(&self, title: &str, content: Markup) -> Html<String> {
        let flow = self.app.live.flow();
        let title = format!("{title} · {}", flow.title);
        html! {
            (DOCTYPE)
            html lang="en" {
                (head(&title))
                body hx-ext="sse" {
                    a.skip href="#content" { "To the content" }
                    div.frame {
                        header.bar {
                            a.brand href="/" { (flow.title) }
                            nav aria-label="Pages" { (self.bar()) }
                            (self.foot())
                        }
                        div.column {
                            (self.search())
                            main #content tabindex="-1" { (content) }
                        }
                    }
                }
            }
        }
        .into_string()
        .into()
    }

    fn bar(&self) -> Markup {
        html! {
            @for (index, (name, to, strokes)) in BAR.iter().enumerate() {
                a href=(to) aria-current=[(index == self.here as usize).then_some("page")] {
                    (icon(strokes)) span { (name) }
                }
            }
        }
    }

    fn search(&self) -> Markup {
        let zone = self.clock();
        html! {
            div.top {
                form.search action="/search" role="search" {
                    label.hidden for="search" { "Find an order by any identifier" }
                    input #search type="search" name="q" placeholder="Any identifier: #1001, a tracking number …" autocomplete="off" spellcheck="false";
                    kbd aria-hidden="true" { "/" }
                }
                p.soft.zone {
                    span #link .link role="status" { }
                    " Times in " (zone.zone.iana_name().unwrap_or("UTC")) "."
                    span #read { " Read at " (zone.time(zone.now)) "." }
                }
            }
        }
    }

    fn foot(&self) -> Markup {
        let Config { login, .. } = self.app.config;
        html! {
            @if login {
                form.leave method="post" action="/logout" {
                    input type="hidden" name="token" value=(self.who.token);
                    span.soft { (self.who.name) }
                    button.quiet type="submit" { "Sign out" }
                }
            }
        }
    }
}

/// The moment and the zone in which times are told.
pub(crate) fn clock<L: Live>(app: &App<L>) -> Clock<'_> {
    Clock { now: app.live.now(), zone: &app.live.flow().timezone }
}

/// A page without the bar.
pub(crate) fn bare(title: &str, content: Markup) -> Html<String> {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title))
            body { main #content .alone { (content) } }
        }
    }
    .into_string()
    .into()
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            // No styles made by scripts, and nothing evaluated: the content security policy forbids both.
            meta name="htmx-config" content=r#"{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"historyCacheSize":0}"#;
            title { (title) }
            link rel="icon" href=(address("icon.svg")) type="image/svg+xml";
            link rel="stylesheet" href=(address("style.css"));
            script src=(address("script.js")) defer {}
        }
    }
}

/// A line icon on a ground of 20 by 20.
fn icon(strokes: &str) -> Markup {
    html! {
        (PreEscaped(format!(r#"<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="{strokes}"/></svg>"#)))
    }
}
