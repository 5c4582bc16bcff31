//! PNG and PDF from the SVG.

use krilla::Document;
use krilla::geom::Size;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::carry::{self, Carried};
use super::size::PX_PER_PT;
use super::{ExportError, Format, Layout, font};
use crate::draw::Typeface;

/// The picture in a file of this format: the SVG as it is, or what is made of it.
///
/// # Errors
/// When the text is not an SVG that we understand, or the picture has no size.
pub fn encode(svg: &str, format: Format, layout: &Layout) -> Result<Vec<u8>, ExportError> {
    encode_carrying(svg, format, layout, None)
}

/// The same with what is `carried` inside.
///
/// # Errors
/// As [`encode`], and when what is carried is too large.
pub fn encode_carrying(
    svg: &str,
    format: Format,
    layout: &Layout,
    carried: Option<&Carried>,
) -> Result<Vec<u8>, ExportError> {
    layout.check()?;
    match (format, carried) {
        (Format::Svg, None) => Ok(svg.as_bytes().to_vec()),
        (Format::Svg, Some(carried)) => Ok(carry::svg::embed(svg, carried)?.into_bytes()),
        (Format::Png, _) => {
            let scale = f64::from(layout.scale);
            let pixels = pixels(&tree(svg)?, layout.px(), scale)?;
            png(&pixels, Density::Scale(scale), carried)
        }
        (Format::Pdf, _) => pdf(&tree(svg)?, carried),
    }
}

/// A picture of the window as a PNG, which is packed fast, since whoever asked for it waits.
///
/// # Errors
/// When there are not so many pixels as its sides tell, or what is carried is too large.
pub fn screenshot(pixels: &Pixels, carried: &Carried) -> Result<Vec<u8>, ExportError> {
    png(pixels, Density::Screen, Some(carried))
}

fn tree(svg: &str) -> Result<Tree, ExportError> {
    let options = Options {
        font_family: font::family(Typeface::Sans).to_owned(),
        fontdb: font::database(),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| ExportError::Svg(error.to_string()))
}

/// The pixels of a picture.
#[derive(Clone)]
pub struct Pixels {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Red, green, blue and opacity of each, not multiplied, row by row: `width * height * 4` bytes.
    pub rgba: Vec<u8>,
}

impl Pixels {
    /// The same without opacity: three bytes a pixel.
    pub fn rgb(&self) -> Vec<u8> {
        let (pixels, _) = self.rgba.as_chunks::<4>();
        pixels
            .iter()
            .flat_map(|[red, green, blue, _]| [*red, *green, *blue])
            .collect()
    }
}

/// The picture as a PNG would hold it.
///
/// # Errors
/// As [`encode`].
pub fn pixels_of(svg: &str, layout: &Layout) -> Result<Pixels, ExportError> {
    layout.check()?;
    pixels(&tree(svg)?, layout.px(), f64::from(layout.scale))
}

pub(super) fn pixels(
    tree: &Tree,
    (width, height): (f64, f64),
    scale: f64,
) -> Result<Pixels, ExportError> {
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

/// A picture of dots for the inside of an SVG, so many pixels for each px.
///
/// # Errors
/// As [`encode`].
pub(super) fn layer(svg: &str, scale: f64) -> Result<Vec<u8>, ExportError> {
    let tree = tree(svg)?;
    let size = (
        f64::from(tree.size().width()),
        f64::from(tree.size().height()),
    );
    png(&pixels(&tree, size, scale)?, Density::Scale(scale), None)
}

/// How large the pixels of a PNG are.
#[derive(Clone, Copy, PartialEq)]
enum Density {
    /// As those of the screen that they come from, which nobody knows.
    Screen,
    /// So many for each px, of which an inch has 96.
    Scale(f64),
}

fn png(
    pixels: &Pixels,
    density: Density,
    carried: Option<&Carried>,
) -> Result<Vec<u8>, ExportError> {
    let opaque = pixels.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.width, pixels.height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_color(match opaque {
        true => png::ColorType::Rgb,
        false => png::ColorType::Rgba,
    });
    match density {
        Density::Screen => encoder.set_compression(png::Compression::Fast),
        Density::Scale(scale) => {
            let metre = (96.0 / 0.0254 * scale).round() as u32;
            encoder.set_pixel_dims(Some(png::PixelDimensions {
                xppu: metre,
                yppu: metre,
                unit: png::Unit::Meter,
            }));
        }
    }
    if let Some(carried) = carried {
        carry::png::insert(&mut encoder, carried)?;
    }
    let fail = |error: png::EncodingError| ExportError::Png(error.to_string());
    let mut writer = encoder.write_header().map_err(fail)?;
    let written = match opaque {
        true => writer.write_image_data(&pixels.rgb()),
        false => writer.write_image_data(&pixels.rgba),
    };
    written.map_err(fail)?;
    writer.finish().map_err(fail)?;
    Ok(file)
}

/// One page of the figure's size. There is no date in it.
fn pdf(tree: &Tree, carried: Option<&Carried>) -> Result<Vec<u8>, ExportError> {
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
    if let Some(carried) = carried {
        carry::pdf::attach(&mut document, carried)?;
    }
    document
        .finish()
        .map_err(|error| ExportError::Pdf(format!("{error:?}")))
}
