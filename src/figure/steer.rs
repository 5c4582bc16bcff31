//! From a border that a person drags to the margin that puts it there.

use crate::{
    knob::{Knob, Knobs},
    loss::{self, CosineHead, Loss, Objective},
    math::vector,
    train::{LossConfig, Snapshot},
};

use super::{field::mean_norm, plane::Border};

/// What a knob is turned to so that the border of a region lies in a direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steered {
    /// The knob that moves the border.
    pub knob: &'static Knob,
    /// Its value.
    pub value: f64,
    /// Whether the border lies there; else the value is the end of the knob that comes nearest.
    pub reached: bool,
}

/// The margin with which the region of `class` ends in the unit direction `u` `(d)`, all else being as it is. `None` where no
/// knob of the loss moves the border now: it has none, or its schedule holds the margin back.
pub fn steer(snapshot: &Snapshot, config: &LossConfig, class: usize, u: &[f64]) -> Option<Steered> {
    let loss = loss::find(&config.id)?;
    let lead = Lead::new(snapshot, loss, class, u)?;
    let knobs = &config.knobs;
    let found = margins(loss, knobs).filter_map(|knob| turned(knob, knobs, &lead));
    let mut first = None;
    for steered in found {
        if steered.reached {
            return Some(steered);
        }
        first = first.or(Some(steered));
    }
    first
}

/// The class whose region ends at `border`; of two, the one in whose directions the pointer is: the nearest to the unit
/// direction `u` `(d)`.
pub fn held_class(snapshot: &Snapshot, border: Border, u: &[f64]) -> Option<usize> {
    let cosine = |class: &u16| {
        let row = snapshot.weights.row(usize::from(*class));
        let row: Vec<f64> = row.iter().map(|x| f64::from(*x)).collect();
        let norm = vector::dot(&row, &row).sqrt();
        vector::dot(&row, u) / norm
    };
    let nearest = border
        .classes()
        .max_by(|a, b| cosine(a).total_cmp(&cosine(b)));
    nearest.map(usize::from)
}

/// The knobs of the margin, those that ask for something already before the others.
fn margins<'a>(
    loss: &'static dyn Loss,
    knobs: &'a Knobs,
) -> impl Iterator<Item = &'static Knob> + 'a {
    let known = loss.neutral().iter().filter_map(|&(id, neutral)| {
        let knob = loss.knobs().iter().find(|knob| knob.id == id)?;
        Some((knob, neutral))
    });
    let asks = |(knob, neutral): &(&'static Knob, f64)| knobs.or(knob.id, knob.default) != *neutral;
    let (asking, silent): (Vec<_>, Vec<_>) = known.partition(asks);
    asking.into_iter().chain(silent).map(|(knob, _)| knob)
}

/// So many stretches of a knob are searched for a root each.
const STRETCHES: u32 = 240;
/// Halvings of a stretch: to the last digit of a double.
const HALVINGS: u32 = 60;

/// The value of `knob` nearest to the present one at which the lead is zero.
fn turned(knob: &'static Knob, knobs: &Knobs, lead: &Lead<'_>) -> Option<Steered> {
    let at = |value: f64| lead.at(knobs, knob.id, value);
    let value = |i: u32| knob.min + (knob.max - knob.min) * f64::from(i) / f64::from(STRETCHES);
    let leads: Vec<f64> = (0..=STRETCHES).map(|i| at(value(i))).collect();
    if leads.iter().all(|lead| *lead == leads[0]) {
        return None;
    }
    let now = knobs.or(knob.id, knob.default);
    let off = |x: &f64| (x - now).abs();
    let stretch = |i: u32| zero(&at, (value(i), leads[i as usize]), value(i + 1));
    let roots = (0..STRETCHES).filter_map(stretch);
    let end = [knob.min, knob.max].into_iter();
    let root = roots.min_by(|a, b| off(a).total_cmp(&off(b)));
    let nearest = end.min_by(|a, b| at(*a).abs().total_cmp(&at(*b).abs()))?;
    Some(Steered {
        knob,
        value: root.unwrap_or(nearest),
        reached: root.is_some(),
    })
}

/// Where `f` passes zero between `low`, with its value there, and `high`. A jump over zero is no root: no border lies there.
fn zero(f: &impl Fn(f64) -> f64, (mut low, at_low): (f64, f64), mut high: f64) -> Option<f64> {
    let at_high = f(high);
    if at_low == 0.0 {
        return Some(low);
    }
    if at_high == 0.0 {
        return Some(high);
    }
    if (at_low > 0.0) == (at_high > 0.0) {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        match (f(middle) > 0.0) == (at_low > 0.0) {
            true => low = middle,
            false => high = middle,
        }
    }
    let step = (f(high) - f(low)).abs();
    (step < 1e-9 * (1.0 + at_low.abs() + at_high.abs())).then_some((low + high) / 2.0)
}

/// By how much the logit of one class, with its margin, leads all others in one direction.
struct Lead<'a> {
    loss: &'static dyn Loss,
    step: u64,
    class: usize,
    /// cos θ_j and ‖W_j‖ of each class.
    classes: Vec<(f64, f64)>,
    bias: Option<&'a ndarray::Array1<f32>>,
    radius: f64,
}

impl<'a> Lead<'a> {
    fn new(
        snapshot: &'a Snapshot,
        loss: &'static dyn Loss,
        class: usize,
        u: &[f64],
    ) -> Option<Self> {
        if snapshot.weights.ncols() != u.len() {
            return None;
        }
        let mut unit = vec![0.0; u.len()];
        let rows = snapshot.weights.rows().into_iter();
        let classes: Vec<(f64, f64)> = rows
            .map(|row| {
                let row: Vec<f64> = row.iter().map(|x| f64::from(*x)).collect();
                let norm = vector::normalize_into(row.iter(), &mut unit);
                (vector::dot(&unit, u).clamp(-1.0, 1.0), norm)
            })
            .collect();
        let usable = class < classes.len();
        let finite = classes.iter().all(|(cos, norm)| (cos * norm).is_finite());
        (usable && finite && classes.len() > 1).then_some(Self {
            loss,
            step: snapshot.schedule_step(),
            class,
            classes,
            bias: snapshot.bias.as_deref(),
            radius: mean_norm(snapshot),
        })
    }

    /// The lead with one knob at `value`, and the schedules where they stand; 0 for a pair loss, which has no margin zone.
    fn at(&self, knobs: &Knobs, id: &str, value: f64) -> f64 {
        let mut knobs = knobs.clone();
        knobs.set(id, value);
        let now = self.loss.at_step(&knobs, self.step);
        match self.loss.in_force(&now) {
            Objective::Class(head) => self.of(&head),
            Objective::Pair(_) => 0.0,
        }
    }

    fn of(&self, head: &CosineHead) -> f64 {
        let bias = self.bias.filter(|_| head.bias);
        let logit = |class: usize| {
            let (cos, norm) = self.classes[class];
            let point = match class == self.class {
                true => head.margin.target(cos),
                false => head.margin.other(cos),
            };
            let offset = bias.map_or(0.0, |bias| f64::from(bias[class]));
            head.amplitude(self.radius, norm) * point.value + offset
        };
        let others = (0..self.classes.len()).filter(|class| *class != self.class);
        logit(self.class) - others.map(logit).fold(f64::NEG_INFINITY, f64::max)
    }
}

/// The held-out samples, by number, whose logit with the margin in force is at least every other class's.
pub fn meeting(snapshot: &Snapshot, config: &LossConfig) -> Vec<u32> {
    let Some(loss) = loss::find(&config.id) else {
        return Vec::new();
    };
    let objective = loss.in_force(&loss.at_step(&config.knobs, snapshot.schedule_step()));
    let measured = crate::train::metrics::Measured {
        features: snapshot.features.view(),
        labels: &snapshot.dataset.test.labels,
        directions: snapshot.weights.view(),
        bias: snapshot.bias.as_ref().map(|bias| bias.view()),
        objective: &objective,
    };
    measured.meeting()
}

#[cfg(test)]
mod tests;
