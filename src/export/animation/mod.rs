//! Pictures that move: GIF, which shows everywhere, and APNG, which has all colours.

mod apng;
mod gif;
mod motion;
mod palette;

pub use motion::{Brush, Motion, add_step, step_at, turned};

use std::io;

use super::{Pixels, carry::Carried};

/// The file formats of animations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnimationFormat {
    /// At most 256 colours for all pictures together.
    Gif,
    /// All colours, in several times the bytes.
    Apng,
}

impl AnimationFormat {
    /// The ending of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Gif => "gif",
            Self::Apng => "png",
        }
    }
}

/// How many pictures there are and how long each stays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// Pictures in all.
    pub frames: usize,
    /// Pictures a second.
    pub fps: u16,
    /// Seconds that the last one stays longer.
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

    /// How long all of it takes, in seconds.
    pub fn seconds(&self) -> f64 {
        let delays = (0..self.frames).map(|number| f64::from(self.delay(number)));
        delays.sum::<f64>() / 100.0
    }
}

/// What is asked of whoever makes an animation, while it is made.
pub struct Maker<'a, E> {
    /// What the file carries, asked for when all pictures are drawn: a run may train while it is shown.
    pub carried: &'a dyn Fn() -> Option<Carried>,
    /// Fails where the animation is given up.
    pub go_on: &'a dyn Fn() -> Result<(), E>,
    /// The error of a problem in words.
    pub told: &'a dyn Fn(String) -> E,
}

/// The animation of so many `frames` of one size, which runs for ever, with what it carries inside. A GIF is written only
/// when all frames are drawn, and asks whether to go on before each.
///
/// # Errors
/// What `frames` fail with, or `maker.go_on`, or what goes wrong here, as `maker.told` has it.
pub fn encode<E>(
    format: AnimationFormat,
    timing: &Timing,
    frames: impl Iterator<Item = Result<Pixels, E>>,
    maker: &Maker<'_, E>,
) -> Result<Vec<u8>, E> {
    let mut frames = frames;
    let first = frames.next();
    let first = first.ok_or_else(|| (maker.told)("there is no picture".to_owned()))??;
    match format {
        AnimationFormat::Gif => gif::encode(timing, first, frames, maker),
        AnimationFormat::Apng => apng::encode(timing, first, frames, maker),
    }
}

/// A picture that waits for the others.
pub struct Packed {
    size: (u32, u32),
    rgba: Vec<u8>,
}

impl Packed {
    /// `picture`, compressed.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn new(picture: &Pixels) -> io::Result<Self> {
        Ok(Self {
            size: (picture.width, picture.height),
            rgba: palette::packed(&picture.rgba)?,
        })
    }

    /// The picture.
    ///
    /// # Errors
    /// When it is not what was packed.
    pub fn pixels(&self) -> io::Result<Pixels> {
        Ok(Pixels {
            width: self.size.0,
            height: self.size.1,
            rgba: palette::unpacked(&self.rgba)?,
        })
    }
}

#[cfg(test)]
mod tests;
