//! The program's icon, drawn from the one file that packages and the page have too.

use resvg::usvg::{Options, Tree};

use super::{ExportError, Pixels, encode::pixels};

const ICON: &str = include_str!("../../assets/icon/marginscope.svg");

/// The icon, `side` pixels wide and high. No text is in it, so that no font is read for it.
///
/// # Errors
/// When `side` is 0.
pub fn icon(side: u32) -> Result<Pixels, ExportError> {
    let tree = Tree::from_str(ICON, &Options::default());
    let tree = tree.map_err(|error| ExportError::Svg(error.to_string()))?;
    let size = tree.size();
    let sides = (f64::from(size.width()), f64::from(size.height()));
    pixels(&tree, sides, f64::from(side) / sides.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The colour at a place of the icon, in parts of its side from the left and from the top.
    fn check(side: u32, (x, y): (f64, f64), expect: [u8; 4]) {
        let drawn = icon(side).unwrap();
        assert_eq!((drawn.width, drawn.height), (side, side));
        let place = |part: f64| (part * f64::from(side)) as usize;
        let at = place(y) * side as usize + place(x);
        assert_eq!(drawn.rgba.as_chunks::<4>().0[at], expect, "at {x}, {y}");
    }

    #[test]
    fn a_class_and_the_margin_beside_it_stand_in_the_icon_at_any_size() {
        for side in [32, 64, 256] {
            check(side, (0.0, 0.0), [0, 0, 0, 0]);
            check(side, (0.84, 0.36), [0x5b, 0x64, 0x72, 255]);
            check(side, (0.335, 0.225), [0x3b, 0x82, 0xf6, 255]);
        }
    }
}
