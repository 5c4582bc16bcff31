//! Lines on the globe: graticule, borders of the regions, arrows along the surface.

use super::space::{Space, cross, direction, dot, unit};
use super::{Globe, Side, View, side, thin};
use crate::draw::{List, Paint, Path, Point};
use crate::figure::globe::{GlobeArrow, GlobeCurve, GlobeFigure, RegionTint};
use crate::figure::plane::{Border as End, Grip};
use crate::look::{Element, Role, size};

/// A shorter arrow, in radii, is left out: it would show no direction.
const SHORTEST_ARROW: f64 = 0.004;

/// The border of a region, in directions of the eye.
pub struct Border {
    /// The class whose region it bounds.
    pub class: u16,
    /// Its points in order.
    pub line: Vec<Space>,
    /// To which side it is moved so that two borders on one line both show, as seen from outside: 1 left, −1 right, 0 none.
    pub inner: f64,
}

/// The curves of a figure in directions of the eye, each with its class.
pub fn turned(view: &View, curves: &[GlobeCurve]) -> Vec<(u16, Vec<Space>)> {
    let line = |points: &[[f32; 3]]| {
        let points = points.iter().filter_map(|at| direction(*at));
        points.map(|at| view.turned(at)).collect()
    };
    let curves = curves.iter();
    curves
        .map(|curve| (curve.class, line(&curve.points)))
        .collect()
}

impl Globe<'_> {
    /// Meridians and parallels every 30 degrees; meridians end short of the poles, where they would run together.
    pub(super) fn graticule(&self, list: &mut List, side: Side) {
        let at = |longitude: i32, latitude: i32| {
            let (sin, cos) = f64::from(latitude).to_radians().sin_cos();
            let (east, front) = f64::from(longitude).to_radians().sin_cos();
            self.view.turned([cos * front, cos * east, sin])
        };
        let meridians = (0..360)
            .step_by(30)
            .map(|long| (-78..=78).step_by(6).map(|lat| at(long, lat)).collect());
        let parallels = [-60, -30, 0, 30, 60]
            .into_iter()
            .map(|lat| (0..=360).step_by(6).map(|long| at(long, lat)).collect());
        let lines: Vec<Vec<Space>> = meridians.chain(parallels).collect();
        let strength = if side == Side::Far { 0.10 } else { 0.20 };
        let grid = self.pen.style.palette().graticule;
        let colour = self.dimmed(grid, side).faded(strength);
        let paint = Paint::stroke(colour, size::line::GRATICULE * self.unit);
        list.path("graticule", self.path(lines.iter(), side), paint);
    }

    /// The parts of turned lines that lie on a side.
    pub(super) fn path<'l>(&self, lines: impl Iterator<Item = &'l Vec<Space>>, side: Side) -> Path {
        let runs = lines.flat_map(|line| side::runs(line, side));
        runs.fold(Path::default(), |path, run| {
            let points = run.points.iter().map(|at| self.view.place(*at));
            path.line(thin::thinned(points))
        })
    }

    /// Borders of regions. Where those of two regions coincide, each is moved into its own region, so that both show.
    pub(super) fn borders(&self, list: &mut List, side: Side) {
        let width = self.unit
            * match side {
                Side::Far => size::line::BORDER_FAR,
                Side::Near => size::line::BORDER,
            };
        for curve in &self.figure.curves {
            let border = border(&self.view, self.figure, curve);
            let runs = side::runs(&border.line, side);
            if self.pen.live && side == Side::Near {
                self.grips(list, curve.class, &runs);
            }
            let path = runs.iter().fold(Path::default(), |path, run| {
                path.line(thin::thinned(self.shifted(&border, &run.points, width)))
            });
            let holds = |element: Element| element.holds(Role::Border);
            let colour = self.pen.style.solid_where(border.class, holds);
            let colour = self.dimmed(colour, side);
            let paint = Paint::stroke(colour, width).round();
            list.path(format!("border-{}", border.class), path, paint);
        }
    }

    /// Lets a person take hold of the border of a class where it is, not where it is drawn beside another one.
    fn grips(&self, list: &mut List, class: u16, runs: &[side::Run]) {
        let grip = Grip::Border(End {
            before: Some(class),
            after: None,
        });
        for run in runs {
            let places = run.points.iter().map(|at| self.view.place(*at));
            let places = thin::thinned(places);
            let lines = places.windows(2).map(|ends| ([ends[0], ends[1]], grip));
            list.grips.extend(lines);
        }
    }

    /// A run on the page, moved by half its width into its region. Near the horizon it moves less, since behind it left and
    /// right change places.
    fn shifted(&self, border: &Border, run: &[Space], width: f64) -> impl Iterator<Item = Point> {
        let places: Vec<Point> = run.iter().map(|at| self.view.place(*at)).collect();
        let ahead = |at: Space| (8.0 * super::camera::facing(at)).clamp(-1.0, 1.0);
        let last = places.len().saturating_sub(1);
        let by = |i: usize| {
            let (a, b) = (places[i.saturating_sub(1)], places[(i + 1).min(last)]);
            let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
            let reach = 0.5 * width * border.inner * ahead(run[i]) / dx.hypot(dy).max(1e-9);
            // Left of the way, where the page's y points down.
            [places[i][0] + reach * dy, places[i][1] - reach * dx]
        };
        (0..places.len())
            .map(by)
            .collect::<Vec<Point>>()
            .into_iter()
    }

    pub(super) fn arrows(&self, list: &mut List, side: Side) {
        for arrow in &self.figure.arrows {
            let lines = self.arrow(arrow);
            let path = self.path(lines.iter(), side);
            let style = &self.pen.style;
            let ink = style.solid(arrow.class).mix(style.text(), 0.4);
            let width = size::line::ARROW * self.unit;
            let paint = Paint::stroke(self.dimmed(ink, side), width).round();
            list.path("arrow", path, paint);
        }
    }

    /// An arrow's shaft on the sphere and its two barbs; nothing where it is too short to have a direction.
    fn arrow(&self, arrow: &GlobeArrow) -> Vec<Vec<Space>> {
        let tip = [0, 1, 2].map(|i| f64::from(arrow.at[i]) + f64::from(arrow.by[i]));
        let (Some(from), Some(to)) = (direction(arrow.at), unit(tip)) else {
            return Vec::new();
        };
        let back = [0, 1, 2].map(|i| from[i] - to[i]);
        if dot(back, back).sqrt() < SHORTEST_ARROW {
            return Vec::new();
        }
        let side = cross(to, back);
        let barb = |sign: f64| {
            let at = [0, 1, 2].map(|i| to[i] + 0.3 * back[i] + sign * 0.2 * side[i]);
            unit(at).unwrap_or(to)
        };
        let lines = [[from, to], [to, barb(1.0)], [to, barb(-1.0)]];
        let turned = lines.map(|line| line.map(|at| self.view.turned(at)).to_vec());
        turned.to_vec()
    }
}

fn border(view: &View, figure: &GlobeFigure, curve: &GlobeCurve) -> Border {
    let mut line: Vec<Space> = curve
        .points
        .iter()
        .filter_map(|at| direction(*at))
        .collect();
    line.dedup_by(|a, b| (0..3).all(|i| (a[i] - b[i]).abs() < 1e-6));
    let inner = inner_side(&line, curve.class, figure);
    line.iter_mut().for_each(|at| *at = view.turned(*at));
    Border {
        class: curve.class,
        line,
        inner,
    }
}

/// Towards which side of a border its class's region is, where another region begins on the other side: 1 left, −1 right, 0
/// where it is unknown or the margin zone is beside it.
fn inner_side(line: &[Space], class: u16, figure: &GlobeFigure) -> f64 {
    if line.len() < 2 {
        return 0.0;
    }
    let middle = (line.len() - 1) / 2;
    let (a, b) = (line[middle], line[middle + 1]);
    let at = [0, 1, 2].map(|i| (a[i] + b[i]) / 2.0);
    let left = cross(at, [0, 1, 2].map(|i| b[i] - a[i]));
    let step = 1e-3 / dot(left, left).sqrt().max(1e-9);
    let beside = |sign: f64| [0, 1, 2].map(|i| (at[i] + sign * step * left[i]) as f32);
    let axis = figure.axes.iter().find(|axis| axis.class == class);
    let lead = |u: [f32; 3]| match &figure.regions {
        Some(tint) => tint.lead(usize::from(class), u),
        None => axis.map(|axis| (0..3).map(|i| axis.to[i] * u[i]).sum()),
    };
    let inner = match (lead(beside(1.0)), lead(beside(-1.0))) {
        (Some(l), Some(r)) if l > r => 1.0,
        (Some(l), Some(r)) if l < r => -1.0,
        _ => 0.0,
    };
    // Beside the margin zone a border is alone, and stays exactly where it is.
    let outside = |tint: &RegionTint| tint.most_lead(beside(-inner));
    let zone = figure.regions.as_ref().and_then(outside);
    if zone.is_some_and(|lead| lead < 0.0) {
        0.0
    } else {
        inner
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::globe::GlobeAxis;

    /// A circle around `+z`, counter-clockwise as seen from outside or the other way.
    fn circle(height: f32, sign: f32) -> Vec<[f32; 3]> {
        let radius = (1.0 - height * height).sqrt();
        let at = |i: u8| {
            let (sin, cos) = (sign * f32::from(i) * std::f32::consts::TAU / 90.0).sin_cos();
            [radius * cos, radius * sin, height]
        };
        (0..=90).map(at).collect()
    }

    fn check(sign: f32, pole: f32, expect: f64) {
        let figure = GlobeFigure {
            axes: vec![GlobeAxis {
                to: [0.0, 0.0, pole],
                class: 3,
                name: String::new(),
            }],
            ..GlobeFigure::default()
        };
        let line: Vec<Space> = circle(0.5, sign)
            .into_iter()
            .filter_map(direction)
            .collect();
        assert_eq!(inner_side(&line, 3, &figure), expect);
    }

    #[test]
    fn the_region_is_on_the_side_of_its_axis() {
        check(1.0, 1.0, 1.0);
        check(-1.0, 1.0, -1.0);
        check(1.0, -1.0, -1.0);
    }
}
