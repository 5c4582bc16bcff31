//! The fonts of figures: the window's own, so that nothing depends on what a machine has installed.
//!
//! Ubuntu Light, and Hack for the few signs that it lacks. Without kerning and ligatures: then the width of a text is the
//! sum of its letters' everywhere, in what we measure, in the PNG, in the PDF and in a browser.

mod tables;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use resvg::usvg::fontdb::{Database, Source};
use ttf_parser::Face;

/// The font families that SVG asks for: the two that are embedded, then some for programs that ignore embedded fonts.
pub const FAMILIES: &str =
    "Ubuntu, Hack, 'DejaVu Sans Condensed', 'Helvetica Neue', Arial, sans-serif";

const NAMES: [&str; 2] = ["Ubuntu", "Hack"];

/// The two fonts, stripped of all that drawing single letters does not need.
static FONTS: LazyLock<[Arc<Vec<u8>>; 2]> = LazyLock::new(|| {
    [
        epaint_default_fonts::UBUNTU_LIGHT,
        epaint_default_fonts::HACK_REGULAR,
    ]
    .map(|font| Arc::new(tables::plain(font)))
});

static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut database = Database::new();
    for font in FONTS.iter() {
        database.load_font_source(Source::Binary(font.clone()));
    }
    database.set_serif_family(NAMES[0]);
    database.set_sans_serif_family(NAMES[0]);
    Arc::new(database)
});

/// The fonts as usvg wants them.
pub fn database() -> Arc<Database> {
    DATABASE.clone()
}

/// The letters of `text` that no font has.
#[cfg(test)]
pub fn missing(text: &str) -> String {
    let faces = faces();
    let known = |c: char| faces.iter().any(|face| face.glyph_index(c).is_some());
    text.chars()
        .filter(|c| !c.is_whitespace() && !known(*c))
        .collect()
}

fn faces() -> Vec<Face<'static>> {
    let fonts: &'static [Arc<Vec<u8>>; 2] = &FONTS;
    let face = |font: &'static Arc<Vec<u8>>| Face::parse(font, 0).ok();
    fonts.iter().filter_map(face).collect()
}

/// `@font-face` rules with the glyphs of these letters.
pub fn css(letters: &BTreeSet<char>) -> String {
    let faces = faces();
    let mut rest: Vec<char> = letters.iter().copied().filter(|c| *c >= ' ').collect();
    let mut rules = String::new();
    for ((face, font), name) in faces.iter().zip(FONTS.iter()).zip(NAMES) {
        let (own, others): (Vec<char>, Vec<char>) =
            rest.iter().partition(|c| face.glyph_index(**c).is_some());
        rest = others;
        let glyph = |c: &char| Some((*c, face.glyph_index(*c)?.0));
        let glyphs: Vec<(char, u16)> = own.iter().filter_map(glyph).collect();
        if let Some(part) = tables::subset(font, &glyphs).filter(|_| !glyphs.is_empty()) {
            let data = STANDARD.encode(part);
            rules +=
                &format!("@font-face{{font-family:{name};src:url(data:font/ttf;base64,{data})}}");
        }
    }
    rules
}

#[cfg(test)]
#[path = "font_tests.rs"]
mod tests;
