//! Moving a handle along the sphere.

use super::{Handle, Lab, OFF_PLANE, wrapped};
use crate::math::vector;

impl Lab {
    /// Moves a handle to the direction `to` in space; what is not moved stays where it is. A moved weight takes the plane
    /// with it: the circle goes on showing the plane of both.
    pub fn turn(&mut self, handle: Handle, to: [f64; 3]) {
        let mut unit = [0.0; 3];
        let norm = vector::normalize_into(to.iter(), &mut unit);
        if !norm.is_finite() || norm == 0.0 {
            return;
        }
        match handle {
            Handle::Feature => self.put_feature(unit),
            Handle::Weight(moved) => self.turn_weight(moved, unit),
        }
    }

    fn turn_weight(&mut self, moved: usize, to: [f64; 3]) {
        let feature = self.direction(Handle::Feature);
        let still = 1 - moved;
        let axis = self.direction(Handle::Weight(still));
        let mut upright = [0.0; 3];
        let across = cross(axis, to);
        // On one line the two have no plane of their own; the present one holds both.
        if vector::normalize_into(across.iter(), &mut upright) < 1e-6 {
            upright = self.frame[2];
        }
        if vector::dot(&upright, &self.frame[2]) < 0.0 {
            upright = upright.map(|x| -x);
        }
        // At right angles but for rounding, which a frame from a file may bring along; `orthonormal` puts that right.
        let beside = cross(upright, axis);
        let (sin, cos) = self.weights[still].angle.sin_cos();
        let first: [f64; 3] = std::array::from_fn(|i| cos * axis[i] - sin * beside[i]);
        self.frame = orthonormal(first, upright);
        let [x, y, _] = self.seen_from_frame(to);
        self.weights[moved].angle = y.atan2(x);
        self.put_feature(feature);
    }

    fn put_feature(&mut self, to: [f64; 3]) {
        let [x, y, z] = self.seen_from_frame(to);
        if x.hypot(y) > 1e-9 {
            self.feature.angle = wrapped(y.atan2(x));
        }
        self.feature.off_plane = z.clamp(-1.0, 1.0).asin().clamp(-OFF_PLANE, OFF_PLANE);
    }

    /// Coordinates in the frame of a vector in space.
    pub(super) fn seen_from_frame(&self, v: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|i| vector::dot(&self.frame[i], &v))
    }
}

/// A frame whose first axis is along `first` and whose third is as near to `third` as a right angle allows.
fn orthonormal(first: [f64; 3], third: [f64; 3]) -> [[f64; 3]; 3] {
    let unit = |v: [f64; 3]| {
        let mut unit = [0.0; 3];
        vector::normalize_into(v.iter(), &mut unit);
        unit
    };
    let first = unit(first);
    let second = unit(cross(third, first));
    [first, second, cross(first, second)]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}
