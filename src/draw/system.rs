//! One more font, of the system, for what a person wrote in letters that no font here has: names of classes and of files. It is
//! looked for when there is such a letter and not before, since it takes a second to read what a system has.

use std::{
    collections::BTreeSet,
    sync::{LazyLock, OnceLock},
};

use fontdb::{Database, FaceInfo, Style};
use ttf_parser::Face;

use super::fonts::Font;

static ADOPTED: OnceLock<Font> = OnceLock::new();

/// The font of the system that has the most of these `letters`; none where none has any.
pub fn find(letters: &BTreeSet<char>) -> Option<Font> {
    let mut database = Database::new();
    database.load_system_fonts();
    let count = |face: &FaceInfo| {
        let has = |data: &[u8], index| {
            let face = Face::parse(data, index).ok()?;
            Some(
                letters
                    .iter()
                    .filter(|c| face.glyph_index(**c).is_some())
                    .count(),
            )
        };
        database.with_face_data(face.id, has).flatten().unwrap_or(0)
    };
    // Upright and of the usual weight before others that have as many; the first of equals, so that the choice stands.
    let usual = |face: &FaceInfo| {
        let upright = face.style == Style::Normal;
        (upright, u16::MAX - face.weight.0.abs_diff(400))
    };
    let best = database
        .faces()
        .map(|face| (count(face), usual(face), face))
        .reduce(|best, other| match (other.0, other.1) > (best.0, best.1) {
            true => other,
            false => best,
        });
    let (_, _, face) = best.filter(|(count, ..)| *count > 0)?;
    let family = face.families.first()?.0.clone();
    let (data, index) = database.with_face_data(face.id, |data, index| (data.to_vec(), index))?;
    // There is one at most, and it is needed to the end.
    Some(Font {
        family: family.leak(),
        data: data.leak(),
        index,
    })
}

/// Draws with `font` from now on what no other one has; the first that is adopted stays.
pub fn adopt(font: Font) {
    let _ = ADOPTED.set(font);
}

/// The font that was adopted.
pub fn adopted() -> Option<&'static Font> {
    ADOPTED.get()
}

/// The same, read once.
pub(super) fn face() -> Option<&'static Face<'static>> {
    static FACE: LazyLock<OnceLock<Face<'static>>> = LazyLock::new(OnceLock::new);
    let font = adopted()?;
    if FACE.get().is_none()
        && let Ok(face) = Face::parse(font.data, font.index)
    {
        let _ = FACE.set(face);
    }
    FACE.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some letter of another script, if this machine has a font for it.
    #[test]
    fn a_font_of_the_system_has_what_it_was_found_for() {
        let letters = BTreeSet::from(['鰯']);
        let Some(font) = find(&letters) else {
            println!("SKIPPED: no font here has a rare Chinese character (Debian: fonts-noto-cjk)");
            return;
        };
        let face = Face::parse(font.data, font.index).unwrap();
        assert!(face.glyph_index('鰯').is_some(), "{}", font.family);
        assert!(find(&BTreeSet::from(['\u{e123}'])).is_none_or(|font| {
            let face = Face::parse(font.data, font.index).unwrap();
            face.glyph_index('\u{e123}').is_some()
        }));
    }
}
