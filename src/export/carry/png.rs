//! In a PNG, the text is an `iTXt` chunk with a keyword of ours.

use std::io::Write;

use ::png::{Encoder, EncodingError, Writer, text_metadata::ITXtChunk};
use flate2::{Crc, read::ZlibDecoder};

use super::{Carried, CarryError, text};

/// The eight bytes that a PNG begins with.
pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const KEYWORD: &str = "marginscope";

/// Has `encoder` write what is `carried` in front of the image data.
///
/// # Errors
/// When it is too large for a picture.
pub fn insert<W: Write>(encoder: &mut Encoder<'_, W>, carried: &Carried) -> Result<(), CarryError> {
    let added = encoder.add_itxt_chunk(KEYWORD.to_owned(), text::encode(carried)?);
    added.map_err(refused)
}

/// Writes what is `carried` behind the image data that `writer` has written: of an animation it is known only then.
///
/// # Errors
/// When it is too large for a picture.
pub fn append<W: Write>(writer: &mut Writer<W>, carried: &Carried) -> Result<(), CarryError> {
    let chunk = ITXtChunk::new(KEYWORD, text::encode(carried)?);
    writer.write_text_chunk(&chunk).map_err(refused)
}

fn refused(error: EncodingError) -> CarryError {
    CarryError::Unwritten(error.to_string())
}

/// What a whole PNG carries.
///
/// # Errors
/// When it is cut off, a chunk is not what its checksum says, or it carries nothing that was written so.
pub fn read(bytes: &[u8]) -> Result<Carried, CarryError> {
    let chunks = chunks(bytes)?;
    let content = chunks.iter().find_map(ours).ok_or(CarryError::None)?;
    text::decode(&plain(content)?)
}

/// A chunk: its four letters and its content.
struct Chunk<'a> {
    kind: &'a [u8],
    content: &'a [u8],
}

/// All chunks of a whole picture, their checksums right.
fn chunks(bytes: &[u8]) -> Result<Vec<Chunk<'_>>, CarryError> {
    let mut rest = bytes
        .strip_prefix(SIGNATURE)
        .ok_or_else(CarryError::early)?;
    let mut chunks = Vec::new();
    loop {
        let (chunk, behind) = chunk(rest)?;
        let first = chunks.is_empty();
        if first && chunk.kind != b"IHDR" {
            return Err(changed(chunk.kind));
        }
        let last = chunk.kind == b"IEND";
        chunks.push(chunk);
        rest = behind;
        if last {
            return Ok(chunks);
        }
    }
}

/// The chunk that `bytes` begin with, and what stands behind it: length, kind, content, checksum of kind and content.
fn chunk(bytes: &[u8]) -> Result<(Chunk<'_>, &[u8]), CarryError> {
    let early = CarryError::early;
    let (length, behind) = bytes.split_first_chunk::<4>().ok_or_else(early)?;
    let length = 4 + u32::from_be_bytes(*length) as usize;
    let (summed, behind) = behind.split_at_checked(length).ok_or_else(early)?;
    let (sum, behind) = behind.split_first_chunk::<4>().ok_or_else(early)?;
    let (kind, content) = summed.split_at(4);
    let mut crc = Crc::new();
    crc.update(summed);
    match crc.sum() == u32::from_be_bytes(*sum) {
        true => Ok((Chunk { kind, content }, behind)),
        false => Err(changed(kind)),
    }
}

fn changed(kind: &[u8]) -> CarryError {
    let name = kind.escape_ascii();
    CarryError::Damaged(format!("its chunk {name} is not what was written"))
}

/// What follows the keyword, where the chunk is ours.
fn ours<'a>(chunk: &Chunk<'a>) -> Option<&'a [u8]> {
    let content = (chunk.kind == b"iTXt").then_some(chunk.content)?;
    content.strip_prefix(KEYWORD.as_bytes())?.strip_prefix(&[0])
}

/// The text of what follows the keyword: whether it is compressed and how, language, translated keyword, text.
fn plain(content: &[u8]) -> Result<Vec<u8>, CarryError> {
    let damaged = || CarryError::Damaged("its chunk iTXt has no text".to_owned());
    let (flags, rest) = content.split_first_chunk::<2>().ok_or_else(damaged)?;
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let text = parts.nth(2).ok_or_else(damaged)?;
    if flags[0] == 0 {
        return Ok(text.to_vec());
    }
    super::bounded(ZlibDecoder::new(text)).ok_or_else(damaged)
}
