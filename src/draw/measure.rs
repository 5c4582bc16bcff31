//! How wide text is, told by whoever will write it.

/// A measure of text.
pub trait Measure {
    /// Width of a line of text in type of this size, in the unit of `size`.
    fn width(&self, text: &str, size: f64) -> f64;
}
