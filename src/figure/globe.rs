//! The sphere view as data: points, axes, boundary curves and the field of regions on the unit sphere.

use crate::math::softmax;

/// A direction on the unit sphere.
pub type Direction = [f32; 3];

/// Everything the globe shows, without the camera, the theme or a single GPU object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GlobeFigure {
    /// One mark a sample.
    pub points: Vec<GlobePoint>,
    /// One axis a class, with its name.
    pub axes: Vec<GlobeAxis>,
    /// Border of each class's region (with its margin): polylines on the sphere, radius 1.
    pub curves: Vec<GlobeCurve>,
    /// Where the regions end, where they are tinted but their borders are not to be seen; empty otherwise.
    pub ends: Vec<GlobeCurve>,
    /// Tints the sphere by class, grey where no class reaches its margin.
    pub regions: Option<RegionTint>,
    /// Short arrows along the sphere.
    pub arrows: Vec<GlobeArrow>,
    /// Named points on the sphere.
    pub spots: Vec<GlobeSpot>,
    /// Points have a shape by their class.
    pub shapes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlobePoint {
    pub at: Direction,
    pub class: u16,
    /// Its number among the held-out samples.
    pub sample: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GlobeAxis {
    pub to: Direction,
    pub class: u16,
    pub name: String,
}

/// A point with its name, such as where a side crosses the plane of two weights.
#[derive(Clone, Debug, PartialEq)]
pub struct GlobeSpot {
    pub at: Direction,
    pub name: String,
}

/// An arrow on the sphere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlobeArrow {
    pub class: u16,
    pub at: Direction,
    /// What it points along, at a right angle to `at`; its length is what is drawn.
    pub by: Direction,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GlobeCurve {
    pub class: u16,
    pub points: Vec<Direction>,
}

/// The decision field in the form a shader evaluates for each pixel, exactly and without work on the CPU:
/// class `j` owns direction `u` when `amplitude[j] · T(W_j·u) + offset[j]` is at least `amplitude[k] · O(W_k·u) + offset[k]`
/// for every other `k`; where none does is the margin zone.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionTint {
    /// Unit class directions.
    pub unit: Vec<Direction>,
    pub amplitude: Vec<f32>,
    pub offset: Vec<f32>,
    /// T sampled at `n` cosines evenly spread from −1 to 1.
    pub target: Vec<f32>,
    /// O, likewise.
    pub other: Vec<f32>,
    /// Shade where the largest posterior over the O-logits is below this; 0 for no band.
    pub uncertain_below: f32,
}

impl RegionTint {
    /// Each class's T-logit and O-logit at the unit direction `u`. None when the tint's lengths disagree.
    fn logits(&self, u: Direction) -> Option<Vec<(f32, f32)>> {
        let classes = self.unit.len();
        if self.amplitude.len() != classes || self.offset.len() != classes {
            return None;
        }
        let both = |j: usize| {
            let cos = self.unit[j].iter().zip(u).map(|(w, x)| w * x).sum();
            let logit = |table| Some(self.amplitude[j] * sampled(table, cos)? + self.offset[j]);
            Some((logit(&self.target)?, logit(&self.other)?))
        };
        (0..classes).map(both).collect()
    }

    /// The largest posterior over the O-logits at the unit direction `u`. None when the tint's lengths disagree.
    pub fn posterior(&self, u: Direction) -> Option<f64> {
        let logits = self.logits(u)?.into_iter();
        Some(softmax::confidence(
            logits.map(|(_, other)| f64::from(other)),
        ))
    }

    /// By how much the class that leads most at the unit direction `u` does: below 0 in the margin zone. None when there is no
    /// class, or the tint's lengths disagree.
    pub fn most_lead(&self, u: Direction) -> Option<f32> {
        let logits = self.logits(u)?;
        // The largest other-logit, whose it is, and the largest but that one.
        let mut first = (f32::NEG_INFINITY, 0);
        let mut second = f32::NEG_INFINITY;
        for (class, (_, other)) in logits.iter().enumerate() {
            second = second.max(other.min(first.0));
            if *other > first.0 {
                first = (*other, class);
            }
        }
        let lead = |(class, (target, _)): (usize, &(f32, f32))| match class == first.1 {
            true => target - second,
            false => target - first.0,
        };
        logits.iter().enumerate().map(lead).reduce(f32::max)
    }

    /// By how much class `class`'s target logit at the unit direction `u` exceeds every other class's logit: at least 0 in
    /// its region. None when there is no such class, or the tint's lengths disagree.
    pub fn lead(&self, class: usize, u: Direction) -> Option<f32> {
        let logits = self.logits(u)?;
        let (target, _) = logits.get(class)?;
        let others = logits.iter().enumerate().filter(|(k, _)| *k != class);
        let most = others.fold(f32::NEG_INFINITY, |most, (_, (_, other))| most.max(*other));
        Some(target - most)
    }
}

/// A function of the cosine from its samples over [−1, 1], linear in between; None with fewer than two.
fn sampled(samples: &[f32], cos: f32) -> Option<f32> {
    let last = samples.len().checked_sub(1).filter(|&last| last > 0)?;
    let place = (cos.clamp(-1.0, 1.0) * 0.5 + 0.5) * last as f32;
    let below = (place as usize).min(last - 1);
    let t = place - below as f32;
    Some(samples[below] + (samples[below + 1] - samples[below]) * t)
}
