//! Where the globe is seen from, and where on the page a direction lands. Pure.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use super::space::{Space, dot};
use crate::draw::{Frame, Point};
use crate::figure::globe::Direction;

/// Distance from the eye to the centre, in radii. Fixed: zooming enlarges the picture and never enters the globe.
pub const EYE: f64 = 3.6;

/// Radius of the globe's outline as a share of the tile's smaller side, at zoom 1; the rest is room for names.
const OUTLINE: f64 = 0.41;

/// Enlargement at the least and at the most.
const ZOOM: std::ops::RangeInclusive<f64> = 0.5..=24.0;
/// How far the picture can be shifted at zoom 1, in halves of the tile's smaller side.
const FARTHEST_PAN: f64 = 1.0;

/// Where the globe is seen from: plain data that can be stored and restored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Longitude of the eye, radians in [−π, π).
    pub yaw: f64,
    /// Latitude of the eye, radians in [−π/2, π/2]; north is +z.
    pub pitch: f64,
    /// Enlargement; 1 fits the globe into the tile.
    pub zoom: f64,
    /// Shift of the picture, in halves of the tile's smaller side, y downwards.
    pub pan: [f64; 2],
}

impl Default for Camera {
    fn default() -> Self {
        Camera {
            yaw: 0.6,
            pitch: 0.35,
            zoom: 1.0,
            pan: [0.0, 0.0],
        }
    }
}

impl Camera {
    /// The same camera with `direction` in the middle of the picture.
    #[must_use]
    pub fn facing(self, direction: Direction) -> Self {
        let [x, y, z] = direction.map(f64::from);
        let horizontal = x.hypot(y);
        Camera {
            // Seen from a pole every longitude faces it: keep the present one.
            yaw: if horizontal > 1e-6 {
                y.atan2(x)
            } else {
                self.yaw
            },
            pitch: z.atan2(horizontal),
            pan: [0.0, 0.0],
            ..self
        }
        .clamped()
    }

    /// Turns the globe so that the surface follows a pointer that moved by `delta` in a picture of `size`, both in px.
    pub fn orbit(&mut self, delta: [f64; 2], size: [f64; 2]) {
        // What a radian at the point nearest to the eye covers on screen.
        let per_radian = focal(self.outline(size)) / (EYE - 1.0);
        if per_radian > 0.0 {
            self.turn(-delta[0] / per_radian, delta[1] / per_radian);
        }
    }

    /// Moves the eye by angles in radians, east and north.
    pub fn turn(&mut self, east: f64, north: f64) {
        self.yaw += east;
        self.pitch += north;
        *self = self.clamped();
    }

    /// Shifts the globe by `delta` in a picture of `size`, both in px.
    pub fn pan(&mut self, delta: [f64; 2], size: [f64; 2]) {
        let half = half_side(size);
        if half > 0.0 {
            self.pan[0] += delta[0] / half;
            self.pan[1] += delta[1] / half;
            *self = self.clamped();
        }
    }

    /// Enlarges by `factor` about the place `at`, which stays where it is, in a picture of `size`, both in px.
    pub fn zoom_at(&mut self, factor: f64, at: [f64; 2], size: [f64; 2]) {
        let half = half_side(size);
        let zoom = (self.zoom * factor).clamp(*ZOOM.start(), *ZOOM.end());
        let ratio = zoom / self.zoom;
        if half <= 0.0 || !ratio.is_finite() {
            return;
        }
        for axis in 0..2 {
            let held = (at[axis] - size[axis] / 2.0) / half;
            self.pan[axis] = held + (self.pan[axis] - held) * ratio;
        }
        self.zoom = zoom;
        *self = self.clamped();
    }

    /// A view between this (`t` = 0) and `other` (`t` = 1), turning the short way round.
    #[must_use]
    pub fn toward(self, other: Camera, t: f64) -> Self {
        let mix = |a: f64, b: f64| a + (b - a) * t;
        Camera {
            yaw: self.yaw + wrapped(other.yaw - self.yaw) * t,
            pitch: mix(self.pitch, other.pitch),
            zoom: mix(self.zoom, other.zoom),
            pan: [
                mix(self.pan[0], other.pan[0]),
                mix(self.pan[1], other.pan[1]),
            ],
        }
        .clamped()
    }

    /// Radius in px of the globe's outline in a picture of `size` px; the outline is a circle wherever it is panned.
    pub fn outline(&self, size: [f64; 2]) -> f64 {
        half_side(size) * 2.0 * OUTLINE * self.zoom
    }

    /// The turn of space towards the eye `(3, 3)`: its rows are the directions that point right, up and towards the eye.
    pub fn rotation(&self) -> [Space; 3] {
        let (sy, cy) = self.yaw.sin_cos();
        let (sp, cp) = self.pitch.sin_cos();
        [
            [-sy, cy, 0.0],
            [-sp * cy, -sp * sy, cp],
            [cp * cy, cp * sy, sp],
        ]
    }

    /// Every field finite and in range: what was not finite returns to the default.
    fn clamped(self) -> Self {
        let start = Camera::default();
        let or = |value: f64, default: f64| if value.is_finite() { value } else { default };
        let reach = FARTHEST_PAN * self.zoom.max(1.0);
        let pan = |value: f64| or(value, 0.0).clamp(-reach, reach);
        Camera {
            yaw: wrapped(or(self.yaw, start.yaw)),
            pitch: or(self.pitch, start.pitch).clamp(-FRAC_PI_2, FRAC_PI_2),
            zoom: or(self.zoom, start.zoom).clamp(*ZOOM.start(), *ZOOM.end()),
            pan: [pan(self.pan[0]), pan(self.pan[1])],
        }
    }

    /// The view of this camera in a picture that fills `frame`.
    pub fn view_in(&self, frame: &Frame) -> View {
        self.view([frame.width, frame.height])
            .shifted([frame.x, frame.y])
    }

    /// The view of this camera around `centre`, in which the globe's outline has this `radius` in px at zoom 1.
    pub fn view_of(&self, centre: Point, radius: f64) -> View {
        let side = radius / OUTLINE;
        self.view_in(&Frame::around(centre, [side, side]))
    }

    /// The view of this camera in a picture of `size`, `[width, height]` in px, with its corner at the origin.
    pub fn view(&self, size: [f64; 2]) -> View {
        let camera = self.clamped();
        let half = half_side(size);
        let outline = camera.outline(size);
        View {
            rotation: camera.rotation(),
            focal: focal(outline),
            outline,
            centre: [
                size[0] / 2.0 + camera.pan[0] * half,
                size[1] / 2.0 + camera.pan[1] * half,
            ],
        }
    }
}

/// Where a point of space is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projected {
    /// On the page.
    pub pos: Point,
    /// Distance from the eye along the line of sight, in radii.
    pub depth: f64,
    /// Whether it is before the globe's horizon, on the side that faces the eye.
    pub front: bool,
}

/// The perspective of a camera in a picture.
///
/// A point of space is first turned, so that its parts point right, up and towards the eye, and then placed on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Rows: what points right, up and towards the eye.
    pub rotation: [Space; 3],
    /// Size on the page, in px, of what is one radius long and one radius away from the eye.
    pub focal: f64,
    /// Radius of the globe's outline, px.
    pub outline: f64,
    /// Where the globe's centre is.
    pub centre: Point,
}

impl View {
    /// The same view moved by so much on the page.
    #[must_use]
    pub fn shifted(mut self, by: Point) -> Self {
        self.centre = [self.centre[0] + by[0], self.centre[1] + by[1]];
        self
    }

    /// A point of space in the eye's directions: right, up and towards the eye.
    pub fn turned(&self, at: Space) -> Space {
        self.rotation.map(|row| dot(row, at))
    }

    /// The inverse of [`View::turned`].
    pub fn back(&self, seen: Space) -> Space {
        [0, 1, 2].map(|i| (0..3).map(|row| self.rotation[row][i] * seen[row]).sum())
    }

    /// Where a turned point is on the page.
    pub fn place(&self, [x, y, z]: Space) -> Point {
        let depth = EYE - z;
        [
            self.centre[0] + self.focal * x / depth,
            self.centre[1] - self.focal * y / depth,
        ]
    }

    /// The derivative of [`View::place`] along `way`: by how many px it moves for each radius that a turned point moves.
    pub fn slope(&self, [x, y, z]: Space, way: Space) -> Point {
        let depth = EYE - z;
        let moved = |at: f64, by: f64| self.focal * (by + at * way[2] / depth) / depth;
        [moved(x, way[0]), -moved(y, way[1])]
    }

    /// The turned point of the globe's horizon at an angle (radians) around the line of sight.
    pub fn horizon(&self, angle: f64) -> Space {
        let (height, breadth) = (1.0 / EYE, (1.0 - 1.0 / (EYE * EYE)).sqrt());
        [breadth * angle.cos(), breadth * angle.sin(), height]
    }

    /// Where a point of space is seen (1 is the globe's radius); None when it is not finite or not in front of the eye.
    pub fn project(&self, at: Direction) -> Option<Projected> {
        let seen = self.turned(at.map(f64::from));
        let (depth, pos) = (EYE - seen[2], self.place(seen));
        let before = depth > 1e-3 && pos.iter().all(|p| p.is_finite());
        before.then_some(Projected {
            pos,
            depth,
            front: facing(seen) >= 0.0,
        })
    }

    /// The direction on the near side of the globe that is seen at `pos`; None beside the globe.
    pub fn unproject(&self, pos: Point) -> Option<Direction> {
        let (ray, inside) = self.ray(pos, 1.0);
        // Also refuses the NaN of an empty picture.
        if inside.is_nan() || inside < 0.0 {
            return None;
        }
        Some(self.along(ray, -inside.sqrt()).map(|x| x as f32))
    }

    /// The point of the sphere of `radius` that is seen at `pos`, on its near side or through it on the far one; where
    /// there is none, the direction of its edge that is nearest to `pos`. None in an empty picture.
    pub fn on_sphere(&self, pos: Point, radius: f64, near: bool) -> Option<Direction> {
        let (ray, inside) = self.ray(pos, radius);
        let half = inside.max(0.0).sqrt();
        let at = self.along(ray, if near { -half } else { half });
        let length = dot(at, at).sqrt();
        let known = inside.is_finite() && length > 1e-6;
        known.then(|| at.map(|x| (x * radius / length) as f32))
    }

    /// Slopes of the line of sight through `pos`, and what is under the root where it meets the sphere of `radius`.
    fn ray(&self, pos: Point, radius: f64) -> ([f64; 2], f64) {
        let x = (pos[0] - self.centre[0]) / self.focal;
        let y = (self.centre[1] - pos[1]) / self.focal;
        let widening = 1.0 + x * x + y * y;
        let inside = EYE * EYE - widening * (EYE * EYE - radius * radius);
        ([x, y], inside)
    }

    /// The point of a line of sight that lies `beyond` behind the middle of its chord through the globe, in the scale in which
    /// [`View::ray`] gives the root.
    fn along(&self, [x, y]: [f64; 2], beyond: f64) -> Space {
        let t = (EYE + beyond) / (1.0 + x * x + y * y);
        self.back([t * x, t * y, EYE - t])
    }
}

/// How far a turned point is in front of the horizon: above 0 on the near side.
pub fn facing(seen: Space) -> f64 {
    seen[2] * EYE - dot(seen, seen).sqrt()
}

/// Focal length that shows the globe's outline with this radius.
fn focal(outline: f64) -> f64 {
    outline * (EYE * EYE - 1.0).sqrt()
}

fn half_side(size: [f64; 2]) -> f64 {
    size[0].min(size[1]).max(0.0) / 2.0
}

fn wrapped(angle: f64) -> f64 {
    (angle + PI).rem_euclid(TAU) - PI
}

#[cfg(test)]
#[path = "camera_tests.rs"]
mod tests;
