//! A picture as PNG, on a machine that may have no fonts at all.
//!
//! The face stands in the program: Arimo, whose letters are as wide as the layout counts on. Letters outside Latin,
//! Latin-1 and Latin Extended-A are drawn as empty boxes; the SVG shows them where the reader has a face for them.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

const REGULAR: &[u8] = include_bytes!("../assets/fonts/Arimo-Regular.subset.ttf");
const BOLD: &[u8] = include_bytes!("../assets/fonts/Arimo-Bold.subset.ttf");
/// The most pixels of a side: what readers of PNG can be expected to open.
const SIDE_MAX: f32 = 32_000.0;
/// The most pixels of a picture: at four bytes each, 800 MB of memory.
const AREA_MAX: f32 = 200_000_000.0;

/// Why there is no PNG.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The text is no SVG.
    #[error("this is no SVG that could be drawn: {0}")]
    Svg(String),
    /// The scale is not a number above zero.
    #[error("a picture cannot be scaled by {0}: give a number above 0, such as 2")]
    Scale(f32),
    /// It would be larger than anyone can open.
    #[error(
        "{width} x {height} px are more than a PNG should have: draw at a smaller scale than {scale}, or write SVG"
    )]
    TooLarge {
        /// Width in px, after scaling.
        width: f32,
        /// Height in px, after scaling.
        height: f32,
        /// By how much it was to be scaled.
        scale: f32,
    },
    /// The pixels could not be written as PNG.
    #[error("the picture could not be written as PNG: {0}")]
    Write(String),
}

/// Draws an SVG picture as PNG, each px of it `scale` pixels wide. Its colours must be written out, as
/// `seamless_draw::Colours::Light` does: custom properties and preferences mean nothing here.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, PngError> {
    if !(scale.is_finite() && scale > 0.0) {
        return Err(PngError::Scale(scale));
    }
    let options = Options {
        fontdb: FONTS.clone(),
        font_family: FAMILY.to_owned(),
        resources_dir: None,
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| PngError::Svg(error.to_string()))?;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    let too_large = || PngError::TooLarge { width: width.ceil(), height: height.ceil(), scale };
    if width > SIDE_MAX || height > SIDE_MAX || width * height > AREA_MAX {
        return Err(too_large());
    }
    let mut pixels =
        Pixmap::new(width.ceil().max(1.0) as u32, height.ceil().max(1.0) as u32).ok_or_else(too_large)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PngError::Write(error.to_string()))
}

const FAMILY: &str = "Arimo";

/// The faces of this program, and no others: the same picture on every machine.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});
