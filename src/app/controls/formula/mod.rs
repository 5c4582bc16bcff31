//! A loss's formula, typeset, with the present values of its knobs in it.

mod boxes;

use eframe::egui::{Painter, Pos2, Response, Role, Sense, Ui, Vec2, WidgetInfo};

pub use self::boxes::{Boxed, Ink};
use crate::{
    app::theme::palette,
    loss::formula::{self, Node},
};

/// A line that is too wide is set in smaller letters, down to this part of the size; one that is wider still is broken, or,
/// where it is a fraction, set as small as it must be.
const SMALLER: f32 = 0.8;
const SMALLEST: f32 = 0.62;
/// Between two lines, in parts of the letters' size.
const LEADING: f32 = 0.35;

/// Draws the formula `text` in letters of `size` points, `values` (letter, value) in the place of letters.
pub fn formula_ui(ui: &mut Ui, text: &str, values: &[(String, String)], size: f32) -> Response {
    let ink = ink(ui);
    let lines = formula::lines(text, values);
    let spoken = formula::spoken(&lines);
    let width = ui.available_width();
    let painter = ui.painter().clone();
    let boxed =
        |line: &[Node], part: f32| Boxed::laid_out(&painter, line, (size * part).floor(), ink);
    let fitted = |line: Vec<Node>| {
        let part = width / boxed(&line, 1.0).width.max(1.0);
        let whole = line.iter().any(|node| matches!(node, Node::Fraction(..)));
        match part {
            1.0.. => vec![boxed(&line, 1.0)],
            SMALLER.. => vec![boxed(&line, part)],
            _ if whole => vec![boxed(&line, part.max(SMALLEST))],
            _ => broken(&line, width, &boxed),
        }
    };
    let boxes: Vec<Boxed> = lines.into_iter().flat_map(fitted).collect();
    let heights: f32 = boxes.iter().map(Boxed::height).sum();
    let leading = LEADING * size;
    let room = heights + leading * boxes.len().saturating_sub(1) as f32;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, room), Sense::hover());
    let mut top = rect.top();
    for line in boxes {
        let (above, height) = (line.above, line.height());
        line.paint(&painter, Pos2::new(rect.left(), top + above), ink);
        top += height + leading;
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    response
}

/// The colours of formulas here.
pub fn ink(ui: &Ui) -> Ink {
    let palette = palette(ui.visuals());
    Ink {
        text: palette.text,
        value: palette.accent,
    }
}

/// A formula that stands within a line of text, in letters of `size` points.
pub fn inline(painter: &Painter, text: &str, size: f32, ink: Ink) -> Boxed {
    let nodes: Vec<Node> = formula::lines(text, &[]).concat();
    Boxed::laid_out(painter, &nodes, size, ink)
}

/// A line in several, each as wide as there is room.
fn broken(line: &[Node], width: f32, boxed: &dyn Fn(&[Node], f32) -> Boxed) -> Vec<Boxed> {
    let mut rows: Vec<Vec<Node>> = Vec::new();
    let mut row: Vec<Node> = Vec::new();
    for word in formula::words(line) {
        let longer = [row.as_slice(), word.as_slice()].concat();
        if !row.is_empty() && boxed(&longer, 1.0).width > width {
            rows.push(std::mem::replace(&mut row, word));
        } else {
            row = longer;
        }
    }
    rows.push(row);
    rows.iter().map(|row| boxed(row, 1.0)).collect()
}
