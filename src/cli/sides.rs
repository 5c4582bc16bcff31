//! Sizes that are written as two whole numbers.

use std::ops::RangeInclusive;

/// `640x480`, each side within `range`; None for anything else.
pub fn sides(text: &str, range: RangeInclusive<u16>) -> Option<(u16, u16)> {
    let side = |side: &str| side.parse().ok().filter(|side| range.contains(side));
    let (width, height) = text.split_once('x')?;
    Some((side(width)?, side(height)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_whole_numbers_in_range() {
        assert_eq!(sides("64x4096", 64..=4096), Some((64, 4096)));
        for wrong in [
            "", "64", "64x", "63x64", "64x4097", "64x64x64", "-64x64", "64.0x64",
        ] {
            assert_eq!(sides(wrong, 64..=4096), None, "{wrong}");
        }
    }
}
