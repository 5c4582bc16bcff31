//! The perspective of a sphere on the page, the same as in the window.

use super::super::Camera;
use super::super::frame::Point;

/// Distance from the eye to the centre, in radii.
pub const EYE: f64 = 3.6;

/// A point or direction in space.
pub type Space = [f64; 3];

/// A camera with the place of the globe.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Rows: what points right, up and towards the eye.
    rotation: [Space; 3],
    focal: f64,
    /// Radius of the globe's outline.
    pub outline: f64,
    pub centre: Point,
}

impl View {
    /// The globe seen by `camera` with its outline of this radius, before zooming.
    pub fn new(camera: &Camera, centre: Point, radius: f64) -> Self {
        let (sy, cy) = camera.yaw.sin_cos();
        let (sp, cp) = camera.pitch.sin_cos();
        let outline = radius * camera.zoom;
        Self {
            rotation: [
                [-sy, cy, 0.0],
                [-sp * cy, -sp * sy, cp],
                [cp * cy, cp * sy, sp],
            ],
            focal: outline * (EYE * EYE - 1.0).sqrt(),
            outline,
            centre,
        }
    }

    /// `at` as seen from the eye: to the right, up, and towards it.
    pub fn turned(&self, at: Space) -> Space {
        self.rotation.map(|row| dot(row, at))
    }

    /// Where a point that [`View::turned`] gave is on the page.
    pub fn project(&self, [x, y, z]: Space) -> Point {
        let depth = EYE - z;
        [
            self.centre[0] + self.focal * x / depth,
            self.centre[1] - self.focal * y / depth,
        ]
    }

    /// How [`View::project`] moves where a turned point moves along `way`.
    pub fn slope(&self, [x, y, z]: Space, way: Space) -> Point {
        let depth = EYE - z;
        let moved = |at: f64, by: f64| self.focal * (by + at * way[2] / depth) / depth;
        [moved(x, way[0]), -moved(y, way[1])]
    }

    /// From the centre of the page to where a ray at 45° leads.
    pub fn focal(&self) -> f64 {
        self.focal
    }

    /// Where a point of the horizon is, by its angle around the line of sight.
    pub fn horizon(&self, angle: f64) -> Space {
        let (height, breadth) = (1.0 / EYE, (1.0 - 1.0 / (EYE * EYE)).sqrt());
        [breadth * angle.cos(), breadth * angle.sin(), height]
    }

    /// The direction in space of a turned one.
    pub fn back(&self, seen: Space) -> Space {
        [0, 1, 2].map(|i| (0..3).map(|row| self.rotation[row][i] * seen[row]).sum())
    }
}

/// How far a turned point is in front of the horizon: above 0 on the near side.
pub fn facing(seen: Space) -> f64 {
    seen[2] * EYE - dot(seen, seen).sqrt()
}

pub fn dot(a: Space, b: Space) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub fn cross(a: Space, b: Space) -> Space {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// At length 1; None where there is no direction.
pub fn unit(at: Space) -> Option<Space> {
    let length = dot(at, at).sqrt();
    (length.is_finite() && length > 1e-12).then(|| at.map(|x| x / length))
}

pub fn direction(at: [f32; 3]) -> Option<Space> {
    unit(at.map(f64::from))
}
