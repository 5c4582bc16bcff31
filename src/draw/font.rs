//! The width of text in the type of files, which is the window's own: Ubuntu Light, and Hack for the few signs that it lacks.
//!
//! Files have no kerning and no ligatures, so the width of a text is the sum of its letters' widths: here, in a PNG, in a
//! PDF and in a browser alike.

use std::sync::LazyLock;

use ttf_parser::Face;

use super::Measure;

static FACES: LazyLock<Vec<Face<'static>>> = LazyLock::new(|| {
    let fonts = [
        epaint_default_fonts::UBUNTU_LIGHT,
        epaint_default_fonts::HACK_REGULAR,
    ];
    fonts
        .iter()
        .filter_map(|font| Face::parse(font, 0).ok())
        .collect()
});

/// Measures the outlines of the fonts, as files draw them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outlines;

/// Width of a letter that neither font has, in sizes of the type.
const UNKNOWN: f64 = 0.5;

impl Measure for Outlines {
    fn width(&self, text: &str, size: f64) -> f64 {
        size * text.chars().map(advance).sum::<f64>()
    }
}

fn advance(c: char) -> f64 {
    let mut faces = FACES.iter();
    let known = faces.find_map(|face| Some((face, face.glyph_index(c)?)));
    known.map_or(UNKNOWN, |(face, glyph)| {
        let advance = f64::from(face.glyph_hor_advance(glyph).unwrap_or(0));
        advance / f64::from(face.units_per_em())
    })
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
    fn long_text_ends_in_an_ellipsis_that_fits() {
        let text = "Ankle boot, Sandal and Sneaker";
        let short = shortened(&Outlines, text, 10.0, 60.0);
        assert!(short.ends_with('…') && Outlines.width(&short, 10.0) <= 60.0);
        assert_eq!(shortened(&Outlines, "Bag", 10.0, 60.0), "Bag");
    }
}
