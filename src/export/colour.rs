/// A colour as SVG has it: sRGB and opacity, not multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgba(pub [u8; 4]);

impl Rgba {
    pub const TRANSPARENT: Self = Self([0; 4]);

    /// Between this (`t` = 0) and `other` (`t` = 1), gamma encoded as the window mixes.
    #[must_use]
    pub fn mix(self, other: Self, t: f64) -> Self {
        let mut mixed = self.0;
        for (to, from) in mixed.iter_mut().zip(other.0) {
            *to = (f64::from(*to) + (f64::from(from) - f64::from(*to)) * t).round() as u8;
        }
        Self(mixed)
    }

    /// The same colour, `by` as opaque.
    #[must_use]
    pub fn faded(self, by: f64) -> Self {
        let [r, g, b, a] = self.0;
        Self([r, g, b, (f64::from(a) * by).round().clamp(0.0, 255.0) as u8])
    }

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        let [r, g, b, _] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// Opacity from 0 to 1.
    pub fn opacity(self) -> f64 {
        f64::from(self.0[3]) / 255.0
    }

    /// How light it looks, 0 to 1, as `Color32::intensity` counts.
    pub fn intensity(self) -> f64 {
        let [r, g, b, _] = self.0.map(|x| f64::from(x) / 255.0);
        0.299 * r + 0.587 * g + 0.114 * b
    }
}
