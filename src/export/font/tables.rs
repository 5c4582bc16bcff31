//! TrueType files with fewer tables and fewer glyphs. Only what the two fonts here have is understood: outlines in `glyf`.

use std::collections::{BTreeMap, BTreeSet};

use ttf_parser::{RawFace, Tag};

/// The tables that letters are drawn with, one by one, in the order of a file.
const PLAIN: [&[u8; 4]; 13] = [
    b"OS/2", b"cmap", b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp",
    b"name", b"post", b"prep",
];

/// The same font without kerning, ligatures and tables for old screens; the font itself where it is not understood.
pub fn plain(font: &[u8]) -> Vec<u8> {
    let Ok(face) = RawFace::parse(font, 0) else {
        return font.to_vec();
    };
    let tables = PLAIN.iter().filter_map(|name| {
        let data = face.table(Tag::from_bytes(name))?;
        Some((**name, data.to_vec()))
    });
    file(&tables.collect())
}

/// The same font with the glyphs of these letters alone. None where it is not understood.
pub fn subset(font: &[u8], letters: &[(char, u16)]) -> Option<Vec<u8>> {
    let face = RawFace::parse(font, 0).ok()?;
    let table = |name: &[u8; 4]| face.table(Tag::from_bytes(name));
    let outlines = Outlines {
        glyf: table(b"glyf")?,
        loca: table(b"loca")?,
        long: short(table(b"head")?, 50)? == 1,
    };
    let mut kept = BTreeSet::from([0]);
    for (_, glyph) in letters {
        outlines.add_with_parts(*glyph, &mut kept);
    }
    let numbers: BTreeMap<u16, u16> = kept.iter().copied().zip(0..).collect();
    let mut tables: BTreeMap<[u8; 4], Vec<u8>> = BTreeMap::new();
    for name in [b"OS/2", b"cvt ", b"fpgm", b"name", b"prep"] {
        if let Some(data) = table(name) {
            tables.insert(*name, data.to_vec());
        }
    }
    let (glyf, loca) = outlines.written(&kept, &numbers)?;
    let count = (kept.len() as u16).to_be_bytes();
    let put = |name: &[u8; 4], at: usize, bytes: &[u8]| {
        let mut data = table(name)?.to_vec();
        data.get_mut(at..at + bytes.len())?.copy_from_slice(bytes);
        Some(data)
    };
    tables.insert(*b"head", put(b"head", 50, &[0, 1])?);
    tables.insert(*b"maxp", put(b"maxp", 4, &count)?);
    tables.insert(*b"hhea", put(b"hhea", 34, &count)?);
    tables.insert(
        *b"hmtx",
        widths(table(b"hmtx")?, short(table(b"hhea")?, 34)?, &kept)?,
    );
    // Without names of glyphs.
    tables.insert(
        *b"post",
        [&[0, 3, 0, 0], table(b"post")?.get(4..32)?].concat(),
    );
    tables.insert(*b"cmap", cmap(letters, &numbers));
    tables.insert(*b"glyf", glyf);
    tables.insert(*b"loca", loca);
    Some(file(&tables))
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*data.get(at)?, *data.get(at + 1)?]))
}

struct Outlines<'a> {
    glyf: &'a [u8],
    loca: &'a [u8],
    long: bool,
}

impl Outlines<'_> {
    fn offset(&self, glyph: usize) -> Option<usize> {
        if self.long {
            let high = usize::from(short(self.loca, 4 * glyph)?) << 16;
            return Some(high + usize::from(short(self.loca, 4 * glyph + 2)?));
        }
        Some(2 * usize::from(short(self.loca, 2 * glyph)?))
    }

    fn outline(&self, glyph: u16) -> Option<&[u8]> {
        let glyph = usize::from(glyph);
        self.glyf.get(self.offset(glyph)?..self.offset(glyph + 1)?)
    }

    fn add_with_parts(&self, glyph: u16, kept: &mut BTreeSet<u16>) {
        if !kept.insert(glyph) {
            return;
        }
        for at in self.outline(glyph).map(part_places).unwrap_or_default() {
            if let Some(part) = self.outline(glyph).and_then(|outline| short(outline, at)) {
                self.add_with_parts(part, kept);
            }
        }
    }

    /// The outlines of `kept` with their parts by their new numbers, and where each begins.
    fn written(
        &self,
        kept: &BTreeSet<u16>,
        numbers: &BTreeMap<u16, u16>,
    ) -> Option<(Vec<u8>, Vec<u8>)> {
        let (mut glyf, mut loca) = (Vec::new(), vec![0; 4]);
        for glyph in kept {
            let mut outline = self.outline(*glyph)?.to_vec();
            for at in part_places(&outline) {
                let number = numbers.get(&short(&outline, at)?)?;
                outline
                    .get_mut(at..at + 2)?
                    .copy_from_slice(&number.to_be_bytes());
            }
            glyf.extend(outline);
            glyf.resize(glyf.len().next_multiple_of(4), 0);
            loca.extend((glyf.len() as u32).to_be_bytes());
        }
        Some((glyf, loca))
    }
}

/// Where in an outline that is made of other glyphs their numbers stand.
fn part_places(outline: &[u8]) -> Vec<usize> {
    let mut places = Vec::new();
    if short(outline, 0).is_none_or(|contours| contours < 0x8000) {
        return places;
    }
    let mut at = 10;
    while let Some(flags) = short(outline, at) {
        places.push(at + 2);
        let words = if flags & 1 != 0 { 4 } else { 2 };
        let scale = match flags {
            f if f & 0x08 != 0 => 2,
            f if f & 0x40 != 0 => 4,
            f if f & 0x80 != 0 => 8,
            _ => 0,
        };
        at += 4 + words + scale;
        if flags & 0x20 == 0 {
            break;
        }
    }
    places
}

/// Advance and bearing of each kept glyph; glyphs after the `long` first ones share the last advance.
fn widths(hmtx: &[u8], long: u16, kept: &BTreeSet<u16>) -> Option<Vec<u8>> {
    let long = usize::from(long);
    let mut all = Vec::new();
    for glyph in kept.iter().map(|glyph| usize::from(*glyph)) {
        let advance = short(hmtx, 4 * glyph.min(long.checked_sub(1)?))?;
        let bearing = match glyph < long {
            true => short(hmtx, 4 * glyph + 2)?,
            false => short(hmtx, 4 * long + 2 * (glyph - long))?,
        };
        all.extend(advance.to_be_bytes());
        all.extend(bearing.to_be_bytes());
    }
    Some(all)
}

/// From letters to glyphs: format 4, one segment a letter.
fn cmap(letters: &[(char, u16)], numbers: &BTreeMap<u16, u16>) -> Vec<u8> {
    let mut pairs: Vec<(u16, u16)> = letters
        .iter()
        .filter_map(|(c, glyph)| Some((u16::try_from(u32::from(*c)).ok()?, *numbers.get(glyph)?)))
        .collect();
    pairs.sort_unstable();
    let segments = pairs.len() as u16 + 1;
    let power = 1 << segments.ilog2();
    let mut words = vec![
        4,
        16 + 8 * segments,
        0,
        2 * segments,
        2 * power,
        segments.ilog2() as u16,
        2 * (segments - power),
    ];
    let codes = || pairs.iter().map(|pair| pair.0).chain([0xffff]);
    let deltas = pairs.iter().map(|(c, glyph)| glyph.wrapping_sub(*c));
    words.extend(codes());
    words.push(0);
    words.extend(codes());
    words.extend(deltas.chain([1]));
    words.extend(std::iter::repeat_n(0, usize::from(segments)));
    // Version 0, one table: Windows, the basic plane, twelve bytes from here.
    let head = [0, 1, 3, 1, 0, 12];
    let all = head.into_iter().chain(words);
    all.flat_map(u16::to_be_bytes).collect()
}

/// A font file of these tables.
fn file(tables: &BTreeMap<[u8; 4], Vec<u8>>) -> Vec<u8> {
    let count = tables.len() as u16;
    let power: u16 = 1 << count.max(1).ilog2();
    let mut file = vec![0, 1, 0, 0];
    for word in [
        count,
        16 * power,
        power.ilog2() as u16,
        16 * (count - power),
    ] {
        file.extend(word.to_be_bytes());
    }
    let mut at = 12 + 16 * tables.len();
    for (name, data) in tables {
        file.extend(name);
        file.extend(checksum(data).to_be_bytes());
        file.extend((at as u32).to_be_bytes());
        file.extend((data.len() as u32).to_be_bytes());
        at += data.len().next_multiple_of(4);
    }
    for data in tables.values() {
        file.extend(data);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}

fn checksum(data: &[u8]) -> u32 {
    let word = |bytes: &[u8]| {
        let mut word = [0; 4];
        word[..bytes.len()].copy_from_slice(bytes);
        u32::from_be_bytes(word)
    };
    data.chunks(4)
        .fold(0, |sum: u32, bytes| sum.wrapping_add(word(bytes)))
}
