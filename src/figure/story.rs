//! What a run shows at this moment, as facts for one sentence. Nothing here is a word: the window has those.

use crate::{
    loss::{self, BoundKind, Loss, Objective, WeightNorm, bound},
    train::{Directions, Health, LossConfig, ModelKind, Snapshot, Status},
};

/// What there is to say of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Story {
    /// How it stands.
    pub standing: Standing,
    /// What keeps the settings from their full effect at this step, where something does.
    pub held: Option<Held>,
}

/// How a run stands. Shares are of the held-out samples, angles are degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// Data are being read; there is nothing to see.
    Loading,
    /// The run ended early.
    Stopped,
    /// No step was made: the features are those of an untrained network.
    Untrained,
    /// It has diverged or collapsed, as training saw it.
    Unsound(Health),
    /// A pair loss: classes are what is nearest to their mean.
    Pairs {
        /// Share nearest to the mean of their own class.
        right: f64,
    },
    /// No margin is asked for.
    Plain {
        /// Share taken for their own class.
        right: f64,
        /// Whether that is the nearest class: logits are cosines, but for one factor.
        nearest: bool,
    },
    /// The margin asks for more than so many classes can have.
    Infeasible {
        /// Number of classes.
        classes: usize,
        /// Dimension of the features.
        dim: usize,
        /// Share that meets the margin.
        met: f64,
    },
    /// The margin is asked for, and there is room for it.
    Margin {
        /// Share taken for their own class.
        right: f64,
        /// Whether that is the nearest class.
        nearest: bool,
        /// Share that meets the margin.
        met: f64,
        /// Width of the margin zone between the two nearest classes; `None` where it depends on the lengths of weights.
        zone: Option<f64>,
    },
}

/// What keeps settings from their full effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Held {
    /// The loss is still plain softmax, wholly.
    Warmup,
    /// The margin has grown so far: a fraction.
    Ramp(f64),
    /// λ in force leaves this share of plain softmax.
    Lambda {
        /// λ.
        lambda: f64,
        /// λ / (1 + λ).
        plain: f64,
    },
    /// The scale is so small that no posterior can reach 0.999.
    Scale {
        /// s.
        scale: f64,
        /// The least that is enough.
        enough: f64,
    },
}

/// λ in force that is worth a word: less than this share of plain softmax is not.
const SOFTENED: f64 = 0.02;

/// What there is to say of `snapshot` under the loss of this moment.
pub fn story(snapshot: &Snapshot, config: &LossConfig) -> Story {
    let standing = standing(snapshot, config);
    let trained = matches!(
        standing,
        Standing::Plain { .. } | Standing::Infeasible { .. } | Standing::Margin { .. }
    );
    Story {
        standing,
        held: trained.then(|| held(snapshot, config)).flatten(),
    }
}

fn standing(snapshot: &Snapshot, config: &LossConfig) -> Standing {
    let metrics = &snapshot.metrics;
    let measured = snapshot.features.nrows() > 0 && metrics.test_accuracy.is_finite();
    match snapshot.status {
        Status::Loading => return Standing::Loading,
        _ if !snapshot.health.is_sound() => return Standing::Unsound(snapshot.health),
        Status::Failed(_) => return Standing::Stopped,
        _ if !measured => return Standing::Loading,
        _ => {}
    }
    let given = snapshot.experiment.model.kind == ModelKind::Features;
    if snapshot.step == 0 && !given {
        return Standing::Untrained;
    }
    let right = metrics.test_accuracy;
    let loss = loss::find(&config.id);
    match loss.map(|loss| loss.in_force(&loss.at_step(&config.knobs, snapshot.schedule_step()))) {
        Some(Objective::Class(head)) if given || snapshot.directions == Directions::Weights => {
            let nearest = head.weight_norm == WeightNorm::Unit && !head.bias;
            let margin = head.margin.as_ref();
            if asks_nothing(margin) {
                return Standing::Plain { right, nearest };
            }
            let met = metrics.margin_satisfied;
            let classes = snapshot.weights.nrows();
            let dim = snapshot.weights.ncols();
            if nearest && bound::feasible(margin, classes, dim) == Some(false) {
                return Standing::Infeasible { classes, dim, met };
            }
            let theta = metrics.nearest_classes_deg.to_radians();
            let zone = (nearest && theta.is_finite())
                .then(|| loss::zone_between(margin, theta).to_degrees());
            Standing::Margin {
                right,
                nearest,
                met,
                zone,
            }
        }
        _ => Standing::Pairs { right },
    }
}

/// Whether a class needs only to have the largest logit: T is the cosine, for the label and for the others.
fn asks_nothing(margin: &dyn loss::Margin) -> bool {
    (0..=64).all(|i| {
        let cos = -1.0 + f64::from(i) / 32.0;
        let off = |found: f64, expect: f64| (found - expect).abs() > 1e-9;
        !off(margin.target(cos).value, margin.other(cos).value)
    })
}

fn held(snapshot: &Snapshot, config: &LossConfig) -> Option<Held> {
    let loss = loss::find(&config.id)?;
    let now = loss.at_step(&config.knobs, snapshot.schedule_step());
    warmup(&now)
        .or_else(|| ramp(loss, config, snapshot.schedule_step()))
        .or_else(|| lambda(&now))
        .or_else(|| scale(loss, config, snapshot))
}

fn warmup(now: &crate::knob::Knobs) -> Option<Held> {
    (now.get(loss::schedule::FREE) == Some(1.0)).then_some(Held::Warmup)
}

/// How far the margin has come from nothing to its knobs' values.
fn ramp(loss: &dyn Loss, config: &LossConfig, step: u64) -> Option<Held> {
    let value = |id: &str| {
        let knob = loss.knobs().iter().find(|knob| knob.id == id);
        knob.map_or(0.0, |knob| config.knobs.or(id, knob.default))
    };
    let (warmup, ramp) = (value("warmup"), value("ramp"));
    let share = (step as f64 - warmup) / ramp;
    let asks = loss
        .neutral()
        .iter()
        .any(|(id, neutral)| config.knobs.get(id).is_some_and(|value| value != *neutral));
    (ramp > 0.0 && share < 1.0 && asks).then_some(Held::Ramp(share.max(0.0)))
}

fn lambda(now: &crate::knob::Knobs) -> Option<Held> {
    let lambda = now.get("lambda")?;
    let plain = lambda / (1.0 + lambda);
    (plain > SOFTENED).then_some(Held::Lambda { lambda, plain })
}

fn scale(loss: &dyn Loss, config: &LossConfig, snapshot: &Snapshot) -> Option<Held> {
    let knob = loss.knobs().iter().find(|knob| knob.id == "s")?;
    let scale = config.knobs.or(knob.id, knob.default);
    let (classes, dim) = snapshot.weights.dim();
    let bound = loss.bounds(knob.id, classes, dim, &config.knobs)?;
    (bound.kind == BoundKind::AtLeast && scale < bound.value).then_some(Held::Scale {
        scale,
        enough: bound.value,
    })
}

#[cfg(test)]
mod tests;
