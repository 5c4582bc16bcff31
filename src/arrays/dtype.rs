use std::fmt;

/// Of what kind the values of an array are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DType {
    /// True or false, a byte.
    Bool,
    /// A whole number with a sign, of so many bytes: 1, 2, 4 or 8.
    Int(usize),
    /// A whole number without one.
    UInt(usize),
    /// IEEE's floating point: 2, 4 or 8 bytes.
    Float(usize),
    /// The upper half of a float of four bytes.
    BFloat16,
    /// Text of at most so many characters, four bytes each.
    Unicode(usize),
    /// Text of at most so many bytes.
    Bytes(usize),
}

impl DType {
    /// Bytes of one value.
    pub fn size(self) -> usize {
        match self {
            Self::Bool => 1,
            Self::BFloat16 => 2,
            Self::Int(size) | Self::UInt(size) | Self::Float(size) | Self::Bytes(size) => size,
            Self::Unicode(characters) => characters * 4,
        }
    }

    /// Whether its values are text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Unicode(_) | Self::Bytes(_))
    }

    /// Whether its values are whole numbers.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Bool | Self::Int(_) | Self::UInt(_))
    }
}

/// As NumPy calls it: `float32`.
impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Int(size) => write!(f, "int{}", size * 8),
            Self::UInt(size) => write!(f, "uint{}", size * 8),
            Self::Float(size) => write!(f, "float{}", size * 8),
            Self::BFloat16 => f.write_str("bfloat16"),
            Self::Unicode(_) => f.write_str("str"),
            Self::Bytes(_) => f.write_str("bytes"),
        }
    }
}

/// The value of IEEE's half of a float: 1 sign, 5 exponent and 10 fraction bits.
pub(super) fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * 2_f32.powi(-24),
        0x1f if fraction == 0.0 => f32::INFINITY,
        0x1f => f32::NAN,
        exponent => (1.0 + fraction / 1024.0) * 2_f32.powi(exponent - 15),
    };
    match bits >> 15 {
        0 => size,
        _ => -size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_what_ieee_says() {
        fn check(bits: u16, expect: f32) {
            let found = half(bits);
            assert_eq!(found.to_bits(), expect.to_bits(), "{bits:#06x}: {found}");
        }
        check(0x0000, 0.0);
        check(0x8000, -0.0);
        check(0x3c00, 1.0);
        check(0xc000, -2.0);
        check(0x3555, 0.333_251_95);
        check(0x7bff, 65504.0);
        check(0x0001, 5.960_464_5e-8);
        check(0x03ff, 6.097_555e-5);
        check(0x7c00, f32::INFINITY);
        check(0xfc00, f32::NEG_INFINITY);
        assert!(half(0x7e00).is_nan());
    }
}
