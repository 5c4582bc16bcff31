//! The numbers of the laboratory.

use ndarray::{Array2, array};

use super::{HANDLES, Handle, Lab};
use crate::{
    geometry::Section,
    loss::{Batch, Evaluation, Loss, Objective},
    math::{softmax, vector},
};

/// Where the sides of a loss run: angles from W1 towards W2, radians; `None` where there is no such side between the two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Borders {
    /// P0, where the two logits without the margin are equal.
    pub plain: Option<f64>,
    /// P1 and P2, where each class's region with its margin ends.
    pub with_margin: [Option<f64>; 2],
}

impl Borders {
    /// Width of the margin zone between P1 and P2, radians.
    pub fn wedge(&self) -> Option<f64> {
        let [first, second] = self.with_margin;
        Some((second? - first?).max(0.0))
    }

    /// The sides that are worth a name: P0 alone where P1 and P2 are the same as it.
    pub fn named(&self) -> Vec<(&'static str, f64)> {
        let apart = self.wedge().is_none_or(|wedge| wedge > 1e-6);
        let [first, second] = self.with_margin;
        let all = [
            ("P₁", first.filter(|_| apart)),
            ("P₀", self.plain),
            ("P₂", second.filter(|_| apart)),
        ];
        all.into_iter()
            .filter_map(|(name, at)| Some((name, at?)))
            .collect()
    }
}

/// The sides of `loss` between W1 and W2; `None` where the two weights have no plane of their own.
pub fn borders(lab: &Lab, loss: &dyn Loss) -> Option<Borders> {
    let field = lab.field(loss)?;
    let section = Section::between(&field, 0, 1)?;
    let [left, _] = section.directions();
    let sides = section.sides();
    let from_first = |angle: f64| left - angle;
    Some(Borders {
        plain: sides.plain.map(from_first),
        with_margin: sides.with_margin.map(|side| side.map(from_first)),
    })
}

/// What the chosen loss says of the feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Each class's logit without and with the margin. `None` for a pair loss.
    pub logits: Option<[(f64, f64); 2]>,
    /// Posterior of the label, from the logits without and with the margin. `None` for a pair loss.
    pub posterior: Option<(f64, f64)>,
    /// The loss of the feature, margin included.
    pub loss: f64,
    /// What the loss would be without the margin; `None` where it is not minus the logarithm of a posterior.
    pub plain_loss: Option<f64>,
    /// Whether the label's logit with the margin is at least the other's. `None` for a pair loss.
    pub met: Option<bool>,
    /// Where the loss pulls the feature along the sphere: minus the gradient of its loss by the unit feature, in space,
    /// without the part along the feature.
    pub pull: [f64; 3],
}

/// Everything that is written beside the figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Angle of the feature to W1 and to W2, radians.
    pub theta: [f64; 2],
    /// Θ, between W1 and W2.
    pub apart: f64,
    /// The sides of the chosen loss.
    pub borders: Option<Borders>,
    /// cos θ(W1, P1) − cos θ(W2, P1): m of AM-Softmax.
    pub cosine_gap: Option<f64>,
    /// What the chosen loss says of the feature; `None` where that is not finite.
    pub judged: Option<Judged>,
}

impl Reading {
    /// The numbers of the laboratory as it stands.
    pub fn new(lab: &Lab) -> Self {
        let [first, second, feature] = HANDLES.map(|handle| lab.direction(handle));
        let apart = vector::angle_between(&first, &second);
        let borders = lab.chosen().and_then(|loss| borders(lab, loss));
        let first_side = borders.and_then(|borders| borders.with_margin[0]);
        Self {
            theta: [first, second].map(|w| vector::angle_between(&w, &feature)),
            apart,
            borders,
            cosine_gap: first_side.map(|at| at.cos() - (apart - at).cos()),
            judged: lab.chosen().and_then(|loss| judge(lab, loss)),
        }
    }
}

fn judge(lab: &Lab, loss: &dyn Loss) -> Option<Judged> {
    let objective = lab.objective(loss);
    let unit = lab.direction(Handle::Feature);
    let raw = unit.map(|x| lab.feature.length * x);
    let mut out = Evaluation::default();
    match &objective {
        Objective::Class(_) => {
            evaluate(lab, &objective, array![[raw[0], raw[1], raw[2]]], &mut out)
        }
        Objective::Pair(_) => evaluate_batch(lab, &objective, raw, &mut out),
    }
    let logits = (out.logits.nrows() == 1).then(|| {
        let (plain, with) = (out.plain_logits.row(0), out.logits.row(0));
        [(plain[0], with[0]), (plain[1], with[1])]
    });
    // By the chain rule the gradient by the unit feature is that by the raw one times its length.
    let gradient: [f64; 3] = std::array::from_fn(|i| -lab.feature.length * out.d_features[[0, i]]);
    let radial = vector::dot(&gradient, &unit);
    let pull: [f64; 3] = std::array::from_fn(|i| gradient[i] - radial * unit[i]);
    let finite = out.loss.is_finite() && pull.iter().all(|x| x.is_finite());
    let log_posterior = |of: [f64; 2]| of[lab.label] - softmax::log_sum_exp(of.into_iter());
    let both = logits.map(|[a, b]| (log_posterior([a.0, b.0]), log_posterior([a.1, b.1])));
    let is_cross_entropy = |with: f64| (out.loss + with).abs() <= 1e-9 * out.loss.abs().max(1.0);
    finite.then_some(Judged {
        posterior: both.map(|(plain, with)| (plain.exp(), with.exp())),
        plain_loss: both
            .filter(|(_, with)| is_cross_entropy(*with))
            .map(|(plain, _)| -plain),
        met: logits.map(|both| both[lab.label].1 >= both[1 - lab.label].1),
        logits,
        loss: out.loss,
        pull,
    })
}

fn evaluate(lab: &Lab, objective: &Objective, features: Array2<f64>, out: &mut Evaluation) {
    let weights = lab.raw_weights();
    let batch = Batch {
        features: features.view(),
        weights: weights.view(),
        bias: None,
        labels: &[lab.label],
    };
    objective.evaluate(&batch, out);
}

/// A pair loss compares features, so each class lends one that lies at its mean.
fn evaluate_batch(lab: &Lab, objective: &Objective, raw: [f64; 3], out: &mut Evaluation) {
    let mut features = Array2::zeros((3, 3));
    let means = lab.raw_weights();
    for axis in 0..3 {
        features[[0, axis]] = raw[axis];
        (0..2).for_each(|class| features[[1 + class, axis]] = means[[class, axis]]);
    }
    let weights = Array2::zeros((0, 3));
    let batch = Batch {
        features: features.view(),
        weights: weights.view(),
        bias: None,
        labels: &[lab.label, 0, 1],
    };
    objective.evaluate(&batch, out);
}
