//! The hatching of the margin zone: the window's stripes, each an exact arc of an ellipse that ends where the zone ends.
//!
//! With a pattern or a clip, how crisp they are would depend on the program that opens the file.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use super::camera::{EYE, View, facing};
use super::space::{Space, cross, dot, unit};
use super::surface::{Surface, look};
use crate::draw::{Ellipse, List, Paint, Path, Point};
use crate::look::Rgba;

/// The stripes are circles about this direction as seen, behind the upper left edge, as in the window's shader.
const POLE: Space = [-0.612, 0.612, -0.5];
/// The width of a stripe, in points of the window.
const WIDTH: f64 = 1.2;
/// Stripes fade in so many steps where they run together at the globe's edge.
const LEVELS: u8 = 3;
/// Radians on the globe between the places at which a stripe is tested for the zone.
const STEP: f64 = 0.01;

/// Draws the stripes of the near side where `zone` holds for a turned direction.
pub fn draw(list: &mut List, surface: &Surface, colour: Rgba, zone: impl Fn(Space) -> bool) {
    let (view, point) = (&surface.view, surface.unit);
    let hatching = Hatching {
        view,
        point,
        pole: unit(POLE).unwrap_or(POLE),
        density: surface.hatching(),
    };
    let level = |seen: Space| match facing(seen) > 0.0 && zone(seen) {
        true => hatching.level(seen),
        false => 0,
    };
    let stripes = hatching.stripes();
    let mut paths = [const { Path(Vec::new()) }; LEVELS as usize];
    for stripe in &stripes {
        for (from, to, level) in stripe.parts(&level) {
            if let Some(place) = usize::from(level).checked_sub(1) {
                stripe.write(&mut paths[place], view, (from, to));
            }
        }
    }
    for (path, level) in paths.into_iter().zip(1_u8..) {
        let strength = look::HATCH * f64::from(level) / f64::from(LEVELS);
        let paint = Paint::stroke(colour.faded(strength), WIDTH * point);
        list.path("hatch", path, paint);
    }
}

struct Hatching<'a> {
    view: &'a View,
    point: f64,
    pole: Space,
    /// Stripes in a radian.
    density: f64,
}

impl Hatching<'_> {
    fn stripes(&self) -> Vec<Stripe> {
        let count = (PI * self.density) as usize;
        let angles = (0..=count).map(|k| (k as f64 + 0.5) / self.density);
        let stripes = angles.filter(|angle| *angle < PI);
        stripes.map(|angle| Stripe::new(self.pole, angle)).collect()
    }

    /// How strong the stripe is here, 0 to [`LEVELS`]: none where stripes would run together, as the shader has it.
    fn level(&self, seen: Space) -> u8 {
        let across = cross(seen, self.pole);
        let Some(along) = unit(across) else {
            return 0;
        };
        // Away from the pole the stripes' number grows by `density` a radian.
        let away = cross(along, seen);
        let [a, b] = [along, away].map(|way| self.view.slope(seen, way));
        let area = (a[0] * b[1] - a[1] * b[0]).abs();
        let pitch = self.point * self.density * (a[0].abs() + a[1].abs()) / area.max(1e-9);
        let strength = (1.6 - 4.0 * pitch).clamp(0.0, 1.0);
        (strength * f64::from(LEVELS)).round() as u8
    }
}

/// A circle on the globe.
struct Stripe {
    centre: Space,
    /// Two directions at right angles to the centre and to each other, as long as the circle's radius.
    arms: [Space; 2],
}

impl Stripe {
    fn new(pole: Space, angle: f64) -> Self {
        let (sin, cos) = angle.sin_cos();
        let aside = cross(pole, [0.0, 0.0, 1.0]);
        let first = unit(aside).unwrap_or([1.0, 0.0, 0.0]);
        Self {
            centre: pole.map(|x| x * cos),
            arms: [first, cross(pole, first)].map(|arm| arm.map(|x| x * sin)),
        }
    }

    fn at(&self, turn: f64) -> Space {
        let (sin, cos) = turn.sin_cos();
        let [a, b] = self.arms;
        [0, 1, 2].map(|i| self.centre[i] + cos * a[i] + sin * b[i])
    }

    /// Its visible parts: first and last angle around the circle, in radians, and the level between.
    fn parts(&self, level: &impl Fn(Space) -> u8) -> Vec<(f64, f64, u8)> {
        let radius = dot(self.arms[0], self.arms[0]).sqrt();
        let count = (TAU * radius / STEP).ceil().max(8.0) as usize;
        let turn = |i: usize| TAU * i as f64 / count as f64;
        let levels: Vec<u8> = (0..count).map(|i| level(self.at(turn(i)))).collect();
        let here = |i: usize| levels[i % count];
        // Begin at a change, so that no part runs across the end of the loop.
        let Some(start) = (0..count).find(|i| here(*i) != here(i + 1)) else {
            return vec![(0.0, TAU, levels[0])];
        };
        let cuts = (start..start + count).filter(|i| here(*i) != here(i + 1));
        let cuts: Vec<(f64, u8)> = cuts
            .map(|i| (self.change(turn(i), turn(i + 1), level), here(i + 1)))
            .collect();
        let ends = cuts.iter().skip(1).map(|cut| cut.0);
        let ends = ends.chain(cuts.first().map(|cut| cut.0 + TAU));
        let parts = cuts.iter().zip(ends);
        parts
            .map(|((from, level), to)| (*from, to, *level))
            .filter(|part| part.2 > 0)
            .collect()
    }

    /// Where between two turns the level of the first one ends.
    fn change(&self, from: f64, to: f64, level: &impl Fn(Space) -> u8) -> f64 {
        let before = level(self.at(from));
        let (mut low, mut high) = (from, to);
        for _ in 0..30 {
            let middle = (low + high) / 2.0;
            match level(self.at(middle)) == before {
                true => low = middle,
                false => high = middle,
            }
        }
        (low + high) / 2.0
    }

    /// A part as arcs of the ellipse that the circle is on the page.
    fn write(&self, path: &mut Path, view: &View, (from, to): (f64, f64)) {
        let place = |turn: f64| view.place(self.at(turn));
        // A quarter at most, so that each piece is less than half of the ellipse, as `Path` wants it.
        let count = ((to - from) / FRAC_PI_2).ceil().max(1.0) as usize;
        let turn = |i: usize| from + (to - from) * i as f64 / count as f64;
        let ellipse = self.ellipse(view);
        path.start(place(from));
        for i in 1..=count {
            let clockwise = bends(
                place(turn(i - 1)),
                place((turn(i - 1) + turn(i)) / 2.0),
                place(turn(i)),
            );
            path.ellipse(ellipse, clockwise, place(turn(i)));
        }
    }

    /// The two half axes in px, and the direction of the first one on the page in degrees.
    fn ellipse(&self, view: &View) -> Ellipse {
        let n = cross(self.arms[0], self.arms[1]);
        let n = unit(n).unwrap_or([0.0, 0.0, 1.0]);
        let height = n[0].hypot(n[1]);
        // Rays from the eye that meet the circle's plane n·p = d on the sphere, in the plane of symmetry and across it.
        let c = dot(n, self.centre) - n[2] * EYE;
        let far = EYE * EYE - 1.0;
        let along = far * height * height + c * c;
        let middle = height * (far * n[2] + EYE * c) / along;
        let rest = far * n[2] * n[2] + 2.0 * EYE * c * n[2] + c * c;
        let size = (along * middle * middle - rest).max(0.0).sqrt();
        Ellipse {
            radii: [size / along.sqrt(), size / c.abs()].map(|r| r * view.focal),
            turned: (-n[1]).atan2(n[0]).to_degrees(),
        }
    }
}

/// Whether the way from `a` over `b` to `c` bends clockwise on the page.
fn bends(a: Point, b: Point, c: Point) -> bool {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0.0
}
