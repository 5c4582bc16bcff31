//! The names of curves that are there for comparison, at their ends: no legend to look up, no colour to remember.

use super::{View, is_behind, series::end};
use crate::draw::{Anchor, Frame, List, Paint, Pen, Point, Text};
use crate::figure::chart::{ChartFigure, Series};
use crate::look::{Tone, size};

/// Size of the letters and height of a line, in sizes of the type.
const LETTERS: f64 = 0.85;
const LINE: f64 = 1.1;
/// From the curves to the names, in sizes of the type.
const ASIDE: f64 = 0.9;
/// The part of a chart's width that names may take.
const MOST: f64 = 0.34;

/// The names, and the room to the right of the curves that they take.
pub struct Labels<'a> {
    /// Each name with the last part of its curve.
    curves: Vec<(String, &'a Series)>,
    /// In px; 0 where there are none, or no room for them.
    pub width: f64,
}

impl<'a> Labels<'a> {
    /// The names that fit beside `room`.
    pub fn new(pen: &Pen<'_>, figure: &'a ChartFigure, room: &Frame) -> Self {
        let mut curves: Vec<(String, &Series)> = Vec::new();
        for series in figure.series.iter().filter(|series| is_behind(series)) {
            match curves.last_mut() {
                // A curve without a name continues the one before.
                Some((_, last)) if series.name.is_empty() => *last = series,
                _ => curves.push((short(&series.name), series)),
            }
        }
        let size = LETTERS * pen.font;
        let widths = curves.iter().map(|(name, _)| pen.measure.width(name, size));
        let width = widths.fold(0.0, f64::max) + ASIDE * pen.font;
        let high = LINE * size * curves.len() as f64;
        let fits = !curves.is_empty() && width <= MOST * room.width && high <= room.height;
        Self {
            curves,
            width: if fits { width } else { 0.0 },
        }
    }

    /// Draws the names, each as near to the end of its curve as the others leave room.
    pub fn draw(&self, list: &mut List, pen: &Pen<'_>, figure: &ChartFigure, view: &View) {
        if self.width <= 0.0 || figure.is_empty() {
            return;
        }
        let ends = self.curves.iter().filter_map(|(name, series)| {
            let at = view.at(end(view, series)?);
            Some((name.as_str(), series.tone, at))
        });
        let mut ends: Vec<(&str, Tone, Point)> = ends.collect();
        ends.sort_by(|a, b| a.2[1].total_cmp(&b.2[1]).then(b.2[0].total_cmp(&a.2[0])));
        let line = LINE * LETTERS * pen.font;
        let wanted: Vec<f64> = ends.iter().map(|(.., at)| at[1]).collect();
        let heights = spread(&wanted, line, (view.room.y, view.room.bottom()));
        list.open("labels");
        for ((name, tone, at), height) in ends.into_iter().zip(heights) {
            draw_label(list, pen, (name, tone), at, [view.room.right(), height]);
        }
        list.close();
    }
}

/// A name without the values behind it: they are the defaults, and the pointer tells them.
fn short(name: &str) -> String {
    let words = name.split(' ').take_while(|word| !word.contains('='));
    words.collect::<Vec<_>>().join(" ")
}

/// A name to the right of `from`, with a line from the end of its curve.
fn draw_label(list: &mut List, pen: &Pen<'_>, (name, tone): (&str, Tone), at: Point, from: Point) {
    let colour = pen.style.palette().legible(pen.style.tone(tone));
    let size = LETTERS * pen.font;
    let foot = [from[0] + (ASIDE - 0.2) * pen.font, from[1]];
    let paint = Paint::stroke(colour.faded(0.6), size::line::LEADER * pen.unit());
    list.line("leader", &[at, foot], paint);
    let place = [from[0] + ASIDE * pen.font, from[1]];
    list.text(
        "label",
        Text::new(name, place, size, colour).anchor(Anchor::Start),
    );
}

/// Heights as near to the wanted ones, which rise, as lines of this height leave room between `top` and `bottom`.
fn spread(wanted: &[f64], line: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut heights: Vec<f64> = Vec::new();
    for wanted in wanted {
        let free = heights.last().map_or(top + line / 2.0, |last| last + line);
        heights.push(wanted.max(free));
    }
    let mut most = bottom - line / 2.0;
    for height in heights.iter_mut().rev() {
        *height = height.min(most);
        most = *height - line;
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_at_the_ends_have_no_values() {
        assert_eq!(short("Combined margin m1=1 m2=0.15"), "Combined margin");
        assert_eq!(short("cos θ"), "cos θ");
    }

    fn check(wanted: &[f64], expect: &[f64]) {
        assert_eq!(spread(wanted, 10.0, (0.0, 100.0)), expect);
    }

    #[test]
    fn names_stand_at_the_ends_of_their_curves_and_leave_each_other_room() {
        check(&[20.0, 60.0], &[20.0, 60.0]);
        check(&[20.0, 22.0, 24.0], &[20.0, 30.0, 40.0]);
        check(&[94.0, 99.0, 99.0], &[75.0, 85.0, 95.0]);
        check(&[-4.0, 0.0], &[5.0, 15.0]);
    }
}
