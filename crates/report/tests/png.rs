//! A picture as PNG, with the face that stands in the program.

use seamless_report::{PngError, png};

/// A picture of 40 x 20 px: a blue ground, and white letters on it.
fn letters(text: &str) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20"><style>.a{{font-family:"No Such Face",sans-serif;fill:#ffffff}}</style><rect width="40" height="20" fill="#000080"/><text class="a" x="2" y="15" font-size="14"><tspan class="a">{text}</tspan></text></svg>"##
    )
}

/// Width and height as a PNG's head says them.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

#[test]
fn a_picture_has_its_size_times_the_scale() {
    for (scale, expect) in [(1.0, (40, 20)), (2.0, (80, 40)), (0.5, (20, 10))] {
        assert_eq!(size(&png(&letters("a"), scale).expect("a picture")), expect);
    }
}

#[test]
fn text_is_drawn_without_any_font_of_the_machine() {
    let blank = png(&letters(" "), 1.0).expect("a picture");
    for text in ["a", "é", "ł", "→", "…"] {
        assert_ne!(png(&letters(text), 1.0).expect("a picture"), blank, "{text}");
    }
}

#[test]
fn what_cannot_be_drawn_says_why() {
    assert!(matches!(png("<svg", 1.0), Err(PngError::Svg(_))));
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        assert!(matches!(png(&letters("a"), scale), Err(PngError::Scale(_))), "{scale}");
    }
    let error = png(&letters("a"), 10_000.0).expect_err("too large").to_string();
    assert!(error.contains("smaller scale"), "{error}");
}
