//! Names of classes in rows below a circle: in a room that is narrow and high, names around it would leave it little of the
//! width and none of the height.

use super::{Anchor, Frame, List, Pen, Point, Target, Text};
use crate::figure::plane::{Mark, PlaneFigure};

/// Height of a row, in sizes of the type.
const ROW: f64 = 1.4;
/// From a dot to its name, and from a name to the next dot, in sizes of the type.
const DOT: f64 = 0.75;
const APART: f64 = 1.1;
/// Radius of a dot, in sizes of the type.
const RADIUS: f64 = 0.32;
/// Between the figure and the names below it, in sizes of the type.
const GAP: f64 = 0.7;
/// Beside the rows, in sizes of the type.
const ASIDE: f64 = 0.8;
/// Below the names, in sizes of the type; more where there is a bar that tells the scale.
const FOOT: f64 = 0.4;
const BAR: f64 = 2.8;
/// The names stand below a figure that is so many times larger for it.
const LARGER: f64 = 1.25;

/// Names in rows.
pub struct Below<'a> {
    rows: Vec<Row<'a>>,
}

#[derive(Default)]
struct Row<'a> {
    /// Each class with its name and its place from the beginning of the row, px.
    entries: Vec<(u16, &'a str, f64)>,
    width: f64,
}

/// A figure with its names below it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// The middle of the figure.
    pub centre: Point,
    /// What a unit of the figure is in px.
    pub scale: f64,
    /// The upper side of the names.
    pub top: f64,
}

impl<'a> Below<'a> {
    /// The names of the figure's classes in rows that fit into a room of this width; nothing of a figure that names none.
    pub fn new(pen: &Pen<'_>, figure: &'a PlaneFigure, width: f64) -> Self {
        let width = width - 2.0 * ASIDE * pen.font;
        let mut rows: Vec<Row<'a>> = Vec::new();
        for (class, name) in names(figure) {
            let own = DOT * pen.font + pen.width(name);
            let full = |row: &Row<'_>| row.width + APART * pen.font + own > width;
            if rows.last().is_none_or(full) {
                rows.push(Row::default());
            }
            if let Some(row) = rows.last_mut() {
                let gap = if row.entries.is_empty() { 0.0 } else { APART };
                let x = row.width + gap * pen.font;
                row.entries.push((class, name, x));
                row.width = x + own;
            }
        }
        Self { rows }
    }

    /// Where figure and names stand in `frame`, if the figure is much larger so than at the scale `around`, which names
    /// around it leave, or, where these find no room, none.
    pub fn placed(
        &self,
        pen: &Pen<'_>,
        frame: &Frame,
        figure: &PlaneFigure,
        around: Option<f64>,
    ) -> Option<Placed> {
        let measured = figure
            .marks
            .iter()
            .any(|mark| matches!(mark, Mark::Angle { .. }));
        let fits = self.rows.iter().all(|row| row.width <= frame.width);
        if self.rows.is_empty() || measured || !fits {
            return None;
        }
        let foot = if figure.length.is_some() { BAR } else { FOOT };
        let names = (GAP + ROW * self.rows.len() as f64) * pen.font;
        let room = frame.height - names - foot * pen.font;
        let alone = frame.width.min(frame.height) / 2.0 / figure.half_width.max(1e-6);
        let radius = frame.width.min(room) / 2.0;
        let scale = radius / figure.half_width.max(1e-6);
        let enough = around.map_or(0.75 * alone, |around| LARGER * around);
        let above = (room - 2.0 * radius) / 2.0;
        (scale >= enough).then(|| Placed {
            centre: [frame.centre()[0], frame.y + above + radius],
            scale,
            top: frame.y + above + 2.0 * radius + GAP * pen.font,
        })
    }

    /// Draws the names below `top`; returns where they stand.
    pub fn draw(&self, list: &mut List, pen: &Pen<'_>, frame: &Frame, top: f64) -> Vec<Frame> {
        let mut taken = Vec::new();
        list.open("names");
        for (number, row) in self.rows.iter().enumerate() {
            let y = top + (number as f64 + 0.5) * ROW * pen.font;
            let left = frame.centre()[0] - row.width / 2.0;
            for (class, name, x) in &row.entries {
                let dot = [left + x + RADIUS * pen.font, y];
                list.sample(dot, RADIUS * pen.font, 0, pen.style.class(*class));
                let at = [left + x + DOT * pen.font, y];
                let text = Text::new(*name, at, pen.font, pen.style.name(*class));
                list.text("name", text.anchor(Anchor::Start));
                let width = DOT * pen.font + pen.width(name);
                let own = Frame::new(left + x, y - ROW * pen.font / 2.0, width, ROW * pen.font);
                list.hit(own, Target::Class(*class));
                taken.push(own);
            }
        }
        list.close();
        taken
    }
}

/// The classes that the figure names, in their order.
fn names(figure: &PlaneFigure) -> Vec<(u16, &str)> {
    let named = figure.marks.iter().filter_map(|mark| match mark {
        Mark::Name { class, text, .. } => Some((*class, text.as_str())),
        _ => None,
    });
    let mut names: Vec<(u16, &str)> = named.collect();
    names.sort_by_key(|(class, _)| *class);
    names
}
