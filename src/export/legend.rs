//! The legend that all panels share: each class's colour, as a dot, and its name.

use std::collections::BTreeSet;

use super::canvas::{Anchor, Canvas, Text};
use super::frame::Frame;
use super::marker;
use super::page::Pen;
use super::{Drawing, Panel, font};
use crate::figure::{Figure, plane::Mark};

const ROW: f64 = 1.45;
/// From a dot to its name, and from a name to the next dot, in sizes of the font.
const DOT: f64 = 1.0;
const APART: f64 = 1.2;

/// Entries in rows, in px.
pub struct Legend {
    rows: Vec<Vec<(u16, String, f64)>>,
    shapes: bool,
    /// 0 where there is none.
    pub height: f64,
}

impl Legend {
    pub fn of(panels: &[Panel], wanted: bool, size: f64, room: f64) -> Self {
        let shapes = panels.iter().any(has_shapes);
        let names = panels.iter().map(|panel| &panel.classes);
        let names = names.max_by_key(|names| names.len());
        let mut rows: Vec<Vec<(u16, String, f64)>> = Vec::new();
        let mut used = f64::INFINITY;
        let seen: BTreeSet<u16> = panels.iter().flat_map(classes).collect();
        let named = names.into_iter().flatten().zip(0_u16..);
        for (name, class) in named.filter(|(_, class)| wanted && seen.contains(class)) {
            let width = (DOT + APART) * size + font::width(name, size);
            if used + width > room + APART * size {
                rows.push(Vec::new());
                used = 0.0;
            }
            used += width;
            if let Some(row) = rows.last_mut() {
                row.push((class, name.clone(), width));
            }
        }
        let height = match rows.len() {
            0 => 0.0,
            rows => (rows as f64 * ROW + 0.3) * size,
        };
        Self {
            rows,
            shapes,
            height,
        }
    }

    pub fn is_there(&self) -> bool {
        !self.rows.is_empty()
    }

    pub fn draw(&self, canvas: &mut Canvas, pen: &Pen<'_>, frame: &Frame) {
        if !self.is_there() {
            return;
        }
        canvas.open("legend");
        let size = pen.font;
        for (number, row) in self.rows.iter().enumerate() {
            let width: f64 = row.iter().map(|entry| entry.2).sum::<f64>() - APART * size;
            let y = frame.y + (number as f64 + 0.5) * ROW * size;
            let mut x = frame.x + (frame.width - width) / 2.0;
            for (class, name, width) in row {
                let at = [x + 0.35 * size, y];
                let shape = if self.shapes { usize::from(*class) } else { 0 };
                marker::single(canvas, at, 0.3 * size, shape, pen.style.class(*class));
                let text = Text::new(name, [x + DOT * size, y], size, pen.style.text);
                canvas.text("", &text.anchor(Anchor::Start));
                x += width;
            }
        }
        canvas.close();
    }
}

/// The classes that a panel shows.
fn classes(panel: &Panel) -> BTreeSet<u16> {
    match &panel.drawing {
        Drawing::Figure(Figure::Plane(figure)) => {
            let of = |mark: &Mark| match mark {
                Mark::Dots(dots) => dots.iter().map(|dot| dot.class).collect(),
                Mark::Name { class, .. } => vec![*class],
                _ => Vec::new(),
            };
            figure.marks.iter().flat_map(of).collect()
        }
        Drawing::Figure(Figure::Globe(figure)) => {
            let points = figure.points.iter().map(|point| point.class);
            points
                .chain(figure.axes.iter().map(|axis| axis.class))
                .collect()
        }
        _ => BTreeSet::new(),
    }
}

fn has_shapes(panel: &Panel) -> bool {
    match &panel.drawing {
        Drawing::Figure(Figure::Plane(figure)) => figure.shapes,
        Drawing::Figure(Figure::Globe(figure)) => figure.shapes,
        _ => false,
    }
}
