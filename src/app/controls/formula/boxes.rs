//! Where the parts of a formula stand: boxes around a base line.

use std::sync::Arc;

use eframe::egui::{Color32, FontId, Galley, Painter, Pos2, Stroke, Vec2};

use crate::loss::formula::Node;

/// Sizes in parts of the letters' size: what an index or exponent shrinks to, and how far it moves.
const SHRINK: f32 = 0.8;
const LOWER: f32 = 0.24;
const RAISE: f32 = 0.42;
/// The height at which a fraction's bar stands, and the room above and below it.
const AXIS: f32 = 0.30;
const GAP: f32 = 0.14;
/// The base line in a row of letters.
const BASE: f32 = 0.76;

/// Colours of letters, and of the values in their place.
#[derive(Clone, Copy)]
pub struct Ink {
    /// Of letters.
    pub text: Color32,
    /// Of values that stand in the place of letters.
    pub value: Color32,
}

/// Something laid out: letters and bars by their places from the left end of the base line.
#[derive(Default)]
pub struct Boxed {
    /// In points.
    pub width: f32,
    /// Above and below the base line.
    pub above: f32,
    /// From the base line down, in points.
    pub below: f32,
    letters: Vec<(Vec2, Arc<Galley>, Color32)>,
    bars: Vec<(Vec2, f32)>,
}

impl Boxed {
    /// Lays out `nodes` in letters of `size` points.
    pub fn laid_out(painter: &Painter, nodes: &[Node], size: f32, ink: Ink) -> Self {
        let mut row = Self::default();
        for node in nodes {
            let small = size * SHRINK;
            match node {
                Node::Text(text) => row.add(letters(painter, text, size, ink.text), 0.0),
                Node::Value(text) => row.add(letters(painter, text, size, ink.value), 0.0),
                Node::Lower(inner) => {
                    row.add(Self::laid_out(painter, inner, small, ink), LOWER * size)
                }
                Node::Raise(inner) => {
                    row.add(Self::laid_out(painter, inner, small, ink), -RAISE * size)
                }
                Node::Fraction(over, under) => {
                    let [over, under] =
                        [over, under].map(|part| Self::laid_out(painter, part, size, ink));
                    row.add(fraction(over, under, size), 0.0);
                }
            }
        }
        row
    }

    /// From top to bottom, in points.
    pub fn height(&self) -> f32 {
        self.above + self.below
    }

    /// Puts `part` at the end, moved down by `shift`.
    fn add(&mut self, part: Self, shift: f32) {
        let (x, width) = (self.width, part.width);
        self.place(part, Vec2::new(x, shift));
        self.width = x + width;
    }

    fn place(&mut self, part: Self, by: Vec2) {
        self.above = self.above.max(part.above - by.y);
        self.below = self.below.max(part.below + by.y);
        let letters = part.letters.into_iter();
        self.letters
            .extend(letters.map(|(at, galley, colour)| (at + by, galley, colour)));
        let bars = part.bars.into_iter();
        self.bars.extend(bars.map(|(at, width)| (at + by, width)));
    }

    /// Paints it with the left end of its base line at `base`.
    pub fn paint(self, painter: &Painter, base: Pos2, ink: Ink) {
        for (at, galley, colour) in self.letters {
            painter.galley(base + at, galley, colour);
        }
        for (at, width) in self.bars {
            let from = base + at;
            painter.hline(from.x..=from.x + width, from.y, Stroke::new(1.0, ink.text));
        }
    }
}

fn letters(painter: &Painter, text: &str, size: f32, colour: Color32) -> Boxed {
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), colour);
    let above = BASE * galley.size().y;
    Boxed {
        width: galley.size().x,
        above,
        below: galley.size().y - above,
        letters: vec![(Vec2::new(0.0, -above), galley, colour)],
        bars: Vec::new(),
    }
}

fn fraction(over: Boxed, under: Boxed, size: f32) -> Boxed {
    let mut fraction = Boxed::default();
    let width = over.width.max(under.width) + 0.4 * size;
    let bar = -AXIS * size;
    let (up, down) = (
        bar - GAP * size - over.below,
        bar + GAP * size + under.above,
    );
    let middle = |part: &Boxed| (width - part.width) / 2.0;
    let (left, right) = (middle(&over), middle(&under));
    fraction.place(over, Vec2::new(left, up));
    fraction.place(under, Vec2::new(right, down));
    fraction.bars.push((Vec2::new(0.0, bar), width));
    fraction.width = width;
    fraction
}
