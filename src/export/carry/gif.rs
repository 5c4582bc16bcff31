//! In a GIF, the text is an application extension of ours behind the pictures.

use std::io::Write;

use ::gif::{Encoder, Extension};

use super::{Carried, CarryError, text};

/// What both versions of the format begin with.
pub const SIGNATURE: &[u8] = b"GIF8";
/// Begins an application extension; eleven letters name the program.
const APPLICATION: [u8; 3] = [EXTENSION, Extension::Application as u8, 11];
const NAME: &[u8] = b"marginscope";

/// Has `encoder` write what is `carried` behind the pictures that it has written.
///
/// # Errors
/// When it is too large for a picture.
pub fn append<W: Write>(encoder: &mut Encoder<W>, carried: &Carried) -> Result<(), CarryError> {
    let text = text::encode(carried)?;
    let written =
        encoder.write_raw_extension(Extension::Application.into(), &[NAME, text.as_bytes()]);
    written.map_err(|error| CarryError::Unwritten(error.to_string()))
}

/// What a whole GIF carries.
///
/// # Errors
/// When it is cut off, a block is of no kind, or it carries nothing that was written so.
pub fn read(bytes: &[u8]) -> Result<Carried, CarryError> {
    let blocks = blocks(bytes)?;
    let content = blocks.iter().find_map(|block| ours(block));
    let mut rest = content.ok_or(CarryError::None)?;
    let mut found = Vec::new();
    while let Some((length, behind)) = rest.split_first() {
        let (part, behind) = behind.split_at(behind.len().min(usize::from(*length)));
        found.extend(part);
        rest = behind;
    }
    text::decode(&found)
}

/// The parts that follow the name, where the block is ours.
fn ours(block: &[u8]) -> Option<&[u8]> {
    block.strip_prefix(&APPLICATION)?.strip_prefix(NAME)
}

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const TRAILER: u8 = 0x3b;

/// The blocks of a whole GIF up to its trailer.
fn blocks(bytes: &[u8]) -> Result<Vec<&[u8]>, CarryError> {
    let mut at = Place { bytes, at: 0 };
    // Signature with version, then the sides; the flags say whether a table of colours follows.
    let screen = at.take(13)?;
    at.take(table(screen[10]))?;
    let mut blocks = Vec::new();
    loop {
        let start = at.at;
        match at.take(1)?[0] {
            TRAILER => return Ok(blocks),
            EXTENSION => drop(at.take(1)?),
            IMAGE => {
                let image = at.take(9)?;
                // The table, and how wide the codes begin.
                at.take(table(image[8]) + 1)?;
            }
            _ => {
                let what = "a block in it is of no kind that a GIF has";
                return Err(CarryError::Damaged(what.to_owned()));
            }
        }
        while at.take(1)?[0] != 0 {
            let length = at.bytes[at.at - 1];
            at.take(length.into())?;
        }
        blocks.push(&bytes[start..at.at]);
    }
}

/// Bytes of the table of colours that these flags tell of.
fn table(flags: u8) -> usize {
    match flags & 0x80 {
        0 => 0,
        _ => 3 << ((flags & 7) + 1),
    }
}

/// How far a GIF is read.
struct Place<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Place<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], CarryError> {
        let taken = self.bytes.get(self.at..self.at + count);
        self.at += count;
        taken.ok_or_else(CarryError::early)
    }
}
