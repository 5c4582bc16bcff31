//! The two-class laboratory: two class weights and a feature that a person moves, and the boundaries of every loss between
//! them. Pure: a state, what is drawn of it, and its numbers.
//!
//! The weights lie in the plane of the circle; the feature may stand off it. The sphere shows the same three vectors in
//! space, where a frame says how the plane is turned.

mod circle;
mod file;
mod presets;
mod psi;
mod reading;
mod sphere;
pub mod story;
mod turn;
mod veil;

use std::{
    collections::{BTreeMap, BTreeSet},
    f64::consts::{PI, TAU},
    sync::Arc,
};

use ndarray::{Array2, array};

pub use circle::circle;
pub use presets::{Preset, PresetError, preset_ids, presets};
pub use psi::psi;
pub use reading::{Borders, Judged, Reading, borders};
pub use sphere::sphere;
pub use veil::Veil;

pub use crate::look::laboratory::{FEATURE, FIRST_LOSS, PLANE};

use crate::{
    geometry::Field,
    knob::{Knob, Knobs, Spread},
    loss::{self, Loss, Objective, margin::Plain},
};

/// λ of the losses that anneal it, as a knob: without training there is no step to compute it from.
pub const LAMBDA: Knob = Knob {
    id: "lambda",
    label: "λ",
    symbol: "λ",
    unit: "",
    min: 0.0,
    max: 10.0,
    default: 0.0,
    spread: Spread::Linear,
    larger: "leaves more of plain softmax, so that the margin weighs less",
};

/// The least and the greatest length of a weight.
pub const WEIGHT_LENGTH: (f64, f64) = (0.25, 1.6);
/// The least and the greatest length of the feature.
pub const FEATURE_LENGTH: (f64, f64) = (0.1, 64.0);
/// How far the feature can stand off the plane, radians.
pub const OFF_PLANE: f64 = 89.0 * PI / 180.0;

/// A feature nearer to the plane than this lies in it, radians.
const FLAT: f64 = 1e-3;

/// A weight of length 1 is drawn so long, in radii of the circle: then the longest still ends inside.
pub const UNIT_LENGTH: f64 = 0.58;
/// A weight that is dragged to within this of length 1, or of the other weight's length, snaps to it.
const SNAP: f64 = 0.035;

/// What can be dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// A class weight: W1 is 0, W2 is 1.
    Weight(usize),
    /// The feature x.
    Feature,
}

/// Every handle.
pub const HANDLES: [Handle; 3] = [Handle::Weight(0), Handle::Weight(1), Handle::Feature];

impl Handle {
    /// The letter of the papers.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Weight(0) => "W₁",
            Self::Weight(_) => "W₂",
            Self::Feature => "x",
        }
    }
}

/// A weight in the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// Radians, counter-clockwise, in (−π, π].
    pub angle: f64,
    /// Its length, which counts where a loss does not normalize weights.
    pub length: f64,
}

/// The feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feature {
    /// Direction of its projection onto the plane, radians in (−π, π].
    pub angle: f64,
    /// Angle off the plane, radians.
    pub off_plane: f64,
    /// Its length, which counts where a loss does not normalize features.
    pub length: f64,
}

/// Everything that a person can move or choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    /// Id of the preset that this began as.
    pub preset: &'static str,
    /// W1 and W2.
    pub weights: [Weight; 2],
    /// The feature x.
    pub feature: Feature,
    /// Class of the feature: 0 or 1.
    pub label: usize,
    /// Id of the loss whose wedge is filled and whose numbers are read.
    pub loss: &'static str,
    /// Ids of the losses whose boundaries are shown besides.
    pub shown: BTreeSet<&'static str>,
    /// Values of each loss's knobs that are not at its default, by id.
    knobs: BTreeMap<&'static str, Knobs>,
    /// How the plane stands in space: its two axes and its normal, orthonormal.
    frame: [[f64; 3]; 3],
}

impl Lab {
    /// The laboratory as a preset starts it.
    ///
    /// # Errors
    /// When there is no preset of this id; the error lists those that there are.
    pub fn preset(id: &str) -> Result<Self, PresetError> {
        presets::start(id)
    }

    /// The chosen loss.
    pub fn chosen(&self) -> Option<&'static dyn Loss> {
        loss::find(self.loss)
    }

    /// Whether the boundaries of the loss `id` are shown; those of the chosen one always are.
    pub fn shows(&self, id: &str) -> bool {
        self.loss == id || self.shown.contains(id)
    }

    /// The losses whose boundaries are shown with their places in the registry, the chosen one last.
    pub fn drawn(&self) -> impl Iterator<Item = (usize, &'static dyn Loss)> + '_ {
        let all = || loss::registry().iter().copied().enumerate();
        let others = all().filter(|(_, loss)| self.shows(loss.id()) && loss.id() != self.loss);
        others.chain(all().filter(|(_, loss)| loss.id() == self.loss))
    }

    /// The values of `loss`'s knobs here; those that nobody turned are at their defaults.
    pub fn knobs(&self, loss: &dyn Loss) -> Knobs {
        let mut values: Knobs = knobs(loss)
            .iter()
            .map(|knob| (knob.id, knob.default))
            .collect();
        let own = self.knobs.get(loss.id());
        for (id, value) in own.into_iter().flat_map(Knobs::iter) {
            values.set(id, value);
        }
        values
    }

    /// Turns a knob of the loss `id`.
    pub fn set_knob(&mut self, id: &'static str, knob: &str, value: f64) {
        self.knobs.entry(id).or_default().set(knob, value);
    }

    /// `loss` under its knobs.
    pub fn objective(&self, loss: &dyn Loss) -> Objective {
        loss.objective(&self.knobs(loss))
    }

    /// The boundaries of `loss` in space `(2, 3)`. A pair loss has no class logits: it has the regions of the nearest mean.
    pub fn field(&self, loss: &dyn Loss) -> Option<Field> {
        self.field_of(loss, &self.raw_weights())
    }

    /// The same in the plane `(2, 2)`.
    pub fn plane_field(&self, loss: &dyn Loss) -> Option<Field> {
        let [a, b] = self.weights.map(|w| polar(w.angle).map(|x| w.length * x));
        self.field_of(loss, &array![[a[0], a[1]], [b[0], b[1]]])
    }

    fn field_of(&self, loss: &dyn Loss, weights: &Array2<f64>) -> Option<Field> {
        let objective = match self.objective(loss) {
            Objective::Pair(_) => Objective::normalized(Arc::new(Plain), 1.0),
            class => class,
        };
        let length = self.feature.length;
        let head = objective.head()?;
        Some(Field::new(head, weights.view(), None, length))
    }

    /// W1 and W2 in space, with their lengths `(2, 3)`.
    pub fn raw_weights(&self) -> Array2<f64> {
        let mut raw = Array2::zeros((2, 3));
        for (i, weight) in self.weights.iter().enumerate() {
            let unit = self.direction(Handle::Weight(i));
            (0..3).for_each(|axis| raw[[i, axis]] = weight.length * unit[axis]);
        }
        raw
    }

    /// The unit vector of a handle in space.
    pub fn direction(&self, handle: Handle) -> [f64; 3] {
        self.in_space(self.in_frame(handle))
    }

    /// The same in coordinates of the frame: along the plane's two axes and its normal.
    fn in_frame(&self, handle: Handle) -> [f64; 3] {
        let (angle, off) = match handle {
            Handle::Weight(i) => (self.weights[i].angle, 0.0),
            Handle::Feature => (self.feature.angle, self.feature.off_plane),
        };
        let ((sin, cos), (up, along)) = (angle.sin_cos(), off.sin_cos());
        [along * cos, along * sin, up]
    }

    fn in_space(&self, v: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|axis| (0..3).map(|i| self.frame[i][axis] * v[i]).sum())
    }

    /// The unit vector in space that is W1 turned by `by` radians towards W2, such as a side of the margin zone.
    pub fn between(&self, by: f64) -> [f64; 3] {
        let angle = self.toward(by);
        self.in_space([angle.cos(), angle.sin(), 0.0])
    }

    /// The same as an angle in the plane.
    pub fn toward(&self, by: f64) -> f64 {
        let turn = wrapped(self.weights[1].angle - self.weights[0].angle);
        self.weights[0].angle + by * turn.signum()
    }

    /// Where a handle is drawn in the plane, in radii of the circle.
    pub fn place(&self, handle: Handle) -> [f64; 2] {
        match handle {
            Handle::Weight(i) => {
                let weight = self.weights[i];
                polar(weight.angle).map(|x| UNIT_LENGTH * weight.length * x)
            }
            Handle::Feature => polar(self.feature.angle).map(|x| self.feature.off_plane.cos() * x),
        }
    }

    /// Moves a handle to a place in the plane, in radii of the circle. The feature takes its angle alone; a weight takes its
    /// length too, unless `keep_length`.
    pub fn move_to(&mut self, handle: Handle, [x, y]: [f64; 2], keep_length: bool) {
        let radius = x.hypot(y);
        if !radius.is_finite() || radius < 1e-6 {
            return;
        }
        let angle = y.atan2(x);
        match handle {
            Handle::Feature => self.feature.angle = angle,
            Handle::Weight(i) => {
                self.weights[i].angle = angle;
                if !keep_length {
                    let other = self.weights[1 - i].length;
                    self.weights[i].length = snapped(radius / UNIT_LENGTH, other);
                }
            }
        }
    }

    /// Rounds a dragged handle to the digits that are shown: angles to a tenth of a degree, lengths to a hundredth.
    pub fn round_off(&mut self, handle: Handle) {
        let angle = |radians: f64| ((10.0 * radians.to_degrees()).round() / 10.0).to_radians();
        match handle {
            Handle::Weight(i) => {
                let weight = &mut self.weights[i];
                weight.angle = angle(weight.angle);
                weight.length = (100.0 * weight.length).round() / 100.0;
            }
            Handle::Feature => {
                self.feature.angle = angle(self.feature.angle);
                self.feature.off_plane = angle(self.feature.off_plane);
            }
        }
    }

    /// Puts a handle back to where `start` has it.
    pub fn put_back(&mut self, handle: Handle, start: &Self) {
        match handle {
            Handle::Weight(i) => self.weights[i] = start.weights[i],
            Handle::Feature => self.feature = start.feature,
        }
    }
}

/// The knobs that `loss` has here: those that it reads, without the schedules.
pub fn knobs(loss: &dyn Loss) -> Vec<Knob> {
    let declared = |id: &&str| loss.knobs().iter().find(|knob| knob.id == *id).copied();
    let own = |id: &str| (id == LAMBDA.id).then_some(LAMBDA);
    let read = loss.parameters();
    read.iter()
        .filter_map(|id| declared(id).or_else(|| own(id)))
        .collect()
}

/// Whether `loss` has class logits; a pair loss has not.
pub fn is_class_level(loss: &dyn Loss) -> bool {
    loss.objective(&loss.defaults()).head().is_some()
}

fn snapped(length: f64, other: f64) -> f64 {
    let near = [1.0, other]
        .into_iter()
        .find(|to| (length - to).abs() < SNAP);
    near.unwrap_or(length)
        .clamp(WEIGHT_LENGTH.0, WEIGHT_LENGTH.1)
}

fn polar(angle: f64) -> [f64; 2] {
    [angle.cos(), angle.sin()]
}

/// The same angle in (−π, π].
fn wrapped(angle: f64) -> f64 {
    let turned = angle.rem_euclid(TAU);
    if turned > PI { turned - TAU } else { turned }
}

#[cfg(test)]
mod tests;
