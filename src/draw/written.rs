//! Callouts that were written, so that the next picture of the same figure leaves them where they are.

use super::{Frame, Point};

/// A callout that was written: the next picture of the same figure keeps it where it is, as long as it can.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// What it says.
    pub text: &'static str,
    /// The kind of figure at which it stands.
    pub of: Kind,
    /// The room in which a place was looked for.
    pub room: Frame,
    /// The place that was found.
    pub frame: Frame,
    /// Lines of text.
    pub lines: usize,
    /// Where its line ends.
    pub to: Point,
}

/// The kinds of figures that are explained: a mark is named once in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A circle.
    Plane,
    /// A sphere.
    Globe,
}
