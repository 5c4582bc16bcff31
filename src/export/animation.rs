//! Animations: GIF, which every program shows, and APNG, which has all colours.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
};

use color_quant::NeuQuant;
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};

use super::Pixels;

/// The file formats of animations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 255 colours.
    Gif,
    /// A PNG with several pictures.
    Apng,
}

/// How many pictures there are and how long each stays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// How many pictures.
    pub frames: usize,
    /// Pictures a second.
    pub fps: u16,
    /// Seconds by which the last picture stays longer.
    pub rest: f64,
}

impl Timing {
    /// How long a picture stays, in hundredths of a second.
    fn delay(&self, number: usize) -> u16 {
        let plain = 100.0 / f64::from(self.fps.max(1));
        let rest = if number + 1 == self.frames {
            100.0 * self.rest
        } else {
            0.0
        };
        (plain + rest).round().clamp(2.0, 60_000.0) as u16
    }

    /// How long one run through all pictures takes, in seconds.
    pub fn seconds(&self) -> f64 {
        let delays = (0..self.frames).map(|number| f64::from(self.delay(number)));
        delays.sum::<f64>() / 100.0
    }
}

/// The file of an animation that repeats for ever; all `frames` have one size. A GIF is written only after all of them are
/// drawn, and asks `go_on` before each, so that it can be given up.
///
/// # Errors
/// What `frames` or `go_on` fail with; what goes wrong here is turned into an error by `told`.
pub fn encode<E>(
    kind: Kind,
    timing: &Timing,
    frames: impl Iterator<Item = Result<Pixels, E>>,
    go_on: impl Fn() -> Result<(), E>,
    told: impl Fn(String) -> E,
) -> Result<Vec<u8>, E> {
    let mut frames = frames.enumerate();
    let Some((_, first)) = frames.next() else {
        return Err(told("there is no picture".to_owned()));
    };
    let first = first?;
    let rest = frames.map(|(_, frame)| frame);
    match kind {
        Kind::Gif => gif(timing, first, rest, go_on, told),
        Kind::Apng => apng(timing, first, rest, told),
    }
}

fn apng<E>(
    timing: &Timing,
    first: Pixels,
    rest: impl Iterator<Item = Result<Pixels, E>>,
    told: impl Fn(String) -> E,
) -> Result<Vec<u8>, E> {
    let fail = |error: png::EncodingError| told(error.to_string());
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
        let rgb: Vec<u8> = frame?
            .rgba
            .chunks_exact(4)
            .flat_map(|p| [p[0], p[1], p[2]])
            .collect();
        writer.write_image_data(&rgb).map_err(fail)?;
    }
    writer.finish().map_err(fail)?;
    Ok(file)
}

/// The place in the palette that is transparent: the pixel stays as it was in the picture before.
const SAME: u8 = 255;

fn gif<E>(
    timing: &Timing,
    first: Pixels,
    rest: impl Iterator<Item = Result<Pixels, E>>,
    go_on: impl Fn() -> Result<(), E>,
    told: impl Fn(String) -> E,
) -> Result<Vec<u8>, E> {
    let fail = |error: gif::EncodingError| told(error.to_string());
    let sides = (u16::try_from(first.width), u16::try_from(first.height));
    let (Ok(width), Ok(height)) = sides else {
        return Err(told("the picture is too large for a GIF".to_owned()));
    };
    // All pictures are drawn first: a colour may show only late in a run, and the one palette must have it.
    let mut reel = Reel::new(&first, timing.frames);
    for frame in std::iter::once(Ok(first)).chain(rest) {
        reel.add(&frame?).map_err(|error| told(error.to_string()))?;
    }
    let mut palette = Palette::of(&reel);
    let mut file = Vec::new();
    let mut encoder =
        gif::Encoder::new(&mut file, width, height, &palette.colours).map_err(fail)?;
    encoder.set_repeat(gif::Repeat::Infinite).map_err(fail)?;
    let mut before: Vec<u8> = Vec::new();
    for (number, packed) in reel.packed.iter().enumerate() {
        go_on()?;
        let rgba = unpacked(packed).map_err(|error| told(error.to_string()))?;
        let now = palette.places(&rgba);
        // Pixels that stay as they were compress to next to nothing.
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
    encoder.into_inner().map_err(fail)?;
    Ok(file)
}

/// About so many pixels, from all pictures together, decide on the palette.
const SAMPLED: usize = 400_000;

/// All pictures, packed, with what the palette is made from.
struct Reel {
    packed: Vec<Vec<u8>>,
    /// Some pixels of every picture.
    sample: Vec<u8>,
    /// From one of these pixels to the next.
    stride: usize,
    counts: HashMap<[u8; 3], usize>,
}

impl Reel {
    fn new(first: &Pixels, frames: usize) -> Self {
        let pixels = frames * first.rgba.len() / 4;
        Self {
            packed: Vec::new(),
            sample: Vec::new(),
            // Odd, so that not every row is sampled at the same columns.
            stride: (pixels / SAMPLED) | 1,
            counts: HashMap::new(),
        }
    }

    fn add(&mut self, frame: &Pixels) -> io::Result<()> {
        let pixels = frame.rgba.chunks_exact(4);
        self.sample.extend(pixels.step_by(self.stride).flatten());
        let (colours, _) = frame.rgba.as_chunks::<4>();
        for run in colours.chunk_by(|a, b| a == b) {
            let [red, green, blue, _] = run[0];
            *self.counts.entry([red, green, blue]).or_default() += run.len();
        }
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&frame.rgba)?;
        self.packed.push(encoder.finish()?);
        Ok(())
    }
}

fn unpacked(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut rgba = Vec::new();
    ZlibDecoder::new(packed).read_to_end(&mut rgba)?;
    Ok(rgba)
}

/// One palette for all pictures, so that no colour flickers.
struct Palette {
    /// Red, green and blue of 255 colours, and of a last one that stands for [`SAME`].
    colours: Vec<u8>,
    /// The place of every colour met so far.
    known: HashMap<[u8; 3], u8>,
}

impl Palette {
    fn of(reel: &Reel) -> Self {
        let quantized = NeuQuant::new(3, usize::from(SAME), &reel.sample);
        let mut colours = quantized.color_map_rgb();
        colours.resize(3 * usize::from(SAME), 0);
        let mut palette = Self {
            colours,
            known: HashMap::new(),
        };
        // The most common colours, such as the ground, must be exact: a nearly white ground would be seen.
        let mut common: Vec<(&[u8; 3], &usize)> = reel.counts.iter().collect();
        common.sort_unstable_by_key(|(colour, count)| (std::cmp::Reverse(**count), **colour));
        let mut taken = Vec::new();
        for (colour, _) in common.into_iter().take(64) {
            let place = palette.nearest(*colour, &taken);
            palette.colours[3 * usize::from(place)..][..3].copy_from_slice(colour);
            palette.known.insert(*colour, place);
            taken.push(place);
        }
        palette.colours.extend([0; 3]);
        palette
    }

    /// The place of the colour nearest to `wanted`, but for those that are `taken`.
    fn nearest(&self, wanted: [u8; 3], taken: &[u8]) -> u8 {
        let distance = |place: &u8| {
            let colour = &self.colours[3 * usize::from(*place)..][..3];
            let apart = colour
                .iter()
                .zip(wanted)
                .map(|(a, b)| (i32::from(*a) - i32::from(b)).pow(2));
            apart.sum::<i32>()
        };
        let free = (0..SAME).filter(|place| !taken.contains(place));
        free.min_by_key(distance).unwrap_or(0)
    }

    fn places(&mut self, rgba: &[u8]) -> Vec<u8> {
        let place = |pixel: &[u8]| {
            let colour = [pixel[0], pixel[1], pixel[2]];
            if let Some(known) = self.known.get(&colour) {
                return *known;
            }
            let place = self.nearest(colour, &[]);
            self.known.insert(colour, place);
            place
        };
        rgba.chunks_exact(4).map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A red square of 4 × 4 on white that moves to the right.
    fn frames(count: u32) -> impl Iterator<Item = Result<Pixels, String>> {
        let frame = |number: u32| {
            let inside = |x: u32, y: u32| (number..number + 4).contains(&x) && y < 4;
            let pixel = |place: u32| match inside(place % 16, place / 16) {
                true => [200, 0, 0, 255],
                false => [255; 4],
            };
            let rgba = (0..16 * 8).flat_map(pixel).collect();
            Ok(Pixels {
                width: 16,
                height: 8,
                rgba,
            })
        };
        (0..count).map(frame)
    }

    fn encoded(kind: Kind, count: u32) -> Vec<u8> {
        let timing = Timing {
            frames: count as usize,
            fps: 20,
            rest: 1.0,
        };
        encode(kind, &timing, frames(count), || Ok(()), |problem| problem).unwrap()
    }

    #[test]
    fn a_gif_gives_back_every_picture_in_exact_colours() {
        let file = encoded(Kind::Gif, 5);
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(&file[..]).unwrap();
        let mut screen = vec![0; 16 * 8 * 4];
        let mut wanted = frames(5);
        let mut delays = Vec::new();
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            delays.push(frame.delay);
            for (to, from) in screen.chunks_exact_mut(4).zip(frame.buffer.chunks_exact(4)) {
                if from[3] != 0 {
                    to.copy_from_slice(from);
                }
            }
            assert_eq!(screen, wanted.next().unwrap().unwrap().rgba);
        }
        assert_eq!(delays, [5, 5, 5, 5, 105]);
        let timing = Timing {
            frames: 5,
            fps: 20,
            rest: 1.0,
        };
        assert_eq!(timing.seconds(), 1.25);
    }

    #[test]
    fn an_animated_png_has_all_pictures() {
        let file = encoded(Kind::Apng, 4);
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file))
            .read_info()
            .unwrap();
        assert_eq!(reader.info().animation_control.unwrap().num_frames, 4);
        let mut pixels = vec![0; 16 * 8 * 3];
        for wanted in frames(4) {
            reader.next_frame(&mut pixels).unwrap();
            let wanted = wanted.unwrap().rgba;
            let rgb: Vec<u8> = wanted
                .chunks_exact(4)
                .flat_map(|p| p[..3].to_vec())
                .collect();
            assert_eq!(pixels, rgb);
        }
    }

    #[test]
    fn a_picture_that_fails_ends_the_animation() {
        let timing = Timing {
            frames: 3,
            fps: 20,
            rest: 0.0,
        };
        for kind in [Kind::Gif, Kind::Apng] {
            let failing = frames(1).chain([Err("diverged".to_owned())]);
            let made = encode(kind, &timing, failing, || Ok(()), |problem| problem);
            assert_eq!(made.unwrap_err(), "diverged");
        }
    }
    #[test]
    fn a_gif_can_be_given_up_while_it_is_written() {
        let timing = Timing {
            frames: 3,
            fps: 20,
            rest: 0.0,
        };
        let asked = std::cell::Cell::new(0);
        let go_on = || {
            asked.set(asked.get() + 1);
            match asked.get() {
                3 => Err("cancelled".to_owned()),
                _ => Ok(()),
            }
        };
        let made = encode(Kind::Gif, &timing, frames(3), go_on, |problem| problem);
        assert_eq!((made.unwrap_err().as_str(), asked.get()), ("cancelled", 3));
    }
}
