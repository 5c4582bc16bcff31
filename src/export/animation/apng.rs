//! An animated PNG: every picture in all its colours.

use super::{Maker, Timing};
use crate::export::{Pixels, carry};

/// The file, picture by picture as they are drawn.
pub fn encode<E>(
    timing: &Timing,
    first: Pixels,
    rest: impl Iterator<Item = Result<Pixels, E>>,
    maker: &Maker<'_, E>,
) -> Result<Vec<u8>, E> {
    let fail = |error: png::EncodingError| (maker.told)(error.to_string());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, first.width, first.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .set_animated(timing.frames as u32, 0)
        .map_err(fail)?;
    let mut writer = encoder.write_header().map_err(fail)?;
    for (number, frame) in std::iter::once(Ok(first)).chain(rest).enumerate() {
        writer
            .set_frame_delay(timing.delay(number), 100)
            .map_err(fail)?;
        writer.write_image_data(&frame?.rgb()).map_err(fail)?;
    }
    if let Some(carried) = (maker.carried)() {
        let appended = carry::png::append(&mut writer, &carried);
        appended.map_err(|error| (maker.told)(error.to_string()))?;
    }
    writer.finish().map_err(fail)?;
    Ok(file)
}
