//! Very many dots as pixels, under lines and text that stay vectors.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ExportError;
use super::encode;
use super::marker;
use super::svg::Writer;
use crate::draw::{Dots, Frame};

/// Pixels of the picture for each px of the page.
const FINE: f64 = 4.0;
/// The largest side of the picture.
const LARGEST: f64 = 4_096.0;

/// The dots as a PNG in a `data:` address, to be shown in the frame that clips them.
///
/// # Errors
/// When the picture cannot be made.
pub fn picture(dots: &Dots) -> Result<String, ExportError> {
    let frame = dots.clip;
    let here = Dots {
        origin: [dots.origin[0] - frame.x, dots.origin[1] - frame.y],
        clip: Frame::new(0.0, 0.0, frame.width, frame.height),
        ..dots.clone()
    };
    let mut layer = Writer::default();
    marker::write(&mut layer, &here);
    let size = (frame.width, frame.height);
    let svg = layer.document(size, &size.0.to_string(), &size.1.to_string());
    let scale = FINE.min(LARGEST / size.0.max(size.1));
    let png = encode::layer(&svg, scale)?;
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(png)))
}
