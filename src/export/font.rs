//! The fonts of figures, so that nothing depends on what a machine has installed: a typeface of [`crate::draw`], Hack for
//! the few signs that it lacks, and a font of Chinese characters. Without kerning and ligatures: then the width of a text is the sum of its letters'
//! everywhere, in what we measure, in the PNG, in the PDF and in a browser.

mod tables;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use resvg::usvg::fontdb::{Database, Source};
use ttf_parser::Face;

use crate::draw::{CHINESE, Font, TYPEFACES, Typeface, system};

/// The font families that SVG asks for: those that are embedded, then some for programs that ignore embedded fonts. Chinese
/// ones are named where one of the `letters` is of theirs.
pub fn families(typeface: Typeface, letters: &BTreeSet<char>) -> String {
    let (own, others, kind) = match typeface {
        Typeface::Sans => (
            "Ubuntu, Hack",
            "'DejaVu Sans Condensed', 'Helvetica Neue', Arial",
            "sans-serif",
        ),
        Typeface::Serif => (
            "'Marginscope Serif', Hack",
            "'STIX Two Text', 'Times New Roman', Times",
            "serif",
        ),
    };
    match letters.iter().any(|letter| *letter >= FIRST_CHINESE) {
        false => format!("{own}, {others}, {kind}"),
        true => {
            let adopted = system::adopted().map(|font| format!("'{}', ", font.family));
            let adopted = adopted.unwrap_or_default();
            let chinese = CHINESE.family;
            format!("{own}, '{chinese}', {adopted}{others}, {CHINESE_FAMILIES}, {kind}")
        }
    }
}

/// The first of the characters that stand in Chinese text alone.
const FIRST_CHINESE: char = '\u{2e80}';
/// What systems have for them.
const CHINESE_FAMILIES: &str = "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei'";

/// The name of the family that a document is set in.
pub fn family(typeface: Typeface) -> &'static str {
    typeface.fonts()[0].family
}

/// A font stripped of all that drawing single letters does not need.
struct Plain {
    family: &'static str,
    data: Arc<Vec<u8>>,
}

/// The fonts of every typeface.
static FONTS: LazyLock<[Vec<Plain>; 2]> = LazyLock::new(|| {
    TYPEFACES.map(|typeface| {
        let fonts = typeface.fonts().iter();
        let plain = fonts.map(|font| Plain {
            family: font.family,
            data: Arc::new(tables::plain(font.data)),
        });
        plain.collect()
    })
});

static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut database = Database::new();
    let mut known = BTreeSet::new();
    for font in FONTS.iter().flatten() {
        if known.insert(font.family) {
            database.load_font_source(Source::Binary(font.data.clone()));
        }
    }
    database.set_serif_family(family(Typeface::Serif));
    database.set_sans_serif_family(family(Typeface::Sans));
    Arc::new(database)
});

/// The fonts as usvg wants them, with the font of the system that was adopted.
pub fn database() -> Arc<Database> {
    static WITH_ADOPTED: OnceLock<Arc<Database>> = OnceLock::new();
    let with = |font: &Font| {
        let mut database = Database::clone(&DATABASE);
        database.load_font_source(Source::Binary(Arc::new(font.data)));
        Arc::new(database)
    };
    match system::adopted() {
        None => DATABASE.clone(),
        Some(font) => WITH_ADOPTED.get_or_init(|| with(font)).clone(),
    }
}

/// The letters of `text` that no font of a typeface has.
#[cfg(test)]
pub fn missing(typeface: Typeface, text: &str) -> String {
    let faces = faces(typeface);
    let known = |c: char| faces.iter().any(|(_, face)| face.glyph_index(c).is_some());
    text.chars()
        .filter(|c| !c.is_whitespace() && !known(*c))
        .collect()
}

fn faces(typeface: Typeface) -> Vec<(&'static Plain, Face<'static>)> {
    let fonts: &'static [Vec<Plain>; 2] = &FONTS;
    let face = |font: &'static Plain| Some((font, Face::parse(&font.data, 0).ok()?));
    fonts[typeface as usize].iter().filter_map(face).collect()
}

/// `@font-face` rules with the glyphs of these letters.
pub fn css(typeface: Typeface, letters: &BTreeSet<char>) -> String {
    let mut rest: Vec<char> = letters.iter().copied().filter(|c| *c >= ' ').collect();
    let mut rules = String::new();
    for (font, face) in faces(typeface) {
        let (own, others): (Vec<char>, Vec<char>) =
            rest.iter().partition(|c| face.glyph_index(**c).is_some());
        rest = others;
        let glyph = |c: &char| Some((*c, face.glyph_index(*c)?.0));
        let glyphs: Vec<(char, u16)> = own.iter().filter_map(glyph).collect();
        if let Some(part) = tables::subset(&font.data, &glyphs).filter(|_| !glyphs.is_empty()) {
            let data = STANDARD.encode(part);
            let family = match font.family.contains(' ') {
                true => format!("'{}'", font.family),
                false => font.family.to_owned(),
            };
            rules +=
                &format!("@font-face{{font-family:{family};src:url(data:font/ttf;base64,{data})}}");
        }
    }
    rules
}

#[cfg(test)]
#[path = "font_tests.rs"]
mod tests;
