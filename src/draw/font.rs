//! The width of text in the type of files: Ubuntu Light, which is the window's own too, or a serif, each with Hack for the
//! few signs that it lacks and a font of Chinese characters behind both.
//!
//! Files have no kerning and no ligatures, so the width of a text is the sum of its letters' widths: here, in a PNG, in a
//! PDF and in a browser alike.

use std::{collections::BTreeSet, sync::LazyLock};

use ttf_parser::{Face, GlyphId};

use super::{
    Measure,
    fonts::{CHINESE, Font, HACK, STIX, UBUNTU},
    system,
};

/// Which letters a figure is set in. As a [`Measure`] it tells the widths that files draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Typeface {
    /// Ubuntu Light, the window's own.
    #[default]
    Sans,
    /// A Times, as most papers are set in.
    Serif,
}

/// Every typeface.
pub const TYPEFACES: [Typeface; 2] = [Typeface::Sans, Typeface::Serif];

static SANS_FONTS: [Font; 3] = [UBUNTU, HACK, CHINESE];
static SERIF_FONTS: [Font; 3] = [STIX, HACK, CHINESE];
impl Typeface {
    /// Its fonts: a letter is of the first that has it.
    pub fn fonts(self) -> &'static [Font] {
        match self {
            Self::Sans => &SANS_FONTS,
            Self::Serif => &SERIF_FONTS,
        }
    }

    fn faces(self) -> &'static [Face<'static>] {
        static FACES: LazyLock<[Vec<Face<'static>>; 2]> = LazyLock::new(|| {
            TYPEFACES.map(|typeface| {
                let fonts = typeface.fonts().iter();
                fonts
                    .filter_map(|font| Face::parse(font.data, 0).ok())
                    .collect()
            })
        });
        &FACES[self as usize]
    }

    /// Whether one of its fonts has this letter, or the font of the system that was adopted.
    pub fn has(self, c: char) -> bool {
        self.glyph(c).is_some()
    }

    /// The first font that has a letter, and the letter in it.
    fn glyph(self, c: char) -> Option<(&'static Face<'static>, GlyphId)> {
        let mut faces = self.faces().iter().chain(system::face());
        faces.find_map(|face| Some((face, face.glyph_index(c)?)))
    }

    fn advance(self, c: char) -> f64 {
        let known = self.glyph(c);
        known.map_or(UNKNOWN, |(face, glyph)| {
            let advance = f64::from(face.glyph_hor_advance(glyph).unwrap_or(0));
            advance / f64::from(face.units_per_em())
        })
    }
}

/// The letters of `text` that neither the fonts here nor the adopted one have.
pub fn lacking(text: &str) -> BTreeSet<char> {
    if text.is_ascii() {
        return BTreeSet::new();
    }
    let known = |c: &char| c.is_whitespace() || c.is_control() || Typeface::Sans.has(*c);
    text.chars().filter(|c| !known(c)).collect()
}

/// Width of a letter that no font has, in sizes of the type.
const UNKNOWN: f64 = 0.5;

impl Measure for Typeface {
    fn width(&self, text: &str, size: f64) -> f64 {
        size * text.chars().map(|c| self.advance(c)).sum::<f64>()
    }
}

/// Measures the outlines of [`Typeface::Sans`], as files draw them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outlines;

impl Measure for Outlines {
    fn width(&self, text: &str, size: f64) -> f64 {
        Typeface::Sans.width(text, size)
    }
}

/// `text` in type of `size`, cut to the width `room` with an ellipsis where it is wider.
pub fn shortened(measure: &dyn Measure, text: &str, size: f64, room: f64) -> String {
    if measure.width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = text.to_owned();
    let dots = measure.width("…", size);
    while kept.pop().is_some() && measure.width(&kept, size) + dots > room {}
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_no_font_here_has_are_found() {
        assert!(lacking("Ankle boot ψ(θ) 间隔").is_empty());
        let found: String = lacking("Ankle 鰯 boot").into_iter().collect();
        assert_eq!(found, "鰯");
    }

    #[test]
    fn long_text_ends_in_an_ellipsis_that_fits() {
        let text = "Ankle boot, Sandal and Sneaker";
        for typeface in TYPEFACES {
            let short = shortened(&typeface, text, 10.0, 60.0);
            assert!(short.ends_with('…') && typeface.width(&short, 10.0) <= 60.0);
            assert_eq!(shortened(&typeface, "Bag", 10.0, 60.0), "Bag");
        }
    }

    #[test]
    fn each_typeface_has_widths_of_its_own() {
        let widths = TYPEFACES.map(|typeface| typeface.width("Held-out features", 10.0));
        assert!((widths[0] - widths[1]).abs() > 1.0, "{widths:?}");
    }
}
