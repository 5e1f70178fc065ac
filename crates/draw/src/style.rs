//! The picture's colours and faces.
//!
//! Every colour is a custom property, so that a page's stylesheet decides; where it says nothing, the light colour
//! stands. A file of its own brings both sets. Contrast of text on its ground is at least 4.5 to 1 in either.

use crate::options::Colours;

/// A colour: its custom property, its light and its dark value.
type Colour = (&'static str, &'static str, &'static str);

/// All colours. The names are shared with the pages' stylesheet.
pub const COLOURS: &[Colour] = &[
    ("ground", "#ffffff", "#0f1419"),
    ("lane", "#f6f7f9", "#171d24"),
    ("team", "#e9ecf0", "#222a33"),
    ("rule", "#d5dae1", "#333d49"),
    ("box", "#ffffff", "#222b35"),
    ("edge", "#7d8796", "#66738a"),
    ("ink", "#1a2027", "#e8edf2"),
    ("soft", "#515b68", "#a9b4c0"),
    ("accent", "#1b5fc1", "#72aefb"),
    ("vendor", "#5b4a86", "#b7a6e6"),
    ("reverse", "#0d6a75", "#56c4cf"),
    ("good", "#17703a", "#57c785"),
    ("soon", "#8a5a00", "#e3b04b"),
    ("bad", "#c0212f", "#ff8078"),
    ("held", "#7a35b8", "#c79bff"),
];

/// The system's own face, by name. The generic `system-ui` is not among them: on some systems it is a face much
/// wider than all of these, and the layout counts on widths like theirs.
const FACE: &str = r#"-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,"Liberation Sans",sans-serif"#;

/// Rules in which `$name` stands for a colour.
const RULES: &str = "
.seamless-flow{font-family:FACE;fill:$ink;font-variant-numeric:tabular-nums}
.seamless-flow text{white-space:pre}
.seamless-flow .ground{fill:$ground}
.seamless-flow .lane>rect{fill:$lane}
.seamless-flow .team>rect{fill:$team}
.seamless-flow .rule{stroke:$rule;stroke-width:1}
.seamless-flow .step rect{fill:$box;stroke:$edge;stroke-width:1.25}
.seamless-flow .step.origin rect{stroke:$ink;stroke-width:1.75}
.seamless-flow .line{fill:none;stroke-width:2;stroke:$accent}
.seamless-flow .tip{stroke:none;fill:$accent}
.seamless-flow .vendor .line{stroke:$vendor;stroke-dasharray:8 4}
.seamless-flow .v1 .line{stroke-dasharray:14 4 3 4}
.seamless-flow .v2 .line{stroke-dasharray:4 3}
.seamless-flow .v3 .line{stroke-dasharray:18 5}
.seamless-flow .v4 .line{stroke-dasharray:10 3 3 3 3 3}
.seamless-flow .v5 .line{stroke-dasharray:6 8}
.seamless-flow .vendor .tip{fill:$vendor}
.seamless-flow .watched .line{stroke:$edge;stroke-dasharray:10 3}
.seamless-flow .watched .tip{fill:$edge}
.seamless-flow .person .line{stroke:$soft;stroke-dasharray:2 4;stroke-linecap:round}
.seamless-flow .person .tip{fill:$soft}
.seamless-flow .not-known .line{stroke:$soon;stroke-dasharray:2 7}
.seamless-flow .not-known .tip{fill:$soon}
.seamless-flow .inside .line{stroke:$edge;stroke-width:1.25}
.seamless-flow .inside .tip{fill:$edge}
.seamless-flow .reverse .line{stroke:$reverse}
.seamless-flow .reverse .tip{fill:$ground;stroke:$reverse;stroke-width:1.75;stroke-linejoin:round}
.seamless-flow .bad .line{stroke:$bad;stroke-width:3}
.seamless-flow .bad .tip{fill:$bad}
.seamless-flow .reverse.bad .tip{fill:$ground;stroke:$bad}
.seamless-flow .t-title{font-size:20px;font-weight:600}
.seamless-flow .t-team{font-size:13px;font-weight:600}
.seamless-flow .t-lane{font-size:15px;font-weight:600}
.seamless-flow .t-step,.seamless-flow .t-document,.seamless-flow .t-name{font-size:14px}
.seamless-flow .t-document{font-weight:600}
.seamless-flow .t-lane-note,.seamless-flow .t-step-note,.seamless-flow .t-detail,.seamless-flow .t-carrier,.seamless-flow .t-key,.seamless-flow .t-lost,.seamless-flow .t-reverse,.seamless-flow .t-live,.seamless-flow .t-at-risk,.seamless-flow .t-unknown,.seamless-flow .t-legend{font-size:12.5px}
.seamless-flow .t-cut{font-size:11px}
.seamless-flow .t-name,.seamless-flow .t-lane-note,.seamless-flow .t-detail,.seamless-flow .t-step-note,.seamless-flow .t-cut,.seamless-flow .t-legend{fill:$soft}
.seamless-flow .t-reverse{fill:$reverse}
.seamless-flow .t-carrier{font-weight:600;fill:$vendor}
.seamless-flow .person .t-carrier{fill:$ink}
.seamless-flow .not-known .t-carrier{fill:$soon}
.seamless-flow .t-live,.seamless-flow .t-lost,.seamless-flow .t-at-risk,.seamless-flow .t-unknown{font-weight:600}
.seamless-flow .t-at-risk{fill:$bad}
.seamless-flow .t-lost,.seamless-flow .t-unknown{fill:$soon}
.seamless-flow .state{fill:none;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
.seamless-flow .state.key{stroke:$soft;stroke-width:1.25}
.seamless-flow .state.good{stroke:$good}.seamless-flow .state.soon{stroke:$soon}
.seamless-flow .state.bad{stroke:$bad}.seamless-flow .state.held{stroke:$held}
.seamless-flow tspan.good{fill:$good}.seamless-flow tspan.soon{fill:$soon}
.seamless-flow tspan.bad{fill:$bad}.seamless-flow tspan.held{fill:$held}
.seamless-flow .dimmed .line,.seamless-flow .dimmed .tip{opacity:.3}
.seamless-flow .dimmed text,.seamless-flow .dimmed tspan{fill:$soft;font-weight:400}
.seamless-flow .lit .line{stroke-width:3.5}
.seamless-flow .step.dimmed rect,.seamless-flow .step.other rect{stroke:$rule;stroke-width:1.25}
.seamless-flow .other text,.seamless-flow .other tspan{fill:$soft;font-weight:400}
.seamless-flow a{text-decoration:none}
.seamless-flow a:hover .t-document,.seamless-flow a:hover .t-lane{text-decoration:underline}
.seamless-flow a:focus-visible{outline:2px solid $accent;outline-offset:2px}
";

/// The picture's style. A file of its own (`!embed`) sets the colours, by the reader's preference; a page's picture
/// takes the page's; where colours are to be written out, it names no property.
pub fn sheet(embed: bool, colours: Colours) -> String {
    let mut sheet = String::new();
    if !embed && colours == Colours::Reader {
        let set = |pick: fn(&Colour) -> &'static str| {
            COLOURS.iter().map(|it| format!("--flow-{}:{};", it.0, pick(it))).collect::<String>()
        };
        let (light, dark) = (set(|it| it.1), set(|it| it.2));
        sheet.push_str(&format!(
            ".seamless-flow{{color-scheme:light dark;{light}}}\n@media (prefers-color-scheme:dark){{.seamless-flow{{{dark}}}}}"
        ));
    }
    let mut rules = RULES.replace("FACE", FACE);
    for (name, light, dark) in COLOURS {
        let value = match colours {
            Colours::Reader => format!("var(--flow-{name},{light})"),
            Colours::Light => (*light).to_owned(),
            Colours::Dark => (*dark).to_owned(),
        };
        // Names may begin alike: replace only whole ones.
        for end in [';', '}'] {
            rules = rules.replace(&format!("${name}{end}"), &format!("{value}{end}"));
        }
    }
    sheet.push_str(&rules);
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// WCAG 2.2 AA: 4.5 to 1 for text, 3 to 1 for lines and shapes.
    #[test]
    fn everything_stands_out_from_its_ground_in_light_and_dark() {
        let text = ["ink", "soft", "vendor", "reverse", "good", "soon", "bad", "held"].map(|it| (it, 4.5));
        let lines = ["accent", "vendor", "edge", "bad", "good", "soon", "held"].map(|it| (it, 3.0));
        for pick in [|it: &Colour| it.1, |it: &Colour| it.2] {
            let colour = |name: &str| pick(COLOURS.iter().find(|it| it.0 == name).expect("a colour"));
            for (name, least) in text.into_iter().chain(lines) {
                for ground in ["ground", "lane"] {
                    let found = contrast(colour(name), colour(ground));
                    assert!(found >= least, "{name} on {ground}: {found:.2}");
                }
            }
            for (name, ground) in [("ink", "box"), ("ink", "team"), ("soft", "box")] {
                assert!(contrast(colour(name), colour(ground)) >= 4.5, "{name} on {ground}");
            }
        }
    }

    #[test]
    fn every_colour_is_a_property_with_a_fallback() {
        let sheet = sheet(true, Colours::Reader);
        assert!(!sheet.contains('$'), "{sheet}");
        assert!(sheet.contains("var(--flow-ink,#1a2027)"));
    }
}
