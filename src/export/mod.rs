//! Figures as files, with the experiment that they show inside.

pub mod caption;
pub mod carry;
pub mod files;
pub mod open;

/// Kinds of picture files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Svg,
    Pdf,
    Png,
}
