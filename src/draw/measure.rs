//! How wide text is. Each writer of display lists brings its own measure, since each sets text in its own way.

/// A measure of text.
pub trait Measure {
    /// Width of a line of text in type of this size, in the unit of `size`.
    fn width(&self, text: &str, size: f64) -> f64;
}
