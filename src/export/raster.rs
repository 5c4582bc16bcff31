//! Very many dots as a picture of pixels, under axes and names that stay lines and text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ExportError;
use super::canvas::Canvas;
use super::encode;
use super::frame::Frame;
use super::marker::{self, Dot, Look};
use super::page::Pen;

/// Pixels of the picture for each px of the page.
const FINE: f64 = 4.0;
/// The largest side of the picture.
const LARGEST: f64 = 4_096.0;

/// Draws the dots: as vectors, or as a picture where there are more than [`Pen::most_dots`].
pub fn dots(
    canvas: &mut Canvas,
    pen: &Pen<'_>,
    frame: &Frame,
    dots: &[Dot],
    look: &Look<'_>,
) -> Result<(), ExportError> {
    if dots.len() <= pen.most_dots {
        marker::dots(canvas, dots, look);
        return Ok(());
    }
    let here: Vec<Dot> = dots
        .iter()
        .map(|dot| Dot {
            at: [dot.at[0] - frame.x, dot.at[1] - frame.y],
            class: dot.class,
        })
        .collect();
    let mut layer = Canvas::default();
    marker::dots(&mut layer, &here, look);
    let size = (frame.width, frame.height);
    let svg = layer.document(size, &size.0.to_string(), &size.1.to_string());
    let scale = FINE.min(LARGEST / size.0.max(size.1));
    let png = encode::layer(&svg, scale)?;
    let data = format!("data:image/png;base64,{}", STANDARD.encode(png));
    canvas.image("dots", frame, &data);
    Ok(())
}
