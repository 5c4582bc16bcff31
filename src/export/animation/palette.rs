//! The colours of a GIF.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
};

use color_quant::NeuQuant;
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};

use crate::export::Pixels;

/// The place in a palette that stands for what was there before.
pub const SAME: u8 = 255;

/// So many pixels of all pictures together decide on the palette.
const SAMPLED: usize = 400_000;

/// All pictures, packed, with what the palette is made from.
pub struct Drawn {
    /// The pixels of each picture, compressed.
    pub packed: Vec<Vec<u8>>,
    /// Some pixels of every picture.
    sample: Vec<u8>,
    /// From one of these pixels to the next.
    stride: usize,
    counts: HashMap<[u8; 3], usize>,
}

impl Drawn {
    /// Nothing yet of so many `frames` of the size of the `first`.
    pub fn new(first: &Pixels, frames: usize) -> Self {
        let pixels = frames * first.rgba.len() / 4;
        Self {
            packed: Vec::new(),
            sample: Vec::new(),
            // Odd, so that not the same columns are met in every row.
            stride: (pixels / SAMPLED) | 1,
            counts: HashMap::new(),
        }
    }

    /// Adds a picture.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn add(&mut self, frame: &Pixels) -> io::Result<()> {
        let pixels = frame.rgba.chunks_exact(4);
        self.sample.extend(pixels.step_by(self.stride).flatten());
        let (colours, _) = frame.rgba.as_chunks::<4>();
        for run in colours.chunk_by(|a, b| a == b) {
            let [red, green, blue, _] = run[0];
            *self.counts.entry([red, green, blue]).or_default() += run.len();
        }
        self.packed.push(packed(&frame.rgba)?);
        Ok(())
    }
}

/// The pixels of a picture, compressed: one is mostly areas of one colour.
///
/// # Errors
/// When they cannot be packed.
pub fn packed(rgba: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(rgba)?;
    encoder.finish()
}

/// The pixels that were packed.
///
/// # Errors
/// When they are not what was packed.
pub fn unpacked(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut rgba = Vec::new();
    ZlibDecoder::new(packed).read_to_end(&mut rgba)?;
    Ok(rgba)
}

/// One palette for all pictures, so that no colour flickers.
pub struct Palette {
    /// Red, green and blue of 255 colours, and a last one that is never seen.
    pub colours: Vec<u8>,
    /// The place of every colour met so far.
    known: HashMap<[u8; 3], u8>,
}

impl Palette {
    /// The palette that shows these pictures best, with their most common colours exact.
    pub fn new(drawn: &Drawn) -> Self {
        let quantized = NeuQuant::new(3, usize::from(SAME), &drawn.sample);
        let mut colours = quantized.color_map_rgb();
        colours.resize(3 * usize::from(SAME), 0);
        let mut palette = Self {
            colours,
            known: HashMap::new(),
        };
        // The most common colours, such as the ground, must be exact: a near white is no white.
        let mut common: Vec<(&[u8; 3], &usize)> = drawn.counts.iter().collect();
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

    /// The place of each pixel's colour; `rgba` has four bytes a pixel.
    pub fn places(&mut self, rgba: &[u8]) -> Vec<u8> {
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
