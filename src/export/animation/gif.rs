//! A GIF: one palette for all pictures, and of each picture only what changes.

use super::{
    Maker, Timing,
    palette::{Drawn, Palette, SAME, unpacked},
};
use crate::export::{Pixels, carry};

/// The file, once all pictures are drawn: a class may get its region only late, and its colour must be in the palette all the
/// same.
pub fn encode<E>(
    timing: &Timing,
    first: Pixels,
    rest: impl Iterator<Item = Result<Pixels, E>>,
    maker: &Maker<'_, E>,
) -> Result<Vec<u8>, E> {
    let told = &maker.told;
    let fail = |error: gif::EncodingError| told(error.to_string());
    let sides = (u16::try_from(first.width), u16::try_from(first.height));
    let (Ok(width), Ok(height)) = sides else {
        return Err(told("the picture is too large for a GIF".to_owned()));
    };
    let mut drawn = Drawn::new(&first, timing.frames);
    for frame in std::iter::once(Ok(first)).chain(rest) {
        drawn
            .add(&frame?)
            .map_err(|error| told(error.to_string()))?;
    }
    let mut palette = Palette::new(&drawn);
    let mut file = Vec::new();
    let mut encoder =
        gif::Encoder::new(&mut file, width, height, &palette.colours).map_err(fail)?;
    encoder.set_repeat(gif::Repeat::Infinite).map_err(fail)?;
    let mut before: Vec<u8> = Vec::new();
    for (number, packed) in drawn.packed.iter().enumerate() {
        (maker.go_on)()?;
        let rgba = unpacked(packed).map_err(|error| told(error.to_string()))?;
        let now = palette.places(&rgba);
        // What stays as it was packs into next to nothing.
        let changed = |(place, now): (usize, &u8)| match before.get(place) == Some(now) {
            true => SAME,
            false => *now,
        };
        let buffer: Vec<u8> = now.iter().enumerate().map(changed).collect();
        let frame = gif::Frame {
            width,
            height,
            delay: timing.delay(number),
            dispose: gif::DisposalMethod::Keep,
            transparent: Some(SAME),
            buffer: buffer.into(),
            ..gif::Frame::default()
        };
        encoder.write_frame(&frame).map_err(fail)?;
        before = now;
    }
    if let Some(carried) = (maker.carried)() {
        carry::gif::append(&mut encoder, &carried).map_err(|error| told(error.to_string()))?;
    }
    encoder.into_inner().map_err(fail)?;
    Ok(file)
}
