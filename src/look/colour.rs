//! A colour, and the arithmetic of colours.

/// A colour as SVG has it: red, green and blue in sRGB and opacity, 0 to 255 each; the colour is not multiplied by the
/// opacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgba(pub [u8; 4]);

impl Rgba {
    /// Nothing to see.
    pub const TRANSPARENT: Self = Self([0; 4]);
    /// Opaque white.
    pub const WHITE: Self = Self([255; 4]);
    /// Opaque black.
    pub const BLACK: Self = Self([0, 0, 0, 255]);

    /// An opaque colour from `0xRRGGBB`.
    pub const fn rgb(hex: u32) -> Self {
        let [_, r, g, b] = hex.to_be_bytes();
        Self([r, g, b, 255])
    }

    /// Black of this opacity, 0 to 255.
    pub const fn black(alpha: u8) -> Self {
        Self([0, 0, 0, alpha])
    }

    /// Between this (`t` = 0) and `other` (`t` = 1), mixed in sRGB values without linearization, as the window mixes.
    #[must_use]
    pub fn mix(self, other: Self, t: f64) -> Self {
        let mut mixed = self.0;
        for (to, from) in mixed.iter_mut().zip(other.0) {
            *to = (f64::from(*to) + (f64::from(from) - f64::from(*to)) * t).round() as u8;
        }
        Self(mixed)
    }

    /// The same colour, its opacity multiplied by `by`.
    #[must_use]
    pub fn faded(self, by: f64) -> Self {
        let [r, g, b, a] = self.0;
        Self([r, g, b, (f64::from(a) * by).round().clamp(0.0, 255.0) as u8])
    }

    /// The same colour with a part of its hue gone: at `t` = 1 the grey that looks as light.
    #[must_use]
    pub fn greyed(self, t: f64) -> Self {
        let grey = (255.0 * self.intensity()).round() as u8;
        self.mix(Self([grey, grey, grey, self.0[3]]), t)
    }

    /// `#rrggbb`, without the opacity.
    pub fn hex(self) -> String {
        let [r, g, b, _] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// An opaque colour from `#rrggbb`; `None` for other text.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let hex = digits.chars().all(|c| c.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| hex)?;
        Some(Self::rgb(number))
    }

    /// The same colour as opaque as `other`.
    #[must_use]
    pub fn as_opaque_as(self, other: Self) -> Self {
        let [r, g, b, _] = self.0;
        Self([r, g, b, other.0[3]])
    }

    /// Opacity from 0 to 1.
    pub fn opacity(self) -> f64 {
        f64::from(self.0[3]) / 255.0
    }

    /// How light it looks, 0 to 1: the luma of its sRGB values.
    pub fn intensity(self) -> f64 {
        let [r, g, b, _] = self.0.map(|x| f64::from(x) / 255.0);
        0.299 * r + 0.587 * g + 0.114 * b
    }

    /// Relative luminance of WCAG 2, 0 to 1.
    fn luminance(self) -> f64 {
        let [r, g, b, _] = self.0.map(|x| linear(f64::from(x) / 255.0));
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

/// Contrast ratio of WCAG 2 between two opaque colours, 1 to 21.
pub fn contrast(a: Rgba, b: Rgba) -> f64 {
    let [a, b] = [a, b].map(|colour| colour.luminance() + 0.05);
    a.max(b) / a.min(b)
}

/// A colour from lightness, chroma and hue (radians) in OKLab, clipped to what a screen shows.
pub fn oklch(lightness: f64, chroma: f64, hue: f64) -> Rgba {
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let [r, g, b] = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ]
    .map(|x| (encoded(x.clamp(0.0, 1.0)) * 255.0).round() as u8);
    Rgba([r, g, b, 255])
}

/// Light from an encoded value of sRGB, both 0 to 1.
pub(super) fn linear(encoded: f64) -> f64 {
    match encoded <= 0.040_45 {
        true => encoded / 12.92,
        false => ((encoded + 0.055) / 1.055).powf(2.4),
    }
}

/// The inverse of [`linear`].
pub(super) fn encoded(linear: f64) -> f64 {
    match linear <= 0.003_130_8 {
        true => 12.92 * linear,
        false => 1.055 * linear.powf(1.0 / 2.4) - 0.055,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(Rgba::BLACK, Rgba::WHITE) - 21.0).abs() < 1e-9);
        // The lightest grey that is legible on white.
        assert!((contrast(Rgba::rgb(0x76_76_76), Rgba::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn oklch_meets_known_colours() {
        assert_eq!(oklch(1.0, 0.0, 0.0), Rgba::WHITE);
        let red = oklch(0.627_955, 0.257_683, 29.2339_f64.to_radians());
        assert_eq!(red, Rgba::rgb(0xFF_00_00));
    }

    #[test]
    fn colours_mix_and_fade() {
        let grey = Rgba::BLACK.mix(Rgba::WHITE, 0.5);
        assert_eq!(grey.hex(), "#808080");
        assert_eq!(grey.faded(0.5).0[3], 128);
        assert_eq!(Rgba::rgb(0x12_34_56).hex(), "#123456");
        assert_eq!(Rgba::parse("#12AbcD"), Some(Rgba::rgb(0x12_AB_CD)));
        for wrong in ["", "#12345", "123456", "#+12345", "red", "#12345é"] {
            assert_eq!(Rgba::parse(wrong), None, "{wrong}");
        }
        let [red, half, grey] = [0.0, 0.5, 1.0].map(|t| Rgba::rgb(0xC8_32_1E).greyed(t));
        assert_eq!(red.hex(), "#c8321e");
        assert!((red.intensity() - half.intensity()).abs() < 0.01);
        assert!(grey.0[0] == grey.0[1] && grey.0[1] == grey.0[2]);
    }
}
