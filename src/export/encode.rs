//! PNG and PDF from the SVG.

use krilla::Document;
use krilla::geom::Size;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::size::PX_PER_PT;
use super::{ExportError, Format, Layout, font};

/// The picture in a file of this format: the SVG as it is, or what is made of it.
///
/// # Errors
/// When the text is not an SVG that we understand, or the picture has no size.
pub fn encode(svg: &str, format: Format, layout: &Layout) -> Result<Vec<u8>, ExportError> {
    layout.check()?;
    match format {
        Format::Svg => Ok(svg.as_bytes().to_vec()),
        Format::Png => {
            let scale = f64::from(layout.scale);
            png(pixels(&tree(svg)?, layout.px(), scale)?, scale)
        }
        Format::Pdf => pdf(&tree(svg)?),
    }
}

fn tree(svg: &str) -> Result<Tree, ExportError> {
    let options = Options {
        font_family: "Ubuntu".to_owned(),
        fontdb: font::database(),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| ExportError::Svg(error.to_string()))
}

/// The pixels of a picture, row by row from the top: red, green, blue, and opacity, by which the colours are not multiplied.
pub struct Pixels {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Four bytes a pixel.
    pub rgba: Vec<u8>,
}

/// The picture as a PNG would hold it.
///
/// # Errors
/// As [`encode`].
pub fn pixels_of(svg: &str, layout: &Layout) -> Result<Pixels, ExportError> {
    layout.check()?;
    pixels(&tree(svg)?, layout.px(), f64::from(layout.scale))
}

fn pixels(tree: &Tree, (width, height): (f64, f64), scale: f64) -> Result<Pixels, ExportError> {
    let side = |px: f64| ((px * scale).round() as u32).max(1);
    let mut pixmap = Pixmap::new(side(width), side(height)).ok_or(ExportError::NoSize)?;
    let size = tree.size();
    let transform = Transform::from_scale(
        pixmap.width() as f32 / size.width(),
        pixmap.height() as f32 / size.height(),
    );
    resvg::render(tree, transform, &mut pixmap.as_mut());
    Ok(Pixels {
        width: pixmap.width(),
        height: pixmap.height(),
        rgba: pixmap.take_demultiplied(),
    })
}

/// A PNG of an SVG that holds dots, `scale` pixels for each px.
pub(super) fn layer(svg: &str, scale: f64) -> Result<Vec<u8>, ExportError> {
    let tree = tree(svg)?;
    let size = (
        f64::from(tree.size().width()),
        f64::from(tree.size().height()),
    );
    png(pixels(&tree, size, scale)?, scale)
}

fn png(pixels: Pixels, scale: f64) -> Result<Vec<u8>, ExportError> {
    let opaque = pixels.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.width, pixels.height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_color(match opaque {
        true => png::ColorType::Rgb,
        false => png::ColorType::Rgba,
    });
    let metre = (96.0 / 0.0254 * scale).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: metre,
        yppu: metre,
        unit: png::Unit::Meter,
    }));
    let rgb = |pixel: &[u8]| [pixel[0], pixel[1], pixel[2]];
    let data = match opaque {
        true => pixels.rgba.chunks_exact(4).flat_map(rgb).collect(),
        false => pixels.rgba,
    };
    let fail = |error: png::EncodingError| ExportError::Png(error.to_string());
    let mut writer = encoder.write_header().map_err(fail)?;
    writer.write_image_data(&data).map_err(fail)?;
    writer.finish().map_err(fail)?;
    Ok(file)
}

/// One page of the figure's size, without a date, so that equal figures give equal bytes.
fn pdf(tree: &Tree) -> Result<Vec<u8>, ExportError> {
    let points = |px: f32| px / PX_PER_PT as f32;
    let size = Size::from_wh(points(tree.size().width()), points(tree.size().height()));
    let size = size.ok_or(ExportError::NoSize)?;
    let mut document = Document::new();
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    let drawn = surface.draw_svg(tree, size, SvgSettings::default());
    surface.finish();
    page.finish();
    drawn.ok_or(ExportError::NoSize)?;
    document
        .finish()
        .map_err(|error| ExportError::Pdf(format!("{error:?}")))
}
