//! In a PNG, the text is an `iTXt` chunk with a keyword of ours, before the image data, which stay as they are.

use flate2::{Crc, read::ZlibDecoder};

use super::{Carried, CarryError, text};

pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const KEYWORD: &[u8] = b"marginscope";

/// A chunk: its four letters, its content, and all its bytes.
struct Chunk<'a> {
    kind: &'a [u8],
    content: &'a [u8],
    whole: &'a [u8],
}

pub fn embed(bytes: &[u8], text: &str) -> Result<Vec<u8>, CarryError> {
    let chunks = chunks(bytes)?;
    let mut out = SIGNATURE.to_vec();
    for (place, chunk) in chunks.iter().enumerate() {
        if ours(chunk).is_none() {
            out.extend(chunk.whole);
        }
        if place == 0 {
            out.extend(written(text));
        }
    }
    Ok(out)
}

pub fn read(bytes: &[u8]) -> Result<Carried, CarryError> {
    let chunks = chunks(bytes)?;
    let content = chunks.iter().find_map(ours).ok_or(CarryError::None)?;
    text::decode(&plain(content)?)
}

/// All chunks of a whole picture, their checksums right.
fn chunks(bytes: &[u8]) -> Result<Vec<Chunk<'_>>, CarryError> {
    let early = || CarryError::Truncated("the file ends before the picture does".to_owned());
    let mut rest = bytes.strip_prefix(SIGNATURE).ok_or_else(early)?;
    let mut chunks = Vec::new();
    loop {
        let (head, behind) = rest.split_first_chunk::<4>().ok_or_else(early)?;
        let length = u32::from_be_bytes(*head) as usize;
        let kind = behind.get(..4).ok_or_else(early)?;
        let content = behind[4..].get(..length).ok_or_else(early)?;
        let sum = behind[4 + length..].first_chunk::<4>().ok_or_else(early)?;
        let first = chunks.is_empty();
        if first && kind != b"IHDR" || crc(&behind[..4 + length]) != u32::from_be_bytes(*sum) {
            let name = kind.escape_ascii();
            return Err(CarryError::Damaged(format!(
                "its chunk {name} is not what was written"
            )));
        }
        let (whole, behind) = rest.split_at(12 + length);
        chunks.push(Chunk {
            kind,
            content,
            whole,
        });
        rest = behind;
        if kind == b"IEND" {
            return Ok(chunks);
        }
    }
}

/// What follows the keyword, where the chunk is ours.
fn ours<'a>(chunk: &Chunk<'a>) -> Option<&'a [u8]> {
    let content = (chunk.kind == b"iTXt").then_some(chunk.content)?;
    content.strip_prefix(KEYWORD)?.strip_prefix(&[0])
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

fn written(text: &str) -> Vec<u8> {
    let mut chunk = b"iTXt".to_vec();
    chunk.extend(KEYWORD);
    // The keyword ends; not compressed, by no method; no language; no translated keyword.
    chunk.extend([0, 0, 0, 0, 0]);
    chunk.extend(text.as_bytes());
    // Far below 4 GB: a text has at most a megabyte.
    let length = (chunk.len() - 4) as u32;
    let sum = crc(&chunk);
    [&length.to_be_bytes()[..], &chunk, &sum.to_be_bytes()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
