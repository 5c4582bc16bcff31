//! The sphere view as data: points, axes, boundary curves and the field of regions on the unit sphere.

use crate::look::Classes;
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
    /// Drawn lines: the border of each class's region, margin included.
    pub curves: Vec<GlobeCurve>,
    /// Borders of tinted regions that are not drawn, since files need to know where to end the tint. Empty where `curves`
    /// has them.
    pub ends: Vec<GlobeCurve>,
    /// Tints the sphere by class, grey where no class reaches its margin.
    pub regions: Option<RegionTint>,
    /// Short arrows along the sphere.
    pub arrows: Vec<GlobeArrow>,
    /// Named points on the sphere.
    pub spots: Vec<GlobeSpot>,
    /// Points have a shape by their class.
    pub shapes: bool,
    /// Which classes of their data set its classes are.
    pub classes: Classes,
    /// The first class that was left out of training: its points and those of later classes are rings, for no region is theirs.
    pub unseen: Option<u16>,
    /// How much of what is behind the body hides, 0 to 1; `None` for the usual.
    pub opacity: Option<f32>,
}

/// A sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlobePoint {
    /// Its unit feature.
    pub at: Direction,
    /// Its label, which decides its colour and shape.
    pub class: u16,
    /// Its number among the held-out samples.
    pub sample: u32,
}

/// A line from the centre to a little outside of the sphere, such as a class direction.
#[derive(Clone, Debug, PartialEq)]
pub struct GlobeAxis {
    /// Its direction, at length 1.
    pub to: Direction,
    /// The class whose colour it has.
    pub class: u16,
    /// Written at its tip; may be empty.
    pub name: String,
}

/// A point with its name, such as where a side crosses the plane of two weights.
#[derive(Clone, Debug, PartialEq)]
pub struct GlobeSpot {
    /// Where it is, at length 1.
    pub at: Direction,
    /// Written below it.
    pub name: String,
}

/// An arrow on the sphere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlobeArrow {
    /// The class whose colour it has.
    pub class: u16,
    /// Where it starts, at length 1.
    pub at: Direction,
    /// From its start to its tip, at a right angle to `at` and as long as it is drawn, in radii of the sphere.
    pub by: Direction,
}

/// A line on the sphere.
#[derive(Clone, Debug, PartialEq)]
pub struct GlobeCurve {
    /// The class whose colour it has.
    pub class: u16,
    /// Its points in order, at length 1; a closed line ends with its first point.
    pub points: Vec<Direction>,
}

/// The decision field in the form a shader evaluates for each pixel, exactly and without work on the CPU:
/// class `j` owns direction `u` when `amplitude[j] · T(W_j·u) + offset[j]` is at least `amplitude[k] · O(W_k·u) + offset[k]`
/// for every other `k`; where none does is the margin zone. T is the target logit as a function of the cosine, with the
/// margin; O is that of the other classes.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionTint {
    /// Unit class directions.
    pub unit: Vec<Direction>,
    /// Factor of each class's logits.
    pub amplitude: Vec<f32>,
    /// What is added to each class's logits.
    pub offset: Vec<f32>,
    /// T at cosines evenly spread from −1 to 1, both included.
    pub target: Vec<f32>,
    /// O at the same cosines.
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

    /// The largest [lead](Self::lead) of any class at the unit direction `u`: below 0 in the margin zone. None when there is no
    /// class, or the tint's lengths disagree.
    pub fn most_lead(&self, u: Direction) -> Option<f32> {
        let logits = self.logits(u)?;
        // The largest O-logit with its class, and the second largest.
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

    /// By how much the T-logit of `class` at the unit direction `u` exceeds the largest O-logit of the others: at least 0 in
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
