//! The legend that all panels share: each class's colour, as a dot, and its name.

use std::collections::{BTreeMap, BTreeSet};

use super::{Drawing, Panel};
use crate::draw::{
    Anchor, Frame, List, Measure as _, Pen, Text, Typeface, globe::CROWD, shortened,
};
use crate::figure::{
    Figure, lab,
    plane::{Mark, Role},
};
use crate::text::tf;

/// Height of a row, in sizes of the type.
const ROW: f64 = 1.45;
/// From a dot to its name, and from a name to the next dot, in sizes of the type.
const DOT: f64 = 1.0;
const APART: f64 = 1.2;
/// A legend of more rows than this is set in columns, in letters that are smaller and closer by these factors.
const FEW: usize = 3;
const SMALLER: f64 = 0.75;
const CLOSER: f64 = 0.9;

/// Entries in rows, in px.
#[derive(Default)]
pub struct Legend {
    rows: Vec<Row>,
    /// Size of the letters, and height of a row.
    size: f64,
    row: f64,
    shapes: bool,
    /// Classes that are shown as rings wherever they are.
    unseen: BTreeSet<u16>,
    /// Height in px; 0 where there is no legend.
    pub height: f64,
}

#[derive(Default)]
struct Row {
    entries: Vec<Entry>,
    width: f64,
}

struct Entry {
    /// `None` for the words that stand for the classes without room.
    class: Option<u16>,
    name: String,
    /// Its place from the beginning of the row.
    x: f64,
}

impl Legend {
    /// The legend of the classes that the panels show, if it is `wanted`, if they are too many to be named in the panels, or
    /// if a globe is among these, which does not name what is behind it.
    /// `letters` are what they are set in and their size, `room` the width and the most height that it may take, px.
    pub fn new(panels: &[Panel], wanted: bool, letters: (Typeface, f64), room: (f64, f64)) -> Self {
        let seen: BTreeSet<u16> = panels.iter().flat_map(classes).collect();
        let globe = |panel: &Panel| matches!(panel.drawing, Drawing::Figure(Figure::Globe(_)));
        if !wanted && seen.len() <= CROWD && !panels.iter().any(globe) {
            return Self::default();
        }
        let names = panels.iter().flat_map(|panel| {
            let of = panel.numbers();
            (0_u16..)
                .map(move |class| of.source(class))
                .zip(&panel.classes)
        });
        let names: BTreeMap<u16, &str> = names
            .filter(|(class, name)| seen.contains(class) && !name.is_empty())
            .map(|(class, name)| (class, name.as_str()))
            .collect();
        let named: Vec<(u16, &str)> = names.into_iter().collect();
        let (typeface, mut size) = letters;
        let mut row = ROW * size;
        let mut rows = flowed(&named, (typeface, size), room.0);
        if rows.len() > FEW {
            size *= SMALLER;
            row = CLOSER * ROW * size;
            rows = columns(&named, (typeface, size), room);
        }
        let height = match rows.len() {
            0 => 0.0,
            rows => rows as f64 * row + 0.3 * size,
        };
        Self {
            rows,
            size,
            row,
            shapes: panels.iter().any(has_shapes),
            unseen: unseen(panels),
            height,
        }
    }

    /// Whether there is a legend.
    pub fn is_there(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Draws it into `frame`, its rows in the middle.
    pub fn draw(&self, list: &mut List, pen: &Pen<'_>, frame: &Frame) {
        if !self.is_there() {
            return;
        }
        list.open("legend");
        let size = self.size;
        for (number, row) in self.rows.iter().enumerate() {
            let y = frame.y + (number as f64 + 0.5) * self.row;
            let left = frame.x + (frame.width - row.width) / 2.0;
            for Entry { class, name, x } in &row.entries {
                let x = left + x;
                let mut colour = pen.style.quiet();
                if let Some(class) = *class {
                    let at = [x + 0.35 * size, y];
                    let shape = if self.shapes { usize::from(class) } else { 0 };
                    match self.unseen.contains(&class) {
                        true => list.open_sample(at, 0.3 * size, shape, pen.style.class(class)),
                        false => list.sample(at, 0.3 * size, shape, pen.style.class(class)),
                    }
                    colour = pen.style.text();
                }
                let text = Text::new(name.as_str(), [x + DOT * size, y], size, colour);
                list.text("", text.anchor(Anchor::Start));
            }
        }
        list.close();
    }
}

/// Rows with as many names as fit into each.
fn flowed(named: &[(u16, &str)], (typeface, size): (Typeface, f64), room: f64) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (class, name) in named {
        let width = DOT * size + typeface.width(name, size);
        let after = rows
            .last()
            .map_or(f64::INFINITY, |row| row.width + APART * size);
        if after + width > room {
            rows.push(Row::default());
        }
        if let Some(row) = rows.last_mut() {
            let x = if row.entries.is_empty() { 0.0 } else { after };
            row.width = x + width;
            row.entries.push(Entry {
                class: Some(*class),
                name: (*name).to_owned(),
                x,
            });
        }
    }
    rows
}

/// Rows whose names stand below each other; the last words say how many classes have no room.
fn columns(
    named: &[(u16, &str)],
    (typeface, size): (Typeface, f64),
    (across, down): (f64, f64),
) -> Vec<Row> {
    let widths = named.iter().map(|(_, name)| typeface.width(name, size));
    let widest = widths.fold(0.0, f64::max).min(across - DOT * size);
    let step = widest + (DOT + CLOSER) * size;
    let most = (((across + CLOSER * size) / step) as usize).max(1);
    let rows = named.len().div_ceil(most);
    let most_rows = ((down / size - 0.3) / (CLOSER * ROW)).max(1.0) as usize;
    let (columns, shown) = match rows <= most_rows {
        true => (named.len().div_ceil(rows.max(1)), named.len()),
        false => (most, most * most_rows - 1),
    };
    let mut cells: Vec<(Option<u16>, String)> = named
        .iter()
        .take(shown)
        .map(|(class, name)| (Some(*class), shortened(&typeface, name, size, widest)))
        .collect();
    if shown < named.len() {
        cells.push((None, more(named.len() - shown)));
    }
    let row = |cells: &[(Option<u16>, String)]| Row {
        entries: cells
            .iter()
            .enumerate()
            .map(|(column, (class, name))| Entry {
                class: *class,
                name: name.clone(),
                x: column as f64 * step,
            })
            .collect(),
        width: columns as f64 * step - CLOSER * size,
    };
    cells.chunks(columns.max(1)).map(row).collect()
}

/// The classes that a panel shows, by their numbers in the data set: one of another number in another panel is the same.
fn classes(panel: &Panel) -> BTreeSet<u16> {
    let of = panel.numbers();
    let shown = shown(panel).into_iter();
    shown.map(|class| of.source(class)).collect()
}

/// The classes that are left out of training in every panel that shows them, by their numbers in the data set.
fn unseen(panels: &[Panel]) -> BTreeSet<u16> {
    let (mut open, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for panel in panels {
        let first = match &panel.drawing {
            Drawing::Figure(Figure::Plane(figure)) => figure.unseen,
            Drawing::Figure(Figure::Globe(figure)) => figure.unseen,
            _ => None,
        };
        for class in shown(panel) {
            let is_open = first.is_some_and(|first| class >= first);
            let to = if is_open { &mut open } else { &mut seen };
            to.insert(panel.numbers().source(class));
        }
    }
    open.difference(&seen).copied().collect()
}

/// The same by the panel's own numbers.
fn shown(panel: &Panel) -> BTreeSet<u16> {
    match &panel.drawing {
        Drawing::Figure(Figure::Plane(figure)) => {
            let of = |mark: &Mark| match mark {
                Mark::Dots(dots) => dots.iter().map(|dot| dot.class).collect(),
                Mark::Name { class, .. } => vec![*class],
                Mark::Ray {
                    role: Role::Loss(place),
                    ..
                } => vec![lab::FIRST_LOSS + place],
                _ => Vec::new(),
            };
            figure.marks.iter().flat_map(of).collect()
        }
        Drawing::Figure(Figure::Globe(figure)) => {
            let points = figure.points.iter().map(|point| point.class);
            points
                .chain(figure.axes.iter().map(|axis| axis.class))
                .chain(figure.curves.iter().map(|curve| curve.class))
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

/// Stands for so many classes that have no room.
fn more(count: usize) -> String {
    tf("legend-more", &[("count", &count.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[String], room: (f64, f64), expect_named: usize) {
        let named: Vec<(u16, &str)> = (0_u16..).zip(names.iter().map(String::as_str)).collect();
        let rows = columns(&named, (Typeface::Sans, 8.0), room);
        let cells: Vec<&Entry> = rows.iter().flat_map(|row| &row.entries).collect();
        let shown = cells.iter().filter(|entry| entry.class.is_some()).count();
        assert_eq!(shown, expect_named);
        match shown == names.len() {
            true => assert!(cells.iter().all(|entry| entry.class.is_some())),
            false => assert_eq!(cells[shown].name, more(names.len() - shown)),
        }
        assert!(rows.len() as f64 * CLOSER * ROW * 8.0 <= room.1.max(CLOSER * ROW * 8.0));
        for row in &rows {
            assert!(row.width <= room.0 + 1e-9, "{} in {}", row.width, room.0);
            for pair in row.entries.windows(2) {
                let end = pair[0].x + DOT * 8.0 + Typeface::Sans.width(&pair[0].name, 8.0);
                assert!(end < pair[1].x, "{} meets its neighbour", pair[0].name);
            }
        }
    }

    #[test]
    fn a_legend_has_all_classes_or_says_how_many_it_leaves_out() {
        let names: Vec<String> = (1..=100).map(|i| format!("Class {i}")).collect();
        check(&names, (310.0, 400.0), 100);
        check(&names, (650.0, 120.0), 100);
        check(&names, (310.0, 60.0), 29);
        check(&names[..1], (310.0, 60.0), 1);
        let long: Vec<String> = (0..30)
            .map(|i| format!("{i} {}", "long".repeat(40)))
            .collect();
        check(&long, (310.0, 1_000.0), 30);
    }
}
