//! The class that is pointed at, where it lies on the far side: drawn through the globe, over all that is in front.

use super::space::{direction, is_ahead};
use super::{Globe, Side, TIP};
use crate::draw::{List, Paint};
use crate::look::size;

/// Dash and gap of its border, in points of the window: dashes say that it is behind, as in drawings of solids.
const DASH: [f64; 2] = [5.0, 3.0];
/// Factor on the radius of its points.
const POINTS: f64 = 0.8;

/// Draws what the far side has of `class` in its full colour.
pub fn draw(globe: &Globe<'_>, list: &mut List, class: u16) {
    list.open("through");
    let dots = globe.placed(Side::Far, |of| of == class);
    list.dots("points", globe.discs(dots, POINTS));
    border(globe, list, class);
    axis(globe, list, class);
    list.close();
}

fn border(globe: &Globe<'_>, list: &mut List, class: u16) {
    let curves = globe.figure.curves.iter();
    let own = curves.filter(|curve| curve.class == class);
    let lines: Vec<_> = own
        .map(|curve| {
            let points = curve.points.iter().filter_map(|at| direction(*at));
            points.map(|at| globe.view.turned(at)).collect::<Vec<_>>()
        })
        .collect();
    let path = globe.path(lines.iter(), Side::Far);
    let [on, off] = DASH.map(|length| length * globe.unit);
    let colour = globe.pen.style.solid(class);
    let paint = Paint::stroke(colour, size::line::BORDER * globe.unit).dashed(on, off);
    list.path(format!("border-{class}"), path, paint);
}

fn axis(globe: &Globe<'_>, list: &mut List, class: u16) {
    let colour = globe.pen.style.solid(class);
    for axis in globe.figure.axes.iter().filter(|axis| axis.class == class) {
        let Some(seen) = direction(axis.to).map(|to| globe.view.turned(to)) else {
            continue;
        };
        if is_ahead(seen) {
            continue;
        }
        let ends = [1.0, TIP].map(|r| globe.view.place(seen.map(|x| r * x)));
        let paint = Paint::stroke(colour, size::line::AXIS.1 * globe.unit);
        list.line(format!("axis-{class}"), &ends, paint);
        let tip = size::dot::TIP * globe.unit;
        list.circle("tip", ends[1], tip, Paint::fill(colour));
    }
}
