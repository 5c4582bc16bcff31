//! In a GIF, the text is an application extension of ours behind the pictures, which stay as they are.

use super::{Carried, CarryError, text};

/// What both versions of the format begin with.
const SIGNATURE: &[u8] = b"GIF8";
/// Begins an application extension; eleven letters name the program.
const APPLICATION: [u8; 3] = [0x21, 0xff, 11];
const NAME: &[u8] = b"marginscope";
/// The most bytes of a part of a block.
const PART: usize = 255;

/// Whether `bytes` begin as a GIF, or are the beginning of its signature.
pub fn begins(bytes: &[u8]) -> bool {
    let shared = SIGNATURE.len().min(bytes.len());
    shared > 0 && bytes[..shared] == SIGNATURE[..shared]
}

pub fn embed(bytes: &[u8], text: &str) -> Result<Vec<u8>, CarryError> {
    let picture = Picture::of(bytes)?;
    let mut out = picture.head.to_vec();
    let others = picture.blocks.iter().filter(|block| ours(block).is_none());
    others.for_each(|block| out.extend(*block));
    out.extend(APPLICATION);
    out.extend(NAME);
    for part in text.as_bytes().chunks(PART) {
        out.push(part.len() as u8);
        out.extend(part);
    }
    out.extend([0, TRAILER]);
    Ok(out)
}

pub fn read(bytes: &[u8]) -> Result<Carried, CarryError> {
    let picture = Picture::of(bytes)?;
    let content = picture.blocks.iter().find_map(|block| ours(block));
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

/// A whole GIF: what stands before its first block, and its blocks up to the trailer.
struct Picture<'a> {
    head: &'a [u8],
    blocks: Vec<&'a [u8]>,
}

impl<'a> Picture<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, CarryError> {
        let mut at = Place { bytes, at: 0 };
        // Signature with version, then the sides; the flags say whether a table of colours follows.
        let screen = at.take(13)?;
        at.take(table(screen[10]))?;
        let head = at.since(0);
        let mut blocks = Vec::new();
        loop {
            let start = at.at;
            match at.take(1)?[0] {
                TRAILER => return Ok(Self { head, blocks }),
                EXTENSION => {
                    at.take(1)?;
                }
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
            blocks.push(at.since(start));
        }
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
        let early = || CarryError::Truncated("the file ends before the picture does".to_owned());
        let taken = self.bytes.get(self.at..self.at + count).ok_or_else(early)?;
        self.at += count;
        Ok(taken)
    }

    fn since(&self, start: usize) -> &'a [u8] {
        &self.bytes[start..self.at]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Carried, CarryError, embed_gif, is_picture, read, tests::carried};

    /// Two pictures of 3 × 2 that go on for ever, the second with colours of its own.
    fn gif() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = ::gif::Encoder::new(&mut bytes, 3, 2, &[255, 255, 255, 9, 9, 9]).unwrap();
        encoder.set_repeat(::gif::Repeat::Infinite).unwrap();
        for palette in [None, Some(vec![0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])] {
            let frame = ::gif::Frame {
                width: 3,
                height: 2,
                palette,
                buffer: vec![0, 1, 0, 1, 1, 0].into(),
                ..::gif::Frame::default()
            };
            encoder.write_frame(&frame).unwrap();
        }
        drop(encoder);
        bytes
    }

    fn pictures(bytes: &[u8]) -> (::gif::Repeat, Vec<Vec<u8>>) {
        let mut options = ::gif::DecodeOptions::new();
        options.set_color_output(::gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(bytes).unwrap();
        let mut found = Vec::new();
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            found.push(frame.buffer.to_vec());
        }
        (decoder.repeat(), found)
    }

    /// What was embedded, or one line that says why not.
    fn check(bytes: &[u8]) -> Result<Carried, CarryError> {
        let found = read(bytes);
        match &found {
            Ok(found) => assert_eq!(*found, carried()),
            Err(error) => {
                let line = error.to_string();
                assert!(!line.is_empty() && line.len() < 400 && !line.contains('\n'));
            }
        }
        let _ = embed_gif(bytes, &carried());
        found
    }

    #[test]
    fn a_gif_gives_back_its_experiment_and_the_same_pictures() {
        let whole = embed_gif(&gif(), &carried()).unwrap();
        assert!(is_picture(&whole) && is_picture(&whole[..4]) && !is_picture(b"GIVE"));
        assert_eq!(check(&whole), Ok(carried()));
        assert_eq!(pictures(&whole), pictures(&gif()));
        assert_eq!(check(&gif()), Err(CarryError::None));
    }

    #[test]
    fn the_newest_experiment_takes_the_place_of_an_older_one() {
        let mut older = carried();
        older.lanes.truncate(1);
        let first = embed_gif(&gif(), &older).unwrap();
        let second = embed_gif(&first, &carried()).unwrap();
        assert_eq!(second, embed_gif(&gif(), &carried()).unwrap());
    }

    #[test]
    fn truncated_at_every_length() {
        let whole = embed_gif(&gif(), &carried()).unwrap();
        for length in 0..whole.len() {
            assert!(check(&whole[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn a_changed_experiment_is_told() {
        let whole = embed_gif(&gif(), &carried()).unwrap();
        let at = whole.windows(5).position(|five| five == b"steps").unwrap();
        let mut changed = whole.clone();
        changed[at] = b'S';
        assert!(matches!(check(&changed), Err(CarryError::Tampered { .. })));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn flipped_bits(flips in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..20)) {
            let mut bytes = embed_gif(&gif(), &carried()).unwrap();
            for (at, mask) in flips {
                let at = at.index(bytes.len());
                bytes[at] ^= mask;
            }
            let _ = check(&bytes);
        }
    }
}
