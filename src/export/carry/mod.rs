//! The experiment inside a picture: what is needed to make it again travels in the file itself.
//!
//! A [`Carried`] is a short text with its length and SHA-256 in front (`text.rs`). A PNG has it in an `iTXt` chunk, an SVG in
//! its metadata, a PDF as an attached file, a GIF in an application extension; none of them looks any different for it.
//! The libraries that encode PNG, PDF and GIF write it; reading is ours, since it has to tell what is wrong with a file.
//!
//! # What reading checks
//!
//! | format | the experiment | the rest of the file |
//! |---|---|---|
//! | all | its length, its SHA-256 and its format number | |
//! | PNG | | every chunk's checksum, up to the end of the picture |
//! | SVG | | that it is well-formed XML to its end |
//! | PDF | | that its last kilobytes hold an end of file |
//! | GIF | | that its blocks follow each other to the trailer |
//!
//! So a changed experiment is always refused; a changed picture around it only where this table says so.

mod carried;
pub(super) mod gif;
mod hash;
pub(super) mod pdf;
pub(super) mod png;
pub(super) mod svg;
mod text;
mod trained;

use std::io::Read;

pub use carried::{Carried, CarriedLane};
pub use hash::DataHash;
pub use text::sha256;
pub use trained::as_trained;

/// Why there is no experiment to be had from a file. One line, to stand after the file's name.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CarryError {
    /// It begins as none of the kinds that can carry one.
    #[error("found {0}, expected a PNG, SVG, PDF or GIF picture that marginscope made")]
    NoPicture(String),
    /// A picture without an experiment.
    #[error(
        "the picture carries no experiment: marginscope did not make it, or another program left it out"
    )]
    None,
    /// It ends too early.
    #[error("the picture is incomplete: {0}")]
    Truncated(String),
    /// Something in it cannot be.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    /// Its experiment is not the one that was written.
    #[error(
        "the experiment in the picture was changed after it was made: found SHA-256 {found}, expected {expected}"
    )]
    Tampered {
        /// SHA-256 of the experiment that is in it, hexadecimal.
        found: String,
        /// SHA-256 that was written in front of it.
        expected: String,
    },
    /// Its experiment is of a format that this version does not read.
    #[error(
        "the picture was made by a newer version of marginscope: found an experiment of format {found}, expected at most {known}"
    )]
    Newer {
        /// The format in the picture.
        found: u32,
        /// The newest format that this version reads.
        known: u32,
    },
    /// The library that encodes the picture refused the text.
    #[error("the experiment cannot be written into the picture: {0}")]
    Unwritten(String),
    /// The experiment has more bytes than a picture takes.
    #[error(
        "the experiment is too large for a picture: found {found} bytes, expected at most {most}"
    )]
    TooLarge {
        /// Bytes of the experiment.
        found: usize,
        /// The most bytes that are written and read.
        most: usize,
    },
}

impl CarryError {
    /// A file ends before what it begins.
    fn early() -> Self {
        Self::Truncated("the file ends before the picture does".to_owned())
    }
}

/// The kinds of pictures that can carry an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carrier {
    Png,
    Pdf,
    Gif,
    Svg,
}

/// The kind of picture that `bytes` begin as, or that they are the beginning of.
fn carrier(bytes: &[u8]) -> Option<Carrier> {
    let begins = |magic: &[u8]| {
        let shared = magic.len().min(bytes.len());
        shared > 0 && bytes[..shared] == magic[..shared]
    };
    if begins(png::SIGNATURE) {
        Some(Carrier::Png)
    } else if begins(b"%PDF-") {
        Some(Carrier::Pdf)
    } else if begins(gif::SIGNATURE) {
        Some(Carrier::Gif)
    } else {
        svg::begins(bytes).then_some(Carrier::Svg)
    }
}

/// Whether `bytes` begin as a picture of a kind that can carry an experiment.
pub fn is_picture(bytes: &[u8]) -> bool {
    carrier(bytes).is_some()
}

/// What a picture carries. Its kind is found by its first bytes, whatever its name is.
///
/// # Errors
/// When it is no picture, carries nothing, or one of the checks above fails.
pub fn read(bytes: &[u8]) -> Result<Carried, CarryError> {
    match carrier(bytes) {
        Some(Carrier::Png) => png::read(bytes),
        Some(Carrier::Pdf) => pdf::read(bytes),
        Some(Carrier::Gif) => gif::read(bytes),
        Some(Carrier::Svg) => svg::read(bytes),
        None if bytes.is_empty() => Err(CarryError::NoPicture("an empty file".to_owned())),
        None => Err(CarryError::NoPicture("something else".to_owned())),
    }
}

/// Another's words in one line of bounded length.
fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).take(200).collect()
}

/// All of a stream, unless it fails or is longer than a text of ours can be.
fn bounded(stream: impl Read) -> Option<Vec<u8>> {
    let most = text::MOST as u64 + 1;
    let mut content = Vec::new();
    stream.take(most).read_to_end(&mut content).ok()?;
    (content.len() <= text::MOST).then_some(content)
}

#[cfg(test)]
mod carried_tests;
#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod tests;
